"""A protocol that is longer than a message, in both messengers: nothing is lost, no heading stands alone."""

import re
from dataclasses import replace

import pytest

from bot.messengers.slack.markup import parts as slack_parts
from bot.messengers.telegram.markup import parts as telegram_parts
from bot.rehearsal.slack.blocks import message_problems
from bot.rendering.document import Heading
from bot.rendering.reader import LOCALES, Locale
from bot.rendering.renderer import Reader, Renderer
from bot.rendering.splitting import Size, split
from rituals.agenda import ItemId
from rituals.protocol_messages import ProtocolPosted
from tests.messengers.gallery_meeting import PROTOCOL
from tests.messengers.gallery_people import NOW

RENDERER = Renderer()
SIXTY = tuple(
    replace(PROTOCOL.items[n % 3], id=ItemId(n), text=f"Вопрос {n} 👍 <b>&amp; {'слово ' * (n % 30)}")
    for n in range(1, 61)
)
LONG = ProtocolPosted(replace(PROTOCOL, items=SIXTY))


@pytest.mark.parametrize("locale", LOCALES)
def test_all_sixty_items_are_there_in_order(locale: Locale) -> None:
    content = RENDERER.message(LONG, Reader(locale, "Europe/Moscow", NOW))
    telegram, slack = telegram_parts(content, {}), slack_parts(content, {})
    assert len(telegram) > 1
    assert len(slack) > 1
    for texts in ([part.html for part in telegram], [str(part.blocks) for part in slack]):
        numbers = [int(found) for found in re.findall(r"Вопрос (\d+)", "\n".join(texts))]
        assert numbers == list(range(1, 61))
    assert all(message_problems(part.blocks) == [] for part in slack)


@pytest.mark.parametrize("room", [900, 1500, 3900])
def test_a_heading_goes_with_its_first_line(room: int) -> None:
    content = RENDERER.message(LONG, Reader("ru", "Europe/Moscow", NOW))
    for part in split(content.blocks, Size(room, 90, 10_000)):
        assert not isinstance(part[-1], Heading)
