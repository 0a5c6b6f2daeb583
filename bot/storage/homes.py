"""Who has a home and where: it is a row of `slots` like any other, found by its name."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from bot.storage.slotstate import GIVEN_UP, SlotState
from bot.storage.sql import Sql
from bot.storage.tables import people, slots
from rituals.home import FORMER, HOME, home_slot
from rituals.team import AccountKey, PersonId, Place, TeamId, home_place


class HomeRows:
    """Homes; see rituals.ports.Homes."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def of(self, team: TeamId) -> Sequence[tuple[PersonId, AccountKey]]:
        """The homes of a team that can be reached, those of people who have left too; one a person and messenger."""
        members = await self._sql.all(select(people.c.id).where(people.c.team_id == team).order_by(people.c.id))
        names = {home_slot(PersonId(row.id)): PersonId(row.id) for row in members}
        there = slots.c.slot.in_(names) & slots.c.state.not_in(GIVEN_UP)
        rows = await self._sql.all(select(slots.c.slot, slots.c.place).where(there).order_by(slots.c.id))
        return [(names[row.slot], AccountKey(row.place.removesuffix("/home"))) for row in rows]

    async def make_room(self, account: AccountKey) -> Sequence[str]:
        """An account's home is posted anew; the slots in which its former ones stand from now on.

        A tab is simply painted over. A message that is on its way is left alone: it will be the newest anyway.
        """
        place = home_place(account)
        here = (slots.c.place == place) & slots.c.slot.startswith(f"{HOME}:") & (slots.c.state != SlotState.SENDING)
        nowhere = here if place != Place(account) else here & (slots.c.message_ids == "[]")
        await self._sql.run(delete(slots).where(nowhere))
        former = [row.id for row in await self._sql.all(select(slots.c.id).where(here))]
        for number in former:
            await self._sql.run(update(slots).where(slots.c.id == number).values(slot=_former(number)))
        return [_former(number) for number in former]


def _former(number: int) -> str:
    return f"{FORMER}:{number}"
