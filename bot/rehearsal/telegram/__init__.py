"""A local server that speaks the Telegram Bot API, with the people, groups and chats behind it."""

from bot.rehearsal.telegram.errors import ApiError, Impossible
from bot.rehearsal.telegram.params import Upload
from bot.rehearsal.telegram.stage import TelegramStage
from bot.rehearsal.telegram.world import BotAccount, Group, Message, Person, Topic

__all__ = ["ApiError", "BotAccount", "Group", "Impossible", "Message", "Person", "TelegramStage", "Topic", "Upload"]
