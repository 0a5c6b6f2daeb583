"""The catalogue of rituals: each kind is a small declaration and what is its own."""

from rituals.kinds.declaration import Kind
from rituals.kinds.standup import STANDUP

KINDS: dict[str, Kind] = {kind.name: kind for kind in (STANDUP,)}


def is_held(name: str) -> bool:
    """Whether this version holds rituals of that kind; a team file may name one that a later version holds."""
    return name in KINDS


def kind_of(name: str) -> Kind:
    """The declaration of a kind; KeyError for one that this version does not hold."""
    return KINDS[name]
