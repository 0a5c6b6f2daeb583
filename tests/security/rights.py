"""Who may do what, when, and what everybody else is told: one table, for the tests and for the page of the docs."""

from dataclasses import dataclass

from handlers.registry import Access


@dataclass(frozen=True)
class Right:
    """A group of commands (with a slash) and presses. `who` and `when` are the docs' words, `others` the refusals'."""

    what: str
    who: str
    when: str
    others: str
    access: Access
    names: tuple[str, ...]


def names(words: str) -> tuple[str, ...]:
    return tuple(words.split())


ANYBODY, VISITOR, MEMBER, ADMIN = Access.ANYBODY, Access.VISITOR, Access.MEMBER, Access.ADMIN
STRANGERS = "NotInTeam; NoTeamHere; NoTeamOfYours"

RIGHTS = (
    Right("Say hello, ask for help", "anybody", "always", "", ANYBODY, names("/start /help home.open help.show")),
    Right("Choose the team that private words are about", "a person of several teams", "always", "", ANYBODY, names("team.choose")),
    Right("Join accounts by a code", "a person of the team; who has the code", "ten minutes, once", "NoTeamOfYours; WrongCode; CannotLink", ANYBODY, names("/link")),
    Right("Join the team", "anybody in its chat, but no guest of a Slack workspace", "always", "NoTeamHere; NoGuests", ANYBODY, names("/join setup.join")),
    Right("Choose a department", "anybody in the team’s chat, but no guest", "always", "NoTeamHere; NoGuests", VISITOR, names("team.join")),
    Right("Begin to set a team up; join a chat by a code", "admins of the Telegram group; in Slack admins of the workspace and who invited the bot; in a chat with a team its admins", "always", "OnlyWhoRunsTheChat; OnlyAdmins; WrongChatCode", ANYBODY, names("/setup setup.begin")),
    Right("Turn the greeting’s language", "anybody in the chat", "until there is a team", "UnknownButton", ANYBODY, names("setup.greet")),
    Right("Answer while a team is set up", "who has begun it last", "until it is created or cancelled", "SetUpByAnother; NothingSetUp", ANYBODY, names("setup.page setup.language setup.where setup.placed setup.market setup.role setup.named setup.ritual setup.take setup.when setup.timed setup.create setup.cancel")),
    Right("Change the team’s settings and chats", "the team’s admins", "always", "OnlyAdmins", ADMIN, names("setup.panel team.where team.placed team.days team.days_kept team.market setup.more setup.add setup.chat_code chat.audience")),
    Right("Put people right: department, role, admin, one human twice, left, back", "the team’s admins; the last admin stays one", "always", "OnlyAdmins; LastAdmin; NoSuchPerson; TwoAccounts", ADMIN, names("person.list person.show person.department person.role person.admin person.rename person.renamed person.merge person.merged person.ask_leave person.leave person.back")),
    Right("Run a ritual now, pause it, resume it, change its schedule, decide about what was missed", "the team’s admins", "always", "OnlyAdmins", ADMIN, names("ritual.run ritual.ask_pause pause.words pause.until ritual.pause ritual.ask_resume ritual.resume ritual.schedule schedule.asked schedule.set missed.run missed.leave")),
    Right("Move or skip the next meeting", "admins, the directors, its chair", "until it begins", "NotYoursToMove", MEMBER, names("ritual.ask_skip ritual.skip ritual.skip_empty ritual.hold ritual.move move.ask move.words move.when move.to")),
    Right("Look at the rituals and the calendar", "people of the team", "always", STRANGERS, MEMBER, names("/rituals ritual.list ritual.show /calendar calendar.file calendar.keep calendar.stop")),
    Right("See how the departments compare", "the directors, the CEO, HR, the moderator, admins", "always", "OnlyWithARole", MEMBER, names("balance.show")),
    Right("Put something on the agenda, vote for an item, read it", "people of the team; in private meetings those who take part", "until the meeting is over", STRANGERS, MEMBER, names("/agenda agenda.quote agenda.add agenda.choose agenda.elsewhere agenda.put agenda.added agenda.show agenda.page agenda.vote agenda.read")),
    Right("Take an item back", "who added it", "until it is discussed", "NotYourItem; NoSuchItem", MEMBER, names("agenda.remove agenda.take_back")),
    Right("Move the meeting on", "its chair", "while it goes on", "NotTheChair", MEMBER, names("/start_meeting /next /defer /close_meeting meeting.start meeting.next meeting.defer meeting.close meeting.hand_over meeting.handed_over")),
    Right("Attend; record decisions, action items and how the promised ones went; take the chair when it is free", "who takes part", "while it is open", "NotYourMeeting; NotOpenYet; AlreadyClosed", MEMBER, names("/decide /task meeting.here meeting.take_chair meeting.cannot meeting.kept meeting.partly meeting.not_kept meeting.decide meeting.decided meeting.task chair.cannot meeting.late meeting.comes_late meeting.cannot_come task.given")),
    Right("Invite guests, choose the place", "who takes part in a private meeting", "until it is over", "NotYourMeeting", MEMBER, names("meeting.invite meeting.invited meeting.place meeting.placed")),
    Right("Read the protocols", "people of the team; of a private meeting those who took part", "always", "NotYourProtocol", MEMBER, names("/protocol protocol.read protocol.found protocol.versions protocol.version protocol.file protocol.as")),
    Right("Agree, object", "the two directors", "after the meeting", "NotADirector", MEMBER, names("protocol.agree protocol.object protocol.objected")),
    Right("Amend a protocol", "people of the team", "24 hours", "TooLateToAmend", MEMBER, names("protocol.amend protocol.amended")),
    Right("See action items", "people of the team", "always", STRANGERS, MEMBER, names("/tasks task.list task.card")),
    Right("Say how an action item stands, move it, give it away, split it, drop it", "its owner, the chair, the directors", "while it is open", "NotYourTask; TaskIsClosed", MEMBER, names("task.done task.partly task.not_done task.explained task.date task.dated task.owner task.owned task.split task.parts task.drop task.dropped")),
    Right("Choose who takes over from somebody who left", "the directors, admins", "once they are off the team", "NotYourTask; UnknownButton", MEMBER, names("task.heir task.inherited chair.choose chair.chosen")),
    Right("Answer a stand-up in writing", "who takes part", "until its digest", "AlreadyClosed", MEMBER, names("standup.answer standup.answered")),
    Right("Look at the cup, hand it over", "people of the team; its holder, admins", "always", "NoCup; NotYoursToGive", MEMBER, names("/cup cup.page cup.handed cup.give cup.given")),
    Right("Vote for the cup", "the electors of the vote", "while it is open", "NotAnElector; VoteIsOver", MEMBER, names("cup.vote cup.choose cup.why cup.because")),
    Right("Answer a survey", "those who were asked", "until it closes", "NotAsked; SurveyIsOver; AlreadyAnswered", MEMBER, names("/survey survey.home survey.begin survey.goto survey.pick survey.skip survey.write survey.written survey.pause survey.stop survey.finish")),
    Right("Start a survey, close it, release its results", "HR, the CEO, and whom the team lets", "always", "OnlyForManagers", MEMBER, names("survey.results survey.as survey.choose survey.chosen survey.own survey.titled survey.setup survey.audience survey.days survey.add survey.added survey.file survey.filed survey.remove survey.drop survey.invite survey.preview survey.start survey.status survey.ask_close survey.close survey.release survey.to_agenda survey.on_agenda")),
    Right("Say when I am away", "people of the team, for themselves; admins for others", "always", STRANGERS, MEMBER, names("/away team.absences team.away team.away_on team.back")),
    Right("See what is kept about me, as text and as a file; erase me", "people of the team and who has left it, for themselves", "always", STRANGERS + "; UnknownButton", ANYBODY, names("/privacy privacy.show privacy.file privacy.erase privacy.erase_now")),
    Right("Set my language and time zone", "people of the team, for themselves", "always", STRANGERS, MEMBER, names("privacy.settings personal.set")),
    Right("See who can get private messages and tell the others; look a month ahead", "the team’s admins", "always", "OnlyAdmins", ADMIN, names("reach.show reach.tell reach.links ritual.preview")),
)  # fmt: skip


def page() -> str:
    """The table of docs/reference/roles-and-rights.md."""
    lines = ["| what | commands and buttons | who may | when | others are told |", "|---|---|---|---|---|"]
    for right in RIGHTS:
        named = ", ".join(f"`{name}`" for name in right.names)
        others = right.others.replace("; ", ", ") or "—"
        lines.append(f"| {right.what} | {named} | {right.who} | {right.when} | {others} |")
    return "\n".join(lines)
