"""An admin says that somebody else is away, so that who is ill need not."""

from datetime import date

import pytest

from handlers.people import AwayKept, AwayNoted
from rituals.errors import NotADate, OnlyAdmins
from rituals.team import Absence
from tests.house import House, said


async def absences(house: House) -> list[Absence]:
    async with house.database.read() as tx:
        return list(await tx.people.absences(house.world.team.id, date(2026, 1, 1), date(2027, 1, 1)))


@pytest.mark.parametrize("name", ["Глеб Фёдоров", "@Глеб Фёдоров", "глеб"])
async def test_an_admin_notes_it_and_takes_it_back(house: House, name: str) -> None:
    w = house.world
    noted = said(await house.says(w.anna, f"/away {name} 23.11-27.11"), AwayNoted)
    assert (noted.name, noted.first, noted.last) == (w.gleb.name, date(2026, 11, 23), date(2026, 11, 27))
    assert await absences(house) == [Absence(w.gleb.id, date(2026, 11, 23), date(2026, 11, 27))]
    assert said(await house.says(w.anna, f"/away {name} нет"), AwayNoted).first is None
    assert await absences(house) == []


async def test_others_say_it_of_themselves_only(house: House) -> None:
    w = house.world
    assert isinstance(await house.says(w.boris, "/away Глеб Фёдоров завтра"), OnlyAdmins)
    assert await absences(house) == []
    said(await house.says(w.boris, "/away завтра"), AwayKept)
    said(await house.says(w.anna, "/away завтра"), AwayKept)
    assert {absence.person for absence in await absences(house)} == {w.boris.id, w.anna.id}


async def test_words_that_are_no_days_change_nothing(house: House) -> None:
    assert isinstance(await house.says(house.world.anna, "/away Глеб Фёдоров болеет"), NotADate)
    assert await absences(house) == []
