# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A row of the sidebar that goes somewhere: icon, words, and a shortcut or an amount at the end."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle

from desktop.ui.theme import Theme, ThemeSource, tabular
from desktop.ui.widgets.direction import leading

PADDING = 8
ICON = 20
BAR = 5


def paint_row(painter: QPainter, row: QRectF, theme: Theme, chosen: bool, hovered: bool) -> None:
    """The surface of a row: chosen, under the pointer, or nothing."""
    if not chosen and not hovered:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if chosen and theme.high_contrast:
        painter.setPen(QPen(theme.line, 2))
        row = row.adjusted(1, 1, -1, -1)
    painter.setBrush(theme.selection if chosen else theme.hover)
    painter.drawRoundedRect(row, 8, 8)


class NavButton(QPushButton):
    """A button as wide as the sidebar. The chosen one shows where the person is."""

    def __init__(self, themes: ThemeSource, text: str, icon: str = "", trailing: str = "") -> None:
        super().__init__(text)
        self._themes, self._icon, self._trailing = themes, icon, trailing
        self._chosen = False
        self._share: float | None = None
        self.setProperty("kind", "bare")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if trailing:
            self.setAccessibleDescription(trailing)
        themes.changed.connect(self._restyle)
        self._restyle()

    def set_chosen(self, chosen: bool) -> None:
        """Whether this is where the person is."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def set_trailing(self, trailing: str) -> None:
        """Words at the end; "" for none."""
        self._trailing = trailing
        self.setAccessibleDescription(trailing)
        self.update()

    def show_progress(self, text: str, trailing: str, share: float) -> None:
        """A row with a bar below its words."""
        self._trailing, self._share = trailing, share
        self.setText(text)
        self.setAccessibleDescription(trailing)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        height = max(32, QFontMetrics(self.font()).height() + 16)
        return QSize(120, height + (BAR + 4 if self._share is not None else 0))

    def minimumSizeHint(self) -> QSize:
        """Names are shortened."""
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """From the edge where reading begins."""
        theme = self._themes.theme
        painter = QPainter(self)
        paint_row(painter, QRectF(self.rect()), theme, self._chosen, self.underMouse())
        inside = self.rect().adjusted(PADDING, 0, -PADDING, 0)
        if self._share is not None:
            inside.setBottom(inside.bottom() - BAR - 6)
            self._paint_bar(painter, self._share)
        if self._icon:
            icon = QRect(inside.left(), inside.center().y() - ICON // 2 + 1, ICON, ICON)
            token = "accent" if self._chosen else "text_soft"
            painter.drawPixmap(self._turned(icon), self._themes.pixmap(self._icon, token, ICON))
            inside.setLeft(icon.right() + 11)
        self._paint_words(painter, inside)

    def _paint_words(self, painter: QPainter, inside: QRect) -> None:
        theme = self._themes.theme
        caption = tabular(self._themes.font("caption"))
        width = QFontMetrics(caption).horizontalAdvance(self._trailing)
        words = QRect(inside)
        if self._trailing:
            end = QRect(inside.right() - width, inside.top(), width + 1, inside.height())
            words.setRight(end.left() - PADDING)
            painter.setFont(caption)
            painter.setPen(theme.text_soft)
            painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
            painter.drawText(self._turned(end), int(leading()), self._trailing)
        bold = self._chosen or self._share is not None
        painter.setFont(self._themes.font("strong" if bold else "body"))
        painter.setPen(theme.text)
        shown = QFontMetrics(painter.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, words.width()
        )
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawText(self._turned(words), int(leading()), shown)

    def _paint_bar(self, painter: QPainter, share: float) -> None:
        theme = self._themes.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRect(PADDING, self.height() - BAR - 6, self.width() - 2 * PADDING, BAR)
        done = QRect(whole)
        done.setWidth(round(whole.width() * share))
        painter.setPen(QPen(theme.line, 1) if theme.high_contrast else Qt.PenStyle.NoPen)
        painter.setBrush(theme.window if theme.high_contrast else theme.line)
        painter.drawRoundedRect(self._turned(whole), BAR / 2, BAR / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent)
        painter.drawRoundedRect(self._turned(done), BAR / 2, BAR / 2)

    def _turned(self, rectangle: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rectangle)

    def _restyle(self) -> None:
        self.setFont(self._themes.font("body"))
        self.updateGeometry()
        self.update()
