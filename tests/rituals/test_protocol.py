"""A protocol by itself: versions, the directors' word, objections to one decision, amendments within a day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.agenda import ItemId
from rituals.errors import NotADirector, NothingToObjectTo, TooLateToAmend
from rituals.messages import Who
from rituals.protocol import DecisionLine, ItemLine, Protocol
from rituals.team import Department, Person, PersonId, Role, TeamId
from rituals.timeline import OccurrenceId

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CCO = Person(PersonId(1), TeamId(1), "Борис", Department.SALES, Role.CCO)
CMO = Person(PersonId(2), TeamId(1), "Анна", Department.MARKETING, Role.CMO)
GLEB = Person(PersonId(3), TeamId(1), "Глеб", Department.SALES)


def a_protocol(*directors: Person, inside: int = 2, outside: int = 1) -> Protocol:
    """A protocol with so many decisions about one item, and so many about none."""
    decisions = [DecisionLine(seq, f"решение {seq}") for seq in range(1, inside + outside + 1)]
    item = ItemLine(ItemId(1), "Лиды", None, None, None, tuple(decisions[:inside]))
    return Protocol(
        TeamId(1), 7, OccurrenceId(1), 1, NOW, "monday", "standup", NOW, NOW, NOW, "Борис", (), (), (), (),
        (item,), tuple(decisions[inside:]), (), (), tuple(map(Who.of, directors)),
    )  # fmt: skip


def test_it_is_agreed_when_all_directors_have_said_so() -> None:
    protocol = a_protocol(CCO, CMO)
    once = protocol.agree(CCO, NOW)
    assert (once.version, once.is_agreed) == (2, False)
    assert once.agree(CCO, NOW) is once
    both = once.agree(CMO, NOW)
    assert (both.version, both.is_agreed) == (3, True)
    assert a_protocol(CCO).agree(CCO, NOW).is_agreed
    assert not a_protocol().is_agreed


def test_only_directors_agree_and_object() -> None:
    for deed in (lambda p: p.agree(GLEB, NOW), lambda p: p.object(GLEB, 1, "нет", NOW)):
        with pytest.raises(NotADirector) as refused:
            deed(a_protocol(CCO, CMO))
        assert refused.value.directors == ("Борис", "Анна")


def test_an_objection_reopens_one_decision_and_voids_the_agreement() -> None:
    agreed = a_protocol(CCO, CMO).agree(CCO, NOW).agree(CMO, NOW)
    changed = agreed.object(CMO, 2, "Не так", NOW)
    assert [(d.seq, d.reopened) for d in changed.all_decisions] == [(1, None), (2, "Анна"), (3, None)]
    assert (changed.version, changed.agreed, changed.is_agreed) == (4, (), False)
    assert [d.seq for d in changed.standing] == [1, 3]
    with pytest.raises(NothingToObjectTo):
        changed.object(CCO, 2, "Ещё раз", NOW)


@pytest.mark.parametrize("seq", [0, 4, -1])
def test_there_is_no_such_decision(seq: int) -> None:
    with pytest.raises(NothingToObjectTo):
        a_protocol(CCO).object(CCO, seq, "нет", NOW)


def test_anybody_amends_within_a_day_and_the_directors_agree_anew() -> None:
    agreed = a_protocol(CCO).agree(CCO, NOW)
    amended = agreed.amend(GLEB, "Забыли бюджет", NOW + timedelta(hours=24))
    assert [(a.by, a.text) for a in amended.amendments] == [("Глеб", "Забыли бюджет")]
    assert (amended.is_agreed, amended.version) == (False, 3)
    with pytest.raises(TooLateToAmend):
        agreed.amend(GLEB, "Поздно", NOW + timedelta(hours=24, seconds=1))


@given(st.integers(0, 4), st.integers(0, 4), st.lists(st.integers(1, 8), max_size=6))
def test_the_decisions_add_up_whatever_is_objected_to(inside: int, outside: int, objections: list[int]) -> None:
    protocol = a_protocol(CCO, inside=inside, outside=outside)
    objected = set()
    for seq in objections:
        if seq in {d.seq for d in protocol.standing}:
            protocol = protocol.object(CCO, seq, "нет", NOW)
            objected.add(seq)
    assert [d.seq for d in protocol.all_decisions] == list(range(1, inside + outside + 1))
    assert {d.seq for d in protocol.all_decisions if d.reopened} == objected
    assert protocol.version == 1 + len(objected)


def test_whose_word_counts_is_fixed_when_the_meeting_ends() -> None:
    successor = replace(CMO, id=PersonId(9))
    stepped_down = replace(CMO, role=None)
    protocol = a_protocol(CCO, CMO).agree(CCO, NOW)
    for refused in (lambda: protocol.agree(successor, NOW), lambda: protocol.object(successor, 1, "нет", NOW)):
        with pytest.raises(NotADirector) as caught:
            refused()
        assert caught.value.directors == ("Борис", "Анна")
    assert protocol.agree(stepped_down, NOW).is_agreed


def test_nobody_waits_for_a_director_who_has_left() -> None:
    protocol = a_protocol(CCO, CMO)
    assert protocol.release({GLEB.id}, NOW) is protocol
    alone = protocol.release({CMO.id}, NOW)
    assert (alone.version, alone.is_agreed, [who.name for who in alone.awaited]) == (2, False, ["Борис"])
    assert alone.agree(CCO, NOW).is_agreed
    nobody = alone.release({CCO.id}, NOW)
    assert (nobody.awaited, nobody.is_agreed) == ((), False)
    after = protocol.agree(CMO, NOW)
    assert after.release({CMO.id}, NOW) is after


def test_an_edition_is_what_there_is_to_agree_to() -> None:
    protocol = a_protocol(CCO, CMO)
    agreed = protocol.agree(CCO, NOW)
    objected = agreed.object(CMO, 1, "нет", NOW)
    assert (protocol.edition, agreed.edition, objected.edition) == (0, 0, 1)
    assert objected.amend(GLEB, "ещё", NOW).edition == 2
