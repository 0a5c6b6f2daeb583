"""Who is of another workspace: Slack Connect lets two companies share a channel, and one app can be in many of them."""

from collections.abc import Iterable
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
    return _names_another((*_workspaces(body), *_homes_of_the_person(body)), me)


def is_visitor(body: Json, me: Identity) -> bool:
    """Whether it is our workspace's, and the person another one's: an admin may have let them in."""
    return is_from_elsewhere(body, me) and not _names_another(_workspaces(body), me)


def person_in(body: Json) -> str:
    """The id of the person that a payload is about; "" where it names none."""
    user, event = body.get("user"), body.get("event")
    named = [body.get("user_id"), user.get("id") if isinstance(user, dict) else None]
    named += [event.get("user")] if isinstance(event, dict) else []
    return next((one for one in named if isinstance(one, str) and one), "")


def _names_another(teams: Iterable[Any], me: Identity) -> bool:
    return any(isinstance(team, str) and team not in {"", me.team} for team in teams)


def _workspaces(body: Json) -> list[Any]:
    """Every word of the payload about whose it is."""
    team = body.get("team")
    return [body.get("team_id"), team.get("id") if isinstance(team, dict) else None]


def _homes_of_the_person(body: Json) -> list[Any]:
    """Every word of the payload about whose person it was."""
    user, event = body.get("user"), body.get("event")
    found = [user.get("team_id")] if isinstance(user, dict) else []
    if isinstance(event, dict) and event.get("type") in _SPOKEN:
        found += [event.get("user_team"), event.get("source_team")]
    return found


def _is_of_an_enterprise(body: Json) -> bool:
    authorizations = body.get("authorizations")
    granted = authorizations if isinstance(authorizations, list) else []
    named = [body.get("enterprise_id"), *(one.get("enterprise_id") for one in granted if isinstance(one, dict))]
    return bool(body.get("enterprise")) or any(named)
