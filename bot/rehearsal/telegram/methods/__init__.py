"""The methods of the Bot API, one module a topic; importing this package fills the table."""

from bot.rehearsal.telegram.methods import (
    chats,
    deleting,
    editing,
    ephemeral,
    fetching,
    menus,
    polls,
    pressing,
    sending,
    topics,
)
from bot.rehearsal.telegram.methods.call import METHODS, Call

__all__ = [
    "METHODS",
    "Call",
    "chats",
    "deleting",
    "editing",
    "ephemeral",
    "fetching",
    "menus",
    "polls",
    "pressing",
    "sending",
    "topics",
]
