"""The gallery: every message and form of the rituals and the handlers, with facts as a team's weeks bring them."""

from rituals.messages import Form, Message
from tests.messengers import (
    gallery_agenda,
    gallery_care,
    gallery_cup,
    gallery_home,
    gallery_kinds,
    gallery_meeting,
    gallery_moves,
    gallery_papers,
    gallery_setup,
    gallery_survey,
    gallery_team,
)

ROOMS = (
    gallery_agenda.ROOM,
    gallery_meeting.ROOM,
    gallery_kinds.ROOM,
    gallery_moves.ROOM,
    gallery_papers.ROOM,
    gallery_setup.ROOM,
    gallery_care.ROOM,
    gallery_survey.ROOM,
    gallery_team.ROOM,
    gallery_cup.ROOM,
    gallery_home.ROOM,
)

GALLERY: dict[str, Message | Form] = {f"{shown.template}.{variant}": shown for room in ROOMS for variant, shown in room}
"""By the template's name, a dot, and what is special about the facts."""
