"""Template + facts → words: makes of what the rituals show a message, a form or a line in one reader's language.

A template is `templates/<topic>/<message>/<locale>.html`: Jinja2 that says the small HTML of `dialect.py`. It gets the
view model's fields and properties by their names, strictly: a name that is not there is an error. What stands outside
of blocks is the message's body; a block is not printed where it stands but asked for by its name:

    <h>Повестка: {{ ritual }}</h>
    {% if items %}<ol>{% for item in items %}<li>{{ item.text }} — {{ item.by | mention }}</li>{% endfor %}</ol>
    {% else %}Пока пусто.{% endif %}
    {% block button_add %}Добавить{% endblock %}
    {% block button_up %}👍 {{ button.args[0] }}{% endblock %}

A message has one block `button_<name>` a button that has no label of its own; within it `button` is that button. A form
has no body; its blocks are `title`, `submit`, `intro` (the dialect; may be missing), and for each field `field_<name>`,
`hint_<name>` (may be missing) and `option_<field>_<value>`, or one `option_<field>` for all of them, within which
`option` is that option. Buttons, titles and labels are plain words. `{% set %}`,
`{% macro %}` and `{% from … import … %}` at the top of a template hold for its blocks too.

`{{ words }}` prints people's words as they are, line breaks and all; None, truth values, moments and people are
refused: choose words for them. Filters are in `filters.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from html import unescape
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateNotFound
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Block as BlockNode
from jinja2.runtime import Context

from bot.rendering import former
from bot.rendering.cutting import shortened
from bot.rendering.dialect import normal, parse
from bot.rendering.document import AskedField, AskedOption, LabelledButton, Rendered, RenderedForm
from bot.rendering.filters import FILTERS, READER
from bot.rendering.former import named, named_in_file
from bot.rendering.people_words import as_written, cleaned, printed
from bot.rendering.plain import plain
from bot.rendering.reader import LOCALES, Locale, Reader, language
from rituals.messages import Button, Field, Form, Message, Option, Shown

__all__ = ["LINE_LIMIT", "LOCALES", "Locale", "Reader", "Renderer", "language"]

LINE_LIMIT = 200
"""Characters of a line: what `answerCallbackQuery` takes (core.telegram.org/bots/api#answercallbackquery)."""

TITLE_LIMIT = 24
"""Characters of a form's title and submit button (docs.slack.dev/reference/views/modal-views)."""

_NAMELESS = "…"


class _BlocksApart(CodeGenerator):
    """Compiles a template whose blocks print nothing where they stand."""

    def visit_Block(self, node: BlockNode, frame: Frame) -> None:  # noqa: ARG002, N802  Jinja's names.
        self.writeline("pass")


class _Templates(Environment):
    code_generator_class = _BlocksApart


class _Folder(BaseLoader):
    """Reads templates from a folder or from a package's resources."""

    def __init__(self, root: Traversable) -> None:
        self._root = root

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, None]:  # noqa: ARG002
        file = self._root.joinpath(*template.split("/"))
        if ".." in template.split("/") or not file.is_file():
            raise TemplateNotFound(template)
        return normal(file.read_text("utf-8")), str(file), None


class Renderer:
    """Knows the templates and keeps them compiled; knows nothing of any messenger.

    Raises jinja2's TemplateNotFound and UndefinedError, DialectError, and TypeError or ValueError of a filter: each is
    a mistake in a template, which the tests find by rendering all of them.
    """

    def __init__(self, templates: Traversable | None = None) -> None:
        """`templates`: the folder (a Path will do); by default the one that is installed with the program."""
        self._templates = _Templates(
            loader=_Folder(templates or resources.files("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=printed,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self._facts: dict[type[Shown], tuple[str, ...]] = {}
        self._formers: dict[Locale, str] = {}
        self._templates.filters.update(FILTERS)
        self._templates.globals.update(FILTERS)

    def message(self, shown: Shown, reader: Reader) -> Rendered:
        """A message or a refusal with its buttons and files."""
        return self.with_files(self.without_files(shown, reader), reader)

    def without_files(self, shown: Shown, reader: Reader) -> Rendered:
        """A message or a refusal with its buttons; documents that go with it are still to be written."""
        words = self._words(shown, reader)
        rows: tuple[tuple[Button, ...], ...] = shown.buttons() if isinstance(shown, Message) else ()
        files = shown.attachments() if isinstance(shown, Message) else ()
        return Rendered(
            parse(words.body()),
            tuple(tuple(words.button(button) for button in row) for row in rows if row),
            tuple(named_in_file(file, words.former) for file in files),
        )

    def with_files(self, rendered: Rendered, reader: Reader) -> Rendered:
        """The message with its documents written in the reader's language, unless they have one of their own.

        That takes tenths of a second; it may be done in a thread.
        """
        if not rendered.unwritten:
            return rendered
        from bot.documents.writing import written  # noqa: PLC0415  Only when somebody wants a file.

        return replace(rendered, attachments=tuple(written(file, self, reader) for file in rendered.attachments))

    def line(self, shown: Shown, reader: Reader) -> str:
        """The body alone as plain words, 200 characters at most, for where nothing else fits."""
        text = plain(Rendered(parse(self._words(shown, reader).body()))).replace("\n\n", "\n")
        return text if len(text) <= LINE_LIMIT else shortened(text, LINE_LIMIT)

    def form(self, form: Form, reader: Reader) -> RenderedForm:
        """A form with the words of its questions."""
        words = self._words(form, reader)
        words.body()
        return RenderedForm(
            title=shortened(words.plain("title"), TITLE_LIMIT),
            submit=shortened(words.plain("submit"), TITLE_LIMIT),
            intro=parse(words.block("intro")) if words.has("intro") else (),
            fields=tuple(words.field(field) for field in form.fields()),
            payload=":".join([form.press, *map(str, form.args())]),
        )

    def words(self, template: str, block: str, reader: Reader) -> str:
        """One block of a template as plain words, without facts: for menus of commands and the like."""
        READER.set(reader)
        return _Words(self._template(template, reader.locale), {}, self._former(reader.locale)).plain(block)

    def label(self, template: str, block: str, reader: Reader, facts: Mapping[str, object]) -> str:
        """One block of a template of labels as plain words, with the facts that it tells of."""
        READER.set(reader)
        words = _Words(self._template(template, reader.locale), dict(facts), self._former(reader.locale))
        words.body()
        return words.plain(block)

    def blocks(self, template: str, locale: Locale) -> frozenset[str]:
        """The names of a template's blocks."""
        return frozenset(self._template(template, locale).blocks)

    def _template(self, name: str, locale: Locale) -> Template:
        return self._templates.get_template(f"{name}/{locale}.html")

    def _words(self, shown: Shown, reader: Reader) -> "_Words":
        facts: dict[str, Any] = {name: getattr(shown, name) for name in self._names(type(shown))}
        READER.set(reader)
        return _Words(self._template(shown.template, reader.locale), facts, self._former(reader.locale))

    def _former(self, locale: Locale) -> str:
        """What somebody who was erased is called."""
        if locale not in self._formers:
            template = self._template(former.TEMPLATE, locale)
            self._formers[locale] = "".join(template.blocks[former.BLOCK](template.new_context({})))
        return self._formers[locale]

    def _names(self, kind: type[Shown]) -> tuple[str, ...]:
        if kind not in self._facts:
            stored: set[str] = {field.name for field in fields(kind)} if is_dataclass(kind) else set()
            derived = {
                name for base in kind.__mro__ for name, value in vars(base).items() if isinstance(value, property)
            }
            self._facts[kind] = tuple(name for name in stored | derived if not name.startswith("_"))
        return self._facts[kind]


def _people_label(words: str) -> str:
    """People's words in one line."""
    return cleaned(" ".join(words.split()))


class _Words:
    """One template with its facts: its body, and its blocks by name. `former`: what somebody erased is called."""

    def __init__(self, template: Template, facts: dict[str, Any], former: str) -> None:
        self.former = former
        self._template = template
        self._context: Context = template.new_context(facts)

    def body(self) -> str:
        """What stands outside of blocks; it also runs what is set there for the blocks."""
        return named("".join(self._template.root_render_func(self._context)), self.former)

    def has(self, block: str) -> bool:
        return block in self._template.blocks

    def block(self, block: str) -> str:
        if not self.has(block):
            raise TemplateNotFound(block, f"{self._template.name} has no block {block}")
        pieces: Iterator[str] = self._template.blocks[block](self._context)
        return named("".join(pieces), self.former)

    def plain(self, block: str) -> str:
        """A block as words in one line."""
        html = self.block(block)
        text = plain(Rendered(parse(html))) if "<" in html else as_written(unescape(html))
        return " ".join(text.split())

    def button(self, button: Button) -> LabelledButton:
        if button.label is None:
            self._context.vars["button"] = button
            label = self.plain(f"button_{button.name}")
        else:
            label = _people_label(named(button.label, self.former))
        return LabelledButton(label or _NAMELESS, "" if button.url else button.payload, button.style, button.url)

    def field(self, field: Field) -> AskedField:
        hint = f"hint_{field.name}"
        return AskedField(
            replace(field, initial=named(field.initial, self.former)),
            self.plain(f"field_{field.name}"),
            self.plain(hint) if self.has(hint) else "",
            tuple(AskedOption(option.value, self._option(field, option)) for option in field.options),
        )

    def _option(self, field: Field, option: Option) -> str:
        if option.label is not None:
            return _people_label(named(option.label, self.former)) or _NAMELESS
        own = f"option_{field.name}_{option.value}"
        if self.has(own):
            return self.plain(own)
        self._context.vars["option"] = option
        return self.plain(f"option_{field.name}")
