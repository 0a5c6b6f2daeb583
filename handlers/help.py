"""Help: what I can do for you here, now; and what happens when the bot comes into a chat."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from handlers.people import join_buttons
from handlers.reach import came_by_link
from handlers.registry import Access, Reply, Request, Say, Topic, Turn
from handlers.setup import fresh
from rituals.home import open_home
from rituals.messages import At, Button, Message, Style
from rituals.notices import chat_is_gone
from rituals.ports import Transaction
from rituals.room import upcoming_meetings
from rituals.setup_messages import Greeting
from rituals.team import messenger_of

topic = Topic()


@dataclass(frozen=True, slots=True)
class Home(Message):
    """What I can do for you here, now. `team` is None for a stranger in private, and in a chat bound to none.

    `guest`: of the workspace, or of another one that shares a channel with it.
    """

    template: ClassVar[str] = "help/home"
    name: str
    team: str | None
    member: bool
    private: bool
    messenger: str
    next_name: str | None
    next_kind: str | None
    next_at: datetime | None
    running: bool
    my_tasks: int
    admin: bool
    account: str
    place: str
    begun: bool = False
    guest: bool = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.team is None:
            return () if self.private and not self.begun else ((Button("begin", "setup.begin", (), Style.PRIMARY),),)
        if not self.member:
            return (join_buttons(),)
        first = (Button("add", "agenda.add"), Button("tasks", "task.list", ("mine", 0)))
        return (first, (Button("rituals", "ritual.list"),))


@dataclass(frozen=True, slots=True)
class CommandWords(Message):
    """What each command is called in menus: one block a command. Never sent."""

    template: ClassVar[str] = "help/commands"


@topic.command("start", Access.ANYBODY, in_groups=False)
async def start(tx: Transaction, ask: Request) -> Reply:
    """`/start`: in private a person's home; with what a personal link carries, a welcome; else what there is to do."""
    welcomed = await came_by_link(tx, ask)
    if welcomed is not None:
        return Say(welcomed)
    return await _open(tx, ask)


async def _open(tx: Transaction, ask: Request) -> Reply:
    """A person's home, which is shown by itself; to anybody else, and in a group, what there is to do."""
    if ask.person_ is None or not ask.private:
        return Say(await _home(tx, ask))
    await open_home(tx, ask.team, ask.person, ask.account, ask.now)
    return None


@topic.press("home.open", Access.ANYBODY, rank=True)
async def open_(tx: Transaction, ask: Request) -> Reply:
    """Slack's tab of the app was opened. A stranger reads how to join, a guest who lets them in."""
    return await _open(tx, ask)


@topic.press("help.show", Access.ANYBODY)
async def show_help(tx: Transaction, ask: Request) -> Reply:
    """*Help*."""
    return Turn(await _home(tx, ask))


@topic.command("help", Access.ANYBODY)
async def help_(tx: Transaction, ask: Request) -> Reply:
    """`/help`."""
    return Say(await _home(tx, ask))


async def _home(tx: Transaction, ask: Request) -> Home:
    team, person = ask.team_, ask.person_
    meetings = await upcoming_meetings(tx, team) if team else []
    following, ritual = meetings[0] if meetings else (None, None)
    tasks = await tx.tasks.open_in(team.id) if team and person else []
    return Home(
        name=person.name if person else ask.name,
        team=team.name if team else None,
        member=person is not None,
        private=ask.private,
        messenger=messenger_of(ask.account),
        next_name=ritual.name if ritual else None,
        next_kind=ritual.kind if ritual else None,
        next_at=following.starts_at if following else None,
        running=following is not None and following.opened_at is not None,
        my_tasks=sum(task.owner == person.id for task in tasks) if person else 0,
        admin=person is not None and person.admin,
        account=ask.account,
        place=ask.place,
        begun=team is None and await tx.setups.of(ask.account) is not None,
        guest=ask.standing.guest,
    )


@topic.event("chat.added")
async def added(tx: Transaction, ask: Request) -> Reply:
    """The bot was added to a chat, or is back in it (the messenger says so)."""
    bound = await tx.teams.at(ask.place)
    if bound is not None and bound[1].gone is not None:
        await tx.teams.back_in(ask.place)
    card = f"greeting:{ask.place}:{ask.now:%Y%m%d}"
    if bound is None:
        begun = await tx.setups.at(ask.place) or fresh(ask)
        await tx.setups.keep(replace(begun, card=card, inviter=ask.account, changed_at=ask.now))
    await tx.outbox.show(card, At(ask.place), Greeting(bound[0].name if bound else None, ask.place))
    return None


@topic.event("chat.removed")
async def removed(tx: Transaction, ask: Request) -> Reply:
    """The bot was removed from a chat (the messenger says so): an admin is told once."""
    team = await tx.teams.gone(ask.place, "removed")
    if team is not None:
        await chat_is_gone(tx, team, ask.place, "removed", ask.now)
    return None
