"""getUpdates, and the webhook that replaces it."""

import re
from typing import Any
from urllib.parse import urlsplit

from bot.rehearsal.telegram.errors import ApiError, bad_request
from bot.rehearsal.telegram.methods.call import METHODS, Call, method
from bot.rehearsal.telegram.params import Params
from bot.rehearsal.telegram.webhooks import Webhook
from bot.rehearsal.telegram.world import BotAccount

_LONGEST_POLL = 50
_PORTS = (443, 80, 88, 8443)
_HERE = ("127.0.0.1", "localhost", "::1")
_SECRET = 256
_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"


def _allow(call: Call) -> None:
    """Absent: as before; an empty list: the default kinds."""
    if call.params.nested("allowed_updates") is not None:
        call.bot.queue.allowed = [str(kind) for kind in call.params.array("allowed_updates")]


@method("getUpdates")
async def get_updates(call: Call) -> list[dict[str, Any]]:
    """Confirm by `offset`, then wait up to `timeout` real seconds. Raises ApiError 409 for the older of two polls."""
    if call.office.hook(call.bot) is not None:
        raise ApiError(409, _WEBHOOK_ACTIVE)
    queue = call.bot.queue
    queue.served = True
    queue.end_poll(ApiError(409, _OTHER_POLL))
    queue.confirm_before(call.params.integer("offset"))
    _allow(call)
    limit = min(max(call.params.integer("limit", 100), 1), 100)
    timeout = min(max(call.params.integer("timeout"), 0), _LONGEST_POLL)
    if not queue.ready(limit) and timeout:
        await queue.wait(timeout)
    updates = queue.hand_over(limit)
    for update in updates:
        call.scene.journal.delivered(call.bot.username, update)
    return [update.as_json() for update in updates]


def _check_url(call: Call, url: str) -> bool:
    """Whether the address is on this machine. Raises ApiError 400 for one that Telegram would not deliver to."""
    parts = urlsplit(url)
    here = parts.hostname in _HERE
    if parts.scheme == "http" and here and call.office.allow_http:
        return True
    if parts.scheme != "https" or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    return False


def _check_secret(secret: str) -> None:
    if len(secret) > _SECRET:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")


@method("setWebhook")
async def set_webhook(call: Call) -> bool:
    url, secret = call.params.text("url"), call.params.text("secret_token")
    if not url:
        await call.office.remove(call.bot)
        return True
    _check_secret(secret)
    local = _check_url(call, url)
    call.office.refuse_haste(call.bot)
    _allow(call)
    if call.params.flag("drop_pending_updates"):
        call.bot.queue.clear()
    most = min(max(call.params.integer("max_connections", 40), 1), 100)
    hook = Webhook(url, secret, most, tuple(call.bot.queue.allowed))
    await call.office.set(call.bot, hook, _answering(call), local=local)
    return True


def _answering(call: Call) -> Any:
    """How a method call in the body of a webhook's answer is done; its result and its refusal are never reported."""

    async def answer(name: str, params: Params) -> None:
        handler = METHODS.get(name.lower())
        if handler is None:
            return
        try:
            handler(Call(call.scene, call.office, call.bot, params))
        except ApiError as error:
            call.scene.journal.called(call.bot.username, name, params.recorded(), error.code, error=error.description)
            return
        call.scene.journal.called(call.bot.username, name, params.recorded(), 200)

    return answer


@method("deleteWebhook")
async def delete_webhook(call: Call) -> bool:
    if call.params.flag("drop_pending_updates"):
        call.bot.queue.clear()
    await call.office.remove(call.bot)
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> dict[str, Any]:
    hook = call.office.hook(call.bot)
    pending = {"has_custom_certificate": False, "pending_update_count": len(call.bot.queue.ready(100_000))}
    if hook is None:
        return {"url": "", **pending}
    info: dict[str, Any] = {"url": hook.url, **pending, "max_connections": hook.max_connections}
    if hook.allowed:
        info["allowed_updates"] = list(hook.allowed)
    return info | _last_error(call, call.bot)


def _last_error(call: Call, bot: BotAccount) -> dict[str, Any]:
    error = call.office.last_error(bot)
    return {"last_error_message": error, "last_error_date": int(call.scene.clock().timestamp())} if error else {}
