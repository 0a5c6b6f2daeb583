"""The asynchronous stand-up: three questions in private, one digest in the chat."""

from dataclasses import dataclass
from datetime import datetime

from rituals.team import PersonId
from rituals.timeline import OccurrenceId


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person wrote: done, planned, in the way (empty: nothing is)."""

    occurrence: OccurrenceId
    person: PersonId
    done: str
    plan: str
    blocked: str
    at: datetime
