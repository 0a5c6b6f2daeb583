"""What a team sets of its cup, and since when people are there, in the team file: read, kept, told, written again."""

from datetime import UTC, date, datetime

import pytest

from bot.clock import MovableClock
from bot.storage.transaction import Database
from bot.teamfile.commands import export_team
from bot.teamfile.reading import read_team_file
from bot.teamfile.writing import team_file_text
from rituals.kinds.cup import CupOptions
from tests.teamfile.conftest import Import
from tests.teamfile.texts import TEAM, changed

SET = "    mirror: true\n    directors_stand: true\n    holder_rests: true\n    quorum: 30\n"
WITH_OPTIONS = changed('    at: "11:00"\n', f'    at: "11:00"\n{SET}')
ZOYA = "  - name: Зоя Новая\n    department: sales\n"
WITH_ZOYA = changed("rituals:\n", f"{ZOYA}rituals:\n")


async def joined(database: Database) -> dict[str, date | None]:
    async with database.read() as tx:
        [team] = await tx.teams.all()
        return {person.name: person.joined for person in await tx.people.of(team.id)}


def test_the_options_are_read_and_written_and_the_usual_ones_left_out() -> None:
    cup = read_team_file(WITH_OPTIONS.encode()).rituals[1]
    assert cup.options == CupOptions(mirror=True, directors_stand=True, holder_rests=True, quorum=30)
    assert SET in team_file_text(read_team_file(WITH_OPTIONS.encode()))
    usual = read_team_file(TEAM.encode())
    assert usual.rituals[1].options == CupOptions()
    assert "quorum" not in team_file_text(usual)


@pytest.mark.parametrize("quorum", ["0", "101", "half", "-5"])
async def test_a_quorum_is_a_share_of_a_hundred(imports: Import, quorum: str) -> None:
    printed = await imports(WITH_OPTIONS.replace("quorum: 30", f"quorum: {quorum}"))
    assert printed.code != 0
    assert "team.yaml:37: quorum" in printed.errors


async def test_a_change_is_told_and_the_round_planned_anew(imports: Import) -> None:
    await imports(TEAM)
    printed = await imports(WITH_OPTIONS)
    told = "mirror false → true; directors_stand false → true; holder_rests false → true; quorum 50 → 30"
    assert printed.out.splitlines()[0] == f"~ ritual cup: {told}"
    assert "nothing to change" in (await imports(WITH_OPTIONS)).out


async def test_who_is_new_in_a_team_came_today_and_the_first_people_were_always_there(
    imports: Import, database: Database, clock: MovableClock
) -> None:
    await imports(TEAM)
    assert set((await joined(database)).values()) == {None}
    clock.set(datetime(2026, 1, 13, 22, 30, tzinfo=UTC))
    await imports(WITH_ZOYA)
    assert (await joined(database))["Зоя Новая"] == date(2026, 1, 14), "it is after midnight in Moscow"
    clock.set(datetime(2026, 2, 20, tzinfo=UTC))
    assert "nothing to change" in (await imports(WITH_ZOYA)).out
    printed = await imports(WITH_ZOYA.replace(ZOYA, f"{ZOYA}    joined: 2025-09-01\n"))
    assert "~ person Зоя Новая: joined 2026-01-14 → 2025-09-01" in printed.out
    assert "    joined: 2025-09-01\n" in (await export_team(database, "Original Works")).out


async def test_a_first_day_that_is_none_is_refused(imports: Import) -> None:
    printed = await imports(WITH_ZOYA.replace(ZOYA, f"{ZOYA}    joined: soon\n"))
    assert "joined: 'soon' is not allowed" in printed.errors
