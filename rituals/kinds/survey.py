"""The survey that comes again and again: a pulse in private messages, once a month for example."""

from dataclasses import dataclass
from datetime import timedelta

from rituals.kinds.declaration import REACH, Held, Kind
from rituals.survey_questions import SurveyTemplate
from rituals.team import DIRECTORS, Circle, Department
from rituals.timeline import Options, PlannedStep
from rituals.wrongvalues import WrongValue

NOT_AFTER = timedelta(days=2)
"""A survey that an outage held up begins this much later at most; people have days to answer it."""

DAYS = range(1, 15)
READY = tuple(template for template in SurveyTemplate if template is not SurveyTemplate.OWN)


@dataclass(frozen=True, slots=True)
class SurveyOptions(Options):
    """What a team may set: which ready questions, and how many workdays people have. Raises WrongValue."""

    template: SurveyTemplate = SurveyTemplate.PULSE
    days: int = 3

    def __post_init__(self) -> None:
        if self.template not in READY:
            raise WrongValue("template", self.template, READY)
        if self.days not in DAYS:
            raise WrongValue("days", self.days, (f"{DAYS[0]} to {DAYS[-1]}",))


def steps(held: Held) -> tuple[PlannedStep, ...]:
    """It only begins; what comes then is the survey's own (rituals/surveying.py)."""
    return (held.reach(), PlannedStep("survey_open", held.starts_at, held.after(NOT_AFTER)))


SURVEY = Kind(
    name="survey",
    duration=timedelta(minutes=10),
    stages=(),
    steps=steps,
    key_steps=("survey_open",),
    aside=(REACH,),
    circle=Circle((Department.SALES, Department.MARKETING), DIRECTORS),
    options=SurveyOptions,
)
