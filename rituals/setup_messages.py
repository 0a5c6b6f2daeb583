"""What people see of setting a team up: the greeting, the panel page by page, its forms, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals.datelists import DateRange
from rituals.messages import Button, Field, FieldKind, Form, Message, Option, Style
from rituals.recurrence import WEEKDAYS
from rituals.team import Department, Market, Role

LANGUAGES = ("ru", "en")

LABEL = 60
"""Characters of a name on a button."""


def mark(kind: str) -> str:
    """A kind as a button carries it: a name of ours is short."""
    return kind[:16]


def other_market(market: str) -> str:
    return str(Market.B2C if market == Market.B2B else Market.B2B)


@dataclass(frozen=True, slots=True)
class Greeting(Message):
    """The bot has come into a chat. `team` is None where the chat is bound to none yet."""

    template: ClassVar[str] = "help/greeting"
    team: str | None
    place: str

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.team is not None:
            departments = (Button("sales", "team.join", ("sales",)), Button("marketing", "team.join", ("marketing",)))
            return (departments, (Button("add", "agenda.add"),))
        begin = Button("begin", "setup.begin", (), Style.PRIMARY)
        departments = (Button("sales", "setup.join", ("sales",)), Button("marketing", "setup.join", ("marketing",)))
        return ((begin,), departments, (Button("language", "setup.greet"),))


@dataclass(frozen=True, slots=True)
class WillJoin(Message):
    """Somebody will be of the team once it is set up."""

    template: ClassVar[str] = "setup/will_join"
    department: Department


@dataclass(frozen=True, slots=True)
class WherePage(Message):
    """The first page: language, time zone (`clock`: what it is there now), the country of the holidays."""

    template: ClassVar[str] = "setup/where"
    setup: int
    team: str
    language: str
    timezone: str
    clock: str
    holidays: str | None

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        go_on = Button("next", "setup.page", (self.setup, "who"), Style.PRIMARY)
        change = (Button("language", "setup.language", (self.setup,)), Button("change", "setup.where", (self.setup,)))
        return ((go_on,), change, (Button("cancel", "setup.cancel", (self.setup,)),))


@dataclass(frozen=True, slots=True)
class WhereForm(Form):
    """What is the team called, which time is it there, whose holidays are kept?"""

    template: ClassVar[str] = "setup/where_form"
    press: ClassVar[str] = "setup.placed"
    setup: int
    team: str
    timezone: str
    holidays: str | None

    def args(self) -> tuple[int | str, ...]:
        return (self.setup,)

    def fields(self) -> tuple[Field, ...]:
        return where_fields(self.team, self.timezone, self.holidays)


def where_fields(team: str, timezone: str, holidays: str | None) -> tuple[Field, ...]:
    return (
        Field("team", max_length=100, initial=team),
        Field("timezone", max_length=64, initial=timezone),
        Field("holidays", max_length=64, initial=holidays or "none"),
    )


@dataclass(frozen=True, slots=True)
class WhoPage(Message):
    """The second page: the market, and who is who of those who have joined so far (`joined`).

    `moderates`: whoever reads it is of neither department.
    """

    template: ClassVar[str] = "setup/who"
    setup: int
    market: str
    cco: str | None
    cmo: str | None
    hr: str | None
    joined: int
    moderates: bool

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        go_on = Button("next", "setup.page", (self.setup, "rituals"), Style.PRIMARY)
        words = [str(role) for role in (Role.CCO, Role.CMO, Role.HR)]
        roles = tuple(Button(word, "setup.role", (self.setup, word)) for word in words)
        return (
            (go_on,),
            roles,
            (Button("market", "setup.market", (self.setup, other_market(self.market))),),
            back_and_cancel(self.setup, "where"),
        )


def back_and_cancel(setup: int, page: str) -> tuple[Button, ...]:
    return (Button("back", "setup.page", (setup, page)), Button("cancel", "setup.cancel", (setup,)))


@dataclass(frozen=True, slots=True)
class WhoIs(Message):
    """Who holds a role? Those who have joined, as (number, name)."""

    template: ClassVar[str] = "setup/who_is"
    setup: int
    role: Role
    people: tuple[tuple[int, str], ...]

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        role = (self.setup, str(self.role))
        rows = tuple((Button("person", "setup.named", (*role, n), label=name[:LABEL]),) for n, name in self.people)
        nobody = Button("nobody", "setup.named", (*role, -1))
        return (*rows, (nobody, Button("back", "setup.page", (self.setup, "who"))))


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A ritual that is proposed, in the team file's words."""

    kind: str
    every: str
    on: str
    at: str
    taken: bool


@dataclass(frozen=True, slots=True)
class RitualsPage(Message):
    """The third page: the rituals, each taken or left out."""

    template: ClassVar[str] = "setup/rituals"
    setup: int
    rituals: tuple[ProposalLine, ...]

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        go_on = Button("next", "setup.page", (self.setup, "preview"), Style.PRIMARY)
        rows = tuple((Button("ritual", "setup.ritual", (self.setup, mark(line.kind))),) for line in self.rituals)
        return ((go_on,), *rows, back_and_cancel(self.setup, "who"))


@dataclass(frozen=True, slots=True)
class ProposalPanel(Message):
    """One ritual that is proposed: another time, leave it out, take it after all."""

    template: ClassVar[str] = "setup/proposal"
    setup: int
    ritual: ProposalLine
    minutes: int

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        args = (self.setup, mark(self.ritual.kind))
        take = Button("leave_out" if self.ritual.taken else "take", "setup.take", (*args, int(not self.ritual.taken)))
        when = (Button("when", "setup.when", args),) if self.ritual.taken else ()
        return ((*when, take), (Button("back", "setup.page", (self.setup, "rituals")),))


@dataclass(frozen=True, slots=True)
class WhenForm(Form):
    """On which weekday, at what time? The weekday of one that is held on a first workday is not asked for."""

    template: ClassVar[str] = "setup/when_form"
    press: ClassVar[str] = "setup.timed"
    setup: int
    kind: str
    weekday: str
    at: str

    def args(self) -> tuple[int | str, ...]:
        return (self.setup, mark(self.kind))

    def fields(self) -> tuple[Field, ...]:
        day = Field("weekday", FieldKind.CHOICE, options=tuple(map(Option, WEEKDAYS)), initial=self.weekday)
        return (*((day,) if self.weekday else ()), Field("at", max_length=32, initial=self.at))


@dataclass(frozen=True, slots=True)
class PreviewPage(Message):
    """The last page: what will be held in the next weeks, as (moment, kind). Nothing has been made yet."""

    template: ClassVar[str] = "setup/preview"
    setup: int
    team: str
    meetings: tuple[tuple[datetime, str], ...]
    people: int
    directors_missing: bool

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        create = Button("create", "setup.create", (self.setup,), Style.PRIMARY)
        return ((create,), back_and_cancel(self.setup, "rituals"))


@dataclass(frozen=True, slots=True)
class SetUp(Message):
    """The team is there. `first` is the ritual that can be run at once, `next_at` when the next meeting is."""

    template: ClassVar[str] = "setup/set_up"
    team: str
    first: int | None
    kind: str
    next_kind: str
    next_at: datetime | None

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        run = (Button("run", "ritual.ask_run", (self.first,), Style.PRIMARY),) if self.first is not None else ()
        rest = (Button("rituals", "ritual.list"), Button("panel", "setup.panel"))
        return (run, rest) if run else (rest,)


@dataclass(frozen=True, slots=True)
class SetupCancelled(Message):
    """Nothing was made, and nothing that was answered is kept."""

    template: ClassVar[str] = "setup/cancelled"


@dataclass(frozen=True, slots=True)
class ChatCode(Message):
    """A code that joins another chat to the team."""

    template: ClassVar[str] = "setup/chat_code"
    confidential: ClassVar[bool] = True
    team: str
    code: str
    minutes: int

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("back", "setup.panel"),),)


@dataclass(frozen=True, slots=True)
class ChatJoined(Message):
    """A chat belongs to the team now. Whom is it for?"""

    template: ClassVar[str] = "setup/chat_joined"
    team: str


@dataclass(frozen=True, slots=True)
class ChatLine:
    """A chat of the team. `where` is the messenger's name of it."""

    id: int
    place: str
    audience: str
    gone: bool


@dataclass(frozen=True, slots=True)
class TeamPanel(Message):
    """A team as it is set up, for its admins: where it is, who is who, its chats, and what can be changed."""

    template: ClassVar[str] = "setup/team"
    team: str
    language: str
    timezone: str
    clock: str
    holidays: str | None
    market: str
    cco: str | None
    cmo: str | None
    hr: str | None
    people: int
    chats: tuple[ChatLine, ...]
    missing: tuple[str, ...]
    days_off: tuple[DateRange, ...] = ()
    working_days: tuple[DateRange, ...] = ()

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        chats = tuple((Button("chat", "chat.audience", (chat.id,)),) for chat in self.chats)
        missing = ((Button("more", "setup.more"),),) if self.missing else ()
        return (
            (Button("change", "team.where"), Button("market", "team.market", (other_market(self.market),))),
            (Button("days", "team.days"), Button("people", "person.list", (0,)), Button("rituals", "ritual.list")),
            *missing,
            *chats,
            (Button("another_chat", "setup.chat_code"),),
        )


@dataclass(frozen=True, slots=True)
class TeamForm(Form):
    """What is the team called, which language does it speak, which time is it there, whose holidays are kept?"""

    template: ClassVar[str] = "setup/team_form"
    press: ClassVar[str] = "team.placed"
    team: str
    language: str
    timezone: str
    holidays: str | None

    def fields(self) -> tuple[Field, ...]:
        language = Field("language", FieldKind.CHOICE, options=tuple(map(Option, LANGUAGES)), initial=self.language)
        return (language, *where_fields(self.team, self.timezone, self.holidays))


@dataclass(frozen=True, slots=True)
class DaysOffForm(Form):
    """Which days has the team off, on which does it work, whatever its country says? As people write dates."""

    template: ClassVar[str] = "setup/days_off_form"
    press: ClassVar[str] = "team.days_kept"
    days_off: str
    working_days: str

    def fields(self) -> tuple[Field, ...]:
        return (
            Field("days_off", max_length=1000, optional=True, initial=self.days_off),
            Field("working_days", max_length=1000, optional=True, initial=self.working_days),
        )


@dataclass(frozen=True, slots=True)
class MoreRituals(Message):
    """The usual rituals that the team does not have."""

    template: ClassVar[str] = "setup/more"
    rituals: tuple[ProposalLine, ...]

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        rows = tuple((Button("ritual", "setup.add", (mark(line.kind),)),) for line in self.rituals)
        return (*rows, (Button("back", "setup.panel"),))
