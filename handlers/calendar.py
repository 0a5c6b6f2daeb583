"""Asking for the calendar: the team's meetings as a file for one's own."""

from handlers.registry import Reply, Request, Say, Topic
from rituals.calendar_messages import CalendarFile
from rituals.errors import NoRituals
from rituals.kinds import is_held
from rituals.planning import days_off_of
from rituals.ports import Transaction
from rituals.yearahead import BEHIND, Series, series_of

topic = Topic()


@topic.command("calendar")
async def calendar(tx: Transaction, ask: Request) -> Reply:
    """`/calendar`: a file that brings the meetings into a calendar, and up to date when it is fetched again."""
    series = await _series(tx, ask)
    if not series:
        raise NoRituals
    return Say(CalendarFile(ask.team.name, ask.now, series))


async def _series(tx: Transaction, ask: Request) -> tuple[Series, ...]:
    days_off, locale = days_off_of(ask.team), ask.person.locale or ask.team.locale
    upcoming = await tx.occurrences.upcoming(ask.team.id)
    found = []
    for ritual in await tx.rituals.of(ask.team.id):
        if is_held(ritual.kind):
            ours = [o for o in upcoming if o.ritual == ritual.id]
            past = await tx.occurrences.past(ritual.id, BEHIND)
            found.append(series_of(ritual, [*past, *ours], days_off, locale, ask.now))
    return tuple(found)
