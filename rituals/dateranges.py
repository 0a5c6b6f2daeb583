"""From when to when: "12.12–20.12", "с 1 по 10 июля", "1-10 july", "until friday", "next week"."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from rituals import datewords as words
from rituals.dateforms import Day, Repeats, count_of, read_day
from rituals.localtime import local_date

_DAY = timedelta(days=1)
_YEAR = timedelta(days=366)
_LONGEST_TEXT = 96
_LONGEST_WITHOUT_YEAR = timedelta(days=183)
"""A longer range without a year is more likely one that was written backwards ("30.12–20.12")."""
_SUNDAY = 6
_FROM = re.compile(r"(?:с|со|from|between) ")
_BETWEEN = re.compile(r" ?- ?| (?:по|до|to|till|until|through|and|и) ")
_UNTIL = re.compile(r"(?:до|по|until|till|through|by) (?:the )?")
_ON = re.compile(r"(?:on|в|во|на) ")
_BARE = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|-?го|-?е)?")
_BARE_WITH_YEAR = re.compile(r"[0-9]{1,2}(?: (?P<year>(?:19|20)[0-9]{2}))?")
_NUMBERED = re.compile(r"[0-9]{1,2}(?P<rest>.+)")
_WEEK = re.compile(rf"(?:на |в )?(?:(?P<next>{words.NEXT})|{words.THIS}) (?:week|недел[яюеи])")
_FOR = re.compile(
    rf"(?:for|на) (?:(?P<count>{words.COUNT}) )?(?P<unit>days?|weeks?|день|дня|дней|недел[юиь])|на недельку"
)


def parse_range(text: str, now: datetime, timezone: str, locale: str) -> tuple[date, date] | None:
    """The first and the last day of a range, both included; a single day is a range of itself; None when it is none.

    "until friday" begins today; of a range without years, the end is the coming one and the beginning the last one
    before it, so that "25.12–08.01" crosses the year and may be said on the 27th. `now` is an aware moment.
    """
    if len(text) > _LONGEST_TEXT:
        return None
    even = words.evened(text)
    today = local_date(now, timezone)
    for found in _candidates(even, today, locale):
        if found is not None and found[0] <= found[1]:
            return found
    return None


def _candidates(text: str, today: date, locale: str) -> Iterator[tuple[date, date] | None]:
    yield _week(text, today)
    yield _stretch(text, today)
    until = _UNTIL.match(text)
    end = _on(text[until.end() :], today, locale) if until else None
    yield (today, end) if end else None
    lead = _ON.match(text)
    day = _on(text[lead.end() if lead else 0 :], today, locale)
    yield (day, day) if day else None
    for left, right in _halves(text):
        yield _between(left, right, today, locale)


def _on(text: str, today: date, locale: str) -> date | None:
    day = read_day(text, locale)
    return day.on(today) if day is not None else None


def _week(text: str, today: date) -> tuple[date, date] | None:
    """Read `this week`, from today, and `next week`, from its Monday; both to Sunday."""
    match = _WEEK.fullmatch(text)
    if match is None:
        return None
    sunday = today + timedelta(days=_SUNDAY - today.weekday())
    return (sunday + _DAY, sunday + 7 * _DAY) if match["next"] else (today, sunday)


def _stretch(text: str, today: date) -> tuple[date, date] | None:
    """`for 3 days`, `на неделю`: so many days, today included."""
    match = _FOR.fullmatch(text)
    if match is None:
        return None
    weeks = match["unit"] is None or match["unit"].startswith(("week", "недел"))
    days = count_of(match["count"]) * (7 if weeks else 1)
    return (today, today + (days - 1) * _DAY) if days else None


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """Every way to cut a text into from and to, a month or year that is said once put on both sides."""
    lead = _FROM.match(text)
    body = text[lead.end() :] if lead else text
    for cut in _BETWEEN.finditer(body):
        left, right = body[: cut.start()], body[cut.end() :]
        bare, numbered = _BARE.fullmatch(left), _NUMBERED.fullmatch(right)
        trailing = _BARE_WITH_YEAR.fullmatch(right)
        if bare and numbered:
            left = bare[1] + numbered["rest"]
        elif trailing and not left[:1].isdigit():
            month = re.sub(r" ?[0-9]{1,2}\w*$", "", left)
            left, right = f"{left} {trailing['year'] or ''}".strip(), f"{month} {right}"
        yield left, right


def _between(left: str, right: str, today: date, locale: str) -> tuple[date, date] | None:
    first, last = read_day(left, locale), read_day(right, locale)
    if first is None or last is None:
        return None
    if first.repeats is Repeats.BY_CALENDAR and last.repeats is not Repeats.WEEKLY:
        end = last.on(today)
        start = _latest(first, end) if end else None
        if start and end and end - start > _LONGEST_WITHOUT_YEAR:
            return None
    else:
        start = first.on(today)
        end = _end_after(last, start, today) if start else None
    return (start, end) if start and end else None


def _end_after(last: Day, start: date, today: date) -> date | None:
    if last.repeats is Repeats.WEEKLY:
        return last.on(start - _DAY)
    return last.on(start if last.repeats is Repeats.BY_CALENDAR else today)


def _latest(day: Day, end: date) -> date | None:
    """The last time that a day which repeats comes before `end`, or on it."""
    found = day.on(end - _YEAR)
    while found is not None and (following := day.on(found + _DAY)) is not None and following <= end:
        found = following
    return found
