"""Look what a team file changes, and carry it out, within one transaction: all of it, or nothing."""

from dataclasses import replace
from datetime import datetime

from bot.storage.transaction import SqlTransaction
from bot.teamfile.comparing import Difference, compare
from bot.teamfile.content import TeamFile
from bot.teamfile.problems import Problem, WrongTeamFile
from bot.teamfile.stored import StoredTeam, stored_team, teams_called
from rituals.calendar_updates import bring_up_to_date
from rituals.kept_back import closes, give_back, keep_back, opens_up
from rituals.kinds import KINDS
from rituals.planning import live_of, plan_next, replan
from rituals.team import Circle, Place, Team
from rituals.timeline import Ritual


class ChangedMeanwhile(Exception):  # noqa: N818  It names the situation.
    """Somebody else changed the same team between the look and the change; nothing was written, try again."""


async def difference_in(tx: SqlTransaction, file: TeamFile, now: datetime) -> Difference:
    """What an import of this file would do now; reads only. Raises WrongTeamFile."""
    teams = await teams_called(tx, file.name)
    if len(teams) > 1:
        raise WrongTeamFile(
            [Problem(file.line, f"{len(teams)} teams are called {file.name!r}", ("a name of one team",))]
        )
    stored = await stored_team(tx, teams[0]) if teams else None
    difference = compare(file, stored, await _elsewhere(tx, file, stored), now)
    return difference if stored is None else await _with_what_opens_up(tx, file, stored, difference)


async def _with_what_opens_up(
    tx: SqlTransaction, file: TeamFile, stored: StoredTeam, difference: Difference
) -> Difference:
    """Warn of items that were written in private. Raises WrongTeamFile for a meeting that goes on in private."""
    before = {ritual.id: ritual for ritual in stored.rituals}
    opened = [after for after in difference.rituals.changed if opens_up(before[after.id], after)]
    lines = {ritual.name: ritual.line for ritual in file.rituals}
    going_on = [after for after in opened if await live_of(tx, after) is not None]
    if going_on:
        raise WrongTeamFile(
            [
                Problem(
                    lines[one.name], f"{one.name!r} goes on in private right now", ("another `where` when it is over",)
                )
                for one in going_on
            ]
        )
    kept = [(one.name, len(await tx.agenda.waiting(one.id))) for one in opened]
    warnings = (
        f"ritual {name}: agenda items written in private are kept back, {count} in all; their authors are asked"
        for name, count in kept
        if count
    )
    return replace(difference, warnings=(*difference.warnings, *warnings))


async def _elsewhere(tx: SqlTransaction, file: TeamFile, stored: StoredTeam | None) -> dict[Place, Team]:
    """The places of the file that other teams have. A topic may be one team's and the rest of its group another's."""
    elsewhere = {}
    for chat in file.chats:
        bound = await tx.teams.at(chat.place)
        if bound is not None and bound[1].place == chat.place and (stored is None or bound[0].id != stored.team.id):
            elsewhere[chat.place] = bound[0]
    return elsewhere


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
    circles = await _circles(tx, difference, team)
    for ritual in difference.rituals.new:
        added = await tx.rituals.add(replace(ritual, team=team.id, circle=circles[ritual.name]))
        if added.kind in KINDS:
            await plan_next(tx, added, team, now)
    await _change_rituals(tx, difference, circles, team, now)
    return team


async def _circles(tx: SqlTransaction, difference: Difference, team: Team) -> dict[str, Circle | None]:
    """Who takes part in each ritual of the file, now that everybody is stored."""
    ids = {person.name: person.id for person in await tx.people.of(team.id) if person.active}
    return {
        ritual: Circle(said.departments, said.roles, tuple(ids[name] for name in said.names)) if said else None
        for ritual, said in difference.participants.items()
    }


async def _team(tx: SqlTransaction, difference: Difference) -> Team:
    if difference.team_is_new:
        return await tx.teams.add(difference.team)
    if difference.team_line is not None:
        await tx.teams.save(difference.team)
    return difference.team


async def _change_rituals(
    tx: SqlTransaction, difference: Difference, circles: dict[str, Circle | None], team: Team, now: datetime
) -> None:
    """Change stored rituals; how far each is planned is read again under its lock, the ticker may be at work."""
    changed = {ritual.id: ritual for ritual in difference.rituals.changed}
    for number in sorted(difference.replanned | changed.keys()):
        fresh = await tx.rituals.get(team.id, number)
        if fresh is None:
            raise ChangedMeanwhile("a ritual was removed meanwhile")
        ritual = _onto(fresh, changed.get(number, fresh))
        ritual = replace(ritual, circle=circles.get(ritual.name, ritual.circle))
        if opens_up(fresh, ritual):
            await keep_back(tx, team, ritual)
        elif closes(fresh, ritual):
            await give_back(tx, team, ritual)
        if number in difference.replanned:
            await bring_up_to_date(tx, team, await replan(tx, ritual, team, now), now)
        else:
            await tx.rituals.save(ritual)


def _onto(fresh: Ritual, changed: Ritual) -> Ritual:
    return replace(changed, planned_until=fresh.planned_until, next_run_at=fresh.next_run_at)
