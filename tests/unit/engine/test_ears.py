# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The engine with ears: sounds are decoded, read once, counted, and refused when broken."""

import hashlib
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.conversation import AudioPart, Role
from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import PromptStyle
from desktop.domain.rendering import render
from desktop.services.engine.native import native
from desktop.services.engine.pictures import Eyes
from tests.fakes.ears import FRAME, give_ears
from tests.fakes.sounds import RATE, wav

from .conftest import TINY, TINY_EYES, Talk, said, talk

ONE = Sampling(temperature=0, longest=1)
WIDTH = 128


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Talk]:
    """Our own model, which sees and hears."""
    ears = give_ears(TINY_EYES, tmp_path / "ears.gguf", WIDTH)
    plan = Plan(str(TINY), str(ears), context=2048, threads=1, threads_batch=1)
    yield from talk(plan, PromptStyle.TURNS)


def let_hear(chat: Talk, data: bytes, folder: Path, ending: str = "wav") -> AudioPart:
    """A sound that can be asked about."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = folder / f"{sha256}.{ending}"
    path.write_bytes(data)
    chat.media[sha256] = path
    return AudioPart(sha256, "audio/wav", 1000)


def scores(chat: Talk, sound: AudioPart) -> list[float]:
    """Of the first token of an answer, in a chat with nothing but the sound."""
    chat.run(render(chat.style, [said(Role.USER, sound, "What is it?")]), ONE)
    loaded = chat.engine._the_loaded()
    row = native().llama.llama_get_logits_ith(loaded.context.handle, -1)
    return [float(score) for score in row[: loaded.vocabulary.size()]]


def test_it_says_that_it_hears_and_still_sees(listener: Talk, red_circle: Path) -> None:
    assert listener.loaded.hears and listener.loaded.sees
    assert "red circle" in listener.ask("What do you see?", listener.show(red_circle))[0]


@pytest.mark.parametrize("seconds", [0.1, 1.0, 3.3])
def test_a_sound_takes_a_token_for_every_40_milliseconds(
    listener: Talk, tmp_path: Path, seconds: float
) -> None:
    sound = let_hear(listener, wav(seconds), tmp_path)
    question = said(Role.USER, sound, "What is it?")
    without = listener.engine.count(render(listener.style, [said(Role.USER, "What is it?")]), {})
    count = listener.engine.count(render(listener.style, [question]), listener.media)
    tokens = -(-int(seconds * RATE) // FRAME)
    assert tokens <= count - without <= tokens + 20  # and the marks around it
    assert listener.run(render(listener.style, [question]), ONE).prompt_tokens == count


def test_different_sounds_are_heard_differently(listener: Talk, tmp_path: Path) -> None:
    low = scores(listener, let_hear(listener, wav(1, 220), tmp_path))
    high = scores(listener, let_hear(listener, wav(1, 3000), tmp_path))
    again = scores(listener, let_hear(listener, wav(1, 220), tmp_path))
    assert max(abs(a - b) for a, b in zip(low, high, strict=True)) > 0.01
    assert max(abs(a - b) for a, b in zip(low, again, strict=True)) < 0.001


def test_a_sound_is_read_once(
    listener: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = Eyes.read

    def counted(self: Eyes, seen: object, file: Path, *rest: object) -> None:
        read.append(file.suffix)
        real(self, seen, file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Eyes, "read", counted)
    listener.ask("What is it?", let_hear(listener, wav(1), tmp_path))  # type: ignore[arg-type]
    before = listener.engine._the_loaded().session.length
    _, answered = listener.ask("And now?")
    assert read == [".wav"]
    assert answered.reused_tokens >= before - 1


def test_mp3_is_decoded(listener: Talk, tmp_path: Path, engine_source: Path) -> None:
    with tarfile.open(engine_source) as source:
        member = next(m for m in source if m.name.endswith("tools/mtmd/test-2.mp3"))
        file = source.extractfile(member)
        assert file is not None
        data = file.read()
    sound = let_hear(listener, data, tmp_path, "mp3")
    prompt = render(listener.style, [said(Role.USER, sound, "What is said?")])
    assert listener.engine.count(prompt, listener.media) > 100


@pytest.mark.parametrize(
    ("data", "problem"),
    [(None, Problem.SOUND_MISSING), (b"RIFF\0\0\0\0WAVEfmt ", Problem.SOUND_DAMAGED)],
)
def test_a_bad_sound_changes_nothing(
    listener: Talk, tmp_path: Path, data: bytes | None, problem: Problem
) -> None:
    listener.ask("My name is Ada.")
    sound = let_hear(listener, data or b"", tmp_path)
    if data is None:
        listener.media[sound.sha256].unlink()
    with pytest.raises(AppError) as caught:
        listener.run(render(listener.style, [said(Role.USER, sound, "What is it?")]))
    assert caught.value.problem is problem
    assert "Ada" in listener.ask("What is my name?")[0]


def test_hearing_can_be_stopped(listener: Talk, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    sound = let_hear(listener, wav(2), tmp_path)
    prompt = render(listener.style, [said(Role.USER, sound, "What is it?")])
    with pytest.raises(Cancelled):
        listener.run(prompt, ONE, stop)
    assert listener.run(prompt, ONE).prompt_tokens == listener.engine.count(prompt, listener.media)
