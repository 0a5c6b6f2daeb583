"""The courier: claims the next slot of a place, attempts it, and records what came of it, whatever happens."""

import asyncio
import time
import traceback
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog

from bot.delivery.attempt import Attempt, Outcome
from bot.delivery.consequences import Consequences
from bot.delivery.content import Content, Words
from bot.delivery.errand import Errand, errand_of
from bot.delivery.turnstile import Monotonic
from bot.messengers.port import Later, Messenger, Unknown
from bot.storage.codec import Unreadable
from bot.storage.outage import is_outage
from bot.storage.transaction import Database
from bot.storage.unbroken import unbroken
from rituals.ports import Clock
from rituals.team import Place, messenger_of

LEASE = timedelta(seconds=15)
"""A claim that was not renewed for so long belongs to a process that died: what it was sending is unknown then."""

SEND_SECONDS = 45.0
"""An attempt ends within so long, whatever the network does."""

FRESH_SECONDS = 10.0
"""A claim that is older when it is about to be sent may be somebody else's by now: the process was frozen meanwhile."""

NOT_SET_UP = timedelta(minutes=10)
"""How often it is looked whether a messenger that was missing is there now."""

RECORD_AGAIN_SECONDS = 2.0
"""What was sent is recorded as soon as a database that was away is back."""

NOTHING_SENT = Later(timedelta(0), "stopped before it was sent")

log = structlog.get_logger(__name__)


class Courier:
    """Carries one slot at a time from the table to its place. Knows neither pace nor what else is due."""

    def __init__(
        self,
        database: Database,
        words: Words,
        messengers: Mapping[str, Messenger],
        clock: Clock,
        owner: str,
        consequences: Consequences,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._database = database
        self._words = words
        self._messengers = messengers
        self._clock = clock
        self._owner = owner
        self._consequences = consequences
        self._monotonic = monotonic
        self._hurrying = asyncio.Event()

    async def bring_next(self, place: Place) -> bool:
        """Bring the next slot that is due in this place; False if there is none, or another process has it.

        Cancelled while it is being sent, it is recorded as unknown.
        """
        since = self._monotonic()
        errand = await self._claimed(place)
        if errand is None:
            return False
        claim = errand.claim
        messenger = self._messengers.get(messenger_of(claim.place))
        if messenger is None:
            later = Later(NOT_SET_UP, f"{messenger_of(claim.place)} is not set up here")
            await unbroken(self._record(errand, later, claim.message_ids, ""))
        elif (content := await self._content(errand)) is not None:
            if self._monotonic() - since > FRESH_SECONDS:
                await unbroken(self._record(errand, NOTHING_SENT, claim.message_ids, ""))
                return False
            await self._attempt(errand, messenger, content)
        return True

    def hurry(self) -> None:
        """Do not wait for a database that is away any more: the process ends."""
        self._hurrying.set()

    async def _claimed(self, place: Place) -> Errand | None:
        """Claim; who is cancelled meanwhile gives back what was claimed, for nothing of it was sent."""
        claiming = asyncio.create_task(self._claim(place))
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            await unbroken(self._give_back(claiming))
            raise

    async def _give_back(self, claiming: "asyncio.Task[Errand | None]") -> None:
        errand = await claiming
        if errand is not None:
            await self._record(errand, NOTHING_SENT, errand.claim.message_ids, "")

    async def _claim(self, place: Place) -> Errand | None:
        now = self._clock()
        async with self._database.begin() as tx:
            claim = await tx.slots.claim(place, self._owner, now, LEASE)
            return None if claim is None else await errand_of(tx, claim, now)

    async def _content(self, errand: Errand) -> Content | None:
        """The words; None if there can be none: then the row is parked and the queue goes on.

        Files are written beside the loop. Who is cancelled meanwhile gives back what was claimed.
        """
        try:
            shown = errand.message()
            if not any(file.document is not None for file in shown.attachments()):
                return errand.content(self._words, shown)
            return await unbroken(asyncio.to_thread(errand.content, self._words, shown))
        except asyncio.CancelledError:
            await unbroken(self._record(errand, NOTHING_SENT, errand.claim.message_ids, ""))
            raise
        except Unreadable as unreadable:
            reason = str(unreadable)
        except Exception as error:  # noqa: BLE001  A template's bug. Its own text may hold people's words.
            reason = "it cannot be rendered: {error} in {where}".format(**what_and_where(error))
        await unbroken(self._park(errand, reason))
        return None

    async def _attempt(self, errand: Errand, messenger: Messenger, content: Content) -> None:
        attempt = Attempt(messenger, errand.claim, content, self._clock())
        outcome: Outcome
        try:
            async with asyncio.timeout(SEND_SECONDS):
                outcome = await attempt.make()
        except asyncio.CancelledError:
            cut_short = Unknown("stopped while it was being sent")
            await unbroken(self._record(errand, cut_short, attempt.ids, content.fingerprint))
            raise
        except TimeoutError:
            outcome = Unknown(f"no answer within {SEND_SECONDS:g} s")
        except Exception as error:  # noqa: BLE001  A messenger does not raise; what a bug has sent is unknown.
            log_failure("a messenger failed", error, slot=errand.claim.id, place=errand.claim.place)
            outcome = Unknown(type(error).__name__)
        await unbroken(self._record(errand, outcome, attempt.ids, content.fingerprint))

    async def _record(self, errand: Errand, outcome: Outcome, ids: tuple[str, ...], fingerprint: str) -> None:
        """Write down the outcome. While the database is away it is kept here: nobody else knows it."""
        while True:
            try:
                async with self._database.begin() as tx:
                    await self._consequences.record(tx, errand, outcome, ids, fingerprint, self._clock())
            except Exception as error:  # noqa: BLE001  A bug must not leave the row in flight for ever.
                if is_outage(error):
                    log_failure("the database is away", error, slot=errand.claim.id)
                    if await self._may_ask_again():
                        continue
                    return
                log_failure("an outcome cannot be recorded", error, slot=errand.claim.id)
                await self._park(
                    errand, "its outcome cannot be recorded: {error} in {where}".format(**what_and_where(error))
                )
                return
            else:
                return

    async def _may_ask_again(self) -> bool:
        """Wait a little; False when there is no time for that: after the next start the row counts as unknown."""
        try:
            async with asyncio.timeout(RECORD_AGAIN_SECONDS):
                await self._hurrying.wait()
        except TimeoutError:
            return True
        return False

    async def _park(self, errand: Errand, reason: str) -> None:
        async with self._database.begin() as tx:
            await self._consequences.give_up(tx, errand.claim, reason, self._clock())


def what_and_where(error: BaseException) -> dict[str, str]:
    """An error without its own text, which may hold people's words."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = f"{last[0].filename.rpartition('/')[2]}:{last[0].lineno}" if last else "?"
    return {"error": type(error).__name__, "where": where}


def log_failure(what: str, error: BaseException, **ids: Any) -> None:
    """A failure that nobody expected, with ids and without anybody's words."""
    log.error(what, **ids, **what_and_where(error))
