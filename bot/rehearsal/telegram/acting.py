"""What people do on the stage: write, start a bot, press buttons, vote, edit."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.rehearsal.telegram import shapes
from bot.rehearsal.telegram.callbacks import Callback, CallbackAnswer
from bot.rehearsal.telegram.cast import Cast
from bot.rehearsal.telegram.detection import with_detected
from bot.rehearsal.telegram.entities import Entity, FormattedText, tidy, utf16_length
from bot.rehearsal.telegram.errors import Impossible
from bot.rehearsal.telegram.markup import Button
from bot.rehearsal.telegram.methods.menus import menu_for
from bot.rehearsal.telegram.params import Upload
from bot.rehearsal.telegram.scene import first_command
from bot.rehearsal.telegram.world import BotAccount, Chat, Group, Message, Person, PrivateChat, Topic
from bot.rehearsal.views import Outcome

Target = Group | BotAccount | int | str


class Acting(Cast):
    """The scene with people who act in it. What the app would not let them do raises Impossible."""

    def chat(self, person: Person, target: Target) -> Chat:
        """The chat that a person means: a group, a bot, or the key of either."""
        if isinstance(target, Group):
            return target.migrated_to or target
        if isinstance(target, BotAccount):
            return self.private(person, target)
        number = int(target)
        if number in self.groups:
            return self.chat(person, self.groups[number])
        if number in self.bots:
            return self.private(person, self.bots[number])
        raise Impossible(f"there is no chat {target}")

    def says(
        self,
        person: Person,
        target: Target,
        text: str,
        *,
        reply_to: int | str | None = None,
        topic: Topic | None = None,
        mentions: Mapping[str, Person] | None = None,
        anonymous: bool = False,
        upload: Upload | None = None,
    ) -> Message:
        """Write a message, or a file with a caption.

        `mentions` maps words of the text to the people they name, as a mention of somebody without a username does.
        """
        chat = self.chat(person, target)
        self._require_voice(person, chat)
        message = Message(
            0, chat, person, self.clock(), text=_typed(text, mentions or {}), topic=topic, anonymous=anonymous
        )
        message.file = self.files.keep(upload) if upload else None
        message.reply_to = self._answered(person, chat, reply_to, text)
        if message.topic is None and message.reply_to is not None:
            message.topic = message.reply_to.topic
        if isinstance(chat, Group) and self._is_ephemeral_command(person, chat, message):
            message.receiver = person
        self._noted(person, chat, text)
        return self.post(message)

    def starts(self, person: Person, bot: BotAccount, payload: str = "") -> Message:
        """Press Start (or follow a link with a payload); it also unblocks the bot."""
        if self.private(person, bot).blocked:
            self.unblock(person, bot)
        return self.says(person, bot, f"/start {payload}".strip())

    def _require_voice(self, person: Person, chat: Chat) -> None:
        if not person.active:
            raise Impossible(f"{person.name} has no account any more")
        if isinstance(chat, PrivateChat):
            if chat.blocked:
                raise Impossible(f"{person.name} has blocked the bot")
            return
        member = chat.membership(person)
        if member is None or not member.present or chat.deleted:
            raise Impossible(f"{person.name} is not in {chat.title!r}")
        if not member.is_admin and not (chat.may_write and member.can_send):
            raise Impossible(f"{person.name} may not write in {chat.title!r}")

    def _noted(self, person: Person, chat: Chat, text: str) -> None:
        if isinstance(chat, PrivateChat):
            chat.started = True
            self.journal.person_spoke(person.id, chat.bot.id)
        self.journal.acted(person.name, "says", chat=chat.id, text=text)

    def _answered(self, person: Person, chat: Chat, reply_to: int | str | None, text: str) -> Message | None:
        """The message replied to: the one that is named, or in private the one that has just asked for a reply."""
        if reply_to is not None:
            target = chat.by_key(reply_to)
            if target is None or (target.receiver is not None and target.receiver is not person):
                raise Impossible(f"there is no message {reply_to} to reply to")
            return target
        last = chat.order[-1] if chat.order else None
        if isinstance(chat, PrivateChat) and last is not None and last.asks_for_reply is not None:
            return None if text.startswith("/") else last
        return None

    def _is_ephemeral_command(self, person: Person, group: Group, message: Message) -> bool:
        command = first_command(message)
        if command is None:
            return False
        name, addressed = command
        return any(
            item["command"] == name and item.get("is_ephemeral")
            for bot in group.bots()
            if addressed in ("", bot.username.lower())
            for item in menu_for(bot, person, group)
        )

    def menu(self, person: Person, target: Target) -> tuple[tuple[str, str], ...]:
        """The commands that the app offers her there, each with its description."""
        chat = self.chat(person, target)
        group = chat if isinstance(chat, Group) else None
        bots = list(chat.bots()) if isinstance(chat, Group) else [chat.bot]
        return tuple((item["command"], item["description"]) for bot in bots for item in menu_for(bot, person, group))

    def edits(self, person: Person, target: Target, message_id: int, text: str) -> Message:
        """Change a message of one's own."""
        message = self._visible(person, self.chat(person, target), message_id)
        if message.author is not person:
            raise Impossible("only one's own messages can be edited")
        message.text, message.edited_at = _typed(text, {}), self.clock()
        for bot in self.audience(message):
            self.tell(bot, "edited_message", shapes.message_json(message, self.people), f"chat {message.chat.id}")
        self.changed()
        return message

    def votes(self, person: Person, target: Target, message_id: int, options: tuple[int, ...]) -> None:
        """Vote in a native poll by the numbers of its options; none takes the vote back."""
        message = self._visible(person, self.chat(person, target), message_id)
        poll = message.poll
        if poll is None or poll.closed or not all(0 <= number < len(poll.options) for number in options):
            raise Impossible("there is no open poll with these options")
        if len(options) > 1 and not poll.several:
            raise Impossible("only one option can be chosen")
        poll.votes[person.id] = options
        if not options:
            del poll.votes[person.id]
        if isinstance(message.author, BotAccount):
            self._tell_vote(message.author, person, message, options)
        self.changed()

    def _tell_vote(self, bot: BotAccount, person: Person, message: Message, options: tuple[int, ...]) -> None:
        if message.poll is None:
            return
        lane = f"poll {message.poll.id}"
        self.tell(bot, "poll", shapes.poll_json(message.poll, self.people), lane)
        if not message.poll.anonymous:
            chosen = {"option_ids": list(options), "option_persistent_ids": [str(number) for number in options]}
            self.tell(
                bot, "poll_answer", {"poll_id": message.poll.id, "user": shapes.user_json(person), **chosen}, lane
            )

    def _visible(self, person: Person, chat: Chat, key: int | str) -> Message:
        message = chat.by_key(key)
        hidden = message is None or (message.receiver is not None and message.receiver is not person)
        if message is None or hidden or (isinstance(chat, Group) and not chat.has(person)):
            raise Impossible(f"{person.name} sees no message {key}")
        return message

    async def press(
        self,
        person: Person,
        target: Target,
        message_id: int | str,
        button: str,
        *,
        wait: float = 10.0,
        forged: bool = False,
        inaccessible: bool = False,
    ) -> Outcome:
        """Press a button by its label or its data, and wait (at most `wait` real seconds) for what the bot answers.

        `forged` sends the text as data although no such button is there, as a modified app could.
        `inaccessible` is a message so old that the bot is not told what it says.
        """
        message = self._visible(person, self.chat(person, target), message_id)
        chosen = Button(button, data=button) if forged else _button(message, button)
        if chosen.disabled:
            return Outcome(error="this button is switched off")
        if chosen.data is None:
            opens = chosen.url or chosen.web_app
            return Outcome(opens=opens, extra={"copied": chosen.copied} if chosen.copied else {})
        if not isinstance(message.author, BotAccount) or not self._is_reached(message.author, message.chat):
            return Outcome(error="the bot is not here any more")
        callback = self._called_back(person, message, message.author, chosen.data, inaccessible=inaccessible)
        return await self._awaited(callback, wait)

    def _is_reached(self, bot: BotAccount, chat: Chat) -> bool:
        return chat.has(bot) if isinstance(chat, Group) else not chat.blocked

    def _called_back(
        self, person: Person, message: Message, bot: BotAccount, data: str, *, inaccessible: bool
    ) -> Callback:
        callback = Callback(str(self.number()), person, message, bot, self.clock())
        callback.answer = asyncio.get_running_loop().create_future()
        self.callbacks.open(callback)
        if isinstance(message.chat, PrivateChat):
            self.journal.person_spoke(person.id, bot.id)
        self.journal.acted(person.name, "presses", chat=message.chat.id, message=message.key, data=data)
        shown: dict[str, Any] = (
            shapes.inaccessible_json(message) if inaccessible else shapes.message_json(message, self.people)
        )
        payload = {
            "id": callback.id,
            "from": shapes.user_json(person),
            "chat_instance": str(message.chat.id),
            "message": shown,
            "data": data,
        }
        self.tell(bot, "callback_query", payload, f"callback {person.id}")
        return callback

    async def _awaited(self, callback: Callback, wait: float) -> Outcome:
        if callback.answer is None:
            raise RuntimeError("nobody waits for this callback")
        try:
            answer: CallbackAnswer = await asyncio.wait_for(callback.answer, wait)
        except TimeoutError:
            self.journal.warn(f"the press of {callback.person.name} was not answered")
            return Outcome(error="the bot did not answer")
        return Outcome(toast=answer.text, alert=answer.alert, opens=answer.url or None)


def _typed(text: str, mentions: Mapping[str, Person]) -> FormattedText:
    """A person's text: no markup, but commands and names are found in it."""
    found: list[Entity] = []
    for word, person in mentions.items():
        at = text.find(word)
        if at < 0:
            raise ValueError(f"{word!r} is not in the text")
        found.append(Entity("text_mention", utf16_length(text[:at]), utf16_length(word), user_id=person.id))
    return with_detected(tidy(text, found))


def _button(message: Message, wanted: str) -> Button:
    """The button with this data, else the one with this label."""
    buttons = [button for row in message.keyboard.rows for button in row] if message.keyboard else []
    exact = [button for button in buttons if button.data == wanted] or [b for b in buttons if b.text == wanted]
    found = exact or [button for button in buttons if button.text.strip() == wanted.strip()]
    if found:
        return found[0]
    offered = ", ".join(repr(button.text) for button in buttons) or "none"
    raise Impossible(f"there is no button {wanted!r} (there are: {offered})")
