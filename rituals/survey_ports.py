"""What surveys ask of the world: see rituals.ports."""

from collections.abc import Sequence
from typing import Protocol

from rituals.survey import Participant, Survey, SurveyId
from rituals.survey_questions import Draft, Question
from rituals.survey_results import Box
from rituals.team import PersonId, TeamId


class Surveys(Protocol):
    """Surveys, and what is left of them: figures."""

    async def get(self, team: TeamId, survey: SurveyId) -> Survey | None:
        """Locked for this transaction."""

    async def add(self, survey: Survey) -> Survey: ...

    async def save(self, survey: Survey) -> None: ...

    async def of(self, team: TeamId) -> Sequence[Survey]:
        """All surveys of a team, the newest first."""


class Ballots(Protocol):
    """Who is asked in a survey and, apart from them and sealed, what is answered."""

    async def asked(self, survey: SurveyId) -> Sequence[Participant]: ...

    async def put(self, survey: SurveyId, participants: Sequence[Participant]) -> None:
        """Ask these, or keep where they stand."""

    async def draft(self, survey: SurveyId, person: PersonId) -> Draft | None: ...

    async def keep_draft(self, survey: SurveyId, person: PersonId, draft: Draft | None) -> None:
        """Keep somebody's answers so far; None forgets them."""

    async def box(self, survey: SurveyId, questions: Sequence[Question]) -> Box:
        """What has been finished so far. Raises SurveyUnreadable."""

    async def keep_box(self, survey: SurveyId, box: Box) -> None: ...

    async def forget(self, survey: SurveyId) -> None:
        """Drafts and box are gone, for good."""


class Questionnaires(Protocol):
    """Questions as people write them into a file."""

    def read(self, text: str) -> tuple[str | None, tuple[Question, ...]]:
        """The title, if there is one, and the questions of a YAML text. Raises WrongQuestions."""
