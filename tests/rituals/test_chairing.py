"""Whose turn it is to chair: by the market, in turn, by a rota, with a moderator at first."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.chairing import ChairRule, Turns, next_after
from rituals.team import BOTH_DEPARTMENTS, Department, Market, Person, PersonId, Role, Team, TeamId

B2B = Team(TeamId(1), "Original Works", "ru", "Europe/Moscow", "RU", Market.B2B)
B2C = replace(B2B, market=Market.B2C)
CCO = Person(PersonId(1), TeamId(1), "Борис", Department.SALES, Role.CCO)
CMO = Person(PersonId(2), TeamId(1), "Анна", Department.MARKETING, Role.CMO)
MODERATOR = Person(PersonId(3), TeamId(1), "Мила", Department.OTHER, Role.MODERATOR)
ADMIN = Person(PersonId(4), TeamId(1), "Ада", Department.OTHER, admin=True)
GLEB = Person(PersonId(5), TeamId(1), "Глеб", Department.SALES)
VERA = Person(PersonId(6), TeamId(1), "Вера", Department.MARKETING)
ALL = (GLEB, ADMIN, MODERATOR, CMO, CCO, VERA)


def turns(
    team: Team = B2B,
    rule: ChairRule = ChairRule.MARKET,
    gone: Sequence[Person] = (),
    before: Sequence[Person] = (),
    people: tuple[Person, ...] = ALL,
    *,
    moderated: bool = False,
) -> Turns:
    """`before`: who chaired, the latest first."""
    away = frozenset(p.id for p in gone)
    return Turns(team, rule, BOTH_DEPARTMENTS, people, away, tuple(p.id for p in before), moderated)


def test_in_b2b_the_cco_chairs_every_time_and_need_not_be_told() -> None:
    for before in ([], [CCO], [CMO]):
        assert turns(before=before).chair == CCO
        assert not turns(before=before).is_told


@pytest.mark.parametrize("by_market", [True, False])
@pytest.mark.parametrize(
    ("before", "following"),
    [([], CCO), ([CCO], CMO), ([CMO], CCO), ([ADMIN], CCO), ([ADMIN, CCO], CMO), ([CMO, CCO, CMO], CCO)],
)
def test_in_turn_and_in_b2c_the_directors_alternate(before: list[Person], following: Person, by_market: bool) -> None:
    found = turns(B2C, before=before) if by_market else turns(rule=ChairRule.IN_TURN, before=before)
    assert found.chair == following
    assert found.is_told


def test_who_is_away_is_replaced_by_the_other_director_a_moderator_an_admin_nobody() -> None:
    assert turns(gone=[CCO]).chair == CMO
    assert turns(gone=[CCO, CMO]).chair == MODERATOR
    assert turns(gone=[CCO, CMO, MODERATOR]).chair == ADMIN
    assert turns(gone=[CCO, CMO, MODERATOR, ADMIN]).chair is None
    assert turns(B2C, gone=[CMO], before=[CCO]).chair == CCO


def test_the_first_meetings_are_the_moderators_if_there_is_one() -> None:
    assert turns(moderated=True).chair == MODERATOR
    assert turns(moderated=True).is_told
    assert turns(moderated=True, gone=[MODERATOR]).chair == CCO


def test_whoever_cannot_is_followed_by_the_next_who_could() -> None:
    assert next_after(turns(), CCO.id) == CMO
    assert next_after(turns(gone=[CMO]), CCO.id) == MODERATOR
    assert next_after(turns(gone=[CMO, MODERATOR, ADMIN]), CCO.id) is None


class TestTheRota:
    def test_the_departments_alternate_and_nobody_is_forgotten(self) -> None:
        before: list[Person] = []
        for _ in range(8):
            chair = turns(rule=ChairRule.ROTA, before=before).chair
            assert chair is not None
            before.insert(0, chair)
        in_order = before[::-1]
        assert {p.id for p in in_order[:4]} == {p.id for p in (CCO, CMO, GLEB, VERA)}
        assert [p.department for p in in_order] == [in_order[0].department, in_order[1].department] * 4
        assert in_order[:4] == in_order[4:]

    def test_a_moderator_moderates_and_is_not_in_the_rota_but_steps_in(self) -> None:
        sides = [CCO, CMO, GLEB, VERA]
        assert MODERATOR not in [turns(rule=ChairRule.ROTA, gone=sides[:n]).chair for n in range(4)]
        assert turns(rule=ChairRule.ROTA, gone=sides).chair == MODERATOR

    @given(st.lists(st.sampled_from(ALL), max_size=20), st.sets(st.sampled_from(ALL)), st.sets(st.sampled_from(ALL)))
    def test_whose_turn_it_is_has_waited_longest_within_the_side_whose_turn_it_is(
        self, before: list[Person], gone: set[Person], left: set[Person]
    ) -> None:
        people = tuple(replace(p, active=p not in left) for p in ALL)
        found = turns(rule=ChairRule.ROTA, gone=list(gone), before=before, people=people).chair
        could = [p for p in (CCO, CMO, GLEB, VERA) if p not in gone | left]
        if not could:
            assert found is None or found.id in {MODERATOR.id, ADMIN.id}
            return
        assert found is not None
        side = [p for p in could if not before or p.department is not before[0].department] or could
        assert found.id in {p.id for p in side}
        ids = [p.id for p in before]
        waited = {p.id: ids.index(p.id) if p.id in ids else len(ids) for p in side}
        assert waited[found.id] == max(waited.values())


@given(
    st.sampled_from(ChairRule),
    st.sets(st.sampled_from(ALL)),
    st.sets(st.sampled_from(ALL)),
    st.lists(st.sampled_from(ALL), max_size=5),
    st.booleans(),
)
def test_who_chairs_is_here_and_still_with_us(
    rule: ChairRule, left: set[Person], gone: set[Person], before: list[Person], moderated: bool
) -> None:
    people = tuple(replace(p, active=p not in left) for p in ALL)
    found = turns(B2C, rule, list(gone), before, people, moderated=moderated)
    possible = {p.id for p in ALL if p not in left | gone}
    assert {p.id for p in found.candidates} <= possible
    assert (found.chair is None) == (not found.candidates)
    leaders = {p.id for p in (CCO, CMO, MODERATOR, ADMIN)}
    assert found.chair is not None or not (possible & leaders)
