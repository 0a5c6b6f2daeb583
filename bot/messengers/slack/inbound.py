"""The reception: bolt hands over every request, it is done and only then acknowledged, and the answer follows."""

import asyncio
import json
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.desk import Answer, Desk, Outcome, Question, is_outage
from bot.messengers.slack.answers import Voice, body_of
from bot.messengers.slack.api import SlackTrouble
from bot.messengers.slack.farewells import Farewells
from bot.messengers.slack.forms import errors_in, view_of
from bot.messengers.slack.hearing import Ear, Heard
from bot.messengers.slack.identity import Identity, Passport
from bot.messengers.slack.markup import parts
from bot.messengers.slack.strangers import is_from_elsewhere, person_in
from bot.messengers.slack.visit import Visit
from bot.messengers.slack.words import NotNow
from bot.rendering.plain import plain
from rituals.errors import FromAnotherWorkspace, SomethingBroke
from rituals.messages import Shown

log = structlog.get_logger(__name__)

Json = dict[str, Any]

ACK_IS_READ_FOR = 2.5
"""Seconds after which an acknowledgement's body may come too late (the limit is 3): then the answer goes by itself."""


NOBODY = Identity(team="", user="-", bot="-", url="")


@dataclass(frozen=True, slots=True)
class Ack:
    """What Slack is told at once: HTTP's status and, if any, a body. 503: not done, deliver it again."""

    status: int = 200
    body: Json | None = None


class Reception:
    """Takes every payload once, whichever way it came. An answer that needs no haste goes out after the ack."""

    def __init__(self, desk: Desk, ear: Ear, voice: Voice, passport: Passport, farewells: Farewells) -> None:
        self._desk = desk
        self._ear = ear
        self._voice = voice
        self._passport = passport
        self._farewells = farewells
        self._speaking: set[asyncio.Task[None]] = set()
        self._working = 0

    async def receive(self, body: Json) -> Ack:
        """Do what was asked; when this returns, it is committed (or refused) and may be acknowledged."""
        since = time.monotonic()
        self._working += 1
        try:
            heard = await self._hear(body)
            return heard if isinstance(heard, Ack) else await self._work(heard, since)
        finally:
            self._working -= 1

    async def _hear(self, body: Json) -> Heard | Ack:
        """What is asked; an acknowledgement if it is nothing for the desk."""
        try:
            me = await self._passport.show()
            if is_from_elsewhere(body, me) and not await self._ear.knows(body, me):
                return self._turn_away(body, me)
            if await self._farewells.heard(body, me):
                return Ack()
            return await self._ear.hear(body, me) or Ack()
        except SlackTrouble as trouble:
            log.warning("slack: not ready to work", reason=str(trouble))
        except SQLAlchemyError as error:
            log.warning("slack: not done, the database is away", error=type(error).__name__)
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
            log.warning("slack: a payload of unknown shape", kind=str(body.get("type")), error=type(error).__name__)
            return Ack(400)
        return Ack(503)

    def _turn_away(self, body: Json, me: Identity) -> Ack:
        """Somebody of another workspace gets a word, if there is a way to say it; a team's affairs stay its own.

        The word has the name by which an admin can let them in.
        """
        log.warning("slack: somebody of another workspace is not heard", kind=str(body.get("type")))
        url = body.get("response_url")
        if isinstance(url, str) and url:
            visit = Visit(me.team, person_in(body), "", url=url)
            told = body_of(parts(self._voice.words(FromAnotherWorkspace(visit.account), visit), {})[0])
            if "command" in body:
                return Ack(body={"response_type": "ephemeral", **told})
            self._speak(self._voice.tell(told, visit))
        return Ack()

    async def _work(self, heard: Heard, since: float) -> Ack:
        try:
            outcome = await self._desk.handle(heard.incoming)
        except Exception as error:
            if is_outage(error):
                reason = type(error).__name__
                log.warning("slack: not done, the database is away", update=heard.incoming.key, error=reason)
                return self._not_done(heard, NotNow(typed=heard.form is not None))
            log.exception("slack: not done, a bug", update=heard.incoming.key)
            return self._not_done(heard, SomethingBroke(heard.incoming.key[-12:]))
        if heard.form is not None:
            return self._of_form(outcome, heard, heard.form)
        if heard.incoming.command is not None and time.monotonic() - since < ACK_IS_READ_FOR:
            at_once = _in_the_ack(outcome, heard)
            if at_once is not None:
                return at_once
        if not heard.visit.mute:
            self._speak(self._voice.answer(outcome, heard.visit))
        return Ack()

    def _of_form(self, outcome: Outcome, heard: Heard, form: Json) -> Ack:
        """A modal's answer is in the ack itself: words at a question, the next form, or the end of it."""
        if isinstance(outcome, Question):
            return Ack(body={"response_action": "update", "view": view_of(outcome, heard.visit)})
        if isinstance(outcome, Answer) and outcome.refusal:
            errors = errors_in(form, outcome)
            if errors is not None:
                return Ack(body={"response_action": "errors", "errors": errors})
        self._speak(self._voice.answer(outcome, heard.visit))
        return Ack(body={"response_action": "clear"})

    def _not_done(self, heard: Heard, why: Shown) -> Ack:
        """Nothing pretends to be done: an event comes again by itself, a person is told; a form keeps what is in it."""
        visit, content = heard.visit, self._voice.words(why, heard.visit)
        names = [block["block_id"] for block in (heard.form or {}).get("blocks") or () if block.get("type") == "input"]
        if names:
            return Ack(body={"response_action": "errors", "errors": {names[-1]: plain(content)}})
        if visit.url is None:
            return Ack(503)
        told = body_of(parts(content, {})[0])
        if heard.incoming.command is not None:
            return Ack(body={"response_type": "ephemeral", **told})
        self._speak(self._voice.tell(told, visit))
        return Ack()

    def _speak(self, words: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(words)
        self._speaking.add(task)
        task.add_done_callback(self._speaking.discard)
        task.add_done_callback(_complain)

    async def settled(self) -> None:
        """Wait until nothing is being done and everything has been answered."""
        while self._working or self._speaking:
            if self._speaking:
                await asyncio.wait(tuple(self._speaking))
            else:
                await asyncio.sleep(0.01)

    async def close(self, within: float) -> None:
        """Let what was begun be finished, for so many seconds."""
        try:
            async with asyncio.timeout(within):
                await self.settled()
        except TimeoutError:
            log.warning("slack: answers were cut off by the end", answers=len(self._speaking))
        for task in tuple(self._speaking):
            task.cancel()


def _complain(task: "asyncio.Task[None]") -> None:
    """A bug in an answer must not be silent; what was asked is done all the same."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("slack: an answer broke", exc_info=error)


def _in_the_ack(outcome: Outcome, heard: Heard) -> Ack | None:
    """A command's answer in a channel fits into the acknowledgement: no call, no limit, also where the bot is not.

    In the private chat it becomes an ordinary message instead, which stays.
    """
    visit = heard.visit
    fits = isinstance(outcome, Answer) and visit.url is not None and not visit.private
    if not fits or not isinstance(outcome, Answer) or outcome.content.attachments:
        return None
    wanted = parts(outcome.content, outcome.mentions)
    return Ack(body={"response_type": "ephemeral", **body_of(wanted[0])}) if len(wanted) == 1 else None


class _Door(AsyncMiddleware):
    """Where bolt's machinery ends: what this returns is what Slack gets.

    A listener would be looked at every ten milliseconds until it has acknowledged, and an event's would be acknowledged
    before it was done; a global middleware is simply awaited.
    """

    def __init__(self, receive: Callable[[Json], Coroutine[Any, Any, Ack]]) -> None:
        self._receive = receive

    async def async_process(self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Any) -> BoltResponse:  # noqa: A002, ARG002
        ack = await self._receive(req.body)
        words = "" if ack.body is None else json.dumps(ack.body, ensure_ascii=False)
        headers: dict[str, Any] = {"content-type": "application/json"} if words else {}
        return BoltResponse(status=ack.status, body=words, headers=headers)


async def through_bolt(app: AsyncApp, body: Json) -> BoltResponse:
    """Bolt's answer to a payload; 400 for one of a shape that bolt itself stumbles over."""
    shapeless = body.get("type") == "event_callback" and not isinstance(body.get("event"), dict)
    try:
        request = None if shapeless else AsyncBoltRequest(body=body, mode="socket_mode")
    except (LookupError, TypeError, ValueError, AttributeError):
        request = None
    if request is None:
        log.warning("slack: a payload of unknown shape", kind=str(body.get("type")))
        return BoltResponse(status=400)
    return await app.async_dispatch(request)


def bolt_app(client: AsyncWebClient, reception: Reception, passport: Passport) -> AsyncApp:
    """Bolt with our one middleware and our own authorization: no auth.test a request.

    `client` carries no token and the shared session: bolt makes a client of the same kind for every request. Signatures
    are checked before bolt (events_http.py), because bolt parses the body first.
    """

    async def authorize(**_: Any) -> AuthorizeResult:
        me = passport.known or NOBODY
        return AuthorizeResult(
            enterprise_id=None,
            team_id=me.team,
            bot_user_id=me.user,
            bot_id=me.bot,
            bot_token="-",  # noqa: S106  Nothing is sent with bolt's clients.
        )

    app = AsyncApp(
        name="letuchka",
        client=client,
        authorize=authorize,
        signing_secret="-",  # noqa: S106
        request_verification_enabled=False,
        process_before_response=True,
    )
    app.use(_Door(reception.receive))
    return app
