"""What happens on the Telegram stage: who hears what, who sees what, and what people can do."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.rehearsal.telegram import Impossible, Upload
from tests.stage.telegram_world import World, build, served


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with served() as world:
        await world.updates(offset=-1)
        await world.updates(offset=999_999_999)
        yield world


async def heard(world: World) -> list[str]:
    return [update["message"]["text"] for update in await world.updates() if "text" in update.get("message", {})]


def texts(world: World, person: Any, chat: Any = None) -> list[str]:
    return [message.text for message in world.stage.view(person, chat or world.group).messages]


async def test_privacy_mode_lets_through_only_what_is_meant_for_the_bot(world: World) -> None:
    world.stage.invite(world.other_bot, world.group, by=world.anna)
    card = await world.sent("card")
    for text in ("talk", "/agenda", "/agenda@letuchka_bot x", "/agenda@other_bot", "mail me /now"):
        world.stage.says(world.anna, world.group, text)
    world.stage.says(world.anna, world.group, "an answer", reply_to=card)
    assert await heard(world) == ["/agenda", "/agenda@letuchka_bot x", "mail me /now", "an answer"]


async def test_a_bare_command_goes_to_the_last_bot_that_spoke(world: World) -> None:
    world.stage.invite(world.other_bot, world.group, by=world.anna)
    body = {"chat_id": world.group.id, "text": "I was last"}
    await world.raw("/bot77:other/sendMessage", json=body)
    world.stage.says(world.anna, world.group, "/agenda")
    assert await heard(world) == []


@pytest.mark.parametrize("how", ["admin", "privacy off"])
async def test_admin_bots_and_open_bots_hear_everything(world: World, how: str) -> None:
    if how == "admin":
        world.stage.promote(world.bot, world.group)
    else:
        world.bot.privacy = False
    world.stage.says(world.anna, world.group, "talk")
    assert await heard(world) == ["talk"]
    assert (await world.ok("getMe"))["can_read_all_group_messages"] is (how != "admin")


async def test_a_reply_shows_the_message_it_answers(world: World) -> None:
    talk = world.stage.says(world.boris, world.group, "Prices?")
    world.stage.says(world.anna, world.group, "/agenda", reply_to=talk.id)
    (update,) = await world.updates()
    assert update["message"]["reply_to_message"]["text"] == "Prices?"
    assert update["message"]["message_thread_id"] == talk.id
    assert "is_topic_message" not in update["message"]
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 7}]


async def test_comings_and_goings_are_told() -> None:
    world = build()
    world.stage.kick(world.bot, world.group)
    world.stage.invite(world.bot, world.group, by=world.anna)
    world.stage.promote(world.bot, world.group)
    world.stage.invite(world.stranger, world.group)
    world.stage.leave(world.boris, world.group)
    updates = [update.as_json() for update in world.bot.queue.ready()]
    mine = [u["my_chat_member"]["new_chat_member"]["status"] for u in updates if "my_chat_member" in u]
    assert mine == ["member", "member", "kicked", "member", "administrator"]
    services = [u["message"] for u in updates if "message" in u]
    assert [member["id"] for s in services for member in s.get("new_chat_members", [])] == [world.bot.id, 1003]
    assert [s["left_chat_member"]["id"] for s in services if "left_chat_member" in s] == [1002]
    assert all("chat_member" not in update for update in updates)


async def test_chat_member_is_told_to_admin_bots_that_ask_for_it(world: World) -> None:
    await world.updates(allowed_updates=["chat_member", "message"])
    world.stage.leave(world.boris, world.group)
    world.stage.promote(world.bot, world.group)
    world.stage.invite(world.boris, world.group)
    kinds = [min(update) for update in await world.updates()]
    assert kinds == ["message", "chat_member", "message"]


async def test_blocking_is_told_and_starting_unblocks(world: World) -> None:
    world.stage.starts(world.anna, world.bot, "token")
    world.stage.block(world.anna, world.bot)
    with pytest.raises(Impossible):
        world.stage.says(world.anna, world.bot, "hello")
    world.stage.starts(world.anna, world.bot)
    updates = await world.updates()
    assert updates[0]["message"]["text"] == "/start token"
    changes = [u["my_chat_member"]["new_chat_member"]["status"] for u in updates if "my_chat_member" in u]
    assert changes == ["kicked", "member"]


async def test_migration_is_told_in_both_chats(world: World) -> None:
    new = world.stage.migrate(world.basic)
    first, second = [update["message"] for update in await world.updates()]
    assert (first["chat"]["id"], first["migrate_to_chat_id"]) == (-555, new.id)
    assert (second["chat"]["id"], second["migrate_from_chat_id"]) == (new.id, -555)
    assert world.stage.says(world.anna, world.basic, "here now").chat is new


async def test_an_anonymous_admin_has_no_name(world: World) -> None:
    world.stage.says(world.anna, world.group, "/agenda", anonymous=True)
    (update,) = await world.updates()
    assert update["message"]["from"]["id"] == 1087968824
    assert update["message"]["sender_chat"]["id"] == world.group.id
    assert world.stage.view(world.boris, world.group).messages[0].author == "Original Works"


async def test_a_press_shows_what_the_bot_answers(world: World) -> None:
    rows = [[{"text": "Here", "callback_data": "here:1"}, {"text": "Open", "url": "https://t.me/letuchka_bot?start=x"}]]
    number = await world.sent("Card", reply_markup={"inline_keyboard": rows})
    pressing = asyncio.create_task(world.stage.press(world.boris, world.group, number, "Here"))
    (update,) = await world.updates(timeout=5)
    query = update["callback_query"]
    assert (query["from"]["id"], query["data"], query["message"]["text"]) == (1002, "here:1", "Card")
    await world.ok("answerCallbackQuery", callback_query_id=query["id"], text="You are here", show_alert=True)
    outcome = await pressing
    assert (outcome.toast, outcome.alert, outcome.error) == ("You are here", True, "")
    opened = await world.stage.press(world.boris, world.group, number, "Open")
    assert opened.opens == "https://t.me/letuchka_bot?start=x"


async def test_presses_that_fail_or_are_forged(world: World) -> None:
    number = await world.sent("Card", reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]})
    with pytest.raises(Impossible, match="there are: 'Go'"):
        await world.stage.press(world.anna, world.group, number, "Stop")
    with pytest.raises(Impossible):
        await world.stage.press(world.stranger, world.group, number, "Go")
    outcome = await world.stage.press(world.anna, world.group, str(number), "go", wait=0.01, inaccessible=True)
    assert outcome.error == "the bot did not answer"
    await world.stage.press(world.anna, world.group, number, "steal:all", wait=0.01, forged=True)
    first, second = [update["callback_query"] for update in await world.updates()]
    assert first["message"] == {"chat": second["message"]["chat"], "message_id": number, "date": 0}
    assert second["data"] == "steal:all"


async def test_undelivered_updates_expire(world: World) -> None:
    number = await world.sent("Card", reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]})
    await world.stage.press(world.anna, world.group, number, "Go", wait=0.01)
    world.stage.says(world.anna, world.group, "/help")
    world.clock.advance(timedelta(seconds=151))
    assert [min(update) for update in await world.updates()] == ["message"]
    world.clock.advance(timedelta(hours=24))
    assert await world.updates() == []
    assert len([warning for warning in world.stage.journal.warnings if "expired" in warning]) == 2


async def test_ephemeral_messages_are_for_one_person(world: World) -> None:
    world.stage.promote(world.bot, world.group)
    whisper = {"receiver_user_id": 1001}
    keyboard = {"inline_keyboard": [[{"text": "Ok", "callback_data": "ok"}]]}
    told = await world.ok(
        "sendMessage",
        chat_id=world.group.id,
        text="Saved.",
        ephemeral_message_parameters=whisper,
        reply_markup=keyboard,
    )
    assert texts(world, world.anna) == ["Saved."]
    assert texts(world, world.boris) == []
    key = {"chat_id": world.group.id, "ephemeral_message_id": told["ephemeral_message_id"], "receiver_user_id": 1001}
    assert await world.ok("editEphemeralMessageText", **key, text="Changed.") is True
    (seen,) = world.stage.view(world.anna, world.group).messages
    assert (seen.text, seen.ephemeral, seen.key, seen.buttons) == ("Changed.", True, "e1", ())
    assert "not modified" in await world.refused("editEphemeralMessageText", **key, text="Changed.")
    wrong = key | {"receiver_user_id": 1002}
    assert await world.refused("deleteEphemeralMessage", **wrong) == "400 Bad Request: message to delete not found"
    assert await world.ok("deleteEphemeralMessage", **key) is True
    assert texts(world, world.anna) == []


async def test_a_whisper_may_take_the_place_of_the_pressed_message(world: World) -> None:
    number = await world.sent("Card", reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]})
    await world.stage.press(world.anna, world.group, number, "Go", wait=0.01)
    query = (await world.updates())[-1]["callback_query"]["id"]
    place = {"receiver_user_id": 1001, "callback_query_id": query, "replace_callback_query_message": True}
    await world.ok("sendMessage", chat_id=world.group.id, text="Only you", ephemeral_message_parameters=place)
    assert texts(world, world.anna) == ["Only you"]
    assert texts(world, world.boris) == ["Card"]


async def test_buttons_of_a_whisper_are_pressed_by_its_reader_alone(world: World) -> None:
    world.stage.promote(world.bot, world.group)
    keyboard = {"inline_keyboard": [[{"text": "Ok", "callback_data": "ok"}]]}
    place = {"chat_id": world.group.id, "ephemeral_message_parameters": {"receiver_user_id": 1001}}
    await world.ok("sendMessage", **place, text="Sure?", reply_markup=keyboard)
    with pytest.raises(Impossible):
        await world.stage.press(world.boris, world.group, "e1", "Ok")
    await world.stage.press(world.anna, world.group, "e1", "Ok", wait=0.01)
    query = (await world.updates())[-1]["callback_query"]
    assert (query["message"]["message_id"], query["message"]["ephemeral_message_id"]) == (0, 1)
    instead = {"receiver_user_id": 1001, "callback_query_id": query["id"], "replace_callback_query_message": True}
    refused = {"chat_id": world.group.id, "text": "x", "ephemeral_message_parameters": instead}
    refusal = await world.refused("sendMessage", **refused)
    assert refusal == "400 Bad Request: an ephemeral message can't be replaced, only edited"


async def test_a_poll_whose_process_is_gone_is_no_conflict(world: World) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await world.updates(offset=999_999_999, timeout=20)
    await world.updates(offset=999_999_999)
    await world.stage.settled()
    assert [entry.error for entry in world.stage.journal.calls("getUpdates")] == []


async def test_an_ephemeral_command_is_seen_by_its_sender_and_the_bot(world: World) -> None:
    command = {"command": "tasks", "description": "My tasks", "is_ephemeral": True}
    await world.ok("setMyCommands", commands=[command], scope={"type": "all_group_chats"})
    world.stage.says(world.anna, world.group, "/tasks")
    assert texts(world, world.boris) == []
    (update,) = await world.updates()
    asked = update["message"]
    assert (asked["message_id"], asked["ephemeral_message_id"]) == (0, 1)
    answer = {
        "reply_parameters": {"ephemeral_message_id": 1},
        "ephemeral_message_parameters": {"receiver_user_id": 1001},
    }
    await world.ok("sendMessage", chat_id=world.group.id, text="None.", **answer)
    assert texts(world, world.anna) == ["/tasks", "None."]


async def test_menus_are_resolved_from_narrow_to_wide(world: World) -> None:
    def menu(name: str) -> list[dict[str, str]]:
        return [{"command": name, "description": name}]

    await world.ok("setMyCommands", commands=menu("wide"))
    await world.ok("setMyCommands", commands=menu("russian"), language_code="ru", scope={"type": "all_group_chats"})
    scope = {"type": "chat_administrators", "chat_id": world.group.id}
    await world.ok("setMyCommands", commands=menu("setup"), scope=scope)
    assert world.stage.menu(world.anna, world.group) == (("setup", "setup"),)
    world.stage.demote(world.anna, world.group)
    assert world.stage.menu(world.anna, world.group) == (("russian", "russian"),)
    assert world.stage.menu(world.boris, world.group) == (("wide", "wide"),)
    assert world.stage.menu(world.anna, world.bot) == (("wide", "wide"),)
    assert await world.ok("getMyCommands", scope=scope) == menu("setup")
    assert await world.ok("deleteMyCommands", scope=scope)
    assert await world.ok("getMyCommands", scope=scope) == []


async def test_a_view_shows_what_people_see(world: World) -> None:
    world.stage.promote(world.bot, world.group, ["can_pin_messages"])
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go", "style": "primary"}]]}
    number = await world.sent("<b>1 &lt; 2</b>", parse_mode="HTML", reply_markup=keyboard)
    await world.ok("pinChatMessage", chat_id=world.group.id, message_id=number)
    await world.ok("editMessageText", chat_id=world.group.id, message_id=number, text="Closed")
    card, service = world.stage.view(world.anna, world.group).messages
    assert (card.text, card.html, card.edited, card.pinned, card.from_bot) == ("Closed", "Closed", True, True, True)
    assert card.buttons == ()
    assert (service.service, service.text) == (True, "Летучка pinned a message")
    assert world.stage.active_keyboards(world.group) == ()
    assert [view.title for view in world.stage.views(world.boris)] == ["Original Works"]
    assert world.stage.views(world.stranger) == ()


async def test_a_forced_reply_is_awaited_until_it_comes(world: World) -> None:
    world.stage.starts(world.anna, world.bot)
    ask = {"force_reply": True, "input_field_placeholder": "What shall we talk about?"}
    number = await world.sent("Your item?", chat=1001, reply_markup=ask)
    assert world.stage.view(world.anna, world.bot).messages[-1].placeholder == "What shall we talk about?"
    world.stage.says(world.anna, world.bot, "Prices")
    assert world.stage.view(world.anna, world.bot).messages[1].placeholder is None
    assert (await world.updates())[-1]["message"]["reply_to_message"]["message_id"] == number
    refusal = await world.refused("editMessageText", chat_id=1001, message_id=number, text="x")
    assert refusal == "400 Bad Request: message can't be edited"


async def test_files_go_both_ways(world: World) -> None:
    _, body = await world.upload("sendDocument", "document", b"# Minutes", "minutes.md", chat_id=world.group.id)
    (shown,) = world.stage.view(world.anna, world.group).messages[-1].files
    assert world.stage.file(shown.key) == ("minutes.md", "text/markdown", b"# Minutes")
    again = await world.ok("sendDocument", chat_id=world.group.id, document=body["result"]["document"]["file_id"])
    assert again["document"]["file_name"] == "minutes.md"
    world.stage.says(world.anna, world.bot, "see", upload=Upload("a.txt", "text/plain", b"abc"))
    received = (await world.updates())[-1]["message"]
    assert (received["caption"], received["document"]["file_name"]) == ("see", "a.txt")
    path = (await world.ok("getFile", file_id=received["document"]["file_id"]))["file_path"]
    assert world.session is not None
    async with world.session.get(f"{world.url}/file/bot{world.bot.token}/{path}") as response:
        assert await response.read() == b"abc"


async def test_polls_are_voted_in(world: World) -> None:
    sent = await world.ok(
        "sendPoll",
        chat_id=world.group.id,
        question="Cake?",
        options=[{"text": "Yes"}, {"text": "No"}],
        is_anonymous=False,
    )
    world.stage.votes(world.anna, world.group, sent["message_id"], (0,))
    totals, answer = await world.updates()
    assert [option["voter_count"] for option in totals["poll"]["options"]] == [1, 0]
    assert (answer["poll_answer"]["user"]["id"], answer["poll_answer"]["option_ids"]) == (1001, [0])
    assert texts(world, world.boris) == ["Cake?\n▫ Yes (1)\n▫ No (0)"]


async def test_updates_wait_until_they_are_confirmed_and_may_come_twice(world: World) -> None:
    world.stage.says(world.anna, world.group, "/one")
    (first,) = await world.updates()
    assert await world.updates() == [first]
    assert await world.updates(offset=first["update_id"] + 1) == []
    world.stage.redeliver(world.bot)
    assert await world.updates(offset=first["update_id"] + 1) == [first]
    assert await world.updates(offset=first["update_id"] + 1) == []


async def test_somebody_is_called_when_something_changed(world: World) -> None:
    calls: list[int] = []
    stop = world.stage.on_change(lambda: calls.append(1))
    number = await world.sent()
    await world.ok("editMessageText", chat_id=world.group.id, message_id=number, text="other")
    assert len(calls) == 2
    stop()
    await world.ok("deleteMessages", chat_id=world.group.id, message_ids=[number, 999])
    assert len(calls) == 2
    assert texts(world, world.anna) == []


async def test_the_journal_tells_and_warns(world: World) -> None:
    await world.sent("x" * 501)
    world.stage.starts(world.anna, world.bot)
    for _ in range(2):
        await world.sent("an answer", chat=1001)
    world.clock.advance(timedelta(hours=3))
    for _ in range(2):
        await world.sent("a call", chat=1001)
    assert world.stage.journal.warnings == [
        "a message of 501 characters in the group 'Original Works'",
        "more than one notification within an hour for Анна Петрова",
    ]
    await world.refused("sendMessage", chat_id=5, text="x")
    last = world.stage.journal.calls("sendMessage")[-1]
    assert (last.status, last.error, last.params["chat_id"]) == (400, "Bad Request: chat not found", 5)


async def test_asking_about_chats_and_members(world: World) -> None:
    world.stage.promote(world.bot, world.group)
    chat = await world.ok("getChat", chat_id=str(world.group.id))
    assert (chat["type"], chat["title"], chat["max_reaction_count"]) == ("supergroup", "Original Works", 11)
    admins = await world.ok("getChatAdministrators", chat_id=world.group.id)
    assert [(admin["user"]["id"], admin["status"]) for admin in admins] == [(1001, "creator"), (4242, "administrator")]
    assert await world.ok("getChatMemberCount", chat_id=world.group.id) == 3
    statuses = [
        (await world.ok("getChatMember", chat_id=world.group.id, user_id=number))["status"]
        for number in (1001, 1002, 1003, 4242)
    ]
    assert statuses == ["creator", "member", "left", "administrator"]
