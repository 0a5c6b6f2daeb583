"""Who is of another workspace: Slack Connect lets two companies share a channel, and one app can be in many of them."""

from typing import Any

from bot.messengers.slack.identity import Identity

Json = dict[str, Any]

_SPOKEN = frozenset({"app_mention", "message"})
"""Events that a person causes by speaking; the others name channels' and the bot's own teams."""


def is_from_elsewhere(body: Json, me: Identity) -> bool:
    """Whether the payload is another workspace's, or its person is.

    In an Enterprise organization people move between its workspaces: there nobody is a stranger for that.
    (docs.slack.dev/apis/slack-connect, "user_team", "team_id"; docs.slack.dev/enterprise)
    """
    if _is_of_an_enterprise(body):
        return False
    return any(isinstance(team, str) and team not in {"", me.team} for team in _teams(body))


def _teams(body: Json) -> list[Any]:
    """Every word of the payload about whose it is and whose person it was."""
    team, user, event = body.get("team"), body.get("user"), body.get("event")
    found = [body.get("team_id")]
    found += [part.get(key) for part, key in ((team, "id"), (user, "team_id")) if isinstance(part, dict)]
    if isinstance(event, dict) and event.get("type") in _SPOKEN:
        found += [event.get("user_team"), event.get("source_team")]
    return found


def _is_of_an_enterprise(body: Json) -> bool:
    authorizations = body.get("authorizations")
    granted = authorizations if isinstance(authorizations, list) else []
    named = [body.get("enterprise_id"), *(one.get("enterprise_id") for one in granted if isinstance(one, dict))]
    return bool(body.get("enterprise")) or any(named)
