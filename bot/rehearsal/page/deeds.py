"""What the visitor does as an actor, read strictly from JSON, done on the stages, answered as the messenger would."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from bot.rehearsal.slack import SlackStage
from bot.rehearsal.telegram import Impossible, Person, TelegramStage
from bot.rehearsal.theatre import Actor, Theatre
from bot.rehearsal.views import Outcome

Key = Annotated[str, Meta(max_length=300)]
Messenger = Literal["telegram", "slack"]
PATIENCE, NOBODY_ANSWERS = 10.0, 1.0
"""Real seconds that a press in Telegram waits for an answer; of a bot that is switched off none is to be expected."""

IMPOSSIBLE = "impossible"
LONGEST = 4096
"""Characters of one typed message: what Telegram's app sends in one piece (core.telegram.org/bots/api#sendmessage)."""


class Deed(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, rename={"actor": "as"}):
    """Something that the actor of this key does."""

    actor: Key


class Say(Deed, frozen=True, kw_only=True):
    """Type into a chat. In Slack a text that begins with `/` is a slash command."""

    messenger: Messenger
    chat: Key
    text: Annotated[str, Meta(min_length=1, max_length=LONGEST, pattern=r"\S")]
    reply_to: Key | None = None
    topic: Key | None = None


class Press(Deed, frozen=True, kw_only=True):
    messenger: Messenger
    chat: Key
    message: Key
    button: Key
    value: Annotated[str, Meta(max_length=LONGEST)] | None = None


class Shortcut(Deed, frozen=True, kw_only=True):
    """The Slack message shortcut that puts a message on the agenda."""

    chat: Key
    message: Key


class Start(Deed, frozen=True, kw_only=True):
    """Start the bot in the private Telegram chat, as by a link with a payload."""

    payload: Annotated[str, Meta(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")] = ""


class Home(Deed, frozen=True, kw_only=True):
    """Open Slack's home tab."""


class Submit(Deed, frozen=True, kw_only=True):
    """Send the open Slack form: values by block_id, several of them as a list."""

    values: dict[Key, str | list[str]]


class Close(Deed, frozen=True, kw_only=True):
    """Close the open Slack form; `everything`: the whole stack, as its cross does."""

    everything: bool = False


Doing = Callable[[Theatre, Actor, Any], Awaitable[Outcome]]


async def act(theatre: Theatre, doing: Doing, deed: Deed) -> Outcome:
    """Do it. What the messenger's app would not allow comes back as the error `impossible` with the reason."""
    actor = theatre.actor(deed.actor)
    if not theatre.behind.switches.get(_where(deed), True):
        return Outcome(error=f"{_where(deed)}_down")
    try:
        return await doing(theatre, actor, deed)
    except (Impossible, LookupError, ValueError) as reason:
        return Outcome(toast=str(reason), error=IMPOSSIBLE)


def _where(deed: Deed) -> str:
    """The messenger in which it is done."""
    return getattr(deed, "messenger", "telegram" if isinstance(deed, Start) else "slack")


async def say(theatre: Theatre, actor: Actor, deed: Say) -> Outcome:
    if deed.messenger == "slack":
        return await _say_in_slack(theatre, actor, deed)
    stage, person = _telegram(theatre, actor)
    chat = stage.chat(person, deed.chat)
    topics = getattr(chat, "topics", {})
    topic = topics.get(int(deed.topic)) if deed.topic else None
    stage.says(person, deed.chat, deed.text, reply_to=deed.reply_to, topic=topic)
    return Outcome()


async def _say_in_slack(theatre: Theatre, actor: Actor, deed: Say) -> Outcome:
    stage, user = _slack(theatre, actor)
    if deed.text.startswith("/"):
        name, _, rest = deed.text.partition(" ")
        return await stage.command(user, deed.chat or None, name, rest.strip(), thread=deed.reply_to)
    if not deed.chat:
        stage.dm(user, deed.text)
        return Outcome()
    stage.says(user, deed.chat, deed.text, thread=deed.reply_to)
    return Outcome()


async def press(theatre: Theatre, actor: Actor, deed: Press) -> Outcome:
    if deed.messenger == "slack":
        stage, user = _slack(theatre, actor)
        return await stage.press(user, deed.chat, deed.message, deed.button, value=deed.value)
    telegram, person = _telegram(theatre, actor)
    wait = PATIENCE if theatre.behind.switches.get("bot", True) else NOBODY_ANSWERS
    return await telegram.press(person, deed.chat, deed.message, deed.button, wait=wait)


async def shortcut(theatre: Theatre, actor: Actor, deed: Shortcut) -> Outcome:
    stage, user = _slack(theatre, actor)
    return await stage.shortcut(user, deed.chat, deed.message, theatre.shortcut)


async def start(theatre: Theatre, actor: Actor, deed: Start) -> Outcome:
    stage, person = _telegram(theatre, actor)
    if theatre.bot is None:
        raise LookupError("there is no bot in this Telegram")
    stage.starts(person, theatre.bot, deed.payload)
    return Outcome()


async def home(theatre: Theatre, actor: Actor, _deed: Home) -> Outcome:
    stage, user = _slack(theatre, actor)
    await stage.open_home(user)
    return Outcome()


async def submit(theatre: Theatre, actor: Actor, deed: Submit) -> Outcome:
    stage, user = _slack(theatre, actor)
    return await stage.submit(user, deed.values)


async def close(theatre: Theatre, actor: Actor, deed: Close) -> Outcome:
    stage, user = _slack(theatre, actor)
    return await stage.close(user, everything=deed.everything)


DEEDS: dict[str, tuple[type[Deed], Doing]] = {
    "say": (Say, say),
    "press": (Press, press),
    "shortcut": (Shortcut, shortcut),
    "start": (Start, start),
    "home": (Home, home),
    "submit": (Submit, submit),
    "close": (Close, close),
}


def _telegram(theatre: Theatre, actor: Actor) -> tuple[TelegramStage, Person]:
    person = theatre.person(actor)
    if theatre.telegram is None or person is None:
        raise LookupError(f"{actor.name} has no Telegram account here")
    return theatre.telegram, person


def _slack(theatre: Theatre, actor: Actor) -> tuple[SlackStage, str]:
    if theatre.slack is None or actor.slack is None:
        raise LookupError(f"{actor.name} has no Slack account here")
    return theatre.slack, actor.slack
