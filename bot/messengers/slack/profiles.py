"""What people are called and which language they speak: from the team if it knows them, else from Slack, seldom."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from babel.core import get_global
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.messengers.slack.api import SlackTrouble, call
from bot.messengers.slack.keys import account_key
from bot.messengers.slack.library import Library
from handlers.registry import NO_STANDING, Standing
from rituals.ports import Clock
from rituals.team import AccountKey

log = structlog.get_logger(__name__)

FROM_SLACK = timedelta(hours=24)
FROM_TEAM = timedelta(minutes=10)
AFTER_FAILURE = timedelta(minutes=1)
PATIENCE = 1.0
"""Seconds that a request may wait for users.info: its answer is due within three."""
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Profile:
    """`locale` is the team's word or Slack's (`ru-RU`); None if nobody knows."""

    name: str
    locale: str | None = None


AGAIN_AFTER = timedelta(minutes=1)
"""So long a person's standing is remembered: a group of presses asks once."""


class Profiles:
    """A cache by account. People whom the team knows are never asked about in Slack."""

    def __init__(self, client: AsyncWebClient, library: Library, clock: Clock) -> None:
        self._client = client
        self._library = library
        self._clock = clock
        self._known: dict[AccountKey, tuple[datetime, Profile]] = {}
        self._standings: dict[AccountKey, tuple[datetime, Standing]] = {}

    def cached(self, account: AccountKey) -> Profile | None:
        until, profile = self._known.get(account, (None, None))
        return profile if until is not None and until > self._clock() else None

    async def of(self, team: str, user: str, fallback: str = "") -> Profile:
        """The profile; what the payload says (`fallback`) if neither team nor Slack can tell in a second."""
        account = account_key(team, user)
        known = self.cached(account)
        if known is not None:
            return known
        lasting, profile = await self._look_up(account, user, fallback)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[account] = (self._clock() + lasting, profile)
        return profile

    async def standing(self, team: str, user: str) -> Standing:
        """Whether somebody runs the workspace or is its guest, and where they are; nothing if Slack does not tell."""
        account = account_key(team, user)
        until, known = self._standings.get(account, (None, NO_STANDING))
        if until is not None and until > self._clock():
            return known
        try:
            answer = await call(self._client.users_info(user=user, include_locale=True), within=PATIENCE)
        except SlackTrouble as trouble:
            log.info("slack: a standing is not known", account=account, reason=str(trouble))
            return NO_STANDING
        standing = _standing(answer.get("user") or {})
        if len(self._standings) >= MOST:
            self._standings.clear()
        self._standings[account] = (self._clock() + AGAIN_AFTER, standing)
        return standing

    async def is_of_a_team(self, account: AccountKey) -> bool:
        """Whether some team has this account; nobody is, while the database is away."""
        return await self._of_team(account) is not None

    async def names(self, team: str, users: Iterable[str]) -> dict[str, str]:
        """Names for mentions that came without one."""
        wanted = list(users)
        found = await asyncio.gather(*(self.of(team, user, user) for user in wanted))
        return {user: profile.name for user, profile in zip(wanted, found, strict=True)}

    async def _look_up(self, account: AccountKey, user: str, fallback: str) -> tuple[timedelta, Profile]:
        known = await self._of_team(account)
        if known is not None:
            return FROM_TEAM, known
        try:
            answer = await call(self._client.users_info(user=user, include_locale=True), within=PATIENCE)
        except SlackTrouble as trouble:
            log.info("slack: a profile is not known", account=account, reason=str(trouble))
            return AFTER_FAILURE, Profile(fallback)
        told = answer.get("user") or {}
        name = (told.get("profile") or {}).get("real_name") or told.get("real_name") or told.get("name") or fallback
        return FROM_SLACK, Profile(str(name), told.get("locale"))

    async def _of_team(self, account: AccountKey) -> Profile | None:
        """None too while the database is away: the desk, which asks next, says so."""
        try:
            async with self._library.read() as tx:
                teams = await tx.teams.of(account)
        except SQLAlchemyError as error:
            log.warning("slack: a person is not looked up", error=type(error).__name__)
            return None
        if not teams:
            return None
        team, person = teams[0]
        return Profile(person.name, person.locale or team.locale)


def _standing(told: dict[str, Any]) -> Standing:
    """What users.info tells (docs.slack.dev/reference/objects/user-object)."""
    timezone = told.get("tz")
    country = get_global("zone_territories").get(timezone) if isinstance(timezone, str) else None
    return Standing(
        runs_chat=any(told.get(word) is True for word in ("is_admin", "is_owner", "is_primary_owner")),
        guest=any(told.get(word) is True for word in ("is_restricted", "is_ultra_restricted", "is_stranger")),
        timezone=timezone if isinstance(timezone, str) else None,
        country=country,
    )
