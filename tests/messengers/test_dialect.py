"""Words before any messenger: the dialect, people's words in it, plain text and Markdown."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from bot.rendering.dialect import DialectError, normal, parse
from bot.rendering.document import (
    Heading,
    Items,
    ListItem,
    Look,
    Mark,
    Mention,
    Moment,
    Paragraph,
    Pre,
    Quote,
    Rendered,
    Text,
    mentioned,
)
from bot.rendering.people_words import as_markup, cleaned
from bot.rendering.plain import markdown, plain
from rituals.messages import Who
from rituals.team import PersonId
from tests.messengers.documents import HOSTILE, MONDAY
from tests.messengers.templates_of_tests import known, render

__all__ = ["known"]

pytestmark = pytest.mark.usefixtures("known")


# -- the dialect ---------------------------------------------------------------------------------------------------


def test_every_tag() -> None:
    blocks = parse(
        normal(
            """
            <h>Agenda</h>
            words of their own <b>bold <i>both</i></b>
            <p>one<br>two &nbsp; <code>x</code> <s>y</s> <a href="https://a.example/">link</a></p>
            <ol start="3"><li>a<ul><li>b</li></ul></li> <li>c</li></ol>
            <quote folded>said</quote>
            <pre>
  a
   b
</pre>
            <p><time at="2026-11-23T10:00:00+03:00" look="clock">10:00</time>, <person id="7">Anna</person></p>
            """
        )
    )
    bold, both = frozenset({Mark.BOLD}), frozenset({Mark.BOLD, Mark.ITALIC})
    assert blocks == (
        Heading((Text("Agenda"),)),
        Paragraph((Text("words of their own "), Text("bold ", bold), Text("both", both))),
        Paragraph(
            (
                Text("one\ntwo \u00a0 "),
                Text("x", frozenset({Mark.CODE})),
                Text(" "),
                Text("y", frozenset({Mark.STRIKE})),
                Text(" "),
                Text("link", href="https://a.example/"),
            )
        ),
        Items((ListItem((Text("a"),), (Items((ListItem((Text("b"),)),)),)), ListItem((Text("c"),))), 3),
        Quote((Text("said"),), folded=True),
        Pre("  a\n   b"),
        Paragraph((Moment(MONDAY, "10:00", look=Look.CLOCK), Text(", "), Mention(PersonId(7), "Anna"))),
    )
    assert mentioned(blocks) == {7}


@pytest.mark.parametrize(
    "wrong",
    [
        "<div>x</div>",
        "<p class='a'>x</p>",
        "<p>x",
        "</p>",
        "<b>x</p></b>",
        "<p>x<ul><li>y</li></ul></p>",
        "<ul>x</ul>",
        "<ul><li>x<ul><li>y</li></ul>z</li></ul>",
        "<li>x</li>",
        "<pre><b>x</b></pre>",
        "<quote><p>x</p></quote>",
        "<a>x</a>",
        "<a href='b'><a href='c'>x</a></a>",
        "<ol start='one'><li>x</li></ol>",
        "<time at='monday'>x</time>",
        "<time>x</time>",
        "<time at='2026-11-23' look='long'>x</time>",
        "<person id='x'>x</person>",
        "<person id='1'> </person>",
        "<time at='2026-11-23'><b>x</b></time>",
        "<b><p>x</p></b>",
        "a & b",
        "&mdash;",
        "<br x='y'/>",
    ],
)
def test_what_the_dialect_does_not_have_is_refused(wrong: str) -> None:
    with pytest.raises(DialectError):
        parse(normal(wrong))


def test_what_is_empty_vanishes() -> None:
    assert parse("<p> </p><h/><ul><li> </li></ul><quote><b> </b></quote><pre>\n</pre><ul/> ") == ()
    assert parse("<ul><li>a</li><li><b/></li></ul>") == (Items((ListItem((Text("a"),)),)),)


def test_white_space_collapses_between_marks() -> None:
    assert plain(Rendered(parse("<p> a <b> b </b> c\n\n  d <br/>  e </p>"))) == "a b c d\ne"


# -- people's words ------------------------------------------------------------------------------------------------


@given(st.text())
def test_peoples_words_come_out_as_they_went_in(text: str) -> None:
    kept = cleaned(text)
    seen = "".join(span.text for block in parse(f"<p>{as_markup(text)}</p>") for span in block.spans)  # type: ignore[union-attr]
    assert seen == (kept if kept.strip() else "")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words(tmp_path: Path, hostile: str) -> None:
    blocks = render(tmp_path, "<p>a <b>{{ text }}</b> b</p>", text=hostile).blocks
    assert blocks == (Paragraph((Text("a "), Text(cleaned(hostile), frozenset({Mark.BOLD})), Text(" b"))),)


def test_line_breaks_and_spaces_are_kept_and_controls_are_not() -> None:
    assert cleaned("a  b\r\nc\rd\u2028e\tf\x00\x1b\ud800\ufffe\U0010ffff") == "a  b\nc\nd\ne f"


@pytest.mark.parametrize(
    ("text", "shut"),
    [
        ("abc", "abc"),
        ("שלום", "\u2068שלום\u2069"),
        ("\u202eabc", "\u2068\u202eabc\u2069"),
        ("\u2066open", "\u2068\u2066open\u2069\u2069"),
        ("end\u2069", "\u2068\u2068end\u2069\u2069"),
        ("\u2069\u2067", "\u2068\u2068\u2069\u2067\u2069\u2069"),
        ("abc\nשלום", "abc\n\u2068שלום\u2069"),
    ],
)
def test_text_that_turns_the_line_is_shut_in(text: str, shut: str) -> None:
    assert cleaned(text) == shut


@given(st.text(alphabet="ab\n\u2066\u2067\u2068\u2069\u202e\u05d0"))
def test_isolates_are_balanced_on_every_line(text: str) -> None:
    for line in cleaned(text).split("\n"):
        depth = 0
        for char in line:
            depth += (char in "\u2066\u2067\u2068") - (char == "\u2069")
            assert depth >= 0
        assert depth == 0


def test_what_has_no_words_is_refused(tmp_path: Path) -> None:
    for value in (None, True, MONDAY, Who(PersonId(1), "Anna"), (1, 2)):
        with pytest.raises(TypeError, match="choose the words"):
            render(tmp_path, "{{ value }}", value=value)
    with pytest.raises(UndefinedError, match="valeu"):
        render(tmp_path, "{{ valeu }}", value=1)


# -- plain and Markdown --------------------------------------------------------------------------------------------


def test_markdown() -> None:
    bold = frozenset({Mark.BOLD})
    rendered = Rendered(
        (
            Heading((Text("A*b"),)),
            Paragraph((Text("1. one\n- two"), Text(" bold ", bold), Text("x", href="https://a.example/"))),
            Items((ListItem((Text("a\nb"),), (Items((ListItem((Text("c", frozenset({Mark.CODE})),)),)),)),), start=9),
            Quote((Text("#1\nsaid"),)),
            Pre("x\ny"),
        )
    )
    assert markdown(rendered) == (
        "## A\\*b\n\n"
        "1\\. one\\\n\\- two **bold** [x](<https://a.example/>)\n\n"
        "9. a\\\n   b\n   - `c`\n\n"
        "> \\#1\\\n> said\n\n"
        "    x\n    y"
    )


def test_plain_text() -> None:
    rendered = Rendered(
        (
            Heading((Text("A"),)),
            Paragraph((Text("b"),)),
            Items((ListItem((Text("c"),), (Items((ListItem((Text("d"),)),)),)), ListItem((Text("e"),))), start=2),
            Paragraph((Mention(PersonId(1), "Anna"),)),
        )
    )
    assert plain(rendered) == "A\nb\n2. c\n   ◦ d\n3. e\n\nAnna"
