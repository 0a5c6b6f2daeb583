"""Two persons who turn out to be one human: everything that refers to one of them comes to refer to the other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, Table, delete, select, tuple_, update

from bot.storage.archive_tables import protocol_searches
from bot.storage.calendar_tables import calendar_readers
from bot.storage.meeting_tables import partakings
from bot.storage.rituals import RitualRows
from bot.storage.sql import Sql
from bot.storage.survey_tables import survey_drafts, survey_people, surveys
from bot.storage.tables import (
    absences,
    answers,
    attendances,
    decisions,
    item_votes,
    items,
    meetings,
    occurrences,
    people,
    person_accounts,
    reviews,
    slots,
    tasks,
)
from bot.storage.vote_tables import (
    ballots,
    cup_holders,
    cup_winners,
    vote_electors,
    vote_options,
    vote_reasons,
    votes,
)
from rituals.home import home_slot
from rituals.survey import Standing
from rituals.team import Circle, Person, PersonId
from rituals.vote import About

_DID = (
    occurrences.c.by_id,
    items.c.by_id,
    tasks.c.owner_id,
    tasks.c.created_by_id,
    meetings.c.chair_id,
    decisions.c.by_id,
    reviews.c.by_id,
    slots.c.person_id,
    protocol_searches.c.person_id,
    surveys.c.by_id,
)
"""Columns that name a person, as often as they like."""

_ONCE: tuple[tuple[Any, ...], ...] = (
    (item_votes, item_votes.c.item_id),
    (attendances, attendances.c.occurrence_id),
    (answers, answers.c.occurrence_id),
    (partakings, partakings.c.occurrence_id, partakings.c.part),
    (absences, absences.c.first),
    (person_accounts, person_accounts.c.messenger),
    (calendar_readers, calendar_readers.c.team_id),
    (vote_electors, vote_electors.c.vote_id),
    (ballots, ballots.c.vote_id),
    (cup_winners, cup_winners.c.occurrence_id),
    (cup_holders, cup_holders.c.ritual_id),
    (survey_people, survey_people.c.survey_id),
    (survey_drafts, survey_drafts.c.survey_id),
)
"""Tables where a person has one row for each of something; where both have one, that of who stays is kept."""


async def merge(sql: Sql, into: Person, other: Person) -> None:
    """Move everything from `other`, who leaves. Raises ValueError for one person, or persons of two teams."""
    both = select(people.c.id).where(people.c.team_id == into.team, people.c.id.in_((into.id, other.id)))
    if len(await sql.all(both.with_for_update(key_share=True))) < 2:  # noqa: PLR2004  both of them
        raise ValueError("only two persons of one team can be one human")
    for column in _DID:
        await sql.run(update(column.table).where(column == other.id).values({column: into.id}))
    lives = update(slots).where(slots.c.slot == home_slot(other.id))
    await sql.run(lives.values(slot=home_slot(into.id)))
    await _answer_once(sql, into, other)
    for table, *per in _ONCE:
        await _move(sql, table, per, into, other)
    await _move_in_circles(sql, into, other)
    await _move_on_ballots(sql, into, other)
    joined = None if into.joined is None or other.joined is None else min(into.joined, other.joined)
    await sql.run(update(people).where(people.c.id == into.id).values(joined=joined))
    await sql.run(update(people).where(people.c.id == other.id).values(active=False))


async def _move_on_ballots(sql: Sql, into: Person, other: Person) -> None:
    """Votes for one are votes for the other; where both could be chosen, their counts add up."""
    about_people = select(votes.c.id).where(votes.c.about == About.PEOPLE)
    for table in (ballots, vote_reasons):
        for_other = (table.c.option_id == other.id) & table.c.vote_id.in_(about_people)
        await sql.run(update(table).where(for_other).values(option_id=into.id))
    mine = vote_options.alias("mine")
    theirs = (vote_options.c.option_id == other.id) & vote_options.c.vote_id.in_(about_people)
    twice = vote_options.c.vote_id.in_(select(mine.c.vote_id).where(mine.c.option_id == into.id))
    for row in await sql.all(select(vote_options).where(theirs, twice)):
        both = (vote_options.c.vote_id == row.vote_id) & (vote_options.c.option_id == into.id)
        await sql.run(update(vote_options).where(both).values(votes=vote_options.c.votes + row.votes))
    await sql.run(delete(vote_options).where(theirs, twice))
    await sql.run(update(vote_options).where(theirs).values(option_id=into.id))


async def _answer_once(sql: Sql, into: Person, other: Person) -> None:
    """Where one of them has answered a survey, the human has, and nothing is left of what they were about to answer."""
    done = survey_people.alias("done")
    both = select(done.c.survey_id).where(done.c.person_id == other.id, done.c.standing == Standing.ANSWERED)
    theirs = (survey_people.c.person_id == into.id) & survey_people.c.survey_id.in_(both)
    await sql.run(update(survey_people).where(theirs).values(standing=Standing.ANSWERED))
    begun = survey_drafts.c.person_id.in_((into.id, other.id))
    answered = select(done.c.survey_id).where(
        done.c.person_id.in_((into.id, other.id)), done.c.standing == Standing.ANSWERED
    )
    await sql.run(delete(survey_drafts).where(begun, survey_drafts.c.survey_id.in_(answered)))


async def _move_in_circles(sql: Sql, into: Person, other: Person) -> None:
    rows = RitualRows(sql)
    for ritual in await rows.of(into.team):
        if ritual.circle is not None and other.id in ritual.circle.people:
            await rows.save(replace(ritual, circle=_renamed(ritual.circle, into.id, other.id)))


def _renamed(circle: Circle, into: PersonId, other: PersonId) -> Circle:
    """The circle with one person in the place of another, once."""
    return replace(circle, people=tuple(dict.fromkeys(into if one == other else one for one in circle.people)))


async def _move(sql: Sql, table: Table, per: Sequence[Column[Any]], into: Person, other: Person) -> None:
    """Move the rows that `into` has none of; the rest of `other`'s goes."""
    theirs = table.c.person_id == other.id
    taken = select(*per).where(table.c.person_id == into.id)
    await sql.run(delete(table).where(theirs, tuple_(*per).in_(taken)))
    await sql.run(update(table).where(theirs).values(person_id=into.id))
