"""The real slack_bolt against the stage: commands, buttons, modals, shortcuts, mentions; by socket and by HTTP."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from tests.stage.slack_bot import by_http, by_socket
from tests.stage.slack_world import APP_TOKEN, slack_world

Way = Callable[[], Any]
BOTH = pytest.mark.parametrize("way", [by_socket, by_http], ids=["socket", "http"])


@BOTH
async def test_a_command_with_text_is_answered_to_its_author_alone(way: Way) -> None:
    async with way() as (world, heard, _):
        outcome = await world.stage.command(world.vera, world.channel, "/agenda", "prices & @Boris Smirnov")
        assert outcome.toast == "Saved: prices & @Boris Smirnov"
        assert heard[0]["text"] == "prices &amp; <@U0000002|boris.smirnov>"
        assert world.texts(world.vera) == ["Saved: prices & @Boris Smirnov"]
        assert world.texts(world.boris) == []


@BOTH
async def test_a_button_changes_the_card_for_all(way: Way) -> None:
    async with way() as (world, heard, _):
        await world.stage.command(world.vera, world.channel, "/card")
        await world.stage.until(lambda: world.texts() == ["Here: 0"])
        shown = world.stage.view(world.boris, world.channel).messages[0]
        assert shown.html == "<p><b>Here</b>: 0</p>"
        assert [button.label for button in shown.buttons[0]] == ["I'm here"]
        assert shown.buttons[0][0].style == "primary"
        await world.stage.press(world.boris, world.channel, shown.key, "I'm here")
        await world.stage.press(world.vera, world.channel, shown.key, "row/here")
        await world.stage.until(lambda: world.texts() == ["Here: 2"])
        assert heard[0]["user"]["id"] == "U0000002"
        assert world.stage.view(world.vera, world.channel).messages[0].edited


@BOTH
async def test_a_modal_refuses_and_then_takes(way: Way) -> None:
    async with way() as (world, heard, _):
        await world.stage.command(world.vera, world.channel, "/agenda")
        await world.stage.until(lambda: world.stage.form(world.vera))
        form = world.stage.form(world.vera)
        assert (form.title, form.submit, [i.label for i in form.inputs]) == ("Agenda", "Add", ["Item", "Day"])
        assert (form.inputs[1].kind, form.inputs[1].initial) == ("select", "mon")

        empty = await world.stage.submit(world.vera, {})
        assert empty.extra == {"item": "Please complete this required field."}
        assert heard == [heard[0]], "Slack's client does not even ask the app"
        long = await world.stage.submit(world.vera, {"item": "x" * 21})
        assert "20" in long.extra["item"]

        await world.stage.press_in_form(world.vera, "More")
        await world.stage.until(lambda: "More" in world.stage.form(world.vera).html)
        assert world.stage.form(world.vera).inputs[0].initial == "x" * 21, "what was entered survives an update"

        refused = await world.stage.submit(world.vera, {"Item": "bad", "day": "Friday"})
        assert (refused.error, refused.extra) == ("form_errors", {"item": "Say it kindly"})
        assert world.stage.form(world.vera).inputs[0].error == "Say it kindly"

        assert (await world.stage.submit(world.vera, {"item": "prices"})).error == ""
        assert world.stage.form(world.vera) is None
        await world.stage.until(lambda: world.texts() == ["prices on fri"])
        assert heard[-1]["private_metadata"] == "42"


@BOTH
async def test_closing_is_told_when_asked_for(way: Way) -> None:
    async with way() as (world, heard, _):
        await world.stage.command(world.vera, world.channel, "/agenda")
        await world.stage.until(lambda: world.stage.form(world.vera))
        await world.stage.close(world.vera)
        assert heard[-1] == "view_closed"
        assert world.stage.form(world.vera) is None


@BOTH
async def test_shortcuts_and_mentions_answer_in_the_thread(way: Way) -> None:
    async with way() as (world, heard, _):
        key = world.stage.says(world.vera, world.channel, "we need better leads")
        await world.stage.shortcut(world.boris, world.channel, key, "agenda_from_message")
        await world.stage.until(lambda: "On the agenda" in world.texts())
        answer = world.stage.view(world.vera, world.channel).messages[-1]
        asked = next(one for one in heard if one["type"] == "message_action")
        assert (answer.reply_to, asked["message"]["text"]) == (key, "we need better leads")
        world.stage.says(world.vera, world.channel, "@letuchka <prices>", thread=key)
        await world.stage.until(lambda: "Heard: <prices>" in world.texts())
        mention = next(event for event in heard if event["type"] == "app_mention")
        assert mention["text"] == f"<@{world.app.user.id}> &lt;prices&gt;"


@BOTH
async def test_ephemeral_answers_are_replaced_through_the_response_url(way: Way) -> None:
    async with way() as (world, _, __):
        await world.stage.command(world.vera, world.channel, "/whisper")
        await world.stage.until(lambda: world.texts() == ["Here: 0", "and more"])
        first = world.stage.view(world.vera, world.channel).messages[0]
        assert first.ephemeral
        await world.stage.press(world.vera, world.channel, first.key, "here")
        await world.stage.until(lambda: world.texts() == ["Here: 1", "and more"])
        assert world.texts(world.boris) == []
        update = await world.call("chat.update", channel=world.channel.id, ts=first.key, text="x")
        assert update["error"] == "message_not_found"


@BOTH
async def test_the_home_tab(way: Way) -> None:
    async with way() as (world, _, __):
        assert world.stage.home(world.vera) is None
        await world.stage.open_home(world.vera)
        await world.stage.until(lambda: world.stage.home(world.vera))
        home = world.stage.home(world.vera)
        assert (home.kind, home.messages[0].text) == ("private", "Here: 7")
        assert home in world.stage.views(world.vera)
        assert world.stage.home(world.boris) is None


@BOTH
async def test_messages_come_only_with_scope_and_subscription(way: Way) -> None:
    async with way() as (world, heard, _):
        world.stage.says(world.vera, world.channel, "one")
        await world.stage.settled()
        world.app.scopes.discard("channels:history")
        world.stage.says(world.vera, world.channel, "two")
        world.stage.dm(world.vera, "three")
        await world.stage.settled()
        await world.stage.until(lambda: len(heard) == 2)
        assert [(event["text"], event["channel_type"]) for event in heard] == [("one", "channel"), ("three", "im")]


@BOTH
async def test_the_app_hears_of_its_own_removal(way: Way) -> None:
    async with way() as (world, heard, _):
        world.stage.remove_app(world.channel)
        await world.stage.until(lambda: any(event["type"] == "member_left_channel" for event in heard))
        assert (await world.call("chat.postMessage", channel=world.channel.id, text="x"))["error"] == "not_in_channel"


@BOTH
async def test_an_event_may_come_twice_with_the_same_id(way: Way) -> None:
    async with way() as (world, heard, _):
        world.stage.says(world.vera, world.channel, "once")
        await world.stage.settled()
        world.stage.repeat_event(world.app)
        await world.stage.until(lambda: [event["text"] for event in heard] == ["once", "once"])
        assert len(world.stage.events(world.app)) == 1


async def test_unknown_commands_never_reach_the_app() -> None:
    async with by_socket() as (world, heard, _):
        world.app.commands = frozenset({"/card"})
        outcome = await world.stage.command(world.vera, world.channel, "/agenda", "x")
        assert (outcome.error, heard) == ("unknown_command", [])


async def test_s51_an_app_that_does_not_answer() -> None:
    async with by_socket(ack_seconds=0.15) as (world, _, __):
        outcome = await world.stage.command(world.vera, world.channel, "/unhandled")
        assert outcome.error == "operation_timeout"
        assert world.texts() == ['/unhandled failed with the error "operation_timeout"']
        assert len(world.stage.journal.warned("no_ack")) == 1


async def test_no_connection_at_all() -> None:
    async with slack_world(ack_seconds=0.05) as world:
        assert (await world.stage.command(world.vera, world.channel, "/agenda", "x")).error == "dispatch_failed"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "hard"])
async def test_a_dropped_socket_comes_back_and_nothing_is_lost(reason: Any) -> None:
    async with by_socket() as (world, heard, _):
        world.stage.drop_sockets(reason)
        outcome = await world.stage.command(world.vera, world.channel, "/agenda", "after")
        assert outcome.toast == "Saved: after"
        assert [body["text"] for body in heard] == ["after"]
        await world.stage.until(lambda: world.stage.connections(world.app) == 1)


async def test_s53_an_address_opens_once_and_the_eleventh_socket_is_sent_away() -> None:
    async with slack_world() as world:
        url = (await world.web.apps_connections_open(app_token=APP_TOKEN))["url"]
        first = await world.session.ws_connect(url)
        hello = await first.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        with pytest.raises(Exception, match="404"):
            await world.session.ws_connect(url)
        sockets = [first]
        for _ in range(10):
            url = (await world.web.apps_connections_open(app_token=APP_TOKEN))["url"]
            sockets.append(await world.session.ws_connect(url))
        farewell = await sockets[-1].receive_json()
        assert (farewell["type"], farewell["reason"]) == ("disconnect", "too_many_websockets")
        assert world.stage.connections(world.app) == 10
        for socket in sockets:
            await socket.close()


async def test_each_event_goes_to_one_socket_and_is_repeated_until_it_is_acked() -> None:
    async with slack_world(ack_seconds=0.05) as world:
        sockets = []
        for _ in range(2):
            url = (await world.web.apps_connections_open(app_token=APP_TOKEN))["url"]
            sockets.append(await world.session.ws_connect(url))
            await sockets[-1].receive_json()
        world.stage.says(world.vera, world.channel, "not heard")
        first, second = [await socket.receive_json() for socket in sockets]
        await world.stage.settled()
        assert [first["retry_attempt"], second["retry_attempt"]] == [0, 1]
        assert second["retry_reason"] == "http_timeout"
        assert first["payload"]["event_id"] == second["payload"]["event_id"]
        world.clock.advance(timedelta(minutes=1))
        third = await sockets[0].receive_json()
        await sockets[0].send_json({"envelope_id": third["envelope_id"]})
        await world.stage.settled()
        assert (third["retry_attempt"], world.stage.retry_now()) == (2, 0)
        for socket in sockets:
            await socket.close()


async def test_s50_http_requests_that_are_not_slacks() -> None:
    async with by_http() as (world, heard, _):
        for forgery in ("bad_signature", "stale", "no_signature"):
            assert await world.stage.forge(world.app, forgery) == 401, forgery
        assert await world.stage.ssl_check(world.app) == 200
        assert heard == []


async def test_http_events_are_retried_with_headers() -> None:
    seen: list[tuple[str | None, str | None]] = []

    async def broken(request: web.Request) -> web.Response:
        body = await request.json()
        if body["type"] == "url_verification":
            return web.json_response({"challenge": body["challenge"]})
        seen.append((request.headers.get("x-slack-retry-num"), request.headers.get("x-slack-retry-reason")))
        no_retry = {"x-slack-no-retry": "1"} if len(seen) == 3 else {}
        return web.Response(status=500, headers=no_retry)

    application = web.Application()
    application.router.add_post("/events", broken)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with slack_world() as world:
        assert await world.stage.deliver_http(world.app, f"http://127.0.0.1:{runner.addresses[0][1]}/events")
        world.stage.says(world.vera, world.channel, "hello")
        await world.stage.settled()
        assert world.stage.retry_now() == 1
        await world.stage.settled()
        assert seen == [(None, None), ("1", "http_error"), ("2", "http_error")]
        assert world.stage.retry_now() == 0, "the app said not to retry"
    await runner.cleanup()
