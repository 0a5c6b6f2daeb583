"""The page's files: nothing from outside, nothing inline, the same words in both languages, every one of them used."""

import json
import re
from pathlib import Path

import pytest

from bot.rehearsal import page

ASSETS = Path(page.__file__).parent / "assets"
CODE = "\n".join(path.read_text() for path in sorted(ASSETS.iterdir()) if path.suffix in {".js", ".html"})
COMPUTED = ("error.", "watch.", "type.", "kind.", "switch.", "column.none.", "column.", "only.", "off.", "tour.")


def words(locale: str) -> dict[str, str]:
    loaded: dict[str, str] = json.loads((ASSETS / f"words.{locale}.json").read_text())
    return loaded


def test_both_languages_say_the_same_things() -> None:
    en, ru = words("en"), words("ru")
    assert list(en) == list(ru)
    for key, text in en.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", ru[key])), key


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    known = set(words("en"))
    named = set(re.findall(r'data-(?:words|label|title)="([^"]+)"', CODE)) | set(re.findall(r'\bt\("([^"]+)"', CODE))
    assert named <= known
    unused = {key for key in known - named if not key.startswith(COMPUTED) and f'"{key}"' not in CODE}
    assert unused == set()


def test_every_refusal_of_the_clock_has_words() -> None:
    source = (ASSETS.parents[1] / "clockwork.py").read_text()
    errors = set(re.findall(r'error="(\w+)"', source)) | {"impossible", "not_understood", "unknown_actor"}
    errors |= {"telegram_down", "slack_down"}
    assert {f"error.{one}" for one in errors} <= set(words("ru"))


@pytest.mark.parametrize("path", sorted(ASSETS.iterdir()), ids=lambda path: path.name)
def test_nothing_from_outside_and_nothing_inline(path: Path) -> None:
    text = path.read_text()
    addresses = set(
        re.findall(r"(?:https?:)?//[\w.-]+\.\w+", re.sub(r"^\s*//.*|\s//\s.*", "", text, flags=re.MULTILINE))
    )
    assert addresses <= {"http://www.w3.org"}
    if path.suffix == ".html":
        assert re.findall(r"<style|<script(?![^>]*src=)|\son\w+=|\sstyle=", text) == []
    if path.suffix == ".js":
        assert re.findall(r"\beval\(|new Function|insertAdjacentHTML|outerHTML|document\.write", text) == []


def test_markup_is_taken_only_where_a_view_vouches_for_it() -> None:
    uses = re.findall(r"innerHTML: (\S+)", CODE)
    assert sorted(uses) == ["form.html", "message.html"]
    assert CODE.count("innerHTML") == len(uses) + 1  # and the list of properties in dom.js
