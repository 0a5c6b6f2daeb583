"""Who may do what, in which state, and what everybody else is told: one table, for the tests and for the docs."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from handlers.registry import Access


class Who(StrEnum):
    """Somebody who might ask, as the docs name them; each is one of the cast of `scenes.py`."""

    STRANGER = "a stranger"
    GUEST = "a guest of a Slack workspace"
    RUNNER = "who runs the chat"
    BEGINNER = "who sets the team up"
    ELSEWHERE = "a person of another team"
    LEFT = "who has left"
    OUTSIDER = "who takes no part"
    PARTICIPANT = "who takes part"
    AUTHOR = "who asked for it"
    OWNER = "its owner"
    CHAIR = "its chair"
    CCO = "the commercial director"
    CMO = "the marketing director"
    CEO = "the CEO"
    HR = "HR"
    MODERATOR = "the moderator"
    ADMIN = "an admin of the team"


W = Who
ALL = frozenset(Who)
TEAM = frozenset(
    {W.OUTSIDER, W.PARTICIPANT, W.AUTHOR, W.OWNER, W.CHAIR, W.CCO, W.CMO, W.CEO, W.HR, W.MODERATOR, W.ADMIN}
)
DIRECTORS = frozenset({W.CCO, W.CMO})
STAFF = frozenset({W.PARTICIPANT, W.AUTHOR, W.OWNER, W.CHAIR})
CIRCLE = STAFF | DIRECTORS | {W.MODERATOR}
LEADS = frozenset({W.CHAIR, W.MODERATOR, W.ADMIN})
ADMIN = frozenset({W.ADMIN})
MANAGERS = frozenset({W.HR, W.CEO})
MOVERS = DIRECTORS | {W.CHAIR, W.ADMIN}
SPEAKERS = DIRECTORS | {W.OWNER, W.AUTHOR, W.MODERATOR, W.ADMIN}
ELECTORS = frozenset({W.CCO, W.OWNER, W.CHAIR})

BY_NAME = {
    ALL: "anybody",
    ALL - {W.GUEST}: "anybody in the chat, but no guest of a Slack workspace",
    TEAM: "people of the team",
    CIRCLE: "who takes part in its meetings",
    TEAM | {W.LEFT}: "people of the team and who has left it, for themselves",
    TEAM | {W.LEFT, W.ELSEWHERE}: "people of a team and who has left one, for themselves",
    STAFF: "sales and marketing, without the directors",
    ELECTORS: "the department that votes",
}
"""Groups that have a name of their own; of all others each is named."""


@dataclass(frozen=True)
class Cell:
    """In one state of the team: who may, and by which refusals everybody else is told so.

    `until` are refusals of the state itself: those who may are told them too, because now it is not possible.
    """

    state: str
    may: frozenset[Who]
    others: str = ""
    until: str = ""


@dataclass(frozen=True)
class Right:
    """Something that people do, by commands (with a slash), buttons and forms; `{…}` is filled in by the scene."""

    what: str
    access: Access
    asks: str
    cells: tuple[Cell, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(payload.partition(":")[0] for payload in self.asks.split())


ANYBODY, VISITOR, MEMBER, ADMINS = Access.ANYBODY, Access.VISITOR, Access.MEMBER, Access.ADMIN
CALM, OPEN, RUNNING, REVIEW, HELD, LATER = (
    "before a meeting",
    "it is open",
    "it goes on",
    "it looks at the last promises",
    "it is over",
    "two days after it",
)
COMING, PRIVATE, KEPT = "before a meeting in private", "a meeting in private goes on", "a meeting in private is over"
NEW, PAUSED, MISSED, WRITTEN, GONE = (
    "a chat without a team",
    "a ritual rests",
    "a meeting was missed",
    "a stand-up in writing",
    "somebody has left",
)
VOTE, WON, DRAFT, ASKED, CLOSED, RELEASED = (
    "a vote is open",
    "the cup was won",
    "a survey is set up",
    "a survey goes on",
    "a survey is closed",
    "its results are released",
)
SETTLED = "an action item is done"

RIGHTS = (
    Right("Say hello, ask for help", ANYBODY, "/start /help home.open help.show", (Cell(CALM, ALL), Cell(NEW, ALL))),
    Right("Choose the team that private words are about", ANYBODY, "team.choose:{team}", (Cell(CALM, ALL),)),
    Right("Join one’s accounts by a code", ANYBODY, "/link", (Cell(CALM, TEAM, "NoTeamOfYours"),)),
    Right("Join the team", ANYBODY, "/join", (Cell(CALM, ALL - {W.GUEST}, "NoGuests"), Cell(NEW, ALL, until="NoTeamHere"))),
    Right("Choose a department", VISITOR, "team.join:sales", (Cell(CALM, ALL - {W.GUEST}, "NoGuests"), Cell(NEW, ALL, until="NoTeamHere"))),
    Right("Say early that one will join", ANYBODY, "setup.join:sales", (Cell(NEW, ALL - {W.GUEST}, "NoGuests"), Cell(CALM, ALL - {W.GUEST}, "NoGuests"))),
    Right("Begin to set a team up", ANYBODY, "/setup setup.begin", (Cell(NEW, frozenset({W.RUNNER, W.BEGINNER}), "OnlyWhoRunsTheChat"), Cell(CALM, ADMIN, "OnlyAdmins NotInTeam"))),
    Right("Turn the greeting’s language", ANYBODY, "setup.greet", (Cell(NEW, ALL), Cell(CALM, ALL, until="UnknownButton"))),
    Right("Answer while a team is set up", ANYBODY, "setup.page:{setup}:who setup.language:{setup} setup.where:{setup} setup.placed:{setup} setup.market:{setup}:b2c setup.role:{setup}:cco setup.named:{setup}:cco:-1 setup.ritual:{setup}:standup setup.take:{setup}:standup:0 setup.when:{setup}:standup setup.timed:{setup}:standup setup.create:{setup} setup.cancel:{setup}", (Cell(NEW, frozenset({W.BEGINNER}), "SetUpByAnother"), Cell(CALM, ALL, until="NothingSetUp"))),
    Right("Change the team’s settings and chats", ADMINS, "setup.panel team.where team.placed team.days team.days_kept team.market:b2c setup.more setup.add:review setup.chat_code chat.audience:{chat}", (Cell(CALM, ADMIN, "OnlyAdmins"),)),
    Right("Put people right: department, role, admin, name, one human twice, left, back", ADMINS, "person.list:0 person.show:{person} person.department:{person}:other person.role:{person}:none person.admin:{person}:1 person.rename:{person} person.renamed:{person} person.merge:{person} person.merged:{person} person.ask_leave:{person} person.leave:{person} person.back:{left}", (Cell(CALM, ADMIN, "OnlyAdmins"),)),
    Right("Name a director where nobody is one", ADMINS, "director.name:cco director.named:cco", (Cell(CALM, ADMIN, "OnlyAdmins"),)),
    Right("Run a ritual now, pause it, change its schedule", ADMINS, "ritual.ask_run:{ritual} ritual.run:{ritual} ritual.ask_pause:{ritual} pause.words:{ritual} pause.until:{ritual} ritual.pause:{ritual} ritual.schedule:{ritual} schedule.asked:{ritual} schedule.set:{ritual}:{code}:{stamp}", (Cell(CALM, ADMIN, "OnlyAdmins"),)),
    Right("Resume a ritual", ADMINS, "ritual.ask_resume:{ritual} ritual.resume:{ritual}", (Cell(PAUSED, ADMIN, "OnlyAdmins"), Cell(CALM, ADMIN, "OnlyAdmins", "NotPaused"))),
    Right("Decide about a meeting that the bot has missed", ADMINS, "missed.run:{meeting} missed.leave:{meeting}", (Cell(MISSED, ADMIN, "OnlyAdmins"), Cell(CALM, ADMIN, "OnlyAdmins", "NoSuchRitual"))),
    Right("See who can get private messages and tell the others; look a month ahead", ADMINS, "reach.show reach.tell reach.links ritual.preview", (Cell(CALM, ADMIN, "OnlyAdmins"),)),
    Right("Move or skip the next meeting", MEMBER, "ritual.ask_skip:{ritual} ritual.skip:{meeting}:{at} ritual.skip_empty:{meeting} ritual.hold:{meeting} ritual.move:{ritual} move.ask:{meeting}:{to} move.words:{meeting} move.when:{meeting} move.to:{meeting}:{to}:{at}", (Cell(CALM, MOVERS, "NotYoursToMove"), Cell(COMING, DIRECTORS | ADMIN, "NotYoursToMove"))),
    Right("Look at the rituals, hear of their changes", MEMBER, "/rituals ritual.list ritual.show:{ritual} calendar.keep calendar.stop", (Cell(CALM, TEAM), Cell(RUNNING, TEAM))),
    Right("Fetch one’s meetings for a calendar", MEMBER, "/calendar calendar.file:{ritual}", (Cell(CALM, CIRCLE, "NoMeetingsOfYours"),)),
    Right("See how the departments compare", MEMBER, "balance.show", (Cell(CALM, DIRECTORS | MANAGERS | {W.MODERATOR, W.ADMIN}, "OnlyWithARole"),)),
    Right("Look at the agenda, put something on it", MEMBER, "/agenda agenda.quote agenda.add agenda.choose agenda.added:{ritual} agenda.show:{ritual} agenda.page:{ritual}:0", (Cell(CALM, TEAM), Cell(COMING, TEAM), Cell(RUNNING, TEAM))),
    Right("Say that one has read the agenda", MEMBER, "agenda.read:{meeting}", (Cell(CALM, TEAM), Cell(COMING, DIRECTORS, "NotYourMeeting"), Cell(HELD, TEAM, until="AlreadyClosed"))),
    Right("Vote for an item", MEMBER, "agenda.vote:{item}", (Cell(CALM, TEAM), Cell(COMING, DIRECTORS, "NoSuchItem"), Cell(HELD, TEAM, until="NoSuchItem"))),
    Right("Take an item back, give it to another meeting", MEMBER, "agenda.remove:{item} agenda.take_back:{item} agenda.elsewhere:{item} agenda.put:{other}:{item}", (Cell(CALM, ADMIN | {W.AUTHOR}, "NotYourItem"), Cell(COMING, frozenset({W.AUTHOR}), "NotYourItem NoSuchItem"), Cell(HELD, ADMIN | {W.AUTHOR}, until="NoSuchItem"))),
    Right("Show to all an item that was kept back", MEMBER, "agenda.open:{item}", (Cell(CALM, frozenset({W.AUTHOR}), until="NoSuchItem"),)),
    Right("Start the meeting", MEMBER, "/start_meeting meeting.start:{meeting}", (Cell(OPEN, LEADS, "NotTheChair"), Cell(RUNNING, LEADS, "NotTheChair", "AlreadyStarted"), Cell(CALM, LEADS, until="NoMeetingNow NotOpenYet"))),
    Right("Move the meeting on, close it, hand it over", MEMBER, "/next /defer /close_meeting meeting.next:{meeting} meeting.defer:{meeting} meeting.close:{meeting} meeting.hand_over:{meeting} meeting.handed_over:{meeting}", (Cell(RUNNING, LEADS, "NotTheChair"), Cell(PRIVATE, frozenset({W.CCO}), "NotTheChair NotYourMeeting NoMeetingNow"), Cell(OPEN, LEADS, "NotTheChair", "NotStarted"), Cell(CALM, LEADS, until="NoMeetingNow NotOpenYet"), Cell(HELD, LEADS, until="NoMeetingNow AlreadyClosed"))),
    Right("Say that one is there; record decisions and action items", MEMBER, "meeting.here:{meeting} /decide meeting.decide:{meeting} meeting.decided:{meeting}:0: meeting.task:{meeting} task.given:{meeting}:0:", (Cell(RUNNING, TEAM), Cell(PRIVATE, DIRECTORS, "NotYourMeeting NoMeetingNow"))),
    Right("Give an action item, see one’s own and everybody’s", MEMBER, "/task /tasks task.list:all:0", (Cell(CALM, TEAM), Cell(RUNNING, TEAM), Cell(PRIVATE, TEAM))),
    Right("Say how a promise went", MEMBER, "meeting.kept:{meeting} meeting.partly:{meeting} meeting.not_kept:{meeting}", (Cell(REVIEW, SPEAKERS | {W.CHAIR}, "NotYourTask"), Cell(OPEN, LEADS, until="NotStarted"))),
    Right("Take the chair", MEMBER, "meeting.take_chair:{meeting}", (Cell(OPEN, DIRECTORS | LEADS, "NotYoursToTake"), Cell(CALM, DIRECTORS | LEADS, until="NotOpenYet"))),
    Right("Pass the chair on", MEMBER, "meeting.cannot:{meeting}", (Cell(OPEN, frozenset({W.CHAIR}), "NotYourTurn"), Cell(CALM, frozenset({W.CHAIR}), until="NotOpenYet"))),
    Right("Say before a meeting that one cannot lead it", MEMBER, "chair.cannot:{meeting}", (Cell(CALM, frozenset({W.CHAIR}), "NotYourTurn"), Cell(HELD, frozenset({W.CHAIR}), until="AlreadyClosed"))),
    Right("Say that one comes late, or not; choose another place", MEMBER, "meeting.late:{meeting} meeting.comes_late:{meeting} meeting.cannot_come:{meeting} meeting.place:{meeting} meeting.placed:{meeting}", (Cell(CALM, TEAM), Cell(COMING, DIRECTORS, "NotYourMeeting"), Cell(HELD, TEAM, until="AlreadyClosed"))),
    Right("Invite a guest", MEMBER, "meeting.invite:{meeting} meeting.invited:{meeting}", (Cell(COMING, DIRECTORS, "NotYourMeeting"), Cell(CALM, TEAM, until="NobodyToInvite"))),
    Right("Read a protocol", MEMBER, "/protocol protocol.read:{protocol} protocol.versions:{protocol}:0 protocol.version:{protocol}:1 protocol.file:{protocol} protocol.as:{protocol}:md:ru", (Cell(HELD, TEAM), Cell(KEPT, DIRECTORS, "NotYourProtocol NoSuchProtocol"), Cell(CALM, TEAM, until="NoSuchProtocol"))),
    Right("Turn the pages of what one has looked for", MEMBER, "protocol.found:{search}:0", (Cell(HELD, frozenset({W.PARTICIPANT}), "UnknownButton"),)),
    Right("Agree to a protocol, object to a decision", MEMBER, "protocol.agree:{protocol} protocol.object:{protocol}:1 protocol.objected:{protocol}", (Cell(HELD, DIRECTORS, "NotADirector"), Cell(KEPT, DIRECTORS, "NotYourProtocol"), Cell(CALM, DIRECTORS, until="NoSuchProtocol"))),
    Right("Amend a protocol", MEMBER, "protocol.amend:{protocol} protocol.amended:{protocol}", (Cell(HELD, TEAM), Cell(KEPT, DIRECTORS, "NotYourProtocol"), Cell(LATER, TEAM, until="TooLateToAmend"))),
    Right("Look at one action item", MEMBER, "task.card:{task}", (Cell(CALM, TEAM), Cell(KEPT, DIRECTORS | {W.OWNER}, "NoSuchTask"))),
    Right("Say how an action item stands, move it, give it away, split it, drop it", MEMBER, "task.done:{task} task.partly:{task} task.not_done:{task} task.explained:{task}:0:not_done task.date:{task} task.dated:{task} task.owner:{task} task.owned:{task} task.split:{task} task.parts:{task} task.drop:{task} task.dropped:{task}", (Cell(CALM, SPEAKERS, "NotYourTask"), Cell(KEPT, DIRECTORS | {W.OWNER}, "NoSuchTask"), Cell(SETTLED, SPEAKERS, "NotYourTask", "TaskIsClosed"))),
    Right("Choose who takes over from somebody who left", MEMBER, "task.heir:{left} task.inherited:{left} chair.choose:{meeting}:{left} chair.chosen:{meeting}:{left}", (Cell(GONE, DIRECTORS | ADMIN, "NotYoursToHandOn"), Cell(CALM, DIRECTORS | ADMIN, "NotYoursToHandOn"))),
    Right("Answer a stand-up in writing", MEMBER, "standup.answer:{meeting} standup.answered:{meeting}", (Cell(WRITTEN, TEAM), Cell(CALM, TEAM, until="NotOpenYet"))),
    Right("Look at the cup", MEMBER, "/cup", (Cell(VOTE, TEAM), Cell(WON, TEAM), Cell(CALM, TEAM, until="NoCup"))),
    Right("Vote for the cup, say why", MEMBER, "cup.vote:{vote} cup.page:{vote}:0 cup.choose:{vote}:{candidate} cup.why:{vote} cup.because:{vote}", (Cell(VOTE, ELECTORS, "NotAnElector"), Cell(WON, ELECTORS, until="VoteIsOver"))),
    Right("Confirm that the cup was handed over", MEMBER, "cup.handed:{round}", (Cell(WON, frozenset({W.PARTICIPANT, W.CMO, W.ADMIN}), "NotYoursToGive"),)),
    Right("Say who holds the cup", MEMBER, "cup.give:{cup} cup.given:{cup}", (Cell(WON, frozenset({W.CMO, W.ADMIN}), "NotYoursToGive"),)),
    Right("See which surveys there are", MEMBER, "/survey survey.home", (Cell(CALM, TEAM), Cell(ASKED, TEAM))),
    Right("Answer a survey", MEMBER, "survey.begin:{survey} survey.goto:{survey}:0 survey.pick:{survey}:0:5 survey.skip:{survey}:2 survey.write:{survey}:2 survey.written:{survey}:2 survey.pause:{survey} survey.stop:{survey} survey.finish:{survey}", (Cell(ASKED, STAFF, "NotAsked SurveyIsOver"), Cell(CLOSED, STAFF, "NotAsked", "SurveyIsOver"))),
    Right("Set a survey up, start it", MEMBER, "survey.choose survey.chosen:pulse survey.own survey.titled survey.setup:{survey} survey.audience:{survey} survey.days:{survey} survey.add:{survey} survey.added:{survey} survey.file:{survey} survey.filed:{survey} survey.remove:{survey} survey.drop:{survey} survey.invite:{survey} survey.preview:{survey}:0 survey.start:{survey}", (Cell(DRAFT, MANAGERS, "OnlyForManagers"),)),
    Right("See how many have answered, close it", MEMBER, "survey.status:{survey} survey.ask_close:{survey} survey.close:{survey}", (Cell(ASKED, MANAGERS, "OnlyForManagers"),)),
    Right("Release the results, make an agenda item of them", MEMBER, "survey.release:{survey} survey.to_agenda:{survey} survey.on_agenda:{survey}", (Cell(CLOSED, MANAGERS, "OnlyForManagers"),)),
    Right("Read the results", MEMBER, "survey.results:{survey} survey.as:{survey}:csv", (Cell(CLOSED, MANAGERS, "ResultsNotReleased"), Cell(RELEASED, TEAM), Cell(ASKED, MANAGERS, "ResultsNotReleased", "SurveyGoesOn"))),
    Right("Say when one is away", MEMBER, "/away team.absences team.away team.away_on team.back", (Cell(CALM, TEAM),)),
    Right("See what is kept about oneself, as text and as a file", ANYBODY, "/privacy privacy.show privacy.file privacy.erase", (Cell(CALM, TEAM | {W.LEFT}, "NotInTeam"),)),
    Right("Be erased", ANYBODY, "privacy.erase_now:{me}", (Cell(CALM, TEAM | {W.LEFT, W.ELSEWHERE}, "UnknownButton"),)),
    Right("Choose one’s language and time zone", MEMBER, "privacy.settings personal.set", (Cell(CALM, TEAM),)),
)  # fmt: skip


def cells() -> Iterator[tuple[Right, Cell]]:
    """Every right in every state that it depends on."""
    return ((right, cell) for right in RIGHTS for cell in right.cells)


def page() -> str:
    """The tables of docs/reference/rights.md."""
    lines = ["| what | when | who may | everybody else is told |", "|---|---|---|---|"]
    for right, cell in cells():
        lines.append(f"| {right.what} | {cell.state} | {_who(cell)} | {_told(right, cell)} |")
    lines += ["", "| what | commands, buttons and forms |", "|---|---|"]
    lines += [f"| {right.what} | {', '.join(f'`{name}`' for name in right.names)} |" for right in RIGHTS]
    return "\n".join(lines)


def _who(cell: Cell) -> str:
    who = BY_NAME.get(cell.may) or ", ".join(one.value for one in Who if one in cell.may)
    return f"nobody yet, or nobody any more: {_refusals(cell.until)}" if cell.until else who


def _told(right: Right, cell: Cell) -> str:
    strangers = {ADMINS: "NotInTeam", MEMBER: "NotInTeam"}.get(right.access, "")
    return _refusals(f"{cell.others} {strangers}") or "—"


def _refusals(names: str) -> str:
    return ", ".join(f"`{name}`" for name in names.split())
