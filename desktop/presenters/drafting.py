# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What stands in the composer of the open chat: words and what is shown with them, always kept."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.clean import clean
from desktop.domain.conversation import (
    Chat,
    DocumentPart,
    Draft,
    ImagePart,
    MediaPart,
    is_temporary,
)
from desktop.domain.errors import AppError, Problem
from desktop.presenters.background import Background, Lane
from desktop.services.chats.store import ChatStore
from desktop.services.documents.text import TEXT
from desktop.services.pictures import PictureStore

KEEP_INTERVAL = 400  # milliseconds
# And sounds and documents, in one message; more do not fit into what a model can keep in mind.
MOST_PICTURES = 8
PART = 0.9  # of the room, for the first part of a document that is too long: tokens are estimated
Read = Callable[[bool], Sequence[MediaPart]]  # whether it is private


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
        self._chat_id = ""  # "" for one in which nothing was written yet
        self._unkept: tuple[str, Draft] | None = None  # of which chat
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_INTERVAL)
        self._timer.timeout.connect(self.keep)
        self.draft = Draft()

    def open(self, chat_id: str, draft: Draft) -> None:
        """Another chat is open; what was typed in the one before is kept first, or is gone with it
        when it was temporary.
        """
        self.keep()
        if is_temporary(self._chat_id) and chat_id != self._chat_id:
            self._pictures.forget_private()
        self._chat_id = chat_id
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
        self._attach([lambda private: [self._pictures.add(data, name, private)]])

    def attach_text(self, text: str, name: str) -> None:
        """Put a long text into the draft as a document."""
        data = clean(text).encode()
        self._attach([lambda private: [self._pictures.add_document(data, TEXT, name, private)]])

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
        most, private = MOST_PICTURES + 1 - len(self.draft.media), is_temporary(self._chat_id)
        self._background.run(
            Lane.POOL,
            lambda: self._pictures.add_pages(document, most, private),
            partial(self._on_pages, document),
            self.refused.emit,
        )

    def read(self, document: DocumentPart, done: Callable[[str], None]) -> None:
        """Give the words of a document that are taken of it."""
        chat_id = self._chat_id

        def give(words: str) -> None:
            if chat_id == self._chat_id:
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

    def _add_file(self, path: Path, private: bool) -> list[MediaPart]:
        part = self._pictures.add_file(path, private)
        if isinstance(part, DocumentPart) and not part.tokens:
            return [*self._pictures.add_pages(part, MOST_PICTURES, private)]
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

    def _attach(self, reads: Sequence[Read]) -> None:
        """Put what is read into the draft of the chat that is open now, even if it is left then."""
        try:
            chat_id = self._begin_chat()
        except AppError as error:
            self.refused.emit(error)
            return
        private = is_temporary(chat_id)

        def work() -> list[MediaPart | AppError]:
            return [part for read in reads for part in _tried(read, private)]

        self._background.run(
            Lane.POOL, work, partial(self._on_attached, chat_id), self.refused.emit
        )

    def _on_attached(self, chat_id: str, results: Sequence[MediaPart | AppError]) -> None:
        errors = [result for result in results if isinstance(result, AppError)]
        found = [result for result in results if isinstance(result, MediaPart)]
        if found and not self._add(chat_id, found):
            errors.append(AppError(Problem.TOO_MANY_PICTURES, most=MOST_PICTURES))
        if errors:
            self.refused.emit(errors[-1])

    def _add(self, chat_id: str, found: Sequence[MediaPart]) -> bool:
        """Whether there was room for all."""
        if chat_id == self._chat_id:
            draft, all_in = _with(self.draft, found)
            self.put(draft)
            self.attached.emit()
            return all_in
        if not is_temporary(chat_id):
            add = partial(self._add_on_disk, chat_id, found)
            done = partial(self._on_added, chat_id, found)
            self._background.run(Lane.STORE, add, done, self.refused.emit)
        elif not is_temporary(self._chat_id):
            self._pictures.forget_private()
        return True

    def _add_on_disk(self, chat_id: str, found: Sequence[MediaPart]) -> None:
        chat = self._store.chat(chat_id)
        if chat is not None:
            self._store.save_draft(chat_id, _with(chat.draft, found)[0])

    def _on_added(self, chat_id: str, found: Sequence[MediaPart], _: None) -> None:
        if chat_id == self._chat_id:  # opened meanwhile, as it was before
            self._add(chat_id, found)

    def _begin_chat(self) -> str:
        """The id of the open chat, made now when nothing was written yet. May raise AppError."""
        self._chat_id = self._begin().id
        return self._chat_id

    def _change(self, draft: Draft) -> None:
        self.draft = draft
        try:
            self._unkept = self._begin_chat(), draft
        except AppError as error:
            self.refused.emit(error)  # no chat can be begun; the words stay where they are
            return
        if not self._timer.isActive():
            self._timer.start()


def _with(draft: Draft, found: Sequence[MediaPart]) -> tuple[Draft, bool]:
    """A draft with more to show, and whether all of it has found room."""
    media = tuple(dict.fromkeys((*draft.media, *found)))
    return replace(draft, media=media[:MOST_PICTURES]), len(media) <= MOST_PICTURES


def _tried(read: Read, private: bool) -> Sequence[MediaPart | AppError]:
    """One bad file does not keep the others out."""
    try:
        return read(private)
    except AppError as error:
        return [error]
