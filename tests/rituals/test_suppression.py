"""Suppression: an attacker with everything that is shown, and linear algebra, learns of no group smaller than five.

What is shown of a question is a list of figures, each the sum over some people. Whoever can combine such sums
(add, subtract, multiply) into that of a few people knows what those few answered.
"""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.suppression import THRESHOLD, UNLABELLED, Rule

GROUPS = ("sales", "marketing", "other")

sizes = st.dictionaries(st.sampled_from(GROUPS), st.integers(1, 14), min_size=1)


@st.composite
def rounds(draw):
    """A team, and how many of each part of it answered a question: the staff and the director of each department."""
    team = draw(sizes)
    answered = {}
    for group, size in team.items():
        directors = draw(st.integers(0, 1)) if size > 1 else 0
        answered[group, "staff"] = draw(st.integers(0, size - directors))
        answered[group, "director"] = draw(st.integers(0, directors))
    return team, answered


def span_holds(sums: list[list[int]], target: list[int]) -> bool:
    """Whether the target is a combination of the sums."""
    return _rank([*sums, target]) == _rank(sums)


def _rank(rows: list[list[int]]) -> int:
    matrix = [[Fraction(value) for value in row] for row in rows]
    rank = 0
    for column in range(len(matrix[0]) if matrix else 0):
        pivot = next((r for r in range(rank, len(matrix)) if matrix[r][column]), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        for row in range(rank + 1, len(matrix)):
            share = matrix[row][column] / matrix[rank][column]
            matrix[row] = [a - share * b for a, b in zip(matrix[row], matrix[rank], strict=True)]
        rank += 1
    return rank


def given_away(parts: dict[object, int], shown: list[set[object]]) -> list[set[object]]:
    """The small groups that an attacker can work out: parts are disjoint people, shown are unions of parts."""
    alive = [part for part, count in parts.items() if count]
    sums = [[int(part in union) for part in alive] for union in shown]
    found = []
    for size in range(1, len(alive) + 1):
        for some in combinations(alive, size):
            few = 0 < sum(parts[part] for part in some) < THRESHOLD
            if few and sums and span_holds(sums, [int(part in some) for part in alive]):
                found.append(set(some))
    return found


def unions_shown(rule: Rule, answered) -> list[set[object]]:
    counts = dict.fromkeys((*rule.labels, UNLABELLED), 0)
    for (group, _), count in answered.items():
        counts[rule.label_of(group)] += count
    shown = rule.shown(counts)
    everybody = [set(answered)] if shown.total else []
    return [*everybody, *({part for part in answered if part[0] == group} for group in shown.groups)]


def test_the_attacker_finds_what_a_careless_table_gives_away() -> None:
    answered = {"sales": 3, "marketing": 7}
    assert given_away(answered, [{"sales", "marketing"}, {"marketing"}]) == [{"sales"}]
    assert given_away(answered, [{"sales", "marketing"}]) == []


@given(rounds())
def test_nothing_shown_gives_a_small_group_away(world) -> None:
    team, answered = world
    assert given_away(answered, unions_shown(Rule.frozen(team), answered)) == []


@given(sizes)
def test_nothing_that_an_answer_says_of_its_group_gives_a_small_group_away(team) -> None:
    """Whoever reads the answers themselves sees the people of each label, and those of none."""
    rule = Rule.frozen(team)
    labels = {rule.label_of(group) for group in team}
    assert given_away(team, [{group for group in team if rule.label_of(group) == label} for label in labels]) == (
        [] if sum(team.values()) >= THRESHOLD else given_away(team, [set(team)])
    )


@given(rounds(), st.data())
def test_as_much_as_possible_is_shown(world, data) -> None:
    """One more department beside those that are shown would give a small group away."""
    team, answered = world
    rule = Rule.frozen(team)
    counts = {label: sum(n for (g, _), n in answered.items() if rule.label_of(g) == label) for label in rule.labels}
    held_back = [label for label in rule.shown({**counts, UNLABELLED: 0}).held_back if counts[label]]
    if held_back and sum(answered.values()) >= THRESHOLD:
        label = data.draw(st.sampled_from(held_back))
        parts = {part: n for part, n in answered.items() if part[0] in rule.labels}
        more = [*unions_shown(rule, parts), {part for part in parts if part[0] == label}]
        assert given_away(parts, more) or not unions_shown(rule, parts)


@pytest.mark.parametrize(
    ("team", "labels"),
    [
        ({"sales": 6, "marketing": 6}, ("marketing", "sales")),
        ({"sales": 6, "marketing": 3}, ()),
        ({"sales": 3, "marketing": 3}, ()),
        ({"sales": 12}, ()),
        ({"sales": 8, "marketing": 7, "other": 2}, ("sales",)),
        ({"sales": 8, "marketing": 3, "other": 2}, ("sales",)),
        ({"sales": 5, "marketing": 5, "other": 5}, ("marketing", "other", "sales")),
    ],
)
def test_what_answers_may_name(team: dict[str, int], labels: tuple[str, ...]) -> None:
    assert set(Rule.frozen(team).labels) == set(labels)


@pytest.mark.parametrize(
    ("sales", "marketing", "total", "groups"),
    [
        (6, 6, True, {"sales", "marketing"}),
        (5, 5, True, {"sales", "marketing"}),
        (6, 4, True, set()),
        (6, 0, True, {"sales"}),
        (3, 1, False, set()),
        (4, 1, True, set()),
    ],
)
def test_what_is_shown(sales: int, marketing: int, total: bool, groups: set[str]) -> None:
    shown = Rule.frozen({"sales": 8, "marketing": 8}).shown({"sales": sales, "marketing": marketing})
    assert (shown.total, set(shown.groups)) == (total, groups)
