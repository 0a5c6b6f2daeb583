"""An open modal as its person sees it: a FormView with its questions, what is entered and what was refused."""

from typing import Any, Literal

from bot.rehearsal.slack.drawing import draw
from bot.rehearsal.slack.inputs import as_words
from bot.rehearsal.slack.modals import View
from bot.rehearsal.slack.scene import Scene
from bot.rehearsal.slack.targets import options_of
from bot.rehearsal.views import FormView, InputView

Kind = Literal["text", "multiline", "select", "radio", "checkboxes", "date", "time", "user"]
_KINDS: dict[str, Kind] = {
    "static_select": "select",
    "external_select": "select",
    "conversations_select": "select",
    "channels_select": "select",
    "radio_buttons": "radio",
    "checkboxes": "checkboxes",
    "multi_static_select": "checkboxes",
    "datepicker": "date",
    "timepicker": "time",
    "users_select": "user",
    "multi_users_select": "user",
}


def form_view(scene: Scene, view: View) -> FormView:
    """The modal for the page and the tests. Blocks that are no questions are in `html`."""
    spec = view.spec
    inputs = tuple(_input(view, block) for block in view.blocks if block["type"] == "input")
    return FormView(
        key=view.id,
        title=spec["title"]["text"],
        submit=(spec.get("submit") or {}).get("text", ""),
        close=(spec.get("close") or {}).get("text", "Cancel"),
        html=draw(view.blocks, scene.eyes(view.user), inputs=False).html,
        inputs=inputs,
    )


def _input(view: View, block: dict[str, Any]) -> InputView:
    element = block["element"]
    kind = "multiline" if element.get("multiline") else _KINDS.get(element["type"], "text")
    state = view.state()[block["block_id"]][element["action_id"]]
    return InputView(
        block_id=block["block_id"],
        label=block["label"]["text"],
        kind=kind,
        options=_offered(view, element),
        initial=as_words(state),
        optional=bool(block.get("optional")),
        hint=(block.get("hint") or {}).get("text", ""),
        max_length=element.get("max_length"),
        error=view.errors.get(block["block_id"], ""),
    )


def _offered(view: View, element: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    if "users" in element["type"]:
        people = [user for user in view.app.space.users.values() if not user.deleted]
        return tuple((user.id, user.real_name) for user in people)
    if "channels" in element["type"] or "conversations" in element["type"]:
        channels = [channel for channel in view.app.space.channels.values() if view.user in channel.members]
        return tuple((channel.id, channel.name) for channel in channels if channel.name)
    return tuple((option["value"], option["text"]["text"]) for option in options_of(element))
