"""The picture of a cup's result: a PNG of a phone's width in both languages, whatever the names are; drawn beside the loop."""

import asyncio
import struct
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.delivery.engine import Delivery
from bot.delivery.pacing import Unpaced
from bot.documents.writing import written
from bot.messengers.port import Messenger
from bot.rendering.renderer import Locale, Reader, Renderer
from rituals.cup_messages import CupPicture, CupResult, Fame, Question
from rituals.messages import Attachment
from tests.cups import OPENING, a_cup, votes
from tests.fakes import ScriptedMessenger
from tests.house import House
from tests.messengers.gallery_cup import WON

NOVEMBER = Question("cup", mirror=False, first=date(2026, 11, 1), last=date(2026, 11, 30))
FAME = tuple(Fame(date(2026, month, 1), date(2026, month, 28), ("Егор Лис", "Вера Орлова")) for month in (10, 9, 8))
PICTURE = CupPicture("Original Works", NOVEMBER, ("Вера Орлова",), 1, FAME)


def drawn(picture: CupPicture, locale: Locale = "ru") -> bytes:
    reader = Reader(locale, "Europe/Moscow", datetime(2026, 12, 4, tzinfo=UTC))
    return written(Attachment("cup.png", "image/png", document=picture), Renderer(), reader).body


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize(
    "picture",
    [
        PICTURE,
        replace(PICTURE, fame=()),
        replace(PICTURE, winners=("Вера Орлова", "Егор Лис"), streak=12),
        replace(PICTURE, winners=tuple(f"Мария-Антуанетта Преображенская-{n}" for n in range(9)), fame=FAME[:1]),
        replace(PICTURE, team="Щ" * 100, winners=("Ж" * 100,), question=replace(NOVEMBER, name="Ы" * 100)),
        replace(PICTURE, winners=('#set text(red) $x$ "кавычки" \\ 👩‍👩‍👧', "שלום"), team="#panic()"),
    ],
    ids=["one", "the_first", "shared", "nine", "endless", "hostile"],
)
def test_it_is_drawn_for_a_phone_whatever_the_names_are(picture: CupPicture, locale: Locale) -> None:
    assert size(drawn(picture, locale)) == (1080, 1080)
    assert len(drawn(picture, locale)) < 1_000_000


def test_it_says_what_it_is_told() -> None:
    """Different facts are different pictures, the same ones the same bytes: edits find nothing to change."""
    others = [
        replace(PICTURE, winners=("Егор Лис",)),
        replace(PICTURE, streak=2),
        replace(PICTURE, fame=FAME[:2]),
        replace(PICTURE, team="Other Works"),
        replace(PICTURE, question=replace(NOVEMBER, mirror=True)),
        replace(PICTURE, question=replace(NOVEMBER, first=date(2026, 10, 1), last=date(2026, 10, 31))),
    ]
    pictures = [drawn(one) for one in (PICTURE, *others)]
    assert len(set(pictures)) == len(pictures)
    assert drawn(PICTURE) == pictures[0]
    assert drawn(PICTURE, "en") != pictures[0]


def test_only_a_result_with_a_winner_has_one() -> None:
    [file] = WON.attachments()
    assert (file.filename, file.is_picture) == ("cup-2026-10.png", True)
    assert file.document == CupPicture(WON.team, WON.question, ("Вера Ким",), 1, WON.fame)
    assert replace(WON, winners=()).attachments() == ()


def test_a_streak_stands_there_when_it_is_that_of_all_winners() -> None:
    [winner] = WON.winners

    def told(*streaks: int) -> int:
        result: CupResult = replace(WON, winners=tuple(replace(winner, streak=streak) for streak in streaks))
        document = result.attachments()[0].document
        assert isinstance(document, CupPicture)
        return document.streak

    assert (told(3), told(2, 2), told(1, 3)) == (3, 2, 1)


def test_the_process_starts_without_the_library_that_draws() -> None:
    code = "import sys, bot.app; sys.exit('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class Elsewhere(Renderer):
    """Remembers in which threads messages with and without files were rendered."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: dict[str, set[threading.Thread]] = {}

    def message(self, shown, reader):
        self.threads.setdefault(shown.template, set()).add(threading.current_thread())
        return super().message(shown, reader)


async def test_delivery_draws_it_beside_the_loop(house: House) -> None:
    w, words = house.world, Elsewhere()
    await a_cup(house)
    await house.at(OPENING)
    for who in (w.boris, w.gleb, w.darya):
        await votes(house, who, w.vera)
    await house.later(minutes=10)
    both: dict[str, Messenger] = {name: ScriptedMessenger(name) for name in ("telegram", "slack")}
    pacers = {name: Unpaced() for name in both}
    delivery = Delivery(house.database, words, both, house.clock, "me", pacers=pacers)
    running = asyncio.create_task(delivery.run())
    await delivery.settled()
    await delivery.stop()
    await running
    main = threading.current_thread()
    assert main not in words.threads["cup/result"]
    assert words.threads["cup/card"] == {main}
