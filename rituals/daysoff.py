"""Days off: a country's public holidays with its moved working days, and what the team itself says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from rituals.wrongvalues import ContradictoryDays, UnknownCountry

if TYPE_CHECKING:
    from holidays import HolidayBase

_DAY = timedelta(days=1)
_SATURDAY_AND_SUNDAY = frozenset({5, 6})
_LONGEST_BREAK = 366
"""Days without a single workday after which the calendar itself must be wrong."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A date on which nobody is asked to work. `country` is None for a day off that only the team has."""

    date: date
    country: str | None

    def name(self, locale: str) -> str:
        """What the holiday is called in a locale (`ru`, `en`); else in English or the country's own language.

        Empty for the team's own day off: its words are a template's.
        """
        if self.country is None:
            return ""
        return _year_of(self.country, self.date.year, locale).names.get(self.date, "")


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A team's calendar.

    `country` is an ISO 3166 code (`RU`, `DE-BY`) or None; `extra` are the team's own days off, `working` the dates on
    which it works although the country does not. Raises UnknownCountry, ContradictoryDays.
    """

    country: str | None = None
    extra: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        both = self.extra & self.working
        if both:
            raise ContradictoryDays("days_off", ", ".join(str(day) for day in sorted(both)), ())
        if self.country is not None:
            check_country(self.country)

    @classmethod
    def parse(cls, country: str) -> "DaysOff":
        """The calendar of a code as the team file writes it, in any case; `none` switches holidays off."""
        code = country.strip().upper()
        return cls(None if code == "NONE" else code)

    def why_off(self, day: date) -> Holiday | None:
        """The holiday of a date. A mere weekend is not one: a ritual may well be held on Saturdays."""
        if day in self.working:
            return None
        if day in self.extra:
            return Holiday(day, None)
        if self.country is not None and day in _year_of(self.country, day.year).names:
            return Holiday(day, self.country)
        return None

    def is_workday(self, day: date) -> bool:
        """Whether people work on a date: neither weekend nor holiday, or a weekend that was made a working day."""
        if day in self.working:
            return True
        if self.why_off(day) is not None:
            return False
        if self.country is None:
            return day.weekday() not in _SATURDAY_AND_SUNDAY
        year = _year_of(self.country, day.year)
        return day.weekday() not in year.weekend or day in year.moved_workdays

    def next_workday(self, day: date) -> date:
        """The first workday after a date."""
        return self._workday_from(day, _DAY)

    def previous_workday(self, day: date) -> date:
        """The last workday before a date."""
        return self._workday_from(day, -_DAY)

    def add_workdays(self, day: date, count: int) -> date:
        """The date that is `count` workdays later (earlier, when negative); 0 gives the date itself."""
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day = self._workday_from(day, step)
        return day

    def _workday_from(self, day: date, step: timedelta) -> date:
        found = day
        for _ in range(_LONGEST_BREAK):
            found += step
            if self.is_workday(found):
                return found
        raise ContradictoryDays("days_off", f"every date of the year from {day}", ())


NO_DAYS_OFF = DaysOff()
"""Saturdays and Sundays are free, and nothing else."""


def check_country(code: str) -> None:
    """Raises UnknownCountry, with the nearest codes, unless a country (`RU`) or a part of one (`DE-BY`) is known."""
    known = _subdivisions()
    country, _, part = code.partition("-")
    if country not in known:
        raise UnknownCountry("holidays", code, _nearest_countries(code))
    if part and part not in known[country]:
        near = get_close_matches(part, known[country], n=3, cutoff=0)
        raise UnknownCountry("holidays", code, [f"{country}-{name}" for name in near] or [country])


def _nearest_countries(code: str) -> list[str]:
    """Codes that look like what was typed, by their letters or by the country's name: `Germny` finds DE."""
    import holidays  # noqa: PLC0415

    typed = code.partition("-")[0]
    names = {_spelt(entry[0]): entry[1] for entry in holidays.registry.COUNTRIES.values()}
    by_name = [names[name] for name in get_close_matches(_spelt(typed), names, n=3, cutoff=0.7)]
    by_code = get_close_matches(typed, [known for known in _subdivisions() if len(known) == 2], n=3, cutoff=0.5)  # noqa: PLR2004
    return list(dict.fromkeys(by_name + by_code))[:3]


def _spelt(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


@lru_cache(maxsize=1)
def _subdivisions() -> Mapping[str, list[str]]:
    import holidays  # noqa: PLC0415  150 ms and megabytes: only for teams that have a country.

    return holidays.list_supported_countries()


@dataclass(frozen=True, slots=True)
class _Year:
    """One year of a country: names of its holidays, weekend days (0 = Monday), weekends on which it works."""

    names: Mapping[date, str]
    weekend: frozenset[int]
    moved_workdays: frozenset[date]


@lru_cache(maxsize=4096)
def _year_of(code: str, year: int, locale: str = "en") -> _Year:
    """A year of a country. The next year is read too: its transfers may lie in this one (China's New Year)."""
    table = _table(code, year, locale)
    names = {day: name for day, name in table.items() if day.year == year}
    moved = frozenset(day for day in table.weekend_workdays if day.year == year)
    return _Year(names, frozenset(table.weekend), moved)


def _table(code: str, year: int, locale: str) -> "HolidayBase":
    import holidays  # noqa: PLC0415

    country, _, part = code.partition("-")
    offered: tuple[str, ...] = holidays.country_holidays(country).supported_languages
    language = next((name for want in (locale, "en") for name in offered if name.partition("_")[0] == want), None)
    return holidays.country_holidays(
        country, subdiv=part or None, years=(year, year + 1), expand=False, language=language
    )
