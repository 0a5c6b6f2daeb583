"""Injection by text: whatever people write, or are called, stays words in both messengers."""

import json
from datetime import UTC, datetime

import pytest

from bot.desk import printable
from bot.messengers.slack.markup import parts
from bot.messengers.telegram.pieces import pieces
from bot.rendering.renderer import Reader, Renderer
from bot.settings import Settings, WrongSettings, load
from handlers.registry import Quote, Request
from rituals.agenda import ItemId
from rituals.agenda_messages import AgendaLine, AgendaPosted, ItemAdded
from rituals.messages import Message, Who
from rituals.team import AccountKey, Department, PersonId, Place
from rituals.timeline import RitualId

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
RENDERER = Renderer()
HOSTILE = (
    "<!channel> <!here> <@U1> <#C1> <https://evil.example|click>",
    "<b>bold</b><a href='tg://user?id=1'>x</a><script>",
    "{{ 7*7 }}{% for x in y %}{{ config }}{# #}",
    "&lt;b&gt; &amp;lt; </b></i>",
    "*bold* _i_ `code` ```pre``` ~s~ > quote",
    "</p><button>no</button><mention id=1>",
)


def messages(words: str) -> tuple[Message, ...]:
    line = AgendaLine(ItemId(1), 1, words, words, Department.SALES, None, 1, 1)
    return (
        ItemAdded(ItemId(1), RitualId(1), words, 1, words, "standup", NOW, anonymous=False),
        AgendaPosted(RitualId(1), words, "standup", NOW, Who(PersonId(1), words), (line,), 0, True),  # noqa: FBT003
    )


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("locale", ["ru", "en"])
def test_nothing_that_people_write_is_obeyed(words: str, locale: str) -> None:
    for message in messages(words):
        content = RENDERER.message(message, Reader(locale, "UTC", NOW))  # type: ignore[arg-type]
        for piece in pieces(content, {}):
            for forbidden in ("<script", "<a href='tg:", "<b>bold", "<button", "<mention", "<!", "49"):
                assert forbidden not in piece.html, piece.html
        for part in parts(content, {}):
            assert "<!" not in part.text
            assert "<@" not in part.text
            assert "<http" not in part.text
            assert '"mrkdwn"' not in json.dumps(part.blocks), "it has no escape for people's words"
            assert "49" not in part.text


def test_what_cannot_be_stored_or_shown_becomes_space_and_keeps_every_place() -> None:
    words = "a\x00b\x1b[31m\u202ec\ud800\r\nd\te"
    ask = Request(
        AccountKey("a"), Place("p"), private=True, now=NOW, name=words, text=words, values={"x": words},
        quote=Quote(words, "https://a.example"),
    )  # fmt: skip
    clean = printable(ask)
    assert clean.text == "a b [31m c\ufffd \nd\te"
    assert clean.quote is not None
    assert {clean.name, clean.values["x"], clean.quote.text} == {clean.text}
    assert len(clean.text) == len(words)
    assert printable(Request(AccountKey("a"), Place("p"), private=True, now=NOW)).quote is None
    family = "👩‍👩‍👧 ё́"
    assert printable(Request(AccountKey("a"), Place("p"), private=True, now=NOW, text=family)).text == family


def test_a_blank_signing_secret_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("LETUCHKA_SLACK_SIGNING_SECRET", "   ")
    with pytest.raises(WrongSettings, match="LETUCHKA_SLACK_SIGNING_SECRET is wrong"):
        load()


def test_the_settings_can_be_printed() -> None:
    settings = Settings(  # type: ignore[call-arg]
        database_url="postgresql://bot:hunter2@host/db", telegram_token="123456:AAE", slack_signing_secret="hush",
        _env_file=None,
    )  # fmt: skip
    for told in (repr(settings), str(settings)):
        for secret in ("hunter2", "AAE", "hush"):
            assert secret not in told
