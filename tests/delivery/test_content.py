"""What a slot says: mentions, fingerprints, plain words."""

import os
import subprocess
import sys
from datetime import UTC, datetime

from bot.delivery.content import fingerprint, without_markup
from bot.rendering.document import (
    Heading,
    Items,
    LabelledButton,
    ListItem,
    Mark,
    Mention,
    Moment,
    Paragraph,
    Pre,
    Quote,
    Rendered,
    Text,
)
from bot.rendering.plain import plain
from rituals.messages import Attachment
from rituals.team import AccountKey, PersonId

ADA, BEN, EVE = PersonId(1), PersonId(2), PersonId(3)
BUTTONS = ((LabelledButton("Next", "meeting.next:1"),),)
BLOCKS = (
    Heading((Text("Monday", frozenset({Mark.BOLD, Mark.ITALIC})),)),
    Paragraph((Mention(ADA, "Ada"), Text(" chairs, "), Moment(datetime(2026, 11, 23, 7, tzinfo=UTC), "10:00"))),
    Quote((Mention(BEN, "Ben"),)),
    Pre("x < y"),
    Items((ListItem((Text("one"),), (Items((ListItem((Mention(EVE, "Eve"),)),)),)),)),
)


def sample() -> str:
    rendered = Rendered(BLOCKS, BUTTONS, (Attachment("cup.png", "image/png", b"\x89PNG"),))
    return fingerprint(rendered, {BEN: AccountKey("slack:T1/U2"), ADA: AccountKey("telegram:1")})


def test_equal_content_has_an_equal_fingerprint_in_every_process() -> None:
    elsewhere = "from tests.delivery.test_content import sample; print(sample())"
    seeds = ("1", "2")
    printed = {
        subprocess.run(
            [sys.executable, "-c", elsewhere],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        .stdout.decode()
        .strip()
        for seed in seeds
    }
    assert printed == {sample()}


def test_every_difference_that_people_see_changes_the_fingerprint() -> None:
    accounts = {ADA: AccountKey("telegram:1")}
    seen = {
        fingerprint(Rendered(BLOCKS, BUTTONS), accounts),
        fingerprint(Rendered(BLOCKS, BUTTONS), {}),
        fingerprint(Rendered(BLOCKS), accounts),
        fingerprint(Rendered(BLOCKS[1:], BUTTONS), accounts),
        fingerprint(Rendered(BLOCKS, BUTTONS, (Attachment("a.png", "image/png", b"1"),)), accounts),
        fingerprint(Rendered(BLOCKS, BUTTONS, (Attachment("a.png", "image/png", b"2"),)), accounts),
        fingerprint(Rendered((Paragraph(BLOCKS[0].spans), *BLOCKS[1:]), BUTTONS), accounts),
    }
    assert len(seen) == 7


def test_plain_words_keep_every_word_and_the_buttons() -> None:
    rendered = Rendered(BLOCKS, BUTTONS)
    bare = without_markup(rendered, buttons=True)
    assert plain(bare) == plain(rendered)
    assert bare.buttons == BUTTONS
    assert bare.blocks == (Paragraph((Text(plain(rendered)),)),)
    assert without_markup(rendered, buttons=False).buttons == ()
