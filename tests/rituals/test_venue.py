"""Where the directors meet, and how many weeks in a row."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.team import TeamId
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, Reason, RitualId
from rituals.venue import Venue, streak, venue

HOSTS = ("Борис", "Анна")
CAFES = ("Пушкин", "Булка")
NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)


def test_his_territory_hers_a_cafe_and_the_next_cafe_after_that() -> None:
    places = [venue(held, HOSTS, CAFES) for held in range(7)]
    assert places == [
        Venue("Борис", is_home=True),
        Venue("Анна", is_home=True),
        Venue("Пушкин"),
        Venue("Борис", is_home=True),
        Venue("Анна", is_home=True),
        Venue("Булка"),
        Venue("Борис", is_home=True),
    ]


@given(st.integers(0, 500), st.lists(st.text(min_size=1), max_size=3), st.lists(st.text(min_size=1), max_size=4))
def test_every_place_has_its_turn(held: int, hosts: list[str], cafes: list[str]) -> None:
    found = venue(held, hosts, cafes)
    assert (found is None) == (not hosts and not cafes)
    round_ = (len(hosts) + bool(cafes)) * max(1, len(cafes))
    visited = {venue(n, hosts, cafes) for n in range(held, held + round_)}
    assert {place.name for place in visited if place and place.is_home} == set(hosts)
    assert {place.name for place in visited if place and not place.is_home} == set(cafes)


def ended(state: OccurrenceState, reason: Reason | None = None) -> Occurrence:
    return Occurrence(
        OccurrenceId(1), TeamId(1), RitualId(1), "2026-11-25T09:00", NOW - timedelta(days=7), state, reason
    )


HELD = ended(OccurrenceState.HELD)


@pytest.mark.parametrize(
    ("past", "weeks"),
    [
        ([], 0),
        ([HELD, HELD, HELD], 3),
        ([HELD, ended(OccurrenceState.SKIPPED, Reason.DAY_OFF), HELD], 2),
        ([HELD, ended(OccurrenceState.SKIPPED, Reason.PAUSED), HELD], 2),
        ([HELD, ended(OccurrenceState.SKIPPED, Reason.PERSON), HELD], 1),
        ([HELD, ended(OccurrenceState.MISSED, Reason.OUTAGE), HELD], 1),
        ([ended(OccurrenceState.SKIPPED, Reason.TOO_FEW), HELD], 0),
    ],
)
def test_a_day_off_does_not_break_a_streak_and_a_skipped_week_does(past: list[Occurrence], weeks: int) -> None:
    assert streak(past) == weeks
