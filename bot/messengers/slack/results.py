"""What Slack's answers mean for delivery (docs.slack.dev/reference/methods/chat.postMessage#errors and its kin)."""

from datetime import timedelta
from enum import Enum

from bot.messengers.port import Cause, Later, Never, Result, Unknown
from bot.messengers.slack.api import Limited, Refused, SlackTrouble, Unanswered

SOON = timedelta(seconds=5)
FULL_WORKSPACE = timedelta(minutes=1)

TOKEN_DEAD = frozenset(
    {
        "invalid_auth",
        "token_revoked",
        "token_expired",
        "account_inactive",
        "not_authed",
        "not_allowed_token_type",
        "org_login_required",
    }
)
CHAT_GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
PERSON_UNREACHABLE = frozenset(
    {"user_disabled", "user_not_found", "user_not_visible", "cannot_dm_bot", "messages_tab_disabled"}
)
NO_RIGHTS = frozenset(
    {"missing_scope", "no_permission", "access_denied", "accesslimited", "team_access_not_granted", "ekm_access_denied"}
)
MESSAGE_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
THEIR_TROUBLE = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)


class Effect(Enum):
    """What a call would have done, had its answer not been lost."""

    POST = "post"
    """A second time would be seen."""
    EDIT = "edit"
    """A second time changes nothing."""
    NONE = "none"
    """Nothing that anybody sees."""


def result_of(trouble: SlackTrouble, effect: Effect, *, direct: bool, ids: tuple[str, ...] = ()) -> Result:
    """The Result for a call that failed. `direct`: it was for a person; `ids` stand there surely."""
    reason = str(trouble)
    if isinstance(trouble, Limited):
        return Later(trouble.wait, reason, limited=True)
    if isinstance(trouble, Unanswered):
        return _lost(trouble, effect, reason, ids)
    if not isinstance(trouble, Refused):
        return Later(SOON, reason)
    if trouble.code in THEIR_TROUBLE:
        return Unknown(reason, ids) if effect is Effect.POST else Later(SOON, reason)
    if trouble.code == "message_limit_exceeded":
        return Later(FULL_WORKSPACE, reason, everywhere=True)
    return Never(cause_of(trouble.code, direct=direct), _words(trouble))


def _lost(trouble: Unanswered, effect: Effect, reason: str, ids: tuple[str, ...]) -> Result:
    """A lost answer: a post may stand there; an edit that met a broken server can simply be done again."""
    if effect is Effect.POST:
        return Unknown(reason, ids)
    if effect is Effect.EDIT and trouble.status is None:
        return Unknown(reason, ids)
    return Later(SOON, reason)


def cause_of(code: str, *, direct: bool) -> Cause:
    """The cause behind an error word; what we do not know is a refusal of the message."""
    if code in TOKEN_DEAD:
        return Cause.TOKEN_DEAD
    if code in PERSON_UNREACHABLE or (direct and code in CHAT_GONE):
        return Cause.PERSON_UNREACHABLE
    if code in CHAT_GONE:
        return Cause.CHAT_GONE
    if code in NO_RIGHTS or code.startswith("restricted_action"):
        return Cause.NO_RIGHTS
    if code in MESSAGE_GONE:
        return Cause.MESSAGE_GONE
    return Cause.REFUSED


def _words(refused: Refused) -> str:
    """Slack's own words: the scope that is missing, the place in the blocks that is wrong."""
    needed = refused.body.get("needed")
    told = (refused.body.get("response_metadata") or {}).get("messages") or refused.body.get("errors") or ()
    details = [f"needed: {needed}"] if needed else [str(line) for line in told][:3]
    return ": ".join([refused.code, *details])
