"""What people see of an agenda: the call, the list before the meeting, their own panel, the form, the answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals.agenda import TEXT_LIMIT, ItemId
from rituals.messages import Button, Field, FieldKind, Form, Message, Option, Style, Who
from rituals.numbers import WeekInNumbers
from rituals.team import Department
from rituals.timeline import NO_OCCURRENCE, OccurrenceId, RitualId
from rituals.venue import Venue

ANY_TOPIC = "any"
"""The choice of no topic in particular."""

PANEL_SHOWS = 10
"""Items that get buttons in the panel of one page."""


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An item on the agenda. `number` is its place in the order of discussion, from 1; more see rituals.agenda.Item."""

    id: ItemId
    number: int
    text: str
    by: str | None
    department: Department | None
    link: str | None
    votes: int
    carried: int
    topic: str = ""
    reopens: int | None = None
    moves: int = 0


def add_button(ritual: RitualId) -> Button:
    return Button("add", "agenda.add", (ritual,), Style.PRIMARY)


@dataclass(frozen=True, slots=True)
class CallForAgenda(Message):
    """A day before: what shall we talk about? Shows how many items there are, and what is carried over."""

    template: ClassVar[str] = "agenda/call"
    ritual: RitualId
    name: str
    kind: str
    at: datetime
    items: int
    carried: tuple[str, ...]
    moved_because: str | None = None
    closed: bool = False
    skipped: bool = False
    people: tuple[str, ...] = ()
    """Between whom it is, where it is in private: the others may say what they should talk about."""

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.closed or self.skipped:
            return ()
        return ((add_button(self.ritual), Button("show", "agenda.show", (self.ritual,))),)


@dataclass(frozen=True, slots=True)
class CallToDirector(Message):
    """The same call, a private word to a director."""

    template: ClassVar[str] = "agenda/call_to_director"
    repeatable: ClassVar[bool] = False
    ritual: RitualId
    name: str
    kind: str
    at: datetime
    department: Department
    items: int
    agenda_at: datetime | None = None
    in_private: bool = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((add_button(self.ritual),),)


@dataclass(frozen=True, slots=True)
class NothingFromYours(Message):
    """An hour before: the director's department has added nothing."""

    template: ClassVar[str] = "agenda/nothing_from_yours"
    repeatable: ClassVar[bool] = False
    ritual: RitualId
    name: str
    kind: str
    at: datetime
    department: Department

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((add_button(self.ritual),),)


@dataclass(frozen=True, slots=True)
class AgendaPosted(Message):
    """The agenda, and who chairs: by topic where the meeting has topics, else by department. Live until it opens.

    `has_read` and `unread` where it asks who has read it. `private`: only those who take part see it.
    """

    template: ClassVar[str] = "agenda/posted"
    ritual: RitualId
    name: str
    kind: str
    at: datetime
    chair: Who | None
    lines: tuple[AgendaLine, ...]
    due: int
    open: bool = True
    skipped: bool = False
    occurrence: OccurrenceId = NO_OCCURRENCE
    topics: tuple[str, ...] = ()
    venue: Venue | None = None
    streak: int = 0
    numbers: WeekInNumbers | None = None
    has_read: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    private: bool = False
    hosted: bool = False

    @property
    def by_topic(self) -> tuple[tuple[str, tuple[AgendaLine, ...]], ...]:
        """The lines topic by topic, every topic named; under "" those of none."""
        others = tuple(line for line in self.lines if line.topic not in self.topics)
        found = tuple((topic, tuple(line for line in self.lines if line.topic == topic)) for topic in self.topics)
        return (*found, *((("", others),) if others else ()))

    @property
    def departments(self) -> tuple[tuple[Department | None, tuple[AgendaLine, ...]], ...]:
        """The lines by department, in the order in which the departments first appear."""
        order = dict.fromkeys(line.department for line in self.lines)
        return tuple((d, tuple(line for line in self.lines if line.department == d)) for d in order)

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if not self.open or self.skipped:
            return ()
        this = (self.occurrence,)
        first = (add_button(self.ritual), Button("show", "agenda.show", (self.ritual,)))
        read = (Button("read", "agenda.read", this, Style.PRIMARY),) if self.has_read or self.unread else ()
        invite = (Button("invite", "meeting.invite", this),) if self.private else ()
        place = (Button("place", "meeting.place", this),) if self.hosted else ()
        late = (Button("late", "meeting.late", (self.occurrence,)),) if self.private else ()
        calendar = (Button("calendar", "calendar.file", (self.ritual,)),) if self.private else ()
        return tuple(row for row in (read, first, (*invite, *place), (*late, *calendar)) if row)


@dataclass(frozen=True, slots=True)
class ReadIt(Message):
    """*I have read it* was noted."""

    template: ClassVar[str] = "agenda/read_it"
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadReminder(Message):
    """A workday before: this person has not said that they have read the agenda. `settled`: it has begun, or is off."""

    template: ClassVar[str] = "agenda/read_reminder"
    repeatable: ClassVar[bool] = False
    occurrence: OccurrenceId
    name: str
    kind: str
    at: datetime
    items: int
    settled: bool = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return () if self.settled else ((Button("read", "agenda.read", (self.occurrence,), Style.PRIMARY),),)


@dataclass(frozen=True, slots=True)
class SomebodyIsAway(Message):
    """Between few: somebody without whom it makes no sense is away that day. `settled`: it has begun, or is off."""

    template: ClassVar[str] = "agenda/somebody_is_away"
    occurrence: OccurrenceId
    ritual: RitualId
    name: str
    kind: str
    at: datetime
    who: tuple[str, ...]
    settled: bool = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.settled:
            return ()
        move = Button("move", "ritual.move", (self.ritual,), Style.PRIMARY)
        return ((move, Button("skip", "ritual.ask_skip", (self.ritual,))),)


@dataclass(frozen=True, slots=True)
class OfferToSkip(Message):
    """Nothing to talk about and nothing due: the chair may skip. `settled`: it has begun, or is off."""

    template: ClassVar[str] = "agenda/offer_to_skip"
    repeatable: ClassVar[bool] = False
    occurrence: OccurrenceId
    name: str
    kind: str
    at: datetime
    settled: bool = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.settled:
            return ()
        return (
            (
                Button("skip", "ritual.skip_empty", (self.occurrence,), Style.PRIMARY),
                Button("hold", "ritual.hold", (self.occurrence,)),
            ),
        )


@dataclass(frozen=True, slots=True)
class AgendaPanel(Message):
    """The agenda as it stands, for one person: vote, take back, add. `page` counts from 0."""

    template: ClassVar[str] = "agenda/panel"
    ritual: RitualId
    name: str
    kind: str
    at: datetime | None
    lines: tuple[AgendaLine, ...]
    mine: tuple[ItemId, ...]
    voted: tuple[ItemId, ...] = ()
    page: int = 0
    others: bool = False
    """Whether there are other meetings with an agenda."""
    closed_to: bool = False
    """The meeting is in private and this reader does not take part: they see what they have added."""

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.lines) // PANEL_SHOWS))

    @property
    def shown(self) -> tuple[AgendaLine, ...]:
        """The lines of this page."""
        return self.lines[self.page * PANEL_SHOWS : (self.page + 1) * PANEL_SHOWS]

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        vote = [
            Button("vote", "agenda.vote", (i.id, self.page), label=f"{'▼' if i.id in self.voted else '▲'} {i.number}")
            for i in (() if self.closed_to else self.shown)
        ]
        back = [
            Button("take_back", "agenda.remove", (i.id, self.page), label=f"✕ {i.number}")
            for i in self.shown
            if i.id in self.mine
        ]
        turn = []
        if self.page > 0:
            turn.append(Button("earlier", "agenda.page", (self.ritual, self.page - 1)))
        if self.page + 1 < self.pages:
            turn.append(Button("later", "agenda.page", (self.ritual, self.page + 1)))
        rows = [
            tuple(vote[:5]),
            tuple(vote[5:]),
            tuple(back[:5]),
            tuple(back[5:]),
            tuple(turn),
            (add_button(self.ritual), *((Button("other", "agenda.choose"),) if self.others else ())),
        ]
        return tuple(row for row in rows if row)


@dataclass(frozen=True, slots=True)
class RitualChoice:
    """A meeting that could take an item; `at` is when it happens next, if that is known."""

    id: RitualId
    name: str
    kind: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ChooseRitual(Message):
    """Which meeting is it for? Several could take it. `item`: an item that is there already, and goes to another."""

    template: ClassVar[str] = "agenda/choose_ritual"
    rituals: tuple[RitualChoice, ...]
    press: str = ""
    item: ItemId | None = None

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.item is not None:
            return tuple((Button("ritual", "agenda.put", (choice.id, self.item)),) for choice in self.rituals)
        return tuple((Button("ritual", self.press, (choice.id,)),) for choice in self.rituals)


@dataclass(frozen=True, slots=True)
class AddItemForm(Form):
    """What shall we talk about?"""

    template: ClassVar[str] = "agenda/add_form"
    press: ClassVar[str] = "agenda.added"
    ritual: RitualId
    name: str
    kind: str
    at: datetime | None
    text: str = ""
    topics: tuple[str, ...] = ()

    def args(self) -> tuple[int | str, ...]:
        return (self.ritual,)

    def fields(self) -> tuple[Field, ...]:
        topics = tuple(Option(topic) for topic in (*self.topics, ANY_TOPIC))
        return (
            Field("text", FieldKind.TEXT, max_length=TEXT_LIMIT, initial=self.text),
            *((Field("topic", FieldKind.CHOICE, options=topics, initial=ANY_TOPIC),) if self.topics else ()),
            Field("sign", FieldKind.CHOICE, options=(Option("name"), Option("anonymous")), initial="name"),
        )


@dataclass(frozen=True, slots=True)
class ItemAdded(Message):
    """Saved: which place it has, for when, and until when it can be changed."""

    template: ClassVar[str] = "agenda/item_added"
    item: ItemId
    ritual: RitualId
    text: str
    number: int
    name: str
    kind: str
    at: datetime | None
    anonymous: bool
    meeting_runs: bool = False
    topic: str = ""
    others: bool = False
    """Whether another meeting could take it as well."""

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        back = () if self.anonymous else (Button("take_back", "agenda.take_back", (self.item,)),)
        other = (Button("elsewhere", "agenda.elsewhere", (self.item,)),) if self.others and not self.anonymous else ()
        return ((Button("show", "agenda.show", (self.ritual,)), *back), *((other,) if other else ()))


@dataclass(frozen=True, slots=True)
class ItemTakenBack(Message):
    """The item is off the agenda."""

    template: ClassVar[str] = "agenda/item_taken_back"
    text: str
    ritual: RitualId

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((add_button(self.ritual),),)
