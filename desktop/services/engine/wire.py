# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the application and an engine in a child process say to each other.

Words of people and paths travel as bytes: both may hold lone surrogates, which MessagePack's texts
do not.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

import msgspec

from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Audio, Control, Picture, Piece, Prompt, Words
from desktop.services.engine.protocol import Answered, Channel, LoadedModel, Reading


class Load(msgspec.Struct, tag=True):
    """`Engine.load`: the plan without its paths, and these."""

    plan: Plan
    paths: tuple[bytes, bytes, bytes]

    @classmethod
    def of(cls, plan: Plan) -> "Load":
        """For a plan."""
        paths = os.fsencode(plan.weights), os.fsencode(plan.projector), os.fsencode(plan.drafter)
        return cls(replace(plan, weights="", projector="", drafter=""), paths)

    def whole(self) -> Plan:
        """The plan."""
        weights, projector, drafter = map(os.fsdecode, self.paths)
        return replace(self.plan, weights=weights, projector=projector, drafter=drafter)


class WirePiece(msgspec.Struct):
    """One piece of a prompt: its kind, and its text or its sha256."""

    kind: Literal["control", "words", "answer", "picture", "audio"]
    text: bytes


class WirePrompt(msgspec.Struct):
    """A prompt, and the files of its media."""

    pieces: list[WirePiece]
    stops: tuple[str, ...]
    goes_on: bool
    private: bool
    media: dict[str, bytes]

    @classmethod
    def of(cls, prompt: Prompt, media: Mapping[str, Path]) -> "WirePrompt":
        """For a prompt with its files."""
        files = {sha256: os.fsencode(path) for sha256, path in media.items()}
        pieces = [_packed(piece) for piece in prompt.pieces]
        return cls(pieces, prompt.stops, prompt.goes_on, prompt.private, files)

    def whole(self) -> tuple[Prompt, dict[str, Path]]:
        """The prompt with its files."""
        files = {sha256: Path(os.fsdecode(path)) for sha256, path in self.media.items()}
        pieces = tuple(_unpacked(piece) for piece in self.pieces)
        return Prompt(pieces, self.stops, self.goes_on, self.private), files


class Answer(msgspec.Struct, tag=True):
    """`Engine.answer`."""

    prompt: WirePrompt
    sampling: Sampling


class Count(msgspec.Struct, tag=True):
    """`Engine.count`, or `Engine.unread`."""

    prompt: WirePrompt
    unread: bool = False


class Rest(msgspec.Struct, tag=True):
    """`Engine.rest`."""


class Unload(msgspec.Struct, tag=True):
    """`Engine.unload`."""


class Share(msgspec.Struct, tag=True):
    """Progress of loading."""

    share: float


class Read(msgspec.Struct, tag=True):
    """Progress of reading."""

    reading: Reading


class Text(msgspec.Struct, tag=True):
    """A piece of the answer."""

    channel: Channel
    text: str


class Loaded(msgspec.Struct, tag=True):
    """What `Engine.load` returns."""

    model: LoadedModel


class Done(msgspec.Struct, tag=True):
    """What `Engine.answer` returns."""

    answered: Answered


class Counted(msgspec.Struct, tag=True):
    """What `Engine.count` returns, and `Engine.rest` and `Engine.unload`."""

    tokens: int


Request = Load | Answer | Count | Rest | Unload
Reply = Loaded | Done | Counted
Noted = Share | Read | Text


def _packed(piece: Piece) -> WirePiece:
    match piece:
        case Control(text):
            return WirePiece("control", _bytes(text))
        case Words(text, by_model):
            return WirePiece("answer" if by_model else "words", _bytes(text))
        case Picture(sha256):
            return WirePiece("picture", _bytes(sha256))
        case Audio(sha256):
            return WirePiece("audio", _bytes(sha256))


def _unpacked(piece: WirePiece) -> Piece:
    text = piece.text.decode("utf-8", "surrogatepass")
    match piece.kind:
        case "control":
            return Control(text)
        case "picture":
            return Picture(text)
        case "audio":
            return Audio(text)
        case _:
            return Words(text, by_model=piece.kind == "answer")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
