"""A month in English: over Good Friday, with the clocks of London going forward on 29 March."""

from tests.month.playing import Month


class TestEnglishMonth(Month):
    lang = "en"
    same_time = ("2026-03-26 09:00", "2026-04-09 09:00")
    not_then = "2026-04-03 16:00"
    instead = "Monday, 6 April, 16:00"
    late = "(late)"
    away = "Away"
    kept = "✅ Done, no more reminders"
    broken = "✅ Nothing is overdue any more."
