"""Where a team is: its time zone and its country, from what people write and from what a messenger tells."""

from functools import lru_cache
from zoneinfo import available_timezones

from rituals.daysoff import check_country
from rituals.localtime import zone
from rituals.setup_errors import NoSuchCountry, NoSuchZone
from rituals.wrongvalues import UnknownCountry, UnknownTimezone

UTC = "UTC"

HOMES: dict[str, tuple[str, str]] = {
    "ru": ("Europe/Moscow", "RU"),
    "be": ("Europe/Minsk", "BY"),
    "kk": ("Asia/Almaty", "KZ"),
    "uk": ("Europe/Kyiv", "UA"),
    "uz": ("Asia/Tashkent", "UZ"),
    "ka": ("Asia/Tbilisi", "GE"),
    "hy": ("Asia/Yerevan", "AM"),
    "de": ("Europe/Berlin", "DE"),
    "fr": ("Europe/Paris", "FR"),
    "it": ("Europe/Rome", "IT"),
    "pl": ("Europe/Warsaw", "PL"),
    "tr": ("Europe/Istanbul", "TR"),
}
"""Where most of those live who speak a language: a guess, and people see it before it counts. English says nothing."""

CITIES = {
    "калининград": "Europe/Kaliningrad",
    "москва": "Europe/Moscow",
    "питер": "Europe/Moscow",
    "санкт-петербург": "Europe/Moscow",
    "казань": "Europe/Moscow",
    "нижний новгород": "Europe/Moscow",
    "краснодар": "Europe/Moscow",
    "ростов-на-дону": "Europe/Moscow",
    "самара": "Europe/Samara",
    "саратов": "Europe/Saratov",
    "екатеринбург": "Asia/Yekaterinburg",
    "челябинск": "Asia/Yekaterinburg",
    "пермь": "Asia/Yekaterinburg",
    "уфа": "Asia/Yekaterinburg",
    "омск": "Asia/Omsk",
    "новосибирск": "Asia/Novosibirsk",
    "томск": "Asia/Tomsk",
    "красноярск": "Asia/Krasnoyarsk",
    "иркутск": "Asia/Irkutsk",
    "якутск": "Asia/Yakutsk",
    "хабаровск": "Asia/Vladivostok",
    "владивосток": "Asia/Vladivostok",
    "минск": "Europe/Minsk",
    "алматы": "Asia/Almaty",
    "астана": "Asia/Almaty",
    "ташкент": "Asia/Tashkent",
    "тбилиси": "Asia/Tbilisi",
    "ереван": "Asia/Yerevan",
    "киев": "Europe/Kyiv",
    "берлин": "Europe/Berlin",
    "лондон": "Europe/London",
    "munich": "Europe/Berlin",
    "frankfurt": "Europe/Berlin",
    "saint petersburg": "Europe/Moscow",
    "st petersburg": "Europe/Moscow",
}
"""What people write for a time zone, beside the names of the IANA database and their cities."""

COUNTRIES = {
    "россия": "RU",
    "рф": "RU",
    "беларусь": "BY",
    "казахстан": "KZ",
    "украина": "UA",
    "узбекистан": "UZ",
    "грузия": "GE",
    "армения": "AM",
    "германия": "DE",
    "великобритания": "GB",
    "сша": "US",
    "russia": "RU",
    "belarus": "BY",
    "kazakhstan": "KZ",
    "ukraine": "UA",
    "germany": "DE",
    "france": "FR",
    "uk": "GB",
    "united kingdom": "GB",
    "usa": "US",
}

NO_COUNTRY = frozenset({"none", "no", "нет", "-", "—"})


def home_of(language: str | None) -> tuple[str, str | None]:
    """The time zone and the country that a language makes likely; UTC and none where it says nothing."""
    spoken = (language or "").replace("-", "_").partition("_")[0].lower()
    return HOMES.get(spoken, (UTC, None))


def zone_called(words: str) -> str:
    """The time zone that somebody means: `Europe/Berlin`, `berlin`, `Екатеринбург`. Raises NoSuchZone."""
    wanted = " ".join(words.split())
    known = CITIES.get(wanted.lower().replace("ё", "е")) or _zones().get(wanted.lower().replace(" ", "_"))
    try:
        return zone(known or wanted).key
    except UnknownTimezone as error:
        raise NoSuchZone(wanted[:50], tuple(map(str, error.allowed))) from error


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Every zone by its name and by its city, in small letters; a whole name wins over a city."""
    names = sorted(available_timezones(), key=lambda name: name.count("/"), reverse=True)
    cities = {name.rpartition("/")[2].lower(): name for name in reversed(names) if "/" in name}
    return cities | {name.lower(): name for name in names}


def country_called(words: str) -> str | None:
    """The country whose holidays somebody means, by its code or name; None for none. Raises NoSuchCountry."""
    wanted = " ".join(words.split())
    if wanted.lower() in NO_COUNTRY:
        return None
    code = COUNTRIES.get(wanted.lower(), wanted.upper())
    try:
        check_country(code)
    except UnknownCountry as error:
        raise NoSuchCountry(wanted[:50], tuple(map(str, error.allowed))) from error
    return code


def known_zone(name: str | None) -> str | None:
    """A messenger's word for a time zone, if it is one."""
    try:
        return zone(name).key if name else None
    except UnknownTimezone:
        return None


def known_country(code: str | None) -> str | None:
    """A country's code, if its holidays are known."""
    try:
        check_country(code or "")
    except UnknownCountry:
        return None
    return code
