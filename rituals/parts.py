"""What a person has to do with one occurrence beside attending it: invited, (not) chairing, has read, comes late."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rituals.team import PersonId
from rituals.timeline import OccurrenceId


class Part(StrEnum):
    """GUEST: invited this once. DECLINED: does not chair. CHAIR: is to. HAS_READ: the agenda. LATE: has said so."""

    GUEST = "guest"
    DECLINED = "declined"
    CHAIR = "chair"
    HAS_READ = "has_read"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Partaking:
    """One person's part in one occurrence. `minutes`: how late they come."""

    occurrence: OccurrenceId
    person: PersonId
    part: Part
    at: datetime
    minutes: int = 0
