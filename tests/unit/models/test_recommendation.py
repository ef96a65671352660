# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is recommended on thirty computers, from a netbook to a workstation, and why."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.catalogue import Catalogue, recommended_file
from desktop.domain.choosing import Purpose
from desktop.domain.computer import Computer, Device, Run, Speeds
from desktop.domain.fit import Fit, offers
from desktop.domain.planning import plan_for
from desktop.domain.recommendation import USABLE_SPEED, Reason, recommend
from desktop.services.models.catalogue import read_catalogue
from desktop.services.models.library import installed_of
from desktop.services.resources import resources_folder

CATALOGUE = read_catalogue(resources_folder() / "catalogue")
GB = 10**9
BITS = {"IQ1": 1, "Q2": 2, "IQ2": 2, "Q3": 3, "IQ3": 3, "TQ1": 1, "TQ2": 2}

# memory, of it free (GB), cores, processor, disk free (GB) -> model, context, reason
COMPUTERS = [
    (2, 0.8, 2, "", 500, "gemma-3-270m", 2048, "smallest"),
    (4, 1.2, 2, "Celeron", 20, "gemma-3-270m", 8192, "memory"),
    (4, 2.2, 2, "", 60, "gemma-3-1b", 8192, "memory"),
    (4, 2.8, 4, "", 60, "gemma-3-1b", 8192, "memory"),
    (6, 3.5, 4, "", 100, "gemma-3-1b", 16384, "memory"),
    (8, 3.0, 2, "", 100, "gemma-3-1b", 8192, "memory"),
    (8, 4.5, 4, "", 100, "gemma-3-1b", 32768, "memory"),
    (8, 5.5, 4, "", 100, "gemma-4-e2b", 16384, "memory"),
    (8, 5.5, 8, "Apple M1", 100, "gemma-4-e2b", 16384, "memory"),
    (8, 6.5, 4, "", 4, "gemma-3-1b", 32768, "disk"),
    (12, 8, 6, "", 200, "gemma-4-e4b", 16384, "memory"),
    (16, 6, 4, "", 200, "gemma-4-e2b", 32768, "memory"),
    (16, 9, 2, "", 200, "gemma-4-e2b", 65536, "speed"),
    (16, 9, 8, "", 200, "gemma-4-e4b", 32768, "memory"),
    (16, 12, 8, "", 200, "gemma-4-e4b", 65536, "speed"),
    (16, 12, 8, "Apple M2", 200, "gemma-4-12b", 16384, "memory"),
    (16, 12, 8, "Apple M2 Pro", 200, "gemma-4-12b", 16384, "memory"),
    (24, 18, 8, "Apple M4", 300, "gemma-4-12b", 65536, "memory"),
    (24, 20, 8, "", 300, "gemma-4-26b-a4b", 16384, "memory"),
    (24, 20, 2, "AMD EPYC", 300, "gemma-4-e2b", 131072, "speed"),
    (32, 26, 8, "", 500, "gemma-4-26b-a4b", 65536, "speed"),
    (32, 26, 8, "", 12, "gemma-4-e4b", 131072, "speed"),
    (32, 26, 10, "Apple M1 Pro", 500, "gemma-4-31b", 8192, "best"),
    (36, 30, 12, "Apple M3 Pro", 500, "gemma-4-31b", 16384, "best"),
    (48, 40, 14, "Apple M4 Pro", 500, "gemma-4-31b", 32768, "best"),
    (64, 55, 12, "", 900, "gemma-4-26b-a4b", 262144, "speed"),
    (64, 50, 12, "Apple M3 Max", 900, "gemma-4-31b", 65536, "best"),
    (96, 85, 24, "AMD Threadripper", 900, "gemma-4-31b", 131072, "best"),
    (128, 115, 16, "Apple M4 Max", 900, "gemma-4-31b", 262144, "best"),
    (192, 180, 24, "Apple M2 Ultra", 900, "gemma-4-31b", 262144, "best"),
    (192, 180, 64, "AMD EPYC 9554", 900, "gemma-4-31b", 262144, "best"),
]


def computer(memory: float, free: float, cores: int, processor: str, disk: float) -> Computer:
    return Computer(int(memory * GB), int(free * GB), cores, processor, int(disk * GB))


@pytest.mark.parametrize(
    ("memory", "free", "cores", "processor", "disk", "model_id", "context", "reason"), COMPUTERS
)
def test_the_recommendation(
    memory: float,
    free: float,
    cores: int,
    processor: str,
    disk: float,
    model_id: str,
    context: int,
    reason: str,
) -> None:
    here = computer(memory, free, cores, processor, disk)
    found = recommend(CATALOGUE, here)
    assert found is not None
    assert (found.offer.model.id, found.context, found.reason) == (model_id, context, reason)
    assert found.offer.memory < here.memory_free  # never what does not fit
    assert found.offer.fit is not Fit.TOO_LARGE
    assert (found.better is None) == (found.reason in (Reason.BEST, Reason.SMALLEST))


def test_a_full_disk_is_not_taken_for_little_memory() -> None:
    found = recommend(CATALOGUE, computer(64, 55, 12, "", 1))
    assert found is not None and found.reason is Reason.SMALLEST_DISK
    assert found.offer.size == min(o.size for o in offers(CATALOGUE, computer(64, 55, 12, "", 1)))


def test_there_are_thirty_of_them() -> None:
    assert len(COMPUTERS) >= 30


def test_the_file_is_never_below_four_bits_and_trained_for_them_where_there_is_one() -> None:
    for model in CATALOGUE.models:
        file = recommended_file(model)
        name = file.quantization.removeprefix("UD-")
        assert BITS.get(name.split("_")[0], 4) >= 4, model.id
        if model.parameters <= 1.5 and model.offered:
            assert file.quantization == "Q8_0", model.id
        elif any(one.trained for one in model.weights()):
            assert file.trained, model.id


def test_wishes_narrow_it() -> None:
    here = computer(16, 12, 8, "", 500)
    photos = recommend(CATALOGUE, here, {Purpose.PHOTOS})
    fast = recommend(CATALOGUE, here, {Purpose.FAST})
    older = recommend(CATALOGUE, here, {Purpose.OLDER, Purpose.PHOTOS})
    assert photos is not None and photos.offer.model.sees
    assert fast is not None and fast.offer.model.active <= 4.5
    assert older is not None and older.offer.model.sees and older.offer.memory <= 4 * GB
    assert recommend(CATALOGUE, computer(4, 2.2, 2, "", 60), {Purpose.PHOTOS}) is None


@pytest.mark.parametrize("card", [0, 12, 24])
@pytest.mark.parametrize("memory", [4, 8, 16, 32, 64, 192])
def test_a_chat_is_loaded_with_the_room_that_was_recommended(memory: int, card: int) -> None:
    """The context grows with the chat, as far as the recommendation says."""
    gpus = (Device("CUDA0", "A card", card * GB, int(card * GB * 0.95)),) if card else ()
    here = replace(computer(memory, memory * 0.8, 8, "", 2000), gpus=gpus)
    found = recommend(CATALOGUE, here)
    assert found is not None and found.reason is not Reason.SMALLEST
    model, file, projector = found.offer.model, found.offer.file, found.offer.projector
    eyes = Path("p.gguf") if projector is not None else None
    installed = installed_of(model, file, Path("w.gguf"), eyes)
    assert plan_for(installed, here, model, wanted=model.context).context == found.context


@pytest.mark.parametrize(
    ("memory", "free", "card", "best", "layers"),
    [
        (8, 4.5, 0, "gemma-3-1b", False),
        (8, 4.5, 4, "gemma-4-e4b", True),
        (8, 4.5, 8, "gemma-4-12b", True),
        (16, 9, 8, "gemma-4-12b", True),
        (16, 9, 16, "gemma-4-26b-a4b", True),
        (16, 9, 24, "gemma-4-31b", True),
        (32, 24, 24, "gemma-4-31b", True),
        (32, 24, 1, "gemma-4-26b-a4b", False),  # too small to be of use
    ],
)
def test_a_graphics_card_takes_what_the_memory_has_no_room_for(
    memory: float, free: float, card: float, best: str, layers: bool
) -> None:
    size = int(card * GB)
    gpus = (Device("CUDA0", "A card", size, int(size * 0.95)),) if card else ()
    here = replace(computer(memory, free, 8, "", 2000), gpus=gpus)
    found = recommend(CATALOGUE, here)
    assert found is not None and found.offer.model.id == best
    assert bool(found.offer.on_devices) is layers
    assert found.offer.main <= here.memory_free
    shared = replace(here, gpus=tuple(replace(gpu, shared=True) for gpu in gpus))
    assert recommend(CATALOGUE, shared) == recommend(CATALOGUE, replace(here, gpus=()))


def test_the_processor_is_slow_with_what_a_card_leaves_to_it() -> None:
    """31B with half its layers in a card: there is room, and it writes slower than one reads."""
    here = replace(
        computer(32, 24, 8, "", 2000), gpus=(Device("CUDA0", "A card", 12 * GB, 11 * GB),)
    )
    found = {o.model.id: o for o in offers(CATALOGUE, here)}
    large, bare = found["gemma-4-31b"], computer(32, 24, 8, "", 2000)
    alone = next(o for o in offers(CATALOGUE, bare) if o.model.id == "gemma-4-31b")
    assert large.fit is Fit.FITS and alone.words_per_second is not None
    assert large.words_per_second is not None
    assert alone.words_per_second < large.words_per_second < USABLE_SPEED
    best = recommend(CATALOGUE, here)
    assert best is not None and best.offer.model.id != "gemma-4-31b"


def test_how_fast_a_graphics_card_is_says_its_first_answer() -> None:
    gpus = (Device("CUDA0", "A card", 24 * GB, 23 * GB),)
    here = replace(computer(32, 24, 8, "", 2000), gpus=gpus)
    offer = next(o for o in offers(CATALOGUE, here) if o.model.id == "gemma-4-12b")
    assert offer.on_devices and offer.words_per_second is None
    run = Run("gemma-4-12b", offer.file.quantization, 40.0, 4.0, offer.file.id)
    again = next(
        o for o in offers(CATALOGUE, replace(here, runs=(run,))) if o.model.id == "gemma-4-12b"
    )
    assert again.measured and again.words_per_second == pytest.approx(30.0)


def test_a_measured_slow_computer_gets_a_smaller_one() -> None:
    here = computer(32, 26, 8, "", 500)
    slow = replace(here, speeds=Speeds(4e9, 5e9, 2e10, 1e-4, 1.5e10, 2e-8))
    usual, smaller = recommend(CATALOGUE, here), recommend(CATALOGUE, slow)
    assert usual is not None and smaller is not None
    assert smaller.offer.memory < usual.offer.memory
    assert smaller.reason is Reason.SPEED


def test_an_empty_catalogue_recommends_nothing() -> None:
    assert recommend(Catalogue(()), computer(16, 12, 8, "", 500)) is None
