"""`letuchka team import`, `team export`, `team list`, as functions: text to print and an exit code."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.storage.transaction import Database, SqlTransaction
from bot.teamfile.applying import ChangedMeanwhile, apply, difference_in
from bot.teamfile.comparing import Difference
from bot.teamfile.content import TeamFile
from bot.teamfile.problems import WrongTeamFile
from bot.teamfile.reading import read_team_file
from bot.teamfile.stored import StoredTeam, stored_team
from bot.teamfile.writing import team_file_text
from rituals.localtime import zone
from rituals.ports import Clock
from rituals.team import Team
from rituals.timeline import Occurrence, OccurrenceState

DONE = 0
REFUSED = 1
NO_FILE = 2
"""Exit codes; 2 is also what the command line gives for wrong arguments."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a command prints: `out` on standard output, `errors` on standard error, and the exit code."""

    out: str = ""
    errors: str = ""
    code: int = DONE


async def import_team(database: Database, file: Path, clock: Clock, *, dry_run: bool = False) -> Printed:
    """Make a team what its file says, all or nothing, and print the difference; `dry_run` prints it and writes nothing.

    The database must have been upgraded.
    """
    try:
        raw = await asyncio.to_thread(file.read_bytes)
    except OSError as error:
        return Printed(errors=f"{file}: cannot be read: {error.strerror or error}\n", code=NO_FILE)
    try:
        wanted = read_team_file(raw)
        difference = await (_look if dry_run else _carry_out)(database, wanted, clock())
    except WrongTeamFile as wrong:
        return Printed(errors=f"{wrong.told(str(file))}\nNothing was changed.\n", code=REFUSED)
    except ChangedMeanwhile as meanwhile:
        return Printed(errors=f"{meanwhile}. Nothing was changed; try again.\n", code=REFUSED)
    return Printed(out=_told(difference, dry_run=dry_run))


async def export_team(database: Database, name: str | None) -> Printed:
    """The file of a team. Without a name: of the only one."""
    async with database.read() as tx:
        teams = await tx.teams.all()
        named = [team for team in teams if name is None or team.name == name]
        if len(named) == 1:
            return Printed(out=team_file_text((await stored_team(tx, named[0])).as_file()))
    return Printed(errors=_which_one(name, teams, named), code=REFUSED)


async def list_teams(database: Database) -> Printed:
    """A line a team: its name, how many people, chats and rituals it has, and what is next, in its own time."""
    async with database.read() as tx:
        lines = [await _line(tx, await stored_team(tx, team)) for team in await tx.teams.all()]
    return Printed(out="".join(f"{line}\n" for line in lines) or "There is no team yet: letuchka team import FILE\n")


async def _look(database: Database, file: TeamFile, now: datetime) -> Difference:
    async with database.read() as tx:
        return await difference_in(tx, file, now)


async def _carry_out(database: Database, file: TeamFile, now: datetime) -> Difference:
    async with database.begin() as tx:
        difference = await difference_in(tx, file, now)
        await apply(tx, difference, now)
    return difference


def _told(difference: Difference, *, dry_run: bool) -> str:
    lines = [*difference.lines]
    if difference.is_empty:
        lines.append(f"{difference.team.name}: nothing to change.")
    lines += [f"! {warning}" for warning in difference.warnings]
    lines += [f"not in the file, kept: {kept}" for kept in difference.kept]
    if not difference.is_empty:
        lines.append("Dry run: nothing was written." if dry_run else f"{difference.team.name}: done.")
    return "".join(f"{line}\n" for line in lines)


def _which_one(name: str | None, teams: Sequence[Team], named: Sequence[Team]) -> str:
    """Why there is not exactly one team to export."""
    if not teams:
        return "There is no team yet: letuchka team import FILE\n"
    if name is not None and len(named) > 1:
        return f"{len(named)} teams are called {name!r}.\n"
    wrong = "Which team? Name one" if name is None else f"There is no team {name!r}; there are"
    return f"{wrong}: {', '.join(repr(team.name) for team in teams)}.\n"


async def _line(tx: SqlTransaction, stored: StoredTeam) -> str:
    team = stored.team
    people = sum(person.active for person in stored.people)
    counts = f"{_count(people, 'person', 'people')}, {_count(len(stored.chats), 'chat')}"
    rituals = _count(len(stored.rituals), "ritual")
    return f"{team.name}: {counts}, {rituals}, {_next(stored, await tx.occurrences.upcoming(team.id))}"


def _next(stored: StoredTeam, upcoming: Sequence[Occurrence]) -> str:
    """The next meeting that has not begun, of a ritual that does not rest."""
    at_work = {ritual.id: ritual.name for ritual in stored.rituals if not ritual.rests}
    for occurrence in upcoming:
        if occurrence.state is OccurrenceState.PLANNED and occurrence.ritual in at_work:
            starts = occurrence.starts_at.astimezone(zone(stored.team.timezone))
            return f"next: {at_work[occurrence.ritual]} on {starts:%a %Y-%m-%d %H:%M} {stored.team.timezone}"
    return "nothing planned"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
