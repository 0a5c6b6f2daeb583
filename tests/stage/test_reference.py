"""docs/reference/stage.md and the tests say the same: every line has a test, and every row that is tested has a line."""

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "reference" / "stage.md").read_text("utf-8")
TESTS = {path.name: path.read_text("utf-8") for path in HERE.glob("test_*.py")}
CHANNELS = {"T50"}
"""Polls in channels: the stage has no channels."""


def rows(letter: str) -> list[str]:
    return re.findall(rf"^\| ({letter}\d+) \|", PAGE, re.MULTILINE)


def rows_with_tests(letter: str) -> set[str]:
    """The rows that the parametrized tables and the names of tests tell of."""
    found = set()
    for text in TESTS.values():
        found |= set(re.findall(rf'"({letter}\d{{1,2}})[ "]', text))
        for name in re.findall(r"def test_(\w+)", text):
            found |= {
                part.upper() for part in name.split("_") if re.fullmatch(rf"{letter}\d{{1,2}}", part, re.IGNORECASE)
            }
    return found


def test_every_row_has_a_test_and_every_tested_row_is_told_of() -> None:
    for letter, last in (("T", 78), ("S", 63)):
        told = rows(letter)
        assert len(told) == len(set(told))
        assert set(told) == rows_with_tests(letter) - CHANNELS
        missing = {f"{letter}{number}" for number in range(1, last + 1)} - set(told)
        assert missing <= CHANNELS


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`tests/stage/(\w+\.py)(?:::(test_\w+))?`", PAGE)
    assert named
    for file, test in named:
        assert file in TESTS or file == "test_reference.py", file
        assert not test or f"def {test}(" in TESTS[file], test
