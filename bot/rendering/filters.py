"""What templates call: moments, plurals, mentions, lists of names, bars; each knows its reader.

Every one is a filter and a function: `{{ at | moment("day") }}` is `{{ moment(at, "day") }}`.

- `moment(at, look="full")`: an aware datetime as `<time>`; looks: full, day, clock, short. A messenger may write it in
  the reader's own zone and form, so a sentence must take it unbent: "Начало: {{ at | moment }}", never "в {{ … }}".
- `date(day, look="plain")`: a date in words, "23 ноября"; looks: plain, day, short, month ("ноябрь").
- `duration(span)`: a timedelta or a number of minutes, "1 ч 30 мин".
- `plural(n, "вопрос", "вопроса", "вопросов")`, `plural(n, "item", "items")`: the form alone, by CLDR's rules.
- `mention(who)`: a Who as `<person>`. `names(people)`: "Анна, Борис и Вера", of names, of Who, or of mentions
  (`people | map("mention") | names`).
- `bar(left, total, width=10)`: "▰▰▰▱▱"; numbers or timedeltas.
- `excerpt(text, n)`: one line of at most n characters, whole words.
- `country(code)`: "Россия", "Германия (BY)".
- `rhythm(every, on, at)`: the team file's words as a sentence's, "по понедельникам в 10:00".
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import Any

from babel.lists import format_list
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from bot.rendering.cutting import shortened
from bot.rendering.document import Look
from bot.rendering.moments import date_words, duration_words, moment_words
from bot.rendering.people_words import as_markup, cleaned
from bot.rendering.reader import Locale, Reader, cldr
from bot.rendering.rhythm import rhythm_words
from rituals.messages import Who

_FORMS = {"ru": ("one", "few", "many"), "en": ("one", "other")}
_FULL, _EMPTY = "▰", "▱"

KEPT_BY_SLACK = frozenset({"join", "away", "help"})
"""Commands of ours that Slack has itself, or quarrels about (bot/messengers/slack/manifest.py): a test compares."""

_at_every_reading = pass_context
"""Keeps Jinja from working out a call with constants once for all readers when it compiles a template."""


READER: ContextVar[Reader] = ContextVar("READER")
"""Who reads what is rendered now; also within the macros of a file that was imported without the template's facts."""


@_at_every_reading
def moment(_: Context, at: datetime, look: str = "full") -> Markup:
    words = moment_words(at, Look(look), READER.get())
    return Markup(f'<time at="{at.isoformat()}" look="{look}">{words}</time>')  # noqa: S704  Nobody's words.


@_at_every_reading
def date_(_: Context, day: date, look: str = "plain") -> str:
    if isinstance(day, datetime):
        raise TypeError(f"{day} is a moment, and whose day it is depends on the zone: use moment")
    return date_words(day, look, READER.get())


@_at_every_reading
def duration(_: Context, span: timedelta | float) -> str:
    return duration_words(span if isinstance(span, timedelta) else timedelta(minutes=span), READER.get().locale)


@_at_every_reading
def plural(_: Context, number: int, *forms: str) -> str:
    """The form that goes with the number. Raises TypeError unless there are as many forms as the language has."""
    locale = READER.get().locale
    if len(forms) != len(_FORMS[locale]):
        raise TypeError(f"{locale} has the plural forms {', '.join(_FORMS[locale])}, not {forms}")
    return forms[_form(locale, abs(number))]


@lru_cache(maxsize=4096)
def _form(locale: Locale, number: int) -> int:
    return _FORMS[locale].index(cldr(locale).plural_form(number))


@_at_every_reading
def names(_: Context, people: Iterable[str | Who]) -> Markup:
    return _listed(tuple(_named(person) for person in people), READER.get().locale)


@lru_cache(maxsize=1024)
def _listed(words: tuple[Markup, ...], locale: Locale) -> Markup:
    return Markup(format_list(words, locale=cldr(locale)))  # noqa: S704  Each was escaped.


def _named(person: str | Who) -> Markup:
    if isinstance(person, Markup):
        return person
    return as_markup(person.name if isinstance(person, Who) else person)


def mention(who: Who) -> Markup:
    return Markup(f'<person id="{int(who.id)}">{as_markup(cleaned(who.name).strip() or "…")}</person>')  # noqa: S704  Escaped.


def bar(left: float | timedelta, total: float | timedelta, width: int = 10) -> str:
    """As much of the bar as is left; empty at nothing and below, full only at all of it and above."""
    share = _share(left, total)
    full = min(ceil(share * width), width if share >= 1 else width - 1) if share > 0 else 0
    return _FULL * full + _EMPTY * (width - full)


def _share(left: Any, total: Any) -> float:
    nothing = timedelta(0) if isinstance(total, timedelta) else 0
    return float(left / total) if total > nothing else 0.0


def excerpt(text: str, most: int) -> str:
    """Raises TypeError for markup, which cannot be cut: shorten people's words before anything is made of them."""
    if isinstance(text, Markup):
        raise TypeError("excerpt takes people's words, not markup")
    return shortened(text, most)


@_at_every_reading
def rhythm(_: Context, every: str, on: str, at: str) -> str:
    return rhythm_words(every, on, at, READER.get().locale)


@_at_every_reading
def country(_: Context, code: str) -> str:
    """What a country is called; the code itself where the language has no name for it."""
    place, _dash, part = code.partition("-")
    name = cldr(READER.get().locale).territories.get(place, place)
    return f"{name} ({part})" if part else name


@_at_every_reading
def slash(_: Context, command: str) -> str:
    """How this reader gives a command: `{{ "join sales" | slash }}` is /join sales, in Slack /letuchka join sales."""
    kept = READER.get().messenger == "slack" and command.split(maxsplit=1)[0] in KEPT_BY_SLACK
    return f"/letuchka {command}" if kept else f"/{command}"


FILTERS: dict[str, Callable[..., Any]] = {
    "moment": moment,
    "date": date_,
    "duration": duration,
    "plural": plural,
    "names": names,
    "mention": mention,
    "bar": bar,
    "excerpt": excerpt,
    "rhythm": rhythm,
    "slash": slash,
    "country": country,
}
