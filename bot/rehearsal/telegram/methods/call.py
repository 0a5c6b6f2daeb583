"""One method call, and the table of the methods that the stage knows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.rehearsal.telegram.access import Access
from bot.rehearsal.telegram.params import Params
from bot.rehearsal.telegram.post_office import PostOffice
from bot.rehearsal.telegram.scene import Scene
from bot.rehearsal.telegram.world import BotAccount


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls with what; `access` finds chats and refuses for the caller."""

    scene: Scene
    office: PostOffice
    bot: BotAccount
    params: Params

    @property
    def access(self) -> Access:
        return Access(self.scene, self.bot)

    def spend(self, chat_id: int) -> None:
        """Count a send or an edit against the rates. Raises ApiError 429."""
        if self.scene.limits is not None:
            self.scene.limits.spend(self.bot.id, chat_id)


Handler = Callable[[Call], Any]
METHODS: dict[str, Handler] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Enter a function as the Bot API method `name`; it gives the result's JSON or an awaitable of it."""

    def enter(handler: Handler) -> Handler:
        METHODS[name.lower()] = handler
        return handler

    return enter
