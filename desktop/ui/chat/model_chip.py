# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which model answers, what it can do or how ready it is; pressing it offers the others."""

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton

from desktop.domain.model import InstalledModel
from desktop.presenters.comparing import Comparing
from desktop.presenters.downloads import Downloads
from desktop.presenters.engine_host import EngineHost, EngineState
from desktop.presenters.library import Library
from desktop.ui.chat.message_menu import too_large
from desktop.ui.text.amounts import duration_words, percent_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.stone import paint_stone

translate = QCoreApplication.translate

GAP = 8
STONE = 24


class ModelChip(QToolButton):
    """A button that paints itself: stone, name, words."""

    models_wanted = Signal()

    def __init__(
        self,
        themes: ThemeSource,
        library: Library,
        comparing: Comparing,
        engine: EngineHost,
        downloads: Downloads,
    ) -> None:
        super().__init__()
        self._comparing = comparing
        self._themes, self._library = themes, library
        self._engine, self._downloads = engine, downloads
        self._name = self._words = ""
        self._stone = 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        for changed in (library.chosen_changed, comparing.also_changed, engine.changed):
            changed.connect(self._show)
        downloads.changed.connect(self._show)
        themes.changed.connect(self._show)
        self._show()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        width = STONE + GAP + self._width(self._name, True) + GAP + self._width(self._words, False)
        return QSize(width + 36, max(32, self.fontMetrics().height() + 12))

    def minimumSizeHint(self) -> QSize:
        """Words go before the name does."""
        return QSize(STONE + GAP + 48, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """From the edge where reading begins."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover)
            painter.drawRoundedRect(self.rect(), 8, 8)
        room, at = self.width(), 4
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft

        def place(width: int) -> QRectF:
            left = room - at - width if right_to_left else at
            return QRectF(left, 0, width, self.height())

        square = place(STONE)
        square.setHeight(STONE)
        square.moveTop((self.height() - STONE) / 2)
        paint_stone(painter, square, self._stone, theme)
        at += STONE + GAP
        for text, strong in ((self._name, True), (self._words, False)):
            width = min(self._width(text, strong), room - at - 24)
            if width < 24 or (not strong and width < self._width(text, False)):
                continue
            painter.setFont(self._themes.font("strong" if strong else "body"))
            painter.setPen(theme.text if strong else theme.text_soft)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, width)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
            painter.drawText(place(width), int(flags), shown)
            at += width + GAP
        arrow = place(16)
        pixmap = self._themes.pixmap("down", "text_soft", 16)
        painter.drawPixmap(round(arrow.left()), (self.height() - 16) // 2, pixmap)

    def _width(self, text: str, strong: bool) -> int:
        font = self._themes.font("strong" if strong else "body")
        return QFontMetrics(font).horizontalAdvance(text) + 1 if text else 0

    def _show(self) -> None:
        model = self._library.chosen
        arriving = self._downloads.downloads
        if model is not None:
            self._name, self._stone = model.name, model.stone
            self._words = self._readiness(model)
        elif arriving:
            first = arriving[0]
            self._name = first.name
            self._words = translate("ModelChip", "on its way")
            if first.seconds_left is not None:
                words = translate("ModelChip", "arrives in {time}")
                self._words = words.format(time=duration_words(first.seconds_left))
        else:
            self._name, self._words = translate("ModelChip", "No model yet"), ""
        self.setAccessibleName(
            translate("ModelChip", "Model: {name}").format(
                name=", ".join(words for words in (self._name, self._words) if words)
            )
        )
        self.updateGeometry()
        self.update()

    def _readiness(self, model: InstalledModel) -> str:
        if self._engine.state is EngineState.LOADING and self._engine.ready_model == model.id:
            share = percent_words(self._engine.share)
            return translate("ModelChip", "loading {share}").format(share=share)
        also = self._comparing.also
        if also is not None:
            return translate("ModelChip", "and {name}").format(name=also.name)
        if model.sees:
            return translate("ModelChip", "sees pictures")
        return translate("ModelChip", "text only")

    def _fill(self) -> None:
        self._menu.clear()
        for model in self._library.installed:
            action = self._menu.addAction(model.name)
            action.setCheckable(True)
            action.setChecked(self._library.chosen == model)
            action.triggered.connect(
                lambda checked=False, chosen=model.id: self._library.choose(chosen)
            )
        self._menu.addSeparator()
        self._add_second()
        self._menu.addAction(translate("ModelChip", "Models"), self.models_wanted.emit)

    def _add_second(self) -> None:
        """A model that answers the same questions as well, after the chosen one."""
        others = [model for model in self._library.ready if model != self._library.chosen]
        if self._library.chosen is None or not others:
            return
        also = self._comparing.also
        menu = self._menu.addMenu(translate("ModelChip", "Ask a second model too"))
        one = menu.addAction(translate("ModelChip", "No second model"))
        one.setCheckable(True)
        one.setChecked(also is None)
        one.triggered.connect(lambda: self._comparing.let_also_answer(""))
        for model in others:
            fits = self._comparing.fits(model)
            action = menu.addAction(model.name if fits else too_large(model.name))
            action.setCheckable(True)
            action.setChecked(also == model)
            action.setEnabled(fits)
            action.triggered.connect(
                lambda _=False, chosen=model.id: self._comparing.let_also_answer(chosen)
            )
