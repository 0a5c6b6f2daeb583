"""Around a meeting before it begins: I can't chair, I have read it, I'm late, come too, somewhere else."""

from handlers.registry import Ask, Reply, Request, Say, Toast, Topic, Turn
from handlers.words import person_named
from rituals import agenda_board, chairs, hosting, leavers
from rituals.audience import check_may_look, takes_part
from rituals.balance import may_see_balance, report
from rituals.card import card_slot, show_card
from rituals.errors import AlreadyClosed, ItIsRunning, NobodyOfThatName, NoSuchRitual, OnlyWithARole, UnknownButton
from rituals.hosting import MINUTES_LATE, GuestCannotCome, InviteForm, LateForm, Placed, PlaceForm
from rituals.meeting_messages import ChairChosen, ChairForm, ChairPassed
from rituals.messages import Direct, Who
from rituals.places import addresses_of
from rituals.ports import Transaction
from rituals.room import enter
from rituals.team import Person, PersonId
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, Ritual

topic = Topic()


async def _occurrence(tx: Transaction, ask: Request) -> tuple[Ritual, Occurrence]:
    """The meeting that a button names: one that is not over, and that this person may look into."""
    occurrence = await tx.occurrences.get(ask.team.id, OccurrenceId(ask.number()))
    ritual = await tx.rituals.get(ask.team.id, occurrence.ritual) if occurrence else None
    if occurrence is None or ritual is None:
        raise NoSuchRitual
    await check_may_look(tx, ask.team, ritual, occurrence.id, ask.person)
    if occurrence.is_over:
        protocol = await tx.protocols.of_meeting(occurrence.id)
        raise AlreadyClosed(ritual.name, protocol.number if protocol else None, ritual.kind)
    return ritual, occurrence


async def _refresh(tx: Transaction, ask: Request, ritual: Ritual, occurrence: Occurrence) -> None:
    """What stands of the meeting says the new state: the card once it is open, before that the agenda."""
    if occurrence.state is OccurrenceState.PLANNED:
        await agenda_board.refresh(tx, ask.team, ritual, ask.now)
    else:
        await show_card(tx, await enter(tx, ask.team, occurrence.id, ask.now, None), ask.now)


@topic.press("chair.cannot")
async def cannot_chair(tx: Transaction, ask: Request) -> Reply:
    """*I can't, ask the next*."""
    ritual, occurrence = await _occurrence(tx, ask)
    asked = await chairs.decline(tx, ask.team, ritual, occurrence, ask.person, ask.now)
    await _refresh(tx, ask, ritual, occurrence)
    return Say(ChairPassed(asked.name if asked else None))


@topic.press("chair.choose")
async def ask_chair(tx: Transaction, ask: Request) -> Reply:
    """*Somebody else*, about a meeting that who has left would have chaired."""
    ritual, occurrence, left = await _turn_of_leaver(tx, ask)
    able = await leavers.could_chair(tx, ritual, occurrence)
    return Ask(ChairForm(occurrence.id, left.id, tuple(Who.of(person) for person in able)))


@topic.press("chair.chosen")
async def choose_chair(tx: Transaction, ask: Request) -> Reply:
    """The form *Who chairs?*"""
    ritual, occurrence, left = await _turn_of_leaver(tx, ask)
    heir = await person_named(tx, ask.team, ask.values.get("owner", ""))
    await leavers.give_turn(tx, ask.team, (occurrence, ritual), left, heir, ask.now)
    await _refresh(tx, ask, ritual, occurrence)
    return Say(ChairChosen(ritual.name, ritual.kind, occurrence.starts_at, heir.name))


async def _turn_of_leaver(tx: Transaction, ask: Request) -> tuple[Ritual, Occurrence, Person]:
    """A meeting that has not begun; who has left and would chair it. For directors and admins."""
    occurrence = await tx.occurrences.get(ask.team.id, OccurrenceId(ask.number()))
    ritual = await tx.rituals.get(ask.team.id, occurrence.ritual) if occurrence else None
    if occurrence is None or ritual is None:
        raise NoSuchRitual
    left, _ = await leavers.leaver(tx, ask.team, PersonId(ask.number(1)), ask.person)
    if occurrence.is_over:
        raise AlreadyClosed(ritual.name, None, ritual.kind)
    if occurrence.state is not OccurrenceState.PLANNED:
        raise ItIsRunning(ritual.name, ritual.kind)
    return ritual, occurrence, left


@topic.press("agenda.read")
async def read(tx: Transaction, ask: Request) -> Reply:
    """*I have read it*."""
    ritual, occurrence = await _occurrence(tx, ask)
    return Toast(await agenda_board.has_read(tx, ask.team, ritual, occurrence, ask.person, ask.now))


@topic.press("meeting.late")
async def ask_late(tx: Transaction, ask: Request) -> Reply:
    """*I'm late*: by how much?"""
    _, occurrence = await _occurrence(tx, ask)
    return Ask(LateForm(occurrence.id))


@topic.press("meeting.comes_late")
async def comes_late(tx: Transaction, ask: Request) -> Reply:
    """The form *I'm late*."""
    ritual, occurrence = await _occurrence(tx, ask)
    minutes = next((m for m in MINUTES_LATE if str(m) == ask.values.get("minutes")), None)
    if minutes is None:
        raise UnknownButton
    noted = await hosting.come_late(tx, ask.team, ritual, occurrence, ask.person, minutes, ask.now)
    await _refresh(tx, ask, ritual, occurrence)
    return Say(noted)


@topic.press("meeting.invite")
async def ask_guest(tx: Transaction, ask: Request) -> Reply:
    """*Invite*: whom?"""
    ritual, occurrence = await _occurrence(tx, ask)
    return Ask(InviteForm(occurrence.id, await hosting.to_invite(tx, ask.team, ritual, occurrence.id)))


@topic.press("meeting.invited")
async def invited(tx: Transaction, ask: Request) -> Reply:
    """The form *Invite*."""
    ritual, occurrence = await _occurrence(tx, ask)
    could = await hosting.to_invite(tx, ask.team, ritual, occurrence.id)
    guest = await person_named(tx, ask.team, ask.values.get("guest", ""))
    if guest.id not in {who.id for who in could}:
        raise NobodyOfThatName(guest.name, tuple(who.name for who in could)[:10])
    said = await hosting.invite(tx, ask.team, ritual, occurrence, guest, ask.person, ask.now)
    await _refresh(tx, ask, ritual, occurrence)
    return Say(said)


@topic.press("meeting.cannot_come")
async def cannot_come(tx: Transaction, ask: Request) -> Reply:
    """A guest does not come: what they have been shown of the meeting gives way to that."""
    ritual, occurrence = await _occurrence(tx, ask)
    await hosting.excuse(tx, ask.team, ritual, occurrence, ask.person)
    await _refresh(tx, ask, ritual, occurrence)
    excused, guest = GuestCannotCome(ritual.name, ritual.kind, ask.person.name, said=True), Direct(ask.person.id)
    if not takes_part(ritual, ask.person):
        for slot in (agenda_board.agenda_slot(occurrence.id), card_slot(occurrence.id)):
            if guest in await addresses_of(tx, ask.team.id, slot):
                await tx.outbox.show(slot, guest, excused)
    return Turn(excused)


@topic.press("meeting.place")
async def ask_place(tx: Transaction, ask: Request) -> Reply:
    """*Somewhere else*: where?"""
    _, occurrence = await _occurrence(tx, ask)
    return Ask(PlaceForm(occurrence.id))


@topic.press("meeting.placed")
async def placed(tx: Transaction, ask: Request) -> Reply:
    """The form *Somewhere else*."""
    ritual, occurrence = await _occurrence(tx, ask)
    moved = await hosting.meet_at(tx, occurrence, ask.values.get("place", ""))
    await _refresh(tx, ask, ritual, moved)
    return Say(Placed(moved.place or ""))


@topic.press("balance.show")
async def balance(tx: Transaction, ask: Request) -> Reply:
    """Whether both departments have their say."""
    if not may_see_balance(ask.person):
        people = await tx.people.of(ask.team.id)
        raise OnlyWithARole(tuple(p.name for p in people if p.active and may_see_balance(p)))
    return Say(await report(tx, ask.team, ask.now))
