"""A team's own days off, and the days on which it works although its country does not: an admin writes them down."""

from dataclasses import replace
from datetime import date

from handlers.registry import Access, Ask, Reply, Request, Topic, Turn
from handlers.team_setup import panel_of, plan_anew
from rituals.calendar import local_date
from rituals.datelists import spoken_ranges, spoken_text
from rituals.ports import Transaction
from rituals.setup_errors import BothOffAndWorking
from rituals.setup_messages import DaysOffForm

topic = Topic()


@topic.press("team.days", Access.ADMIN)
async def ask_days(tx: Transaction, ask: Request) -> Reply:
    """*Days off*: those to come; the past is over."""
    del tx
    today = local_date(ask.now, ask.team.timezone)
    off, working = (
        spoken_text(day for day in days if day >= today) for days in (ask.team.days_off, ask.team.working_days)
    )
    return Ask(DaysOffForm(off, working))


@topic.press("team.days_kept", Access.ADMIN)
async def keep_days(tx: Transaction, ask: Request) -> Reply:
    """The form: what it says is so from today on, and the rituals are planned anew where that changes anything."""
    before = ask.team
    today = local_date(ask.now, before.timezone)
    off, working = _said(ask, "days_off"), _said(ask, "working_days")
    if both := off & working:
        raise BothOffAndWorking(min(both))
    team = replace(
        before,
        days_off=_past(before.days_off, today) - working | off,
        working_days=_past(before.working_days, today) - off | working,
    )
    if team != before:
        await tx.teams.save(team)
        await plan_anew(tx, before, team, ask)
    return Turn(await panel_of(tx, ask, team))


def _said(ask: Request, field: str) -> frozenset[date]:
    """The days that somebody wrote, by the team's clock."""
    locale = ask.person.locale or ask.team.locale
    return spoken_ranges(ask.values.get(field, ""), ask.now, ask.team.timezone, locale)


def _past(days: frozenset[date], today: date) -> frozenset[date]:
    return frozenset(day for day in days if day < today)
