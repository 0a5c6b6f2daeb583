"""Words before any messenger: the dialect, people's words in it, plurals, moments, bars, cuts, plain text and Markdown."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from bot.rendering.cutting import place_to_cut, shortened
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
from bot.rendering.reader import Locale, language
from bot.rendering.renderer import LINE_LIMIT, Reader, Renderer
from rituals.messages import Button, Field, FieldKind, Form, Message, Option, Style, Who, type_of
from rituals.team import PersonId
from tests.messengers.documents import FAMILY, HOSTILE, MONDAY

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
    return Renderer(_folder(tmp_path, template)).message(_shown(facts), reader)


def _folder(root: Path, template: str) -> Path:
    folder = root / "test" / "message"
    folder.mkdir(parents=True, exist_ok=True)
    for locale in ("ru", "en"):
        (folder / f"{locale}.html").write_text(template, "utf-8")
    return root


def _shown(facts: dict[str, Any], buttons: tuple[tuple[Button, ...], ...] = ()) -> Message:
    shown: Any = dataclass(
        type("Shown", (Message,), {"__annotations__": dict.fromkeys(facts, Any), "template": "test/message"})
    )
    made: Message = shown(**facts)
    type(made).buttons = lambda self: buttons  # type: ignore[method-assign]
    return made


def says(tmp_path: Path, template: str, reader: Reader = EN, /, **facts: Any) -> str:
    return plain(render(tmp_path, template, reader, **facts))


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


# -- filters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "russian", "english"),
    [
        (0, "вопросов", "items"),
        (1, "вопрос", "item"),
        (2, "вопроса", "items"),
        (5, "вопросов", "items"),
        (11, "вопросов", "items"),
        (21, "вопрос", "items"),
        (101, "вопрос", "items"),
        (112, "вопросов", "items"),
        (-1, "вопрос", "item"),
    ],
)
def test_plurals(tmp_path: Path, number: int, russian: str, english: str) -> None:
    assert says(tmp_path, '{{ plural(n, "вопрос", "вопроса", "вопросов") }}', RU, n=number) == russian
    assert says(tmp_path, '{{ n | plural("item", "items") }}', EN, n=number) == english


def test_a_language_asks_for_its_own_number_of_forms(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="plural forms one, few, many"):
        render(tmp_path, '{{ plural(n, "item", "items") }}', RU, n=1)


@pytest.mark.parametrize(
    ("at", "russian", "english"),
    [
        (MONDAY, "понедельник, 23 ноября, 10:00", "Monday, 23 November, 10:00"),
        (datetime(2026, 12, 31, 20, 59, tzinfo=UTC), "четверг, 31 декабря, 23:59", "Thursday, 31 December, 23:59"),
        (
            datetime(2026, 12, 31, 21, 0, tzinfo=UTC),
            "пятница, 1 января 2027 года, 00:00",
            "Friday, 1 January 2027, 00:00",
        ),
        (
            datetime(2025, 12, 31, 20, 59, tzinfo=UTC),
            "среда, 31 декабря 2025 года, 23:59",
            "Wednesday, 31 December 2025, 23:59",
        ),
    ],
)
def test_moments_around_the_ends_of_years(tmp_path: Path, at: datetime, russian: str, english: str) -> None:
    assert render(tmp_path, "{{ at | moment }}", RU, at=at).blocks == (Paragraph((Moment(at, russian),)),)
    assert says(tmp_path, "{{ at | moment }}", EN, at=at) == english


@pytest.mark.parametrize(
    ("look", "russian", "english"),
    [
        ("day", "понедельник, 23 ноября", "Monday, 23 November"),
        ("clock", "10:00", "10:00"),
        ("short", "23.11, 10:00", "23 Nov, 10:00"),
    ],
)
def test_looks_of_a_moment(tmp_path: Path, look: str, russian: str, english: str) -> None:
    template = f'{{{{ moment(at, "{look}") }}}}'
    assert render(tmp_path, template, RU, at=MONDAY).blocks == (Paragraph((Moment(MONDAY, russian, look=Look(look)),)),)
    assert says(tmp_path, template, EN, at=MONDAY) == english


def test_the_year_is_the_readers(tmp_path: Path) -> None:
    new_year = datetime(2026, 12, 31, 22, tzinfo=UTC)
    in_moscow = Reader("en", "Europe/Moscow", new_year)
    in_london = Reader("en", "Europe/London", new_year)
    assert says(tmp_path, "{{ at | moment }}", in_moscow, at=new_year) == "Friday, 1 January, 01:00"
    assert says(tmp_path, "{{ at | moment }}", in_london, at=new_year) == "Thursday, 31 December, 22:00"


@pytest.mark.parametrize(
    ("look", "russian", "english"),
    [
        ("plain", "4 января 2027 года", "4 January 2027"),
        ("day", "понедельник, 4 января 2027 года", "Monday, 4 January 2027"),
        ("short", "04.01.2027", "4 Jan 2027"),
    ],
)
def test_dates(tmp_path: Path, look: str, russian: str, english: str) -> None:
    assert says(tmp_path, f'{{{{ day | date("{look}") }}}}', RU, day=date(2027, 1, 4)) == russian
    assert says(tmp_path, f'{{{{ day | date("{look}") }}}}', EN, day=date(2027, 1, 4)) == english
    assert says(tmp_path, "{{ day | date }}", EN, day=date(2026, 11, 3)) == "3 November"


def test_moments_and_dates_are_not_mixed_up(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="use moment"):
        render(tmp_path, "{{ at | date }}", at=MONDAY)
    with pytest.raises(ValueError, match="no time zone"):
        render(tmp_path, "{{ at | moment }}", at=MONDAY.replace(tzinfo=None))
    with pytest.raises(ValueError, match="no look"):
        render(tmp_path, '{{ day | date("full") }}', day=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("span", "russian", "english"),
    [
        (timedelta(minutes=90), "1 ч 30 мин", "1 hr 30 mins"),
        (timedelta(minutes=-12), "12 мин", "12 mins"),
        (timedelta(seconds=59), "0 мин", "0 mins"),
        (timedelta(days=2, hours=3, minutes=5), "2 дн. 3 ч", "2 days 3 hrs"),
        (60, "1 ч", "1 hr"),
    ],
)
def test_durations(tmp_path: Path, span: timedelta | int, russian: str, english: str) -> None:
    assert says(tmp_path, "{{ span | duration }}", RU, span=span).replace("\u00a0", " ") == russian
    assert says(tmp_path, "{{ span | duration }}", EN, span=span).replace("\u00a0", " ") == english


@pytest.mark.parametrize(
    ("left", "total", "drawn"),
    [
        (0, 10, "▱▱▱▱▱"),
        (-3, 10, "▱▱▱▱▱"),
        (1, 100, "▰▱▱▱▱"),
        (5, 10, "▰▰▰▱▱"),
        (9.9, 10, "▰▰▰▰▱"),
        (10, 10, "▰▰▰▰▰"),
        (25, 10, "▰▰▰▰▰"),
        (1, 0, "▱▱▱▱▱"),
        (timedelta(minutes=6), timedelta(minutes=10), "▰▰▰▱▱"),
    ],
)
def test_bars(tmp_path: Path, left: Any, total: Any, drawn: str) -> None:
    assert says(tmp_path, "{{ bar(left, total, 5) }}", left=left, total=total) == drawn


def test_names_and_mentions(tmp_path: Path) -> None:
    people = [Who(PersonId(n), name) for n, name in enumerate(("Анна", "Борис <b>", "Вера"))]
    assert says(tmp_path, "{{ people | names }}", RU, people=people) == "Анна, Борис <b> и Вера"
    assert says(tmp_path, "{{ people | names }}", EN, people=["Ann", "Bob"]) == "Ann and Bob"
    blocks = render(tmp_path, '{{ people | map("mention") | names }}', RU, people=people[:2]).blocks
    assert blocks == (Paragraph((Mention(PersonId(0), "Анна"), Text(" и "), Mention(PersonId(1), "Борис <b>"))),)
    assert says(tmp_path, "{{ who | mention }}", who=Who(PersonId(1), " ")) == "…"


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 10, "one two…"),
        ("one\n two   three", 100, "one two three"),
        ("one, two", 6, "one…"),
        ("x" * 50, 10, "x" * 9 + "…"),
        (FAMILY * 3, len(FAMILY) + 3, FAMILY + "…"),
        ("🇷🇺🇬🇧🇷🇺", 4, "🇷🇺…"),
        ("word", 1, "…"),
    ],
)
def test_excerpts_end_at_words(tmp_path: Path, text: str, most: int, kept: str) -> None:
    assert shortened(text, most) == kept
    assert says(tmp_path, "{{ text | excerpt(most) }}", text=text, most=most) == kept


@given(st.text(min_size=2), st.data())
def test_a_cut_is_always_within_the_text(text: str, data: st.DataObject) -> None:
    most = data.draw(st.integers(1, len(text) - 1))
    assert 0 < place_to_cut(text, most) <= most
    assert len(shortened(text, most)) <= most


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
    rendered = Renderer(_folder(tmp_path, CARD)).message(_shown({"name": "Ann"}, rows), EN)
    assert plain(rendered) == "Hi, Ann"
    labels = [[(button.label, button.payload, button.url) for button in row] for row in rendered.buttons]
    assert labels == [
        [("Hi & go 7 Ann", "a.go:7", None), ("Stop", "a.stop", None)],
        [("\u2068Anna \u202e<b>\u2069", "a.pick:1", None), ("…", "", "https://a.example")],
    ]


def test_a_shared_file_of_macros_knows_the_reader(tmp_path: Path) -> None:
    folder = _folder(tmp_path, '{% from "_parts/" ~ "x.html" import start %}{{ start(at) }}, {{ 21 | duration }}')
    (folder / "_parts").mkdir()
    (folder / "_parts" / "x.html").write_text(
        '{% macro start(at) %}<b>{{ at | moment("day") }}</b>{% endmacro %}', "utf-8"
    )
    renderer = Renderer(folder)
    words = [plain(renderer.message(_shown({"at": MONDAY}), reader)) for reader in (RU, EN)]
    assert words == ["понедельник, 23 ноября, 21\u00a0мин", "Monday, 23 November, 21\u00a0mins"]


def test_a_line_is_short_and_plain(tmp_path: Path) -> None:
    renderer = Renderer(_folder(tmp_path, "<p>{{ text }}</p><p><b>end</b></p>"))
    assert renderer.line(_shown({"text": "a & b"}), EN) == "a & b\nend"
    long = renderer.line(_shown({"text": "word " * 100}), EN)
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
    form = Renderer(_folder(tmp_path, FORM)).form(asked, EN)
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
