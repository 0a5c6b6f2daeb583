"""Draws the pictures that the bot itself posts, for the pages about the cup and the survey: `make pictures`.

The facts are those of the tests' gallery, so they are made up; only the words differ by language.
"""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image

from bot.documents.writing import written
from bot.rendering.reader import LOCALES, Reader
from bot.rendering.renderer import Renderer
from rituals.cup_messages import CupPicture, Fame, Question
from rituals.messages import Attachment, Document
from tests.messengers.gallery_survey import REPORT

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
SIZE = (600, 820)
"""Pixels at most: a page is read beside other things."""

COLOURS = 200

NOW = datetime(2026, 12, 4, tzinfo=UTC)
NOVEMBER = Question("cup", mirror=False, first=date(2026, 11, 1), last=date(2026, 11, 30))
TEAM = {"en": "Original Works", "ru": "Оригинальные работы"}
PEOPLE = {"en": ("Vera Eagle", "Edgar Fox"), "ru": ("Вера Орлова", "Егор Лис")}


def cup(locale: str) -> Document:
    """Vera for the second month in a row, after Edgar."""
    vera, edgar = PEOPLE[locale]
    months = ((10, vera), (9, edgar), (8, vera))
    fame = tuple(Fame(date(2026, month, 1), date(2026, month, 28), (name,)) for month, name in months)
    return CupPicture(TEAM[locale], NOVEMBER, (vera,), 2, fame)


def survey(locale: str) -> Document:
    """The monthly pulse, with the month before."""
    return replace(REPORT, team=TEAM[locale])


def main() -> None:
    renderer = Renderer()
    for locale in LOCALES:
        reader = Reader(locale, "Europe/Moscow", NOW)
        ending = "" if locale == "en" else f".{locale}"
        for name, document in (("cup", cup(locale)), ("survey", survey(locale))):
            picture = written(Attachment(f"{name}.png", "image/png", document=document), renderer, reader)
            file = PICTURES / f"{name}{ending}.png"
            with Image.open(BytesIO(picture.body)) as image:
                image.thumbnail(SIZE)
                image.convert("RGB").quantize(COLOURS).save(file, optimize=True)
            sys.stderr.write(f"docs/pictures/{file.name}: {file.stat().st_size // 1024} KB\n")


if __name__ == "__main__":
    main()
