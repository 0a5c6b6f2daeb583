"""`letuchka db backup` and `restore`, as an admin types them: what comes back, and what is refused with nothing changed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import WRONG, app

TEAM = """\
team: {name}
locale: en
timezone: Europe/London
holidays: none
market: b2b
"""


def types(*words: str, code: int = 0) -> str:
    """What the command says."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def one_team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with one team, `copy` of it, and a second team that came after."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LETUCHKA_DATABASE_URL", "sqlite:///letuchka.db")
    for name in ("First", "Second"):
        Path("team.yaml").write_text(TEAM.format(name=name))
        types("team", "import", "team.yaml")
        if name == "First":
            types("db", "backup", "copy")
    return tmp_path


def test_a_copy_brings_back_what_was_there(one_team: Path) -> None:
    types("db", "restore", "copy")
    listed = types("team", "list")
    assert "First" in listed
    assert "Second" not in listed


def test_what_is_no_copy_is_refused_and_nothing_is_changed(one_team: Path) -> None:
    whole = (one_team / "copy").read_bytes()
    (one_team / "words").write_text("not a database")
    (one_team / "half").write_bytes(whole[: len(whole) // 2])
    for name in ("words", "half", "missing"):
        said = types("db", "restore", name, code=WRONG)
        assert name in said
        assert "nothing was changed" in said
        assert "Traceback" not in said
    assert "Second" in types("team", "list")


def test_a_copy_is_never_written_over_a_file(one_team: Path) -> None:
    before = (one_team / "copy").read_bytes()
    assert "nothing was written" in types("db", "backup", "copy", code=WRONG)
    assert (one_team / "copy").read_bytes() == before


def test_where_there_is_no_database_there_is_nothing_to_copy(one_team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LETUCHKA_DATABASE_URL", "sqlite:///elsewhere.db")
    assert "no database at elsewhere.db" in types("db", "backup", "another", code=WRONG)
    assert not (one_team / "another").exists()
    assert not (one_team / "elsewhere.db").exists()
