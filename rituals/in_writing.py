"""The use cases of an asynchronous stand-up: ask three questions in private, remind once, show one digest."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from rituals.audience import check_may_look, show
from rituals.calendar import local_date
from rituals.chairs import turns_of
from rituals.errors import AlreadyClosed, NoSuchRitual, NotOpenYet
from rituals.kinds import circle_of, kind_of
from rituals.messages import Button, Direct, Field, FieldKind, Form, Message, Style
from rituals.places import addresses_of
from rituals.planning import held_at
from rituals.ports import Transaction
from rituals.standup import Answer
from rituals.team import Department, Person, PersonId, Team, away_on
from rituals.ticker import Due
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, Reason, Ritual

ANSWER_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Questions(Message):
    """Three questions, in private. `answered`: thanks, and the answer can be changed until the digest."""

    template: ClassVar[str] = "standup/questions"
    occurrence: OccurrenceId
    name: str
    until: datetime
    answered: bool = False
    closed: bool = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.closed:
            return ()
        if self.answered:
            return ((Button("change", "standup.answer", (self.occurrence,)),),)
        return ((Button("answer", "standup.answer", (self.occurrence,), Style.PRIMARY),),)


@dataclass(frozen=True, slots=True)
class AnswerReminder(Message):
    """Half an hour is left, and this person has not answered."""

    template: ClassVar[str] = "standup/reminder"
    repeatable: ClassVar[bool] = False
    occurrence: OccurrenceId
    name: str
    until: datetime

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("answer", "standup.answer", (self.occurrence,), Style.PRIMARY),),)


@dataclass(frozen=True, slots=True)
class AnswerForm(Form):
    """The three questions. What was answered before stands there already."""

    template: ClassVar[str] = "standup/answer_form"
    press: ClassVar[str] = "standup.answered"
    occurrence: OccurrenceId
    name: str
    done: str = ""
    plan: str = ""
    blocked: str = ""

    def args(self) -> tuple[int | str, ...]:
        return (self.occurrence,)

    def fields(self) -> tuple[Field, ...]:
        return (
            Field("done", FieldKind.TEXT, max_length=ANSWER_LIMIT, initial=self.done),
            Field("plan", FieldKind.TEXT, max_length=ANSWER_LIMIT, initial=self.plan),
            Field("blocked", FieldKind.TEXT, optional=True, max_length=ANSWER_LIMIT, initial=self.blocked),
        )


@dataclass(frozen=True, slots=True)
class AnswerKept(Message):
    """The answer is kept; when the digest comes, or that it has been brought up to date."""

    template: ClassVar[str] = "standup/answer_kept"
    until: datetime
    in_digest: bool


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One person's answer in the digest."""

    name: str
    done: str
    plan: str
    blocked: str


@dataclass(frozen=True, slots=True)
class Digest(Message):
    """All answers where the stand-up is shown, by department; how many are missing, not who."""

    template: ClassVar[str] = "standup/digest"
    occurrence: OccurrenceId
    name: str
    at: datetime
    sales: tuple[DigestLine, ...]
    marketing: tuple[DigestLine, ...]
    other: tuple[DigestLine, ...]
    missing: int
    closed: bool

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.closed:
            return ()
        return ((Button("answer", "standup.answer", (self.occurrence,)),),)


@dataclass(frozen=True, slots=True)
class NotAnswered(Message):
    """Who has not answered: for the chair only."""

    template: ClassVar[str] = "standup/not_answered"
    repeatable: ClassVar[bool] = False
    name: str
    names: tuple[str, ...]


def questions_slot(occurrence: OccurrenceId) -> str:
    return f"standup:{occurrence}:questions"


def reminder_slot(occurrence: OccurrenceId) -> str:
    return f"standup:{occurrence}:remind"


def digest_slot(occurrence: OccurrenceId) -> str:
    return f"standup:{occurrence}:digest"


async def _asked(tx: Transaction, team: Team, ritual: Ritual, now: datetime) -> tuple[Person, ...]:
    people = await tx.people.of(team.id)
    today = local_date(now, team.timezone)
    away = away_on(today, await tx.people.absences(team.id, today, today))
    return tuple(p for p in circle_of(ritual).of(people) if p.id not in away)


async def _digest_at(tx: Transaction, team: Team, occurrence: Occurrence) -> tuple[Ritual, datetime]:
    """The ritual and when its digest is due."""
    ritual = await tx.rituals.get(team.id, occurrence.ritual)
    if ritual is None:
        raise NoSuchRitual
    steps = kind_of(ritual.kind).steps(held_at(ritual, occurrence.starts_at, team))
    return ritual, next((s.due_at for s in steps if s.name == "digest"), occurrence.starts_at)


async def ask(tx: Transaction, due: Due) -> None:
    """The step *ask*: the three questions, to everybody who takes part and is not away."""
    occurrence = due.occurrence
    assert occurrence is not None  # noqa: S101
    if occurrence.state is not OccurrenceState.PLANNED:
        return
    ritual, until = await _digest_at(tx, due.team, occurrence)
    await tx.occurrences.save(replace(occurrence, state=OccurrenceState.OPEN, opened_at=due.now))
    message = Questions(occurrence.id, ritual.name, until)
    for person in await _asked(tx, due.team, ritual, due.now):
        await tx.outbox.show(questions_slot(occurrence.id), Direct(person.id), message, until=until)


async def remind(tx: Transaction, due: Due) -> None:
    """The step *remind_to_answer*: once, only those who have not answered."""
    occurrence = due.occurrence
    assert occurrence is not None  # noqa: S101
    ritual, until = await _digest_at(tx, due.team, occurrence)
    answered = {answer.person for answer in await tx.answers.of(occurrence.id)}
    for person in await _asked(tx, due.team, ritual, due.now):
        if person.id not in answered:
            reminder = AnswerReminder(occurrence.id, ritual.name, until)
            await tx.outbox.show(reminder_slot(occurrence.id), Direct(person.id), reminder, until=until)


async def digest(tx: Transaction, due: Due) -> None:
    """The step *digest*: all answers in the chat; who is missing is told to the chair alone."""
    occurrence = due.occurrence
    assert occurrence is not None  # noqa: S101
    ritual, _ = await _digest_at(tx, due.team, occurrence)
    shown = await _show_digest(tx, due.team, occurrence, due.now, closed=False)
    asked = await _asked(tx, due.team, ritual, due.now)
    answered = {answer.person for answer in await tx.answers.of(occurrence.id)}
    missing = tuple(p.name for p in asked if p.id not in answered)
    chair = (await turns_of(tx, due.team, ritual, occurrence)).chair
    if missing and chair is not None:
        slot = f"standup:{occurrence.id}:missing"
        await tx.outbox.show(slot, Direct(chair.id), NotAnswered(shown.name, missing))


async def _show_digest(tx: Transaction, team: Team, occurrence: Occurrence, now: datetime, *, closed: bool) -> Digest:
    ritual, _ = await _digest_at(tx, team, occurrence)
    people = {p.id: p for p in await tx.people.of(team.id)}
    answers = await tx.answers.of(occurrence.id)
    asked = {p.id for p in await _asked(tx, team, ritual, now)}

    def of(department: Department) -> tuple[DigestLine, ...]:
        own = [a for a in answers if a.person in people and people[a.person].department is department]
        return tuple(DigestLine(people[a.person].name, a.done, a.plan, a.blocked) for a in own)

    message = Digest(
        occurrence.id,
        ritual.name,
        occurrence.starts_at,
        of(Department.SALES),
        of(Department.MARKETING),
        of(Department.OTHER),
        len(asked - {a.person for a in answers}),
        closed,
    )
    await show(tx, team, ritual, occurrence.id, digest_slot(occurrence.id), message)
    return message


async def close(tx: Transaction, due: Due) -> None:
    """The step *close* at the end of the working day: answers are final."""
    occurrence = due.occurrence
    assert occurrence is not None  # noqa: S101
    answers = await tx.answers.of(occurrence.id)
    await _show_digest(tx, due.team, occurrence, due.now, closed=True)
    await _close_questions(tx, due.team, occurrence)
    state = OccurrenceState.HELD if answers else OccurrenceState.SKIPPED
    reason = None if answers else Reason.NO_ANSWERS
    await tx.occurrences.save(replace(occurrence, state=state, reason=reason, closed_at=due.now))


async def _close_questions(tx: Transaction, team: Team, occurrence: Occurrence) -> None:
    """The private questions lose their buttons, and so does what reminded of them."""
    ritual, until = await _digest_at(tx, team, occurrence)
    answered = {answer.person for answer in await tx.answers.of(occurrence.id)}
    for slot in (questions_slot(occurrence.id), reminder_slot(occurrence.id)):
        for address in await addresses_of(tx, team.id, slot):
            has_answered = isinstance(address, Direct) and address.person in answered
            closed = Questions(occurrence.id, ritual.name, until, answered=has_answered, closed=True)
            await tx.outbox.show(slot, address, closed)


async def open_occurrence(tx: Transaction, team: Team, occurrence: OccurrenceId, by: Person) -> Occurrence:
    """A stand-up that takes answers; a Refusal when it is over, or is not for `by`."""
    found = await tx.occurrences.get(team.id, occurrence)
    ritual = await tx.rituals.get(team.id, found.ritual) if found else None
    if found is None or ritual is None or await tx.meetings.get(team.id, occurrence) is not None:
        raise NoSuchRitual
    await check_may_look(tx, team, ritual, occurrence, by)
    if found.state is OccurrenceState.PLANNED:
        raise NotOpenYet(ritual.name, found.starts_at, ritual.kind)
    if found.state is not OccurrenceState.OPEN:
        raise AlreadyClosed(ritual.name, None, ritual.kind)
    return found


async def answer(
    tx: Transaction, team: Team, occurrence: Occurrence, by: Person, words: tuple[str, str, str], now: datetime
) -> AnswerKept:
    """Keep an answer; after the digest it is added there."""
    ritual, until = await _digest_at(tx, team, occurrence)
    done, plan, blocked = words
    await tx.answers.put(Answer(occurrence.id, by.id, done, plan, blocked, now))
    asked = Questions(occurrence.id, ritual.name, until, answered=True)
    await tx.outbox.show(questions_slot(occurrence.id), Direct(by.id), asked)
    in_digest = bool(await tx.outbox.shown_in(digest_slot(occurrence.id)))
    if in_digest:
        await _show_digest(tx, team, occurrence, now, closed=False)
    return AnswerKept(until, in_digest)


async def earlier_answer(tx: Transaction, occurrence: OccurrenceId, by: PersonId) -> Answer | None:
    """What this person has answered so far."""
    return next((a for a in await tx.answers.of(occurrence) if a.person == by), None)
