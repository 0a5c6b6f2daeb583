"""What a person should read when something is not possible: a template and its facts, raised as an exception."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from rituals.messages import Shown, snake
from rituals.team import Department


class Refusal(Exception, Shown):  # noqa: N818  A refusal is an answer, not an error.
    """Base of the refusals. The words are `templates/refusals/<name of the class>/<locale>.html`."""

    outdates: ClassVar[bool] = False
    """Whatever panel offered this is out of date: where only this person sees it, it turns into the refusal."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.template = f"refusals/{snake(cls.__name__)}"
        super().__init_subclass__(**kwargs)


@dataclass(eq=False)
class UnknownCommand(Refusal):
    """The bot has no such command."""

    command: str
    nearest: str | None = None


@dataclass(eq=False)
class UnknownButton(Refusal):
    """The payload of a button that this bot never made, or that another version made."""


@dataclass(eq=False)
class NoTeamHere(Refusal):
    """The chat is bound to no team. `place` is what an admin puts in the team file."""

    place: str


@dataclass(eq=False)
class NotInTeam(Refusal):
    """Someone who has not joined the team asks for what only its people may do."""

    team: str


@dataclass(eq=False)
class NoTeamOfYours(Refusal):
    """Somebody writes in private whom no team knows. `account` is what an admin puts in the team file."""

    account: str


@dataclass(eq=False)
class NoNameOfYours(Refusal):
    """An anonymous admin or a channel spoke: nobody whom the bot could know."""


@dataclass(eq=False)
class OnlyAdmins(Refusal):
    """Only the team's admins may do this."""

    admins: tuple[str, ...]


@dataclass(eq=False)
class NotTheChair(Refusal):
    """Only who chairs the meeting moves it on."""

    chair: str


@dataclass(eq=False)
class NotYourMeeting(Refusal):
    """A meeting in private, of people whom one does not belong to."""

    ritual: str
    kind: str
    people: tuple[str, ...]


@dataclass(eq=False)
class NobodyToInvite(Refusal):
    """Everybody of the team takes part already, or the meeting is open to all."""


@dataclass(eq=False)
class AlreadyClosed(Refusal):
    """The meeting is over; what was pressed belongs to it."""

    ritual: str
    protocol: int | None
    kind: str = ""


@dataclass(eq=False)
class NotOpenYet(Refusal):
    """The meeting has not been opened."""

    ritual: str
    at: datetime
    kind: str = ""


@dataclass(eq=False)
class NoMeetingNow(Refusal):
    """A command of the meeting, and no meeting is open."""

    ritual: str | None
    at: datetime | None
    kind: str = ""


@dataclass(eq=False)
class NotStarted(Refusal):
    """The meeting is open, and nobody has pressed Start."""

    ritual: str
    kind: str = ""


@dataclass(eq=False)
class AlreadyStarted(Refusal):
    """Start was pressed twice."""

    ritual: str
    kind: str = ""


@dataclass(eq=False)
class NothingToDefer(Refusal):
    """No item is being discussed."""


@dataclass(eq=False)
class NoRituals(Refusal):
    """The team has no ritual that could take what was asked."""


@dataclass(eq=False)
class NoSuchRitual(Refusal):
    """A ritual that is not this team's, or not any more."""


@dataclass(eq=False)
class NotHeldYet(Refusal):
    """A ritual of a kind that this version does not hold."""

    ritual: str


@dataclass(eq=False)
class NoSuchItem(Refusal):
    """An agenda item that is not this team's, or is not on the agenda any more."""


@dataclass(eq=False)
class NotYourItem(Refusal):
    """Only who added an item takes it back."""


@dataclass(eq=False)
class NoSuchTask(Refusal):
    """An action item that is not this team's."""


@dataclass(eq=False)
class TaskIsClosed(Refusal):
    """The action item is done or dropped."""

    text: str


@dataclass(eq=False)
class NotYourTask(Refusal):
    """Only the owner, the chair or a director says how it stands."""

    owner: str


@dataclass(eq=False)
class MovedTooOften(Refusal):
    """An action item that was moved three times is split, dropped or given to somebody else."""

    text: str
    moves: int


@dataclass(eq=False)
class NoSuchProtocol(Refusal):
    """There is no protocol of that number. `last` is the newest, None when there is none."""

    number: int | None
    last: int | None


@dataclass(eq=False)
class NotYourProtocol(Refusal):
    """The protocol of a meeting that is private to those who took part."""

    number: int


@dataclass(eq=False)
class NothingToObjectTo(Refusal):
    """The protocol has no such decision, or the decision is open again already."""

    number: int


@dataclass(eq=False)
class OnlyWithARole(Refusal):
    """Only directors, HR, the moderator and admins see how the departments compare."""

    people: tuple[str, ...]


@dataclass(eq=False)
class NotADirector(Refusal):
    """Only the two directors agree to a protocol or object to it."""

    directors: tuple[str, ...]


@dataclass(eq=False)
class TooLateToAmend(Refusal):
    """A protocol is amended within a day."""

    number: int
    until: datetime


@dataclass(eq=False)
class NoText(Refusal):
    """Words are needed, and there are none."""


@dataclass(eq=False)
class TooMany(Refusal):
    """There are as many as a team can live with: `what` is items, tasks, decisions, absences, questions, options…"""

    what: str
    limit: int


@dataclass(eq=False)
class FromAnotherWorkspace(Refusal):
    """Somebody of another company speaks in a Slack channel that both companies share."""

    account: str


@dataclass(eq=False)
class TooLong(Refusal):
    """More words than fit."""

    length: int
    limit: int


@dataclass(eq=False)
class NotADate(Refusal):
    """Words that are no date to us."""

    text: str


@dataclass(eq=False)
class DateHasPassed(Refusal):
    """A date that lies behind us."""

    day: date


@dataclass(eq=False)
class NobodyOfThatName(Refusal):
    """A name that nobody of the team has, or that several have."""

    name: str
    candidates: tuple[str, ...]


@dataclass(eq=False)
class NoSuchDepartment(Refusal):
    """`/join` with something that is not a department."""

    text: str


@dataclass(eq=False)
class OnlyInTheTeamsChat(Refusal):
    """`/join` in private, where the bot cannot know which team."""


@dataclass(eq=False)
class WrongCode(Refusal):
    """A code that was never given, was used, or is older than ten minutes."""


@dataclass(eq=False)
class CannotLink(Refusal):
    """Both accounts already belong to different people who have done things, or are in the same messenger."""

    why: str


@dataclass(eq=False)
class NoSuchTimezone(Refusal):
    """No zone and no city of that name; `nearest` look alike."""

    given: str
    nearest: tuple[str, ...]


@dataclass(eq=False)
class NoBotToWriteTo(Refusal):
    """A link into the private chat, and Telegram has not told the bot's name yet, or is not set up."""


@dataclass(eq=False)
class AlreadyPaused(Refusal):
    """The ritual rests already."""

    ritual: str
    kind: str = ""


@dataclass(eq=False)
class NotPaused(Refusal):
    """The ritual does not rest."""

    ritual: str
    kind: str = ""


@dataclass(eq=False)
class NothingToSkip(Refusal):
    """No occurrence is planned."""

    ritual: str
    kind: str = ""


@dataclass(eq=False)
class ItIsRunning(Refusal):
    """The meeting is going on."""

    ritual: str
    kind: str = ""


@dataclass(eq=False)
class VoteIsOver(Refusal):
    """The vote has closed, or its time is up and the votes are being counted. No ballot goes on naming anybody."""

    outdates: ClassVar[bool] = True


@dataclass(eq=False)
class NotAnElector(Refusal):
    """Somebody who is not on the roll of this vote, which is that of one department."""

    department: Department | None = None


@dataclass(eq=False)
class NotOnTheBallot(Refusal):
    """What was chosen cannot be chosen by this person, or not any more: oneself, or somebody who has left."""


@dataclass(eq=False)
class NotVotedYet(Refusal):
    """A reason for a vote that was not given."""


@dataclass(eq=False)
class NoCup(Refusal):
    """The team has no cup."""


@dataclass(eq=False)
class NotYoursToGive(Refusal):
    """Only the director, an admin or who holds the cup says where it is."""

    director: str


@dataclass(eq=False)
class FormExpired(Refusal):
    """An answer to a question that nobody waits for any more."""


@dataclass(eq=False)
class SomethingBroke(Refusal):
    """A bug of ours. `reference` finds it in the log."""

    reference: str
