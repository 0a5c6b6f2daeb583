"""What one actor sees at this moment, as the page draws it: three columns of chats, the open form, the clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.rehearsal.clockwork import Clockwork
from bot.rehearsal.slack import SlackStage
from bot.rehearsal.telegram import BotAccount, Group, Person, TelegramStage
from bot.rehearsal.theatre import Actor, Theatre
from bot.rehearsal.views import ChatView, FormView, MessageView

Messenger = Literal["telegram", "slack"]
Mode = Literal["write", "watch", "start", "home"]
TIMELINE = 12
"""How many of the things that come next are told to the page."""


@dataclass(frozen=True, slots=True)
class ChatSeen:
    """A chat on the page. `messages` are the newest ones, `earlier` counts those left out.

    `mode`: `write`; `watch` (the actor is not in it: shown as others see it, nothing can be pressed); `start` (a
    private Telegram chat that was never begun or is blocked); `home` (Slack's home tab). `key` is '' for a private
    Slack chat without any message.
    """

    messenger: Messenger
    key: str
    title: str
    kind: Literal["group", "channel", "private"]
    mode: Mode
    messages: tuple[MessageView, ...]
    earlier: int = 0
    topics: tuple[tuple[str, str], ...] = ()
    commands: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CastSeen:
    key: str
    name: str
    description: str
    department: str
    telegram: bool
    slack: bool


@dataclass(frozen=True, slots=True)
class BotSeen:
    name: str
    username: str


@dataclass(frozen=True, slots=True)
class ClockSeen:
    """`moving_to` is set while the time between is being played: with people (`playing`), at their `pace`.

    `doing` is who has just done something.
    """

    now: datetime
    timezone: str
    running: bool
    moving_to: datetime | None
    playing: bool
    paused: bool
    pace: str
    doing: str


@dataclass(frozen=True, slots=True)
class ComingSeen:
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything on the page. `names` are what the actor is called as an author of messages."""

    team: str
    me: str
    names: tuple[str, ...]
    cast: tuple[CastSeen, ...]
    bot: BotSeen | None
    clock: ClockSeen
    switches: dict[str, bool]
    timeline: tuple[ComingSeen, ...]
    telegram: tuple[ChatSeen, ...]
    slack: tuple[ChatSeen, ...]
    private: tuple[ChatSeen, ...]
    form: FormView | None


async def look(theatre: Theatre, actor: Actor, locale: str, limit: int, clockwork: Clockwork) -> Seen:
    """What `actor` sees now; of each chat the newest `limit` messages."""
    coming = sorted(await theatre.behind.upcoming(locale), key=lambda one: one[0])
    now = theatre.clock()
    later = [ComingSeen(at, words) for at, words in dict.fromkeys(coming) if at > now]
    return Seen(
        team=theatre.team,
        me=actor.key,
        names=tuple(dict.fromkeys(_names(theatre, actor))),
        cast=tuple(
            CastSeen(
                one.key, one.name, one.description, one.department, one.telegram is not None, one.slack is not None
            )
            for one in theatre.cast
        ),
        bot=BotSeen(theatre.bot.name, theatre.bot.username) if theatre.bot else None,
        clock=_clock(theatre, clockwork),
        switches=theatre.behind.switches,
        timeline=tuple(later[:TIMELINE]),
        telegram=tuple(_groups(theatre, actor, limit)),
        slack=tuple(_channels(theatre, actor, limit)),
        private=(*_telegram_private(theatre, actor, limit), *_slack_private(theatre, actor, limit)),
        form=theatre.slack.form(actor.slack) if theatre.slack and actor.slack else None,
    )


def _clock(theatre: Theatre, clockwork: Clockwork) -> ClockSeen:
    return ClockSeen(
        now=theatre.clock(),
        timezone=theatre.timezone,
        running=theatre.clock.running,
        moving_to=clockwork.moving_to,
        playing=clockwork.playing,
        paused=clockwork.paused,
        pace=clockwork.pace,
        doing=clockwork.doing,
    )


def _names(theatre: Theatre, actor: Actor) -> Iterator[str]:
    yield actor.name
    person = theatre.person(actor)
    if person is not None:
        yield person.name


def _groups(theatre: Theatre, actor: Actor, limit: int) -> Iterator[ChatSeen]:
    """The main group first (over somebody's shoulder, for who is not in it), then the others that the actor is in."""
    stage, person = theatre.telegram, theatre.person(actor)
    if stage is None:
        return
    mine = [view for view in stage.views(person) if view.kind == "group"] if person else []
    if theatre.group and theatre.group not in {view.key for view in mine}:
        yield from _watched_group(theatre, stage, limit)
    for view in sorted(mine, key=lambda view: view.key != theatre.group):
        group = stage.groups[int(view.key)]
        commands = stage.menu(person, group) if person else ()
        yield _chat("telegram", view, "write", limit, topics=_topics(group), commands=commands)


def _watched_group(theatre: Theatre, stage: TelegramStage, limit: int) -> Iterator[ChatSeen]:
    group = stage.groups[int(theatre.group)]
    group = group.migrated_to or group
    insiders = (person for actor in theatre.cast if (person := theatre.person(actor)) and group.has(person))
    insider = next(insiders, None)
    if insider is not None:
        yield _chat("telegram", _public(stage.view(insider, group)), "watch", limit)


def _topics(group: Group) -> tuple[tuple[str, str], ...]:
    return tuple((str(one.id), one.name) for one in group.topics.values() if not one.deleted and not one.closed)


def _channels(theatre: Theatre, actor: Actor, limit: int) -> Iterator[ChatSeen]:
    """The main channel first (over somebody's shoulder, for who is not in it), then the others."""
    stage = theatre.slack
    if stage is None:
        return
    mine = [view for view in stage.views(actor.slack) if view.kind == "channel"] if actor.slack else []
    if theatre.channel and theatre.channel not in {view.key for view in mine}:
        yield from _watched_channel(theatre, stage, limit)
    commands = _slack_commands(theatre)
    for view in sorted(mine, key=lambda view: view.key != theatre.channel):
        yield _chat("slack", view, "write", limit, commands=commands)


def _watched_channel(theatre: Theatre, stage: SlackStage, limit: int) -> Iterator[ChatSeen]:
    for other in theatre.cast:
        views = stage.views(other.slack) if other.slack else ()
        view = next((one for one in views if one.key == theatre.channel), None)
        if view is not None:
            yield _chat("slack", _public(view), "watch", limit)
            return


def _slack_commands(theatre: Theatre) -> tuple[tuple[str, str], ...]:
    """The commands are the same words in both messengers, and Telegram is where the bot publishes them."""
    person = next((one for actor in theatre.cast if (one := theatre.person(actor))), None)
    if theatre.telegram is None or theatre.bot is None or person is None:
        return ()
    return theatre.telegram.menu(person, theatre.bot)


def _telegram_private(theatre: Theatre, actor: Actor, limit: int) -> Iterator[ChatSeen]:
    stage, person, bot = theatre.telegram, theatre.person(actor), theatre.bot
    if stage is None or person is None or bot is None:
        return
    mode = _private_mode(stage, person, bot)
    yield _chat("telegram", stage.view(person, bot), mode, limit, commands=stage.menu(person, bot))


def _private_mode(stage: TelegramStage, person: Person, bot: BotAccount) -> Mode:
    chat = next((chat for chat in stage.privates_of(person) if chat.bot is bot), None)
    return "write" if chat is not None and chat.started and not chat.blocked else "start"


def _slack_private(theatre: Theatre, actor: Actor, limit: int) -> Iterator[ChatSeen]:
    """The messages tab of the app and other direct conversations, then the home tab."""
    stage = theatre.slack
    if stage is None or actor.slack is None:
        return
    home = stage.home(actor.slack)
    home_key = home.key if home else ""
    direct = [view for view in stage.views(actor.slack) if view.kind == "private" and view.key != home_key]
    commands = _slack_commands(theatre)
    if not any(view.key.startswith("D") for view in direct):  # a conversation of two is made by its first message
        direct.insert(0, ChatView("", theatre.bot.name if theatre.bot else "Letuchka", "private"))
    for view in direct:
        yield _chat("slack", view, "write", limit, commands=commands)
    yield _chat("slack", home or ChatView("home", "Home", "private"), "home", limit)


def _public(view: ChatView) -> ChatView:
    """Without what is meant for the one who looks."""
    messages = tuple(message for message in view.messages if not message.ephemeral)
    return ChatView(view.key, view.title, view.kind, messages)


def _chat(
    messenger: Messenger,
    view: ChatView,
    mode: Mode,
    limit: int,
    *,
    topics: tuple[tuple[str, str], ...] = (),
    commands: Sequence[tuple[str, str]] = (),
) -> ChatSeen:
    """The newest messages, and whatever older ones are pinned."""
    old, new = view.messages[:-limit], view.messages[-limit:]
    pinned = tuple(message for message in old if message.pinned)
    earlier = len(old) - len(pinned)
    return ChatSeen(messenger, view.key, view.title, view.kind, mode, (*pinned, *new), earlier, topics, tuple(commands))
