"""What a person can press in blocks: every button, and every option of a menu, under a key of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.rehearsal.slack.mrkdwn import plain_html
from bot.rehearsal.slack.plain import plain
from bot.rehearsal.views import ButtonView

MENUS = frozenset({"static_select", "multi_static_select", "radio_buttons", "checkboxes", "overflow"})
_STYLES = {"primary", "danger"}


class NotPressable(LookupError):  # noqa: N818 - named after the situation
    """Nothing, or more than one thing, is called this; the message names what there is."""


@dataclass(frozen=True, slots=True)
class Target:
    """An element of a block (and one of its options, for menus)."""

    block_id: str
    element: dict[str, Any]
    option: dict[str, Any] | None = None

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])

    @property
    def key(self) -> str:
        end = f"={self.option['value']}" if self.option else ""
        return f"{self.block_id}/{self.action_id}{end}"

    @property
    def label(self) -> str:
        text = (self.option or self.element).get("text") or self.element.get("placeholder") or {}
        return plain(plain_html(str(text.get("text", self.action_id))))

    @property
    def view(self) -> ButtonView:
        style = self.element.get("style", "")
        where = self.option if self.option is not None else self.element
        return ButtonView(self.key, self.label, style if style in _STYLES else "", where.get("url"))


def elements_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The interactive elements of a block, inputs included."""
    inside = block.get("elements") if block["type"] in {"actions", "context_actions"} else None
    single = block.get("accessory") if block["type"] == "section" else block.get("element")
    found = list(inside or ()) or ([single] if isinstance(single, dict) else [])
    return [element for element in found if "action_id" in element]


def targets_of(block: dict[str, Any]) -> Iterator[Target]:
    if block["type"] == "input" and not block.get("dispatch_action"):
        return  # what is entered here is sent with the form
    for element in elements_of(block):
        if element["type"] in MENUS:
            for option in options_of(element):
                yield Target(block["block_id"], element, option)
        else:
            yield Target(block["block_id"], element)


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """The options of a menu, those of its groups one after another."""
    groups = element.get("option_groups") or ()
    return list(element.get("options") or ()) or [option for group in groups for option in group["options"]]


def find(blocks: list[dict[str, Any]], wanted: str) -> Target:
    """The one target with this key, action_id or label, in this order. Raises NotPressable."""
    targets = [target for block in blocks for target in targets_of(block)]
    for name in ("key", "action_id", "label"):
        found = [target for target in targets if getattr(target, name) == wanted]
        if len(found) == 1:
            return found[0]
        if found and name != "action_id":
            raise NotPressable(f"{wanted!r} is not the only one: {', '.join(target.key for target in found)}")
    offered = ", ".join(f"{target.label!r} ({target.key})" for target in targets) or "nothing"
    raise NotPressable(f"there is no {wanted!r} to press; there is: {offered}")
