"""The ways in which people write a day: `12.12`, `12 december`, `next monday`, `через 3 дня`, `конец месяца`."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, auto

from dateutil.relativedelta import relativedelta

from rituals import datewords as words
from rituals.recurrence import period, period_number

_FRIDAY = 4
_YEARS_TO_LEAP_DAY = 8
_MONTHS = 12
_LENGTHS = {"month": 1, "quarter": 3, "year": 12}


class Repeats(Enum):
    """Whether a written day comes again: `12.12.2026` does not, `12.12` and `the 12th` do, and so does `friday`."""

    NEVER = auto()
    BY_CALENDAR = auto()
    WEEKLY = auto()


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was written. `on(today)` is its date, None when the calendar has no such day.

    One that repeats BY_CALENDAR is the first from `today` on; WEEKLY, the first after `today`. `certain` says that it
    is a date wherever it stands in a sentence (`tomorrow`), not only after "by" or a comma (`friday`, `12.12`);
    `is_version_like`, that it might as well be a version or a price.
    """

    on: Callable[[date], date | None]
    repeats: Repeats = Repeats.NEVER
    certain: bool = True
    is_version_like: bool = False


_Reader = Callable[[re.Match[str], str], Day | None]


def read_day(text: str, locale: str) -> Day | None:
    """The day that an evened text is, all of it, without "by" or "до"; None when it is none."""
    for form, reader in _FORMS:
        match = form.fullmatch(text)
        day = reader(match, locale) if match is not None else None
        if day is not None:
            return day
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_of_year(day: int, month: int, year: str | None, *, certain: bool) -> Day | None:
    """A day and month: with its year (two digits are of this century), or the first from today on."""
    if not (1 <= month <= _MONTHS and 1 <= day <= 31):  # noqa: PLR2004
        return None
    if year is not None:
        fixed = _date(int(year) + (2000 if len(year) == 2 else 0), month, day)  # noqa: PLR2004
        return Day(lambda _: fixed, certain=certain) if fixed else None
    return Day(lambda today: _coming(today, day, month), Repeats.BY_CALENDAR, certain=certain)


def _coming(today: date, day: int, month: int) -> date | None:
    years = (today.year + n for n in range(_YEARS_TO_LEAP_DAY + 1))
    return next((found for year in years if (found := _date(year, month, day)) and found >= today), None)


def _iso(match: re.Match[str], _: str) -> Day | None:
    return _day_of_year(int(match["day"]), int(match["month"]), match["year"], certain=True)


def _numeric(match: re.Match[str], locale: str) -> Day | None:
    """Day first, always; a slash date that an American would read otherwise is refused outside Russian texts."""
    day, month, year = int(match["day"]), int(match["month"]), match["year"]
    if match["mark"] == "/" and locale != "ru" and day <= _MONTHS and day != month:
        return None
    found = _day_of_year(day, month, year, certain=year is not None and len(year) > 2)  # noqa: PLR2004
    return replace(found, is_version_like=True) if found and year is None else found


def _named(match: re.Match[str], _: str) -> Day | None:
    return _day_of_year(int(match["day"]), words.MONTHS[match["month"]], match["year"], certain=True)


def _day_of_month(match: re.Match[str], _: str) -> Day | None:
    number = int(match["day"])
    if not 1 <= number <= 31:  # noqa: PLR2004
        return None
    return Day(lambda today: _coming_number(today, number), Repeats.BY_CALENDAR, certain=False)


def _coming_number(today: date, number: int) -> date | None:
    first = today.replace(day=1)
    months = (first + relativedelta(months=n) for n in range(3))
    dates = (_date(month.year, month.month, number) for month in months)
    return next((found for found in dates if found and found >= today), None)


def _plain_weekday(match: re.Match[str], _: str) -> Day:
    weekday = words.WEEKDAYS[match["weekday"]]
    certain = match["coming"] is not None
    return Day(lambda today: _weekday_after(today, weekday), Repeats.WEEKLY, certain=certain)


def _weekday_after(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _weekday_of_next_week(match: re.Match[str], _: str) -> Day:
    weekday = words.WEEKDAYS[match["weekday"]]
    return Day(lambda today: _monday(today) + timedelta(days=7 + weekday))


def _weekday_of_this_week(match: re.Match[str], _: str) -> Day:
    """The day of this week; once it is over, the coming one."""
    weekday = words.WEEKDAYS[match["weekday"]]
    return Day(lambda today: today + timedelta(days=(weekday - today.weekday()) % 7))


def _monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


def _adverb(match: re.Match[str], _: str) -> Day:
    adverb = match["adverb"]
    days = words.ADVERBS[adverb]
    return Day(lambda today: today + timedelta(days=days), certain=adverb in words.PLAIN_ADVERBS)


def _later(match: re.Match[str], _: str) -> Day:
    count, unit = count_of(match["count"]), words.UNITS[match["unit"]]
    months = {"months": count, "years": _MONTHS * count}.get(unit, 0)
    days = {"days": count, "weeks": 7 * count}.get(unit, 0)
    return Day(lambda today: today + relativedelta(months=months, days=days))


def read_delay(text: str) -> timedelta | None:
    """`in 2 hours`, `через полчаса`: how long from now; None for anything else."""
    if text == "через полчаса":
        return timedelta(minutes=30)
    match = _DELAY.fullmatch(text)
    if match is None:
        return None
    count = count_of(match["count"] or match["count_ru"])
    unit = match["unit"] or match["unit_ru"]
    return timedelta(minutes=count) if words.SHORT_UNITS[unit] == "minutes" else timedelta(hours=count)


def count_of(text: str | None) -> int:
    """The number that digits or a word stand for; a unit without one ("через неделю") is one."""
    if text is None:
        return 1
    return int(text) if text.isdigit() else words.NUMBERS[text]


def _end_of(match: re.Match[str], _: str) -> Day:
    """The Friday of a week (from Saturday on, the next one's), the last day of a month, quarter or year."""
    short = match.groupdict().get("short")
    name = words.SHORT_ENDS[short] if short else words.PERIODS[match["period"]]
    later = 1 if match.groupdict().get("next") else 0
    return Day(lambda today: _last_day(today, name, later), certain=False)


def _whole_period(match: re.Match[str], _: str) -> Day:
    """`next week`, `this month`: as a deadline, its end."""
    name, later = words.PERIODS[match["period"]], 1 if match["next"] else 0
    return Day(lambda today: _last_day(today, name, later))


def _last_day(today: date, name: str, later: int) -> date:
    if name == "week":
        friday = _monday(today) + timedelta(days=_FRIDAY + 7 * later)
        return friday if friday >= today else friday + timedelta(days=7)
    months = _LENGTHS[name]
    return period(period_number(today, months) + later, months)[1] - timedelta(days=1)


def _forms() -> Iterator[tuple[re.Pattern[str], _Reader]]:
    """The forms, in the order in which they are tried."""
    weekday = rf"(?P<weekday>{words.WEEKDAY})"
    beside = rf"(?:{words.WEEKDAY} )?"
    day, year = r"(?P<day>[0-9]{1,2})", r"(?: (?P<year>(?:19|20)[0-9]{2})(?: ?(?:г|года?))?)?"
    month, nth = rf"(?P<month>{words.MONTH})\.?", r"(?:st|nd|rd|th|-?г?о|-?ого|-?е|-?му)"
    next_, this = rf"(?P<next>{words.NEXT})", words.THIS
    period_name = rf"(?P<period>{words.one_of(words.PERIODS)})"
    of_which = rf"(?:the |{this} |{next_} )?{period_name}"
    table: tuple[tuple[str, _Reader], ...] = (
        (rf"(?P<adverb>{words.one_of(words.ADVERBS)})", _adverb),
        (rf"{beside}(?P<year>(?:19|20)[0-9]{{2}})[-/.](?P<month>[0-9]{{1,2}})[-/.]{day}", _iso),
        (
            rf"{beside}{day}(?P<mark>[./])(?P<month>[0-9]{{1,2}})(?:(?P=mark)(?P<year>(?:19|20)?[0-9]{{2}})(?: ?г)?)?",
            _numeric,
        ),
        (rf"{day}-(?P<month>[0-9]{{1,2}})-(?P<year>(?:19|20)[0-9]{{2}})", _iso),
        (rf"{beside}(?:the )?{day}{nth}?(?: of)? {month}{year}", _named),
        (rf"{beside}{month} (?:the )?{day}{nth}?{year}", _named),
        (rf"(?:the )?{day}(?:{nth}(?: числ[аоу])?| числ[аоу])", _day_of_month),
        (rf"(?:(?P<coming>{words.COMING}) )?{weekday}", _plain_weekday),
        (rf"{words.NEXT} {weekday}", _weekday_of_next_week),
        (rf"{weekday} (?:на |of )?{words.NEXT} (?:week|недел[еи])", _weekday_of_next_week),
        (rf"(?:на )?{words.NEXT} (?:week|неделе) (?:on |в |во )?{weekday}", _weekday_of_next_week),
        (rf"{this} {weekday}", _weekday_of_this_week),
        (rf"{weekday} (?:на |of )?{this} (?:week|неделе)", _weekday_of_this_week),
        (
            rf"(?:in|within) (?:a (?=couple))?(?P<count>{words.COUNT})(?: of)? (?P<unit>{words.one_of(words.UNITS)})",
            _later,
        ),
        (rf"(?:через|в течение) (?:(?P<count>{words.COUNT}) )?(?P<unit>{words.one_of(words.UNITS)})", _later),
        (rf"(?:(?:the )?end of|конец|конца|концу|конце) {of_which}", _end_of),
        (rf"(?P<short>{words.one_of(words.SHORT_ENDS)})", _end_of),
        (rf"(?:на |в )?(?:{next_}|{this}) {period_name}", _whole_period),
    )
    for form, reader in table:
        yield re.compile(form), reader


_FORMS = tuple(_forms())
_SHORT_UNIT = words.one_of(words.SHORT_UNITS)
_DELAY = re.compile(
    rf"(?:in|within) (?P<count>{words.COUNT}) (?P<unit>{_SHORT_UNIT})"
    rf"|через (?:(?P<count_ru>{words.COUNT}) )?(?P<unit_ru>{_SHORT_UNIT})"
)
