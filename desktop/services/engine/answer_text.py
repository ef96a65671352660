# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""From tokens to text that can be shown: whole characters, without what ends or steers an answer.

Held back until more is known, which is one token later at most as a rule: the beginning of a
character, an emoji that may yet be joined with the next one, white space (dropped at both ends of
an answer), and what may become a stop text.
"""

import codecs
import unicodedata
from collections.abc import Callable, Sequence

from desktop.services.engine.protocol import Channel
from desktop.services.engine.vocabulary import Vocabulary

JOINER = "\u200d"
LONGEST_CLUSTER = 16  # characters; what is longer was made to annoy


class AnswerText:
    """Takes the tokens of one answer and hands over its text.

    Args:
        stops: texts at which the answer ends; they are not part of it.
        on_text: gets text that is not empty.
        begun: the white space with which the tokens of an answer's beginning end, when the answer
            goes on; None for a new answer, before which white space is dropped.

    Attributes:
        ids: the tokens of the answer itself, thoughts left out.
        offset: how many tokens came before them.
        anything: some text was handed over, be it a thought.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        stops: Sequence[str],
        on_text: Callable[[Channel, str], None],
        begun: str | None = None,
    ) -> None:
        self._vocabulary = vocabulary
        self._pieces = vocabulary.pieces
        self._thought_begins = vocabulary.thought_begins
        self._thought_ends = vocabulary.thought_ends
        self._stops = tuple(stop for stop in stops if stop)
        self._on_text = on_text
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._channel = Channel.TEXT
        self._naming = False  # between the mark of a channel and the end of its line
        self._begun = begun is not None  # something of this channel was handed over
        self._before, self._goes_on = begun or "", self._begun
        self._held = self._before
        self._shown: list[str] = []
        self._count = 0
        self.ids: list[int] = []
        self.offset = 0
        self.anything = False

    @property
    def text(self) -> str:
        """The answer as it was handed over, without thoughts."""
        return "".join(self._shown)

    def add(self, token: int) -> bool:
        """Take one token; False when the answer ends here (by a stop text)."""
        self._count += 1
        if token == self._thought_begins:
            self._change(Channel.THOUGHT, naming=True)
            return True
        if token == self._thought_ends:
            self._change(Channel.TEXT, naming=False)
            return True
        if self._channel is Channel.TEXT:
            self.ids.append(token)
        piece = self._pieces[token]
        if not piece:
            return True
        text = self._decode(piece)
        return self._take(text) if text else True

    def finish(self) -> None:
        """Nothing more comes: hand over what was held back."""
        text = self._held + self._decode(b"", True)
        self._held = ""
        if not self._naming:
            self._emit(text.rstrip() if self._begun else text.strip())

    def answer_ids(self) -> list[int] | None:
        """The tokens that say exactly the answer's text, None when no row of them does.

        White space at the end and a stop text are left out.
        """
        ids = self._shown_ids()
        while ids and not (self._pieces[ids[-1]] or b"").strip():
            ids.pop()
        said = self._before + self._vocabulary.text(ids)
        said = said.rstrip() if self._goes_on else said.strip()
        return ids if ids and said == self.text else None

    def _shown_ids(self) -> list[int]:
        """The tokens from the start that say no more than what was handed over."""
        room = len(self.text.encode())
        length = len(self._before)
        for place, token in enumerate(self.ids):
            piece = self._pieces[token] or b""
            piece = piece if length or self._goes_on else piece.lstrip()
            if length + len(piece.rstrip()) > room:
                return self.ids[:place]
            length += len(piece)
        return list(self.ids)

    def _take(self, text: str) -> bool:
        text = self._held + text
        self._held = ""
        if self._naming:
            text = self._after_name(text)
        if not self._begun:
            text = text.lstrip()
        if self._stops and self._channel is Channel.TEXT:
            found = [at for at in map(text.find, self._stops) if at >= 0]
            if found:
                self._emit(text[: min(found)].rstrip())
                return False
        keep = len(text.rstrip())
        if keep == len(text):
            keep -= cluster(text)
        keep = min(keep, len(text) - self._beginning(text))
        keep = len(text[:keep].rstrip())
        self._held += text[keep:]
        self._emit(text[:keep])
        return True

    def _after_name(self, text: str) -> str:
        """What follows the line with the channel's name; the line itself is held until its end."""
        name, line_end, rest = text.partition("\n")
        self._naming = not line_end
        if self._naming:
            self._held = name
        return rest

    def _beginning(self, text: str) -> int:
        """Length of the end of the text that may become a stop text."""
        if self._channel is not Channel.TEXT:
            return 0
        longest = 0
        for stop in self._stops:
            for length in range(min(len(stop) - 1, len(text)), longest, -1):
                if text.endswith(stop[:length]):
                    longest = length
                    break
        return longest

    def _emit(self, text: str) -> None:
        if not text:
            return
        self._begun = self.anything = True
        if self._channel is Channel.TEXT:
            self._shown.append(text)
        self._on_text(self._channel, text)

    def _change(self, channel: Channel, *, naming: bool) -> None:
        self.finish()
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._channel, self._naming, self._begun = channel, naming, False
        if channel is Channel.TEXT:
            self.ids, self.offset = [], self._count


def cluster(text: str) -> int:
    """Length of the end of the text that the next token may still add to.

    An emoji can go on (a joiner, a skin, a variation), and so can half of a flag. Letters are let
    through: a mark that follows one is drawn onto it in place.
    """
    end = at = len(text)
    while at and end - at < LONGEST_CLUSTER:
        character = text[at - 1]
        if _extends(character):
            at -= 1
        elif _is_emoji(character):
            at -= 1
            if at and text[at - 1] == JOINER:
                continue
            if _is_flag(character) and _flags_before(text, at) % 2:
                at -= 1
            break
        else:
            break
    return end - at


def _extends(character: str) -> bool:
    """Joiner, variation, or skin."""
    return (
        character == JOINER
        or "\ufe00" <= character <= "\ufe0f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def _is_emoji(character: str) -> bool:
    return character >= "\u2190" and unicodedata.category(character) == "So"


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    count = 0
    while at > count and _is_flag(text[at - count - 1]):
        count += 1
    return count
