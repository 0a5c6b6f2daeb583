"""Who the bot is in Slack: asked once, kept for good; and one clear word when the token is wrong."""

import asyncio
from dataclasses import dataclass

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.messengers.slack.api import Refused, call
from bot.messengers.slack.results import TOKEN_DEAD

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Identity:
    """The workspace (`url`: its address with a slash at its end, `name`: what it is called), the bot's ids in it."""

    team: str
    user: str
    bot: str
    url: str
    name: str = ""

    def permalink(self, channel: str, ts: str, thread: str | None = None) -> str:
        """The link to a message, of the form that chat.getPermalink answers; made without a call."""
        link = f"{self.url}archives/{channel}/p{ts.replace('.', '')}"
        return f"{link}?thread_ts={thread}&cid={channel}" if thread and thread != ts else link


class Passport:
    """Holds the identity once auth.test has told it: bolt alone would ask at every request."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._identity: Identity | None = None
        self._asking = asyncio.Lock()
        self._complained = ""

    @property
    def known(self) -> Identity | None:
        return self._identity

    async def show(self) -> Identity:
        """The identity. Raises SlackTrouble while Slack cannot be asked, or refuses the token."""
        async with self._asking:
            if self._identity is None:
                self._identity = await self._ask()
            return self._identity

    async def _ask(self) -> Identity:
        try:
            answer = await call(self._client.auth_test())
        except Refused as refused:
            self.complain(refused)
            raise
        name = str(answer.get("team") or "")
        identity = Identity(answer["team_id"], answer["user_id"], answer.get("bot_id", ""), answer.get("url", ""), name)
        log.info("slack: the bot is known", team=identity.team, workspace=answer.get("team"), bot=answer.get("user"))
        return identity

    def complain(self, refused: Refused, setting: str = "LETUCHKA_SLACK_BOT_TOKEN") -> None:
        """One line that names the setting, however often it is tried again."""
        complaint = f"{setting}:{refused.code}"
        if refused.code in TOKEN_DEAD and complaint != self._complained:
            self._complained = complaint
            log.error(
                "Slack refuses a token: take it again from the app's page (api.slack.com/apps) and restart; "
                "everything else goes on meanwhile",
                setting=setting,
                refusal=refused.code,
            )
