"""How the core's names of places and accounts and Telegram's numbers become one another."""

from dataclasses import dataclass

from rituals.team import AccountKey, Place

NAME = "telegram"
GENERAL = 1
"""The General topic of a forum: it must be left out of calls (core.telegram.org/api/forum)."""

_SUPERGROUPS = -1_000_000_000_000
"""A supergroup's id in links is the part behind `-100`."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A chat, and a topic of it if it is a forum; what `chat_id` and `message_thread_id` take."""

    chat: int
    topic: int | None = None


def account_of(user: int) -> AccountKey:
    return AccountKey(f"{NAME}:{user}")


def user_of(account: AccountKey) -> int:
    """Raises ValueError for an account of another messenger."""
    return spot_of(Place(account)).chat


def place_of(chat: int, topic: int | None = None) -> Place:
    """The General topic is the group itself."""
    inside = f"/{topic}" if topic is not None and topic != GENERAL else ""
    return Place(f"{NAME}:{chat}{inside}")


def spot_of(place: Place) -> Spot:
    """Raises ValueError for a place of another messenger."""
    messenger, _, rest = place.partition(":")
    if messenger != NAME:
        raise ValueError(f"{place} is not in Telegram")
    chat, _, topic = rest.partition("/")
    number = int(topic) if topic else None
    return Spot(int(chat), None if number == GENERAL else number)


def link_to(chat: int, topic: int | None, message: int, username: str | None = None) -> str | None:
    """A link that members of the chat can follow; None in plain groups and private chats, which have none."""
    inside = f"{topic}/{message}" if topic is not None else f"{message}"
    if username:
        return f"https://t.me/{username}/{inside}"
    if chat < _SUPERGROUPS:
        return f"https://t.me/c/{_SUPERGROUPS - chat}/{inside}"
    return None
