"""Templates that a test writes itself, and what they say."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.rendering import former
from bot.rendering.document import Rendered
from bot.rendering.plain import plain
from bot.rendering.renderer import Reader, Renderer
from rituals.messages import Button, Message, type_of

PROJECT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
RU, EN = (Reader(locale, "Europe/Moscow", NOW) for locale in ("ru", "en"))


@pytest.fixture
def known() -> Any:
    """View models that a test makes are forgotten after it."""
    before = dict(type_of)
    yield
    type_of.clear()
    type_of.update(before)


def render(tmp_path: Path, template: str, reader: Reader = EN, /, **facts: Any) -> Rendered:
    """A template with these facts."""
    return Renderer(folder_of(tmp_path, template)).message(shown_with(facts), reader)


def folder_of(root: Path, template: str) -> Path:
    """A folder with this template, and with the words for whoever was erased, which every message may need."""
    shutil.copytree(PROJECT / "templates" / former.TEMPLATE, root / former.TEMPLATE, dirs_exist_ok=True)
    folder = root / "test" / "message"
    folder.mkdir(parents=True, exist_ok=True)
    for locale in ("ru", "en"):
        (folder / f"{locale}.html").write_text(template, "utf-8")
    return root


def shown_with(facts: dict[str, Any], buttons: tuple[tuple[Button, ...], ...] = ()) -> Message:
    shown: Any = dataclass(
        type("Shown", (Message,), {"__annotations__": dict.fromkeys(facts, Any), "template": "test/message"})
    )
    made: Message = shown(**facts)
    type(made).buttons = lambda self: buttons  # type: ignore[method-assign]
    return made


def says(tmp_path: Path, template: str, reader: Reader = EN, /, **facts: Any) -> str:
    return plain(render(tmp_path, template, reader, **facts))
