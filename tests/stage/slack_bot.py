"""A small bot of the real slack_bolt that uses what ours uses, by socket and by HTTP."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp

from tests.stage.slack_world import APP_TOKEN, SECRET, SlackWorld, slack_world

logging.getLogger("slack_bolt").setLevel(logging.ERROR)


def text(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def card(count: int) -> list[dict[str, Any]]:
    button = {"type": "button", "text": text("I'm here"), "action_id": "here", "value": str(count), "style": "primary"}
    words = {"type": "section", "text": {"type": "mrkdwn", "text": f"*Here*: {count}"}}
    return [words, {"type": "actions", "block_id": "row", "elements": [button]}]


ITEM = {"type": "plain_text_input", "action_id": "text", "max_length": 20}
DAYS = [{"text": text("Monday"), "value": "mon"}, {"text": text("Friday"), "value": "fri"}]
DAY = {"type": "static_select", "action_id": "day", "options": DAYS, "initial_option": DAYS[0]}
FORM = {
    "type": "modal",
    "callback_id": "item",
    "title": text("Agenda"),
    "submit": text("Add"),
    "notify_on_close": True,
    "private_metadata": "42",
    "blocks": [
        {"type": "input", "block_id": "item", "label": text("Item"), "element": ITEM},
        {"type": "input", "block_id": "day", "label": text("Day"), "element": DAY},
        {
            "type": "actions",
            "block_id": "more",
            "elements": [{"type": "button", "text": text("More"), "action_id": "more"}],
        },
    ],
}


def build(world: SlackWorld, heard: list[Any]) -> AsyncApp:  # noqa: C901 - a bot is a list of listeners
    """A small bot that uses what our bot uses."""
    bolt = AsyncApp(signing_secret=SECRET, client=world.web, process_before_response=True)

    @bolt.command("/agenda")
    async def agenda(ack: Any, body: dict[str, Any], client: Any) -> None:
        heard.append(body)
        await ack(f"Saved: {body['text']}" if body["text"] else "")
        if not body["text"]:
            await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @bolt.command("/card")
    async def show(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.chat_postMessage(channel=body["channel_id"], text="Here: 0", blocks=card(0))

    @bolt.command("/whisper")
    async def whisper(ack: Any, body: dict[str, Any], client: Any, respond: Any) -> None:
        await ack()
        await client.chat_postEphemeral(channel=body["channel_id"], user=body["user_id"], text="psst", blocks=card(0))
        await respond(text="and more")

    @bolt.action("here")
    async def here(ack: Any, body: dict[str, Any], action: dict[str, Any], client: Any, respond: Any) -> None:
        await ack()
        heard.append(body)
        count = int(action["value"]) + 1
        if body["container"]["is_ephemeral"]:
            await respond(text=f"Here: {count}", blocks=card(count), replace_original=True)
        else:
            ts, channel = body["message"]["ts"], body["channel"]["id"]
            await client.chat_update(channel=channel, ts=ts, text=f"Here: {count}", blocks=card(count))

    @bolt.action("more")
    async def more(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        extra = {"type": "section", "text": text("More")}
        view = FORM | {"blocks": [*FORM["blocks"], extra]}  # type: ignore[misc]
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

    @bolt.view("item")
    async def item(ack: Any, body: dict[str, Any], view: dict[str, Any], client: Any) -> None:
        heard.append(view)
        words = view["state"]["values"]["item"]["text"]["value"]
        if words == "bad":
            await ack(response_action="errors", errors={"item": "Say it kindly"})
            return
        await ack()
        day = view["state"]["values"]["day"]["day"]["selected_option"]["value"]
        await client.chat_postMessage(channel=world.channel.id, text=f"{words} on {day}")

    @bolt.view_closed("item")
    async def closed(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        heard.append(body["type"])

    @bolt.shortcut("agenda_from_message")
    async def shortcut(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        await ack()
        heard.append(shortcut)
        await client.chat_postMessage(
            channel=shortcut["channel"]["id"], thread_ts=shortcut["message"]["ts"], text="On the agenda"
        )

    @bolt.event("app_mention")
    async def mention(event: dict[str, Any], say: Any) -> None:
        heard.append(event)
        await say(text=f"Heard: {event['text'].partition(' ')[2]}", thread_ts=event.get("thread_ts") or event["ts"])

    @bolt.event("app_home_opened")
    async def home(event: dict[str, Any], client: Any) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": card(7)})

    @bolt.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append(event)

    @bolt.event("member_left_channel")
    async def left(event: dict[str, Any]) -> None:
        heard.append(event)

    return bolt


@asynccontextmanager
async def by_socket(**options: Any) -> AsyncIterator[tuple[SlackWorld, list[Any], AsyncSocketModeHandler]]:
    async with slack_world(**options) as world:
        heard: list[Any] = []
        handler = AsyncSocketModeHandler(build(world, heard), APP_TOKEN, ping_interval=0.2)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await world.stage.until(lambda: world.stage.connections(world.app) == 1)
        try:
            yield world, heard, handler
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]
            await asyncio.sleep(0)


@asynccontextmanager
async def by_http(**options: Any) -> AsyncIterator[tuple[SlackWorld, list[Any], str]]:
    async with slack_world(**options) as world:
        heard: list[Any] = []
        bolt = build(world, heard)

        async def entry(request: web.Request) -> web.Response:
            return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

        application = web.Application()
        application.router.add_post("/slack/events", entry)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        assert await world.stage.deliver_http(world.app, address)
        try:
            yield world, heard, address
        finally:
            await runner.cleanup()
