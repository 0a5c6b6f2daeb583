"""What a schedule's words are refused with: which field, what was given, and what is allowed there."""

from collections.abc import Sequence


class WrongValue(ValueError):  # noqa: N818  The team file shows it to a person as an answer, with its line number.
    """A value that a field cannot take.

    `field` is the team file's key, `given` what stood there, `allowed` what may stand there (for an open set, such
    as time zones, the nearest ones), in the order in which a person should read them.
    """

    def __init__(self, field: str, given: object, allowed: Sequence[str]) -> None:
        self.field = field
        self.given = str(given)
        self.allowed = tuple(allowed)
        super().__init__(field, self.given, self.allowed)

    def __str__(self) -> str:
        return f"{self.field}: {self.given!r} is not allowed; allowed: {', '.join(self.allowed)}"


class WrongEvery(WrongValue):
    """A rhythm that no ritual has."""


class WrongOn(WrongValue):
    """A day that is written in a way nobody understands."""


class MisfitOn(WrongValue):
    """A day that does not fit the rhythm: `first mon` of a week, or plain `mon` of a month."""


class WrongTimeOfDay(WrongValue):
    """A wall time that is not HH:MM."""


class WrongDayOff(WrongValue):
    """A rule for days off that does not exist."""


class WrongSlot(WrongValue):
    """A key of an occurrence that is not `YYYY-MM-DDTHH:MM`."""


class UnknownTimezone(WrongValue):
    """A time zone that the IANA database does not have; `allowed` are the nearest names."""

    def __str__(self) -> str:
        nearest = f"; did you mean {' or '.join(self.allowed)}?" if self.allowed else "; example: Europe/Moscow"
        return f"{self.field}: {self.given!r} is not an IANA time zone{nearest}"


class UnknownCountry(WrongValue):
    """A country (or a part of one) whose holidays nobody knows; `allowed` are the nearest codes."""

    def __str__(self) -> str:
        nearest = f"; the nearest: {', '.join(self.allowed)}" if self.allowed else ""
        return f"{self.field}: {self.given!r} is not a known country of holidays{nearest}; none switches them off"


class ContradictoryDays(WrongValue):
    """Dates that are named both as days off and as working days."""

    def __str__(self) -> str:
        return f"{self.field}: {self.given} is both a day off and a working day"
