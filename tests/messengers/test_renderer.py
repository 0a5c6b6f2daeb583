"""The renderer: blocks, buttons, shared macros, lines, forms, languages."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from bot.rendering.document import (
    Rendered,
)
from bot.rendering.plain import plain
from bot.rendering.reader import Locale, language
from bot.rendering.renderer import LINE_LIMIT, Renderer
from rituals.messages import Button, Field, FieldKind, Form, Option, Style
from tests.messengers.documents import MONDAY
from tests.messengers.templates_of_tests import EN, RU, folder_of, known, shown_with

__all__ = ["known"]

pytestmark = pytest.mark.usefixtures("known")


# -- the renderer --------------------------------------------------------------------------------------------------

CARD = """
{% set greeting = "Hi" %}
<h>{{ greeting }}, {{ name }}</h>
{% block button_go %}{{ greeting }} &amp; go {{ button.args[0] }} <b>{{ name }}</b>{% endblock %}
{% if name %}{% block button_stop %} Stop {% endblock %}{% endif %}
"""


def test_blocks_print_nothing_in_the_body_and_label_the_buttons(tmp_path: Path) -> None:
    rows = (
        (Button("go", "a.go", (7,), Style.PRIMARY), Button("stop", "a.stop")),
        (
            Button("pick", "a.pick", (1,), label="  Anna\n\u202e<b> "),
            Button("site", url="https://a.example", label=" "),
        ),
    )
    rendered = Renderer(folder_of(tmp_path, CARD)).message(shown_with({"name": "Ann"}, rows), EN)
    assert plain(rendered) == "Hi, Ann"
    labels = [[(button.label, button.payload, button.url) for button in row] for row in rendered.buttons]
    assert labels == [
        [("Hi & go 7 Ann", "a.go:7", None), ("Stop", "a.stop", None)],
        [("\u2068Anna \u202e<b>\u2069", "a.pick:1", None), ("…", "", "https://a.example")],
    ]


def test_a_shared_file_of_macros_knows_the_reader(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, '{% from "_parts/" ~ "x.html" import start %}{{ start(at) }}, {{ 21 | duration }}')
    (folder / "_parts").mkdir()
    (folder / "_parts" / "x.html").write_text(
        '{% macro start(at) %}<b>{{ at | moment("day") }}</b>{% endmacro %}', "utf-8"
    )
    renderer = Renderer(folder)
    words = [plain(renderer.message(shown_with({"at": MONDAY}), reader)) for reader in (RU, EN)]
    assert words == ["понедельник, 23 ноября, 21\u00a0мин", "Monday, 23 November, 21\u00a0mins"]


def test_a_line_is_short_and_plain(tmp_path: Path) -> None:
    renderer = Renderer(folder_of(tmp_path, "<p>{{ text }}</p><p><b>end</b></p>"))
    assert renderer.line(shown_with({"text": "a & b"}), EN) == "a & b\nend"
    long = renderer.line(shown_with({"text": "word " * 100}), EN)
    assert (len(long) <= LINE_LIMIT, long.endswith("word…")) == (True, True)


FORM = """
{% block title %}What shall we talk about on {{ day }}?{% endblock %}
{% block submit %}Add{% endblock %}
{% block intro %}<p>For <b>{{ day }}</b></p>{% endblock %}
{% block field_text %}Your item{% endblock %}
{% block hint_text %}In a sentence{% endblock %}
{% block field_how %}Signed?{% endblock %}
{% block option_how_yes %}Yes{% endblock %}
"""


def test_a_form_has_the_words_of_its_questions(tmp_path: Path) -> None:
    class Ask(Form):
        template: ClassVar[str] = "test/message"
        press: ClassVar[str] = "agenda.add"

        day = "Monday"

        def args(self) -> tuple[int | str, ...]:
            return (7,)

        def fields(self) -> tuple[Field, ...]:
            return (Field("text"), Field("how", FieldKind.CHOICE, options=(Option("yes"), Option("no", "No, <me>"))))

    kind: Any = dataclass(type("AskMonday", (Ask,), {"__annotations__": {"day": str}, "day": "Monday"}))
    asked: Form = kind()
    form = Renderer(folder_of(tmp_path, FORM)).form(asked, EN)
    assert (form.title, form.submit, form.payload) == ("What shall we talk…", "Add", "agenda.add:7")
    assert plain(Rendered(form.intro)) == "For Monday"
    assert [(f.label, f.hint, [o.label for o in f.options]) for f in form.fields] == [
        ("Your item", "In a sentence", []),
        ("Signed?", "", ["Yes", "No, <me>"]),
    ]
    assert Renderer(tmp_path).words("test/message", "submit", EN) == "Add"


@pytest.mark.parametrize(
    ("code", "locale"), [("ru", "ru"), ("ru-RU", "ru"), ("EN_us", "en"), ("de", "en"), (None, "en"), ("", "en")]
)
def test_languages(code: str | None, locale: Locale) -> None:
    assert language(code) == locale
    assert language("de", "ru") == "ru"
