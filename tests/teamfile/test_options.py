"""What a kind lets a team set, and who takes part: read by the declaration, told by key, refused with its line."""

import pytest

from bot.storage.transaction import Database
from bot.teamfile.commands import DONE, REFUSED, export_team
from bot.teamfile.content import Participants
from rituals.chairing import ChairRule
from rituals.kinds.breakfast import BreakfastOptions
from rituals.kinds.declaration import MeetingOptions, Where
from rituals.team import Circle, Department, Role
from tests.teamfile.conftest import Import
from tests.teamfile.test_reading import ritual_with, the_problem
from tests.teamfile.texts import TEAM, changed, line_of

BREAKFAST = """\
  - name: breakfast
    kind: breakfast
    every: week
    on: wed
    at: "09:00"
    participants: [cmo, cco, Борис Смирнов]
    moderated: 4
    places: [Пушкин, Кофемания]
"""
WITH_BREAKFAST = TEAM + BREAKFAST


class TestReading:
    def test_what_is_not_said_has_the_kinds_default(self) -> None:
        assert ritual_with().options == MeetingOptions()
        assert ritual_with().participants is None

    def test_a_word_a_number_a_place(self) -> None:
        read = ritual_with(chair="rota", moderated="3", where="sales", agenda_hours="24").options
        assert read == MeetingOptions(ChairRule.ROTA, Where.SALES, 3, 24)

    def test_participants_are_departments_roles_and_people(self) -> None:
        said = ritual_with(participants="[ceo, sales, Анна Петрова]").participants
        assert said == Participants((Department.SALES,), (Role.CEO,), ("Анна Петрова",))

    @pytest.mark.parametrize(
        ("line", "sentence", "allowed"),
        [
            ("chair: anybody", "'anybody'", ("market", "in turn", "rota")),
            ("moderated: -1", "'-1'", ("a whole number",)),
            ("agenda_hours: 500", "'500'", ("0 to 240",)),
            (
                "participants: []",
                "nobody takes part",
                (*Department, *Role, "a name of `people`", "leaving the key out"),
            ),
            ("places: [x]", "'places'", None),
        ],
    )
    def test_a_wrong_value_is_refused_with_its_line(
        self, line: str, sentence: str, allowed: tuple[str, ...] | None
    ) -> None:
        text = changed("    duration: 30m\n", f"    {line}\n")
        problem = the_problem(text)
        assert problem.line == line_of(line, text)
        assert sentence in problem.sentence
        assert allowed is None or problem.allowed == allowed


class TestImporting:
    async def test_it_is_stored_told_and_exported(self, imports: Import, database: Database) -> None:
        printed = await imports(WITH_BREAKFAST)
        assert "+ ritual breakfast (breakfast, every week on wed at 09:00, 45m, moderated 4, places" in printed.out
        async with database.read() as tx:
            (team,) = await tx.teams.all()
            people = {person.name: person.id for person in await tx.people.of(team.id)}
            stored = {ritual.name: ritual for ritual in await tx.rituals.of(team.id)}
        assert stored["breakfast"].options == BreakfastOptions(moderated=4, places=("Пушкин", "Кофемания"))
        assert stored["breakfast"].circle == Circle((), (Role.CCO, Role.CMO), (people["Борис Смирнов"],))
        assert stored["monday"].circle is None
        exported = (await export_team(database, "Original Works")).out
        assert "participants: [cco, cmo, Борис Смирнов]" in exported
        assert "places: [Пушкин, Кофемания]" in exported
        again = await imports(exported)
        assert "nothing to change" in again.out

    async def test_a_place_may_begin_with_any_sign(self, imports: Import, database: Database) -> None:
        await imports(changed("places: [Пушкин, Кофемания]", 'places: ["?0", "*", "- a: b"]', WITH_BREAKFAST))
        exported = (await export_team(database, "Original Works")).out
        assert "nothing to change" in (await imports(exported)).out

    async def test_a_change_names_the_key_and_both_values(self, imports: Import) -> None:
        await imports(WITH_BREAKFAST)
        text = changed("places: [Пушкин, Кофемания]", "places: [Булка]", WITH_BREAKFAST)
        text = changed("participants: [cmo, cco, Борис Смирнов]", "participants: [cmo, cco]", text)
        printed = await imports(text, dry_run=True)
        assert "participants cco, cmo, Борис Смирнов → cco, cmo; places Пушкин, Кофемания → Булка" in printed.out

    async def test_somebody_whom_nobody_is_called_is_refused(self, imports: Import, database: Database) -> None:
        text = changed("Борис Смирнов]", "Борис Никто]", WITH_BREAKFAST)
        printed = await imports(text)
        assert printed.code == REFUSED
        assert "Борис Никто" in printed.errors
        async with database.read() as tx:
            assert list(await tx.teams.all()) == []
        assert (await imports(WITH_BREAKFAST)).code == DONE
