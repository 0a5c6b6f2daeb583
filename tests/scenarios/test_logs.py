"""What a meeting leaves in the log, at its most talkative: the ids of what was done, and nobody's words or names."""

import json

import pytest

from bot.logs import configure
from bot.rehearsal.staging import SLACK_APP_TOKEN, SLACK_BOT_TOKEN, TELEGRAM_TOKEN
from tests.scenarios.meetings import MONDAY, first_name, opened
from tests.scenarios.town import Town

SAID = ("осетрина", "горчица", "баклажан", "корица", "петрушка", "шафран")
"""Words that nobody but these people says."""


async def test_ids_are_in_it_and_words_are_not(both: Town, capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", "debug")
    agenda, anonymous, decision, task, unknown, refused = SAID
    anna, boris, vera, gleb = both.anna, both.boris, both.vera, both.gleb

    await both.at("2026-11-20 10:00")
    await gleb.says(f"/agenda {agenda}")
    await anna.presses(both.words.add, both.words.call)
    await anna.fills(text=anonymous, sign=both.words.without_name)
    await opened(both)
    await vera.says("/tasks")
    await boris.says(f"/decide {decision}")
    await anna.says(f"/task {first_name(vera)} {task}, 30.11")
    await gleb.says(f"/{unknown}")
    await gleb.says(f"/task @{refused} сделать")
    await boris.says("/close_meeting")
    await anna.common.shows(both.words.protocol, decision)
    await both.at(f"{MONDAY} 20:00")

    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]
    for words in (*SAID, *(name for actor in both.everybody for name in actor.name.split())):
        assert words not in written
    for secret in (TELEGRAM_TOKEN, TELEGRAM_TOKEN.partition(":")[2], SLACK_BOT_TOKEN, SLACK_APP_TOKEN):
        assert secret not in written
    heard = [line for line in lines if line["event"] == "heard"]
    assert {line["update"].partition(":")[0] for line in heard} == {"telegram", "slack"}
    assert {line["how"] for line in heard} >= {"done", "refused"}
    assert all(line["team"] == 1 for line in heard)
    steps = [line for line in lines if line["event"] == "step"]
    assert {line["name"] for line in steps} >= {"call", "agenda", "open"}
    assert all(line["team"] == 1 and {"occurrence", "task", "protocol"} & line.keys() for line in steps)
    assert not [line for line in lines if line["level"] == "error"]
