"""Where somebody asked, and by what an answer can reach them; it travels through a modal in `private_metadata`."""

import json
from dataclasses import dataclass
from typing import Any

from bot.messengers.slack.keys import account_key, is_private, place_key
from rituals.team import AccountKey, Place


@dataclass(frozen=True, slots=True)
class Visit:
    """One asking.

    `channel` is Slack's id ("" where there is none: the app's home). `message` is the message whose button was
    pressed, if it can turn into the answer: `ephemeral` (through `url`) or one in a private chat. `trigger` opens a
    form within three seconds; `url` is a response_url; `again` is the payload that asks the same once more.
    `mute`: nobody waits for an answer. `tab`: a button of the app's home was pressed, which will show what has changed.
    """

    team: str
    user: str
    channel: str
    thread: str | None = None
    message: str | None = None
    ephemeral: bool = False
    trigger: str | None = None
    url: str | None = None
    again: str = ""
    home: bool = False
    locale: str | None = None
    mute: bool = False
    tab: bool = False

    @property
    def private(self) -> bool:
        return not self.channel or is_private(self.channel)

    @property
    def account(self) -> AccountKey:
        return account_key(self.team, self.user)

    @property
    def place(self) -> Place:
        """Where it was asked; a private chat is named by its account."""
        return Place(self.account) if self.private else place_key(self.team, self.channel)

    def remember(self, payload: str) -> str:
        """What a modal keeps: its own payload, and where its answers belong."""
        kept = {
            "p": payload,
            "c": self.channel,
            "t": self.thread,
            "m": self.message,
            "e": self.ephemeral,
            "u": self.url,
        }
        return json.dumps({name: value for name, value in kept.items() if value}, separators=(",", ":"))


def recall(metadata: str, team: str, user: str, locale: str | None = None) -> tuple[str, Visit]:
    """The payload and the visit from a modal's metadata; empty ones if it is none of ours."""
    try:
        kept: Any = json.loads(metadata)
    except ValueError:
        kept = None
    if not isinstance(kept, dict):
        kept = {}

    def text(name: str) -> str:
        value = kept.get(name)
        return value if isinstance(value, str) else ""

    return text("p"), Visit(
        team,
        user,
        text("c"),
        thread=text("t") or None,
        message=text("m") or None,
        ephemeral=kept.get("e") is True,
        url=text("u") or None,
        locale=locale,
    )
