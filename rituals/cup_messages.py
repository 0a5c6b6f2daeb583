"""What people see of the cup: the card, the ballot, the result with its picture, the panel, and words to a few."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from rituals.messages import (
    Attachment,
    Button,
    Document,
    Field,
    FieldKind,
    Form,
    Message,
    Option,
    Style,
    Who,
)
from rituals.timeline import OccurrenceId, RitualId
from rituals.vote import REASON_LIMIT, VoteId

PNG = "image/png"

PAGE = 8
"""Candidates on one page of a ballot: what fits a phone without scrolling."""

REASONS_SHOWN = 10
"""Reasons in the post, a winner; all of them go to the winner in private."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a round asks: whom, of which department, for which days."""

    name: str
    mirror: bool
    first: date
    last: date
    run_off: bool = False


@dataclass(frozen=True, slots=True)
class CupCard(Message):
    """The vote in the common chats: how many of how many have voted, never for whom.

    `ending`: everybody has voted, the count comes in a moment. `closed`: it is over. `late`: it opened late.
    """

    template: ClassVar[str] = "cup/card"
    vote: VoteId
    question: Question
    candidates: tuple[str, ...]
    voted: int
    eligible: int
    until: datetime
    ending: bool = False
    closed: bool = False
    late: bool = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return () if self.closed else ((Button("vote", "cup.vote", (self.vote,), Style.PRIMARY),),)


@dataclass(frozen=True, slots=True)
class BallotPaper(Message):
    """The ballot of one person. `chosen` is whom they voted for, `option` their number.

    `alone`: nobody else votes, so that all will know.

    What is stored of it to be shown is the empty one: whom somebody chose stands in the answer to their press alone.
    """

    template: ClassVar[str] = "cup/ballot"
    confidential: ClassVar[bool] = True
    vote: VoteId
    question: Question
    candidates: tuple[Who, ...]
    until: datetime
    alone: bool = False
    chosen: str | None = None
    has_reason: bool = False
    changing: bool = False
    page: int = 0
    option: int = 0

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.candidates) // PAGE))

    @property
    def is_done(self) -> bool:
        """Whether it says whom one has voted for, and no more."""
        return self.chosen is not None and not self.changing

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.is_done:
            return ((Button("why", "cup.why", (self.vote, self.option)), Button("change", "cup.vote", (self.vote,))),)
        page = min(max(self.page, 0), self.pages - 1)
        shown = self.candidates[page * PAGE : (page + 1) * PAGE]
        names = tuple((Button("choose", "cup.choose", (self.vote, who.id), label=who.name),) for who in shown)
        earlier = (Button("earlier", "cup.page", (self.vote, page - 1)),) if page > 0 else ()
        later = (Button("later", "cup.page", (self.vote, page + 1)),) if page + 1 < self.pages else ()
        return (*names, (*earlier, *later))


@dataclass(frozen=True, slots=True)
class VoteReminder(Message):
    """A workday is left (of a run-off: two hours), and this person has not voted."""

    template: ClassVar[str] = "cup/reminder"
    repeatable: ClassVar[bool] = False
    vote: VoteId
    question: Question
    until: datetime

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("vote", "cup.vote", (self.vote,), Style.PRIMARY),),)


@dataclass(frozen=True, slots=True)
class BallotsErased(Message):
    """The vote is over: what takes the place of every ballot. `again`: a run-off follows."""

    template: ClassVar[str] = "cup/erased"
    question: Question
    again: bool = False


@dataclass(frozen=True, slots=True)
class ReasonForm(Form):
    """Why? It knows no candidate: an unfinished form must not tell whom somebody chose."""

    template: ClassVar[str] = "cup/reason_form"
    press: ClassVar[str] = "cup.because"
    vote: VoteId

    def args(self) -> tuple[int | str, ...]:
        return (self.vote,)

    def fields(self) -> tuple[Field, ...]:
        return (Field("why", FieldKind.TEXT, max_length=REASON_LIMIT),)


@dataclass(frozen=True, slots=True)
class ReasonKept(Message):
    """The reason is kept with the vote."""

    template: ClassVar[str] = "cup/reason_kept"
    confidential: ClassVar[bool] = True
    until: datetime


# -- the result ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountLine:
    """Whom how many have chosen."""

    name: str
    votes: int


@dataclass(frozen=True, slots=True)
class Count:
    """The numbers of one vote: they add up, and anybody can check that."""

    eligible: int
    voted: int
    lines: tuple[CountLine, ...]
    void: int = 0

    @property
    def silent(self) -> int:
        return self.eligible - self.voted


@dataclass(frozen=True, slots=True)
class Winner:
    """Who has won, how many times in a row by now, and why people think so; `more` reasons are not shown."""

    who: Who
    streak: int
    reasons: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Fame:
    """One line of the hall of fame."""

    first: date
    last: date
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CupPicture(Document):
    """The picture of a result. `streak`: of all winners alike. `fame`: the rounds before, the latest first."""

    template: ClassVar[str] = "cup/picture"
    team: str
    question: Question
    winners: tuple[str, ...]
    streak: int
    fame: tuple[Fame, ...] = ()


@dataclass(frozen=True, slots=True)
class CupResult(Message):
    """How a round has ended. Without `winners` too few voted, and the cup stays with `holders` (nobody: it waits).

    `giving`: who had it, and hands it over now. `counts` is the vote and, after a tie, the run-off.
    """

    template: ClassVar[str] = "cup/result"
    team: str
    question: Question
    counts: tuple[Count, ...]
    quorum: int
    winners: tuple[Winner, ...] = ()
    giving: tuple[Who, ...] = ()
    holders: tuple[str, ...] = ()
    fame: tuple[Fame, ...] = ()

    @property
    def was_enough(self) -> bool:
        """Whether enough people voted, so that it was something else that left the cup without a winner."""
        return all(count.voted * 100 >= self.quorum * count.eligible for count in self.counts[:1])

    def attachments(self) -> tuple[Attachment, ...]:
        if not self.winners:
            return ()
        streaks = {winner.streak for winner in self.winners}
        names = tuple(winner.who.name for winner in self.winners)
        picture = CupPicture(self.team, self.question, names, min(streaks) if len(streaks) == 1 else 1, self.fame)
        return (Attachment(f"cup-{self.question.last:%Y-%m}.png", PNG, document=picture),)


@dataclass(frozen=True, slots=True)
class KindWords(Message):
    """What people wrote about somebody, unsigned, to that person alone."""

    template: ClassVar[str] = "cup/kind_words"
    question: Question
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOver(Message):
    """To who had the cup: hand it over. `again`: it is the reminder."""

    template: ClassVar[str] = "cup/hand_over"
    repeatable: ClassVar[bool] = False
    occurrence: OccurrenceId
    question: Question
    to: tuple[str, ...]
    again: bool = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("handed", "cup.handed", (self.occurrence,), Style.PRIMARY),),)


@dataclass(frozen=True, slots=True)
class HandedOver(Message):
    """The cup has changed hands."""

    template: ClassVar[str] = "cup/handed_over"


# -- where it is -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenVote:
    """The vote that is open, for one reader."""

    vote: VoteId
    question: Question
    voted: int
    eligible: int
    until: datetime
    may_vote: bool
    has_voted: bool


@dataclass(frozen=True, slots=True)
class CupLine:
    """One cup of the team: who holds it, since when, the history (the latest first), what is open or comes next.

    `left`: the names of holders who are not in the team any more; `may_give`: this reader can say who holds it now.
    """

    ritual: RitualId
    name: str
    mirror: bool
    holders: tuple[str, ...]
    left: tuple[str, ...]
    streak: int
    fame: tuple[Fame, ...]
    reasons: tuple[str, ...]
    vote: OpenVote | None
    next_at: datetime | None
    may_give: bool = False


@dataclass(frozen=True, slots=True)
class CupPanel(Message):
    """`/cup`: the team's cups."""

    template: ClassVar[str] = "cup/panel"
    cups: tuple[CupLine, ...]

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        votes = (cup.vote for cup in self.cups if cup.vote is not None and cup.vote.may_vote)
        vote = tuple((Button("vote", "cup.vote", (one.vote,), Style.PRIMARY),) for one in votes)
        give = tuple((Button("give", "cup.give", (cup.ritual,)),) for cup in self.cups if cup.may_give)
        return (*vote, *give)


@dataclass(frozen=True, slots=True)
class HolderLeft(Message):
    """To the director: who held the cup is not in the team any more; who holds it now?"""

    template: ClassVar[str] = "cup/holder_left"
    repeatable: ClassVar[bool] = False
    ritual: RitualId
    name: str
    mirror: bool
    left: tuple[str, ...]

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("give", "cup.give", (self.ritual,), Style.PRIMARY),),)


@dataclass(frozen=True, slots=True)
class HolderForm(Form):
    """Who holds the cup now?"""

    template: ClassVar[str] = "cup/holder_form"
    press: ClassVar[str] = "cup.given"
    ritual: RitualId
    people: tuple[Who, ...]

    def args(self) -> tuple[int | str, ...]:
        return (self.ritual,)

    def fields(self) -> tuple[Field, ...]:
        options = tuple(Option(str(who.id), who.name) for who in self.people)
        return (Field("holder", FieldKind.CHOICE, options=options),)


@dataclass(frozen=True, slots=True)
class HolderKept(Message):
    """Where the cup is now."""

    template: ClassVar[str] = "cup/holder_kept"
    holder: str
