# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Text from tokens: whole characters, no markers, nothing from a stop on."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from desktop.services.engine.answer_text import AnswerText, cluster
from desktop.services.engine.protocol import Channel

BEGINS, ENDS = 256, 257  # tokens of a thought


class Bytes:
    """A vocabulary in which every byte is a token."""

    thought_begins, thought_ends = BEGINS, ENDS

    def __init__(self) -> None:
        self.pieces = {n: bytes([n]) for n in range(256)}

    def text(self, tokens: list[int]) -> str:
        return bytes(tokens).decode("utf-8", "replace")


def write(tokens: list[int], *stops: str) -> tuple[list[tuple[Channel, str]], AnswerText, bool]:
    shown: list[tuple[Channel, str]] = []
    text = AnswerText(Bytes(), stops, lambda channel, piece: shown.append((channel, piece)))  # type: ignore[arg-type]
    going = True
    for token in tokens:
        going = text.add(token)
        if not going:
            break
    text.finish()
    return shown, text, going


def joined(shown: list[tuple[Channel, str]], channel: Channel = Channel.TEXT) -> str:
    return "".join(piece for of, piece in shown if of is channel)


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example(" 👩‍👩‍👦  🇩🇪🇫🇷 e\u0301 ")
def test_text_arrives_whole_without_white_space_around_it(text: str) -> None:
    shown, answer, _ = write([*text.encode()])
    assert joined(shown) == text.strip() == answer.text
    assert all(piece and "\ufffd" not in piece for _, piece in shown if "\ufffd" not in text)


@given(st.binary())
def test_bytes_that_are_no_text_are_replaced(data: bytes) -> None:
    shown, _, _ = write([*data])
    assert joined(shown) == data.decode("utf-8", "replace").strip()


def test_an_emoji_of_several_parts_arrives_in_one_piece() -> None:
    for emoji in ("👩\u200d👩\u200d👦", "👍🏽", "🇩🇪", "❤\ufe0f", "🏳\ufe0f\u200d🌈"):
        shown, _, _ = write([*f"So: {emoji} yes".encode()])
        assert emoji in [piece.strip() for _, piece in shown], shown


def test_a_row_of_emoji_is_not_held_back() -> None:
    shown, _, _ = write([*("🙂" * 20).encode()])
    assert len(shown) == 20
    assert cluster("🙂🙂") == 1
    assert cluster("plain") == 0


def test_what_follows_a_stop_is_not_shown() -> None:
    shown, answer, going = write(
        [*b" Rome.\n\nQuestion: And of Spain?"], "\nQuestion:", "\nAnswer:"
    )
    assert not going
    assert joined(shown) == "Rome."
    ids = answer.answer_ids()
    assert ids is not None
    assert bytes(ids) == b" Rome."


def test_what_only_began_like_a_stop_is_shown() -> None:
    shown, _, going = write([*b"A\nQuest for gold\nQuestio"], "\nQuestion:")
    assert going
    assert joined(shown) == "A\nQuest for gold\nQuestio"


@given(st.text("ab\n ", max_size=30), st.text("ab\n", min_size=1, max_size=3))
def test_a_stop_is_found_wherever_it_comes(text: str, stop: str) -> None:
    shown, _, going = write([*text.encode()], stop)
    begun = text.lstrip()
    assert going == (stop not in begun)
    assert joined(shown) == begun.split(stop)[0].strip()


def test_thoughts_go_their_own_way() -> None:
    tokens = [BEGINS, *b"thought\nTwo and\ntwo.\n", ENDS, *b"Four."]
    shown, answer, _ = write(tokens)
    assert joined(shown, Channel.THOUGHT) == "Two and\ntwo."
    assert joined(shown) == answer.text == "Four."
    assert tokens[answer.offset :] == answer.answer_ids() == [*b"Four."]


def test_an_empty_thought_shows_nothing() -> None:
    for thought in (b"thought\n", b"thought\n \n", b"thought", b""):
        shown, _, _ = write([BEGINS, *thought, ENDS, *b"Four."])
        assert {channel for channel, _ in shown} == {Channel.TEXT}
        assert joined(shown) == "Four."


def test_a_stop_does_not_end_a_thought() -> None:
    shown, _, going = write([BEGINS, *b"thought\na stop b", ENDS, *b"c"], "stop")
    assert going
    assert joined(shown, Channel.THOUGHT) == "a stop b"


def test_answer_tokens_leave_out_white_space_at_the_end() -> None:
    _, answer, _ = write([*b"\nYes.\n\n "])
    assert answer.answer_ids() == [*b"\nYes."]
    assert unicodedata.normalize("NFC", answer.text) == "Yes."
