"""What happens around the talk: groups that come, go and move, people who block, names, menus, a late start."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rituals.messages import At
from rituals.team import Place
from tests.messengers.telegram_office import GROUP, Office, telegram_office, until
from tests.messengers.telegram_views import Said


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    async with telegram_office(tmp_path, monkeypatch) as office:
        yield office


@pytest.fixture
async def office(desk: Office) -> AsyncIterator[Office]:
    async with desk.at_work():
        yield desk


async def test_being_added_is_reported_with_the_title(office: Office) -> None:
    office.stage.add_group(-555, "Sales", members=[office.anna], bots=[office.account], kind="group")
    await office.settled()
    (report,) = office.heard
    assert (report.place, report.args, report.account) == ("telegram:-555", ("Sales",), "telegram:1001")
    group = office.stage.groups[-555]
    assert office.seen(office.anna, group)[-1].text == "hello Sales"


async def test_being_removed_is_reported(office: Office) -> None:
    office.stage.kick(office.account, office.group)
    await office.settled()
    (report,) = office.heard
    assert report.place == f"telegram:{GROUP}"


async def test_new_rights_bring_a_lost_group_back(office: Office) -> None:
    async with office.database.begin() as tx:
        await tx.slots.chat_gone(Place(f"telegram:{GROUP}"), "not enough rights")
    office.stage.promote(office.account, office.group)
    await office.settled()
    assert [ask.args for ask in office.heard] == [("Original Works",)]
    async with office.database.read() as tx:
        found = await tx.teams.at(Place(f"telegram:{GROUP}"))
    assert found is not None
    assert found[1].gone is None


async def test_other_changes_of_rank_are_nobodys_business(office: Office) -> None:
    office.stage.promote(office.account, office.group)
    await office.settled()
    assert office.heard == []


async def reachable(office: Office) -> bool | None:
    async with office.database.read() as tx:
        return await tx.accounts.is_reachable(Place("telegram:1001"))  # type: ignore[arg-type]


async def test_who_blocks_the_bot_is_not_written_to(office: Office) -> None:
    assert await reachable(office) is None
    await office.starts(office.anna)
    assert await reachable(office) is True
    office.stage.block(office.anna, office.account)
    await office.settled()
    assert await reachable(office) is False
    office.stage.unblock(office.anna, office.account)
    await office.settled()
    assert await reachable(office) is True


async def test_who_writes_gets_what_could_not_be_said_before(office: Office) -> None:
    async with office.database.begin() as tx:
        await tx.outbox.show("reminder", At(Place("telegram:1001")), Said("remember"))
        await tx.slots.chat_gone(Place("telegram:1001"), "bot can't initiate conversation with a user")
    await office.starts(office.anna)
    async with office.database.read() as tx:
        assert await tx.slots.due_places(office.clock(), 10) == ["telegram:1001"]


async def test_a_group_that_becomes_a_supergroup_keeps_its_team(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with telegram_office(tmp_path, monkeypatch) as office, office.at_work():
        group = office.stage.add_group(-555, "Sales", members=[office.anna], bots=[office.account], kind="group")
        async with office.database.begin() as tx:
            team = (await tx.teams.all())[0]
            bound = await tx.teams.chats(team.id)
            await tx.slots.rewrite_place(bound[0].place, Place("telegram:-555"))
        await office.settled()
        new = office.stage.migrate(group)
        await office.settled()
        async with office.database.read() as tx:
            found = await tx.teams.at(Place(f"telegram:{new.id}"))
        assert found is not None
        await office.starts(office.anna)
        await office.says(office.anna, "/agenda@letuchka_bot budget", new)
        assert office.heard[-1].place == f"telegram:{new.id}"


async def test_a_username_names_who_was_seen_with_it(office: Office) -> None:
    await office.starts(office.boris)
    await office.tells(office.anna, "/agenda @Boris and @nobody do it")
    (mention,) = office.heard[-1].mentions
    assert mention.account == "telegram:1002"
    assert office.heard[-1].text[mention.start : mention.end] == "@Boris"


async def test_a_username_that_went_to_somebody_else(office: Office) -> None:
    await office.starts(office.boris)
    office.boris.username, office.stranger.username = "", "boris"
    await office.starts(office.stranger)
    await office.tells(office.anna, "/agenda @boris")
    assert [mention.account for mention in office.heard[-1].mentions] == ["telegram:1003"]


async def test_the_menu_is_set_for_both_languages_and_kinds_of_chat(office: Office) -> None:
    await office.settled()
    private = dict(office.stage.menu(office.anna, office.account))
    assert private["tasks"] == "About tasks"
    assert "tasks" not in dict(office.stage.menu(office.boris, office.group))
    asked = [(c.params.get("language_code", ""), str(c.params["scope"])) for c in office.calls("setMyCommands")]
    assert len(set(asked)) == 6
    assert "setup" not in dict(office.stage.menu(office.boris, office.group)) | private
    assert "setup" in dict(office.stage.menu(office.anna, office.group)), "who runs the group"
    assert office.account.described


async def test_the_menu_is_set_again_only_when_it_changed(desk: Office) -> None:
    async with desk.at_work():
        await desk.settled()
    before = len(desk.calls("setMyCommands"))
    async with desk.at_work():
        await desk.tells(desk.anna, "/agenda x")
    assert len(desk.calls("setMyCommands")) == before


async def test_a_menu_that_is_refused_does_not_stop_the_bot(desk: Office) -> None:
    desk.stage.faults.add("setMyCommands", "500_before")
    desk.stage.journal.called("", "setMyShortDescription", {}, 200)  # Nobody is to wait for it here.
    async with desk.at_work():
        await desk.tells(desk.anna, "/agenda x")
        await until(lambda: desk.heard)
    assert [ask.text for ask in desk.heard] == ["x"]


async def test_telegram_may_be_away_at_the_start(desk: Office) -> None:
    desk.stage.faults.add("getMe", "500_before", times=3)
    async with desk.at_work():
        await desk.tells(desk.anna, "/agenda x")
        assert [ask.text for ask in desk.heard] == ["x"]


async def test_it_stops_within_five_seconds_even_if_telegram_hangs(desk: Office) -> None:
    async with asyncio.timeout(30), desk.at_work():
        desk.stage.faults.add("getUpdates", "hang", times=10, seconds=60)
        desk.stage.says(desk.anna, desk.account, "/agenda x")
        await asyncio.sleep(0.2)


async def test_an_ephemeral_command_is_answered_by_a_whisper(office: Office) -> None:
    for menu in office.account.menus.values():
        for item in menu:
            item["is_ephemeral"] = True
    await office.says(office.anna, "/agenda budget")
    (message,) = office.seen(office.anna)
    assert (message.text, message.ephemeral) == ("saved: budget", True)
    assert office.seen(office.boris) == []


async def test_edited_messages_are_not_heard_again(office: Office) -> None:
    said = await office.tells(office.anna, "/agenda budget")
    office.stage.edits(office.anna, office.account, said.id, "/agenda else")
    await office.settled()
    assert [ask.text for ask in office.heard] == ["budget"]


async def test_privacy_mode_is_enough(office: Office) -> None:
    await office.says(office.anna, "just talking about /agenda")
    await office.says(office.anna, "/agenda@letuchka_bot\nthe budget")
    assert [ask.text for ask in office.heard] == ["the budget"]
