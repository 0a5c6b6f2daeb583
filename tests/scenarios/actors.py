"""A person in the town: says, presses, fills in, and sees, in whichever messengers they have."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.rehearsal.views import ChatView, MessageView, Outcome
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from tests.scenarios.town import Town

Where = Literal["group", "telegram", "channel", "slack"]
"""The Telegram group, the private chat there, the Slack channel, the private chat there."""

IN_TELEGRAM = ("group", "telegram")


@dataclass
class Chat:
    """A chat as one person sees it."""

    town: "Town"
    person: "Actor"
    where: Where

    def view(self) -> ChatView:
        return self.person.look(self.where)

    @property
    def messages(self) -> tuple[MessageView, ...]:
        return self.view().messages

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    def having(self, *words: str) -> list[MessageView]:
        """The messages that have all these words, oldest first."""
        return [message for message in self.messages if all(word in message.text for word in words)]

    async def shows(self, *words: str, among_last: int = 8) -> MessageView:
        """Wait for a message that has all these words; the newest such."""
        await self.town.until(
            lambda: any(message in self.messages[-among_last:] for message in self.having(*words)),
            lambda: f"{words} in {self}:\n" + "\n---\n".join(self.texts[-among_last:]),
        )
        return self.having(*words)[-1]

    async def says(self, text: str, **options: object) -> Outcome | None:
        return await self.person.say(self.where, text, **options)

    async def presses(self, label: str, *words: str) -> Outcome:
        """Press the button of that label on the newest message that has it (and these words)."""

        def pressable() -> list[MessageView]:
            return [message for message in self.having(*words) if label in labels_of(message)]

        await self.town.until(pressable, lambda: f"a button {label!r} {words} in {self}:\n{self._with_buttons()}")
        return await self.person.press(self.where, pressable()[-1], label)

    def _with_buttons(self) -> str:
        return "\n---\n".join(f"{message.text}\n{labels_of(message)}" for message in self.messages[-5:])

    def __str__(self) -> str:
        return f"{self.where} of {self.person.name}"


class Actor:
    """A person of the team. What an act brought to them (a toast, a whisper, a private word) is in `hears`."""

    def __init__(self, town: "Town", name: str) -> None:
        self.town = town
        self.name = name
        self.telegram = town.staging.telegram_users.get(name)
        self.slack = town.staging.slack_users.get(name)
        self._before: dict[tuple[Where, str], str] = {}
        self._told = Outcome()
        self._acted_in: Where = "group" if self.telegram else "channel"

    # -- their chats -------------------------------------------------------------------------------------------------

    @property
    def group(self) -> Chat:
        return Chat(self.town, self, "group")

    @property
    def channel(self) -> Chat:
        return Chat(self.town, self, "channel")

    @property
    def telegram_dm(self) -> Chat:
        return Chat(self.town, self, "telegram")

    @property
    def slack_dm(self) -> Chat:
        return Chat(self.town, self, "slack")

    @property
    def common(self) -> Chat:
        """The team's chat in the messenger that this person has (Telegram first)."""
        return self.commons[0]

    @property
    def commons(self) -> tuple[Chat, ...]:
        """The team's chats in all of this person's messengers."""
        group = (self.group,) if self.telegram and self.town.staging.groups else ()
        return (*group, self.channel) if self.slack and self.town.staging.channels else group

    @property
    def private(self) -> Chat:
        return self.privates[0]

    @property
    def privates(self) -> tuple[Chat, ...]:
        return (*((self.telegram_dm,) if self.telegram else ()), *((self.slack_dm,) if self.slack else ()))

    def look(self, where: Where) -> ChatView:
        """A chat as it is on this person's screen."""
        if where in IN_TELEGRAM:
            assert self.telegram is not None
            return self.town.telegram.view(self.telegram, self.town.group if where == "group" else self.town.bot)
        assert self.slack is not None
        place = self.town.channel if where == "channel" else self.town.slack.dm_of(self.slack)
        return self.town.slack.view(self.slack, place)

    # -- acting ------------------------------------------------------------------------------------------------------

    async def says(self, text: str, **options: object) -> None:
        """Say something (a command, mostly) in the team's chat."""
        await self.common.says(text, **options)

    async def presses(self, label: str, *words: str) -> Outcome:
        """Press a button in the team's chat."""
        return await self.common.presses(label, *words)

    async def say(self, where: Where, text: str, **options: object) -> Outcome | None:
        """Type into a chat; in Slack a text that begins with `/` is a slash command."""
        self._begin(where)
        outcome = await (self._write if where in IN_TELEGRAM else self._type)(where, text, **options)
        return await self._end(outcome)

    async def _write(self, where: Where, text: str, **options: object) -> None:
        assert self.telegram is not None
        target = self.town.group if where == "group" else self.town.bot
        self.town.telegram.says(self.telegram, target, text, **options)  # type: ignore[arg-type]

    async def _type(self, where: Where, text: str, **options: object) -> Outcome | None:
        assert self.slack is not None
        stage, channel = self.town.slack, self.town.channel if where == "channel" else None
        if text.startswith("/"):
            name, _, rest = text.partition(" ")
            return await stage.command(self.slack, channel, name, rest, **options)  # type: ignore[arg-type]
        if channel is None:
            stage.dm(self.slack, text)
        else:
            stage.says(self.slack, channel, text, **options)  # type: ignore[arg-type]
        return None

    async def press(self, where: Where, message: MessageView, label: str) -> Outcome:
        """Press a button of a message."""
        self._begin(where)
        if where in IN_TELEGRAM:
            assert self.telegram is not None
            target = self.town.group if where == "group" else self.town.bot
            outcome = await self.town.telegram.press(self.telegram, target, message.key, label, wait=PATIENCE)
        else:
            assert self.slack is not None
            place = self.town.channel if where == "channel" else self.town.slack.dm_of(self.slack)
            outcome = await self.town.slack.press(self.slack, place, message.key, label)
        return await self._end(outcome) or outcome

    async def puts_on_the_agenda(self, message: MessageView) -> None:
        """The message shortcut *Add to the agenda* of Slack."""
        assert self.slack is not None
        self._begin("channel")
        shortcut = "agenda_from_message"
        await self._end(await self.town.slack.shortcut(self.slack, self.town.channel, message.key, shortcut))

    async def starts_the_bot(self) -> None:
        """Press Start in the private Telegram chat."""
        if self.telegram is not None:
            self._begin("telegram")
            self.town.telegram.starts(self.telegram, self.town.bot)
            await self._end(None)

    def _begin(self, where: Where) -> None:
        self._acted_in, self._told, self._before = where, Outcome(), self._screen()

    async def _end(self, outcome: Outcome | None) -> Outcome | None:
        self._told = outcome or Outcome()
        await self.town.quiet()
        return outcome

    # -- forms -------------------------------------------------------------------------------------------------------

    async def fills(self, **answers: str | None) -> None:
        """Fill in the form that has just been opened, question by question; None skips one.

        In Slack the modal, by the names of its fields; in Telegram the questions of the private chat, in order.
        """
        if self._acted_in in IN_TELEGRAM:
            for words in answers.values():
                await self.answers(words)
        else:
            await self._submits(answers)

    async def _submits(self, answers: Mapping[str, str | None]) -> None:
        stage, person = self.town.slack, self.slack
        assert person is not None
        await self.town.until(lambda: stage.form(person), lambda: f"a form of {self.name}")
        self._begin("channel")
        given = {name: words for name, words in answers.items() if words is not None}
        outcome = await stage.submit(person, given)
        assert not outcome.error, outcome
        await self._end(outcome)

    async def answers(self, words: str | None) -> None:
        """Answer the question that the bot asks in the private chat of Telegram: press the choice, else type."""
        label = self.town.words.skip if words is None else words
        await self.town.until(lambda: self.is_asked, lambda: f"a question in {self.telegram_dm}")
        question = self.telegram_dm.messages[-1]
        if label in labels_of(question):
            await self.press("telegram", question, label)
        else:
            await self.say("telegram", label)

    @property
    def is_asked(self) -> bool:
        """Whether the private chat of Telegram waits for an answer."""
        messages = self.telegram_dm.messages
        return bool(messages) and self.town.words.cancel in labels_of(messages[-1])

    # -- seeing ------------------------------------------------------------------------------------------------------

    def _screen(self) -> dict[tuple[Where, str], str]:
        """Every message that this person sees, by chat and key."""
        return {(chat.where, m.key): m.text for chat in (*self.commons, *self.privates) for m in chat.messages}

    @property
    def news(self) -> list[str]:
        """What the last act brought this person: the toast, and what has changed on their screen."""
        changed = [text for key, text in self._screen().items() if self._before.get(key) != text]
        return [*filter(None, (self._told.toast,)), *changed]

    async def hears(self, *words: str) -> str:
        """Wait until the last act has brought this person these words, wherever they see them."""
        await self.town.until(
            lambda: any(all(word in text for word in words) for text in self.news),
            lambda: f"{words} among the news of {self.name}:\n" + "\n---\n".join(self.news),
        )
        return next(text for text in self.news if all(word in text for word in words))

    def chat_with(self, *words: str) -> Chat:
        """Where these words stand: the private chat, or the team's when they were whispered there."""
        return next(chat for chat in (*self.privates, *self.commons) if chat.having(*words))


def labels_of(message: MessageView) -> list[str]:
    return [button.label for row in message.buttons for button in row]


_DAY = re.compile(
    r"(?:сегодня|завтра|вчера|(?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье), \d+ \w+)"
    r"(?:\s*2026\s*г\.)?",
    re.IGNORECASE,
)
_SKIN = re.compile(r"[\u2066-\u2069\u200e\u200f•◦@]")


def sense(text: str) -> str:
    """A text without what the two messengers draw in their own ways: bullets, spaces, isolates, pretty dates."""
    bare = _SKIN.sub("", _DAY.sub("(день)", text.replace("\u202f", " ").replace("\xa0", " ")))
    return "\n".join(line for line in (" ".join(line.split()) for line in bare.splitlines()) if line)
