"""The team's own days off in its file: imported, compared, kept where the file is silent, refused where it contradicts."""

from datetime import date, datetime

import pytest

from bot.storage.transaction import Database
from bot.teamfile.commands import DONE, REFUSED, export_team
from bot.teamfile.problems import WrongTeamFile
from bot.teamfile.reading import read_team_file
from rituals.localtime import zone
from rituals.team import Team
from tests.teamfile.conftest import Import
from tests.teamfile.texts import TEAM, changed, line_of

OFF = "days_off: [2026-01-19..2026-01-20]"
"""The clock of these tests shows the 12th of January 2026, a Monday."""


def with_days(*lines: str) -> str:
    return changed("holidays: RU\n", "\n".join(["holidays: RU", *lines, ""]))


async def stored(database: Database) -> tuple[Team, list[datetime]]:
    """The team, and when what is planned begins."""
    async with database.read() as tx:
        (team,) = await tx.teams.all()
        upcoming = await tx.occurrences.upcoming(team.id)
    return team, [one.starts_at.astimezone(zone(team.timezone)) for one in upcoming]


async def test_days_off_are_imported_and_obeyed(imports: Import, database: Database) -> None:
    await imports(TEAM)
    _, (before, *_) = await stored(database)
    while_dry = await imports(with_days(f"days_off: [{before:%Y-%m-%d}]"), dry_run=True)
    assert f"~ team Original Works: days_off none → {before:%Y-%m-%d}\n" in while_dry.out
    assert (await stored(database))[1][0] == before, "a dry run changes nothing"
    await imports(with_days(f"days_off: [{before:%Y-%m-%d}]"))
    team, (after, *_) = await stored(database)
    assert team.days_off == {before.date()}
    assert (after.date() - before.date()).days == 1, "the next workday"
    again = await imports(with_days(f"days_off: [{before:%Y-%m-%d}]"))
    assert (again.code, "~" in again.out) == (DONE, False)


async def test_a_file_that_is_silent_keeps_them_and_an_empty_list_takes_them_away(
    imports: Import, database: Database
) -> None:
    await imports(with_days(OFF, "working_days:", "  - 2026-01-17"))
    await imports(TEAM)
    team, _ = await stored(database)
    assert (team.days_off, team.working_days) == (
        {date(2026, 1, 19), date(2026, 1, 20)},
        {date(2026, 1, 17)},
    )
    exported = (await export_team(database, None)).out
    assert "days_off: [2026-01-19..2026-01-20]\nworking_days: [2026-01-17]\n" in exported
    assert "working_days 2026-01-17 → none" in (await imports(with_days("working_days: []"))).out
    assert (await stored(database))[0].working_days == frozenset()


async def test_a_day_is_off_or_worked_on(imports: Import, database: Database) -> None:
    await imports(with_days(OFF))
    for lines in ((OFF, "working_days: [2026-01-20]"), ("working_days: [2026-01-19]",)):
        refused = await imports(with_days(*lines))
        assert refused.code == REFUSED
        assert "both in days_off and in working_days" in refused.errors
    assert (await stored(database))[0].working_days == frozenset()


@pytest.mark.parametrize(
    "value", ["[tomorrow]", "[2026-01-20..2026-01-19]", "2026-01-20", "[[2026-01-20]]", "[2026-02-30]"]
)
def test_what_is_no_date_is_refused_with_its_line(value: str) -> None:
    text = with_days(f"days_off: {value}")
    with pytest.raises(WrongTeamFile) as wrong:
        read_team_file(text.encode())
    (problem,) = wrong.value.problems
    assert problem.line == line_of("days_off", text)
    assert problem.allowed or "single value" in problem.sentence
