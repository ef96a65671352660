# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Speed: measured of this computer, forecast for a model, corrected by what really happened."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.catalogue import recommended_file
from desktop.domain.computer import Computer, Run, Speeds
from desktop.domain.errors import Cancelled
from desktop.domain.fit import offers_for
from desktop.domain.forecast import (
    EYES,
    MOST_RUNS,
    SHARE,
    WORDS_A_TOKEN,
    correction,
    error,
    forecast,
    is_slower,
    picture_operations,
    planned,
    reading_speed,
    tokens_a_second,
    usual_speeds,
    with_run,
)
from desktop.domain.model import Model, ModelFile
from desktop.domain.plan import CacheType, Measured, Plan
from desktop.services.engine.probe import Timed, probe, value_seconds
from desktop.services.models.catalogue import read_catalogue
from desktop.services.models.speeds import SpeedRecord
from desktop.services.resources import resources_folder

CATALOGUE = read_catalogue(resources_folder() / "catalogue")
GB = 10**9
SPEEDS = Speeds(four=20e9, eight=30e9, compute=100e9, layer=50e-6, compute_eight=70e9, value=10e-9)
HERE = Computer(32 * GB, 26 * GB, 8, "A processor", 500 * GB, speeds=SPEEDS)


def model(model_id: str) -> Model:
    found = CATALOGUE.model(model_id)
    assert found is not None
    return found


def file_of(model_id: str) -> ModelFile:
    return recommended_file(model(model_id))


def tokens(model_id: str, speeds: Speeds = SPEEDS) -> float:
    return tokens_a_second(model(model_id), file_of(model_id), speeds)


def test_a_token_costs_its_active_weights_and_its_layers() -> None:
    """Gemma 3 12B: 7.1 GB with 4.7 bits, 48 layers, and a little of the cache."""
    found = tokens("gemma-3-12b")
    seconds = file_of("gemma-3-12b").size / 20.5e9 + 48 * 50e-6
    assert SHARE / found == pytest.approx(seconds, rel=0.05)


def test_experts_that_are_not_asked_cost_nothing() -> None:
    assert tokens("gemma-4-26b-a4b") > 2 * tokens("gemma-4-12b")


def test_embeddings_of_which_a_row_is_read_cost_nothing() -> None:
    e2b = model("gemma-4-e2b")
    without = replace(e2b, architecture=replace(e2b.architecture, layer_embedding=0))
    assert tokens("gemma-4-e2b") > 1.4 * tokens_a_second(without, file_of("gemma-4-e2b"), SPEEDS)
    assert tokens("gemma-3n-e2b") > 1.2 * 30e9 / file_of("gemma-3n-e2b").size


def test_faster_memory_faster_words_and_eight_bits_are_their_own_measure() -> None:
    assert tokens("gemma-3-12b", replace(SPEEDS, four=40e9)) > 1.5 * tokens("gemma-3-12b")
    q8 = file_of("gemma-3-1b")
    assert q8.quantization == "Q8_0"
    quicker = tokens_a_second(model("gemma-3-1b"), q8, replace(SPEEDS, eight=60e9))
    assert quicker > 1.5 * tokens("gemma-3-1b")


def test_a_picture_costs_operations_where_there_are_eyes() -> None:
    seeing = forecast(model("gemma-3-4b"), file_of("gemma-3-4b"), HERE)
    blind = forecast(model("gemma-3-1b"), file_of("gemma-3-1b"), HERE)
    assert seeing is not None and blind is not None
    assert seeing.picture > 5.4e12 / (EYES * SPEEDS.compute_eight)
    assert blind.picture == 0.0
    assert blind.reading > seeing.reading


def test_a_picture_costs_what_its_eyes_do_with_it() -> None:
    """Twice the patches are more than twice the work; 12B hands them on almost unseen."""
    small, unseen = (model(name).architecture for name in ("gemma-4-e2b", "gemma-4-12b"))
    assert picture_operations(small, 560) > 2.2 * picture_operations(small, 280)
    assert picture_operations(unseen, 560) == 2 * picture_operations(unseen, 280)
    assert picture_operations(unseen, 280) < picture_operations(small, 280) / 20
    assert picture_operations(model("gemma-3-1b").architecture, 280) == 0.0
    matrices = 16 * (4 * 768**2 + 3 * 768 * 3072)
    assert picture_operations(small, 1) == 2 * 9 * matrices + 4 * 9**2 * 768 * 16


def test_a_token_that_is_read_costs_its_matrices_and_what_is_done_beside_them() -> None:
    """Gemma 3 12B: 10.8 thousand million parameters beside the vocabulary, 48 layers."""
    shape = model("gemma-3-12b").architecture
    values = shape.width + shape.heads * shape.global_head_dim + shape.feed_forward
    seconds = 2 * 10.8e9 / 100e9 + 48 * values * 10e-9
    found = reading_speed(model("gemma-3-12b"), file_of("gemma-3-12b"), SPEEDS)
    assert 1 / found == pytest.approx(seconds, rel=0.05)


def test_threads_wait_once_a_batch_and_not_for_each_token_that_is_read() -> None:
    slow = replace(SPEEDS, layer=1.0)
    base, file = model("gemma-3-1b"), file_of("gemma-3-1b")
    assert reading_speed(base, file, slow) == reading_speed(base, file, SPEEDS)


def test_rows_that_blocks_do_not_divide_are_read_slower() -> None:
    """Gemma 3 1B is 1,152 wide: its Q4_K_M is kept as Q5_0, its Q4_0 is not."""
    files = {file.quantization: file for file in model("gemma-3-1b").weights()}
    even, uneven = (
        reading_speed(model("gemma-3-1b"), files[name], SPEEDS) for name in ("Q4_0", "Q4_K_M")
    )
    assert uneven < 0.75 * even
    base, file = model("gemma-3-1b"), files["Q4_K_M"]
    straight = replace(file, quantization="Q4_0")  # the same bytes
    writing = [tokens_a_second(base, one, SPEEDS) for one in (file, straight)]
    assert 0.5 < writing[0] / writing[1] < 0.85
    wide = {file.quantization: file for file in model("gemma-4-e2b").weights()}
    alike = [reading_speed(model("gemma-4-e2b"), wide[name], SPEEDS) for name in ("Q4_0", "Q4_K_M")]
    assert alike[0] == pytest.approx(alike[1], rel=0.1)


def test_two_prompts_tell_matrices_from_what_is_beside_them() -> None:
    """Made of 100e9 operations a second and 8 ns a value, they are found again."""
    times = [
        Timed(0.0, operations / 100e9 + values * 8e-9, 1, 0, operations, values)
        for operations, values in ((10**9, 10**6), (16 * 10**9, 3 * 10**6))
    ]
    assert value_seconds(*times) == pytest.approx(8e-9)


def test_nothing_is_said_of_an_unknown_computer() -> None:
    unknown = replace(HERE, speeds=None, cores=0)
    assert forecast(model("gemma-3-1b"), file_of("gemma-3-1b"), unknown) is None
    assert offers_for(model("gemma-3-1b"), unknown)[0].words_per_second is None


def test_before_a_measurement_there_are_the_usual_speeds() -> None:
    mac = usual_speeds(replace(HERE, processor="Apple M2 Max"))
    plain = usual_speeds(HERE)
    assert mac is not None and plain is not None
    assert mac.four > 5 * plain.four


def test_what_a_file_really_did_is_said_from_then_on() -> None:
    file = file_of("gemma-3-12b")
    here = replace(HERE, runs=(Run("gemma-3-12b", file.quantization, 2.0, 2.5, file.id),))
    found = forecast(model("gemma-3-12b"), file, here)
    assert found is not None and found.measured
    assert found.words == 2.0 * WORDS_A_TOKEN
    offer = next(o for o in offers_for(model("gemma-3-12b"), here) if o.file == file)
    assert offer.measured and offer.off == pytest.approx(0.25)


def test_runs_of_others_correct_the_forecast() -> None:
    runs = tuple(Run(f"m{n}", "Q4_0", tokens, 10.0) for n, tokens in enumerate((7.0, 8.0, 8.5)))
    assert correction(runs) == 0.8
    plain = forecast(model("gemma-3-12b"), file_of("gemma-3-12b"), HERE)
    told = forecast(model("gemma-3-12b"), file_of("gemma-3-12b"), replace(HERE, runs=runs))
    assert plain is not None and told is not None
    assert told.words == pytest.approx(0.8 * plain.words)
    assert not told.measured


def test_a_plan_is_told_as_far_as_anybody_knows() -> None:
    known, file = model("gemma-3-4b"), file_of("gemma-3-4b")
    usual = Plan("", threads=8)

    def words(plan: Plan, usual: Plan = usual, here: Computer = HERE) -> float | None:
        return planned(known, file, here, plan, usual)

    told = forecast(known, file, HERE)
    assert told is not None and words(usual) == told.words
    less = words(replace(usual, cache=CacheType.Q8_0))
    assert less is not None and told.words < less < 1.1 * told.words  # less of a cache to read
    for unknown in ({"threads": 3}, {"gpu_layers": 9}, {"flash_attention": False}):
        assert words(replace(usual, **unknown)) is None
    card = replace(usual, gpu_layers=-1)
    assert words(card, card) is None  # recommended, and never tried
    # An answer with layers on a card says nothing of the processor.
    run = Run(known.id, file.quantization, 100.0, 0.0, file.id)
    tried = replace(HERE, runs=(run,))
    assert words(card, card, tried) == 100 * WORDS_A_TOKEN
    assert words(usual, card, tried) == pytest.approx(told.words)


def test_a_card_that_is_slower_than_the_processor_is_found_out() -> None:
    known, file = model("gemma-3-4b"), file_of("gemma-3-4b")
    alone = tokens_a_second(known, file, SPEEDS)
    for share, slower in ((0.5, True), (0.9, False), (5.0, False)):
        found = Measured(0, 0.0, share * alone, sees=False, picture=0.0)
        assert is_slower(found, known, file, HERE) is slower


def test_a_run_that_is_far_off_corrects_nothing() -> None:
    assert correction((Run("m", "Q4_0", 1.0, 10.0), Run("n", "Q4_0", 1.0, 0.0))) == 1.0
    assert error(Run("n", "Q4_0", 1.0, 0.0)) is None
    assert error(Run("n", "Q4_0", 8.0, 10.0)) == pytest.approx(0.25)


def test_later_runs_weigh_more_and_only_so_many_are_kept() -> None:
    runs: tuple[Run, ...] = ()
    for spoken in (8.0, 4.0):
        runs = with_run(runs, Run("m", "Q4_0", spoken, 10.0))
    assert runs == (Run("m", "Q4_0", 6.0, 10.0),)
    for number in range(MOST_RUNS + 5):
        runs = with_run(runs, Run(f"m{number}", "Q4_0", 1.0, 1.0))
    assert len(runs) == MOST_RUNS


def test_the_record_is_there_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "data" / "speeds.json"
    bare = replace(HERE, speeds=None)
    record = SpeedRecord(file)
    assert record.complete(bare) == bare
    record.measured(bare, SPEEDS, (), ("AVX2",))
    record.ran(bare, Run("m", "Q4_0", 1.0, 2.0))
    found = SpeedRecord(file).complete(bare)
    assert (found.speeds, found.instructions) == (SPEEDS, ("AVX2",))
    assert found.runs == (Run("m", "Q4_0", 1.0, 2.0),)


def test_another_computer_begins_anew(tmp_path: Path) -> None:
    record = SpeedRecord(tmp_path / "speeds.json")
    record.measured(HERE, SPEEDS, (), ())
    assert record.complete(replace(HERE, speeds=None, cores=2)).speeds is None


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b'{"of":"x","speeds":{"four":0,"eight":1,"compute":1,"layer":0,'
        b'"compute_eight":1,"value":0}}',
        b'{"speeds":"fast"}',
    ],
)
@pytest.mark.expected_logs("the record of speeds could not be read")
def test_a_damaged_record_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "speeds.json").write_bytes(content)
    bare = replace(HERE, speeds=None)
    record = SpeedRecord(tmp_path / "speeds.json")
    assert record.complete(bare).speeds is None
    record.measured(bare, SPEEDS, (), ())
    assert SpeedRecord(tmp_path / "speeds.json").complete(bare).speeds == SPEEDS


@pytest.mark.slow
def test_this_computer_is_measured_in_a_child() -> None:
    found = probe(1, threading.Event())
    speeds = found.speeds
    assert speeds is not None and min(speeds.four, speeds.eight) > 1e7
    assert speeds.compute > 1e8
    assert speeds.compute_eight > 1e8
    assert 0 < speeds.layer < 0.5
    assert 0 <= speeds.value < 1e-3
    assert isinstance(found.gpus, tuple)


@pytest.mark.slow
def test_without_threads_no_speed_is_measured() -> None:
    found = probe(0, threading.Event())
    assert found.speeds is None and found.instructions


def test_a_measurement_can_be_stopped() -> None:
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    with pytest.raises(Cancelled):
        probe(1, stop)
