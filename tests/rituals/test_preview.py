"""What is foreseen is what happens: the preview of a month beside the month itself."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.storage.tables import occurrences, steps
from handlers.rituals import RitualList
from rituals import planning
from rituals.calendar import Schedule
from rituals.cup_messages import BallotPaper
from rituals.errors import OnlyAdmins
from rituals.kinds import options_of
from rituals.planning import plan_next
from rituals.preview import ONLY_IF_NEEDED, Preview, StepLine, preview
from rituals.survey_messages import SurveyInvitation
from rituals.team import Absence, Role
from rituals.timeline import Reason, Ritual, RitualId, Subject
from rituals.yearahead import Fate
from tests.house import THURSDAY, House, button, buttons, said


async def ritual(house: House, kind: str, every: str, on: str, at: str, day_off: str = "skip") -> Ritual:
    schedule = Schedule.parse(every=every, on=on, at=at, timezone="Europe/Moscow", day_off=day_off)
    async with house.database.begin() as tx:
        new = Ritual(
            RitualId(0), house.world.team.id, kind, kind, schedule, timedelta(minutes=45), options=options_of(kind)()
        )
        return await plan_next(tx, await tx.rituals.add(new), house.world.team, house.clock())


async def seen(house: House, days: int = 30) -> Preview:
    async with house.database.read() as tx:
        return await preview(tx, house.world.team, house.clock(), days)


async def done(house: House, until: datetime) -> set[tuple[datetime, str]]:
    """The steps of occurrences that the time has really brought, by when each was due."""
    async with house.database.read() as tx:
        rows = await tx._sql.all(
            select(steps.c.due_at, steps.c.name)
            .join(occurrences, occurrences.c.id == steps.c.subject_id)
            .where(steps.c.subject == Subject.OCCURRENCE, steps.c.due_at >= THURSDAY, steps.c.due_at <= until)
        )
    own = ONLY_IF_NEEDED | {"pulse"}
    return {(row.due_at, row.name) for row in rows if row.name not in own}


async def test_a_month_goes_as_it_was_foreseen(house: House) -> None:
    """Over New Year, with its long holidays: each step at the time that was told, and no other."""
    await ritual(house, "review", "week", "fri", "16:00", "next workday")
    await ritual(house, "cup", "month", "first workday", "11:00")
    foreseen = await seen(house, 60)
    told = {(step.at, step.name) for line in foreseen.lines for step in line.steps}
    assert {"call", "open", "close", "notice", "vote_open", "vote_close"} <= {name for _, name in told}
    until = house.clock() + timedelta(days=60)
    while house.clock() < until:
        await house.later(hours=12)
    assert await done(house, until) == told


async def test_days_off_mark_what_they_change(house: House) -> None:
    await ritual(house, "review", "week", "fri", "16:00", "previous workday")
    lines = (await seen(house, 60)).lines
    skipped = [line for line in lines if line.fate is Fate.CANCELLED]
    moved = [line for line in lines if line.fate is Fate.MOVED]
    assert skipped
    assert moved
    assert {line.reason for line in (*skipped, *moved)} == {Reason.DAY_OFF}
    assert all(line.because for line in (*skipped, *moved))
    assert all([step.name for step in line.steps] == ["notice"] for line in skipped if line.steps)
    assert all(line.instead_of is not None for line in moved)


async def test_a_pause_is_a_mark_and_posts_nothing(house: House) -> None:
    async with house.database.begin() as tx:
        now = house.clock()
        await tx.rituals.save(
            replace(
                await tx.rituals.get(house.world.team.id, house.world.monday.id),
                paused_at=now,
                paused_until=now + timedelta(days=10),
            )
        )
    first, *others = (await seen(house)).lines
    assert (first.fate, first.reason, first.steps) == (Fate.CANCELLED, Reason.PAUSED, ())
    assert others[-1].fate is Fate.AS_PLANNED


async def test_what_a_person_moved_is_told_at_its_new_time(house: House) -> None:
    async with house.database.begin() as tx:
        planned = await planning.next_of(tx, house.world.monday)
        to = planned.starts_at + timedelta(hours=2)
        await tx.occurrences.save(
            replace(planned, moved_from=planned.starts_at, starts_at=to, by=house.world.anna.id, reason=Reason.MOVED)
        )
    [line] = [line for line in (await seen(house)).lines if line.at == to]
    assert (line.fate, line.instead_of) == (Fate.MOVED, planned.starts_at)
    assert to in {step.at for step in line.steps if step.name == "open"}


async def test_who_lives_elsewhere_has_their_own_time(house: House) -> None:
    async with house.database.begin() as tx:
        await tx.people.save(replace(house.world.egor, timezone="Europe/Berlin"))
    line = (await seen(house)).lines[0]
    assert (line.people, line.elsewhere) == (6, (("Europe/Berlin", "08:00"),))


async def test_nothing_is_written(house: House) -> None:
    before = await house.everything_stored()
    await house.presses(house.world.anna, "ritual.preview")
    assert await house.everything_stored() == before


async def test_an_admin_has_it_as_a_button(house: House) -> None:
    listed = said(await house.says(house.world.anna, "/rituals"), RitualList)
    told = said(await house.presses(house.world.anna, button(listed, "preview")), Preview)
    assert [line.name for line in told.lines] == ["monday"] * 5
    others = said(await house.says(house.world.gleb, "/rituals"), RitualList)
    assert "preview" not in buttons(others)
    assert isinstance(await house.presses(house.world.gleb, button(listed, "preview")), OnlyAdmins)


@pytest.mark.parametrize("days", [1, 5, 366])
async def test_it_looks_as_far_as_it_is_asked_to(house: House, days: int) -> None:
    until = house.clock() + timedelta(days=days)
    found = await seen(house, days)
    assert all(step.at <= until for line in found.lines for step in line.steps)
    assert found.lines[0].steps[0].name == "call"
    assert ("open" in {step.name for line in found.lines for step in line.steps}) is (days > 1)


def steps_of(found: Preview, kind: str) -> dict[str, StepLine]:
    """The steps of the first occurrence of a kind, by name."""
    line = next(line for line in found.lines if line.kind == kind and line.steps)
    return {step.name: step for step in line.steps}


async def test_each_step_says_where_it_is_posted_and_who_gets_it(house: House) -> None:
    w = house.world
    await ritual(house, "breakfast", "week", "wed", "09:00")
    await ritual(house, "cup", "month", "first workday", "11:00")
    found = await seen(house)
    meeting = steps_of(found, "standup")
    assert (meeting["call"].chats, meeting["call"].names) == ("each", (w.anna.name, w.boris.name))
    assert (meeting["agenda"].chats, meeting["agenda"].people) == ("common", 0)
    assert (meeting["close"].chats, meeting["close"].people, meeting["close"].names) == ("common", 6, ())
    private = steps_of(found, "breakfast")
    assert (private["open"].chats, private["open"].names) == ("", (w.anna.name, w.boris.name))
    cup = steps_of(found, "cup")
    assert (cup["vote_open"].chats, cup["vote_open"].names) == ("common", (w.boris.name, w.gleb.name, w.darya.name))
    assert (cup["vote_remind"].chats, cup["vote_remind"].people) == ("", 3)
    assert (cup["vote_close"].chats, cup["vote_close"].people) == ("common", 0)
    assert "reach" not in cup, "which says nothing when all goes well"


async def test_who_is_away_on_the_day_of_a_step_is_no_recipient(house: House) -> None:
    w = house.world
    async with house.database.begin() as tx:
        await tx.people.be_away(Absence(w.gleb.id, date(2026, 11, 23), date(2026, 12, 2)))
    await ritual(house, "cup", "month", "first workday", "11:00")
    found = await seen(house)
    assert steps_of(found, "standup")["close"].people == 5
    cup = steps_of(found, "cup")
    assert (cup["vote_open"].people, cup["vote_remind"].people) == (2, 3), "back by the day of the reminder"


async def test_every_step_has_the_other_clocks_of_those_whom_it_concerns(house: House) -> None:
    w = house.world
    async with house.database.begin() as tx:
        await tx.people.save(replace(w.egor, timezone="Asia/Vladivostok"))
        await tx.people.save(replace(w.boris, timezone="Europe/Berlin"))
    steps = steps_of(await seen(house), "standup")
    assert steps["open"].elsewhere == (("Asia/Vladivostok", "17:00"), ("Europe/Berlin", "08:00"))
    assert steps["close"].elsewhere == (("Asia/Vladivostok", "24.11 01:00"), ("Europe/Berlin", "16:00"))


async def test_the_recipients_are_those_who_really_get_it(house: House) -> None:
    """The private messages of a month's cup and survey, beside the preview of it."""
    w = house.world
    await ritual(house, "cup", "month", "first workday", "11:00")
    await ritual(house, "survey", "month", "first wed", "12:00")
    async with house.database.begin() as tx:
        await tx.people.be_away(Absence(w.gleb.id, date(2026, 12, 1), date(2026, 12, 1)))
        await tx.people.save(replace(w.egor, role=Role.HR))  # Who reads a survey's results before everybody.
    found = await seen(house)
    ballots, asked = steps_of(found, "cup")["vote_open"], steps_of(found, "survey")["survey_open"]
    await house.at("2026-12-01 11:00")
    assert await house.readers(BallotPaper) == set(ballots.names)
    await house.at("2026-12-02 12:00")
    invited = await house.readers(SurveyInvitation)
    directors = {w.anna.name, w.boris.name}
    assert len(invited | directors) == asked.people, "the directors' round comes later"


async def test_a_reader_elsewhere_is_told_the_teams_clock(house: House) -> None:
    w = house.world
    async with house.database.begin() as tx:
        await tx.people.save(replace(w.anna, timezone="Europe/Berlin"))
    told = said(await house.presses(w.anna, "ritual.preview"), Preview)
    assert told.lines[0].elsewhere == (("Europe/Moscow", "10:00"),)
    assert {step.elsewhere for step in told.lines[0].steps if step.name == "open"} == {(("Europe/Moscow", "10:00"),)}
