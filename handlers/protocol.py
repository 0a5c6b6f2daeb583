"""Asking about protocols: read one, get it as a file, agree, object to one decision, amend."""

from handlers.registry import Ask, Reply, Request, Say, Topic
from rituals import gathering
from rituals.agenda import TEXT_LIMIT, clean
from rituals.conduct import show_new_version
from rituals.errors import NoRituals, NoSuchProtocol, NothingToObjectTo, TooLateToAmend, UnknownButton
from rituals.planning import next_of
from rituals.ports import Transaction
from rituals.protocol import AMEND_WITHIN, Protocol
from rituals.protocol_messages import (
    AgreedTo,
    Amended,
    AmendForm,
    FileFormat,
    FileLanguage,
    ObjectedTo,
    ObjectForm,
    ProtocolFile,
    ProtocolFormats,
    ProtocolPosted,
)
from rituals.timeline import Ritual

topic = Topic()


async def _protocol(tx: Transaction, ask: Request, number: int | None) -> Protocol:
    found = await tx.protocols.get(ask.team.id, number)
    if found is None:
        newest = await tx.protocols.get(ask.team.id, None)
        raise NoSuchProtocol(number, newest.number if newest else None)
    return found


async def _keep(tx: Transaction, protocol: Protocol) -> None:
    await tx.protocols.add(protocol)
    await show_new_version(tx, protocol)


@topic.command("protocol")
async def protocol(tx: Transaction, ask: Request) -> Reply:
    """`/protocol`: the last one; `/protocol n`: number n."""
    words = ask.text.strip().lstrip("#№ ")
    if words and not words.isdecimal():
        raise NoSuchProtocol(None, (await _protocol(tx, ask, None)).number)
    return Say(ProtocolPosted(await _protocol(tx, ask, int(words[:9]) if words else None)))


@topic.press("protocol.file")
async def file(tx: Transaction, ask: Request) -> Reply:
    """*As a file*: as which one?"""
    found = await _protocol(tx, ask, ask.number())
    return Say(ProtocolFormats(found.number))


@topic.press("protocol.as")
async def as_file(tx: Transaction, ask: Request) -> Reply:
    """The protocol as a file of that format, in that language."""
    try:
        format_, language = FileFormat(ask.word(1)), FileLanguage(ask.word(2))
    except ValueError:
        raise UnknownButton from None
    found = await _protocol(tx, ask, ask.number())
    return Say(ProtocolFile(found, ask.team.name, format_, language))


@topic.press("protocol.agree")
async def agree(tx: Transaction, ask: Request) -> Reply:
    """*Agreed*: the directors' word."""
    found = await _protocol(tx, ask, ask.number())
    agreed = found.agree(ask.person, ask.now)
    if agreed is not found:
        await _keep(tx, agreed)
    given = {who.id for who in agreed.agreed}
    missing = next((who.name for who in agreed.directors if who.id not in given), None)
    return Say(AgreedTo(found.number, missing))


@topic.press("protocol.object")
async def ask_objection(tx: Transaction, ask: Request) -> Reply:
    """*Object*: to which decision, and why?"""
    found = await _protocol(tx, ask, ask.number())
    found.check_director(ask.person)
    if not found.standing:
        raise NothingToObjectTo(found.number)
    return Ask(ObjectForm(found.number, tuple((d.seq, d.text) for d in found.standing)))


@topic.press("protocol.objected")
async def objected(tx: Transaction, ask: Request) -> Reply:
    """The form *Object*: that decision is open again and goes on the next agenda, the rest stands."""
    found = await _protocol(tx, ask, ask.number())
    chosen = ask.values.get("decision", "")
    seq = int(chosen[:9]) if chosen.isdecimal() else 0
    why = clean(ask.values.get("why", ""))
    changed = found.object(ask.person, seq, why, ask.now)
    await _keep(tx, changed)
    decision = next(d for d in changed.all_decisions if d.seq == seq)
    ritual = await _where_to_discuss(tx, ask, found)
    if ritual is None:
        return Say(ObjectedTo(found.number, decision.text, None))
    text = f"{decision.text}\n— {why}"
    await gathering.add(tx, ask.team, ritual, text[:TEXT_LIMIT], ask.person, ask.now)
    following = await next_of(tx, ritual)
    return Say(ObjectedTo(found.number, decision.text, following.starts_at if following else None))


async def _where_to_discuss(tx: Transaction, ask: Request, protocol: Protocol) -> Ritual | None:
    """The ritual whose protocol it is, else the team's next meeting; None when there is none any more."""
    try:
        meetings = [ritual for ritual, _ in await gathering.meetings_with_agenda(tx, ask.team, ask.now)]
    except NoRituals:
        return None
    occurrence = await tx.occurrences.get(ask.team.id, protocol.occurrence)
    own = [ritual for ritual in meetings if occurrence is not None and ritual.id == occurrence.ritual]
    return (own or meetings)[0]


@topic.press("protocol.amend")
async def ask_amendment(tx: Transaction, ask: Request) -> Reply:
    """*Amend*, within a day."""
    found = await _protocol(tx, ask, ask.number())
    until = found.closed_at + AMEND_WITHIN
    if ask.now > until:
        raise TooLateToAmend(found.number, until)
    return Ask(AmendForm(found.number, until))


@topic.press("protocol.amended")
async def amended(tx: Transaction, ask: Request) -> Reply:
    """The form *Amend*."""
    found = await _protocol(tx, ask, ask.number())
    changed = found.amend(ask.person, clean(ask.values.get("text", "")), ask.now)
    await _keep(tx, changed)
    return Say(Amended(changed.number, changed.version, changed.directors))
