# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Sessions beside reading: a long chat of yesterday, pictures in a history, many turns."""

import base64
import hashlib
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from PIL import Image

from desktop.domain.conversation import ImagePart, Message, Part, Role, TextPart
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import PromptStyle
from desktop.domain.rendering import render
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.protocol import Answered
from tests.benchmarks.engine_speed import starter, threads

ASSETS = Path(__file__).parents[1] / "assets"
TINY, TINY_EYES = ASSETS / "tiny.gguf", ASSETS / "tiny-mmproj.gguf"
NOTE = "The keeper of the light wrote down the wind, the waves and the ships of day {}. "
ONE, FEW = Sampling(temperature=0, longest=1), Sampling(temperature=0, longest=8)
LENGTH, NOTES = 8000, 400  # tokens of the long chat, and the sentences that make them
OPENINGS, FOLLOW_UPS, TURNS = 3, 9, 200


def figures() -> Iterator[dict[str, object]]:
    """Three of them; each with engines of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = Plan(str(starter(folder)), context=9216, threads=threads(), threads_batch=threads())
        yield _opening(plan, folder)
        yield _growth(plan)
        yield _pictures(folder)


@dataclass
class Chat:
    """A chat with an engine."""

    engine: LlamaEngine
    messages: list[Message] = field(default_factory=list)
    media: dict[str, Path] = field(default_factory=dict)

    def ask(self, question: str, *images: ImagePart, sampling: Sampling = ONE) -> Answered:
        """Ask, and keep both in the chat; then the engine rests."""
        self.messages.append(_said(Role.USER, *images, TextPart(question)))
        text: list[str] = []
        answered = self.engine.answer(
            render(PromptStyle.TURNS, self.messages),
            self.media,
            sampling,
            threading.Event(),
            lambda _reading: None,
            lambda _channel, piece: text.append(piece),
        )
        self.messages.append(_said(Role.MODEL, TextPart("".join(text))))
        self.engine.rest()
        return answered


def _said(role: Role, *parts: Part) -> Message:
    return Message("m", "c", None, role, parts)


def _engine(plan: Plan, sessions: Path | None = None) -> LlamaEngine:
    engine = LlamaEngine(sessions)
    engine.load(plan, lambda _share: None, threading.Event())
    return engine


def _opening(plan: Plan, folder: Path) -> dict[str, object]:
    """Medians of pairs: with what is on the disk, then all read again; and a question alone."""
    sessions = folder / "sessions"
    chat = Chat(_engine(plan, sessions))
    chat.ask("".join(NOTE.format(day) for day in range(NOTES)) + "What came?")
    chat.engine.unload()
    opened: list[float] = []
    alone: list[float] = []
    afresh: list[float] = []
    for place in range(OPENINGS):
        for kept, times in ((sessions, opened), (None, afresh)):
            again = Chat(_engine(plan, kept), list(chat.messages))
            answered = again.ask(f"And what came on day {place}?")
            if answered.prompt_tokens < LENGTH:
                raise RuntimeError(f"only {answered.prompt_tokens} tokens")
            times.append(answered.seconds_to_first)
            if kept is not None:
                alone.append(again.ask(f"And what came on day {place}?").seconds_to_first)
            again.engine.unload()
    pairs = zip(opened, alone, afresh, strict=True)
    ratio = statistics.median((ours - question) / all_of_it for ours, question, all_of_it in pairs)
    return {
        "figure": "opening a chat of 8,000 tokens after a restart, without the question itself",
        "value": round(ratio, 4),
        "unit": "times reading it again",
        "peer": f"{statistics.median(afresh):.2f} s afresh, {statistics.median(opened):.3f} s ours"
        f", of which {statistics.median(alone):.3f} s are the question's",
        "goal": "<= 0.01",
        "met": ratio <= 0.01,
    }


def _growth(plan: Plan) -> dict[str, object]:
    """Resident memory after many turns with edits, beside that after a tenth of them."""
    process = psutil.Process()
    with tempfile.TemporaryDirectory() as sessions:
        chat = Chat(_engine(plan, Path(sessions)))
        before = 0
        for turn in range(TURNS):
            if turn == TURNS // 10:
                before = process.memory_info().rss
            if turn % 3 == 2:
                del chat.messages[-4:]
            if len(chat.messages) > 40:
                chat.messages.clear()
            chat.ask(f"{turn}. " + NOTE.format(turn) * 4, sampling=FEW)
        after = process.memory_info().rss
        chat.engine.unload()
    growth = after / before - 1
    return {
        "figure": f"growth of resident memory after {TURNS} turns with edits",
        "value": round(growth, 4),
        "unit": f"of what it was after {TURNS // 10} turns",
        "peer": f"{before / 1e6:.0f} MB then, {after / 1e6:.0f} MB now",
        "goal": "<= 0.02",
        "met": growth <= 0.02,
    }


def _pictures(folder: Path) -> dict[str, object]:
    """Medians of pairs: the same follow-up here and with the handler of the binding."""
    media: dict[str, Path] = {}
    images = []
    for name, colour in (("one", "red"), ("two", "blue")):
        path = folder / f"{name}.png"
        Image.new("RGB", (448, 448), colour).save(path)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        media[sha256] = path
        images.append(ImagePart(sha256, "image/png", 448, 448))
    plan = Plan(str(TINY), str(TINY_EYES), context=4096, threads=1, threads_batch=1)
    chat = Chat(_engine(plan), media=media)
    history = "".join(NOTE.format(day) for day in range(64))
    answered = chat.ask(history, *images)
    if answered.prompt_tokens < 1500:
        raise RuntimeError(f"only {answered.prompt_tokens} tokens")
    handler = _handler()
    handler(chat.messages[:1], media)
    pairs = []
    for turn in range(FOLLOW_UPS):
        ours = chat.ask(f"And what is {turn}?").seconds_to_first
        pairs.append((ours, handler(chat.messages[:-1], media)))
    chat.engine.unload()
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    return {
        "figure": "time to the first token of a follow-up, two pictures in 1,500 tokens of history",
        "value": round(ratio, 3),
        "unit": "times the chat handler of llama-cpp-python",
        "peer": f"{statistics.median(theirs for _, theirs in pairs) * 1000:.0f} ms the handler, "
        f"{statistics.median(ours for ours, _ in pairs) * 1000:.1f} ms ours",
        "goal": "<= 0.1",
        "met": ratio <= 0.1,
    }


def _handler() -> Any:
    """Asks llama-cpp-python for one token, in seconds; same model, threads and context."""
    from llama_cpp import Llama, _utils
    from llama_cpp.llama_chat_format import MTMDChatHandler

    # Closed by our own engine, which has no use for them.
    _utils.outnull_file = open(os.devnull, "w")  # noqa: SIM115, PTH123
    _utils.errnull_file = open(os.devnull, "w")  # noqa: SIM115, PTH123
    handler = MTMDChatHandler(str(TINY_EYES), verbose=False)
    llama = Llama(
        str(TINY), chat_handler=handler, n_ctx=4096, n_threads=1, n_threads_batch=1, verbose=False
    )

    def ask(messages: list[Message], media: dict[str, Path]) -> float:
        asked = [_as_request(message, media) for message in messages]
        began = time.perf_counter()
        llama.create_chat_completion(asked, max_tokens=1, temperature=0.0)
        return time.perf_counter() - began

    return ask


def _as_request(message: Message, media: dict[str, Path]) -> Any:
    parts: list[Any] = []
    for image in message.images:
        data = base64.b64encode(media[image.sha256].read_bytes()).decode()
        parts.append({"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}})
    parts.append({"type": "text", "text": message.text})
    role = "user" if message.role is Role.USER else "assistant"
    return {"role": role, "content": parts if role == "user" else message.text}
