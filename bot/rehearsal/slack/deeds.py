"""What people do with an app: commands, presses, shortcuts. Each goes to the app and comes back as an Outcome."""

from collections.abc import Mapping
from typing import Any

from bot.rehearsal.slack.call import Desk
from bot.rehearsal.slack.delivery import Delivery
from bot.rehearsal.slack.hooks import answer
from bot.rehearsal.slack.inputs import Entered, entered_state, initial_state
from bot.rehearsal.slack.letters import Ack, Json, Letter
from bot.rehearsal.slack.payloads import message_json
from bot.rehearsal.slack.posting import drawn, publish
from bot.rehearsal.slack.refusals import ApiError
from bot.rehearsal.slack.speech import as_command_text
from bot.rehearsal.slack.targets import MENUS, Target, elements_of, find
from bot.rehearsal.slack.world import App, Channel, Post, User
from bot.rehearsal.views import Outcome

_STATELESS = frozenset({"button", "overflow"})


class Deeds:
    """The hands of everybody on the stage."""

    def __init__(self, desk: Desk, delivery: Delivery) -> None:
        self._desk = desk
        self._scene = desk.scene
        self._delivery = delivery

    # Commands

    async def command(self, user: User, channel: Channel, name: str, text: str, thread: str | None) -> Outcome:
        """A slash command. What people see of its failure is in `error` (and in the chat, from Slackbot)."""
        app = next((one for one in reversed(channel.space.apps) if one.installed and _has(one, name)), None)
        if thread is not None:
            return self._slackbot(
                user, channel, "not_supported_in_threads", f"{name} is not supported in threads. Sorry!"
            )
        if app is None:
            return self._slackbot(user, channel, "unknown_command", f"{name} is not a valid command.")
        url = self._desk.hooks.new(app, user, channel)
        payload = self._command_payload(app, user, channel, name, text) | {"response_url": url}
        ack = await self._delivery.ask(app, Letter("slash_commands", payload))
        if ack.trouble:
            error = "operation_timeout" if ack.trouble == "http_timeout" else "dispatch_failed"
            return self._slackbot(user, channel, error, f'{name} failed with the error "{error}"')
        return self._command_answer(user, channel, name, url, ack)

    def _command_payload(self, app: App, user: User, channel: Channel, name: str, text: str) -> Json:
        channel_name = {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)
        return {
            "token": "stage",
            "team_id": app.space.id,
            "team_domain": app.space.domain,
            "channel_id": channel.id,
            "channel_name": channel_name,
            "user_id": user.id,
            "user_name": user.name,
            "command": name,
            "text": as_command_text(text, channel.space, should_escape=app.should_escape),
            "api_app_id": app.id,
            "is_enterprise_install": "false",
            "trigger_id": self._desk.modals.trigger(app, user),
        }

    def _command_answer(self, user: User, channel: Channel, name: str, url: str, ack: Ack) -> Outcome:
        body = {"text": ack.body} if isinstance(ack.body, str) else ack.body
        if not body:
            return Outcome()
        try:
            post = answer(self._scene, self._desk.hooks.hook(url), body)
        except ApiError as refusal:
            words = f"the answer to {name} was refused: {refusal.code} {refusal.extra}"
            self._scene.warn("bad_answer", channel.id, "", words)
            return self._slackbot(
                user, channel, "invalid_command_response", f'{name} failed with the error "{refusal.code}"'
            )
        if post is None:
            return Outcome()
        return Outcome(toast=drawn(post, self._scene.eyes(user)).text, extra={"key": post.ts})

    def _slackbot(self, user: User, channel: Channel, error: str, words: str) -> Outcome:
        """Slack itself says something to one person."""
        ts, now = self._scene.ids.ts(self._scene.clock()), self._scene.clock()
        publish(self._scene, Post(ts, channel, user, now, text=words, username="Slackbot", service=True, reader=user))
        return Outcome(toast=words, error=error)

    # Presses

    async def press(
        self, user: User, post: Post, wanted: str, value: Entered, values: Mapping[str, Entered] | None
    ) -> Outcome:
        """A button (or another element) of a message. Raises NotPressable when it is not there."""
        app = post.app
        if app is None:
            raise LookupError("this message has nothing to press")
        blocks = [*post.blocks, *(block for one in post.attachments for block in one.get("blocks") or ())]
        target = find(blocks, wanted)
        payload = self.interaction("block_actions", app, user) | {
            "container": _message_container(post),
            "channel": _channel_json(post.channel),
            "state": {"values": self._state(blocks, target, value, values or {}, post.channel)},
            "response_url": self._desk.hooks.new(app, user, post.channel, post),
            "actions": [self.action(target, value, post.channel)],
        }
        if post.reader is None:  # Slack keeps no ephemeral message, so it cannot send it along
            payload["message"] = message_json(post)
        return self.pressed(await self._delivery.ask(app, Letter("interactive", payload)), target)

    async def shortcut(self, user: User, post: Post, app: App, callback_id: str) -> Outcome:
        """A message shortcut (also in threads and on people's own messages)."""
        payload = self.interaction("message_action", app, user) | {
            "callback_id": callback_id,
            "channel": _channel_json(post.channel),
            "message_ts": post.ts,
            "message": message_json(post),
            "response_url": self._desk.hooks.new(app, user, post.channel),
            "action_ts": self._scene.ids.ts(self._scene.clock()),
        }
        return self.pressed(await self._delivery.ask(app, Letter("interactive", payload)))

    async def global_shortcut(self, user: User, app: App, callback_id: str) -> Outcome:
        extra = {"callback_id": callback_id, "action_ts": self._scene.ids.ts(self._scene.clock())}
        payload = self.interaction("shortcut", app, user) | extra
        return self.pressed(await self._delivery.ask(app, Letter("interactive", payload)))

    def interaction(self, kind: str, app: App, user: User, trigger: str | None = None) -> Json:
        """What every interaction payload has."""
        return {
            "type": kind,
            "team": {"id": app.space.id, "domain": app.space.domain},
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.space.id},
            "api_app_id": app.id,
            "token": "stage",
            "trigger_id": trigger or self._desk.modals.trigger(app, user),
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def action(self, target: Target, value: Entered, channel: Channel) -> Json:
        """One entry of `actions`: the element as it is and what was chosen."""
        element = target.element
        shown: Json = {
            name: element[name] for name in ("text", "value", "url", "style", "placeholder") if name in element
        }
        action: Json = {
            "action_id": target.action_id,
            "block_id": target.block_id,
            "type": element["type"],
            "action_ts": self._scene.ids.ts(self._scene.clock()),
            **shown,
        }
        if element["type"] == "overflow":
            return action | {"selected_option": target.option}
        if element["type"] == "button":
            return action
        return action | entered_state(element, _chosen(target, value), channel.space)

    @staticmethod
    def pressed(ack: Ack, target: Target | None = None) -> Outcome:
        """A press shows nothing of itself: a warning sign when the app did not answer, else whatever the app does."""
        url = target.view.url if target else None
        if ack.trouble:
            error = "operation_timeout" if ack.trouble == "http_timeout" else "dispatch_failed"
            return Outcome(toast="⚠", opens=url, error=error)
        return Outcome(opens=url)

    def _state(
        self, blocks: list[Json], target: Target, value: Entered, values: Mapping[str, Entered], channel: Channel
    ) -> Json:
        state: Json = {}
        for block in blocks:
            for element in elements_of(block):
                if element["type"] in _STATELESS:
                    continue
                entered = initial_state(element)
                if element is target.element:
                    entered = entered_state(element, _chosen(target, value), channel.space)
                elif block["block_id"] in values:
                    entered = entered_state(element, values[block["block_id"]], channel.space)
                state.setdefault(block["block_id"], {})[element["action_id"]] = entered
        return state


def _chosen(target: Target, value: Entered) -> Entered:
    if target.element["type"] in MENUS and target.option is not None:
        return (
            [target.option["value"]]
            if value is None and "multi" in target.element["type"]
            else value or target.option["value"]
        )
    return value


def _has(app: App, name: str) -> bool:
    return app.commands is None or name in app.commands


def _message_container(post: Post) -> Json:
    container: Json = {
        "type": "message",
        "message_ts": post.ts,
        "channel_id": post.channel.id,
        "is_ephemeral": post.reader is not None,
    }
    return container | ({"thread_ts": post.thread} if post.thread else {})


def _channel_json(channel: Channel) -> Json:
    names: dict[str, Any] = {"im": "directmessage", "private": "privategroup"}
    return {"id": channel.id, "name": names.get(channel.kind, channel.name)}
