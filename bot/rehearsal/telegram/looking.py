"""What each person sees: her groups and her private chats, each message as it looks now."""

from collections.abc import Iterator

from bot.rehearsal.telegram.acting import Acting, Target
from bot.rehearsal.telegram.entities import FormattedText
from bot.rehearsal.telegram.markup import Button
from bot.rehearsal.telegram.page_html import page_html
from bot.rehearsal.telegram.world import BotAccount, Chat, Group, Message, Person, Poll
from bot.rehearsal.views import ButtonView, ChatView, FileView, MessageView


class Looking(Acting):
    """The scene with people who look at it."""

    def views(self, person: Person) -> tuple[ChatView, ...]:
        """Her groups, then her private chats with bots."""
        groups = [group for group in self.groups.values() if group.has(person) and group.migrated_to is None]
        privates = [chat for chat in self.privates_of(person) if chat.order]
        seen: list[Chat] = [*groups, *privates]
        return tuple(self._view(person, chat) for chat in seen)

    def view(self, person: Person, target: Target) -> ChatView:
        """One chat as she sees it (an empty one, if she has not begun it)."""
        return self._view(person, self.chat(person, target))

    def file(self, key: str) -> tuple[str, str, bytes]:
        """Name, media type and bytes of a file that some view shows. Raises KeyError."""
        found = self.files[key]
        return found.name, found.media_type, found.data

    def active_keyboards(self, target: Group) -> tuple[Message, ...]:
        """The messages of a group whose buttons still work: those of things that are over should have none."""
        return tuple(message for message in target.order if message.keyboard is not None)

    def keyboards(self, person: Person, target: Target, newest: int) -> Iterator[tuple[str, tuple[ButtonView, ...]]]:
        """The buttons under the newest messages of a chat, as (key of the message, its buttons); nothing is drawn."""
        for message in self.chat(person, target).order[-newest:]:
            if message.keyboard is not None and message.receiver in (None, person):
                yield message.key, tuple(button for row in _buttons(message) for button in row)

    def _view(self, person: Person, chat: Chat) -> ChatView:
        seen = [message for message in chat.order if message.receiver in (None, person)]
        replaced = {id(message.replaces) for message in seen if message.replaces is not None}
        messages = tuple(_message_view(person, message) for message in seen if id(message) not in replaced)
        if isinstance(chat, Group):
            return ChatView(chat.key, chat.title, "group", messages)
        return ChatView(chat.key, chat.bot.name, "private", messages)


def _message_view(person: Person, message: Message) -> MessageView:
    text = _shown_text(message)
    anonymous = message.anonymous and isinstance(message.chat, Group)
    author = message.chat.title if anonymous and isinstance(message.chat, Group) else message.author.name
    return MessageView(
        key=message.key,
        author=author,
        from_bot=isinstance(message.author, BotAccount),
        text=text.text,
        html=page_html(text),
        at=message.at,
        buttons=_buttons(message),
        files=_files(message),
        edited=message.edited_at is not None,
        pinned=message.id in message.chat.pinned and message.receiver is None,
        ephemeral=message.receiver is not None,
        reply_to=message.reply_to.key if message.reply_to else None,
        topic=message.topic.name if message.topic else None,
        service=bool(message.service),
        placeholder=_placeholder(person, message),
    )


def _placeholder(person: Person, message: Message) -> str | None:
    """The hint of the input field, until this person has replied or written something later."""
    order = message.chat.order
    later = order[order.index(message) + 1 :] if message.asks_for_reply is not None else []
    return None if any(other.author is person for other in later) else message.asks_for_reply


def _shown_text(message: Message) -> FormattedText:
    if message.service:
        return FormattedText(message.service_text)
    return _poll_text(message.poll) if message.poll is not None else message.text


def _poll_text(poll: Poll) -> FormattedText:
    counts = [sum(number in chosen for chosen in poll.votes.values()) for number in range(len(poll.options))]
    lines = [f"▫ {option.text} ({count})" for option, count in zip(poll.options, counts, strict=True)]
    state = " (closed)" if poll.closed else ""
    return FormattedText("\n".join([f"{poll.question.text}{state}", *lines]))


def _files(message: Message) -> tuple[FileView, ...]:
    file = message.file
    return (FileView(file.key, file.name, file.media_type, len(file.data)),) if file else ()


def _buttons(message: Message) -> tuple[tuple[ButtonView, ...], ...]:
    keyboard = message.keyboard
    return tuple(tuple(_button_view(button) for button in row) for row in keyboard.rows) if keyboard else ()


def _button_view(button: Button) -> ButtonView:
    style = button.style if button.style in ("primary", "danger", "success") else ""
    return ButtonView(button.data or button.text, button.text, style, button.url or button.web_app)  # type: ignore[arg-type]
