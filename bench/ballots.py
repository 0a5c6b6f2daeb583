"""A database full of open votes, and the presses of everybody who may vote in them, as both messengers bring them."""

import json
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from bot.clock import system_clock
from bot.storage.transaction import Database, SqlTransaction
from rituals.calendar import Schedule
from rituals.cup_round import furnish
from rituals.kinds.cup import CupOptions
from rituals.team import (
    AccountKey,
    Audience,
    Chat,
    ChatId,
    Department,
    Market,
    Person,
    PersonId,
    Place,
    Team,
    TeamId,
)
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, Ritual, RitualId
from rituals.vote import About, OptionId, Rule, Vote, VoteId

NOW = system_clock()
SLACK_TEAM = "T0000001"
CANDIDATES = 5


@dataclass(frozen=True)
class Elector:
    """Who may vote: the number is that of the Telegram account and of the Slack user."""

    number: int
    vote: int
    candidates: tuple[int, ...]


async def open_votes(database: Database, teams: int, electors: int) -> list[Elector]:
    """So many teams, each with an open vote of so many electors over five candidates; neighbours are of other teams."""
    found: list[list[Elector]] = []
    for number in range(teams):
        async with database.begin() as tx:
            found.append(await _a_vote(tx, number, electors))
    return [elector for several in zip(*found, strict=True) for elector in several]


async def _a_vote(tx: SqlTransaction, number: int, electors: int) -> list[Elector]:
    team = await tx.teams.add(Team(TeamId(0), f"Team {number}", "en", "Europe/Moscow", "RU", Market.B2B))
    for place in (f"telegram:-100{number:07}", f"slack:{SLACK_TEAM}/C{number:07}"):
        await tx.teams.bind(Chat(ChatId(0), team.id, Place(place), Audience.COMMON))
    first = 1_000_000 + number * 1000
    voters = [await _person(tx, team, first + n, Department.SALES) for n in range(electors)]
    candidates = [await _person(tx, team, first + 900 + n, Department.MARKETING) for n in range(CANDIDATES)]
    schedule = Schedule.parse(every="month", on="first workday", at="11:00", timezone=team.timezone)
    cup = Ritual(RitualId(0), team.id, "cup", "cup", schedule, timedelta(minutes=30), options=CupOptions())
    cup = await tx.rituals.add(cup)
    starts = Occurrence(OccurrenceId(0), team.id, cup.id, "2026-12-01T11:00", NOW, OccurrenceState.OPEN, opened_at=NOW)
    occurrence = await tx.occurrences.add(starts)
    assert occurrence is not None
    vote = Vote(
        VoteId(0),
        team.id,
        occurrence.id,
        1,
        About.PEOPLE,
        Rule(50),
        NOW,
        NOW + timedelta(days=3),
        tuple(OptionId(int(person.id)) for person in candidates),
        frozenset(person.id for person in voters),
    )
    vote = await tx.votes.open(vote)
    await (await furnish(tx, team, cup, occurrence, vote, NOW)).show_card(tx)
    ids = tuple(int(person.id) for person in candidates)
    return [Elector(first + n, int(vote.id), ids) for n in range(electors)]


async def _person(tx: SqlTransaction, team: Team, number: int, department: Department) -> Person:
    accounts = (AccountKey(f"telegram:{number}"), AccountKey(f"slack:{SLACK_TEAM}/U{number}"))
    return await tx.people.add(
        Person(PersonId(0), team.id, f"Person {number}", department, accounts=accounts, locale="en")
    )


def choices(electors: list[Elector], count: int, turn: int) -> list[tuple[int, Elector, int]]:
    """So many ballots: all electors one after another, again and again, each time for another candidate."""
    chosen = []
    for n in range(count):
        elector = electors[n % len(electors)]
        position = (n // len(electors) + turn + elector.number) % CANDIDATES
        chosen.append((turn * 1_000_000 + n + 1, elector, elector.candidates[position]))
    return chosen


def telegram_press(number: int, elector: Elector, candidate: int) -> bytes:
    """A callback query under the ballot in the private chat, as Telegram sends it."""
    rows = [
        [{"text": f"Person {elector.number}", "callback_data": f"cup.choose:{elector.vote}:{option}"}]
        for option in elector.candidates
    ]
    user = {"id": elector.number, "is_bot": False, "first_name": "Person", "language_code": "en"}
    message = {
        "message_id": 77,
        "from": {"id": 4242, "is_bot": True, "first_name": "Letuchka", "username": "letuchka_bot"},
        "chat": {"id": elector.number, "first_name": "Person", "type": "private"},
        "date": int(NOW.timestamp()),
        "text": "🏆 cup\n\nWho helped you most in November? Choose one.\n\nYou can change your vote until: Friday.",
        "entities": [{"offset": 0, "length": 6, "type": "bold"}],
        "reply_markup": {"inline_keyboard": rows},
    }
    query = {
        "id": str(4_000_000_000 + number),
        "from": user,
        "message": message,
        "chat_instance": "-8123456789012345678",
        "data": f"cup.choose:{elector.vote}:{candidate}",
    }
    return json.dumps({"update_id": number, "callback_query": query}, ensure_ascii=False).encode()


def slack_press(number: int, elector: Elector, candidate: int) -> bytes:
    """The same button in Slack's private chat: `block_actions`, as a form that Slack would sign."""
    value = f"cup.choose:{elector.vote}:{candidate}"
    user = f"U{elector.number}"
    buttons = [
        {
            "type": "actions",
            "block_id": f"b{option}",
            "elements": [
                {
                    "type": "button",
                    "action_id": f"cup.choose:{elector.vote}:{option}",
                    "text": {"type": "plain_text", "text": f"Person {option}", "emoji": True},
                    "value": f"cup.choose:{elector.vote}:{option}",
                }
            ],
        }
        for option in elector.candidates
    ]
    body = {
        "type": "block_actions",
        "user": {"id": user, "username": "person", "name": "person", "team_id": SLACK_TEAM},
        "api_app_id": "A0000001",
        "token": "verification",
        "container": {
            "type": "message",
            "message_ts": "1764579600.000100",
            "channel_id": f"D{elector.number}",
            "is_ephemeral": False,
        },
        "trigger_id": f"{number}.{number}.abcdef",
        "team": {"id": SLACK_TEAM, "domain": "original-works"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": f"D{elector.number}", "name": "directmessage"},
        "message": {"type": "message", "user": "U0000042", "ts": "1764579600.000100", "text": "cup", "blocks": buttons},
        "state": {"values": {}},
        "response_url": f"https://hooks.slack.example/actions/{SLACK_TEAM}/{number}/abc",
        "actions": [
            {
                "type": "button",
                "action_id": value,
                "block_id": f"b{candidate}",
                "text": {"type": "plain_text", "text": f"Person {candidate}", "emoji": True},
                "value": value,
                "action_ts": f"{1_764_579_700 + number}.000200",
            }
        ],
    }
    return urlencode({"payload": json.dumps(body, separators=(",", ":"))}).encode()
