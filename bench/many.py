"""A database full of rituals: teams of two with a chat, each with one stand-up that falls due and others that wait."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from bot.storage.tables import rituals, steps
from bot.storage.transaction import Database, SqlTransaction
from rituals.calendar import Schedule
from rituals.team import AccountKey, Audience, Chat, ChatId, Department, Market, Person, PersonId, Place, Team, TeamId
from rituals.timeline import Ritual, RitualId

MONDAY = datetime.fromisoformat("2026-11-23T07:00:00+00:00")
"""Ten o'clock in Moscow."""

BEFORE = MONDAY - timedelta(days=4)
AFTER = MONDAY + timedelta(days=365)

AT_ONCE = 500
"""Teams that one transaction takes."""


async def fill(database: Database, teams: int, rituals_each: int) -> None:
    """So many teams; of each the first ritual is to be planned now, the others next year."""
    for first in range(0, teams, AT_ONCE):
        async with database.begin(unhurried=True) as tx:
            added = [await _a_team(tx, number) for number in range(first, min(first + AT_ONCE, teams))]
            await _its_rituals(tx, added, rituals_each)


async def _a_team(tx: SqlTransaction, number: int) -> Team:
    team = await tx.teams.add(Team(TeamId(0), f"Team {number}", "en", "Europe/Moscow", "none", Market.B2B))
    await tx.teams.bind(Chat(ChatId(0), team.id, Place(f"telegram:-100{number:07}"), Audience.COMMON))
    for position, department in enumerate((Department.SALES, Department.MARKETING)):
        account = AccountKey(f"telegram:{1_000_000 + 10 * number + position}")
        await tx.people.add(Person(PersonId(0), team.id, f"Person {position}", department, accounts=(account,)))
    return team


async def _its_rituals(tx: SqlTransaction, teams: list[Team], each: int) -> None:
    schedule = Schedule.parse(every="week", on="mon", at="10:00", timezone="Europe/Moscow")
    first = Ritual(RitualId(0), teams[0].id, "ritual 0", "standup", schedule, timedelta(minutes=30), next_run_at=BEFORE)
    kept = await tx.rituals.add(first)
    sql = tx._sql  # noqa: SLF001
    row = dict((await sql.one(select(rituals).where(rituals.c.id == kept.id)))._mapping)  # noqa: SLF001
    del row["id"]
    rows = [
        {**row, "team_id": team.id, "name": f"ritual {number}", "next_run_at": AFTER if number else BEFORE}
        for team in teams
        for number in range(each)
    ]
    await sql.run(rituals.insert(), rows[1:])


async def only_monday(database: Database) -> int:
    """Of what was planned leave what is due on Monday at ten; how many steps that is."""
    async with database.begin(unhurried=True) as tx:
        sql = tx._sql  # noqa: SLF001
        await sql.run(delete(steps).where(steps.c.due_at < MONDAY))
        return len(await sql.all(select(steps.c.id).where(steps.c.due_at == MONDAY)))
