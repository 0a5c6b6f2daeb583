"""The floors of coverage, as a plugin of pytest: `pytest --cov -p scripts.floors` measures, and fails below them.

The core and what people can ask are covered to the last branch: nothing in them needs a world to be tried. The rest
touches networks and processes, some of which are other processes that are not measured.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

TO_THE_LAST_BRANCH = ("rituals/", "handlers/")
ALL = 90.0


@dataclass
class Floors:
    """What was found; nothing yet."""

    told: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """pytest-cov has put together by now what its workers measured."""
        folder: Path = session.config.rootpath
        found = measured(folder)
        share = found["totals"]["percent_covered"]
        self.told = [f"{share:.1f} % of lines and branches"]
        if session.exitstatus:
            return  # What failed did not cover what it should have.
        self.below = list(holes(found["files"]))
        if share < ALL:
            self.below.append(f"all of it: {share:.1f} %, at least {ALL:.0f} % is asked for")
        if self.below:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("coverage")
        for line in self.told:
            terminalreporter.write_line(line)
        for line in self.below:
            terminalreporter.write_line(f"NOT COVERED {line}", red=True)


def measured(folder: Path) -> dict[str, Any]:
    """Coverage's own report."""
    coverage = Coverage(data_file=str(folder / ".coverage"), config_file=str(folder / "pyproject.toml"))
    coverage.load()
    report = folder / ".coverage.json"
    coverage.json_report(outfile=str(report))
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    report.unlink()
    return found


def holes(files: dict[str, Any]) -> Iterator[str]:
    """`rituals/cup.py: lines 12, 13; from 20 to 24` for each file that has any."""
    for name, file in sorted(files.items()):
        if name.startswith(TO_THE_LAST_BRANCH):
            lines = ", ".join(map(str, file["missing_lines"]))
            ways = [f"from {start} to {abs(end)}" if end > 0 else f"from {start} out" for start, end in branches(file)]
            parts = [f"lines {lines}"] if lines else []
            if parts or ways:
                yield f"{name}: {'; '.join(parts + ways)}"


def branches(file: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Those that are not told by their lines already."""
    gone = set(file["missing_lines"])
    for start, end in file["missing_branches"]:
        if start not in gone and end not in gone:
            yield start, end


def pytest_configure(config: pytest.Config) -> None:
    """Only where the results come together, not in the workers."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Floors(), "floors")
