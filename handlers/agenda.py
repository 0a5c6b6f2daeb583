"""Asking about the agenda: add, look, vote, take back."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.registry import Ask, Reply, Request, Say, Topic, Turn
from rituals import agenda_board, gathering, kept_back
from rituals.agenda import Item, ItemId
from rituals.agenda_messages import (
    AddItemForm,
    AgendaPanel,
    ChooseRitual,
    ItemAdded,
    ItemTakenBack,
    RitualChoice,
)
from rituals.errors import NoText
from rituals.kinds import topics_of
from rituals.planning import live_of, next_of
from rituals.ports import Transaction
from rituals.timeline import Occurrence, Ritual, RitualId

topic = Topic()


@topic.command("agenda")
async def agenda(tx: Transaction, ask: Request) -> Reply:
    """`/agenda text` adds an item to the next meeting; in reply to a message, that message; alone it shows the list."""
    ritual = await _meant(tx, ask)
    text = _with_quote(ask)
    if text:
        return await _add(tx, ask, ritual, text)
    return Say(await _panel(tx, ask, ritual))


async def _meant(tx: Transaction, ask: Request) -> Ritual:
    """The meeting that is meant where none is named."""
    found = await gathering.meetings_with_agenda(tx, ask.team, ask.now)
    return gathering.next_for(found, ask.person, in_private=ask.private)


async def _panel(tx: Transaction, ask: Request, ritual: Ritual, page: int = 0) -> AgendaPanel:
    shown = await agenda_board.panel(tx, ask.team, ritual, ask.person, page)
    return replace(shown, others=await _others(tx, ask))


async def _others(tx: Transaction, ask: Request) -> bool:
    return len(await gathering.meetings_with_agenda(tx, ask.team, ask.now)) > 1


def _with_quote(ask: Request) -> str:
    """The words, and those of the message that is answered."""
    quoted = ask.quote.text.strip() if ask.quote else ""
    return "\n".join(filter(None, (ask.text.strip(), quoted)))


async def _add(
    tx: Transaction, ask: Request, ritual: Ritual, text: str, *, anonymous: bool = False, topic: str = ""
) -> Reply:
    by = None if anonymous else ask.person
    link = ask.quote.link if ask.quote and not anonymous else None
    added = await gathering.add(tx, ask.team, ritual, text, by, ask.now, link=link, topic=topic)
    return Say(await _added(tx, ask, ritual, *added))


async def _added(
    tx: Transaction,
    ask: Request,
    ritual: Ritual,
    item: Item,
    number: int,
    runs: bool,
) -> ItemAdded:
    occurrence = await live_of(tx, ritual) or await next_of(tx, ritual)
    return ItemAdded(
        item.id,
        ritual.id,
        item.text,
        number,
        ritual.name,
        ritual.kind,
        occurrence.starts_at if occurrence else None,
        anonymous=item.by is None,
        meeting_runs=runs,
        topic=item.topic,
        others=await _others(tx, ask),
    )


@topic.press("agenda.quote")
async def quote(tx: Transaction, ask: Request) -> Reply:
    """The shortcut *Add to the agenda* on a message."""
    if ask.quote is None or not ask.quote.text.strip():
        raise NoText
    return await _add(tx, ask, await _meant(tx, ask), ask.quote.text)


@topic.press("agenda.add")
async def ask_for_item(tx: Transaction, ask: Request) -> Reply:
    """The button *Add*: for the ritual that it names, else for the next meeting or the one that is chosen."""
    if not ask.args:
        found = await gathering.meetings_with_agenda(tx, ask.team, ask.now)
        if len(found) > 1:
            return Say(ChooseRitual(_choices(found), "agenda.add"))
        ritual = found[0][0]
    else:
        ritual = await gathering.ritual_with_agenda(tx, ask.team, RitualId(ask.number()))
    occurrence = await live_of(tx, ritual) or await next_of(tx, ritual)
    at = occurrence.starts_at if occurrence else None
    return Ask(AddItemForm(ritual.id, ritual.name, ritual.kind, at, topics=topics_of(ritual)))


def _choices(meetings: Sequence[tuple[Ritual, Occurrence | None]]) -> tuple[RitualChoice, ...]:
    return tuple(RitualChoice(r.id, r.name, r.kind, next_.starts_at if next_ else None) for r, next_ in meetings)


@topic.press("agenda.choose")
async def choose(tx: Transaction, ask: Request) -> Reply:
    """*Another meeting*: whose agenda to look at?"""
    return Turn(ChooseRitual(_choices(await gathering.meetings_with_agenda(tx, ask.team, ask.now)), "agenda.page"))


@topic.press("agenda.elsewhere")
async def ask_elsewhere(tx: Transaction, ask: Request) -> Reply:
    """*To another meeting*: to which?"""
    item, here = await gathering.own_item(tx, ask.team, ItemId(ask.number()), ask.person)
    found = await gathering.meetings_with_agenda(tx, ask.team, ask.now)
    return Turn(ChooseRitual(_choices([pair for pair in found if pair[0].id != here.id]), item=item.id))


@topic.press("agenda.put")
async def put_elsewhere(tx: Transaction, ask: Request) -> Reply:
    """That meeting takes the item."""
    ritual = await gathering.ritual_with_agenda(tx, ask.team, RitualId(ask.number()))
    moved = await gathering.put_elsewhere(tx, ask.team, ItemId(ask.number(1)), ritual, ask.person, ask.now)
    return Turn(await _added(tx, ask, ritual, *moved))


@topic.press("agenda.added")
async def added(tx: Transaction, ask: Request) -> Reply:
    """The form *Add*."""
    ritual = await gathering.ritual_with_agenda(tx, ask.team, RitualId(ask.number()))
    anonymous = ask.values.get("sign") == "anonymous"
    words = ask.values.get("text", "")
    return await _add(tx, ask, ritual, words, anonymous=anonymous, topic=ask.values.get("topic", ""))


@topic.press("agenda.show")
async def show(tx: Transaction, ask: Request) -> Reply:
    """The agenda as it stands, for one person."""
    ritual = await gathering.ritual_with_agenda(tx, ask.team, RitualId(ask.number()))
    return Say(await _panel(tx, ask, ritual))


@topic.press("agenda.page")
async def page(tx: Transaction, ask: Request) -> Reply:
    """Another page of the panel."""
    ritual = await gathering.ritual_with_agenda(tx, ask.team, RitualId(ask.number()))
    return Turn(await _panel(tx, ask, ritual, ask.number(1) if len(ask.args) > 1 else 0))


@topic.press("agenda.vote")
async def vote(tx: Transaction, ask: Request) -> Reply:
    """Vote an item up, or take the vote back."""
    ritual = await gathering.vote(tx, ask.team, ItemId(ask.number()), ask.person, ask.now)
    return Turn(await _panel(tx, ask, ritual, ask.number(1) if len(ask.args) > 1 else 0))


@topic.press("agenda.remove")
async def remove(tx: Transaction, ask: Request) -> Reply:
    """Take an item back, from the panel."""
    _, ritual = await gathering.take_back(tx, ask.team, ItemId(ask.number()), ask.person, ask.now)
    return Turn(await _panel(tx, ask, ritual, ask.number(1) if len(ask.args) > 1 else 0))


@topic.press("agenda.take_back")
async def take_back(tx: Transaction, ask: Request) -> Reply:
    """Take back what was just added."""
    item, ritual = await gathering.take_back(tx, ask.team, ItemId(ask.number()), ask.person, ask.now)
    return Turn(ItemTakenBack(item.text, ritual.id))


@topic.press("agenda.open")
async def open_to_all(tx: Transaction, ask: Request) -> Reply:
    """*Show to all*: an item that was kept back when its meeting came into the chats."""
    return Turn(await kept_back.open_to_all(tx, ask.team, ItemId(ask.number()), ask.person, ask.now))
