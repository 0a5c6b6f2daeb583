"""When a ritual is held next: as things stand, and as they would stand after a change."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from rituals.planning import days_off_of
from rituals.ports import Transaction
from rituals.team import Team
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, Reason, Ritual
from rituals.yearahead import BEHIND, Meeting, Series, series_of

DATES_TOLD = 3
"""The next dates that a confirmation tells of."""


async def foreseen(
    tx: Transaction,
    team: Team,
    ritual: Ritual,
    now: datetime,
    locale: str | None = None,
    *,
    planned: Collection[OccurrenceId] | None = None,
) -> Series:
    """The ritual from its last occurrences to a year ahead. With `planned`: as if only those were planned yet."""
    upcoming = [o for o in await tx.occurrences.upcoming(team.id) if o.ritual == ritual.id]
    past = await tx.occurrences.past(ritual.id, BEHIND)
    known = [o for o in upcoming if planned is None or o.id in planned or o.state is not OccurrenceState.PLANNED]
    return series_of(ritual, [*past, *known], days_off_of(team), locale or team.locale, now)


async def dates(
    tx: Transaction, team: Team, ritual: Ritual, now: datetime, *, without: Occurrence | None = None
) -> tuple[datetime, ...]:
    """The next dates as things stand, without those of one occurrence."""
    found = (await foreseen(tx, team, ritual, now)).coming(now, DATES_TOLD + 1)
    return tuple(at for at in found if without is None or at != without.starts_at)[:DATES_TOLD]


async def paused(
    tx: Transaction, team: Team, ritual: Ritual, until: datetime | None, now: datetime
) -> tuple[Sequence[datetime], datetime | None]:
    """What a pause from now on takes away, as far as that is known, and when the ritual is held after it."""
    if until is None:
        return await dates(tx, team, ritual, now), None
    series = await foreseen(tx, team, replace(ritual, paused_at=now, paused_until=until), now)
    return [m.starts_at for m in series.meetings if _falls_away(m, now)], series.next_at(now)


def _falls_away(meeting: Meeting, now: datetime) -> bool:
    return meeting.reason is Reason.PAUSED and meeting.starts_at > now
