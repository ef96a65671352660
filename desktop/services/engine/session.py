# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the engine has read: spans of tokens and pictures, and the answers among them.

Positions count tokens; a picture takes as many as it has. A session says what is in llama.cpp's
cache and is changed whenever the cache is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tokens:
    """A run of text."""

    ids: list[int]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture by the hash of its bytes, and the positions that it takes."""

    sha256: str
    count: int

    def __len__(self) -> int:
        return self.count


Span = Tokens | Seen


@dataclass(slots=True)
class Spans:
    """Spans in order; two runs of text never stand side by side.

    Attributes:
        answer: where the last answer of the model begins.
    """

    spans: list[Span] = field(default_factory=list)
    length: int = 0
    answer: int = 0

    def add_tokens(self, ids: Sequence[int]) -> None:
        """Text at the end."""
        if not ids:
            return
        last = self.spans[-1] if self.spans else None
        if isinstance(last, Tokens):
            last.ids.extend(ids)
        else:
            self.spans.append(Tokens(list(ids)))
        self.length += len(ids)

    def add_picture(self, seen: Seen) -> None:
        """A picture at the end."""
        self.spans.append(seen)
        self.length += seen.count

    def cut(self, length: int) -> None:
        """Keep only so many positions from the start; a picture is kept whole or not at all."""
        kept = Spans()
        for span in self.spans:
            room = length - kept.length
            if len(span) <= room:
                kept.spans.append(span)
                kept.length += len(span)
                continue
            if isinstance(span, Tokens) and room:
                kept.add_tokens(span.ids[:room])
            break
        self.spans, self.length = kept.spans, kept.length

    def common(self, other: "Spans") -> int:
        """Positions from the start in which both are alike."""
        length = 0
        for mine, its in zip(self.spans, other.spans, strict=False):
            if mine == its:
                length += len(mine)
                continue
            if isinstance(mine, Tokens) and isinstance(its, Tokens):
                length += _common(mine.ids, its.ids)
            break
        return length

    def begins_with(self, other: "Spans") -> bool:
        """The other is a beginning of this one."""
        if not other.spans:
            return True
        before, last = len(other.spans) - 1, other.spans[-1]
        if other.length > self.length or before >= len(self.spans):
            return False
        mine = self.spans[before]
        if isinstance(mine, Tokens) and isinstance(last, Tokens):
            count = len(last)
            # Most differ at the end already, which saves looking at thousands of tokens.
            if len(mine) < count or mine.ids[count - 1] != last.ids[-1]:
                return False
            mine = Tokens(mine.ids[:count])
        return mine == last and self.spans[:before] == other.spans[:before]

    def beyond(self, length: int) -> list[Span]:
        """What comes after so many positions (which do not end inside a picture)."""
        rest: list[Span] = []
        at = 0
        for span in self.spans:
            if at >= length:
                rest.append(span)
            elif at + len(span) > length and isinstance(span, Tokens):
                rest.append(Tokens(span.ids[length - at :]))
            at += len(span)
        return rest


@dataclass(frozen=True, slots=True)
class Given:
    """An answer of the model: its words, and the tokens they really came as."""

    text: str
    ids: list[int]


@dataclass(slots=True)
class Session(Spans):
    """The cache's content.

    Attributes:
        answers: by the position at which they begin. Words read from text again may split into
            other tokens than the model chose, and then nothing after them could be reused.
    """

    answers: dict[int, Given] = field(default_factory=dict)

    def add_token(self, token: int) -> None:
        """One token of an answer; the last span is a run of text."""
        last = self.spans[-1]
        assert isinstance(last, Tokens)
        last.ids.append(token)
        self.length += 1

    def become(self, other: "Session") -> None:
        """Say what the other says."""
        self.spans = [Tokens(list(s.ids)) if isinstance(s, Tokens) else s for s in other.spans]
        self.length, self.answers = other.length, dict(other.answers)

    def copy(self) -> "Session":
        """Another one that says the same."""
        made = Session()
        made.become(self)
        return made

    def cut(self, length: int) -> None:
        """Keep only so many positions from the start."""
        Spans.cut(self, length)
        self.answers = {start: a for start, a in self.answers.items() if start <= self.length}

    def answer_at(self, start: int, text: str) -> list[int] | None:
        """The tokens of an answer with this text that begins here."""
        given = self.answers.get(start)
        return given.ids if given is not None and given.text == text.strip() else None


def _common(one: list[int], other: list[int]) -> int:
    """By halves: comparing slices is a hundred times faster than comparing token by token."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
