"""Local wall time and the instants it stands for: one instant for every local slot, whatever the clocks do."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from rituals.wrongvalues import UnknownTimezone, WrongSlot, WrongTimeOfDay

_SECOND = timedelta(seconds=1)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_SLOT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})")
_NOT_PLACES = frozenset({"localtime", "posixrules", "Factory"})
_OTHER_TREES = ("posix/", "right/")


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The IANA time zone of that name. Raises UnknownTimezone with the nearest names."""
    if name in _NOT_PLACES or name.startswith(_OTHER_TREES):
        raise _unknown_zone(name)
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):  # not there; a folder such as "Europe"; "../etc"
        raise _unknown_zone(name) from None


def _unknown_zone(name: str) -> UnknownTimezone:
    by_lower = {known.lower(): known for known in available_timezones()}
    wanted = name.strip().lower().replace(" ", "_")
    cities = {known.rpartition("/")[2]: known for known in by_lower}
    near = get_close_matches(wanted, by_lower, n=3, cutoff=0.75)
    near += [cities[city] for city in get_close_matches(wanted.rpartition("/")[2], cities, n=2, cutoff=0.8)]
    return UnknownTimezone("timezone", name, tuple(dict.fromkeys(by_lower[match] for match in near))[:3])


def time_of_day(text: str, field: str = "at") -> time:
    """`9:00` or `09:00` as a wall time. Raises WrongTimeOfDay."""
    match = _CLOCK.fullmatch(text.strip())
    try:
        if match is not None:
            return time(int(match[1]), int(match[2]))
    except ValueError:  # 25:00
        pass
    raise WrongTimeOfDay(field, text, ("00:00 … 23:59",))


@dataclass(frozen=True, slots=True, order=True)
class LocalSlot:
    """A local date and wall time: what an occurrence is known by, wherever on the time line it lands.

    The key of a slot is unique within a ritual: a repeated hour, a clock that steps back or a new time-zone
    database cannot make two of one.
    """

    date: date
    at: time

    @property
    def key(self) -> str:
        """`2026-10-25T02:30`."""
        return f"{self.date.isoformat()}T{self.at.hour:02d}:{self.at.minute:02d}"

    @classmethod
    def parse(cls, key: str) -> "LocalSlot":
        """The slot of a key. Raises WrongSlot."""
        match = _SLOT.fullmatch(key)
        try:
            if match is not None:
                return cls(date.fromisoformat(match[1]), time.fromisoformat(match[2]))
        except ValueError:  # the 31st of February
            pass
        raise WrongSlot("slot", key, ("YYYY-MM-DDTHH:MM",))

    def __str__(self) -> str:
        return self.key


def moment(slot: LocalSlot, timezone: str) -> datetime:
    """The one instant (aware, UTC) of a local slot.

    A wall time that the clocks skip becomes the first valid instant after the gap; one that they repeat, the first
    of the two: what Debian's cron does. So a later date at the same wall time is a strictly later instant; only
    a whole day that is skipped (Apia, 2011-12-30) shares its instant with the next midnight.
    """
    place = zone(timezone)
    day, at = slot.date, slot.at
    before = place.utcoffset(datetime.combine(day, at))
    after = place.utcoffset(datetime(day.year, day.month, day.day, at.hour, at.minute, fold=1))  # noqa: DTZ001
    if before is None or after is None:  # only a tzinfo that is not a ZoneInfo knows no offset of a full date
        raise UnknownTimezone("timezone", timezone, ())
    if after <= before:
        return datetime.combine(day, at, UTC) - before
    wall = datetime.combine(day, at, UTC)
    return _end_of_gap(wall, wall - after, wall - before, place)


def _end_of_gap(wall: datetime, low: datetime, high: datetime, place: ZoneInfo) -> datetime:
    """The first instant whose wall clock shows `wall` or later; it is after `low` and not after `high`."""
    while high - low > _SECOND:
        middle = (low + (high - low) // 2).replace(microsecond=0)
        if middle.astimezone(place).replace(tzinfo=UTC) >= wall:
            high = middle
        else:
            low = middle
    return high


def wall_time(instant: datetime, timezone: str) -> time:
    """What the wall clock of a time zone shows at an aware instant, to the minute."""
    return instant.astimezone(zone(timezone)).time().replace(second=0, microsecond=0)


def local_date(instant: datetime, timezone: str) -> date:
    """The date that the wall clock of a time zone shows at an aware instant."""
    return instant.astimezone(zone(timezone)).date()
