"""Setting a team up: from "added to the chat" to the first ritual, page by page; every answer is kept at once."""

from dataclasses import replace
from datetime import time, timedelta

from handlers import team_setup
from handlers.people import DEPARTMENTS, join_here
from handlers.registry import Access, Ask, Manner, Reply, Request, Say, Topic, Turn
from handlers.schedules import wall_time
from rituals.errors import NoSuchDepartment, NoTeamHere, UnknownButton
from rituals.kinds import kind_of
from rituals.localtime import wall_time as clock_at
from rituals.messages import At, Form, Message
from rituals.ports import Transaction
from rituals.recurrence import WEEKDAYS
from rituals.setup import coming, establish, usual_rituals
from rituals.setup_draft import ASKED_FOR, Page, Proposal, Setup, SetupId
from rituals.setup_errors import NoGuests, NothingSetUp, SetUpByAnother, SetUpInTheChat
from rituals.setup_messages import (
    Greeting,
    PreviewPage,
    ProposalLine,
    ProposalPanel,
    RitualsPage,
    SetUp,
    SetupCancelled,
    WhenForm,
    WhereForm,
    WherePage,
    WhoIs,
    WhoPage,
    WillJoin,
)
from rituals.team import DIRECTORS, Department, Market, Role
from rituals.whereabouts import country_called, home_of, known_country, known_zone, zone_called

topic = Topic()

MEETINGS_SHOWN = 10
"""Meetings that the preview tells of."""


# -- beginning ---------------------------------------------------------------------------------------------------


@topic.command("setup", Access.ANYBODY, rank=True, admins=True)
async def setup(tx: Transaction, ask: Request) -> Reply:
    """`/setup`: set the team of this chat up, or go on; `/setup CODE`: the chat joins a team that is there already."""
    code = ask.text.strip()
    if code and ask.team_ is None:
        return await team_setup.join_chat(tx, ask, code)
    return await _begin(tx, ask)


@topic.press("setup.begin", Access.ANYBODY, rank=True)
async def begin(tx: Transaction, ask: Request) -> Reply:
    """*Set up*."""
    return await _begin(tx, ask)


async def _begin(tx: Transaction, ask: Request) -> Reply:
    if ask.team_ is not None:
        return await team_setup.show_panel(tx, ask)
    if ask.private:
        mine = await tx.setups.of(ask.account)
        if mine is None:
            raise SetUpInTheChat
        return _page(mine, ask, say=True)
    begun = await tx.setups.at(ask.place)
    team_setup.check_runs_chat(ask, begun)
    draft = begun or fresh(ask)
    name = " ".join(ask.name.split())[:100] or ask.account
    if all(one.account != ask.account for one in draft.people):
        draft = draft.joined(ask.account, name, Department.OTHER)
    draft = replace(draft, by=ask.account, by_name=name, rituals=draft.rituals or usual_rituals())
    if draft.page is Page.WHERE and (begun is None or begun.by is None):
        draft = _guessed(draft, ask)
    return _page(await _keep(tx, draft, ask), ask, say=True)


def fresh(ask: Request) -> Setup:
    """The set-up of a chat as it begins, with what its messenger lets one guess."""
    draft = Setup(SetupId(0), ask.place, ask.standing.title or ask.place, "en", "UTC", None, ask.now)
    return _guessed(draft, ask)


def _guessed(draft: Setup, ask: Request) -> Setup:
    zone, country = home_of(ask.locale)
    told = known_zone(ask.standing.timezone)
    return replace(
        draft,
        name=ask.standing.title[:100] or draft.name,
        locale="ru" if (ask.locale or "").lower().startswith("ru") else "en",
        timezone=told or zone,
        holidays=known_country(ask.standing.country) or country,
    )


async def _keep(tx: Transaction, draft: Setup, ask: Request) -> Setup:
    return await tx.setups.keep(replace(draft, changed_at=ask.now))


# -- before there is a team ----------------------------------------------------------------------------------------


@topic.press("setup.join", Access.ANYBODY, rank=True)
async def will_join(tx: Transaction, ask: Request) -> Reply:
    """*I am in sales*, *I am in marketing*, in a chat that may have no team yet."""
    if ask.team_ is not None:
        return await join_here(tx, ask, ask.word())
    department = DEPARTMENTS.get(ask.word())
    if department is None:
        raise NoSuchDepartment(ask.word()[:50])
    if ask.private:
        raise NoTeamHere(ask.place)
    if ask.standing.guest:
        raise NoGuests
    draft = await tx.setups.at(ask.place) or fresh(ask)
    name = " ".join(ask.name.split())[:100] or ask.account
    await _keep(tx, draft.joined(ask.account, name, department), ask)
    return Say(WillJoin(department))


@topic.press("setup.greet", Access.ANYBODY)
async def greet_in_the_other_language(tx: Transaction, ask: Request) -> Reply:
    """*English*, *По-русски*: the greeting in the other language."""
    draft = await tx.setups.at(ask.place)
    if ask.team_ is not None or draft is None:
        raise UnknownButton
    await _keep(tx, replace(draft, locale=_other(draft.locale)), ask)
    await tx.outbox.show(draft.card, At(ask.place), Greeting(None, ask.place))
    return None


def _other(locale: str) -> str:
    return "en" if locale == "ru" else "ru"


# -- the pages -----------------------------------------------------------------------------------------------------


async def _mine(tx: Transaction, ask: Request) -> Setup:
    """The set-up that a button belongs to, if this person gives its answers. Raises NothingSetUp, SetUpByAnother."""
    draft = await tx.setups.get(SetupId(ask.number()))
    if draft is None or draft.by is None:
        raise NothingSetUp
    if draft.by != ask.account:
        raise NothingSetUp if ask.private or ask.place != draft.place else SetUpByAnother(draft.by_name)
    return draft


async def _answered(tx: Transaction, draft: Setup, ask: Request, *, say: bool = False) -> Reply:
    """Keep an answer and show the page with it."""
    return _page(await _keep(tx, draft, ask), ask, say=say)


def _page(draft: Setup, ask: Request, *, say: bool = False) -> Reply:
    """The page where the set-up stands, in the team's language and time."""
    return _in_its_words(_PAGES[draft.page](draft, ask), draft, say=say)


def _in_its_words(message: Message, draft: Setup, *, say: bool = False) -> Reply:
    manner = Manner(draft.locale, draft.timezone)
    return Say(message, manner) if say else Turn(message, manner)


def _asking(form: Form, draft: Setup) -> Reply:
    return Ask(form, Manner(draft.locale, draft.timezone))


def _where(draft: Setup, ask: Request) -> Message:
    clock = f"{clock_at(ask.now, draft.timezone):%H:%M}"
    return WherePage(draft.id, draft.name, draft.locale, draft.timezone, clock, draft.holidays)


def _who(draft: Setup, ask: Request) -> Message:
    del ask
    cco, cmo, hr = (one.name if (one := draft.holder(role)) else None for role in ASKED_FOR)
    moderates = any(draft.moderated_by(one) for one in draft.people)
    return WhoPage(draft.id, draft.market, cco, cmo, hr, len(draft.people), moderates)


def _rituals(draft: Setup, ask: Request) -> Message:
    del ask
    return RitualsPage(draft.id, tuple(line_of(one) for one in draft.rituals))


def line_of(one: Proposal) -> ProposalLine:
    return ProposalLine(one.kind, one.every, one.on, one.at, one.taken)


def _preview(draft: Setup, ask: Request) -> Message:
    meetings = coming(draft.taken, draft.timezone, draft.holidays, ask.now)[:MEETINGS_SHOWN]
    missing = any(draft.holder(role) is None for role in DIRECTORS)
    return PreviewPage(draft.id, draft.name, tuple(meetings), len(draft.people), missing)


_PAGES = {Page.WHERE: _where, Page.WHO: _who, Page.RITUALS: _rituals, Page.PREVIEW: _preview}


@topic.press("setup.page", Access.ANYBODY)
async def turn_page(tx: Transaction, ask: Request) -> Reply:
    """*All right*, *Back*."""
    draft = await _mine(tx, ask)
    try:
        page = Page(ask.word(1))
    except ValueError as error:
        raise UnknownButton from error
    return await _answered(tx, replace(draft, page=page), ask)


# -- where ---------------------------------------------------------------------------------------------------------


@topic.press("setup.language", Access.ANYBODY)
async def language(tx: Transaction, ask: Request) -> Reply:
    """The other language."""
    draft = await _mine(tx, ask)
    return await _answered(tx, replace(draft, locale=_other(draft.locale)), ask)


@topic.press("setup.where", Access.ANYBODY)
async def where(tx: Transaction, ask: Request) -> Reply:
    """*Change*: the name, the time zone, the country."""
    draft = await _mine(tx, ask)
    return _asking(WhereForm(draft.id, draft.name, draft.timezone, draft.holidays), draft)


@topic.press("setup.placed", Access.ANYBODY)
async def placed(tx: Transaction, ask: Request) -> Reply:
    """The form about where the team is."""
    draft = await _mine(tx, ask)
    draft = replace(
        draft,
        name=team_setup.team_name(ask.values.get("team", "")),
        timezone=zone_called(ask.values.get("timezone", "")),
        holidays=country_called(ask.values.get("holidays", "")),
        page=Page.WHERE,
    )
    return await _answered(tx, draft, ask)


# -- who -----------------------------------------------------------------------------------------------------------


@topic.press("setup.market", Access.ANYBODY)
async def market(tx: Transaction, ask: Request) -> Reply:
    """The other market: who chairs depends on it."""
    draft = await _mine(tx, ask)
    return await _answered(tx, replace(draft, market=team_setup.market_called(ask.word(1))), ask)


@topic.press("setup.role", Access.ANYBODY)
async def who_is(tx: Transaction, ask: Request) -> Reply:
    """*Commercial director*, *Marketing director*, *HR*: who is it?"""
    draft = await _mine(tx, ask)
    people = tuple((number, one.name) for number, one in enumerate(draft.people[: team_setup.PEOPLE_SHOWN]))
    return _in_its_words(WhoIs(draft.id, _role(ask), people), draft)


@topic.press("setup.named", Access.ANYBODY)
async def named(tx: Transaction, ask: Request) -> Reply:
    """Somebody holds the role; -1: nobody does."""
    draft, role = await _mine(tx, ask), _role(ask)
    account = None
    if ask.word(2) != "-1":
        number = ask.number(2)
        if number >= len(draft.people):
            raise UnknownButton
        account = draft.people[number].account
    return await _answered(tx, replace(draft.named(role, account), page=Page.WHO), ask)


def _role(ask: Request) -> Role:
    role = next((one for one in ASKED_FOR if one == ask.word(1)), None)
    if role is None:
        raise UnknownButton
    return role


# -- rituals -------------------------------------------------------------------------------------------------------


@topic.press("setup.ritual", Access.ANYBODY)
async def ritual(tx: Transaction, ask: Request) -> Reply:
    """One ritual that is proposed."""
    draft = await _mine(tx, ask)
    return _panel_of(draft, _proposal(draft, ask))


def _proposal(draft: Setup, ask: Request) -> Proposal:
    found = draft.proposal(ask.word(1))
    if found is None:
        raise UnknownButton
    return found


def _panel_of(draft: Setup, proposal: Proposal, *, say: bool = False) -> Reply:
    minutes = kind_of(proposal.kind).duration // timedelta(minutes=1)
    return _in_its_words(ProposalPanel(draft.id, line_of(proposal), minutes), draft, say=say)


@topic.press("setup.take", Access.ANYBODY)
async def take(tx: Transaction, ask: Request) -> Reply:
    """*Leave it out*, *Take it*."""
    draft = await _mine(tx, ask)
    if ask.word(2) not in {"0", "1"}:
        raise UnknownButton
    changed = replace(_proposal(draft, ask), taken=ask.word(2) == "1")
    return _page(await _keep(tx, replace(draft.changed(changed), page=Page.RITUALS), ask), ask)


@topic.press("setup.when", Access.ANYBODY)
async def when(tx: Transaction, ask: Request) -> Reply:
    """*Another time*."""
    draft = await _mine(tx, ask)
    proposal = _proposal(draft, ask)
    weekday = proposal.on.rpartition(" ")[2]
    return _asking(WhenForm(draft.id, proposal.kind, weekday if weekday in WEEKDAYS else "", proposal.at), draft)


@topic.press("setup.timed", Access.ANYBODY)
async def timed(tx: Transaction, ask: Request) -> Reply:
    """The form about the time of a ritual."""
    draft = await _mine(tx, ask)
    proposal = _proposal(draft, ask)
    place, space, before = proposal.on.rpartition(" ")
    if before in WEEKDAYS:
        weekday = ask.values.get("weekday", "")
        if weekday not in WEEKDAYS:
            raise UnknownButton
        proposal = replace(proposal, on=f"{place}{space}{weekday}")
    at: time = wall_time(ask.values.get("at", ""))
    changed = replace(proposal, at=f"{at:%H:%M}")
    return _panel_of(await _keep(tx, draft.changed(changed), ask), changed)


# -- the end -------------------------------------------------------------------------------------------------------


@topic.press("setup.create", Access.ANYBODY)
async def create(tx: Transaction, ask: Request) -> Reply:
    """*Create the team*."""
    draft = await _mine(tx, ask)
    team, rituals = await establish(tx, draft, ask.now)
    first = next((one for one in rituals if one.kind == "standup"), rituals[0] if rituals else None)
    following = next(iter(await tx.occurrences.upcoming(team.id)), None)
    next_kind = next((one.kind for one in rituals if following and one.id == following.ritual), "")
    message = SetUp(
        team.name,
        first.id if first else None,
        first.kind if first else "",
        next_kind,
        following.starts_at if following else None,
    )
    return _in_its_words(message, draft)


@topic.press("setup.cancel", Access.ANYBODY)
async def cancel(tx: Transaction, ask: Request) -> Reply:
    """*Give it up*: who has joined stays, for whoever begins anew."""
    draft = await _mine(tx, ask)
    kept = replace(draft, by=None, by_name="", page=Page.WHERE, rituals=(), market=Market.B2B)
    kept = replace(kept, people=tuple(replace(one, role=None) for one in kept.people if one.account != draft.by))
    await _keep(tx, kept, ask)
    return _in_its_words(SetupCancelled(), draft)
