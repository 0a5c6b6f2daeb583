"""The rhythms, the wall clock and the words of the team file."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.calendar import DayOff, Every, LocalSlot, On, Schedule, moment
from rituals.localtime import zone
from rituals.wrongvalues import (
    MisfitOn,
    UnknownTimezone,
    WrongDayOff,
    WrongEvery,
    WrongOn,
    WrongSlot,
    WrongTimeOfDay,
    WrongValue,
)

MOSCOW = "Europe/Moscow"
BERLIN = "Europe/Berlin"
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHLY = [*(f"{place} {day}" for place in ("first", "second", "third", "fourth", "last") for day in NAMES)]
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
RULES = st.one_of(
    st.tuples(st.sampled_from(["week", "2 weeks"]), st.sampled_from(NAMES)),
    st.tuples(st.sampled_from(["month", "quarter"]), st.sampled_from([*MONTHLY, "first workday"])),
)


def schedule(
    every: str = "week", on: str = "mon", at: str = "10:00", timezone: str = MOSCOW, starting: date | None = None
) -> Schedule:
    return Schedule.parse(every=every, on=on, at=at, timezone=timezone, starting=starting)


def dates(rule: Schedule, after: date, count: int) -> list[date]:
    return [slot.date for slot in itertools.islice(rule.slots(after), count)]


def every_date(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class TestWords:
    @pytest.mark.parametrize("text", [*NAMES, *MONTHLY, "first workday"])
    def test_a_day_reads_back_as_it_was_written(self, text: str) -> None:
        assert str(On.parse(text)) == text
        assert On.parse(f"  {text.upper().replace(' ', '   ')} ") == On.parse(text)

    def test_a_whole_schedule(self) -> None:
        parsed = Schedule.parse(every="2 Weeks", on="FRI", at="9:00", timezone=MOSCOW, day_off="Previous  Workday")
        assert parsed == Schedule(Every.TWO_WEEKS, On(4, None), time(9), MOSCOW, DayOff.PREVIOUS_WORKDAY)
        assert parsed == Schedule.parse(
            every="2 weeks", on="fri", at="09:00", timezone=MOSCOW, day_off="previous workday"
        )

    @pytest.mark.parametrize(
        ("field", "value", "error", "allowed"),
        [
            ("every", "day", WrongEvery, "2 weeks"),
            ("on", "fifth mon", WrongOn, "first workday"),
            ("on", "last workday", WrongOn, "mon … sun"),
            ("on", "", WrongOn, "mon … sun"),
            ("on", "first mon", MisfitOn, "tue"),
            ("at", "25:00", WrongTimeOfDay, "23:59"),
            ("at", "9", WrongTimeOfDay, "23:59"),
            ("at", "9:5", WrongTimeOfDay, "23:59"),
            ("day_off", "monday", WrongDayOff, "next workday"),
            ("timezone", "Europe/Moskow", UnknownTimezone, "Europe/Moscow"),
            ("timezone", "europe/moscow", UnknownTimezone, "Europe/Moscow"),
            ("timezone", "Samara", UnknownTimezone, "Europe/Samara"),
            ("timezone", "Europe", UnknownTimezone, ""),
            ("timezone", "../etc/passwd", UnknownTimezone, ""),
            ("timezone", "", UnknownTimezone, ""),
        ],
    )
    def test_a_wrong_word_is_refused_with_what_is_allowed(
        self, field: str, value: str, error: type[WrongValue], allowed: str
    ) -> None:
        words: dict[str, Any] = {"every": "week", "on": "mon", "at": "10:00", "timezone": MOSCOW, "day_off": "skip"}
        assert Schedule.parse(**words).day_off is DayOff.SKIP
        with pytest.raises(error) as refused:
            Schedule.parse(**{**words, field: value})
        assert refused.value.field == field
        assert allowed in str(refused.value)
        if allowed:
            assert allowed in " ".join(refused.value.allowed)

    @pytest.mark.parametrize("every", ["month", "quarter"])
    def test_a_plain_weekday_is_no_day_of_a_month(self, every: str) -> None:
        with pytest.raises(MisfitOn, match="first workday"):
            schedule(every, "mon")

    def test_seconds_are_refused(self) -> None:
        with pytest.raises(WrongTimeOfDay):
            Schedule(Every.WEEK, On(0, None), time(10, 0, 30), MOSCOW)


class TestSlot:
    @given(st.datetimes(min_value=datetime.fromisoformat("1970-01-01"), timezones=st.just(UTC)))
    def test_a_key_reads_back(self, when: datetime) -> None:
        slot = LocalSlot(when.date(), when.time().replace(second=0, microsecond=0))
        assert LocalSlot.parse(slot.key) == slot
        assert slot.key == when.strftime("%Y-%m-%dT%H:%M")

    @pytest.mark.parametrize("key", ["2026-02-30T10:00", "2026-10-25", "2026-10-25T2:30", "2026-10-25T24:00", "x", ""])
    def test_anything_else_is_no_key(self, key: str) -> None:
        with pytest.raises(WrongSlot, match="YYYY"):
            LocalSlot.parse(key)

    def test_slots_are_ordered_by_date_and_time(self) -> None:
        assert (
            LocalSlot.parse("2026-01-01T23:00")
            < LocalSlot.parse("2026-01-02T01:00")
            < LocalSlot.parse("2026-01-02T02:00")
        )


class TestRhythm:
    @given(RULES, DAYS)
    def test_slots_are_strictly_increasing_and_later(self, rule: tuple[str, str], after: date) -> None:
        found = dates(schedule(*rule), after, 8)
        assert all(earlier < later for earlier, later in itertools.pairwise([after, *found]))

    @given(RULES, DAYS)
    def test_a_slot_is_followed_by_the_one_that_follows_its_date(self, rule: tuple[str, str], after: date) -> None:
        made = schedule(*rule)
        first, second = itertools.islice(made.slots(after), 2)
        assert made.next_slot(after) == first
        assert made.next_slot(first) == made.next_slot(first.date) == second

    @pytest.mark.parametrize("on", MONTHLY)
    @pytest.mark.parametrize("every", ["month", "quarter"])
    def test_places_in_a_month_against_every_date_of_sixteen_years(self, every: str, on: str) -> None:
        place, _, name = on.partition(" ")
        group = every_date(date(2020, 1, 1), date(2035, 12, 31))
        size = 1 if every == "month" else 3
        wanted = [day for day in group if day.weekday() == NAMES.index(name)]
        by_period: dict[int, list[date]] = {}
        for day in wanted:
            by_period.setdefault((day.year * 12 + day.month - 1) // size, []).append(day)
        index = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}[place]
        oracle = [days[index] for days in by_period.values()]
        assert dates(schedule(every, on), date(2019, 12, 31), len(oracle)) == oracle

    @pytest.mark.parametrize("name", NAMES)
    def test_every_week_against_every_date(self, name: str) -> None:
        oracle = [day for day in every_date(date(2020, 1, 1), date(2035, 12, 31)) if day.weekday() == NAMES.index(name)]
        assert dates(schedule("week", name), date(2019, 12, 31), len(oracle)) == oracle

    @pytest.mark.parametrize("name", NAMES)
    def test_every_second_week_never_stumbles_over_week_53(self, name: str) -> None:
        found = dates(schedule("2 weeks", name), date(2019, 12, 31), 400)
        assert found[-1].year >= 2035
        assert {later - earlier for earlier, later in itertools.pairwise(found)} == {timedelta(days=14)}
        odd_weeks = {
            day.isocalendar().week % 2 for day in found if day.year in {2024, 2025} and day < date(2025, 12, 29)
        }
        assert odd_weeks == {1}

    def test_the_days_of_one_second_week_belong_to_one_week(self) -> None:
        firsts = {dates(schedule("2 weeks", name), date(2026, 1, 4), 1)[0].isocalendar()[:2] for name in NAMES}
        assert len(firsts) == 1

    @given(DAYS, st.sampled_from(NAMES), DAYS)
    def test_the_start_anchors_every_second_week(self, start: date, name: str, after: date) -> None:
        rule = schedule("2 weeks", name, starting=start)
        first = dates(rule, start - timedelta(days=1), 1)[0]
        assert timedelta(0) <= first - start < timedelta(days=7)
        for day in dates(rule, after, 3):
            assert day >= start
            assert (day - first).days % 14 == 0

    @given(RULES, DAYS, DAYS)
    def test_nothing_happens_before_the_start(self, rule: tuple[str, str], start: date, after: date) -> None:
        bounded = dates(schedule(*rule, starting=start), after, 3)
        assert bounded[0] >= start
        if rule[0] != "2 weeks":
            assert bounded == dates(schedule(*rule), max(after, start - timedelta(days=1)), 3)

    def test_leap_days_and_month_ends(self) -> None:
        assert dates(schedule("month", "last thu"), date(2024, 2, 1), 1) == [date(2024, 2, 29)]
        assert dates(schedule("month", "last sat"), date(2028, 2, 28), 2) == [date(2028, 3, 25), date(2028, 4, 29)]
        assert dates(schedule("month", "fourth sun"), date(2026, 2, 21), 2) == [date(2026, 2, 22), date(2026, 3, 22)]
        assert dates(schedule("quarter", "last wed"), date(2025, 12, 30), 2) == [date(2025, 12, 31), date(2026, 3, 25)]

    def test_a_time_that_was_moved_to_later_that_day_still_comes(self) -> None:
        monday = date(2026, 11, 23)
        assert schedule(at="16:00").next_slot(LocalSlot(monday, time(10))).date == monday
        assert schedule(at="10:00").next_slot(LocalSlot(monday, time(10))).date == monday + timedelta(days=7)
        assert schedule(at="09:00").next_slot(LocalSlot(monday, time(10))).date == monday + timedelta(days=7)


class TestMoment:
    @pytest.mark.parametrize(
        ("key", "timezone", "instant"),
        [
            ("2026-11-23T10:00", MOSCOW, "2026-11-23T07:00"),
            ("2026-03-29T02:30", BERLIN, "2026-03-29T01:00"),  # 02:00–03:00 does not exist: 03:00 summer time
            ("2026-03-29T02:00", BERLIN, "2026-03-29T01:00"),
            ("2026-03-29T03:00", BERLIN, "2026-03-29T01:00"),
            ("2026-10-25T02:30", BERLIN, "2026-10-25T00:30"),  # twice: the first
            ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:30"),  # a gap of half an hour
            ("2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45"),
            ("2026-04-24T00:30", "Africa/Cairo", "2026-04-23T22:00"),  # midnight does not exist
            ("2026-03-29T00:00", "Asia/Beirut", "2026-03-28T22:00"),
            ("2026-03-29T02:30", "Antarctica/Troll", "2026-03-29T01:00"),  # a gap of two hours
            ("2011-12-30T10:00", "Pacific/Apia", "2011-12-30T10:00"),  # the day does not exist
            ("2011-12-31T00:00", "Pacific/Apia", "2011-12-30T10:00"),
            ("2026-11-23T10:00", "Asia/Kathmandu", "2026-11-23T04:15"),
        ],
    )
    def test_known_gaps_and_folds(self, key: str, timezone: str, instant: str) -> None:
        assert moment(LocalSlot.parse(key), timezone) == datetime.fromisoformat(instant).replace(tzinfo=UTC)

    @staticmethod
    def check(timezone: str, days: list[date], at: time) -> None:
        place = ZoneInfo(timezone)
        before: datetime | None = None
        for day in days:
            instant = moment(LocalSlot(day, at), timezone)
            assert before is None or instant > before
            shown = instant.astimezone(place).replace(tzinfo=None)
            wall = datetime.combine(day, at)
            if shown != wall:  # the wall clock jumps over it, and `instant` is where it lands
                second_before = (instant - timedelta(seconds=1)).astimezone(place).replace(tzinfo=None)
                assert second_before < wall < shown
            before = instant

    @pytest.mark.parametrize("at", ["00:00", "00:30", "01:30", "02:00", "02:30", "10:00"])
    @pytest.mark.parametrize(
        "timezone",
        ["Australia/Lord_Howe", "Africa/Cairo", "Asia/Beirut", "Africa/Casablanca", "Antarctica/Troll", BERLIN],
    )
    def test_one_instant_for_every_date_in_the_hard_zones(self, timezone: str, at: str) -> None:
        self.check(timezone, every_date(date(2024, 1, 1), date(2030, 12, 31)), time.fromisoformat(at))

    @given(
        st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})),
        st.dates(date(2024, 1, 1), date(2030, 11, 1)),
        st.sampled_from(["00:00", "00:30", "01:30", "02:00", "02:30", "10:00"]),
    )
    def test_one_instant_for_every_date_in_any_zone(self, timezone: str, first: date, at: str) -> None:
        self.check(timezone, every_date(first, first + timedelta(days=60)), time.fromisoformat(at))

    def test_every_zone_on_the_days_when_most_clocks_change(self) -> None:
        days = [
            date(2026, 3, 8),
            date(2026, 3, 29),
            date(2026, 4, 5),
            date(2026, 10, 4),
            date(2026, 10, 25),
            date(2026, 11, 1),
        ]
        for timezone in sorted(available_timezones() - {"localtime", "Factory"}):
            self.check(timezone, days, time(2, 30))

    @pytest.mark.parametrize("name", ["localtime", "posix/Europe/Berlin", "right/Europe/Berlin"])
    def test_files_that_are_no_iana_names_are_refused(self, name: str) -> None:
        with pytest.raises(UnknownTimezone):
            zone(name)
