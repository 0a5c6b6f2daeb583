"""A cup in the house of the use-case tests: its ritual, voting by name, and what became of it."""

from dataclasses import replace
from datetime import date, timedelta

from handlers.registry import Reply
from rituals.calendar import Schedule
from rituals.cup_messages import BallotPaper, CupCard, CupResult
from rituals.errors import Refusal
from rituals.kinds.cup import CupOptions
from rituals.team import Absence, Department, Person, PersonId
from rituals.timeline import OccurrenceState, Reason, Ritual, RitualId
from rituals.vote import Vote
from tests.house import House

OPENING, REMINDER, CLOSING = "2026-12-01 11:00", "2026-12-03 11:00", "2026-12-04 11:00"
"""Tuesday the first, Thursday, Friday: three working days."""

NEXT_ROUND = "2027-01-11 11:00"
"""January begins with the New Year's holidays: the first workday of 2027 in Russia."""


async def a_cup(house: House, name: str = "cup", **options: object) -> Ritual:
    """A monthly cup, planned."""
    team = house.world.team
    schedule = Schedule.parse(every="month", on="first workday", at="11:00", timezone=team.timezone)
    cup = Ritual(RitualId(0), team.id, name, "cup", schedule, timedelta(minutes=30), options=CupOptions(**options))
    async with house.database.begin() as tx:
        cup = await tx.rituals.add(cup)
    await house.plan(cup)
    return cup


async def votes(house: House, who: Person, whom: Person, **how: object) -> Reply | Refusal:
    """Choose somebody on the newest ballot; through a forged button where one's own has no such name."""
    card = await house.sees(CupCard)
    return await house.presses(who, f"cup.choose:{card.vote}:{whom.id}", private=True, **how)


async def says_why(house: House, who: Person, words: str) -> Reply | Refusal:
    card = await house.sees(CupCard)
    return await house.submits(who, await house.presses(who, f"cup.why:{card.vote}", private=True), why=words)


async def stored_votes(house: House, cup: Ritual) -> list[Vote]:
    """The votes of the newest round that has any."""
    async with house.database.begin() as tx:
        for occurrence in reversed(await house.occurrences(cup)):
            if found := await tx.votes.of(occurrence.id):
                return list(found)
    return []


async def result(house: House) -> CupResult:
    return await house.sees(CupResult)


async def names_on_ballot(house: House, who: Person) -> list[str]:
    return [candidate.name for candidate in (await house.sees(BallotPaper, who)).candidates]


async def leaves(house: House, who: Person) -> None:
    async with house.database.begin() as tx:
        await tx.people.save(replace(who, active=False))


async def joins(house: House, name: str, department: Department, day: date | None) -> Person:
    account = f"telegram:{8000 + sum(map(ord, name))}"
    async with house.database.begin() as tx:
        return await tx.people.add(
            Person(PersonId(0), house.world.team.id, name, department, accounts=(account,), joined=day)
        )


async def is_away(house: House, who: Person, first: date, last: date) -> None:
    async with house.database.begin() as tx:
        await tx.people.be_away(Absence(who.id, first, last))


async def state(house: House, cup: Ritual) -> tuple[OccurrenceState, Reason | None]:
    last = [one for one in await house.occurrences(cup) if one.state is not OccurrenceState.PLANNED][-1]
    return last.state, last.reason
