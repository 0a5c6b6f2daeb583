"""Who may do what: the table knows every command and button, the registry keeps it, the docs show it."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from bot.topics import everything
from handlers.registry import Access
from rituals import errors, move_errors, setup_errors, survey_errors
from rituals.errors import NoTeamHere, NoTeamOfYours, NotInTeam, OnlyAdmins, Refusal
from rituals.team import AccountKey, Place, Role
from tests.house import House
from tests.security.rights import RIGHTS, page

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "roles-and-rights.md"
BEGIN, END = "<!-- the table -->\n", "<!-- the end of the table -->\n"
REGISTRY = everything()
ACCESS = {f"/{name}": entry.access for name, entry in REGISTRY.commands.items()} | {
    name: entry.access for name, entry in REGISTRY.presses.items()
}
STRANGER = AccountKey("telegram:6666")
UNBOUND = Place("telegram:-1006666")

FINER = (
    ("balance.show", errors.OnlyWithARole),
    ("ritual.ask_skip:1", move_errors.NotYoursToMove),
    ("ritual.move:1", move_errors.NotYoursToMove),
    ("protocol.agree:1", errors.NotADirector),
    ("protocol.object:1:1", errors.NotADirector),
    ("survey.choose", survey_errors.OnlyForManagers),
    ("/next", errors.NotTheChair),
    ("/close_meeting", errors.NotTheChair),
)
"""What one who is only a member is refused, while a meeting goes on and after one was held."""


def test_every_command_and_button_is_in_the_table_once_with_its_access() -> None:
    listed = [(name, right.access) for right in RIGHTS for name in right.names]
    assert len(listed) == len({name for name, _ in listed})
    assert dict(listed) == ACCESS


def test_every_refusal_of_the_table_is_one() -> None:
    known = {
        name: kind
        for module in (errors, move_errors, setup_errors, survey_errors)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, Refusal)
    }
    assert {name for right in RIGHTS for name in right.others.split("; ") if name} <= known.keys()


def test_the_page_of_the_docs_is_this_table() -> None:
    text = DOCS.read_text("utf-8")
    before, rest = text.split(BEGIN)
    shown, after = rest.split(END)
    if os.environ.get("UPDATE_GOLDEN"):
        DOCS.write_text(f"{before}{BEGIN}{page()}\n{END}{after}", "utf-8")
        return
    assert shown == page() + "\n"


async def asks(house: House, who: object, name: str, **how: object) -> object:
    if name.startswith("/"):
        return await house.says(who, name, **how)
    return await house.presses(who, name if ":" in name else f"{name}:1:0", **how)


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


@pytest.mark.parametrize(("name", "kind"), FINER)
async def test_a_member_is_told_who_may(house: House, name: str, kind: type[Refusal]) -> None:
    w = house.world
    if name[0] == "/" or name.startswith("protocol."):
        await house.at("Mon 10:00")
        await house.says(w.boris, "/start_meeting")
        await house.says(w.boris, "/decide Вместе")
        if name.startswith("protocol."):
            await house.says(w.boris, "/close_meeting")
    async with house.database.begin() as tx:
        await tx.people.save(replace(w.egor, role=Role.HR))
    refused = await asks(house, w.gleb, name)
    assert isinstance(refused, kind), refused
    assert any(vars(refused).values()), "a refusal says who may"
    may = w.egor if kind is survey_errors.OnlyForManagers else w.boris
    assert not isinstance(await asks(house, may, name), kind)
