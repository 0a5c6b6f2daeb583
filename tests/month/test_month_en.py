"""A month in English: over Easter, with the clocks of London going forward on 29 March."""

from tests.month.playing import Month


class TestEnglishMonth(Month):
    lang = "en"
    zones = ("2026-03-23 10:00", "2026-03-30 10:00")
    day_off = "Easter"
    late = "(late)"
    away = "Away"
    not_kept = "partly done"
    carried = "carried over"
