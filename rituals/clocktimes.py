"""Times of day in free text: `15:00`, `at 3pm`, `в 10`, `в 7 вечера`, `noon`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

AFTERNOON_UNTIL = 6
"""A bare hour up to this one is meant after noon: nobody in an office says "at 3" of the night."""

_NOON = 12
_LEAD = r"(?:at|by|till|until|before|в|во|к|до)"
_HOUR = r"(?P<hour>[01]?[0-9]|2[0-3])"
_HALF = r"(?P<half>am|pm|a\.m\.?|p\.m\.?|утра|дня|вечера|ночи)"
_FORMS = (
    rf"(?:{_LEAD} )?{_HOUR}:(?P<minute>[0-5][0-9])(?: ?{_HALF})?",
    rf"(?:{_LEAD} )?{_HOUR} ?(?P<half>am|pm|a\.m\.?|p\.m\.?)",
    rf"(?:at|в|к) {_HOUR}(?: ?(?:ч|час|часа|часов|часам|h|o'clock))?(?: {_HALF})?",
    rf"(?:at|в) {_HOUR}\.(?P<minute>[0-5][0-9])",
    rf"(?:{_LEAD} )?(?P<noon>noon|midday|полдень|полудню|полудня)",
)
_AT_END = tuple(re.compile(rf"(?:(?P<rest>.+?) )??{form}") for form in _FORMS)
_AT_START = tuple(re.compile(rf"{form} (?P<rest>.+)") for form in _FORMS)


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day, and whether it is one even without a date beside it (`15:00`, but not `at 10`)."""

    at: time
    certain: bool


def without_time(text: str) -> Iterator[tuple[str, ClockTime]]:
    """Every way to read a time of day at the end or the start of an evened text: what remains, and the time."""
    for form in (*_AT_END, *_AT_START):
        match = form.fullmatch(text)
        found = _time_of(match) if match is not None else None
        if match is not None and found is not None:
            yield match["rest"] or "", found


def _time_of(match: re.Match[str]) -> ClockTime | None:
    parts = match.groupdict()
    if parts.get("noon"):
        return ClockTime(time(_NOON), certain=True)
    half, minute = parts.get("half"), parts.get("minute")
    hour = _hour(int(parts["hour"]), half, bare=minute is None)
    if hour is None:
        return None
    return ClockTime(time(hour, int(minute or 0)), certain=minute is not None or half is not None)


def _hour(hour: int, half: str | None, *, bare: bool) -> int | None:
    """The hour of the day; None for `15 pm` and its like."""
    if half is None:
        return hour + _NOON if bare and 0 < hour <= AFTERNOON_UNTIL else hour
    if not 0 < hour <= _NOON:
        return hour if half in {"дня", "вечера"} and hour > _NOON else None
    if half == "ночи":
        return hour % _NOON if hour <= AFTERNOON_UNTIL or hour == _NOON else hour + _NOON
    early = half[0] == "a" or half == "утра"
    return hour % _NOON + (0 if early else _NOON)
