"""The use cases of who is asked in a survey: answer one question after another, pause, stop, finish."""

from dataclasses import replace
from datetime import datetime

from rituals.errors import UnknownButton
from rituals.messages import Message
from rituals.ports import Transaction
from rituals.survey import Participant, Standing, Survey, SurveyId
from rituals.survey_errors import SurveyNotFull
from rituals.survey_messages import (
    AnswerForm,
    ReviewLine,
    SurveyDone,
    SurveyPaused,
    SurveyQuestion,
    SurveyReview,
    SurveyStopped,
)
from rituals.survey_questions import SKIPPED, Answer, Draft, Question, QuestionKind, missing, picked, written
from rituals.surveying import close_if_complete, survey_of
from rituals.team import Person, Team


class Sitting:
    """One person before one survey: who they are in it, and their answers so far."""

    def __init__(self, tx: Transaction, survey: Survey, participant: Participant, draft: Draft) -> None:
        self._tx = tx
        self.survey = survey
        self.participant = participant
        self.draft = draft

    @classmethod
    async def of(cls, tx: Transaction, team: Team, survey: SurveyId, person: Person) -> "Sitting":
        """Whoever answers is found by who they are. Raises NoSuchSurvey, NotAsked, SurveyIsOver, AlreadyAnswered."""
        found = await survey_of(tx, team, survey)
        asked = await tx.ballots.asked(found.id)
        participant = found.check_takes(next((one for one in asked if one.person == person.id), None))
        blank: Draft = tuple(None for _ in found.questions)
        return cls(tx, found, participant, await tx.ballots.draft(found.id, person.id) or blank)

    # -- looking ---------------------------------------------------------------------------------------------------

    def question(self, position: int) -> Question:
        """Raises UnknownButton for a position that the survey does not have."""
        if not 0 <= position < len(self.survey.questions):
            raise UnknownButton
        return self.survey.questions[position]

    def at(self, position: int) -> Message:
        """The question there; after the last one all answers at a glance."""
        survey = self.survey
        if position >= len(survey.questions):
            return self.review()
        question, answer = self.question(position), self.draft[position]
        total = len(survey.questions)
        return SurveyQuestion(survey.id, survey.template, survey.title, position, total, question, answer)

    def here(self) -> Message:
        """Where this person stopped: the first question without an answer."""
        return self.at(next((n for n, answer in enumerate(self.draft) if answer is None), len(self.draft)))

    def review(self) -> SurveyReview:
        survey = self.survey
        lines = tuple(ReviewLine(q, a) for q, a in zip(survey.questions, self.draft, strict=True))
        return SurveyReview(survey.id, survey.template, survey.title, lines, missing(survey.questions, self.draft))

    def form(self, position: int) -> AnswerForm:
        """The form for an answer in words."""
        question = self.question(position)
        if not question.is_text:
            raise UnknownButton
        return AnswerForm(self.survey.id, position, question)

    # -- answering -------------------------------------------------------------------------------------------------

    async def begin(self) -> Message:
        """*Begin*, *Go on*; also of somebody who had stopped."""
        if self.participant.standing is Standing.STOPPED:
            await self._stand(Standing.ASKED)
        return self.here()

    async def pick(self, position: int, value: int) -> Message:
        """A choice or a number; of several choices the question stays, else the next one comes."""
        question = self.question(position)
        await self._keep(position, picked(question, self.draft[position], value))
        return self.at(position if question.kind is QuestionKind.SEVERAL else position + 1)

    async def write(self, position: int, text: str) -> Message:
        """An answer in words."""
        question = self.question(position)
        answer = written(question, text)
        if answer.is_skipped and not question.optional:
            raise SurveyNotFull(position + 1)
        await self._keep(position, answer)
        return self.at(position + 1)

    async def skip(self, position: int) -> Message:
        """Only what may be skipped. Raises SurveyNotFull."""
        if not self.question(position).optional:
            raise SurveyNotFull(position + 1)
        await self._keep(position, SKIPPED)
        return self.at(position + 1)

    async def _keep(self, position: int, answer: Answer) -> None:
        self.draft = (*self.draft[:position], answer, *self.draft[position + 1 :])
        await self._tx.ballots.keep_draft(self.survey.id, self.participant.person, self.draft)

    # -- ending ----------------------------------------------------------------------------------------------------

    def pause(self) -> SurveyPaused:
        assert self.survey.until is not None  # noqa: S101  It is open.
        return SurveyPaused(self.survey.id, self.survey.template, self.survey.title, self.survey.until)

    async def stop(self, team: Team, now: datetime) -> SurveyStopped:
        """The answers so far are thrown away, and nobody asks again."""
        assert self.survey.until is not None  # noqa: S101  It is open.
        survey = self.survey
        await self._tx.ballots.keep_draft(survey.id, self.participant.person, None)
        await self._stand(Standing.STOPPED)
        await close_if_complete(self._tx, team, survey, now)
        return SurveyStopped(survey.id, survey.template, survey.title, self.survey.until)

    async def finish(self, team: Team, now: datetime) -> SurveyDone:
        """*Finish*: the answers go among all the others, and the draft is gone. Raises SurveyNotFull."""
        survey = self.survey
        gap = missing(survey.questions, self.draft)
        if gap is not None:
            raise SurveyNotFull(gap + 1)
        box = await self._tx.ballots.box(survey.id, survey.questions)
        answers = tuple(answer or SKIPPED for answer in self.draft)
        await self._tx.ballots.keep_box(survey.id, box.with_ballot(self.participant.label, answers))
        await self._tx.ballots.keep_draft(survey.id, self.participant.person, None)
        await self._stand(Standing.ANSWERED)
        assert survey.until is not None  # noqa: S101  It is open.
        await close_if_complete(self._tx, team, survey, now)
        return SurveyDone(survey.template, survey.title, survey.until, survey.rule.threshold)

    async def _stand(self, standing: Standing) -> None:
        self.participant = replace(self.participant, standing=standing)
        await self._tx.ballots.put(self.survey.id, [self.participant])
