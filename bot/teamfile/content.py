"""What a team file says: the team, its chats, its people, its rituals, with the lines that they stand on."""

from dataclasses import dataclass, field, fields
from datetime import date, timedelta

from rituals.calendar import DayOff, Schedule
from rituals.kinds import KINDS, options_of
from rituals.team import AccountKey, Audience, Department, Market, Place, Role
from rituals.timeline import NO_OPTIONS, Options, Variant

LOCALES = ("ru", "en")

DEFAULT_DAY_OFF = DayOff.NEXT_WORKDAY

_DURATIONS = {
    "standup": timedelta(minutes=30),
    "review": timedelta(minutes=45),
    "breakfast": timedelta(minutes=45),
    "strategy": timedelta(hours=2),
    "cup": timedelta(minutes=30),
    "survey": timedelta(minutes=30),
}
"""The kinds that the file may name, with the duration of one that says none."""

FILE_KINDS = tuple(dict.fromkeys((*_DURATIONS, *KINDS)))


def default_duration(kind: str) -> timedelta:
    """The duration of a ritual that does not say it: a change of it in a declaration must not change stored rituals."""
    return _DURATIONS[kind] if kind in _DURATIONS else KINDS[kind].duration


def option_keys(kind: str) -> tuple[str, ...]:
    """What a team may set of a ritual of this kind, beside what every ritual has."""
    return tuple(field.name for field in fields(options_of(kind)))


def variants_of(kind: str) -> tuple[Variant, ...]:
    """How a ritual of this kind may be held."""
    return KINDS[kind].variants if kind in KINDS else (Variant.MEETING,)


@dataclass(frozen=True, slots=True)
class FileChat:
    """A chat of the file. A locale of None: the file does not say it."""

    place: Place
    audience: Audience
    locale: str | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class FilePerson:
    """A person of the file. A locale, time zone or first day of None: the file does not say it."""

    name: str
    department: Department
    role: Role | None = None
    admin: bool = False
    accounts: tuple[AccountKey, ...] = ()
    locale: str | None = None
    timezone: str | None = None
    joined: date | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Participants:
    """Who takes part, as the file says it; people by name."""

    departments: tuple[Department, ...] = ()
    roles: tuple[Role, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """As they stand in the file's list."""
        return (*self.departments, *self.roles, *self.names)


@dataclass(frozen=True, slots=True)
class FileRitual:
    """A ritual of the file. `paused` of None, and a schedule without `starting`: the file does not say it.

    `participants` of None: whom the kind names.
    """

    name: str
    kind: str
    schedule: Schedule
    duration: timedelta
    variant: Variant = Variant.MEETING
    paused: bool | None = None
    options: Options = NO_OPTIONS
    participants: Participants | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class TeamFile:
    """A whole team as its file says it. `holidays` is a country code, None for `none`.

    `days_off` and `working_days` of None: the file does not say them.
    """

    name: str
    locale: str
    timezone: str
    holidays: str | None
    market: Market
    chats: tuple[FileChat, ...] = ()
    people: tuple[FilePerson, ...] = ()
    rituals: tuple[FileRitual, ...] = ()
    days_off: frozenset[date] | None = None
    working_days: frozenset[date] | None = None
    line: int = field(default=0, compare=False)
