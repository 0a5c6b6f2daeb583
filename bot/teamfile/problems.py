"""What is wrong with a team file: each problem with its line and with what is allowed there."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from rituals.wrongvalues import UnknownCountry, UnknownTimezone, WrongValue

MOST_SHOWN = 50
"""Problems that are printed; a file with more of them is probably no team file at all."""

_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong. `line` counts from 1; `allowed` is what may stand there, empty if nothing may."""

    line: int
    sentence: str
    allowed: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.sentence}; allowed: {', '.join(self.allowed)}" if self.allowed else self.sentence


class WrongTeamFile(ValueError):  # noqa: N818  It names the situation.
    """The file is refused as a whole. `problems` are all of them, in the order of their lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(dict.fromkeys(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return self.told("team file")

    def told(self, file: str) -> str:
        """A line a problem: `FILE:LINE: sentence; allowed: …`."""
        lines = [f"{file}:{problem.line}: {problem}" for problem in self.problems[:MOST_SHOWN]]
        more = len(self.problems) - len(lines)
        return "\n".join([*lines, f"{file}: and {more} more"] if more else lines)


def quoted(text: str) -> str:
    """A value as a sentence quotes it: on one line, not too long."""
    return repr(str(text) if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…")


def did_you_mean(given: str, allowed: Sequence[str]) -> str:
    """` (did you mean 'chats'?)` for a near miss, else nothing."""
    near = get_close_matches(given.strip().lower(), allowed, n=1, cutoff=0.6)
    return f" (did you mean {quoted(near[0])}?)" if near and near[0] != given else ""


def unknown_key(line: int, key: str, where: str, allowed: Sequence[str]) -> Problem:
    """A key that the format does not have."""
    return Problem(line, f"unknown key {quoted(key)} in {where}{did_you_mean(key, allowed)}", tuple(allowed))


def wrong_value(line: int, key: str, wrong: WrongValue) -> Problem:
    """A value that its key cannot take, in the words of the error that refused it."""
    nearest = f"; the nearest: {', '.join(wrong.allowed)}" if wrong.allowed else ""
    match wrong:
        case UnknownTimezone():
            return Problem(line, f"{key}: {quoted(wrong.given)} is no time zone", (f"an IANA name{nearest}",))
        case UnknownCountry():
            what = f"a country code such as RU or DE-BY, or none{nearest}"
            return Problem(line, f"{key}: {quoted(wrong.given)} is no country whose holidays are known", (what,))
        case _:
            hint = did_you_mean(wrong.given, wrong.allowed)
            return Problem(line, f"{key}: {quoted(wrong.given)} is not allowed{hint}", wrong.allowed)
