"""Asking about the agenda: add, look, vote, take back."""

from handlers.registry import Ask, Reply, Request, Say, Topic, Turn
from rituals import gathering
from rituals.agenda import ItemId
from rituals.agenda_messages import AddItemForm, ChooseRitual, ItemAdded, ItemTakenBack, RitualChoice
from rituals.errors import NoText
from rituals.planning import live_of, next_of
from rituals.ports import Transaction
from rituals.timeline import Ritual, RitualId

topic = Topic()


@topic.command("agenda")
async def agenda(tx: Transaction, ask: Request) -> Reply:
    """`/agenda text` adds an item to the next meeting; in reply to a message, that message; alone it shows the list."""
    (ritual, _), *_others = await gathering.meetings_with_agenda(tx, ask.team, ask.now)
    text = _with_quote(ask)
    if text:
        return await _add(tx, ask, ritual, text)
    return Say(await gathering.panel(tx, ask.team, ritual, ask.person))


def _with_quote(ask: Request) -> str:
    """The words, and those of the message that is answered."""
    quoted = ask.quote.text.strip() if ask.quote else ""
    return "\n".join(filter(None, (ask.text.strip(), quoted)))


async def _add(tx: Transaction, ask: Request, ritual: Ritual, text: str, *, anonymous: bool = False) -> Reply:
    by = None if anonymous else ask.person
    link = ask.quote.link if ask.quote and not anonymous else None
    item, number, runs = await gathering.add(tx, ask.team, ritual, text, by, ask.now, link=link)
    occurrence = await live_of(tx, ritual) or await next_of(tx, ritual)
    at = occurrence.starts_at if occurrence else None
    return Say(ItemAdded(item.id, ritual.id, item.text, number, ritual.name, ritual.kind, at, anonymous, runs))


@topic.press("agenda.quote")
async def quote(tx: Transaction, ask: Request) -> Reply:
    """The shortcut *Add to the agenda* on a message."""
    if ask.quote is None or not ask.quote.text.strip():
        raise NoText
    (ritual, _), *_others = await gathering.meetings_with_agenda(tx, ask.team, ask.now)
    return await _add(tx, ask, ritual, ask.quote.text)


@topic.press("agenda.add")
async def ask_for_item(tx: Transaction, ask: Request) -> Reply:
    """The button *Add*: for the ritual that it names, else for the next meeting or the one that is chosen."""
    if not ask.args:
        found = await gathering.meetings_with_agenda(tx, ask.team, ask.now)
        if len(found) > 1:
            choices = (RitualChoice(r.id, r.name, r.kind, next_.starts_at if next_ else None) for r, next_ in found)
            return Say(ChooseRitual(tuple(choices), "agenda.add"))
        ritual = found[0][0]
    else:
        ritual = await gathering.ritual_with_agenda(tx, ask.team, RitualId(ask.number()))
    occurrence = await live_of(tx, ritual) or await next_of(tx, ritual)
    return Ask(AddItemForm(ritual.id, ritual.name, ritual.kind, occurrence.starts_at if occurrence else None))


@topic.press("agenda.added")
async def added(tx: Transaction, ask: Request) -> Reply:
    """The form *Add*."""
    ritual = await gathering.ritual_with_agenda(tx, ask.team, RitualId(ask.number()))
    anonymous = ask.values.get("sign") == "anonymous"
    return await _add(tx, ask, ritual, ask.values.get("text", ""), anonymous=anonymous)


@topic.press("agenda.show")
async def show(tx: Transaction, ask: Request) -> Reply:
    """The agenda as it stands, for one person."""
    ritual = await gathering.ritual_with_agenda(tx, ask.team, RitualId(ask.number()))
    return Say(await gathering.panel(tx, ask.team, ritual, ask.person))


@topic.press("agenda.page")
async def page(tx: Transaction, ask: Request) -> Reply:
    """Another page of the panel."""
    ritual = await gathering.ritual_with_agenda(tx, ask.team, RitualId(ask.number()))
    return Turn(await gathering.panel(tx, ask.team, ritual, ask.person, ask.number(1)))


@topic.press("agenda.vote")
async def vote(tx: Transaction, ask: Request) -> Reply:
    """Vote an item up, or take the vote back."""
    ritual = await gathering.vote(tx, ask.team, ItemId(ask.number()), ask.person, ask.now)
    return Turn(await gathering.panel(tx, ask.team, ritual, ask.person, ask.number(1)))


@topic.press("agenda.remove")
async def remove(tx: Transaction, ask: Request) -> Reply:
    """Take an item back, from the panel."""
    _, ritual = await gathering.take_back(tx, ask.team, ItemId(ask.number()), ask.person, ask.now)
    return Turn(await gathering.panel(tx, ask.team, ritual, ask.person, ask.number(1)))


@topic.press("agenda.take_back")
async def take_back(tx: Transaction, ask: Request) -> Reply:
    """Take back what was just added."""
    item, ritual = await gathering.take_back(tx, ask.team, ItemId(ask.number()), ask.person, ask.now)
    return Turn(ItemTakenBack(item.text, ritual.id))
