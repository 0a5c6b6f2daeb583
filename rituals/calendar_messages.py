"""What people see of the team's calendar: the file for their own calendar, and what is in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals.messages import Attachment, Document, Message
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
    """The team's meetings for one's own calendar."""

    template: ClassVar[str] = "calendar/file"
    team: str
    made_at: datetime
    series: tuple[Series, ...]

    @property
    def meetings(self) -> tuple[NextMeeting, ...]:
        return tuple(
            NextMeeting(
                one.name,
                one.kind,
                one.schedule.every,
                str(one.schedule.on),
                f"{one.schedule.at:%H:%M}",
                one.next_at(self.made_at),
            )
            for one in self.series
        )

    def attachments(self) -> tuple[Attachment, ...]:
        document = MeetingsDocument(self.team, self.made_at, self.series)
        return (Attachment("meetings.ics", ICALENDAR, document=document),)
