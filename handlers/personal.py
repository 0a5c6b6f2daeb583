"""What a person sets for themselves: the language and the time zone of what the bot tells them in private."""

from dataclasses import dataclass, replace
from typing import ClassVar

from handlers.registry import Ask, Reply, Request, Say, Topic
from rituals.errors import NoSuchTimezone
from rituals.localtime import zone
from rituals.messages import Field, FieldKind, Form, Message, Option
from rituals.ports import Transaction
from rituals.wrongvalues import UnknownTimezone

topic = Topic()

LANGUAGES = ("ru", "en")
AS_THE_TEAM = "team"

CITIES = {
    "калининград": "Europe/Kaliningrad",
    "москва": "Europe/Moscow",
    "мск": "Europe/Moscow",
    "санкт-петербург": "Europe/Moscow",
    "минск": "Europe/Minsk",
    "киев": "Europe/Kyiv",
    "самара": "Europe/Samara",
    "ереван": "Asia/Yerevan",
    "тбилиси": "Asia/Tbilisi",
    "баку": "Asia/Baku",
    "екатеринбург": "Asia/Yekaterinburg",
    "ташкент": "Asia/Tashkent",
    "алматы": "Asia/Almaty",
    "омск": "Asia/Omsk",
    "новосибирск": "Asia/Novosibirsk",
    "красноярск": "Asia/Krasnoyarsk",
    "иркутск": "Asia/Irkutsk",
    "якутск": "Asia/Yakutsk",
    "владивосток": "Asia/Vladivostok",
    "магадан": "Asia/Magadan",
    "камчатка": "Asia/Kamchatka",
    "белград": "Europe/Belgrade",
    "стамбул": "Europe/Istanbul",
    "дубай": "Asia/Dubai",
    "берлин": "Europe/Berlin",
    "лондон": "Europe/London",
}
"""How cities are called in Russian; English names are in the database of zones."""


@dataclass(frozen=True, slots=True)
class PersonalForm(Form):
    """In which language, in which time zone?"""

    template: ClassVar[str] = "privacy/personal_form"
    press: ClassVar[str] = "personal.set"
    locale: str
    timezone: str

    def fields(self) -> tuple[Field, ...]:
        options = tuple(Option(one) for one in (AS_THE_TEAM, *LANGUAGES))
        return (
            Field("locale", FieldKind.CHOICE, options=options, initial=self.locale),
            Field("timezone", max_length=60, optional=True, initial=self.timezone),
        )


@dataclass(frozen=True, slots=True)
class PersonalKept(Message):
    """How private messages are written from now on; empty: as the team's."""

    template: ClassVar[str] = "privacy/personal_kept"
    locale: str
    timezone: str


@topic.press("privacy.settings")
async def ask_settings(tx: Transaction, ask: Request) -> Reply:
    """*Language and time zone*."""
    del tx
    return Ask(PersonalForm(ask.person.locale or AS_THE_TEAM, ask.person.timezone or ""))


@topic.press("personal.set")
async def set_(tx: Transaction, ask: Request) -> Reply:
    """The form: without a time zone the team's is meant."""
    locale = ask.values.get("locale", "")
    timezone = ask.values.get("timezone", "").strip()
    person = replace(
        ask.person,
        locale=locale if locale in LANGUAGES else None,
        timezone=zone_named(timezone) if timezone else None,
    )
    await tx.people.save(person)
    return Say(PersonalKept(person.locale or "", person.timezone or ""))


def zone_named(words: str) -> str:
    """A zone by its name (`Europe/Berlin`), or by a city in any case (`berlin`, `Омск`). Raises NoSuchTimezone."""
    wanted = words.strip()[:60]
    if found := CITIES.get(wanted.lower().replace("ё", "е")):
        return found
    try:
        return zone(wanted).key
    except UnknownTimezone as unknown:
        city = wanted.lower().replace(" ", "_")
        nearest = tuple(near for near in unknown.allowed if "/" in near)
        for near in nearest:
            if city in {near.lower(), near.lower().rpartition("/")[2]}:
                return near
        raise NoSuchTimezone(wanted, nearest) from None
