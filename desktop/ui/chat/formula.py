# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Formulas among the words of a text document: drawn elsewhere, kept, and painted as shapes."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QObject, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontInfo,
    QFontMetricsF,
    QPainter,
    QPyTextObject,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtSvg import QSvgRenderer

from desktop.services.formulas import BLACK, Drawing, drawn

KIND = QTextFormat.ObjectTypes.UserObject.value + 1
OBJECT = "\ufffc"  # the sign that stands for a formula in a document
_DRAWING = QTextFormat.Property.UserProperty.value + 2
_SOURCE = QTextFormat.Property.UserProperty.value + 4
_SPOKEN = QTextFormat.Property.UserProperty.value + 5
_COLOUR = QTextFormat.Property.UserProperty.value + 3
LARGER = 1.12  # the letters of formulas look smaller than those of screens
KEPT = 2000  # drawings

Run = Callable[[Callable[[], object], Callable[[], None]], None]


class Formulas(QObject):
    """All drawings that were asked for. Those that are not there yet come with `ready`."""

    ready = Signal()

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run
        self._drawings: dict[tuple[str, float], Drawing | None] = {}
        self._wanted: list[tuple[str, float]] = []
        self._busy = False

    def find(self, formula: str, font: QFont) -> tuple[Drawing | None, bool]:
        """The drawing for letters of a font; without one, whether it is still to come."""
        key = (formula, round(QFontInfo(font).pixelSize() * LARGER * 2) / 2)
        if key not in self._drawings and key not in self._wanted:
            self._wanted.append(key)
            self._begin()
        return self._drawings.get(key), key not in self._drawings

    def _begin(self) -> None:
        if self._busy or not self._wanted:
            return
        self._busy = True
        wanted, made = list(self._wanted), dict[tuple[str, float], Drawing | None]()

        def draw() -> None:
            made.update({key: drawn(*key) for key in wanted})

        def done() -> None:
            self._busy = False
            while len(self._drawings) > KEPT:
                self._drawings.pop(next(iter(self._drawings)))
            self._drawings |= made
            self._wanted = self._wanted[len(wanted) :]
            self.ready.emit()
            self._begin()

        self._run(draw, done)


class FormulaObject(QPyTextObject):
    """How a document shows them. One that is wider than the text gets smaller."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._renderers: dict[tuple[bytes, str], QSvgRenderer] = {}

    def intrinsicSize(self, document: QTextDocument, place: int, form: QTextFormat) -> QSizeF:
        """Pixels."""
        drawing: Drawing = form.property(_DRAWING)
        room = document.textWidth()
        scale = min(room / drawing.width, 1.0) if room > 0 else 1.0
        return QSizeF(drawing.width, drawing.height) * scale

    def drawObject(
        self,
        painter: QPainter,
        place: QRectF | QRect,
        document: QTextDocument,
        at: int,
        form: QTextFormat,
    ) -> None:
        """In the colour of the words."""
        drawing: Drawing = form.property(_DRAWING)
        self._renderer(drawing.svg, str(form.property(_COLOUR))).render(painter, place)

    def _renderer(self, svg: bytes, colour: str) -> QSvgRenderer:
        """Goes with its document: one that outlived the application would crash at its end."""
        if (svg, colour) not in self._renderers:
            data = QByteArray(svg.replace(BLACK, colour.encode()))
            self._renderers[svg, colour] = QSvgRenderer(data, self)
        return self._renderers[svg, colour]


def formula_format(words: QTextCharFormat, drawing: Drawing, source: str) -> QTextCharFormat:
    """The format of a formula that stands among words of this format."""
    form = QTextCharFormat()
    form.setObjectType(KIND)
    form.setProperty(_DRAWING, drawing)
    form.setProperty(_SOURCE, source)
    form.setProperty(_COLOUR, words.foreground().color().name())
    form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
    # Qt lets an object hang below the line as far as letters of its font do.
    font = QFont(words.font())
    size = font.pointSizeF() * max(drawing.depth, 0.5) / QFontMetricsF(font).descent()
    font.setPointSizeF(max(size, 0.1))
    form.setFont(font)
    return form


def spoken_format(words: QTextCharFormat) -> QTextCharFormat:
    """Of a formula's source behind its drawing: there for a screen reader, and of no width."""
    form = QTextCharFormat()
    font = QFont(words.font())
    font.setPointSizeF(0.1)
    # Else Qt looks through every font of the system for letters of this size: more than a second.
    font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    form.setFont(font)
    form.setForeground(Qt.GlobalColor.transparent)
    form.setProperty(_SPOKEN, True)
    return form


def words_between(block: QTextBlock, start: int, end: int) -> str:
    """A stretch of a paragraph, with its formulas as they were written."""
    words = ""
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        first = fragment.position() - block.position()
        shown = fragment.text()[max(start - first, 0) : max(end - first, 0)]
        if fragment.charFormat().objectType() == KIND:
            shown = shown.replace(OBJECT, str(fragment.charFormat().property(_SOURCE)))
        if not fragment.charFormat().hasProperty(_SPOKEN):
            words += shown
        iterator += 1
    return words.replace("\u2028", "\n")
