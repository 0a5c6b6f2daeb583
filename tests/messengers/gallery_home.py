"""Everybody's home: full, empty, an admin's, what is left of a former one and of somebody who has left."""

from dataclasses import replace

from rituals.home_messages import HomeBelow, HomeLeft, HomeMeeting, HomePage, HomeSurvey, HomeVote
from rituals.survey import SurveyId
from rituals.survey_questions import SurveyTemplate
from rituals.vote import VoteId
from tests.messengers.gallery_cup import MIRROR, OCTOBER, RUN_OFF, UNTIL, VOTE
from tests.messengers.gallery_papers import ROWS
from tests.messengers.gallery_people import FRIDAY, MONDAY, NEXT_MONDAY, Room
from tests.messengers.gallery_team import TEAM

PULSE = HomeSurvey(SurveyId(4), SurveyTemplate.PULSE, "", FRIDAY)
OWN = HomeSurvey(SurveyId(5), SurveyTemplate.OWN, "Выставка в мае", FRIDAY)
PAGE = HomePage(
    "Вера Ким",
    TEAM,
    (
        HomeMeeting("monday", "standup", NEXT_MONDAY, running=False),
        HomeMeeting("Итоги", "review", FRIDAY, running=False),
    ),
    ROWS,
    3,
    1,
    (HomeVote(VOTE, OCTOBER, UNTIL),),
    (PULSE,),
    admin=False,
)
EMPTY = HomePage("Вера Ким", TEAM, (), (), 0, 0, (), (), admin=False)

ROOM: Room = (
    ("full", PAGE),
    (
        "admin",
        replace(
            PAGE,
            meetings=(HomeMeeting("monday", "standup", MONDAY, running=True),),
            total=11,
            votes=(HomeVote(VOTE, RUN_OFF, UNTIL), HomeVote(VoteId(6), MIRROR, UNTIL)),
            surveys=(PULSE, OWN),
            admin=True,
        ),
    ),
    ("empty", EMPTY),
    ("one", HomeBelow()),
    ("one", HomeLeft(TEAM)),
)
