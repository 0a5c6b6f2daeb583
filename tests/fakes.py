"""Doubles of what is outside: a messenger that shows things in lists and fails as it is told, and plain words."""

import asyncio
import itertools
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar

from bot.messengers.port import Cause, Never, Result, Shown, Unknown
from bot.rendering.document import Mention, Paragraph, Rendered, Text
from bot.rendering.plain import plain
from bot.rendering.reader import Reader
from rituals.messages import Message, type_of
from rituals.messages import Shown as View
from rituals.team import AccountKey, PersonId, Place


@dataclass(frozen=True)
class Note(Message):
    """A message of tests alone."""

    template: ClassVar[str] = "fakes/note"
    text: str
    by: str = ""


@dataclass(frozen=True)
class Reminder(Note):
    """Better none than two of these."""

    template: ClassVar[str] = "fakes/reminder"
    repeatable: ClassVar[bool] = False


NOTES = {kind.template: type_of.pop(kind.template) for kind in (Note, Reminder)}
"""To be put into `type_of` for as long as a test lasts: they are nobody's product, and other tests must not find them."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The answer is lost; the message arrived, or it did not."""

    arrived: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One call that reached the messenger. `what` is post, edit or find."""

    what: str
    place: Place
    text: str = ""
    ids: tuple[str, ...] = ()
    mentions: tuple[tuple[PersonId, AccountKey], ...] = ()
    key: str = ""


Scripted = Result | Lost | Exception


class ScriptedMessenger:
    """Shows what it gets, one message a call, unless the script says otherwise. `finds`: it can be searched by key.

    While `gate` is not set every call waits (and is interrupted when its caller is).
    """

    def __init__(self, name: str, *, finds: bool = False, seconds: float = 0.0) -> None:
        self.name = name
        self.calls: list[Call] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self._numbers = itertools.count(1)
        self.at_work = 0
        self.most_at_work = 0
        self._finds = finds
        self._seconds = seconds
        self._standing: dict[Place, dict[str, str]] = defaultdict(dict)
        self._keys: dict[tuple[Place, str], list[str]] = defaultdict(list)
        self._script: dict[Place | None, deque[Scripted]] = defaultdict(deque)

    def will(self, *answers: Scripted, at: str | None = None) -> None:
        """Answer the next calls (of one place, or of any) like this instead of obeying."""
        self._script[None if at is None else Place(at)].extend(answers)

    def shows(self, place: str) -> list[str]:
        """The texts that stand in a place, the oldest first."""
        return list(self._standing[Place(place)].values())

    def called(self, what: str, place: str | None = None) -> list[str]:
        """The texts of the calls of one kind."""
        return [call.text for call in self.calls if call.what == what and place in (None, call.place)]

    def somebody_deletes_everything(self, place: str) -> None:
        self._standing[Place(place)].clear()

    async def post(self, place: Place, content: Rendered, mentions: Mapping[PersonId, AccountKey], key: str) -> Result:
        call = Call("post", place, plain(content), (), tuple(mentions.items()), key)
        return await self._answer(call)

    async def edit(
        self, place: Place, ids: tuple[str, ...], content: Rendered, mentions: Mapping[PersonId, AccountKey], key: str
    ) -> Result:
        call = Call("edit", place, plain(content), ids, tuple(mentions.items()), key)
        return await self._answer(call)

    async def find(self, place: Place, key: str, since: datetime) -> tuple[str, ...] | None:
        self.calls.append(Call("find", place, key=key))
        return tuple(self._keys[place, key]) if self._finds else None

    async def _answer(self, call: Call) -> Result:
        self.calls.append(call)
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        try:
            await asyncio.sleep(self._seconds)
            await self.gate.wait()
        finally:
            self.at_work -= 1
        return self._say(call)

    def _say(self, call: Call) -> Result:
        script = self._script[call.place] or self._script[None]
        scripted = script.popleft() if script else None
        match scripted:
            case None:
                return self._obey(call)
            case Lost(arrived):
                if arrived:
                    self._obey(call)
                return Unknown("the connection was reset")
            case Exception():
                raise scripted
            case _:
                return scripted

    def _obey(self, call: Call) -> Result:
        return self._edit(call) if call.what == "edit" else self._post(call)

    def _post(self, call: Call) -> Result:
        number = str(next(self._numbers))
        self._standing[call.place][number] = call.text
        self._keys[call.place, call.key].append(number)
        return Shown((number,))

    def _edit(self, call: Call) -> Result:
        standing = self._standing[call.place]
        if not set(call.ids) <= set(standing):
            return Never(Cause.MESSAGE_GONE, "message to edit not found")
        standing[call.ids[0]] = call.text
        return Shown(call.ids)


class PlainWords:
    """A renderer that needs no templates: every fact of a message on its line; `@7` mentions the person 7.

    The fact "broken" is a template's bug, and its exception carries people's words.
    """

    def __init__(self) -> None:
        self.readers: list[Reader] = []

    def message(self, shown: View, reader: Reader) -> Rendered:
        self.readers.append(reader)
        facts = [str(getattr(shown, fact.name)) for fact in fields(shown)]  # type: ignore[arg-type]
        if "broken" in facts:
            raise ValueError("what people said in private")
        return Rendered(tuple(Paragraph((_span(fact),)) for fact in facts if fact))


def _span(fact: str) -> Text | Mention:
    return Mention(PersonId(int(fact[1:])), "somebody") if fact[:1] == "@" else Text(fact)
