"""Events about the bot in its workspace: the token is taken back, the app is removed, a channel gets a new id."""

from typing import Any

import structlog

from bot.messengers.slack.identity import Identity
from bot.messengers.slack.keys import place_key
from bot.messengers.slack.library import Library

log = structlog.get_logger(__name__)

_TOLD = {
    "app_uninstalled": "Slack: the app was removed from the workspace. Install it again, set LETUCHKA_SLACK_BOT_TOKEN.",
    "tokens_revoked": "Slack: the token was revoked. Install the app again and set LETUCHKA_SLACK_BOT_TOKEN.",
}


class Farewells:
    """Takes these events; nobody is answered."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def heard(self, body: dict[str, Any], me: Identity) -> bool:
        """Whether it was one of these."""
        event = body.get("event")
        kind = event.get("type") if isinstance(event, dict) else None
        if kind in _TOLD:
            log.error(_TOLD[kind], team=me.team)
            return True
        if kind == "channel_id_changed" and isinstance(event, dict):
            old, new = str(event["old_channel_id"]), str(event["new_channel_id"])
            async with self._library.begin() as tx:
                await tx.slots.rewrite_place(place_key(me.team, old), place_key(me.team, new))
            log.info("slack: a channel has another id", old=old, new=new)
            return True
        return False
