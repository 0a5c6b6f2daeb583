"""Asking for the calendar: one's meetings as a file for one's own calendar, once or whenever something changes."""

from handlers.registry import Reply, Request, Say, Topic
from rituals import gathering
from rituals.calendar_messages import CalendarFile, CalendarKept
from rituals.calendar_updates import series_for
from rituals.errors import NoRituals
from rituals.kinds import is_held
from rituals.move_errors import NoMeetingsOfYours
from rituals.ports import Transaction
from rituals.timeline import RitualId

topic = Topic()


@topic.command("calendar")
async def calendar(tx: Transaction, ask: Request) -> Reply:
    """`/calendar`: a file that brings the meetings into a calendar, and up to date when it is fetched again."""
    rituals = [ritual for ritual in await tx.rituals.of(ask.team.id) if is_held(ritual.kind)]
    if not rituals:
        raise NoRituals
    series = await series_for(tx, ask.team, rituals, ask.person, ask.now)
    if not series:
        raise NoMeetingsOfYours
    return Say(CalendarFile(ask.team.name, ask.now, series, await _keeps(tx, ask)))


@topic.press("calendar.file")
async def file(tx: Transaction, ask: Request) -> Reply:
    """The file of one meeting alone."""
    ritual = await gathering.ritual_of(tx, ask.team, RitualId(ask.number()))
    series = await series_for(tx, ask.team, [ritual], ask.person, ask.now)
    if not series:
        raise NoMeetingsOfYours
    return Say(CalendarFile(ask.team.name, ask.now, series, await _keeps(tx, ask), is_of_all=False))


@topic.press("calendar.keep")
async def keep(tx: Transaction, ask: Request) -> Reply:
    """*Keep it up to date*: each change is sent in private from now on."""
    await tx.calendars.keep(ask.person, ask.now)
    return Say(CalendarKept(kept=True))


@topic.press("calendar.stop")
async def stop(tx: Transaction, ask: Request) -> Reply:
    """*Stop*: no more changes are sent."""
    await tx.calendars.stop(ask.person)
    return Say(CalendarKept(kept=False))


async def _keeps(tx: Transaction, ask: Request) -> bool:
    return ask.person.id in await tx.calendars.readers(ask.team.id)
