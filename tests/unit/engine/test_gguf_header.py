# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Files that are not what they claim: an error in words, never a crash."""

import random
import struct
import tracemalloc
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.services.engine.gguf_header import Array, read_header
from desktop.services.engine.model_file import check_projector, look_at_model

ASSETS = Path(__file__).parents[2] / "assets"
TINY, TINY_EYES = ASSETS / "tiny.gguf", ASSETS / "tiny-mmproj.gguf"
Tensor = tuple[str, tuple[int, ...], int, int]


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def key(name: str, value: int | float | str | list[str]) -> bytes:
    match value:
        case int():
            return text(name) + struct.pack("<II", 4, value)
        case float():
            return text(name) + struct.pack("<If", 6, value)
        case str():
            return text(name) + struct.pack("<I", 8) + text(value)
        case list():
            return text(name) + struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(text, value))


def gguf(keys: list[bytes], tensors: tuple[Tensor, ...] = (("t", (32, 2), 0, 0),)) -> bytes:
    """A small file: name, shape, kind and offset of each tensor."""
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys)) + b"".join(keys)
    for name, shape, kind, offset in tensors:
        head += text(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
        head += struct.pack("<IQ", kind, offset)
    return head + b"\0" * (-len(head) % 32) + b"\0" * 256


WIDTH = 32
NUMBERS = {
    "block_count": 2,
    "context_length": 512,
    "embedding_length": WIDTH,
    "feed_forward_length": 64,
    "attention.head_count": 4,
}


def weights(
    architecture: str = "gemma3", more: tuple[bytes, ...] = (), **numbers: int
) -> list[bytes]:
    """The keys of a model that could be loaded, but for its tensors."""
    changed = {**NUMBERS, **{name.replace("__", "."): n for name, n in numbers.items()}}
    keys = [key("general.architecture", architecture)]
    keys += [key(f"{architecture}.{name}", number) for name, number in changed.items()]
    return [*keys, key("tokenizer.ggml.tokens", ["<pad>", "a"]), *more]


EMBEDDING: tuple[Tensor, ...] = (("token_embd.weight", (WIDTH, 2), 0, 0),)


def problem_of(path: Path, data: bytes) -> Problem:
    path.write_bytes(data)
    return problem_of_file(path)


def problem_of_file(path: Path) -> Problem:
    with pytest.raises(AppError) as caught:
        look_at_model(path)
    return caught.value.problem


def test_a_right_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gguf"
    more = (
        key("general.file_type", 15),
        key("tokenizer.chat_template", "{{ x }}"),
        key("general.sampling.temp", 0.5),
        key("general.sampling.top_k", 40),
    )
    path.write_bytes(gguf(weights(more=more), EMBEDDING))
    facts = look_at_model(path)
    assert (facts.architecture, facts.quantization, facts.context) == ("gemma3", "Q4_K_M", 512)
    assert (facts.width, facts.template, facts.size, facts.base) == (32, "{{ x }}", 256, False)
    assert (facts.sampling.temperature, facts.sampling.top_k) == (0.5, 40)
    assert read_header(path).values["tokenizer.ggml.tokens"] == Array(2)


def test_the_real_ones_are_read() -> None:
    facts = look_at_model(TINY)
    assert (facts.architecture, facts.quantization) == ("gemma3", "F16")
    assert "<start_of_turn>" in facts.template
    check_projector(TINY_EYES, facts)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", Problem.FILE_NOT_GGUF),
        (b"GGU", Problem.FILE_NOT_GGUF),
        (b"GGUF", Problem.FILE_DAMAGED),
        (b"PK\3\4" + b"\0" * 100, Problem.FILE_NOT_GGUF),
        (b"<!doctype html>" + b" " * 100, Problem.FILE_NOT_GGUF),
        (b"GGUF" + struct.pack("<IQQ", 99, 0, 0) + b"\0" * 99, Problem.FILE_DAMAGED),
        (b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 1) + b"\0" * 99, Problem.FILE_DAMAGED),
        (b"GGUF" + struct.pack("<IQQ", 3, 1, 1 << 60) + b"\0" * 99, Problem.FILE_DAMAGED),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1 << 50) + b"\0" * 99, Problem.FILE_DAMAGED),
        (gguf(weights("gpt2"), EMBEDDING), Problem.ARCHITECTURE_UNKNOWN),
        (gguf(weights("gemma-embedding"), EMBEDDING), Problem.ARCHITECTURE_UNKNOWN),
        (gguf(weights("clip"), EMBEDDING), Problem.ARCHITECTURE_UNKNOWN),
        (gguf(weights("gemma5"), EMBEDDING), Problem.MODEL_NEWER),
        (gguf(weights("gemma5n"), EMBEDDING), Problem.MODEL_NEWER),
        (gguf(weights("gemma4-assistant"), EMBEDDING), Problem.ARCHITECTURE_UNKNOWN),
        (b"GGUF" + struct.pack("<IQQ", 4, 0, 0) + b"\0" * 99, Problem.MODEL_NEWER),
        (gguf(weights(), (("t", (32,), 60, 0),)), Problem.MODEL_NEWER),
        (gguf([], EMBEDDING), Problem.FILE_DAMAGED),
        (gguf(weights()), Problem.FILE_DAMAGED),
        (gguf(weights(block_count=0), EMBEDDING), Problem.FILE_DAMAGED),
        (gguf(weights(attention__head_count=0), EMBEDDING), Problem.FILE_DAMAGED),
        (gguf(weights(more=(key("general.alignment", 3),)), EMBEDDING), Problem.FILE_DAMAGED),
        (
            gguf(weights(more=(key("tokenizer.ggml.bos_token_id", 2),)), EMBEDDING),
            Problem.FILE_DAMAGED,
        ),
        (gguf(weights(more=(key("general.architecture", "x"),)), EMBEDDING), Problem.FILE_DAMAGED),
        (gguf(weights(), (("t", (32, 1 << 40), 0, 0),)), Problem.FILE_DAMAGED),
        (gguf(weights(), (("t", (1 << 62, 1 << 62), 0, 0),)), Problem.FILE_DAMAGED),
        (gguf(weights(), (("t", (1, 1, 1, 1, 1), 0, 0),)), Problem.FILE_DAMAGED),
        (gguf(weights(), (("t", (33,), 8, 0),)), Problem.FILE_DAMAGED),
        (gguf(weights(), (("t", (32,), 4711, 0),)), Problem.FILE_DAMAGED),
        (gguf(weights(), (("t", (32,), 0, 1),)), Problem.FILE_DAMAGED),
        (gguf(weights(), (("t" * 64, (32,), 0, 0),)), Problem.FILE_DAMAGED),
        (gguf(weights(), (("t", (8,), 0, 0), ("t", (8,), 0, 32))), Problem.FILE_DAMAGED),
    ],
)
def test_a_wrong_file_is_refused_in_words(tmp_path: Path, data: bytes, problem: Problem) -> None:
    assert problem_of(tmp_path / "a.gguf", data) is problem


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.gguf", tmp_path):
        with pytest.raises(AppError) as caught:
            read_header(path)
        assert caught.value.problem is Problem.FILE_MISSING


def test_a_file_cut_anywhere_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.gguf"
    whole = TINY.read_bytes()
    cuts = [*range(4, 4000, 97), *range(4000, len(whole), 100_003), len(whole) - 33]
    for size in cuts:
        assert problem_of(path, whole[:size]) is Problem.FILE_DAMAGED, size


def test_flipped_bytes_never_do_more_than_raise(tmp_path: Path) -> None:
    path = tmp_path / "a.gguf"
    dice = random.Random(1)
    whole = gguf(weights(more=(key("general.sampling.top_p", 0.9),)), EMBEDDING)
    refused = 0
    for _ in range(1500):
        data = bytearray(whole)
        for _ in range(dice.randrange(1, 4)):
            data[dice.randrange(len(data) - 256)] = dice.randrange(256)
        path.write_bytes(data)
        try:
            look_at_model(path)
        except AppError:
            refused += 1
    assert refused > 1000


def test_huge_numbers_cost_nothing(tmp_path: Path) -> None:
    """The file is 4 GB of nothing, and what it promises would fill the memory."""
    path = tmp_path / "a.gguf"
    with path.open("wb") as file:
        file.write(b"GGUF" + struct.pack("<IQQ", 3, 1, 1) + text("a"))
        file.write(struct.pack("<IIQ", 9, 8, 1_000_000))
        file.truncate(1 << 32)
    tracemalloc.start()
    assert problem_of_file(path) is Problem.FILE_DAMAGED
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 << 20


def eyes(architecture: str = "clip", kind: str = "gemma3", width: int = WIDTH) -> bytes:
    keys = [key("general.architecture", architecture), key("clip.projector_type", kind)]
    shape = (width, 8) if kind == "gemma3" else (8, width)
    return gguf(keys, (("mm.input_projection.weight", shape, 0, 0), ("t", (8,), 0, 32 * width)))


@pytest.mark.parametrize(
    ("architecture", "data", "problem"),
    [
        ("gemma3", eyes("gemma3"), Problem.PROJECTOR_MISMATCH),
        ("gemma3", eyes(kind="gemma4v"), Problem.PROJECTOR_MISMATCH),
        ("gemma3", eyes(kind="qwen2vl_merger"), Problem.PROJECTOR_MISMATCH),
        ("gemma3", eyes(width=WIDTH * 2), Problem.PROJECTOR_MISMATCH),
        ("gemma2", eyes(), Problem.PROJECTOR_MISMATCH),
        ("gemma4", eyes(kind="gemma4uv", width=WIDTH + 32), Problem.PROJECTOR_MISMATCH),
        ("gemma3", b"nothing", Problem.FILE_NOT_GGUF),
        (
            "gemma3",
            gguf([key("general.architecture", "clip"), key("clip.projector_type", "gemma3")]),
            Problem.FILE_DAMAGED,
        ),
    ],
)
def test_a_projector_has_to_belong(
    tmp_path: Path, architecture: str, data: bytes, problem: Problem
) -> None:
    model, projector = tmp_path / "w.gguf", tmp_path / "p.gguf"
    model.write_bytes(gguf(weights(architecture), EMBEDDING))
    projector.write_bytes(data + b"\0" * 8192)
    with pytest.raises(AppError) as caught:
        check_projector(projector, look_at_model(model))
    assert caught.value.problem is problem


def test_gemma_4_keeps_its_matrix_the_other_way_round(tmp_path: Path) -> None:
    model, projector = tmp_path / "w.gguf", tmp_path / "p.gguf"
    model.write_bytes(gguf(weights("gemma4"), EMBEDDING))
    projector.write_bytes(eyes(kind="gemma4v") + b"\0" * 2048)
    check_projector(projector, look_at_model(model))
