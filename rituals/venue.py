"""Where two directors meet: his territory, hers, a café from the list, in turn; and how many weeks in a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rituals.timeline import Occurrence, OccurrenceState, Reason

LONGEST_PLACE = 200
"""Characters of a place that people name."""


@dataclass(frozen=True, slots=True)
class Venue:
    """Where to meet: on somebody's territory (`name` is the host's), or somewhere that has a name of its own."""

    name: str
    is_home: bool = False


def venue(held: int, hosts: Sequence[str], cafes: Sequence[str]) -> Venue | None:
    """Where the next one is after so many that were held: each host in turn, then the next café of the list.

    Without cafés the hosts alternate; without hosts the cafés do; without both nobody knows.
    """
    round_ = len(hosts) + bool(cafes)
    if not round_:
        return None
    turn = held % round_
    return Venue(hosts[turn], is_home=True) if turn < len(hosts) else Venue(cafes[held // round_ % len(cafes)])


def streak(past: Iterable[Occurrence]) -> int:
    """How many in a row were held, up to the latest (`past`: the latest first). A day off or a pause breaks nothing."""
    count = 0
    for occurrence in past:
        if occurrence.state is OccurrenceState.HELD:
            count += 1
        elif occurrence.reason not in {Reason.DAY_OFF, Reason.PAUSED, Reason.RESCHEDULED}:
            break
    return count
