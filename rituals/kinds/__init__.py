"""The catalogue of rituals: each kind is a small declaration and what is its own."""

from rituals.kinds.breakfast import BREAKFAST
from rituals.kinds.cup import CUP
from rituals.kinds.declaration import Kind, MeetingOptions, Where
from rituals.kinds.review import REVIEW
from rituals.kinds.standup import STANDUP
from rituals.kinds.strategy import STRATEGY
from rituals.kinds.survey import SURVEY
from rituals.meeting import Stage
from rituals.recurrence import Every
from rituals.team import Circle
from rituals.timeline import Options, Ritual, Variant

KINDS: dict[str, Kind] = {kind.name: kind for kind in (STANDUP, REVIEW, BREAKFAST, STRATEGY, CUP, SURVEY)}


def is_held(name: str) -> bool:
    """Whether this version holds rituals of that kind; a team file may name one that a later version holds."""
    return name in KINDS


def is_meeting(name: str) -> bool:
    """Whether people meet for rituals of that kind."""
    return is_held(name) and KINDS[name].is_meeting


def kind_of(name: str) -> Kind:
    """The declaration of a kind; KeyError for one that this version does not hold."""
    return KINDS[name]


def circle_of(ritual: Ritual) -> Circle:
    """Who takes part in a ritual: whom the team has named, else whom the kind names."""
    return ritual.circle or kind_of(ritual.kind).circle


def options_of(name: str) -> type[Options]:
    """What a team may set of a ritual of that kind; nothing for one that this version does not hold."""
    return KINDS[name].options if is_held(name) else Options


def has_agenda(ritual: Ritual) -> bool:
    """Whether it is a meeting that talks about items: a stand-up in writing does not, nor does a vote."""
    return is_held(ritual.kind) and bool(kind_of(ritual.kind).stages) and ritual.variant is Variant.MEETING


def stages_of(ritual: Ritual) -> tuple[Stage, ...]:
    """The parts of one of its meetings; a session of the quarter has its own."""
    kind = kind_of(ritual.kind)
    return kind.quarterly if kind.quarterly and ritual.schedule.every is Every.QUARTER else kind.stages


def topics_of(ritual: Ritual) -> tuple[str, ...]:
    """What its meetings always look at, in order."""
    return tuple(stage.topic for stage in stages_of(ritual) if stage.topic)


def meeting_options(ritual: Ritual) -> MeetingOptions:
    """What the team has set of a meeting, else what its kind proposes."""
    if isinstance(ritual.options, MeetingOptions):
        return ritual.options
    usual = kind_of(ritual.kind).options()
    return usual if isinstance(usual, MeetingOptions) else MeetingOptions()


def where_of(ritual: Ritual) -> Where:
    """Where a meeting is shown."""
    return meeting_options(ritual).where


def is_private(ritual: Ritual) -> bool:
    """Whether a meeting is between those who take part."""
    return where_of(ritual) is Where.PRIVATE
