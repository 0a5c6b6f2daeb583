"""Documents of every kind for the tests of markup: short and very long, plain and hostile."""

from datetime import UTC, datetime
from functools import lru_cache

from hypothesis import strategies as st

from bot.rendering.document import (
    Block,
    Heading,
    Inline,
    Items,
    LabelledButton,
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
    spans_of,
)
from bot.rendering.people_words import cleaned
from bot.rendering.visible import is_visible
from rituals.messages import Style
from rituals.team import AccountKey, PersonId

FAMILY = "👩‍👩‍👧‍👦"
HOSTILE = (
    "<b>bold</b>",
    "*_~`bold`~_*",
    "<!channel> <!here> @channel @everyone",
    "&amp; &lt; &#60; & &nbsp;",
    "{{ 7*7 }} {% raw %} {# no #}",
    f"{FAMILY} 🏳️‍🌈 🇷🇺🇬🇧 é",
    "\u202eabc\u202c \u2066x\u2069\u2069\u2069 \u2067",
    "שלום, мир",
    "\x00\x07\x1b[31m\ud800\ufffe\ufdd0 tab\there\r\nnext\u2028line",
    "<a href='javascript:alert(1)'>x</a> ]]> <!-- -->",
    "1. one\n- two\n# three\n> four",
    "https://example.org/?a=1&b=2 [x](y) <@U0000001> <https://evil.example|text>",
)
MENTIONS = {
    PersonId(1): AccountKey("telegram:1001"),
    PersonId(2): AccountKey("slack:T0000001/U0000001"),
}
_MARKS = st.frozensets(st.sampled_from(Mark), max_size=3)
_short = st.one_of(st.text(max_size=40), st.sampled_from(HOSTILE)).map(cleaned)
_long = st.builds(
    lambda text, glue, times: (text + glue) * times,
    st.one_of(st.text(min_size=1, max_size=120), st.sampled_from(HOSTILE)).map(cleaned),
    st.sampled_from(["", " ", "\n", ". "]),
    st.integers(1, 400),
).map(lambda text: text[:20_000])
words = st.one_of(_short, _short, _short, _short, _long)
_moments = st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_spans: st.SearchStrategy[Inline] = st.one_of(
    st.builds(Text, words, _MARKS, st.sampled_from([None, None, "https://example.org/a?b=1&c=\"2'", "javascript:1"])),
    st.builds(Moment, _moments, st.just("понедельник, 23 ноября, 10:00"), _MARKS, st.sampled_from(Look)),
    st.builds(Mention, st.sampled_from([PersonId(1), PersonId(2), PersonId(3)]), st.just("Анна Петрова"), _MARKS),
)
_lines = st.lists(_spans, min_size=1, max_size=5).map(tuple)
_flat = st.builds(
    Items,
    st.lists(st.builds(ListItem, _lines), min_size=1, max_size=12).map(tuple),
    st.sampled_from([None, 1, 7]),
)
_nested = st.builds(
    Items,
    st.lists(st.builds(ListItem, _lines, st.lists(_flat, max_size=2).map(tuple)), min_size=1, max_size=4).map(tuple),
    st.sampled_from([None, 1]),
)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, _lines),
    st.builds(Heading, _lines),
    st.builds(Quote, _lines, st.booleans()),
    st.builds(Pre, words),
    _flat,
    _nested,
)
_labels = st.one_of(st.text(max_size=100), st.sampled_from(HOSTILE)).map(lambda text: " ".join(cleaned(text).split()))
buttons = st.builds(
    LabelledButton,
    _labels,
    st.integers(0, 10**9).map(lambda number: f"agenda.up:{number}"),
    st.sampled_from(Style),
    st.sampled_from([None, None, "https://t.me/letuchka_bot?start=x", "nonsense"]),
)
keyboards = st.lists(st.lists(buttons, max_size=30).map(tuple), max_size=6).map(tuple)
messages = st.builds(Rendered, st.lists(blocks, max_size=8).map(tuple), keyboards)


_seen = lru_cache(maxsize=None)(is_visible)


def ink(text: str) -> str:
    """What can be seen of a text, without the bullets that lists are drawn with."""
    return "".join(filter(_seen, text)).translate(dict.fromkeys(map(ord, "•◦▪")))


def said(rendered: Rendered) -> str:
    """The words of a message without any drawing."""
    return "".join(span.text for span in spans_of(rendered.blocks))


def paragraph(*texts: str) -> Rendered:
    return Rendered(tuple(Paragraph((Text(text),)) for text in texts))


MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)
