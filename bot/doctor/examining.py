"""Looks at everything in turn: settings, database, each messenger, the clock."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

import aiohttp
from pydantic import SecretStr

from bot.doctor.finding import Finding
from bot.messengers.asking import Heard
from bot.messengers.slack.checkup import SlackCheckup
from bot.messengers.telegram.checkup import TelegramCheckup
from bot.settings import Settings, SlackMode, TelegramMode
from bot.storage.transaction import Database
from bot.storage.upkeep import head, revision_of
from rituals.ports import Clock
from rituals.team import Place, Team, messenger_of
from rituals.vacancies import Vacancy, vacancies

SKEW_ALLOWED = timedelta(seconds=30)
"""Slack refuses what is five minutes off (docs.slack.dev/authentication/verifying-requests-from-slack), and people
notice much less. A `Date` header is whole seconds, and the answer took its time."""


async def examine(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """All findings, each as soon as it is known; the settings are right. Nothing is written anywhere."""
    yield Finding("settings")
    places: Sequence[Place] = ()
    async for found in _database(settings, clock):
        if isinstance(found, Finding):
            yield found
        else:
            places = found
    told: list[tuple[str, Heard, datetime]] = []
    async with aiohttp.ClientSession(trust_env=True) as session:
        for visit, messenger in _visits(settings, session):
            mine = [place for place in places if messenger_of(place) == messenger]
            async for finding in visit.findings(mine):
                told += [(messenger, heard, clock()) for heard in visit.told]
                visit.told.clear()
                yield finding
    for finding in _clocks(told):
        yield finding


async def _database(settings: Settings, clock: Clock) -> AsyncIterator[Finding | Sequence[Place]]:
    try:
        found = await revision_of(settings.database_url)
    except Exception as error:  # noqa: BLE001  Whatever it is, the database cannot be opened.
        yield Finding(
            "database",
            wrong=f"it cannot be opened ({type(error).__name__})",
            mend="Check LETUCHKA_DATABASE_URL: is the database there, and may this user write to it?",
        )
        return
    if found is None:
        yield Finding(
            "database", wrong="it is empty", mend="Run `letuchka db upgrade`, then `letuchka team import FILE`."
        )
        return
    if found != head():
        mend = "Run `letuchka db upgrade`." if found < head() else "Install the program that wrote it, or a newer one."
        yield Finding("database", wrong=f"version {found}, this program needs {head()}", mend=mend)
        return
    database = Database(settings.database_url, clock)
    try:
        async with database.read() as tx:
            teams = await tx.teams.all()
            chats = [chat for team in teams for chat in await tx.teams.chats(team.id)]
            vacant = [(team, vacancy) for team in teams for vacancy in await vacancies(tx, team)]
    finally:
        await database.close()
    yield Finding("database", f"version {found}")
    yield _teams(teams, len(chats))
    for team, vacancy in vacant:
        yield _vacant(team, vacancy)
    yield tuple(chat.place for chat in chats)


def _teams(teams: Sequence[Team], chats: int) -> Finding:
    if not teams:
        return Finding(
            "teams", wrong="there is none", mend="Run `letuchka team import FILE` (docs/reference/team-file.md)."
        )
    if not chats:
        return Finding(
            "teams", wrong="no chat belongs to them", mend="Name the chats in the team file and import it again."
        )
    return Finding("teams", ", ".join(team.name for team in teams))


def _vacant(team: Team, vacancy: Vacancy) -> Finding:
    role, waits = vacancy.role.upper(), ", ".join(name for _, name in vacancy.waits)
    return Finding(
        f"{team.name}: {role}",
        wrong=f"nobody has this role, and {waits} cannot do without",
        mend=f"An admin names the {role}: /rituals in the chat, or `role: {vacancy.role}` in the team file.",
    )


def _visits(settings: Settings, session: aiohttp.ClientSession) -> list[tuple[TelegramCheckup | SlackCheckup, str]]:
    visits: list[tuple[TelegramCheckup | SlackCheckup, str]] = []
    if settings.telegram_token is not None:
        webhook = settings.telegram_mode is TelegramMode.WEBHOOK
        url = f"{settings.public_url}/telegram/webhook" if webhook else None
        token = settings.telegram_token.get_secret_value()
        visits.append((TelegramCheckup(session, token, settings.telegram_api_url, url), "telegram"))
    if settings.slack_bot_token is not None:
        socket = settings.slack_mode is SlackMode.SOCKET
        app_token = _secret(settings.slack_app_token) if socket else None
        bot_token = settings.slack_bot_token.get_secret_value()
        visits.append((SlackCheckup(session, bot_token, app_token, settings.slack_api_url), "slack"))
    return visits


def _secret(value: SecretStr | None) -> str | None:
    return value.get_secret_value() if value is not None else None


def _clocks(told: Sequence[tuple[str, Heard, datetime]]) -> list[Finding]:
    """How far this machine's clock is from the messengers', by the `Date` of their answers."""
    skews = [(messenger, heard.told_at - here) for messenger, heard, here in told if heard.told_at is not None]
    if not skews:
        return []
    messenger, skew = max(skews, key=lambda one: abs(one[1]))
    seconds = round(abs(skew).total_seconds())
    if abs(skew) <= SKEW_ALLOWED:
        return [Finding("clock", f"{seconds} s from {messenger}’s at most")]
    way = "behind" if skew > timedelta(0) else "ahead of"
    mend = "Let the machine set its clock by NTP, for example `timedatectl set-ntp true`."
    return [Finding("clock", wrong=f"this machine is {seconds} s {way} {messenger}", mend=mend)]
