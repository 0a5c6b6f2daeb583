"""Days off: whose they are, what they are called, and where they move a ritual."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.calendar import NO_DAYS_OFF, DayOff, DaysOff, LocalSlot, NotHeld, Planned, Schedule
from rituals.wrongvalues import ContradictoryDays, UnknownCountry

RUSSIA = DaysOff("RU")
DAYS = st.dates(date(2023, 1, 1), date(2030, 12, 31))
COUNTRIES = st.sampled_from([NO_DAYS_OFF, RUSSIA, DaysOff("DE"), DaysOff("IL"), DaysOff("US")])
RULES = st.sampled_from(
    [
        ("week", "mon"),
        ("week", "fri"),
        ("2 weeks", "sat"),
        ("month", "first workday"),
        ("month", "last fri"),
        ("quarter", "first mon"),
    ]
)
MOVES = st.sampled_from(list(DayOff))


def schedule(
    every: str = "week", on: str = "mon", day_off: str = "next workday", starting: date | None = None
) -> Schedule:
    return Schedule.parse(every=every, on=on, at="10:00", timezone="Europe/Moscow", day_off=day_off, starting=starting)


def plan(rule: Schedule, day: str, days_off: DaysOff = RUSSIA) -> Planned:
    return rule.planned(LocalSlot(date.fromisoformat(day), rule.at), days_off)


def held_on(planned: Planned) -> date | None:
    return planned.held.date if planned.held else None


class TestDaysOff:
    def test_a_holiday_is_called_by_its_name_in_both_languages(self) -> None:
        victory = RUSSIA.why_off(date(2026, 5, 9))
        assert victory is not None
        assert (victory.name("ru"), victory.name("en")) == ("День Победы", "Victory Day")
        german = DaysOff("DE").why_off(date(2026, 10, 3))
        assert german is not None
        assert german.name("ru") == german.name("en") == "German Unity Day"

    @pytest.mark.parametrize(
        "day", ["2024-04-29", "2024-12-30", "2025-05-02", "2025-12-31", "2026-01-09", "2026-12-31"]
    )
    def test_a_workday_that_was_made_free(self, day: str) -> None:
        free = date.fromisoformat(day)
        assert free.weekday() < 5
        assert not RUSSIA.is_workday(free)
        holiday = RUSSIA.why_off(free)
        assert holiday is not None
        assert "перенесено" in holiday.name("ru")

    @pytest.mark.parametrize("day", ["2024-04-27", "2024-11-02", "2024-12-28", "2025-11-01"])
    def test_a_saturday_that_was_made_a_workday(self, day: str) -> None:
        saturday = date.fromisoformat(day)
        assert saturday.weekday() == 5
        assert RUSSIA.is_workday(saturday)
        assert not RUSSIA.is_workday(saturday + timedelta(days=7))
        assert RUSSIA.next_workday(saturday - timedelta(days=1)) == saturday

    @pytest.mark.parametrize(
        ("year", "free", "worked"),
        [
            # Government resolution 1335 of 4 October 2024, consultant.ru/document/cons_doc_LAW_481586
            (2025, "05-02 05-08 06-13 11-03 12-31", "11-01"),
            # Government resolution 1466 of 24 September 2025, consultant.ru/document/cons_doc_LAW_515170
            (2026, "01-09 12-31", ""),
            # The resolution about 2027, consultant.ru/document/cons_doc_LAW_544706
            (2027, "02-22 11-05 12-31", "02-20"),
        ],
    )
    def test_what_russia_has_moved_is_known(self, year: int, free: str, worked: str) -> None:
        """Every workday that a resolution made free, and every Saturday that it made a workday; none beside them."""
        dates = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
        moved = [day for day in dates if (why := RUSSIA.why_off(day)) and "перенесено" in why.name("ru")]
        assert moved == [date.fromisoformat(f"{year}-{day}") for day in free.split()]
        saturdays = [day for day in dates if day.weekday() >= 5 and RUSSIA.is_workday(day)]
        assert saturdays == [date.fromisoformat(f"{year}-{day}") for day in worked.split()]

    @pytest.mark.parametrize(
        ("year", "workdays"),
        # consultant.ru/law/ref/calendar/proizvodstvennye: days of work in a week of five days
        [(2025, 247), (2026, 247)],
    )
    def test_a_year_in_russia_has_as_many_workdays_as_its_calendar_says(self, year: int, workdays: int) -> None:
        dates = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
        assert sum(RUSSIA.is_workday(day) for day in dates) == workdays

    def test_a_transfer_that_the_next_year_declares(self) -> None:
        assert DaysOff("CN").is_workday(date(2006, 12, 30))

    def test_a_weekend_is_no_holiday(self) -> None:
        assert RUSSIA.why_off(date(2026, 11, 21)) is None
        assert not RUSSIA.is_workday(date(2026, 11, 21))

    def test_weekends_are_the_countrys_own(self) -> None:
        friday, sunday = date(2026, 11, 20), date(2026, 11, 22)
        israel = DaysOff("IL")
        assert not israel.is_workday(friday)
        assert israel.is_workday(sunday)
        assert NO_DAYS_OFF.is_workday(friday)
        assert not NO_DAYS_OFF.is_workday(sunday)

    def test_what_the_team_says_wins(self) -> None:
        own, worked = date(2026, 11, 24), date(2026, 11, 4)
        team = DaysOff("RU", extra=frozenset({own}), working=frozenset({worked}))
        holiday = team.why_off(own)
        assert holiday is not None
        assert holiday.name("ru") == ""
        assert team.why_off(worked) is None
        assert team.is_workday(worked)
        assert not RUSSIA.is_workday(worked)
        with pytest.raises(ContradictoryDays, match="2026-11-24"):
            DaysOff(extra=frozenset({own}), working=frozenset({own}))

    def test_counting_workdays(self) -> None:
        assert RUSSIA.add_workdays(date(2025, 12, 30), 1) == date(2026, 1, 12)
        assert RUSSIA.add_workdays(date(2026, 1, 12), -1) == date(2025, 12, 30)
        assert NO_DAYS_OFF.add_workdays(date(2026, 11, 20), 3) == date(2026, 11, 25)
        assert NO_DAYS_OFF.add_workdays(date(2026, 11, 21), 0) == date(2026, 11, 21)

    def test_the_first_workday_moves_back_over_the_border_of_the_month(self) -> None:
        cup = schedule("month", "first workday", "previous workday")
        edited = DaysOff("RU", extra=frozenset({date(2026, 6, 2)}), working=frozenset({date(2026, 6, 1)}))
        assert held_on(plan(cup, "2026-06-02", edited)) == date(2026, 6, 1)

    @given(COUNTRIES, DAYS, st.integers(-15, 15))
    def test_workdays_are_counted_both_ways(self, days_off: DaysOff, day: date, count: int) -> None:
        start = days_off.next_workday(day)
        there = days_off.add_workdays(start, count)
        assert days_off.is_workday(there)
        assert days_off.add_workdays(there, -count) == start

    def test_a_part_of_a_country(self) -> None:
        epiphany = date(2026, 1, 6)
        assert DaysOff("DE-BY").why_off(epiphany) is not None
        assert DaysOff("DE").why_off(epiphany) is None

    @pytest.mark.parametrize(
        ("code", "nearest"),
        [("RU-XX", "RU"), ("Germny", "DE"), ("Rusia", "RU"), ("DE-BX", "DE-BY"), ("", "")],
    )
    def test_an_unknown_country_is_refused_with_the_nearest(self, code: str, nearest: str) -> None:
        with pytest.raises(UnknownCountry) as refused:
            DaysOff.parse(code)
        assert nearest in (*refused.value.allowed, "")
        assert code.upper() in str(refused.value)
        assert refused.value.field == "holidays"

    def test_none_switches_holidays_off(self) -> None:
        assert DaysOff.parse("None") == NO_DAYS_OFF
        assert DaysOff.parse(" ru ") == RUSSIA

    def test_a_year_without_workdays_is_a_mistake(self) -> None:
        closed = DaysOff(extra=frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(800)))
        with pytest.raises(ContradictoryDays):
            closed.next_workday(date(2026, 1, 1))


class TestDayOffRule:
    def test_a_workday_stays(self) -> None:
        planned = plan(schedule(), "2026-11-23")
        assert (planned.held, planned.moved_from, planned.because, planned.not_held) == (planned.slot, None, None, None)

    def test_skip(self) -> None:
        planned = plan(schedule("week", "wed", "skip"), "2026-11-04")
        assert planned.held is None
        assert planned.not_held is NotHeld.DAY_OFF
        assert planned.because is not None
        assert planned.because.name("en") == "Unity Day"

    def test_moves_keep_the_slots_own_key(self) -> None:
        later = plan(schedule(on="wed"), "2026-11-04")
        assert (held_on(later), later.moved_from, later.slot.key) == (
            date(2026, 11, 5),
            date(2026, 11, 4),
            "2026-11-04T10:00",
        )
        earlier = plan(schedule(on="wed", day_off="previous workday"), "2026-11-04")
        assert held_on(earlier) == date(2026, 11, 3)
        assert earlier.because == later.because is not None

    def test_a_move_never_reaches_the_next_slot(self) -> None:
        new_year = plan(schedule(), "2026-01-05")  # the first workday is Monday the 12th
        assert new_year.held is None
        assert new_year.not_held is NotHeld.MEETS_NEIGHBOUR
        assert new_year.because is not None
        assert held_on(plan(schedule("2 weeks", starting=date(2026, 1, 5)), "2026-01-05")) == date(2026, 1, 12)

    def test_nor_the_previous_one(self) -> None:
        friday = schedule(on="fri", day_off="previous workday")
        assert plan(friday, "2026-01-09").not_held is NotHeld.MEETS_NEIGHBOUR
        assert held_on(plan(friday, "2026-01-02")) == date(2025, 12, 30)

    def test_a_weekend_that_the_schedule_names_is_a_day_like_any_other(self) -> None:
        assert held_on(plan(schedule(on="sat"), "2026-11-21")) == date(2026, 11, 21)
        assert held_on(plan(schedule(on="sat"), "2026-05-09")) == date(2026, 5, 12)

    def test_the_first_workday_uses_the_calendar(self) -> None:
        cup = schedule("month", "first workday")
        found = [slot.date.isoformat() for slot in itertools.islice(cup.slots(date(2025, 12, 31), RUSSIA), 6)]
        assert found == ["2026-01-12", "2026-02-02", "2026-03-02", "2026-04-01", "2026-05-04", "2026-06-01"]
        quarterly = schedule("quarter", "first workday")
        assert quarterly.next_slot(date(2025, 12, 31), RUSSIA).date == date(2026, 1, 12)

    def test_a_calendar_that_is_edited_does_not_give_a_month_a_second_cup(self) -> None:
        cup = schedule("month", "first workday")
        june = cup.next_slot(date(2026, 5, 31), RUSSIA)
        edited = DaysOff("RU", extra=frozenset({june.date}))
        assert cup.next_slot(june, edited).date == date(2026, 7, 1)
        assert held_on(cup.planned(june, edited)) == date(2026, 6, 2)

    @given(RULES, MOVES, COUNTRIES, DAYS)
    def test_plans_land_on_workdays_in_order_and_between_their_neighbours(
        self, rule: tuple[str, str], move: DayOff, days_off: DaysOff, after: date
    ) -> None:
        made = schedule(*rule, day_off=move)
        slots = list(itertools.islice(made.slots(after, days_off), 7))
        plans = [made.planned(slot, days_off) for slot in slots]
        held = [planned.held for planned in plans if planned.held]
        assert held == sorted(set(held))
        for before, planned, behind in zip(slots, plans[1:], slots[2:], strict=False):
            assert (planned.held is None) == (planned.not_held is not None)
            if planned.held and planned.moved_from:
                assert days_off.is_workday(planned.held.date)
                assert before < planned.held < behind
                assert planned.because == days_off.why_off(planned.slot.date) is not None
            elif planned.held:
                assert planned.held == planned.slot
                assert planned.because is None


class TestPlans:
    def test_a_moved_slot_is_still_to_come_after_its_own_date(self) -> None:
        pairs = schedule("2 weeks", starting=date(2026, 1, 5))
        during_holidays = datetime(2026, 1, 8, 9, tzinfo=UTC)
        first = next(pairs.plans(during_holidays, RUSSIA))
        assert (first.slot.date, held_on(first)) == (date(2026, 1, 5), date(2026, 1, 12))
        assert pairs.next_moment(during_holidays, RUSSIA) == datetime(2026, 1, 12, 7, tzinfo=UTC)

    def test_what_was_held_earlier_is_over(self) -> None:
        wednesday = schedule(on="wed", day_off="previous workday")
        held = datetime(2026, 11, 3, 7, tzinfo=UTC)
        assert wednesday.next_moment(held - timedelta(seconds=1), RUSSIA) == held
        assert wednesday.next_moment(held, RUSSIA) == datetime(2026, 11, 11, 7, tzinfo=UTC)

    def test_skipped_slots_are_told_but_are_no_moments(self) -> None:
        monday = schedule(day_off="skip")
        told = list(itertools.islice(monday.plans(datetime(2026, 1, 1, tzinfo=UTC), RUSSIA), 2))
        assert [held_on(planned) for planned in told] == [None, date(2026, 1, 12)]

    @given(RULES, MOVES, COUNTRIES, DAYS, st.integers(0, 24 * 60 - 1))
    def test_plans_are_the_slots_that_are_still_to_come(
        self, rule: tuple[str, str], move: DayOff, days_off: DaysOff, day: date, minute: int
    ) -> None:
        made = schedule(*rule, day_off=move)
        now = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
        slots = itertools.islice(made.slots(day - timedelta(days=200), days_off), 60)
        oracle = [
            planned
            for planned in (made.planned(slot, days_off) for slot in slots)
            if made.moment(planned.held or planned.slot) > now
        ]
        assert list(itertools.islice(made.plans(now, days_off), 2)) == oracle[:2]

    @given(DAYS, DAYS)
    def test_nothing_is_planned_before_the_start(self, start: date, day: date) -> None:
        made = schedule(starting=start)
        now = datetime(day.year, day.month, day.day, tzinfo=UTC)
        assert next(made.plans(now, RUSSIA)).slot.date >= start
