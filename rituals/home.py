"""Everybody's home: what waits for them, and a way to all the rest. Slack shows it in a tab, Telegram as a message."""

from dataclasses import dataclass
from datetime import datetime

from rituals import cup_round
from rituals.assignments import rows_of
from rituals.audience import takes_part
from rituals.cup_keeping import cups_of
from rituals.cup_round import Round
from rituals.home_messages import (
    MEETINGS_SHOWN,
    TASKS_SHOWN,
    HomeBelow,
    HomeLeft,
    HomeMeeting,
    HomePage,
    HomeSurvey,
    HomeVote,
)
from rituals.messages import AtHome, Message
from rituals.parts import Partaking
from rituals.planning import live_of
from rituals.ports import Transaction
from rituals.room import upcoming_meetings
from rituals.survey import Participant, Standing, Survey
from rituals.tasks import Task
from rituals.team import AccountKey, Person, PersonId, Team
from rituals.timeline import Occurrence, Ritual

HOME = "home"
FORMER = "former_home"
"""What the slots of homes are called, and of those that a newer one has taken the place of."""


def home_slot(person: PersonId) -> str:
    return f"{HOME}:{person}"


async def open_home(tx: Transaction, team: Team, person: Person, account: AccountKey, now: datetime) -> None:
    """Somebody asks for their home: it is shown anew, and where it was a message, the former one says so."""
    for slot in await tx.homes.make_room(account):
        await tx.outbox.show(slot, AtHome(person.id, account), HomeBelow())
    board = await Board.of(tx, team, now)
    await tx.outbox.show(home_slot(person.id), AtHome(person.id, account), await board.page(tx, person))


async def refresh(tx: Transaction, team: Team, now: datetime) -> None:
    """Bring all homes of a team up to date; one that would show the same is left alone by the outbox."""
    homes = await tx.homes.of(team.id)
    if not homes:
        return
    board = await Board.of(tx, team, now)
    for owner, account in homes:
        person = board.people[owner]
        page: Message = await board.page(tx, person) if _lives_here(person, account) else HomeLeft(team.name)
        await tx.outbox.show(home_slot(owner), AtHome(owner, account), page)


def _lives_here(person: Person, account: AccountKey) -> bool:
    return person.active and account in person.accounts


@dataclass(frozen=True, slots=True)
class Board:
    """What all homes of a team are made of, read once."""

    team: Team
    now: datetime
    people: dict[PersonId, Person]
    tasks: tuple[Task, ...]
    meetings: tuple[tuple[Occurrence, Ritual, tuple[Partaking, ...]], ...]
    votes: tuple[Round, ...]
    surveys: tuple[tuple[Survey, tuple[Participant, ...]], ...]

    @classmethod
    async def of(cls, tx: Transaction, team: Team, now: datetime) -> "Board":
        people = {person.id: person for person in await tx.people.of(team.id)}
        coming = [(o, ritual) for o, ritual in await upcoming_meetings(tx, team) if o.opened_at or not ritual.rests]
        meetings = [(o, ritual, tuple(await tx.parts.of(o.id))) for o, ritual in coming]
        open_ones = [survey for survey in await tx.surveys.of(team.id) if survey.state.is_open]
        surveys = [(survey, tuple(await tx.ballots.asked(survey.id))) for survey in open_ones]
        tasks = tuple(await tx.tasks.open_in(team.id))
        return cls(team, now, people, tasks, tuple(meetings), await _votes(tx, team, now), tuple(surveys))

    async def page(self, tx: Transaction, person: Person) -> HomePage:
        """The home of one person."""
        mine = [task for task in self.tasks if task.owner == person.id]
        rows = await rows_of(tx, self.team, person, mine[:TASKS_SHOWN], self.now)
        return HomePage(
            person.name,
            self.team.name,
            self._meetings_of(person),
            tuple(rows),
            len(mine),
            sum(task.is_overdue(self.now) for task in mine),
            tuple(HomeVote(r.vote.id, r.question, r.vote.closes_at) for r in self.votes if self._may_vote(r, person)),
            self._surveys_of(person),
            person.admin,
        )

    def _meetings_of(self, person: Person) -> tuple[HomeMeeting, ...]:
        mine = [(o, ritual) for o, ritual, parts in self.meetings if takes_part(ritual, person, parts)]
        shown = mine[:MEETINGS_SHOWN]
        return tuple(HomeMeeting(r.name, r.kind, o.starts_at, running=o.opened_at is not None) for o, r in shown)

    def _may_vote(self, entered: Round, person: Person) -> bool:
        return person.id in entered.vote.electors and entered.vote.takes_ballots(self.now)

    def _surveys_of(self, person: Person) -> tuple[HomeSurvey, ...]:
        """Those that wait for this person's answer; who does not want to answer is left in peace."""
        waiting = [
            survey
            for survey, asked in self.surveys
            for one in asked
            if one.person == person.id and one.standing is Standing.ASKED and survey.turn_of(one)
        ]
        return tuple(HomeSurvey(s.id, s.template, s.title, s.until) for s in waiting)


async def _votes(tx: Transaction, team: Team, now: datetime) -> tuple[Round, ...]:
    """The votes that are open."""
    rounds = []
    for cup in await cups_of(tx, team):
        live = await live_of(tx, cup)
        entered = await cup_round.current(tx, team, cup, live, now) if live else None
        if entered is not None:
            rounds.append(entered)
    return tuple(rounds)
