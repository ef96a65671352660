# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A question in the transcript: words and pictures at the reading end of the column."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.conversation import Message, MessageState
from desktop.presenters.conversation import Conversation
from desktop.ui.chat.documents import DocumentChip
from desktop.ui.chat.message_view import MessageView
from desktop.ui.chat.pictures import Thumbnail, picture_name
from desktop.ui.chat.pieces import Span, TextPiece
from desktop.ui.chat.question_foot import QuestionFoot
from desktop.ui.chat.sounds import SoundChip
from desktop.ui.chat.text_style import TextStyle
from desktop.ui.chat.text_view import ReadView, TextView
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

RADIUS = 12
WIDEST = 0.74  # of the column
SIDE, TOP, BOTTOM = 17, 11, 7  # around words; lines have more room below them than above
PICTURE_EDGE, PICTURE_GAP = 8, 8
LARGE, SMALL = 142, 92  # pixels of the longer side of one picture, of several
NARROW = 420  # pixels of the box below which a picture stands above the words


class QuestionBox(QWidget):
    """The ground, with the pictures and the words on it. It is as wide as they need."""

    def __init__(self, style: TextStyle, conversation: Conversation, message: Message) -> None:
        super().__init__()
        self._style = style
        self.pictures: list[QWidget] = []  # and sounds and documents
        images = message.images
        for number, image in enumerate(images, 1):
            name = picture_name(image.name, number, len(images))
            size = LARGE if len(images) == 1 else SMALL
            view = Thumbnail(style.themes, conversation.image_path(image), name, size)
            view.setParent(self)
            self.pictures.append(view)
        for sound in message.sounds:
            chip = SoundChip(style.themes, sound)
            chip.setParent(self)
            self.pictures.append(chip)
        for document in message.documents:
            card = DocumentChip(style.themes, conversation.drafting, document)
            card.setParent(self)
            self.pictures.append(card)
        self.text = TextView(style)
        self.text.setParent(self)
        self.text.setAccessibleName(translate("QuestionView", "You"))
        words = message.text.strip()
        self.text.setVisible(bool(words))
        if words:
            lines = words.replace("\r\n", "\n").replace("\n", "\u2028")
            self.text.write(0, [TextPiece((Span(lines),))], [0])
        self._box = QRect()

    def height_for(self, width: int) -> int:
        """Places everything for a column of this width."""
        most = round(width * (WIDEST if width >= NARROW else 0.9))
        beside = len(self.pictures) == 1 and most >= NARROW and not self.text.isHidden()
        if beside:
            return self._place_beside(width, most)
        return self._place_below(width, most)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Surface, with a line where contrast is high."""
        theme = self._style.themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.line, 1) if theme.high_contrast else Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface)
        painter.drawRoundedRect(QRectF(self._box).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _words(self, room: int) -> tuple[int, int]:
        """Width and height of the words, no wider than the room."""
        self.text.height_for(room)
        width = min(math.ceil(self.text.document().idealWidth()) + 1, room)
        return width, self.text.height_for(width)

    def _place_beside(self, column: int, most: int) -> int:
        """One picture, then the words, in the middle of its height."""
        picture = self.pictures[0]
        room = most - PICTURE_EDGE - picture.width() - 15 - SIDE
        width, height = self._words(room)
        inside = max(picture.height(), height)
        whole = PICTURE_EDGE + picture.width() + 15 + width + SIDE
        total = inside + 2 * PICTURE_EDGE
        self._set_box(column, whole, total)
        self._put(picture, PICTURE_EDGE, (total - picture.height()) // 2)
        at = PICTURE_EDGE + picture.width() + 15
        self._put(self.text, at, (total - height) // 2 + 2, width, height)
        return total

    def _place_below(self, column: int, most: int) -> int:
        """Pictures in rows, and the words below them."""
        rows: list[list[QWidget]] = []
        used = most
        for picture in self.pictures:
            if used + PICTURE_GAP + picture.width() > most - 2 * PICTURE_EDGE:
                rows.append([])
                used = -PICTURE_GAP
            rows[-1].append(picture)
            used += PICTURE_GAP + picture.width()
        widths = [sum(p.width() + PICTURE_GAP for p in row) - PICTURE_GAP for row in rows]
        has_words = not self.text.isHidden()
        width, height = self._words(most - 2 * SIDE) if has_words else (0, 0)
        whole = max([width + 2 * SIDE if has_words else 0, *(w + 2 * PICTURE_EDGE for w in widths)])
        heights = [max(picture.height() for picture in row) for row in rows]
        below = sum(heights) + PICTURE_GAP * len(rows) + PICTURE_EDGE if rows else TOP
        total = below + (height + BOTTOM if has_words else 0)
        self._set_box(column, whole, total)
        top = PICTURE_EDGE
        for row, high in zip(rows, heights, strict=True):
            left = PICTURE_EDGE
            for picture in row:
                self._put(picture, left, top)
                left += picture.width() + PICTURE_GAP
            top += high + PICTURE_GAP
        if has_words:
            self._put(self.text, SIDE, below, width, height)
        return total

    def _set_box(self, column: int, width: int, height: int) -> None:
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self._box = QRect(0 if right_to_left else column - width, 0, width, height)
        self.update()

    def _put(self, widget: QWidget, left: int, top: int, width: int = 0, height: int = 0) -> None:
        """Place a widget in the box, counted from where reading begins."""
        width, height = width or widget.width(), height or widget.height()
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            left = self._box.width() - left - width
        widget.setGeometry(self._box.left() + left, top, width, height)


class QuestionView(MessageView):
    """The box, and below it whether the question waits."""

    take_back = Signal(str)
    version_wanted = Signal(str, int)  # a step

    def __init__(self, style: TextStyle, conversation: Conversation, message: Message) -> None:
        super().__init__(style, message)
        self._box = QuestionBox(style, conversation, message)
        self.add(self._box)
        self._waiting: QWidget | None = None
        self._unseen: Label | None = None
        self._foot = QuestionFoot(style.themes)
        self._foot.edit_wanted.connect(self.edit_wanted)
        self._foot.menu_wanted.connect(self._on_menu)
        self._foot.version_wanted.connect(self._on_version)
        self.add(self._foot)
        self.setAccessibleName(translate("QuestionView", "Your question"))
        self.setAccessibleDescription(message.text[:200])
        self.selection.watch(self._box.text)
        self.show_message(message)

    def views(self) -> Sequence[ReadView]:
        """The words."""
        return [self._box.text]

    def show_message(self, message: Message) -> None:
        """Another state of the same question."""
        super().show_message(message)
        waits = message.state is MessageState.WAITING
        if waits and self._waiting is None:
            self._waiting = self._made_waiting()
            self.add(self._waiting, gap=2, at=1)
        self._foot.setVisible(not waits)
        if self._waiting is not None:
            self._waiting.setVisible(waits)
        self.settle()

    def show_model(self, name: str, sees: bool, hears: bool) -> None:
        """The model that answers next; what of this question it cannot take is marked."""
        blind = bool(self._message.images) and not sees
        deaf = bool(self._message.sounds) and not hears
        words = ""
        if blind:
            words = translate("QuestionView", "{name} cannot see this; another model can")
        elif deaf:
            words = translate("QuestionView", "{name} cannot hear this; another model can")
        if words and self._unseen is None:
            self._unseen = Label(self._style.themes, "", "caption", "text_soft", wrap=True)
            self._unseen.setAlignment(Qt.AlignmentFlag.AlignTrailing)
            self.add(self._unseen, gap=4, at=1)
        if self._unseen is not None:
            self._unseen.setText(words.format(name=name))
            self._unseen.setVisible(bool(words))
            self.settle()

    def set_near(self, near: bool) -> None:
        """Pointer or keyboard are here."""
        self._foot.set_near(near)

    def show_version(self, place: int, count: int) -> None:
        """Which version of the question this is, of how many."""
        self._foot.show_version(place, count)

    def restyle(self) -> None:
        """The theme or the size of letters changed."""
        self._box.text.restyle()

    def _on_menu(self) -> None:
        button = self._foot.menu_button
        if button is not None:
            self.menu_wanted.emit(button.mapToGlobal(QPoint(0, button.height())), "")

    def _on_version(self, step: int) -> None:
        self.version_wanted.emit(self._message.id, step)

    def _made_waiting(self) -> QWidget:
        themes = self._style.themes
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addStretch(1)
        words = translate("QuestionView", "Waiting for the model")
        row.addWidget(Label(themes, words, "caption", "text_soft"))
        row.addWidget(Label(themes, "·", "caption", "text_soft"))
        take_back = Button(themes, translate("QuestionView", "Take back"), "link")
        take_back.clicked.connect(lambda: self.take_back.emit(self._message.id))
        row.addWidget(take_back)
        return line
