"""Who reads: the language, the time zone and the moment that words depend on."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal

from babel import Locale as Cldr

Locale = Literal["ru", "en"]

LOCALES: tuple[Locale, ...] = ("ru", "en")
"""The languages of templates/."""

_CLDR = {"ru": "ru", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader. `now` is aware; `timezone` an IANA name. A year is told where it is not the year of `now`.

    `messenger` is where they read; empty where it makes no difference.
    """

    locale: Locale
    timezone: str
    now: datetime
    messenger: str = ""


def language(code: str | None, otherwise: Locale = "en") -> Locale:
    """The language of templates/ for a messenger's or a team's code (`ru-RU`, `en_US`); `otherwise` for any other."""
    spoken = (code or "").replace("-", "_").partition("_")[0].lower()
    return next((locale for locale in LOCALES if locale == spoken), otherwise)


@cache
def cldr(locale: Locale) -> Cldr:
    """What the Unicode consortium knows of a language; English is British: the day first, 24 hours."""
    return Cldr.parse(_CLDR[locale])
