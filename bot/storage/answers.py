"""What people wrote in asynchronous stand-ups, in the database."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.storage.sql import Sql
from bot.storage.tables import answers
from rituals.standup import Answer
from rituals.team import PersonId
from rituals.timeline import OccurrenceId


class AnswerRows:
    """The answers; see rituals.ports.Answers."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def put(self, answer: Answer) -> None:
        """Keep an answer; a second one replaces the first."""
        row = {
            "occurrence_id": answer.occurrence,
            "person_id": answer.person,
            "done": answer.done,
            "plan": answer.plan,
            "blocked": answer.blocked,
            "at": answer.at,
        }
        await self._sql.put(answers, [row])

    async def of(self, occurrence: OccurrenceId) -> Sequence[Answer]:
        """All answers, by the moment they came."""
        given = select(answers).where(answers.c.occurrence_id == occurrence)
        return [
            Answer(OccurrenceId(row.occurrence_id), PersonId(row.person_id), row.done, row.plan, row.blocked, row.at)
            for row in await self._sql.all(given.order_by(answers.c.at, answers.c.person_id))
        ]
