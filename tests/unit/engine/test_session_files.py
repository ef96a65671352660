# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Several chats and branches, and the same after a restart: nothing is read again."""

import contextlib
import os
import random
import stat
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from desktop.domain.conversation import ImagePart, Message, Role
from desktop.domain.errors import Cancelled
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import PromptStyle
from desktop.domain.rendering import render
from desktop.services.engine import session_files
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.protocol import Answered
from desktop.services.engine.session import Given, Seen, Session
from desktop.services.engine.session_files import Kind, SessionFiles, forget_sessions, writer

from .conftest import TINY, TINY_EYES, Talk, count_encoding, distance, said, talk

ONE = Sampling(temperature=0, longest=1)
PLAN = Plan(str(TINY), str(TINY_EYES), context=2048, batch=128, threads=1, threads_batch=1)
ASKED = 16  # tokens that a question of a few words takes, with what is around it
LONG = "On this day the keeper of the light wrote down the wind, the waves and the ships. "


@dataclass
class House:
    """Engines one after the other, as if the program was started again and again."""

    folder: Path
    talks: list[Talk] = field(default_factory=list)

    def start(self, plan: Plan = PLAN) -> Talk:
        for before in self.talks[-1:]:
            before.engine.unload()
        engine = LlamaEngine(self.folder)
        loaded = engine.load(plan, lambda _: None, threading.Event())
        self.talks.append(Talk(engine, loaded, PromptStyle.TURNS))
        return self.talks[-1]

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "sessions")
    yield made
    made.talks[-1].engine.unload()


@pytest.fixture
def afresh() -> Iterator[Talk]:
    """An engine that remembers nothing."""
    yield from talk(PLAN, PromptStyle.TURNS)


def ask(chat: Talk, messages: list[Message], question: str, *images: ImagePart) -> Answered:
    """Ask in the chat with these messages, and let the engine rest as the application does."""
    chat.messages = messages
    _, answered = chat.ask(question, *images)
    chat.engine.rest()
    return answered


def check(chat: Talk, afresh: Talk, messages: list[Message]) -> Answered:
    """The next token is as likely as when all is read afresh."""
    prompt = render(PromptStyle.TURNS, messages)
    answered = chat.run(prompt, ONE)
    afresh.media = chat.media
    afresh.engine._the_loaded().session.cut(0)
    afresh.run(prompt, ONE)
    assert distance(chat.scores(), afresh.scores()) < 0.02
    return answered


def test_chats_side_by_side(house: House, afresh: Talk) -> None:
    chat = house.start()
    one: list[Message] = []
    two: list[Message] = []
    for place in range(4):
        for messages in (one, two):
            answered = ask(chat, messages, f"Count to {12 + place}.")
            assert answered.prompt_tokens - answered.reused_tokens <= ASKED
            assert answered.again_tokens <= 1
    assert answered.prompt_tokens > 100
    check(chat, afresh, [*one, said(Role.USER, "Hello.")])
    check(chat, afresh, [*two, said(Role.USER, "Hello.")])


def test_branches_stay(house: House, afresh: Talk) -> None:
    """Another question three turns back, and forward to where it was."""
    chat = house.start()
    first: list[Message] = []
    for place in range(5):
        ask(chat, first, f"Count to {20 + place}.")
    second = first[:4]
    answered = ask(chat, second, "What is my name?")
    assert answered.prompt_tokens - answered.reused_tokens <= ASKED
    assert check(chat, afresh, [*first, said(Role.USER, "Hello.")]).again_tokens <= 1
    answered = check(chat, afresh, [*second, said(Role.USER, "Hello.")])
    assert answered.again_tokens <= 1
    assert answered.prompt_tokens - answered.reused_tokens <= ASKED


def test_without_a_rest_between_nothing_is_lost(house: House) -> None:
    """Whoever asks in another chat at once is answered from what is there, as ever."""
    chat = house.start()
    chat.ask("Count to 30.")
    one, chat.messages = chat.messages, []
    chat.ask("Count to 29.")
    chat.messages = one
    _, answered = chat.ask("Hello.")
    assert answered.prompt_tokens - answered.reused_tokens <= ASKED


def test_the_chat_of_yesterday(house: House, afresh: Talk, red_circle: Path) -> None:
    """With a picture, beyond the window; read again is only what is asked now."""
    chat = house.start()
    messages: list[Message] = []
    ask(chat, messages, "What do you see?", chat.show(red_circle))
    ask(chat, messages, LONG * 9)
    media, chat = chat.media, house.start()
    chat.media = media
    answered = check(chat, afresh, [*messages, said(Role.USER, "Hello.")])
    assert answered.prompt_tokens > 200
    assert answered.prompt_tokens - answered.reused_tokens <= ASKED
    again = check(chat, afresh, messages[:-1])
    assert again.prompt_tokens == again.reused_tokens
    other = check(chat, afresh, [*messages[:2], said(Role.USER, "What colour is it?")])
    assert other.prompt_tokens - other.reused_tokens <= ASKED


def test_checkpoints_for_which_there_is_no_memory_are_on_the_disk(
    house: House, afresh: Talk
) -> None:
    chat = house.start(replace(PLAN, checkpoint_bytes=1))
    messages: list[Message] = []
    for _ in range(3):
        ask(chat, messages, LONG * 6)
        recall = chat.engine._the_loaded().recall
        assert not any(checkpoint.window for checkpoint in recall._checkpoints)
    answered = check(chat, afresh, [*messages[:2], said(Role.USER, "Hello.")])
    assert answered.prompt_tokens - answered.reused_tokens <= ASKED


def test_a_picture_is_not_encoded_again_after_a_restart(
    house: House, afresh: Talk, red_circle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even in another chat; but with damage in what was kept of it."""
    encoded = count_encoding(monkeypatch)
    chat = house.start()
    image = chat.show(red_circle)
    ask(chat, [], "What do you see?", image)
    for damaged in (False, True):
        if damaged:
            for path in house.folder.rglob("*.picture"):
                path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
        media, chat = chat.media, house.start()
        chat.media = media
        hello = "Hello again." if damaged else "Hello."
        before = [said(Role.USER, hello), said(Role.MODEL, hello)]
        asked = [*before, said(Role.USER, image, "What colour is it?")]
        assert chat.run(render(PromptStyle.TURNS, asked), ONE).reused_tokens < 18
        assert len(encoded) == 1 + damaged
        check(chat, afresh, asked)
        encoded[1 + damaged :] = []  # what was encoded afresh


def test_a_larger_context_goes_on(house: House, afresh: Talk) -> None:
    chat = house.start(Plan(str(TINY), str(TINY_EYES), context=512, batch=256, threads=1))
    messages: list[Message] = []
    ask(chat, messages, "Count to 30.")
    answered = check(house.start(), afresh, [*messages, said(Role.USER, "Hello.")])
    assert answered.prompt_tokens - answered.reused_tokens <= ASKED


def test_another_file_has_sessions_of_its_own(house: House) -> None:
    messages: list[Message] = []
    ask(house.start(), messages, "Count to 30.")
    chat = house.start(Plan(str(TINY), context=2048, batch=128, threads=1))
    assert ask(chat, messages, "Hello.").reused_tokens == 0


def damage_nothing(data: bytes) -> bytes:
    return data


def damage_the_middle(data: bytes) -> bytes:
    return data[:5000] + bytes([data[5000] ^ 1]) + data[5001:]


def damage_the_end(data: bytes) -> bytes:
    return data[:-1] + b"?"


def damage_the_label(data: bytes) -> bytes:
    return data[:-40] + bytes(24) + data[-16:]


def cut_short(data: bytes) -> bytes:
    return data[: len(data) // 2]


def empty(data: bytes) -> bytes:
    return b""


@pytest.mark.parametrize(
    "damage",
    [damage_nothing, damage_the_middle, damage_the_end, damage_the_label, cut_short, empty],
)
def test_a_damaged_file_is_dropped_and_read_again(
    house: House, afresh: Talk, damage: object
) -> None:
    chat = house.start()
    messages: list[Message] = []
    ask(chat, messages, "Count to 30.")
    chat.engine.unload()
    before = house.files()
    assert before
    for path in before:
        path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    answered = check(house.start(), afresh, [*messages, said(Role.USER, "Hello.")])
    if damage is damage_nothing:
        assert answered.reused_tokens > 20
    else:
        assert answered.reused_tokens == 0
        assert len(set(before) & set(house.files())) < len(before)


def test_what_does_not_fit_the_context_is_read_again(house: House, afresh: Talk) -> None:
    """A state of more than there is room for now."""
    chat = house.start()
    messages: list[Message] = []
    ask(chat, messages, LONG * 12)
    chat = house.start(Plan(str(TINY), str(TINY_EYES), context=256, batch=128, threads=1))
    assert check(chat, afresh, [messages[0].__class__("m", "c", None, Role.USER, ())]).ending
    short = [said(Role.USER, LONG)]
    assert check(chat, afresh, short).prompt_tokens < 256


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_they_are_the_persons_alone(house: House) -> None:
    ask(house.start(), [], "Count to 30.")
    for path in (house.folder, *house.folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_folder_that_cannot_be_written_takes_nothing_down(house: House, tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("no folder")
    chat = house.start()
    messages: list[Message] = []
    ask(chat, messages, "Count to 20.")
    assert ask(chat, messages, "Hello.").reused_tokens > 20
    house.folder.unlink()


def session(length: int, picture: bool = False) -> Session:
    made = Session()
    made.add_tokens(list(range(length)))
    if picture:
        made.add_picture(Seen("a" * 64, 16))
    return made


def test_the_oldest_goes_when_there_is_no_more_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_files, "MOST_BYTES", 25_000)
    states = []
    for place, key in enumerate("aab"):
        files = SessionFiles(tmp_path, key)
        state = files.write(
            Kind.WHOLE, session(40 + place, picture=True), writer(bytearray(10_000))
        )
        assert state is not None
        os.utime(state.path, (place, place))
        states.append(state)
    assert files.write(Kind.WHOLE, session(90), writer(bytearray(10_000))) is not None
    assert [state.path.exists() for state in states] == [False, False, True]
    assert files.write(Kind.WHOLE, session(90), writer(bytearray(30_000))) is None


def test_what_was_not_used_for_long_is_forgotten(tmp_path: Path) -> None:
    files = SessionFiles(tmp_path, "a")
    old, new = (files.write(Kind.WHOLE, session(40), writer(bytearray(10))) for _ in range(2))
    assert old is not None and new is not None
    os.utime(old.path, (10, 10))
    half = old.path.with_suffix(".part")
    half.touch()
    forget_sessions(tmp_path, 20)
    assert not old.path.exists() and not half.exists() and new.path.exists()
    assert [state.path for state in files.found(Kind.WHOLE)] == [new.path]
    assert files.found(Kind.WHOLE)[0].session == new.session


def test_no_bit_of_a_label_is_believed_that_was_not_written(tmp_path: Path) -> None:
    """What a file says was read is looked at long before the state itself is."""
    files = SessionFiles(tmp_path, "a")
    made = session(40, picture=True)
    made.answers[20] = Given("Certainly.", list(range(20, 30)))
    state = files.write(Kind.WHOLE, made, writer(bytearray(10)))
    assert state is not None
    written = state.path.read_bytes()
    assert files.found(Kind.WHOLE)[0].session == made
    for place in range(state.size, len(written)):
        state.path.write_bytes(written[:place] + bytes([written[place] ^ 2]) + written[place + 1 :])
        for found in files.found(Kind.WHOLE):
            assert found.session == made and not files.is_sound(found)


class StopsLater(threading.Event):
    """Is set by itself after it was looked at so many times: in the middle of a computation."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.looks = looks

    def is_set(self) -> bool:
        self.looks -= 1
        return self.looks < 0


@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_do(house: House, afresh: Talk, red_circle: Path, seed: int) -> None:
    """Chats, branches, stops, restarts, rests and none, in any order: as if read afresh."""
    chance = random.Random(seed)
    chat = house.start()
    image = chat.show(red_circle)
    chats: list[list[Message]] = [[]]
    for _ in range(14):
        messages = chance.choice(chats)
        turn = 2 * chance.randrange(len(messages) // 2 + 1)
        chats.append(messages := messages[:turn] if chance.random() < 0.5 else messages[:])
        question = chance.choice(["Hello.", LONG * 3, "Count to 30.", "What is my name?"])
        images = [image] if chance.random() < 0.2 else []
        question_message = said(Role.USER, *images, question)
        if chance.random() < 0.3:
            prompt = render(PromptStyle.TURNS, [*messages, question_message])
            stop = StopsLater(chance.randrange(1200))
            with contextlib.suppress(Cancelled):
                chat.run(prompt, Sampling(temperature=0, longest=9), stop)
        else:
            check(chat, afresh, [*messages, question_message])
            ask(chat, messages, question, *images)
        if chance.random() < 0.5:
            chat.engine.rest()
        if chance.random() < 0.2:
            media, chat = chat.media, house.start()
            chat.media = media
