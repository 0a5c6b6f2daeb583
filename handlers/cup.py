"""Asking about the cup: where it is, voting, why, handing it over."""

from handlers.registry import Ask, Reply, Request, Say, Topic, Turn
from handlers.words import person_named
from rituals import cup_keeping, cup_round, leavers
from rituals.cup_messages import ReasonForm, ReasonKept
from rituals.errors import NotVotedYet
from rituals.ports import Transaction
from rituals.timeline import OccurrenceId, RitualId
from rituals.vote import OptionId, VoteId

topic = Topic()


@topic.command("cup")
async def cup(tx: Transaction, ask: Request) -> Reply:
    """`/cup`: who holds it, the history, the vote that is open."""
    return Say(await cup_keeping.panel(tx, ask.team, ask.person, ask.now))


# -- voting ------------------------------------------------------------------------------------------------------


@topic.press("cup.vote")
async def vote(tx: Transaction, ask: Request) -> Reply:
    """*Vote*, *Change my vote*: the ballot."""
    return await _paper(tx, ask, page=0)


@topic.press("cup.page")
async def page(tx: Transaction, ask: Request) -> Reply:
    """Another page of candidates."""
    return await _paper(tx, ask, page=ask.number(1))


async def _paper(tx: Transaction, ask: Request, page: int) -> Reply:
    entered = await cup_round.enter(tx, ask.team, VoteId(ask.number()), ask.person.id, ask.now)
    return Turn(entered.paper(ask.person.id, changing=True, page=page))


@topic.press("cup.choose")
async def choose(tx: Transaction, ask: Request) -> Reply:
    """A candidate. What comes back is seen by the voter alone and stored nowhere."""
    option = OptionId(ask.number(1))
    voted = await cup_round.cast(tx, ask.team, VoteId(ask.number()), ask.person.id, option, ask.now)
    return Turn(voted.paper(ask.person.id))


@topic.press("cup.why")
async def why(tx: Transaction, ask: Request) -> Reply:
    """*Say why*. A ballot that names somebody else than was chosen since is brought up to date first."""
    entered = await cup_round.enter(tx, ask.team, VoteId(ask.number()), ask.person.id, ask.now)
    ballot = entered.vote.ballot_of(ask.person.id)
    if ballot is None:
        raise NotVotedYet
    if len(ask.args) > 1 and ask.number(1) != ballot.option:
        return Turn(entered.paper(ask.person.id))
    return Ask(ReasonForm(entered.vote.id))


@topic.press("cup.because")
async def because(tx: Transaction, ask: Request) -> Reply:
    """The form with the reason."""
    words = ask.values.get("why", "")
    voted = await cup_round.explain(tx, ask.team, VoteId(ask.number()), ask.person.id, words, ask.now)
    return Say(ReasonKept(voted.vote.closes_at))


# -- handing it over ---------------------------------------------------------------------------------------------


@topic.press("cup.handed")
async def handed(tx: Transaction, ask: Request) -> Reply:
    """*Handed over*."""
    return Turn(await cup_keeping.handed_over(tx, ask.team, OccurrenceId(ask.number()), ask.person, ask.now))


@topic.press("cup.give")
async def ask_holder(tx: Transaction, ask: Request) -> Reply:
    """*Who holds it now?*"""
    return Ask(await cup_keeping.holder_form(tx, ask.team, RitualId(ask.number()), ask.person))


@topic.press("cup.given")
async def given(tx: Transaction, ask: Request) -> Reply:
    """The form *Who holds it now?*"""
    cup = await cup_keeping.giveable(tx, ask.team, RitualId(ask.number()), ask.person)
    holder = await person_named(tx, ask.team, ask.values.get("holder", ""))
    before = await tx.cups.holders(cup.id)
    kept = await cup_keeping.give(tx, cup, holder)
    await leavers.ask_again(tx, ask.team, before, ask.now)
    return Say(kept)
