# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A model in several files, as llama.cpp's own tool cuts it, is one model to the real engine."""

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.domain.plan import Plan
from desktop.domain.prompt import PromptStyle
from desktop.services.engine.gguf_header import read_header
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.model_file import look_at_model
from desktop.services.stop import Stop

from .conftest import Talk, talk

TINY = Path(__file__).parents[2] / "assets" / "tiny.gguf"
INT32, UINT16 = 5, 2
ALIGNMENT = 32


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def cut(folder: Path, first_has: int) -> list[Path]:
    """tiny.gguf in two files; the first one has so many of its tensors.

    Source: llama.cpp's gguf-split: the metadata is in the first, "split.*" in all.
    """
    data, header = TINY.read_bytes(), read_header(TINY)
    names = list(header.tensors)
    infos = data.index(text(names[0]))
    at, raw = infos, {}
    for name in names:
        dimensions = struct.unpack_from("<I", data, at + 8 + len(name))[0]
        end = at + 8 + len(name) + 4 + 8 * dimensions + 4
        raw[name] = data[at:end], struct.unpack_from("<Q", data, end)[0]
        at = end + 8
    start = -(-at // ALIGNMENT) * ALIGNMENT
    keys = struct.unpack_from("<Q", data, 16)[0], data[24:infos]
    made = []
    for number, own in enumerate((names[:first_has], names[first_has:])):
        count, content = keys if number == 0 else (0, b"")
        split = text("split.no") + struct.pack("<IH", UINT16, number)
        split += text("split.count") + struct.pack("<IH", UINT16, 2)
        split += text("split.tensors.count") + struct.pack("<Ii", INT32, len(names))
        head = b"GGUF" + struct.pack("<IQQ", 3, len(own), count + 3) + content + split
        body = b""
        for name in own:
            info, offset = raw[name]
            head += info + struct.pack("<Q", len(body))
            weights = data[start + offset : start + offset + header.sizes[name]]
            body += weights + bytes(-len(weights) % ALIGNMENT)
        path = folder / f"tiny-{number + 1:05}-of-00002.gguf"
        path.write_bytes(head + bytes(-len(head) % ALIGNMENT) + body)
        made.append(path)
    return made


@pytest.mark.parametrize("first_has", [0, 5])
def test_the_first_file_tells_what_the_model_is(tmp_path: Path, first_has: int) -> None:
    first, second = cut(tmp_path, first_has)
    whole, facts = look_at_model(TINY), look_at_model(first)
    assert (facts.architecture, facts.width) == (whole.architecture, whole.width)
    with pytest.raises(AppError) as caught:
        look_at_model(second)
    assert caught.value.problem is Problem.FILE_DAMAGED


@pytest.fixture(params=[0, 5])
def parted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Talk]:
    """The tiny model, in two files."""
    first, _ = cut(tmp_path, request.param)
    yield from talk(Plan(str(first), context=512, threads=1, threads_batch=1), PromptStyle.TURNS)


def test_it_answers_as_the_whole_one_does(parted: Talk, tiny: Talk) -> None:
    assert parted.ask("What do you see?")[0] == tiny.ask("What do you see?")[0]


def test_without_its_second_file_it_says_so(tmp_path: Path) -> None:
    first, second = cut(tmp_path, 5)
    second.unlink()
    engine = LlamaEngine()
    with pytest.raises(AppError) as caught:
        engine.load(Plan(str(first), context=512), lambda _: None, Stop())
    assert caught.value.problem is Problem.PART_MISSING
