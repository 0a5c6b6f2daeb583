"""What stands in the chats of a rehearsal, as text: who said what when, what can be pressed, what only one sees."""

import re
from collections.abc import Iterator
from datetime import datetime

from bot.rehearsal.theatre import Actor, Theatre
from bot.rehearsal.views import ChatView, FileView, MessageView
from rituals.localtime import zone

_UNFIT = re.compile(r"[^\w.#@-]+")
LINE = "─" * 60

Seen = tuple[MessageView, str]
"""A message, and the name of the only one who sees it ('': everybody)."""


def transcripts(theatre: Theatre) -> Iterator[tuple[str, str]]:
    """Every chat as (name of a file, what stands in it): the common ones first, then each person's private ones."""
    for messenger, chats in (("telegram", _telegram(theatre)), ("slack", _slack(theatre))):
        for title, seen in chats:
            yield f"{messenger}/{fit(title)}.txt", _written(theatre, title, seen)


def fit(title: str) -> str:
    """A name that any file system takes."""
    return _UNFIT.sub(" ", title).strip(" .")[:80] or "chat"


def _telegram(theatre: Theatre) -> Iterator[tuple[str, list[Seen]]]:
    stage, bot = theatre.telegram, theatre.bot
    if stage is None or bot is None:
        return
    people = [(actor, person) for actor in theatre.cast if (person := theatre.person(actor)) is not None]
    for group in stage.groups.values():
        views = [(actor, stage.view(person, group)) for actor, person in people if group.has(person)]
        yield group.title, _together(views)
    for actor, person in people:
        yield actor.name, [(message, "") for message in stage.view(person, bot).messages]


def _slack(theatre: Theatre) -> Iterator[tuple[str, list[Seen]]]:
    stage = theatre.slack
    if stage is None:
        return
    people = [(actor, actor.slack) for actor in theatre.cast if actor.slack is not None]
    for channel in dict.fromkeys(one for _, user in people for one in stage.channels_of(user)):
        views = [(actor, stage.view(user, channel)) for actor, user in people if channel in stage.channels_of(user)]
        yield views[0][1].title, _together(views)
    for actor, user in people:
        yield actor.name, [(message, "") for message in stage.view(user, stage.dm_of(user)).messages]


def _together(views: list[tuple[Actor, ChatView]]) -> list[Seen]:
    """One chat as all of its people see it together."""
    common = [(message, "") for message in (views[0][1].messages if views else ()) if not message.ephemeral]
    whispered = [(message, actor.name) for actor, view in views for message in view.messages if message.ephemeral]
    return sorted([*common, *whispered], key=lambda seen: seen[0].at)


def _written(theatre: Theatre, title: str, seen: list[Seen]) -> str:
    said = [_message(message, only, theatre.timezone, russian=theatre.locale == "ru") for message, only in seen]
    return f"\n{LINE}\n".join([f"{theatre.team}: {title}", *said]) + "\n"


def _message(message: MessageView, only: str, timezone: str, *, russian: bool) -> str:
    head = f"{moment_words(message.at, timezone)} {message.author}"
    marks = [f"👁 {only}" if only else "", "✎" if message.edited else "", "📌" if message.pinned else ""]
    rows = [" ".join(f"[{button.label}]" for button in row) for row in message.buttons]
    files = [_file(file, russian=russian) for file in message.files]
    return "\n".join([" ".join(filter(None, [head, *marks])), *filter(None, [message.text, *files, *rows])])


def _file(file: FileView, *, russian: bool) -> str:
    return f"📎 {file.name} ({'файл' if russian else 'file'}, {file.media_type})"


def moment_words(at: datetime, timezone: str) -> str:
    """`2026-10-19 10:00`, on the team's clock."""
    return f"{at.astimezone(zone(timezone)):%Y-%m-%d %H:%M}"


def files_of(theatre: Theatre) -> Iterator[tuple[str, bytes]]:
    """The files that were sent in chats, each once, as (name, bytes)."""
    sent: dict[tuple[str, bytes], None] = {}
    for actor in theatre.cast:
        sent |= dict.fromkeys(_files_for(theatre, actor))
    yield from sent


def _files_for(theatre: Theatre, actor: Actor) -> Iterator[tuple[str, bytes]]:
    person = theatre.person(actor)
    if theatre.telegram is not None and person is not None:
        for chat in theatre.telegram.views(person):
            for file in (file for message in chat.messages for file in message.files):
                name, _, content = theatre.telegram.file(file.key)
                yield name, content
    if theatre.slack is not None and actor.slack is not None:
        for chat in theatre.slack.views(actor.slack):
            for file in (file for message in chat.messages for file in message.files):
                name, _, content = theatre.slack.file(file.key)
                yield name, content
