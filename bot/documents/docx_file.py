"""A paper as DOCX: headings, tables and page numbers are Word's own, so that people can go on working with it."""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import docx as python_docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.table import _Cell as DocxCell
from docx.table import _Row as DocxRow
from docx.text.paragraph import Paragraph
from docx.text.run import Run as DocxRun

from bot.documents.paper import Cell, Entry, Paper, Phrase, Run, Section, Signatures, Table

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument

FONT = "Times New Roman"
"""Every office program has it, or one of the same widths, with Cyrillic in it."""

TEXT_WIDTH = 16.7
"""Centimetres between the margins of A4."""

QUIET, ALARM = RGBColor(0x59, 0x59, 0x59), RGBColor(0x9B, 0x1C, 0x1C)
_BODY, _SMALL, _TINY = Pt(11), Pt(10), Pt(9)
_INDENT = 0.75
KEPT_WHOLE = 600
"""Characters of a table's row up to which it stays on one page."""

_UNCHANGING = (1980, 1, 1, 0, 0, 0)
"""The date of the archive's parts, the earliest that a ZIP knows: so the same paper gives the same bytes."""


def docx(paper: Paper) -> bytes:
    """The bytes of a Word document; the same paper gives the same ones."""
    document = python_docx.Document()
    _set_up(document, paper)
    _title(document, paper)
    for section in paper.sections:
        _section(document, section)
    if paper.signatures is not None:
        _signatures(document, paper.signatures)
    found = io.BytesIO()
    document.save(found)
    return _without_dates(found.getvalue())


def _without_dates(archive: bytes) -> bytes:
    """The same archive without the time at which it was written."""
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _UNCHANGING)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return found.getvalue()


# -- the page ------------------------------------------------------------------------------------------------------


def _set_up(document: "DocxDocument", paper: Paper) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(2.5), Cm(1.8), Cm(2.3), Cm(2.0)
    for name, size, before, after in (
        ("Normal", _BODY, 0, 3),
        ("Heading 1", Pt(18), 0, 2),
        ("Heading 2", Pt(12.5), 14, 4),
    ):
        _restyle(document, name, size, before, after)
    _describe(document, paper)
    _at_edge(page.header.paragraphs[0], paper.owner, paper.name)
    edge = page.footer.paragraphs[0]
    _at_edge(edge, paper.note, "")
    for index, (word, of) in enumerate(zip(paper.page, paper.of, strict=True)):
        _quiet(edge, f"{' / ' if index else ''}{word} ")
        _field(edge, "PAGE")
        _quiet(edge, f" {of} ")
        _field(edge, "NUMPAGES")


def _restyle(document: "DocxDocument", name: str, size: Pt, before: float, after: float) -> None:
    style = document.styles[name]
    style.font.name, style.font.size, style.font.color.rgb = FONT, size, RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.05


def _describe(document: "DocxDocument", paper: Paper) -> None:
    about = document.core_properties
    about.title, about.author = " / ".join(paper.title)[:255], paper.owner[:255]
    about.language, about.comments = paper.languages[0], ""
    made_at: datetime = paper.made_at.replace(tzinfo=None, microsecond=0)  # UTC, as the format wants it.
    about.created = about.modified = made_at
    about.last_modified_by = ""


def _at_edge(paragraph: Paragraph, left: str, right: str) -> None:
    """A line of the header or the footer: one thing at the left margin, one at the right."""
    stops = paragraph.paragraph_format.tab_stops
    for stop in list(paragraph.style.paragraph_format.tab_stops if paragraph.style else ()):
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    _quiet(paragraph, f"{left}\t{right}")


def _quiet(paragraph: Paragraph, words: str) -> DocxRun:
    run = paragraph.add_run(words)
    run.font.size, run.font.color.rgb = _TINY, QUIET
    return run


def _field(paragraph: Paragraph, code: str) -> None:
    """A number that Word counts. Each part is a run of its own: LibreOffice gives it the look of the last one."""
    for kind, text in (("begin", None), (None, code), ("separate", None), (None, "1"), ("end", None)):
        if kind is not None:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText" if text == code else "w:t")
            mark.text = text
        _quiet(paragraph, "")._r.append(mark)  # noqa: SLF001  python-docx has no fields.


# -- the text ------------------------------------------------------------------------------------------------------


def _title(document: "DocxDocument", paper: Paper) -> None:
    _phrase(document.add_paragraph(style="Heading 1"), paper.title, Pt(18), centred=True)
    subtitle = document.add_paragraph()
    _phrase(subtitle, paper.subtitle, Pt(13), centred=True)
    subtitle.paragraph_format.space_after = Pt(10)
    facts = document.add_table(rows=0, cols=2)
    widths = (4.2, TEXT_WIDTH - 4.2)
    _columns(facts, widths)
    for label, words in paper.facts:
        cells = facts.add_row().cells
        _width(cells, widths)
        _words(cells[0].paragraphs[0], (Run(label, quiet=True),), _BODY)
        _words(cells[1].paragraphs[0], words, _BODY)


def _phrase(paragraph: Paragraph, phrase: Phrase, size: Pt, *, centred: bool = False, bold: bool | None = None) -> None:
    """The leading language, the others below it, smaller."""
    first = paragraph.add_run(phrase[0])
    first.font.size, first.bold = size, bold
    for other in phrase[1:]:
        run = paragraph.add_run(f"\n{other}")
        run.font.size, run.font.color.rgb, run.bold = Pt(size.pt * 0.82), QUIET, False
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _words(paragraph: Paragraph, words: Cell, size: Pt) -> None:
    for one in words:
        if one.link is not None:
            _link(paragraph, one.text, one.link, size)
            continue
        run = paragraph.add_run(one.text)
        run.font.size = size
        run.bold, run.font.strike = one.bold or None, one.struck or None
        if one.alarm or one.quiet:
            run.font.color.rgb = ALARM if one.alarm else QUIET


def _link(paragraph: Paragraph, words: str, address: str, size: Pt) -> None:
    target = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    run = paragraph.add_run(words)
    run.font.size, run.font.underline = size, True
    link.append(run._r)  # noqa: SLF001  python-docx reads links but does not write them.
    paragraph._p.append(link)  # noqa: SLF001


def _section(document: "DocxDocument", section: Section) -> None:
    _phrase(document.add_paragraph(style="Heading 2"), section.title, Pt(12.5))
    for block in section.blocks:
        match block:
            case Table():
                _table(document, block)
            case Entry():
                _entry(document, block)


def _entry(document: "DocxDocument", entry: Entry) -> None:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    hanging = _INDENT if entry.mark else 0
    shape.left_indent, shape.first_line_indent = Cm(_INDENT * entry.level + hanging), Cm(-hanging)
    shape.tab_stops.add_tab_stop(Cm(_INDENT * entry.level + hanging))
    shape.keep_with_next = entry.leads or None
    shape.keep_together = entry.leads or None
    if entry.mark:
        paragraph.add_run(f"{entry.mark}\t").font.size = _BODY
    _words(paragraph, entry.words, _BODY)


# -- tables --------------------------------------------------------------------------------------------------------


def _table(document: "DocxDocument", table: Table) -> None:
    drawn = document.add_table(rows=1, cols=len(table.heads), style="Table Grid")
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    widths = [TEXT_WIDTH * width / sum(table.widths) for width in table.widths]
    _columns(drawn, widths)
    head = drawn.rows[0]
    _mark(head, "w:tblHeader")
    _width(head.cells, widths)
    for cell, phrase in zip(head.cells, table.heads, strict=True):
        _shade(cell)
        _phrase(cell.paragraphs[0], phrase, _SMALL, bold=True)
    for row in table.rows:
        line = drawn.add_row()
        _width(line.cells, widths)
        for cell, words in zip(line.cells, row, strict=True):
            _words(cell.paragraphs[0], words, _SMALL)
        if sum(len(one.text) for words in row for one in words) <= KEPT_WHOLE:
            _mark(line, "w:cantSplit")


def _columns(table: DocxTable, widths: Iterable[float]) -> None:
    """Centimetres, for LibreOffice, which goes by the columns; Word goes by the cells."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)


def _width(cells: Iterable[DocxCell], widths: Iterable[float]) -> None:
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Cm(width)
        shape = cell.paragraphs[0].paragraph_format
        shape.space_before = shape.space_after = Pt(2)


def _mark(row: DocxRow, name: str) -> None:
    """`w:tblHeader`: comes again at the top of every page; `w:cantSplit`: is not torn apart by a page's end."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001  python-docx knows neither.


def _shade(cell: DocxCell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EDEDED")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001


def _signatures(document: "DocxDocument", block: Signatures) -> None:
    """Kept together on one page: nobody signs a page with nothing else on it."""
    _phrase(document.add_paragraph(style="Heading 2"), block.title, Pt(12.5))
    drawn = document.add_table(rows=1, cols=5)
    widths = (5.6, 0.4, 6.2, 0.4, TEXT_WIDTH - 12.6)
    _columns(drawn, widths)
    _width(drawn.rows[0].cells, widths)
    for cell, phrase in zip(drawn.rows[0].cells[::2], block.heads, strict=True):
        _phrase(cell.paragraphs[0], phrase, _TINY)
    for signature in block.signatures:
        cells = drawn.add_row().cells
        _width(cells, widths)
        for cell, words in zip(cells[::2], (signature.name, signature.word, signature.date), strict=True):
            _words(cell.paragraphs[0], (Run(words, bold=words == signature.word),), _BODY)
            cell.paragraphs[0].paragraph_format.space_before = Pt(10)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
        if signature.role:
            _words(cells[0].paragraphs[0], (Run(f"\n{signature.role}", quiet=True),), _TINY)
        for cell in cells[2::2]:
            _underline(cell)
    for row in drawn.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _underline(cell: DocxCell) -> None:
    borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("color", "808080")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001
