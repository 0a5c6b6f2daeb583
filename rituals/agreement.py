"""The directors' word: each new version of a protocol, everywhere at once, and the reminder to who has not spoken."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from rituals.absence import back_at, next_morning
from rituals.calendar import local_date
from rituals.conduct import protocol_slot, show_new_version
from rituals.messages import Direct, Who
from rituals.ports import Transaction
from rituals.protocol import Protocol
from rituals.protocol_messages import WordAwaited
from rituals.team import PersonId, Team, away_on
from rituals.ticker import Due
from rituals.timeline import OccurrenceId, PlannedStep, Subject

MORNING = time(9, 0)
"""When a director is asked, the workday after: before the day's first meeting."""

ASKED_WITHIN = timedelta(days=90)
"""A director who comes back from a longer absence than this is not reminded of what lies so far behind."""


async def keep_version(tx: Transaction, team: Team, protocol: Protocol, now: datetime) -> None:
    """Store a new version and show it wherever the protocol stands; whose word is awaited will be asked."""
    await tx.protocols.add(protocol)
    await show_new_version(tx, protocol)
    await await_word(tx, team, protocol, now)


async def released(tx: Transaction, team: Team, protocol: Protocol, now: datetime) -> Protocol:
    """The protocol without waiting for directors who have left the team meanwhile."""
    left = {person.id for person in await tx.people.of(team.id) if not person.active}
    changed = protocol.release(left, now)
    if changed is not protocol:
        await keep_version(tx, team, changed, now)
    return changed


async def await_word(tx: Transaction, team: Team, protocol: Protocol, now: datetime) -> None:
    """Plan the reminder for the next workday's morning; none where everybody has spoken."""
    if not protocol.awaited:
        await tx.steps.cancel(Subject.PROTOCOL, protocol.occurrence, "agreed", now)
        return
    at = next_morning(team, now, MORNING)
    step = PlannedStep("remind_to_agree", at, at + ASKED_WITHIN)
    await tx.steps.put(team.id, Subject.PROTOCOL, protocol.occurrence, [step])


async def remind_to_agree(tx: Transaction, due: Due) -> datetime | None:
    """The step *remind_to_agree*: a private word to each director who has not spoken, once for what there is to read.

    Who is away is asked when they are back: the step is done again then.
    """
    found = await tx.protocols.of_meeting(OccurrenceId(due.step.subject_id))
    if found is None:
        return None
    protocol = await released(tx, due.team, found, due.now)
    today = local_date(due.now, due.team.timezone)
    away = away_on(today, await tx.people.absences(due.team.id, today, today))
    for director in protocol.awaited:
        if director.id not in away:
            await _ask(tx, protocol, director)
    back = [await back_at(tx, due.team, who.id, due.now, MORNING) for who in protocol.awaited if who.id in away]
    return min(back, default=None)


async def _ask(tx: Transaction, protocol: Protocol, director: Who) -> None:
    """Asked again only when there is something new to agree to, not when the other director has spoken."""
    slot = _word_slot(protocol, director.id)
    if not await tx.outbox.shown_in(slot):
        await tx.outbox.show(slot, Direct(director.id), _word(protocol))


async def settle_word(tx: Transaction, protocol: Protocol, director: PersonId) -> None:
    """Who was asked and has agreed is asked no more."""
    slot = _word_slot(protocol, director)
    if await tx.outbox.shown_in(slot):
        await tx.outbox.show(slot, Direct(director), replace(_word(protocol), given=True))


def _word_slot(protocol: Protocol, director: PersonId) -> str:
    return f"{protocol_slot(protocol.occurrence)}:{protocol.edition}:word:{director}"


def _word(protocol: Protocol) -> WordAwaited:
    return WordAwaited(
        protocol.number,
        protocol.version,
        protocol.ritual,
        protocol.kind,
        protocol.started_at,
        len(protocol.standing),
        protocol.agreed,
    )
