"""Puts the Slack messenger together: one session, bolt behind a socket or an HTTP route, and the way out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot.desk import Desk
from bot.messengers.slack.answers import Voice
from bot.messengers.slack.api import SlackTrouble, shared_session, web_client
from bot.messengers.slack.events_http import Entrance
from bot.messengers.slack.farewells import Farewells
from bot.messengers.slack.hearing import Ear
from bot.messengers.slack.identity import Passport
from bot.messengers.slack.inbound import Reception, bolt_app
from bot.messengers.slack.library import Library
from bot.messengers.slack.outbound import SlackMessenger
from bot.messengers.slack.profiles import Profiles
from bot.messengers.slack.rooms import Rooms
from bot.messengers.slack.socket_mode import Pauses, SocketMode
from rituals.ports import Clock

log = structlog.get_logger(__name__)

FINISH_WITHIN = 2.0
"""Seconds that each, envelopes and answers, have at the end."""
ASK_AGAIN_AFTER = 60.0


@dataclass(frozen=True, slots=True)
class Slack:
    """The messenger at work. `routes` are for the web server (HTTP mode; empty with Socket Mode)."""

    messenger: SlackMessenger
    routes: tuple[web.RouteDef, ...]
    reception: Reception
    socket: SocketMode | None
    passport: Passport

    @property
    def trouble(self) -> str | None:
        """What is wrong with Slack now; None while it works."""
        if self.passport.known is None:
            return "not reached yet"
        return None if self.socket is None or self.socket.connected.is_set() else "no connection"


@asynccontextmanager
async def slack(
    *,
    bot_token: str,
    desk: Desk,
    database: Library,
    clock: Clock,
    mode: Literal["socket", "http"] = "socket",
    app_token: str = "",
    signing_secret: str = "",
    api_url: str | None = None,
    pauses: Pauses = Pauses(),  # noqa: B008  Frozen.
) -> AsyncIterator[Slack]:
    """At work until the block ends; then what was begun is finished, within five seconds.

    A wrong token raises nothing: it is one line in the log, and the rest of the program goes on. Raises ValueError
    where the mode lacks what it needs.
    """
    if mode == "socket" and not app_token:
        raise ValueError("LETUCHKA_SLACK_APP_TOKEN is needed for LETUCHKA_SLACK_MODE=socket")
    if mode == "http" and not signing_secret:
        raise ValueError("LETUCHKA_SLACK_SIGNING_SECRET is needed for LETUCHKA_SLACK_MODE=http")
    async with shared_session() as session:
        client = web_client(session, api_url, bot_token)
        passport, rooms = Passport(client), Rooms(client, database)
        voice = Voice(client, session, rooms, desk, clock)
        ear = Ear(desk.registry, Profiles(client, database, clock), clock)
        reception = Reception(desk, ear, voice, passport, Farewells(database))
        app: AsyncApp = bolt_app(web_client(session, api_url, None), reception, passport)
        socket = SocketMode(client, session, app_token, app, passport, pauses) if mode == "socket" else None
        routes = () if socket else tuple(Entrance(app, signing_secret).routes())
        task = asyncio.get_running_loop().create_task(socket.run() if socket else _be_known(passport))
        try:
            yield Slack(SlackMessenger(client, rooms), routes, reception, socket, passport)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if socket is not None:
                await socket.close(FINISH_WITHIN)
            await reception.close(FINISH_WITHIN)


async def _be_known(passport: Passport) -> None:
    """With HTTP nothing else would notice a wrong token before the first request."""
    while True:
        try:
            await passport.show()
        except SlackTrouble as trouble:
            log.warning("slack: the bot does not know itself yet", reason=str(trouble))
            await asyncio.sleep(ASK_AGAIN_AFTER)
        else:
            return
