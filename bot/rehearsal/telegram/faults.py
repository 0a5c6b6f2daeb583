"""What can be made to go wrong on purpose, before a call has its effect or after it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

FaultKind = Literal[
    "429", "500_before", "500_after", "restart", "reset_before", "reset_after", "slow", "html_502", "bad_json", "hang"
]
AFTER = ("500_after", "reset_after", "slow", "bad_json")


@dataclass(slots=True)
class Fault:
    """One planned accident: for which calls, how often still, and its seconds (of `429`, `slow` and `hang`)."""

    method: str
    kind: FaultKind
    match: Callable[[dict[str, Any]], bool] | None
    times: int
    seconds: float

    def fits(self, method: str, params: dict[str, Any]) -> bool:
        named = self.method in ("", "*") or self.method.lower() == method.lower()
        return self.times > 0 and named and (self.match is None or self.match(params))


class FaultPlan:
    """The accidents still to come, in the order they were added.

    `429` refuses with `retry_after`; `500_before`, `restart`, `html_502`, `reset_before` and `hang` fail without an
    effect; `500_after`, `reset_after` and `bad_json` lose the answer of a call that had its effect; `slow` answers
    late.
    """

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(
        self,
        method: str = "*",
        kind: FaultKind = "500_before",
        *,
        match: Callable[[dict[str, Any]], bool] | None = None,
        times: int = 1,
        seconds: float = 1.0,
    ) -> Fault:
        """Plan an accident for the next `times` calls of `method` ("*": any) whose parameters `match`."""
        fault = Fault(method, kind, match, times, seconds)
        self._faults.append(fault)
        return fault

    def take(self, method: str, params: dict[str, Any]) -> Fault | None:
        """The accident that befalls this call, used up by one."""
        fault = next((fault for fault in self._faults if fault.fits(method, params)), None)
        if fault is not None:
            fault.times -= 1
        return fault

    def clear(self) -> None:
        self._faults.clear()
