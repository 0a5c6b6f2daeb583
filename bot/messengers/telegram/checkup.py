"""What the doctor looks at in Telegram: the token, the privacy mode, the webhook, the bot's rights in each chat."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp

from bot.doctor.finding import Finding
from bot.messengers.asking import Heard, NoAnswer, asked
from bot.messengers.telegram.addresses import spot_of
from rituals.team import Place

_UNKNOWN_TOKEN = frozenset({401, 404})
_THERE = frozenset({"creator", "administrator", "member"})


class TelegramCheckup:
    """One visit. `told` are the answers, for whoever wants to compare clocks."""

    def __init__(self, session: aiohttp.ClientSession, token: str, api_url: str, webhook_url: str | None) -> None:
        self._session = session
        self._base = f"{api_url}/bot{token}"
        self._api_url = api_url
        self._webhook_url = webhook_url
        self.told: list[Heard] = []

    async def findings(self, places: Sequence[Place]) -> AsyncIterator[Finding]:
        """One by one; without a token that Telegram knows there is nothing more to look at."""
        try:
            me = await self._ask("getMe")
        except NoAnswer as error:
            yield Finding(
                "Telegram: access",
                wrong=f"{self._api_url} does not answer ({error})",
                mend="Let this machine reach that address by HTTPS, or set LETUCHKA_TELEGRAM_API_URL.",
            )
            return
        yield Finding("Telegram: access", self._api_url)
        if not me.body.get("ok"):
            yield _bad_token(me)
            return
        bot = me.body["result"]
        yield Finding("Telegram: token", f"@{bot.get('username', '?')}")
        yield _privacy(bot)
        try:
            yield _webhook(await self._ask("getWebhookInfo"), self._webhook_url)
            for place in places:
                yield await self._rights(place, bot["id"])
        except NoAnswer as error:
            yield Finding(
                "Telegram: rights", wrong=f"it stopped answering ({error})", mend="Run `letuchka doctor` again."
            )

    async def _ask(self, method: str, **values: str) -> Heard:
        heard = await asked(self._session, f"{self._base}/{method}", values)
        self.told.append(heard)
        return heard

    async def _rights(self, place: Place, bot: int) -> Finding:
        chat = str(spot_of(place).chat)
        about = f"Telegram: chat {place}"
        member = await self._ask("getChatMember", chat_id=chat, user_id=str(bot))
        if not member.body.get("ok"):
            return Finding(
                about, wrong=_words(member), mend="Add the bot to the group, or correct the id in the team file."
            )
        result = member.body["result"]
        status = result.get("status", "?")
        if status == "restricted" and not result.get("can_send_messages", True):
            return Finding(
                about, wrong="the bot may not write there", mend="Let it send messages: group → Members → the bot."
            )
        if status not in _THERE and not result.get("is_member"):
            return Finding(about, wrong="the bot is not in this group", mend="Add it to the group again.")
        return Finding(about, status)


def _bad_token(me: Heard) -> Finding:
    if me.status in _UNKNOWN_TOKEN:
        return Finding(
            "Telegram: token",
            wrong="Telegram does not know it",
            mend="Copy it again from @BotFather (/mybots → the bot → API Token) into LETUCHKA_TELEGRAM_TOKEN.",
        )
    return Finding("Telegram: token", wrong=_words(me), mend="Run `letuchka doctor` again in some minutes.")


def _privacy(bot: dict[str, Any]) -> Finding:
    if bot.get("can_read_all_group_messages"):
        return Finding(
            "Telegram: privacy mode",
            wrong="off: the bot receives everything that is said in its groups, and needs none of it",
            mend="@BotFather: /setprivacy → the bot → Enable; then remove the bot from each group and add it again.",
        )
    return Finding("Telegram: privacy mode", "on: the bot gets only what is meant for it")


def _webhook(info: Heard, wanted: str | None) -> Finding:
    found = info.body.get("result", {})
    url, last_error = found.get("url", ""), found.get("last_error_message")
    if wanted is None:
        if url:
            return Finding(
                "Telegram: updates",
                wrong="a webhook is set, another program may be using this token",
                mend="Stop the other program. `letuchka run` removes the webhook when it starts polling.",
            )
        return Finding("Telegram: updates", "polling")
    if url != wanted:
        return Finding(
            "Telegram: updates",
            wrong="the webhook is not set to this program" if url else "the webhook is not set yet",
            mend="Start `letuchka run`: it sets the webhook. If it runs, check LETUCHKA_PUBLIC_URL.",
        )
    if last_error:
        return Finding(
            "Telegram: updates",
            wrong=f"Telegram could not deliver to the webhook: {last_error}",
            mend="Make LETUCHKA_PUBLIC_URL reachable from outside by HTTPS with a certificate that is trusted.",
        )
    return Finding("Telegram: updates", "webhook")


def _words(heard: Heard) -> str:
    return f"Telegram says: {heard.body.get('description') or heard.status}"
