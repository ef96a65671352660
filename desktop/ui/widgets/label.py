# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Words on a page, and the lines between them."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop.ui.theme import ThemeSource, tabular
from desktop.ui.widgets.direction import leading


class Label(QLabel):
    """Plain text in a font and a colour of the theme.

    Args:
        kind: of ThemeSource.font. token: of the theme. wrap: sentences wrap, names do not.
        figures: with figures of one width.
    """

    def __init__(
        self,
        themes: ThemeSource,
        text: str = "",
        kind: str = "body",
        token: str = "text",
        *,
        wrap: bool = False,
        figures: bool = False,
    ) -> None:
        super().__init__(text)
        self._themes, self._kind, self._token, self._figures = themes, kind, token, figures
        self.setTextFormat(Qt.TextFormat.PlainText)
        # Inside a button Qt would take the button's colour.
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        self.setWordWrap(wrap)
        self.setAlignment(leading())
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        themes.changed.connect(self._restyle)
        self._restyle()

    def set_look(self, kind: str, token: str) -> None:
        """Another font or another colour."""
        if (kind, token) != (self._kind, self._token):
            self._kind, self._token = kind, token
            self._restyle()

    def _restyle(self) -> None:
        font = self._themes.font(self._kind)
        self.setFont(tabular(font) if self._figures else font)
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, self._themes.theme.colour(self._token))
        self.setPalette(palette)


class NameLabel(Label):
    """A name that is shortened in the middle where there is too little room for it."""

    def __init__(
        self, themes: ThemeSource, text: str = "", kind: str = "body", token: str = "text"
    ) -> None:
        super().__init__(themes, text, kind, token)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """A few letters at least."""
        hint = super().minimumSizeHint()
        least = QFontMetrics(self.font()).averageCharWidth() * 6
        return QSize(min(hint.width(), least), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole name where it fits."""
        metrics = QFontMetrics(self.font())
        if metrics.horizontalAdvance(self.text()) <= self.contentsRect().width():
            super().paintEvent(event)
            return
        shown = metrics.elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.contentsRect().width()
        )
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.contentsRect(), int(leading()), shown)


class Line(QFrame):
    """A separator of one pixel."""

    def __init__(self, themes: ThemeSource, vertical: bool = False) -> None:
        super().__init__()
        self._themes = themes
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
        themes.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing but the line."""
        QPainter(self).fillRect(self.rect(), self._themes.theme.line)


class IconLabel(QLabel):
    """An icon that only accompanies words; it has no name of its own."""

    def __init__(
        self, themes: ThemeSource, icon: str, token: str = "text_soft", size: int = 20
    ) -> None:
        super().__init__()
        self._themes, self._icon, self._token, self._size = themes, icon, token, size
        self.setFixedSize(size, size)
        themes.changed.connect(self._draw)
        self._draw()

    def show_icon(self, icon: str, token: str) -> None:
        """Another icon or another colour."""
        self._icon, self._token = icon, token
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(self._themes.pixmap(self._icon, self._token, self._size))


def on_first_line(sign: QWidget, themes: ThemeSource, kind: str = "reading") -> QWidget:
    """The sign, so placed that its middle is that of the first line of words beside it."""
    line = QFontMetrics(themes.font(kind)).height()
    above = max((line - sign.height()) // 2, 0)
    holder = QWidget()
    holder.setFixedSize(sign.width(), sign.height() + above)
    sign.setParent(holder)
    sign.move(0, above)
    return holder
