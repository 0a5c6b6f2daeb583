"""The pages of docs/ say what is so: commands, settings, buttons, links, both languages; and the site builds."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import PREFIX, Settings
from bot.surveyfile import Questionnaires
from bot.topics import everything
from tests.shipping.pages import DOCS, PAGES, ROOT, Page, in_nav

SETTINGS = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
COMMANDS = everything().commands.keys()
ELSEWHERE = {"newbot", "mybots", "setprivacy", "invite"}
"""Commands of BotFather and of Slack."""
ROUTES = {"healthz", "readyz", "metrics"}

each_page = pytest.mark.parametrize("page", PAGES, ids=str)
each_russian_page = pytest.mark.parametrize("page", [page for page in PAGES if page.is_russian], ids=str)
USERS = [page for page in PAGES if re.search(r"docs/(rituals/|people|tour)", page.path.as_posix())]


# -- commands and settings -------------------------------------------------------------------------------------------


@each_page
def test_every_command_of_the_process_exists(page: Page) -> None:
    for line in page.code:
        for called in re.findall(r"(?:^|(?<=[\s'\"])|(?<=bin/))letuchka ([a-z-][^|<>&'`;)]*)", line):
            check_called(called.split())


def check_called(words: list[str]) -> None:
    """That `team import FILE --dry-run` names commands and options that there are."""
    command = get_command(app)
    while words and isinstance(command, TyperGroup) and not words[0].startswith("-"):
        assert words[0] in command.commands, words
        command = command.commands[words.pop(0)]
    options = {"--help"} | {name for one in command.params for name in one.opts}
    for word in words:
        assert not word.startswith("-") or word.partition("=")[0] in options, words


def test_the_check_finds_what_does_not_exist() -> None:
    check_called(["team", "import", "FILE", "--dry-run"])
    for wrong in (["fly"], ["team", "fly"], ["run", "--fast"]):
        with pytest.raises(AssertionError):
            check_called(wrong)


@each_page
def test_every_target_of_make_exists(page: Page) -> None:
    there = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    called = {name for line in page.code for name in re.findall(r"(?:^|&& )make ([a-z]+)", line)}
    assert called <= there


def test_what_the_forms_for_issues_name_exists() -> None:
    forms = [path.read_text("utf-8") for path in sorted((ROOT / ".github").rglob("*.[ym][md]*"))]
    named = {name for text in forms for name in re.findall(r"docs/[\w/-]+\.md|[A-Z_]+\.md", text)}
    assert "SECURITY.md" in named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@each_page
def test_every_command_of_the_chats_exists(page: Page) -> None:
    for span in page.spans:
        if found := re.match(r"/([a-z_]+)(?:@\w+)?(?: (\w+))?(?=\s|$)", span):
            name = found[2] or "letuchka" if found[1] == "letuchka" else found[1]
            assert name in COMMANDS | ELSEWHERE | ROUTES | {"letuchka"}, span


def test_every_command_of_the_chats_is_told_in_both_languages() -> None:
    for language in (True, False):
        told = {name for page in PAGES if page.is_russian is language for name in re.findall(r"`/(\w+)", page.text)}
        assert told >= COMMANDS


@each_page
def test_every_setting_exists(page: Page) -> None:
    assert set(re.findall(rf"{PREFIX}[A-Z][A-Z_]*", page.text)) <= SETTINGS


# -- what people press ----------------------------------------------------------------------------------------------


def words_of(locale: str) -> str:
    """All that the bot and the page of the rehearsal say in a language."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "templates").rglob(f"{locale}.html"))]
    page = json.loads((ROOT / "bot/rehearsal/page/assets" / f"words.{locale}.json").read_text("utf-8"))
    return "\n".join((*texts, *page.values())).replace("&nbsp;", " ").lower()


SAID = {locale: words_of(locale) for locale in ("en", "ru")}


@pytest.mark.parametrize("page", USERS, ids=str)
def test_every_button_that_a_page_names_exists(page: Page) -> None:
    """In italics, or in Russian in quotes, stands only what the bot says; everything else is said without them."""
    locale, pattern = ("ru", r"«([^»]+)»") if page.is_russian else ("en", r"(?<!\*)\*([^*\n]+)\*(?!\*)")
    named = re.findall(pattern, page.prose.partition("\n")[2])
    unknown = [label for label in named if label.rstrip("…").lower() not in SAID[locale] and "](" not in label]
    assert not unknown


# -- links and languages ---------------------------------------------------------------------------------------------


@each_page
def test_every_link_and_picture_is_there(page: Page) -> None:
    for link in page.links:
        name, _, anchor = link.partition("#")
        target = page.path.parent / name if name else page.path
        assert target.exists(), link
        assert not anchor or anchor in Page(target).anchors, link


@each_russian_page
def test_both_languages_have_the_same_shape(page: Page) -> None:
    english = Page(page.twin)
    assert page.shape == english.shape
    assert page.blocks == english.blocks
    assert f"]({english.path.name})" in page.text
    assert f"]({page.path.name})" in english.text


FOR_ENGINEERS = ("reference/", "development/", "adr/", "security.md", "reliability.md", "performance.md", "scaling.md")
"""Pages that are there in English only."""


def test_what_users_read_is_there_in_russian() -> None:
    assert in_nav()
    for name in in_nav():
        assert (DOCS / name).exists()
        if not name.startswith(FOR_ENGINEERS):
            assert Page(DOCS / name).twin.exists(), name


# -- what the pages promise of other files ---------------------------------------------------------------------------


def test_every_alert_is_explained() -> None:
    rules = YAML(typ="safe").load(ROOT / "deploy" / "alerts.yaml")["groups"][0]["rules"]
    for name in ("operate.md", "operate.ru.md"):
        assert set(re.findall(r"^\| `(Letuchka\w+)`", Page(DOCS / "how-to" / name).text, re.MULTILINE)) == {
            rule["alert"] for rule in rules
        }


def findings() -> Iterator[str]:
    """What the doctor can find wrong, in its own words; of a line with something put in the longest fixed part."""
    for path in (*(ROOT / "bot" / "doctor").glob("*.py"), *(ROOT / "bot" / "messengers").rglob("checkup.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "wrong":
                yield from fixed_words(node.value)


def fixed_words(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(words)):
            yield words
        case ast.JoinedStr(values=parts):
            fixed = [str(part.value) for part in parts if isinstance(part, ast.Constant)]
            yield max(fixed, key=len).strip(" ():,")
        case ast.IfExp(body=body, orelse=orelse):
            yield from fixed_words(body)
            yield from fixed_words(orelse)


@pytest.mark.parametrize("name", ["troubleshoot.md", "troubleshoot.ru.md"])
def test_everything_that_the_doctor_can_find_is_explained(name: str) -> None:
    text = Page(DOCS / "how-to" / name).text
    found = [*findings(), "Telegram says", "Slack says"]
    assert len(found) > 15
    assert [words for words in found if words not in text] == []


def test_the_questions_of_a_survey_can_be_read() -> None:
    (text,) = [text for language, text in Page(DOCS / "reference" / "survey-file.md").fences if language == "yaml"]
    title, questions = Questionnaires().read(text)
    assert title
    assert [question.kind for question in questions] == ["one", "several", "scale", "text"]


@each_page
def test_every_file_of_the_repository_that_is_named_exists(page: Page) -> None:
    rooms = "bot|handlers|rituals|templates|tests|deploy|docs|scripts|migrations"
    named = [span for span in page.spans if re.fullmatch(rf"(?:{rooms})/[\w/.-]*", span)]
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_kind_that_is_shown_as_an_example_is_the_one_that_there_is() -> None:
    shown = dict(Page(DOCS / "development" / "adding.md").fences)["python"]
    real = ast.parse((ROOT / "rituals" / "kinds" / "review.py").read_text("utf-8"))
    assert [ast.dump(one) for one in told(ast.parse(shown))] == [ast.dump(one) for one in told(real)]


def told(module: ast.Module) -> list[ast.stmt]:
    """The statements of a module without imports and docstrings."""
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.FunctionDef):
            node.body = [
                one for one in node.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
            ]
    return [one for one in module.body if not isinstance(one, ast.Import | ast.ImportFrom)]


# -- what is run -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [page for page in PAGES if page.blocks and not page.is_russian], ids=str)
def test_what_a_page_lets_people_run_can_be_run(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder, with no setting but the page's own."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    for block in page.blocks:
        if block.file:
            Path(block.file).write_text(block.text, "utf-8")
        else:
            for line in block.text.splitlines():
                run(line.partition(" #")[0])


def run(line: str) -> None:
    """A line `letuchka ARGUMENTS > FILE`, as a shell would; anything else has no place in such a block."""
    command, _, target = line.partition(">")
    assert command.startswith("letuchka "), line
    done = CliRunner().invoke(app, [word.strip('"') for word in re.findall(r'"[^"]+"|\S+', command)[1:]])
    assert done.exit_code == 0, (line, done.output)
    if target:
        Path(target.strip()).write_text(done.stdout, "utf-8")


# -- the site --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as `make docs` builds them; a dead link or anchor is an error."""
    folder = tmp_path_factory.mktemp("site")
    program = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
    built = subprocess.run(
        program, cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    return folder


def test_the_site_is_there_in_both_languages_and_can_be_searched(site: Path) -> None:
    assert "Where to begin" in (site / "index.html").read_text("utf-8")
    assert "С чего начать" in (site / "ru" / "index.html").read_text("utf-8")
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    assert index["config"]["lang"] == ["en", "ru"]
    assert {"", "ru/"} <= {entry["location"] for entry in index["docs"]}


def test_the_site_lists_every_decision(site: Path) -> None:
    page = (site / "adr" / "index.html").read_text("utf-8")
    for record in (DOCS / "adr").glob("0*.md"):
        assert f"/{record.stem}/" in page or f'"{record.stem}/' in page


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    loads = re.compile(
        r"<(?:script|img|iframe)[^>]+src=\"(?:https?:)?//|<link[^>]+href=\"(?:https?:)?//|class=\"mermaid"
    )
    for path in site.rglob("*.html"):
        assert not loads.search(path.read_text("utf-8")), path
