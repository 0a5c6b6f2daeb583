"""What a simulated person can do in a messenger: see what can be pressed, press it, say something, fill in a form."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from bot.rehearsal.slack import SlackStage
from bot.rehearsal.telegram import BotAccount, Person, TelegramStage
from bot.rehearsal.views import ButtonView, FormView, Outcome

NEWEST = 30
"""Messages of a chat that somebody still looks at."""

DIALOGUE = "~"
"""How the keys of a Telegram dialogue's own buttons begin."""

QUESTIONS = 8
"""No form asks more; whoever is asked more often is not understood, and cancels."""

Quiet = Callable[[], Awaitable[None]]
"""Returns when the bot has heard what was done and has done all that follows from it."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A message under which something can be pressed."""

    chat: str
    message: str
    buttons: tuple[ButtonView, ...]
    private: bool

    @property
    def verbs(self) -> tuple[str, ...]:
        """What can be done here, once each, in the order of the buttons."""
        return tuple(dict.fromkeys(map(verb_of, self.buttons)))

    def offers(self, verb: str) -> list[ButtonView]:
        return [button for button in self.buttons if verb_of(button) == verb]


def verb_of(button: ButtonView) -> str:
    """The action that a button names, whatever goes with it: `meeting.here`. Links have none."""
    return "" if button.url else button.key.rpartition("/")[2].partition(":")[0]


class Hands(Protocol):
    """One person in one messenger. What the messenger does not allow raises LookupError or ValueError."""

    def prompts(self) -> Iterator[Prompt]:
        """What can be pressed now, chat by chat, oldest first."""

    def text(self, prompt: Prompt) -> str:
        """What the message says."""

    async def press(self, prompt: Prompt, button: ButtonView) -> Outcome: ...

    async def say(self, chat: str, words: str) -> None:
        """Say it, or give the command that it is. An empty chat is the private one."""

    async def fill(self, answers: Sequence[str]) -> None:
        """Answer the form that was just opened: words with these, in order; choices as they stand, or the first."""

    @property
    def common(self) -> str | None:
        """The team's chat, if this person is in one here."""


@dataclass(frozen=True, slots=True)
class TelegramHands:
    """A person in Telegram. Who has never started the bot has no private chat with it."""

    stage: TelegramStage
    person: Person
    bot: BotAccount
    quiet: Quiet

    @property
    def common(self) -> str | None:
        return next((group.key for group in self.stage.groups.values() if group.has(self.person)), None)

    def prompts(self) -> Iterator[Prompt]:
        for group in self.stage.groups.values():
            if group.has(self.person):
                yield from self._in(group.key)
        if self.has_started:
            yield from self._in(str(self.bot.id))

    def _in(self, chat: str) -> Iterator[Prompt]:
        private = chat == str(self.bot.id)
        for message, buttons in self.stage.keyboards(self.person, chat, NEWEST):
            yield Prompt(chat, message, buttons, private)

    @property
    def has_started(self) -> bool:
        return any(chat.bot is self.bot and chat.started for chat in self.stage.privates_of(self.person))

    async def start(self) -> None:
        """Open the private chat with the bot."""
        self.stage.starts(self.person, self.bot)
        await self.quiet()

    def text(self, prompt: Prompt) -> str:
        view = self.stage.view(self.person, prompt.chat)
        return next((message.text for message in view.messages if message.key == prompt.message), "")

    async def press(self, prompt: Prompt, button: ButtonView) -> Outcome:
        outcome = await self.stage.press(self.person, prompt.chat, prompt.message, button.key)
        start = parse_qs(urlsplit(outcome.opens or "").query).get("start")
        if start and self.has_started:
            self.stage.starts(self.person, self.bot, start[0])
        await self.quiet()
        return outcome

    async def say(self, chat: str, words: str) -> None:
        self.stage.says(self.person, chat or str(self.bot.id), words)
        await self.quiet()

    async def fill(self, answers: Sequence[str]) -> None:
        rest = list(answers)
        for _ in range(QUESTIONS):
            question = self._question()
            if question is None:
                return
            keys = [button.key for button in question.buttons]
            choices = [key for key in keys if ":pick:" in key]
            standing = [key for key in keys if key.endswith((":keep", ":skip"))]
            if not choices and rest:
                await self.say("", rest.pop(0))
            else:
                await self.press(question, ButtonView([*standing, *choices, keys[-1]][0], ""))
        if (question := self._question()) is not None:
            await self.press(question, question.buttons[-1])

    def _question(self) -> Prompt | None:
        """The question that is open in the private chat."""
        asked = [prompt for prompt in self._in(str(self.bot.id)) if prompt.buttons[-1].key.startswith(DIALOGUE)]
        return asked[-1] if asked else None


@dataclass(frozen=True, slots=True)
class SlackHands:
    """A person in Slack."""

    stage: SlackStage
    user: str
    quiet: Quiet

    @property
    def common(self) -> str | None:
        return next(iter(self.stage.channels_of(self.user)), None)

    def prompts(self) -> Iterator[Prompt]:
        for channel in self.stage.channels_of(self.user):
            yield from self._in(channel, private=False)
        yield from self._in(self.stage.dm_of(self.user).id, private=True)

    def _in(self, channel: str, *, private: bool) -> Iterator[Prompt]:
        for message, buttons in self.stage.keyboards(self.user, channel, NEWEST):
            yield Prompt(channel, message, buttons, private)

    def text(self, prompt: Prompt) -> str:
        view = self.stage.view(self.user, prompt.chat)
        return next((message.text for message in view.messages if message.key == prompt.message), "")

    async def press(self, prompt: Prompt, button: ButtonView) -> Outcome:
        outcome = await self.stage.press(self.user, prompt.chat, prompt.message, button.key)
        await self.quiet()
        return outcome

    async def say(self, chat: str, words: str) -> None:
        channel = chat or None
        name, _, rest = words.partition(" ")
        if name.startswith("/"):
            await self.stage.command(self.user, channel, name, rest)
        elif channel is None:
            self.stage.dm(self.user, words)
        else:
            self.stage.says(self.user, channel, words)
        await self.quiet()

    async def fill(self, answers: Sequence[str]) -> None:
        form = self.stage.form(self.user)
        if form is None:
            return
        outcome = await self.stage.submit(self.user, _values(form, answers))
        if outcome.error:
            await self.stage.close(self.user, everything=True)
        await self.quiet()


def _values(form: FormView, answers: Sequence[str]) -> dict[str, str]:
    rest = list(answers)
    values = {}
    for question in form.inputs:
        if question.options:
            standing = question.initial or ("" if question.optional else question.options[0][0])
        else:
            standing = rest.pop(0) if rest else question.initial
        if standing:
            values[question.block_id] = standing
    return values
