"""The same without markup: the text of a page's HTML, as somebody would read it aloud."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "h3", "div", "blockquote", "pre", "ul", "ol", "li", "table", "tr", "hr", "figure"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._counters: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.parts.append("\n")
        elif tag in {"ul", "ol"}:
            start = dict(attrs).get("start")
            self._counters.append(None if tag == "ul" else int(start or 1))
            self._break()
        elif tag == "li":
            self._break()
            self.parts.append(self._mark())
        elif tag == "td":
            self.parts.append("" if self._at_line_start() else " | ")
        elif tag == "hr":
            self._break()
            self.parts.append("———\n")
        elif tag in _BLOCKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._counters:
            self._counters.pop()
        if tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def _mark(self) -> str:
        depth = "  " * max(0, len(self._counters) - 1)
        number = self._counters[-1] if self._counters else None
        if number is None:
            return f"{depth}• "
        self._counters[-1] = number + 1
        return f"{depth}{number}. "

    def _at_line_start(self) -> bool:
        text = "".join(self.parts[-3:])
        return not text or text.endswith("\n")

    def _break(self) -> None:
        if self.parts and not self._at_line_start():
            self.parts.append("\n")


def plain(html: str) -> str:
    """The text of an HTML fragment: one line a block, `•` or a number before an item of a list."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.parts)).strip("\n")
