"""One attempt to make a place show what it should: post, edit, or look first for what may stand there already."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.delivery.content import Content, without_markup
from bot.messengers.port import Cause, Messenger, Never, Result, Shown
from bot.rendering.document import Rendered
from bot.storage.slots import ClaimedSlot

REPEAT_AFTER = timedelta(seconds=25)
"""A post whose answer was lost is repeated once, after so long: two beat none (docs/adr/0004-delivery.md)."""

CLOCKS_DIFFER = timedelta(seconds=5)
"""A messenger's clock and ours differ at most by so much when its history is searched."""

REPEATS = 1

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """It is not known yet whether the post arrived; it will not be repeated before `wait` is over."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class GaveUp:
    """It is not known whether the post arrived, and it is not to be repeated (again)."""

    reason: str


Outcome = Result | Patience | GaveUp


class Attempt:
    """Knows one claimed slot and its words. `ids` are the messages that surely stand, also when it is interrupted."""

    def __init__(self, messenger: Messenger, claim: ClaimedSlot, content: Content, now: datetime) -> None:
        self.ids = claim.message_ids
        self._messenger = messenger
        self._claim = claim
        self._content = content
        self._now = now
        self._key = f"slot-{claim.id}"

    @property
    def is_edit(self) -> bool:
        """Whether what is under way changes a message that stands: doing that twice does no harm."""
        return bool(self.ids)

    async def make(self) -> Outcome:
        """Do it. Nothing is called when the place shows exactly this already."""
        if self.ids and self._claim.fingerprint == self._content.fingerprint:
            return Shown(self.ids)
        if not self.ids and self._claim.unknowns and (stop := await self._look_for_it()) is not None:
            return stop
        result = await self._show(self._content.rendered)
        if isinstance(result, Never) and result.cause is Cause.MESSAGE_GONE and self.is_edit:
            self.ids = ()
            result = await self._show(self._content.rendered)
        if isinstance(result, Never) and result.cause is Cause.REFUSED:
            result = await self._show_plainly(result)
        return result

    async def _show(self, rendered: Rendered) -> Result:
        claim, mentions = self._claim, self._content.mentions
        if self.ids:
            return await self._messenger.edit(claim.place, self.ids, rendered, mentions, self._key)
        return await self._messenger.post(claim.place, rendered, mentions, self._key)

    async def _show_plainly(self, refusal: Never) -> Result:
        """The refusal may be about the markup, which is our mistake: people get the words all the same."""
        log.error("refused", slot=self._claim.id, place=self._claim.place, reason=refusal.reason)
        keeps_buttons = "button" not in refusal.reason.lower()
        return await self._show(without_markup(self._content.rendered, buttons=keeps_buttons))

    async def _look_for_it(self) -> Patience | GaveUp | None:
        """Find a post whose answer was lost; None: go on (with what was found, or because it may be posted again)."""
        claim = self._claim
        found = await self._messenger.find(claim.place, self._key, claim.sending_at - CLOCKS_DIFFER)
        if found:
            self.ids = found
            return None
        if claim.until is not None and claim.until < self._now and not claim.shown:
            return GaveUp("it is unknown whether it arrived, and it is too late now")
        if found is not None:
            return None
        if not claim.repeatable:
            return GaveUp("it is unknown whether it arrived, and it is not repeated")
        if claim.unknowns > REPEATS:
            return GaveUp("it is unknown whether it arrived, twice")
        wait = claim.sending_at + REPEAT_AFTER - self._now
        return Patience(wait) if wait > timedelta(0) else None
