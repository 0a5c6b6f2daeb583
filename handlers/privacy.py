"""Asking what is kept about oneself: as text, as a file, and to be forgotten."""

import json

from handlers.registry import Reply, Request, Say, Topic, Turn
from rituals import privacy
from rituals.errors import UnknownButton
from rituals.ports import Transaction
from rituals.privacy import Erased, PrivacyFile

topic = Topic()


@topic.command("privacy")
async def show(tx: Transaction, ask: Request) -> Reply:
    """`/privacy`."""
    return Say(await privacy.panel(tx, ask.team, ask.person))


@topic.press("privacy.show")
async def again(tx: Transaction, ask: Request) -> Reply:
    """*Keep everything*."""
    return Turn(await privacy.panel(tx, ask.team, ask.person))


@topic.press("privacy.file")
async def as_file(tx: Transaction, ask: Request) -> Reply:
    """*As a file*: JSON, which people can read and programs too."""
    person = ask.person
    about = {
        "team": ask.team.name,
        "made_at": ask.now.isoformat(),
        "person": {
            "name": person.name,
            "department": person.department,
            "role": person.role,
            "admin": person.admin,
            "locale": person.locale,
            "timezone": person.timezone,
            "joined": person.joined.isoformat() if person.joined else None,
        },
        **await tx.privacy.of(person),
    }
    return Say(PrivacyFile(ask.team.name, json.dumps(about, ensure_ascii=False, indent=2).encode()))


@topic.press("privacy.erase")
async def ask_erase(tx: Transaction, ask: Request) -> Reply:
    """*Erase me*: what would go and what would stay."""
    return Turn(await privacy.question(tx, ask.team, ask.person))


@topic.press("privacy.erase_now")
async def erase(tx: Transaction, ask: Request) -> Reply:
    """*Yes, erase me*. The button is of one person: nobody else's press of it means anything."""
    if ask.number() != ask.person.id:
        raise UnknownButton
    await privacy.erase(tx, ask.team, ask.person, ask.now)
    return Turn(Erased(ask.team.name))
