"""Whatever is typed, pressed, opened or sent as a file: it is understood or refused in words, and nothing breaks."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.desk import printable
from bot.rendering.dialect import DialectError, parse
from bot.storage.codes import TRIES, TRIES_WITHIN
from bot.surveyfile import Questionnaires
from bot.teamfile.problems import WrongTeamFile
from bot.teamfile.reading import read_team_file
from handlers.people import LinkCode
from handlers.registry import Ask, Request, Say, Toast, Turn
from handlers.words import moment_of, time_like, when
from rituals.errors import CannotLink, DateHasPassed, NotADate, Refusal, UnknownButton, WrongCode
from rituals.freedates import parse_range, split_by
from rituals.survey_errors import WrongQuestions
from rituals.team import AccountKey, Market, Person, Place, Team, TeamId
from tests.house import THURSDAY, House, said

fuzz = settings(max_examples=60, deadline=None)
"""Few examples: every run tries others, and a machine that is busy breaks no test."""

TEAM = Team(TeamId(1), "Original Works", "ru", "Europe/Moscow", "RU", Market.B2B)
ASK = Request(AccountKey("telegram:1"), Place("telegram:1"), private=True, now=THURSDAY, team_=TEAM)

NASTY = st.sampled_from(["\x00", "\ud800", "\u202e", "🇷", "ё́", "\r\n", "٣", "²", "½", "9" * 400, "-", "e999", "NaN"])
DATED = st.sampled_from(["до", "с", "по", "30", "31.02", "0.0", "99:99", "в", "25:00", "пятницы", "feb", "29", "next"])
WORDS = st.text(max_size=40) | st.lists(NASTY | DATED | st.text(max_size=4), max_size=8).map(" ".join)

YAML = st.lists(
    st.sampled_from(
        ["a: &x [*x]", "? !!set {}", "!!python/name:os.system", "- - -", "team: {", "%YAML 9", "<<: *y", "\t", "&a *a",
         "people: [", "- name: x", "ritual: !!binary x", "| \n x", "--- ---", "questions:", "- ask: x", "options: [1,"]
    )
    | st.text(max_size=12),
    max_size=12,
).map("\n".join)  # fmt: skip

MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "</li>", "</ul>", "<a href='javascript:x'>", "</a>", "&lt;",
         "&#0;", "&x;", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "<![CDATA[", "<?x?>", "<time at='x'>", "<person id='x'>"]
    )
    | st.text(max_size=6),
    max_size=10,
).map("".join)  # fmt: skip


@fuzz
@given(WORDS)
def test_dates(words: str) -> None:
    ask = printable(replace(ASK, text=words))
    for reads in (when, lambda one, text: time_like(one, text, THURSDAY)):
        with suppress(NotADate, DateHasPassed):
            reads(ask, ask.text)
    split_by(ask.text, THURSDAY, "Europe/Moscow", "ru")
    parse_range(ask.text, THURSDAY, "Europe/Moscow", "en")


@fuzz
@given(YAML | WORDS)
def test_files_of_teams_and_of_questions(text: str) -> None:
    with suppress(WrongTeamFile):
        read_team_file(text.encode("utf-8", "surrogatepass"))
    with suppress(WrongQuestions, Refusal):
        Questionnaires().read(text.encode("utf-8", "replace").decode())


@fuzz
@given(st.binary(max_size=200))
def test_a_file_that_is_no_text(raw: bytes) -> None:
    with suppress(WrongTeamFile):
        read_team_file(raw)


def test_a_file_that_doubles_itself_is_refused() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20))]
    with pytest.raises(WrongTeamFile):
        read_team_file("\n".join(lines).encode())


@fuzz
@given(MARKUP)
def test_markup(html: str) -> None:
    with suppress(DialectError):
        parse(html)


@fuzz
@given(WORDS)
def test_numbers_and_moments_of_buttons(words: str) -> None:
    ask = replace(ASK, args=(words,))
    for reads in (ask.number, lambda: moment_of(ask, 0)):
        with suppress(UnknownButton):
            reads()


# -- codes and links -----------------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS)
async def test_payloads_commands_and_links(house: House, words: str) -> None:
    """A code, a deep link, a button, a command: what nobody has given out opens nothing."""
    w = house.world
    asked: list[dict[str, Any]] = [
        {"command": "link", "text": words},
        {"command": "start", "text": f"me-{words}"},
        {"command": "start", "text": words},
        {"command": words},
        {"press": words},
        {"press": f"agenda.page:{words}"},
        {"press": f"schedule.set:{w.monday.id}:{words}"},
    ]
    before = await everybody(house)
    for one in asked:
        told = await house._ask(w.gleb, **one, private=True)
        assert isinstance(told, Refusal | Say | Turn | Toast | Ask | None), one
    assert await everybody(house) == before


async def everybody(house: House) -> list[Person]:
    async with house.database.read() as tx:
        return list(await tx.people.of(house.world.team.id))


async def test_a_code_cannot_be_guessed_and_opens_once(house: House) -> None:
    w = house.world
    for _ in range(TRIES):
        assert isinstance(await house.says(w.vera, "/link ABCDEFGH", private=True), WrongCode)
    code = said(await house.says(w.gleb, "/link", private=True), LinkCode).code
    assert isinstance(await house.says(w.vera, f"/link {code}", private=True), WrongCode), "she has tried too often"
    house.clock.advance(TRIES_WITHIN)
    late = said(await house.says(w.gleb, "/link", private=True), LinkCode).code
    assert isinstance(await house.says(w.vera, f"/link {code}", private=True), WrongCode), "void: there is a newer one"
    assert not isinstance(await house.says(w.vera, f"/link {late}", private=True), Refusal)
    assert isinstance(await house.says(w.darya, f"/link {late}", private=True), WrongCode | CannotLink)
