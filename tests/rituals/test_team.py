"""Who is who: who takes part, who chairs, who reads where."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.team import (
    BOTH_DEPARTMENTS,
    Absence,
    Audience,
    Chat,
    ChatId,
    Department,
    Market,
    Person,
    PersonId,
    Place,
    Role,
    Team,
    TeamId,
    away_on,
    back_on,
    chats_for,
    director_of,
)

B2B = Team(TeamId(1), "Original Works", "ru", "Europe/Moscow", "RU", Market.B2B)
B2C = replace(B2B, market=Market.B2C)
CCO = Person(PersonId(1), TeamId(1), "Борис", Department.SALES, Role.CCO)
CMO = Person(PersonId(2), TeamId(1), "Анна", Department.MARKETING, Role.CMO)
MODERATOR = Person(PersonId(3), TeamId(1), "Мила", Department.OTHER, Role.MODERATOR)
ADMIN = Person(PersonId(4), TeamId(1), "Ада", Department.OTHER, admin=True)
GLEB = Person(PersonId(5), TeamId(1), "Глеб", Department.SALES)
ALL = (GLEB, ADMIN, MODERATOR, CMO, CCO)


def test_both_departments_and_the_moderator_take_part() -> None:
    assert BOTH_DEPARTMENTS.of(ALL) == (GLEB, MODERATOR, CMO, CCO)
    assert BOTH_DEPARTMENTS.of([replace(GLEB, active=False)]) == ()
    assert director_of(Department.SALES, ALL) == CCO
    assert director_of(Department.OTHER, ALL) is None


def chats(*audiences: Audience) -> list[Chat]:
    return [Chat(ChatId(n), TeamId(1), Place(f"telegram:{n}"), a) for n, a in enumerate(audiences)]


@pytest.mark.parametrize(
    ("audience", "there", "found"),
    [
        (Audience.COMMON, (Audience.COMMON, Audience.SALES), [0]),
        (Audience.COMMON, (Audience.SALES, Audience.MARKETING), [0, 1]),
        (Audience.EACH, (Audience.COMMON, Audience.SALES, Audience.MARKETING), [1, 2]),
        (Audience.EACH, (Audience.COMMON, Audience.SALES), [1, 0]),
        (Audience.EACH, (Audience.COMMON, Audience.COMMON), [0, 1]),
        (Audience.SALES, (), []),
    ],
)
def test_who_reads_where(audience: Audience, there: tuple[Audience, ...], found: list[int]) -> None:
    assert [chat.id for chat in chats_for(audience, chats(*there))] == found


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=8), st.integers(0, 40))
def test_who_is_back_is_not_away_that_day(absences: list[tuple[int, int]], day: int) -> None:
    first = date(2026, 1, 1)
    away = [Absence(PersonId(1), first + timedelta(days=a), first + timedelta(days=a + n)) for a, n in absences]
    back = back_on(PersonId(1), first + timedelta(days=day), away)
    assert not away_on(back, away)
    between = range((back - first).days - day)
    assert all(away_on(first + timedelta(days=day + n), away) for n in between)
    assert back_on(PersonId(2), first, away) == first
