# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What we say a model takes, beside what llama.cpp says of a file of its true shape."""

import logging
import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.memory import looking, memory_of, parameters, read_lazily
from desktop.domain.model import Eyes, FileKind, Model
from desktop.domain.plan import CacheType, Plan
from desktop.services.engine.gguf_header import read_header
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.measure import measure, parts
from tests.benchmarks.memory_table import compare, full_context, looks, seeing, shapes, table
from tests.fakes.sparse import write_sparse
from tests.fakes.sparse_ears import write_ears
from tests.fakes.sparse_eyes import write_eyes

SHAPES = {model.id: model for model in shapes()}
TINY = Path(__file__).parents[2] / "assets" / "tiny.gguf"


def within_three_percent(model: Model) -> None:
    for row in compare(model):
        assert abs(row.error) <= 0.03, (row.plan.context, row.plan.cache)
        said, ours = row.said, row.ours
        assert ours.global_cache == pytest.approx(said.global_cache, abs=2e4)
        assert ours.window_cache == pytest.approx(said.window_cache, abs=2e4)
        assert ours.compute == pytest.approx(said.compute, rel=0.1)


@pytest.mark.parametrize("model_id", ["gemma-3-270m", "gemma-4-e2b"])
def test_two_small_ones_are_told_within_three_percent(model_id: str) -> None:
    within_three_percent(SHAPES[model_id])


@pytest.mark.slow
@pytest.mark.parametrize("model_id", sorted(SHAPES.keys() - {"gemma-3-270m", "gemma-4-e2b"}))
def test_every_gemma_is_told_within_three_percent(model_id: str) -> None:
    within_three_percent(SHAPES[model_id])


@pytest.mark.parametrize("model_id", sorted(SHAPES))
def test_the_shape_is_the_true_one(model_id: str, tmp_path: Path) -> None:
    """Google's own four-bit files are as large as ours, but for what the head holds."""
    model = SHAPES[model_id]
    size = write_sparse(tmp_path / "sparse.gguf", model)
    google = [f for f in model.files if f.repository.startswith("google/") and f.trained]
    for file in google:
        if file.kind is FileKind.WEIGHTS and "4" in file.quantization:
            assert size == pytest.approx(file.size, rel=0.003)
    occupied = (tmp_path / "sparse.gguf").stat()
    assert not hasattr(occupied, "st_blocks") or occupied.st_blocks * 512 < 9_000_000


@pytest.mark.slow
@pytest.mark.parametrize("model", seeing(), ids=lambda model: model.id)
def test_what_eyes_take_is_told_within_three_percent(model: Model) -> None:
    for look in looks(model):
        assert abs(look.error) <= 0.03, look
        assert look.ours == pytest.approx(look.said, rel=0.06), look


@pytest.mark.slow
def test_eyes_and_ears_are_the_true_ones(tmp_path: Path) -> None:
    """Together they are as large as Google's file, but for its head and scales."""
    model = SHAPES["gemma-4-e2b"]
    sizes = write_eyes(tmp_path / "eyes.gguf", model), write_ears(tmp_path / "ears.gguf", model)
    projector = model.projector()
    assert projector is not None and sum(sizes) == pytest.approx(projector.size, rel=0.005)


def test_our_tiny_projector_takes_what_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """A real file at the real engine: 64 patches, of which four become one token."""
    eyes = Eyes(layers=3, width=96, hidden=256, merged=4, patch=588)
    shape = replace(SHAPES["gemma-3-4b"].architecture, picture_tokens=16, eyes=eyes)
    plan = Plan(str(TINY), str(TINY.with_name("tiny-mmproj.gguf")), context=512, threads=1)
    engine = LlamaEngine()
    with caplog.at_level(logging.DEBUG, "desktop.services.engine.native"):
        engine.load(plan, lambda _share: None, threading.Event())
    engine.unload()
    told = re.search(r"reserve_compute_meta.* size = *([0-9.]+) MiB", caplog.text)
    assert told is not None
    found = float(told[1])
    assert looking(shape) == pytest.approx(found * (1 << 20), rel=0.1)


def test_more_detail_wants_more_room_and_no_eyes_none() -> None:
    e2b, blind = SHAPES["gemma-4-e2b"].architecture, SHAPES["gemma-3-1b"].architecture
    assert looking(blind) == 0
    assert looking(e2b) == looking(e2b, 5000) > 2 * looking(e2b, 280)
    assert memory_of(blind, Plan(""), 10**9).projector == 0
    assert memory_of(e2b, Plan("", detail=280), 10**9, projector=9).projector == 9 + looking(
        e2b, 280
    )


def test_lazily_read_embeddings_are_what_the_file_holds(tmp_path: Path) -> None:
    shape = SHAPES["gemma-4-e4b"].architecture
    size = write_sparse(tmp_path / "sparse.gguf", SHAPES["gemma-4-e4b"])
    held = read_header(tmp_path / "sparse.gguf").sizes["per_layer_token_embd.weight"]
    assert read_lazily(shape, size, "Q4_0") == held
    assert read_lazily(shape, 3 * 10**9, "UD-Q4_K_XL") < 10**9  # never more than can be spared
    assert read_lazily(SHAPES["gemma-3n-e4b"].architecture, size, "Q4_0") == 0
    assert read_lazily(SHAPES["gemma-3-4b"].architecture, size, "Q4_0") == 0


@pytest.mark.parametrize(
    ("model_id", "millions"), [("gemma-3-270m", 268), ("gemma-3-4b", 3880), ("gemma-2-9b", 9241)]
)
def test_parameters_are_counted(model_id: str, millions: int) -> None:
    found = parameters(SHAPES[model_id].architecture)
    assert found / 1e6 == pytest.approx(millions, rel=0.01)


def test_checkpoints_are_windows_and_stay_within_their_budget() -> None:
    shape = SHAPES["gemma-3-270m"].architecture
    plan = Plan("", checkpoints=3)
    one = memory_of(shape, Plan("", checkpoints=1), 10**8).checkpoints
    assert one == pytest.approx(7.9e6, rel=0.01)  # measured: see the engine's sessions
    assert memory_of(shape, plan, 10**8).checkpoints == 3 * one
    capped = Plan("", checkpoints=300, checkpoint_bytes=10**8)
    assert memory_of(shape, capped, 10**8).checkpoints == 10**8
    assert memory_of(SHAPES["gemma-1.1-2b"].architecture, plan, 10**8).checkpoints == 0


def test_an_estimate_of_all_layers_is_far_too_much() -> None:
    shape = SHAPES["gemma-3-12b"]
    plan = Plan("", context=131_072, checkpoints=0)
    ours = memory_of(shape.architecture, plan, 7 * 10**9).total
    assert full_context(shape, plan, 7 * 10**9) > 3 * ours


def test_the_lines_of_one_cache_and_of_two() -> None:
    of_two = [
        "llama_kv_cache_iswa: creating non-SWA KV cache, size = 8192 cells",
        "llama_kv_cache: size =   24.00 MiB (  8192 cells,   3 layers,  1/1 seqs)",
        "llama_kv_cache_iswa: creating     SWA KV cache, size = 1024 cells",
        "llama_kv_cache: size =   15.00 MiB (  1024 cells,  15 layers,  1/1 seqs)",
        "llama_context:        CPU  output buffer size =     1.00 MiB",
        "sched_reserve:        CPU compute buffer size =    26.50 MiB",
        "sched_reserve:      CUDA0 compute buffer size =     0.50 MiB",
    ]
    found = parts(of_two, 7)
    mebibytes = (found.global_cache / 2**20, found.window_cache / 2**20, found.compute / 2**20)
    assert (found.weights, *mebibytes) == (7, 24, 15, 28)
    assert parts(of_two[1:2], 0).global_cache == 24 * 2**20


def test_a_file_that_is_here_is_measured_whole() -> None:
    plans = [Plan(str(TINY), context=512), Plan(str(TINY), context=512, cache=CacheType.Q8_0)]
    half, less = measure(plans, threading.Event())
    assert half.weights == read_header(TINY).data
    assert less.global_cache == pytest.approx(half.global_cache * 34 / 64, abs=2e4)


def test_without_flash_attention_what_is_between_queries_and_keys_is_counted() -> None:
    """Beside llama.cpp's own word; with a q8_0 cache it is used whatever was set."""
    shape = SHAPES["gemma-3-270m"].architecture
    plan = Plan("", context=8192)
    whole = memory_of(shape, replace(plan, flash_attention=False), 0).compute
    assert whole == pytest.approx(91.76 * 2**20, rel=0.05)  # sched_reserve's line for this file
    assert memory_of(shape, replace(plan, flash_attention=True), 0) == memory_of(shape, plan, 0)
    with_it = replace(plan, cache=CacheType.Q8_0)
    assert memory_of(shape, replace(with_it, flash_attention=False), 0) == memory_of(
        shape, with_it, 0
    )
    tiny = Plan(str(TINY), context=2048)
    flash, none = measure([tiny, replace(tiny, flash_attention=False)], threading.Event())
    assert none.compute - flash.compute == pytest.approx(4 * 4 * 512 * 2048, rel=0.1)


def test_what_llama_cpp_does_not_take_is_refused(tmp_path: Path) -> None:
    """The strict reader takes it, and llama.cpp finds a tensor missing."""
    wrong = tmp_path / "wrong.gguf"
    wrong.write_bytes(TINY.read_bytes().replace(b"blk.0.attn_q.weight", b"blk.0.attn_x.weight"))
    with pytest.raises(AppError) as caught:
        measure([Plan(str(wrong))], threading.Event())
    assert caught.value.problem is Problem.LOAD_FAILED
    assert "attn_q" in caught.value.detail
    with pytest.raises(AppError) as caught:
        measure([Plan(str(tmp_path / "nothing.gguf"))], threading.Event())
    assert caught.value.problem is Problem.FILE_MISSING


def test_a_stop_before_the_question(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        measure([Plan(str(TINY))], stop)


def test_the_table_names_its_worst() -> None:
    rows = compare(SHAPES["gemma-3-270m"])
    text = table(rows)
    assert f"{max(abs(row.error) for row in rows):.2%}" in text
    assert text.count("Gemma 3 270M") == len(rows)
