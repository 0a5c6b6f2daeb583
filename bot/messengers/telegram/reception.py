"""Takes one update from hearing to answer. What it took without raising is done for good and may be confirmed."""

from dataclasses import replace

from bot.desk import Answer, Desk, Incoming, Outcome, Question
from bot.messengers.telegram.addresses import NAME, account_of
from bot.messengers.telegram.answers import Answers
from bot.messengers.telegram.dialogues import Dialogues
from bot.messengers.telegram.heard import (
    Arrival,
    Asked,
    Command,
    Departure,
    Heard,
    Membership,
    Migration,
    Nameless,
    Press,
    Words,
)
from bot.messengers.telegram.inbound import Ear, people_seen
from bot.messengers.telegram.interviewer import PREFIX
from bot.messengers.telegram.members import Members
from bot.messengers.telegram.ranks import Ranks
from bot.messengers.telegram.wire import Update
from bot.messengers.telegram.words import OURS
from bot.rendering.reader import Reader, language
from bot.storage.transaction import Database
from handlers.registry import Mention, Request
from rituals.errors import NoNameOfYours
from rituals.ports import Clock
from rituals.team import AccountKey

HELP = "help"
RENAMED = "account.renamed"
START = "start"
_NAMES_REMEMBERED = 20_000


class Reception:
    """Leads each update to the desk, to an open dialogue, or to the members' book."""

    def __init__(
        self,
        ear: Ear,
        desk: Desk,
        database: Database,
        answers: Answers,
        dialogues: Dialogues,
        members: Members,
        ranks: Ranks,
        clock: Clock,
    ) -> None:
        self._ear = ear
        self._desk = desk
        self._database = database
        self._answers = answers
        self._dialogues = dialogues
        self._members = members
        self._ranks = ranks
        self._clock = clock
        self._names: dict[str, int] = {}
        self._called: dict[AccountKey, str] = {}

    async def take(self, update: Update) -> None:
        """Do what an update asks for and answer. Raises what the database raises when it is away: ask again then."""
        heard = self._ear.hear(update, self._clock())
        await self._learn_names(update)
        await self._learn_what_they_are_called(heard)
        match heard:
            case Command():
                await self._let_in(heard.asked)
                await self._command(heard)
            case Words():
                await self._let_in(heard.asked)
                await self._words(heard)
            case Press():
                await self._press(heard)
            case Nameless(asked):
                await self._refuse_nameless(asked)
            case Membership():
                await self._members.take(heard)
            case Migration():
                await self._members.move(heard)
            case Arrival():
                await self._members.welcome(heard)
            case Departure():
                await self._members.see_off(heard)
            case None:
                pass

    async def _command(self, command: Command) -> None:
        asked = command.asked
        if await self._dialogues.take_shortcut(command):
            return
        if _is_invited(command) and await self._dialogues.follow(asked, command.request.text):
            return
        await self._dialogues.put_aside(asked)
        request = await self._with_rank(asked, await self._with_mentions(command), command=command.name)
        await self._give(asked, await self._desk.handle(Incoming(asked.key, request, command=command.name)))

    async def _words(self, words: Words) -> None:
        if await self._dialogues.take_words(words) or not words.asked.private:
            return
        asked = words.asked
        await self._give(asked, await self._desk.handle(Incoming(asked.key, words.request, command=HELP)))

    async def _press(self, press: Press) -> None:
        asked = press.asked
        if asked.callback is not None:
            self._answers.expect(asked.callback)
        try:
            if press.payload.startswith(f"{OURS}:"):
                await self._dialogues.take_press(press)
            else:
                request = await self._with_rank(asked, press.request, press=press.payload)
                incoming = Incoming(asked.key, request, press=press.payload)
                await self._give(asked, await self._desk.handle(incoming))
        finally:
            await self._answers.acknowledge(asked)

    async def _give(self, asked: Asked, outcome: Outcome) -> None:
        match outcome:
            case Answer():
                await self._answers.give(asked, outcome)
            case Question():
                await self._dialogues.begin(asked, outcome)
            case None:
                pass

    async def _refuse_nameless(self, asked: Asked) -> None:
        """In the group's language: who hides behind it is not known."""
        async with self._database.read() as tx:
            found = await tx.teams.at(asked.place)
        locale = (found[1].locale or found[0].locale) if found is not None else None
        zone = found[0].timezone if found is not None else "UTC"
        answer = self._desk.refuse(NoNameOfYours(), Reader(language(locale), zone, self._clock()))
        await self._answers.reply_openly(asked, answer.content)

    # -- what an update tells besides ------------------------------------------------------------------------------

    async def _learn_names(self, update: Update) -> None:
        """Who goes by which username: that is how `@name` in a text is understood."""
        news = {name: user for name, user in people_seen(update).items() if self._names.get(name) != user}
        if not news:
            return
        async with self._database.begin() as tx:
            for name, user in news.items():
                await tx.accounts.name(account_of(user), name)
        if len(self._names) > _NAMES_REMEMBERED:
            self._names.clear()
        self._names |= news

    async def _learn_what_they_are_called(self, heard: Heard | None) -> None:
        """Telegram tells of nobody who has another name now: it is seen at the next thing that they do."""
        if not isinstance(heard, Command | Words | Press):
            return
        account, name = heard.asked.account, heard.asked.user.name
        if self._called.get(account) == name:
            return
        renamed = replace(heard.request, text="", args=())
        await self._desk.handle(Incoming(f"{heard.asked.key}:name", renamed, event=RENAMED))
        if len(self._called) > _NAMES_REMEMBERED:
            self._called.clear()
        self._called[account] = name

    async def _let_in(self, asked: Asked) -> None:
        """Somebody who writes to the bot in private can be written to; what could not be said before is said now."""
        if not asked.private:
            return
        async with self._database.read() as tx:
            if await tx.accounts.is_reachable(asked.account):
                return
        now = self._clock()
        async with self._database.begin() as tx:
            await tx.accounts.mark(asked.account, reachable=True, now=now)
            await tx.slots.revive(asked.place, now)

    async def _with_rank(
        self, asked: Asked, request: Request, *, command: str | None = None, press: str | None = None
    ) -> Request:
        """The request with whether the person runs the group, where that matters."""
        if asked.private or not self._desk.registry.asks_rank(command, press):
            return request
        runs = await self._ranks.runs(asked.spot.chat, asked.user.id)
        return replace(request, standing=replace(request.standing, runs_chat=runs is True))

    async def _with_mentions(self, command: Command) -> Request:
        if not command.named:
            return command.request
        async with self._database.read() as tx:
            known = await tx.accounts.by_username(NAME, {named.username for named in command.named})
        found = [Mention(known[one.username], one.start, one.end) for one in command.named if one.username in known]
        mentions = sorted([*command.request.mentions, *found], key=lambda mention: mention.start)
        return replace(command.request, mentions=tuple(mentions))


def _is_invited(command: Command) -> bool:
    """Whether somebody came by a link that carries a form."""
    return command.asked.private and command.name == START and command.request.text.startswith(PREFIX)
