"""Forgetting a person: who they were is gone, what was decided stays, and a former colleague stands in their place."""

import json
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, delete, or_, select, update

from bot.storage.archive_tables import protocol_searches
from bot.storage.calendar_tables import calendar_readers
from bot.storage.codec import decode
from bot.storage.meeting_tables import partakings
from bot.storage.sql import Sql
from bot.storage.survey_tables import survey_drafts, survey_people, surveys
from bot.storage.tables import (
    absences,
    accounts,
    answers,
    attendances,
    code_tries,
    codes,
    decisions,
    dialogues,
    item_votes,
    items,
    meetings,
    occurrences,
    people,
    person_accounts,
    protocol_versions,
    protocols,
    reviews,
    slots,
    tasks,
)
from bot.storage.vote_tables import ballots, cup_holders, cup_winners, vote_electors, vote_reasons, votes
from bot.storage.wordforms import index_of
from rituals.protocol import Protocol
from rituals.protocol_search import passages
from rituals.tasks import TaskState
from rituals.team import Person, TeamId

GONE = (
    item_votes.c.person_id,
    attendances.c.person_id,
    answers.c.person_id,
    partakings.c.person_id,
    absences.c.person_id,
    calendar_readers.c.person_id,
    protocol_searches.c.person_id,
    vote_electors.c.person_id,
    ballots.c.person_id,
    survey_people.c.person_id,
    survey_drafts.c.person_id,
    slots.c.person_id,
    person_accounts.c.person_id,
)
"""The rows in which these name a person go."""

NAMELESS = (items.c.by_id, tasks.c.created_by_id, reviews.c.by_id, surveys.c.by_id)
"""The rows stay, and no longer say who."""

A_FORMER_COLLEAGUE = (
    occurrences.c.by_id,
    meetings.c.chair_id,
    decisions.c.by_id,
    tasks.c.owner_id,
    cup_winners.c.person_id,
    cup_holders.c.person_id,
)
"""The rows stay and name a number, behind which nobody can be found any more.

A turn as the chair, an open action item and the cup still have to be handed over; closed action items lose the owner.
"""

WORDS = (
    items.c.text,
    tasks.c.text,
    tasks.c.reason,
    decisions.c.text,
    reviews.c.why,
    occurrences.c.note,
    occurrences.c.place,
    answers.c.done,
    answers.c.plan,
    answers.c.blocked,
    ballots.c.why,
    vote_reasons.c.why,
    surveys.c.title,
    protocol_searches.c.words,
)
"""What people of the team wrote: a name may stand in it."""

FACTS = (
    slots.c.facts,
    protocol_versions.c.body,
    surveys.c.questions,
    surveys.c.results,
    dialogues.c.facts,
    dialogues.c.answers,
)
"""The same, as JSON."""

_BY_ACCOUNT = (accounts.c.account, codes.c.account, code_tries.c.account, dialogues.c.account, slots.c.place)


async def erase(sql: Sql, person: Person, instead: str) -> None:
    """Forget a person of a team; `instead` is written wherever the name stood, in protocols of all versions too."""
    mine = (people.c.id == person.id) & (people.c.team_id == person.team)
    await sql.run(select(people.c.id).where(mine).with_for_update())
    for column in GONE:
        await sql.run(delete(column.table).where(column == person.id))
    for column in NAMELESS:
        await sql.run(update(column.table).where(column == person.id).values({column: None}))
    closed = (tasks.c.owner_id == person.id) & (tasks.c.state != TaskState.OPEN)
    await sql.run(update(tasks).where(closed).values(owner_id=None))
    await sql.run(delete(codes).where(codes.c.purpose == f"reach:{person.id}"))
    await _forget_accounts(sql, person)
    await _rename(sql, person.team, person.name, instead)
    nobody = {
        "name": instead,
        "role": None,
        "admin": False,
        "locale": None,
        "timezone": None,
        "active": False,
        "joined": None,
    }
    await sql.run(update(people).where(mine).values(nobody))


async def _forget_accounts(sql: Sql, person: Person) -> None:
    """What is known of accounts that are no other team's person."""
    for account in person.accounts:
        if await sql.first(select(person_accounts.c.team_id).where(person_accounts.c.account == account)):
            continue
        for column in _BY_ACCOUNT:
            await sql.run(delete(column.table).where(column == account))


# -- the name ----------------------------------------------------------------------------------------------------------


async def _rename(sql: Sql, team: TeamId, name: str, instead: str) -> None:
    """Write `instead` for the name in all that the team has written."""
    for column in WORDS:
        await _rewrite(sql, column, team, name, lambda text: without_name(text, name, instead))
    for column in FACTS:
        await _rewrite(sql, column, team, name, lambda text: without_name_in_json(text, name, instead))
    await _index_anew(sql, team, name)


async def _rewrite(sql: Sql, column: Column[Any], team: TeamId, name: str, words: Any) -> None:
    table = column.table
    keys = list(table.primary_key)
    said = or_(column.contains(name, autoescape=True), column.contains(_in_json(name), autoescape=True))
    for row in await sql.all(select(*keys, column).where(_of_team(table, team), said)):
        changed = words(row[-1])
        if changed != row[-1]:
            same = [key == value for key, value in zip(keys, row, strict=False)]
            await sql.run(update(table).where(*same).values({column: changed}))


def _of_team(table: Any, team: TeamId) -> ColumnElement[bool]:
    """The rows of a table that are a team's."""
    if "team_id" in table.c:
        return table.c.team_id == team  # type: ignore[no-any-return]
    if "occurrence_id" in table.c:
        held: Select[Any] = select(occurrences.c.id).where(occurrences.c.team_id == team)
        return table.c.occurrence_id.in_(held)  # type: ignore[no-any-return]
    if "vote_id" in table.c:
        held = select(votes.c.id).where(votes.c.team_id == team)
        return table.c.vote_id.in_(held)  # type: ignore[no-any-return]
    theirs = select(person_accounts.c.account).where(person_accounts.c.team_id == team)
    return table.c.account.in_(theirs)  # type: ignore[no-any-return]


async def _index_anew(sql: Sql, team: TeamId, name: str) -> None:
    """The words of protocols by which they are found, without those of the name, unless they stand there otherwise."""
    numbers = select(protocols.c.number).where(protocols.c.team_id == team)
    for word in name.lower().replace("ё", "е").split():
        numbers = numbers.where(protocols.c.words.contains(f" {word} ", autoescape=True))
    for row in await sql.all(numbers):
        same = (protocol_versions.c.team_id == team) & (protocol_versions.c.number == row.number)
        latest = select(protocol_versions.c.body).where(same).order_by(protocol_versions.c.version.desc()).limit(1)
        words = index_of(passages(decode(await sql.value(latest), Protocol)))
        head = (protocols.c.team_id == team) & (protocols.c.number == row.number)
        await sql.run(update(protocols).where(head).values(words=words))


def without_name(text: str, name: str, instead: str) -> str:
    """A text without the name; one of a single word is left in the midst of others, where it may be anybody's."""
    if text.strip() == name:
        return instead
    if " " not in name:
        return text
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _: instead, text)


def without_name_in_json(text: str, name: str, instead: str) -> str:
    """The same for every text within a JSON value; how it is written otherwise stays."""
    return json.dumps(_walk(json.loads(text), name, instead), ensure_ascii=False, separators=(",", ":"))


def _walk(value: Any, name: str, instead: str) -> Any:
    if isinstance(value, str):
        return without_name(value, name, instead)
    if isinstance(value, list):
        return [_walk(one, name, instead) for one in value]
    if isinstance(value, Mapping):
        return {key: _walk(one, name, instead) for key, one in value.items()}
    return value


def _in_json(name: str) -> str:
    """The name as it stands within JSON, where a quotation mark is written otherwise."""
    return json.dumps(name, ensure_ascii=False)[1:-1]
