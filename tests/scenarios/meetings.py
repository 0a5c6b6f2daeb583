"""Short ways through what other scenarios need to have happened: an agenda, a meeting, a protocol."""

import re

from tests.scenarios.actors import Actor, Chat, sense
from tests.scenarios.town import Town

MONDAY = "2026-11-23"
NEXT_MONDAY = "2026-11-30"


async def agenda_of(town: Town, *texts: str) -> None:
    """Items by Gleb, in this order."""
    for text in texts:
        await town.gleb.says(f"/agenda {text}")


async def opened(town: Town, day: str = MONDAY) -> None:
    """It is ten o'clock, the card is there, the chair has started."""
    await town.at(f"{day} 10:00")
    await town.boris.common.shows(town.words.gathering)
    await town.boris.presses(town.words.start)


async def held(town: Town, day: str = MONDAY) -> None:
    """A meeting from its opening to its protocol, with a decision and an action item for Vera and one for Gleb."""
    await opened(town, day)
    await town.boris.says("/decide Цены поднимаем с января")
    await town.anna.says(f"/task {first_name(town.vera)} подготовить прайс, 30.11")
    await town.anna.says(f"/task {first_name(town.gleb)} обзвонить дилеров, 30.11")
    await town.boris.says("/close_meeting")
    await town.anna.common.shows(town.words.protocol)


def first_name(actor: Actor) -> str:
    return actor.name.partition(" ")[0]


def number_of(text: str, item: str) -> str:
    """The number before an item in a list."""
    found = re.search(rf"(\d+)\. {re.escape(item)}", text)
    assert found is not None, f"{item!r} is not numbered in:\n{text}"
    return found[1]


def everywhere(town: Town) -> list[Chat]:
    """The team's chats, one of each messenger."""
    chats = {chat.where: chat for actor in town.everybody for chat in actor.commons}
    return list(chats.values())


async def shown_everywhere(town: Town, *words: str) -> None:
    for chat in everywhere(town):
        await chat.shows(*words)


class Cards:
    """The cards of a meeting that has just been opened, one a chat."""

    def __init__(self, town: Town) -> None:
        self._keys = [(chat, chat.having(town.words.gathering)[-1].key) for chat in everywhere(town)]

    @property
    def texts(self) -> list[str]:
        return [next(m.text for m in chat.messages if m.key == key) for chat, key in self._keys]

    def agree(self) -> None:
        """All of them say the same."""
        said = {sense(text) for text in self.texts}
        assert len(said) == 1, "\n=====\n".join(said)
