"""A PDF of some pages, that says nothing but what stands on them (spec/shown.md)."""

import io
from collections.abc import Iterable, Iterator
from unicodedata import normalize

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFInfo
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from goldseam.exchange.showing import Leaf, is_printable

WIDTH, HEIGHT = A4
MARGIN = 72.0
LINE = 15.0
PLAIN, BOLD = ("Times-Roman", 11.0), ("Times-Bold", 12.0)
Font = tuple[str, float]


class _Nothing(PDFInfo):
    """No title, author, program or time."""

    def format(self, document: PDFDocument) -> bytes:
        """An empty dictionary."""
        said: bytes = PDFDictionary({}).format(document)
        return said


def document_of(leaves: Iterable[Leaf]) -> bytes:
    """The PDF: the same pages give the same bytes. Cost: about 5 ms, and 1 ms a page; all of it in memory."""
    into = io.BytesIO()
    canvas = Canvas(into, pagesize=A4, invariant=1, pageCompression=1)
    canvas._doc.info = _Nothing()  # type: ignore[attr-defined]  # noqa: SLF001 - no other way to say nothing
    left, page = HEIGHT - MARGIN, 1
    for leaf in leaves:
        for font, line in _lines(leaf):
            if left < MARGIN + LINE:
                _end(canvas, page)
                left, page = HEIGHT - MARGIN, page + 1
            canvas.setFont(*font)
            canvas.drawString(MARGIN, left, line)
            left -= LINE
        left -= 2 * LINE
    _end(canvas, page)
    canvas.save()
    return into.getvalue()


def _end(canvas: Canvas, page: int) -> None:
    canvas.setFont("Times-Roman", 9)
    canvas.drawCentredString(WIDTH / 2, MARGIN / 2, str(page))
    canvas.showPage()


def _lines(leaf: Leaf) -> Iterator[tuple[Font, str]]:
    for font, text in ((BOLD, leaf.heading), (BOLD, leaf.title), (PLAIN, leaf.text)):
        if text:
            yield from ((font, line) for part in _printable(text).split("\n") for line in _broken(part, font))
        if font is BOLD and text == leaf.title and text:
            yield font, ""


def _printable(text: str) -> str:
    plain = normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return "".join(sign if sign == "\n" or (is_printable(sign) and sign.isprintable()) else "?" for sign in plain)


def _broken(text: str, font: Font) -> Iterator[str]:
    """A paragraph in lines that fit, a word longer than a line in pieces. Cost: one pass."""
    room = WIDTH - 2 * MARGIN
    line, width = "", 0.0
    for word in _pieces(text, font, room):
        more = stringWidth(word, *font)
        if line and width + more > room:
            yield line.rstrip()
            line, width = "", 0.0
            if word.isspace():
                continue
        line, width = line + word, width + more
    yield line.rstrip()


def _pieces(text: str, font: Font, room: float) -> Iterator[str]:
    """Words and the spaces between them; a word that fits no line in as many pieces as it needs."""
    word = ""
    for sign in text:
        if word and (sign.isspace() != word[-1].isspace() or stringWidth(word + sign, *font) > room):
            yield word
            word = ""
        word += sign
    if word:
        yield word
