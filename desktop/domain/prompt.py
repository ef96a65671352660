# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What an engine reads: a conversation as pieces of control tokens, words, pictures and sounds."""

from dataclasses import dataclass
from enum import StrEnum


class PromptStyle(StrEnum):
    """The three formats that Gemma models were trained on."""

    TURNS = "turns"  # Gemma 1 to 3n: <start_of_turn>user … <end_of_turn>
    TURNS_4 = "turns-4"  # Gemma 4: <|turn>user … <turn|>, with a thought channel
    PLAIN = "plain"  # base models: a conversation written out


@dataclass(frozen=True, slots=True)
class Control:
    """Written by us; turn markers in it become control tokens."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Typed by people or models: data, in which nothing becomes a control token.

    Attributes:
        by_model: an earlier answer. An engine that gave it knows the very tokens it came as.
    """

    text: str
    by_model: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by the hash of its bytes."""

    sha256: str


@dataclass(frozen=True, slots=True)
class Audio:
    """A sound by the hash of its bytes."""

    sha256: str


Piece = Control | Words | Picture | Audio


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is read before an answer.

    Attributes:
        stops: texts at which the answer ends, beside the model's own end tokens.
        goes_on: the last words are the beginning of the answer; the model goes on with them.
        private: of a temporary chat; nothing of it is written to a disk.
    """

    pieces: tuple[Piece, ...]
    stops: tuple[str, ...] = ()
    goes_on: bool = False
    private: bool = False
