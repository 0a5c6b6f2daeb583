"""A hook of mkdocs (mkdocs.yml): takes out what only GitHub needs, and lists the decisions."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SWITCH = re.compile(r"^\*?\[(?:In English|По-русски)\]\([\w.-]+\.md\)\*?(?: · )?", re.MULTILINE)
"""The link to the same page in the other language: the site has a menu for it."""

DECISIONS = "adr/index.md"


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """The page as the site shows it."""
    markdown = SWITCH.sub("", markdown)
    if page.file.src_uri == DECISIONS:
        markdown = "\n".join((markdown, *records(Path(page.file.abs_src_path).parent)))
    return markdown


def records(folder: Path) -> Iterator[str]:
    """A line a decision, by number: on GitHub the folder itself is the list."""
    for file in sorted(folder.glob("[0-9]*.md")):
        title = file.read_text("utf-8").partition("\n")[0].removeprefix("# ")
        yield f"- [{title}]({file.name})"
