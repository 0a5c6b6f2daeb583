"""Days, moments and spans of time in a reader's words: "Monday, 23 November, 10:00"."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.units import format_unit

from bot.rendering.document import Look
from bot.rendering.reader import Locale, Reader, cldr
from rituals.localtime import zone

_YEAR = {"ru": " года", "en": ""}
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def moment_words(at: datetime, look: Look, reader: Reader) -> str:
    """An aware moment on the reader's clock. Raises ValueError for one without a time zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return _moment(at, look, reader.locale, reader.timezone, year_of(reader))


def date_words(day: date, look: str, reader: Reader) -> str:
    """A day: `plain` 23 November, `day` Monday, 23 November, `short` 23 Nov (23.11 in Russian), `month` November.

    Raises ValueError.
    """
    return _date(day, look, reader.locale, told=day.year != year_of(reader))


def year_of(reader: Reader) -> int:
    """The year on the reader's clock: all that words depend on of the moment when they are read."""
    return reader.now.astimezone(zone(reader.timezone)).year


@lru_cache(maxsize=8192)
def _moment(at: datetime, look: Look, locale: Locale, timezone: str, year: int) -> str:
    local = at.astimezone(zone(timezone))
    clock = f"{local:%H:%M}"
    told = local.year != year
    match look:
        case Look.CLOCK:
            return clock
        case Look.DAY:
            return _date(local.date(), "day", locale, told=told)
        case Look.SHORT:
            return f"{_date(local.date(), 'short', locale, told=told)}, {clock}"
        case Look.FULL:
            return f"{_date(local.date(), 'day', locale, told=told)}, {clock}"


@lru_cache(maxsize=8192)
def _date(day: date, look: str, locale: Locale, *, told: bool) -> str:
    if look == "short":
        return _short(day, locale, told=told)
    if look == "month":
        return f"{cldr(locale).months['stand-alone']['wide'][day.month]}" + (f" {day.year}" if told else "")
    month = cldr(locale).months["format"]["wide"][day.month]
    words = f"{day.day} {month}" + (f" {day.year}{_YEAR[locale]}" if told else "")
    if look == "plain":
        return words
    if look == "day":
        return f"{cldr(locale).days['stand-alone']['wide'][day.weekday()]}, {words}"
    raise ValueError(f"a day has no look {look!r}: plain, day, short, month")


def _short(day: date, locale: Locale, *, told: bool) -> str:
    if locale == "ru":
        return f"{day:%d.%m.%Y}" if told else f"{day:%d.%m}"
    month = cldr(locale).months["format"]["abbreviated"][day.month]
    return f"{day.day} {month} {day.year}" if told else f"{day.day} {month}"


@lru_cache(maxsize=4096)
def duration_words(span: timedelta, locale: Locale) -> str:
    """A span of time to the minute, in forms that fit every sentence: "1 ч 30 мин", "1 hr 30 mins", "2 дн. 3 ч".

    Less than a minute is "0 мин"; the sign is left out ("late by", "in" and "left" are the template's words); from a
    day on the minutes are left out.
    """
    seconds = abs(round(span.total_seconds()))
    days, rest = divmod(seconds, _DAY)
    hours, rest = divmod(rest, _HOUR)
    counted = {"day": days, "hour": hours, "minute": 0 if days else rest // _MINUTE}
    told = {unit: number for unit, number in counted.items() if number} or {"minute": 0}
    words = (
        format_unit(number, f"duration-{unit}", length="short", locale=cldr(locale)) for unit, number in told.items()
    )
    return " ".join(words).replace(" ", "\u00a0")
