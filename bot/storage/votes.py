"""Votes in the database: the roll and the ballots while they are open, the count and the reasons for ever."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from bot.storage.compiled import Prepared
from bot.storage.sql import Sql
from bot.storage.tables import occurrences
from bot.storage.vote_tables import ballots, vote_electors, vote_options, vote_reasons, votes
from rituals.team import PersonId, TeamId
from rituals.timeline import OccurrenceId
from rituals.vote import Ballot, OptionId, Rule, Tally, Vote, VoteId

_MINE = (votes.c.id == bindparam("vote"), votes.c.team_id == bindparam("team"))

_GET = Prepared(select(votes).where(*_MINE))
_LOCK_PLACE = Prepared(
    select(occurrences.c.id)
    .join(votes, votes.c.occurrence_id == occurrences.c.id)
    .where(*_MINE)
    .with_for_update(of=occurrences, key_share=True)
)
"""In a statement of its own: what is read in the same one as the lock is as it was before the wait."""

_OPTIONS = Prepared(
    select(vote_options).where(vote_options.c.vote_id == bindparam("vote")).order_by(vote_options.c.position)
)
_ELECTORS = Prepared(select(vote_electors.c.person_id).where(vote_electors.c.vote_id == bindparam("vote")))
_GIVEN = Prepared(select(ballots).where(ballots.c.vote_id == bindparam("vote")).order_by(ballots.c.person_id))


class VoteRows:
    """The votes; see rituals.ports.Votes."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def open(self, vote: Vote) -> Vote:
        """Store a new vote (its id is ignored) with its roll."""
        opened = replace(
            vote, id=VoteId(await self._sql.value(votes.insert().values(_values(vote)).returning(votes.c.id)))
        )
        options = [
            {"vote_id": opened.id, "option_id": option, "position": position}
            for position, option in enumerate(opened.options)
        ]
        await self._sql.put(vote_options, options)
        electors = [{"vote_id": opened.id, "person_id": person} for person in sorted(opened.electors)]
        await self._sql.put(vote_electors, electors)
        return opened

    async def get(self, team: TeamId, vote: VoteId) -> Vote | None:
        """With its roll and ballots; locked for this transaction, the occurrence first, as a step does it."""
        if self._sql.is_postgres:
            await self._sql.first(_LOCK_PLACE, vote=vote, team=team)
        found = await self._sql.known(_GET, tuple, vote=vote, team=team)
        return await self._whole(found[0]) if found else None

    async def of(self, occurrence: OccurrenceId) -> Sequence[Vote]:
        """The votes of an occurrence by their numbers; the occurrence is locked for this transaction."""
        await self._lock(occurrence)
        theirs = select(votes).where(votes.c.occurrence_id == occurrence).order_by(votes.c.number)
        return [await self._whole(row) for row in await self._sql.all(theirs)]

    async def cast(self, vote: VoteId, ballot: Ballot) -> None:
        """Keep a ballot in place of an earlier one of this elector: one statement."""
        row = {"vote_id": vote, "person_id": ballot.elector, "option_id": ballot.option, "why": ballot.why}
        await self._sql.put(ballots, [row])

    async def save(self, vote: Vote) -> None:
        """Its closing moment; with a tally that too, and then the roll of electors and all ballots are erased."""
        mine = (votes.c.id == vote.id) & (votes.c.team_id == vote.team)
        await self._sql.run(update(votes).where(mine).values(_values(vote)))
        if vote.tally is not None:
            await self._keep(vote.id, vote.tally)
            for table in (ballots, vote_electors):
                await self._sql.run(delete(table).where(table.c.vote_id == vote.id))

    async def _keep(self, vote: VoteId, tally: Tally) -> None:
        for option, number in tally.votes:
            counted = (vote_options.c.vote_id == vote) & (vote_options.c.option_id == option)
            await self._sql.run(update(vote_options).where(counted).values(votes=number))
        reasons = [
            {"vote_id": vote, "position": position, "option_id": option, "why": why}
            for position, (option, why) in enumerate(tally.reasons)
        ]
        await self._sql.put(vote_reasons, reasons)

    async def _lock(self, occurrence: OccurrenceId) -> None:
        lock = select(occurrences.c.id).where(occurrences.c.id == occurrence).with_for_update(key_share=True)
        await self._sql.run(lock)

    async def _whole(self, row: Row[Any]) -> Vote:
        options = await self._sql.known(_OPTIONS, tuple, vote=row.id)
        electors = await self._sql.known(_ELECTORS, _people_in, vote=row.id)
        given = await self._sql.all(_GIVEN, vote=row.id)
        return Vote(
            VoteId(row.id),
            TeamId(row.team_id),
            OccurrenceId(row.occurrence_id),
            row.number,
            row.about,
            Rule(row.quorum, row.ties),
            row.opened_at,
            row.closes_at,
            tuple(OptionId(option.option_id) for option in options),
            electors,
            tuple(Ballot(PersonId(one.person_id), OptionId(one.option_id), one.why) for one in given),
            None if row.eligible is None else await self._tally(row, options),
        )

    async def _tally(self, row: Row[Any], options: Sequence[Row[Any]]) -> Tally:
        counted = [(OptionId(option.option_id), option.votes) for option in options if option.votes is not None]
        reasons = await self._sql.all(
            select(vote_reasons).where(vote_reasons.c.vote_id == row.id).order_by(vote_reasons.c.position)
        )
        return Tally(
            row.eligible,
            row.voted,
            tuple(sorted(counted, key=lambda pair: -pair[1])),
            row.void,
            tuple((OptionId(reason.option_id), reason.why) for reason in reasons),
        )


def _people_in(rows: Sequence[Row[Any]]) -> frozenset[PersonId]:
    return frozenset(PersonId(row.person_id) for row in rows)


def _values(vote: Vote) -> dict[str, Any]:
    tally = vote.tally
    return {
        "team_id": vote.team,
        "occurrence_id": vote.occurrence,
        "number": vote.number,
        "about": vote.about,
        "quorum": vote.rule.quorum,
        "ties": vote.rule.ties,
        "opened_at": vote.opened_at,
        "closes_at": vote.closes_at,
        "eligible": None if tally is None else tally.eligible,
        "voted": None if tally is None else tally.voted,
        "void": None if tally is None else tally.void,
    }
