"""Logs: no secret, nobody's words, and nothing that draws another line or colours the terminal of who reads them."""

import json
import logging
from typing import Literal

import pytest
import structlog

from bot.logs import configure

TELEGRAM = "123456789:AAExampleOfAToken_abcdefghijklmnop"
SLACK = "xoxb-1234567890-abcdefABCDEF"
HOOK = "actions/T1/2/abcdef"
WORDS = "зарплата директора"

Style = Literal["text", "json"]


@pytest.fixture(params=["text", "json"])
def style(request: pytest.FixtureRequest) -> Style:
    found: Style = request.param
    return found


def written(style: Style, capsys: pytest.CaptureFixture[str], write) -> str:
    configure(style, "debug")
    write(structlog.get_logger("test"), logging.getLogger("library"))
    return capsys.readouterr().err


def test_secrets_are_left_out(style: Style, capsys: pytest.CaptureFixture[str]) -> None:
    def write(ours, theirs) -> None:
        ours.warning("lost", reason=f"404, url='https://api.telegram.org/bot{TELEGRAM}/getMe'", token="hush")
        ours.warning(f"posted to https://hooks.slack.com/{HOOK} with {SLACK}")
        ours.warning("db", url="postgresql://bot:hunter2@host/db", several=(TELEGRAM, {"a": SLACK}))
        theirs.warning("%s and %s", TELEGRAM, SLACK)

    seen = written(style, capsys, write)
    for secret in (TELEGRAM, SLACK, HOOK, "hush", "hunter2"):
        assert secret not in seen
    assert "getMe" in seen
    assert "@host/db" in seen


def test_a_bug_is_told_by_its_kind_and_its_way_only(style: Style, capsys: pytest.CaptureFixture[str]) -> None:
    def stumble(said: str) -> None:
        try:
            int(said)
        except ValueError as error:
            raise RuntimeError(f"about {said}") from error

    def write(ours, theirs) -> None:
        for log in (ours, theirs):
            try:
                stumble(WORDS)
            except RuntimeError as error:
                log.exception("bug")
                log.warning("bug", exc_info=error)
        ours.error("bug", why=ValueError(WORDS))

    seen = written(style, capsys, write)
    assert WORDS not in seen
    assert "зарплата" not in seen
    assert seen.count("in stumble") == 8, "four times, each with what it came from"
    assert "RuntimeError" in seen
    assert seen.count("ValueError") > 4


def test_nobody_writes_a_line_of_their_own(style: Style, capsys: pytest.CaptureFixture[str]) -> None:
    forged = 'x\n2026-01-01 [info] ready\r\x1b[31mred\x1b]0;title\x07\u2028\x9b1m\ud800"}'

    def write(ours, theirs) -> None:
        ours.warning("kind", kind=forged)
        ours.warning(forged)
        theirs.warning("%s", forged)

    seen = written(style, capsys, write)
    assert len(seen.splitlines()) == 3
    assert not [one for one in seen if one in "\x1b\x07\x9b\r\u2028"]
    if style == "json":
        assert json.loads(seen.splitlines()[0])["kind"].startswith("x\\n2026")
