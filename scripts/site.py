"""A hook of mkdocs (mkdocs.yml): takes out what only GitHub needs."""

import re
from typing import Any

SWITCH = re.compile(r"^\*?\[(?:In English|По-русски)\]\([\w.-]+\.md\)\*?(?: · )?", re.MULTILINE)
"""The link to the same page in the other language: the site has a menu for it."""


def on_page_markdown(markdown: str, **_: Any) -> str:
    """The page without its link to the other language."""
    return SWITCH.sub("", markdown)
