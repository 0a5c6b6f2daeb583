"""Action items by themselves: done once, moved three times at most, given away with a clean count."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.errors import DateHasPassed, MovedTooOften, TaskIsClosed
from rituals.tasks import MOVES_ALLOWED, Load, Task, TaskId, TaskState, heavy_in
from rituals.team import Department, Person, PersonId, TeamId

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def a_task(due: datetime | None = NOW + DAY, moves: int = 0) -> Task:
    return Task(
        TaskId(1), TeamId(1), "Позвонить", PersonId(1), due, has_time=False, created_at=NOW - 7 * DAY, moves=moves
    )


def test_it_is_moved_three_times_and_not_a_fourth() -> None:
    task = a_task()
    for number in range(1, MOVES_ALLOWED + 1):
        assert task.may_move
        task = task.moved(NOW + number * DAY, has_time=False, now=NOW)
        assert task.moves == number
    with pytest.raises(MovedTooOften) as refused:
        task.moved(NOW + 9 * DAY, has_time=False, now=NOW)
    assert refused.value.moves == MOVES_ALLOWED


def test_the_first_date_is_no_move() -> None:
    task = a_task(due=None).moved(NOW + DAY, has_time=True, now=NOW)
    assert (task.moves, task.has_time, task.is_unfinished) == (0, True, False)


def test_another_owner_starts_with_a_clean_count_the_same_one_does_not() -> None:
    task = a_task(moves=3)
    assert task.given_to(PersonId(1)).moves == 3
    assert task.given_to(PersonId(2)).moves == 0
    assert task.given_to(PersonId(2)).may_move


def test_a_date_that_has_passed_is_refused() -> None:
    with pytest.raises(DateHasPassed):
        a_task().moved(NOW - 2 * DAY, has_time=False, now=NOW)


@pytest.mark.parametrize("closed", [a_task().done(NOW), a_task().dropped("незачем", NOW)])
def test_what_is_over_is_not_changed_any_more(closed: Task) -> None:
    assert not closed.is_open
    for change in (
        lambda: closed.done(NOW),
        lambda: closed.dropped("", NOW),
        lambda: closed.not_done(""),
        lambda: closed.given_to(PersonId(2)),
        lambda: closed.moved(NOW + DAY, has_time=False, now=NOW),
    ):
        with pytest.raises(TaskIsClosed):
            change()


@given(st.lists(st.sampled_from(["move", "give", "same", "explain"]), max_size=20))
def test_moves_never_pass_the_limit_and_it_stays_open(course: list[str]) -> None:
    task, owner = a_task(), 1
    for press in course:
        match press:
            case "move" if task.may_move:
                task = task.moved(NOW + DAY, has_time=False, now=NOW)
            case "give":
                owner += 1
                task = task.given_to(PersonId(owner))
            case "same":
                task = task.given_to(PersonId(owner))
            case "explain":
                task = task.not_done("потому что")
        assert 0 <= task.moves <= MOVES_ALLOWED
        assert task.state is TaskState.OPEN


def test_what_is_split_ends_and_its_parts_begin_anew() -> None:
    task = a_task(moves=3)
    whole = task.split(NOW)
    assert (whole.state, whole.closed_at, whole.is_open) == (TaskState.SPLIT, NOW, False)
    part = task.part("Половина", PersonId(2), NOW + DAY, has_time=False, by=PersonId(1), now=NOW)
    assert (part.parent, part.moves, part.text, part.owner, part.is_open) == (task.id, 0, "Половина", PersonId(2), True)
    with pytest.raises(TaskIsClosed):
        whole.split(NOW)
    with pytest.raises(DateHasPassed):
        task.part("Вчера", PersonId(2), NOW - 2 * DAY, has_time=False, by=PersonId(1), now=NOW)


def test_moved_twice_it_is_the_directors_business() -> None:
    assert [a_task(moves=moves).is_stuck for moves in range(4)] == [False, False, True, True]
    assert not a_task(moves=2).done(NOW).is_stuck


def test_who_has_more_than_seven_is_pointed_out() -> None:
    people = [Person(PersonId(n), TeamId(1), name, Department.SALES) for n, name in ((1, "Борис"), (2, "Вера"))]
    people.append(replace(people[0], id=PersonId(3), active=False))
    tasks = [a_task()] * 7 + [replace(a_task(), owner=PersonId(2))] * 8 + [replace(a_task(), owner=PersonId(3))] * 9
    assert heavy_in(tasks, people) == (Load("Вера", 8),)
    assert heavy_in([*tasks, *[a_task()] * 3], people) == (Load("Борис", 10), Load("Вера", 8))
