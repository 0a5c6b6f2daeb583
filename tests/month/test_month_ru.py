"""A month in Russian: over 4 November, with somebody whose clock changes on 25 October."""

from tests.month.playing import Month


class TestRussianMonth(Month):
    lang = "ru"
    zones = ("2026-10-19 10:00", "2026-10-26 10:00")
    day_off = "День народного единства"
    late = "(опоздание)"
    away = "В отъезде"
    not_kept = "выполнено частично"
    carried = "переносили 1 раз"
