# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Time to the first token beside llama-server, which keeps what it read and checkpoints as well.

A long chat goes on; its last question is replaced; the answer is given again; another chat comes
between; and the first branch goes on. With the real model, and with ours that sees two pictures.
"""

import base64
import hashlib
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from PIL import Image

from desktop.domain.conversation import ImagePart, Message, Role, TextPart
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Control, Picture, PromptStyle, Words
from desktop.domain.rendering import render
from desktop.services.engine.llama_engine import LlamaEngine
from tests.benchmarks.engine_speed import starter, threads
from tests.benchmarks.peers import Server, server

ASSETS = Path(__file__).parents[1] / "assets"
TINY, TINY_EYES = ASSETS / "tiny.gguf", ASSETS / "tiny-mmproj.gguf"
NOTE = "On day {} of year {} the keeper of the light wrote down the wind, the waves and the ships. "
GOALS = {"follow-up": 1.05, "edit": 1.05, "regenerate": 1.05, "switching back": 0.5, "forward": 0.5}
ROUNDS, TOKENS, CONTEXT, NOTES = 5, 24, 4096, 50
MARK = "<__media__>"  # where a picture stands in a prompt of llama-server


def figures() -> Iterator[dict[str, object]]:
    """Medians of paired rounds; the first is not counted."""
    with tempfile.TemporaryDirectory() as name:
        folder, count = Path(name), threads()
        file = starter(folder)
        plan = Plan(str(file), context=CONTEXT, threads=count, threads_batch=count)
        yield from _figures("", plan, folder / "real", {})
        media = dict(_picture(folder, colour) for colour in ("red", "blue"))
        plan = Plan(str(TINY), str(TINY_EYES), context=CONTEXT, threads=1, threads_batch=1)
        yield from _figures(", two pictures in the history", plan, folder / "tiny", media)


def _figures(
    case: str, plan: Plan, sessions: Path, media: dict[str, Path]
) -> Iterator[dict[str, object]]:
    images = [ImagePart(sha256, "image/png", 224, 224) for sha256 in media]
    eyes = ["--mmproj", plan.projector, "--no-mmproj-offload"] if plan.projector else []
    arguments = ["-c", str(CONTEXT), "-np", "1", *eyes]
    os.environ["LLAMA_MEDIA_MARKER"] = MARK  # else the server makes up another one each time
    with (
        _ours(plan, sessions, media) as ours,
        server(Path(plan.weights), plan.threads, *arguments) as peer,
    ):
        theirs = Theirs(peer, ours, media)
        rounds = []
        for place in range(ROUNDS + 1):
            sides: list[Side] = [ours, theirs] if place % 2 else [theirs, ours]
            times = {side: _round(side, place, images) for side in sides}
            rounds.append((times[ours], times[theirs]))
    for kind, goal in GOALS.items():
        pairs = [(mine[kind], its[kind]) for mine, its in rounds[1:]]
        ratio = statistics.median(mine / its for mine, its in pairs)
        yield {
            "figure": f"time to the first token: {kind}{case}",
            "value": round(ratio, 3),
            "unit": "times llama-server",
            "peer": f"{statistics.median(its for _, its in pairs) * 1000:.0f} ms llama-server, "
            f"{statistics.median(mine for mine, _ in pairs) * 1000:.0f} ms ours",
            "goal": f"<= {goal}",
            "met": ratio <= goal,
        }


class Side(Protocol):
    """Who answers: the seconds to the first token, and the answer."""

    def answer(self, messages: Sequence[Message]) -> tuple[float, str]: ...


def _round(side: Side, place: int, images: list[ImagePart]) -> dict[str, float]:
    """The same script for either side; each has answers of its own."""

    def ask(messages: list[Message], question: str, *images: ImagePart) -> float:
        messages.append(_said(Role.USER, *images, TextPart(question)))
        seconds, text = side.answer(messages)
        messages.append(_said(Role.MODEL, TextPart(text or "Nothing.")))
        return seconds

    times: dict[str, float] = {}
    first: list[Message] = []
    ask(first, _notes(place), *images)
    ask(first, "Which day had the most ships?")
    times["follow-up"] = ask(first, "Which day had the highest waves, and which the least wind?")
    other = first[:-2]
    times["edit"] = ask(other, "Was there a day on which nobody passed the light at all?")
    times["regenerate"] = side.answer(other[:-1])[0]
    second: list[Message] = []
    ask(second, _notes(place + 100))
    ask(second, "What did the keeper do in the evening?")
    times["switching back"] = ask(other, "How many days are there, and which was the last one?")
    times["forward"] = ask(first, "And how many ships came by in all of these days?")
    return times


def _said(role: Role, *parts: ImagePart | TextPart) -> Message:
    return Message("m", "c", None, role, parts)


def _notes(year: int) -> str:
    return "".join(NOTE.format(day, year) for day in range(NOTES))


class Ours:
    """Our engine; it rests after an answer as it does in the application."""

    def __init__(self, engine: LlamaEngine, media: dict[str, Path]) -> None:
        self.engine, self._media = engine, media

    def answer(self, messages: Sequence[Message]) -> tuple[float, str]:
        """The seconds from the question to the first token, and the answer."""
        text: list[str] = []
        answered = self.engine.answer(
            render(PromptStyle.TURNS, messages),
            self._media,
            Sampling(temperature=0, longest=TOKENS),
            threading.Event(),
            lambda _reading: None,
            lambda _channel, piece: text.append(piece),
        )
        self.engine.rest()
        return answered.seconds_to_first, "".join(text)


@contextmanager
def _ours(plan: Plan, sessions: Path, media: dict[str, Path]) -> Iterator[Ours]:
    engine = LlamaEngine(sessions)
    engine.load(plan, lambda _share: None, threading.Event())
    try:
        yield Ours(engine, media)
    finally:
        engine.unload()


class Theirs:
    """llama-server. It gets tokens, its own answers as it chose them, or a text where pictures are.

    Args:
        ours: has the vocabulary.
    """

    def __init__(self, peer: Server, ours: Ours, media: dict[str, Path]) -> None:
        self._peer, self._media = peer, media
        vocabulary = ours.engine._the_loaded().vocabulary
        self._control: Callable[[str], list[int]] = vocabulary.control
        self._words: Callable[[str], list[int]] = vocabulary.words
        self._given: dict[str, list[int]] = {}

    def answer(self, messages: Sequence[Message]) -> tuple[float, str]:
        """The seconds from the question to the first token, and the answer."""
        pieces = render(PromptStyle.TURNS, messages).pieces
        seen = [piece.sha256 for piece in pieces if isinstance(piece, Picture)]
        prompt: object = self._text(pieces, seen) if seen else self._tokens(pieces)
        began = time.perf_counter()
        reply = self._peer.post(
            "/completion",
            prompt=prompt,
            n_predict=TOKENS,
            temperature=0.0,
            cache_prompt=True,
            return_tokens=True,
        )
        took = time.perf_counter() - began
        text = str(reply["content"]).strip()
        self._given[text] = list(reply["tokens"])
        return took - float(reply["timings"]["predicted_ms"]) / 1000, text

    def _tokens(self, pieces: Sequence[object]) -> list[int]:
        ids: list[int] = []
        for piece in pieces:
            if isinstance(piece, Control):
                ids += self._control(piece.text)
            elif isinstance(piece, Words):
                given = self._given.get(piece.text) if piece.by_model else None
                ids += self._words(piece.text) if given is None else given
        return ids

    def _text(self, pieces: Sequence[object], seen: list[str]) -> dict[str, object]:
        files = [base64.b64encode(self._media[sha256].read_bytes()).decode() for sha256 in seen]
        text = "".join(
            piece.text if isinstance(piece, Control | Words) else MARK for piece in pieces
        )
        return {"prompt_string": text.removeprefix("<bos>"), "multimodal_data": files}


def _picture(folder: Path, colour: str) -> tuple[str, Path]:
    path = folder / f"{colour}.png"
    Image.new("RGB", (224, 224), colour).save(path)
    return hashlib.sha256(path.read_bytes()).hexdigest(), path
