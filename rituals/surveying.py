"""The use cases of who starts surveys: set one up, start it, close it; and what a survey does by itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from rituals.calendar import local_date
from rituals.kinds import circle_of
from rituals.kinds.declaration import FOR_EVER
from rituals.kinds.survey import SurveyOptions
from rituals.messages import Direct
from rituals.notices import Skipped, skipped_slot
from rituals.places import addresses_of
from rituals.planning import days_off_of, next_of
from rituals.ports import Transaction
from rituals.reachability import readiness
from rituals.suppression import THRESHOLD
from rituals.survey import (
    AUDIENCES,
    DIRECTORS_DAYS,
    Participant,
    Standing,
    Survey,
    SurveyAudience,
    SurveyId,
    SurveyState,
    closing,
    first_readers,
    invited,
    may_start,
    next_reminder,
)
from rituals.survey_alike import ALIKE_WITHIN, alike
from rituals.survey_errors import (
    NoSuchSurvey,
    OnlyForManagers,
    SurveyHasBegun,
    SurveyIsOver,
    SurveyNotReady,
    SurveyTooAlike,
    SurveyUnreadable,
)
from rituals.survey_messages import SurveyInvitation, SurveyReminder
from rituals.survey_results import Box, Results, results_of
from rituals.survey_setup_messages import SurveySetup, SurveyStatus
from rituals.survey_sharing import show_to_first_readers
from rituals.team import Circle, Person, Team, away_on
from rituals.ticker import Due
from rituals.timeline import Occurrence, OccurrenceState, PlannedStep, Reason, Subject

CLOSE, REMIND = "survey_close", "survey_remind"


def invitation_slot(survey: SurveyId) -> str:
    return f"survey:{survey}:invitation"


def reminder_slot(survey: SurveyId, day: date) -> str:
    return f"survey:{survey}:remind:{day:%Y%m%d}"


def _reminder_slots(survey: Survey) -> list[str]:
    """One for each day on which people may have been reminded."""
    assert survey.opened_at is not None and survey.until is not None  # noqa: S101, PT018  It is open.
    first, last = survey.opened_at.date(), survey.until.date()
    return [reminder_slot(survey.id, first + timedelta(days=n)) for n in range((last - first).days + 1)]


# -- setting up ----------------------------------------------------------------------------------------------------


async def check_manager(tx: Transaction, team: Team, person: Person) -> None:
    """Surveys are HR's and the CEO's. Raises OnlyForManagers."""
    if not may_start(person):
        people = await tx.people.of(team.id)
        raise OnlyForManagers(tuple(p.name for p in people if may_start(p)))


async def survey_of(tx: Transaction, team: Team, survey: SurveyId) -> Survey:
    """A survey of this team. Raises NoSuchSurvey."""
    found = await tx.surveys.get(team.id, survey)
    if found is None or found.state is SurveyState.DROPPED:
        raise NoSuchSurvey
    return found


async def draft_of(tx: Transaction, team: Team, survey: SurveyId) -> Survey:
    """A survey that is being set up. Raises SurveyHasBegun for one that runs already."""
    found = await survey_of(tx, team, survey)
    if found.state is not SurveyState.DRAFT:
        raise SurveyHasBegun
    return found


async def set_up(tx: Transaction, survey: Survey) -> Survey:
    """A new survey to be set up; one that the same person had begun to set up is given up."""
    for other in await tx.surveys.of(survey.team):
        if other.state is SurveyState.DRAFT and other.by == survey.by:
            await tx.surveys.save(replace(other, state=SurveyState.DROPPED))
    return await tx.surveys.add(survey)


async def setup_panel(tx: Transaction, team: Team, survey: Survey, now: datetime) -> SurveySetup:
    """What the survey would be if it began now, and who can be reached."""
    asked = await _meant(tx, team, AUDIENCES[survey.audience])
    rule, participants = invited(asked, THRESHOLD)
    return SurveySetup(
        survey.id,
        survey.template,
        survey.title,
        survey.questions,
        survey.audience,
        survey.days,
        closing(now, survey.days, team.timezone, days_off_of(team)),
        len(participants),
        sum(one.director for one in participants),
        tuple(person.name for person in (await readiness(tx, team.id, asked)).out_of_reach),
        rule.labels,
    )


async def preview(tx: Transaction, team: Team, survey: Survey, now: datetime) -> SurveyInvitation:
    """The first message as it will be."""
    rule, participants = invited(await _meant(tx, team, AUDIENCES[survey.audience]), THRESHOLD)
    if not participants:
        raise SurveyNotReady("people")
    until = closing(now, survey.days, team.timezone, days_off_of(team))
    shown = await _invitation(tx, replace(survey, rule=rule, until=until), participants[0])
    return replace(shown, preview=True, directors=False)


async def _meant(tx: Transaction, team: Team, circle: Circle) -> tuple[Person, ...]:
    return circle.of(await tx.people.of(team.id))


# -- starting ------------------------------------------------------------------------------------------------------


async def start(tx: Transaction, team: Team, survey: Survey, now: datetime) -> Survey:
    """A survey that was set up begins. Raises SurveyNotReady, SurveyTooAlike."""
    people = await _meant(tx, team, AUDIENCES[survey.audience])
    earlier = await alike(tx, team, survey, people, now)
    if earlier is not None:
        raise SurveyTooAlike(earlier + ALIKE_WITHIN)
    return await _begin(tx, team, survey, people, now)


async def open_by_itself(tx: Transaction, due: Due) -> None:
    """The step *survey_open* of a ritual: the survey of this occurrence begins."""
    occurrence, ritual = due.occurrence, due.ritual
    assert occurrence is not None and ritual is not None  # noqa: S101, PT018
    if occurrence.state is not OccurrenceState.PLANNED:
        return
    options = ritual.options
    assert isinstance(options, SurveyOptions)  # noqa: S101  The kind's own.
    everybody = await tx.people.of(due.team.id)
    people = circle_of(ritual).of(everybody)
    drafted = replace(
        Survey.drafted(due.team.id, options.template, by=occurrence.by),
        occurrence=occurrence.id,
        audience=SurveyAudience.CIRCLE,
        days=options.days,
    )
    if not people:
        await tx.occurrences.save(occurrence.skipped(Reason.NO_ANSWERS, now=due.now))
        return
    if not first_readers(drafted, everybody):
        await _not_begun(tx, due, Reason.NOBODY_READS, [person for person in everybody if person.admin])
        return
    if await alike(tx, due.team, drafted, people, due.now) is not None:
        await _not_begun(tx, due, Reason.TOO_ALIKE, first_readers(drafted, everybody))
        return
    survey = await tx.surveys.add(drafted)
    await tx.occurrences.save(replace(occurrence, state=OccurrenceState.OPEN, opened_at=due.now))
    await _begin(tx, due.team, survey, people, due.now)


async def _not_begun(tx: Transaction, due: Due, reason: Reason, to: Sequence[Person]) -> None:
    """The ritual's survey is not held this time; those who can do something about it learn why."""
    occurrence, ritual = due.occurrence, due.ritual
    assert occurrence is not None and ritual is not None  # noqa: S101, PT018
    await tx.occurrences.save(occurrence.skipped(reason, now=due.now))
    following = await next_of(tx, ritual)
    next_at = following.starts_at if following else None
    message = Skipped(ritual.name, ritual.kind, occurrence.starts_at, reason, None, None, next_at)
    for person in to:
        if person.active:
            await tx.outbox.show(skipped_slot(occurrence.id), Direct(person.id), message)


async def _begin(tx: Transaction, team: Team, survey: Survey, people: Sequence[Person], now: datetime) -> Survey:
    """Freeze who is asked and what may be shown, and open the first round."""
    if not survey.questions or not people:
        raise SurveyNotReady("questions" if not survey.questions else "people")
    rule, participants = invited(people, THRESHOLD)
    await tx.ballots.put(survey.id, participants)
    directors_only = all(one.director for one in participants)
    return await _open_round(tx, team, replace(survey, rule=rule, opened_at=now), now, directors=directors_only)


async def _open_round(tx: Transaction, team: Team, survey: Survey, now: datetime, *, directors: bool) -> Survey:
    """People are invited, and the round's end is planned."""
    days, days_off = (
        DIRECTORS_DAYS if directors and survey.state is SurveyState.STAFF else survey.days,
        days_off_of(team),
    )
    until = closing(now, days, team.timezone, days_off)
    opened = survey.opened(survey.rule, survey.opened_at or now, until, directors=directors)
    await tx.surveys.save(opened)
    steps = [PlannedStep(CLOSE, until, until + FOR_EVER)]
    reminder = next_reminder(now, now, until, team.timezone, days_off)
    if reminder is not None:
        steps.append(PlannedStep(REMIND, reminder, until))
    await tx.steps.put(team.id, Subject.SURVEY, opened.id, steps)
    for participant in await _present(tx, team, opened, now):
        await _invite(tx, opened, participant)
    return opened


async def _invite(tx: Transaction, survey: Survey, participant: Participant) -> None:
    invitation = await _invitation(tx, survey, participant)
    await tx.outbox.show(invitation_slot(survey.id), Direct(participant.person), invitation, until=survey.until)


async def _invitation(tx: Transaction, survey: Survey, participant: Participant) -> SurveyInvitation:
    assert survey.until is not None  # noqa: S101  It is open, or about to be.
    people = await tx.people.of(survey.team)
    return SurveyInvitation(
        survey.id,
        survey.template,
        survey.title,
        len(survey.questions),
        survey.until,
        survey.rule.labels,
        bool(participant.label),
        tuple(p.name for p in first_readers(survey, people)),
        participant.director,
        survey.rule.threshold,
    )


async def _present(tx: Transaction, team: Team, survey: Survey, now: datetime) -> list[Participant]:
    """Those of the open round who are to answer, have not left, and are not away today: nobody is pinged on holiday."""
    today = local_date(now, team.timezone)
    away = away_on(today, await tx.people.absences(team.id, today, today))
    return [one for one in await _to_answer(tx, survey) if one.person not in away]


async def _to_answer(tx: Transaction, survey: Survey) -> list[Participant]:
    """Those of the open round who are to answer and have not left."""
    active = {p.id for p in await tx.people.of(survey.team) if p.active}
    asked = await tx.ballots.asked(survey.id)
    return [p for p in asked if survey.turn_of(p) and p.standing is Standing.ASKED and p.person in active]


# -- while it runs -------------------------------------------------------------------------------------------------


async def remind(tx: Transaction, due: Due) -> datetime | None:
    """The step *survey_remind*: who has not answered, and is there. Who was away when it began is invited now."""
    survey = await survey_of(tx, due.team, SurveyId(due.step.subject_id))
    if not survey.state.is_open or survey.until is None or survey.opened_at is None:
        return None
    has_it = {
        to.person for to in await addresses_of(tx, due.team.id, invitation_slot(survey.id)) if isinstance(to, Direct)
    }
    slot = reminder_slot(survey.id, due.now.date())
    for participant in await _present(tx, due.team, survey, due.now):
        if participant.person not in has_it:
            await _invite(tx, survey, participant)
            continue
        reminder = SurveyReminder(survey.id, survey.template, survey.title, survey.until)
        await tx.outbox.show(slot, Direct(participant.person), reminder, until=survey.until)
    return next_reminder(due.now, due.step.due_at, survey.until, due.team.timezone, days_off_of(due.team))


async def status(tx: Transaction, survey: Survey) -> SurveyStatus:
    """How many have answered; never who."""
    asked = await tx.ballots.asked(survey.id)

    def count(*, director: bool, standing: Standing | None = None) -> int:
        return sum(p.director is director and standing in {None, p.standing} for p in asked)

    assert survey.until is not None  # noqa: S101  It has begun.
    return SurveyStatus(
        survey.id,
        survey.template,
        survey.title,
        survey.state,
        survey.until,
        count(director=False, standing=Standing.ANSWERED),
        count(director=False),
        count(director=True, standing=Standing.ANSWERED),
        count(director=True),
    )


# -- closing -------------------------------------------------------------------------------------------------------


async def close_by_itself(tx: Transaction, due: Due) -> datetime | None:
    """The step *survey_close*: the round is over. The directors' round moves the step to its own end."""
    survey = await survey_of(tx, due.team, SurveyId(due.step.subject_id))
    if not survey.state.is_open:
        return None
    following = await close_round(tx, due.team, survey, due.now)
    return following.until if following.state.is_open else None


async def close_if_complete(tx: Transaction, team: Team, survey: Survey, now: datetime) -> Survey:
    """Nobody is left to be waited for: the round ends early."""
    return survey if await _to_answer(tx, survey) else await close_round(tx, team, survey, now)


async def close_round(tx: Transaction, team: Team, survey: Survey, now: datetime) -> Survey:
    """After the staff's round comes the directors', after that the figures. Raises SurveyIsOver."""
    if not survey.state.is_open:
        raise SurveyIsOver
    await _close_invitations(tx, survey)
    if survey.state is SurveyState.STAFF and any(p.director for p in await tx.ballots.asked(survey.id)):
        opened = await _open_round(tx, team, survey, now, directors=True)
        return opened if await _to_answer(tx, opened) else await close_round(tx, team, opened, now)
    return await _close(tx, team, survey, now)


async def _close(tx: Transaction, team: Team, survey: Survey, now: datetime) -> Survey:
    """Of all answers the figures are left, and of those what may be shown; drafts and answers are gone."""
    asked = await tx.ballots.asked(survey.id)
    answered = sum(one.standing is Standing.ANSWERED for one in asked)
    results = await _results(tx, survey, len(asked), answered)
    closed = survey.closed(results, now)
    await tx.surveys.save(closed)
    await tx.ballots.forget(survey.id)
    await tx.steps.cancel(Subject.SURVEY, survey.id, "over", now)
    await _close_occurrence(tx, closed, answered, now)
    await show_to_first_readers(tx, team, closed)
    return closed


async def _results(tx: Transaction, survey: Survey, asked: int, answered: int) -> Results:
    """The figures; what was sealed under other tokens is lost, and that is said."""
    try:
        box = await tx.ballots.box(survey.id, survey.questions)
    except SurveyUnreadable:
        empty = results_of(survey.questions, Box.empty(survey.questions), survey.rule, asked, answered)
        return replace(empty, unreadable=True)
    return results_of(survey.questions, box, survey.rule, asked, answered)


async def _close_occurrence(tx: Transaction, survey: Survey, answered: int, now: datetime) -> None:
    occurrence: Occurrence | None = None
    if survey.occurrence is not None:
        occurrence = await tx.occurrences.get(survey.team, survey.occurrence)
    if occurrence is not None and not occurrence.is_over:
        state = OccurrenceState.HELD if answered else OccurrenceState.SKIPPED
        reason = None if answered else Reason.NO_ANSWERS
        await tx.occurrences.save(replace(occurrence, state=state, reason=reason, closed_at=now))


async def _close_invitations(tx: Transaction, survey: Survey) -> None:
    """The private messages of the round that ends lose their buttons, reminders too."""
    asked = {p.person: p for p in await tx.ballots.asked(survey.id)}
    for slot in (invitation_slot(survey.id), *_reminder_slots(survey)):
        for to in await addresses_of(tx, survey.team, slot):
            if isinstance(to, Direct) and to.person in asked and survey.turn_of(asked[to.person]):
                answered = asked[to.person].standing is Standing.ANSWERED
                invitation = await _invitation(tx, survey, asked[to.person])
                await tx.outbox.show(slot, to, replace(invitation, closed=True, answered=answered))
