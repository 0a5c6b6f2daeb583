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
    who_chairs,
)

B2B = Team(TeamId(1), "Original Works", "ru", "Europe/Moscow", "RU", Market.B2B)
B2C = replace(B2B, market=Market.B2C)
CCO = Person(PersonId(1), TeamId(1), "Борис", Department.SALES, Role.CCO)
CMO = Person(PersonId(2), TeamId(1), "Анна", Department.MARKETING, Role.CMO)
MODERATOR = Person(PersonId(3), TeamId(1), "Мила", Department.OTHER, Role.MODERATOR)
ADMIN = Person(PersonId(4), TeamId(1), "Ада", Department.OTHER, admin=True)
GLEB = Person(PersonId(5), TeamId(1), "Глеб", Department.SALES)
ALL = (GLEB, ADMIN, MODERATOR, CMO, CCO)
NOBODY = frozenset[PersonId]()


def chair(team: Team, away: tuple[Person, ...] = (), last: Person | None = None) -> Person | None:
    return who_chairs(team, ALL, frozenset(p.id for p in away), last.id if last else None)


def test_in_b2b_the_cco_chairs_every_time() -> None:
    assert chair(B2B) == chair(B2B, last=CCO) == chair(B2B, last=CMO) == CCO


@pytest.mark.parametrize(("last", "following"), [(None, CCO), (CCO, CMO), (CMO, CCO), (ADMIN, CCO)])
def test_in_b2c_they_take_turns(last: Person | None, following: Person) -> None:
    assert chair(B2C, last=last) == following


def test_who_is_away_is_replaced_by_the_other_director_a_moderator_an_admin_nobody() -> None:
    assert chair(B2B, (CCO,)) == CMO
    assert chair(B2B, (CCO, CMO)) == MODERATOR
    assert chair(B2B, (CCO, CMO, MODERATOR)) == ADMIN
    assert chair(B2B, (CCO, CMO, MODERATOR, ADMIN)) is None
    assert chair(B2C, (CMO,), last=CCO) == CCO


@given(st.sets(st.sampled_from(ALL)), st.sets(st.sampled_from(ALL)), st.sampled_from([None, *ALL]), st.booleans())
def test_who_chairs_is_here_and_still_with_us(
    gone: set[Person], away: set[Person], last: Person | None, b2c: bool
) -> None:
    people = [replace(p, active=p not in gone) for p in ALL]
    found = who_chairs(B2C if b2c else B2B, people, frozenset(p.id for p in away), last.id if last else None)
    possible = {p.id for p in ALL if p not in gone | away and p is not GLEB}
    assert (found is None) == (not possible)
    assert found is None or found.id in possible


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
