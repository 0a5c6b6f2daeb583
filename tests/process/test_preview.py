"""`letuchka preview`, as an admin runs it."""

from pathlib import Path

from tests.process.machine import Machine
from tests.scenarios.teams import BOTH_AT_ONCE


async def test_it_tells_the_next_days_in_the_teams_words(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "team.yaml").write_text(BOTH_AT_ONCE.text, "utf-8")
    nobody = await machine.ends("preview")
    assert (nobody.code, nobody.out) == (1, "")
    assert "no team yet" in nobody.errors
    assert (await machine.ends("team", "import", "team.yaml")).code == 0
    told = await machine.ends("preview", "--days", "14", "--team", "Original Works")
    assert (told.code, told.errors) == (0, "")
    assert "14 дней вперёд" in told.out
    assert "Летучка; общие чаты, 4 человека" in told.out
    other = await machine.ends("preview", "--team", "Nobody")
    assert (other.code, other.out) == (1, "")
    assert "Nobody" in other.errors
