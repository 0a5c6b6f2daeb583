"""A meeting by itself: turns, phases, reviews, and no item ever lost, whatever is pressed."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.agenda import TEXT_LIMIT, Item, ItemId, clean, take_turns, weight
from rituals.calendar import Schedule
from rituals.errors import AlreadyStarted, NoText, NothingToDefer, NotStarted, NotTheChair, TooLong
from rituals.kinds.breakfast import BREAKFAST
from rituals.kinds.review import REVIEW
from rituals.kinds.standup import STANDUP
from rituals.kinds.strategy import STRATEGY
from rituals.meeting import Meeting, Passed, Phase, Review, Stage
from rituals.tasks import Outcome, TaskId
from rituals.team import Department, Person, PersonId, Role, TeamId
from rituals.timeline import Occurrence, OccurrenceId, Ritual, RitualId

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEAM = TeamId(1)
CHAIR = PersonId(1)
SCHEDULE = Schedule.parse(every="week", on="mon", at="10:00", timezone="Europe/Moscow")
RITUAL = Ritual(RitualId(1), TEAM, "monday", "standup", SCHEDULE, timedelta(minutes=30))


TOPICS = ("campaigns", "sales", "feedback", "")
COURSES = (STANDUP.stages, REVIEW.stages, BREAKFAST.stages, STRATEGY.stages, STRATEGY.quarterly)


def an_item(
    number: int,
    department: Department | None = Department.SALES,
    votes: int = 0,
    carried: int = 0,
    topic: str = "",
) -> Item:
    created = NOW - timedelta(hours=100 - number)
    return Item(
        ItemId(number),
        TEAM,
        RitualId(1),
        f"item {number}",
        None,
        department,
        created,
        votes=votes,
        carried=carried,
        topic=topic,
    )


def a_meeting(chair: PersonId | None = CHAIR, stages: tuple[Stage, ...] = STANDUP.stages) -> Meeting:
    occurrence = Occurrence(OccurrenceId(1), TEAM, RitualId(1), "2026-11-23T10:00", NOW, opened_at=NOW)
    return Meeting(occurrence, RITUAL, stages, chair)


items = st.lists(
    st.tuples(st.sampled_from([*Department, None]), st.integers(0, 3), st.integers(0, 2)), max_size=12
).map(lambda rows: [an_item(n, *row) for n, row in enumerate(rows, 1)])


class TestTurns:
    @given(items)
    def test_every_item_has_its_turn_once(self, agenda: list[Item]) -> None:
        turns = take_turns(agenda)
        assert sorted(item.id for item in turns) == [item.id for item in agenda]

    @given(items)
    def test_no_department_speaks_twice_before_another_that_has_more_to_say(self, agenda: list[Item]) -> None:
        spoken: dict[Department | None, int] = {item.department: 0 for item in agenda}
        left = {d: sum(item.department == d for item in agenda) for d in spoken}
        for item in take_turns(agenda):
            waiting = [d for d in spoken if left[d]]
            assert spoken[item.department] == min(spoken[d] for d in waiting)
            spoken[item.department] += 1
            left[item.department] -= 1

    @given(items)
    def test_within_a_department_votes_come_first_then_what_was_carried_over_then_age(self, agenda: list[Item]) -> None:
        turns = take_turns(agenda)
        for department in {item.department for item in agenda}:
            own = [item for item in turns if item.department == department]
            assert own == sorted(own, key=weight)

    @given(items, st.integers(0, 12))
    def test_a_meeting_goes_on_in_the_order_that_was_announced(self, agenda: list[Item], passed: int) -> None:
        meeting = a_meeting()
        announced = take_turns(agenda)
        meeting.passed = {item.id: Passed.DISCUSSED for item in announced[:passed]}
        assert meeting.queue(agenda) == announced[passed:]


with_topics = st.lists(
    st.tuples(st.sampled_from([*Department, None]), st.integers(0, 3), st.integers(0, 2), st.sampled_from(TOPICS)),
    max_size=12,
).map(lambda rows: [an_item(n, *row) for n, row in enumerate(rows, 1)])

presses = st.lists(
    st.sampled_from(["next", "defer", "decide", "review", "add", "remove", "start", "arrive"]), max_size=40
)


class TestAnyCourse:
    @given(st.sampled_from(COURSES), with_topics, st.integers(0, 3), presses)
    def test_no_item_is_lost_and_every_promise_is_accounted_for(
        self, stages: tuple[Stage, ...], agenda: list[Item], promised: int, course: list[str]
    ) -> None:
        meeting = a_meeting(stages=stages)
        tasks = [TaskId(n) for n in range(1, promised + 1)]
        meeting.start(CHAIR, tasks, agenda, NOW)
        removed: set[ItemId] = set()
        decided = 0
        for number, press in enumerate(course):
            now = NOW + number * MINUTE
            decided += press == "decide"
            agenda = self._do(meeting, press, agenda, removed, now)
            waiting = [item.id for item in meeting.queue(agenda)]
            assert set(waiting) | set(meeting.passed) == {item.id for item in agenda}
            assert meeting.phase is not Phase.ITEMS or meeting.item is not None
            assert meeting.phase in {Phase.TOPIC, Phase.ITEMS} or meeting.item is None
            assert meeting.item is None or meeting.item in waiting
            assert meeting.phase is not Phase.PLAN or not waiting
            assert meeting.stage is not None
            assert sum(meeting.talked(now).values(), timedelta()) <= now - NOW
        meeting.close(NOW + timedelta(hours=1))
        assert set(meeting.reviews) == set(tasks)
        assert meeting.item is None
        assert [d.seq for d in meeting.decisions] == list(range(1, decided + 1))
        with pytest.raises(NotStarted):
            meeting.next(agenda, NOW)

    def _do(self, meeting: Meeting, press: str, agenda: list[Item], removed: set[ItemId], now: datetime) -> list[Item]:
        match press:
            case "next":
                meeting.next(agenda, now)
            case "decide":
                meeting.decide("Да", meeting.item, CHAIR, now)
            case "arrive":
                meeting.arrive(PersonId(2), now)
            case "start":
                with pytest.raises(AlreadyStarted):
                    meeting.start(CHAIR, [], agenda, now)
            case "defer":
                if meeting.item is None:
                    with pytest.raises(NothingToDefer):
                        meeting.defer(agenda, now)
                else:
                    assert meeting.passed[meeting.defer(agenda, now)] is Passed.DEFERRED
            case "review" if meeting.under_review:
                meeting.review(Review(meeting.under_review, Outcome.DONE, now, CHAIR), agenda, now)
            case "add":
                agenda = [*agenda, an_item(100 + len(agenda) + len(removed), Department.MARKETING)]
                meeting.item_added(agenda, now)
            case "remove" if meeting.item is not None:
                removed.add(meeting.item)
                agenda = [item for item in agenda if item.id != meeting.item]
                meeting.item_removed(agenda, now)
        return agenda


class TestTopics:
    """Each topic begins with an open talk, then its items come, then the next topic; at the end what belongs to none."""

    AGENDA = (
        an_item(1, Department.SALES, topic=""),
        an_item(2, Department.MARKETING, topic="feedback"),
        an_item(3, Department.SALES, topic="campaigns"),
        an_item(4, Department.MARKETING, topic="campaigns"),
    )

    def _course(self, stages: tuple[Stage, ...], agenda: Sequence[Item]) -> list[tuple[Phase, str, int | None]]:
        meeting = a_meeting(stages=stages)
        meeting.start(CHAIR, [], agenda, NOW)
        seen = []
        while meeting.phase is not Phase.PLAN:
            seen.append((meeting.phase, meeting.topic, meeting.item))
            meeting.next(agenda, NOW)
        return seen

    def test_a_review_goes_through_its_topics(self) -> None:
        assert self._course(REVIEW.stages, self.AGENDA) == [
            (Phase.TOPIC, "campaigns", None),
            (Phase.TOPIC, "campaigns", 3),
            (Phase.TOPIC, "campaigns", 4),
            (Phase.TOPIC, "sales", None),
            (Phase.TOPIC, "feedback", None),
            (Phase.TOPIC, "feedback", 2),
            (Phase.ITEMS, "", 1),
        ]

    def test_a_meeting_without_topics_takes_all_items_as_they_come(self) -> None:
        assert [item for _, _, item in self._course(BREAKFAST.stages, self.AGENDA)] == [1, 2, 3, 4]

    def test_what_comes_for_a_topic_that_is_behind_is_talked_about_at_the_end(self) -> None:
        meeting = a_meeting(stages=REVIEW.stages)
        meeting.start(CHAIR, [], [], NOW)
        while meeting.phase is not Phase.PLAN:
            meeting.next([], NOW)
        late = [an_item(9, topic="campaigns")]
        meeting.item_added(late, NOW)
        assert (meeting.phase, meeting.item) == (Phase.ITEMS, 9)

    def test_a_decision_belongs_to_the_topic_and_a_removed_item_makes_way_for_the_next(self) -> None:
        meeting = a_meeting(stages=REVIEW.stages)
        meeting.start(CHAIR, [], self.AGENDA, NOW)
        assert meeting.decide("Да", None, CHAIR, NOW, meeting.topic).topic == "campaigns"
        meeting.next(self.AGENDA, NOW)
        left = [item for item in self.AGENDA if item.id != meeting.item]
        meeting.item_removed(left, NOW)
        assert meeting.item == 4
        assert meeting.next_topic == "sales"

    def test_the_talk_about_each_item_is_timed(self) -> None:
        meeting = a_meeting(stages=REVIEW.stages)
        meeting.start(CHAIR, [], self.AGENDA, NOW)
        meeting.next(self.AGENDA, NOW + 4 * MINUTE)
        meeting.next(self.AGENDA, NOW + 9 * MINUTE)
        meeting.defer(self.AGENDA, NOW + 11 * MINUTE)
        assert meeting.talked(NOW + 20 * MINUTE) == {3: 5 * MINUTE, 4: 2 * MINUTE}


class TestTheRules:
    def test_after_the_last_promise_the_items_begin(self) -> None:
        meeting = a_meeting()
        meeting.start(CHAIR, [TaskId(1), TaskId(2)], [an_item(1)], NOW)
        assert meeting.under_review == 1
        meeting.next([an_item(1)], NOW)
        assert meeting.reviews[TaskId(1)].outcome is Outcome.NOT_REVIEWED
        meeting.review(Review(TaskId(2), Outcome.PARTLY, NOW, CHAIR, "why"), [an_item(1)], NOW)
        assert (meeting.phase, meeting.item) == (Phase.ITEMS, 1)

    def test_what_was_passed_over_can_still_be_answered(self) -> None:
        meeting = a_meeting()
        meeting.start(CHAIR, [TaskId(1)], [an_item(1)], NOW)
        meeting.next([an_item(1)], NOW)
        meeting.review(Review(TaskId(1), Outcome.DONE, NOW, CHAIR), [an_item(1)], NOW)
        assert meeting.reviews[TaskId(1)].outcome is Outcome.DONE
        assert (meeting.phase, meeting.item) == (Phase.ITEMS, 1)

    @pytest.mark.parametrize(
        ("decided", "with_tasks", "how"),
        [(True, (), Passed.DISCUSSED), (False, (1,), Passed.DISCUSSED), (False, (2,), None), (False, (), None)],
    )
    def test_the_last_item_counts_as_discussed_if_something_came_of_it(
        self, decided: bool, with_tasks: Iterable[int], how: Passed | None
    ) -> None:
        meeting = a_meeting()
        meeting.start(CHAIR, [], [an_item(1)], NOW)
        if decided:
            meeting.decide("Да", ItemId(1), CHAIR, NOW)
        meeting.close(NOW, {ItemId(number) for number in with_tasks})
        assert meeting.passed.get(ItemId(1)) is how

    def test_who_starts_a_meeting_without_a_chair_chairs_it_and_is_there(self) -> None:
        meeting = a_meeting(chair=None)
        meeting.start(PersonId(5), [], [], NOW)
        assert meeting.chair == 5
        assert set(meeting.attendance) == {5}

    @pytest.mark.parametrize(
        ("person", "allowed"),
        [
            (Person(CHAIR, TEAM, "C", Department.SALES), True),
            (Person(PersonId(2), TEAM, "A", Department.OTHER, admin=True), True),
            (Person(PersonId(2), TEAM, "M", Department.OTHER, Role.MODERATOR), True),
            (Person(PersonId(2), TEAM, "D", Department.MARKETING, Role.CMO), False),
            (Person(PersonId(2), TEAM, "P", Department.SALES), False),
        ],
    )
    def test_who_leads(self, person: Person, allowed: bool) -> None:
        if allowed:
            a_meeting().check_lead(person, "C")
        else:
            with pytest.raises(NotTheChair):
                a_meeting().check_lead(person, "C")
        a_meeting(chair=None).check_lead(person, "")

    def test_the_time_box_runs_from_the_beginning_of_the_stage(self) -> None:
        meeting = a_meeting()
        assert meeting.minutes_left(NOW) == 0
        meeting.start(CHAIR, [TaskId(1)], [an_item(1)], NOW)
        assert meeting.minutes_left(NOW + 2 * MINUTE) == 3
        meeting.next([an_item(1)], NOW + 2 * MINUTE)
        assert meeting.minutes_left(NOW + 3 * MINUTE) == 14
        assert meeting.minutes_left(NOW + 30 * MINUTE) == -13

    def test_words_are_kept_without_the_space_around_them_up_to_a_limit(self) -> None:
        assert clean("  a\n ") == "a"
        with pytest.raises(NoText):
            clean(" \n ")
        with pytest.raises(TooLong) as refused:
            clean("x" * (TEXT_LIMIT + 1))
        assert (refused.value.length, refused.value.limit) == (TEXT_LIMIT + 1, TEXT_LIMIT)
