"""Delivery's way into Slack: posts, edits and looks for messages, and says how that went."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.messengers.port import Cause, Never, Result, Shown, Unknown
from bot.messengers.slack.api import Limited, Refused, SlackTrouble, call
from bot.messengers.slack.keys import HOME, MessageId, home_owner, is_person
from bot.messengers.slack.markup import SlackPart, home_view, parts
from bot.messengers.slack.results import Effect, result_of
from bot.messengers.slack.rooms import Rooms
from bot.messengers.slack.waiting import Pause
from bot.rendering.document import Rendered
from rituals.messages import Attachment
from rituals.team import AccountKey, PersonId, Place

log = structlog.get_logger(__name__)

EVENT_TYPE = "letuchka"
PAGE = 100
PAGES = 5
CLOCKS_DIFFER = timedelta(minutes=2)
"""How much earlier than our own clock says Slack may have stamped a message."""


class _BrokenOff(Exception):  # noqa: N818  It carries what stands; it never leaves this module.
    """A call in the middle of a message failed; `effect` is what that call would have done."""

    def __init__(self, trouble: SlackTrouble, effect: Effect) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble
        self.effect = effect


class SlackMessenger:
    """Implements `Messenger` with the bot's token. It knows nothing of teams and of what the messages mean."""

    name = "slack"

    def __init__(self, client: AsyncWebClient, rooms: Rooms, pause: Pause | None = None) -> None:
        self._client = client
        self._rooms = rooms
        self._pause = pause or Pause()

    async def post(self, place: Place, content: Rendered, mentions: Mapping[PersonId, AccountKey], key: str) -> Result:
        """Post all parts, then the files. A later part that meets a rate limit waits a moment for it here."""
        return await self._show(place, (), content, mentions, key)

    async def edit(
        self, place: Place, ids: tuple[str, ...], content: Rendered, mentions: Mapping[PersonId, AccountKey], key: str
    ) -> Result:
        """Change what is there, post what is missing, delete what is too much; a file that is there stays."""
        return await self._show(place, tuple(MessageId.parse(text) for text in ids), content, mentions, key)

    async def find(self, place: Place, key: str, since: datetime) -> tuple[str, ...] | None:
        """The messages that carry the key in their metadata, in order. None where reading is not allowed:

        the bot asks for no `channels:history`, so in practice it can tell in private chats only.
        """
        if home_owner(place) is not None:
            return ()
        try:
            channel = await self._rooms.channel(place)
            found = await self._carrying(channel, key, since)
        except SlackTrouble as trouble:
            log.info("slack: cannot look for a message", place=place, reason=str(trouble))
            return None
        return tuple(str(MessageId(channel, ts)) for _, ts in sorted(found))

    async def _carrying(self, channel: str, key: str, since: datetime) -> list[tuple[int, str]]:
        """Part number and timestamp of each message with the key."""
        found: list[tuple[int, str]] = []
        cursor = ""
        for _ in range(PAGES):
            answer = await call(
                self._client.conversations_history(
                    channel=channel,
                    oldest=f"{(since - CLOCKS_DIFFER).timestamp():.6f}",
                    include_all_metadata=True,
                    limit=PAGE,
                    cursor=cursor or None,
                )
            )
            found += [entry for message in answer.get("messages", ()) for entry in _entry(message, key)]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return found

    async def _show(
        self,
        place: Place,
        standing: tuple[MessageId, ...],
        content: Rendered,
        mentions: Mapping[PersonId, AccountKey],
        key: str,
    ) -> Result:
        owner = home_owner(place)
        if owner is not None:
            return await self._publish(owner, content, mentions)
        direct = is_person(place)
        try:
            channel = await self._rooms.channel(place)
        except SlackTrouble as trouble:
            return result_of(trouble, Effect.NONE, direct=direct)
        ids: list[MessageId] = []
        try:
            await self._show_parts(channel, standing, parts(content, mentions), key, ids)
            await self._show_files(channel, standing, content.attachments, ids)
        except _BrokenOff as broken:
            return await self._broken_off(place, standing, ids, broken, direct=direct)
        return Shown(tuple(map(str, ids)))

    async def _publish(self, owner: str, content: Rendered, mentions: Mapping[PersonId, AccountKey]) -> Result:
        """The tab of the app: one view, which takes the place of the one before, so that twice does no harm."""
        try:
            await call(self._client.views_publish(user_id=owner, view=home_view(content, mentions)))
        except SlackTrouble as trouble:
            result = result_of(trouble, Effect.NONE, direct=False)
            is_about_the_app = isinstance(result, Never) and result.cause is Cause.TOKEN_DEAD
            return result if is_about_the_app or not isinstance(result, Never) else Never(Cause.REFUSED, result.reason)
        return Shown((HOME,))

    async def _show_parts(
        self, channel: str, standing: tuple[MessageId, ...], wanted: list[SlackPart], key: str, ids: list[MessageId]
    ) -> None:
        """The words: update part by part, post more, delete the surplus.

        `channel` is where the place is now: a channel may have got another id since the messages were posted.
        """
        old = [one for one in standing if not one.file]
        for number, part in enumerate(wanted):
            body = _body(part, key, number)
            if number < len(old):
                await self._try(Effect.EDIT, self._client.chat_update, channel=channel, ts=old[number].ts, **body)
                ids.append(MessageId(channel, old[number].ts))
                continue
            unfurl = {"unfurl_links": False, "unfurl_media": False}
            post = {"channel": channel, **unfurl, **body}
            answer = await self._try(Effect.POST, self._client.chat_postMessage, patient=bool(ids), **post)
            ids.append(MessageId(str(answer.get("channel") or channel), str(answer["ts"])))
        for surplus in old[len(wanted) :]:
            await self._remove(channel, surplus)

    async def _show_files(
        self, channel: str, standing: tuple[MessageId, ...], wanted: tuple[Attachment, ...], ids: list[MessageId]
    ) -> None:
        """The files: what is there already (by its content) stays, what is not wanted any more goes."""
        there = {one.file: one for one in standing if one.file}
        prints = {_fingerprint(file): file for file in wanted}
        ids += [there[mark] for mark in prints if mark in there]
        missing = {mark: file for mark, file in prints.items() if mark not in there}
        if missing:
            uploads = [{"filename": f.filename, "content": f.body, "title": f.filename} for f in missing.values()]
            send = {"channel": channel, "file_uploads": uploads}
            answer = await self._try(Effect.POST, self._client.files_upload_v2, patient=True, **send)
            told = [str(file.get("id")) for file in answer.get("files", ())]
            ids += [MessageId(channel, name, mark) for name, mark in zip(told, missing, strict=False)]
        for mark, one in there.items():
            if mark not in prints:
                await self._remove(channel, one)

    async def _try(self, effect: Effect, method: Any, *, patient: bool = True, **arguments: Any) -> dict[str, Any]:
        """One call. `patient`: something of this message stands already, so a short rate limit is waited for here."""
        for attempt in range(3):
            try:
                return await call(method(**arguments))
            except Limited as limited:
                if not patient or attempt == 2 or not await self._pause.fits(limited.wait):  # noqa: PLR2004
                    raise _BrokenOff(limited, Effect.NONE) from limited
            except SlackTrouble as trouble:
                raise _BrokenOff(trouble, effect) from trouble
        raise AssertionError("unreachable")

    async def _remove(self, channel: str, one: MessageId) -> None:
        """Take a message or a file away; what is gone already is gone."""
        try:
            if one.file:
                await call(self._client.files_delete(file=one.ts))
            else:
                await call(self._client.chat_delete(channel=channel, ts=one.ts))
        except SlackTrouble as trouble:
            if not isinstance(trouble, Refused) or trouble.code not in {
                "message_not_found",
                "file_not_found",
                "file_deleted",
            }:
                log.warning("slack: a surplus message stays", message=str(one), reason=str(trouble))

    async def _broken_off(
        self,
        place: Place,
        standing: tuple[MessageId, ...],
        ids: list[MessageId],
        broken: _BrokenOff,
        *,
        direct: bool,
    ) -> Result:
        """What to tell of a message that was not shown whole."""
        told = tuple(map(str, ids))
        result = result_of(broken.trouble, broken.effect, direct=direct, ids=told)
        if isinstance(broken.trouble, Refused) and broken.trouble.code == "channel_not_found" and direct:
            await self._rooms.forget(place)
        if standing or not ids:
            return result
        if isinstance(result, Never):
            for one in ids:
                await self._remove(one.channel, one)
            return result
        return Unknown(str(broken.trouble), told)


def _entry(message: dict[str, Any], key: str) -> list[tuple[int, str]]:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    if metadata.get("event_type") != EVENT_TYPE or payload.get("key") != key:
        return []
    return [(int(payload.get("part", 0)), str(message["ts"]))]


def _body(part: SlackPart, key: str, number: int) -> dict[str, Any]:
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key, "part": number}}
    return {"blocks": part.blocks, "text": part.text, "metadata": metadata}


def _fingerprint(file: Attachment) -> str:
    return f"{crc32(file.filename.encode() + b'/' + file.body):08x}"


__all__ = ["SlackMessenger"]
