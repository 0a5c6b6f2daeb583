"""Telegram's HTML: what the strict parser of the stage makes of it is what the message says, and no limit is broken."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messengers.telegram.markup import CAPTION_LIMIT, KEYBOARD_LIMIT, ROW_LIMIT, Keyboard, caption, parts
from bot.rehearsal.telegram.entities import FormattedText, tidy
from bot.rehearsal.telegram.html_text import read_html
from bot.rehearsal.telegram.markup import read_inline
from bot.rendering.document import (
    Heading,
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
)
from bot.rendering.people_words import cleaned
from bot.rendering.plain import plain
from rituals.messages import Style
from rituals.team import AccountKey, PersonId
from tests.messengers.documents import FAMILY, HOSTILE, MENTIONS, MONDAY, ink, messages, paragraph

BOLD = frozenset({Mark.BOLD})


def read(html: str) -> FormattedText:
    return tidy(*read_html(html, lambda _user: True))


def as_json(keyboard: Keyboard) -> dict[str, object]:
    rows = [
        [{"text": b.label, **({"url": b.url} if b.url else {"callback_data": b.payload})} for b in row]
        for row in keyboard
    ]
    return {"inline_keyboard": rows}


def html(*blocks: object) -> str:
    (part,) = parts(Rendered(tuple(blocks)), MENTIONS)  # type: ignore[arg-type]
    return part.html


@given(messages)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_message_is_whole_and_within_the_limits(rendered: Rendered) -> None:
    written = parts(rendered, MENTIONS)
    texts = [read(part.html) for part in written]
    usable = [b for row in rendered.buttons for b in row if b.url is None or b.url.startswith("https")]
    drawn = [b for part in written for row in part.keyboard for b in row]
    assert ink("".join(text.text for text in texts)).replace("…", "") == ink(tidy(plain(rendered)).text).replace(
        "…", ""
    )
    assert [(b.payload, b.url) for b in drawn] == [(b.payload, b.url) for b in usable]
    for part, text in zip(written, texts, strict=True):
        assert 1 <= text.length <= 4096
        assert len(text.entities) <= 100
        assert len(part.html.encode()) <= 32768
        assert all(1 <= len(row) <= ROW_LIMIT for row in part.keyboard)
        assert sum(map(len, part.keyboard)) <= KEYBOARD_LIMIT
        if keyboard := read_inline(as_json(part.keyboard)) if part.keyboard else None:
            keyboard.refuse_on_server(private=False)
            assert sum(map(len, keyboard.rows)) == sum(map(len, part.keyboard))


@given(st.text(max_size=300))
def test_one_short_paragraph_is_exactly_what_was_written(text: str) -> None:
    written = parts(paragraph(cleaned(text)), {})
    assert [read(part.html).text for part in written] == ([tidy(cleaned(text)).text] if written else [])


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_only_words(hostile: str) -> None:
    (part,) = parts(paragraph(cleaned(hostile)), {})
    assert read(part.html) == FormattedText(tidy(cleaned(hostile)).text)


def test_every_kind_of_block() -> None:
    assert html(
        Heading((Text("Monday"),)),
        Paragraph((Text("one & two "), Text("three", BOLD | {Mark.ITALIC}), Text("x<y", frozenset({Mark.CODE})))),
        Items((ListItem((Text("a"),), (Items((ListItem((Text("b"),)),)),)), ListItem((Text("c"),))), start=3),
        Quote((Text("said"),)),
        Quote((Text("much"),), folded=True),
        Pre("let x\n  = 1"),
        Paragraph((Text("end"),)),
    ) == (
        "<b>Monday</b>\n"
        "one &amp; two <b><i>three</i></b><code>x&lt;y</code>\n"
        "3. a\n   ◦ b\n4. c\n"
        "<blockquote>said</blockquote>\n"
        "<blockquote expandable>much</blockquote>\n"
        "<pre>let x\n  = 1</pre>\n\n"
        "end"
    )


@pytest.mark.parametrize(
    ("look", "form"), [(Look.FULL, "wDt"), (Look.DAY, "wD"), (Look.CLOCK, "t"), (Look.SHORT, "dt")]
)
def test_a_moment_is_shown_in_the_readers_zone(look: Look, form: str) -> None:
    moment = Moment(MONDAY, "Monday, 10:00", BOLD, look)
    assert html(Paragraph((moment,))) == f'<b><tg-time unix="1795417200" format="{form}">Monday, 10:00</tg-time></b>'


def test_only_who_has_an_account_here_is_mentioned() -> None:
    people = tuple(Mention(PersonId(n), f"P{n} ") for n in (1, 2, 3))
    assert html(Paragraph(people)) == '<a href="tg://user?id=1001">P1 </a>P2 P3 '
    forged = parts(Rendered((Paragraph(people),)), {PersonId(1): AccountKey('telegram:1"><b>')})
    assert forged[0].html == "P1 P2 P3 "


def test_an_address_that_is_none_is_no_link() -> None:
    good, bad = (Text("x", href=href) for href in ("https://a.example/?q=1'2&r", "javascript:alert(1)"))
    assert html(Paragraph((good, bad))) == '<a href="https://a.example/?q=1&#x27;2&amp;r">x</a>x'


def test_a_long_message_is_cut_between_blocks() -> None:
    written = parts(paragraph(*(f"{n} " + "word " * 300 for n in range(5))), {})
    assert [part.html[:2] for part in written] == ["0 ", "2 ", "4 "]


def test_a_long_quote_goes_on_as_a_quote_and_bold_as_bold() -> None:
    written = parts(Rendered((Quote((Text("line of words\n" * 700, BOLD),)),)), {})
    assert len(written) == 3
    assert all(part.html.startswith("<blockquote><b>line") for part in written)
    assert all(part.html.endswith("words</b></blockquote>") for part in written)


def test_a_numbered_list_goes_on_with_its_number() -> None:
    items = tuple(ListItem((Text("item " * 80),)) for _ in range(25))
    first, second, third = parts(Rendered((Items(items, start=1),)), {})
    assert [part.html.partition(".")[0] for part in (first, second, third)] == ["1", "10", "19"]


def test_a_heading_stays_with_what_it_heads() -> None:
    blocks = (Paragraph((Text("x " * 1500),)), Heading((Text("Decisions"),)), Paragraph((Text("y " * 1500),)))
    first, second = parts(Rendered(blocks), {})
    assert "Decisions" not in first.html
    assert second.html.startswith("<b>Decisions</b>\ny")


def test_no_emoji_is_torn() -> None:
    written = parts(paragraph(FAMILY * 1500), {})
    assert len(written) > 1
    assert all(part.html == FAMILY * (len(part.html) // len(FAMILY)) for part in written)


def test_more_marks_than_telegram_keeps_make_more_parts() -> None:
    spans = tuple(Text(f"{n} ", BOLD if n % 2 else frozenset()) for n in range(400))
    written = parts(Rendered((Paragraph(spans),)), {})
    assert len(written) == 3
    assert all(len(read(part.html).entities) <= 100 for part in written)


def test_the_keyboard_is_under_the_last_part() -> None:
    button = LabelledButton("Go", "go:1", Style.PRIMARY)
    written = parts(Rendered(paragraph("word " * 1500).blocks, ((button,),)), {})
    assert [part.keyboard for part in written] == [(), ((button,),)]


def test_many_buttons() -> None:
    row = tuple(LabelledButton("п" * 200, f"agenda.up:{n}") for n in range(20))
    written = parts(Rendered(paragraph("x").blocks, (row,) * 12), {})
    assert [part.html for part in written][1:] == ["…"] * (len(written) - 1)
    assert [b.payload for part in written for r in part.keyboard for b in r] == [
        b.payload for _ in range(12) for b in row
    ]
    assert {len(b.label) for part in written for r in part.keyboard for b in r} == {64}


def test_a_label_without_ink_gets_some() -> None:
    (part,) = parts(Rendered((), ((LabelledButton("\u200b \u2060", "a:1"),),)), {})
    assert (part.html, part.keyboard[0][0].label) == ("…", "…")


def test_nothing_to_say_is_no_message() -> None:
    assert parts(Rendered(()), {}) == []
    assert parts(paragraph(" \n\u200b"), {}) == []


def test_a_caption_is_whole_or_not_one() -> None:
    part = caption(paragraph("a" * 900), {})
    assert part is not None
    assert part.html == "a" * 900
    assert caption(paragraph("word " * (CAPTION_LIMIT // 4)), {}) is None
    empty = caption(Rendered((), ((LabelledButton("Go", "go:1"),),)), {})
    assert empty is not None
    assert (empty.html, len(empty.keyboard)) == ("", 1)
