"""What is not covered is told by file, line and way."""

from typing import Any

import pytest

from scripts.floors import holes


def file(lines: tuple[int, ...] = (), branches: tuple[tuple[int, int], ...] = ()) -> dict[str, Any]:
    """A file in coverage's own report."""
    return {"missing_lines": list(lines), "missing_branches": [list(one) for one in branches]}


@pytest.mark.parametrize(
    ("name", "found", "told"),
    [
        ("rituals/cup.py", file(), []),
        ("rituals/cup.py", file(lines=(12, 13)), ["rituals/cup.py: lines 12, 13"]),
        ("handlers/cup.py", file(branches=((20, 24), (30, -28))), ["handlers/cup.py: from 20 to 24; from 30 out"]),
        ("handlers/cup.py", file(lines=(21,), branches=((20, 21),)), ["handlers/cup.py: lines 21"]),
        ("bot/app.py", file(lines=(1,)), []),
    ],
)
def test_only_the_core_and_the_handlers_have_to_be_whole(name: str, found: dict[str, Any], told: list[str]) -> None:
    assert list(holes({name: found})) == told
