# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The engine with our own tiny model: pictures, going back, the sliding window, the context's end.

Its window is 64 tokens, so that a chat of a few turns has left it behind.
"""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from desktop.domain.conversation import Role
from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.plan import CacheType, Plan, Sampling
from desktop.domain.prompt import Control, Picture, Prompt, PromptStyle, Words
from desktop.domain.rendering import render
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.protocol import Ending
from desktop.services.engine.vocabulary import LETTERS
from desktop.services.stop import Stop

from .conftest import GREEDY, TINY, TINY_EYES, Talk, count_encoding, difference, said, talk

ONE = Sampling(temperature=0, longest=1)


@pytest.fixture
def other() -> Iterator[Talk]:
    """The same model once more, which has read nothing."""
    plan = Plan(str(TINY), str(TINY_EYES), context=2048, threads=1, threads_batch=1)
    yield from talk(plan, PromptStyle.TURNS)


def test_it_sees_a_red_circle(tiny: Talk, red_circle: Path) -> None:
    assert tiny.loaded.sees and not tiny.loaded.base and not tiny.loaded.hears
    assert "red circle" in tiny.ask("What do you see?", tiny.show(red_circle))[0]


def test_a_picture_is_encoded_once(
    tiny: Talk, red_circle: Path, blue_square: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one chat, in another one, and where a context was emptied."""
    encoded = count_encoding(monkeypatch)
    red, blue = tiny.show(red_circle), tiny.show(blue_square)
    tiny.ask("What do you see?", red)
    assert "red" in tiny.ask("What colour is it?")[0]
    assert "blue square" in tiny.ask("What do you see?", blue)[0]
    assert len(encoded) == 2
    tiny.messages.clear()
    assert "red circle" in tiny.ask("What do you see?", red)[0]
    tiny.messages.clear()
    tiny.engine._the_loaded().session.cut(0)
    assert "blue square" in tiny.ask("What do you see?", blue)[0]
    assert len(encoded) == 2


def test_two_pictures_in_one_message(tiny: Talk, red_circle: Path, blue_square: Path) -> None:
    red, blue = tiny.show(red_circle), tiny.show(blue_square)
    _, answered = tiny.ask("What do you see?", red, blue)
    assert answered.prompt_tokens > 2 * 18
    _, answered = tiny.ask("What colour is it?")
    assert answered.prompt_tokens - answered.reused_tokens < 18
    other = [said(Role.USER, blue, red, "What do you see?")]
    assert tiny.run(render(PromptStyle.TURNS, other)).reused_tokens < 18


def test_what_is_transparent_is_white(tiny: Talk, red_circle: Path, tmp_path: Path) -> None:
    see_through = tmp_path / "through.png"
    with Image.open(red_circle) as picture:
        rgba = picture.convert("RGBA")
    white = Image.new("RGBA", rgba.size, "white")
    inside = ImageChops.difference(rgba, white).convert("L").point(lambda value: 255 * (value > 0))
    rgba.putalpha(inside)
    rgba.save(see_through)
    assert "red circle" in tiny.ask("What do you see?", tiny.show(see_through))[0]


def test_pictures_are_counted_without_being_read(tiny: Talk, red_circle: Path) -> None:
    image = tiny.show(red_circle)
    prompt = render(PromptStyle.TURNS, [said(Role.USER, image, "What do you see?")])
    count = tiny.engine.count(prompt, tiny.media)
    assert count == tiny.ask("What do you see?", image)[1].prompt_tokens
    alone = Prompt(tuple(piece for piece in prompt.pieces if not isinstance(piece, Picture)))
    assert count - tiny.engine.count(alone, {}) == 16 + 2  # with the marks around it


def test_without_eyes_it_says_so(red_circle: Path) -> None:
    engine = LlamaEngine()
    engine.load(Plan(str(TINY), context=512, threads=1), lambda _: None, threading.Event())
    prompt = Prompt((Control("<bos>"), Picture("0" * 64), Words("What do you see?")))
    for ask in (
        lambda: engine.count(prompt, {"0" * 64: red_circle}),
        lambda: engine.answer(
            prompt,
            {"0" * 64: red_circle},
            GREEDY,
            threading.Event(),
            lambda _: None,
            lambda *_: None,
        ),
    ):
        with pytest.raises(AppError) as caught:
            ask()
        assert caught.value.problem is Problem.CANNOT_SEE
    engine.unload()


def test_a_bad_picture_changes_nothing(tiny: Talk, red_circle: Path, tmp_path: Path) -> None:
    tiny.ask("My name is Ada.")
    for name, data, problem in (
        ("gone.png", None, Problem.PICTURE_MISSING),
        ("cut.png", red_circle.read_bytes()[:200], Problem.PICTURE_DAMAGED),
        ("no.png", b"no picture", Problem.PICTURE_DAMAGED),
    ):
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        tiny.media["1" * 64] = path
        with pytest.raises(AppError) as caught:
            tiny.run(
                Prompt((Control("<bos><start_of_turn>user\n"), Picture("1" * 64), Words("What?")))
            )
        assert caught.value.problem is problem
    assert "Ada" in tiny.ask("What is my name?")[0]


class StopsLater(Stop):
    """Is set by itself when it is looked at for the so-and-so-many-th time."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.looks = looks

    def is_set(self) -> bool:
        self.looks -= 1
        if not self.looks:
            self.set()
        return super().is_set()


@pytest.mark.parametrize("looks", range(1, 130, 12))
def test_stopping_while_it_looks(tiny: Talk, red_circle: Path, looks: int) -> None:
    """While the picture is encoded, while the model reads it, or before and after."""
    tiny.ask("My name is Ada.")
    length = tiny.engine._the_loaded().session.length
    with pytest.raises(Cancelled):
        tiny.ask("What do you see?", tiny.show(red_circle), stop=StopsLater(looks))
    assert tiny.engine._the_loaded().session.length >= length
    del tiny.messages[2:]
    assert "red circle" in tiny.ask("What do you see?", tiny.show(red_circle))[0]


def test_a_whole_chat_reads_only_what_is_new(tiny: Talk, red_circle: Path) -> None:
    """Through two windows' lengths, with a picture; as if everything had been read afresh."""
    questions = [
        "My name is Ada.",
        "What do you see?",
        "Count to 20.",
        "What is my name?",
        "Hello.",
    ]
    before = 0
    for question in questions:
        images = [tiny.show(red_circle)] if "see" in question else []
        _, answered = tiny.ask(question, *images)
        assert answered.reused_tokens >= before - 1, question
        before = answered.prompt_tokens + answered.generated_tokens
    assert before > 128


@pytest.mark.parametrize("back", [1, 2])
def test_what_is_reused_is_as_good_as_read(tiny: Talk, other: Talk, back: int) -> None:
    """A follow-up, and another question instead of the last one (the window is still there)."""
    for question in ("My name is Ada.", "Count to 5.", "What is my name?"):
        tiny.ask(question)
    messages = [*tiny.messages[: -2 * (back - 1) or None], said(Role.USER, "Count to 9.")]
    prompt = render(PromptStyle.TURNS, messages)
    assert tiny.run(prompt, ONE).reused_tokens > 0
    assert other.run(prompt, ONE).reused_tokens == 0
    assert difference(tiny.scores(), other.scores()) < 0.05


def test_an_answer_that_splits_otherwise_is_still_reused(tiny: Talk) -> None:
    """The tokens that were chosen are kept, not those that its text would be split into."""
    text, first = tiny.ask("Count to 20.")
    session = tiny.engine._the_loaded().session
    start = first.prompt_tokens
    given = session.answers[start]
    assert given.text == text
    pieces = tiny.engine._the_loaded().vocabulary
    split = [token for letter in text for token in pieces.words(letter)]
    assert split != given.ids
    # As if the model had said it letter by letter.
    prompt = render(PromptStyle.TURNS, tiny.messages[:1])
    chosen = Prompt((*prompt.pieces, Words(text, by_model=True)))
    session.answers[start] = type(given)(text, split)
    assert tiny.engine.count(chosen, {}) == start + len(split)


def test_a_typed_text_is_never_taken_for_an_answer(tiny: Talk) -> None:
    text, first = tiny.ask("Count to 20.")
    session = tiny.engine._the_loaded().session
    given = session.answers[first.prompt_tokens]
    session.answers[first.prompt_tokens] = type(given)(text, given.ids * 2)
    prompt = render(PromptStyle.TURNS, tiny.messages[:1])
    typed = Prompt((*prompt.pieces, Words(text)))
    assert tiny.engine.count(typed, {}) == first.prompt_tokens + len(given.ids)


def test_the_context_ends(tmp_path: Path) -> None:
    plan = Plan(str(TINY), context=256, threads=1, threads_batch=1)
    for chat in talk(plan, PromptStyle.TURNS):
        vocabulary = chat.engine._the_loaded().vocabulary
        prompt = Prompt((Control("<bos><start_of_turn>user\n"), Words("Count to 99. " * 12)))
        room = 256 - chat.engine.count(prompt, {})
        assert room > 5
        answered = chat.run(Prompt((*prompt.pieces, Control("<start_of_turn>model\n1, 2,"))),
                            Sampling(temperature=0))  # fmt: skip
        assert answered.ending in (Ending.FULL, Ending.DONE)
        assert answered.prompt_tokens + answered.generated_tokens <= 257
        assert vocabulary.size() > 1000
        full = Prompt((Control("<bos>"), *([Words("Count to 99. ")] * 60)))
        with pytest.raises(AppError) as caught:
            chat.run(full)
        assert caught.value.problem is Problem.CONTEXT_FULL


def test_longest_ends_an_answer(tiny: Talk) -> None:
    _, answered = tiny.ask("Count to 30.", sampling=Sampling(temperature=0, longest=7))
    assert (answered.ending, answered.generated_tokens) == (Ending.LENGTH, 7)


def test_text_in_other_scripts_arrives_whole(tiny: Talk) -> None:
    pieces: list[str] = []
    sampling = Sampling(temperature=1.5, seed=3, longest=200)
    tiny.ask("Say: naïve 東京 👩‍👩‍👦 हिन्दी", sampling=sampling, on_text=pieces.append)
    joined = "".join(pieces)
    assert joined == joined.strip()
    assert all(pieces)


def test_loading_again_replaces_and_unloading_twice_is_harmless() -> None:
    engine = LlamaEngine()
    for context in (512, 1024):
        plan = Plan(str(TINY), str(TINY_EYES), context=context, threads=1, threads_batch=1)
        assert engine.load(plan, lambda _: None, threading.Event()).context == context
    with pytest.raises(AppError):
        engine.load(Plan(str(TINY_EYES)), lambda _: None, threading.Event())
    with pytest.raises(AppError) as caught:
        engine.count(Prompt((Words("x"),)), {})
    assert caught.value.problem is Problem.ENGINE_FAILED
    engine.unload()
    engine.unload()


def test_nothing_is_written_to_the_standard_error(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, red_circle: Path
) -> None:
    caplog.set_level("DEBUG")
    plan = Plan(str(TINY), str(TINY_EYES), context=1024, threads=1, threads_batch=1)
    for chat in talk(plan, PromptStyle.TURNS):
        chat.ask("My secret is Xyzzy.", chat.show(red_circle))
        chat.ask("What is my secret?")
    captured = capfd.readouterr()
    assert not captured.err and not captured.out
    assert "yzzy" not in caplog.text
    assert "load_tensors" in caplog.text


@pytest.mark.parametrize(
    "change", [{"cache": CacheType.Q8_0}, {"mmap": False}, {"flash_attention": False}]
)
def test_other_plans_answer_the_same(change: dict[str, object], red_circle: Path) -> None:
    plan = Plan(str(TINY), str(TINY_EYES), context=2048, threads=1, threads_batch=1)
    usual = next(talk(plan, PromptStyle.TURNS))
    other = next(talk(replace(plan, **change), PromptStyle.TURNS))  # type: ignore[arg-type]
    question = "What do you see?"
    answers = [chat.ask(question, chat.show(red_circle))[0] for chat in (usual, other)]
    assert answers[0] == answers[1]
    if "cache" in change:
        assert other.loaded.memory_bytes < usual.loaded.memory_bytes
    for chat in (usual, other):
        chat.engine.unload()


def test_what_was_split_last_is_known_and_room_is_kept(tiny: Talk) -> None:
    vocabulary = tiny.engine._the_loaded().vocabulary
    marked = "A marker <end_of_turn> among words."
    first = vocabulary.words(marked)
    assert vocabulary.words(marked) is first
    assert vocabulary._split(marked) == first
    long = "word " * (LETTERS // 5)
    assert vocabulary.words(long) == vocabulary._split(long)
    assert vocabulary.words(marked) is not first  # it had to go
    assert sum(map(len, vocabulary._known)) == vocabulary._letters <= LETTERS
    assert vocabulary.words("") == []
