"""Who gets private messages: an admin looks, tells the chat, hands out personal links; somebody comes by one."""

import re
from dataclasses import replace
from datetime import timedelta

from handlers.people import Linked
from handlers.registry import Access, Reply, Request, Say, Topic, Turn
from rituals import reachability
from rituals.errors import CannotLink, NoBotToWriteTo
from rituals.ports import Transaction
from rituals.reachability import HELLO, PersonalLinks, ReachPanel
from rituals.team import Person, PersonId, TeamId, messenger_of

topic = Topic()

LINK_LASTS = timedelta(days=7)

LINKS_SHOWN = 30
"""A message holds no more."""

_TOKEN = re.compile(r"me-(\d{1,18})-([0-9A-Za-z]{1,32})")


@topic.press("reach.show", Access.ADMIN)
async def show(tx: Transaction, ask: Request) -> Reply:
    """*Who gets private messages*."""
    found = await reachability.of_team(tx, ask.team)
    names = tuple(person.name for person in found.out_of_reach)
    may_invite = await tx.codes.link(HELLO) is not None
    return Say(ReachPanel(found.reachable, found.total, names, may_invite))


@topic.press("reach.tell", Access.ADMIN)
async def tell(tx: Transaction, ask: Request) -> Reply:
    """*Tell the chat*: a count and one button, no names."""
    found = await reachability.tell_the_chats(tx, ask.team, await _link(tx, HELLO), ask.now)
    names = tuple(person.name for person in found.out_of_reach)
    return Turn(ReachPanel(found.reachable, found.total, names, may_invite=True))


@topic.press("reach.links", Access.ADMIN)
async def links(tx: Transaction, ask: Request) -> Reply:
    """*Personal links*: whoever opens one is that person. Earlier ones of the same admin are void."""
    found = await reachability.of_team(tx, ask.team)
    told = []
    for person in found.out_of_reach[:LINKS_SHOWN]:
        purpose, payload = reachability.purpose_of(person.id), f"{ask.team.id}:{person.id}"
        code = await tx.codes.issue(purpose, ask.account, payload, ask.now + LINK_LASTS)
        told.append((person.name, await _link(tx, f"me-{person.id}-{code}")))
    return Say(PersonalLinks(tuple(told), LINK_LASTS.days, len(found.out_of_reach) - len(told)))


async def _link(tx: Transaction, token: str) -> str:
    link = await tx.codes.link(token)
    if link is None:
        raise NoBotToWriteTo
    return link


async def came_by_link(tx: Transaction, ask: Request) -> Linked | None:
    """Somebody pressed Start at the end of a personal link: this account is that person.

    None for what is no personal link, is used or too old, and for who is known already: they are simply greeted.
    Raises CannotLink where the person has another account of that messenger, or the account is somebody else's.
    """
    token = _TOKEN.fullmatch(ask.text.strip())
    if token is None or not ask.private:
        return None
    invited = PersonId(int(token[1]))
    redeemed = await tx.codes.redeem(reachability.purpose_of(invited), token[2], ask.account, ask.now)
    if redeemed is None:
        return None
    team = await tx.teams.get(TeamId(int(redeemed[1].partition(":")[0])))
    people = [person for person in await tx.people.of(team.id) if person.active]
    person = next((one for one in people if one.id == invited), None)
    if person is None or ask.account in person.accounts:
        return None
    _check_free(ask, person, people)
    await tx.people.save(replace(person, accounts=(*person.accounts, ask.account)))
    return Linked(person.name, team.name)


def _check_free(ask: Request, person: Person, people: list[Person]) -> None:
    """Raises CannotLink."""
    taken = any(ask.account in one.accounts for one in people)
    if taken or messenger_of(ask.account) in {messenger_of(account) for account in person.accounts}:
        raise CannotLink("has_another")
