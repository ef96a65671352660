# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Chats, messages and their parts: pure values. Identity and storage live in services/chats."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

TEMPORARY = "temporary-"  # how the id of a chat begins of which nothing is kept


def is_temporary(chat_id: str) -> bool:
    """Nothing of this chat is written anywhere, and it is gone when another one is opened."""
    return chat_id.startswith(TEMPORARY)


class Role(StrEnum):
    """Who speaks."""

    USER = "user"
    MODEL = "model"


class MessageState(StrEnum):
    """How far a message has come. A question is always DONE or WAITING."""

    DONE = "done"
    WAITING = "waiting"  # a question that no model has answered yet, or an answer not yet begun
    GENERATING = "generating"
    STOPPED = "stopped"  # by the person
    INTERRUPTED = "interrupted"  # the program ended in the middle
    FAILED = "failed"  # see Message.problem
    CUT = "cut"  # the context was full
    LONGEST = "longest"  # as long as one answer may become
    REPEATING = "repeating"  # stopped because it said the same again and again


@dataclass(frozen=True, slots=True)
class TextPart:
    """Words, as typed or as answered (Markdown)."""

    text: str


@dataclass(frozen=True, slots=True)
class ThoughtPart:
    """What the model thought before it answered. Shown apart, never sent back to a model."""

    text: str


@dataclass(frozen=True, slots=True)
class ImagePart:
    """A picture, kept as a file named by its hash.

    Attributes:
        sha256: of the kept file (upright, checked, shrunk), 64 hexadecimal digits.
        media_type: "image/png" or "image/jpeg".
        width: pixels, upright.
        height: pixels, upright.
        name: as the person's file was called, or "".
    """

    sha256: str
    media_type: str
    width: int
    height: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class AudioPart:
    """A sound, kept as it came, in a file named by its hash.

    Attributes:
        sha256: of the file, 64 hexadecimal digits.
        media_type: "audio/wav", "audio/mpeg" or "audio/flac".
        milliseconds: how long it is.
        name: as the person's file was called, or "".
    """

    sha256: str
    media_type: str
    milliseconds: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """A text, a PDF or a Word document, kept as it came in a file named by its hash.

    Attributes:
        sha256: of the file, 64 hexadecimal digits.
        media_type: see services/documents/text.py.
        tokens: that all its words take, about; 0 for a PDF whose pages are pictures.
        taken: tokens of its first part, which alone the model reads; 0 when it reads all.
        name: as the person's file was called, or "".
    """

    sha256: str
    media_type: str
    tokens: int
    taken: int = 0
    name: str = ""

    @property
    def read(self) -> int:
        """Tokens that the model reads of it, about."""
        return min(self.taken, self.tokens) if self.taken else self.tokens


MediaPart = ImagePart | AudioPart | DocumentPart
Part = TextPart | ThoughtPart | MediaPart


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """How an answer came about. Times in seconds, counts in tokens; 0 where unknown.

    Attributes:
        begins: id of the first message that the model still saw, "" when it saw the whole chat.
        edited: the person wrote it, or changed what a model had written.
        context: tokens that the model could keep in mind then.
    """

    prompt_tokens: int = 0
    reused_tokens: int = 0
    generated_tokens: int = 0
    seconds_to_first: float = 0.0
    seconds_generating: float = 0.0
    seed: int = 0
    file: str = ""
    begins: str = ""
    seconds_thinking: float = 0.0
    edited: bool = False
    context: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a chat. Messages form a tree by parent_id; nothing is ever overwritten.

    Attributes:
        created: seconds since 1970, UTC.
        model: id of the installed model that answered, "" for a question.
        problem: an AppError's record() when state is FAILED, else "".
        removed: deleted by the person; it keeps its place in the tree, and is shown no more.
    """

    id: str
    chat_id: str
    parent_id: str | None
    role: Role
    parts: tuple[Part, ...]
    state: MessageState = MessageState.DONE
    created: float = 0.0
    model: str = ""
    problem: str = ""
    facts: AnswerFacts = field(default_factory=AnswerFacts)
    removed: bool = False

    @property
    def text(self) -> str:
        """All words of the message, without thoughts."""
        return "".join(part.text for part in self.parts if isinstance(part, TextPart))

    @property
    def images(self) -> tuple[ImagePart, ...]:
        """The pictures, in order."""
        return tuple(part for part in self.parts if isinstance(part, ImagePart))

    @property
    def sounds(self) -> tuple[AudioPart, ...]:
        """The sounds, in order."""
        return tuple(part for part in self.parts if isinstance(part, AudioPart))

    @property
    def documents(self) -> tuple[DocumentPart, ...]:
        """The documents, in order."""
        return tuple(part for part in self.parts if isinstance(part, DocumentPart))

    @property
    def media(self) -> tuple[MediaPart, ...]:
        """Pictures, sounds and documents, in order."""
        return tuple(part for part in self.parts if isinstance(part, MediaPart))


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in a chat's composer and was not sent."""

    text: str = ""
    media: tuple[MediaPart, ...] = ()

    @property
    def images(self) -> tuple[ImagePart, ...]:
        """The pictures, in order."""
        return tuple(part for part in self.media if isinstance(part, ImagePart))

    @property
    def sounds(self) -> tuple[AudioPart, ...]:
        """The sounds, in order."""
        return tuple(part for part in self.media if isinstance(part, AudioPart))

    @property
    def documents(self) -> tuple[DocumentPart, ...]:
        """The documents, in order."""
        return tuple(part for part in self.media if isinstance(part, DocumentPart))


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation as the list of chats knows it.

    Attributes:
        title: "" until the first question gives one.
        named: the person chose the title; it is never changed by itself again.
        updated: seconds since 1970, UTC, of the last message.
        leaf_id: the newest message of the branch that is shown, None when empty.
        persona: id of the Persona that answers, "" for none.
        queue: questions that wait until the one before them is answered, in order.
        folder: in which it lies, "" for none.
        removed: seconds since 1970, UTC, when it was put into the trash; 0 when it was not.
    """

    id: str
    title: str = ""
    named: bool = False
    created: float = 0.0
    updated: float = 0.0
    pinned: bool = False
    leaf_id: str | None = None
    draft: Draft = field(default_factory=Draft)
    folder: str = ""
    archived: bool = False
    removed: float = 0.0
    persona: str = ""
    queue: tuple[Draft, ...] = ()


def branch(messages: Iterable[Message], leaf_id: str | None) -> list[Message]:
    """The messages from the first one to the leaf. Ends at a parent that is not there."""
    by_id = {message.id: message for message in messages}
    path = [by_id[one] for one in _upwards(by_id, leaf_id) if not by_id[one].removed]
    path.reverse()
    return path


def versions(messages: Iterable[Message], message: Message) -> list[Message]:
    """The message and those that stand in its place on other branches, oldest first."""
    return [
        other
        for other in messages
        if other.parent_id == message.parent_id and other.role is message.role and not other.removed
    ]


def newest_leaf(messages: Iterable[Message], message_id: str) -> str:
    """The end of the branch that was written last below this message; itself when none was."""
    by_id = {message.id: message for message in messages}
    alive: set[str] = set()  # what is shown, and what it hangs below
    for message in by_id.values():
        for one in _upwards(by_id, None if message.removed else message.id):
            if one in alive:
                break
            alive.add(one)
    last_child = {by_id[one].parent_id: one for one in by_id if one in alive}
    while message_id in last_child:
        message_id = last_child.pop(message_id)
    return message_id


def below(messages: Iterable[Message], message_id: str) -> list[str]:
    """The ids of a message and of all that hang below it, on every branch."""
    children: dict[str | None, list[str]] = {}
    for message in messages:
        children.setdefault(message.parent_id, []).append(message.id)
    found = [message_id]
    for one in found:
        found += children.pop(one, [])
    return list(dict.fromkeys(found))


def hangs_below(messages: Iterable[Message], message_id: str | None, above: str | None) -> bool:
    """Whether a message is the other one, or was written somewhere below it."""
    by_id = {message.id: message for message in messages}
    return any(one == above for one in _upwards(by_id, message_id))


def _upwards(by_id: Mapping[str, Message], message_id: str | None) -> Iterator[str]:
    """From a message to the first one; damaged trees may have rings and holes."""
    seen: set[str] = set()
    while message_id is not None and message_id in by_id and message_id not in seen:
        seen.add(message_id)
        yield message_id
        message_id = by_id[message_id].parent_id


def title_of_answer(answer: str, longest: int = 60) -> str:
    """The title that a model gave when it was asked for one; "" when what it said is none.

    A sentence is none, nor is what goes on for lines.
    """
    first = answer.strip().split("\n", 1)[0]
    title = title_from(first.strip("\"'“”„«»「」*#_` .。!"), longest)
    right = any(map(str.isalnum, title)) and not title.endswith(("…", ":", "?"))
    return title if right else ""


def title_from(text: str, longest: int = 48) -> str:
    """A chat's title from its first question: the first line's words, cut at a word's end.

    Control and bidirectional formatting characters are dropped, white space is folded.
    """
    shown = "".join(" " if c.isspace() else c for c in text.strip().split("\n", 1)[0])
    shown = "".join(
        c for c in shown if unicodedata.category(c) not in {"Cc", "Cf"} or c == "\u200d"
    )
    shown = " ".join(shown.strip("#*_`> \t").split())
    if len(shown) <= longest:
        return shown
    cut = shown[:longest].rsplit(" ", 1)[0]
    return f"{cut if len(cut) >= longest // 2 else shown[:longest]}…"
