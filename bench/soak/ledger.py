"""The ledger that is read when a soak is over: what was promised, what is there, what people see."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import func, select

from bench.soak.people import Said
from bot.clock import system_clock
from bot.storage.tables import items, occurrences, people, rituals, slots, steps
from bot.storage.transaction import Database
from bot.storage.vote_tables import ballots
from tests.scenarios.town import Town

GROUP = "telegram:-1001234567890"

QUIET_WITHIN = 900.0
"""Seconds in which everything must have been shown after the troubles are over: one group takes 19 a minute."""


@dataclass
class Findings:
    """What was counted; `wrong` must be empty."""

    figures: dict[str, int | float | str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def expect(self, what: str, holds: object) -> None:
        if not holds:
            self.wrong.append(what)


async def quiet(database: Database, town: Town) -> bool:
    """Wait until nothing is due any more: no update, no step, no message."""
    deadline = time.monotonic() + QUIET_WITHIN
    while time.monotonic() < deadline:
        with suppress(TimeoutError):
            await town.telegram.settled(20)
        async with database.read() as tx:
            ask = tx._sql.value  # noqa: SLF001
            waiting = await ask(select(func.count()).where(slots.c.state.in_(("due", "sending", "unknown"))))
            due = await ask(select(func.count()).where(steps.c.state == "waiting", steps.c.due_at <= system_clock()))
            unplanned = await ask(select(func.count()).where(rituals.c.next_run_at <= system_clock()))
        if not waiting and not due and not unplanned:
            return True
        await asyncio.sleep(0.5)
    return False


async def read(database: Database, town: Town, said: Said, *, settled: bool) -> Findings:
    """Compare what people were told, what is stored and what the chats show."""
    found = Findings()
    found.expect("something is still due", settled)
    async with database.read() as tx:
        rows = tx._sql.all  # noqa: SLF001
        stored = Counter(row.text for row in await rows(select(items.c.text)))
        cast = await rows(select(people.c.name, ballots).join(people, people.c.id == ballots.c.person_id))
        names = {row.id: row.name for row in await rows(select(people.c.id, people.c.name))}
        ended = Counter(row.state for row in await rows(select(steps.c.state)))
        held = Counter(
            (row.ritual_id, row.slot) for row in await rows(select(occurrences.c.ritual_id, occurrences.c.slot))
        )
        given_up = Counter(row.reason for row in await rows(select(slots.c.reason).where(slots.c.state == "dead")))
        there = (slots.c.place == GROUP) & (slots.c.state == "shown")
        order = [
            int(json.loads(row.message_ids)[0]) for row in await rows(select(slots).where(there).order_by(slots.c.id))
        ]
        revisions = await rows(select(slots.c.id).where(slots.c.state == "shown", slots.c.shown != slots.c.revision))
    promised = [words for words, told in said.items.items() if told]
    found.expect(f"lost: {[words for words in promised if not stored[words]]}", all(stored[w] for w in promised))
    found.expect(f"twice: {[w for w, n in stored.items() if n > 1]}", not any(n > 1 for n in stored.values()))
    voted = {row.name: names[row.option_id] for row in cast}
    for name, choice in said.votes.items():
        found.expect(f"the ballot of {name}: {voted.get(name)}, not {choice}", choice in ("?", voted.get(name)))
    found.expect("an elector has two ballots", len(cast) == len(voted))
    found.expect("an occurrence is there twice", all(n == 1 for n in held.values()))
    found.expect(f"steps failed: {ended['failed']}", not ended["failed"])
    found.expect("a slot shows an old revision", not revisions)
    found.expect("the messages of the group are out of order", order == sorted(order))
    expected = sum(count for reason, count in given_up.items() if "it is unknown" in reason)
    found.expect(f"given up: {dict(given_up)}", expected == sum(given_up.values()))
    posts = Counter(_posts(town, said))
    found.expect(f"not called for: {_unseen(posts, said)}", not _unseen(posts, said))
    twice = {where: n - 1 for where, n in posts.items() if n > 1}
    found.expect(f"shown more than twice: {twice}", all(n == 1 for n in twice.values()))
    found.figures = {
        "commands and forms promised": len(promised),
        "ballots pressed": said.presses,
        "forms filled": said.forms,
        "steps done": ended["done"] + ended["late"],
        "occurrences": len(held),
        "messages of rituals": sum(posts.values()),
        "shown twice": sum(twice.values()),
        "reminders of which it is unknown whether they arrived": expected,
        "refused for their rate": _too_fast(town),
    }
    return found


def _posts(town: Town, said: Said) -> Iterator[tuple[str, str]]:
    """Each message that calls for a ritual, as (where, the ritual)."""
    boris, anna, vera, words = town.boris, town.anna, town["Вера"], town.words
    chats = {"telegram group": boris.group, "telegram private": boris.telegram_dm, "slack channel": vera.channel}
    chats |= {"telegram private of the CMO": anna.telegram_dm}
    for where, chat in chats.items():
        calls = [message.text for message in (*chat.having(words.call), *chat.having(words.call_to_director))]
        yield from ((where, name) for text in calls for name in said.rituals if name in text)


def _unseen(posts: Counter[tuple[str, str]], said: Said) -> list[str]:
    return [name for name in said.rituals for where in ("telegram group", "slack channel") if not posts[where, name]]


def _too_fast(town: Town) -> int:
    telegram = sum(call.status == 429 for call in town.telegram.journal.calls())
    return telegram + sum(call.answer.get("error") == "ratelimited" for call in town.slack.journal.calls)


def told(findings: Findings, title: str) -> str:
    """As lines for people, and for docs/reliability.md."""
    lines = [f"{title}: {'FAILED' if findings.wrong else 'nothing lost, nothing twice'}"]
    lines += [f"  {what}: {figure}" for what, figure in findings.figures.items()]
    lines += [f"  WRONG: {what}" for what in findings.wrong]
    return "\n".join(lines)
