# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A day with one model: how much of what was read has to be read again.

A chat of twelve turns; another question in place of the last one, and of the one three turns
back; forward to the first branch again; two other chats, and back; another answer; a restart; and,
with the model that sees, two pictures on the way.
"""

import hashlib
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from desktop.domain.conversation import ImagePart, Message, Role, TextPart
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Piece, Prompt, PromptStyle, Words
from desktop.domain.rendering import render
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.protocol import Ending
from tests.benchmarks.engine_speed import starter, threads

ASSETS = Path(__file__).parents[1] / "assets"
SAMPLING = Sampling(temperature=0, longest=24)
SUBJECTS = ("wind", "waves", "ships", "birds", "clouds", "lamp", "stairs", "letters", "tools")
NOTE = "On day {} of the chat about the {} the keeper of the light wrote down what came and went. "


def figures() -> Iterator[dict[str, object]]:
    """Of the real model, and of ours that sees."""
    with tempfile.TemporaryDirectory() as folder:
        file = starter(Path(folder))
        count = threads()
        plan = Plan(str(file), context=4096, threads=count, threads_batch=count)
        yield _figure("Gemma 3 270M", Day(plan, Path(folder) / "real", notes=4))
        eyes = ASSETS / "tiny-mmproj.gguf"
        plan = Plan(str(ASSETS / "tiny.gguf"), str(eyes), context=4096, threads=1, threads_batch=1)
        yield _figure("the tiny model with two pictures", Day(plan, Path(folder) / "tiny", notes=4))


def _figure(model: str, day: "Day") -> dict[str, object]:
    day.run()
    share = day.again / day.read
    return {
        "figure": f"tokens read again that had been read before, in a day with {model}",
        "value": round(share, 4),
        "unit": f"of the {day.read} tokens read",
        "peer": f"{day.again} tokens read again, of {day.prompts} in all prompts",
        "goal": "<= 0.01",
        "met": share <= 0.01,
    }


class Day:
    """The script, and what it took.

    Attributes:
        read, again, prompts: tokens that were read, those of them that had been read before, and
            those of all prompts, which an engine that keeps nothing would read. What was read
            before is known from the prompts themselves, whole pieces of them, and from the engine,
            which knows single tokens; the larger number counts.
    """

    def __init__(self, plan: Plan, folder: Path, notes: int) -> None:
        self._plan, self._folder, self._notes = plan, folder, notes
        self._history: list[tuple[tuple[Piece, ...], int]] = []
        self._media: dict[str, Path] = {}
        self._count = 0
        self.read = self.again = self.prompts = 0
        folder.mkdir()
        self._start()

    def run(self) -> None:
        """All of it."""
        first: list[Message] = []
        for turn in range(12):
            self._ask(first, self._picture(turn) if turn in (3, 7) else None)
        self._ask(first[:-2])
        self._ask(first[:-8])
        self._ask(first)
        for _ in range(2):
            other: list[Message] = []
            self._ask(other)
            self._ask(other)
        self._ask(first)
        self._answer(first[:-1])
        self._engine.unload()
        self._start()
        self._ask(first)
        self._engine.unload()

    def _start(self) -> None:
        self._engine = LlamaEngine(self._folder / "sessions")
        self._engine.load(self._plan, lambda _share: None, threading.Event())

    def _ask(self, messages: list[Message], image: ImagePart | None = None) -> None:
        """Ask in the chat, and let the engine rest as the application does."""
        self._count += 1
        subject = SUBJECTS[self._count % len(SUBJECTS)]
        text = "".join(NOTE.format(f"{self._count}-{day}", subject) for day in range(self._notes))
        words = TextPart(f"{subject.title()} {self._count}. {text}What came?")
        parts = (image, words) if image is not None else (words,)
        messages.append(Message("m", "c", None, Role.USER, parts))
        messages.append(Message("m", "c", None, Role.MODEL, (TextPart(self._answer(messages)),)))

    def _answer(self, messages: Sequence[Message]) -> str:
        prompt = render(PromptStyle.TURNS, messages)
        new = self._new(prompt)
        text: list[str] = []
        answered = self._engine.answer(
            prompt,
            self._media,
            SAMPLING,
            threading.Event(),
            lambda _reading: None,
            lambda _channel, piece: text.append(piece),
        )
        self._engine.rest()
        read = answered.prompt_tokens - answered.reused_tokens
        self.read += read
        self.again += max(read - new, answered.again_tokens)
        self.prompts += answered.prompt_tokens
        # Of an answer that was cut, the last token was chosen but never read.
        unread = int(answered.ending is Ending.LENGTH)
        pieces = (*prompt.pieces, Words("".join(text), by_model=True))
        self._history.append((pieces, unread))
        return "".join(text)

    def _new(self, prompt: Prompt) -> int:
        """Tokens behind the pieces with which some earlier chat began as well."""
        known = unread = 0
        for pieces, left in self._history:
            alike = _alike(prompt.pieces, pieces)
            if alike > known:
                known, unread = alike, left if alike == len(pieces) else 0
        beginning = self._engine.count(Prompt(prompt.pieces[:known]), self._media)
        return self._engine.count(prompt, self._media) - beginning + unread

    def _picture(self, turn: int) -> ImagePart | None:
        if not self._plan.projector:
            return None
        path = self._folder / f"{turn}.png"
        Image.new("RGB", (224, 224), (40 * turn % 256, 120, 90)).save(path)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        self._media[sha256] = path
        return ImagePart(sha256, "image/png", 224, 224)


def _alike(one: Sequence[Piece], other: Sequence[Piece]) -> int:
    """Pieces from the start that are the same."""
    place = 0
    for mine, its in zip(one, other, strict=False):
        if mine != its:
            break
        place += 1
    return place
