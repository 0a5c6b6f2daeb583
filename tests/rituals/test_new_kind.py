"""A kind that nobody has heard of: one declaration in the catalogue, and the whole life of a meeting is there."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from rituals.agenda_messages import AgendaPosted, CallForAgenda, ItemAdded
from rituals.assignments import YourTasks
from rituals.calendar import Schedule
from rituals.kinds import KINDS
from rituals.kinds.declaration import Held, Kind, MeetingOptions
from rituals.meeting import Phase, Stage
from rituals.meeting_messages import MeetingCard
from rituals.protocol_messages import ProtocolPosted
from rituals.team import Circle, Department
from rituals.timeline import OccurrenceState, PlannedStep, Ritual, RitualId
from tests.house import House, button, said


def steps(held: Held) -> tuple[PlannedStep, ...]:
    return held.meeting(
        call_at=held.workdays_before(2), agenda_at=held.before(timedelta(hours=3)), not_after=time(17, 0)
    )


PLANNING = Kind(
    name="planning",
    duration=timedelta(minutes=20),
    stages=(Stage(Phase.TOPIC, 10, "plan"), Stage(Phase.ITEMS, 5), Stage(Phase.PLAN, 5)),
    steps=steps,
    circle=Circle((Department.SALES,)),
    options=MeetingOptions,
)


async def test_a_declared_kind_is_called_held_and_written_down(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, PLANNING.name, PLANNING)
    w = house.world
    schedule = Schedule.parse(every="2 weeks", on="wed", at="14:00", timezone=w.team.timezone)
    blank = Ritual(RitualId(0), w.team.id, "plans", "planning", schedule, PLANNING.duration)
    async with house.database.begin() as tx:
        ritual = await tx.rituals.add(replace(blank, options=MeetingOptions()))
    await house.plan(ritual)
    (planned,) = await house.occurrences(ritual)

    house.clock.set(planned.starts_at - timedelta(days=2))
    await house.tick()
    call = await house.sees(CallForAgenda)
    asked = await house.presses(w.gleb, button(call, "add"))
    assert said(await house.submits(w.gleb, asked, text="Скидки", topic="plan", sign="name"), ItemAdded).topic == "plan"
    house.clock.set(planned.starts_at - timedelta(hours=3))
    await house.tick()
    assert (await house.sees(AgendaPosted)).by_topic[0][0] == "plan"

    house.clock.set(planned.starts_at)
    await house.tick()
    card = await house.sees(MeetingCard)
    assert (card.kind, card.expected) == ("planning", 3)
    await house.presses(w.boris, button(card, "start"))
    await house.says(w.boris, "/next")
    await house.says(w.boris, "/decide Скидка не больше десяти процентов")
    await house.says(w.boris, "/task Глеб разослать, завтра")
    await house.says(w.boris, "/close_meeting")
    protocol = (await house.sees(ProtocolPosted)).protocol
    assert [(line.topic, len(line.items)) for line in protocol.by_topic] == [("plan", 1)]
    assert await house.readers(YourTasks) == {w.gleb.name}
    held, following = await house.occurrences(ritual)
    assert held.state is OccurrenceState.HELD
    assert following.starts_at - held.starts_at == timedelta(weeks=2)
