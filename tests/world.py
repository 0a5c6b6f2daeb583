"""The small world of every test: the team "Original Works", its two chats, six people and the Monday stand-up."""

from dataclasses import dataclass
from datetime import timedelta

from bot.storage.transaction import Database, SqlTransaction
from rituals.calendar import Schedule
from rituals.kinds import options_of
from rituals.team import (
    AccountKey,
    Audience,
    Chat,
    ChatId,
    Department,
    Market,
    Person,
    PersonId,
    Place,
    Role,
    Team,
    TeamId,
)
from rituals.timeline import Ritual, RitualId

TELEGRAM_CHAT = Place("telegram:-1001234567890")
SLACK_CHAT = Place("slack:T0000001/C0000001")


@dataclass(frozen=True, slots=True)
class World:
    """Everybody and everything by name."""

    team: Team
    telegram: Chat
    slack: Chat
    anna: Person
    boris: Person
    vera: Person
    gleb: Person
    darya: Person
    egor: Person
    monday: Ritual

    @property
    def people(self) -> tuple[Person, ...]:
        return (self.anna, self.boris, self.vera, self.gleb, self.darya, self.egor)


async def a_team(into: SqlTransaction | Database) -> World:
    """Store the world, in this transaction or in one of its own."""
    if isinstance(into, Database):
        async with into.begin() as tx:
            return await a_team(tx)
    team = await into.teams.add(Team(TeamId(0), "Original Works", "ru", "Europe/Moscow", "RU", Market.B2B))
    return World(
        team=team,
        telegram=await a_chat(into, team, TELEGRAM_CHAT),
        slack=await a_chat(into, team, SLACK_CHAT),
        anna=await _person(into, team, "Анна Петрова", Department.MARKETING, "1001", "U0000001", Role.CMO, admin=True),
        boris=await _person(into, team, "Борис Смирнов", Department.SALES, "1002", None, Role.CCO),
        vera=await _person(into, team, "Вера Орлова", Department.MARKETING, None, "U0000003"),
        gleb=await _person(into, team, "Глеб Фёдоров", Department.SALES, "1004", None),
        darya=await _person(into, team, "Дарья Ким", Department.SALES, "1005", "U0000005"),
        egor=await _person(into, team, "Егор Лис", Department.MARKETING, "1006", None, locale="en"),
        monday=await a_ritual(into, team),
    )


async def another_team(tx: SqlTransaction) -> World:
    """A second team of the same shape: nothing of it may ever be seen from the first."""
    team = await tx.teams.add(Team(TeamId(0), "Other Works", "en", "Europe/Berlin", None, Market.B2C))

    async def person(name: str, department: Department, account: str, role: Role | None = None) -> Person:
        return await _person(tx, team, name, department, account, None, role)

    return World(
        team=team,
        telegram=await a_chat(tx, team, Place("telegram:-1009999999999")),
        slack=await a_chat(tx, team, Place("slack:T0000009/C0000009")),
        anna=await person("Ann", Department.MARKETING, "9001", Role.CMO),
        boris=await person("Bob", Department.SALES, "9002", Role.CCO),
        vera=await person("Vic", Department.MARKETING, "9003"),
        gleb=await person("Glen", Department.SALES, "9004"),
        darya=await person("Dora", Department.SALES, "9005"),
        egor=await person("Ed", Department.MARKETING, "9006"),
        monday=await a_ritual(tx, team),
    )


async def a_chat(tx: SqlTransaction, team: Team, place: Place, audience: Audience = Audience.COMMON) -> Chat:
    """Bind a chat to the team."""
    chat = await tx.teams.bind(Chat(ChatId(0), team.id, place, audience))
    assert chat is not None
    return chat


async def a_ritual(tx: SqlTransaction, team: Team, name: str = "monday") -> Ritual:
    """A stand-up on Mondays at 10:00, half an hour."""
    schedule = Schedule.parse(every="week", on="mon", at="10:00", timezone=team.timezone, day_off="next workday")
    ritual = Ritual(
        RitualId(0), team.id, name, "standup", schedule, timedelta(minutes=30), options=options_of("standup")()
    )
    return await tx.rituals.add(ritual)


async def _person(
    tx: SqlTransaction,
    team: Team,
    name: str,
    department: Department,
    telegram: str | None,
    slack: str | None,
    role: Role | None = None,
    *,
    admin: bool = False,
    locale: str | None = None,
) -> Person:
    accounts = [f"telegram:{telegram}"] if telegram else []
    accounts += [f"slack:T0000001/{slack}"] if slack else []
    keys = tuple(AccountKey(account) for account in accounts)
    return await tx.people.add(Person(PersonId(0), team.id, name, department, role, admin, keys, locale))
