"""Who may do what: every command, button and form is in the table, and every cell of it is tried on the real handlers."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.rendering.renderer import LOCALES, Reader, Renderer
from bot.topics import everything
from handlers.registry import Access, Quote, Reply
from rituals import errors, move_errors, not_yours, setup_errors, survey_errors
from rituals.errors import NoTeamHere, NoTeamOfYours, NotInTeam, OnlyAdmins, Refusal
from rituals.messages import Form, type_of
from rituals.team import AccountKey, Person, Place
from tests.house import THURSDAY, House, _opened
from tests.security.rights import RIGHTS, TEAM, Cell, Right, Who, cells, page
from tests.security.scenes import ANSWERS, SCENES, WORDS, Scene
from tests.world import World

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "rights.md"
BEGIN, END = "<!-- the table -->\n", "<!-- the end of the table -->\n"
REGISTRY = everything()
ACCESS = {f"/{name}": entry.access for name, entry in REGISTRY.commands.items()} | {
    name: entry.access for name, entry in REGISTRY.presses.items()
}
REFUSALS = {
    name: kind
    for module in (errors, move_errors, not_yours, setup_errors, survey_errors)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, Refusal)
}
STRANGER = AccountKey("telegram:6666")
UNBOUND = Place("telegram:-1006666")

IN_PRIVATE = frozenset({"survey.write"})
"""What is asked for where nobody else reads."""

OF_MEETING = frozenset({"/start_meeting", "/next", "/defer", "/close_meeting", "/decide", "/protocol"})
"""Commands that name no meeting: one in private is spoken of in private."""

OF_NOBODY = {Access.MEMBER: "NotInTeam NoTeamHere NoTeamOfYours", Access.ADMIN: "NotInTeam NoTeamHere NoTeamOfYours"}
"""How those are put off whom the team does not know."""

BESIDE = {
    "person.merged": "TwoAccounts",
    "ritual.skip_empty": "NotEmptyAnyMore",
    "survey.finish": "SurveyNotFull",
    "survey.release": "TooFewToRelease",
    "reach.tell": "NoBotToWriteTo",
    "reach.links": "NoBotToWriteTo",
}
"""What even those who may are told in a team as small and as young as that of the tests."""

HIDES = frozenset({"NoSuchItem", "NoSuchTask", "NoSuchProtocol", "NoSuchSurvey", "NoMeetingNow", "UnknownButton"})
"""What is not theirs is not there for them: that somebody else has it would tell too much."""

SAYS_WHO = {
    "NotInTeam": ("участник", "people of"),
    "NoTeamHere": ("админ", "admin"),
    "NoTeamOfYours": ("команд", "team"),
    "NoGuests": ("админ", "admin"),
    "OnlyAdmins": ("админ", "admin"),
    "OnlyWhoRunsTheChat": ("админ", "admin"),
    "SetUpByAnother": ("настраивает", "setting"),
    "NotYoursToMove": ("админы, директора", "admins, directors"),
    "NoMeetingsOfYours": ("участв", "take part"),
    "OnlyWithARole": ("директор", "director"),
    "NotYourItem": ("кто его добавил, или админ", "added an item, or an admin"),
    "NotTheChair": ("ведёт", "chair"),
    "NotYoursToTake": ("директора, модератор и админы", "directors, the moderator and the admins"),
    "NotYourTurn": ("чья", "whose turn"),
    "NotYourMeeting": ("узком кругу", "in private"),
    "NotYourProtocol": ("её участники", "take part"),
    "NotADirector": ("директор", "director"),
    "NotYourTask": ("ответственный", "owner"),
    "NotYoursToHandOn": ("директора и админы", "directors and admins"),
    "NotAnElector": ("отдел", "department"),
    "NotYoursToGive": ("директор", "director"),
    "NotAsked": ("кого спросили", "who were asked"),
    "SurveyIsOver": ("после сотрудников", "after the staff"),
    "OnlyForManagers": ("кадровик и генеральный директор", "HR and the CEO"),
    "ResultsNotReleased": ("кадровик и генеральный директор", "HR and the CEO"),
}
"""The words of each refusal that say who may, in Russian and in English."""

ALIKE = (Who.OUTSIDER, Who.OWNER, Who.CCO, Who.ADMIN)
"""Some of each sort of a team's people."""

MOST_ALIKE = 3
"""Commands and buttons of a right that everybody tries who may not; of more, half of them try every one, in turn."""

RENDERER = Renderer()

Built = Callable[[str, Path], tuple[Scene, Path]]


@pytest.fixture(scope="session")
def built_scene(built_house: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Each state of the team, built when it is first asked for, as a file to be copied."""
    folder, world = tmp_path_factory.mktemp("scenes"), built_house[1]
    known: dict[str, tuple[Scene, Path]] = {}

    async def build(state: str, path: Path) -> Scene:
        house = await _opened(path, world)
        scene = await SCENES[state](house)
        assert house.broken == []
        await house.database.close()
        return scene

    def scene_of(state: str, to: Path) -> tuple[Scene, Path]:
        if state not in known:
            path = folder / f"{len(known)}.db"
            shutil.copy(built_house[0], path)
            known[state] = asyncio.run(build(state, path)), path
        scene, path = known[state]
        shutil.copy(path, to)
        return scene, to

    return scene_of


@pytest.fixture
async def scene(request: pytest.FixtureRequest, built_scene: Built, tmp_path: Path) -> AsyncIterator[Scene]:
    """The team in the state of the parameter `cell`."""
    cell: Cell = request.getfixturevalue("cell")
    built, path = await asyncio.to_thread(built_scene, cell.state, tmp_path / "letuchka.db")
    house = await _opened(path, built.house.world)
    house.clock.set(built.house.clock())
    yield replace(built, house=house)
    await house.database.close()


async def tries(scene: Scene, who: Who, asked: str) -> Reply | Refusal:
    """What somebody is told who asks for it; nothing of it stays."""
    name, _, _ = asked.partition(":")
    account = scene.account(who)
    home = scene.house.world.telegram if account.startswith("telegram") else scene.house.world.slack
    private = name in IN_PRIVATE or (name in OF_MEETING and scene.between_few)
    how = {
        "place": None if private else scene.place or home.place,
        "private": private,
        "name": str(who),
        "standing": scene.standing(who),
        "quote": Quote("Слова") if name == "agenda.quote" else None,
        "kept": False,
    }
    if name.startswith("/"):
        return await scene.house.says(account, f"{name} {WORDS.get(name, '')}", **how)
    me = scene.cast[who].id if who in scene.cast else 0
    payload = asked.format(**scene.facts | {"me": me})
    answers = {field: value.format(**scene.facts) for field, value in ANSWERS.get(name, {}).items()}
    return await scene.house._ask(account, press=payload, values=answers, **how)


def named(*words: str) -> tuple[type[Refusal], ...]:
    return tuple(REFUSALS[name] for line in words for name in line.split())


# -- the table ---------------------------------------------------------------------------------------------------------


def test_every_command_button_and_form_is_in_the_table_once_with_its_access() -> None:
    listed = [(name, right.access) for right in RIGHTS for name in right.names]
    assert len(listed) == len({name for name, _ in listed})
    assert dict(listed) == ACCESS
    forms = {
        kind.press for kind in type_of.values() if issubclass(kind, Form) and not kind.__module__.startswith("tests.")
    }
    assert forms <= dict(listed).keys()


def test_every_refusal_of_the_table_is_one_and_says_who_may_or_hides_what_is_private() -> None:
    told = {name for _, cell in cells() for name in (*cell.others.split(), *cell.until.split())}
    assert told <= REFUSALS.keys()
    assert {name for _, cell in cells() for name in cell.others.split()} <= SAYS_WHO.keys() | HIDES


def test_the_page_of_the_docs_is_this_table() -> None:
    text = DOCS.read_text("utf-8")
    before, rest = text.split(BEGIN)
    shown, after = rest.split(END)
    if os.environ.get("UPDATE_GOLDEN"):
        DOCS.write_text(f"{before}{BEGIN}{page()}\n{END}{after}", "utf-8")
        return
    assert shown == page() + "\n"


# -- every cell --------------------------------------------------------------------------------------------------------


def whom(right: Right, cell: Cell) -> tuple[Who, ...]:
    """Who tries it: everybody, but some of each sort where all of a team are told the same.

    Of those whom no team knows two are enough where all are put off alike: the next test tries the others.
    """
    if right.access in {Access.ANYBODY, Access.VISITOR}:
        return tuple(Who)
    strangers = (Who.LEFT, Who.ELSEWHERE)
    return (*strangers, *(ALIKE if cell.may == TEAM or cell.until else (who for who in Who if who in TEAM)))


def is_as_it_should_be(right: Right, cell: Cell, who: Who, name: str, told: Reply | Refusal) -> bool:
    until = named(cell.until, BESIDE.get(name, ""))
    if who not in cell.may:
        strangers = OF_NOBODY.get(right.access, "") + (" NoSuchSurvey" if name in IN_PRIVATE else "")
        return isinstance(told, (*named(cell.others, strangers), *named(cell.until)))
    return isinstance(told, until) or not (cell.until or isinstance(told, Refusal))


def says_who_may(refusal: Refusal) -> bool:
    """In both languages: by what they are, and by their names, where the refusal knows them."""
    names = [fact for fact in vars(refusal).values() if isinstance(fact, tuple)]
    for locale, words in zip(LOCALES, SAYS_WHO[type(refusal).__name__], strict=True):
        said = RENDERER.line(refusal, Reader(locale, "Europe/Moscow", THURSDAY))
        if words not in said or not all(name in said for people in names for name in people[:4]):
            return False
    return True


@pytest.mark.parametrize(
    ("right", "cell"), [pytest.param(right, cell, id=f"{cell.state}: {right.what}") for right, cell in cells()]
)
async def test_whoever_may_does_it_and_everybody_else_is_told_who_may(scene: Scene, right: Right, cell: Cell) -> None:
    wrong: list[str] = []
    refused: dict[str, Refusal] = {}
    hides = named(*HIDES)
    for n, (asked, name) in enumerate(zip(right.asks.split(), right.names, strict=True)):
        for who in whom(right, cell):
            if n > MOST_ALIKE and who not in cell.may and (n + list(Who).index(who)) % 2:
                continue
            told = await tries(scene, who, asked)
            if not is_as_it_should_be(right, cell, who, name, told):
                wrong.append(f"{name}: {who.value} is told {told!r}"[:300])
            if isinstance(told, Refusal) and who not in cell.may and not isinstance(told, (*hides, *named(cell.until))):
                refused[repr(told)] = told
    assert wrong == [], "\n".join(wrong)
    assert [told for told in refused.values() if not says_who_may(told)] == []
    assert refused or cell.may >= TEAM or cell.until or set(cell.others.split()) & HIDES


@pytest.mark.parametrize("name", sorted(ACCESS))
async def test_nobody_gets_past_the_access(house: House, name: str) -> None:
    """A stranger in the chat, in private, in a chat of nobody; who has left; a member where admins alone may."""
    w, access = house.world, ACCESS[name]
    async with house.database.begin() as tx:
        await tx.people.save(replace(w.darya, active=False))
    before = await house.everything_stored()
    refused: list[tuple[object, type[Refusal]]] = []
    if access in {Access.MEMBER, Access.ADMIN}:
        refused += [
            (await asks(house, STRANGER, name), NotInTeam),
            (await asks(house, STRANGER, name, private=True), NoTeamOfYours),
            (await asks(house, STRANGER, name, place=UNBOUND), NoTeamHere),
            (await asks(house, w.darya, name), NotInTeam),
        ]
    elif access is Access.VISITOR:
        refused += [
            (await asks(house, STRANGER, name, private=True), NoTeamOfYours),
            (await asks(house, STRANGER, name, place=UNBOUND), NoTeamHere),
        ]
    if access is Access.ADMIN:
        refused.append((await asks(house, w.gleb, name), OnlyAdmins))
    for reply, kind in refused:
        assert isinstance(reply, kind), (name, reply)
    assert bool(refused) is (access is not Access.ANYBODY)
    if refused:
        assert await house.everything_stored() == before


async def asks(house: House, who: Person | AccountKey, name: str, **how: object) -> object:
    if name.startswith("/"):
        return await house.says(who, name, **how)
    return await house.presses(who, f"{name}:1:0", **how)
