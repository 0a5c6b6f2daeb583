"""What people can ask, by name: commands, buttons and forms, looked up in one dictionary by every messenger."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from enum import Enum

from rituals.errors import NoTeamHere, NoTeamOfYours, NotInTeam, OnlyAdmins, Refusal, UnknownButton, UnknownCommand
from rituals.messages import APART, Form, Message
from rituals.ports import Transaction
from rituals.team import AccountKey, Chat, Person, Place, Team, TeamId


class Access(Enum):
    """Who may ask. What is finer (the chair, an owner, a director) is decided by the rituals."""

    ANYBODY = "anybody"
    """Even where there is no team."""
    VISITOR = "visitor"
    """Anybody in a team's chat, for example to join it."""
    MEMBER = "member"
    """A person of the team."""
    ADMIN = "admin"
    """An admin of the team."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The message that a command answers, or that a shortcut was used on."""

    text: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named by their account within `text` (as `text[start:end]`)."""

    account: AccountKey
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What the messenger knows of a person where they ask, looked up for what an entry of `rank` asks alone.

    `runs_chat`: an admin of the group, in Slack of the workspace. `title` is what the chat (Slack: the workspace) is
    called, `timezone` and `country` where the account says it is.
    """

    runs_chat: bool = False
    guest: bool = False
    title: str = ""
    timezone: str | None = None
    country: str | None = None


NO_STANDING = Standing()


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for what, where and when. The messenger fills it; the team and the person come from the database.

    `place` is where it was asked; `private` tells a private chat. `name` and `locale` are what the messenger says of
    the account: for greeting strangers only. `args` are a button's or a form's; `values` a form's answers. `meant` is
    the team of what was pressed in private, where it turned out to be another than the chosen one.
    """

    account: AccountKey
    place: Place
    private: bool
    now: datetime
    name: str = ""
    locale: str | None = None
    text: str = ""
    args: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    quote: Quote | None = None
    mentions: tuple[Mention, ...] = ()
    team_: Team | None = None
    person_: Person | None = None
    chat: Chat | None = None
    meant: TeamId | None = None
    standing: Standing = NO_STANDING

    @property
    def team(self) -> Team:
        """The team; only for handlers whose access makes sure that there is one."""
        assert self.team_ is not None  # noqa: S101
        return self.team_

    @property
    def person(self) -> Person:
        """The person; only for handlers whose access makes sure that there is one."""
        assert self.person_ is not None  # noqa: S101
        return self.person_

    def number(self, position: int = 0) -> int:
        """An id that a button carries. Payloads can be forged: what is no number is no button of ours."""
        try:
            value = int(self.args[position])
        except (IndexError, ValueError) as error:
            raise UnknownButton from error
        if not 0 <= value < 2**63:
            raise UnknownButton
        return value

    def word(self, position: int = 0) -> str:
        """A word that a button carries."""
        try:
            return self.args[position]
        except IndexError as error:
            raise UnknownButton from error


@dataclass(frozen=True, slots=True)
class Manner:
    """The language and the time zone of an answer about a team that is not there yet: no reader has them."""

    locale: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Say:
    """Answer the person, in private: in a group nobody else sees it."""

    message: Message
    manner: Manner | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """The message whose button was pressed turns into this one (a personal panel); elsewhere it is said."""

    message: Message
    manner: Manner | None = None


@dataclass(frozen=True, slots=True)
class Toast:
    """A word in passing that confirms a press; where the messenger has no such thing it is said."""

    message: Message


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask for what is missing."""

    form: Form
    manner: Manner | None = None


Reply = Say | Turn | Toast | Ask | None
Handler = Callable[[Transaction, Request], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be asked. `rank`: it depends on the person's standing, which the messenger must look up."""

    name: str
    handler: Handler
    access: Access
    rank: bool = False


@dataclass(frozen=True, slots=True)
class Command(Entry):
    """A command. Its words for menus and help are the block `<name>` of `help/commands`.

    `admins`: where a messenger has a menu for the admins of a group, it stands in that one alone.
    """

    in_private: bool = True
    in_groups: bool = True
    menu: bool = True
    admins: bool = False


class Topic:
    """The commands and buttons of one file of handlers."""

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.presses: list[Entry] = []
        self.events: list[Entry] = []

    def command(
        self,
        name: str,
        access: Access = Access.MEMBER,
        *,
        in_private: bool = True,
        in_groups: bool = True,
        menu: bool = True,
        rank: bool = False,
        admins: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Register a handler for `/name`."""

        def register(handler: Handler) -> Handler:
            self.commands.append(Command(name, handler, access, rank, in_private, in_groups, menu, admins))
            return handler

        return register

    def press(self, name: str, access: Access = Access.MEMBER, *, rank: bool = False) -> Callable[[Handler], Handler]:
        """Register a handler for buttons and forms whose action is `name`."""

        def register(handler: Handler) -> Handler:
            self.presses.append(Entry(name, handler, access, rank))
            return handler

        return register

    def event(self, name: str) -> Callable[[Handler], Handler]:
        """Register a handler for what the messenger itself tells, never a person: `chat.added`, `chat.removed`."""

        def register(handler: Handler) -> Handler:
            self.events.append(Entry(name, handler, Access.ANYBODY))
            return handler

        return register


class Registry:
    """Everything that can be asked. Two of one name are refused when it is built."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.commands: dict[str, Command] = {}
        self.presses: dict[str, Entry] = {}
        self.events = {event.name: event for topic in topics for event in topic.events}
        for topic in topics:
            for command in topic.commands:
                if command.name in self.commands:
                    raise ValueError(f"two commands are called {command.name}")
                self.commands[command.name] = command
            for press in topic.presses:
                if press.name in self.presses:
                    raise ValueError(f"two buttons are called {press.name}")
                self.presses[press.name] = press

    def command(self, name: str) -> Command:
        """The command of that name; a Refusal that names the nearest one."""
        entry = self.commands.get(name.lower())
        if entry is None:
            nearest = get_close_matches(name.lower(), self.commands, n=1)
            raise UnknownCommand(name[:64], nearest[0] if nearest else None)
        return entry

    def asks_rank(self, command: str | None, press: str | None) -> bool:
        """Whether the messenger has to look up the standing of who asks this."""
        entry = self.commands.get((command or "").lower()) or self.presses.get(
            (press or "").removeprefix(APART).partition(":")[0]
        )
        return entry is not None and entry.rank

    def press(self, payload: str) -> tuple[Entry, tuple[str, ...]]:
        """The handler of a button's payload and the arguments it carries."""
        name, *args = payload.removeprefix(APART).split(":")
        entry = self.presses.get(name)
        if entry is None:
            raise UnknownButton
        return entry, tuple(args)


async def check_access(tx: Transaction, access: Access, ask: Request) -> None:
    """Whether this person may ask at all; a Refusal that says what to do otherwise."""
    if access is Access.ANYBODY:
        return
    if ask.team_ is None:
        raise NoTeamOfYours(ask.account) if ask.private else NoTeamHere(ask.place)
    if access is Access.VISITOR:
        return
    if ask.person_ is None:
        raise NotInTeam(ask.team_.name)
    if access is Access.ADMIN and not ask.person_.admin:
        people = await tx.people.of(ask.team_.id)
        raise OnlyAdmins(tuple(p.name for p in people if p.admin and p.active))


__all__ = [
    "Access",
    "Ask",
    "Command",
    "Entry",
    "Handler",
    "Manner",
    "Mention",
    "Quote",
    "Refusal",
    "Registry",
    "Reply",
    "Request",
    "Say",
    "Standing",
    "Toast",
    "Topic",
    "Turn",
    "check_access",
]
