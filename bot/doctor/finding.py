"""What the doctor finds: one line a thing that was looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `wrong` is empty where it is as it should be; then `mend` is too.

    `seen` tells what is there (a name, a version), never a secret.
    """

    about: str
    seen: str = ""
    wrong: str = ""
    mend: str = ""

    def __post_init__(self) -> None:
        """What comes from outside is told on a terminal: it must not move its cursor."""
        for name in ("about", "seen", "wrong", "mend"):
            text = getattr(self, name)
            object.__setattr__(self, name, "".join(char if char.isprintable() else " " for char in text))

    @property
    def is_ok(self) -> bool:
        return not self.wrong
