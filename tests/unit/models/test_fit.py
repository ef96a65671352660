# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Memory, speed, the recommendation and the plan, as arithmetic."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.catalogue import recommended_file
from desktop.domain.computer import Computer, Device
from desktop.domain.fit import (
    Fit,
    Offer,
    batch_for,
    fit_of,
    memory_needed,
    offers,
    offers_for,
    would_fit,
)
from desktop.domain.memory import caches, memory_of, words
from desktop.domain.model import Model
from desktop.domain.plan import Plan
from desktop.domain.planning import plan_for
from desktop.domain.prompt import PromptStyle
from desktop.services.computer import disk_free, look_at_computer
from desktop.services.models.catalogue import read_catalogue
from desktop.services.models.library import installed_of
from desktop.services.resources import resources_folder

CATALOGUE = read_catalogue(resources_folder() / "catalogue")
GB = 10**9
MIB = 1 << 20


def model(model_id: str) -> Model:
    found = CATALOGUE.model(model_id)
    assert found is not None
    return found


def computer(memory: float, free: float, cores: int = 8, processor: str = "") -> Computer:
    return Computer(int(memory * GB), int(free * GB), cores, processor, 500 * GB)


@pytest.mark.parametrize(
    ("model_id", "bytes_a_token"),
    [
        ("gemma-4-e2b", 6_144),
        ("gemma-4-26b-a4b", 20_480),
        ("gemma-4-31b", 81_920),
        ("gemma-3-4b", 20_480),
        ("gemma-3-12b", 65_536),
    ],
)
def test_the_cache_grows_with_the_context_as_published(model_id: str, bytes_a_token: int) -> None:
    shape = model(model_id).architecture
    longer, shorter = sum(caches(shape, 32_768, 512)), sum(caches(shape, 16_384, 512))
    assert longer - shorter == bytes_a_token * 16_384


@pytest.mark.parametrize(
    ("context", "batch", "mebibytes"),
    [(2048, 512, 21), (8192, 512, 39), (8192, 1152, 50.25), (8192, 2048, 61.5), (32_768, 512, 111)],
)
def test_the_cache_is_what_llama_cpp_reports(context: int, batch: int, mebibytes: float) -> None:
    """Gemma 3 270M, llama-cpp-python 0.3.36: both caches together."""
    assert sum(caches(model("gemma-3-270m").architecture, context, batch)) == mebibytes * MIB


@pytest.mark.parametrize(
    ("context", "mebibytes"), [(8192, 241.4 + 39 + 26.77), (32_768, 241.4 + 111 + 50.77)]
)
def test_all_memory_of_a_small_model_is_what_llama_cpp_reports(
    context: int, mebibytes: float
) -> None:
    base = model("gemma-3-270m-base")
    needed = memory_needed(base, base.files[0], context)
    plan = Plan("", context=context)
    untold = words(base.architecture.vocabulary, plan)  # by llama.cpp
    untold += memory_of(base.architecture, plan, base.files[0].size).checkpoints
    assert needed == pytest.approx(mebibytes * MIB + untold, rel=0.03)


@pytest.mark.parametrize(
    ("model_id", "gigabytes"), [("gemma-4-e2b", 2.9), ("gemma-4-e4b", 4.5), ("gemma-4-31b", 17.5)]
)
def test_it_is_not_far_from_what_google_says(model_id: str, gigabytes: float) -> None:
    """Google counts no eyes, buffers and context of 8,192, but embeddings that stay on the disk."""
    found = model(model_id)
    assert gigabytes * 0.9 < memory_needed(found, recommended_file(found)) / GB < gigabytes * 1.3


def test_a_projector_costs_memory_and_more_context_costs_more() -> None:
    eyes = model("gemma-3-4b")
    blind = replace(eyes, sees=False)
    file = recommended_file(eyes)
    assert memory_needed(eyes, file) - memory_needed(blind, file) > 850_000_000
    assert memory_needed(eyes, file, 32_768) > memory_needed(eyes, file, 8192)


@pytest.mark.parametrize(
    ("memory", "free", "needed", "expected"),
    [
        (16, 12, 5, Fit.FITS),
        (16, 7, 5, Fit.FITS),
        (16, 6.9, 5, Fit.TIGHT),
        (16, 5, 5, Fit.TIGHT),
        (16, 3, 5, Fit.TIGHT),  # once other programs are closed
        (16, 12, 15, Fit.TOO_LARGE),
        (16, 15.5, 15, Fit.TIGHT),
        (16, 16, 17, Fit.TOO_LARGE),
    ],
)
def test_how_something_fits(memory: float, free: float, needed: float, expected: Fit) -> None:
    assert fit_of(int(needed * GB), computer(memory, free)) is expected


def test_there_is_an_offer_for_each_model_that_can_be_had() -> None:
    found = offers(CATALOGUE, computer(16, 12))
    assert [o.model.id for o in found] == [m.id for m in CATALOGUE.models if m.offered]
    offer = next(o for o in found if o.model.id == "gemma-4-e4b")
    assert offer.projector is not None
    assert offer.size == offer.file.size + offer.projector.size


def test_all_files_of_a_model_smallest_first() -> None:
    found = offers_for(model("gemma-4-e4b"), computer(16, 12))
    sizes = [offer.size for offer in found]
    assert sizes == sorted(sizes) and len(sizes) == 6


def test_where_there_is_no_room_something_smaller_would_do() -> None:
    large = model("gemma-3-12b")
    files = offers_for(large, computer(64, 64))

    def instead(free: int, needed: int) -> Offer | None:
        return would_fit(large, needed, CATALOGUE, computer(64, free / GB))

    # A smaller file of the same model, the largest that has room.
    found = instead(files[-1].memory - 1, files[-1].memory)
    assert found is not None and found.model == large
    assert found.memory == max(o.memory for o in files if o.memory < files[-1].memory)
    # None of them: another model.
    found = instead(files[0].memory - 1, files[0].memory)
    assert found is not None and found.model != large and found.memory < files[0].memory
    # No room for any: what takes the least, and nothing where that is this.
    found = instead(1, files[0].memory)
    assert found is not None
    assert instead(1, found.memory) is None
    # What a card takes needs no room here.
    card = replace(computer(64, 4), gpus=(Device("CUDA0", "A card", 24 * GB, 22 * GB),))
    found = would_fit(large, 5 * GB, CATALOGUE, card)
    assert found is not None and found.model == large and found.memory > 5 * GB > found.main


def test_a_picture_fits_into_one_batch() -> None:
    for known in CATALOGUE.models:
        assert batch_for(known) >= max(512, known.architecture.picture_tokens)
    assert batch_for(model("gemma-4-e4b")) == 1152
    assert batch_for(model("gemma-3-4b")) == 512
    assert batch_for(None, PromptStyle.TURNS_4, sees=True) == 1152
    assert batch_for(None, PromptStyle.TURNS, sees=True) == 512


def test_the_context_grows_in_steps_where_there_is_memory() -> None:
    e4b = model("gemma-4-e4b")
    eyes = e4b.projector()
    assert eyes is not None
    installed = installed_of(e4b, recommended_file(e4b), Path("w.gguf"), Path("p.gguf"))
    small = plan_for(installed, computer(8, 5, 4), e4b, 20_000)
    large = plan_for(installed, computer(64, 55, 12), e4b, e4b.context)
    assert plan_for(installed, computer(64, 55, 12), e4b).context == 8192
    assert plan_for(installed, computer(64, 55, 12), e4b, 20_000).context == 32_768
    assert (small.context, small.threads, small.batch) == (8192, 4, 1152)
    assert (large.context, large.threads) == (e4b.context, 12)
    assert small.memory.total == memory_needed(e4b, recommended_file(e4b), 8192)
    assert large.memory.total == memory_needed(e4b, recommended_file(e4b), e4b.context)
    assert (large.weights, large.projector) == ("w.gguf", "p.gguf")


def test_no_plan_asks_for_more_context_than_the_model_has() -> None:
    old = model("gemma-2-2b")
    installed = installed_of(old, recommended_file(old), Path("w.gguf"), None)
    assert plan_for(installed, computer(64, 55), old).context == 8192
    short = replace(old, context=2048)
    assert plan_for(installed, computer(64, 55), short).context == 2048


def test_an_unknown_file_gets_the_usual_plan() -> None:
    old = model("gemma-2-2b")
    installed = replace(installed_of(old, recommended_file(old), Path("w"), None), model="")
    plan = plan_for(installed, computer(64, 55, 0))
    assert (plan.context, plan.batch, plan.threads) == (8192, 512, 1)
    assert plan.memory.total == installed.size


def test_this_computer(tmp_path: Path) -> None:
    here = look_at_computer(tmp_path / "not" / "yet" / "there")
    assert 0 < here.memory_free <= here.memory
    assert here.cores >= 1
    assert here.disk_free > 0
    assert disk_free(tmp_path) > 0
