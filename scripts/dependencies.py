"""Looks at the lock files without any network: nothing withdrawn, nothing without a hash, nothing else installed.

`make check` runs it. It knows `withdrawn.toml` and no advisory that is newer; `pip-audit` with a network knows more.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.markers import Marker
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)(?: ; ([^\\\n]+))?", re.MULTILINE)


@dataclass(frozen=True)
class Pin:
    """A line of a lock file. `marker` tells for which machines it is."""

    name: str
    version: Version
    marker: Marker | None
    hashes: int

    @property
    def is_for_here(self) -> bool:
        return self.marker is None or self.marker.evaluate()


@dataclass(frozen=True)
class Withdrawn:
    """Versions below this one are not to be used."""

    name: str
    below: Version
    why: str


def pins_of(text: str) -> Iterator[Pin]:
    """What a lock file pins."""
    found = list(_PIN.finditer(text))
    for pin, after in zip(found, [*(one.start() for one in found[1:]), len(text)], strict=True):
        marker = Marker(pin[3].strip()) if pin[3] else None
        yield Pin(pin[1].lower(), Version(pin[2]), marker, text.count("--hash=sha256:", pin.start(), after))


def withdrawn_in(text: str) -> list[Withdrawn]:
    """The reviewed list."""
    told = tomllib.loads(text)["withdrawn"]
    return [Withdrawn(one["name"], Version(one["below"]), one["why"]) for one in told]


def problems(pins: Iterable[Pin], withdrawn: Sequence[Withdrawn]) -> Iterator[str]:
    """What is wrong with these pins, a line each."""
    for pin in pins:
        if not pin.hashes:
            yield f"{pin.name} {pin.version} has no hash: make lock"
        for one in withdrawn:
            if pin.name == one.name and pin.version < one.below:
                yield f"{pin.name} {pin.version} is withdrawn, take {one.below} or newer: {one.why}"
        if pin.is_for_here and (there := _installed(pin.name)) not in {None, pin.version}:
            yield f"{pin.name} {there} is installed, and {pin.version} is locked: make install"


def _installed(name: str) -> Version | None:
    try:
        return Version(version(name))
    except PackageNotFoundError:
        return None


def main() -> int:
    """Tell what is wrong; 1 if anything is."""
    listed = (ROOT / "scripts" / "withdrawn.toml").read_text("utf-8")
    pins = [pin for lock in LOCKS for pin in pins_of((ROOT / lock).read_text("utf-8"))]
    wrong = sorted(set(problems(pins, withdrawn_in(listed))))
    for problem in wrong:
        print(problem, file=sys.stderr)  # noqa: T201  A command's own voice.
    if not wrong:
        print(f"{len(pins)} pins: none withdrawn as of {tomllib.loads(listed)['reviewed']} (offline)")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
