"""The Telegram messenger's own words, in both languages and in every shape."""

from datetime import UTC, datetime

import pytest

from bot.messengers.telegram import menu
from bot.messengers.telegram.words import (
    AskedInPrivate,
    ChooseOne,
    DialogueCancelled,
    DialoguePutAside,
    DialogueQuestion,
    OpenPrivateChat,
    Profile,
    ShortProfile,
)
from bot.rendering.plain import plain
from bot.rendering.renderer import LINE_LIMIT, LOCALES, Locale, Reader, Renderer
from rituals.messages import Message

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
LINK = "https://t.me/letuchka_bot?start=private"
RENDERER = Renderer()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "message",
    [
        AskedInPrivate(),
        ChooseOne(),
        DialogueCancelled(),
        DialoguePutAside(),
        DialogueQuestion(0, optional=True, kept="the <budget>", by_reply=True),
        DialogueQuestion(0, optional=True, kept="the <budget>", by_reply=False),
        OpenPrivateChat("Saved.", LINK),
        OpenPrivateChat("", LINK),
        Profile(),
        ShortProfile(),
    ],
    ids=lambda message: type(message).__name__,
)
def test_every_word_is_there(message: Message, locale: Locale) -> None:
    content = RENDERER.message(message, Reader(locale, "UTC", NOW))
    words = plain(content)
    assert words.strip() == words
    assert any("а" <= letter <= "я" for letter in words.lower()) is (locale == "ru")
    assert [len(row) for row in content.buttons] == [len(row) for row in message.buttons()]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_plain_question_adds_nothing_but_its_buttons(locale: Locale) -> None:
    frame = RENDERER.message(DialogueQuestion(2, optional=False, kept="", by_reply=False), Reader(locale, "UTC", NOW))
    assert frame.blocks == ()
    assert [[button.payload for button in row] for row in frame.buttons] == [["~:2:cancel"]]


@pytest.mark.parametrize("locale", LOCALES)
def test_limits(locale: Locale) -> None:
    reader = Reader(locale, "UTC", NOW)
    assert len(plain(RENDERER.message(Profile(), reader))) <= menu.PROFILE_LIMIT
    assert len(plain(RENDERER.message(ShortProfile(), reader))) <= menu.SHORT_PROFILE_LIMIT
    assert len(plain(RENDERER.message(AskedInPrivate(), reader))) < LINE_LIMIT
