"""Asking what is kept about oneself: as text, as a file, and to be forgotten; also for who has left a team."""

import json
from collections.abc import Sequence

from handlers.registry import Access, Manner, Reply, Request, Say, Topic, Turn, check_access
from rituals import privacy
from rituals.errors import UnknownButton
from rituals.ports import Transaction
from rituals.privacy import Erased, PrivacyFile
from rituals.team import Person, Team

topic = Topic()


@topic.command("privacy", Access.ANYBODY)
async def show(tx: Transaction, ask: Request) -> Reply:
    """`/privacy`."""
    team, person = await _oneself(tx, ask)
    elsewhere = await _formerly(tx, ask)
    return Say(await privacy.panel(tx, team, person, elsewhere), _manner(team, person))


@topic.press("privacy.show", Access.ANYBODY)
async def again(tx: Transaction, ask: Request) -> Reply:
    """*Keep everything*; another team that one has left."""
    team, person = await _oneself(tx, ask)
    elsewhere = await _formerly(tx, ask)
    return Turn(await privacy.panel(tx, team, person, elsewhere), _manner(team, person))


@topic.press("privacy.file", Access.ANYBODY)
async def as_file(tx: Transaction, ask: Request) -> Reply:
    """*As a file*: JSON, which people can read and programs too."""
    team, person = await _oneself(tx, ask)
    about = {
        "team": team.name,
        "made_at": ask.now.isoformat(),
        "person": {
            "name": person.name,
            "department": person.department,
            "role": person.role,
            "admin": person.admin,
            "active": person.active,
            "locale": person.locale,
            "timezone": person.timezone,
            "joined": person.joined.isoformat() if person.joined else None,
        },
        **await tx.privacy.of(person),
    }
    body = json.dumps(about, ensure_ascii=False, indent=2).encode()
    return Say(PrivacyFile(team.name, body), _manner(team, person))


@topic.press("privacy.erase", Access.ANYBODY)
async def ask_erase(tx: Transaction, ask: Request) -> Reply:
    """*Erase me*: what would go and what would stay."""
    team, person = await _oneself(tx, ask)
    return Turn(await privacy.question(tx, team, person), _manner(team, person))


@topic.press("privacy.erase_now", Access.ANYBODY)
async def erase(tx: Transaction, ask: Request) -> Reply:
    """*Yes, erase me*. The button names whom: nobody else's press of it means anything."""
    ask.number()
    team, person = await _oneself(tx, ask)
    await privacy.erase(tx, team, person, ask.now)
    return Turn(Erased(team.name), _manner(team, person))


async def _oneself(tx: Transaction, ask: Request) -> tuple[Team, Person]:
    """Who asks: the person whom the button names, if that is them; else who they are here, or were here.

    Raises UnknownButton for somebody else, and what `check_access` raises for a stranger.
    """
    formerly = await _formerly(tx, ask)
    if ask.args:
        number = ask.number()
        own = [person for _, person in await tx.teams.of(ask.account)]
        found = next((person for person in (*own, *formerly) if person.id == number), None)
        if found is None:
            raise UnknownButton
        return await tx.teams.get(found.team), found
    if ask.person_ is None and formerly:
        return await tx.teams.get(formerly[-1].team), formerly[-1]
    await check_access(tx, Access.MEMBER, ask)
    return ask.team, ask.person


async def _formerly(tx: Transaction, ask: Request) -> Sequence[Person]:
    """Who they were in teams that they have left; in a chat, in its team alone."""
    found = await tx.privacy.formerly(ask.account)
    return [person for person in found if ask.private or (ask.team_ is not None and person.team == ask.team_.id)]


def _manner(team: Team, person: Person) -> Manner | None:
    """Who has left is still told in their own language."""
    return None if person.active else Manner(person.locale or team.locale, person.timezone or team.timezone)
