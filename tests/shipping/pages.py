"""The pages of docs/ and what stands in them: headings, blocks, words in code, links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
RUSSIAN = ".ru.md"

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARKED = re.compile(r"^<!-- (run|file: [\w.]+) -->\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block after `<!-- run -->` or `<!-- file: NAME -->`; `file` is empty for shell commands."""

    file: str
    text: str


class Page:
    """One page."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text("utf-8")

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def is_russian(self) -> bool:
        return self.path.name.endswith(RUSSIAN)

    @property
    def twin(self) -> Path:
        """Where the same page in the other language is."""
        name = self.path.name
        other = name.removesuffix(RUSSIAN) + ".md" if self.is_russian else name.removesuffix(".md") + RUSSIAN
        return self.path.with_name(other)

    @cached_property
    def prose(self) -> str:
        """All but the blocks of code."""
        return _FENCE.sub("", self.text)

    @property
    def fences(self) -> list[tuple[str, str]]:
        """Blocks of code: the language, the text."""
        return _FENCE.findall(self.text)

    @property
    def blocks(self) -> list[Block]:
        """What is marked to be tried, in order."""
        return [
            Block(mark.removeprefix("run").removeprefix("file: "), text) for mark, _, text in _MARKED.findall(self.text)
        ]

    @property
    def spans(self) -> list[str]:
        """Words in code within sentences and tables."""
        return _SPAN.findall(self.prose)

    @property
    def code(self) -> Iterator[str]:
        """Every line of code, comments left out."""
        yield from self.spans
        for language, text in self.fences:
            if language == "sh":
                yield from (line.partition(" #")[0] for line in text.splitlines())

    @property
    def links(self) -> list[str]:
        """Where its links and pictures lead, but for addresses."""
        return [to for to in _LINK.findall(_SPAN.sub("", self.prose)) if not re.match(r"https?:|mailto:", to)]

    @property
    def shape(self) -> list[str]:
        """What both languages have in common: the levels of headings, the languages of blocks, rows, items."""
        rest = _FENCE.sub(lambda found: f"```{found[1]}", self.text)
        marks = re.findall(r"^(#{1,6} |```\w*|\||- |\d+\. |!\[|\*\*|<!-- [\w:. ]+ -->)", rest, re.MULTILINE)
        return [mark.strip() for mark in marks]

    @property
    def anchors(self) -> set[str]:
        return {slug(title) for _, title in _HEADING.findall(self.prose)}


def slug(title: str) -> str:
    """What a heading is called in an address, on GitHub and in the site alike."""
    bare = re.sub(r"[`*]|\]\([^)]*\)|\[", "", title)
    return re.sub(r"[^\w\- ]", "", bare.lower()).strip().replace(" ", "-")


def in_nav() -> list[str]:
    """The pages that the site's menu names."""
    _, _, nav = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:\n")
    return re.findall(r"- ([\w/.-]+\.md)$", nav, re.MULTILINE)


PAGES = [Page(path) for path in (ROOT / "README.md", ROOT / "README.ru.md", ROOT / "CONTRIBUTING.md")]
PAGES += [Page(path) for path in sorted(DOCS.rglob("*.md"))]
