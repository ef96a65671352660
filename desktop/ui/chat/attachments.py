# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What goes with the next question: pictures, sounds and documents, in rows and in order."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.conversation import AudioPart, DocumentPart, ImagePart, MediaPart
from desktop.presenters.drafting import Drafting
from desktop.presenters.library import Library
from desktop.ui.chat.documents import DraftDocumentChip
from desktop.ui.chat.pictures import RemovableThumbnail, picture_name
from desktop.ui.chat.sounds import SoundChip
from desktop.ui.text.amounts import rough_number
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import IconLabel, Label

translate = QCoreApplication.translate

GAP = 8
MOST_ROWS = 3
Item = RemovableThumbnail | SoundChip | DraftDocumentChip


class Attachments(QWidget):
    """Delete takes away what has the focus; Alt and the arrows, or the mouse, move it."""

    def __init__(self, themes: ThemeSource, drafting: Drafting, library: Library) -> None:
        super().__init__()
        self._themes, self._drafting, self._library = themes, drafting, library
        self._shown: tuple[tuple[MediaPart, ...], bool] = ((), False)
        self._items: list[tuple[str, Item]] = []
        self._focus = ""  # what is to have the focus when all is shown anew
        self._pressed: QPoint | None = None
        self._place_of_items = QWidget()
        self._rows = Rows(self._place_of_items)
        self._too_long = TooLong(themes, drafting)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._rows)
        column.addWidget(self._too_long)
        self._rows.resized.connect(self._lay_out)
        drafting.changed.connect(self.show_draft)
        library.chosen_changed.connect(self.show_draft)
        self.show_draft()

    def show_draft(self) -> None:
        """As the draft is now; what did not change stays."""
        media, sees = self._drafting.draft.media, self._sees()
        if (media, sees) != self._shown:
            self._shown = media, sees
            for _, item in self._items:
                item.hide()
                item.deleteLater()
            self._items = [(part.sha256, self._made(part)) for part in media]
            self._lay_out()
            self._give_focus()
        self._too_long.show_draft()
        self.setVisible(bool(media))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys and dragging of one of the items."""
        sha256 = str(watched.property("sha256"))
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(sha256, event)
        if isinstance(event, QMouseEvent):
            return self._on_mouse(sha256, event)
        return False

    def _on_key(self, sha256: str, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._focus = self._neighbour(sha256)
            self._drafting.remove(sha256)
            return True
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        self._focus = sha256
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self._drafting.move(sha256, -step if right_to_left else step)
        return True

    def _on_mouse(self, sha256: str, event: QMouseEvent) -> bool:
        """What is dragged goes where it is let go of; a press that stays is a click."""
        at = event.globalPosition().toPoint()
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = at
        elif event.type() == QEvent.Type.MouseButtonRelease and self._pressed is not None:
            far = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            self._pressed = None
            target = self._place_at(self._place_of_items.mapFromGlobal(at))
            here = [one for one, _ in self._items].index(sha256)
            if far and target is not None and target != here:
                self._drafting.move(sha256, target - here)
                return True
        return False

    def _place_at(self, point: QPoint) -> int | None:
        places = (i for i, (_, item) in enumerate(self._items) if item.geometry().contains(point))
        return next(places, None)

    def _neighbour(self, sha256: str) -> str:
        names = [one for one, _ in self._items]
        at = names.index(sha256)
        return next(iter([*names[at + 1 :], *reversed(names[:at])]), "")

    def _give_focus(self) -> None:
        wanted, self._focus = self._focus, ""
        for sha256, item in self._items:
            if sha256 == wanted:
                item.target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self, part: MediaPart) -> Item:
        item: Item
        if isinstance(part, ImagePart):
            images = self._drafting.draft.images
            name = picture_name(part.name, images.index(part) + 1, len(images))
            item = RemovableThumbnail(self._themes, str(self._drafting.path(part)), name)
        elif isinstance(part, AudioPart):
            item = SoundChip(self._themes, part, removable=True)
        else:
            item = DraftDocumentChip(self._themes, self._drafting, part, self._sees())
        item.setParent(self._place_of_items)
        item.removed.connect(lambda: self._drafting.remove(part.sha256))
        target = item.target()
        target.setProperty("sha256", part.sha256)
        target.installEventFilter(self)
        if len(self._drafting.draft.media) > 1:
            words = translate("Composer", "Alt and the arrow keys move it, Delete removes it")
            target.setAccessibleDescription(words)
        item.show()
        return item

    def _sees(self) -> bool:
        return self._library.chosen is not None and self._library.chosen.sees

    def _lay_out(self) -> None:
        room, top, left, high = max(self._rows.viewport().width(), 1), 0, 0, 0
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for _, item in self._items:
            if left and left + item.width() > room:
                top, left, high = top + high + GAP, 0, 0
            item.move(room - left - item.width() if right_to_left else left, top)
            left, high = left + item.width() + GAP, max(high, item.height())
        self._rows.show_height(top + high, high)


class Rows(QScrollArea):
    """Scrolls when there are many, so that the text and the buttons below keep their room."""

    resized = Signal()

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content, self._height = content, 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def show_height(self, whole: int, row: int) -> None:
        """Pixels of all rows and of one."""
        self._content.setMinimumHeight(whole)
        self._height = min(whole, MOST_ROWS * (row + GAP))
        self.setMinimumHeight(min(whole, row))
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many in a row as there is room for beside the scroll bar."""
        super().resizeEvent(event)
        self.resized.emit()

    def sizeHint(self) -> QSize:
        """Some rows at most."""
        return QSize(super().sizeHint().width(), self._height)


class TooLong(QWidget):
    """A document is more than the model can read: what is to be done."""

    def __init__(self, themes: ThemeSource, drafting: Drafting) -> None:
        super().__init__()
        self._drafting = drafting
        self._document: DocumentPart | None = None
        self._let: set[str] = set()  # what is to be sent all the same
        self._words = Label(themes, "", "body", wrap=True)
        line, row = QHBoxLayout(), QHBoxLayout()
        line.addWidget(IconLabel(themes, "warning", "warning"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line)
        column.addLayout(row)
        for layout in (line, row, column):
            layout.setSpacing(GAP)
        choices: tuple[tuple[str, Callable[[], None]], ...] = (
            (translate("Composer", "Take the first part"), self._take_first),
            (translate("Composer", "Leave it out"), self._leave_out),
            (translate("Composer", "Try all of it"), self._take_all),
        )
        self.buttons = [Button(themes, words, "small", clicked) for words, clicked in choices]
        for button in self.buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.hide()

    def show_draft(self) -> None:
        """The longest document, unless it is to be sent all the same."""
        document = self._drafting.too_long
        self._document = document if document and document.sha256 not in self._let else None
        if self._document is not None:
            words = translate(
                "Composer",
                "“{name}” is too long: this model keeps about {room} tokens in mind here.",
            )
            self._words.setText(
                words.format(name=self._document.name, room=rough_number(self._drafting.room))
            )
        self.setVisible(self._document is not None)

    def _take_first(self) -> None:
        if self._document is not None:
            self._drafting.take_first_part(self._document)

    def _leave_out(self) -> None:
        if self._document is not None:
            self._drafting.remove(self._document.sha256)

    def _take_all(self) -> None:
        if self._document is not None:
            self._let.add(self._document.sha256)
            self.show_draft()
