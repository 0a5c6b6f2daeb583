"""News about the bot's own place: it was added to a group or removed, became an admin, was blocked or let in again."""

from dataclasses import replace

from bot.desk import Answer, Desk, Incoming
from bot.messengers.telegram.answers import Answers
from bot.messengers.telegram.heard import Arrival, Departure, Membership, Migration
from bot.messengers.telegram.ranks import Ranks
from bot.storage.transaction import Database, SqlTransaction
from rituals.ports import Clock
from rituals.roster import LEFT_CHAT

ADDED = "chat.added"
REMOVED = "chat.removed"
GONE = "account.gone"
CAME = "account.came"


class Members:
    """Tells the handlers of groups, and the storage of whom the bot can write to."""

    def __init__(self, desk: Desk, database: Database, answers: Answers, ranks: Ranks, clock: Clock) -> None:
        self._desk = desk
        self._database = database
        self._answers = answers
        self._ranks = ranks
        self._clock = clock

    async def take(self, change: Membership) -> None:
        """One change of the bot's membership."""
        self._ranks.forget(change.asked.spot.chat)
        match change.what:
            case "added":
                await self._report(change, ADDED)
            case "removed":
                await self._report(change, REMOVED)
            case "changed":
                await self._changed(change)
            case "blocked" | "unblocked":
                await self._reach(change, reachable=change.what == "unblocked")

    async def move(self, migration: Migration) -> None:
        """Everything that belongs to a group goes with it; the second report of it finds nothing to do."""
        async with self._database.begin() as tx:
            await tx.slots.rewrite_place(migration.old, migration.new)

    async def see_off(self, departure: Departure) -> None:
        """Somebody is not in the group any more."""
        request = replace(departure.request, args=(LEFT_CHAT,))
        await self._desk.handle(Incoming(departure.asked.key, request, event=GONE))

    async def welcome(self, arrival: Arrival) -> None:
        """People are in the group: who was of the team before may be again."""
        for asked, request in zip(arrival.asked, arrival.requests, strict=True):
            await self._desk.handle(Incoming(asked.key, request, event=CAME))

    async def _changed(self, change: Membership) -> None:
        """New rights may let the bot write again where it could not: then it is as if it had been added anew."""
        async with self._database.read() as tx:
            found = await tx.teams.at(change.asked.place)
        if found is not None and found[1].gone is not None:
            await self._report(change, ADDED)

    async def _report(self, change: Membership, event: str) -> None:
        async def revive(tx: SqlTransaction) -> None:
            if event == ADDED:
                await tx.slots.revive(change.asked.place, self._clock())

        request = replace(change.request, args=(change.title,))
        outcome = await self._desk.handle(Incoming(change.asked.key, request, event=event), revive)
        if isinstance(outcome, Answer) and not outcome.refusal:
            await self._answers.say_to_all(change.asked, outcome)

    async def _reach(self, change: Membership, *, reachable: bool) -> None:
        account, now = change.asked.account, self._clock()
        async with self._database.begin() as tx:
            await tx.inbox.first_time(change.asked.key, now)
            await tx.accounts.mark(account, reachable, now)
            if reachable:
                await tx.slots.revive(change.asked.place, now)
