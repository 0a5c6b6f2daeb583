"""The world of the page's tests: both stages with people on them, and a tiny scripted bot that answers everything."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

from bot.clock import MovableClock
from bot.rehearsal.page import Actor, Theatre
from bot.rehearsal.slack import App, SlackStage
from bot.rehearsal.telegram import TelegramStage
from tests.patience import PATIENCE
from tests.stage.slack_world import SCOPES

TOKEN, BOT_TOKEN = "4242:letuchka-token", "xoxb-stage"
GROUP, CHANNEL = -1001234567890, "C0000001"
FRIDAY = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)  # 10:00 in Moscow
ANNA, BORIS, VERA = "t1001", "t1002", "sU0000003"
FORM: dict[str, Any] = {
    "type": "modal",
    "callback_id": "item",
    "title": {"type": "plain_text", "text": "Вопрос в повестку"},
    "submit": {"type": "plain_text", "text": "Добавить"},
    "close": {"type": "plain_text", "text": "Отмена"},
    "blocks": [
        {"type": "section", "text": {"type": "mrkdwn", "text": "К *понедельнику*, 10:00"}},
        {
            "type": "input",
            "block_id": "item",
            "label": {"type": "plain_text", "text": "О чём поговорить?"},
            "hint": {"type": "plain_text", "text": "Одной фразой"},
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": 300},
        },
        {
            "type": "input",
            "block_id": "who",
            "optional": True,
            "label": {"type": "plain_text", "text": "Как подписать"},
            "element": {
                "type": "radio_buttons",
                "action_id": "who",
                "options": [
                    {"text": {"type": "plain_text", "text": "моим именем"}, "value": "me"},
                    {"text": {"type": "plain_text", "text": "без имени"}, "value": "anonymous"},
                ],
            },
        },
    ],
}
CARD: list[dict[str, Any]] = [
    {"type": "header", "text": {"type": "plain_text", "text": "Повестка летучки"}},
    {"type": "section", "text": {"type": "mrkdwn", "text": "1. Обсудить лиды"}},
    {
        "type": "actions",
        "block_id": "card",
        "elements": [
            {
                "type": "button",
                "action_id": "add",
                "style": "primary",
                "text": {"type": "plain_text", "text": "Добавить"},
            },
            {"type": "button", "action_id": "up", "text": {"type": "plain_text", "text": "👍 Важно"}},
        ],
    },
]


@dataclass
class Script:
    """The bot: it remembers what it heard, and what it is to do when the clock gets there."""

    telegram_url: str
    slack_url: str
    session: aiohttp.ClientSession
    clock: MovableClock
    heard: list[Any] = field(default_factory=list)
    planned: list[tuple[datetime, str]] = field(default_factory=list)
    done: list[tuple[datetime, str]] = field(default_factory=list)
    switches: dict[str, bool] = field(default_factory=lambda: {"bot": True, "telegram": True, "slack": True})

    async def telegram(self, method: str, **params: Any) -> Any:
        async with self.session.post(f"{self.telegram_url}/bot{TOKEN}/{method}", json=params) as answer:
            return (await answer.json())["result"]

    async def slack(self, method: str, **params: Any) -> Any:
        headers = {"Authorization": f"Bearer {BOT_TOKEN}"}
        async with self.session.post(f"{self.slack_url}/api/{method}", json=params, headers=headers) as answer:
            body = await answer.json()
            assert body["ok"], body
            return body

    async def poll(self) -> None:
        """Answer every press in Telegram with a toast (an alert for `alert`), and `/start` with a greeting."""
        offset = 0
        while True:
            for update in await self.telegram("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                self.heard.append(update)
                await self._answer(update)

    async def _answer(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            query = update["callback_query"]
            await self.telegram(
                "answerCallbackQuery",
                callback_query_id=query["id"],
                text=f"Отмечено: {query['data']}",
                show_alert=query["data"] == "alert",
            )
        elif update.get("message", {}).get("text", "").startswith("/start"):
            await self.telegram("sendMessage", chat_id=update["message"]["chat"]["id"], text="Здравствуйте!")

    async def slack_heard(self, request: web.Request) -> web.Response:
        """What Slack delivers over HTTP."""
        if request.content_type == "application/json":
            body = await request.json()
            self.heard.append(body)
            return web.json_response({"challenge": body.get("challenge", "")})
        form = await request.post()
        body = json.loads(str(form["payload"])) if "payload" in form else dict(form)
        self.heard.append(body)
        return await self._slack_answer(body)

    async def _slack_answer(self, body: dict[str, Any]) -> web.Response:
        opens = body.get("type") in {"block_actions", "message_action"} and body.get("type") != "view_submission"
        if opens and body.get("actions", [{}])[0].get("action_id", "add") == "add":
            await self.slack("views.open", trigger_id=body["trigger_id"], view=FORM)
        if body.get("type") == "view_submission":
            words = body["view"]["state"]["values"]["item"]["text"]["value"]
            if words == "плохо":
                return web.json_response({"response_action": "errors", "errors": {"item": "Скажите добрее"}})
            await self.slack("chat.postMessage", channel=CHANNEL, text=f"В повестке: {words}")
        if "command" in body:
            return web.json_response({"response_type": "ephemeral", "text": f"Сохранено: {body['text']}"})
        return web.Response()

    async def upcoming(self, _locale: str) -> list[tuple[datetime, str]]:
        return [one for one in self.planned if one not in self.done]

    async def moments(self, *, minutes: bool) -> list[datetime]:
        return [at for at, _ in await self.upcoming("en")]

    async def moment_of(self, step: str) -> datetime | None:
        return next((at for at, words in await self.upcoming("en") if words == step), None)

    async def quiet(self) -> None:
        await self.settled()

    async def papers(self) -> list[tuple[str, bytes]]:
        return []

    async def turn(self, name: str, *, on: bool) -> None:
        self.switches[name] = on

    async def settled(self) -> None:
        """Everything that is due is said in the group, with the time at which the clock stood."""
        for one in sorted(await self.upcoming("ru")):
            if one[0] <= self.clock():
                self.done.append(one)
                await self.telegram("sendMessage", chat_id=GROUP, text=f"{one[1]} @ {self.clock():%d %H:%M}")


@dataclass
class PageWorld:
    theatre: Theatre
    clock: MovableClock
    telegram: TelegramStage
    slack: SlackStage
    app: App
    script: Script

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait until it is so, looking after every change in Telegram. Raises TimeoutError."""
        changed = asyncio.Event()
        forget = self.telegram.on_change(changed.set)
        async with asyncio.timeout(60):
            while not seen():
                await changed.wait()
                changed.clear()
        forget()


@asynccontextmanager
async def page_world() -> AsyncIterator[PageWorld]:
    """Anna is in both messengers, Boris in Telegram alone, Vera in Slack alone."""
    clock = MovableClock(FRIDAY)
    telegram, slack = TelegramStage(clock), SlackStage(clock, ack_seconds=PATIENCE)
    async with AsyncExitStack() as stack:
        urls = [await stack.enter_async_context(stage.serve()) for stage in (telegram, slack)]
        session = await stack.enter_async_context(aiohttp.ClientSession())
        script = Script(urls[0], urls[1], session, clock)
        bot = telegram.add_bot(TOKEN, "letuchka_bot", "Летучка")
        anna = telegram.add_user(1001, "Анна", "Петрова", language_code="ru")
        boris = telegram.add_user(1002, "Борис", "Смирнов", language_code="ru")
        telegram.add_group(
            GROUP, "Original Works", members=[anna, boris], bots=[bot], bot_is_admin=True, announce=False
        )
        space = slack.add_workspace("T0000001", "Original Works")
        app = slack.add_app(space, bot_token=BOT_TOKEN, app_token="xapp-1", signing_secret="s", scopes=SCOPES)
        people = [
            slack.add_user(space, user, name, tz="Europe/Moscow", locale="ru-RU")
            for user, name in (("U0000001", "Анна Петрова"), ("U0000003", "Вера Орлова"))
        ]
        slack.add_channel(space, CHANNEL, "sales-marketing", members=[*people, app])
        hearing = web.Application()
        hearing.add_routes([web.post("/slack", script.slack_heard)])
        runner = web.AppRunner(hearing, shutdown_timeout=0.5)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        assert await slack.deliver_http(app, f"http://127.0.0.1:{runner.addresses[0][1]}/slack")
        polling = asyncio.create_task(script.poll())
        theatre = Theatre(
            team="Original Works",
            clock=clock,
            cast=(
                Actor("Анна Петрова", "директор по маркетингу", 1001, "U0000001"),
                Actor("Борис Смирнов", "коммерческий директор", telegram=1002),
                Actor("Вера Орлова", "маркетинг", slack="U0000003"),
            ),
            behind=script,
            timezone="Europe/Moscow",
            locale="ru",
            telegram=telegram,
            bot=bot,
            group=str(GROUP),
            slack=slack,
            channel=CHANNEL,
        )
        yield PageWorld(theatre, clock, telegram, slack, app, script)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
