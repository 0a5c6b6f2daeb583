"""A survey: what is asked of whom and until when, who is to answer now, and how far it has come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from enum import StrEnum
from typing import NewType

from rituals.calendar import DaysOff, LocalSlot, local_date, moment
from rituals.suppression import Rule
from rituals.survey_errors import AlreadyAnswered, NotAsked, SurveyIsOver
from rituals.survey_questions import TEMPLATES, Question, SurveyTemplate
from rituals.survey_results import Results
from rituals.team import DIRECTORS, Circle, Department, Person, PersonId, Role, TeamId
from rituals.timeline import OccurrenceId

SurveyId = NewType("SurveyId", int)

MANAGERS = (Role.HR, Role.CEO)
"""Who starts surveys, and sees the results first."""

CLOSES_AT = time(18, 0)
REMINDS_AT = time(10, 0)

MOST_DAYS = 14
DIRECTORS_DAYS = 2
"""Workdays that the two directors have after everybody else."""

LONG = 4
"""Workdays from which on people are reminded twice: in the middle and on the last day."""


class SurveyState(StrEnum):
    """Where a survey stands: being set up, with the staff, with the directors, over, or given up."""

    DRAFT = "draft"
    STAFF = "staff"
    DIRECTORS = "directors"
    CLOSED = "closed"
    DROPPED = "dropped"

    @property
    def is_open(self) -> bool:
        return self in {SurveyState.STAFF, SurveyState.DIRECTORS}


class SurveyAudience(StrEnum):
    """Whom a survey that is started by hand asks; CIRCLE: whom its ritual names."""

    BOTH = "both"
    SALES = "sales"
    MARKETING = "marketing"
    EVERYBODY = "everybody"
    CIRCLE = "circle"


AUDIENCES: dict[SurveyAudience, Circle] = {
    SurveyAudience.BOTH: Circle((Department.SALES, Department.MARKETING), DIRECTORS),
    SurveyAudience.SALES: Circle((Department.SALES,)),
    SurveyAudience.MARKETING: Circle((Department.MARKETING,)),
    SurveyAudience.EVERYBODY: Circle(tuple(Department)),
}


class Standing(StrEnum):
    """Where somebody who was asked stands. STOPPED: does not want to answer, and is not reminded."""

    ASKED = "asked"
    ANSWERED = "answered"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who is asked. `director`: only after everybody else. `label` is what their answers may tell of them."""

    person: PersonId
    director: bool
    label: str
    standing: Standing = Standing.ASKED


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey. `title` is people's own; a ready template has its title in templates/.

    `until` is when the round that is open closes. `results` are all that is left of the answers once it is closed.
    """

    id: SurveyId
    team: TeamId
    template: SurveyTemplate
    questions: tuple[Question, ...]
    title: str = ""
    by: PersonId | None = None
    occurrence: OccurrenceId | None = None
    audience: SurveyAudience = SurveyAudience.BOTH
    days: int = 3
    state: SurveyState = SurveyState.DRAFT
    rule: Rule = field(default=Rule())
    opened_at: datetime | None = None
    until: datetime | None = None
    closed_at: datetime | None = None
    released_at: datetime | None = None
    results: Results | None = None

    @classmethod
    def drafted(cls, team: TeamId, template: SurveyTemplate, *, by: PersonId | None, title: str = "") -> "Survey":
        return cls(SurveyId(0), team, template, TEMPLATES.get(template, ()), title, by)

    def turn_of(self, participant: Participant) -> bool:
        """Whether the round that is open is this participant's."""
        return self.state is (SurveyState.DIRECTORS if participant.director else SurveyState.STAFF)

    def check_takes(self, participant: Participant | None) -> Participant:
        """That somebody may answer now. Raises NotAsked, SurveyIsOver, AlreadyAnswered."""
        if participant is None:
            raise NotAsked
        if not self.turn_of(participant):
            raise SurveyIsOver(waits=participant.director and self.state is SurveyState.STAFF)
        if participant.standing is Standing.ANSWERED:
            raise AlreadyAnswered
        return participant

    def compares_with(self, other: "Survey") -> bool:
        """Whether the other is a round of the same questions."""
        return other.id != self.id and other.template is self.template and other.title == self.title

    def opened(self, rule: Rule, now: datetime, until: datetime, *, directors: bool) -> "Survey":
        state = SurveyState.DIRECTORS if directors else SurveyState.STAFF
        return replace(self, state=state, rule=rule, opened_at=now, until=until)

    def closed(self, results: Results, now: datetime) -> "Survey":
        return replace(self, state=SurveyState.CLOSED, results=results, closed_at=now)


def may_start(person: Person) -> bool:
    """Whether somebody starts surveys and reads results before they are released."""
    return person.active and person.role in MANAGERS


def first_readers(survey: Survey, people: Iterable[Person]) -> tuple[Person, ...]:
    """Who reads the results first: HR and who started it, while they are entitled to; without any, the CEO."""
    entitled = [person for person in people if may_start(person)]
    first = tuple(p for p in entitled if p.role is Role.HR or p.id == survey.by)
    return first or tuple(entitled)


def invited(people: Sequence[Person], threshold: int) -> tuple[Rule, tuple[Participant, ...]]:
    """Who is asked, and the rule for so many; both are frozen when the survey begins."""
    sizes = {department.value: sum(p.department is department for p in people) for department in Department}
    rule = Rule.frozen({group: size for group, size in sizes.items() if size}, threshold)
    return rule, tuple(Participant(p.id, p.is_director, rule.label_of(p.department)) for p in people)


# -- time ----------------------------------------------------------------------------------------------------------


def closing(now: datetime, days: int, timezone: str, days_off: DaysOff) -> datetime:
    """The end of the last of so many workdays after today."""
    day = days_off.add_workdays(local_date(now, timezone), days)
    return moment(LocalSlot(day, CLOSES_AT), timezone)


def next_reminder(
    now: datetime, opened: datetime, until: datetime, timezone: str, days_off: DaysOff
) -> datetime | None:
    """When those who have not answered are reminded next: on the last day, and of a long round in the middle."""
    last, workdays = local_date(until, timezone), [days_off.next_workday(local_date(opened, timezone))]
    while workdays[-1] < last:
        workdays.append(days_off.next_workday(workdays[-1]))
    days = [*([workdays[len(workdays) // 2]] if len(workdays) >= LONG else []), last]
    moments = (moment(LocalSlot(day, REMINDS_AT), timezone) for day in days)
    return next((at for at in moments if now < at < until), None)
