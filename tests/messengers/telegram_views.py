"""What the handlers of the Telegram office show and ask, and its words."""

from dataclasses import dataclass

from rituals.errors import Refusal
from rituals.messages import Attachment, Button, Field, FieldKind, Form, Message, Option, Style, Who, type_of
from rituals.messages import Shown as View


@dataclass(frozen=True, slots=True)
class Said(Message):
    text: str


@dataclass(frozen=True, slots=True)
class Greeted(Message):
    who: Who


@dataclass(frozen=True, slots=True)
class Panel(Message):
    page: int

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return (
            (
                Button("next", "panel.next", (self.page,), Style.PRIMARY, label="Next"),
                Button("say", "say", label="Say"),
                Button("toast", "toast", label="Toast"),
                Button("long", "long", label="Long"),
                Button("refuse", "refuse", label="Refuse"),
                Button("ask", "item.form", label="Write"),
                Button("docs", url="https://example.org/", label="Docs"),
            ),
        )


@dataclass(frozen=True, slots=True)
class Paper(Message):
    pictures: int = 0
    files: int = 1
    words: str = "Here it is."

    def attachments(self) -> tuple[Attachment, ...]:
        pictures = [Attachment(f"{n}.png", "image/png", PNG + bytes([n])) for n in range(self.pictures)]
        return (*pictures, *[Attachment(f"{n}.md", "text/markdown", b"# %d" % n) for n in range(self.files)])


@dataclass(frozen=True, slots=True)
class NewItem(Form):
    press = "item.added"
    number: int = 7

    def args(self) -> tuple[int | str, ...]:
        return (self.number,)

    def fields(self) -> tuple[Field, ...]:
        return (
            Field("text", FieldKind.TEXT, max_length=50),
            Field("day", FieldKind.CHOICE, options=(Option("mon"), Option("other"))),
            Field("which", when=("day", "other"), initial="next week"),
            Field("why", optional=True),
        )


@dataclass(eq=False)
class Unkind(Refusal):
    about: str | None = None


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)
COMMANDS = ("start", "setup", "help", "agenda", "tasks", "panel", "ask", "long", "paper", "greet")
KINDS: dict[str, type[View]] = {
    "said": Said,
    "greeted": Greeted,
    "panel": Panel,
    "paper": Paper,
    "new_item": NewItem,
    "unkind": Unkind,
}
TEMPLATES = {
    "office/said": "{{ text }}",
    "office/greeted": "Hello {{ who | mention }}",
    "office/panel": "Page {{ page }}",
    "office/paper": "{{ words }}",
    "office/new_item": "{% block title %}New item{% endblock %}{% block submit %}Add{% endblock %}"
    "{% block intro %}It goes on the agenda.{% endblock %}{% block field_text %}What shall we discuss?{% endblock %}"
    "{% block hint_text %}One sentence is enough.{% endblock %}{% block field_day %}When?{% endblock %}"
    "{% block option_day_mon %}Monday{% endblock %}{% block option_day_other %}Another day{% endblock %}"
    "{% block field_which %}Which day?{% endblock %}{% block field_why %}Why?{% endblock %}",
    "office/unkind": "Say it kindly, and it will be on the agenda.",
    "help/commands": "".join(f"{{% block {name} %}}About {name}{{% endblock %}}" for name in COMMANDS),
}
for _kind in KINDS.values():
    type_of.pop(getattr(_kind, "template", ""), None)  # They are nobody's product: other tests must not find them.
