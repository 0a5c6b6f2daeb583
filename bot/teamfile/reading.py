"""Bytes of a team file → what it says, or every problem that it has, at once."""

from datetime import date

from bot.teamfile import words
from bot.teamfile.content import (
    DEFAULT_DAY_OFF,
    FileChat,
    FilePerson,
    FileRitual,
    Participants,
    TeamFile,
    default_duration,
    variants_of,
)
from bot.teamfile.entry import Claims, Entry
from bot.teamfile.options import more_keys, read_options
from bot.teamfile.problems import Problem, WrongTeamFile
from bot.teamfile.yamltree import Mapping, tree_of
from rituals.calendar import DayOff, Every, On, Schedule
from rituals.datelists import read_range
from rituals.localtime import time_of_day
from rituals.team import AccountKey, Department, Market, Role, messenger_of
from rituals.timeline import NO_OPTIONS, Variant
from rituals.wrongvalues import WrongValue

TEAM_KEYS = (
    "team",
    "locale",
    "timezone",
    "holidays",
    "days_off",
    "working_days",
    "market",
    "chats",
    "people",
    "rituals",
)
CHAT_KEYS = ("id", "department", "locale")
PERSON_KEYS = ("name", "department", "role", "admin", "accounts", "locale", "timezone", "joined")
RITUAL_KEYS = (
    "name",
    "kind",
    "every",
    "on",
    "at",
    "duration",
    "day_off",
    "variant",
    "paused",
    "starting",
    "timezone",
    "participants",
)
"""The keys of each part, in the order in which a person should read them."""


def read_team_file(raw: bytes) -> TeamFile:
    """The team of a file. Raises WrongTeamFile with all its problems."""
    root = tree_of(raw)
    if not isinstance(root, Mapping):
        raise WrongTeamFile([Problem(root.line, "a team file must be a mapping", TEAM_KEYS)])
    problems: list[Problem] = []
    team = _team(Entry(root, "the team", TEAM_KEYS, problems), Claims(problems))
    if problems or team is None:
        raise WrongTeamFile(problems)
    return team


def _team(entry: Entry, claims: Claims) -> TeamFile | None:
    name = entry.required("team", words.name)
    locale = entry.required("locale", words.locale)
    timezone = entry.required("timezone", words.timezone)
    holidays = entry.optional("holidays", words.holidays, None)
    days_off, working_days = _days(entry, "days_off"), _days(entry, "working_days")
    market = entry.optional("market", words.market, Market.B2B)
    chats = [_chat(each, claims) for each in entry.entries("chats", "a chat", CHAT_KEYS)]
    people = [_person(each, claims) for each in entry.entries("people", "a person", PERSON_KEYS)]
    rituals = [_ritual(each, timezone, claims) for each in entry.entries("rituals", "a ritual", RITUAL_KEYS, more_keys)]
    _refuse_namesakes(entry, [person for person in people if person is not None])
    if name is None or locale is None or timezone is None:
        return None
    return TeamFile(
        name=name,
        locale=locale,
        timezone=timezone,
        holidays=holidays,
        market=market,
        chats=tuple(chat for chat in chats if chat is not None),
        people=tuple(person for person in people if person is not None),
        rituals=tuple(ritual for ritual in rituals if ritual is not None),
        days_off=days_off,
        working_days=working_days,
        line=entry.line_of("team"),
    )


def _days(entry: Entry, key: str) -> frozenset[date] | None:
    """The dates and ranges of a list; None where the file does not say it."""
    if key not in entry.node.values:
        return None
    return frozenset().union(*(days for _, days in entry.words(key, read_range)))


def _chat(entry: Entry, claims: Claims) -> FileChat | None:
    place = entry.required("id", words.place)
    audience = entry.required("department", words.audience)
    locale = entry.optional("locale", words.locale, None)
    if place is not None:
        claims.claim("the chat", place, entry.line_of("id"))
    if place is None or audience is None:
        return None
    return FileChat(place, audience, locale, entry.line)


def _person(entry: Entry, claims: Claims) -> FilePerson | None:
    name = entry.required("name", words.name)
    department = entry.required("department", words.department)
    role = entry.optional("role", words.role, None)
    admin = entry.flag("admin", default=False)
    accounts = _accounts(entry, claims)
    locale = entry.optional("locale", words.locale, None)
    timezone = entry.optional("timezone", words.timezone, None)
    joined = entry.optional("joined", words.day, None)
    if role is not None:
        claims.claim("the role", role, entry.line_of("role"))
    if name is None or department is None:
        return None
    return FilePerson(name, department, role, admin, accounts, locale, timezone, joined, entry.line)


def _accounts(entry: Entry, claims: Claims) -> tuple[AccountKey, ...]:
    """A person's accounts: each of one person only, at most one a messenger."""
    accounts: dict[str, AccountKey] = {}
    for line, account in entry.words("accounts", words.account):
        claims.claim("the account", account, line)
        messenger = messenger_of(account)
        if accounts.setdefault(messenger, account) != account:
            entry.wrong("accounts", f"two accounts of {messenger} for one person", "one account a messenger")
    return tuple(accounts.values())


def _refuse_namesakes(entry: Entry, people: list[FilePerson]) -> None:
    """Two people of one name are told apart by their accounts; without, nobody knows which is which."""
    first: dict[str, FilePerson] = {}
    for person in people:
        before = first.setdefault(person.name, person)
        if before is not person and not (person.accounts and before.accounts):
            told_apart = f"the person {person.name!r} is on line {before.line} already"
            entry.note(Problem(person.line, told_apart, ("an account for each of two people of one name",)))


def _ritual(entry: Entry, team_timezone: str | None, claims: Claims) -> FileRitual | None:
    name = entry.required("name", words.name)
    kind = entry.required("kind", words.kind)
    schedule = _schedule(entry, team_timezone)
    duration = entry.optional("duration", words.duration, None)
    variants = tuple(Variant) if kind is None else variants_of(kind)
    variant = entry.optional("variant", words.one_of(variants), Variant.MEETING)
    paused = entry.flag("paused", None)
    options = NO_OPTIONS if kind is None else read_options(entry, kind)
    participants = _participants(entry)
    if name is not None:
        claims.claim("the ritual", name, entry.line_of("name"))
    if name is None or kind is None or schedule is None:
        return None
    return FileRitual(
        name,
        kind,
        schedule,
        duration or default_duration(kind),
        variant,
        paused,
        options,
        participants,
        entry.line,
    )


def _participants(entry: Entry) -> Participants | None:
    """Departments, roles and names of a list; None where the file does not say who takes part."""
    if "participants" not in entry.node.values:
        return None
    said = [text for _, text in entry.words("participants", words.name)]
    if not said:
        allowed = (*Department, *Role, "a name of `people`")
        entry.wrong("participants", "participants: nobody takes part", *allowed, "leaving the key out")
    return Participants(
        tuple(department for department in Department if department in said),
        tuple(role for role in Role if role in said),
        tuple(dict.fromkeys(text for text in said if text not in {*Department, *Role})),
    )


def _schedule(entry: Entry, team_timezone: str | None) -> Schedule | None:
    every = entry.required("every", Every.parse)
    on = entry.required("on", On.parse)
    at = entry.required("at", time_of_day)
    day_off = entry.optional("day_off", DayOff.parse, DEFAULT_DAY_OFF)
    starting = entry.optional("starting", words.day, None)
    timezone = entry.optional("timezone", words.timezone, team_timezone)
    if every is None or on is None:
        return None
    try:
        on.check_fits(every)
    except WrongValue as wrong:
        entry.wrong("on", f"on: {wrong.given} does not fit", *wrong.allowed)
        return None
    if at is None or timezone is None:
        return None
    return Schedule(every, on, at, timezone, day_off, starting)
