"""What each outcome of an attempt changes: the slot's row, how fast we go on, what we know of people and chats."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.delivery.attempt import GaveUp, Outcome, Patience
from bot.delivery.errand import Errand
from bot.delivery.pacing import Pacer
from bot.delivery.troubles import Troubles
from bot.messengers.port import Cause, Later, Moved, Never, Shown, Unknown
from bot.storage.slots import ClaimedSlot, DeadCause
from bot.storage.transaction import SqlTransaction
from rituals.notices import chat_is_gone
from rituals.team import AccountKey, Place, messenger_of

LOOK_AFTER = timedelta(seconds=2)
"""A post whose answer was lost may still be on its way: so long nobody looks for it."""

TOKEN_REST = timedelta(seconds=60)
"""How often a messenger with a dead token is tried again: a new token may have been set meanwhile."""

TOKEN_SETTINGS = {"telegram": "LETUCHKA_TELEGRAM_TOKEN", "slack": "LETUCHKA_SLACK_BOT_TOKEN"}

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Figures:
    """How often what happened since the start, for the metrics."""

    shown: int = 0
    later: int = 0
    unknown: int = 0
    given_up: int = 0
    late: int = 0
    readdressed: int = 0
    throttled: int = 0
    """429: the messenger asked to be left alone for a while. Counted in `later` too."""

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return ((field.name, getattr(self, field.name)) for field in fields(self))


class Consequences:
    """Writes down what became of an errand, in one transaction; knows nothing of how it was tried."""

    def __init__(self, pacers: Mapping[str, Pacer], troubles: Troubles, messengers: Collection[str]) -> None:
        self.figures = Figures()
        self._pacers = pacers
        self._troubles = troubles
        self._messengers = messengers

    async def record(
        self,
        tx: SqlTransaction,
        errand: Errand,
        outcome: Outcome,
        ids: tuple[str, ...],
        fingerprint: str,
        now: datetime,
    ) -> None:
        """`ids` are the messages that surely stood when the attempt ended; () while something was being posted."""
        claim = errand.claim
        match outcome:
            case Shown():
                await self._shown(tx, claim, outcome.ids, fingerprint, now)
            case Later():
                await self._later(tx, claim, outcome, ids, now)
            case Unknown() if ids:
                again = Later(timedelta(0), outcome.reason)
                await self._later(tx, claim, again, _joined(ids, outcome.ids), now)
            case Unknown():
                self.figures.unknown += 1
                log.warning("the answer was lost", slot=claim.id, place=claim.place, reason=outcome.reason)
                await tx.slots.record_unknown(claim, outcome.ids, outcome.reason, now, LOOK_AFTER)
            case Patience():
                await tx.slots.keep_unknown(claim, now, outcome.wait)
            case GaveUp():
                await self.give_up(tx, claim, outcome.reason, now)
            case Moved():
                log.info("the chat has moved", old=claim.place, new=outcome.to)
                await tx.slots.record_later(claim, timedelta(0), "the chat has moved", now, ids)
                await tx.slots.rewrite_place(claim.place, outcome.to)
            case Never():
                await self._never(tx, errand, outcome, ids, now)
            case _:
                assert_never(outcome)

    async def give_up(
        self, tx: SqlTransaction, claim: ClaimedSlot, reason: str, now: datetime, cause: DeadCause | None = None
    ) -> None:
        """Park a row: it stays, with the reason, and those behind it go on."""
        self.figures.given_up += 1
        self._troubles.over(claim.id)
        log.error("given up", slot=claim.id, place=claim.place, template=claim.template, reason=reason)
        await tx.slots.record_dead(claim, reason, now, cause)

    async def _shown(
        self, tx: SqlTransaction, claim: ClaimedSlot, ids: tuple[str, ...], fingerprint: str, now: datetime
    ) -> None:
        self.figures.shown += 1
        self._troubles.over(claim.id)
        await tx.slots.record_shown(claim, ids, now, fingerprint)

    async def _later(
        self, tx: SqlTransaction, claim: ClaimedSlot, later: Later, ids: tuple[str, ...], now: datetime
    ) -> None:
        self.figures.later += 1
        self.figures.throttled += later.limited
        seconds = self._troubles.pause(claim.id, later.wait.total_seconds())
        if later.wait or later.everywhere:
            self._pacers[messenger_of(claim.place)].rest(claim.place, seconds, everywhere=later.everywhere)
        if self._troubles.just_became_late(claim.id):
            self.figures.late += 1
            log.warning("late", slot=claim.id, place=claim.place, template=claim.template, reason=later.reason)
        await tx.slots.record_later(claim, timedelta(seconds=seconds), later.reason, now, ids)

    async def _never(
        self, tx: SqlTransaction, errand: Errand, never: Never, ids: tuple[str, ...], now: datetime
    ) -> None:
        match never.cause:
            case Cause.TOKEN_DEAD:
                await self._token_is_dead(tx, errand.claim, never, ids, now)
            case Cause.PERSON_UNREACHABLE | Cause.CHAT_GONE | Cause.NO_RIGHTS if errand.claim.person is not None:
                await self._person_is_unreachable(tx, errand, never, now)
            case Cause.CHAT_GONE | Cause.NO_RIGHTS | Cause.PERSON_UNREACHABLE:
                await self._chat_is_gone(tx, errand.claim, never, now)
            case Cause.REFUSED | Cause.MESSAGE_GONE:
                await self.give_up(tx, errand.claim, never.reason, now)
            case _:
                assert_never(never.cause)

    async def _token_is_dead(
        self, tx: SqlTransaction, claim: ClaimedSlot, never: Never, ids: tuple[str, ...], now: datetime
    ) -> None:
        """The messenger rests as a whole; nothing is lost, and a new token brings it all."""
        messenger = messenger_of(claim.place)
        setting = TOKEN_SETTINGS.get(messenger, messenger)
        log.error("the token is not accepted; check the setting", setting=setting, reason=never.reason)
        self._pacers[messenger].rest(claim.place, TOKEN_REST.total_seconds(), everywhere=True)
        await tx.slots.record_later(claim, TOKEN_REST, never.reason, now, ids)

    async def _person_is_unreachable(self, tx: SqlTransaction, errand: Errand, never: Never, now: datetime) -> None:
        """Remember it, and write to the person's other account if there is one that may be reached."""
        claim = errand.claim
        await tx.accounts.mark(AccountKey(claim.place), reachable=False)
        other = await self._other_account(tx, errand)
        if other is not None and await tx.slots.readdress(claim, other, now):
            self.figures.readdressed += 1
            self._troubles.over(claim.id)
            log.info("readdressed", slot=claim.id, old=claim.place, new=other)
            return
        await self.give_up(tx, claim, never.reason, now, DeadCause.UNREACHABLE)

    async def _other_account(self, tx: SqlTransaction, errand: Errand) -> Place | None:
        """Known reachable ones first, then those of whom nothing is known."""
        if errand.person is None or errand.claim.team is None:
            return None
        reachable = await tx.accounts.reachable(errand.claim.team)
        others = [
            account
            for account in errand.person.accounts
            if Place(account) != errand.claim.place
            and messenger_of(account) in self._messengers
            and reachable.get(account) is not False
        ]
        best = min(others, key=lambda account: reachable.get(account) is None, default=None)
        return None if best is None else Place(best)

    async def _chat_is_gone(self, tx: SqlTransaction, claim: ClaimedSlot, never: Never, now: datetime) -> None:
        """Nothing more is posted there; one admin is told, once."""
        await self.give_up(tx, claim, never.reason, now, DeadCause.UNREACHABLE)
        team = await tx.slots.chat_gone(claim.place, never.reason)
        if team is not None:
            log.warning("the chat cannot be written to", place=claim.place, team=team, reason=never.reason)
            await chat_is_gone(tx, team, claim.place, never.reason, now)


def _joined(known: tuple[str, ...], further: tuple[str, ...]) -> tuple[str, ...]:
    return known + tuple(message for message in further if message not in known)
