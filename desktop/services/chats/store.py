# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The chats: everything is on the disk the moment it exists."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from desktop.domain.conversation import (
    AnswerFacts,
    Chat,
    Draft,
    MediaPart,
    Message,
    MessageState,
    TextPart,
    ThoughtPart,
    is_temporary,
)
from desktop.domain.searching import Found, Search
from desktop.services.chats import chat_rows, records
from desktop.services.chats.arrivals import Arrivals
from desktop.services.chats.copies import Copy, copies, keep_copy_of_day
from desktop.services.chats.database import Database
from desktop.services.chats.message_rows import MessageRows
from desktop.services.chats.purging import purge, unshown
from desktop.services.chats.repair import Repaired, repair
from desktop.services.chats.search import ChatSearch


class ChatStore:
    """One SQLite file. Every method may be called from any thread and is done when it returns.

    What was written is still there after a kill, and after a power cut too but for the last pieces
    of an answer (append_text). Texts are kept as domain/clean.py cleans them. A method that names a
    chat or a message which is not there changes nothing, unless it says otherwise.

    Args:
        path: the file; it is made when it is not there.
        clock: seconds since 1970, UTC; for the time at which a chat was removed.

    Raises:
        AppError: when opening STORE_NEWER or STORE_DAMAGED, and the file is left as it is; in every
            method STORE_DAMAGED, DISK_FULL, FOLDER_NOT_WRITABLE, and nothing is changed.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._db = Database(path)
        self._messages = MessageRows(self._db)
        self._arrivals = Arrivals(self._db, self._messages)
        self._search = ChatSearch(self._db)
        self._clock = clock

    def close(self) -> None:
        """Harmless when closed already."""
        self._db.close()

    def together(self) -> AbstractContextManager[None]:
        """All that is written inside `with` is written in one step, or nothing of it."""
        return self._db.writing()

    def copies(self) -> list[Copy]:
        """Copies of all chats as they once were, newest first."""
        return copies(self._path)

    def keep_copy_of_day(self) -> None:
        """Once a day, when anything was written; the oldest copies go. Failing changes nothing."""
        keep_copy_of_day(self._path, self._clock())

    def go_back_to(self, copy: Copy) -> None:
        """Make the chats what they were in a copy; a copy of what they are is made before.

        Raises:
            AppError: also STORE_NEWER; nothing is changed then.
        """
        self._db.become(copy.path, time.localtime(self._clock()))

    def repair(self) -> Repaired:
        """Put a right file with everything readable in this one's place, which is kept.

        Raises:
            AppError: DISK_FULL, FOLDER_NOT_WRITABLE; the file is then as it was.
        """
        return self._db.exchanged(lambda: repair(self._path, self._clock))

    def recover(self) -> int:
        """Mark answers that were being written when the program ended; how many there were."""
        with self._db.writing():
            return self._messages.interrupt()

    # Chats

    def chats(self) -> list[Chat]:
        """All chats that are not removed, the one with the newest message first."""
        return chat_rows.chats(self._db)

    def first_chats(self, most: int) -> tuple[list[Chat], dict[str, int]]:
        """What a long list begins with: pinned chats, the newest ones, and how many lie in folders.

        Takes a tenth of the time that all ten thousand take. In folders are counted those that have
        a message and are neither archived nor removed.
        """
        return chat_rows.first_chats(self._db, most)

    def removed_chats(self) -> list[Chat]:
        """Those in the trash, the one that was removed last first."""
        return chat_rows.removed_chats(self._db)

    def empty_chat(self) -> Chat | None:
        """The chat in which nothing was said yet, but perhaps something begun."""
        return chat_rows.empty_chat(self._db)

    def chat(self, chat_id: str) -> Chat | None:
        """One chat, also a removed one; None when there is none."""
        row = self._db.row(f"SELECT {records.CHAT} FROM chats WHERE id = ?", chat_id)
        return records.chat(row) if row else None

    def create_chat(self, now: float) -> Chat:
        """A new chat without messages. now: seconds since 1970, UTC."""
        chat = Chat(id=records.new_id(), created=now, updated=now)
        with self._db.writing():
            self._db.rows(
                "INSERT INTO chats (id, created, updated) VALUES (?, ?, ?)", chat.id, now, now
            )
        return chat

    def take_in(self, chat: Chat, messages: Sequence[Message]) -> bool:
        """Add a chat from elsewhere as it is, with every branch; parents before their children.

        Nothing is overwritten: where other messages have its ids, it gets new ones. One that is in
        the trash comes back.

        Returns:
            False when all of it is here already, and nothing is changed.
        """
        with self._db.writing():
            return self._arrivals.take_in(chat, messages)

    def rename(self, chat_id: str, title: str, named: bool) -> None:
        """Change the title. named: by the person."""
        self._change(chat_id, "title = ?, named = ?", title, named)

    def set_persona(self, chat_id: str, persona_id: str) -> None:
        """Let a persona answer from now on; "" for none."""
        self._change(chat_id, "persona = ?", persona_id)

    def set_pinned(self, chat_id: str, pinned: bool) -> None:
        """Keep a chat at the top."""
        self._change(chat_id, "pinned = ?", pinned)

    def set_folder(self, chat_id: str, folder: str) -> None:
        """Put a chat into a folder; "" takes it out."""
        self._change(chat_id, "folder = ?", folder)

    def set_archived(self, chat_id: str, archived: bool) -> None:
        """Put a chat away without deleting it, or bring it back."""
        self._change(chat_id, "archived = ?", archived)

    def set_leaf(self, chat_id: str, message_id: str | None) -> None:
        """Show the branch that ends at this message."""
        self._change(chat_id, "leaf_id = ?", message_id)

    def save_draft(self, chat_id: str, draft: Draft) -> None:
        """Keep what stands in the composer."""
        pictures = records.media_text(draft.media)
        self._change(chat_id, "draft = ?, draft_pictures = ?", draft.text, pictures)

    def remove(self, chat_id: str) -> None:
        """Put a chat away; restore brings it back, purge_removed ends it."""
        self._change(chat_id, "removed = ?", self._clock())

    def restore(self, chat_id: str) -> None:
        """Bring a removed chat back."""
        self._change(chat_id, "removed = NULL")

    def purge_removed(self, before: float) -> list[MediaPart]:
        """Delete for ever the chats, and what was said in messages, removed before this time.

        Returns:
            Their pictures and sounds that no other chat shows, for PictureStore.forget.
        """
        with self._db.writing():
            found = self._messages.empty_removed(before)
            found += purge(self._db, "removed < ?", before)
            return unshown(self._db, found)

    def purge(self, chat_id: str) -> list[MediaPart]:
        """Delete one removed chat for ever. Returns what purge_removed does."""
        with self._db.writing():
            return unshown(self._db, purge(self._db, "removed IS NOT NULL AND id = ?", chat_id))

    def search(self, search: Search) -> list[Found]:
        """The newest chats in whose title and messages all the words occur; at most search.MOST.

        The last letters of a word may be missing. Archived chats are found too, removed ones not.
        """
        with self._db.reading():
            return self._search.find(search)

    # Messages

    def messages(self, chat_id: str) -> list[Message]:
        """All messages of the chat, every branch, as they came."""
        with self._db.reading():
            return self._messages.of_chat(chat_id)

    def add_message(self, message: Message) -> None:
        """Put a message at the end of its branch and show that branch.

        Of a temporary chat, which is never here, nothing is kept.

        Raises:
            LookupError: there is no such chat.
        """
        if is_temporary(message.chat_id):
            return
        with self._db.writing():
            self._messages.add(message)

    def append_text(self, message_id: str, kind: type[TextPart | ThoughtPart], text: str) -> None:
        """Add words to the end of an answer: to its last part, or in a new one of another kind."""
        with self._db.writing(synced=False):
            self._messages.append_text(message_id, kind, text)

    def finish(
        self, message_id: str, state: MessageState, facts: AnswerFacts, problem: str = ""
    ) -> None:
        """A message has come to its end. problem: an AppError's record() when it failed."""
        with self._db.writing():
            self._messages.finish(message_id, state, facts, problem)

    def remove_message(self, message_id: str) -> None:
        """Take back a question that no model has begun to answer; a message of another kind stays.

        What hung below it (another question that waits) hangs below its parent from now on.
        """
        with self._db.writing():
            self._messages.take_back(message_id)

    def mark_removed(
        self, chat_id: str, message_ids: Sequence[str], removed: bool, leaf: str | None
    ) -> None:
        """Delete messages, or bring them back, and show the branch that ends at `leaf`.

        Deleted ones are neither shown nor found. An answer that is being written stays.
        """
        with self._db.writing():
            self._messages.mark_removed(message_ids, self._clock() if removed else None)
            self.set_leaf(chat_id, leaf)

    def queue(self, chat_id: str) -> tuple[Draft, ...]:
        """Questions that wait until the one before them is answered, in order."""
        chat = self.chat(chat_id)
        return chat.queue if chat is not None else ()

    def save_queue(self, chat_id: str, queue: Sequence[Draft]) -> None:
        """Keep what waits."""
        self._change(chat_id, "queue = ?", records.queue_text(queue))

    def _change(self, chat_id: str, columns: str, *values: object) -> None:
        with self._db.writing():
            self._db.rows(f"UPDATE chats SET {columns} WHERE id = ?", *values, chat_id)
