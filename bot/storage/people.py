"""People, their accounts and absences in the database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select, update

from bot.storage import patience
from bot.storage.merging import merge
from bot.storage.setup_tables import told_names
from bot.storage.sql import Sql
from bot.storage.tables import absences, accounts, people, person_accounts
from rituals.team import Absence, AccountKey, Person, PersonId, TeamId, messenger_of

_ONE_DAY = timedelta(days=1)


class PeopleRows:
    """The people of teams; see rituals.ports.People."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def of(self, team: TeamId) -> Sequence[Person]:
        """All people, those who left too, by id."""
        return await people_with_accounts(self._sql, people.c.team_id == team)

    async def add(self, person: Person) -> Person:
        """Store a new person (its id is ignored) with the accounts."""
        number = await self._sql.value(people.insert().values(_values(person)).returning(people.c.id))
        added = replace(person, id=PersonId(number))
        await self._put_accounts(added)
        return added

    async def save(self, person: Person) -> None:
        """Change a person and the set of accounts; an account that another person of the team has moves over."""
        mine = (people.c.id == person.id) & (people.c.team_id == person.team)
        if await self._sql.count(update(people).where(mine).values(_values(person))):
            await self._sql.run(delete(person_accounts).where(person_accounts.c.person_id == person.id))
            await self._put_accounts(person)

    async def reachable(self, account: AccountKey) -> bool:
        """Whether a private message has a chance."""
        known: bool | None = await self._sql.value(select(accounts.c.reachable).where(accounts.c.account == account))
        return _has_a_chance(messenger_of(account), known)

    async def reached(self, team: TeamId) -> frozenset[AccountKey]:
        """The accounts of a team that a private message has a chance to reach."""
        known = (
            select(person_accounts.c.account, person_accounts.c.messenger, accounts.c.reachable)
            .join(accounts, accounts.c.account == person_accounts.c.account, isouter=True)
            .where(person_accounts.c.team_id == team)
        )
        rows = await self._sql.all(known)
        return frozenset(AccountKey(row.account) for row in rows if _has_a_chance(row.messenger, row.reachable))

    async def called(self, account: AccountKey, name: str) -> str | None:
        """Remember what a messenger calls an account; what it called it before."""
        before: str | None = await self._sql.value(select(told_names.c.name).where(told_names.c.account == account))
        await self._sql.put(told_names, [{"account": account, "name": name}])
        return before

    async def merge(self, into: Person, other: Person) -> None:
        """Two persons of one team are one human: what `other` did, owns and uses is `into`'s; `other` leaves."""
        await merge(self._sql, into, other)

    async def absences(self, team: TeamId, first: date, last: date) -> Sequence[Absence]:
        """Absences that touch these days, by person and first day."""
        touching = (
            select(absences)
            .join(people, people.c.id == absences.c.person_id)
            .where(people.c.team_id == team, absences.c.first <= last, absences.c.last >= first)
            .order_by(absences.c.person_id, absences.c.first)
        )
        return [Absence(PersonId(row.person_id), row.first, row.last) for row in await self._sql.all(touching)]

    async def be_away(self, absence: Absence) -> None:
        """Keep an absence; it takes the place of those that it overlaps, whose days before it stay.

        One that ends before it begins takes all back that is later than its first day. What was kept for their return
        comes when that is by now.
        """
        ends = absence.last if absence.last >= absence.first else date.max
        theirs = (absences.c.person_id == absence.person) & (absences.c.first <= ends)
        await self._sql.run(delete(absences).where(theirs, absences.c.first >= absence.first))
        begun_before = update(absences).where(theirs, absences.c.last >= absence.first)
        await self._sql.run(begun_before.values(last=absence.first - _ONE_DAY))
        if absence.last >= absence.first:
            values = {"person_id": absence.person, "first": absence.first, "last": absence.last}
            await self._sql.run(absences.insert().values(values))
        await patience.reconsider(self._sql, absence.person)

    async def _put_accounts(self, person: Person) -> None:
        rows = [
            {
                "team_id": person.team,
                "account": account,
                "person_id": person.id,
                "messenger": messenger_of(account),
                "position": position,
            }
            for position, account in enumerate(person.accounts)
        ]
        await self._sql.put(person_accounts, rows)


async def people_with_accounts(sql: Sql, *where: ColumnElement[bool]) -> list[Person]:
    """People by id, each with the accounts in their order."""
    rows = await sql.all(
        select(people, person_accounts.c.account)
        .join(person_accounts, person_accounts.c.person_id == people.c.id, isouter=True)
        .where(*where)
        .order_by(people.c.id, person_accounts.c.position)
    )
    accounts: dict[int, list[AccountKey]] = {}
    for row in rows:
        accounts.setdefault(row.id, []).extend([] if row.account is None else [AccountKey(row.account)])
    return [person_of(row, tuple(accounts[row.id])) for row in {row.id: row for row in rows}.values()]


def person_of(row: Row[Any], accounts: tuple[AccountKey, ...]) -> Person:
    """A row of `people` as a person."""
    return Person(
        id=PersonId(row.id),
        team=TeamId(row.team_id),
        name=row.name,
        department=row.department,
        role=row.role,
        admin=row.admin,
        accounts=accounts,
        locale=row.locale,
        timezone=row.timezone,
        active=row.active,
        joined=row.joined,
    )


def _has_a_chance(messenger: str, known: bool | None) -> bool:
    """Of whom nothing is known: Slack lets a bot write first, Telegram does not.

    Source: core.telegram.org/bots#how-do-bots-work.
    """
    return messenger != "telegram" if known is None else known


def _values(person: Person) -> dict[str, Any]:
    return {
        "team_id": person.team,
        "name": person.name,
        "department": person.department,
        "role": person.role,
        "admin": person.admin,
        "locale": person.locale,
        "timezone": person.timezone,
        "active": person.active,
        "joined": person.joined,
    }
