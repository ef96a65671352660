# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What stands in the composer of the open chat: words and pictures, kept at every change."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.domain.conversation import Chat, Draft, ImagePart
from desktop.domain.errors import AppError, Problem
from desktop.presenters.background import Background, Lane
from desktop.services.chats.store import ChatStore
from desktop.services.pictures import PictureStore

MOST_PICTURES = 8  # in one message; more do not fit into what a model can keep in mind


class Drafting(QObject):
    """The draft of one chat at a time.

    Args:
        chat: the open chat, None when nothing was written in it yet. begin: makes it.
    """

    changed = Signal()
    refused = Signal(object)  # AppError

    def __init__(
        self,
        store: ChatStore,
        pictures: PictureStore,
        background: Background,
        chat: Callable[[], Chat | None],
        begin: Callable[[], Chat],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._pictures, self._background = store, pictures, background
        self._chat, self._begin = chat, begin
        self.draft = Draft()

    def show(self, draft: Draft) -> None:
        """Another chat was opened, or its draft was sent: nothing is kept anew."""
        self.draft = draft
        self.changed.emit()

    def put(self, draft: Draft) -> None:
        """Words or pictures come into the composer by themselves."""
        self.draft = draft
        self._keep()
        self.changed.emit()

    def write(self, text: str) -> None:
        """Somebody types; no signal comes back."""
        if text != self.draft.text:
            self.draft = replace(self.draft, text=text)
            self._keep()

    def attach_file(self, path: Path) -> None:
        """Check a picture and put it into the draft; what is no picture is refused."""
        self._attach(lambda: self._pictures.add_file(path))

    def attach_data(self, data: bytes, name: str) -> None:
        """The same with a pasted picture."""
        self._attach(lambda: self._pictures.add(data, name))

    def remove_image(self, sha256: str) -> None:
        """Take a picture out."""
        kept = tuple(image for image in self.draft.images if image.sha256 != sha256)
        self.put(replace(self.draft, images=kept))

    def path(self, image: ImagePart) -> Path:
        """The file of a picture."""
        return self._pictures.path(image)

    def _attach(self, read: Callable[[], ImagePart]) -> None:
        before = self._chat()

        def done(image: ImagePart) -> None:
            now = self._chat()
            if before is not None and (now is None or now.id != before.id):
                return  # somebody went to another chat meanwhile
            if len(self.draft.images) >= MOST_PICTURES:
                self.refused.emit(AppError(Problem.TOO_MANY_PICTURES, most=MOST_PICTURES))
                return
            images = dict.fromkeys((*self.draft.images, image))
            self.put(replace(self.draft, images=tuple(images)))

        self._background.run(Lane.POOL, read, done, self.refused.emit)

    def _keep(self) -> None:
        if self._chat() is None and self.draft == Draft():
            return
        chat, draft = self._begin(), self.draft
        self._background.run(
            Lane.STORE, lambda: self._store.save_draft(chat.id, draft), failed=self.refused.emit
        )
