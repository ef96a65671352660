# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What people set for a model: what it changes, and that it is kept."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.computer import Computer
from desktop.domain.model import InstalledModel
from desktop.domain.plan import CacheType, Plan, Sampling
from desktop.domain.planning import plan_for
from desktop.domain.prompt import PromptStyle
from desktop.domain.tuning import Tuning
from desktop.services.models.catalogue import read_catalogue
from desktop.services.models.tunings import TuningFile
from desktop.services.resources import resources_folder

GB = 1_000_000_000
COMPUTER = Computer(16 * GB, 12 * GB, 4, "", 100 * GB)
INSTALLED = InstalledModel(
    id="one",
    name="Gemma",
    weights="w",
    size=3 * GB,
    licence="gemma",
    style=PromptStyle.TURNS,
    model="gemma-3-4b",
    quantization="Q4_0",
)


def test_nothing_set_changes_nothing() -> None:
    plan, sampling = Plan("w", context=4096), Sampling(temperature=0.3)
    assert Tuning().plan(plan) == plan
    assert Tuning().sampling(sampling) == sampling
    assert Tuning().changes() == {}


def test_what_is_set_is_in_plan_and_sampling() -> None:
    tuning = Tuning(context=2048, cache=CacheType.Q8_0, threads=2, drafting=False, top_k=0)
    plan = tuning.plan(Plan("w", projector="p"))
    assert (plan.context, plan.cache, plan.threads, plan.threads_batch, plan.drafting) == (
        2048,
        CacheType.Q8_0,
        2,
        2,
        False,
    )
    assert plan.projector == "p"
    assert tuning.sampling(Sampling()) == Sampling(top_k=0)


@pytest.mark.parametrize(
    "wrong", [{"context": 0}, {"threads": -1}, {"temperature": 9.0}, {"gpu_layers": -2}]
)
def test_values_out_of_their_range(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="is not from"):
        Tuning(**wrong)  # type: ignore[arg-type]


def test_only_what_loading_depends_on_loads_anew() -> None:
    assert Tuning(temperature=0.1).loads_like(Tuning())
    assert not Tuning(context=2048).loads_like(Tuning())


def test_the_plan_says_what_it_then_takes() -> None:
    model = read_catalogue(resources_folder() / "catalogue").model("gemma-3-4b")
    assert model is not None
    usual = plan_for(INSTALLED, COMPUTER, model)
    small = plan_for(INSTALLED, COMPUTER, model, 0, Tuning(context=2048))
    q8_0 = plan_for(INSTALLED, COMPUTER, model, 0, Tuning(cache=CacheType.Q8_0))
    assert small.memory.global_cache * 4 == usual.memory.global_cache
    assert q8_0.memory.global_cache < 0.6 * usual.memory.global_cache
    # What was set is the most, also for a chat that has outgrown it.
    assert plan_for(INSTALLED, COMPUTER, model, 30_000, Tuning(context=2048)).context == 2048
    assert plan_for(INSTALLED, COMPUTER, model, 0, Tuning(context=1 << 20)).context == model.context


def test_pictures_are_looked_at_as_the_family_does_unless_a_person_says_otherwise() -> None:
    for model_id, usual in (("gemma-4-e4b", 280), ("gemma-3-4b", 0)):
        model = read_catalogue(resources_folder() / "catalogue").model(model_id)
        assert model is not None
        installed = replace(INSTALLED, style=model.style, sees=True)
        assert plan_for(installed, COMPUTER, model).detail == usual
        fine = plan_for(installed, COMPUTER, model, 0, Tuning(detail=1120))
        assert fine.detail == 1120
        assert model.style is not PromptStyle.TURNS_4 or fine.batch >= 1120


def test_where_the_usual_context_does_not_fit_it_is_smaller() -> None:
    model = read_catalogue(resources_folder() / "catalogue").model("gemma-3-4b")
    usual = plan_for(INSTALLED, COMPUTER, model)
    for spare, context in ((0, 8192), (-1, 4096), (-5 * GB, 2048)):
        free = usual.memory.total + spare
        plan = plan_for(INSTALLED, replace(COMPUTER, memory_free=free), model)
        assert plan.context == context
    # What a person has set stands, whatever is free.
    tight = replace(COMPUTER, memory_free=GB)
    assert plan_for(INSTALLED, tight, model, 0, Tuning(context=8192)).context == 8192


def test_it_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "tunings.json"
    kept = {"one": Tuning(context=2048, cache=CacheType.Q8_0, min_p=0.1), "two": Tuning(top_k=1)}
    TuningFile(file).save(kept)
    assert TuningFile(file).load() == kept
    assert TuningFile(tmp_path / "none").load() == {}


@pytest.mark.expected_logs("what was set for")
@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("nonsense", set()),
        ("[]", set()),
        ('{"one": {"context": -5}, "two": {"context": 4096}}', {"two"}),
        ('{"one": {"cache": "q4_0"}, "two": {"threads": "4"}}', set()),
    ],
)
def test_what_is_not_allowed_is_as_recommended(tmp_path: Path, text: str, left: set[str]) -> None:
    (tmp_path / "t").write_text(text, "utf-8")
    assert set(TuningFile(tmp_path / "t").load()) == left


def test_memory_does_not_make_plans_differ() -> None:
    plan = Plan("w")
    assert plan == replace(plan, memory=replace(plan.memory, weights=5))
