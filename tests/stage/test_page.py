"""The rehearsal page's server: what an actor sees and does in both messengers, and who may come in."""

import asyncio
from typing import Any

import pytest

from bot.rehearsal.page import serving
from bot.rehearsal.telegram import Upload
from tests.stage.page_world import ANNA, BORIS, CARD, CHANNEL, GROUP, VERA
from tests.stage.visit import Visit, texts

# Seeing


async def test_everything_side_by_side(visit: Visit) -> None:
    seen = await visit.sees(ANNA)
    assert [one["name"] for one in seen["cast"]] == ["Анна Петрова", "Борис Смирнов", "Вера Орлова"]
    assert (seen["telegram"][0]["key"], seen["telegram"][0]["mode"]) == (str(GROUP), "write")
    assert (seen["slack"][0]["title"], seen["slack"][0]["mode"]) == ("#sales-marketing", "write")
    private = [(chat["messenger"], chat["mode"]) for chat in seen["private"]]
    assert private == [("telegram", "start"), ("slack", "write"), ("slack", "home")]
    assert seen["clock"] == {
        "now": "2026-11-20T07:00:00Z",
        "timezone": "Europe/Moscow",
        "running": False,
        "moving_to": None,
        "playing": False,
        "paused": False,
        "pace": "normal",
        "doing": "",
    }


async def test_who_is_not_in_a_messenger_looks_on(visit: Visit) -> None:
    await visit.says("telegram", str(GROUP), "Всем привет")
    seen = await visit.sees(VERA)
    assert (seen["telegram"][0]["mode"], texts(seen["telegram"][0])) == ("watch", ["Всем привет"])
    assert [chat["messenger"] for chat in seen["private"]] == ["slack", "slack"]
    assert (await visit.sees(BORIS))["slack"][0]["mode"] == "watch"
    refused = await visit.says("telegram", str(GROUP), "И я", VERA)
    assert (refused["error"], refused["toast"]) == ("impossible", "Вера Орлова has no Telegram account here")


async def test_what_is_meant_for_one_is_not_seen_over_the_shoulder(visit: Visit) -> None:
    await visit.says("slack", CHANNEL, "/agenda Обсудить лиды")
    mine, watched = (await visit.sees(ANNA))["slack"][0], (await visit.sees(BORIS))["slack"][0]
    assert (texts(mine), mine["messages"][0]["ephemeral"]) == (["Сохранено: Обсудить лиды"], True)
    assert texts(watched) == []
    assert (await visit.sees(VERA))["slack"][0]["messages"] == []


async def test_old_messages_are_counted_and_pinned_ones_stay(visit: Visit) -> None:
    for number in range(6):
        await visit.says("telegram", str(GROUP), f"слово {number}")
    await visit.world.script.telegram("pinChatMessage", chat_id=GROUP, message_id=1)
    chat = (await visit.sees(limit="3"))["telegram"][0]
    assert (texts(chat)[:3], chat["earlier"]) == (["слово 0", "слово 4", "слово 5"], 3)
    everything = (await visit.sees(limit="100"))["telegram"][0]
    assert (len(everything["messages"]), everything["earlier"]) == (7, 0)


async def test_nobody_is_called_so(visit: Visit) -> None:
    answer = await visit.client.get("/state", params={"as": "t9"})
    assert (answer.status, (await answer.json())["error"]) == (404, "unknown_actor")
    posted = await visit.client.post("/do/home", json={"as": "t9"})
    assert (posted.status, (await posted.json())["error"]) == (404, "unknown_actor")


# Telegram


async def test_press_in_telegram_shows_the_toast(visit: Visit) -> None:
    keyboard = {
        "inline_keyboard": [[{"text": "Я здесь", "callback_data": "here"}, {"text": "!", "callback_data": "alert"}]]
    }
    message = await visit.world.script.telegram("sendMessage", chat_id=GROUP, text="Летучка", reply_markup=keyboard)
    where = {"messenger": "telegram", "chat": str(GROUP), "message": str(message["message_id"])}
    pressed = await visit.does("press", BORIS, **where, button="here")
    assert (pressed["toast"], pressed["alert"], pressed["error"]) == ("Отмечено: here", False, "")
    assert (await visit.does("press", **where, button="alert"))["alert"] is True
    missing = await visit.does("press", **where, button="gone")
    assert missing["error"] == "impossible"


async def test_replies_and_topics(visit: Visit) -> None:
    topic = visit.world.telegram.groups[GROUP].add_topic("Понедельник")
    sent = await visit.world.script.telegram(
        "sendMessage",
        chat_id=GROUP,
        text="Почему?",
        reply_markup={"force_reply": True, "input_field_placeholder": "Причина"},
    )
    asked = (await visit.sees())["telegram"][0]
    assert (asked["messages"][0]["placeholder"], asked["topics"]) == ("Причина", [[str(topic.id), "Понедельник"]])
    await visit.says("telegram", str(GROUP), "Потому", reply_to=str(sent["message_id"]))
    await visit.says("telegram", str(GROUP), "О другом", topic=str(topic.id))
    _, answer, other = (await visit.sees())["telegram"][0]["messages"]
    assert (answer["reply_to"], other["topic"]) == (str(sent["message_id"]), "Понедельник")


async def test_start_begins_the_private_chat(visit: Visit) -> None:
    assert (await visit.does("start", BORIS, payload="join_sales"))["error"] == ""
    stage, boris = visit.world.telegram, visit.world.telegram.people[1002]
    await visit.world.until(lambda: len(stage.view(boris, 4242).messages) == 2)
    chat = (await visit.sees(BORIS))["private"][0]
    assert (chat["mode"], texts(chat)) == ("write", ["/start join_sales", "Здравствуйте!"])
    assert visit.world.script.heard[-1]["message"]["text"] == "/start join_sales"


# Slack


async def test_a_command_of_slack(visit: Visit) -> None:
    outcome = await visit.says("slack", CHANNEL, "/agenda  Обсудить лиды ", VERA)
    assert (outcome["toast"], outcome["error"]) == ("Сохранено: Обсудить лиды", "")
    command = visit.world.script.heard[-1]
    assert (command["command"], command["text"], command["user_id"]) == ("/agenda", "Обсудить лиды", "U0000003")


async def test_a_command_in_a_thread_is_refused_as_slack_does(visit: Visit) -> None:
    await visit.says("slack", CHANNEL, "вопрос", VERA)
    key = (await visit.sees(VERA))["slack"][0]["messages"][0]["key"]
    outcome = await visit.says("slack", CHANNEL, "/agenda x", VERA, reply_to=key)
    assert outcome["error"] == "not_supported_in_threads"
    await visit.says("slack", CHANNEL, "ответ", VERA, reply_to=key)
    assert (await visit.sees(VERA))["slack"][0]["messages"][-1]["reply_to"] == key


async def test_a_form_from_button_to_message(visit: Visit) -> None:
    posted = await visit.world.script.slack("chat.postMessage", channel=CHANNEL, text="Повестка", blocks=CARD)
    where = {"messenger": "slack", "chat": CHANNEL, "message": posted["ts"]}
    await visit.does("press", VERA, **where, button="card/add")
    form = (await visit.sees(VERA))["form"]
    assert (form["title"], [one["kind"] for one in form["inputs"]]) == ("Вопрос в повестку", ["multiline", "radio"])
    assert (await visit.sees(ANNA))["form"] is None
    empty = await visit.does("submit", VERA, values={"item": "", "who": ""})
    assert (empty["error"], list(empty["extra"])) == ("form_errors", ["item"])
    refused = await visit.does("submit", VERA, values={"item": "плохо", "who": "anonymous"})
    assert refused["extra"] == {"item": "Скажите добрее"}
    again = (await visit.sees(VERA))["form"]["inputs"]
    assert (again[0]["error"], again[0]["initial"], again[1]["initial"]) == ("Скажите добрее", "плохо", "anonymous")
    done = await visit.does("submit", VERA, values={"item": "Лиды", "who": ""})
    assert done["error"] == ""
    seen = await visit.sees(VERA)
    assert (seen["form"], texts(seen["slack"][0])[-1]) == (None, "В повестке: Лиды")


async def test_the_shortcut_opens_a_form_that_can_be_closed(visit: Visit) -> None:
    await visit.says("slack", CHANNEL, "Надо бы поговорить о ценах", VERA)
    key = (await visit.sees(VERA))["slack"][0]["messages"][0]["key"]
    await visit.does("shortcut", VERA, chat=CHANNEL, message=key)
    assert visit.world.script.heard[-1]["callback_id"] == "agenda_from_message"
    assert (await visit.sees(VERA))["form"]["close"] == "Отмена"
    await visit.does("close", VERA)
    assert (await visit.sees(VERA))["form"] is None
    assert (await visit.does("close", VERA))["error"] == "impossible"


async def test_private_words_and_the_home_tab(visit: Visit) -> None:
    assert (await visit.sees(VERA))["private"][0]["key"] == ""
    await visit.says("slack", "", "привет", VERA)
    direct = (await visit.sees(VERA))["private"][0]
    assert (direct["key"][0], texts(direct)) == ("D", ["привет"])
    await visit.says("slack", direct["key"], "/help", VERA)
    assert visit.world.script.heard[-1]["command"] == "/help"
    await visit.does("home", VERA)
    assert visit.world.script.heard[-1]["event"]["type"] == "app_home_opened"
    await visit.world.script.slack("views.publish", user_id="U0000003", view={"type": "home", "blocks": CARD})
    home = (await visit.sees(VERA))["private"][-1]
    assert (home["mode"], home["messages"][0]["buttons"][0][0]["label"]) == ("home", "Добавить")
    await visit.does(
        "press", VERA, messenger="slack", chat=home["key"], message=home["messages"][0]["key"], button="card/add"
    )
    assert (await visit.sees(VERA))["form"] is not None


# Words are words


@pytest.mark.parametrize("messenger", ["telegram", "slack"])
async def test_what_people_type_is_shown_as_it_is(visit: Visit, messenger: str) -> None:
    nasty = "<img src=x onerror=alert(1)>\"'&</div><script>alert(2)</script>"
    chat = {"telegram": str(GROUP), "slack": CHANNEL}[messenger]
    await visit.says(messenger, chat, nasty)
    message = (await visit.sees())[messenger][0]["messages"][0]
    assert message["text"] == nasty
    assert "<img" not in message["html"]
    assert "<script" not in message["html"]
    assert "&lt;img src=x onerror=alert(1)&gt;" in message["html"]


# Trouble


async def test_in_an_outage_nobody_can_write_and_the_other_messenger_goes_on(visit: Visit) -> None:
    assert (await visit.says("telegram", str(GROUP), "до")).get("error") == ""
    off = await visit.client.post("/switch", json={"name": "telegram", "on": False})
    assert (await off.json())["error"] == ""
    assert (await visit.sees())["switches"] == {"bot": True, "telegram": False, "slack": True}
    assert (await visit.says("telegram", str(GROUP), "во время"))["error"] == "telegram_down"
    assert (await visit.does("start"))["error"] == "telegram_down"
    assert (await visit.says("slack", CHANNEL, "рядом"))["error"] == ""
    await visit.client.post("/switch", json={"name": "telegram", "on": True})
    assert (await visit.says("telegram", str(GROUP), "после"))["error"] == ""
    assert texts((await visit.sees())["telegram"][0]) == ["до", "после"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/switch", {"name": "mail", "on": False}),
        ("/switch", {"name": "bot"}),
        ("/clock/hand", {"do": "dance"}),
        ("/clock/hand", {"pace": "warp"}),
        ("/clock", {"to": "step", "people": "all"}),
    ],
)
async def test_what_cannot_be_switched_or_ordered(visit: Visit, path: str, body: dict[str, Any]) -> None:
    answer = await visit.client.post(path, json=body)
    assert (answer.status, (await answer.json())["error"]) == (400, "not_understood")


# Files


async def test_pictures_are_shown_and_other_files_saved(visit: Visit) -> None:
    stage, anna = visit.world.telegram, visit.world.telegram.people[1001]
    for name, kind in (("кубок.png", "image/png"), ("page.html", "text/html")):
        stage.says(anna, GROUP, "", upload=Upload(name, kind, b"<script>"))
    keys = [message["files"][0]["key"] for message in (await visit.sees())["telegram"][0]["messages"]]
    picture = await visit.client.get(f"/file/telegram/{keys[0]}")
    assert (picture.content_type, await picture.read()) == ("image/png", b"<script>")
    assert picture.headers["Content-Disposition"] == "inline; filename*=UTF-8''%D0%BA%D1%83%D0%B1%D0%BE%D0%BA.png"
    page = await visit.client.get(f"/file/telegram/{keys[1]}")
    assert page.content_type == "application/octet-stream"
    assert page.headers["Content-Disposition"].startswith("attachment")
    for path in ("/file/telegram/nothing", "/file/slack/nothing", "/file/icq/nothing"):
        assert (await visit.client.get(path)).status == 404


# Who may come in


async def test_only_this_machine_by_name(visit: Visit) -> None:
    for host, status in (
        ("127.0.0.1:9", 200),
        ("localhost", 200),
        ("[::1]:80", 200),
        ("evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("", 403),
    ):
        answer = await visit.client.get("/state", headers={"Host": host})
        assert answer.status == status, host


async def test_nothing_from_other_sites(visit: Visit) -> None:
    own = f"http://{visit.client.host}:{visit.client.port}"
    body = {"as": ANNA, "messenger": "telegram", "chat": str(GROUP), "text": "x"}
    for headers, status in (
        ({"Origin": own, "Sec-Fetch-Site": "same-origin"}, 200),
        ({}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ):
        for path, what in (
            ("/do/say", body),
            ("/clock", {"to": "10m"}),
            ("/clock/hand", {"do": "stop"}),
            ("/switch", {"name": "bot", "on": True}),
        ):
            answer = await visit.client.post(path, json=what, headers=headers)
            assert answer.status == status, (path, headers)
    assert len((await visit.sees())["telegram"][0]["messages"]) == 2
    form = await visit.client.post("/do/say", data={"text": "x"})
    assert form.status == 415


@pytest.mark.parametrize(
    ("deed", "body"),
    [
        ("say", {"as": ANNA, "messenger": "icq", "chat": "1", "text": "x"}),
        ("say", {"as": ANNA, "messenger": "telegram", "chat": "1", "text": "   "}),
        ("say", {"as": ANNA, "messenger": "telegram", "chat": "1", "text": "x" * 4097}),
        ("say", {"as": ANNA, "messenger": "telegram", "chat": "1"}),
        ("say", {"as": ANNA, "messenger": "telegram", "chat": "1", "text": "x", "more": 1}),
        ("start", {"as": ANNA, "payload": "a b"}),
        ("submit", {"as": ANNA, "values": {"a": 1}}),
    ],
)
async def test_what_is_no_deed_is_refused(visit: Visit, deed: str, body: dict[str, Any]) -> None:
    answer = await visit.client.post(f"/do/{deed}", json=body)
    assert (answer.status, (await answer.json())["error"]) == (400, "not_understood")


async def test_unknown_paths_and_wrong_keys(visit: Visit) -> None:
    assert (await visit.client.post("/do/dance", json={"as": ANNA})).status == 404
    for chat in ("nowhere", "-5"):
        assert (await visit.says("telegram", chat, "x"))["error"] == "impossible"
    assert (await visit.says("slack", "C9", "x"))["error"] == "impossible"
    assert (await visit.says("telegram", str(GROUP), "x", reply_to="77"))["error"] == "impossible"


async def test_every_answer_is_sealed(visit: Visit) -> None:
    for path in ("/", "/assets/page.js", "/state", "/nowhere", "/assets/index.html", "/assets/..%2Fserver.py"):
        answer = await visit.client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (await visit.client.get("/assets/..%2Fserver.py")).status == 404


# The page itself


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [("", "en-GB,en;q=0.9", "en"), ("?lang=ru", "en", "ru"), ("?lang=xx", "ru-RU", "ru"), ("", "de", "ru")],
)
async def test_the_page_speaks_the_language_of_its_reader(visit: Visit, query: str, accepted: str, lang: str) -> None:
    answer = await visit.client.get(f"/{query}", headers={"Accept-Language": accepted})
    assert f'<html lang="{lang}">' in await answer.text()


async def test_changes_are_told_and_coalesced(visit: Visit) -> None:
    answer = await visit.client.get("/events")
    assert answer.content_type == "text/event-stream"
    lines = answer.content
    await _event(lines)
    for number in range(50):
        await visit.says("telegram", str(GROUP), f"слово {number}")
    count = 0
    async with asyncio.timeout(60):
        while await _event(lines) < 50:
            count += 1
    assert count < 25
    visit.world.clock.set(visit.world.clock())
    async with asyncio.timeout(60):
        assert await _event(lines) > 50
    answer.close()


async def _event(lines: Any) -> int:
    """The number of the next `changed`."""
    while True:
        line = (await lines.readline()).decode()
        if line.startswith("data: "):
            return int(line.removeprefix("data: "))


async def test_it_listens_on_this_machine_alone(visit: Visit) -> None:
    async with serving(visit.world.theatre, 0) as url:
        assert url.startswith("http://127.0.0.1:")
        async with visit.world.script.session.get(url) as answer:
            assert answer.status == 200
