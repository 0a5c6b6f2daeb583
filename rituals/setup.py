"""Setting a team up: the usual rituals, what will be held, and the team that comes of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from rituals.calendar import DayOff, DaysOff, Schedule
from rituals.kinds import is_held, kind_of, options_of
from rituals.localtime import local_date
from rituals.messages import At
from rituals.planning import plan_next
from rituals.ports import Transaction
from rituals.setup_draft import Joined, Proposal, Setup
from rituals.setup_errors import ChatHasATeam
from rituals.setup_messages import Greeting
from rituals.team import Audience, Chat, ChatId, Person, PersonId, Role, Team, TeamId
from rituals.timeline import Ritual, RitualId

FORESEEN = timedelta(days=14)
"""How far the preview looks: every weekly ritual twice."""

_USUAL = (
    Proposal("standup", "week", "mon", "10:00"),
    Proposal("review", "week", "fri", "16:00", DayOff.PREVIOUS_WORKDAY),
    Proposal("breakfast", "week", "wed", "09:00"),
    Proposal("strategy", "month", "first tue", "11:00"),
    Proposal("cup", "month", "first workday", "11:00"),
)


def usual_rituals() -> tuple[Proposal, ...]:
    """What every team is proposed, as far as this version holds it."""
    return tuple(one for one in _USUAL if is_held(one.kind))


def coming(
    proposals: Sequence[Proposal], timezone: str, holidays: str | None, now: datetime
) -> list[tuple[datetime, str]]:
    """The meetings of the next two weeks with their kinds; a ritual that has none then tells its first one."""
    days_off = DaysOff.parse(holidays) if holidays else DaysOff(None)
    found = [(at, one.kind) for one in proposals for at in _next_of(one.schedule(timezone), days_off, now)]
    return sorted(found)


def _next_of(schedule: Schedule, days_off: DaysOff, now: datetime) -> Iterator[datetime]:
    """Those within the time that is foreseen, at least one."""
    at = schedule.next_moment(now, days_off)
    yield at
    while (at := schedule.next_moment(at, days_off)) <= now + FORESEEN:
        yield at


async def establish(tx: Transaction, setup: Setup, now: datetime) -> tuple[Team, list[Ritual]]:
    """Make the team: its chat, its people, its rituals, each planned. Raises ChatHasATeam."""
    team = await tx.teams.add(Team(TeamId(0), setup.name, setup.locale, setup.timezone, setup.holidays, setup.market))
    if await tx.teams.bind(Chat(ChatId(0), team.id, setup.place, Audience.COMMON)) is None:
        bound = await tx.teams.at(setup.place)
        raise ChatHasATeam(bound[0].name if bound else "")
    for one in setup.people:
        await tx.people.add(_person(one, setup, team, now))
        await tx.people.called(one.account, one.name)
    rituals = [await begin_ritual(tx, team, proposal, now) for proposal in setup.taken]
    await tx.setups.forget(setup.id)
    if setup.card:
        await tx.outbox.show(setup.card, At(setup.place), Greeting(team.name, setup.place))
    return team, rituals


def _person(one: Joined, setup: Setup, team: Team, now: datetime) -> Person:
    """Who gave the answers is the team's admin."""
    return Person(
        PersonId(0),
        team.id,
        one.name,
        one.department,
        Role.MODERATOR if setup.moderated_by(one) else one.role,
        one.account == setup.by,
        (one.account,),
        joined=local_date(now, team.timezone),
    )


async def begin_ritual(tx: Transaction, team: Team, proposal: Proposal, now: datetime) -> Ritual:
    """Store a ritual that was proposed, and plan its first occurrence."""
    kind = kind_of(proposal.kind)
    ritual = Ritual(
        RitualId(0),
        team.id,
        proposal.kind,
        proposal.kind,
        proposal.schedule(team.timezone),
        kind.duration,
        options=options_of(proposal.kind)(),
    )
    added = await tx.rituals.add(ritual)
    return await plan_next(tx, added, team, now)
