"""Somebody who was erased is called in every reader's words: in messages, on buttons, in forms and in files."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.rendering.plain import plain
from bot.rendering.renderer import Locale, Reader, Renderer
from handlers.roster import AskLeave
from rituals.messages import Who
from rituals.privacy import SOMEBODY_ERASED, PrivacyFile
from rituals.protocol import DecisionLine, Present, Protocol
from rituals.protocol_messages import FileLanguage, ProtocolFile, ProtocolPosted
from rituals.team import PersonId, TeamId
from rituals.timeline import OccurrenceId

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
RENDERER = Renderer(Path(__file__).parents[2] / "templates")
WORDS = {"ru": "бывший коллега", "en": "former colleague"}
PROTOCOL = Protocol(
    TeamId(1), 12, OccurrenceId(1), 1, NOW, "monday", "standup", NOW, NOW, NOW, SOMEBODY_ERASED,
    (Present(SOMEBODY_ERASED), Present("Глеб Фёдоров")), (), (), (), (),
    (DecisionLine(1, f"Прайс отправляет {SOMEBODY_ERASED}"),), (), (),
)  # fmt: skip


def reader(locale: Locale) -> Reader:
    return Reader(locale, "Europe/Moscow", NOW)


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_in_a_message(locale: Locale) -> None:
    words = plain(RENDERER.message(ProtocolPosted(PROTOCOL), reader(locale)))
    assert words.count(WORDS[locale]) >= 2
    assert f"Прайс отправляет {WORDS[locale]}" in words
    assert SOMEBODY_ERASED not in words


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_in_a_line(locale: Locale) -> None:
    line = RENDERER.line(AskLeave(PersonId(4), SOMEBODY_ERASED), reader(locale))
    assert WORDS[locale] in line
    assert SOMEBODY_ERASED not in line


@pytest.mark.parametrize(
    ("language", "called"),
    [
        (FileLanguage.RU, "бывший коллега"),
        (FileLanguage.EN, "former colleague"),
        (FileLanguage.BOTH, "бывший коллега / former colleague"),
    ],
)
def test_in_the_file_of_a_protocol(language: FileLanguage, called: str) -> None:
    message = ProtocolFile(PROTOCOL, "Works", language=language)
    [file] = RENDERER.message(message, reader("ru")).attachments
    text = file.body.decode()
    assert f"Прайс отправляет {called}" in text
    assert SOMEBODY_ERASED not in text


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_in_what_somebody_else_is_given_about_themselves(locale: Locale) -> None:
    body = f'{{"items": [{{"text": "Спросить: {SOMEBODY_ERASED}"}}]}}'.encode()
    [file] = RENDERER.message(PrivacyFile("Works", body), reader(locale)).attachments
    assert f"Спросить: {WORDS[locale]}" in file.body.decode()


def test_facts_without_the_mark_are_left_as_they_are() -> None:
    protocol = replace(PROTOCOL, chair="Глеб", present=(), decisions=())
    [file] = RENDERER.message(ProtocolFile(protocol, "Works", language=FileLanguage.RU), reader("ru")).attachments
    assert "коллега" not in file.body.decode()
    assert Who(PersonId(1), "Глеб").name == "Глеб"
