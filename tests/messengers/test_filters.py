"""What templates ask of a reader's language: plurals, moments, dates, spans, bars, names, cuts."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.cutting import place_to_cut, shortened
from bot.rendering.document import (
    Look,
    Mention,
    Moment,
    Paragraph,
    Text,
)
from bot.rendering.renderer import Reader
from rituals.messages import Who
from rituals.team import PersonId
from tests.messengers.documents import FAMILY, MONDAY
from tests.messengers.templates_of_tests import EN, RU, known, render, says

__all__ = ["known"]

pytestmark = pytest.mark.usefixtures("known")


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
