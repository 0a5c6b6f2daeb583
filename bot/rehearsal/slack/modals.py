"""Triggers, modals on their stack of three, home tabs: who sees which view, and what is entered in it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import Any

from bot.rehearsal.slack.drawing import draw
from bot.rehearsal.slack.eyes import Eyes
from bot.rehearsal.slack.ids import epoch
from bot.rehearsal.slack.inputs import State, initial_state
from bot.rehearsal.slack.posting import completed
from bot.rehearsal.slack.refusals import ApiError
from bot.rehearsal.slack.scene import Scene
from bot.rehearsal.slack.targets import elements_of
from bot.rehearsal.slack.world import App, User

TRIGGER_LIVES = timedelta(seconds=3)
STACK = 3
_STATELESS = frozenset({"button", "overflow"})
Json = dict[str, Any]


@dataclass(slots=True, eq=False)
class Trigger:
    """One interaction's permission to open a view: three seconds, once."""

    id: str
    app: App
    user: User
    given: datetime
    used: bool = False
    view: "View | None" = None  # the modal in which it was given; a push needs one


@dataclass(slots=True, eq=False)
class View:
    """An open modal, or somebody's home tab. `spec` is what the app sent, with ids; `entered` what the person did."""

    id: str
    app: App
    user: User
    spec: Json
    hash: str
    root: str
    previous: str | None = None
    entered: dict[tuple[str, str], State] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.spec["blocks"]
        return blocks

    def state(self) -> Json:
        """`state.values`: block_id → action_id → state, touched or not."""
        values: Json = {}
        for block in self.blocks:
            for element in elements_of(block):
                if element["type"] not in _STATELESS:
                    key = (block["block_id"], element["action_id"])
                    state = self.entered.get(key) or initial_state(element)
                    values.setdefault(key[0], {})[key[1]] = state
        return values

    def json(self) -> Json:
        """The view object as answers and payloads carry it."""
        spec = self.spec
        return {
            "id": self.id,
            "team_id": self.app.space.id,
            "type": spec["type"],
            "blocks": spec["blocks"],
            "private_metadata": spec.get("private_metadata") or "",
            "callback_id": spec.get("callback_id") or "",
            "external_id": spec.get("external_id") or "",
            "state": {"values": self.state()},
            "hash": self.hash,
            "title": spec.get("title"),
            "submit": spec.get("submit"),
            "close": spec.get("close"),
            "clear_on_close": bool(spec.get("clear_on_close")),
            "notify_on_close": bool(spec.get("notify_on_close")),
            "previous_view_id": self.previous,
            "root_view_id": self.root,
            "app_id": self.app.id,
            "bot_id": self.app.bot_id,
            "app_installed_team_id": self.app.space.id,
        }


class Modals:
    """All triggers and views of the stage. Its methods raise ApiError in Slack's words."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._triggers: dict[str, Trigger] = {}
        self._stacks: dict[str, list[View]] = {}
        self.homes: dict[tuple[str, str], View] = {}

    # Triggers

    def trigger(self, app: App, user: User, view: View | None = None) -> str:
        """A new trigger_id for an interaction of this person."""
        number = self._scene.ids.secret("trigger").rpartition("-")[2]
        trigger = Trigger(f"13{number}.{number}.{app.id.lower()}", app, user, self._scene.clock(), view=view)
        self._triggers[trigger.id] = trigger
        return trigger.id

    def take(self, app: App, trigger_id: Any) -> Trigger:
        """Use a trigger up. Raises invalid_, exchanged_ or expired_trigger_id."""
        trigger = self._triggers.get(str(trigger_id))
        if trigger is None or trigger.app is not app:
            raise ApiError("invalid_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        if not timedelta(0) <= self._scene.clock() - trigger.given <= TRIGGER_LIVES:
            raise ApiError("expired_trigger_id")
        trigger.used = True
        return trigger

    # The stack

    def stack(self, user: User) -> list[View]:
        return self._stacks.setdefault(user.id, [])

    def top(self, user: User) -> View | None:
        stack = self.stack(user)
        return stack[-1] if stack else None

    def open(self, app: App, user: User, spec: Json) -> View:
        """A new root view; whatever was open is gone."""
        self._unique(app, spec)
        view = self._new(app, user, spec)
        self._stacks[user.id] = [view]
        self._shown(view)
        return view

    def push(self, app: App, user: User, spec: Json) -> View:
        stack = self.stack(user)
        if not stack:
            raise ApiError("expired_trigger_id")
        if len(stack) >= STACK:
            raise ApiError("push_limit_reached")
        self._unique(app, spec)
        view = self._new(app, user, spec)
        view.root, view.previous = stack[0].root, stack[-1].id
        stack.append(view)
        self._shown(view)
        return view

    def update(self, view: View, spec: Json, sent_hash: str | None = None) -> None:
        """Replace a view; what was entered stays where block_id, action_id and the element's type stay."""
        if sent_hash and sent_hash != view.hash:
            raise ApiError("hash_conflict")
        self._unique(view.app, spec, view)
        view.spec = self._completed(spec)
        view.hash = self._hash()
        view.errors = {}
        kept = {(b["block_id"], e["action_id"]): e["type"] for b in view.blocks for e in elements_of(b)}
        view.entered = {key: state for key, state in view.entered.items() if kept.get(key) == state["type"]}
        self._shown(view)

    def publish(self, app: App, user: User, spec: Json, sent_hash: str | None) -> View:
        """Set somebody's home tab."""
        known = self.homes.get((app.id, user.id))
        if known is None:
            view = self.homes[app.id, user.id] = self._new(app, user, spec)
            self._shown(view)
            return view
        self.update(known, spec, sent_hash)
        return known

    def find(self, app: App, view_id: Any = None, external_id: Any = None) -> View:
        """A view that is open now. Raises not_found."""
        for view in [*(view for stack in self._stacks.values() for view in stack), *self.homes.values()]:
            same = view.id == view_id if view_id else view.spec.get("external_id") == external_id
            if same and view.app is app:
                return view
        raise ApiError("not_found")

    def close(self, view: View, *, everything: bool = False) -> list[View]:
        """Take a modal away (or the whole stack); returns what was closed, the top first."""
        stack = self.stack(view.user)
        clear = everything or bool(view.spec.get("clear_on_close"))
        closed = list(reversed(stack)) if clear else [view]
        self._stacks[view.user.id] = [kept for kept in stack if kept not in closed]
        self._scene.changed()
        return closed

    def show_errors(self, view: View, errors: dict[str, str]) -> None:
        view.errors = errors
        self._scene.saw("told", view.id, view.app.name, "\n".join(errors.values()), "", view.id, view.user)

    # Inside

    def _unique(self, app: App, spec: Json, but: View | None = None) -> None:
        external = spec.get("external_id")
        if not external:
            return
        try:
            known = self.find(app, external_id=external)
        except ApiError:
            return
        if known is not but:
            raise ApiError("duplicate_external_id")

    def _new(self, app: App, user: User, spec: Json) -> View:
        view_id = self._scene.ids.new("V")
        return View(view_id, app, user, self._completed(spec), self._hash(), view_id)

    def _completed(self, spec: Json) -> Json:
        return {**spec, "blocks": completed(self._scene, spec["blocks"])}

    def _hash(self) -> str:
        return self._scene.ids.secret(str(epoch(self._scene.clock()))).replace("-", ".")

    def _shown(self, view: View) -> None:
        text, html = view_drawn(view, self._scene.eyes(view.user))
        deed: Any = "home" if view.spec["type"] == "home" else "form"
        self._scene.saw(deed, view.id, view.app.name, text, html, view.id, view.user)


def view_drawn(view: View, eyes: Eyes) -> tuple[str, str]:
    """Text and HTML of a whole view, questions included: what the journal keeps."""
    shown = draw(view.blocks, eyes)
    title = (view.spec.get("title") or {}).get("text", "")
    html = (f"<h3>{escape(title)}</h3>" if title else "") + shown.html
    return "\n".join(part for part in (title, shown.text) if part), html
