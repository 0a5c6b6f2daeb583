"""Names of accounts and places in Slack, and of the messages that stand there."""

from typing import NamedTuple

from rituals.team import AccountKey, Place

NAME = "slack"


def account_key(team: str, user: str) -> AccountKey:
    """`slack:T0000001/U0000001`."""
    return AccountKey(f"{NAME}:{team}/{user}")


def place_key(team: str, channel: str) -> Place:
    """`slack:T0000001/C0000001`."""
    return Place(f"{NAME}:{team}/{channel}")


HOME = "home"


def home_owner(place: Place) -> str | None:
    """Whose app home a place is (`slack:T0000001/U0000001/home`); None for any other place."""
    account, _, tab = place.rpartition("/")
    return last_part(AccountKey(account)) if tab == HOME and "/" in account else None


def last_part(key: AccountKey | Place) -> str:
    """The user's or the channel's own id."""
    return key.rpartition("/")[2]


def is_person(place: Place) -> bool:
    """Whether a place is a person's private chat. Users are U… or W…, channels C… or G…, private chats D…."""
    return last_part(place)[:1] in {"U", "W"}


def is_private(channel: str) -> bool:
    return channel.startswith("D")


class MessageId(NamedTuple):
    """One message: its channel and its timestamp, or a file with a fingerprint of what is in it."""

    channel: str
    ts: str
    file: str = ""

    def __str__(self) -> str:
        return f"{self.channel}/{self.ts}" + (f"/{self.file}" if self.file else "")

    @classmethod
    def parse(cls, text: str) -> "MessageId":
        channel, _, rest = text.partition("/")
        ts, _, file = rest.partition("/")
        return cls(channel, ts, file)
