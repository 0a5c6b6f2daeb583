"""A paper as Markdown, with tables as GitHub and most editors read them; nothing that people wrote becomes markup."""

from collections.abc import Iterator

from bot.documents.paper import Cell, Entry, Paper, Phrase, Run, Signatures, Table
from bot.rendering.document import Mark, Paragraph, Rendered, Text
from bot.rendering.plain import markdown as as_markdown

_HARD_BREAK = "\\\n"


def markdown(paper: Paper) -> bytes:
    """UTF-8, one line feed at the end."""
    return ("\n\n".join(_blocks(paper)) + "\n").encode()


def _blocks(paper: Paper) -> Iterator[str]:
    yield f"# {_phrase(paper.title)}"
    yield f"**{_phrase(paper.subtitle)}** · {_inline((Run(paper.owner),))}"
    yield "\n".join(f"- {_plain(label)}: {_indented(_inline(words), '  ')}" for label, words in paper.facts)
    for section in paper.sections:
        yield f"## {_phrase(section.title)}"
        entries: list[str] = []
        for block in section.blocks:
            match block:
                case Table():
                    yield _table(block)
                case Entry():
                    entries.append(_entry(block))
        if entries:
            yield "\n".join(entries)
    if paper.signatures is not None:
        yield from _signatures(paper.signatures)
    yield f"_{_plain(paper.note)}_"


def _plain(words: str) -> str:
    return _inline((Run(words),))


def _phrase(phrase: Phrase) -> str:
    return " / ".join(_plain(words) for words in phrase)


def _inline(words: Cell) -> str:
    """The words of a paragraph; hard breaks where people made them."""
    return as_markdown(Rendered((Paragraph(tuple(Text(one.text, _marks(one), one.link) for one in words)),)))


def _marks(run: Run) -> frozenset[Mark]:
    found = {Mark.BOLD: run.bold or run.alarm, Mark.STRIKE: run.struck, Mark.ITALIC: run.quiet}
    return frozenset(mark for mark, wanted in found.items() if wanted)


def _indented(text: str, indent: str) -> str:
    return text.replace("\n", f"\n{indent}")


def _entry(entry: Entry) -> str:
    mark = entry.mark if entry.mark[:1].isdecimal() else "-"
    before = " " * 3 * entry.level
    return f"{before}{mark} {_indented(_inline(entry.words), before + ' ' * (len(mark) + 1))}"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(words: Cell) -> str:
    """A table's cell is one line."""
    return _inline(words).replace(_HARD_BREAK, "<br>").replace("\n", " ")


def _table(table: Table) -> str:
    heads = [_phrase(head) for head in table.heads]
    rows = [_row([_cell(cell) for cell in row]) for row in table.rows]
    return "\n".join([_row(heads), _row(["---"] * len(heads)), *rows])


def _signatures(block: Signatures) -> Iterator[str]:
    yield f"## {_phrase(block.title)}"
    rows = tuple(
        (
            (Run(f"{one.name}\n{one.role}" if one.role else one.name),),
            (Run(one.word, bold=bool(one.word)),),
            (Run(one.date),),
        )
        for one in block.signatures
    )
    yield _table(Table(block.heads, rows, (1, 1, 1)))
