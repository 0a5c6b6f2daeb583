"""The team's meetings as an iCalendar file (RFC 5545): fetched again, it brings earlier ones up to date.

A rhythm that RFC 5545 can say is one VEVENT with an RRULE, one RECURRENCE-ID for each meeting that is moved or
cancelled, and an EXDATE for each slot that went by without a meeting. A first workday cannot be said by a rule, so its
meetings are events of their own, one a month or quarter, whatever day it falls on. UIDs never change; SEQUENCE grows
with the moment of making: RFC 5546 (2.1.4, 2.1.5) takes the highest as the newest, and so do Outlook ([MS-STANOICAL]
2.2.103: UID and RECURRENCE-ID find the event, SEQUENCE the newest of it), Google's and Apple's calendars.

That is why another schedule keeps the UID: a new one would leave the old series in everybody's calendar for ever. What
the UID of the new kind cannot replace (single events by a rule, or a rule by single events) is withdrawn by name, with
STATUS CANCELLED; a series of the same UID takes its former exceptions with it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, Timezone

from bot.documents.labels import Labels
from bot.rendering.people_words import cleaned
from rituals.calendar import Every, LocalSlot, Schedule
from rituals.calendar_messages import MeetingsDocument
from rituals.localtime import zone
from rituals.yearahead import Fate, Meeting, Series

COUNTED_FROM = datetime(2024, 1, 1, tzinfo=UTC)
"""SEQUENCE counts seconds from here: a signed 32-bit number (RFC 5545, 3.3.8) lasts until 2092."""

ZONE_KNOWN_FOR = timedelta(days=3653)
"""How long a VTIMEZONE tells the changes of the clocks: the rhythm goes on, and the file will be fetched again."""

_MONTHS_WITHDRAWN = 13
"""Months whose single events are withdrawn: those that a file made until now may have had."""

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_QUARTERS = ([1, 4, 7, 10], [3, 6, 9, 12])
"""A quarter's first to fourth weekday are those of its first month, its last one that of its last month."""


def calendar_file(document: MeetingsDocument, labels: Labels) -> bytes:
    """The bytes of a VCALENDAR, METHOD PUBLISH; the same facts give the same ones."""
    book = Calendar()
    book.add("prodid", "-//Letuchka//Letuchka//EN")
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", labels.line("calendar", team=document.team))
    for name, first in sorted(_zones(document).items()):
        book.add_component(_timezone(name, first))
    for series in document.series:
        for event in _Events(document, series, labels).all():
            book.add_component(event)
    found = book.to_ical()
    assert isinstance(found, bytes)  # noqa: S101
    return found


def _zones(document: MeetingsDocument) -> dict[str, date]:
    """Each time zone that is needed, and from when on."""
    found: dict[str, date] = {}
    for series in document.series:
        name = series.schedule.timezone
        days = [meeting.slot.date for meeting in (*series.meetings, *series.between)]
        found[name] = min([*days, found.get(name, document.made_at.date())])
    return found


def _timezone(name: str, first: date) -> Timezone:
    """From the day before: a slot on the first day needs its offset."""
    found = Timezone.from_tzid(name, first_date=first - timedelta(days=1), last_date=first + ZONE_KNOWN_FOR)
    found.pop("COMMENT", None)
    return found


def rule_of(schedule: Schedule) -> dict[str, Any] | None:
    """The RRULE of a schedule; None where RFC 5545 cannot say it: what a workday is, it does not know."""
    on = schedule.on
    if on.weekday is None:
        return None
    day = _DAYS[on.weekday]
    match schedule.every:
        case Every.WEEK:
            return {"FREQ": ["WEEKLY"], "BYDAY": [day]}
        case Every.TWO_WEEKS:
            return {"FREQ": ["WEEKLY"], "INTERVAL": [2], "WKST": ["MO"], "BYDAY": [day]}
        case Every.MONTH:
            return {"FREQ": ["MONTHLY"], "BYDAY": [f"{on.place}{day}"]}
        case Every.QUARTER:
            months = _QUARTERS[on.place == -1]
            return {"FREQ": ["YEARLY"], "BYMONTH": months, "BYDAY": [f"{on.place}{day}"]}


class _Events:
    """Knows one series, and what all events of a file have in common."""

    def __init__(self, document: MeetingsDocument, series: Series, labels: Labels) -> None:
        self._document = document
        self._series = series
        self._labels = labels
        self._zone = zone(series.schedule.timezone)
        self._uid = f"ritual-{series.ritual}.team-{series.team}@letuchka"

    def all(self) -> Iterator[Event]:
        rule = rule_of(self._series.schedule)
        if rule is not None and self._series.meetings:
            yield from self._by_rule(rule)
        else:
            for meeting in self._series.meetings:
                if meeting.fate is not Fate.UNKNOWN:
                    yield self._single(meeting, f"{meeting.slot.date:%Y-%m}")
        for meeting in self._series.between:
            yield self._single(meeting, meeting.slot.key)
        yield from self._withdrawn()

    def _withdrawn(self) -> Iterator[Event]:
        """What an earlier schedule of another kind may have left in calendars: its series, or its single events."""
        now = self._document.made_at
        if self._series.had_rule:
            yield self._gone(self._uid, now)
        if self._series.had_workdays:
            first = now.astimezone(self._zone).replace(day=1)
            months = ((first.year, first.month + ahead) for ahead in range(_MONTHS_WITHDRAWN))
            for year, month in ((year + (month - 1) // 12, (month - 1) % 12 + 1) for year, month in months):
                yield self._gone(self._single_uid(f"{year}-{month:02}"), first.replace(year=year, month=month))

    def _gone(self, uid: str, at: datetime) -> Event:
        event = self._event(uid, self._labels.line("cancelled", reason="rescheduled", because=""), cancelled=True)
        event.add("dtstart", self._wall(at.replace(microsecond=0)))
        return event

    def _by_rule(self, rule: dict[str, Any]) -> Iterator[Event]:
        meetings = self._series.meetings
        master = self._event(self._uid, self._notes())
        master.add("dtstart", self._local(meetings[0].slot))
        if self._series.ends:
            rule = {**rule, "UNTIL": [self._series.schedule.moment(meetings[-1].slot)]}
        master.add("rrule", rule)
        gone = [self._local(meeting.slot) for meeting in meetings if meeting.fate is Fate.UNKNOWN]
        if gone:
            master.add("exdate", gone)
        yield master
        for meeting in meetings:
            if self._differs(meeting):
                yield self._override(meeting)

    def _differs(self, meeting: Meeting) -> bool:
        """Also when the clocks skip the slot's wall time: calendars do not agree on when that is."""
        if meeting.fate is Fate.UNKNOWN:
            return False
        return meeting.fate is not Fate.AS_PLANNED or self._wall(meeting.starts_at) != self._local(meeting.slot)

    def _override(self, meeting: Meeting) -> Event:
        event = self._changed(self._uid, meeting)
        event.add("recurrence-id", self._local(meeting.slot))
        return event

    def _single(self, meeting: Meeting, key: str) -> Event:
        return self._changed(self._single_uid(key), meeting)

    def _single_uid(self, key: str) -> str:
        return f"ritual-{self._series.ritual}.{key}.team-{self._series.team}@letuchka"

    def _changed(self, uid: str, meeting: Meeting) -> Event:
        """One meeting with what has become of it."""
        event = self._event(uid, self._what_became(meeting), cancelled=meeting.fate is Fate.CANCELLED)
        event.add("dtstart", self._wall(meeting.starts_at))
        return event

    def _event(self, uid: str, notes: str, *, cancelled: bool = False) -> Event:
        series, made_at = self._series, self._document.made_at.astimezone(UTC)
        event = Event()
        event.add("uid", uid)
        event.add("dtstamp", made_at)
        event.add("sequence", int((made_at - COUNTED_FROM).total_seconds()))
        event.add("summary", self._labels.line("summary", kind=series.kind, name=series.name, team=self._document.team))
        event.add("description", cleaned(notes))
        event.add("duration", series.duration)
        event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
        return event

    def _notes(self) -> str:
        series, schedule = self._series, self._series.schedule
        facts = {"kind": series.kind, "name": series.name, "every": schedule.every, "on": str(schedule.on)}
        return self._labels.line("notes", **facts, at=f"{schedule.at:%H:%M}")

    def _what_became(self, meeting: Meeting) -> str:
        match meeting.fate:
            case Fate.MOVED:
                before = self._series.schedule.moment(meeting.slot)
                return f"{self._labels.line('moved', from_=before, because=meeting.because)}\n{self._notes()}"
            case Fate.CANCELLED:
                return self._labels.line("cancelled", reason=meeting.reason, because=meeting.because)
            case Fate.AS_PLANNED | Fate.UNKNOWN:
                return self._notes()

    def _local(self, slot: LocalSlot) -> datetime:
        """A slot's wall time in its zone, written with TZID; it may be one that the clocks skip."""
        return datetime.combine(slot.date, slot.at, self._zone)

    def _wall(self, at: datetime) -> datetime:
        """An instant in its zone; one in the second of two equal hours can only be written as UTC."""
        wall = at.astimezone(self._zone)
        return at.astimezone(UTC) if wall.fold else wall
