"""Dates as people write them: what is understood, what is taken from a task's end, and what is left alone."""

from datetime import UTC, date, datetime, time, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals import datewords
from rituals.freedates import DAY_ENDS, WORKING_DAY_ENDS, FreeDate, split_by, understand
from rituals.localtime import LocalSlot, moment

MOSCOW = "Europe/Moscow"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)  # Tuesday, noon in Moscow


def read(text: str, locale: str = "en", now: datetime = NOW) -> FreeDate | None:
    return understand(text, now, MOSCOW, locale)


def day_of(text: str, locale: str = "en", now: datetime = NOW) -> str | None:
    found = read(text, locale, now)
    return found.date.isoformat()[5:] if found else None


def at(day: date, clock: time) -> datetime:
    return moment(LocalSlot(day, clock), MOSCOW)


class TestDays:
    @pytest.mark.parametrize("locale", ["ru", "en"])
    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("by friday", "11-27"),
            ("Friday", "11-27"),
            ("fri.", "11-27"),
            ("tue", "12-01"),  # today is a Tuesday
            ("next monday", "11-30"),
            ("next friday", "12-04"),
            ("this friday", "11-27"),
            ("this tuesday", "11-24"),
            ("friday next week", "12-04"),
            ("tomorrow", "11-25"),
            ("the day after tomorrow", "11-26"),
            ("today", "11-24"),
            ("in 3 days", "11-27"),
            ("within a week", "12-01"),
            ("in two weeks", "12-08"),
            ("in a couple of days", "11-26"),
            ("in a month", "12-24"),
            ("end of week", "11-27"),
            ("by the end of next week", "12-04"),
            ("end of month", "11-30"),
            ("eoq", "12-31"),
            ("next week", "12-04"),
            ("12 december", "12-12"),
            ("12th of December", "12-12"),
            ("dec 12", "12-12"),
            ("December 12th, 2026", "12-12"),
            ("friday, 12 december", "12-12"),
            ("2026-12-12", "12-12"),
            ("12.12", "12-12"),
            ("12.12.26", "12-12"),
            ("12.12.2026", "12-12"),
            ("12-12-2026", "12-12"),
            ("12/12", "12-12"),
            ("25/12", "12-25"),
            ("by the 30th", "11-30"),
            ("deadline: friday", "11-27"),
            ("до пятницы", "11-27"),
            ("к среде", "11-25"),
            ("в пт", "11-27"),
            ("во вторник", "12-01"),
            ("в следующий понедельник", "11-30"),
            ("в следующую пятницу", "12-04"),
            ("в эту пятницу", "11-27"),
            ("в ближайшую пятницу", "11-27"),
            ("в пятницу на следующей неделе", "12-04"),
            ("на следующей неделе в пятницу", "12-04"),
            ("на следующей неделе", "12-04"),
            ("сегодня", "11-24"),
            ("завтра", "11-25"),
            ("на завтра", "11-25"),
            ("послезавтра", "11-26"),
            ("через 3 дня", "11-27"),
            ("через неделю", "12-01"),
            ("через две недели", "12-08"),
            ("через пару дней", "11-26"),
            ("через месяц", "12-24"),
            ("в течение недели", "12-01"),
            ("до конца недели", "11-27"),
            ("к концу следующей недели", "12-04"),
            ("до конца месяца", "11-30"),
            ("до конца квартала", "12-31"),
            ("12 декабря", "12-12"),
            ("к 12 декабря 2026 года", "12-12"),
            ("не позднее 12.12", "12-12"),
            ("до 12-го", "12-12"),
            ("12 числа", "12-12"),
            ("в пятницу, 12 декабря", "12-12"),
            ("Срок — пятница", "11-27"),
            ("срок: пятница", "11-27"),
        ],
    )
    def test_both_languages_whatever_the_locale(self, text: str, day: str, locale: str) -> None:
        assert day_of(text, locale) == day

    @pytest.mark.parametrize(
        ("text", "year"), [("23.11", 2027), ("24.11", 2026), ("8 марта", 2027), ("29.02", 2028), ("feb 29", 2028)]
    )
    def test_a_past_day_without_a_year_is_the_coming_one(self, text: str, year: int) -> None:
        found = read(text)
        assert found is not None
        assert (found.date.year, found.in_past) == (year, False)

    @pytest.mark.parametrize("text", ["23.11.2026", "by 2020-01-01", "1 мая 2026", "23.11.26"])
    def test_a_past_day_with_its_year_is_in_the_past(self, text: str) -> None:
        found = read(text)
        assert found is not None
        assert found.in_past

    def test_a_slash_date_is_day_first_or_nothing(self) -> None:
        assert day_of("3/4", "ru") == "04-03"
        assert day_of("3/4", "en") is None
        assert day_of("12/25", "en") is day_of("12/25", "ru") is None

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "31.02",
            "31.02.2026",
            "0.0",
            "32 декабря",
            "12",
            "at 10",
            "до мая",
            "hand",
            "by",
            "до",
            "soon",
            "когда-нибудь",
            "friday or monday",
            "in days",
            "99.99",
            "2026-13-01",
            "by friday the plan",
            "25:00",
            "15:00 pm",
            "не знаю",
            "may",
            "1" * 500,
        ],
    )
    def test_what_is_no_date_stays_unknown(self, text: str) -> None:
        assert read(text) is None

    def test_a_number_of_the_month_skips_the_months_that_lack_it(self) -> None:
        assert day_of("by the 31st") == "12-31"
        assert day_of("до 31 числа", now=datetime(2027, 2, 1, 9, tzinfo=UTC)) == "03-31"

    def test_on_a_weekend_the_end_of_the_week_is_the_next_one(self) -> None:
        assert day_of("end of week", now=datetime(2026, 11, 28, 9, tzinfo=UTC)) == "12-04"

    def test_today_is_the_writers_own(self) -> None:
        late = datetime(2026, 11, 24, 22, tzinfo=UTC)  # already Wednesday in Moscow
        assert day_of("сегодня", now=late) == "11-25"


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "day", "clock"),
        [
            ("tomorrow 15:00", "11-25", "15:00"),
            ("tomorrow at 3pm", "11-25", "15:00"),
            ("friday at 9:30 am", "11-27", "09:30"),
            ("at 3 pm tomorrow", "11-25", "15:00"),
            ("by 15:00 on friday", "11-27", "15:00"),
            ("noon tomorrow", "11-25", "12:00"),
            ("tomorrow at 3", "11-25", "15:00"),
            ("tomorrow at 12 am", "11-25", "00:00"),
            ("завтра 15:00", "11-25", "15:00"),
            ("завтра в 15:00", "11-25", "15:00"),
            ("в четверг в 10", "11-26", "10:00"),
            ("в четверг в 10 утра", "11-26", "10:00"),
            ("в 7 вечера завтра", "11-25", "19:00"),
            ("завтра в 2 часа ночи", "11-25", "02:00"),
            ("завтра в 11 ночи", "11-25", "23:00"),
            ("завтра в 3 часа", "11-25", "15:00"),
            ("завтра в 10.30", "11-25", "10:30"),
            ("завтра к 12", "11-25", "12:00"),
            ("не позже 12.12 18:00", "12-12", "18:00"),
            ("15:00", "11-24", "15:00"),
            ("до 18:00", "11-24", "18:00"),
            ("11:00", "11-25", "11:00"),  # it is noon: tomorrow
            ("in 2 hours", "11-24", "14:00"),
            ("через час", "11-24", "13:00"),
            ("через полчаса", "11-24", "12:30"),
            ("через 15 минут", "11-24", "12:15"),
        ],
    )
    def test_a_time_of_day(self, text: str, day: str, clock: str) -> None:
        found = read(text)
        assert found is not None
        assert found.has_time
        assert not found.in_past
        assert found.moment == at(date.fromisoformat(f"2026-{day}"), time.fromisoformat(clock))
        assert found.date == date.fromisoformat(f"2026-{day}")

    def test_without_one_it_is_the_end_of_the_working_day(self) -> None:
        found = read("friday")
        assert found == FreeDate(date(2026, 11, 27), at(date(2026, 11, 27), WORKING_DAY_ENDS), has_time=False)

    def test_today_after_work_is_the_end_of_the_day(self) -> None:
        evening = datetime(2026, 11, 24, 17, tzinfo=UTC)
        found = read("today", now=evening)
        assert found == FreeDate(date(2026, 11, 24), at(date(2026, 11, 24), DAY_ENDS), has_time=False)

    def test_a_time_that_is_over_is_in_the_past(self) -> None:
        found = read("сегодня в 9:00")
        assert found is not None
        assert found.in_past


class TestTaskTexts:
    @pytest.mark.parametrize(
        ("text", "rest", "day"),
        [
            ("prepare the price list, by friday", "prepare the price list", "11-27"),
            ("prepare the price list by Friday.", "prepare the price list", "11-27"),
            ("call Ann tomorrow at 10", "call Ann", "11-25"),
            ("send it at 15:00 tomorrow", "send it", "11-25"),
            ("log in tomorrow", "log in", "11-25"),
            ("deliver in 3 days", "deliver", "11-27"),
            ("send prices, end of week", "send prices", "11-27"),
            ("send prices by eow", "send prices", "11-27"),
            ("report 12 december", "report", "12-12"),
            ("сделать прайс до пятницы", "сделать прайс", "11-27"),
            ("Сделать прайс (до пятницы)", "Сделать прайс", "11-27"),
            ("Сделать прайс. До пятницы!", "Сделать прайс.", "11-27"),
            ("Ёлка: украсить — завтра", "Ёлка: украсить", "11-25"),
            ("сделать прайс - завтра", "сделать прайс", "11-25"),
            ("Прайс\nдо пятницы", "Прайс", "11-27"),
            ("прайс, 12.12", "прайс", "12-12"),
            ("прайс до 12.12", "прайс", "12-12"),
            ("прайс 12.12.2026", "прайс", "12-12"),
            ("позвонить Ане в четверг в 10", "позвонить Ане", "11-26"),
            ("созвон в пятницу, 12 декабря, в 15:00", "созвон", "12-12"),
            ("подготовить акцию к 12 декабря", "подготовить акцию", "12-12"),
            ("сделать прайс через неделю", "сделать прайс", "12-01"),
            ("провести встречу на следующей неделе", "провести встречу", "12-04"),
            ("звонок, 15:00", "звонок", "11-24"),
            ("by friday", "", "11-27"),
        ],
    )
    def test_the_date_at_the_end_is_taken(self, text: str, rest: str, day: str) -> None:
        found_rest, found = split_by(text, NOW, MOSCOW, "ru")
        assert found is not None
        assert (found_rest, found.date.isoformat()[5:]) == (rest, day)

    @pytest.mark.parametrize(
        "text",
        [
            "do it by hand",
            "stand by",
            "the plan for tomorrow",
            "discuss black friday",
            "the cat sat",
            "sales for 3 days",
            "buy 10",
            "update to version 12.12",
            "перенести встречу на пятницу",
            "план на завтра",
            "баг в 3.11",
            "отчёт за 5 мая",
            "сократить до 12",
            "написать, что работаем до 18:00",
            "by friday we finish",
            "",
            "  ",
            "отчёт после пятницы",
            "скидка до 10 %",
            "move it to tomorrow",
        ],
    )
    def test_words_that_are_no_deadline_stay(self, text: str) -> None:
        assert split_by(text, NOW, MOSCOW, "ru") == (text, None)


KNOWN = {
    word
    for table in (datewords.WEEKDAYS, datewords.MONTHS, datewords.ADVERBS, datewords.UNITS, datewords.SHORT_UNITS)
    for word in table
} | {*datewords.PERIODS, *datewords.SHORT_ENDS, "noon", "midday", "полдень", "полудню", "полудня", "полчаса"}
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="0123456789./-: апмвдокby", max_size=30),
    st.lists(
        st.sampled_from([*sorted(KNOWN), "by", "до", "в", "in", "12", "12.12", "15:00", ",", "next", "через"]),
        max_size=6,
    ).map(" ".join),
)


class TestNeverGuesses:
    @given(TEXTS, st.sampled_from(["ru", "en"]))
    def test_any_text_is_survived_and_a_date_needs_a_digit_or_a_word_of_dates(self, text: str, locale: str) -> None:
        found = read(text, locale)
        even = datewords.evened(text)
        if found is not None:
            assert any(letter.isdigit() for letter in even) or any(word in even for word in KNOWN)
            assert found.moment.tzinfo is UTC
            assert found.in_past or found.moment > NOW - timedelta(minutes=1)

    @given(TEXTS)
    def test_a_task_keeps_its_beginning(self, text: str) -> None:
        rest, found = split_by(text, NOW, MOSCOW, "en")
        assert text.startswith(rest)
        assert found is not None or rest == text

    @given(st.dates(date(2026, 11, 24), date(2027, 11, 23)))
    def test_every_coming_day_is_understood_in_every_form(self, day: date) -> None:
        english = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")[day.month - 1]
        forms = [
            f"{day:%d.%m}",
            f"{day:%d.%m.%Y}",
            f"{day:%Y-%m-%d}",
            f"{day.day} {english}",
            f"by {english} {day.day}",
        ]
        forms += [f"in {(day - date(2026, 11, 24)).days} days", f"через {(day - date(2026, 11, 24)).days} дней"]
        for form in forms:
            found = read(form)
            assert found is not None, form
            assert found.date == day, form

    def test_long_texts_are_quick(self) -> None:
        began = process_time()
        for text in ("." * 4000, "\n" * 4000 + "x", "12.12 " * 700, "a" * 4000, "(" * 4000, "до " * 1300):
            split_by(text, NOW, MOSCOW, "ru")
            read(text)
        assert process_time() - began < 1  # seconds of work
