"""The values of a team file, one function each: text → value, or a WrongValue that says what is allowed."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from bot.teamfile.content import FILE_KINDS, LOCALES
from rituals.calendar import DaysOff
from rituals.localtime import zone
from rituals.team import AccountKey, Audience, Department, Market, Place, Role
from rituals.wrongvalues import WrongValue

PLACES = ("telegram:<chat id>[/<topic id>], the chat id is negative", "slack:<team id T…>/<channel id C… or G…>")
ACCOUNTS = ("telegram:<user id>", "slack:<team id T…>/<user id U… or W…>")

LONGEST_NAME = 100
LONGEST_DURATION = timedelta(hours=24)

_TELEGRAM_PLACE = re.compile(r"(telegram:-[1-9][0-9]{0,15})(?:/([1-9][0-9]{0,9}))?")
_SLACK_PLACE = re.compile(r"slack:T[A-Z0-9]+/[CG][A-Z0-9]+")
_ACCOUNT = re.compile(r"telegram:[1-9][0-9]{0,15}|slack:T[A-Z0-9]+/[UW][A-Z0-9]+")
_DURATION = re.compile(r"(?:([0-9]{1,4})h)?(?:([0-9]{1,4})m)?")
_UNSEEN = frozenset({"Cc", "Cs", "Cn", "Co"})

Words = TypeVar("Words", bound=str)


def name(text: str) -> str:
    """A name: spaces evened, composed (NFC), nothing that cannot be seen."""
    evened = unicodedata.normalize("NFC", " ".join(text.split()))
    if not evened or len(evened) > LONGEST_NAME or any(unicodedata.category(letter) in _UNSEEN for letter in evened):
        raise WrongValue("name", text, (f"1 to {LONGEST_NAME} visible characters",))
    return evened


def one_of(allowed: tuple[Words, ...]) -> Callable[[str], Words]:
    """A reader of these words and no others."""

    def read(text: str) -> Words:
        for word in allowed:
            if word == text.strip():
                return word
        raise WrongValue("", text, allowed)

    return read


locale = one_of(LOCALES)
market = one_of(tuple(Market))
department = one_of(tuple(Department))
audience = one_of((Audience.COMMON, Audience.SALES, Audience.MARKETING))
role = one_of(tuple(Role))
kind = one_of(FILE_KINDS)


def holidays(text: str) -> str | None:
    """A country code in capitals, None for `none`. Raises UnknownCountry."""
    return DaysOff.parse(text).country


def timezone(text: str) -> str:
    """An IANA time zone. Raises UnknownTimezone."""
    zone(text)
    return text


def place(text: str) -> Place:
    """A group, a topic, a channel. The General topic of a Telegram forum (number 1) is the group itself."""
    telegram = _TELEGRAM_PLACE.fullmatch(text)
    if telegram is not None:
        group, topic = telegram.groups()
        return Place(group if topic in {None, "1"} else text)
    if _SLACK_PLACE.fullmatch(text):
        return Place(text)
    raise WrongValue("id", text, PLACES)


def account(text: str) -> AccountKey:
    """One human in one messenger."""
    if _ACCOUNT.fullmatch(text):
        return AccountKey(text)
    raise WrongValue("accounts", text, ACCOUNTS)


def number(text: str) -> int:
    """A whole number that is not negative."""
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise WrongValue("", text, ("a whole number",))
    return int(text)


def duration(text: str) -> timedelta:
    """`30m`, `1h`, `1h30m`, `90m`."""
    match = _DURATION.fullmatch(text)
    found = timedelta(hours=int(match[1] or 0), minutes=int(match[2] or 0)) if match else timedelta(0)
    if not timedelta(0) < found <= LONGEST_DURATION:
        raise WrongValue("duration", text, ("a length such as 30m, 1h or 1h30m, up to 24h",))
    return found


def duration_text(length: timedelta) -> str:
    """The duration as the file writes it, in whole minutes."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours}h" * bool(hours) + f"{minutes}m" * bool(minutes or not hours)


def day(text: str) -> date:
    """A date, `2026-01-31`."""
    try:
        if len(text) == len("2026-01-31"):
            return date.fromisoformat(text)
    except ValueError:  # the 31st of February
        pass
    raise WrongValue("starting", text, ("a date such as 2026-01-31",))
