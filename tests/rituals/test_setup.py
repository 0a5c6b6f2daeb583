"""What is guessed and understood of where a team is, and what the first weeks bring."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.daysoff import DaysOff
from rituals.errors import Refusal
from rituals.setup import FORESEEN, coming, usual_rituals
from rituals.setup_errors import NoSuchCountry, NoSuchZone
from rituals.whereabouts import (
    CITIES,
    COUNTRIES,
    HOMES,
    country_called,
    home_of,
    known_country,
    known_zone,
    zone_called,
)

THURSDAY = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Europe/Moscow", "Europe/Moscow"),
        ("europe/moscow", "Europe/Moscow"),
        (" Новосибирск ", "Asia/Novosibirsk"),
        ("new york", "America/New_York"),
        ("berlin", "Europe/Berlin"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_understood(words: str, zone: str) -> None:
    assert zone_called(words) == zone


def test_every_guess_and_name_is_a_zone_or_a_country() -> None:
    for zone in (*CITIES.values(), *(zone for zone, _ in HOMES.values())):
        assert known_zone(zone) == zone
    for country in (*COUNTRIES.values(), *(country for _, country in HOMES.values())):
        assert known_country(country) == country


def test_a_language_is_a_hint_and_none_is_none() -> None:
    assert home_of("ru-RU") == ("Europe/Moscow", "RU")
    assert home_of("en") == home_of(None) == ("UTC", None)
    assert known_zone("Mars/Base") is known_country("XX") is known_zone(None) is None


def test_a_country_is_understood_by_code_and_name() -> None:
    found = [country_called(words) for words in ("россия", "Germany", "kz", "DE-BY", "нет", "none")]
    assert found == ["RU", "DE", "KZ", "DE-BY", None, None]


def test_what_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(NoSuchZone) as refused:
        zone_called("Mosccow")
    assert refused.value.near == ("Europe/Moscow",)
    with pytest.raises(NoSuchCountry):
        country_called("Нарния")


@given(st.text(max_size=80))
def test_any_words_are_understood_or_refused(words: str) -> None:
    for understand in (zone_called, country_called):
        try:
            understand(words)
        except Refusal:
            continue


@given(
    st.integers(0, 4 * 365 * 24).map(lambda hours: THURSDAY + timedelta(hours=hours)),
    st.sampled_from([None, "RU", "DE"]),
)
def test_the_first_weeks_bring_each_ritual_in_order_and_on_no_day_off(now: datetime, country: str | None) -> None:
    found = coming(usual_rituals(), "UTC", country, now)
    assert found == sorted(found)
    assert {kind for _, kind in found} == {one.kind for one in usual_rituals()}
    days_off = DaysOff(country)
    assert all(at > now and days_off.why_off(at.date()) is None for at, _ in found)
    first = {kind: at for at, kind in reversed(found)}
    assert all(at <= now + FORESEEN or at == first[kind] for at, kind in found)
    assert first["standup"] - now <= timedelta(days=60)
