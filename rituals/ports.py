"""What the core asks of the world: a clock, a transaction with one small repository an area, an outbox."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol

from rituals.agenda import Item, ItemId
from rituals.keeping import Codes, Privacy
from rituals.meeting import Meeting
from rituals.messages import Address, Message
from rituals.parts import Part, Partaking
from rituals.protocol import Protocol as MeetingProtocol
from rituals.setup_ports import Founding, Setups
from rituals.standup import Answer
from rituals.survey_ports import Ballots, Questionnaires, Surveys
from rituals.tasks import Task, TaskId
from rituals.team import Absence, AccountKey, Chat, Person, PersonId, Place, Team, TeamId
from rituals.timeline import (
    Occurrence,
    OccurrenceId,
    PlannedStep,
    Ritual,
    RitualId,
    Step,
    StepId,
    Subject,
)
from rituals.vote_ports import Cups, Votes

Clock = Callable[[], datetime]
"""The moment, aware, UTC."""


class Outbox(Protocol):
    """What people are to see. Nothing is sent before the transaction commits."""

    async def show(self, slot: str, to: Address, message: Message, *, until: datetime | None = None) -> None:
        """Make this slot show this, everywhere it belongs: the first time a post, later an edit of it.

        `until`: after that moment a message that was never posted is not posted any more (edits are not concerned).
        The first post to somebody who is away today waits until they are back.
        """

    async def shown_in(self, slot: str) -> Sequence[Place]:
        """The places that this slot was shown in or is on its way to."""

    async def kept_in(self, slot: str) -> Sequence[Place]:
        """The places that are out of reach, and where the slot will be shown if they come back soon."""

    async def first_shown(self, slot: str) -> datetime | None:
        """When the slot was first seen by anybody."""

    async def undelivered(self, team: TeamId, since: datetime) -> Sequence[tuple[Place, str, str]]:
        """What was given up since then: place, slot, reason."""


class Teams(Founding, Protocol):
    """Teams and their chats."""

    async def get(self, team: TeamId) -> Team: ...

    async def at(self, place: Place) -> tuple[Team, Chat] | None:
        """The team that a chat is bound to. A topic of its own wins over the group that it is in."""

    async def of(self, account: AccountKey) -> Sequence[tuple[Team, Person]]:
        """The teams in which this account is an active person."""

    async def chosen(self, account: AccountKey) -> TeamId | None:
        """The team that an account of several teams means in private."""

    async def choose(self, account: AccountKey, team: TeamId) -> None: ...

    async def chats(self, team: TeamId) -> Sequence[Chat]:
        """All chats, those that are gone too."""

    async def all(self) -> Sequence[Team]: ...

    async def gone(self, place: Place, why: str) -> TeamId | None:
        """Nothing can be posted in this chat any more; what was on its way there is given up. None: no team's chat."""

    async def back_in(self, place: Place) -> None:
        """The chat can be written to again."""


class People(Protocol):
    """People, their accounts and absences. Every look-up is within a team."""

    async def of(self, team: TeamId) -> Sequence[Person]:
        """All people, those who left too, by id."""

    async def add(self, person: Person) -> Person:
        """Store a new person (its id is ignored) with the accounts."""

    async def save(self, person: Person) -> None:
        """Change a person and the set of accounts."""

    async def reachable(self, account: AccountKey) -> bool:
        """Whether a private message to this account has a chance: a Telegram bot cannot write first."""

    async def called(self, account: AccountKey, name: str) -> str | None:
        """Remember what a messenger calls an account; what it called it before."""

    async def reached(self, team: TeamId) -> frozenset[AccountKey]:
        """The accounts of a team that a private message has a chance to reach."""

    async def merge(self, into: Person, other: Person) -> None:
        """Two persons of one team are one human: what `other` did, owns and uses is `into`'s; `other` leaves."""

    async def absences(self, team: TeamId, first: date, last: date) -> Sequence[Absence]:
        """Absences that touch these days."""

    async def be_away(self, absence: Absence) -> None:
        """Keep an absence in place of those it overlaps; one that ends before it begins takes all later ones back."""


class Rituals(Protocol):
    """Rituals, the removed ones not."""

    async def get(self, team: TeamId, ritual: RitualId) -> Ritual | None: ...

    async def of(self, team: TeamId) -> Sequence[Ritual]: ...

    async def add(self, ritual: Ritual) -> Ritual: ...

    async def save(self, ritual: Ritual) -> None: ...

    async def to_plan(self, now: datetime, limit: int) -> Sequence[Ritual]:
        """Those whose `next_run_at` has come, locked against other replicas."""


class Occurrences(Protocol):
    """Occurrences: once a slot, for ever."""

    async def get(self, team: TeamId, occurrence: OccurrenceId) -> Occurrence | None: ...

    async def add(self, occurrence: Occurrence) -> Occurrence | None:
        """Store a new one (its id is ignored); None if the ritual has had that slot already."""

    async def save(self, occurrence: Occurrence) -> None: ...

    async def at_slot(self, ritual: RitualId, slot: str) -> Occurrence | None:
        """The occurrence of that slot, however it ended."""

    async def upcoming(self, team: TeamId) -> Sequence[Occurrence]:
        """Those that are not over, the earliest first."""

    async def past(self, ritual: RitualId, limit: int) -> Sequence[Occurrence]:
        """Those that are over, the latest first."""

    async def held(self, ritual: RitualId) -> int:
        """How many have been held."""


class Steps(Protocol):
    """What is to be done at its time."""

    async def put(self, team: TeamId, subject: Subject, subject_id: int, steps: Sequence[PlannedStep]) -> None:
        """Plan these; one of the same name that still waits is moved, one that ended begins anew."""

    async def cancel(
        self, subject: Subject, subject_id: int, why: str, now: datetime, *, keep: Sequence[str] = ()
    ) -> None:
        """End all that still wait as skipped, with the reason; `keep` names those that go on."""

    async def due(self, now: datetime, limit: int) -> Sequence[StepId]:
        """Steps that wait and whose time has come, the oldest first; unlocked."""

    async def waiting(self, team: TeamId, limit: int) -> Sequence[Step]:
        """What the team's rituals will do next, the earliest first."""

    async def take(self, step: StepId, now: datetime) -> Step | None:
        """Lock one for this transaction; None if it no longer waits, is not due, or another replica has it."""

    async def save(self, step: Step) -> None: ...

    async def troubled(self, team: TeamId, since: datetime) -> Sequence[Step]:
        """Those that were late, or were given up because of an outage, since then; in the order of their time."""


class Calendars(Protocol):
    """Who keeps a calendar of their meetings up to date."""

    async def readers(self, team: TeamId) -> Sequence[PersonId]: ...

    async def keep(self, person: Person, now: datetime) -> None:
        """From now on each change is sent to this person."""

    async def stop(self, person: Person) -> None: ...


class Agenda(Protocol):
    """Agenda items."""

    async def get(self, team: TeamId, item: ItemId) -> Item | None: ...

    async def add(self, item: Item) -> Item: ...

    async def save(self, item: Item) -> None: ...

    async def waiting(self, ritual: RitualId) -> Sequence[Item]:
        """Items for the next (or the running) meeting, with their votes."""

    async def kept_back(self, ritual: RitualId) -> Sequence[Item]:
        """Items that were written in private and are not for the chats in which the meeting is held now."""

    async def vote(self, item: ItemId, by: PersonId) -> bool:
        """Vote for an item, or take the vote back. True: it counts now."""

    async def added_since(self, team: TeamId, since: datetime) -> Sequence[Item]:
        """What was added from then on and not taken back, whatever became of it."""

    async def voted(self, ritual: RitualId, by: PersonId) -> frozenset[ItemId]:
        """The waiting items that this person has voted for."""


class Meetings(Protocol):
    """The course of meetings."""

    async def get(self, team: TeamId, occurrence: OccurrenceId) -> Meeting | None:
        """A meeting that has been opened, locked for this transaction."""

    async def save(self, meeting: Meeting) -> None:
        """Everything about it, the occurrence too."""

    async def open_in(self, team: TeamId) -> Sequence[OccurrenceId]:
        """Meetings that are open or running."""

    async def chairs(self, ritual: RitualId, limit: int) -> Sequence[PersonId]:
        """Who chaired those that were held, the latest first."""

    async def items_discussed(self, occurrence: OccurrenceId) -> Sequence[Item]:
        """The items that this meeting passed (discussed or deferred), in the order it did."""


class Parts(Protocol):
    """What people have to do with an occurrence beside attending it."""

    async def put(self, partaking: Partaking) -> None:
        """Keep it, in place of an earlier one of the same part."""

    async def of(self, occurrence: OccurrenceId) -> Sequence[Partaking]:
        """In the order in which they were said."""

    async def take_back(self, occurrence: OccurrenceId, person: PersonId, part: Part) -> None: ...


class Tasks(Protocol):
    """Action items."""

    async def get(self, team: TeamId, task: TaskId) -> Task | None: ...

    async def add(self, task: Task) -> Task: ...

    async def save(self, task: Task) -> None: ...

    async def open_in(self, team: TeamId) -> Sequence[Task]:
        """All open action items of the team, the earliest date first, those without one last."""

    async def closed_since(self, team: TeamId, since: datetime) -> Sequence[Task]:
        """What was done or dropped from then on, the earliest first."""

    async def of_meeting(self, occurrence: OccurrenceId) -> Sequence[Task]:
        """What this meeting recorded, in order."""


class Protocols(Protocol):
    """Protocols: every version stays."""

    async def add(self, protocol: MeetingProtocol) -> None:
        """Store a new version."""

    async def number(self, team: TeamId) -> int:
        """A number for a new protocol: consecutive within the team."""

    async def get(self, team: TeamId, number: int | None) -> MeetingProtocol | None:
        """The last version of that number; None for the newest protocol."""

    async def of_meeting(self, occurrence: OccurrenceId) -> MeetingProtocol | None: ...

    async def recent(self, team: TeamId, limit: int) -> Sequence[MeetingProtocol]:
        """The newest protocols, the latest version of each."""


class Archive(Protocol):
    """Looking back into the protocols; nothing is locked."""

    async def find(self, team: TeamId, words: str) -> Sequence[MeetingProtocol]:
        """The protocols that have all these words in any of their forms, newest first, each as it stands."""

    def places(self, words: str, text: str) -> Sequence[tuple[int, int]]:
        """Where in a text these words stand, as (first, behind the last)."""

    async def keep_search(self, team: TeamId, by: PersonId, words: str) -> int:
        """Remember what somebody looked for, so that the pages of what was found can be turned."""

    async def search_of(self, team: TeamId, by: PersonId, search: int) -> str | None:
        """What this person looked for; None for what is forgotten and what is somebody else's."""

    async def versions(self, team: TeamId, number: int) -> Sequence[MeetingProtocol]:
        """All versions of a protocol, the first one first."""

    async def of_meetings(
        self, team: TeamId, occurrences: Collection[OccurrenceId]
    ) -> Mapping[OccurrenceId, MeetingProtocol]:
        """The protocols of these meetings, each as it stands; of those that have one."""


class Answers(Protocol):
    """What people wrote in an asynchronous stand-up."""

    async def put(self, answer: Answer) -> None:
        """Keep an answer; a second one replaces the first."""

    async def of(self, occurrence: OccurrenceId) -> Sequence[Answer]: ...


class Homes(Protocol):
    """Who has a home, and where; what it shows is a slot like any other."""

    async def of(self, team: TeamId) -> Sequence[tuple[PersonId, AccountKey]]:
        """The homes of a team that can be reached, those of people who have left too."""

    async def make_room(self, account: AccountKey) -> Sequence[str]:
        """An account's home is posted anew; the slots in which its former ones stand from now on."""


class Transaction(Protocol):
    """One use case: everything in it happens, or nothing does."""

    @property
    def teams(self) -> Teams: ...
    @property
    def people(self) -> People: ...
    @property
    def codes(self) -> Codes: ...
    @property
    def rituals(self) -> Rituals: ...
    @property
    def occurrences(self) -> Occurrences: ...
    @property
    def steps(self) -> Steps: ...
    @property
    def calendars(self) -> Calendars: ...
    @property
    def agenda(self) -> Agenda: ...
    @property
    def meetings(self) -> Meetings: ...
    @property
    def parts(self) -> Parts: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def protocols(self) -> Protocols: ...
    @property
    def archive(self) -> Archive: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def votes(self) -> Votes: ...
    @property
    def cups(self) -> Cups: ...
    @property
    def privacy(self) -> Privacy: ...
    @property
    def surveys(self) -> Surveys: ...
    @property
    def ballots(self) -> Ballots: ...
    @property
    def questionnaires(self) -> Questionnaires: ...
    @property
    def setups(self) -> Setups: ...
    @property
    def homes(self) -> Homes: ...
    @property
    def outbox(self) -> Outbox: ...


Begin = Callable[[], AbstractAsyncContextManager[Transaction]]
"""Open a transaction: it commits at the end of the block, an exception rolls it back."""
