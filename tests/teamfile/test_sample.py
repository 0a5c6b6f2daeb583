"""The sample teams of the rehearsal are team files like any other, and the same team in two languages."""

from pathlib import Path

import pytest

import bot.rehearsal
from bot.storage.transaction import Database
from bot.teamfile.content import TeamFile
from bot.teamfile.reading import read_team_file
from rituals.team import Department, Role, messenger_of
from tests.teamfile.conftest import Import

SAMPLES = Path(bot.rehearsal.__file__).parent / "sample"
LANGUAGES = ("ru", "en")


def sample(language: str) -> TeamFile:
    return read_team_file((SAMPLES / f"team.{language}.yaml").read_bytes())


@pytest.mark.parametrize("language", LANGUAGES)
class TestSample:
    def test_speaks_its_language(self, language: str) -> None:
        team = sample(language)
        assert team.locale == language
        assert all(person.name.isascii() is (language == "en") for person in team.people)

    def test_has_eight_people_of_two_departments_and_hr(self, language: str) -> None:
        people = sample(language).people
        assert len(people) == 8
        assert {person.department for person in people} == set(Department)
        assert {person.role for person in people if person.role} == {Role.CMO, Role.CCO, Role.HR}

    def test_has_people_of_either_messenger_and_two_of_both(self, language: str) -> None:
        messengers = [frozenset(messenger_of(account) for account in one.accounts) for one in sample(language).people]
        assert messengers.count(frozenset({"telegram", "slack"})) == 2
        assert messengers.count(frozenset({"telegram"})) == 3
        assert messengers.count(frozenset({"slack"})) == 3

    async def test_is_imported_without_a_warning(self, language: str, imports: Import, database: Database) -> None:
        printed = await imports((SAMPLES / f"team.{language}.yaml").read_text(encoding="utf-8"))
        assert printed.code == 0
        assert "!" not in printed.out


def test_both_have_the_same_accounts_and_chats() -> None:
    ru, en = (sample(language) for language in LANGUAGES)
    assert [person.accounts for person in ru.people] == [person.accounts for person in en.people]
    assert [(chat.place, chat.audience) for chat in ru.chats] == [(chat.place, chat.audience) for chat in en.chats]
