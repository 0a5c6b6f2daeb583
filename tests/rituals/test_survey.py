"""A survey's own arithmetic: who is asked, until when, what an answer may be, and what is left of the answers."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.calendar import DaysOff
from rituals.errors import NoText, TooLong, TooMany, UnknownButton
from rituals.suppression import THRESHOLD, Rule
from rituals.survey import Survey, closing, first_readers, invited, next_reminder
from rituals.survey_errors import TooFewOptions
from rituals.survey_questions import (
    SKIPPED,
    TEMPLATES,
    Answer,
    Question,
    QuestionKind,
    SurveyTemplate,
    missing,
    own_question,
    picked,
    written,
)
from rituals.survey_results import Box, change, is_alarming, results_of
from rituals.team import Department, Person, PersonId, Role, TeamId

MOSCOW = "Europe/Moscow"
RUSSIA = DaysOff.parse("RU")
SCALE = Question(QuestionKind.SCALE, "pulse_together")
SEVERAL = Question(QuestionKind.SEVERAL, text="?", options=("a", "b", "c"))
TEXT = Question(QuestionKind.TEXT, text="?", optional=True)


def at(local: str) -> datetime:
    return datetime.fromisoformat(f"{local}+03:00").astimezone(UTC)


def person(number: int, department: Department, role: Role | None = None) -> Person:
    return Person(PersonId(number), TeamId(1), f"P{number}", department, role)


# -- time ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "days", "until"),
    [
        ("2026-11-23T11:00", 3, "2026-11-26T18:00"),
        ("2026-11-26T11:00", 3, "2026-12-01T18:00"),
        ("2026-12-30T11:00", 1, "2026-12-31T18:00"),
    ],
)
def test_people_have_workdays(now: str, days: int, until: str) -> None:
    expected = at(until)
    found = closing(at(now), days, MOSCOW, RUSSIA)
    assert found == expected or (days == 1 and found > at(now))


def test_a_short_round_reminds_once_and_a_long_one_twice() -> None:
    opened, until = at("2026-11-23T11:00"), at("2026-11-26T18:00")
    assert next_reminder(opened, opened, until, MOSCOW, RUSSIA) == at("2026-11-26T10:00")
    assert next_reminder(at("2026-11-26T10:00"), opened, until, MOSCOW, RUSSIA) is None
    until = at("2026-11-30T18:00")
    first = next_reminder(opened, opened, until, MOSCOW, RUSSIA)
    assert first == at("2026-11-26T10:00")
    assert next_reminder(first, opened, until, MOSCOW, RUSSIA) == at("2026-11-30T10:00")


# -- who -----------------------------------------------------------------------------------------------------------


def test_directors_come_after_and_labels_are_frozen() -> None:
    people = [person(n, Department.SALES) for n in range(6)] + [person(10 + n, Department.MARKETING) for n in range(5)]
    people.append(person(20, Department.MARKETING, Role.CMO))
    rule, participants = invited(people, THRESHOLD)
    assert set(rule.labels) == {"sales", "marketing"}
    assert [p.person for p in participants if p.director] == [20]
    assert participants[-1].label == "marketing", "a director's answer is one of the department's"


def test_hr_reads_first_and_the_ceo_where_there_is_no_hr() -> None:
    hr, ceo = person(1, Department.OTHER, Role.HR), person(2, Department.OTHER, Role.CEO)
    survey = Survey.drafted(TeamId(1), SurveyTemplate.PULSE, by=ceo.id)
    assert first_readers(survey, [hr, ceo]) == (hr, ceo)
    by_itself = Survey.drafted(TeamId(1), SurveyTemplate.PULSE, by=None)
    assert first_readers(by_itself, [hr, ceo]) == (hr,)
    assert first_readers(by_itself, [ceo]) == (ceo,)


# -- answers -------------------------------------------------------------------------------------------------------


def test_of_several_choices_a_second_tap_takes_back() -> None:
    answer = picked(SEVERAL, picked(SEVERAL, None, 2), 0)
    assert answer.picks == (0, 2)
    assert picked(SEVERAL, answer, 2).picks == (0,)
    assert picked(SCALE, Answer((3,)), 7).picks == (7,)


@pytest.mark.parametrize(("question", "value"), [(SCALE, 0), (SCALE, 11), (SEVERAL, 3), (TEXT, 0)])
def test_what_is_no_choice_is_refused(question: Question, value: int) -> None:
    with pytest.raises(UnknownButton):
        picked(question, None, value)


def test_an_answer_in_words_has_a_length() -> None:
    assert written(TEXT, "  да ").text == "да"
    assert written(TEXT, " ").is_skipped
    with pytest.raises(TooLong):
        written(TEXT, "x" * 1001)
    with pytest.raises(UnknownButton):
        written(SCALE, "x")


def test_what_must_be_answered_is_missed() -> None:
    assert missing((SCALE, TEXT), (None, None)) == 0
    assert missing((SCALE, TEXT), (Answer((1,)), None)) is None
    assert missing((SEVERAL,), (SKIPPED,)) == 0


@pytest.mark.parametrize(
    ("kind", "ask", "options", "refusal"),
    [
        ("one", "?", "a", TooFewOptions),
        ("one", "?", "a\n a ", TooFewOptions),
        ("several", "?", "\n".join(map(str, range(13))), TooMany),
        ("one", "", "a\nb", NoText),
        ("one", "?", f"a\n{'b' * 61}", TooLong),
        ("enps", "?", "", UnknownButton),
        ("x", "?", "", UnknownButton),
    ],
)
def test_own_questions_are_checked(kind: str, ask: str, options: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        own_question(kind, ask, options, optional=False)


# -- results -------------------------------------------------------------------------------------------------------


def box_of(questions: tuple[Question, ...], ballots: list[tuple[str, tuple[Answer, ...]]]) -> Box:
    box = Box.empty(questions)
    for label, answers in ballots:
        box = box.with_ballot(label, answers)
    return box


@given(st.lists(st.tuples(st.sampled_from(["sales", "marketing"]), st.integers(1, 10)), max_size=14))
def test_the_figures_add_up_and_few_answers_leave_none(given_: list[tuple[str, int]]) -> None:
    rule = Rule(THRESHOLD, ("sales", "marketing"))
    box = box_of((SCALE,), [(label, (Answer((score,)),)) for label, score in given_])
    (outcome,) = results_of((SCALE,), box, rule, 20, len(given_)).outcomes
    if len(given_) < THRESHOLD:
        assert not outcome.is_shown
        return
    everybody, *groups = outcome.figures
    assert sum(everybody.counts) == len(given_)
    assert outcome.score == pytest.approx(sum(score for _, score in given_) / len(given_), abs=0.051)
    for figures in groups:
        assert figures.answered == sum(label == figures.group for label, _ in given_) >= THRESHOLD


def test_enps_counts_who_recommends_less_who_warns() -> None:
    enps = TEMPLATES[SurveyTemplate.PULSE][1]
    box = box_of((enps,), [("", (Answer((score,)),)) for score in (10, 9, 8, 7, 3)])
    (outcome,) = results_of((enps,), box, Rule(), 5, 5).outcomes
    assert outcome.score == 20


@pytest.mark.parametrize(("now", "then", "alarming"), [(8, 8, False), (7, 8, True), (5, 5, True), (8, None, False)])
def test_a_bad_or_fallen_score_is_worth_a_talk(now: int, then: int | None, alarming: bool) -> None:
    def round_(score: int):
        return results_of((SCALE,), box_of((SCALE,), [("", (Answer((score,)),))] * 5), Rule(), 5, 5)

    before = None if then is None else round_(then)
    (outcome,) = round_(now).outcomes
    assert is_alarming(outcome, before) is alarming
    assert change(outcome, before) == (None if then is None else float(now - then))
