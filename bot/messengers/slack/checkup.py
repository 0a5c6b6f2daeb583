"""What the doctor looks at in Slack: the tokens, the scopes, the socket, the channels of the teams."""

from collections.abc import AsyncIterator, Sequence

import aiohttp

from bot.doctor.finding import Finding
from bot.messengers.asking import Heard, NoAnswer, asked
from bot.messengers.slack.keys import last_part
from bot.messengers.slack.manifest import SCOPES
from rituals.team import Place

_REINSTALL = "api.slack.com/apps → the app → OAuth & Permissions → add the scopes, then *Reinstall to Workspace*."


class SlackCheckup:
    """One visit. `told` are the answers, for whoever wants to compare clocks."""

    def __init__(self, session: aiohttp.ClientSession, bot_token: str, app_token: str | None, api_url: str) -> None:
        self._session = session
        self._bot_token = bot_token
        self._app_token = app_token
        self._api_url = api_url
        self.told: list[Heard] = []

    async def findings(self, places: Sequence[Place]) -> AsyncIterator[Finding]:
        """One by one; without a token that Slack knows there is nothing more to look at."""
        try:
            me = await self._ask("auth.test")
        except NoAnswer as error:
            yield Finding(
                "Slack: access",
                wrong=f"{self._api_url} does not answer ({error})",
                mend="Let this machine reach that address by HTTPS, or set LETUCHKA_SLACK_API_URL.",
            )
            return
        yield Finding("Slack: access", self._api_url)
        if not me.body.get("ok"):
            yield Finding(
                "Slack: bot token",
                wrong=_words(me),
                mend="Copy it from api.slack.com/apps → the app → OAuth & Permissions into LETUCHKA_SLACK_BOT_TOKEN.",
            )
            return
        yield Finding("Slack: bot token", f"{me.body.get('user', '?')} in {me.body.get('team', '?')}")
        yield _scopes(me)
        try:
            if self._app_token is not None:
                yield await self._socket(self._app_token)
            for place in places:
                yield await self._channel(place, str(me.body.get("team_id", "")))
        except NoAnswer as error:
            yield Finding("Slack: rights", wrong=f"it stopped answering ({error})", mend="Run `letuchka doctor` again.")

    async def _ask(self, method: str, token: str | None = None, **values: str) -> Heard:
        heard = await asked(self._session, f"{self._api_url}{method}", values, token or self._bot_token)
        self.told.append(heard)
        return heard

    async def _socket(self, app_token: str) -> Finding:
        opened = await self._ask("apps.connections.open", app_token)
        if opened.body.get("ok"):
            return Finding("Slack: app token", "Socket Mode")
        return Finding(
            "Slack: app token",
            wrong=_words(opened),
            mend="api.slack.com/apps → the app → Basic Information → App-Level Tokens: one with connections:write, into"
            " LETUCHKA_SLACK_APP_TOKEN; and Socket Mode switched on.",
        )

    async def _channel(self, place: Place, workspace: str) -> Finding:
        about = f"Slack: channel {place}"
        if not place.startswith(f"slack:{workspace}/"):
            return Finding(
                about, wrong="it is in another workspace than the token", mend="Correct the id in the team file."
            )
        info = await self._ask("conversations.info", channel=last_part(place))
        if not info.body.get("ok"):
            mend = "Invite the bot there (/invite @letuchka), or correct the id in the team file."
            return Finding(about, wrong=_words(info), mend=mend)
        channel = info.body.get("channel", {})
        if channel.get("is_archived"):
            return Finding(
                about, wrong="the channel is archived", mend="Unarchive it, or name another in the team file."
            )
        if not channel.get("is_member"):
            return Finding(about, wrong="the bot is not in this channel", mend="In the channel: /invite @letuchka")
        return Finding(about, f"#{channel.get('name', '?')}")


def _scopes(me: Heard) -> Finding:
    """Slack tells the scopes of a token with every answer (docs.slack.dev/authentication/installing-with-oauth)."""
    granted = {scope.strip() for scope in me.headers.get("X-OAuth-Scopes", "").split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    if missing:
        return Finding("Slack: scopes", wrong=f"missing: {', '.join(missing)}", mend=_REINSTALL)
    return Finding("Slack: scopes", f"all {len(SCOPES)}")


def _words(heard: Heard) -> str:
    return f"Slack says: {heard.body.get('error') or heard.status}"
