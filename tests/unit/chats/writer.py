# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Writes chats as fast as it can until it is killed (test_kill.py), and says what it does.

One JSON list a line: ["will", [[key, value] …]] before something is written, ["did"] after it.
"""

import itertools
import json
import random
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from desktop.domain.conversation import (
    AnswerFacts,
    Chat,
    DocumentPart,
    Draft,
    Message,
    MessageState,
    Role,
    TextPart,
    ThoughtPart,
)
from desktop.services.chats.store import ChatStore


def say(*words: object) -> None:
    """One line, at once."""
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


@contextmanager
def writing(*values: tuple[str, object]) -> Iterator[None]:
    """Around one step."""
    say("will", values)
    yield
    say("did")


def message(chat_id: str, parent: str | None, state: MessageState, *words: str) -> Message:
    """A question with words, an answer without."""
    return Message(
        id=uuid.uuid4().hex,
        chat_id=chat_id,
        parent_id=parent,
        role=Role.USER if words else Role.MODEL,
        parts=tuple(TextPart(word) for word in words),
        state=state,
        created=time.time(),
    )


def document(dice: random.Random, number: int) -> DocumentPart:
    """That lies in the composer."""
    return DocumentPart(dice.randbytes(32).hex(), "text/plain", number, name=f"document{number}")


def begin(
    store: ChatStore, dice: random.Random, chat_id: str
) -> tuple[str, tuple[DocumentPart, ...]]:
    """A draft with documents; their names, and they."""
    draft = "d" * dice.randrange(1, 9999)
    media = tuple(document(dice, number) for number in range(dice.randrange(3)))
    names = " ".join(one.name for one in media)
    with writing((f"draft {chat_id}", draft), (f"media {chat_id}", names)):
        store.save_draft(chat_id, Draft(draft, media))
    return names, media


def converse(store: ChatStore, dice: random.Random, number: int) -> None:
    """One chat: a draft, a question, an answer in pieces, and what people do with chats."""
    chat = store.create_chat(float(number))
    say("chat", chat.id)
    title = f"title {number} " + "t" * dice.randrange(99)
    names, media = begin(store, dice, chat.id)
    words = f"harbour {number} " + "w" * dice.randrange(20_000)
    asked = message(chat.id, None, MessageState.WAITING, words)
    with (
        writing(
            *((f"text {asked.id}", words), (f"draft {chat.id}", "")),
            *((f"media {chat.id}", ""), (f"queue {chat.id}", names)),
        ),
        store.together(),
    ):
        store.add_message(asked)
        store.save_draft(chat.id, Draft())
        store.save_queue(chat.id, [Draft(one.name, (one,)) for one in media])
    with writing((f"title {chat.id}", title)):
        store.rename(chat.id, title, named=False)
    answered = message(chat.id, asked.id, MessageState.GENERATING)
    with writing((f"text {answered.id}", "")):
        store.add_message(answered)
    text = ""
    for piece in range(dice.randrange(1, 30)):
        more = f"piece {piece} " + "p" * dice.randrange(2_000)
        text += more
        with writing((f"text {answered.id}", text)):
            store.append_text(answered.id, ThoughtPart if piece < 3 else TextPart, more)
    with writing((f"state {answered.id}", "done")):
        store.finish(answered.id, MessageState.DONE, AnswerFacts(seed=number))
    edit(store, dice, chat.id, asked)
    if dice.random() < 0.3:
        take_in(store, dice, number)
    if dice.random() < 0.5:
        with writing((f"title {chat.id}", f"{title}!")):
            store.rename(chat.id, f"{title}!", named=True)
        store.remove(chat.id)
        store.restore(chat.id)


def edit(store: ChatStore, dice: random.Random, chat_id: str, asked: Message) -> None:
    """The question put otherwise: a second branch, and back to the first one."""
    words = "otherwise " + "o" * dice.randrange(9_999)
    other = message(chat_id, asked.parent_id, MessageState.WAITING, words)
    with writing((f"text {other.id}", words), (f"leaf {chat_id}", other.id)):
        store.add_message(other)
    with writing((f"leaf {chat_id}", asked.id)):
        store.set_leaf(chat_id, asked.id)
    with writing((f"folder {chat_id}", "Trips")):
        store.set_folder(chat_id, "Trips")


def take_in(store: ChatStore, dice: random.Random, number: int) -> None:
    """A chat that comes from a file: all of it or nothing."""
    chat = Chat(uuid.uuid4().hex, f"came {number}", named=True, updated=float(number))
    messages: list[Message] = []
    for place in range(dice.randrange(1, 20)):
        before = messages[-1].id if messages else None
        words = f"harbour {place} " + "c" * dice.randrange(5_000)
        messages.append(message(chat.id, before, MessageState.DONE, words))
    chat = replace(chat, leaf_id=messages[-1].id)
    texts = [(f"text {one.id}", one.text) for one in messages]
    with writing(("came", chat.id), (f"title {chat.id}", chat.title), *texts):
        store.take_in(chat, messages)


def main() -> None:
    """Arguments: the file, a seed."""
    store = ChatStore(Path(sys.argv[1]))
    store.recover()
    dice = random.Random(int(sys.argv[2]))
    for number in itertools.count():
        converse(store, dice, number)


if __name__ == "__main__":
    main()
