"""Carry out what a team file changes, within one transaction: all of it, or nothing."""

from dataclasses import replace
from datetime import datetime

from bot.storage.transaction import SqlTransaction
from bot.teamfile.comparing import Difference
from rituals.kinds import KINDS
from rituals.planning import plan_next, replan
from rituals.team import Team
from rituals.timeline import Ritual


class ChangedMeanwhile(Exception):  # noqa: N818  It names the situation.
    """Somebody else changed the same team between the look and the change; nothing was written, try again."""


async def apply(tx: SqlTransaction, difference: Difference, now: datetime) -> Team:
    """Store it all and plan what is to be planned. Raises ChangedMeanwhile."""
    team = await _team(tx, difference)
    for chat in difference.chats.new:
        if await tx.teams.bind(replace(chat, team=team.id)) is None:
            raise ChangedMeanwhile(f"the chat {chat.place} was bound to a team meanwhile")
    for chat in difference.chats.changed:
        await tx.teams.save_chat(chat)
    for person in difference.people.changed:
        await tx.people.save(person)
    for person in difference.people.new:
        await tx.people.add(replace(person, team=team.id))
    for ritual in difference.rituals.new:
        added = await tx.rituals.add(replace(ritual, team=team.id))
        if added.kind in KINDS:
            await plan_next(tx, added, team, now)
    await _change_rituals(tx, difference, team, now)
    return team


async def _team(tx: SqlTransaction, difference: Difference) -> Team:
    if difference.team_is_new:
        return await tx.teams.add(difference.team)
    if difference.team_line is not None:
        await tx.teams.save(difference.team)
    return difference.team


async def _change_rituals(tx: SqlTransaction, difference: Difference, team: Team, now: datetime) -> None:
    """Change stored rituals; how far each is planned is read again under its lock, the ticker may be at work."""
    changed = {ritual.id: ritual for ritual in difference.rituals.changed}
    for number in sorted(difference.replanned | changed.keys()):
        fresh = await tx.rituals.get(team.id, number)
        if fresh is None:
            raise ChangedMeanwhile("a ritual was removed meanwhile")
        ritual = _onto(fresh, changed.get(number, fresh))
        if number in difference.replanned:
            await replan(tx, ritual, team, now)
        else:
            await tx.rituals.save(ritual)


def _onto(fresh: Ritual, changed: Ritual) -> Ritual:
    return replace(changed, planned_until=fresh.planned_until, next_run_at=fresh.next_run_at)
