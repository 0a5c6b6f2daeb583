"""What people read, word by word: every message and form of the gallery in both languages against golden files.

To accept changed words, read them, then run `UPDATE_GOLDEN=1 pytest tests/messengers/test_words.py`.
"""

import importlib
import os
import pkgutil
import re
from pathlib import Path

import pytest

import handlers
import rituals
from bot.rendering.document import LabelledButton, Mark, Rendered, RenderedForm, Text, spans_of
from bot.rendering.plain import plain, plain_blocks
from bot.rendering.reader import LOCALES, Locale, Reader
from bot.rendering.renderer import LINE_LIMIT, TITLE_LIMIT, Renderer
from bot.rendering.rhythm import rhythm_words
from handlers.help import CommandWords
from handlers.registry import Topic
from rituals.messages import Form, Message, Shown, type_of
from tests.messengers.gallery import GALLERY
from tests.messengers.gallery_people import NOW

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "UPDATE_GOLDEN"
LABEL_LIMIT = 75
"""Characters of a button's and an option's words (docs.slack.dev/reference/block-kit/block-elements/button-element)."""
COMMAND_LIMIT = 100
TOASTS = ("meeting/here", "meeting/moved", "meeting/already_moved", "meeting/deferred")
LATIN = re.compile(r"[A-Za-z]{2,}")
PROPER = frozenset({"Slack", "Telegram", "PDF", "DOCX", "CSV", "YAML", "Markdown", "battle"})
PROPER |= {"HR", "English", "UTC", "Europe", "Moscow", "KZ", "DE", "BY"}
"""Names: the messengers', the formats of files, time zones and countries' codes, the other language's, and a ritual's
of a kind that has no name in templates/ yet."""

renderer = Renderer()
each_shown = pytest.mark.parametrize("name", sorted(GALLERY))
each_locale = pytest.mark.parametrize("locale", LOCALES)


def reader(locale: Locale) -> Reader:
    return Reader(locale, "Europe/Moscow", NOW)


def topics() -> list[Topic]:
    modules = [importlib.import_module(f"handlers.{found.name}") for found in pkgutil.iter_modules(handlers.__path__)]
    return [module.topic for module in modules if hasattr(module, "topic")]


def classes() -> list[type[Shown]]:
    """Every message and form of the rituals and the handlers."""
    for package in (rituals, handlers):
        for found in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{found.name}")
    ours = ("rituals.", "handlers.")
    return [kind for kind in type_of.values() if kind.__module__.startswith(ours) and issubclass(kind, Message | Form)]


def buttons_of(rendered: Rendered) -> list[LabelledButton]:
    return [button for row in rendered.buttons for button in row]


def message_text(rendered: Rendered) -> str:
    rows = [" ".join(f"[{button.label}]" for button in row) for row in rendered.buttons]
    return "\n".join([plain(rendered), *(["", *rows] if rows else [])])


def form_text(form: RenderedForm) -> str:
    lines = [f"« {form.title} »"]
    if form.intro:
        lines += ["", plain_blocks(form.intro)]
    for asked in form.fields:
        when = f" (when {asked.field.when[0]} = {asked.field.when[1]})" if asked.field.when else ""
        lines += ["", f"? {asked.label}{when}", *([f"  {asked.hint}"] if asked.hint else [])]
        lines += [f"  ( ) {option.label}" for option in asked.options]
    return "\n".join([*lines, "", f"[{form.submit}]"])


def commands_text(locale: Locale) -> str:
    """The words of menus: a block a command."""
    blocks = sorted(renderer.blocks(CommandWords.template, locale))
    return "\n".join(f"{block}: {renderer.words(CommandWords.template, block, reader(locale))}" for block in blocks)


def text_of(shown: Shown, locale: Locale) -> str:
    if isinstance(shown, CommandWords):
        return commands_text(locale)
    if isinstance(shown, Form):
        return form_text(renderer.form(shown, reader(locale)))
    return message_text(renderer.message(shown, reader(locale)))


def golden_file(name: str, locale: Locale) -> Path:
    return GOLDEN / f"{name.replace('/', '-')}.{locale}.txt"


@each_locale
@each_shown
def test_reads_as_it_was_read_and_accepted(name: str, locale: Locale) -> None:
    text = text_of(GALLERY[name], locale) + "\n"
    golden = golden_file(name, locale)
    if os.environ.get(UPDATE):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, "utf-8")
    assert golden.is_file(), f"{name} was never accepted: see this module's docstring"
    assert text == golden.read_text("utf-8")


def test_no_golden_file_is_left_over() -> None:
    wanted = {golden_file(name, locale).name for name in GALLERY for locale in LOCALES}
    left_over = {file.name for file in GOLDEN.iterdir()} - wanted
    if os.environ.get(UPDATE):
        for name in left_over:
            (GOLDEN / name).unlink()
    else:
        assert not left_over


def test_the_gallery_shows_every_message_and_form() -> None:
    shown = {type(one) for one in GALLERY.values()}
    assert {kind.__qualname__ for kind in classes() if kind not in shown} == set()


@each_locale
@each_shown
def test_fits_the_messengers(name: str, locale: Locale) -> None:
    shown = GALLERY[name]
    if isinstance(shown, Form):
        words = renderer.form(shown, reader(locale))
        assert 0 < len(words.title) <= TITLE_LIMIT
        assert 0 < len(words.submit) <= TITLE_LIMIT
        assert not words.title.endswith("…"), "a title that was cut to fit"
        assert all(asked.label for asked in words.fields)
        choices = [[option.label for option in asked.options] for asked in words.fields]
    else:
        choices = [[button.label for button in buttons_of(renderer.message(shown, reader(locale)))]]
    for labels in choices:
        assert all(0 < len(label) <= LABEL_LIMIT and label != "…" for label in labels)
        assert len(set(labels)) == len(labels), "two choices that nobody can tell apart"


@each_locale
@pytest.mark.parametrize("name", sorted(name for name in GALLERY if name.partition(".")[0] in TOASTS))
def test_a_toast_is_whole(name: str, locale: Locale) -> None:
    shown = GALLERY[name]
    text = plain(renderer.message(shown, reader(locale)))
    assert len(text) <= LINE_LIMIT
    assert renderer.line(shown, reader(locale)) == text


@each_shown
def test_russian_is_russian(name: str) -> None:
    shown = GALLERY[name]
    if isinstance(shown, CommandWords):
        words = commands_text("ru").replace("\n", " ")
        words = re.sub(r"\b[a-z_]+: |/[a-z]+", " ", words)
    elif isinstance(shown, Form):
        form = renderer.form(shown, reader("ru"))
        words = form_text(form)
        for span in spans_of(form.intro):
            if isinstance(span, Text) and Mark.CODE in span.marks:
                words = words.replace(span.text, " ")
        words = re.sub(r"\(when .*?\)", " ", words)
    else:
        rendered = renderer.message(shown, reader("ru"))
        spans = spans_of(rendered.blocks)
        spoken = [span.text for span in spans if not (isinstance(span, Text) and Mark.CODE in span.marks)]
        words = " ".join([*spoken, *(button.label for button in buttons_of(rendered))])
    assert set(LATIN.findall(words)) <= PROPER


@each_locale
@each_shown
def test_is_calm(name: str, locale: Locale) -> None:
    """No exclamation marks, no doubled signs, no space before a sign or within quotes."""
    text = text_of(GALLERY[name], locale)
    assert "!" not in text
    assert not re.search(
        r"(?<!\[)(?<!…) [,.;:?](?=\s|$)|\.\.(?!\.)|, ,|«\s(?!.*»$)|\(\s(?!\))|[a-zа-яё] {2,}", text, re.MULTILINE
    )


@each_locale
def test_every_command_has_words_for_the_menu(locale: Locale) -> None:
    names = {command.name for topic in topics() for command in topic.commands}
    blocks = renderer.blocks(CommandWords.template, locale)
    assert blocks == names | {"about", "short"}
    for name in names:
        words = renderer.words(CommandWords.template, name, reader(locale))
        assert 0 < len(words) <= COMMAND_LIMIT
        assert not words.endswith(".")
    assert len(renderer.words(CommandWords.template, "about", reader(locale))) <= 512
    assert len(renderer.words(CommandWords.template, "short", reader(locale))) <= 120


def test_both_languages_have_the_same_templates() -> None:
    root = Path(str(renderer_root()))
    by_locale = {
        locale: {file.parent.relative_to(root).as_posix() for file in root.rglob(f"{locale}.html")}
        for locale in LOCALES
    }
    assert by_locale["ru"] == by_locale["en"]


def renderer_root() -> Path:
    return Path(__file__).parents[2] / "templates"


@pytest.mark.parametrize(
    ("every", "on", "russian", "english"),
    [
        ("week", "mon", "по понедельникам в 10:00", "every Monday at 10:00"),
        ("week", "wed", "по средам в 10:00", "every Wednesday at 10:00"),
        ("2 weeks", "fri", "раз в две недели, по пятницам в 10:00", "every other Friday at 10:00"),
        ("month", "first mon", "в первый понедельник месяца, в 10:00", "on the first Monday of the month at 10:00"),
        ("month", "second tue", "во второй вторник месяца, в 10:00", "on the second Tuesday of the month at 10:00"),
        ("month", "third sun", "в третье воскресенье месяца, в 10:00", "on the third Sunday of the month at 10:00"),
        ("month", "fourth wed", "в четвёртую среду месяца, в 10:00", "on the fourth Wednesday of the month at 10:00"),
        ("quarter", "last fri", "в последнюю пятницу квартала, в 10:00", "on the last Friday of the quarter at 10:00"),
        (
            "month",
            "first workday",
            "в первый рабочий день месяца, в 10:00",
            "on the first workday of the month at 10:00",
        ),
        (
            "quarter",
            "first workday",
            "в первый рабочий день квартала, в 10:00",
            "on the first workday of the quarter at 10:00",
        ),
        ("fortnight", "mon", "fortnight, mon, 10:00", "fortnight, mon, 10:00"),
        ("week", "first workday", "week, first workday, 10:00", "week, first workday, 10:00"),
    ],
)
def test_a_rhythm_in_words(every: str, on: str, russian: str, english: str) -> None:
    assert rhythm_words(every, on, "10:00", "ru") == russian
    assert rhythm_words(every, on, "10:00", "en") == english
