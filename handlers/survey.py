"""Asking about surveys: what there is for me, answer, pause, finish; the results once they can be read."""

from handlers.registry import Ask, Reply, Request, Say, Topic, Turn
from rituals import surveying
from rituals.answering import Sitting
from rituals.errors import UnknownButton
from rituals.ports import Transaction
from rituals.survey import Participant, Standing, Survey, SurveyId, SurveyState, may_start
from rituals.survey_errors import AnswerInPrivate, ResultsNotReleased
from rituals.survey_result_messages import ReportFormat, SurveyFile
from rituals.survey_setup_messages import SurveyHome, SurveyLine
from rituals.survey_sharing import may_read, results_for

topic = Topic()

PAST = 3
"""Surveys that are over, in the list."""


# -- looking -----------------------------------------------------------------------------------------------------


@topic.command("survey")
async def survey(tx: Transaction, ask: Request) -> Reply:
    """`/survey`: what there is to answer and to read; for HR and the CEO, to start."""
    return Say(await _home(tx, ask))


@topic.press("survey.home")
async def home(tx: Transaction, ask: Request) -> Reply:
    """Back to the list."""
    return Turn(await _home(tx, ask))


async def _home(tx: Transaction, ask: Request) -> SurveyHome:
    surveys = await tx.surveys.of(ask.team.id)
    past = [one for one in surveys if may_read(one, ask.person)][:PAST]
    shown = [*(one for one in surveys if one.state.is_open), *past]
    lines = [await _line(tx, ask, one) for one in shown]
    may = may_start(ask.person)
    return SurveyHome(tuple(line for line in lines if may or line.mine or line.readable), may)


async def _line(tx: Transaction, ask: Request, survey: Survey) -> SurveyLine:
    asked = await tx.ballots.asked(survey.id)
    me = next((one for one in asked if one.person == ask.person.id), None)
    return SurveyLine(
        survey.id,
        survey.template,
        survey.title,
        survey.state,
        survey.until,
        survey.closed_at,
        sum(one.standing is Standing.ANSWERED for one in asked),
        len(asked),
        _left_for(survey, me),
        survey.state.is_open and may_start(ask.person),
        may_read(survey, ask.person),
    )


def _left_for(survey: Survey, me: Participant | None) -> str:
    if me is None or not survey.state.is_open:
        return ""
    if me.standing is Standing.ANSWERED:
        return "answered"
    if survey.turn_of(me):
        return "answer"
    return "waits" if survey.state is SurveyState.STAFF else ""


# -- answering ---------------------------------------------------------------------------------------------------


async def _sitting(tx: Transaction, ask: Request) -> Sitting:
    return await Sitting.of(tx, ask.team, SurveyId(ask.number()), ask.person)


@topic.press("survey.begin")
async def begin(tx: Transaction, ask: Request) -> Reply:
    """*Begin*, *Go on*: the first question without an answer."""
    return Turn(await (await _sitting(tx, ask)).begin())


@topic.press("survey.goto")
async def go_to(tx: Transaction, ask: Request) -> Reply:
    """*Back*, *Next*, and a number under all answers."""
    return Turn((await _sitting(tx, ask)).at(ask.number(1)))


@topic.press("survey.pick")
async def pick(tx: Transaction, ask: Request) -> Reply:
    """A choice, or a number of a scale."""
    return Turn(await (await _sitting(tx, ask)).pick(ask.number(1), ask.number(2)))


@topic.press("survey.skip")
async def skip(tx: Transaction, ask: Request) -> Reply:
    """*Skip*."""
    return Turn(await (await _sitting(tx, ask)).skip(ask.number(1)))


@topic.press("survey.write")
async def write(tx: Transaction, ask: Request) -> Reply:
    """*Write an answer*: where nobody else reads it."""
    sitting = await _sitting(tx, ask)
    if not ask.private:
        raise AnswerInPrivate
    return Ask(sitting.form(ask.number(1)))


@topic.press("survey.written")
async def written(tx: Transaction, ask: Request) -> Reply:
    """The form with an answer in words."""
    return Turn(await (await _sitting(tx, ask)).write(ask.number(1), ask.values.get("text", "")))


@topic.press("survey.pause")
async def pause(tx: Transaction, ask: Request) -> Reply:
    """*Later*."""
    return Turn((await _sitting(tx, ask)).pause())


@topic.press("survey.stop")
async def stop(tx: Transaction, ask: Request) -> Reply:
    """*Throw my answers away*: and nobody reminds."""
    return Turn(await (await _sitting(tx, ask)).stop(ask.team, ask.now))


@topic.press("survey.finish")
async def finish(tx: Transaction, ask: Request) -> Reply:
    """*Finish*: from now on nobody can tell whose answers they are."""
    return Turn(await (await _sitting(tx, ask)).finish(ask.team, ask.now))


# -- reading -----------------------------------------------------------------------------------------------------


@topic.press("survey.results")
async def results(tx: Transaction, ask: Request) -> Reply:
    """The results, for who may read them."""
    found = await _readable(tx, ask)
    return Say(await results_for(tx, ask.team, found, ask.person))


@topic.press("survey.as")
async def as_file(tx: Transaction, ask: Request) -> Reply:
    """The results as a file."""
    found = await _readable(tx, ask)
    try:
        format_ = ReportFormat(ask.word(1))
    except ValueError:
        raise UnknownButton from None
    return Say(SurveyFile((await results_for(tx, ask.team, found, ask.person)).report, format_))


async def _readable(tx: Transaction, ask: Request) -> Survey:
    """The survey of a button, if this person may read its results. Raises ResultsNotReleased."""
    found = await surveying.survey_of(tx, ask.team, SurveyId(ask.number()))
    if not (may_read(found, ask.person) or may_start(ask.person)):
        people = await tx.people.of(ask.team.id)
        raise ResultsNotReleased(tuple(p.name for p in people if may_start(p)))
    return found
