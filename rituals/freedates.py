"""Dates as people write them, in Russian and English: "by friday", "до 12.12", "завтра 15:00", "in two weeks".

Both languages are understood whatever the locale. Numbers are read day first; month first never: outside Russian texts
a slash date that an American would read otherwise ("3/4") is not understood at all. A weekday is the next one after
today, a date without a year the next one from today on. Nothing is guessed: what is not wholly a date is None.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rituals import datewords as words
from rituals.clocktimes import ClockTime, without_time
from rituals.dateforms import Day, Repeats, read_day, read_delay
from rituals.dateranges import parse_range
from rituals.localtime import LocalSlot, local_date, moment

__all__ = ["DAY_ENDS", "WORKING_DAY_ENDS", "FreeDate", "parse_range", "split_by", "understand"]

WORKING_DAY_ENDS = time(18)
"""When a date without a time is due: what is promised for Friday is expected while people are still at work."""

DAY_ENDS = time(23, 59)
"""When "today" is due once the working day is over."""

LONGEST_DATE = 64
"""Characters in the longest text that could be nothing but a date."""

_WORDS_IN_A_DATE = 10
_LEADS = re.compile(rf"(?:{words.LEAD} )?{words.LEAD} (?:- )?")
_DEADLINE = re.compile(rf"{words.DEADLINE_LEAD} ")
_ON = re.compile(rf"{words.ON_LEAD} ")
_AIM = re.compile(r"(?:for|на) (?!(?:следующей|этой) неделе)")
_SEPARATORS = (",", ";", ":", ".", "!", "?", "(", "–", "—", " -")
_LOOSE_END = " \t\n,;:(–—-"


@dataclass(frozen=True, slots=True)
class FreeDate:
    """A date that somebody wrote.

    `moment` is aware (UTC): the time that was given, else the end of the working day in the writer's time zone.
    `in_past` is true only for what was written so (a year, "today 9:00"): a date that repeats is the coming one.
    """

    date: date
    moment: datetime
    has_time: bool
    in_past: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text read as a date: its day (None: the next such time) and time of day, or a delay from now."""

    day: Day | None = None
    clock: ClockTime | None = None
    delay: timedelta | None = None


def understand(text: str, now: datetime, timezone: str, locale: str) -> FreeDate | None:
    """The date that a text is, all of it; None when it is none.

    `now` is an aware moment, `timezone` the writer's (IANA), `locale` decides on slash dates alone.
    """
    for reading in _readings(text, locale):
        found = _resolve(reading, now, timezone)
        if found is not None:
            return found
    return None


def split_by(text: str, now: datetime, timezone: str, locale: str) -> tuple[str, FreeDate | None]:
    """A task's text without the date at its end, and that date: "price list, by friday" → "price list", Friday.

    Without a date there ("do it by hand", "the plan for tomorrow") the text comes back as it is. After a comma every
    date counts; after "by" or "до" a day; within a sentence what is a date beyond doubt ("tomorrow", "12 december").
    """
    starts = [match.start() for match in re.finditer(r"\S+", text)]
    for start in starts[-_WORDS_IN_A_DATE:]:
        head, tail = text[:start], text[start:]
        for reading in _readings(tail, locale):
            found = _resolve(reading, now, timezone) if _belongs_at_end(head, words.evened(tail), reading) else None
            if found is not None:
                return head.rstrip(_LOOSE_END), found
    return text, None


def _readings(text: str, locale: str) -> Iterator[_Reading]:
    """The ways to read a text as a date, the most natural one first."""
    if len(text) > LONGEST_DATE:
        return
    text = words.evened(text)
    delay = read_delay(text)
    if delay is not None:
        yield _Reading(delay=delay)
    day = _day_of(text, locale)
    if day is not None:
        yield _Reading(day)
    for rest, clock in without_time(text):
        day = _day_of(rest, locale)
        if day is not None or (clock.certain and not rest):
            yield _Reading(day, clock)


def _day_of(text: str, locale: str) -> Day | None:
    """A day with or without words such as "by" before it."""
    day = read_day(text, locale)
    lead = _LEADS.match(text)
    return read_day(text[lead.end() :], locale) if day is None and lead is not None else day


def _belongs_at_end(head: str, tail: str, reading: _Reading) -> bool:
    """Whether what reads as a date after `head` is a deadline there, and not a part of the sentence."""
    said = head.rstrip()
    if not said or said.endswith(_SEPARATORS) or "\n" in head[len(said) :]:
        return True
    last = said.split()[-1].strip("\"'«»„“”)").lower().replace("ё", "е")
    if last in words.DANGLING or _AIM.match(tail):
        return False
    return reading.delay is not None or (reading.day is not None and _is_deadline(tail, reading.day, reading.clock))


def _is_deadline(tail: str, day: Day, clock: ClockTime | None) -> bool:
    """Whether a day that nothing separates from the words before it is when they are due."""
    if day.certain or _DEADLINE.match(tail):
        return True
    if _ON.match(tail):
        return not day.is_version_like
    return clock is not None and day.repeats is Repeats.WEEKLY


def _resolve(reading: _Reading, now: datetime, timezone: str) -> FreeDate | None:
    today = local_date(now, timezone)
    if reading.delay is not None:
        instant = (now + reading.delay).replace(second=0, microsecond=0)
        return FreeDate(local_date(instant, timezone), instant, has_time=True)
    if reading.day is None:
        return _next_time(reading.clock, now, timezone)
    day = reading.day.on(today)
    if day is None:
        return None
    if reading.clock is not None:
        instant = moment(LocalSlot(day, reading.clock.at), timezone)
        return FreeDate(day, instant, has_time=True, in_past=instant < now)
    instant = moment(LocalSlot(day, WORKING_DAY_ENDS), timezone)
    if day == today and instant <= now:
        instant = moment(LocalSlot(day, DAY_ENDS), timezone)
    return FreeDate(day, instant, has_time=False, in_past=day < today)


def _next_time(clock: ClockTime | None, now: datetime, timezone: str) -> FreeDate | None:
    """A time without a date: today, or tomorrow when that is over."""
    if clock is None:
        return None
    today = local_date(now, timezone)
    for day in (today, today + timedelta(days=1)):
        instant = moment(LocalSlot(day, clock.at), timezone)
        if instant > now:
            return FreeDate(day, instant, has_time=True)
    return None
