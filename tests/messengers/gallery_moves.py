"""How the course of a ritual is changed: moves, skips, pauses, schedules, outages, and the calendar that follows them."""

from dataclasses import replace
from datetime import timedelta

from handlers.moves import AskMove, AskSkip, MoveForm, MovePanel, RitualChanged
from handlers.pauses import AskPause, AskResume, PauseForm
from handlers.rituals import RitualList, RitualPanel
from handlers.schedules import AskSchedule, ScheduleForm
from rituals.beginning import AskRun
from rituals.calendar_messages import CalendarFile, CalendarKept, CalendarUpdate
from rituals.notices import OccurrenceMoved, Paused, Resumed, Rhythm, ScheduleChanged
from rituals.outages import Afterwards, Missed, MissedLine, StepLine
from rituals.timeline import OccurrenceId, OccurrenceState, Reason
from tests.messengers.gallery_people import MONDAY, NEXT_MONDAY, OCCURRENCE, OTHER_RITUAL, RITUAL, Room
from tests.messengers.gallery_team import LINE, MONDAYS, RESTING, TEAM

TUESDAY = MONDAY + timedelta(days=1, hours=1)
DATES = tuple(NEXT_MONDAY + timedelta(weeks=weeks) for weeks in range(3))
BACK = NEXT_MONDAY.replace(hour=0) + timedelta(days=36)
WEEKLY = Rhythm("week", "mon", "10:00", 30, "next workday")
MONTHLY = Rhythm("month", "first workday", "11:30", 90, "skip")
ANNA = "Анна Петрова"

MOVE = AskMove(RITUAL, OCCURRENCE, "monday", "standup", MONDAY, TUESDAY, 3, MONDAY, TUESDAY - timedelta(hours=1), DATES)
PAUSE = AskPause(RITUAL, "monday", "standup", BACK, DATES, 5, BACK + timedelta(days=6, hours=10), 2)
SCHEDULE = AskSchedule(
    RITUAL,
    "monday",
    "standup",
    WEEKLY,
    MONTHLY,
    (MONDAY,),
    DATES,
    2,
    paused=False,
    code="2.1.7.690.90.0",
    stamp="0a1b2c3d",
)
MISSED = MissedLine(RITUAL, "monday", "standup", MONDAY, OCCURRENCE)
OTHER = MissedLine(OTHER_RITUAL, "Планёрка", "standup", MONDAY + timedelta(hours=1), OccurrenceId(43))
MOVED_LINE = replace(LINE, next_at=TUESDAY, moved_from=MONDAY, moved_by=ANNA, past=())

FAR = ("Вера Ким", "Егор Лис")
RUN = AskRun(RITUAL, "monday", "standup", "meeting", 2, 17, 0, (), None, enough=True, may_invite=False)

ROOM: Room = (
    # -- run now -------------------------------------------------------------------------------------------------
    ("in_chats", RUN),
    ("planned", replace(RUN, chats=1, people=1, planned=MONDAY)),
    ("in_private", replace(RUN, kind="breakfast", name="breakfast", chats=0, people=2, asked=2)),
    ("async", replace(RUN, variant="async", chats=0, asked=17)),
    ("vote", replace(RUN, kind="cup", name="cup", people=9, asked=9, out_of_reach=FAR, may_invite=True)),
    ("vote_all", replace(RUN, kind="cup", name="Кубок", chats=1, people=9, asked=9)),
    ("survey", replace(RUN, kind="survey", name="pulse", chats=0, people=21, asked=21, out_of_reach=FAR[:1])),
    ("too_few", replace(RUN, kind="breakfast", name="breakfast", chats=0, people=1, asked=1, enough=False)),
    ("nobody", replace(RUN, kind="cup", name="cup", people=0, enough=False)),
    ("nobody_to_ask", replace(RUN, kind="survey", name="survey", people=0, chats=0, enough=False)),
    # -- one meeting ---------------------------------------------------------------------------------------------
    ("items", AskSkip(RITUAL, OCCURRENCE, "monday", "standup", MONDAY, DATES, 3)),
    ("one", AskSkip(RITUAL, OCCURRENCE, "monday", "standup", MONDAY, (), 1)),
    ("empty", AskSkip(RITUAL, OCCURRENCE, "Планёрка", "standup", MONDAY, DATES[:1], 0)),
    (
        "all",
        MovePanel(
            RITUAL,
            OCCURRENCE,
            "monday",
            "standup",
            MONDAY,
            MONDAY + timedelta(hours=1),
            MONDAY + timedelta(days=1),
            MONDAY + timedelta(days=3),
            MONDAY - timedelta(days=1),
        ),
    ),
    ("none", MovePanel(RITUAL, OCCURRENCE, "Планёрка", "standup", MONDAY)),
    ("plain", MoveForm(OCCURRENCE, "monday", "standup", MONDAY)),
    ("plain", MOVE),
    ("day_off", replace(MOVE, day_off="День народного единства", items=0, call_at=None)),
    ("weekend", replace(MOVE, weekend=True, items=1, call_at=None, agenda_at=None)),
    ("own_day_off", replace(MOVE, day_off="", items=2)),
    ("moved", RitualPanel(MOVED_LINE)),
    ("director", RitualPanel(MOVED_LINE, may_change=False)),
    ("member", RitualPanel(MOVED_LINE, may_change=False, may_move=False)),
    ("paused_until", RitualPanel(replace(LINE, paused=True, paused_until=BACK, past=()))),
    ("director", RitualList((LINE,), 11, 12, (), may_change=False, may_move=(RITUAL,))),
    (
        "history",
        RitualPanel(
            replace(
                LINE,
                past=(
                    replace(LINE.past[0], moved_from=MONDAY - timedelta(days=8), by=ANNA),
                    replace(LINE.past[0], state=OccurrenceState.MISSED, protocol=None, decided="held", by=ANNA),
                    replace(LINE.past[0], state=OccurrenceState.MISSED, protocol=None, decided="left", by=ANNA),
                    replace(LINE.past[0], state=OccurrenceState.SKIPPED, reason=Reason.PERSON, protocol=None, by=ANNA),
                ),
            )
        ),
    ),
    ("run", RitualChanged("run", "monday", "standup")),
    ("skipped", RitualChanged("skipped", "monday", "standup", MONDAY, NEXT_MONDAY)),
    ("moved", RitualChanged("moved", "monday", "standup", MONDAY, TUESDAY)),
    ("paused", RitualChanged("paused", "monday", "standup")),
    ("paused_until", RitualChanged("paused", "monday", "standup", next_at=DATES[2], until=BACK)),
    ("resumed", RitualChanged("resumed", "monday", "standup", next_at=NEXT_MONDAY)),
    ("rescheduled", RitualChanged("rescheduled", "monday", "standup", next_at=NEXT_MONDAY)),
    ("held", RitualChanged("held", "monday", "standup", MONDAY)),
    ("left", RitualChanged("left", "", "")),
    ("person", OccurrenceMoved("monday", "standup", TUESDAY, MONDAY, ANNA)),
    ("back", OccurrenceMoved("monday", "standup", MONDAY, TUESDAY, ANNA, back=True)),
    ("day_off", OccurrenceMoved("Планёрка", "standup", TUESDAY, MONDAY, None, "День народного единства")),
    ("no_day_off", OccurrenceMoved("monday", "standup", MONDAY, MONDAY, None, back=True)),
    # -- pauses --------------------------------------------------------------------------------------------------
    ("until", PAUSE),
    ("until_one", replace(PAUSE, not_held=DATES[:1], fallen=1, items=1)),
    ("until_nothing", replace(PAUSE, not_held=(), fallen=0, items=0, next_at=None)),
    ("open", replace(PAUSE, until=None, fallen=3, next_at=None)),
    ("plain", PauseForm(RITUAL, "monday", "standup")),
    ("plain", AskResume(RITUAL, "monday", "standup", DATES)),
    ("cup", AskResume(RITUAL, "cup", "cup", DATES)),
    ("cup", replace(PAUSE, name="cup", kind="cup", items=0)),
    ("cup_for_ever", replace(PAUSE, name="cup", kind="cup", items=0, until=None, next_at=None)),
    ("survey", replace(PAUSE, name="pulse", kind="survey", items=0)),
    ("unplanned", AskResume(RITUAL, "Планёрка", "standup", ())),
    ("until", Paused("monday", "standup", ANNA, BACK, DATES[2])),
    ("by_itself", Resumed("monday", "standup", None, NEXT_MONDAY)),
    # -- schedules -----------------------------------------------------------------------------------------------
    ("weekly", ScheduleForm(RITUAL, "monday", "standup", WEEKLY, "week", "", "mon", "next")),
    ("monthly", ScheduleForm(RITUAL, "Планёрка", "standup", MONTHLY, "month", "first_workday", "", "skip")),
    ("plain", SCHEDULE),
    ("paused", replace(SCHEDULE, dropped=(), paused=True, items=0, after=replace(WEEKLY, day_off="previous workday"))),
    ("plain", ScheduleChanged("monday", "standup", WEEKLY, MONTHLY, ANNA, NEXT_MONDAY)),
    ("paused", ScheduleChanged("Планёрка", "standup", MONTHLY, WEEKLY, ANNA, None)),
    # -- outages -------------------------------------------------------------------------------------------------
    ("one", Missed((MISSED,))),
    ("two", Missed((MISSED, OTHER))),
    (
        "whole",
        Missed(
            (MISSED, OTHER),
            (StepLine("close", "strategy", "strategy", 1, 95), StepLine("remind_today", "", "", 2, 130)),
            (
                StepLine("agenda", "strategy", "strategy", 1),
                StepLine("remind_before", "", "", 1),
                StepLine("new", "x", "review", 2),
            ),
        ),
    ),
    (
        "decided",
        Missed(
            (
                replace(MISSED, decided=Afterwards.HELD, by=ANNA, held_at=TUESDAY),
                replace(OTHER, decided=Afterwards.LEFT, by=ANNA),
            )
        ),
    ),
    # -- calendars -----------------------------------------------------------------------------------------------
    ("kept", CalendarFile(TEAM, MONDAY, (MONDAYS, RESTING), kept=True)),
    ("one_of", CalendarFile(TEAM, MONDAY, (MONDAYS,), is_of_all=False)),
    ("plain", CalendarUpdate(TEAM, MONDAY, (MONDAYS,))),
    ("resting", CalendarUpdate(TEAM, MONDAY, (RESTING,))),
    ("kept", CalendarKept(kept=True)),
    ("stopped", CalendarKept(kept=False)),
)
