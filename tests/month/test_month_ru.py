"""A month in Russian: over 4 November, with somebody whose clock changes on 25 October."""

from tests.month.playing import Month


class TestRussianMonth(Month):
    lang = "ru"
    same_time = ("2026-10-22 09:00", "2026-10-29 09:00")
    not_then = "2026-11-04 09:00"
    instead = "четверг, 5 ноября"
    late = "(опоздание)"
    away = "В отъезде"
    kept = "✅ Выполнено, напоминаний больше не будет"
    broken = "✅ Просроченных поручений больше нет."
