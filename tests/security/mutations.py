"""Every way to spoil a payload at one place: what stands there is replaced by junk, taken away, or doubled."""

import copy
from collections.abc import Iterator
from typing import Any

JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    "",
    "\x00",
    "x" * 5000,
    "\u202e\u0661\x1b[31m",
    "../../etc/passwd",
    "{{ 7*7 }}<!channel>&lt;",
    [],
    [[]],
    {},
    {"id": {}},
)

Path = tuple[str | int, ...]


def paths(value: Any, before: Path = ()) -> Iterator[Path]:
    """The way to every part of a payload."""
    if before:
        yield before
    parts: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from paths(part, (*before, key))


def spoilt(payload: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The payload with one part spoilt, in every way."""
    for path in paths(payload):
        for junk in (*JUNK, ...):
            changed = copy.deepcopy(payload)
            inner: Any = changed
            for key in path[:-1]:
                inner = inner[key]
            if junk is ...:
                del inner[path[-1]]
            else:
                inner[path[-1]] = junk
            yield changed
