"""Calendar files, read back and expanded by RFC 5545's rules: they tell what our own schedule tells."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from bot.documents.writing import written
from bot.rendering.renderer import Locale, Reader, Renderer
from rituals.calendar import DaysOff, LocalSlot, Schedule
from rituals.calendar_messages import CalendarFile
from rituals.team import TeamId
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, Reason, Ritual, RitualId
from rituals.yearahead import Fate, Series, series_of

RENDERER = Renderer()
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
RUSSIA = DaysOff("RU")
ZONES = ("Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
PLACES = [f"{place} {day}" for place in ("first", "second", "third", "fourth", "last") for day in ("mon", "thu", "sun")]


def monday(**changes: object) -> Ritual:
    schedule = Schedule.parse(every="week", on="mon", at="10:00", timezone="Europe/Moscow")
    ritual = Ritual(RitualId(7), TeamId(3), "monday", "standup", schedule, timedelta(minutes=30))
    return replace(ritual, **changes)  # type: ignore[arg-type]


def occurrence(slot: str, **changes: object) -> Occurrence:
    starts_at = monday().schedule.moment(LocalSlot.parse(slot))
    return replace(Occurrence(OccurrenceId(1), TeamId(3), RitualId(7), slot, starts_at), **changes)  # type: ignore[arg-type]


def book(*series: Series, now: datetime = NOW, locale: Locale = "ru") -> Calendar:
    """The file as a calendar program reads it."""
    (file,) = RENDERER.message(CalendarFile("Original Works", now, series), Reader(locale, "UTC", now)).attachments
    assert file.filename.endswith(".ics")
    assert all(len(line) <= 75 for line in file.body.split(b"\r\n"))
    return Calendar.from_ical(file.body)


def master_of(calendar: Calendar) -> Event:
    (master,) = (event for event in calendar.events if "RRULE" in event)
    return master


def override_at(calendar: Calendar, local: str) -> Event:
    (found,) = (
        e for e in calendar.events if e.get("RECURRENCE-ID") and f"{e['RECURRENCE-ID'].dt:%Y-%m-%dT%H:%M}" == local
    )
    return found


def expanded(calendar: Calendar, until: datetime) -> Iterator[datetime]:
    """Every instant (UTC) at which a calendar program shows a meeting, up to `until`."""
    overrides = {e["RECURRENCE-ID"].dt.replace(tzinfo=None): e for e in calendar.events if "RECURRENCE-ID" in e}
    for event in calendar.events:
        if "RRULE" in event:
            yield from _recurring(event, overrides, until)
        elif event["STATUS"] == "CONFIRMED" and event.start <= until:
            yield event.start.astimezone(UTC)


def _recurring(event: Event, overrides: dict[datetime, Event], until: datetime) -> Iterator[datetime]:
    start = event["DTSTART"].dt
    exdates = event.get("EXDATE")
    gone = {one.dt.replace(tzinfo=None) for one in exdates.dts} if exdates else set()
    rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=start.replace(tzinfo=None))
    for local in rule:
        instant = local.replace(tzinfo=start.tzinfo).astimezone(UTC)
        if instant > until + timedelta(days=31):
            return
        if local not in overrides and local not in gone and instant <= until:
            yield instant


schedules = st.builds(
    lambda rhythm, hour, minute, zone, day_off, starting: Schedule.parse(
        every=rhythm[0], on=rhythm[1], at=f"{hour}:{minute:02}", timezone=zone, day_off=day_off, starting=starting
    ),
    st.one_of(
        st.tuples(st.sampled_from(["week", "2 weeks"]), st.sampled_from(["mon", "wed", "sun"])),
        st.tuples(st.sampled_from(["month", "quarter"]), st.sampled_from([*PLACES, "first workday"])),
    ),
    st.one_of(st.sampled_from([1, 2, 3]), st.integers(0, 23)),
    st.sampled_from([0, 30]),
    st.sampled_from(ZONES),
    st.sampled_from(["skip", "next workday", "previous workday"]),
    st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 2, 1))),
)


@given(schedule=schedules, country=st.sampled_from(["RU", "DE", None]), days=st.integers(0, 400))
@example(
    schedule=Schedule.parse(every="2 weeks", on="wed", at="1:00", timezone="Europe/Moscow"), country="RU", days=0
)  # New Year's holidays move a meeting of last year into this one.
@settings(max_examples=40, deadline=None)
def test_a_year_is_what_the_schedule_says(schedule: Schedule, country: str | None, days: int) -> None:
    now = datetime(2026, 1, 5, 6, 0, tzinfo=UTC) + timedelta(days=days)
    days_off = DaysOff(country)
    calendar = book(series_of(monday(schedule=schedule), (), days_off, "en", now), now=now)
    until = now + timedelta(days=340)
    plans = (plan for plan in schedule.plans(now, days_off))
    wanted = []
    for plan in plans:
        if plan.slot.date > (until + timedelta(days=20)).date():
            break
        if plan.held is not None and schedule.moment(plan.held) <= until:
            wanted.append(schedule.moment(plan.held))
    told = sorted(instant for instant in expanded(calendar, until) if instant > now)
    assert told == sorted(wanted)
    _zones_are_right(calendar)


def _zones_are_right(calendar: Calendar) -> None:
    """The VTIMEZONE that the file brings agrees with the world's, at every event."""
    own = {str(zone["TZID"]): zone.to_tz(lookup_tzid=False) for zone in calendar.timezones}
    for event in calendar.events:
        start = event["DTSTART"].dt
        if start.tzinfo is not UTC and str(start.tzinfo) in own:
            naive = start.replace(tzinfo=None)
            assert own[str(start.tzinfo)].utcoffset(naive) == ZoneInfo(str(start.tzinfo)).utcoffset(naive)


def test_a_weekly_meeting_reads_as_one_series() -> None:
    calendar = book(series_of(monday(), (), DaysOff(None), "ru", NOW))
    assert (calendar["METHOD"], calendar["VERSION"], calendar["X-WR-CALNAME"]) == (
        "PUBLISH",
        "2.0",
        "Встречи: Original Works",
    )
    (event,) = calendar.events
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=MO"
    assert event["DTSTART"].to_ical() == b"20261123T100000"
    assert event["DTSTART"].params["TZID"] == "Europe/Moscow"
    assert event["DURATION"].dt == timedelta(minutes=30)
    assert event["UID"] == "ritual-7.team-3@letuchka"
    assert (event["SUMMARY"], event["STATUS"]) == ("Летучка: Original Works", "CONFIRMED")
    assert "по понедельникам в 10:00" in event["DESCRIPTION"]
    assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Europe/Moscow"]


@pytest.mark.parametrize(
    ("every", "on", "rule"),
    [
        ("2 weeks", "fri", b"FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;WKST=MO"),
        ("month", "first tue", b"FREQ=MONTHLY;BYDAY=1TU"),
        ("month", "last fri", b"FREQ=MONTHLY;BYDAY=-1FR"),
        ("quarter", "second wed", b"FREQ=YEARLY;BYDAY=2WE;BYMONTH=1,4,7,10"),
        ("quarter", "last thu", b"FREQ=YEARLY;BYDAY=-1TH;BYMONTH=3,6,9,12"),
    ],
)
def test_rules(every: str, on: str, rule: bytes) -> None:
    schedule = Schedule.parse(every=every, on=on, at="10:00", timezone="Europe/Moscow")
    calendar = book(series_of(monday(schedule=schedule), (), DaysOff(None), "ru", NOW))
    assert master_of(calendar)["RRULE"].to_ical() == rule


def test_a_first_workday_is_an_event_a_month_that_keeps_its_uid() -> None:
    schedule = Schedule.parse(every="month", on="first workday", at="11:00", timezone="Europe/Moscow")
    calendar = book(series_of(monday(schedule=schedule), (), RUSSIA, "ru", NOW))
    assert not any("RRULE" in event for event in calendar.events)
    days = {str(event["UID"]): event.start.date() for event in calendar.events if event.start.year == 2027}
    assert days["ritual-7.2027-01.team-3@letuchka"] == date(2027, 1, 11)
    assert days["ritual-7.2027-02.team-3@letuchka"] == date(2027, 2, 1)
    assert len(calendar.events) == 12


def test_days_off_move_and_cancel_with_their_names() -> None:
    moved = book(series_of(monday(), (), RUSSIA, "ru", NOW))
    event = override_at(moved, "2027-02-22T10:00")
    assert (event["UID"], event["STATUS"]) == ("ritual-7.team-3@letuchka", "CONFIRMED")
    assert f"{event.start:%Y-%m-%d %H:%M}" == "2027-02-24 10:00"
    assert "Перенесена, раньше: понедельник, 22 февраля 2027" in event["DESCRIPTION"]
    skipping = replace(monday().schedule, day_off=monday().schedule.day_off.SKIP)
    skipped = book(series_of(monday(schedule=skipping), (), RUSSIA, "en", NOW), locale="en")
    event = override_at(skipped, "2027-02-22T10:00")
    assert event["STATUS"] == "CANCELLED"
    assert event["DESCRIPTION"].startswith("Not held: ")


def test_what_people_changed_is_an_update_of_the_same_uid() -> None:
    later = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
    stored = (
        occurrence("2026-11-02T10:00", state=OccurrenceState.HELD),
        occurrence("2026-11-16T10:00", state=OccurrenceState.SKIPPED, reason=Reason.PERSON),
        occurrence("2026-11-18T15:00", state=OccurrenceState.HELD),
        occurrence("2026-11-23T10:00", starts_at=later),
    )
    before = book(series_of(monday(), (), DaysOff(None), "ru", NOW))
    after = book(
        series_of(monday(), stored, DaysOff(None), "ru", NOW + timedelta(minutes=1)), now=NOW + timedelta(minutes=1)
    )
    assert master_of(after)["UID"] == master_of(before)["UID"]
    assert master_of(after)["SEQUENCE"] > master_of(before)["SEQUENCE"]
    assert master_of(after)["DTSTART"].to_ical() == b"20261102T100000"
    assert master_of(after)["EXDATE"].to_ical() == b"20261109T100000"
    assert override_at(after, "2026-11-16T10:00")["STATUS"] == "CANCELLED"
    assert override_at(after, "2026-11-23T10:00").start == later
    (between,) = (event for event in after.events if event["UID"] == "ritual-7.2026-11-18T15:00.team-3@letuchka")
    assert f"{between.start:%Y-%m-%d %H:%M}" == "2026-11-18 15:00"
    uids = [(event["UID"], event.get("RECURRENCE-ID") and event["RECURRENCE-ID"].to_ical()) for event in after.events]
    assert len(set(uids)) == len(uids)


def test_a_change_of_the_schedule_leaves_the_old_rhythm_behind() -> None:
    stored = (
        occurrence("2026-11-17T10:00", state=OccurrenceState.HELD),
        occurrence("2026-11-24T10:00", state=OccurrenceState.SKIPPED, reason=Reason.RESCHEDULED),
        occurrence("2026-11-23T10:00"),
    )
    calendar = book(series_of(monday(), stored, DaysOff(None), "ru", NOW))
    assert master_of(calendar)["DTSTART"].to_ical() == b"20261123T100000"
    singles = [event.start.date() for event in calendar.events if "RRULE" not in event]
    assert singles == [date(2026, 11, 17)]


def test_a_pause_ends_the_series_and_resuming_goes_on() -> None:
    ritual = monday(paused_at=NOW)
    stored = (occurrence("2026-11-16T10:00", state=OccurrenceState.HELD), occurrence("2026-11-23T10:00"))
    paused = series_of(ritual, stored, DaysOff(None), "ru", NOW)
    assert paused.next_at(NOW) is None
    calendar = book(paused)
    assert master_of(calendar)["RRULE"]["UNTIL"] == [datetime(2026, 11, 23, 7, 0, tzinfo=UTC)]
    assert override_at(calendar, "2026-11-23T10:00")["STATUS"] == "CANCELLED"
    assert list(expanded_until_end(calendar)) == [datetime(2026, 11, 16, 7, 0, tzinfo=UTC)]
    resumed = series_of(monday(), stored, DaysOff(None), "ru", NOW)
    assert "UNTIL" not in master_of(book(resumed))["RRULE"]
    assert resumed.next_at(NOW) == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def expanded_until_end(calendar: Calendar) -> Iterator[datetime]:
    """As `expanded`, for a rule that ends: every instant up to UNTIL."""
    (until,) = master_of(calendar)["RRULE"].pop("UNTIL")
    return expanded(calendar, until)


def test_a_pause_with_an_end_cancels_what_lies_in_it() -> None:
    ritual = monday(paused_at=NOW, paused_until=datetime(2026, 12, 1, tzinfo=UTC))
    series = series_of(ritual, (), DaysOff(None), "ru", NOW)
    assert [meeting.fate for meeting in series.meetings[:3]] == [Fate.CANCELLED, Fate.CANCELLED, Fate.AS_PLANNED]
    assert series.next_at(NOW) == datetime(2026, 12, 7, 7, 0, tzinfo=UTC)


def test_a_wall_time_that_the_clocks_skip_is_told_as_it_is_held() -> None:
    schedule = Schedule.parse(every="week", on="sun", at="2:30", timezone="Europe/Berlin")
    calendar = book(series_of(monday(schedule=schedule), (), DaysOff(None), "en", NOW))
    event = override_at(calendar, "2027-03-28T02:30")
    assert event.start.astimezone(UTC) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["a\r\nATTENDEE:mailto:x@example.org", "Х" * 4000, "שלום; мир, \\n \x00\x07\ufffe", "👩‍👩‍👧‍👦" * 40]
)
def test_hostile_names_stay_words(name: str) -> None:
    calendar = book(series_of(monday(name=name), (), DaysOff(None), "ru", NOW))
    (event,) = calendar.events
    assert "ATTENDEE" not in event
    assert letters_of(name) in letters_of(event["SUMMARY"])


def letters_of(text: str) -> str:
    return "".join(char for char in text if char.isalnum() or ord(char) > 0xFFFF)


def test_the_same_facts_give_the_same_bytes() -> None:
    message = CalendarFile("Original Works", NOW, (series_of(monday(), (), RUSSIA, "ru", NOW),))
    (file,) = message.attachments()
    reader = Reader("ru", "Europe/Moscow", NOW)
    assert written(file, RENDERER, reader) == written(file, RENDERER, reader)


# -- what people change ----------------------------------------------------------------------------------------------


def test_a_move_is_an_update_of_one_meeting_and_moving_back_takes_it_off() -> None:
    to = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    regular = occurrence("2026-11-23T10:00")
    moved = replace(regular, starts_at=to, moved_from=regular.starts_at, reason=Reason.MOVED)
    files = [
        book(series_of(monday(), (one,), DaysOff(None), "ru", NOW), now=NOW + timedelta(minutes=minute))
        for minute, one in enumerate((regular, moved, regular))
    ]
    sequences = [master_of(file)["SEQUENCE"] for file in files]
    assert sequences == sorted(set(sequences))
    assert {str(event["UID"]) for file in files for event in file.events} == {"ritual-7.team-3@letuchka"}
    changed = override_at(files[1], "2026-11-23T10:00")
    assert (changed.start, changed["STATUS"]) == (to, "CONFIRMED")
    assert changed["SEQUENCE"] == master_of(files[1])["SEQUENCE"]
    assert "Перенесена, раньше: понедельник, 23 ноября" in changed["DESCRIPTION"]
    assert len(files[0].events) == len(files[2].events) == 1


def test_a_pause_with_an_end_cancels_its_meetings_by_name_and_no_more() -> None:
    ritual = monday(paused_at=NOW, paused_until=datetime(2026, 12, 7, 21, 0, tzinfo=UTC))
    stored = (occurrence("2026-11-23T10:00"),)
    calendar = book(series_of(ritual, stored, DaysOff(None), "ru", NOW))
    cancelled = [f"{e['RECURRENCE-ID'].dt:%m-%d}" for e in calendar.events if e["STATUS"] == "CANCELLED"]
    assert cancelled == ["11-23", "11-30", "12-07"]
    assert "UNTIL" not in master_of(calendar)["RRULE"]
    until = datetime(2026, 12, 31, tzinfo=UTC)
    assert [f"{at:%m-%d}" for at in expanded(calendar, until)] == ["12-14", "12-21", "12-28"]


def test_another_rhythm_updates_the_series_of_the_same_uid() -> None:
    before = book(series_of(monday(), (), DaysOff(None), "ru", NOW))
    tuesdays = Schedule.parse(every="month", on="first tue", at="11:00", timezone="Europe/Moscow")
    given_up = occurrence("2026-11-23T10:00", state=OccurrenceState.SKIPPED, reason=Reason.RESCHEDULED)
    later = NOW + timedelta(minutes=1)
    after = book(series_of(monday(schedule=tuesdays), (given_up,), DaysOff(None), "ru", later), now=later)
    assert master_of(after)["UID"] == master_of(before)["UID"]
    assert master_of(after)["SEQUENCE"] > master_of(before)["SEQUENCE"]
    assert master_of(after)["RRULE"].to_ical() == b"FREQ=MONTHLY;BYDAY=1TU"
    assert len(after.events) == 1


def test_a_rule_that_becomes_first_workdays_withdraws_the_series() -> None:
    workdays = Schedule.parse(every="month", on="first workday", at="11:00", timezone="Europe/Moscow")
    given_up = occurrence("2026-11-23T10:00", state=OccurrenceState.SKIPPED, reason=Reason.RESCHEDULED)
    calendar = book(series_of(monday(schedule=workdays), (given_up,), RUSSIA, "ru", NOW))
    (series,) = (event for event in calendar.events if event["UID"] == "ritual-7.team-3@letuchka")
    assert (series["STATUS"], "RRULE" in series) == ("CANCELLED", False)
    assert "изменилось расписание" in series["DESCRIPTION"]
    fresh = book(series_of(monday(schedule=workdays), (), RUSSIA, "ru", NOW))
    assert all(event["STATUS"] == "CONFIRMED" for event in fresh.events)


def test_first_workdays_that_become_a_rule_are_withdrawn_one_by_one() -> None:
    workdays = Schedule.parse(every="month", on="first workday", at="11:00", timezone="Europe/Moscow")
    before = book(series_of(monday(schedule=workdays), (), RUSSIA, "ru", NOW))
    given_up = occurrence("2026-12-01T11:00", state=OccurrenceState.SKIPPED, reason=Reason.RESCHEDULED)
    after = book(series_of(monday(), (given_up,), RUSSIA, "ru", NOW))
    gone = {
        str(event["UID"]) for event in after.events if event["STATUS"] == "CANCELLED" and "RECURRENCE-ID" not in event
    }
    assert {str(event["UID"]) for event in before.events} <= gone
    asked_for = occurrence("2026-11-02T12:00", state=OccurrenceState.HELD, by=1)
    assert len(book(series_of(monday(), (asked_for,), DaysOff(None), "ru", NOW)).events) == 2


@given(
    changes=st.lists(
        st.tuples(st.integers(0, 20), st.sampled_from(["moved", "skipped", "as planned"]), st.integers(1, 100)),
        max_size=8,
    ),
    zone=st.sampled_from(ZONES),
)
@settings(max_examples=30, deadline=None)
def test_a_calendar_shows_what_people_made_of_a_year(changes: list[tuple[int, str, int]], zone: str) -> None:
    """An independent reading: RRULE by dateutil, less EXDATE, with what the RECURRENCE-IDs say."""
    schedule = Schedule.parse(every="week", on="mon", at="10:00", timezone=zone)
    ritual = monday(schedule=schedule)
    slots = [slot for slot, _ in zip(schedule.slots(NOW.date()), range(22), strict=False)]
    wanted = {slot: schedule.moment(slot) for slot in slots}
    stored = {slots[0]: occurrence(slots[0].key, starts_at=schedule.moment(slots[0]))}
    for week, what, hours in changes:
        slot = slots[week]
        at = schedule.moment(slot) + timedelta(hours=hours)
        base = occurrence(slot.key, starts_at=schedule.moment(slot))
        if what == "moved":
            stored[slot], wanted[slot] = replace(base, starts_at=at, reason=Reason.MOVED), at
        elif what == "skipped":
            stored[slot] = replace(base, state=OccurrenceState.SKIPPED, reason=Reason.PERSON)
            wanted.pop(slot, None)
        else:
            stored[slot], wanted[slot] = base, schedule.moment(slot)
    calendar = book(series_of(ritual, tuple(stored.values()), DaysOff(None), "en", NOW))
    until = schedule.moment(slots[20])
    assert sorted(expanded(calendar, until)) == sorted(at for at in wanted.values() if at <= until)
