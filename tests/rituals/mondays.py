"""A Monday meeting as far as a test wants it."""

from rituals.meeting_messages import (
    MeetingCard,
    Moved,
)
from tests.house import House, button, said


async def opened(house: House) -> MeetingCard:
    """Monday 10:00, the card is there."""
    await house.at("Mon 10:00")
    return await house.sees(MeetingCard)


async def running(house: House) -> MeetingCard:
    """Boris, the CCO, has started."""
    card = await opened(house)
    said(await house.presses(house.world.boris, button(card, "start")), Moved)
    return await house.sees(MeetingCard)
