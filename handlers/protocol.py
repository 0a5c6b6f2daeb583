"""Asking about protocols: read one, look for one, get it as a file, agree, object to one decision, amend."""

from datetime import date, timedelta

from handlers.registry import Ask, Reply, Request, Say, Topic, Turn
from rituals import gathering
from rituals.absence import LONGEST_ABSENCE
from rituals.agenda import TEXT_LIMIT, clean
from rituals.agreement import keep_version, released, settle_word
from rituals.calendar import local_date
from rituals.errors import NoRituals, NoSuchProtocol, NothingToObjectTo, TooLateToAmend, UnknownButton
from rituals.kinds import circle_of, is_private
from rituals.paging import page_of
from rituals.planning import next_of
from rituals.ports import Transaction
from rituals.protocol import AMEND_WITHIN, Protocol
from rituals.protocol_messages import (
    HITS_SHOWN,
    VERSIONS_SHOWN,
    AgreedTo,
    Amended,
    AmendForm,
    EarlierVersion,
    FileFormat,
    FileLanguage,
    ObjectedTo,
    ObjectForm,
    ProtocolFile,
    ProtocolFormats,
    ProtocolPosted,
    ProtocolsFound,
    ProtocolVersions,
)
from rituals.protocol_search import hit_of
from rituals.protocol_versions import history
from rituals.reading import check_may_read, may_read
from rituals.team import PersonId, back_on
from rituals.timeline import Ritual

LOOKED_THROUGH = 100
"""Newest protocols among which the last one is found that a person may read."""

LONGEST_QUERY = 200
"""Characters of a search: more than anybody types."""

topic = Topic()


async def _protocol(tx: Transaction, ask: Request, number: int | None) -> Protocol:
    """Number n, if this person may read it; None: the newest that they may read."""
    if number is None:
        return await _newest(tx, ask)
    found = await tx.protocols.get(ask.team.id, number)
    if found is None:
        raise NoSuchProtocol(number, await _last(tx, ask))
    check_may_read(ask.person, found)
    return found


async def _newest(tx: Transaction, ask: Request) -> Protocol:
    recent = await tx.protocols.recent(ask.team.id, LOOKED_THROUGH)
    found = next((protocol for protocol in recent if may_read(ask.person, protocol)), None)
    if found is None:
        raise NoSuchProtocol(None, None)
    return found


async def _last(tx: Transaction, ask: Request) -> int | None:
    recent = await tx.protocols.recent(ask.team.id, LOOKED_THROUGH)
    return next((protocol.number for protocol in recent if may_read(ask.person, protocol)), None)


@topic.command("protocol")
async def protocol(tx: Transaction, ask: Request) -> Reply:
    """`/protocol`: the last one; `/protocol n`: number n; `/protocol words`: those that have these words."""
    words = ask.text.strip().lstrip("#№ ")
    if words and not words.isdecimal():
        search = await tx.archive.keep_search(ask.team.id, ask.person.id, words[:LONGEST_QUERY])
        return Say(await _found(tx, ask, search, words[:LONGEST_QUERY], 0))
    return Say(ProtocolPosted(await _protocol(tx, ask, int(words[:9]) if words else None)))


@topic.press("protocol.read")
async def read(tx: Transaction, ask: Request) -> Reply:
    """A protocol of a list, or the one that something else came from."""
    return Say(ProtocolPosted(await _protocol(tx, ask, ask.number())))


@topic.press("protocol.found")
async def turn(tx: Transaction, ask: Request) -> Reply:
    """Another page of what was found."""
    words = await tx.archive.search_of(ask.team.id, ask.person.id, ask.number())
    if words is None:
        raise UnknownButton
    return Turn(await _found(tx, ask, ask.number(), words, ask.number(1)))


async def _found(tx: Transaction, ask: Request, search: int, words: str, page: int) -> ProtocolsFound:
    found = [one for one in await tx.archive.find(ask.team.id, words) if may_read(ask.person, one)]
    page, shown = page_of(found, page, HITS_SHOWN)
    hits = tuple(hit_of(one, words, tx.archive.places) for one in shown)
    return ProtocolsFound(search, words, hits, len(found), await _last(tx, ask), page)


@topic.press("protocol.versions")
async def versions(tx: Transaction, ask: Request) -> Reply:
    """*Earlier versions*: what changed from each to the next."""
    found = await _protocol(tx, ask, ask.number())
    lines = history(await tx.archive.versions(ask.team.id, found.number))
    page, shown = page_of(lines[::-1], ask.number(1), VERSIONS_SHOWN)
    message = ProtocolVersions(found.number, tuple(shown), len(lines), page)
    return Turn(message) if ask.number(1) else Say(message)


@topic.press("protocol.version")
async def version(tx: Transaction, ask: Request) -> Reply:
    """A version as it was."""
    found = await _protocol(tx, ask, ask.number())
    all_ = await tx.archive.versions(ask.team.id, found.number)
    wanted = next((one for one in all_ if one.version == ask.number(1)), None)
    if wanted is None:
        raise UnknownButton
    return Say(ProtocolPosted(found) if wanted.version == found.version else EarlierVersion(wanted, found.version))


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
    found.check_director(ask.person)
    found = await released(tx, ask.team, found, ask.now)
    agreed = found.agree(ask.person, ask.now)
    if agreed is not found:
        await keep_version(tx, ask.team, agreed, ask.now)
    await settle_word(tx, agreed, ask.person.id)
    missing = agreed.awaited[0] if agreed.awaited else None
    until = await _away_until(tx, ask, missing.id) if missing else None
    return Say(AgreedTo(found.number, missing.name if missing else None, until))


async def _away_until(tx: Transaction, ask: Request, person: PersonId) -> date | None:
    """The last day of somebody's absence; None for who is there."""
    today = local_date(ask.now, ask.team.timezone)
    back = back_on(person, today, await tx.people.absences(ask.team.id, today, today + LONGEST_ABSENCE))
    return back - timedelta(days=1) if back > today else None


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
    await keep_version(tx, ask.team, changed, ask.now)
    decision = next(d for d in changed.all_decisions if d.seq == seq)
    ritual = await _where_to_discuss(tx, ask, found)
    if ritual is None:
        return Say(ObjectedTo(found.number, decision.text, None))
    text = f"{decision.text}\n— {why}"[:TEXT_LIMIT]
    await gathering.add(tx, ask.team, ritual, text, ask.person, ask.now, reopens=found.number)
    following = await next_of(tx, ritual)
    return Say(ObjectedTo(found.number, decision.text, following.starts_at if following else None))


async def _where_to_discuss(tx: Transaction, ask: Request, protocol: Protocol) -> Ritual | None:
    """The ritual whose protocol it is, else the team's next meeting; None when there is none any more.

    What was decided in private goes to no meeting that others take part in.
    """
    try:
        meetings = [ritual for ritual, _ in await gathering.meetings_with_agenda(tx, ask.team, ask.now)]
    except NoRituals:
        return None
    occurrence = await tx.occurrences.get(ask.team.id, protocol.occurrence)
    own = [ritual for ritual in meetings if occurrence is not None and ritual.id == occurrence.ritual]
    if protocol.readers is None:
        return (own or meetings)[0]
    people = await tx.people.of(ask.team.id)
    among = [one for one in meetings if all(may_read(person, protocol) for person in circle_of(one).of(people))]
    return next((one for one in (*own, *among) if is_private(one)), None)


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
    await keep_version(tx, ask.team, changed, ask.now)
    return Say(Amended(changed.number, changed.version, changed.directors))
