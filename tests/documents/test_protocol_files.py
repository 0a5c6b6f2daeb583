"""A protocol as a file: every fact is in every format and language, and whatever people wrote stays words."""

import re
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from bot.documents.writing import written
from bot.rendering.reader import Reader
from rituals.messages import Attachment, Document
from rituals.protocol import DecisionLine, Present, Protocol
from rituals.protocol_messages import FileFormat, FileLanguage, ProtocolFile
from rituals.venue import Venue
from tests.documents.papers import OPEN, RENDERER, SIGNED, TEAM, Found, file_of, found_in, squeezed
from tests.messengers.gallery_kinds import BY_TOPIC
from tests.messengers.gallery_people import MONDAY, NOW

PDF, DOCX, MARKDOWN = FileFormat.PDF, FileFormat.DOCX, FileFormat.MARKDOWN
RU, EN, BOTH = FileLanguage.RU, FileLanguage.EN, FileLanguage.BOTH
each_format = pytest.mark.parametrize("format_", list(FileFormat))
FAMILY = "👩‍👩‍👧‍👦"


def read(protocol: Protocol, format_: FileFormat, language: FileLanguage = RU, team: str = TEAM) -> Found:
    return found_in(format_, file_of(protocol, format_, language, team)[1])


def has(found: Found, *words: str) -> None:
    text = squeezed(found.text)
    assert [word for word in words if squeezed(word) not in text] == []


PEOPLES_WORDS = (
    TEAM,
    "Борис Смирнов",
    "Вера Ким",
    "Отдать макеты в печать",
    "готова половина",
    "Прайс обновляет маркетинг до пятого числа каждого месяца",
    "Летучку держим в полчаса",
    "Найти переводчика на выставку",
    "Стенд на выставке: кто едет и что везём",
    "Скидка только для новых дилеров",
)
RUSSIAN = (
    "Протокол № 12",
    "понедельник, 23 ноября 2026 года",
    "10:02–10:28",
    "с опозданием",
    "в отъезде",
    "не выполнено",
    "Новый срок: 30.11.2026",
    "Срок переносили 3 раза",
    "Поручение снято",
    "Решение 1",
    "Вне повестки".lower(),
    "не назначен",
    "нет срока",
    "раньше уже переносили 1 раз",
    "СОГЛАСОВАНО",
    "23.11.2026",
    "24.11.2026",
    "версия 3",
)
ENGLISH = (
    "Protocol No. 12",
    "Monday, 23 November 2026",
    "late",
    "away",
    "not done",
    "New date: 30 Nov 2026",
    "Moved 3 times",
    "Dropped",
    "Decision 1",
    "Decisions outside the agenda",
    "no owner yet",
    "no date yet",
    "carried over once before",
    "AGREED",
    "24 Nov 2026",
    "version 3",
)


@each_format
def test_every_fact_is_there_in_russian(format_: FileFormat) -> None:
    found = read(SIGNED, format_)
    has(found, *PEOPLES_WORDS, *RUSSIAN)
    assert "AGREED" not in found.text


@each_format
def test_every_fact_is_there_in_english(format_: FileFormat) -> None:
    found = read(SIGNED, format_, EN)
    has(found, *PEOPLES_WORDS, *ENGLISH)
    assert "СОГЛАСОВАНО" not in found.text


@each_format
def test_both_languages_say_labels_twice_and_people_once(format_: FileFormat) -> None:
    both, one = read(SIGNED, format_, BOTH), read(SIGNED, format_)
    has(both, *PEOPLES_WORDS, *RUSSIAN, *ENGLISH)
    text = squeezed(both.text)
    for words in PEOPLES_WORDS[3:]:
        assert text.count(squeezed(words)) == squeezed(one.text).count(squeezed(words)) == 1


@pytest.mark.parametrize(
    ("language", "name"), [(RU, "protocol-12-ru"), (EN, "protocol-12-en"), (BOTH, "protocol-12-ru-en")]
)
def test_names(language: FileLanguage, name: str) -> None:
    assert [file_of(OPEN, format_, language)[0] for format_ in FileFormat] == [
        f"{name}.pdf",
        f"{name}.docx",
        f"{name}.md",
    ]


def test_without_a_choice_it_is_the_readers_language() -> None:
    for locale, word in (("ru", "Протокол"), ("en", "Protocol")):
        name, body = file_of(OPEN, MARKDOWN, FileLanguage.READER, locale=locale)
        assert name == "protocol-12.md"
        assert body.decode().startswith(f"# {word}")


# -- what it looks like --------------------------------------------------------------------------------------------


def test_pages_are_numbered_and_named() -> None:
    found = read(SIGNED, PDF)
    assert found.pages == 2
    has(found, "Страница 1 из 2", "Страница 2 из 2")
    both = read(SIGNED, PDF, BOTH)
    has(both, f"Страница 1 из {both.pages} / Page 1 of {both.pages}")
    assert found.text.count(TEAM) >= 2


def test_word_counts_the_pages_itself() -> None:
    with zipfile.ZipFile(BytesIO(file_of(SIGNED, DOCX)[1])) as archive:
        footer = next(archive.read(name) for name in archive.namelist() if "footer" in name).decode()
        body = archive.read("word/document.xml").decode()
    assert ">PAGE<" in footer
    assert ">NUMPAGES<" in footer
    assert body.count("w:tblHeader") == 3


def test_tables_hold_what_belongs_together() -> None:
    found = read(SIGNED, DOCX)
    _, people, reviews, tasks, signatures = found.tables
    assert people[0] == ("№", "Имя", "Присутствие")
    assert [row[1:] for row in people[1:4]] == [
        ("Борис Смирнов", "да"),
        ("Анна Петрова", "да"),
        ("Вера Ким", "с опозданием"),
    ]
    assert reviews[3] == (
        "Новая презентация",
        "Борис Смирнов",
        "не выполнено",
        "нет данных\nНовый срок: 30.11.2026\nСрок переносили 3 раза",
    )
    assert tasks[0] == ("№", "Что", "Кто", "Срок", "Вопрос")
    assert tasks[2] == ("2", "Найти переводчика на выставку", "не назначен", "нет срока", "1")
    assert tasks[-1][-1] == "–"
    assert [tuple(cell for cell in row if cell) for row in signatures[1:]] == [
        ("Борис Смирнов\nКоммерческий директор", "СОГЛАСОВАНО", "23.11.2026"),
        ("Анна Петрова\nДиректор по маркетингу", "СОГЛАСОВАНО", "24.11.2026"),
    ]


def test_what_is_not_agreed_has_lines_to_sign_on() -> None:
    found = read(OPEN, DOCX)
    assert [tuple(cell for cell in row if cell) for row in found.tables[-1][1:]] == [
        ("Борис Смирнов\nКоммерческий директор",),
        ("Анна Петрова\nДиректор по маркетингу",),
    ]
    has(found, "Ещё не согласовали: Борис Смирнов, Анна Петрова")
    assert "СОГЛАСОВАНО" not in found.text


@each_format
def test_who_has_left_need_not_sign_and_the_place_is_told(format_: FileFormat) -> None:
    left = replace(SIGNED, agreed=SIGNED.agreed[:1], agreed_at=SIGNED.agreed_at[:1], released=SIGNED.agreed[1:])
    found = read(replace(left, venue=Venue("Кафе «Пушкин»")), format_)
    has(found, "больше не в команде", "СОГЛАСОВАНО", "Где", "Кафе «Пушкин»")
    assert "Ещё не согласовали" not in found.text


def test_an_item_is_not_torn_from_what_was_decided() -> None:
    """Sixty items over several pages: no page ends with an item whose decisions begin the next one."""
    items = tuple(
        replace(OPEN.items[0], text=f"Вопрос {n}", decisions=(DecisionLine(n, f"Ответ {n} " + "слово " * (n % 40)),))
        for n in range(1, 61)
    )
    body = file_of(replace(OPEN, items=items), PDF)[1]
    pages = [page.extract_text().splitlines() for page in PdfReader(BytesIO(body)).pages]
    assert len(pages) > 4
    for lines in pages:
        assert not re.match(r"\d+\.\s*Вопрос", lines[-3]), lines[-4:]


def test_nobody_signs_a_page_with_nothing_else_on_it() -> None:
    for more in range(12):
        items = (*OPEN.items, *(replace(OPEN.items[2], text=f"Вопрос {n}") for n in range(more)))
        pages = PdfReader(BytesIO(file_of(replace(OPEN, items=items), PDF)[1])).pages
        last = pages[-1].extract_text()
        assert "Согласование" in last
        assert "Стенд на выставке" in last


def test_without_directors_the_chair_signs() -> None:
    found = read(replace(OPEN, directors=()), DOCX)
    assert found.tables[-1][0][0] == "Председатель"
    assert [row[0] for row in found.tables[-1][1:]] == ["Борис Смирнов"]
    nobody = read(replace(OPEN, directors=(), chair=None), DOCX)
    assert len(nobody.tables) == len(found.tables) - 1


def test_an_objection_strikes_the_decision_out_and_says_why() -> None:
    objected = replace(OPEN, decisions=(DecisionLine(2, "Летучку держим в полчаса", "Анна Петрова", "не успеваем"),))
    for format_ in FileFormat:
        has(read(objected, format_), "Возражение: Анна Петрова: «не успеваем»", "Решение снова открыто")
    assert "~~Летучку держим в полчаса~~" in file_of(objected, MARKDOWN)[1].decode()
    assert "w:strike" in zipfile.ZipFile(BytesIO(file_of(objected, DOCX)[1])).read("word/document.xml").decode()


@each_format
def test_an_empty_meeting_is_a_short_paper(format_: FileFormat) -> None:
    empty = replace(
        OPEN, present=(), absent=(), away=(), reviews=(), items=(), decisions=(), tasks=(), deferred=(), by_itself=True
    )
    found = read(empty, format_)
    has(found, "Протокол № 12", "Встречу никто не завершил", "Борис Смирнов")
    assert "Участники" not in found.text
    assert "Поручения" not in found.text


def test_a_meeting_of_many_runs_over_pages() -> None:
    many = replace(OPEN, present=tuple(Present(f"Участник {n}") for n in range(120)), tasks=OPEN.tasks * 80)
    found = read(many, PDF)
    assert found.pages >= 6
    has(found, "Участник 0", "Участник 119", f"Страница {found.pages} из {found.pages}")
    assert squeezed(found.text).count("ИмяПрисутствие") >= 3, "the head of the table comes again on every page"


# -- whatever people write -----------------------------------------------------------------------------------------

HOSTILE = {
    "markup": "#eval(1) *b* _i_ $x^2$ @ref <label> `raw` \\n // /* {{ 7*7 }} <b>&amp;</b> ]]> | a | ~~ [x](y) # = - +",
    "controls": "до\x00\x07\x1b[31mпосле\ud800\ufffe\ufdd0 табуляция\tтут\r\nстрока\u2028ещё",
    "direction": "\u202eперевёрнуто\u202c \u2066x\u2069\u2069\u2069 שלום",
    "emoji": f"готово {FAMILY} 🏳️‍🌈 🇷🇺 ✅",
    "long": "слово за слово " * 270,
    "unbroken": "Ы" * 4000,
}


@each_format
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_words_neither_break_a_file_nor_vanish(format_: FileFormat, kind: str) -> None:
    words = HOSTILE[kind]
    item = replace(OPEN.items[0], text=words, by=words[:60])
    task = replace(OPEN.tasks[0], text=words)
    review = replace(OPEN.reviews[2], text=words, why=words, owner=words[:60])
    hostile = replace(
        OPEN, items=(item,), tasks=(task,), reviews=(review,), chair=words[:60], present=(Present(words[:60]),)
    )
    found = read(hostile, format_, BOTH, team=words[:60])
    wanted, there = _letters(words), _letters(found.text)
    assert wanted
    if format_ is PDF:  # The head and the foot of pages stand between, and letters of two directions change places.
        assert Counter(wanted * 3) <= Counter(there)
    else:
        assert there.count(wanted) >= 3


def _letters(text: str) -> str:
    """Letters and figures of Latin and Cyrillic alone: right-to-left words are laid out in another order."""
    return "".join(char for char in text if (char.isascii() and char.isalnum()) or "а" <= char.lower() <= "ё")


def test_marks_of_direction_do_not_spoil_what_a_pdf_can_be_searched_for() -> None:
    found = read(replace(OPEN, chair=HOSTILE["direction"]), PDF)
    has(found, "Протокол № 12", "перевёрнуто", "Страница 1 из 2")
    assert not set(found.text) & set("\u202e\u202c\u2066\u2068\u2069")


def test_markdown_stays_words() -> None:
    text = file_of(replace(OPEN, chair="# [x](http://evil.example) | *b*"), MARKDOWN)[1].decode()
    assert r"\# \[x\](http://evil.example) \| \*b\*" in text


def test_a_link_that_is_none_is_left_out() -> None:
    item = replace(OPEN.items[1], link="javascript:alert(1)")
    for format_ in FileFormat:
        assert b"javascript" not in file_of(replace(OPEN, items=(item,)), format_)[1]


# -- the bytes -----------------------------------------------------------------------------------------------------


@each_format
def test_the_same_protocol_gives_the_same_bytes(format_: FileFormat) -> None:
    made_anew = file_of.__wrapped__
    assert made_anew(SIGNED, format_, BOTH) == made_anew(SIGNED, format_, BOTH)
    assert file_of(SIGNED, format_)[1] != file_of(replace(SIGNED, made_at=MONDAY + timedelta(days=2)), format_)[1]


def test_a_file_that_is_ready_stays_as_it_is() -> None:
    ready = Attachment("a.txt", "text/plain", b"words")
    assert written(ready, RENDERER, Reader("ru", "UTC", NOW)) is ready


def test_nobody_writes_an_unknown_document_or_format() -> None:
    reader = Reader("ru", "UTC", NOW)
    (file,) = ProtocolFile(OPEN, TEAM).attachments()
    with pytest.raises(ValueError, match="image/png"):
        written(replace(file, media_type="image/png"), RENDERER, reader)

    class Unknown(Document):
        """Of another version."""

    with pytest.raises(TypeError, match="Unknown"):
        written(replace(file, document=Unknown()), RENDERER, reader)


class TestByTopic:
    """The protocol of a review: its sections are the topics, and what belongs to none comes after them."""

    @each_format
    def test_each_topic_is_a_section_with_what_belongs_to_it(self, format_: FileFormat) -> None:
        text = squeezed(read(BY_TOPIC, format_).text)
        order = (
            "Кампании и их результаты",
            BY_TOPIC.items[0].text,
            "Продажи и проблемные места",
            "Скидку согласуем до пятницы",
            "Другие вопросы",
            BY_TOPIC.items[1].text,
            "Летучку держим в полчаса",
        )
        places = [text.index(squeezed(words)) for words in order]
        assert places == sorted(places)

    def test_items_are_numbered_through_and_tasks_name_them(self) -> None:
        found = read(replace(BY_TOPIC, items=BY_TOPIC.items[::-1]), DOCX)
        (tasks,) = [table for table in found.tables if table[0][-1] == "Вопрос"]
        first = BY_TOPIC.items[0]
        assert [row[-1] for row in tasks[1:] if row[1] in {task.text for task in first.tasks}] == ["1"] * len(
            first.tasks
        )
