"""How a simulated director leads a meeting: starts it, has decisions and action items recorded, moves on, closes it."""

from datetime import timedelta

from bot.rehearsal.people.hands import Hands, Prompt
from bot.rehearsal.people.mind import Deed, Mind, again

BREATH = timedelta(minutes=2)
"""Between two things that a chair does."""


def leads(mind: Mind, hands: Hands, prompt: Prompt) -> None:
    """Try to start a meeting. Who is not its chair is told so and leaves it alone."""
    if mind.is_director:
        mind.soon(
            mind.minutes(1.5, 3) if mind.actor.role == "cco" else mind.minutes(3.5, 4.5), _start(mind, hands, prompt)
        )


def takes_the_chair(mind: Mind, hands: Hands, prompt: Prompt) -> None:
    """Nobody has started: a director takes the chair."""
    if mind.is_director:
        mind.soon(mind.minutes(1, 2), _start(mind, hands, prompt, "meeting.take_chair"))


def _start(mind: Mind, hands: Hands, prompt: Prompt, verb: str = "meeting.start") -> Deed:
    async def start() -> None:
        now = again(hands, prompt)
        if now is None or not now.offers(verb):
            return
        await hands.press(now, now.offers(verb)[0])
        if verb == "meeting.take_chair":
            mind.soon(BREATH, _start(mind, hands, prompt))
            return
        after = again(hands, prompt)
        if after is not None and not after.offers(verb):
            mind.soon(BREATH, _lead(mind, hands, prompt))

    return start


def _lead(mind: Mind, hands: Hands, prompt: Prompt) -> Deed:
    """One move of the chair, by what the card offers; then the next one, until the card offers nothing."""

    async def lead() -> None:
        now = again(hands, prompt)
        if now is None:
            return
        if now.offers("meeting.kept"):
            await _review(mind, hands, now)
        elif now.offers("meeting.next"):
            await _discuss(mind, hands, now)
        elif now.offers("meeting.close"):
            await hands.press(now, now.offers("meeting.close")[0])
            return
        mind.soon(BREATH, _lead(mind, hands, prompt))

    return lead


async def _review(mind: Mind, hands: Hands, card: Prompt) -> None:
    """What was promised last time: kept, in part, or not."""
    if mind.happens(0.65):
        await hands.press(card, card.offers("meeting.kept")[0])
        return
    verb = "meeting.partly" if mind.happens(0.5) else "meeting.not_kept"
    await hands.press(card, card.offers(verb)[0])
    await hands.fill((mind.one_of(mind.lines.reasons), mind.one_of(mind.lines.dues)))


async def _discuss(mind: Mind, hands: Hands, card: Prompt) -> None:
    """One item or topic: perhaps a decision, perhaps an action item, and on; now and then it is deferred."""
    item = mind.lines.item_in(hands.text(card).partition("\n\n")[0]) if card.offers("meeting.defer") else None
    if card.offers("meeting.defer") and mind.happens(0.15):
        await hands.press(card, card.offers("meeting.defer")[0])
        return
    chat = card.chat
    if mind.happens(0.8 if item else 0.3):
        await hands.say(chat, f"/decide {item.decision if item else mind.one_of(mind.lines.loose.decisions)}")
    if mind.happens(0.6 if item else 0.3):
        what = item.task if item else mind.one_of(mind.lines.loose.tasks)
        await hands.say(chat, f"/task {mind.one_of(mind.colleagues)} {what}, {mind.one_of(mind.lines.dues)}")
    now = again(hands, card)
    if now is not None and now.offers("meeting.next"):
        await hands.press(now, now.offers("meeting.next")[0])
