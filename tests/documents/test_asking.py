"""Asking for files: a protocol in a format and a language, the meetings for one's calendar."""

import subprocess
import sys
from itertools import count

import pytest
from icalendar import Calendar

from bot.desk import Answer, Desk, Incoming
from bot.rendering.renderer import Renderer
from handlers.moves import AskSkip
from handlers.registry import Request
from rituals.calendar_messages import CalendarFile
from rituals.errors import NoSuchProtocol, NotInTeam, UnknownButton
from rituals.protocol_messages import FileFormat, FileLanguage, ProtocolFile, ProtocolFormats, ProtocolPosted
from rituals.team import AccountKey, Person, Place
from tests.documents.papers import found_in
from tests.house import House, button, said


@pytest.fixture
async def held(house: House) -> House:
    """Monday's meeting is over; it has decided one thing."""
    w = house.world
    await house.at("Mon 10:00")
    await house.says(w.boris, "/start_meeting")
    await house.says(w.boris, "/decide Ответ за 15 минут")
    await house.says(w.boris, "/close_meeting")
    return house


class Counter:
    """The desk with its own words, as a messenger asks it."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._desk = Desk(house.database, house.registry, Renderer(), house.clock)
        self._numbers = count()

    async def asks(self, who: Person, *, command: str | None = None, press: str | None = None) -> Answer:
        account = who.accounts[0]
        request = Request(account, Place(account), private=True, now=self._house.clock())
        answer = await self._desk.handle(Incoming(f"test:{next(self._numbers)}", request, command, press))
        assert isinstance(answer, Answer)
        return answer


async def test_the_button_asks_as_which_file(held: House) -> None:
    w = held.world
    posted = await held.sees(ProtocolPosted)
    formats = said(await held.presses(w.gleb, button(posted, "file")), ProtocolFormats)
    choices = [choice.args for row in formats.buttons() for choice in row]
    assert set(choices) == {(1, f, la) for f in FileFormat for la in FileLanguage if la is not FileLanguage.READER}
    for choice in (choice for row in formats.buttons() for choice in row):
        file = said(await held.presses(w.gleb, choice), ProtocolFile)
        assert (file.protocol.number, file.format, file.language) == choice.args


async def test_forged_and_foreign_choices_are_refused(held: House) -> None:
    w = held.world
    for payload in ("protocol.as:1:exe:ru", "protocol.as:1:pdf:fr", "protocol.as:1:pdf", "protocol.as:x:pdf:ru"):
        assert isinstance(await held.presses(w.gleb, payload), UnknownButton), payload
    assert isinstance(await held.presses(w.gleb, "protocol.as:2:pdf:ru"), NoSuchProtocol)
    stranger = AccountKey("telegram:999")
    assert isinstance(await held.presses(stranger, "protocol.as:1:pdf:ru"), NotInTeam)


@pytest.mark.parametrize("format_", list(FileFormat))
async def test_the_desk_hands_over_the_file_itself(held: House, format_: FileFormat) -> None:
    answer = await Counter(held).asks(held.world.anna, press=f"protocol.as:1:{format_}:both")
    (file,) = answer.content.attachments
    assert file.filename == f"protocol-1-ru-en.{format_}"
    assert file.document is None
    text = " ".join(found_in(format_, file.body).text.split())
    assert "Ответ за 15 минут" in text
    assert "Протокол № 1" in text
    assert "Original Works" in text


async def test_the_calendar_follows_what_happens(house: House) -> None:
    w = house.world
    counter = Counter(house)
    answer = await counter.asks(w.vera, command="calendar")
    (file,) = answer.content.attachments
    (event,) = [e for e in Calendar.from_ical(file.body).events if "RRULE" in e]
    assert (file.filename, file.media_type) == ("meetings.ics", "text/calendar")
    assert f"{event.start:%Y-%m-%d %H:%M}" == "2026-11-23 10:00"
    asked = said(await house.presses(w.anna, f"ritual.ask_skip:{w.monday.id}"), AskSkip)
    await house.presses(w.anna, button(asked, "yes"))
    await house.later(minutes=1)
    (again,) = (await counter.asks(w.vera, command="calendar")).content.attachments
    events = Calendar.from_ical(again.body).events
    (cancelled,) = [e for e in events if e.get("RECURRENCE-ID") and f"{e['RECURRENCE-ID'].dt:%m-%d}" == "11-23"]
    assert cancelled["STATUS"] == "CANCELLED"
    assert {e["UID"] for e in events} == {event["UID"]}
    assert cancelled["SEQUENCE"] > event["SEQUENCE"]


async def test_the_calendar_says_when_the_next_one_is(house: House) -> None:
    shown = said(await house.says(house.world.gleb, "/calendar"), CalendarFile)
    (monday,) = shown.meetings
    assert monday.next_at == house.moment("Mon 10:00")
    assert isinstance(await house.says(AccountKey("telegram:999"), "/calendar"), NotInTeam)


def test_the_process_starts_without_the_libraries_of_documents() -> None:
    code = "import sys, bot.app, bot.rendering.renderer; print([m for m in ('docx', 'typst', 'icalendar') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
