"""Promises that no type checker keeps: names, words, buttons and sizes, over the source as it is."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

import handlers
import rituals
from bot.rendering.reader import LOCALES, Locale
from bot.rendering.renderer import Renderer
from bot.topics import TOPICS, everything
from handlers.registry import Registry, Topic
from rituals import errors
from rituals.errors import Refusal
from rituals.kinds import KINDS
from rituals.messages import PRESS_LIMIT, Form, Message, type_of
from rituals.plays import PLAYS
from rituals.timeline import Subject

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
LONGEST_MODULE = 400
OUTSIDE = {"aiogram", "slack_bolt", "slack_sdk", "sqlalchemy", "apscheduler", "jinja2", "aiohttp", "bot"}
BY_THE_MESSENGER = {"agenda.quote", "home.open"}
"""Presses that no button of ours carries: a message shortcut, Slack's home tab."""
NEVER_SENT = {"help/commands"}
"""Words that menus ask for block by block."""


@pytest.mark.parametrize(
    ("room", "library"), [("slack.assembly", "aiogram"), ("telegram.part", "slack_bolt")], ids=["slack", "telegram"]
)
def test_with_one_messenger_the_library_of_the_other_is_not_loaded(room: str, library: str) -> None:
    code = f"import sys, bot.running, bot.app, bot.messengers.{room}; sys.exit({library!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


def _import_everything() -> None:
    for package in (rituals, handlers):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


_import_everything()
OURS = [kind for kind in type_of.values() if kind.__module__.split(".")[0] in {"rituals", "handlers"}]
REFUSALS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refusal)]
VIEWS = [kind for kind in OURS if issubclass(kind, Message | Form) and kind.template not in NEVER_SENT]


@cache
def sources(*packages: str) -> dict[Path, str]:
    return {path: path.read_text("utf-8") for name in packages for path in sorted((ROOT / name).rglob("*.py"))}


@cache
def names_used() -> frozenset[str]:
    """Every name that is called, raised or handed on anywhere but in its own definition and in imports."""
    used = set()
    for source in sources("rituals", "handlers", "bot").values():
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Call(func=ast.Name(id=name)) | ast.Raise(exc=ast.Name(id=name)):
                    used.add(name)
                case ast.Call(func=ast.Attribute(attr=name)):
                    used.add(name)
                case ast.Return(value=ast.Name(id=name)):
                    used.add(name)
    return frozenset(used)


# -- commands and buttons --------------------------------------------------------------------------------------------


def test_no_two_commands_and_no_two_buttons_share_a_name() -> None:
    registry = everything()
    assert len(registry.commands) == sum(len(topic.commands) for topic in TOPICS)
    for add, what in ((lambda t: t.command("agenda"), "commands"), (lambda t: t.press("agenda.add"), "buttons")):
        double = Topic()

        @add(double)
        async def again(_tx, _ask) -> None:
            return None

        with pytest.raises(ValueError, match=f"two {what}"):
            Registry([*TOPICS, double])


def test_every_topic_is_registered() -> None:
    modules = (importlib.import_module(f"handlers.{found.name}") for found in pkgutil.iter_modules(handlers.__path__))
    assert {id(module.topic) for module in modules if hasattr(module, "topic")} == set(map(id, TOPICS))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_command_has_its_words(locale: Locale) -> None:
    assert everything().commands.keys() <= Renderer(TEMPLATES).blocks("help/commands", locale)


@cache
def presses_of_buttons() -> frozenset[str]:
    """The actions that buttons and forms of ours name."""
    found = {kind.press for kind in VIEWS if issubclass(kind, Form)}
    text = "\n".join(sources("rituals", "handlers").values())
    found |= set(re.findall(r'Button\([^()]*?"([a-z]+\.[a-z_]+)"', text))
    found |= set(re.findall(r'\bturns\("([a-z]+\.[a-z_]+)"', text))
    found |= set(re.findall(r'_apart\("[a-z_]+", "([a-z]+\.[a-z_]+)"', text))
    found |= {f"meeting.{name}" for name in re.findall(r'_button\("([a-z_]+)"', text)}
    constants = dict(re.findall(r'^([A-Z]+) = "([a-z]+\.[a-z_]+)"$', text, re.MULTILINE))
    return frozenset(found | {press for name, press in constants.items() if f", {name}," in text})


def test_every_button_and_form_has_its_handler_and_every_handler_its_button() -> None:
    assert presses_of_buttons() | BY_THE_MESSENGER == everything().presses.keys()


def test_every_payload_fits_its_messenger_with_the_longest_ids() -> None:
    longest = max(map(len, everything().presses))
    assert longest + len(f":{2**63 - 1}:{2**63 - 1}") <= PRESS_LIMIT


# -- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_every_refusal_is_raised_somewhere_and_has_its_words(kind: type[Refusal]) -> None:
    if kind is Refusal:
        return
    assert kind.__name__ in names_used(), "nobody raises it"
    assert {file.stem for file in (TEMPLATES / kind.template).iterdir()} == set(LOCALES)


@pytest.mark.parametrize("kind", VIEWS, ids=lambda kind: kind.__name__)
def test_every_message_and_form_is_shown_somewhere(kind: type[Message | Form]) -> None:
    assert kind.__name__ in names_used()


# -- the shape of the source -----------------------------------------------------------------------------------------


def test_modules_are_small_and_say_what_they_are_for() -> None:
    for path, source in sources("rituals", "handlers", "bot").items():
        assert len(source.splitlines()) <= LONGEST_MODULE, path
        assert not source.strip() or ast.get_docstring(ast.parse(source)), f"{path} does not say what it is for"


def test_the_core_and_the_handlers_know_nothing_of_the_outside() -> None:
    for path, source in sources("rituals", "handlers").items():
        for node in ast.walk(ast.parse(source)):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not OUTSIDE & {name.split(".")[0] for name in names}, path
        if path.is_relative_to(ROOT / "rituals"):
            assert "from handlers" not in source, path


def test_a_machine_keeps_the_direction_of_imports() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["type"] == "layers")
    assert layers["layers"] == ["bot", "handlers", "rituals"]
    forbidden = [contract for contract in contracts if contract["type"] == "forbidden"]
    core = next(contract for contract in forbidden if contract["source_modules"] == ["rituals", "handlers"])
    assert set(core["forbidden_modules"]) >= OUTSIDE - {"bot"}
    assert any(contract["forbidden_modules"] == ["bot.rehearsal"] for contract in forbidden)
    assert any(contract["type"] == "independence" for contract in contracts)


def test_no_clock_is_read_in_the_core_or_the_handlers() -> None:
    for path, source in sources("rituals", "handlers").items():
        assert not re.search(r"\b(datetime\.now|date\.today|time\.time|utcnow|monotonic)\(", source), path


def test_every_step_of_every_kind_has_its_play() -> None:
    from datetime import timedelta

    from rituals.calendar import NO_DAYS_OFF, Schedule
    from rituals.kinds import KINDS
    from rituals.kinds.declaration import Held
    from rituals.team import TeamId
    from rituals.timeline import Ritual, RitualId

    schedule = Schedule.parse(every="week", on="mon", at="10:00", timezone="UTC")
    for kind in KINDS.values():
        for variant in kind.variants:
            ritual = Ritual(RitualId(1), TeamId(1), "x", kind.name, schedule, timedelta(minutes=30), variant)
            starts_at = next(iter(schedule.plans(_moment(), NO_DAYS_OFF)))
            steps = kind.steps(Held(ritual, schedule.moment(starts_at.slot), NO_DAYS_OFF))
            assert {(Subject.OCCURRENCE, step.name) for step in steps} <= PLAYS.keys()
            assert [step.name for step in steps if step.name in kind.key_steps] != []
            assert all(step.due_at <= step.last_at for step in steps)


def _moment():
    from datetime import UTC, datetime

    return datetime(2026, 11, 19, tzinfo=UTC)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_step_and_every_kind_has_its_words_on_the_rehearsals_timeline(locale: Locale) -> None:
    wanted = {f"step_{name}" for _, name in PLAYS} | {f"kind_{name}" for name in KINDS}
    assert wanted <= Renderer(TEMPLATES).blocks("rehearsal/words", locale)
