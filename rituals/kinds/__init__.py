"""The catalogue of rituals: each kind is a small declaration and what is its own."""

from rituals.kinds.declaration import Kind
from rituals.kinds.standup import STANDUP
from rituals.team import Circle
from rituals.timeline import Options, Ritual

KINDS: dict[str, Kind] = {kind.name: kind for kind in (STANDUP,)}


def is_held(name: str) -> bool:
    """Whether this version holds rituals of that kind; a team file may name one that a later version holds."""
    return name in KINDS


def kind_of(name: str) -> Kind:
    """The declaration of a kind; KeyError for one that this version does not hold."""
    return KINDS[name]


def circle_of(ritual: Ritual) -> Circle:
    """Who takes part in a ritual: whom the team has named, else whom the kind names."""
    return ritual.circle or kind_of(ritual.kind).circle


def options_of(name: str) -> type[Options]:
    """What a team may set of a ritual of that kind; nothing for one that this version does not hold."""
    return KINDS[name].options if is_held(name) else Options
