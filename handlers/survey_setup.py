"""Asking what HR and the CEO ask of a survey: set it up, look at it, start and close it, release its results."""

from dataclasses import replace

from handlers.registry import Ask, Reply, Request, Say, Topic, Turn
from rituals import surveying
from rituals.agenda import clean
from rituals.agenda_messages import ItemAdded
from rituals.errors import TooMany, UnknownButton
from rituals.planning import next_of
from rituals.ports import Transaction
from rituals.survey import AUDIENCES, Survey, SurveyId, SurveyState
from rituals.survey_errors import SurveyGoesOn, SurveyIsOver
from rituals.survey_messages import ReviewLine, SurveyQuestion, SurveyReview
from rituals.survey_questions import MOST_QUESTIONS, SurveyTemplate, own_question
from rituals.survey_result_messages import SurveyAgendaForm, SurveyReleased
from rituals.survey_setup_messages import (
    TITLE_LIMIT,
    AskCloseSurvey,
    ChooseSurvey,
    OwnSurveyForm,
    QuestionForm,
    QuestionsForm,
    SurveyDropped,
)
from rituals.survey_sharing import put_on_agenda, release, results_for

topic = Topic()

DAYS = (1, 2, 3, 5, 10)
"""Workdays to answer, as a button goes through them."""


async def _managed(tx: Transaction, ask: Request) -> Survey:
    """The survey of a button, for who may manage surveys."""
    await surveying.check_manager(tx, ask.team, ask.person)
    return await surveying.survey_of(tx, ask.team, SurveyId(ask.number()))


async def _draft(tx: Transaction, ask: Request) -> Survey:
    """The survey of a button, while nobody has been promised anything."""
    await surveying.check_manager(tx, ask.team, ask.person)
    return await surveying.draft_of(tx, ask.team, SurveyId(ask.number()))


async def _panel(tx: Transaction, ask: Request, survey: Survey) -> Reply:
    return Turn(await surveying.setup_panel(tx, ask.team, survey, ask.now))


async def _changed(tx: Transaction, ask: Request, survey: Survey) -> Reply:
    await tx.surveys.save(survey)
    return await _panel(tx, ask, survey)


# -- choosing ----------------------------------------------------------------------------------------------------


@topic.press("survey.choose")
async def choose(tx: Transaction, ask: Request) -> Reply:
    """*Start a survey*: with which questions?"""
    await surveying.check_manager(tx, ask.team, ask.person)
    return Turn(ChooseSurvey())


@topic.press("survey.chosen")
async def chosen(tx: Transaction, ask: Request) -> Reply:
    """A ready template."""
    await surveying.check_manager(tx, ask.team, ask.person)
    if ask.word() not in set(SurveyTemplate) - {SurveyTemplate.OWN}:
        raise UnknownButton
    survey = Survey.drafted(ask.team.id, SurveyTemplate(ask.word()), by=ask.person.id)
    return await _panel(tx, ask, await surveying.set_up(tx, survey))


@topic.press("survey.own")
async def own(tx: Transaction, ask: Request) -> Reply:
    """*My own questions*: under which title?"""
    await surveying.check_manager(tx, ask.team, ask.person)
    return Ask(OwnSurveyForm())


@topic.press("survey.titled")
async def titled(tx: Transaction, ask: Request) -> Reply:
    """The form with the title."""
    await surveying.check_manager(tx, ask.team, ask.person)
    title = " ".join(clean(ask.values.get("title", ""), TITLE_LIMIT).split())
    survey = Survey.drafted(ask.team.id, SurveyTemplate.OWN, by=ask.person.id, title=title)
    return await _panel(tx, ask, await surveying.set_up(tx, survey))


# -- setting up --------------------------------------------------------------------------------------------------


@topic.press("survey.setup")
async def setup(tx: Transaction, ask: Request) -> Reply:
    """Back to the panel."""
    return await _panel(tx, ask, await _draft(tx, ask))


@topic.press("survey.audience")
async def audience(tx: Transaction, ask: Request) -> Reply:
    """The next audience."""
    survey = await _draft(tx, ask)
    all_of_them = list(AUDIENCES)
    following = all_of_them[(all_of_them.index(survey.audience) + 1) % len(all_of_them)]
    return await _changed(tx, ask, replace(survey, audience=following))


@topic.press("survey.days")
async def days(tx: Transaction, ask: Request) -> Reply:
    """The next number of days."""
    survey = await _draft(tx, ask)
    return await _changed(tx, ask, replace(survey, days=next((n for n in DAYS if n > survey.days), DAYS[0])))


async def _own_draft(tx: Transaction, ask: Request) -> Survey:
    """Only own questions come and go. Raises UnknownButton."""
    survey = await _draft(tx, ask)
    if survey.template is not SurveyTemplate.OWN:
        raise UnknownButton
    return survey


@topic.press("survey.add")
async def add(tx: Transaction, ask: Request) -> Reply:
    """*Add a question*."""
    return Ask(QuestionForm((await _own_draft(tx, ask)).id))


@topic.press("survey.added")
async def added(tx: Transaction, ask: Request) -> Reply:
    """The form with one question."""
    survey = await _own_draft(tx, ask)
    if len(survey.questions) >= MOST_QUESTIONS:
        raise TooMany("questions", MOST_QUESTIONS)
    values = ask.values
    kind = values.get("many", "one") if values.get("kind") == "options" else values.get("kind", "text")
    question = own_question(
        kind, values.get("ask", ""), values.get("options", ""), optional=values.get("skip") == "yes"
    )
    return await _changed(tx, ask, replace(survey, questions=(*survey.questions, question)))


@topic.press("survey.file")
async def file(tx: Transaction, ask: Request) -> Reply:
    """*As YAML*: all questions at once."""
    return Ask(QuestionsForm((await _own_draft(tx, ask)).id))


@topic.press("survey.filed")
async def filed(tx: Transaction, ask: Request) -> Reply:
    """The form with all questions: they take the place of those that are there."""
    survey = await _own_draft(tx, ask)
    title, questions = tx.questionnaires.read(ask.values.get("questions", ""))
    return await _changed(tx, ask, replace(survey, title=title or survey.title, questions=questions))


@topic.press("survey.remove")
async def remove(tx: Transaction, ask: Request) -> Reply:
    """*Take the last question back*."""
    survey = await _own_draft(tx, ask)
    return await _changed(tx, ask, replace(survey, questions=survey.questions[:-1]))


@topic.press("survey.drop")
async def drop(tx: Transaction, ask: Request) -> Reply:
    """*Give up*."""
    survey = await _draft(tx, ask)
    await tx.surveys.save(replace(survey, state=SurveyState.DROPPED))
    return Turn(SurveyDropped(survey.template, survey.title))


# -- previewing --------------------------------------------------------------------------------------------------


@topic.press("survey.invite")
async def invite(tx: Transaction, ask: Request) -> Reply:
    """*Preview*: the first message as people will get it."""
    return Turn(await surveying.preview(tx, ask.team, await _draft(tx, ask), ask.now))


@topic.press("survey.preview")
async def preview(tx: Transaction, ask: Request) -> Reply:
    """A question as people will see it; whatever is pressed leads on, and nothing is kept."""
    survey = await _draft(tx, ask)
    position, total = ask.number(1), len(survey.questions)
    if position >= total:
        lines = tuple(ReviewLine(question, None) for question in survey.questions)
        return Turn(SurveyReview(survey.id, survey.template, survey.title, lines, preview=True))
    question = survey.questions[position]
    return Turn(
        SurveyQuestion(survey.id, survey.template, survey.title, position, total, question, preview=True),
    )


# -- running -----------------------------------------------------------------------------------------------------


@topic.press("survey.start")
async def start(tx: Transaction, ask: Request) -> Reply:
    """*Start*: from now on the rule is frozen."""
    survey = await surveying.start(tx, ask.team, await _draft(tx, ask), ask.now)
    return Turn(replace(await surveying.status(tx, survey), begun=True))


@topic.press("survey.status")
async def status(tx: Transaction, ask: Request) -> Reply:
    """How many have answered."""
    survey = await _managed(tx, ask)
    if survey.state is SurveyState.DRAFT:
        return await _panel(tx, ask, survey)
    return Turn(await surveying.status(tx, survey))


@topic.press("survey.ask_close")
async def ask_close(tx: Transaction, ask: Request) -> Reply:
    """*Close*: what it changes, before it is done."""
    survey = await _managed(tx, ask)
    if not survey.state.is_open:
        raise SurveyIsOver
    now = await surveying.status(tx, survey)
    staff = survey.state is SurveyState.STAFF
    answered, asked = (now.answered, now.asked) if staff else (now.directors_answered, now.directors_asked)
    directors = staff and now.directors_asked > 0
    return Turn(AskCloseSurvey(survey.id, survey.template, survey.title, answered, asked, directors))


@topic.press("survey.close")
async def close(tx: Transaction, ask: Request) -> Reply:
    """Close the round that is open."""
    survey = await surveying.close_round(tx, ask.team, await _managed(tx, ask), ask.now)
    return Turn(await surveying.status(tx, survey))


# -- sharing -----------------------------------------------------------------------------------------------------


@topic.press("survey.release")
async def share(tx: Transaction, ask: Request) -> Reply:
    """*Show everybody*."""
    survey = await release(tx, ask.team, await _managed(tx, ask), ask.now)
    return Say(SurveyReleased(survey.template, survey.title))


@topic.press("survey.to_agenda")
async def to_agenda(tx: Transaction, ask: Request) -> Reply:
    """*Make it an agenda item*: in whose words?"""
    survey = await _managed(tx, ask)
    if survey.state is not SurveyState.CLOSED:
        raise SurveyGoesOn
    lines = (await results_for(tx, ask.team, survey, ask.person)).lines
    return Ask(SurveyAgendaForm(survey.id, tuple(line for line in lines if line.alarming)))


@topic.press("survey.on_agenda")
async def on_agenda(tx: Transaction, ask: Request) -> Reply:
    """The form *Make it an agenda item*."""
    await _managed(tx, ask)
    ritual, item, number = await put_on_agenda(tx, ask.team, ask.values.get("text", ""), ask.person, ask.now)
    following = await next_of(tx, ritual)
    at = following.starts_at if following else None
    added_to = (ritual.name, ritual.kind, at)
    return Say(ItemAdded(item.id, ritual.id, item.text, number, *added_to, anonymous=False))
