# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What stands in the composer of the open chat: words, pictures, sounds, kept at every change."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.conversation import Chat, Draft, ImagePart, MediaPart
from desktop.domain.errors import AppError, Problem
from desktop.presenters.background import Background, Lane
from desktop.services.chats.store import ChatStore
from desktop.services.pictures import PictureStore

KEEP_INTERVAL = 400  # milliseconds
MOST_PICTURES = 8  # and sounds, in one message; more do not fit into what a model can keep in mind


class Drafting(QObject):
    """The draft of one chat at a time.

    Args:
        begin: the open chat, made now when nothing was written in it yet. May raise AppError.
    """

    changed = Signal()
    attached = Signal()  # a picture or a sound has come into the draft
    refused = Signal(object)  # AppError

    def __init__(
        self,
        store: ChatStore,
        pictures: PictureStore,
        background: Background,
        begin: Callable[[], Chat],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._pictures, self._background = store, pictures, background
        self._begin = begin
        self._opened = 0  # counts the chats that were opened
        self._unkept: tuple[str, Draft] | None = None  # of which chat
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_INTERVAL)
        self._timer.timeout.connect(self.keep)
        self.draft = Draft()

    def open(self, draft: Draft) -> None:
        """Another chat is open; what was typed in the one before is kept first."""
        self.keep()
        self._opened += 1
        self.draft = draft
        self.changed.emit()

    def clear(self) -> None:
        """The draft was sent, and whoever sent it has kept that."""
        self._timer.stop()
        self._unkept = None
        self.draft = Draft()
        self.changed.emit()

    def put(self, draft: Draft) -> None:
        """Words or pictures come into the composer by themselves."""
        self._change(draft)
        self.keep()
        self.changed.emit()

    def write(self, text: str) -> None:
        """Somebody types; no signal comes back. It is on the disk in less than half a second."""
        if text != self.draft.text:
            self._change(replace(self.draft, text=text))

    def keep(self) -> None:
        """Write now what is not yet written."""
        self._timer.stop()
        unkept, self._unkept = self._unkept, None
        if unkept is not None:
            self._background.run(
                Lane.STORE, lambda: self._store.save_draft(*unkept), failed=self.refused.emit
            )

    def attach_files(self, paths: Sequence[Path]) -> None:
        """Check pictures and sounds, put them into the draft in their order; refuse others."""
        self._attach([partial(self._pictures.add_file, path) for path in paths])

    def attach_data(self, data: bytes, name: str) -> None:
        """The same with a pasted picture."""
        self._attach([lambda: self._pictures.add(data, name)])

    def remove(self, sha256: str) -> None:
        """Take a picture or a sound out."""
        kept = tuple(part for part in self.draft.media if part.sha256 != sha256)
        self.put(replace(self.draft, media=kept))

    def path(self, image: ImagePart) -> Path:
        """The file of a picture."""
        return self._pictures.path(image)

    def _attach(self, reads: Sequence[Callable[[], MediaPart]]) -> None:
        opened = self._opened

        def work() -> list[MediaPart | AppError]:
            return [_tried(read) for read in reads]

        def done(results: list[MediaPart | AppError]) -> None:
            if opened == self._opened:  # else somebody went to another chat meanwhile
                self._add(results)

        self._background.run(Lane.POOL, work, done, self.refused.emit)

    def _add(self, results: Sequence[MediaPart | AppError]) -> None:
        errors = [result for result in results if isinstance(result, AppError)]
        found = [result for result in results if isinstance(result, MediaPart)]
        media = tuple(dict.fromkeys((*self.draft.media, *found)))
        if len(media) > MOST_PICTURES:
            errors.append(AppError(Problem.TOO_MANY_PICTURES, most=MOST_PICTURES))
        if found:
            self.put(replace(self.draft, media=media[:MOST_PICTURES]))
            self.attached.emit()
        if errors:
            self.refused.emit(errors[-1])

    def _change(self, draft: Draft) -> None:
        self.draft = draft
        try:
            self._unkept = self._begin().id, draft
        except AppError as error:
            self.refused.emit(error)  # no chat can be begun; the words stay where they are
            return
        if not self._timer.isActive():
            self._timer.start()


def _tried(read: Callable[[], MediaPart]) -> MediaPart | AppError:
    """One bad picture does not keep the others out."""
    try:
        return read()
    except AppError as error:
        return error
