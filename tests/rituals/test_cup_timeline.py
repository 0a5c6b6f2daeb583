"""The cup's steps in time, late, moved and missed; and where the cup itself is."""

from datetime import date

from handlers.rituals import RitualList
from handlers.words import minutes_of
from rituals import errors
from rituals.cup_messages import (
    CupCard,
    CupPanel,
    HandedOver,
    HandOver,
    HolderLeft,
)
from rituals.notices import Skipped
from rituals.outages import Missed
from rituals.timeline import OccurrenceState, Reason
from tests.cups import CLOSING, OPENING, a_cup, leaves, result, state, votes
from tests.house import House, button, buttons, said

# -- the timeline ------------------------------------------------------------------------------------------------------


async def test_a_bot_that_was_away_opens_late_and_says_so_or_misses_the_round(house: House) -> None:
    cup = await a_cup(house)
    await house.at("2026-12-02 10:00")
    card = await house.sees(CupCard)
    assert (card.late, card.until) == (True, house.moment(CLOSING))
    await house.at(CLOSING)
    await house.at("2027-01-13 12:00")
    assert await state(house, cup) == (OccurrenceState.MISSED, Reason.OUTAGE)
    assert [line.kind for line in (await house.sees(Missed)).occurrences if line.kind == "cup"] == ["cup"]


async def test_a_bot_that_was_away_counts_late_and_takes_no_votes_meanwhile(house: House) -> None:
    w = house.world
    await a_cup(house)
    await house.at(OPENING)
    await votes(house, w.gleb, w.vera)
    await votes(house, w.boris, w.vera)
    house.clock.set(house.moment("2026-12-10 09:00"))
    assert isinstance(await votes(house, w.darya, w.egor), errors.VoteIsOver)
    await house.tick()
    assert (await result(house)).counts[0].voted == 2


async def test_run_now_skip_and_pause_work_for_a_cup(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    [planned] = await house.occurrences(cup)
    assert isinstance(await house.presses(w.boris, f"ritual.skip_empty:{planned.id}"), errors.NoSuchRitual)
    await house.presses(w.anna, f"ritual.skip:{planned.id}:{minutes_of(planned.starts_at)}")
    assert (await house.sees(Skipped)).kind == "cup"
    await house.presses(w.anna, f"ritual.run:{cup.id}")
    await house.tick()
    card = await house.sees(CupCard)
    assert (card.question.last, card.until) == (date(2026, 10, 31), house.moment("2026-11-24 12:00"))
    assert isinstance(await house.presses(w.anna, f"ritual.run:{cup.id}"), errors.ItIsRunning)
    await house.presses(w.anna, f"ritual.pause:{cup.id}")
    await votes(house, w.gleb, w.vera)
    await votes(house, w.boris, w.vera)
    await house.at("2026-11-24 12:00")
    assert (await result(house)).winners, "what has begun goes on"
    await house.at("2027-01-11 11:00")
    assert await state(house, cup) == (OccurrenceState.SKIPPED, Reason.PAUSED)
    line = said(await house.says(w.anna, "/rituals"), RitualList).rituals
    assert [one.paused for one in line if one.kind == "cup"] == [True]


async def test_a_running_vote_is_no_meeting(house: House) -> None:
    w = house.world
    await a_cup(house)
    await house.at(OPENING)
    refused = await house.says(w.gleb, "/next")
    assert isinstance(refused, errors.NoMeetingNow)
    assert refused.kind == "standup"


# -- where the cup is --------------------------------------------------------------------------------------------------


async def test_handed_over_ends_the_reminders(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    async with house.database.begin() as tx:
        await tx.cups.hand_to(cup.id, (w.egor.id,))
    await house.at(OPENING)
    for who in (w.gleb, w.boris, w.darya):
        await votes(house, who, w.vera)
    await house.later(minutes=10)
    handed = button(await house.sees(HandOver, w.egor), "handed")
    assert isinstance(await house.presses(w.gleb, handed), errors.NotYoursToGive)
    said(await house.presses(w.egor, handed), HandedOver)
    await house.at("2026-12-02 12:00")
    assert not (await house.sees(HandOver, w.egor)).again


async def test_a_holder_who_has_left_is_asked_after_and_the_director_answers(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    async with house.database.begin() as tx:
        await tx.cups.hand_to(cup.id, (w.egor.id,))
    await leaves(house, w.egor)
    panel = said(await house.says(w.gleb, "/cup"), CupPanel)
    assert (panel.cups[0].holders, panel.cups[0].left, buttons(panel)) == ((), (w.egor.name,), [])
    await house.at(OPENING)
    asked = await house.sees(HolderLeft, w.anna)
    assert await house.readers(HolderLeft) == {w.anna.name}
    form = await house.presses(w.anna, button(asked, "give"))
    assert isinstance(await house.presses(w.gleb, button(asked, "give")), errors.NotYoursToGive)
    await house.submits(w.anna, form, holder=str(w.vera.id))
    panel = said(await house.says(w.gleb, "/cup"), CupPanel)
    assert (panel.cups[0].holders, panel.cups[0].left, panel.cups[0].fame) == ((w.vera.name,), (), ())


async def test_without_a_cup_there_is_nothing_to_show(house: House) -> None:
    assert isinstance(await house.says(house.world.gleb, "/cup"), errors.NoCup)
    cup = await a_cup(house)
    assert [line.ritual for line in said(await house.says(house.world.gleb, "/cup"), CupPanel).cups] == [cup.id]
