"""Everything that can be asked, topic by topic: the one place where a new file of handlers is named."""

from handlers import (
    agenda,
    before_meeting,
    calendar,
    cup,
    days_off,
    directors,
    help,  # noqa: A004  A topic's name.
    meeting,
    moves,
    outages,
    pauses,
    people,
    personal,
    privacy,
    protocol,
    reach,
    rituals,
    roster,
    schedules,
    setup,
    standup,
    survey,
    survey_setup,
    task_ends,
    tasks,
    team_setup,
    teams,
)
from handlers.registry import Registry

TOPICS = (
    agenda.topic,
    meeting.topic,
    before_meeting.topic,
    protocol.topic,
    tasks.topic,
    task_ends.topic,
    standup.topic,
    cup.topic,
    survey.topic,
    survey_setup.topic,
    rituals.topic,
    moves.topic,
    pauses.topic,
    schedules.topic,
    outages.topic,
    calendar.topic,
    people.topic,
    reach.topic,
    privacy.topic,
    personal.topic,
    teams.topic,
    setup.topic,
    team_setup.topic,
    days_off.topic,
    roster.topic,
    directors.topic,
    help.topic,
)


def everything() -> Registry:
    return Registry(TOPICS)
