"""The team's own days off, written down in the chat: what they move, and what is refused."""

from datetime import date

from handlers.registry import Ask
from rituals.datelists import days_within
from rituals.errors import NotADate, OnlyAdmins, TooMany
from rituals.preview import Preview
from rituals.setup_errors import BothOffAndWorking
from rituals.setup_messages import DaysOffForm, TeamPanel
from rituals.team import Team
from rituals.yearahead import Fate
from tests.house import House, button, said

CHRISTMAS = (date(2026, 12, 21), date(2026, 12, 23))


async def stored(house: House) -> Team:
    async with house.database.read() as tx:
        return await tx.teams.get(house.world.team.id)


async def asked(house: House) -> Ask:
    """The form, as an admin reaches it."""
    panel = said(await house.says(house.world.anna, "/setup"), TeamPanel)
    form = await house.presses(house.world.anna, button(panel, "days"))
    assert isinstance(form, Ask), form
    return form


async def keeps(house: House, off: str = "", working: str = "") -> TeamPanel:
    form = await asked(house)
    return said(await house.submits(house.world.anna, form, days_off=off, working_days=working), TeamPanel)


async def test_a_day_off_moves_the_meeting_and_its_preview(house: House) -> None:
    panel = await keeps(house, "21.12 – 23.12")
    assert (panel.days_off, panel.working_days) == ((CHRISTMAS,), ())
    ahead = said(await house.presses(house.world.anna, "ritual.preview"), Preview)
    (moved,) = [line for line in ahead.lines if line.fate is Fate.MOVED]
    assert (moved.at, moved.instead_of) == (house.moment("2026-12-24 10:00"), house.moment("2026-12-21 10:00"))


async def test_what_is_planned_already_moves_too(house: House) -> None:
    (before,) = await house.occurrences()
    await keeps(house, "23.11.2026")
    (after,) = [one for one in await house.occurrences() if not one.is_over]
    assert (before.starts_at, after.starts_at) == (house.moment("Mon 10:00"), house.moment("Tue 10:00"))
    assert after.note == "", "whose day off it is, is said by the template"


async def test_a_holiday_that_is_worked_on_keeps_its_meeting(house: House) -> None:
    await keeps(house, working="11.01.2027, 4 января 2027")
    ahead = said(await house.presses(house.world.anna, "ritual.preview"), Preview)
    assert all(line.fate is not Fate.MOVED for line in ahead.lines)
    await house.at("2026-12-28 12:00")
    ahead = said(await house.presses(house.world.anna, "ritual.preview"), Preview)
    assert house.moment("2027-01-04 10:00") in [line.at for line in ahead.lines if line.fate is Fate.AS_PLANNED]


async def test_the_form_begins_with_what_is_to_come_and_the_past_stays(house: House) -> None:
    await keeps(house, "20.11.2026, 21.12 – 23.12", "22.11.2026")
    await house.at("2026-11-25 12:00")
    form = (await asked(house)).form
    assert isinstance(form, DaysOffForm)
    assert (form.days_off, form.working_days) == ("21.12.2026 – 23.12.2026", "")
    await keeps(house, "30.12")
    team = await stored(house)
    assert team.days_off == {date(2026, 11, 20), date(2026, 12, 30)}
    assert team.working_days == {date(2026, 11, 22)}


async def test_what_is_refused_changes_nothing(house: House) -> None:
    await keeps(house, "21.12 – 23.12")
    before = await house.everything_stored()
    form = await asked(house)
    for off, working, refusal in (
        ("22.12", "21.12 – 23.12", BothOffAndWorking),
        ("21.12, на каникулах", "", NotADate),
        ("01.01.2027 – 31.12.2030", "", TooMany),
    ):
        reply = await house.submits(house.world.anna, form, days_off=off, working_days=working)
        assert isinstance(reply, refusal), (off, working, reply)
    assert isinstance(await house.presses(house.world.gleb, "team.days_kept"), OnlyAdmins)
    assert await house.everything_stored() == before
    assert (await stored(house)).days_off == days_within(CHRISTMAS)
