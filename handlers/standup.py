"""Asking about the asynchronous stand-up: answer the three questions."""

from handlers.registry import Ask, Reply, Request, Say, Topic
from rituals import in_writing
from rituals.agenda import clean
from rituals.errors import NoSuchRitual
from rituals.in_writing import ANSWER_LIMIT, AnswerForm
from rituals.ports import Transaction
from rituals.timeline import OccurrenceId

topic = Topic()


@topic.press("standup.answer")
async def ask_answer(tx: Transaction, ask: Request) -> Reply:
    """*Answer*, *Change*."""
    occurrence = await in_writing.open_occurrence(tx, ask.team, OccurrenceId(ask.number()), ask.person)
    ritual = await tx.rituals.get(ask.team.id, occurrence.ritual)
    if ritual is None:
        raise NoSuchRitual
    before = await in_writing.earlier_answer(tx, occurrence.id, ask.person.id)
    if before is None:
        return Ask(AnswerForm(occurrence.id, ritual.name))
    return Ask(AnswerForm(occurrence.id, ritual.name, before.done, before.plan, before.blocked))


@topic.press("standup.answered")
async def answered(tx: Transaction, ask: Request) -> Reply:
    """The form with the three questions."""
    occurrence = await in_writing.open_occurrence(tx, ask.team, OccurrenceId(ask.number()), ask.person)
    blocked = ask.values.get("blocked", "").strip()
    words = (
        clean(ask.values.get("done", ""), ANSWER_LIMIT),
        clean(ask.values.get("plan", ""), ANSWER_LIMIT),
        clean(blocked, ANSWER_LIMIT) if blocked else "",
    )
    return Say(await in_writing.answer(tx, ask.team, occurrence, ask.person, words, ask.now))
