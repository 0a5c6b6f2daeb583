"""Brings an answer to who asked, in Slack's own ways: ephemeral messages, private messages, modals, replaced panels."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Answer, Desk, How, Outcome, Question
from bot.messengers.slack.api import Limited, SlackTrouble, Unanswered, answer_by_url, call
from bot.messengers.slack.forms import open_form
from bot.messengers.slack.markup import SlackPart, home_view, parts
from bot.messengers.slack.rooms import Rooms
from bot.messengers.slack.visit import Visit
from bot.messengers.slack.waiting import Pause
from bot.messengers.slack.words import FileInPrivate, FormTooLate, OpenForm
from bot.rendering.document import Rendered
from bot.rendering.reader import Reader
from handlers.registry import Request
from rituals.messages import Shown
from rituals.ports import Clock
from rituals.team import Place

log = structlog.get_logger(__name__)

Body = dict[str, Any]


def body_of(part: SlackPart) -> Body:
    return {"blocks": part.blocks, "text": part.text}


class Voice:
    """Speaks to one person at a time. What cannot be said one way is said another; what fails is logged, not raised."""

    def __init__(
        self, client: AsyncWebClient, session: aiohttp.ClientSession, rooms: Rooms, desk: Desk, clock: Clock
    ) -> None:
        self._client = client
        self._session = session
        self._rooms = rooms
        self._desk = desk
        self._clock = clock
        self._pause = Pause()

    async def answer(self, outcome: Outcome, visit: Visit) -> None:
        """Whatever the desk answered, after the acknowledgement."""
        try:
            match outcome:
                case None:
                    return
                case Answer(how=How.TOAST) if visit.tab:
                    return
                case Question():
                    await self._ask(outcome, visit)
                case Answer() if visit.home:
                    await self._publish(outcome, visit)
                case Answer():
                    await self._tell(outcome, visit)
        except SlackTrouble as trouble:
            log.warning(
                "slack: an answer did not arrive", account=visit.account, place=visit.place, reason=str(trouble)
            )

    async def tell(self, body: Body, visit: Visit) -> None:
        """A word by the response_url, for when nothing else may be relied on."""
        try:
            told = {"response_type": "ephemeral", "replace_original": False, **body}
            await answer_by_url(self._session, visit.url or "", told)
        except SlackTrouble as trouble:
            log.warning("slack: an answer did not arrive", account=visit.account, reason=str(trouble))

    def words(self, message: Shown, visit: Visit, reader: Reader | None = None) -> Rendered:
        """Words of our own; their button asks again what was asked. Without `reader` the language is the profile's."""
        if reader is None:
            asker = Request(visit.account, visit.place, visit.private, self._clock(), locale=visit.locale)
            content = self._desk.words(message, asker)
        else:
            content = self._desk.renderer.message(message, reader)
        rows = tuple(tuple(replace(button, payload=visit.again) for button in row) for row in content.buttons)
        return replace(content, buttons=rows)

    async def _ask(self, question: Question, visit: Visit) -> None:
        """Open the form; without a trigger that works offer a button, which will bring a new one."""
        opened = False
        if visit.trigger:
            try:
                opened = await open_form(self._client, question, visit)
            except (Unanswered, Limited) as trouble:
                log.warning("slack: a form was not opened", account=visit.account, reason=str(trouble))
        if not opened:
            message = FormTooLate() if visit.trigger else OpenForm()
            await self._say(parts(self.words(message, visit, question.reader), {}), visit)

    async def _tell(self, answer: Answer, visit: Visit) -> None:
        wanted = parts(answer.content, answer.mentions)
        if answer.how is How.TURN and wanted:
            wanted = await self._turn(wanted, visit)
        await self._say(wanted, visit)
        if answer.content.attachments:
            await self._hand_over(answer, visit)

    async def _turn(self, wanted: list[SlackPart], visit: Visit) -> list[SlackPart]:
        """Turn the pressed message into this one; returns what is still to be said.

        A message that a whole channel sees is nobody's personal panel and stays what it is.
        """
        first, *rest = wanted
        try:
            if visit.ephemeral and visit.url:
                await answer_by_url(self._session, visit.url, {"replace_original": True, **body_of(first)})
                return rest
            if visit.private and visit.message and visit.channel:
                await call(self._client.chat_update(channel=visit.channel, ts=visit.message, **body_of(first)))
                return rest
        except SlackTrouble as trouble:
            log.info("slack: a message could not be turned", place=visit.place, reason=str(trouble))
        return wanted

    async def _say(self, wanted: Sequence[SlackPart], visit: Visit) -> None:
        """Say it to this person alone."""
        for part in wanted:
            try:
                await self._patiently(part, visit)
            except SlackTrouble as trouble:
                if isinstance(trouble, Unanswered):
                    raise
                log.info("slack: said another way", place=visit.place, reason=str(trouble))
                await self._another_way(part, visit)

    async def _patiently(self, part: SlackPart, visit: Visit) -> None:
        """The plain way; a short rate limit is waited for once."""
        try:
            await self._plainly(part, visit)
        except Limited as limited:
            if not await self._pause.fits(limited.wait):
                raise
            await self._plainly(part, visit)

    async def _plainly(self, part: SlackPart, visit: Visit) -> None:
        """In a channel an ephemeral message (in the thread where it was asked), in private an ordinary one."""
        if not visit.private:
            whisper = {"channel": visit.channel, "user": visit.user, "thread_ts": visit.thread, **body_of(part)}
            await call(self._client.chat_postEphemeral(**whisper))
            return
        channel = visit.channel or await self._rooms.channel(Place(visit.account))
        await self._post(channel, part, visit.thread)

    async def _post(self, channel: str, part: SlackPart, thread: str | None = None) -> None:
        """An ordinary message in a private chat."""
        await call(
            self._client.chat_postMessage(
                channel=channel, thread_ts=thread, unfurl_links=False, unfurl_media=False, **body_of(part)
            )
        )

    async def _another_way(self, part: SlackPart, visit: Visit) -> None:
        """Where the bot may not speak: by the response_url of what was asked, else in the private chat."""
        if visit.url:
            told = {"response_type": "ephemeral", "replace_original": False, **body_of(part)}
            try:
                await answer_by_url(self._session, visit.url, told)
            except SlackTrouble as trouble:
                log.info("slack: the response_url did not work", place=visit.place, reason=str(trouble))
            else:
                return
        room = await self._rooms.channel(Place(visit.account))
        await self._post(room, part)

    async def _hand_over(self, answer: Answer, visit: Visit) -> None:
        """Files go to the private chat: a channel cannot show one to a single person."""
        files = answer.content.attachments
        room = await self._rooms.channel(Place(visit.account))
        uploads = [{"filename": file.filename, "content": file.body, "title": file.filename} for file in files]
        await call(self._client.files_upload_v2(channel=room, file_uploads=uploads))
        if not visit.private:
            await self._say(parts(self.words(FileInPrivate(len(files)), visit, answer.reader), {}), visit)

    async def _publish(self, answer: Answer, visit: Visit) -> None:
        """The app's home shows what the answer says."""
        await call(self._client.views_publish(user_id=visit.user, view=home_view(answer.content, answer.mentions)))
