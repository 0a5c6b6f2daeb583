"""The desk: takes what came in, once, hands it to who knows about it, and gives back the answer in words."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars

from bot.rendering.document import Rendered, RenderedForm
from bot.rendering.renderer import Reader, Renderer, language, line_of
from bot.storage.outage import is_outage
from bot.storage.transaction import SqlTransaction
from handlers.registry import Ask, Command, Entry, Registry, Reply, Request, Say, Toast, Turn, check_access
from handlers.teams import addressed
from rituals.errors import NoSuchItem, NoSuchRitual, NoSuchTask, Refusal, SomethingBroke
from rituals.messages import APART, Form, Shown
from rituals.ports import Clock
from rituals.team import AccountKey, PersonId, TeamId, messenger_of
from rituals.ticker import Changed

log = structlog.get_logger(__name__)

ELSEWHERE = (NoSuchItem, NoSuchRitual, NoSuchTask)
"""What is refused where it is not there; in private it may be there for another team of the person."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that came in. `key` names it uniquely in its source (`telegram:<update id>`, `slack:<event id>`).

    Exactly one of these is given: `command` (with the words in `request.text`), `press` (a button's payload; with a
    form's answers in `request.values`), `event` (what the messenger itself tells; no person can forge it).
    """

    key: str
    request: Request
    command: str | None = None
    press: str | None = None
    event: str | None = None


class How(Enum):
    """How an answer reaches the person; the messenger does it its own way."""

    SAY = "say"
    TURN = "turn"
    TOAST = "toast"


@dataclass(frozen=True, slots=True)
class Answer:
    """What to tell who asked.

    `reader` is in whose words it is. `refusal`: nothing was changed. `about`: the form's field that was wrong, if the
    refusal knows. `confidential`: rather say nothing than say it where others can read it. `broken`: by a bug of ours.
    """

    how: How
    content: Rendered
    mentions: dict[PersonId, AccountKey]
    reader: Reader
    refusal: bool = False
    about: str | None = None
    confidential: bool = False
    broken: bool = False

    @property
    def line(self) -> str:
        """The same as a plain line of 200 characters at most, for a toast."""
        return line_of(self.content)


@dataclass(frozen=True, slots=True)
class Question:
    """A form to be filled by who asked. `form` is what a dialogue keeps; `words` what the person (`reader`) reads."""

    form: Form
    words: RenderedForm
    reader: Reader


Outcome = Answer | Question | None
"""None: nothing to say (also when this very thing was done before)."""

Before = Callable[[SqlTransaction], Awaitable[None]]

Heard = Callable[[str, str], None]
"""Told the messenger of each update and how it ended: done, asked, refused, broken, outage. For the metrics."""

TRIES = 3
"""How often something is begun that the database gives up for somebody else's sake."""


class Door(Protocol):
    """The database, as the desk needs it."""

    def begin(self) -> AbstractAsyncContextManager[SqlTransaction]: ...


class Desk:
    """Knows the registry and how to open a transaction; knows nothing of messengers."""

    def __init__(
        self,
        database: Door,
        registry: Registry,
        renderer: Renderer,
        clock: Clock,
        *,
        heard: Heard = lambda *_: None,
        changed: Changed = lambda _: None,
    ) -> None:
        """`heard` is told of every update, `changed` of every team for which something was done."""
        self._heard = heard
        self._changed = changed
        self._database = database
        self._registry = registry
        self._renderer = renderer
        self._clock = clock

    @property
    def registry(self) -> Registry:
        return self._registry

    @property
    def renderer(self) -> Renderer:
        return self._renderer

    async def handle(self, incoming: Incoming, before: Before | None = None) -> Outcome:
        """Do what was asked, in one transaction together with its id; what was done before is not done again.

        `before` runs inside the transaction first (a dialogue ends there). When this returns, the effects are
        committed. Trouble with the database is raised: the caller does not acknowledge then.
        """
        messenger = messenger_of(incoming.request.account)
        with bound_contextvars(update=incoming.key, team=None):
            try:
                outcome = await self._handle_or_again(incoming, before)
            except Exception:
                self._heard(messenger, "outage")
                raise
            log.debug("heard", how=_ended(outcome))
        self._heard(messenger, _ended(outcome))
        return outcome

    async def _handle_or_again(self, incoming: Incoming, before: Before | None) -> Outcome:
        """Do what the database gave up for somebody else's sake once more."""
        request = printable(incoming.request)
        incoming = incoming if request is incoming.request else replace(incoming, request=request)
        for _ in range(TRIES - 1):
            try:
                return await self._handle(incoming, before)
            except Exception as error:
                if not is_conflict(error):
                    raise
                log.info("two people at once, done again")
        return await self._handle(incoming, before)

    async def _handle(self, incoming: Incoming, before: Before | None, *, tried: bool = False) -> Outcome:
        reader = self._stranger(incoming.request)
        try:
            async with self._database.begin() as tx:
                if not await tx.inbox.first_time(incoming.key, incoming.request.now):
                    return None
                if before is not None:
                    await before(tx)
                entry, ask = await self._find(tx, incoming)
                reader = self._reader(ask)
                bind_contextvars(team=ask.team_.id if ask.team_ else None)
                await check_access(tx, entry.access, ask)
                teams = await _concerned(tx, ask)
                reply = await entry.handler(tx, ask)
                outcome = await self._words(tx, _apart(incoming, reply), reader, incoming.request.account)
            self._changed(teams)
            return await self._with_files(outcome)
        except Refusal as refusal:
            if isinstance(refusal, ELSEWHERE):
                if tried:
                    raise
                with suppress(*ELSEWHERE):
                    return await self._elsewhere(incoming, before, refusal)
            return self.refuse(refusal, reader, turn=refusal.outdates and _presses_its_own(incoming))
        except Exception as error:
            if is_outage(error):
                raise
            reference = incoming.key.rpartition(":")[2][-12:]
            log.exception("bug", reference=reference)
            return self.refuse(SomethingBroke(reference), reader)

    async def note(self, tx: SqlTransaction, event: str, ask: Request) -> None:
        """Do what a messenger's news ask for within somebody's transaction, for example as its `before`."""
        await self._registry.events[event].handler(tx, printable(ask))

    async def _elsewhere(self, incoming: Incoming, before: Before | None, refusal: Refusal) -> Outcome:
        """A private button may be of another of the person's teams than the chosen one. Raises `refusal` for none."""
        ask = incoming.request
        if incoming.press is None or not ask.private:
            raise refusal
        async with self._database.begin() as tx:
            teams = [team.id for team, _ in await tx.teams.of(ask.account)]
        for team in teams if len(teams) > 1 else ():
            with suppress(*ELSEWHERE):
                return await self._handle(replace(incoming, request=replace(ask, meant=team)), before, tried=True)
        raise refusal

    async def _find(self, tx: SqlTransaction, incoming: Incoming) -> tuple[Entry, Request]:
        """The handler and the request with the team and the person filled in."""
        ask = incoming.request
        if incoming.event is not None:
            return self._registry.events[incoming.event], ask
        if incoming.press is not None:
            entry, args = self._registry.press(incoming.press)
            ask = replace(ask, args=args or ask.args)
        else:
            entry = self._registry.command(incoming.command or "")
        return await addressed(tx, entry, ask)

    async def _words(self, tx: SqlTransaction, reply: Reply, reader: Reader, account: AccountKey) -> Outcome:
        """The reply in the reader's words."""
        manner = getattr(reply, "manner", None)
        if manner is not None:
            reader = replace(reader, locale=language(manner.locale), timezone=manner.timezone)
        match reply:
            case None:
                return None
            case Ask(form):
                return Question(form, self._renderer.form(form, reader), reader)
            case Say(message):
                how = How.SAY
            case Turn(message):
                how = How.TURN
            case Toast(message):
                how = How.TOAST
        content = self._renderer.without_files(message, reader)
        if how is How.TOAST and message.in_passing:
            content = replace(content, buttons=())
        mentions = await tx.accounts.mentions(content, account)
        return Answer(how, content, mentions, reader, confidential=message.confidential)

    async def _with_files(self, outcome: Outcome) -> Outcome:
        """A file takes tenths of a second to write: after the transaction, and beside the loop."""
        if not isinstance(outcome, Answer) or not outcome.content.unwritten:
            return outcome
        content = await asyncio.to_thread(self._renderer.with_files, outcome.content, outcome.reader)
        return replace(outcome, content=content)

    def refuse(self, refusal: Refusal, reader: Reader, *, turn: bool = False) -> Answer:
        """A refusal in the reader's words; `turn`: instead of the panel that offered it."""
        content = self._renderer.message(refusal, reader)
        about = getattr(refusal, "about", None)
        return Answer(
            How.TURN if turn else How.SAY,
            content,
            {},
            reader,
            refusal=True,
            about=about,
            confidential=getattr(refusal, "confidential", False),
            broken=isinstance(refusal, SomethingBroke),
        )

    def words(self, shown: Shown, request: Request) -> Rendered:
        """Words for somebody of whom only the messenger's word is known."""
        return self._renderer.message(shown, self._stranger(request))

    def _stranger(self, ask: Request) -> Reader:
        return Reader(language(ask.locale or ""), "UTC", ask.now, messenger_of(ask.account))

    def _reader(self, ask: Request) -> Reader:
        """The person's own language and zone, else the team's; a stranger reads what their messenger speaks."""
        if ask.team_ is None:
            return self._stranger(ask)
        person = ask.person_
        locale = (person.locale if person else None) or ask.team_.locale
        zone = (person.timezone if person else None) or ask.team_.timezone
        return Reader(language(locale), zone, ask.now, messenger_of(ask.account))


def _ended(outcome: Outcome) -> str:
    match outcome:
        case Question():
            return "asked"
        case Answer(broken=True):
            return "broken"
        case Answer(refusal=True):
            return "refused"
        case _:
            return "done"


async def _concerned(tx: SqlTransaction, ask: Request) -> Iterable[TeamId]:
    """The teams for which something may be different after this: a messenger's news are of an account alone."""
    return [ask.team_.id] if ask.team_ else [team.id for team, _ in await tx.teams.of(ask.account)]


def _presses_its_own(incoming: Incoming) -> bool:
    """Whether a button was pressed whose message may turn into the answer."""
    return incoming.press is not None and not incoming.press.startswith(APART)


def _apart(incoming: Incoming, reply: Reply) -> Reply:
    """What a button would turn its message into is said beside one that stays as it is; a bare word, in passing."""
    if not isinstance(reply, Turn) or incoming.press is None or not incoming.press.startswith(APART):
        return reply
    message = reply.message
    bare = message.in_passing or not (message.buttons() or message.attachments())
    return Toast(message) if bare else Say(message, reply.manner)


_UNPRINTABLE = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), " ")
_UNPRINTABLE |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), " ")
_UNPRINTABLE |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
"""Control characters (PostgreSQL stores no NUL), what turns the direction of the text after it (somebody's name would
spoil everybody's message), halves of surrogate pairs (no database and no messenger takes them)."""


_SPOILT = re.compile(f"[{''.join(map(re.escape, map(chr, _UNPRINTABLE)))}]")


def printable(ask: Request) -> Request:
    """The request with people's words as they can be stored and shown; each character keeps its place."""
    words = (ask.name, ask.text, *ask.values.values(), ask.quote.text if ask.quote else "")
    if not any(map(_SPOILT.search, words)):
        return ask
    quote = ask.quote and replace(ask.quote, text=ask.quote.text.translate(_UNPRINTABLE))
    values = {name: value.translate(_UNPRINTABLE) for name, value in ask.values.items()}
    name, text = ask.name.translate(_UNPRINTABLE), ask.text.translate(_UNPRINTABLE)
    return replace(ask, name=name, text=text, values=values, quote=quote)


def is_conflict(error: Exception) -> bool:
    """Whether the database gave this transaction up for another one's sake: nothing was done, and it works again.

    PostgreSQL's deadlock_detected and serialization_failure (postgresql.org/docs/current/errcodes-appendix.html).
    """
    return getattr(getattr(error, "orig", None), "sqlstate", None) in {"40P01", "40001"}


__all__ = ["Answer", "Command", "Desk", "How", "Incoming", "Outcome", "Question", "is_outage"]
