"""Slack's blocks: the strict validator of the stage takes them, every word is in them, and nobody's words are parsed."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messengers.slack.markup import FALLBACK_LIMIT, modal, parts
from bot.rehearsal.slack.blocks import message_problems, view_problems
from bot.rendering.document import (
    AskedField,
    AskedOption,
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
    RenderedForm,
    Text,
)
from bot.rendering.people_words import cleaned
from rituals.messages import Field, FieldKind, Option, Style
from rituals.team import PersonId
from tests.messengers.documents import HOSTILE, MENTIONS, MONDAY, ink, messages, paragraph, said

BOLD = frozenset({Mark.BOLD})


def words_in(node: Any) -> str:
    """Everything that rich_text says, in order; the fallbacks of dates, nothing for mentions."""
    if isinstance(node, list):
        return "".join(map(words_in, node))
    if node.get("type") in {"text", "link"}:
        return str(node["text"])
    return str(node["fallback"]) if node.get("type") == "date" else words_in(node.get("elements", []))


def rich(*blocks: Any) -> list[dict[str, Any]]:
    (part,) = parts(Rendered(blocks), MENTIONS)
    assert message_problems(part.blocks) == []
    return part.blocks


def text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


@given(messages)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_message_is_whole_and_within_the_limits(rendered: Rendered) -> None:
    written = parts(rendered, {})
    usable = [b for row in rendered.buttons for b in row if b.url is None or b.url.startswith("https")]
    drawn = [e for part in written for block in part.blocks if block["type"] == "actions" for e in block["elements"]]
    assert ink("".join(words_in(part.blocks) for part in written)) == ink(said(rendered))
    assert [(e.get("value"), e.get("url")) for e in drawn] == [(None if b.url else b.payload, b.url) for b in usable]
    for part in written:
        assert message_problems(part.blocks) == []
        assert 1 <= len(part.blocks) <= 50
        assert 1 <= len(part.text) <= FALLBACK_LIMIT + 1
        assert not set("<>") & set(part.text)
        assert len(words_in(part.blocks)) <= 11_000


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_only_words(hostile: str) -> None:
    words = cleaned(hostile)
    (part,) = parts(paragraph(words), {})
    assert part.blocks == [{"type": "rich_text", "elements": [section(text(words))]}]
    assert part.text == words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_paragraphs_share_a_section_and_headings_are_bold() -> None:
    (block,) = rich(Heading((Text("Monday"),)), Paragraph((Text("one"),)), Paragraph((Text("two", BOLD),)))
    assert block["elements"] == [
        section(text("Monday", bold=True), text("\n"), text("one"), text("\n\n"), text("two", bold=True))
    ]


def test_lists_nest_by_indent_and_go_on_by_offset() -> None:
    inner = Items((ListItem((Text("b"),)),))
    (block,) = rich(Items((ListItem((Text("a"),), (inner,)), ListItem((Text("c"),))), start=3))
    assert block["elements"] == [
        {"type": "rich_text_list", "style": "ordered", "indent": 0, "offset": 2, "elements": [section(text("a"))]},
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section(text("b"))]},
        {"type": "rich_text_list", "style": "ordered", "indent": 0, "offset": 3, "elements": [section(text("c"))]},
    ]


def test_quotes_and_code_stand_by_themselves() -> None:
    first, second = rich(
        Paragraph((Text("he said"),)), Quote((Text("so"),), folded=True), Pre("x\ny"), Paragraph((Text("z"),))
    )
    assert first["elements"][1:] == [
        {"type": "rich_text_quote", "elements": [text("so")]},
        {"type": "rich_text_preformatted", "elements": [text("x\ny")]},
    ]
    assert second["elements"] == [section(text("z"))]


@pytest.mark.parametrize(
    ("look", "form"),
    [
        (Look.FULL, "{date_long_pretty}, {time}"),
        (Look.DAY, "{date_long_pretty}"),
        (Look.CLOCK, "{time}"),
        (Look.SHORT, "{date_short_pretty}, {time}"),
    ],
)
def test_a_moment_is_shown_in_the_readers_zone(look: Look, form: str) -> None:
    (block,) = rich(Paragraph((Moment(MONDAY, "Monday, 10:00", BOLD, look),)))
    (date,) = block["elements"][0]["elements"]
    assert date == {
        "type": "date",
        "timestamp": 1795417200,
        "format": form,
        "fallback": "Monday, 10:00",
        "style": {"bold": True},
    }


def test_only_who_has_an_account_here_is_mentioned() -> None:
    (block,) = rich(Paragraph(tuple(Mention(PersonId(n), f"P{n}") for n in (1, 2))))
    assert block["elements"] == [section(text("P1"), {"type": "user", "user_id": "U0000001"})]


def test_an_address_that_is_none_is_no_link() -> None:
    (block,) = rich(Paragraph(tuple(Text("x", href=href) for href in ("https://a.example/", "javascript:alert(1)"))))
    assert block["elements"] == [section({"type": "link", "url": "https://a.example/", "text": "x"}, text("x"))]


def test_buttons_are_told_apart() -> None:
    row = (
        LabelledButton("Up", "agenda.up:1", Style.PRIMARY),
        LabelledButton("Up " * 40, "agenda.up:2"),
        LabelledButton("Site", "", url="https://a.example/"),
    )
    (part,) = parts(Rendered(paragraph("x").blocks, (row,)), {})
    first, second, third = part.blocks[-1]["elements"]
    assert (first["action_id"], first["value"], first["style"]) == ("agenda.up:0", "agenda.up:1", "primary")
    assert (second["action_id"], second["value"], len(second["text"]["text"])) == ("agenda.up:1", "agenda.up:2", 75)
    assert (third["action_id"], third["url"], "value" in third) == ("link:2", "https://a.example/", False)


def test_more_rows_than_a_message_holds() -> None:
    rows = tuple((LabelledButton("x", f"a:{n}"),) for n in range(120))
    written = parts(Rendered(paragraph("x").blocks, rows), {})
    assert [len(part.blocks) for part in written] == [50, 50, 21]
    assert [part.text for part in written] == ["x", "…", "…"]


def test_a_long_notice_ends_at_a_word_and_keeps_its_escapes_whole() -> None:
    (part,) = parts(paragraph("&<> words " * 500), {})
    assert len(part.text) <= FALLBACK_LIMIT + 1
    assert part.text.endswith(("words…", "&amp;&lt;&gt;…"))


def test_nothing_to_say_is_no_message() -> None:
    assert parts(Rendered(()), {}) == []
    assert parts(paragraph(" \n\u200b"), {}) == []


def asked(field: Field, *labels: str) -> AskedField:
    options = tuple(AskedOption(option.value, label) for option, label in zip(field.options, labels, strict=True))
    return AskedField(field, f"Question {field.name}", "", options)


def form(*fields: AskedField) -> dict[str, Any]:
    intro = (Paragraph((Text("About <this>"),)),)
    view = modal(RenderedForm("New item", "Add", intro, fields, "agenda.add:7"), '{"p":"agenda.add:7"}')
    assert view_problems(view) == []
    return view


def test_a_form_is_a_modal() -> None:
    view = form(
        asked(Field("text", FieldKind.TEXT, max_length=5000, initial="draft")),
        AskedField(Field("why", optional=True, max_length=100), "Why?", "In a word"),
        asked(Field("other", when=("text", "x"))),
    )
    assert (view["title"]["text"], view["submit"]["text"]) == ("New item", "Add")
    assert (view["callback_id"], view["private_metadata"]) == ("form", '{"p":"agenda.add:7"}')
    intro, first, second, third = view["blocks"]
    assert words_in([intro]) == "About <this>"
    assert [block["block_id"] for block in (first, second, third)] == ["text", "why", "other"]
    assert [block["optional"] for block in (first, second, third)] == [False, True, True]
    assert first["element"] == {
        "type": "plain_text_input",
        "action_id": "answer",
        "multiline": True,
        "max_length": 3000,
        "initial_value": "draft",
    }
    assert (second["hint"]["text"], second["element"]["multiline"], second["element"]["max_length"]) == (
        "In a word",
        False,
        100,
    )


def _choice(number: int, initial: str = "") -> dict[str, Any]:
    options = tuple(Option(str(n)) for n in range(number))
    field = Field("who", FieldKind.CHOICE, options=options, initial=initial)
    return form(asked(field, *(f"Person {n} " + "x" * 90 for n in range(number))))


def test_a_few_choices_are_radio_buttons() -> None:
    element = _choice(3, "1")["blocks"][1]["element"]
    assert element["type"] == "radio_buttons"
    assert element["initial_option"] == element["options"][1]
    assert [option["value"] for option in element["options"]] == ["0", "1", "2"]


def test_many_choices_are_a_menu() -> None:
    element = _choice(11, "99")["blocks"][1]["element"]
    assert (element["type"], len(element["options"]), "initial_option" in element) == ("static_select", 11, False)


def test_very_many_choices_are_a_menu_of_groups() -> None:
    groups = _choice(201)["blocks"][1]["element"]["option_groups"]
    assert [(group["label"]["text"], len(group["options"])) for group in groups] == [
        ("1–100", 100),
        ("101–200", 100),
        ("201–201", 1),
    ]


def test_a_choice_among_nothing_is_not_asked() -> None:
    assert len(_choice(0)["blocks"]) == 1


@given(st.text(max_size=200).map(cleaned), st.text(max_size=100).map(lambda words: " ".join(cleaned(words).split())))
def test_any_words_make_a_modal_that_slack_takes(initial: str, label: str) -> None:
    first = Field("a", FieldKind.TEXT, max_length=50, initial=initial)
    second = Field("b", FieldKind.CHOICE, options=(Option("1", label),))
    fields = (AskedField(first, label, label), AskedField(second, label, label, (AskedOption("1", label),)))
    assert view_problems(modal(RenderedForm(label[:24], label[:24], (), fields, "a.b"), "")) == []
