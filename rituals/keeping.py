"""What the core asks of the storage about what is kept of people."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from rituals.team import Person


class Privacy(Protocol):
    """What is kept about people, and forgetting them."""

    async def of(self, person: Person) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """All that is kept about a person, by kind: each record as names and plain values."""

    async def erase(self, person: Person, instead: str) -> None:
        """Forget a person; `instead` stands where the name stood, and what was decided stays."""
