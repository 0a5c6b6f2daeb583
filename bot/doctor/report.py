"""Tells what the doctor finds: a table on a terminal, a plain line each where it is piped into something."""

import sys
from collections.abc import Iterator

from bot.doctor.examining import examine
from bot.doctor.finding import Finding
from bot.settings import Settings
from rituals.ports import Clock


async def told(settings: Settings, clock: Clock) -> bool:
    """Whether all is ok. In a pipe each line comes as soon as it is known."""
    if sys.stdout.isatty():
        return await _as_table(settings, clock)
    well = True
    async for finding in examine(settings, clock):
        well &= finding.is_ok
        sys.stdout.writelines(f"{line}\n" for line in lines(finding))
        sys.stdout.flush()
    return well


def lines(finding: Finding) -> Iterator[str]:
    """`ok    database: version 0004`, or what is wrong and below it the step that mends it."""
    if finding.is_ok:
        yield f"ok    {finding.about}{f': {finding.seen}' if finding.seen else ''}"
        return
    yield f"WRONG {finding.about}: {finding.wrong}"
    if finding.mend:
        yield f"      → {finding.mend}"


async def _as_table(settings: Settings, clock: Clock) -> bool:
    from rich.console import Console  # noqa: PLC0415  Only for a terminal.
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(show_header=False, box=None, pad_edge=False)
    well = True
    async for finding in examine(settings, clock):
        well &= finding.is_ok
        mark = Text("ok", "green") if finding.is_ok else Text("✗", "bold red")
        said = Text(finding.seen) if finding.is_ok else Text(f"{finding.wrong}\n→ {finding.mend}")
        table.add_row(mark, Text(finding.about), said)
    Console().print(table)
    return well
