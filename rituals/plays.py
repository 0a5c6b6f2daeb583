"""Which step of which subject does what: the one table that the tick plays from."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from rituals import (
    agenda_board,
    agreement,
    conduct,
    cup_steps,
    gathering,
    in_writing,
    pausing,
    reach_steps,
    surveying,
    task_steps,
)
from rituals.assignments import hand_out
from rituals.calendar_updates import bring_up_to_date
from rituals.kinds import has_agenda
from rituals.kinds.declaration import REACH
from rituals.notices import tell_moved, tell_skipped
from rituals.planning import NOTICE, next_of
from rituals.ports import Transaction
from rituals.ticker import Due, Play
from rituals.timeline import Subject


async def _open(tx: Transaction, due: Due) -> None:
    if due.occurrence is not None and due.ritual is not None:
        await agenda_board.close_agenda(tx, due.team, due.ritual, due.occurrence, due.now)
    await conduct.open_meeting(tx, due)


async def _close(tx: Transaction, due: Due) -> None:
    """By what was begun, not by what the ritual is by now: its variant may have been changed meanwhile."""
    if due.occurrence is not None and await tx.meetings.get(due.team.id, due.occurrence.id) is None:
        await in_writing.close(tx, due)
        return
    protocol = await conduct.close_by_itself(tx, due)
    if protocol is not None:
        await hand_out(tx, protocol, due.now)


async def _notice(tx: Transaction, due: Due) -> None:
    """A day off takes an occurrence away, or to another day: say so when people would have been called."""
    occurrence, ritual = due.occurrence, due.ritual
    if occurrence is None or ritual is None:
        return
    if occurrence.is_over:
        if has_agenda(ritual):
            await agenda_board.close_agenda(tx, due.team, ritual, occurrence, due.now)
        following = await next_of(tx, ritual)
        await tell_skipped(tx, due.team, ritual, occurrence, following.starts_at if following else None, by=None)
    else:
        instead_of = occurrence.moved_from or occurrence.starts_at
        await tell_moved(tx, due.team, ritual, occurrence, instead_of, due.now, by=None)
        if has_agenda(ritual):
            await agenda_board.refresh(tx, due.team, ritual, due.now)
    await bring_up_to_date(tx, due.team, ritual, due.now)


Once = Callable[[Transaction, Due], Awaitable[None]]


def _once(step: Once) -> Play:
    """A play that is not repeated."""

    async def play(tx: Transaction, due: Due) -> datetime | None:
        await step(tx, due)
        return None

    return play


PLAYS: Mapping[tuple[Subject, str], Play] = {
    (Subject.OCCURRENCE, "call"): _once(gathering.call),
    (Subject.OCCURRENCE, "agenda"): _once(gathering.publish),
    (Subject.OCCURRENCE, "remind_to_read"): _once(gathering.remind_to_read),
    (Subject.OCCURRENCE, "open"): _once(_open),
    (Subject.OCCURRENCE, "remind_chair"): _once(conduct.remind_chair),
    (Subject.OCCURRENCE, "ask_deputy"): _once(conduct.ask_deputy),
    (Subject.OCCURRENCE, "pulse"): conduct.pulse,
    (Subject.OCCURRENCE, "close"): _once(_close),
    (Subject.OCCURRENCE, "ask"): _once(in_writing.ask),
    (Subject.OCCURRENCE, "remind_to_answer"): _once(in_writing.remind),
    (Subject.OCCURRENCE, "digest"): _once(in_writing.digest),
    (Subject.OCCURRENCE, REACH): _once(reach_steps.tell_before),
    (Subject.OCCURRENCE, "vote_open"): _once(cup_steps.open_vote),
    (Subject.OCCURRENCE, "vote_remind"): _once(cup_steps.remind),
    (Subject.OCCURRENCE, "vote_close"): _once(cup_steps.close),
    (Subject.OCCURRENCE, "runoff_remind"): _once(cup_steps.remind),
    (Subject.OCCURRENCE, "runoff_close"): _once(cup_steps.close),
    (Subject.OCCURRENCE, cup_steps.HAND_OVER): _once(cup_steps.remind_to_hand_over),
    (Subject.OCCURRENCE, "survey_open"): _once(surveying.open_by_itself),
    (Subject.OCCURRENCE, NOTICE): _once(_notice),
    (Subject.RITUAL, pausing.RESUME): _once(pausing.resume_by_itself),
    (Subject.TASK, "remind_before"): _once(task_steps.remind),
    (Subject.TASK, "remind_today"): _once(task_steps.remind),
    (Subject.TASK, "remind_back"): _once(task_steps.remind),
    (Subject.TASK, "overdue"): task_steps.overdue,
    (Subject.PROTOCOL, "remind_to_agree"): agreement.remind_to_agree,
    (Subject.SURVEY, surveying.REMIND): surveying.remind,
    (Subject.SURVEY, surveying.CLOSE): surveying.close_by_itself,
}
