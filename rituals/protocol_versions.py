"""What changed from one version of a protocol to the next: by whom, when, and in which words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from rituals.protocol import Protocol


class Change(StrEnum):
    """How a version came to be."""

    MADE = "made"
    AGREED = "agreed"
    OBJECTED = "objected"
    AMENDED = "amended"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version and what is new in it.

    `by` is who changed it (of a first version: who chaired; of RELEASED: who has left). `text` is the amendment, or the
    decision number `seq` that was objected to because of `why`. `void`: whose agreement does not count any more.
    """

    version: int
    made_at: datetime
    change: Change
    by: str | None
    text: str | None = None
    seq: int | None = None
    why: str | None = None
    void: tuple[str, ...] = ()


def history(versions: Sequence[Protocol]) -> tuple[VersionLine, ...]:
    """A line for each version, the first one first."""
    if not versions:
        return ()
    first = versions[0]
    lines = [VersionLine(first.version, first.made_at, Change.MADE, first.chair)]
    lines += [next(_changes(before, after)) for before, after in pairwise(versions)]
    return tuple(lines)


def _changes(before: Protocol, after: Protocol) -> Iterator[VersionLine]:
    """What is new, the weightiest first; each version has one change."""
    number, at = after.version, after.made_at
    kept = {who.id for who in after.agreed}
    void = tuple(who.name for who in before.agreed if who.id not in kept)
    stood = {decision.seq for decision in before.standing}
    for decision in after.all_decisions:
        if decision.reopened is not None and decision.seq in stood:
            why = decision.why
            yield VersionLine(number, at, Change.OBJECTED, decision.reopened, decision.text, decision.seq, why, void)
    for amendment in after.amendments[len(before.amendments) :]:
        yield VersionLine(number, at, Change.AMENDED, amendment.by, amendment.text, void=void)
    had = {who.id for who in before.agreed}
    for who in after.agreed:
        if who.id not in had:
            yield VersionLine(number, at, Change.AGREED, who.name)
    for who in after.released[len(before.released) :]:
        yield VersionLine(number, at, Change.RELEASED, who.name)
    yield VersionLine(number, at, Change.MADE, None)
