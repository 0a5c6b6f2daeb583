"""Writes the reference that the code itself knows: settings, commands of the process, metrics. `make reference`.

Each page keeps its own words; what stands between its two markers is written anew.
"""

import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from bot.cli import app
from bot.settings import PREFIX, Settings
from bot.storage.slotstate import Backlog
from bot.web.figures import Figures, Sources

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
BEGIN, END = "<!-- from the code: make reference -->", "<!-- until here -->"


def settings() -> Iterator[str]:
    """The table of every setting."""
    yield "| name | default | meaning |"
    yield "|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = field.default.value if isinstance(field.default, Enum) else field.default
        shown = "" if default is None else f"`{default}`"
        yield f"| `{PREFIX}{name.upper()}` | {shown} | {field.description} |"


def commands() -> Iterator[str]:
    """Every command with its options."""
    yield "| command | what it does |"
    yield "|---|---|"
    for path, command in _leaves(typer.main.get_command(app), ("letuchka",)):
        words = " ".join((*path, *_usage(command)))
        notes = " ".join(f"`{one.opts[0]}`: {one.help}" for one in _options(command))
        yield f"| `{words}` | {command.help} {notes}".rstrip() + " |"


def _leaves(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    if isinstance(command, TyperGroup):
        for name, one in command.commands.items():
            yield from _leaves(one, (*path, name))
    else:
        yield path, command


def _usage(command: TyperCommand) -> Iterator[str]:
    for one in command.params:
        if isinstance(one, TyperArgument):
            name = (one.name or "").upper()
            yield name if one.required else f"[{name}]"
    for one in _options(command):
        value = "" if one.is_flag else f" {(one.name or '').upper()}"
        yield f"[{one.opts[0]}{value}]"


def _options(command: TyperCommand) -> Iterator[TyperOption]:
    return (one for one in command.params if isinstance(one, TyperOption) and one.name != "help")


def metrics() -> Iterator[str]:
    """Every family of `/metrics`, as a process without work has it."""
    yield "| name | kind | labels | meaning |"
    yield "|---|---|---|---|"
    figures = Figures()
    figures.read(Sources(lambda: [("shown", 0)], lambda: None))
    figures.heard("telegram", "done")
    figures.backlog = Backlog(0, 0.0)
    for family in figures.registry.collect():
        labels = {label for sample in family.samples for label in sample.labels} - {"le"}
        name = f"{family.name}_total" if family.type == "counter" else family.name
        told = ", ".join(f"`{label}`" for label in sorted(labels))
        yield f"| `{name}` | {family.type} | {told} | {family.documentation} |"


PAGES = {"settings.md": settings, "commands.md": commands, "metrics.md": metrics}


def written(page: Path, lines: Iterator[str]) -> str:
    """The page with the part between its markers written anew."""
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return "\n".join((before + BEGIN, *lines, END)) + after


def main() -> None:
    for name, lines in PAGES.items():
        page = REFERENCE / name
        page.write_text(written(page, lines()), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
