# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Texts as tokens and tokens as texts."""

import ctypes
import re
from typing import Any

CONTROL, USER_DEFINED = 1 << 3, 1 << 4  # llama_token_attr
# Of the texts that a vocabulary keeps whole, those that steer a model. The others (tags of HTML,
# runs of spaces) are words like any other.
MARKER = re.compile(r"<start_of_\w+>|<end_of_\w+>|<\|[^<>|]*\|?>|<[^<>|]*\|>|\[multimodal\]")
UNUSED = re.compile(rb"<unused\d+>")  # words to llama.cpp, nothing to people
LETTERS = 400_000  # of the texts whose tokens are kept: about four megabytes
STRIKE = "</s>"  # a tag of HTML, which llama.cpp takes for another model's end


class Pieces(dict[int, bytes | None]):
    """Bytes by token, looked up once: b"" for what is not shown, None for what ends an answer."""

    def __init__(self, vocabulary: "Vocabulary") -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, token: int) -> bytes | None:
        piece = self[token] = self._vocabulary.piece(token)
        return piece


class Vocabulary:
    """The vocabulary of a loaded model.

    Args:
        llama: the library. handle: its `llama_vocab`, alive as long as the model.
    """

    def __init__(self, llama: Any, handle: int) -> None:
        self._llama = llama
        self.handle = handle
        self.pieces = Pieces(self)
        self._known: dict[str, list[int]] = {}
        self._letters = 0  # of all of them
        self.thought_begins = self.single("<|channel>")
        self.thought_ends = self.single("<channel|>")

    def control(self, text: str) -> list[int]:
        """Tokens of what we write ourselves: markers become control tokens."""
        return self._tokens(text, markers=True)

    def words(self, text: str) -> list[int]:
        """Tokens of what people or models wrote: no marker in it becomes a control token.

        A chat is laid out again for every question, and some times more to see what fits: what was
        split last is known. The list is not to be changed.
        """
        tokens = self._known.pop(text, None)
        if tokens is None:
            tokens = self._split(text)
            self._letters += len(text)
        self._known[text] = tokens  # the last one is the one used last
        while self._letters > LETTERS:
            oldest = next(iter(self._known))
            del self._known[oldest]
            self._letters -= len(oldest)
        return tokens

    def _split(self, text: str) -> list[int]:
        """A vocabulary keeps some markers whole even in plain text: each is read in two halves."""
        tokens: list[int] = []
        start = 0
        for marker in MARKER.finditer(text):
            tokens += self._tokens(text[start : marker.start() + 1], markers=False)
            start = marker.start() + 1
        return tokens + self._tokens(text[start:], markers=False)

    def single(self, text: str) -> int | None:
        """The token that a marker is, None when this vocabulary does not have it."""
        tokens = self.control(text)
        return tokens[0] if len(tokens) == 1 else None

    def text(self, tokens: list[int]) -> str:
        """What the tokens say; markers are left out."""
        return b"".join(self.pieces[token] or b"" for token in tokens).decode("utf-8", "replace")

    def piece(self, token: int) -> bytes | None:
        """The bytes of a token: b"" for what is not shown, None for what ends an answer."""
        llama, handle = self._llama, self.handle
        name = llama.llama_vocab_get_text(handle, token)
        is_strike = name == STRIKE.encode()
        if llama.llama_vocab_is_eog(handle, token) and not is_strike:
            return None
        kind = llama.llama_vocab_get_attr(handle, token)
        if not is_strike:
            if UNUSED.fullmatch(name):
                return b""
            if kind & CONTROL:
                return b""
            if kind & USER_DEFINED and MARKER.fullmatch(name.decode("utf-8", "replace")):
                return b""
        return self._piece(token)

    def suppressed(self) -> list[int]:
        """Tokens that the model's file forbids in answers."""
        count = ctypes.c_int32()
        found = self._llama.llama_vocab_get_suppress_tokens(self.handle, ctypes.byref(count))
        return [int(token) for token in found[: count.value]] if count.value else []

    def size(self) -> int:
        """How many tokens there are."""
        return int(self._llama.llama_vocab_n_tokens(self.handle))

    def _piece(self, token: int) -> bytes:
        room = 64
        while True:
            buffer = ctypes.create_string_buffer(room)
            count = self._llama.llama_token_to_piece(self.handle, token, buffer, room, 0, True)
            if count >= 0:
                return buffer.raw[:count]
            room = -count

    def _tokens(self, text: str, *, markers: bool) -> list[int]:
        if not text:
            return []
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        found = (self._llama.llama_token * room)()
        count = self._llama.llama_tokenize(
            self.handle, data, len(data), found, room, False, markers
        )
        return list(found[:count])
