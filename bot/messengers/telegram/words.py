"""The few things that the Telegram messenger says of its own accord; the words are in templates/dialogue/."""

from dataclasses import dataclass

from rituals.messages import Button, Message

OURS = "~"
"""What the payloads of a dialogue's own buttons begin with; the registry never sees them."""


@dataclass(frozen=True, slots=True)
class DialogueQuestion(Message):
    """What stands around a form's question. `number`: which question it is, for its buttons.

    `kept`: what stands there now, if anything. `by_reply`: it is asked in a group and answered by a reply: no buttons.
    """

    template = "dialogue/question"
    number: int
    optional: bool
    kept: str
    by_reply: bool

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.by_reply:
            return ()
        skip = (Button("skip", OURS, (self.number, "skip")),) if self.optional else ()
        keep = (Button("keep", OURS, (self.number, "keep")),) if self.kept else ()
        return ((*keep, *skip, Button("cancel", OURS, (self.number, "cancel"))),)


@dataclass(frozen=True, slots=True)
class DialogueCancelled(Message):
    """The person cancelled."""

    template = "dialogue/cancelled"


@dataclass(frozen=True, slots=True)
class DialoguePutAside(Message):
    """A command came while a question was open."""

    template = "dialogue/put_aside"


@dataclass(frozen=True, slots=True)
class AskedInPrivate(Message):
    """A toast in the group: the question waits in the private chat."""

    template = "dialogue/asked_in_private"


@dataclass(frozen=True, slots=True)
class OpenPrivateChat(Message):
    """In a group, to somebody to whom the bot cannot write: the answer is for this person alone.

    `line` is the answer itself where it is short. `url` opens the private chat.
    """

    template = "dialogue/open_private_chat"
    line: str
    url: str

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("open", url=self.url),),)


@dataclass(frozen=True, slots=True)
class ChooseOne(Message):
    """Words that are none of the choices."""

    template = "dialogue/choose_one"


@dataclass(frozen=True, slots=True)
class Profile(Message):
    """What somebody reads in the empty chat with the bot; 512 characters at most."""

    template = "dialogue/profile"


@dataclass(frozen=True, slots=True)
class ShortProfile(Message):
    """What stands on the bot's page; 120 characters at most."""

    template = "dialogue/short_profile"
