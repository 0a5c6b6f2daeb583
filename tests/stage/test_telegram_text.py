"""The texts of messages: HTML as TDLib reads it, entities in UTF-16 units, and the safe HTML of the page."""

from html import escape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rehearsal.telegram.detection import with_detected
from bot.rehearsal.telegram.entities import Entity, FormattedText, tidy, utf16_length, utf16_slice
from bot.rehearsal.telegram.errors import ApiError
from bot.rehearsal.telegram.methods.texts import read_formatted
from bot.rehearsal.telegram.page_html import page_html


def read(raw: str, mode: str = "HTML") -> FormattedText:
    return read_formatted(raw, mode, [], {1001}.__contains__)


def marks(raw: str, mode: str = "HTML") -> list[dict[str, Any]]:
    return [entity.as_json() for entity in read(raw, mode).entities]


@pytest.mark.parametrize(
    ("raw", "text", "entities"),
    [
        ("A & B <b>x</b>", "A & B x", [("bold", 6, 1)]),
        ("🏆 <i>x</i>", "🏆 x", [("italic", 3, 1)]),
        ("<STRONG>x</strong>", "x", [("bold", 0, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<b><b>x</b>y</b>", "xy", [("bold", 0, 2)]),
        ("<b></b>x", "x", []),
        ("  <b> x </b> ", "x", [("bold", 0, 1)]),
        ("<b>a<code>x</code>b</b>", "axb", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", [("blockquote", 0, 2)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", [("spoiler", 0, 2)]),
        ('<a href="javascript:1">x</a>', "x", []),
        ("&lt;b&gt; &#1103;&#x44f; &quot;&nbsp;&#0;", '<b> яя "&nbsp;&#0;', []),
        ('<a href="tg://user?id=1001">A</a><a href="tg://user?id=9">B</a>', "AB", [("text_mention", 0, 1)]),
        ("a\r\nb\tc", "a\nb c", []),
    ],
)
def test_html_is_read_as_the_server_reads_it(raw: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    formatted = read(raw)
    assert formatted.text == text
    assert [(e.type, e.offset, e.length) for e in formatted.entities] == entities


def test_what_entities_carry() -> None:
    assert marks('<a href="HTTP://Example.com?a=1&amp;b=2">x</a>') == [
        {"type": "text_link", "offset": 0, "length": 1, "url": "http://example.com/?a=1&b=2"}
    ]
    assert marks('<pre><code class="language-python">x</code></pre>') == [
        {"type": "pre", "offset": 0, "length": 1, "language": "python"}
    ]
    assert marks('<tg-time unix="1700000000" format="wDT">x</tg-time>') == [
        {"type": "date_time", "offset": 0, "length": 1, "unix_time": 1700000000, "date_time_format": "wDT"}
    ]
    assert marks('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>') == [
        {"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5368324170671202286"}
    ]


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        ("5 < 6", 'Unsupported start tag "" at byte offset 2'),
        ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
        ("я<b>x</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<a href=x_y>y</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<tg-time unix="soon">x</tg-time>', "Invalid date specified"),
    ],
)
def test_html_complaints(raw: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        read(raw)
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_markdown_of_the_second_version() -> None:
    raw = r"*bold _both_* __u__ ~s~ ||p|| `c\`` [x](https://e.com) \*" + "\n>quote"
    formatted = read(raw, "MarkdownV2")
    assert formatted.text == "bold both u s p c` x *\nquote"
    kinds = ["bold", "italic", "underline", "strikethrough", "spoiler", "code", "text_link", "blockquote"]
    assert [entity.type for entity in formatted.entities] == kinds
    assert marks("```py\nx```", "MarkdownV2") == [{"type": "pre", "offset": 0, "length": 1, "language": "py"}]


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        ("*x", "Can't find end of Bold entity at byte offset 0"),
        ("я `x", "Can't find end of Code entity at byte offset 3"),
        ("[x](y", "Can't find end of a URL at byte offset 3"),
        ("[x", "Can't find end of Link entity at byte offset 0"),
        ("a-b", "Character '-' is reserved and must be escaped with the preceding '\\'"),
    ],
)
def test_markdown_complaints(raw: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        read(raw, "MarkdownV2")
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_given_entities_replace_a_parse_mode() -> None:
    entities = [
        {"type": "bold", "offset": 0, "length": 4},
        {"type": "text_link", "offset": 5, "length": 1, "url": "e.com"},
        {"type": "text_mention", "offset": 7, "length": 1, "user": {"id": 1001}},
        {"type": "mention", "offset": 0, "length": 1},
    ]
    formatted = read_formatted("bold x y", "", entities, {1001}.__contains__)
    assert [(e.type, e.url, e.user_id) for e in formatted.entities] == [
        ("bold", None, None),
        ("text_link", "http://e.com/", None),
        ("text_mention", None, 1001),
    ]


def test_commands_mentions_and_links_are_found() -> None:
    text = "🏆 /agenda@letuchka_bot a/b @boris #plan https://e.com/x). mail@e.com"
    formatted = with_detected(tidy(text))
    found = [(e.type, utf16_slice(formatted.text, e.offset, e.length)) for e in formatted.entities]
    assert found == [
        ("bot_command", "/agenda@letuchka_bot"),
        ("mention", "@boris"),
        ("hashtag", "#plan"),
        ("url", "https://e.com/x"),
        ("email", "mail@e.com"),
    ]
    assert [e.type for e in read("<code>/agenda</code>").entities] == ["code"]


def test_page_html_is_escaped_and_nested() -> None:
    formatted = read('<b>a &lt;script&gt;<i>b</i></b>\n<pre>x\ny</pre> <a href="https://e.com/?a=1&amp;b=%22">z</a>')
    assert page_html(formatted) == (
        "<b>a &lt;script&gt;<i>b</i></b><br><pre><code>x\ny</code></pre> "
        '<a href="https://e.com/?a=1&amp;b=%22" rel="noopener noreferrer">z</a>'
    )
    crossing = FormattedText("abc", (Entity("bold", 0, 2), Entity("italic", 1, 2)))
    assert page_html(crossing) == "<b>a<i>b</i></b><i>c</i>"


# What TDLib itself takes out or changes is left out, so that a text can come back as it was sent.
KEPT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\u202a\u202b\u202c\u202d\u202e")
)


@given(KEPT)
@settings(max_examples=300)
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    formatted = read(escape(text, quote=False))
    assert formatted.text == text.strip()
    assert {entity.type for entity in formatted.entities} <= {"url", "email", "bot_command", "mention", "hashtag"}


@given(st.lists(st.tuples(st.sampled_from(["b", "i", "code", "blockquote", "pre", "u"]), KEPT), max_size=6))
@settings(max_examples=200)
def test_entities_stay_inside_the_text(parts: list[tuple[str, str]]) -> None:
    raw = "".join(f"<{tag}>{escape(text)}" for tag, text in parts) + "".join(f"</{tag}>" for tag, _ in reversed(parts))
    formatted = read(raw)
    assert all(0 <= e.offset < e.end <= utf16_length(formatted.text) for e in formatted.entities)
    assert page_html(formatted).count("<script") == 0


@given(st.text(alphabet="<>/&;ab=\"' \n", max_size=40))
@settings(max_examples=300)
def test_any_text_is_read_or_refused(raw: str) -> None:
    try:
        text, complaint = read(raw).text, ""
    except ApiError as refusal:
        text, complaint = "", refusal.description
    assert text == text.strip()
    assert not complaint or complaint.startswith("Bad Request: can't parse entities: ")
