"""What people see of the team's calendar: the file for their own calendar, and what is in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals.messages import Attachment, Button, Document, Message, Style
from rituals.yearahead import Series

ICALENDAR = "text/calendar"


@dataclass(frozen=True, slots=True)
class MeetingsDocument(Document):
    """The team's meetings as a calendar file. `made_at` dates what it says: a later file brings an earlier one up."""

    template: ClassVar[str] = "calendar/meetings"
    team: str
    made_at: datetime
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """A ritual and when it is held next."""

    name: str
    kind: str
    every: str
    on: str
    at: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class CalendarFile(Message):
    """One's meetings for one's own calendar. `kept`: changes are sent by themselves; `is_of_all`: not one alone."""

    template: ClassVar[str] = "calendar/file"
    team: str
    made_at: datetime
    series: tuple[Series, ...]
    kept: bool = False
    is_of_all: bool = True

    @property
    def meetings(self) -> tuple[NextMeeting, ...]:
        return _next_meetings(self.series, self.made_at)

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        one = [(Button("one", "calendar.file", (series.ritual,)),) for series in self.series] if self.is_of_all else []
        keep = Button("stop", "calendar.stop") if self.kept else Button("keep", "calendar.keep", (), Style.PRIMARY)
        return ((keep,), *(one if len(one) > 1 else ()))

    def attachments(self) -> tuple[Attachment, ...]:
        return (_file(self.team, self.made_at, self.series),)


@dataclass(frozen=True, slots=True)
class CalendarUpdate(Message):
    """A meeting has changed: the file that brings it up to date in one's own calendar."""

    template: ClassVar[str] = "calendar/update"
    team: str
    made_at: datetime
    series: tuple[Series, ...]

    @property
    def meetings(self) -> tuple[NextMeeting, ...]:
        return _next_meetings(self.series, self.made_at)

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("stop", "calendar.stop"),),)

    def attachments(self) -> tuple[Attachment, ...]:
        return (_file(self.team, self.made_at, self.series),)


@dataclass(frozen=True, slots=True)
class CalendarKept(Message):
    """From now on each change is sent by itself; or not any more."""

    template: ClassVar[str] = "calendar/kept"
    kept: bool

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        other = Button("stop", "calendar.stop") if self.kept else Button("keep", "calendar.keep")
        return ((other,),)


def _next_meetings(series: tuple[Series, ...], now: datetime) -> tuple[NextMeeting, ...]:
    return tuple(
        NextMeeting(
            one.name,
            one.kind,
            one.schedule.every,
            str(one.schedule.on),
            f"{one.schedule.at:%H:%M}",
            one.next_at(now),
        )
        for one in series
    )


def _file(team: str, made_at: datetime, series: tuple[Series, ...]) -> Attachment:
    return Attachment("meetings.ics", ICALENDAR, document=MeetingsDocument(team, made_at, series))
