"""A month of the sample team, played by `letuchka demo --month` as a user plays it; the golden texts of what it left.

To accept changed words, run `UPDATE_GOLDEN=1 pytest tests/month` and read the difference.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

GOLDEN = Path(__file__).parent / "golden"
PATIENCE = 3600
"""Real seconds after which something hangs; a month costs about a minute of one core."""


@dataclass(frozen=True)
class Left:
    """What a month left in its folder."""

    folder: Path
    told: str

    def texts(self, where: str) -> dict[str, str]:
        found = sorted(self.folder.joinpath(where).rglob("*.txt"))
        return {str(path.relative_to(self.folder / where)): path.read_text("utf-8") for path in found}

    @property
    def everything(self) -> str:
        return "\n".join(self.texts("chats").values())


class Month:
    """What holds for a month in any language; the month is played once for all of it."""

    lang: ClassVar[str]
    same_time: ClassVar[tuple[str, ...]]
    """Two weekly calls of the common chat, before and after the clock change."""
    not_then: ClassVar[str]
    instead: ClassVar[str]
    """When a meeting would have been, had that not been a day off, and when it was."""
    late: ClassVar[str]
    away: ClassVar[str]
    kept: ClassVar[str]
    broken: ClassVar[str]

    @pytest.fixture(scope="class")
    @classmethod
    def left(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Left]:
        folder = tmp_path_factory.mktemp("month") / cls.lang
        command = [sys.executable, "-m", "bot", "demo", "--month", str(folder), "--lang", cls.lang]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        assert done.returncode == 0, done.stderr
        yield Left(folder, done.stderr)
        shutil.rmtree(folder)

    def test_the_chats_say_what_they_said(self, left: Left) -> None:
        golden = GOLDEN / self.lang
        said = left.texts("chats")
        if os.environ.get("UPDATE_GOLDEN"):
            shutil.rmtree(golden, ignore_errors=True)
            for name, text in said.items():
                path = golden / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
        kept = {str(path.relative_to(golden)): path.read_text("utf-8") for path in golden.rglob("*.txt")}
        assert sorted(said) == sorted(kept)
        for name, text in said.items():
            assert text.splitlines() == kept[name].splitlines(), name

    def test_protocols_pictures_and_reports_are_there(self, left: Left) -> None:
        protocols = {path.suffix: path for path in left.folder.joinpath("protocols").iterdir()}
        assert protocols[".pdf"].read_bytes().startswith(b"%PDF")
        assert "1" in protocols[".md"].read_text("utf-8")
        numbers = {path.stem for path in left.folder.joinpath("protocols").iterdir()}
        assert len(numbers) >= 10
        sent = [path.name for path in sorted(left.folder.joinpath("files").iterdir())]
        assert any("cup" in name for name in sent), sent
        assert any("survey" in name for name in sent), sent
        pictures = list(left.folder.joinpath("files").glob("*.png"))
        assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)

    def test_people_were_people(self, left: Left) -> None:
        """They came late, went away, kept promises and did not."""
        for words in (self.late, self.away, self.kept, self.broken):
            assert words in left.everything, words

    def test_a_day_off_and_a_clock_change_lay_on_the_way(self, left: Left) -> None:
        assert f"\n{self.not_then} " not in left.everything
        assert self.instead in left.everything
        for call in self.same_time:
            assert f"\n{call} " in left.everything

    def test_it_tells_where_it_is(self, left: Left) -> None:
        assert str(left.folder) in left.told
