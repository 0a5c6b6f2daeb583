"""Turns what Slack delivers into an `Incoming`: commands, buttons, forms, shortcuts, mentions, private messages."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.desk import Incoming
from bot.messengers.slack.identity import Identity
from bot.messengers.slack.keys import account_key
from bot.messengers.slack.profiles import Profile, Profiles
from bot.messengers.slack.reading import Words, first_word, mentioned, read, without
from bot.messengers.slack.strangers import is_visitor, person_in
from bot.messengers.slack.visit import Visit, recall
from handlers.registry import Quote, Registry, Request
from rituals.ports import Clock
from rituals.roster import DEACTIVATED, LEFT_CHAT

Json = dict[str, Any]

UMBRELLA = "letuchka"
"""`/letuchka agenda …` is `/agenda …`: slash commands are shared by a whole workspace, and a name may be taken."""
HELP = "help"
ASK_AGAIN = "~ask:"
"""A button that asks the same once more, now with a trigger that can open a form; never seen by the registry."""
QUOTE_SHORTCUT = "agenda_from_message"
QUOTE_PRESS = "agenda.quote"
HOME_PRESS = "home.open"
ADDED = "chat.added"
REMOVED = "chat.removed"
GONE = "account.gone"
CAME = "account.came"
RENAMED = "account.renamed"
BUTTON_LIMIT = 2000

_BOT_GONE = {
    "channel_left": "removed",
    "group_left": "removed",
    "channel_archive": "archived",
    "group_archive": "archived",
    "channel_deleted": "deleted",
    "group_deleted": "deleted",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What to ask the desk, and where the answer goes. `form` is the view that was submitted."""

    incoming: Incoming
    visit: Visit
    form: Json | None = None


class Ear:
    """Knows Slack's payloads. It asks for a name only where neither the payload nor the team knows one."""

    def __init__(self, registry: Registry, profiles: Profiles, clock: Clock) -> None:
        self._registry = registry
        self._profiles = profiles
        self._clock = clock
        self._kinds: dict[str, Callable[[Json, Identity], Awaitable[Heard | None]]] = {
            "block_actions": self._pressed,
            "view_submission": self._submitted,
            "message_action": self._shortcut,
            "event_callback": self._event,
        }
        self._events: dict[str, Callable[[Json, Json, Identity], Awaitable[Heard | None]]] = {
            "app_mention": self._mentioned,
            "message": self._private_message,
            "app_home_opened": self._home,
            "member_joined_channel": self._joined,
            "member_left_channel": self._left,
            "user_change": self._user_changed,
            **dict.fromkeys(_BOT_GONE, self._gone),
        }

    async def hear(self, body: Json, me: Identity) -> Heard | None:
        """None: nothing for us. Raises LookupError, TypeError or ValueError for what is not Slack's shape."""
        heard = await self._hear(body, me)
        if heard is None:
            return None
        asked = heard.incoming
        if asked.event != ADDED and not self._registry.asks_rank(asked.command, asked.press):
            return heard
        standing = replace(await self._profiles.standing(me.team, heard.visit.user), title=me.name)
        return replace(heard, incoming=replace(asked, request=replace(asked.request, standing=standing)))

    async def knows(self, body: Json, me: Identity) -> bool:
        """Whether an admin has let in somebody of another workspace: the account is in a team."""
        user = person_in(body)
        return bool(user) and is_visitor(body, me) and await self._profiles.is_of_a_team(account_key(me.team, user))

    async def _hear(self, body: Json, me: Identity) -> Heard | None:
        if "command" in body:
            return await self._command(body, me)
        kind = self._kinds.get(str(body.get("type")))
        return await kind(body, me) if kind else None

    async def _command(self, body: Json, me: Identity) -> Heard:
        name, text = str(body["command"]).lstrip("/").lower(), str(body.get("text") or "")
        if name == UMBRELLA:
            name, text = first_word(text)
            name, text = (name, text) if name or not text else (HELP, "")
        visit = Visit(
            team=me.team,
            user=body["user_id"],
            channel=body["channel_id"],
            trigger=body.get("trigger_id"),
            url=body.get("response_url"),
        )
        return await self._asked(
            f"slack:{body['trigger_id']}", name or HELP, text, visit, str(body.get("user_name", ""))
        )

    async def _asked(self, key: str, command: str, text: str, visit: Visit, fallback: str = "") -> Heard:
        """A command with Slack's text."""
        profile, words = await self._profile(visit, fallback), await self._words(text, visit.team)
        again = f"{ASK_AGAIN}/{command} {text}"
        visit = replace(
            visit,
            locale=profile.locale,
            again=again if len(again) <= BUTTON_LIMIT else f"{ASK_AGAIN}/{command}",
        )
        request = replace(self._request(visit, profile), text=words.text, mentions=words.mentions)
        return Heard(Incoming(key, request, command=command), visit)

    async def _pressed(self, body: Json, me: Identity) -> Heard | None:
        action = body["actions"][0]
        payload = action.get("value") or (action.get("selected_option") or {}).get("value")
        if not payload:
            return None
        visit, fallback = _pressed_where(body, me), str(body["user"].get("name") or body["user"].get("username") or "")
        key = f"slack:{body.get('trigger_id')}/{action.get('action_ts')}"
        if payload.startswith(f"{ASK_AGAIN}/"):
            name, text = first_word(payload.removeprefix(ASK_AGAIN))
            return await self._asked(key, name or HELP, text, visit, fallback)
        payload = payload.removeprefix(ASK_AGAIN)
        profile = await self._profile(visit, fallback)
        visit = replace(visit, again=f"{ASK_AGAIN}{payload}", locale=profile.locale)
        return Heard(Incoming(key, self._request(visit, profile), press=payload), visit)

    async def _submitted(self, body: Json, me: Identity) -> Heard:
        view = _whole(body["view"])
        payload, visit = recall(view.get("private_metadata") or "", me.team, body["user"]["id"])
        profile = await self._profile(visit, str(body["user"].get("name") or ""))
        visit = replace(visit, locale=profile.locale)
        request = replace(self._request(visit, profile), values=_values(view))
        return Heard(Incoming(f"slack:{view['id']}/{view.get('hash')}", request, press=payload), visit, form=view)

    async def _shortcut(self, body: Json, me: Identity) -> Heard | None:
        if body.get("callback_id") != QUOTE_SHORTCUT:
            return None
        message, channel = body["message"], body["channel"]["id"]
        visit = Visit(
            team=me.team,
            user=body["user"]["id"],
            channel=channel,
            thread=_thread(message, message["ts"]),
            trigger=body.get("trigger_id"),
            url=body.get("response_url"),
        )
        profile = await self._profile(visit, str(body["user"].get("name") or ""))
        words = await self._words(str(message.get("text") or ""), me.team)
        quote = Quote(words.text, me.permalink(channel, message["ts"], message.get("thread_ts")))
        visit = replace(visit, locale=profile.locale)
        request = replace(self._request(visit, profile), quote=quote)
        return Heard(Incoming(f"slack:{body['trigger_id']}", request, press=QUOTE_PRESS), visit)

    async def _event(self, body: Json, me: Identity) -> Heard | None:
        event = body["event"]
        kind = self._events.get(str(event.get("type")))
        return await kind(event, body, me) if kind else None

    async def _mentioned(self, event: Json, body: Json, me: Identity) -> Heard | None:
        if event.get("bot_id") or not event.get("user") or "edited" in event:
            return None
        visit = Visit(team=me.team, user=event["user"], channel=event["channel"], thread=event.get("thread_ts"))
        return await self._said(without(event.get("text") or "", me.user), visit, body)

    async def _private_message(self, event: Json, body: Json, me: Identity) -> Heard | None:
        """What is typed in the private chat; edits, deletions and what bots say are none of it."""
        ordinary = event.get("subtype") in {None, "file_share"} and event.get("channel_type") == "im"
        if not ordinary or event.get("bot_id") or not event.get("user") or event["user"] == me.user:
            return None
        visit = Visit(team=me.team, user=event["user"], channel=event["channel"], thread=event.get("thread_ts"))
        return await self._said(without(event.get("text") or "", me.user), visit, body)

    async def _said(self, text: str, visit: Visit, body: Json) -> Heard:
        """Free words: a command if the first of them is one, else a call for help."""
        name, rest = first_word(text)
        if name == UMBRELLA:
            name, rest = first_word(rest)
        if name not in self._registry.commands:
            name, rest = HELP, ""
        return await self._asked(f"slack:{body['event_id']}", name, rest, visit)

    async def _home(self, event: Json, body: Json, me: Identity) -> Heard | None:
        if event.get("tab") != "home":
            return None
        visit = Visit(team=me.team, user=event["user"], channel="", home=True)
        profile = await self._profile(visit)
        visit = replace(visit, locale=profile.locale)
        return Heard(Incoming(f"slack:{body['event_id']}", self._request(visit, profile), press=HOME_PRESS), visit)

    async def _joined(self, event: Json, body: Json, me: Identity) -> Heard | None:
        if event.get("user") != me.user:
            return self._moved(CAME, (), event, body, me)
        inviter = event.get("inviter")
        visit = Visit(me.team, str(inviter or me.user), event["channel"], mute=not inviter)
        profile = await self._profile(visit) if inviter else Profile("")
        return self._system(ADDED, (), replace(visit, locale=profile.locale), profile, body)

    async def _left(self, event: Json, body: Json, me: Identity) -> Heard | None:
        if event.get("user") != me.user:
            return self._moved(GONE, (LEFT_CHAT,), event, body, me)
        visit = Visit(me.team, me.user, event["channel"], mute=True)
        return self._system(REMOVED, ("removed",), visit, Profile(""), body)

    def _moved(self, what: str, args: tuple[str, ...], event: Json, body: Json, me: Identity) -> Heard:
        """Somebody is in a channel that the bot is in, or is not any more."""
        visit = Visit(me.team, str(event["user"]), str(event["channel"]), mute=True)
        return self._system(what, args, visit, Profile(""), body)

    async def _user_changed(self, event: Json, body: Json, me: Identity) -> Heard | None:
        """Somebody of the workspace has another name, or no account any more."""
        user = event["user"]
        if user.get("is_bot") or user["id"] == me.user:
            return None
        visit = Visit(me.team, str(user["id"]), "", mute=True)
        name = str((user.get("profile") or {}).get("real_name") or user.get("real_name") or "")
        if user.get("deleted"):
            return self._system(GONE, (DEACTIVATED,), visit, Profile(name), body)
        return self._system(RENAMED, (), visit, Profile(name), body)

    async def _gone(self, event: Json, body: Json, me: Identity) -> Heard | None:
        """The bot is out of the channel, or the channel is closed. `channel` is an id in all of these events."""
        visit = Visit(
            me.team, str(event.get("user") or event.get("actor_id") or me.user), str(event["channel"]), mute=True
        )
        return self._system(REMOVED, (_BOT_GONE[event["type"]],), visit, Profile(""), body)

    def _system(self, event: str, args: tuple[str, ...], visit: Visit, profile: Profile, body: Json) -> Heard:
        """What Slack itself tells. An answer goes to who invited the bot, if anybody did."""
        request = replace(self._request(visit, profile), args=args)
        return Heard(Incoming(f"slack:{body['event_id']}", request, event=event), visit)

    async def _profile(self, visit: Visit, fallback: str = "") -> Profile:
        return await self._profiles.of(visit.team, visit.user, fallback)

    async def _words(self, text: str, team: str) -> Words:
        names = await self._profiles.names(team, mentioned(text))
        return read(text, team, lambda user: names.get(user, user))

    def _request(self, visit: Visit, profile: Profile) -> Request:
        return Request(
            account=account_key(visit.team, visit.user),
            place=visit.place,
            private=visit.private,
            now=self._clock(),
            name=profile.name,
            locale=profile.locale,
        )


def _pressed_where(body: Json, me: Identity) -> Visit:
    container = body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or ""
    message = container.get("message_ts")
    return Visit(
        team=me.team,
        user=body["user"]["id"],
        channel=channel,
        thread=_thread(container if container.get("thread_ts") else body.get("message") or {}, message),
        message=message,
        ephemeral=bool(container.get("is_ephemeral")),
        trigger=body.get("trigger_id"),
        url=body.get("response_url"),
        tab=container.get("type") == "view",
    )


def _thread(told: Json, ts: str | None) -> str | None:
    """The thread that a message is in; a thread's first message stands in the channel."""
    thread = told.get("thread_ts")
    return thread if thread != ts else None


def _whole(view: Json) -> Json:
    """A submitted view whose questions have what is needed to say what was wrong. Raises LookupError, TypeError."""
    for block in view.get("blocks") or ():
        if block.get("type") == "input" and not (
            isinstance(block["block_id"], str) and isinstance(block["element"]["type"], str)
        ):
            raise TypeError
    return view


def _values(view: Json) -> dict[str, str]:
    """What was entered, by block_id, which is the field's name; an empty field is ''."""
    state = (view.get("state") or {}).get("values") or {}
    return {field: _entered(next(iter(inputs.values()), {})) for field, inputs in state.items()}


def _entered(entered: Json) -> str:
    chosen = entered.get("selected_option")
    value = chosen.get("value") if isinstance(chosen, dict) else entered.get("value")
    return value if isinstance(value, str) else ""
