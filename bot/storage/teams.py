"""Teams and their chats in the database."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, delete, select, update

from bot.storage import places
from bot.storage.people import people_with_accounts
from bot.storage.sql import Sql
from bot.storage.tables import accounts, chats, people, person_accounts, teams
from rituals.team import AccountKey, Chat, ChatId, Person, Place, Team, TeamId, messenger_of


class UnknownTeam(LookupError):  # noqa: N818  It names the situation.
    """There is no team of that id: a programmer's error, never a person's."""


class TeamRows:
    """The teams; see rituals.ports.Teams."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def get(self, team: TeamId) -> Team:
        """Raises UnknownTeam."""
        row = await self._sql.first(select(teams).where(teams.c.id == team))
        if row is None:
            raise UnknownTeam(team)
        return team_of(row)

    async def at(self, place: Place) -> tuple[Team, Chat] | None:
        """The team that a chat is bound to. A topic of its own wins over the group that it is in."""
        bound = select(chats).where(chats.c.place.in_(_itself_and_group(place)))
        rows = [_chat(row) for row in await self._sql.all(bound)]
        if not rows:
            return None
        chat = max(rows, key=lambda chat: len(chat.place))
        return await self.get(chat.team), chat

    async def of(self, account: AccountKey) -> Sequence[tuple[Team, Person]]:
        """The teams in which this account is an active person, by id."""
        theirs = select(person_accounts.c.person_id).where(person_accounts.c.account == account)
        found = await people_with_accounts(self._sql, people.c.id.in_(theirs), people.c.active)
        rows = await self._sql.all(select(teams).where(teams.c.id.in_({person.team for person in found})))
        by_id = {row.id: team_of(row) for row in rows}
        return [(by_id[person.team], person) for person in sorted(found, key=lambda person: person.team)]

    async def chosen(self, account: AccountKey) -> TeamId | None:
        """The team that an account of several teams means in private."""
        team: int | None = await self._sql.value(select(accounts.c.chosen_team_id).where(accounts.c.account == account))
        return None if team is None else TeamId(team)

    async def choose(self, account: AccountKey, team: TeamId) -> None:
        """Remember that the account means this team in private."""
        await self._sql.put(accounts, [{"account": account, "chosen_team_id": team}])

    async def gone(self, place: Place, why: str) -> TeamId | None:
        """Nothing can be posted in this chat any more; what was on its way there is given up. None: no team's chat."""
        await places.gone(self._sql, place, why)
        team: int | None = await self._sql.value(select(chats.c.team_id).where(chats.c.place == place))
        return None if team is None else TeamId(team)

    async def back_in(self, place: Place) -> None:
        """The chat can be written to again; what it missed lately is due."""
        await places.revive(self._sql, place, self._sql.now())

    async def chats(self, team: TeamId) -> Sequence[Chat]:
        """All chats by id, those that are gone too."""
        rows = await self._sql.all(select(chats).where(chats.c.team_id == team).order_by(chats.c.id))
        return [_chat(row) for row in rows]

    async def all(self) -> Sequence[Team]:
        return [team_of(row) for row in await self._sql.all(select(teams).order_by(teams.c.id))]

    async def add(self, team: Team) -> Team:
        """Store a new team (its id is ignored)."""
        number = await self._sql.value(teams.insert().values(_team_values(team)).returning(teams.c.id))
        return replace(team, id=TeamId(number))

    async def save(self, team: Team) -> None:
        await self._sql.run(update(teams).where(teams.c.id == team.id).values(_team_values(team)))

    async def bind(self, chat: Chat) -> Chat | None:
        """Store a new chat (its id is ignored); None if its place belongs to a team already."""
        insert = (
            self._sql.insert(chats).values(_chat_values(chat)).on_conflict_do_nothing(index_elements=[chats.c.place])
        )
        number = await self._sql.value(insert.returning(chats.c.id))
        return None if number is None else replace(chat, id=ChatId(number))

    async def save_chat(self, chat: Chat) -> None:
        """Change a chat of its team."""
        mine = (chats.c.id == chat.id) & (chats.c.team_id == chat.team)
        await self._sql.run(update(chats).where(mine).values(_chat_values(chat)))

    async def unbind(self, team: TeamId, chat: ChatId) -> None:
        """The chat belongs to the team no more."""
        await self._sql.run(delete(chats).where(chats.c.id == chat, chats.c.team_id == team))


def _itself_and_group(place: Place) -> list[str]:
    """A Telegram topic `telegram:-100…/5` and the group around it; the slash of a Slack place is no topic."""
    group, slash, _topic = place.partition("/")
    return [place, group] if slash and messenger_of(place) == "telegram" else [place]


def team_of(row: Row[Any]) -> Team:
    """A row of `teams` as a team."""
    return Team(
        TeamId(row.id),
        row.name,
        row.locale,
        row.timezone,
        row.holidays,
        row.market,
        row.days_off,
        row.working_days,
    )


def _team_values(team: Team) -> dict[str, Any]:
    return {
        "name": team.name,
        "locale": team.locale,
        "timezone": team.timezone,
        "holidays": team.holidays,
        "market": team.market,
        "days_off": team.days_off,
        "working_days": team.working_days,
    }


def _chat(row: Row[Any]) -> Chat:
    return Chat(ChatId(row.id), TeamId(row.team_id), Place(row.place), row.audience, row.locale, row.gone)


def _chat_values(chat: Chat) -> dict[str, Any]:
    return {
        "team_id": chat.team,
        "place": chat.place,
        "audience": chat.audience,
        "locale": chat.locale,
        "gone": chat.gone,
    }
