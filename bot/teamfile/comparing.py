"""The team file against the stored team: what is new, what changes, what stays because the file does not name it.

What a file says is so afterwards. What it does not name stays: people, chats, rituals, a person's account in a
messenger that the file does not mention. So does what people choose for themselves in the chat, when the file is silent
about it: the locale of a person or a chat, a person's time zone, a pause, the team's own days off. The other keys that
are left out mean their default.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Generic, TypeVar

from bot.teamfile import telling
from bot.teamfile.content import FilePerson, FileRitual, Participants, TeamFile
from bot.teamfile.contradictions import (
    bound_elsewhere,
    off_and_working,
    other_kinds,
    roles_of_others,
    unknown_participants,
)
from bot.teamfile.matching import Matched, match_people
from bot.teamfile.problems import WrongTeamFile
from bot.teamfile.stored import StoredTeam, participants_of
from rituals.calendar import local_date
from rituals.kinds import KINDS
from rituals.team import AccountKey, Chat, ChatId, Department, Person, PersonId, Place, Team, TeamId, messenger_of
from rituals.timeline import Ritual, RitualId

Thing = TypeVar("Thing")

NO_ID = 0
"""The id of what is not stored yet."""


@dataclass(slots=True)
class Changes(Generic[Thing]):
    """What is new and what changes among the chats, the people or the rituals; `kept` names what the file does not."""

    new: list[Thing] = field(default_factory=list)
    changed: list[Thing] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def add(self, thing: Thing, line: str) -> None:
        self.new.append(thing)
        self.lines.append(line)

    def change(self, thing: Thing, line: str | None) -> None:
        """None: it is as the file says already."""
        if line is not None:
            self.changed.append(thing)
            self.lines.append(line)


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import does. `team_line` is None when the team itself stays as it is.

    `replanned` are stored rituals whose plan has to be made anew, changed ones or not; `warnings` is for the admin.
    `participants` are those of new and changed rituals, by the ritual's name: some people may have no id yet.
    """

    team: Team
    team_is_new: bool
    team_line: str | None
    chats: Changes[Chat]
    people: Changes[Person]
    rituals: Changes[Ritual]
    replanned: frozenset[RitualId]
    warnings: tuple[str, ...]
    participants: Mapping[str, Participants | None]

    @property
    def lines(self) -> tuple[str, ...]:
        """A line a change, in the order of the file."""
        own = () if self.team_line is None else (self.team_line,)
        return (*own, *self.chats.lines, *self.people.lines, *self.rituals.lines)

    @property
    def kept(self) -> tuple[str, ...]:
        return (*self.chats.kept, *self.people.kept, *self.rituals.kept)

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.replanned


def compare(file: TeamFile, stored: StoredTeam | None, elsewhere: Mapping[Place, Team], now: datetime) -> Difference:
    """What has to happen so that the team is as the file says. `elsewhere`: the file's places that other teams have.

    Raises WrongTeamFile when the file and what is stored contradict.
    """
    team_id = TeamId(NO_ID) if stored is None else stored.team.id
    blank = Team(team_id, file.name, file.locale, file.timezone, file.holidays, file.market)
    before = stored or StoredTeam(blank)
    team = replace(
        blank,
        days_off=before.team.days_off if file.days_off is None else file.days_off,
        working_days=before.team.working_days if file.working_days is None else file.working_days,
    )
    matched, problems = match_people(file.people, before.people)
    named = {person.id for person in matched.values()}
    others = [person for person in before.people if person.active and person.id not in named]
    problems += bound_elsewhere(file, elsewhere)
    problems += roles_of_others(file, others)
    problems += other_kinds(file, before.rituals)
    problems += unknown_participants(file, others)
    problems += off_and_working(file, team)
    if problems:
        raise WrongTeamFile(problems)
    today = None if stored is None else local_date(now, team.timezone)
    people = _people(file, team, matched, others, today)
    rituals = _rituals(file, before, now)
    return Difference(
        team=team,
        team_is_new=stored is None,
        team_line=telling.new_team(team) if stored is None else telling.team_changes(stored.team, team),
        chats=_chats(file, before),
        people=people,
        rituals=rituals,
        replanned=_replanned(before, rituals, moved_days=_calendar(before.team) != _calendar(team)),
        warnings=tuple(_warnings(file, others)),
        participants={ritual.name: ritual.participants for ritual in file.rituals},
    )


def _chats(file: TeamFile, before: StoredTeam) -> Changes[Chat]:
    changes: Changes[Chat] = Changes()
    bound = {chat.place: chat for chat in before.chats}
    for wanted in file.chats:
        old = bound.pop(wanted.place, None)
        if old is None:
            chat = Chat(ChatId(NO_ID), before.team.id, wanted.place, wanted.audience, wanted.locale)
            changes.add(chat, telling.new_chat(chat))
        else:
            chat = replace(old, audience=wanted.audience, locale=wanted.locale or old.locale)
            changes.change(chat, telling.chat_changes(old, chat))
    changes.kept += [f"chat {place}" for place in bound]
    return changes


def _people(
    file: TeamFile, team: Team, matched: Matched, others: Sequence[Person], today: date | None
) -> Changes[Person]:
    """`today` is the first day of who is new, or is back; of a new team's people nobody knows it."""
    changes: Changes[Person] = Changes()
    in_file = {account for person in file.people for account in person.accounts}
    for index, wanted in enumerate(file.people):
        old = matched.get(index)
        if old is None:
            changes.add(person := _person(wanted, _newcomer(team, today)), telling.new_person(person))
            continue
        old = old if old.active else replace(old, joined=today)
        person = _person(wanted, old, accounts=_accounts(wanted, old, in_file))
        changes.change(person, telling.person_changes(old, person))
        kept = [account for account in person.accounts if account not in wanted.accounts]
        changes.kept += [f"account {account} of {person.name}" for account in kept]
    changes.kept += [f"person {person.name}" for person in others]
    return changes


def _newcomer(team: Team, today: date | None) -> Person:
    return Person(PersonId(NO_ID), team.id, "", department=Department.OTHER, joined=today)


def _person(wanted: FilePerson, old: Person, accounts: tuple[AccountKey, ...] | None = None) -> Person:
    return replace(
        old,
        name=wanted.name,
        department=wanted.department,
        role=wanted.role,
        admin=wanted.admin,
        accounts=wanted.accounts if accounts is None else accounts,
        locale=wanted.locale or old.locale,
        timezone=wanted.timezone or old.timezone,
        joined=wanted.joined or old.joined,
        active=True,
    )


def _accounts(wanted: FilePerson, old: Person, in_file: set[AccountKey]) -> tuple[AccountKey, ...]:
    """The file's accounts, and those of other messengers that nobody of the file has. The same set keeps its order."""
    messengers = {messenger_of(account) for account in wanted.accounts}
    linked = [one for one in old.accounts if one not in in_file and messenger_of(one) not in messengers]
    accounts = (*wanted.accounts, *linked)
    return old.accounts if set(accounts) == set(old.accounts) else accounts


def _rituals(file: TeamFile, before: StoredTeam, now: datetime) -> Changes[Ritual]:
    changes: Changes[Ritual] = Changes()
    known = {ritual.name: ritual for ritual in before.rituals}
    for wanted in file.rituals:
        old = known.pop(wanted.name, None)
        if old is None:
            blank = Ritual(RitualId(NO_ID), before.team.id, wanted.name, wanted.kind, wanted.schedule, wanted.duration)
            changes.add(ritual := _ritual(wanted, blank, now), telling.new_ritual(ritual))
        else:
            ritual = _ritual(wanted, old, now)
            takes_part = (participants_of(old, before.people), wanted.participants)
            changes.change(ritual, telling.ritual_changes(old, ritual, *takes_part) or _first_plan(ritual))
    changes.kept += [f"ritual {name}" for name in known]
    return changes


def _ritual(wanted: FileRitual, old: Ritual, now: datetime) -> Ritual:
    starting = wanted.schedule.starting or old.schedule.starting
    ritual = replace(
        old,
        schedule=replace(wanted.schedule, starting=starting),
        duration=wanted.duration,
        variant=wanted.variant,
        options=wanted.options,
    )
    if wanted.paused is None or wanted.paused is ritual.rests:
        return ritual
    return replace(ritual, paused_at=now if wanted.paused else None, paused_until=None)


def _replanned(before: StoredTeam, rituals: Changes[Ritual], *, moved_days: bool) -> frozenset[RitualId]:
    """Stored rituals whose plan is out of date: another schedule, other days off, a kind that was not held before."""
    changed = {ritual.id: ritual for ritual in rituals.changed}
    return frozenset(
        old.id
        for old in before.rituals
        if old.kind in KINDS and (moved_days or (old.id in changed and _outdated(old, changed[old.id])))
    )


def _calendar(team: Team) -> tuple[object, ...]:
    return team.holidays, team.days_off, team.working_days


def _outdated(old: Ritual, new: Ritual) -> bool:
    said = (old.schedule, old.duration, old.variant, old.options)
    moved = said != (new.schedule, new.duration, new.variant, new.options)
    return moved or _never_planned(new)


def _never_planned(ritual: Ritual) -> bool:
    return ritual.kind in KINDS and ritual.next_run_at is None and not ritual.rests


def _first_plan(ritual: Ritual) -> str | None:
    """A ritual that an earlier version kept without holding it."""
    return telling.planned_now(ritual) if _never_planned(ritual) else None


def _warnings(file: TeamFile, others: Sequence[Person]) -> list[str]:
    warnings = [
        f"ritual {ritual.name}: kept, but this version does not hold the kind {ritual.kind} yet"
        for ritual in file.rituals
        if ritual.kind not in KINDS
    ]
    if not any(person.admin for person in file.people) and not any(person.admin for person in others):
        warnings.append("nobody is an admin of this team: its settings can be changed by this file alone")
    return warnings
