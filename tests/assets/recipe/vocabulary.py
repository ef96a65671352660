# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Makes the pieces of the vocabulary and splits text into them as llama.cpp does.

The pieces follow SentencePiece: a space is written as U+2581, every merge has a score, and what
no piece covers is written in bytes.
"""

import heapq
import itertools
import json
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

SPACE = "\u2581"
CONTROLS = ("<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>",
            "<start_of_image>", "<end_of_image>")  # fmt: skip
PAD, EOS, BOS, UNK, TURN, END, PICTURE, PICTURE_END = range(8)
BYTES = len(CONTROLS)  # number of the piece <0x00>
NUMBERS = 200  # numbers up to here are one piece
CHUNK = re.compile(rf"{SPACE}?[A-Za-z]+|[0-9]+|,{SPACE}(?![A-Za-z])|.", re.DOTALL)


def merges_of(words: Counter[str], count: int) -> list[str]:
    """Byte-pair encoding: up to `count` new pieces, the most useful first."""
    parts = {word: list(word) for word in words}
    pieces: list[str] = []
    while len(pieces) < count:
        pairs: Counter[tuple[str, str]] = Counter()
        for word, split in parts.items():
            for pair in itertools.pairwise(split):
                pairs[pair] += words[word]
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        joined = best[0] + best[1]
        if joined not in pieces:
            pieces.append(joined)
        for split in parts.values():
            place = 0
            while place < len(split) - 1:
                if (split[place], split[place + 1]) == best:
                    split[place : place + 2] = [joined]
                place += 1
    return pieces


class Vocabulary:
    """Pieces with scores; the number of a piece is its place."""

    def __init__(self, pieces: list[str], scores: list[float]) -> None:
        self.pieces, self.scores = pieces, scores
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self._chunk = lru_cache(maxsize=100_000)(self._merged)

    @classmethod
    def made_from(cls, texts: list[str], whole: list[str], size: int) -> "Vocabulary":
        """Learns pieces from texts; words in `whole` should become single pieces."""
        words: Counter[str] = Counter()
        for text in texts:
            words.update(chunk for chunk in CHUNK.findall(text.replace(" ", SPACE))
                         if chunk.strip(SPACE).isalpha() and chunk.isascii() is not None
                         and all(c == SPACE or c.isascii() for c in chunk))  # fmt: skip
        for word in whole:
            words[word] += 2000
        letters = [chr(code) for code in range(33, 127)]
        singles = [SPACE, "\n", *letters]
        numbers = [str(number) for number in range(10, NUMBERS + 1)]
        spaced = [SPACE + letter for letter in letters if letter.isalpha()]
        room = size - BYTES - 256 - len(singles) - len(numbers) - len(spaced) - 1
        merges = [m for m in merges_of(words, room + len(spaced)) if m not in spaced][:room]
        pieces = [*CONTROLS, *(f"<0x{byte:02X}>" for byte in range(256))]
        scores = [0.0] * len(pieces)
        for number in numbers:
            pieces.append(number)
            scores.append(-1.0 if len(number) == 2 else -2.0)
        for rank, piece in enumerate([*merges, *spaced]):
            pieces.append(piece)
            scores.append(-3.0 - rank)
        pieces += ["," + SPACE, *singles]
        scores += [-9000.0] + [-10000.0] * len(singles)
        return cls(pieces, scores)

    @classmethod
    def load(cls, file: Path) -> "Vocabulary":
        """Reads what `save` wrote."""
        data = json.loads(file.read_text(encoding="utf-8"))
        return cls(data["pieces"], data["scores"])

    def save(self, file: Path) -> None:
        """Writes the pieces as JSON."""
        data = {"pieces": self.pieces, "scores": self.scores}
        file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    def __len__(self) -> int:
        return len(self.pieces)

    def split(self, text: str) -> list[int]:
        """Piece numbers of a text in which nothing is a control token."""
        chunks = CHUNK.findall(text.replace(" ", SPACE))
        return [number for chunk in chunks for number in self._chunk(chunk)]

    def join(self, numbers: list[int]) -> str:
        """The text of pieces; control tokens are left out."""
        data = bytearray()
        for number in numbers:
            if BYTES <= number < BYTES + 256:
                data.append(number - BYTES)
            elif number >= BYTES:
                data += self.pieces[number].replace(SPACE, " ").encode()
        return data.decode("utf-8", "replace")

    def _merged(self, chunk: str) -> tuple[int, ...]:
        """Joins neighbours, best score first and leftmost first, then falls back to bytes."""
        parts: list[str] = list(chunk)
        queue: list[tuple[float, int, str, str]] = []
        after = list(range(1, len(parts) + 1))
        before = list(range(-1, len(parts) - 1))

        def offer(left: int, right: int) -> None:
            if left < 0 or right >= len(parts):
                return
            number = self._numbers.get(parts[left] + parts[right])
            if number is not None:
                heapq.heappush(queue, (-self.scores[number], left, parts[left], parts[right]))

        for place in range(len(parts) - 1):
            offer(place, place + 1)
        while queue:
            _, left, one, two = heapq.heappop(queue)
            right = after[left]
            if right >= len(parts) or parts[left] != one or parts[right] != two:
                continue
            parts[left], parts[right] = one + two, ""
            after[left] = after[right]
            if after[left] < len(parts):
                before[after[left]] = left
            offer(before[left], left)
            offer(left, after[left])
        return tuple(self._fallback([part for part in parts if part]))

    def _fallback(self, parts: list[str]) -> list[int]:
        numbers: list[int] = []
        for part in parts:
            known = self._numbers.get(part)
            if known is not None:
                numbers.append(known)
            else:
                numbers += [BYTES + byte for byte in part.encode()]
        return numbers
