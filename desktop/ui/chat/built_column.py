# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A column for any number of messages: only those around the reader are built."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.conversation import Message
from desktop.ui.chat.message_view import MessageView
from desktop.ui.chat.place import Place
from desktop.ui.chat.reading_column import ReadingColumn
from desktop.ui.theme import ThemeSource

AT_ONCE = 40  # messages that are built when a chat is opened, or more when the reader comes near
MOST = 120  # that stay built; those furthest away go
FEW = 8  # that are built while one waits
SLICE = 8  # milliseconds of building at a time


class BuiltColumn(ReadingColumn):
    """Builds messages above and below the reader, a few milliseconds at a time."""

    built = Signal()  # other messages than before

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__(themes)
        self._views: dict[str, MessageView] = {}
        self._first = self._end = 0  # the messages that are built: from one, and before the other
        self._wanted = 0, 0  # those that are to be
        self._head: QWidget | None = None
        self._building = QTimer(self)
        self._building.setInterval(0)
        self._building.timeout.connect(self._build_more)
        self.near_begin.connect(self.want_older)
        self.near_end.connect(self.want_newer)

    def messages(self) -> Sequence[Message]:
        """All of them, oldest first."""
        raise NotImplementedError

    def made(self, message: Message) -> tuple[MessageView, int]:
        """A view, and the pixels above it."""
        raise NotImplementedError

    def on_built(self) -> None:
        """Other messages are built than before."""

    def view(self, message_id: str) -> MessageView | None:
        """The view of a message, when it is built."""
        return self._views.get(message_id)

    def built_views(self) -> Mapping[str, MessageView]:
        """By message, oldest first."""
        return self._views

    def set_head(self, head: QWidget) -> None:
        """Something that may stand above the messages."""
        self._head = head
        self.stack.add(head, at=0)
        self.show_head(False)

    def show_head(self, shown: bool) -> None:
        """Show it, or take it away."""
        if self._head is not None and shown == self._head.isHidden():
            self._head.setVisible(shown)
            self.stack.forget()
            self.relayout()

    def build_end(self) -> None:
        """Begin anew with the newest messages: as much as is seen now, the rest in a moment."""
        self._begin_at(len(self.messages()))
        seen = self.viewport().height() * 1.5
        while self._first > self._wanted[0] and self.stack.height() < seen:
            self._add_older()
            self.stack.settle()
        self.on_built()
        self.to_end()

    def show_message(self, message_id: str) -> None:
        """Bring a message in sight, also one that is far away."""
        at = next((i for i, one in enumerate(self.messages()) if one.id == message_id), None)
        if at is None:
            return
        if message_id not in self._views:
            self._begin_at(at)
            self._wanted = max(at - AT_ONCE // 2, 0), min(at + AT_ONCE, len(self.messages()))
            below, seen = self._end, self.viewport().height() * 1.5
            while self._end < self._wanted[1] and self.stack.height() < seen:
                self._add_newer()
                self.stack.settle()
            if below == at and self._first > self._wanted[0]:
                self._building.start()
            self.on_built()
        self.reach(Place(self._views[message_id], 0.0))

    def want_older(self) -> None:
        """The reader comes near to what is built first."""
        self._want(max(self._first - AT_ONCE, 0), self._end)

    def want_newer(self) -> None:
        """The reader comes near to what is built last."""
        self._want(self._first, min(self._end + AT_ONCE, len(self.messages())))

    def add_newest(self) -> None:
        """A message came at the end. A reader who is far from there stays."""
        if self._end < len(self.messages()) - 1:
            self._say_whole()
            return
        self._add_newer()
        while len(self._views) > MOST:
            self._drop_oldest()
        self._wanted = max(self._wanted[0], self._end - MOST), self._end

    def show_end(self) -> None:
        """Go to the newest message."""
        if self._end < len(self.messages()):
            self.build_end()
        else:
            self.to_end()

    def rebuild(self) -> None:
        """Another branch is shown: what it has in common with the one before stays as it is."""
        self._building.stop()
        place = self.place()
        self._drop_strangers()
        missing = len(self.messages()) - self._end
        if not self._views or (self.follows and missing > FEW):
            self.build_end()
            return
        below = self.top() + self.viewport().height() * 2
        while self._end < len(self.messages()) and (self.follows or self.stack.height() < below):
            self._add_newer()
            self.stack.settle()
        self.on_built()
        self.relayout(place)
        self.want_newer()

    def _drop_strangers(self) -> None:
        """What is no part of the branch goes, and all that stands behind a gap."""
        places = {message.id: place for place, message in enumerate(self.messages())}
        last = -1
        for message_id, view in list(self._views.items()):
            place = places.get(message_id, -1)
            if place < 0 or (last >= 0 and place != last + 1):
                del self._views[message_id]
                row = self.row_of(view)
                self.stack.drop(row, row + 1)
            else:
                last = place
        self._locate()
        self.stack.settle()

    def renew(self, message_id: str) -> None:
        """Another view takes the place of the one of a message."""
        message = next((one for one in self.messages() if one.id == message_id), None)
        if message is None:
            return  # its view is about to go
        row = self.row_of(self._views[message_id])
        self.stack.drop(row, row + 1)
        view, gap = self.made(message)
        self._views[message_id] = view
        self._put(view, gap, at=row)
        self.relayout()

    def row_of(self, view: QWidget) -> int:
        """The newest ones are asked for most often."""
        rows = self.stack.rows
        return next(i for i in range(len(rows) - 1, -1, -1) if rows[i].widget is view)

    def _begin_at(self, place: int) -> None:
        self._building.stop()
        self.stack.drop(0 if self._head is None else 1)
        self._views.clear()
        self._first = self._end = place
        self._wanted = max(place - AT_ONCE, 0), place
        self._say_whole()
        self.relayout()
        self._building.start()

    def _want(self, first: int, end: int) -> None:
        if (first, end) != (self._first, self._end) and not self._building.isActive():
            self._wanted = first, end
            self._building.start()

    def _build_more(self) -> None:
        """A slice; what is seen stays where it is."""
        clock = QElapsedTimer()
        clock.start()
        place = self.place()
        before, done = (self._first, self._end), False
        while clock.elapsed() < SLICE:
            if self._first > self._wanted[0]:
                self._add_older()
                if len(self._views) > MOST:
                    self._drop_newest()
            elif self._end < self._wanted[1]:
                self._add_newer()
                if len(self._views) > MOST:
                    self._drop_oldest()
                    self._wanted = self._first, self._wanted[1]
            else:
                done = True
                break
        if before != (self._first, self._end):
            self.on_built()
            self.stack.settle()
            self.keep(place)
            self.built.emit()
        if done:
            self._building.stop()
            self.look_around()

    def _add_older(self) -> None:
        self._first -= 1
        message = self.messages()[self._first]
        view, gap = self.made(message)
        self._views = {message.id: view, **self._views}
        self._put(view, gap, at=0 if self._head is None else 1)

    def _add_newer(self) -> None:
        message = self.messages()[self._end]
        self._end += 1
        view, gap = self.made(message)
        self._views[message.id] = view
        self._put(view, gap)
        self._say_whole()

    def _put(self, view: MessageView, gap: int, at: int | None = None) -> None:
        self.stack.add(view, gap, at=at, wide=view.is_wide)
        if view.is_wide:
            self.relayout()

    def _drop_newest(self) -> None:
        self._end -= 1
        self._wanted = self._wanted[0], self._end
        self._drop(next(reversed(self._views)))

    def _drop_oldest(self) -> None:
        self._first += 1
        self._drop(next(iter(self._views)))

    def _drop(self, message_id: str) -> None:
        row = self.row_of(self._views.pop(message_id))
        self.stack.drop(row, row + 1)
        self._say_whole()

    def _locate(self) -> None:
        """Where the messages that are built stand in the list now."""
        messages = self.messages()
        oldest = next(iter(self._views), "")
        found = (i for i, message in enumerate(messages) if message.id == oldest)
        self._first = next(found, len(messages))
        self._end = self._first + len(self._views)
        self._wanted = self._first, self._end
        self._say_whole()

    def _say_whole(self) -> None:
        """Whoever is at the end of what is built is not at the end of the chat."""
        self.is_whole = self._end >= len(self.messages())
