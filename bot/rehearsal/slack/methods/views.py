"""views.*: modals and home tabs."""

from typing import Any

from bot.rehearsal.slack.blocks import check_view
from bot.rehearsal.slack.call import Call, Json
from bot.rehearsal.slack.modals import View
from bot.rehearsal.slack.refusals import ApiError, invalid_arguments, missing_field


def _spec(call: Call, kind: str) -> Json:
    """The view argument, checked. Raises invalid_arguments with pointers, view_too_large."""
    spec: Any = call.thing("view")
    if spec is None:
        raise missing_field("view")
    if not isinstance(spec, dict):
        raise invalid_arguments("must be an object [json-pointer:/view]")
    check_view(spec)
    if spec["type"] != kind:
        raise invalid_arguments(f"must be a {kind} view [json-pointer:/view/type]")
    return spec


def open_view(call: Call) -> Json:
    if not call.args.get("trigger_id"):
        raise missing_field("trigger_id")
    spec = _spec(call, "modal")
    trigger = call.desk.modals.take(call.app, call.args["trigger_id"])
    return {"view": call.desk.modals.open(call.app, trigger.user, spec).json()}


def push(call: Call) -> Json:
    if not call.args.get("trigger_id"):
        raise missing_field("trigger_id")
    spec = _spec(call, "modal")
    trigger = call.desk.modals.take(call.app, call.args["trigger_id"])
    if trigger.view is None:  # only an interaction inside a modal may push
        raise ApiError("invalid_trigger_id")
    return {"view": call.desk.modals.push(call.app, trigger.user, spec).json()}


def update(call: Call) -> Json:
    view_id, external_id = call.args.get("view_id"), call.args.get("external_id")
    if view_id and external_id:
        raise invalid_arguments("Cannot provide both `view_id` and `external_id`")
    if not view_id and not external_id:
        raise invalid_arguments("must define either `view_id` or `external_id`")
    view: View = call.desk.modals.find(call.app, view_id, external_id)
    spec = _spec(call, view.spec["type"])
    call.desk.modals.update(view, spec, call.text("hash", ""))
    return {"view": view.json()}


def publish(call: Call) -> Json:
    user = call.user(call.text("user_id"))
    if user.deleted:
        raise ApiError("user_disabled")
    if not call.app.home_tab:
        raise ApiError("not_enabled")
    spec = _spec(call, "home")
    view = call.desk.modals.publish(call.app, user, spec, call.text("hash", ""))
    return {"view": view.json()}
