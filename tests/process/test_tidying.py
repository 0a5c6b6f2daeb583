"""`LETUCHKA_KEEP_MONTHS`: the running bot itself forgets what is older, again and again."""

import asyncio
from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.app import at_work
from bot.delivery.pacing import Unpaced
from bot.storage import tables
from bot.storage.transaction import Database
from rituals.team import Absence
from tests.patience import PATIENCE
from tests.scenarios.teams import TELEGRAM_ALONE
from tests.scenarios.town import town_of

OLD, NEW = date(2025, 1, 10), date(2026, 10, 10)


async def stored(database: Database) -> Collection[date]:
    """The first days of all absences."""
    async with database.read() as tx:
        (team,) = await tx.teams.all()
        return {absence.first for absence in await tx.people.absences(team.id, date(2020, 1, 1), date(2030, 1, 1))}


@pytest.mark.parametrize(("months", "left"), [(12, {NEW}), (0, {OLD, NEW})])
async def test_what_is_older_than_it_is_to_be_kept_goes(tmp_path: Path, months: int, left: set[date]) -> None:
    async with town_of(TELEGRAM_ALONE.text, "2026-11-20 09:00", tmp_path) as town:
        settings = town.staging.settings(town.database_url).model_copy(update={"keep_months": months})
        database = Database(town.database_url, town.clock)
        async with database.begin() as tx:
            (team,) = await tx.teams.all()
            person = (await tx.people.of(team.id))[0]
            for first in (OLD, NEW):
                await tx.people.be_away(Absence(person.id, first, first + timedelta(days=3)))
            code = await tx.codes.issue("link", person.accounts[0], "x", town.clock() - timedelta(days=2))
        assert code
        soon = timedelta(seconds=0.05)
        async with at_work(settings, clock=town.clock, pace=lambda _: Unpaced(), tidied_every=soon):
            async with asyncio.timeout(PATIENCE):
                while await stored(database) != left or await codes(database):  # noqa: ASYNC110  Nobody tells of it.
                    await asyncio.sleep(0.02)
        await database.close()


async def codes(database: Database) -> int:
    """How many one-time codes there are: void ones go at the same time, whatever is to be kept."""
    async with database.read() as tx:
        return int(await tx._sql.value(select(func.count()).select_from(tables.codes)))
