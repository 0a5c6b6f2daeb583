"""The cup: the vote, the result, the panel, handing it over; and what the timeline says of a ritual that is no meeting."""

from dataclasses import replace
from datetime import date, timedelta

from handlers.moves import AskSkip, RitualChanged
from handlers.rituals import RitualPanel
from rituals.cup_messages import (
    BallotPaper,
    BallotsErased,
    Count,
    CountLine,
    CupCard,
    CupLine,
    CupPanel,
    CupResult,
    Fame,
    HandedOver,
    HandOver,
    HolderForm,
    HolderKept,
    HolderLeft,
    KindWords,
    OpenVote,
    Question,
    ReasonForm,
    ReasonKept,
    VoteReminder,
    Winner,
)
from rituals.messages import Who
from rituals.notices import Paused, Skipped
from rituals.outages import Missed, MissedLine, StepLine
from rituals.team import PersonId
from rituals.timeline import OccurrenceState, Reason
from rituals.vote import VoteId
from tests.messengers.gallery_people import (
    ANNA,
    LEADS,
    MONDAY,
    NEXT_MONDAY,
    OCCURRENCE,
    OTHER_RITUAL,
    RITUAL,
    VERA,
    Room,
)
from tests.messengers.gallery_team import LINE, weeks_ago

TEAM = "Оригинальные работы"
VOTE = VoteId(5)
EGOR = Who(PersonId(6), "Егор Лис")
OCTOBER = Question("cup", mirror=False, first=date(2026, 10, 1), last=date(2026, 10, 31))
MIRROR = replace(OCTOBER, mirror=True)
QUARTER = Question("Кубок квартала", mirror=False, first=date(2026, 7, 1), last=date(2026, 9, 30))
RUN_OFF = replace(OCTOBER, run_off=True)
UNTIL = MONDAY + timedelta(days=3, hours=1)
SOON = MONDAY + timedelta(minutes=10)

CARD = CupCard(VOTE, OCTOBER, ("Вера Ким", "Егор Лис"), 3, 6, UNTIL)
BALLOT = BallotPaper(VOTE, OCTOBER, (VERA, EGOR), UNTIL)
CROWD = tuple(Who(PersonId(100 + n), f"Маркетолог {n}") for n in range(1, 21))

COUNT = Count(6, 5, (CountLine("Вера Ким", 3), CountLine("Егор Лис", 2)))
TIE = Count(7, 5, (CountLine("Вера Ким", 2), CountLine("Егор Лис", 2)), void=1)
FAME = (
    Fame(date(2026, 9, 1), date(2026, 9, 30), ("Егор Лис",)),
    Fame(date(2026, 8, 1), date(2026, 8, 31), ("Вера Ким", "Егор Лис")),
    Fame(date(2025, 12, 1), date(2025, 12, 31), ("Вера Ким",)),
)
WON = CupResult(
    TEAM, OCTOBER, (COUNT,), 50, (Winner(VERA, 1, ("Собрала кейсы к тендеру за вечер", LEADS)),), (EGOR,), fame=FAME
)
HELD_BY_VERA = CupLine(
    RITUAL,
    "cup",
    mirror=False,
    holders=("Вера Ким",),
    left=(),
    streak=2,
    fame=FAME,
    reasons=("Собрала кейсы к тендеру за вечер",),
    vote=None,
    next_at=NEXT_MONDAY,
)
NOT_WON = replace(HELD_BY_VERA, holders=(), streak=0, fame=(), reasons=())
OPEN = OpenVote(VOTE, OCTOBER, 3, 6, UNTIL, may_vote=True, has_voted=False)
CUP_LINE = replace(LINE, name="cup", kind="cup", every="month", on="first workday", at="11:00")

ROOM: Room = (
    ("open", CARD),
    ("mirror_late", replace(CARD, question=MIRROR, late=True, voted=0)),
    ("quarter", replace(CARD, question=QUARTER)),
    ("run_off", replace(CARD, question=RUN_OFF, voted=1)),
    ("ending", replace(CARD, voted=6, ending=True, until=SOON)),
    ("closed", replace(CARD, voted=5, closed=True)),
    ("empty", BALLOT),
    ("mirror", replace(BALLOT, question=MIRROR)),
    ("run_off", replace(BALLOT, question=RUN_OFF)),
    ("alone", replace(BALLOT, alone=True)),
    ("second_page", replace(BALLOT, candidates=CROWD, page=1)),
    ("changing", replace(BALLOT, chosen="Вера Ким", changing=True)),
    ("done", replace(BALLOT, chosen="Вера Ким")),
    ("done_with_reason", replace(BALLOT, chosen="Вера Ким", has_reason=True)),
    ("plain", VoteReminder(VOTE, OCTOBER, UNTIL)),
    ("run_off", VoteReminder(VOTE, RUN_OFF, UNTIL)),
    ("plain", BallotsErased(OCTOBER)),
    ("again", BallotsErased(OCTOBER, again=True)),
    ("run_off", BallotsErased(RUN_OFF)),
    ("plain", ReasonForm(VOTE)),
    ("plain", ReasonKept(UNTIL)),
    # -- the result ------------------------------------------------------------------------------------------------
    ("won", WON),
    ("won_again", replace(WON, winners=(Winner(VERA, 3),), giving=(), question=QUARTER)),
    (
        "shared",
        replace(
            WON,
            counts=(TIE, COUNT),
            winners=(Winner(VERA, 1, ("Собрала кейсы",)), Winner(EGOR, 2, ("Починил заявки",), more=4)),
            giving=(ANNA,),
        ),
    ),
    ("no_quorum", replace(WON, counts=(Count(6, 2, COUNT.lines),), winners=(), giving=(), holders=("Егор Лис",))),
    ("no_quorum_no_holder", replace(WON, counts=(Count(6, 1, ()),), winners=(), giving=())),
    ("all_gone", replace(WON, counts=(Count(6, 5, (), void=5),), winners=(), giving=(), holders=("Егор Лис",))),
    ("plain", KindWords(OCTOBER, ("Собрала кейсы к тендеру за вечер", LEADS))),
    ("first", HandOver(OCCURRENCE, OCTOBER, ("Вера Ким",))),
    ("again", HandOver(OCCURRENCE, OCTOBER, ("Вера Ким", "Егор Лис"), again=True)),
    ("plain", HandedOver()),
    # -- where it is -----------------------------------------------------------------------------------------------
    ("held", CupPanel((HELD_BY_VERA,))),
    ("open", CupPanel((replace(HELD_BY_VERA, vote=OPEN),))),
    (
        "two_cups",
        CupPanel(
            (
                replace(HELD_BY_VERA, vote=replace(OPEN, has_voted=True)),
                replace(
                    NOT_WON,
                    ritual=OTHER_RITUAL,
                    name="sales",
                    mirror=True,
                    vote=replace(OPEN, vote=VoteId(6), question=replace(MIRROR, run_off=True)),
                ),
            )
        ),
    ),
    ("nobody", CupPanel((NOT_WON,))),
    ("left", CupPanel((replace(HELD_BY_VERA, holders=(), left=("Вера Ким",), streak=0, may_give=True),))),
    ("one_left", CupPanel((replace(HELD_BY_VERA, holders=("Егор Лис",), left=("Вера Ким",), streak=1),))),
    ("plain", HolderLeft(RITUAL, "cup", mirror=False, left=("Вера Ким",))),
    ("plain", HolderForm(RITUAL, (VERA, EGOR))),
    ("plain", HolderKept("Егор Лис")),
    # -- the timeline ----------------------------------------------------------------------------------------------
    ("cup", Skipped("cup", "cup", MONDAY, Reason.NOBODY_THERE, None, None, NEXT_MONDAY)),
    ("nobody_reads", Skipped("pulse", "survey", MONDAY, Reason.NOBODY_READS, None, None, NEXT_MONDAY)),
    ("too_alike", Skipped("pulse", "survey", MONDAY, Reason.TOO_ALIKE, None, None, NEXT_MONDAY)),
    ("own_cup", Skipped("Кубок квартала", "cup", MONDAY, Reason.PERSON, None, "Анна Петрова", None)),
    ("cup", Missed((MissedLine(RITUAL, "cup", "cup", MONDAY, OCCURRENCE),))),
    ("cup_late", Missed((), (StepLine("vote_close", "cup", "cup", 1, 40), StepLine("hand_over", "cup", "cup", 1, 40)))),
    ("cup", Paused("cup", "cup", "Анна Петрова")),
    ("cup_until", Paused("cup", "cup", "Анна Петрова", NEXT_MONDAY, NEXT_MONDAY)),
    ("cup", AskSkip(RITUAL, OCCURRENCE, "cup", "cup", MONDAY, (NEXT_MONDAY,), 0)),
    ("cup", RitualChanged("run", "cup", "cup")),
    (
        "cup",
        RitualPanel(
            replace(
                CUP_LINE,
                paused=True,
                past=(
                    weeks_ago(4, OccurrenceState.HELD, Reason.NO_QUORUM),
                    weeks_ago(8, OccurrenceState.HELD, Reason.NOBODY_LEFT),
                ),
            ),
        ),
    ),
)
