"""What people do in modals and home tabs: fill in, press, submit, close; and what the app's answer does to the view."""

from collections.abc import Mapping
from typing import Any

from bot.rehearsal.slack.blocks import check_view
from bot.rehearsal.slack.call import Desk
from bot.rehearsal.slack.deeds import Deeds
from bot.rehearsal.slack.delivery import Delivery
from bot.rehearsal.slack.inputs import CannotEnter, Entered, entered_state, refusal
from bot.rehearsal.slack.letters import Ack, Json, Letter
from bot.rehearsal.slack.modals import View
from bot.rehearsal.slack.refusals import ApiError
from bot.rehearsal.slack.scene import Scene
from bot.rehearsal.slack.targets import find
from bot.rehearsal.slack.world import Channel, User
from bot.rehearsal.views import Outcome


class Filling:
    """The forms in everybody's hands."""

    def __init__(self, desk: Desk, delivery: Delivery, deeds: Deeds) -> None:
        self._desk = desk
        self._scene: Scene = desk.scene
        self._delivery = delivery
        self._deeds = deeds

    def top(self, user: User) -> View:
        """The modal that this person sees. Raises LookupError when there is none."""
        view = self._desk.modals.top(user)
        if view is None:
            raise LookupError(f"{user.real_name} has no form open")
        return view

    def fill(self, view: View, values: Mapping[str, Entered]) -> None:
        """Enter values, by block_id or label. Raises CannotEnter."""
        for name, value in values.items():
            block = _input(view, name)
            element = block["element"]
            key = (block["block_id"], element["action_id"])
            view.entered[key] = entered_state(element, value, view.app.space)
        self._scene.changed()

    async def press(self, user: User, view: View, wanted: str, value: Entered) -> Outcome:
        """A button inside a modal or home tab."""
        target = find(view.blocks, wanted)
        trigger = self._desk.modals.trigger(view.app, user, view if view.spec["type"] == "modal" else None)
        channel = _nowhere(view)
        action = self._deeds.action(target, value, channel)
        if target.element["type"] not in {"button", "overflow"}:
            chosen = value if value is not None or target.option is None else target.option["value"]
            view.entered[target.block_id, target.action_id] = entered_state(target.element, chosen, view.app.space)
        shown = view.json()
        payload = self._deeds.interaction("block_actions", view.app, user, trigger) | {
            "container": {"type": "view", "view_id": view.id},
            "view": shown,
            "actions": [action],
        }
        return self._deeds.pressed(await self._delivery.ask(view.app, Letter("interactive", payload)), target)

    async def submit(self, user: User, values: Mapping[str, Entered]) -> Outcome:
        """Fill in and press the submit button of the top modal.

        What Slack's client refuses by itself, and what the app answers with `errors`, comes back with error
        `form_errors` and the sentences by block_id in `extra`; they are in the FormView too.
        """
        view = self.top(user)
        if not view.spec.get("submit"):
            raise CannotEnter("this form has no submit button")
        self.fill(view, values)
        errors = self._own_refusals(view)
        if errors:
            return self._refused(view, errors)
        view.errors = {}
        trigger = self._desk.modals.trigger(view.app, user, view)
        extra = {"view": view.json(), "response_urls": []}
        payload = self._deeds.interaction("view_submission", view.app, user, trigger) | extra
        ack = await self._delivery.ask(view.app, Letter("interactive", payload))
        if ack.trouble:
            words = "We had some trouble connecting. Try again?"
            return Outcome(
                toast=words, error="operation_timeout" if ack.trouble == "http_timeout" else "dispatch_failed"
            )
        return self._answered(user, view, ack)

    async def close(self, user: User, *, everything: bool) -> Outcome:
        """The close button of the top modal, or (`everything`) the cross that closes the stack."""
        view = self.top(user)
        closed = self._desk.modals.close(view, everything=everything)
        outcome = Outcome()
        for one in closed:
            if one.spec.get("notify_on_close"):
                extra = {"view": one.json(), "is_cleared": len(closed) > 1}
                payload = self._deeds.interaction("view_closed", one.app, user) | extra
                del payload["trigger_id"]
                outcome = self._deeds.pressed(await self._delivery.ask(one.app, Letter("interactive", payload)))
        return outcome

    def _own_refusals(self, view: View) -> dict[str, str]:
        state = view.state()
        blocks = [block for block in view.blocks if block["type"] == "input"]
        found = {
            block["block_id"]: refusal(block, state[block["block_id"]][block["element"]["action_id"]])
            for block in blocks
        }
        return {block_id: words for block_id, words in found.items() if words}

    def _refused(self, view: View, errors: dict[str, str]) -> Outcome:
        self._desk.modals.show_errors(view, errors)
        return Outcome(toast="\n".join(errors.values()), error="form_errors", extra=errors)

    def _answered(self, user: User, view: View, ack: Ack) -> Outcome:
        body = ack.body if isinstance(ack.body, dict) else {}
        if isinstance(ack.body, str) or (body and "response_action" not in body):
            return self._bad_answer(view, f"neither empty nor a response_action: {ack.body!r}")
        try:
            return self._act(user, view, body)
        except ApiError as wrong:
            return self._bad_answer(view, f"{wrong.code} {wrong.extra}")

    def _act(self, user: User, view: View, body: Json) -> Outcome:
        match body.get("response_action"):
            case None:
                self._desk.modals.close(view)
            case "clear":
                self._desk.modals.close(view, everything=True)
            case "errors":
                return self._refused_by_app(view, body.get("errors"))
            case "update":
                check_view(body.get("view"))
                self._desk.modals.update(view, body["view"])
            case "push":
                check_view(body.get("view"))
                self._desk.modals.push(view.app, user, body["view"])
            case other:
                return self._bad_answer(view, f"unknown response_action {other!r}")
        return Outcome()

    def _refused_by_app(self, view: View, errors: Any) -> Outcome:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            return self._bad_answer(
                view, f"errors must be keyed by the block_ids of inputs {sorted(inputs)}: {errors!r}"
            )
        return self._refused(view, {block_id: str(words) for block_id, words in errors.items()})

    def _bad_answer(self, view: View, words: str) -> Outcome:
        """Slack shows only that something went wrong; the form stays."""
        self._scene.warn("bad_answer", view.id, view.id, words)
        return Outcome(toast="We had some trouble connecting. Try again?", error="bad_answer", extra={"why": words})


def _input(view: View, name: str) -> Json:
    inputs = [block for block in view.blocks if block["type"] == "input"]
    found = [block for block in inputs if block["block_id"] == name]
    found = found or [block for block in inputs if block["label"]["text"] == name]
    if len(found) != 1:
        offered = [f"{block['label']['text']!r} ({block['block_id']})" for block in inputs]
        raise CannotEnter(f"no one input is called {name!r}; there is: {', '.join(offered)}")
    return found[0]


def _nowhere(view: View) -> Channel:
    """A view is in no channel; only the workspace matters for who can be chosen."""
    return Channel("", view.app.space, "", "im")
