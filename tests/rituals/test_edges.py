"""Where the core's arithmetic ends: the last value that is taken, the first that is not, and what has nothing to count."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from rituals.agenda import Item, ItemId
from rituals.balance import SIDES, TALK_TO_JUDGE, dominant, shares
from rituals.cup import Award, streak_of
from rituals.datelists import LONGEST_RANGE, spoken_ranges
from rituals.errors import TooMany
from rituals.freedates import understand
from rituals.kinds.cup import CupOptions
from rituals.kinds.declaration import LONGEST_AGENDA_HOURS, MeetingOptions
from rituals.localtime import LocalSlot
from rituals.messages import PRESS_LIMIT, Button
from rituals.survey_questions import Question, QuestionKind
from rituals.survey_results import Figures
from rituals.team import Department, PersonId, TeamId
from rituals.timeline import OccurrenceId, RitualId
from rituals.vote import OptionId, Tally
from rituals.wrongvalues import WrongValue

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ANNA, BORIS = PersonId(1), PersonId(2)
MOSCOW = "Europe/Moscow"


def an_item(number: int, department: Department | None) -> Item:
    return Item(ItemId(number), TeamId(1), RitualId(1), "x", None, department, NOW)


class TestTheBalance:
    def test_what_has_no_side_and_what_is_of_others_counts_for_nobody(self) -> None:
        items = [an_item(1, Department.SALES), an_item(2, None), an_item(3, Department.OTHER)]
        talked = {item.id: timedelta(minutes=10) for item in items}
        assert shares(talked, items) == {Department.SALES: timedelta(minutes=10), Department.MARKETING: timedelta()}

    def test_what_was_not_talked_about_took_no_time(self) -> None:
        assert set(shares({}, [an_item(1, Department.SALES)]).values()) == {timedelta()}

    def test_less_talk_than_can_be_judged(self) -> None:
        sales = SIDES[0]
        enough = {side: TALK_TO_JUDGE if side is sales else timedelta() for side in SIDES}
        assert dominant(enough) == (sales, 100)
        assert dominant(enough | {sales: TALK_TO_JUDGE - timedelta(seconds=1)}) is None

    @pytest.mark.parametrize(("minutes", "found"), [(70, None), (71, 71)])
    def test_seventy_percent_are_not_too_much_and_more_are(self, minutes: int, found: int | None) -> None:
        first, second = SIDES
        told = dominant({first: timedelta(minutes=minutes), second: timedelta(minutes=100 - minutes)})
        assert told == (None if found is None else (first, found))


class TestStreaks:
    @pytest.mark.parametrize(
        ("winners", "streak"),
        [
            ([], 0),
            ([(ANNA,), (ANNA, BORIS), (BORIS,), (ANNA,)], 2),
            ([(ANNA,), (), (ANNA,)], 2),
            ([(), (ANNA,)], 1),
            ([(BORIS,), (ANNA,)], 0),
        ],
    )
    def test_another_winner_ends_one_and_a_round_without_a_winner_does_not(
        self, winners: list[tuple[PersonId, ...]], streak: int
    ) -> None:
        history = [Award(OccurrenceId(1), TeamId(1), RitualId(1), NOW.date(), NOW.date(), NOW, won) for won in winners]
        assert streak_of(ANNA, history) == streak


def test_an_option_that_nobody_chose_has_no_votes() -> None:
    tally = Tally(5, 3, ((OptionId(1), 2), (OptionId(2), 1)))
    assert [tally.of(OptionId(n)) for n in (1, 2, 3)] == [2, 1, 0]


class TestOptions:
    @pytest.mark.parametrize("quorum", [1, 100])
    def test_a_quorum_is_a_share(self, quorum: int) -> None:
        assert CupOptions(quorum=quorum).quorum == quorum

    @pytest.mark.parametrize("quorum", [0, 101, -1])
    def test_and_nothing_else(self, quorum: int) -> None:
        with pytest.raises(WrongValue) as refused:
            CupOptions(quorum=quorum)
        assert refused.value.given == str(quorum)

    def test_an_agenda_is_not_published_weeks_ahead(self) -> None:
        assert MeetingOptions(agenda_hours=LONGEST_AGENDA_HOURS).agenda_hours == LONGEST_AGENDA_HOURS
        with pytest.raises(WrongValue):
            MeetingOptions(agenda_hours=LONGEST_AGENDA_HOURS + 1)


class TestDates:
    def test_a_slot_is_told_by_its_key(self) -> None:
        assert str(LocalSlot(date(2026, 10, 25), time(2, 30))) == "2026-10-25T02:30"

    @pytest.mark.parametrize("text", ["the 0th", "32-го", "0 числа", "by the 32nd"])
    def test_a_day_that_no_month_has(self, text: str) -> None:
        assert understand(text, NOW, MOSCOW, "en") is None
        assert understand(text, NOW, MOSCOW, "ru") is None

    def test_a_range_that_is_too_long_to_be_meant(self) -> None:
        last = date(2027, 1, 1) + LONGEST_RANGE * timedelta(days=1)
        with pytest.raises(TooMany):
            spoken_ranges(f"01.01.2027 – {last:%d.%m.%Y}", NOW, MOSCOW, "ru")

    def test_a_time_that_has_passed_is_tomorrows(self) -> None:
        found = {text: understand(text, NOW, MOSCOW, "en") for text in ("at 13:00", "at 12:00", "at 11:00")}
        days = {text: date_.date.day for text, date_ in found.items() if date_ is not None}
        assert days == {"at 13:00": 24, "at 12:00": 25, "at 11:00": 25}


def test_a_button_carries_no_more_than_telegram_takes() -> None:
    fits = Button("x", "a" * (PRESS_LIMIT - 2), (1,))
    assert len(fits.payload) == PRESS_LIMIT
    with pytest.raises(ValueError, match="carries more than 64 bytes"):
        replace(fits, args=(10,)).payload  # noqa: B018  It is the reading that is refused.


class TestMeans:
    @pytest.mark.parametrize(
        ("kind", "counts", "mean"),
        [
            (QuestionKind.SCALE, (0,) * 10, 0.0),
            (QuestionKind.SCALE, (1, 0, 0, 0, 0, 0, 0, 0, 0, 1), 5.5),
            (QuestionKind.SCALE, (1, 2, 0, 0, 0, 0, 0, 0, 0, 0), 1.7),
            (QuestionKind.ENPS, (0,) * 11, 0.0),
            (QuestionKind.ENPS, (0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0), -100.0),
            (QuestionKind.ENPS, (0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0), 0.0),
            (QuestionKind.ENPS, (0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0), 100.0),
            (QuestionKind.ENPS, (0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 0), 0.0),
        ],
    )
    def test_of_what_was_counted(self, kind: QuestionKind, counts: tuple[int, ...], mean: float) -> None:
        assert Figures("", sum(counts), counts).mean(Question(kind, "?")) == mean
