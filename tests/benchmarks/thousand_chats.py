# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A store as somebody has it after a year: answers in Markdown, thoughts, pictures, drafts."""

import random
import uuid
from collections.abc import Iterator
from pathlib import Path

from desktop.domain.conversation import (
    AnswerFacts,
    Draft,
    ImagePart,
    Message,
    MessageState,
    Part,
    Role,
    TextPart,
    ThoughtPart,
    title_from,
)
from desktop.services.chats.store import ChatStore

NOW = 1_795_000_000.0  # seconds since 1970; the last message is from a minute before
DAY = 86_400.0
MODEL = "gemma-3-4b-it"

SUBJECTS = """garden harbour recipe letter invoice telescope bicycle history poem engine river
python spreadsheet holiday contract melody painting forest bridge sourdough physics grammar museum
déjà-vu Straßenbahn Žižkov 東京 Αθήνα Київ""".split()
WORDS = """the a and of to in with for is it that as on by from or at this be are which not when how
can will light water stone paper small long early quiet bright simple heavy warm number reason
answer question example morning winter colour surface corner measure between around together slowly
often perhaps because although therefore""".split()


def fill(path: Path, chats: int = 1000) -> None:
    """Make the file with so many chats; always the same ones but for their ids."""
    dice = random.Random(chats)
    store = ChatStore(path)
    try:
        with store.together():
            for number in range(chats):
                ago = (chats - number) * DAY / 3 * dice.uniform(0.9, 1.1)
                _chat(store, dice, NOW - ago if number < chats - 1 else NOW - 60)
    finally:
        store.close()


def _chat(store: ChatStore, dice: random.Random, began: float) -> None:
    chat = store.create_chat(began)
    subject = dice.choice(SUBJECTS)
    parent: str | None = None
    for turn in range(min(1 + int(dice.expovariate(0.4)), 20)):
        for message in _turn(chat.id, parent, subject, dice, began + turn * 90):
            store.add_message(message)
            parent = message.id
            if turn == 0 and message.role is Role.USER:
                store.rename(chat.id, title_from(message.text), named=False)
    if dice.random() < 0.02:
        store.set_pinned(chat.id, True)
    if dice.random() < 0.05:
        store.save_draft(chat.id, Draft(_sentence(dice, subject)))


def _turn(
    chat_id: str, parent: str | None, subject: str, dice: random.Random, now: float
) -> Iterator[Message]:
    """A question and its answer."""
    asked: list[Part] = [TextPart(_sentence(dice, subject))]
    if dice.random() < 0.1:
        asked.insert(0, ImagePart(dice.randbytes(32).hex(), "image/jpeg", 1344, 1792, "photo.jpg"))
    question = Message(uuid.uuid4().hex, chat_id, parent, Role.USER, tuple(asked), created=now)
    yield question
    answered: list[Part] = [TextPart(_answer(dice, subject))]
    if dice.random() < 0.1:
        answered.insert(0, ThoughtPart(_sentence(dice, subject)))
    yield Message(
        id=uuid.uuid4().hex,
        chat_id=chat_id,
        parent_id=question.id,
        role=Role.MODEL,
        parts=tuple(answered),
        state=MessageState.STOPPED if dice.random() < 0.05 else MessageState.DONE,
        created=now + 30,
        model=MODEL,
        facts=AnswerFacts(120, 40, 300, 0.8, 30.0, dice.randrange(1 << 32), "model.gguf"),
    )


def _answer(dice: random.Random, subject: str) -> str:
    paragraphs = [
        " ".join(_sentence(dice, subject) for _ in range(dice.randrange(2, 5)))
        for _ in range(dice.randrange(1, 5))
    ]
    if dice.random() < 0.3:
        paragraphs.insert(1, "\n".join(f"- {_sentence(dice, subject)}" for _ in range(4)))
    if dice.random() < 0.15:
        paragraphs.append(f'```python\nprint("{subject}")\n```')
    return "\n\n".join(paragraphs)


def _sentence(dice: random.Random, subject: str) -> str:
    words = dice.choices(WORDS, k=dice.randrange(6, 18))
    words[dice.randrange(len(words))] = subject
    return " ".join(words).capitalize() + "."
