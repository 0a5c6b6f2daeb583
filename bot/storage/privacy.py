"""What is kept about a person, to be shown to them; forgetting them; forgetting what is older than a team wants."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from bot.storage import erasure, retention
from bot.storage.archive_tables import protocol_searches
from bot.storage.calendar_tables import calendar_readers
from bot.storage.meeting_tables import partakings
from bot.storage.people import people_with_accounts
from bot.storage.sql import Sql
from bot.storage.survey_tables import survey_people, surveys
from bot.storage.tables import (
    absences,
    accounts,
    answers,
    attendances,
    decisions,
    item_votes,
    items,
    occurrences,
    people,
    person_accounts,
    rituals,
    slots,
    tasks,
)
from bot.storage.vote_tables import ballots, cup_awards, cup_winners, votes
from rituals.team import AccountKey, Person, PersonId


class PrivacyRows:
    """What is kept about people; see rituals.ports.Privacy."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def of(self, person: Person) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """All that is kept about a person, by kind: each record as names and plain values."""
        found = {}
        for kind, query in _queries(person.id).items():
            found[kind] = [_plain(row._asdict()) for row in await self._sql.all(query)]
        return found

    async def formerly(self, account: AccountKey) -> Sequence[Person]:
        """Who this account was in the teams that they have left, by id."""
        theirs = select(person_accounts.c.person_id).where(person_accounts.c.account == account)
        return await people_with_accounts(self._sql, people.c.id.in_(theirs), people.c.active.is_(False))

    async def erase(self, person: Person, instead: str) -> None:
        """Forget a person; `instead` stands where the name stood."""
        await erasure.erase(self._sql, person, instead)

    async def sweep(self, before: datetime) -> None:
        """Forget what was over before that moment."""
        await retention.sweep(self._sql, before)


def _queries(person: PersonId) -> dict[str, Select[Any]]:
    """One look a kind of record, the oldest first."""
    held = (rituals.c.name.label("ritual"), occurrences.c.starts_at.label("meeting"))
    meeting = occurrences.join(rituals, rituals.c.id == occurrences.c.ritual_id)

    def at_meetings(table: Any, column: Any, *what: Any) -> Select[Any]:
        joined = meeting.join(table, table.c.occurrence_id == occurrences.c.id)
        return select(*held, *what).select_from(joined).where(column == person).order_by(occurrences.c.starts_at)

    mine = person_accounts.c.person_id == person
    known = person_accounts.join(accounts, accounts.c.account == person_accounts.c.account, isouter=True)
    voted = items.join(item_votes, item_votes.c.item_id == items.c.id)
    return {
        "accounts": select(person_accounts.c.account, accounts.c.username, accounts.c.reachable)
        .select_from(known)
        .where(mine)
        .order_by(person_accounts.c.position),
        "absences": select(absences.c.first, absences.c.last)
        .where(absences.c.person_id == person)
        .order_by(absences.c.first),
        "items": select(items.c.created_at, items.c.text, items.c.link, items.c.state)
        .where(items.c.by_id == person)
        .order_by(items.c.id),
        "votes": select(items.c.text).select_from(voted).where(item_votes.c.person_id == person).order_by(items.c.id),
        "tasks": select(tasks.c.created_at, tasks.c.text, tasks.c.due, tasks.c.state, tasks.c.reason, tasks.c.closed_at)
        .where(tasks.c.owner_id == person)
        .order_by(tasks.c.id),
        "tasks_given": select(tasks.c.created_at, tasks.c.text)
        .where(tasks.c.created_by_id == person)
        .order_by(tasks.c.id),
        "attendances": at_meetings(attendances, attendances.c.person_id, attendances.c.at, attendances.c.late),
        "decisions": at_meetings(decisions, decisions.c.by_id, decisions.c.at, decisions.c.text),
        "answers": at_meetings(
            answers, answers.c.person_id, answers.c.at, answers.c.done, answers.c.plan, answers.c.blocked
        ),
        "parts": at_meetings(partakings, partakings.c.person_id, partakings.c.at, partakings.c.part),
        "messages": select(slots.c.first_shown_at, slots.c.template, slots.c.facts)
        .where(slots.c.person_id == person)
        .order_by(slots.c.id),
        "ballots": select(votes.c.opened_at, ballots.c.option_id.label("for"), ballots.c.why)
        .select_from(votes.join(ballots, ballots.c.vote_id == votes.c.id))
        .where(ballots.c.person_id == person)
        .order_by(votes.c.id),
        "cups": select(cup_awards.c.first, cup_awards.c.last)
        .select_from(cup_awards.join(cup_winners, cup_winners.c.occurrence_id == cup_awards.c.occurrence_id))
        .where(cup_winners.c.person_id == person)
        .order_by(cup_awards.c.first),
        "surveys": select(surveys.c.title, surveys.c.opened_at, survey_people.c.standing)
        .select_from(surveys.join(survey_people, survey_people.c.survey_id == surveys.c.id))
        .where(survey_people.c.person_id == person)
        .order_by(surveys.c.id),
        "searches": select(protocol_searches.c.at, protocol_searches.c.words)
        .where(protocol_searches.c.person_id == person)
        .order_by(protocol_searches.c.id),
        "calendar": select(calendar_readers.c.since).where(calendar_readers.c.person_id == person),
    }


def _plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as JSON can hold it; moments and dates as ISO 8601."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in record.items()
        if value is not None
    }
