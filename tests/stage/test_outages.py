"""A whole messenger that is down: the bot gets no answer and hears nothing, and afterwards goes on where it was."""

import pytest

from tests.stage.slack_world import slack_world
from tests.stage.telegram_world import TOKEN, served


async def test_an_outage_ends_and_nothing_is_lost() -> None:
    async with served() as world:
        world.stage.says(world.anna, world.group, "/agenda до")
        world.stage.set_down(True)
        assert world.session is not None
        async with world.session.post(f"{world.url}/bot{TOKEN}/sendMessage", json={}) as answer:
            assert (answer.status, answer.content_type) == (502, "text/html")
        world.stage.set_down(False)
        heard = await world.updates()
        assert [update["message"]["text"] for update in heard if "message" in update] == ["/agenda до"]
        assert await world.sent("после") > 0


async def test_slack_is_down_for_calls_and_for_connections() -> None:
    async with slack_world() as world:
        world.stage.set_down(True)
        answer = await world.raw("chat.postMessage", json={"channel": "C0000001", "text": "x"})
        assert (answer.status, answer.content_type) == (503, "text/html")
        assert (await world.raw("apps.connections.open", "xapp-stage")).status == 503
        assert world.stage.down
        world.stage.set_down(False)
        assert (await world.call("chat.postMessage", channel="C0000001", text="y"))["ok"]
        assert world.texts() == ["y"]


@pytest.mark.parametrize("down", [True, False])
async def test_whoever_draws_the_page_is_told(down: bool) -> None:
    async with served() as world:
        told: list[None] = []
        world.stage.on_change(lambda: told.append(None))
        world.stage.set_down(down)
        assert told
