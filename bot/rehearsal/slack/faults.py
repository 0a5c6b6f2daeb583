"""Trouble on demand: any method of the local Slack can be late, refuse, break before the effect or lose the answer."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["latency", "rate_limited", "error", "http", "gateway_page", "malformed", "reset", "slow_body"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with a call.

    `after` means that the effect happened and only the answer is lost: what a sender cannot tell from a call that
    never came. `seconds` (real time) is for latency and slow_body, and the Retry-After of rate_limited.
    `code` is the error word of `error`; `status` the HTTP status of `http` and `gateway_page`.
    """

    kind: Kind
    after: bool = False
    seconds: float = 0.0
    code: str = "internal_error"
    status: int = 502


class Faults:
    """The faults that are planned, by method (`*` is any)."""

    def __init__(self) -> None:
        self._planned: list[tuple[str, Fault]] = []

    def plan(self, method: str, fault: Fault, *, times: int = 1) -> None:
        """The next `times` calls of this method meet this fault."""
        self._planned.extend([(method, fault)] * times)

    def take(self, method: str) -> Fault | None:
        """The fault that this call meets, used up."""
        for index, (wanted, fault) in enumerate(self._planned):
            if wanted in {method, "*"}:
                del self._planned[index]
                return fault
        return None

    def clear(self) -> None:
        self._planned.clear()

    def __len__(self) -> int:
        return len(self._planned)
