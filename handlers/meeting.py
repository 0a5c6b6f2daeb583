"""Running a meeting: the buttons of its card, and the same by commands."""

from handlers.registry import Ask, Reply, Request, Say, Toast, Topic
from handlers.words import assignment, names_of, person_named
from rituals import assignments, conduct
from rituals.agenda import ItemId
from rituals.card import marker_of, save_and_show
from rituals.kinds import is_private
from rituals.meeting_messages import (
    AlreadyMoved,
    ChairPassed,
    ChairTaken,
    Closed,
    DecideForm,
    DecisionKept,
    Deferred,
    HandOverForm,
    Here,
    Moved,
    ReviewForm,
    TaskForm,
)
from rituals.messages import Who
from rituals.not_yours import NotYoursToTake, NotYourTurn
from rituals.ports import Transaction
from rituals.room import NOTHING, About, Room, current_room, enter, enter_current
from rituals.tasks import Outcome, Task
from rituals.timeline import OccurrenceId

topic = Topic()


async def _enter(tx: Transaction, ask: Request) -> Room:
    """The meeting that a button names."""
    return await enter(tx, ask.team, OccurrenceId(ask.number()), ask.now, ask.person)


async def _current(tx: Transaction, ask: Request) -> Room:
    """The meeting that goes on, for a command that names none."""
    return await enter_current(tx, ask.team, ask.now, ask.person, in_private=ask.private)


def _is_stale(ask: Request, room: Room) -> bool:
    """Whether the button is of a card that showed something else: somebody was quicker, or tapped twice."""
    return len(ask.args) > 1 and ask.args[1] != marker_of(room.meeting)


async def _moved(tx: Transaction, room: Room) -> Moved:
    task = room.meeting.under_review
    if task is not None:
        found = await tx.tasks.get(room.team.id, task)
        return Moved(room.meeting.phase, found.text if found else None)
    item = room.current_item
    return Moved(room.meeting.phase, item.text if item else None, room.meeting.topic)


# -- gathering ---------------------------------------------------------------------------------------------------


@topic.press("meeting.here")
async def here(tx: Transaction, ask: Request) -> Reply:
    """*I'm here*."""
    room = await _enter(tx, ask)
    attendance = room.meeting.arrive(ask.person.id, ask.now)
    await save_and_show(tx, room, ask.now)
    starts_at = room.meeting.occurrence.starts_at
    return Toast(Here(attendance.late, starts_at, room.meeting.is_running, room.name_of(room.meeting.chair)))


@topic.command("start_meeting")
async def start_by_command(tx: Transaction, ask: Request) -> Reply:
    """`/start_meeting`."""
    return await _start(tx, ask, await _current(tx, ask))


@topic.press("meeting.start")
async def start(tx: Transaction, ask: Request) -> Reply:
    """*Start*."""
    return await _start(tx, ask, await _enter(tx, ask))


async def _start(tx: Transaction, ask: Request, room: Room) -> Reply:
    await conduct.start(tx, room, ask.person, ask.now)
    return Toast(await _moved(tx, room))


@topic.press("meeting.take_chair")
async def take_chair(tx: Transaction, ask: Request) -> Reply:
    """*I'll chair*: directors, the moderator and admins at any time, who was asked, everybody once the card asks."""
    room = await _enter(tx, ask)
    if not await conduct.may_take_chair(tx, room, ask.person, ask.now):
        raise NotYoursToTake(room.chair_name)
    await conduct.take_chair(tx, room, ask.person.id, ask.now)
    return Say(ChairTaken(room.meeting.ritual.name, room.meeting.ritual.kind, room.meeting.is_running))


@topic.press("meeting.cannot")
async def cannot(tx: Transaction, ask: Request) -> Reply:
    """*I cannot*: the chair passes it on."""
    room = await _enter(tx, ask)
    if room.meeting.chair != ask.person.id:
        raise NotYourTurn(room.chair_name)
    other = await conduct.ask_another_chair(tx, room, ask.now)
    return Say(ChairPassed(other.name if other else None))


# -- the review of the last protocol -----------------------------------------------------------------------------


@topic.press("meeting.kept")
async def kept(tx: Transaction, ask: Request) -> Reply:
    """*Done*."""
    room = await _enter(tx, ask)
    task = await _under_review(tx, ask, room)
    if task is None:
        return Toast(AlreadyMoved())
    if task.is_open:
        await assignments.keep(tx, ask.team, task.done(ask.now), ask.now)
    await conduct.review(tx, room, task, Outcome.DONE, ask.person.id, None, ask.now)
    return Toast(await _moved(tx, room))


@topic.press("meeting.partly")
async def partly(tx: Transaction, ask: Request) -> Reply:
    """*Partly*: why, and what now?"""
    return await _explain(tx, ask, Outcome.PARTLY)


@topic.press("meeting.not_kept")
async def not_kept(tx: Transaction, ask: Request) -> Reply:
    """*Not done*: why, and what now?"""
    return await _explain(tx, ask, Outcome.NOT_DONE)


async def _explain(tx: Transaction, ask: Request, outcome: Outcome) -> Reply:
    room = await _enter(tx, ask)
    task = await _under_review(tx, ask, room)
    if task is None:
        return Toast(AlreadyMoved())
    return Ask(explain_form(task, room.meeting.id, outcome, room.expected_who))


def explain_form(task: Task, occurrence: OccurrenceId, outcome: Outcome, people: tuple[Who, ...]) -> ReviewForm:
    """Why, and what now? A date is offered only while the action item may still be moved."""
    return ReviewForm(task.id, occurrence, outcome, task.text, task.moves, task.may_move, people)


async def _under_review(tx: Transaction, ask: Request, room: Room) -> Task | None:
    """The action item that the card shows, if this person may speak for it; None when the meeting is past it."""
    task = room.meeting.under_review
    if task is None or _is_stale(ask, room):
        room.meeting.check_running()
        return None
    return await assignments.own_task(tx, ask.team, task, ask.person, room.meeting.chair)


# -- the items ---------------------------------------------------------------------------------------------------


@topic.command("next")
async def next_by_command(tx: Transaction, ask: Request) -> Reply:
    """`/next`."""
    return await _next(tx, ask, await _current(tx, ask))


@topic.press("meeting.next")
async def next_(tx: Transaction, ask: Request) -> Reply:
    """*Next*."""
    room = await _enter(tx, ask)
    return Toast(AlreadyMoved()) if _is_stale(ask, room) else await _next(tx, ask, room)


async def _next(tx: Transaction, ask: Request, room: Room) -> Reply:
    await conduct.move_on(tx, room, ask.person, ask.now)
    return Toast(await _moved(tx, room))


@topic.command("defer")
async def defer_by_command(tx: Transaction, ask: Request) -> Reply:
    """`/defer`."""
    return await _defer(tx, ask, await _current(tx, ask))


@topic.press("meeting.defer")
async def defer(tx: Transaction, ask: Request) -> Reply:
    """*Defer*."""
    room = await _enter(tx, ask)
    return Toast(AlreadyMoved()) if _is_stale(ask, room) else await _defer(tx, ask, room)


async def _defer(tx: Transaction, ask: Request, room: Room) -> Reply:
    item = await conduct.defer(tx, room, ask.person, ask.now)
    following = await conduct.next_meeting(tx, room)
    return Toast(Deferred(item.text, following.starts_at if following else None))


@topic.command("decide")
async def decide_by_command(tx: Transaction, ask: Request) -> Reply:
    """`/decide text`."""
    room = await _current(tx, ask)
    room.meeting.check_running()
    return await _decide(tx, ask, room, room.about, ask.text) if ask.text.strip() else _ask_decision(room)


@topic.press("meeting.decide")
async def ask_decision(tx: Transaction, ask: Request) -> Reply:
    """*Decision*."""
    room = await _enter(tx, ask)
    room.meeting.check_running()
    return _ask_decision(room)


def _ask_decision(room: Room) -> Reply:
    item = room.current_item
    return Ask(DecideForm(room.meeting.id, item.text if item else None, room.about.item, room.about.topic))


@topic.press("meeting.decided")
async def decided(tx: Transaction, ask: Request) -> Reply:
    """The form *Decision*."""
    room = await _enter(tx, ask)
    return await _decide(tx, ask, room, about_in_form(ask, room), ask.values.get("text", ""))


def about_in_form(ask: Request, room: Room) -> About:
    """What was discussed when the form was opened; the meeting may have gone on since."""
    item = room.item(ItemId(ask.number(1)))
    if item is not None:
        return room.about_item(item)
    return About(topic=ask.word(2)) if ask.word(2) in room.meeting.topics else NOTHING


async def _decide(tx: Transaction, ask: Request, room: Room, about: About, text: str) -> Reply:
    seq = await conduct.decide(tx, room, about, ask.person.id, text, ask.now)
    item = room.item(about.item)
    return Say(DecisionKept(seq, text.strip(), item.text if item else None, about.topic))


@topic.press("meeting.task")
async def ask_task(tx: Transaction, ask: Request) -> Reply:
    """*Action item*."""
    room = await _enter(tx, ask)
    room.meeting.check_running()
    return _ask_task(room)


def _ask_task(room: Room) -> Reply:
    item = room.current_item
    about = room.about
    form = TaskForm(
        room.meeting.id, item.text if item else None, room.expected_who, item_id=about.item, topic=about.topic
    )
    return Ask(form)


@topic.command("task")
async def task_by_command(tx: Transaction, ask: Request) -> Reply:
    """`/task @who text, by when`: in the meeting that goes on, or outside of any."""
    room = await current_room(tx, ask.team, ask.now, ask.person, in_private=ask.private)
    if room is not None and not room.meeting.is_running:
        room = None
    people = list(await tx.people.of(ask.team.id))
    if not ask.text.strip():
        return _ask_task(room) if room else Ask(TaskForm(OccurrenceId(0), None, names_of(people)))
    given = assignment(ask, people)
    task = await assignments.give(
        tx,
        ask.team,
        ask.person,
        given.text,
        given.owner,
        given.due,
        ask.now,
        has_time=given.has_time,
        room=room,
        about=room.about if room else NOTHING,
    )
    return Say(await assignments.given(tx, ask.team, task))


@topic.press("meeting.hand_over")
async def ask_hand_over(tx: Transaction, ask: Request) -> Reply:
    """*Hand over*: to whom?"""
    room = await _enter(tx, ask)
    room.meeting.check_running()
    room.meeting.check_lead(ask.person, room.chair_name)
    return Ask(HandOverForm(room.meeting.id, room.could_lead))


@topic.press("meeting.handed_over")
async def handed_over(tx: Transaction, ask: Request) -> Reply:
    """The form *Hand over*."""
    room = await _enter(tx, ask)
    to = await person_named(tx, ask.team, ask.values.get("owner", ""))
    await conduct.hand_over(tx, room, to, ask.person, ask.now)
    return Say(ChairPassed(to.name))


# -- the end -----------------------------------------------------------------------------------------------------


@topic.command("close_meeting")
async def close_by_command(tx: Transaction, ask: Request) -> Reply:
    """`/close_meeting`."""
    return await _close(tx, ask, await _current(tx, ask))


@topic.press("meeting.close")
async def close(tx: Transaction, ask: Request) -> Reply:
    """*Close*: the protocol goes out at once."""
    return await _close(tx, ask, await _enter(tx, ask))


async def _close(tx: Transaction, ask: Request, room: Room) -> Reply:
    room.meeting.check_lead(ask.person, room.chair_name)
    protocol = await conduct.finish(tx, room, ask.now)
    await assignments.hand_out(tx, protocol, ask.now)
    tasks = [task for task in room.tasks if task.is_open]
    return Say(
        Closed(
            protocol.number,
            len(protocol.all_decisions),
            len(tasks),
            sum(task.is_unfinished for task in tasks),
            len(protocol.deferred),
            len(room.readers),
            is_private(room.meeting.ritual),
        )
    )
