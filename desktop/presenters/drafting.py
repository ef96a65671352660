# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What stands in the composer of the open chat: words and what is shown with them, always kept."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.clean import clean
from desktop.domain.conversation import Chat, DocumentPart, Draft, ImagePart, MediaPart
from desktop.domain.errors import AppError, Problem
from desktop.presenters.background import Background, Lane
from desktop.services.chats.store import ChatStore
from desktop.services.documents.text import TEXT
from desktop.services.pictures import PictureStore

KEEP_INTERVAL = 400  # milliseconds
# And sounds and documents, in one message; more do not fit into what a model can keep in mind.
MOST_PICTURES = 8
PART = 0.9  # of the room, for the first part of a document that is too long: tokens are estimated


class Drafting(QObject):
    """The draft of one chat at a time.

    Args:
        begin: the open chat, made now when nothing was written in it yet. May raise AppError.
        room: tokens that a prompt may take at most, 0 when unknown.
    """

    changed = Signal()
    attached = Signal()  # a file has come into the draft
    refused = Signal(object)  # AppError

    def __init__(
        self,
        store: ChatStore,
        pictures: PictureStore,
        background: Background,
        begin: Callable[[], Chat],
        room: Callable[[], int] = lambda: 0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._pictures, self._background = store, pictures, background
        self._begin, self._room = begin, room
        self._opened = 0  # counts the chats that were opened
        self._unkept: tuple[str, Draft] | None = None  # of which chat
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_INTERVAL)
        self._timer.timeout.connect(self.keep)
        self.draft = Draft()

    def open(self, draft: Draft, private: bool = False) -> None:
        """Another chat is open; what was typed in the one before is kept first.

        Args:
            private: what is shown in this chat is gone when another one is opened.
        """
        self.keep()
        self._opened += 1
        self._pictures.be_private(private)
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
        """Check files, put them into the draft in their order; refuse what nobody can read."""
        self._attach([partial(self._add_file, path) for path in paths])

    def attach_data(self, data: bytes, name: str) -> None:
        """The same with a pasted picture."""
        self._attach([lambda: [self._pictures.add(data, name)]])

    def attach_text(self, text: str, name: str) -> None:
        """Put a long text into the draft as a document."""
        data = clean(text).encode()
        self._attach([lambda: [self._pictures.add_document(data, TEXT, name)]])

    def remove(self, sha256: str) -> None:
        """Take a picture, a sound or a document out."""
        self._exchange(sha256, [])

    def move(self, sha256: str, steps: int) -> None:
        """Move what is shown towards the end (or the beginning) among the others."""
        media = list(self.draft.media)
        at = next((i for i, part in enumerate(media) if part.sha256 == sha256), None)
        if at is not None and 0 <= at + steps < len(media):
            media.insert(at + steps, media.pop(at))
            self.put(replace(self.draft, media=tuple(media)))

    def write_out(self, document: DocumentPart) -> None:
        """Put the words of a document at the end of the text, in its place."""

        def done(words: str) -> None:
            text = "\n\n".join(part for part in (self.draft.text, words) if part)
            self.draft = replace(self.draft, text=text)
            self._exchange(document.sha256, [])

        self.read(document, done)

    def show_pages(self, document: DocumentPart) -> None:
        """Put the pages of a PDF into the draft as pictures, in its place."""
        most = MOST_PICTURES + 1 - len(self.draft.media)
        self._background.run(
            Lane.POOL,
            lambda: self._pictures.add_pages(document, most),
            partial(self._on_pages, document),
            self.refused.emit,
        )

    def read(self, document: DocumentPart, done: Callable[[str], None]) -> None:
        """Give the words of a document that are taken of it."""
        opened = self._opened

        def give(words: str) -> None:
            if opened == self._opened:
                done(words)

        self._background.run(
            Lane.POOL, lambda: self._pictures.read(document), give, self.refused.emit
        )

    @property
    def room(self) -> int:
        """Tokens that the chosen model can read here at most, 0 when unknown."""
        return self._room()

    @property
    def too_long(self) -> DocumentPart | None:
        """The longest document, when those of the draft are more than the model can read."""
        room, documents = self._room(), self.draft.documents
        if not room or sum(document.read for document in documents) <= room:
            return None
        return max(documents, key=lambda document: document.read)

    def take_first_part(self, document: DocumentPart) -> None:
        """Let the model read as much of the document's beginning as it can."""
        others = sum(one.read for one in self.draft.documents if one.sha256 != document.sha256)
        taken = max(round((self._room() - others) * PART), 1)
        self._exchange(document.sha256, [replace(document, taken=taken)])

    def path(self, part: MediaPart) -> Path:
        """The file of what is shown."""
        return self._pictures.path(part)

    def _add_file(self, path: Path) -> list[MediaPart]:
        part = self._pictures.add_file(path)
        if isinstance(part, DocumentPart) and not part.tokens:
            return [*self._pictures.add_pages(part, MOST_PICTURES)]
        return [part]

    def _on_pages(self, document: DocumentPart, pages: list[ImagePart]) -> None:
        if document in self.draft.media:
            self._exchange(document.sha256, pages)
            self.attached.emit()

    def _exchange(self, sha256: str, parts: Sequence[MediaPart]) -> None:
        media: list[MediaPart] = []
        for part in self.draft.media:
            media += parts if part.sha256 == sha256 else [part]
        self.put(replace(self.draft, media=tuple(media)[:MOST_PICTURES]))

    def _attach(self, reads: Sequence[Callable[[], Sequence[MediaPart]]]) -> None:
        opened = self._opened

        def work() -> list[MediaPart | AppError]:
            return [part for read in reads for part in _tried(read)]

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


def _tried(read: Callable[[], Sequence[MediaPart]]) -> Sequence[MediaPart | AppError]:
    """One bad file does not keep the others out."""
    try:
        return read()
    except AppError as error:
        return [error]
