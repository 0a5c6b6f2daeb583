"""The travelling cup (переходящий кубок): one department votes for who helped it most in the other last month."""

from dataclasses import dataclass
from datetime import timedelta

from rituals.kinds.declaration import FOR_EVER, REACH, Held, Kind
from rituals.timeline import Options, PlannedStep
from rituals.wrongvalues import WrongValue

WORKDAYS = 3
"""How long people can vote."""

WHOLE = 100


@dataclass(frozen=True, slots=True)
class CupOptions(Options):
    """What a team may set of its cup. Raises WrongValue for a quorum that is no share of a hundred."""

    mirror: bool = False
    """Marketing votes for the best of sales."""
    directors_stand: bool = False
    """The directors can be chosen too; they vote in any case."""
    holder_rests: bool = False
    """Who holds the cup cannot be chosen in the next round."""
    quorum: int = 50
    """Per cent of the electors who must vote, or the cup stays where it is."""

    def __post_init__(self) -> None:
        if not 1 <= self.quorum <= WHOLE:
            raise WrongValue("quorum", str(self.quorum), ("1 … 100, per cent of those who may vote",))


def steps(held: Held) -> tuple[PlannedStep, ...]:
    """What a round does when; a run-off, and the word to hand the cup over, are planned once they are needed.

    It opens a workday late at the most: there must be time left to think and to be reminded.
    """
    closing = held.workdays_after(WORKDAYS)
    reminding = held.workdays_after(WORKDAYS - 1)
    return (
        held.reach(),
        PlannedStep("vote_open", held.starts_at, held.workdays_after(1)),
        PlannedStep("vote_remind", reminding, closing),
        PlannedStep("vote_close", closing, closing + FOR_EVER),
    )


CUP = Kind(
    name="cup",
    duration=timedelta(minutes=30),
    stages=(),
    steps=steps,
    key_steps=("vote_open",),
    aside=(REACH,),
    options=CupOptions,
)
