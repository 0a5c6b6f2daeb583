"""What simulated people do about each thing that can be pressed: at once, later, after a reminder, or never."""

from collections.abc import Callable
from datetime import timedelta

from bot.rehearsal.people.hands import Hands, Prompt, verb_of
from bot.rehearsal.people.leading import leads, takes_the_chair
from bot.rehearsal.people.mind import Deed, Mind, again
from rituals.messages import APART

Habit = Callable[[Mind, Hands, Prompt], None]
"""Makes up somebody's mind about a message that offers something: plans what they will do, or nothing."""

DONE, NOT_DONE = f"{APART}task.done", f"{APART}task.not_done"
"""As they stand in a message that follows by itself."""

LONGEST_SURVEY = 40
"""Presses, at the most, that a person answers a survey with."""


def adds_an_item(mind: Mind, hands: Hands, prompt: Prompt) -> None:
    """A call for the agenda: who has something to say adds it within a day."""
    mine = [item for item in mind.lines.items if item.by == mind.actor.department]
    mine = [item for item in mine if item.text not in mind.said] or mine
    if mine and mind.happens(mind.temper.speaks * 0.6):
        item = mind.chance.choice(mine)
        mind.said.add(item.text)
        mind.at_work(mind.minutes(10, 240), mind.presses(hands, prompt, "agenda.add", item.text))


def reads(mind: Mind, hands: Hands, prompt: Prompt) -> None:
    """*I have read it*."""
    if not mind.happens(mind.temper.forgets):
        mind.at_work(mind.minutes(5, 300), mind.presses(hands, prompt, "agenda.read"))


def comes(mind: Mind, hands: Hands, prompt: Prompt) -> None:
    """*I'm here*: some are late, some do not say so."""
    late = mind.happens(mind.temper.late)
    if late or not mind.happens(mind.temper.forgets / 3):
        mind.soon(mind.minutes(7, 13) if late else mind.minutes(0, 1.4), mind.presses(hands, prompt, "meeting.here"))


def agrees(mind: Mind, hands: Hands, prompt: Prompt) -> None:
    """A director reads the protocol, now and then adds something, and agrees; or forgets until the reminder."""
    if not mind.is_director or not prompt.private:
        return
    if prompt.offers("protocol.amend") and mind.happens(0.15):
        amendment = mind.one_of(mind.lines.amendments)
        mind.soon(mind.minutes(5, 12), mind.presses(hands, prompt, "protocol.amend", amendment))
    if not mind.happens(mind.temper.forgets):
        mind.at_work(mind.minutes(15, 200), mind.presses(hands, prompt, "protocol.agree"))


def keeps_a_promise(mind: Mind, hands: Hands, prompt: Prompt) -> None:
    """An action item: done in some days, or at a reminder; or an excuse and a new date; or silence.

    A list of several is read another time, and so is the home.
    """
    if not prompt.private or len(prompt.offers(DONE)) > 1 or prompt.offers(f"{APART}agenda.add"):
        return
    if mind.happens(mind.temper.keeps):
        mind.at_work(mind.minutes(60, 4000), mind.presses(hands, prompt, DONE))
    elif mind.happens(0.35):
        answers = (mind.one_of(mind.lines.reasons), mind.one_of(mind.lines.dues))
        mind.at_work(mind.minutes(30, 400), mind.presses(hands, prompt, NOT_DONE, *answers))


def votes(mind: Mind, hands: Hands, prompt: Prompt) -> None:
    """A ballot: some vote within hours, some when they are reminded."""
    if prompt.private and not mind.forgets_once("vote"):
        mind.at_work(mind.minutes(10, 900), _ballot(mind, hands, prompt))


def _ballot(mind: Mind, hands: Hands, prompt: Prompt) -> Deed:
    async def vote() -> None:
        now = again(hands, prompt)
        if now is not None and now.offers("cup.vote"):  # a reminder: it brings the names
            await hands.press(now, now.offers("cup.vote")[0])
        ballots = [one for one in hands.prompts() if one.private and one.offers("cup.choose")]
        if not ballots:
            return
        await hands.press(ballots[-1], mind.chance.choice(ballots[-1].offers("cup.choose")))
        given = again(hands, ballots[-1])
        if given is not None and given.offers("cup.why") and mind.happens(0.6):
            await hands.press(given, given.offers("cup.why")[0])
            await hands.fill((mind.one_of(mind.lines.thanks),))

    return vote


def hands_it_over(mind: Mind, hands: Hands, prompt: Prompt) -> None:
    """The cup changes hands."""
    mind.at_work(mind.minutes(60, 600), mind.presses(hands, prompt, "cup.handed"))


def answers_a_survey(mind: Mind, hands: Hands, prompt: Prompt) -> None:
    """A survey: some answer within hours, some when they are reminded."""
    if prompt.private and not mind.forgets_once("survey"):
        mind.at_work(mind.minutes(15, 900), _sitting(mind, hands, prompt))


def _sitting(mind: Mind, hands: Hands, prompt: Prompt) -> Deed:
    async def sit() -> None:
        now = again(hands, prompt)
        if now is None or not now.offers("survey.begin"):
            return
        await hands.press(now, now.offers("survey.begin")[0])
        for _ in range(LONGEST_SURVEY):
            open_ = [one for one in hands.prompts() if one.private and _is_question(one)]
            if not open_:
                return
            await _answer(mind, hands, open_[-1])

    return sit


def _is_question(prompt: Prompt) -> bool:
    return any(prompt.offers(f"survey.{verb}") for verb in ("pick", "write", "finish"))


async def _answer(mind: Mind, hands: Hands, question: Prompt) -> None:
    """A choice, or words, or nothing; at the end *Finish*."""
    if question.offers("survey.finish"):
        await hands.press(question, question.offers("survey.finish")[0])
    elif question.offers("survey.pick"):
        choices = question.offers("survey.pick")
        weights = [1 + number for number in range(len(choices))]  # People are kinder than not.
        await hands.press(question, mind.chance.choices(choices, weights)[0])
        now = again(hands, question)
        if now is not None and now.offers("survey.pick") and _keys(now) - _keys(question):
            await hands.press(now, now.offers("survey.goto")[-1])
    elif question.offers("survey.skip") and not mind.writes:
        await hands.press(question, question.offers("survey.skip")[0])
    else:
        await hands.press(question, question.offers("survey.write")[0])
        await hands.fill((mind.one_of(mind.lines.answers),))
        now = again(hands, question)
        if now is not None and now.offers("survey.goto") and now.offers("survey.write"):
            await hands.press(now, now.offers("survey.goto")[-1])


def _keys(prompt: Prompt) -> set[str]:
    return {verb_of(button) for button in prompt.buttons}


def shows_the_results(mind: Mind, hands: Hands, prompt: Prompt) -> None:
    """Who reads the results first lets everybody see them."""
    if prompt.private:
        mind.at_work(mind.minutes(30, 300), mind.presses(hands, prompt, "survey.release"))


def writes_the_standup(mind: Mind, hands: Hands, prompt: Prompt) -> None:
    """Three questions in writing."""
    if prompt.private and not mind.happens(mind.temper.forgets):
        said = (mind.one_of(mind.lines.loose.decisions), mind.one_of(mind.lines.loose.tasks), "—")
        mind.soon(mind.minutes(5, 80), mind.presses(hands, prompt, "standup.answer", *said))


def holds_what_was_missed(mind: Mind, hands: Hands, prompt: Prompt) -> None:
    """After an outage: *Run now*."""
    if mind.is_director:
        mind.soon(timedelta(minutes=3), mind.presses(hands, prompt, "missed.run"))


def skips_what_is_empty(mind: Mind, hands: Hands, prompt: Prompt) -> None:
    """Nothing to talk about: the chair skips it, or holds it all the same."""
    verb = "ritual.skip_empty" if mind.happens(0.5) else "ritual.hold"
    mind.soon(mind.minutes(5, 25), mind.presses(hands, prompt, verb))


HABITS: dict[str, Habit] = {
    "agenda.add": adds_an_item,
    "agenda.read": reads,
    "meeting.here": comes,
    "meeting.start": leads,
    "meeting.take_chair": takes_the_chair,
    "protocol.agree": agrees,
    DONE: keeps_a_promise,
    "cup.vote": votes,
    "cup.choose": votes,
    "cup.handed": hands_it_over,
    "survey.begin": answers_a_survey,
    "survey.release": shows_the_results,
    "standup.answer": writes_the_standup,
    "missed.run": holds_what_was_missed,
    "ritual.skip_empty": skips_what_is_empty,
}
"""By what the button does. What is not here is left alone."""
