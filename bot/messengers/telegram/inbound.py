"""Reads updates: what is meant for the bot becomes a request in the registry's words, everything else is left alone."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import datetime

from bot.messengers.telegram.addresses import NAME, Spot, account_of, link_to, place_of
from bot.messengers.telegram.heard import (
    Arrival,
    Asked,
    Command,
    Departure,
    Heard,
    Membership,
    Migration,
    Named,
    Nameless,
    Press,
    Words,
)
from bot.messengers.telegram.wire import (
    ANONYMOUS_ADMIN,
    CHANNEL_BOT,
    CallbackQuery,
    Entity,
    Message,
    MyMembership,
    Update,
    User,
)
from handlers.registry import NO_STANDING, Mention, Quote, Request, Standing

ASIDE = "private"
"""The payload of the link that only opens the private chat: `t.me/<bot>?start=private`."""


@dataclass(frozen=True, slots=True)
class Ear:
    """Knows the bot's own id and name and which commands there are."""

    bot: int
    username: str
    commands: Container[str]

    def hear(self, update: Update, now: datetime) -> Heard | None:
        """What the update means to the bot; None if nothing."""
        key = f"{NAME}:{update.update_id}"
        if update.message is not None:
            return self._message(key, update.message, now)
        if update.callback_query is not None:
            return _press(key, update.callback_query, now)
        if update.my_chat_member is not None:
            return _membership(key, update.my_chat_member, now)
        return None

    def _message(self, key: str, message: Message, now: datetime) -> Heard | None:
        if (news := _migration(message) or _departure(key, message, now) or _arrival(key, message, now)) is not None:
            return news
        sender = message.sender
        if sender is None or message.is_automatic_forward or not (message.chat.is_private or message.chat.is_group):
            return None
        text, entities = message.words
        command = self._command(text, entities, private=message.chat.is_private)
        if message.sender_chat is not None or sender.id in {ANONYMOUS_ADMIN, CHANNEL_BOT}:
            return Nameless(_asked(key, message, sender)) if command is not None else None
        if sender.is_bot:
            return None
        if command is not None:
            return _commanded(key, message, sender, command, now, self.bot)
        return self._words(key, message, sender, now)

    def _command(self, text: str, entities: tuple[Entity, ...], *, private: bool) -> tuple[str, Entity] | None:
        """The command that a text begins with, if it is for this bot.

        A bare command in a group that the bot does not know is another bot's.
        """
        first = next((entity for entity in entities if entity.offset == 0 and entity.type == "bot_command"), None)
        if first is None:
            return None
        name, _, addressed = text[1 : first.length].lower().partition("@")
        if addressed:
            return (name, first) if addressed == self.username.lower() else None
        return (name, first) if private or name in self.commands else None

    def _words(self, key: str, message: Message, sender: User, now: datetime) -> Words | None:
        reply = message.reply_to_message
        answers_us = reply is not None and reply.sender is not None and reply.sender.id == self.bot
        if not message.chat.is_private and not answers_us:
            return None
        if _is_for_another(message, self.username):
            return None
        asked = _asked(key, message, sender)
        reply_to = reply.message_id if reply is not None and answers_us else None
        return Words(asked, message.words[0].strip(), _request(asked, now), reply_to)


def _is_for_another(message: Message, username: str) -> bool:
    """A command to another bot in a message that would otherwise be ordinary words."""
    text, entities = message.words
    first = next((entity for entity in entities if entity.offset == 0 and entity.type == "bot_command"), None)
    addressed = text[1 : first.length].lower().partition("@")[2] if first is not None else ""
    return addressed not in {"", username.lower()}


def _migration(message: Message) -> Migration | None:
    """Both chats tell of it, each in its own way."""
    if message.migrate_to_chat_id is not None:
        return Migration(place_of(message.chat.id), place_of(message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        return Migration(place_of(message.migrate_from_chat_id), place_of(message.chat.id))
    return None


def _departure(key: str, message: Message, now: datetime) -> Departure | None:
    """Somebody left or was removed; what becomes of bots is told otherwise."""
    who = message.left_chat_member
    if who is None or who.is_bot or not message.chat.is_group:
        return None
    asked = Asked(key=key, user=who, spot=Spot(message.chat.id), private=False)
    return Departure(asked, _request(asked, now))


def _arrival(key: str, message: Message, now: datetime) -> Arrival | None:
    """Somebody came or was let in; a bot's own arrival is told otherwise, and other bots are nobody."""
    people = [user for user in message.new_chat_members if not user.is_bot]
    if not people or not message.chat.is_group:
        return None
    asked = [Asked(f"{key}:{user.id}", user, Spot(message.chat.id), private=False) for user in people]
    return Arrival(tuple(asked), tuple(_request(one, now) for one in asked))


def _asked(key: str, message: Message, sender: User) -> Asked:
    return Asked(
        key=key,
        user=sender,
        spot=Spot(message.chat.id, message.topic),
        private=message.chat.is_private,
        message=message.message_id or None,
        whisper=message.ephemeral_message_id,
    )


def _request(asked: Asked, now: datetime, title: str = "") -> Request:
    return Request(
        account=asked.account,
        place=asked.place,
        private=asked.private,
        now=now,
        name=asked.user.name,
        locale=asked.user.language_code,
        standing=Standing(title=title) if title else NO_STANDING,
    )


def _commanded(
    key: str, message: Message, sender: User, command: tuple[str, Entity], now: datetime, bot: int
) -> Command:
    name, first = command
    whole, entities = message.words
    start = first.length + len(whole[first.length :]) - len(whole[first.length :].lstrip())
    text = whole[start:].rstrip()
    asked = _asked(key, message, sender)
    mentions, named = _people(whole, entities, start)
    if name == "start" and text == ASIDE:
        text = ""
    request = _request(asked, now, message.chat.title)
    request = replace(request, text=text, quote=_quote(message, bot), mentions=mentions)
    return Command(asked, name, request, named)


def _people(whole: str, entities: tuple[Entity, ...], start: int) -> tuple[tuple[Mention, ...], tuple[Named, ...]]:
    """Who is named in the text that begins at `start`, with places counted in it."""
    mentions: list[Mention] = []
    named: list[Named] = []
    for entity in entities:
        begin, end = _position(whole, entity.offset), _position(whole, entity.offset + entity.length)
        if begin < start:
            continue
        if entity.type == "text_mention" and entity.user is not None:
            mentions.append(Mention(account_of(entity.user.id), begin - start, end - start))
        elif entity.type == "mention":
            named.append(Named(whole[begin + 1 : end].lower(), begin - start, end - start))
    return tuple(mentions), tuple(named)


def _position(text: str, units: int) -> int:
    """A place counted in UTF-16 units, as one counted in characters."""
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))


def _quote(message: Message, bot: int) -> Quote | None:
    """The message that is replied to, if a human wrote it.

    In a forum every message replies to the one that opened its topic: that has no words.
    """
    reply = message.reply_to_message
    if reply is None or not reply.words[0] or (reply.sender is not None and reply.sender.id == bot):
        return None
    chat = message.chat
    return Quote(
        reply.words[0], link_to(chat.id, message.topic, reply.message_id, chat.username) if chat.is_group else None
    )


def _press(key: str, query: CallbackQuery, now: datetime) -> Press | None:
    """A press under one of the bot's messages; None for one under an inline message, of which it makes none."""
    message = query.message
    if message is None:
        return None
    asked = Asked(
        key=key,
        user=query.sender,
        spot=Spot(message.chat.id, message.topic),
        private=message.chat.is_private,
        message=message.message_id or None,
        whisper=message.ephemeral_message_id,
        callback=query.id,
    )
    return Press(asked, query.data, _request(asked, now, message.chat.title))


def _membership(key: str, change: MyMembership, now: datetime) -> Membership | None:
    asked = Asked(key=key, user=change.sender, spot=Spot(change.chat.id), private=change.chat.is_private)
    before, after = change.old_chat_member.is_here, change.new_chat_member.is_here
    request = _request(asked, now, change.chat.title)
    if change.chat.is_private:
        return Membership(asked, "unblocked" if after else "blocked", "", request)
    if not change.chat.is_group:
        return None
    if before == after:
        return Membership(asked, "changed", change.chat.title, request)
    return Membership(asked, "added" if after else "removed", change.chat.title, request)


def people_seen(update: Update) -> dict[str, int]:
    """The usernames, in small letters, that an update shows, each with its user."""
    return {user.username.lower(): user.id for user in _users(update) if user.username and not user.is_bot}


def _users(update: Update) -> list[User]:
    sources = (update.message, update.callback_query, update.my_chat_member)
    users = [source.sender for source in sources if source is not None and source.sender is not None]
    message = update.message
    if message is None:
        return users
    if message.reply_to_message is not None and message.reply_to_message.sender is not None:
        users.append(message.reply_to_message.sender)
    return [*users, *(entity.user for entity in message.words[1] if entity.user is not None)]
