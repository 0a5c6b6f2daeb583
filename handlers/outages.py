"""Deciding about what the bot has missed while it was down: hold it after all, or leave it."""

from dataclasses import replace

from handlers.moves import RitualChanged
from handlers.registry import Access, Reply, Request, Say, Topic
from rituals import planning
from rituals.errors import NoSuchRitual
from rituals.move_errors import AlreadyDecided
from rituals.outages import Afterwards, missed_with, tell_missed
from rituals.ports import Transaction
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, Reason, Ritual

topic = Topic()


@topic.press("missed.run", Access.ADMIN)
async def run(tx: Transaction, ask: Request) -> Reply:
    """*Run now* under the message about an outage: the latest that was missed is held after all."""
    ritual, missed = await _missed(tx, ask)
    await _check_undecided(tx, ask, ritual, missed)
    await planning.run_now(tx, ritual, ask.team, ask.person.id, ask.now)
    await _decide(tx, ask, missed, Afterwards.HELD)
    return Say(RitualChanged("run", ritual.name, ritual.kind))


@topic.press("missed.leave", Access.ADMIN)
async def leave(tx: Transaction, ask: Request) -> Reply:
    """*Leave* under the message about an outage: nothing more of it is caught up."""
    ritual, missed = await _missed(tx, ask)
    await _check_undecided(tx, ask, ritual, missed)
    for other in await tx.rituals.of(ask.team.id):
        together = await missed_with(tx, other, missed)
        if together and not any(one.note for one in together):
            await _decide(tx, ask, together[-1], Afterwards.LEFT)
    return Say(RitualChanged("left", "", ""))


async def _missed(tx: Transaction, ask: Request) -> tuple[Ritual, Occurrence]:
    """The missed occurrence that a button names, and its ritual."""
    missed = await tx.occurrences.get(ask.team.id, OccurrenceId(ask.number()))
    ritual = await tx.rituals.get(ask.team.id, missed.ritual) if missed else None
    swallowed = missed is not None and (missed.state, missed.reason) == (OccurrenceState.MISSED, Reason.OUTAGE)
    if missed is None or ritual is None or not swallowed:
        raise NoSuchRitual
    return ritual, missed


async def _check_undecided(tx: Transaction, ask: Request, ritual: Ritual, missed: Occurrence) -> None:
    decided = next((one for one in await missed_with(tx, ritual, missed) if one.note), None)
    if decided is not None:
        names = {person.id: person.name for person in await tx.people.of(ask.team.id)}
        raise AlreadyDecided(ritual.name, names.get(decided.by, "") if decided.by else "", ritual.kind)


async def _decide(tx: Transaction, ask: Request, missed: Occurrence, what: Afterwards) -> None:
    """Keep what was decided, and let the message about the outage say so wherever it stands."""
    await tx.occurrences.save(replace(missed, note=what.value, by=ask.person.id))
    if missed.closed_at is not None:
        await tell_missed(tx, ask.team, missed.closed_at)
