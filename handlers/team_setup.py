"""Changing how a team is set up: the same panel later on, the chats of a team, the rituals that it left out."""

from dataclasses import replace
from datetime import timedelta

from handlers.registry import Access, Ask, Reply, Request, Say, Topic, Turn, check_access
from rituals.calendar import local_date
from rituals.calendar_updates import bring_up_to_date
from rituals.datelists import ranges_of
from rituals.errors import NoText, UnknownButton
from rituals.kinds import is_held
from rituals.localtime import wall_time
from rituals.messages import At
from rituals.planning import replan
from rituals.ports import Transaction
from rituals.setup import begin_ritual, usual_rituals
from rituals.setup_draft import ASKED_FOR, Setup
from rituals.setup_errors import ChatHasATeam, OnlyWhoRunsTheChat, SetUpInTheChat, WrongChatCode
from rituals.setup_messages import (
    LANGUAGES,
    ChatCode,
    ChatJoined,
    ChatLine,
    Greeting,
    MoreRituals,
    ProposalLine,
    TeamForm,
    TeamPanel,
)
from rituals.team import Audience, Chat, ChatId, Market, Team, TeamId, messenger_of
from rituals.whereabouts import country_called, zone_called

topic = Topic()

PEOPLE_SHOWN = 20
"""People whom one panel lists."""

RANGES_SHOWN = 12
"""Days off that the panel names, the nearest first."""

CODE_LASTS = timedelta(minutes=10)

CHAT = "chat"
"""The purpose of the codes that join a chat to a team."""

AUDIENCES = (Audience.COMMON, Audience.SALES, Audience.MARKETING)


def check_runs_chat(ask: Request, begun: Setup | None = None) -> None:
    """Whether this person may say whose chat this is: its admin, in Slack also who brought the bot in.

    Raises OnlyWhoRunsTheChat.
    """
    messenger = messenger_of(ask.place)
    invited = messenger == "slack" and begun is not None and begun.inviter == ask.account
    if ask.standing.guest or not (ask.standing.runs_chat or invited):
        raise OnlyWhoRunsTheChat(messenger)


def team_name(words: str) -> str:
    """A name for a team. Raises NoText."""
    name = " ".join(words.split())[:100]
    if not name:
        raise NoText
    return name


def market_called(word: str) -> Market:
    """Raises UnknownButton."""
    found = next((market for market in Market if market == word), None)
    if found is None:
        raise UnknownButton
    return found


# -- the panel -----------------------------------------------------------------------------------------------------


async def show_panel(tx: Transaction, ask: Request) -> Reply:
    """The panel for an admin. Raises what `check_access` raises."""
    await check_access(tx, Access.ADMIN, ask)
    return Say(await panel_of(tx, ask, ask.team))


@topic.press("setup.panel", Access.ADMIN)
async def panel(tx: Transaction, ask: Request) -> Reply:
    """*Settings*, *Back*."""
    return Turn(await panel_of(tx, ask, ask.team))


async def panel_of(tx: Transaction, ask: Request, team: Team) -> TeamPanel:
    people = [person for person in await tx.people.of(team.id) if person.active]
    cco, cmo, hr = (next((p.name for p in people if p.role is role), None) for role in ASKED_FOR)
    chats = await tx.teams.chats(team.id)
    today = local_date(ask.now, team.timezone)
    return TeamPanel(
        team.name,
        team.locale,
        team.timezone,
        f"{wall_time(ask.now, team.timezone):%H:%M}",
        team.holidays,
        team.market,
        cco,
        cmo,
        hr,
        len(people),
        tuple(ChatLine(chat.id, chat.place, chat.audience, chat.gone is not None) for chat in chats),
        tuple(line.kind for line in await _missing(tx, team)),
        ranges_of(day for day in team.days_off if day >= today)[:RANGES_SHOWN],
        ranges_of(day for day in team.working_days if day >= today)[:RANGES_SHOWN],
    )


@topic.press("team.where", Access.ADMIN)
async def where(tx: Transaction, ask: Request) -> Reply:
    """*Name, language, time*."""
    del tx
    team = ask.team
    return Ask(TeamForm(team.name, team.locale, team.timezone, team.holidays))


@topic.press("team.placed", Access.ADMIN)
async def placed(tx: Transaction, ask: Request) -> Reply:
    """The form about where the team is: its rituals are planned anew where that changes their time."""
    before = ask.team
    if ask.values.get("language") not in LANGUAGES:
        raise UnknownButton
    team = replace(
        before,
        name=team_name(ask.values.get("team", "")),
        locale=ask.values["language"],
        timezone=zone_called(ask.values.get("timezone", "")),
        holidays=country_called(ask.values.get("holidays", "")),
    )
    await tx.teams.save(team)
    if (team.timezone, team.holidays) != (before.timezone, before.holidays):
        await plan_anew(tx, before, team, ask)
    return Turn(await panel_of(tx, ask, team))


async def plan_anew(tx: Transaction, before: Team, team: Team, ask: Request) -> None:
    """What keeps the team's time goes on in the new one; what was planned and has not begun is planned again."""
    for ritual in await tx.rituals.of(team.id):
        if not is_held(ritual.kind):
            continue
        schedule = ritual.schedule
        if schedule.timezone == before.timezone:
            schedule = replace(schedule, timezone=team.timezone)
        planned = await replan(tx, replace(ritual, schedule=schedule), team, ask.now)
        await bring_up_to_date(tx, team, planned, ask.now)


@topic.press("team.market", Access.ADMIN)
async def market(tx: Transaction, ask: Request) -> Reply:
    """The other market: who chairs depends on it."""
    team = replace(ask.team, market=market_called(ask.word()))
    await tx.teams.save(team)
    return Turn(await panel_of(tx, ask, team))


# -- rituals that were left out --------------------------------------------------------------------------------------


async def _missing(tx: Transaction, team: Team) -> tuple[ProposalLine, ...]:
    """The usual rituals of which the team has none."""
    kinds = {ritual.kind for ritual in await tx.rituals.of(team.id)}
    return tuple(
        ProposalLine(one.kind, one.every, one.on, one.at, taken=False)
        for one in usual_rituals()
        if one.kind not in kinds
    )


@topic.press("setup.more", Access.ADMIN)
async def more(tx: Transaction, ask: Request) -> Reply:
    """*Add a ritual*."""
    return Turn(MoreRituals(await _missing(tx, ask.team)))


@topic.press("setup.add", Access.ADMIN)
async def add(tx: Transaction, ask: Request) -> Reply:
    """Add a ritual at its usual time. Pressed twice it is added once."""
    wanted = next((one for one in usual_rituals() if one.kind == ask.word()), None)
    if wanted is None:
        raise UnknownButton
    if any(line.kind == wanted.kind for line in await _missing(tx, ask.team)):
        await begin_ritual(tx, ask.team, wanted, ask.now)
    return Turn(await panel_of(tx, ask, ask.team))


# -- chats -----------------------------------------------------------------------------------------------------------


@topic.press("setup.chat_code", Access.ADMIN)
async def chat_code(tx: Transaction, ask: Request) -> Reply:
    """*Another chat*: a code to be typed there."""
    code = await tx.codes.issue(CHAT, ask.account, str(ask.team.id), ask.now + CODE_LASTS)
    return Turn(ChatCode(ask.team.name, code, CODE_LASTS // timedelta(minutes=1)))


async def join_chat(tx: Transaction, ask: Request, code: str) -> Reply:
    """The chat joins the team that has given the code. Raises WrongChatCode, ChatHasATeam, OnlyWhoRunsTheChat."""
    if ask.private:
        raise SetUpInTheChat
    begun = await tx.setups.at(ask.place)
    check_runs_chat(ask, begun)
    found = await tx.codes.redeem(CHAT, code[:64], ask.account, ask.now)
    if found is None:
        raise WrongChatCode
    team = await tx.teams.get(TeamId(int(found[1])))
    if await tx.teams.bind(Chat(ChatId(0), team.id, ask.place, Audience.COMMON)) is None:
        raise ChatHasATeam(team.name)
    if begun is not None:
        await tx.setups.forget(begun.id)
        if begun.card:
            await tx.outbox.show(begun.card, At(ask.place), Greeting(team.name, ask.place))
    return Say(ChatJoined(team.name))


@topic.press("chat.audience", Access.ADMIN)
async def audience(tx: Transaction, ask: Request) -> Reply:
    """Whom a chat is for: everybody, sales, marketing, in turn."""
    number = ask.number()
    chat = next((one for one in await tx.teams.chats(ask.team.id) if one.id == number), None)
    if chat is None:
        raise UnknownButton
    following = AUDIENCES[(AUDIENCES.index(chat.audience) + 1) % len(AUDIENCES)]
    await tx.teams.save_chat(replace(chat, audience=following))
    return Turn(await panel_of(tx, ask, ask.team))
