"""How texts and blocks look to their readers, and that nothing anybody writes becomes markup of the page."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.slack.blocks import message_problems, view_problems
from bot.rehearsal.slack.drawing import draw
from bot.rehearsal.slack.eyes import Eyes
from bot.rehearsal.slack.markdown import markdown_html
from bot.rehearsal.slack.mrkdwn import escaped, mrkdwn_html, rings_everybody
from bot.rehearsal.slack.plain import plain
from bot.rehearsal.slack.speech import as_command_text, as_message
from bot.rehearsal.slack.world import Channel, User, Workspace

SPACE = Workspace("T1", "Team", "team")
SPACE.users["U1"] = User("U1", SPACE, "vera", "Вера Орлова")
SPACE.channels["C1"] = Channel("C1", SPACE, "sales", "public")
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
EN = Eyes(SPACE, "Europe/Berlin", "en-US", NOW)
RU = Eyes(SPACE, "Europe/Moscow", "ru-RU", NOW)
SOON = int(NOW.timestamp()) + 3600

MRKDWN = [
    ("*bold* _it_ ~no~ `a*b*`", "<b>bold</b> <i>it</i> <s>no</s> <code>a*b*</code>"),
    ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
    ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
    ("a\nb", "a<br>b"),
    ("&gt; quoted\nnot", "<blockquote>quoted</blockquote>not"),
    ("```x < *y*```", "<pre>x &lt; *y*</pre>"),
    (":tada: :no_such:", "🎉 :no_such:"),
    ("<@U1> in <#C1>", '<span class="mention">@Вера Орлова</span> in <span class="mention">#sales</span>'),
    ("<!here>", '<span class="mention everybody">@here</span>'),
    ("<https://a.b/?x=1&amp;y=2|here>", '<a href="https://a.b/?x=1&amp;y=2" rel="noopener noreferrer" target="_blank">here</a>'),
    ("<javascript:alert(1)|click>", "click"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "html"), MRKDWN)
def test_mrkdwn(words: str, html: str) -> None:
    assert mrkdwn_html(words, EN) == html


def test_dates_are_each_readers_own() -> None:
    words = f"<!date^{SOON}^{{date_short_pretty}} {{time}}|soon>"
    assert plain(mrkdwn_html(words, EN)).replace("\u202f", " ") == "Today 9:00 AM"
    assert plain(mrkdwn_html(words, RU)) == "сегодня 11:00"
    assert plain(mrkdwn_html("<!date^junk^{time}|soon>", EN)) == "soon"


def test_rich_text() -> None:
    def part(*words: str) -> dict[str, Any]:
        return {"type": "rich_text_section", "elements": [{"type": "text", "text": one} for one in words]}

    bold = {"type": "text", "text": "<b>*x*", "style": {"bold": True}}
    date = {"type": "date", "timestamp": SOON, "format": "{time}", "fallback": "x"}
    elements = [
        {"type": "rich_text_section", "elements": [bold, {"type": "user", "user_id": "U1"}, date]},
        {"type": "rich_text_list", "style": "ordered", "offset": 1, "elements": [part("a"), part("b")]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "q"}]},
    ]
    drawn = draw([{"type": "rich_text", "elements": elements}], RU)
    assert "<b>&lt;b&gt;*x*</b>" in drawn.html
    assert drawn.text == "<b>*x*@Вера Орлова11:00\n2. a\n3. b\nq"


def test_markdown_and_tables() -> None:
    assert plain(markdown_html("# Title\n- one\n- **two**\n\ntext <b>")) == "Title\n• one\n• two\ntext <b>"
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_text", "text": "<b>"}]]}
    assert draw([table], EN).text == "a | <b>"


ALLOWED = {
    "a",
    "b",
    "i",
    "s",
    "u",
    "code",
    "pre",
    "p",
    "br",
    "h3",
    "hr",
    "ul",
    "ol",
    "li",
    "small",
    "span",
    "blockquote",
    "div",
    "figure",
    "table",
    "tr",
    "td",
    "time",
}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


NASTY = st.text(alphabet="ab<>&\"'|@#!^*_~`:\n/\x00 ", max_size=60) | st.text(max_size=40)


@given(NASTY)
def test_whatever_is_written_the_page_stays_safe(words: str) -> None:
    for html in (mrkdwn_html(words, EN), mrkdwn_html(f"<{words}|{words}>", EN), markdown_html(words)):
        tags = Tags()
        tags.feed(html)
        for tag, attributes in tags.found:
            assert tag in ALLOWED
            assert all(name in {"href", "rel", "target", "class", "start"} for name, _ in attributes)
            assert all(
                re.match(r"https?:|mailto:|tel:|slack:", value or "") for name, value in attributes if name == "href"
            )


@given(st.text(max_size=60))
def test_escaped_words_ring_nobody(words: str) -> None:
    assert not rings_everybody(escaped(words + "<!channel>"))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["section", "actions", "modal"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "blocks", "block_id", "fields", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JUNK)
def test_the_validator_reads_any_json(junk: Any) -> None:
    assert message_problems([junk]), "junk is never a block"
    assert view_problems(junk)


def test_what_people_type() -> None:
    assert as_message("@вера орлова & #sales <3 @here", SPACE) == "<@U1> &amp; <#C1> &lt;3 <!here>"
    assert as_message("<@U1> a@vera.example", SPACE) == "<@U1> a<@U1>.example"
    assert as_command_text("@vera x", SPACE, should_escape=True) == "<@U1|vera> x"
    assert as_command_text("@vera <x>", SPACE, should_escape=False) == "@vera <x>"
