# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The catalogue that comes with the program, row by row, and what is refused."""

import json
from dataclasses import replace
from typing import Any

import pytest

from desktop.domain.catalogue import (
    Absent,
    Catalogue,
    Closeness,
    Why,
    closeness,
    mistakes,
    recommended_file,
)
from desktop.domain.model import FileKind, Model, ModelFile, Step
from desktop.domain.prompt import PromptStyle
from desktop.services.models import starter
from desktop.services.models.catalogue import CatalogueDamaged, read_catalogue, read_family
from desktop.services.resources import resources_folder

FOLDER = resources_folder() / "catalogue"
CATALOGUE = read_catalogue(FOLDER)
FILES = [(model, file) for model in CATALOGUE.models for file in model.files]


def raw(name: str = "gemma-2") -> dict[str, Any]:
    data: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return data


def test_the_newest_family_comes_first() -> None:
    families = [family.id for family in CATALOGUE.families]
    assert families[0] == "gemma-4" and families[-1] == "gemma-1"
    assert families.index("gemma-3") < families.index("gemma-2") < families.index("codegemma")
    assert all(family.notes and family.sources for family in CATALOGUE.families)


def test_every_gemma_that_can_chat_is_there() -> None:
    for model_id in """
        gemma-1-2b gemma-1-7b gemma-1.1-2b gemma-1.1-7b codegemma-7b
        gemma-2-2b gemma-2-9b gemma-2-27b
        gemma-3-270m gemma-3-1b gemma-3-4b gemma-3-12b gemma-3-27b gemma-3n-e2b gemma-3n-e4b
        gemma-4-e2b gemma-4-e4b gemma-4-12b gemma-4-26b-a4b gemma-4-31b
        medgemma-4b medgemma-1.5-4b medgemma-27b medgemma-27b-text
        translategemma-4b translategemma-12b translategemma-27b
    """.split():
        model = CATALOGUE.model(model_id)
        assert model is not None and model.offered, model_id


def test_what_cannot_be_had_is_named_with_its_reason() -> None:
    reasons = {absent.name: absent.why for absent in CATALOGUE.absent}
    assert reasons["EmbeddingGemma"] is Why.EMBEDS
    assert reasons["DiffusionGemma"] is Why.NO_ENGINE
    assert reasons["ShieldGemma"] is Why.JUDGES
    assert {"PaliGemma", "RecurrentGemma", "FunctionGemma", "T5Gemma"} <= set(reasons)
    assert "no model x" in mistakes((), [Absent("Some", Why.JUDGES, "x")])[0]


def test_every_gemma_4_has_its_drafter() -> None:
    for model in CATALOGUE.models:
        drafter = model.drafter()
        assert (drafter is not None) is (model.family == "gemma-4"), model.id
        assert drafter is None or drafter.is_pinned


@pytest.mark.parametrize(
    ("model", "file"), FILES, ids=[f"{model.id} {file.name}" for model, file in FILES]
)
def test_every_row(model: Model, file: ModelFile) -> None:
    assert file.is_pinned == (file.exact and file.sha256 != "")
    assert file.sha256 == "" or (len(file.sha256) == 64 and int(file.sha256, 16))
    assert file.is_pinned or file.source
    assert file.revision == "main" or (len(file.revision) == 40 and int(file.revision, 16))
    assert file.size > 50_000_000
    assert file.name.endswith(".gguf")
    assert file.repository.count("/") == 1
    if file.kind is FileKind.WEIGHTS:
        # Fewer than two bits or more than sixteen a weight: a number was mistyped.
        assert 2 < file.size * 8 / (model.parameters * 1e9) < 16
    else:
        assert file.size < model.parameters * 1e9


@pytest.mark.parametrize("model", CATALOGUE.models, ids=lambda model: model.id)
def test_every_model(model: Model) -> None:
    assert model.id == model.id.lower()
    assert "Gemma " in model.name
    assert 1 <= len(model.good_at) <= 3
    assert (model.projector() is not None) is model.sees
    regimes = {"gemma-4": "apache-2.0", "medgemma": "hai-def"}
    assert model.licence == regimes.get(model.family, "gemma-terms")
    assert ("medical" in model.cautions) is (model.licence == "hai-def")
    shape = model.architecture
    assert shape.heads % shape.kv_heads == 0 and shape.heads % shape.global_kv_heads == 0
    assert shape.feed_forward % 64 == 0 and shape.feed_forward > 0
    assert recommended_file(model) in model.weights()


def test_the_same_content_is_there_once() -> None:
    hashes = [file.sha256 or file.id for _, file in FILES]
    assert len(hashes) == len(set(hashes))
    assert mistakes(CATALOGUE.models) == []


@pytest.mark.parametrize(
    ("model_id", "quantization"),
    [
        ("gemma-4-e2b", "UD-Q4_K_XL"),
        ("gemma-4-e4b", "UD-Q4_K_XL"),
        ("gemma-4-12b", "UD-Q4_K_XL"),
        ("gemma-4-26b-a4b", "UD-Q4_K_XL"),
        ("gemma-4-31b", "UD-Q4_K_XL"),
        ("gemma-3-270m", "Q8_0"),
        ("gemma-3-12b", "Q4_0"),
        ("gemma-3-27b", "Q4_0"),
        ("gemma-3-4b", "Q4_0"),
        ("gemma-3-1b", "Q8_0"),
    ],
)
def test_the_file_that_stands_for_a_model(model_id: str, quantization: str) -> None:
    model = CATALOGUE.model(model_id)
    assert model is not None
    assert recommended_file(model).quantization == quantization


def test_the_starter_is_known_by_its_content() -> None:
    known = CATALOGUE.recognise(starter.SHA256)
    assert known is not None
    model, file = known
    assert (model.id, model.style, model.offered) == (starter.MODEL, PromptStyle.PLAIN, False)
    assert (file.size, file.name) == (starter.SIZE, starter.FILE)
    assert CATALOGUE.recognise("0" * 64) is None


def test_sizes_grow_along_the_scale() -> None:
    order = list(Step)
    for model in CATALOGUE.models:
        scale = [file for file in model.weights() if file.step is not None]
        steps = [order.index(file.step) for file in scale if file.step is not None]
        assert steps == sorted(steps), model.id


def test_closeness_is_measured_or_told_by_the_bits() -> None:
    some = CATALOGUE.models[0].files[0]
    table = {
        ("Q8_0", False, 0): Closeness.SAME,
        ("BF16", False, 0): Closeness.SAME,
        ("Q4_0", True, 0): Closeness.CLOSE,
        ("Q4_0", False, 0): Closeness.NOTICEABLE,
        ("UD-Q5_K_XL", False, 0): Closeness.CLOSE,
        ("Q6_K", False, 0): Closeness.HARD_TO_TELL,
        ("UD-Q4_K_XL", True, 99): Closeness.HARD_TO_TELL,
        ("Q4_0", True, 98): Closeness.CLOSE,
        ("Q8_0", False, 80): Closeness.NOTICEABLE,
        ("UD-Q8_K_XL", False, 0): Closeness.SAME,
        ("IQ4_XS", False, 0): Closeness.NOTICEABLE,
        ("MXFP4_MOE", False, 0): Closeness.NOTICEABLE,
        ("Q8_0", True, 0): Closeness.SAME,
        ("IQ2_M", False, 0): Closeness.MUCH_LESS,
        ("IQ1_M", True, 0): Closeness.MUCH_LESS,
        ("Q3_K_M", False, 0): Closeness.MUCH_LESS,
        ("GGUF", False, 0): Closeness.UNKNOWN,
    }
    for (quantization, trained, same_top), expected in table.items():
        file = replace(some, quantization=quantization, trained=trained, same_top=same_top)
        assert closeness(file) is expected, file


def test_without_a_scale_the_default_has_four_bits_at_least() -> None:
    some = next(model for model in CATALOGUE.models if model.parameters > 4)
    names = ("IQ1_M", "Q2_K", "Q3_K_M", "F16")
    files = tuple(
        replace(some.weights()[0], quantization=name, size=size, step=None, trained=False)
        for size, name in enumerate(names, 1)
    )
    assert recommended_file(replace(some, files=files)).quantization == "F16"
    assert recommended_file(replace(some, files=files[:2])).quantization == "Q2_K"


def test_a_key_that_nobody_knows_is_refused() -> None:
    for place in ("top", "model", "file", "architecture"):
        data = raw()
        model = data["models"][0]
        where = {
            "top": data,
            "model": model,
            "file": model["files"][0],
            "architecture": model["architecture"],
        }[place]
        where["sourze"] = 1
        with pytest.raises(CatalogueDamaged, match="sourze"):
            read_family(json.dumps(data).encode())


@pytest.mark.parametrize(
    ("key", "value"),
    [("schema", 1), ("schema", "2"), ("models", {}), ("family", "gemma-9"), ("notes", [1])],
)
def test_another_schema_is_refused(key: str, value: object) -> None:
    data = raw()
    data[key] = value
    with pytest.raises(CatalogueDamaged):
        read_family(json.dumps(data).encode())


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_what_is_no_catalogue_is_refused(data: bytes) -> None:
    with pytest.raises(CatalogueDamaged):
        read_family(data)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sha256": "0" * 63}, "sha256"),
        ({"sha256": "A" * 64}, "sha256"),
        ({"revision": "abc"}, "revision"),
        ({"name": "../evil.gguf"}, "GGUF name"),
        ({"name": "/etc/evil.gguf"}, "GGUF name"),
        ({"name": "a\\b.gguf"}, "GGUF name"),
        ({"name": "model.bin"}, "GGUF name"),
        ({"repository": "../.."}, ""),
        ({"size": 0}, "size"),
        ({"sha256": "", "source": ""}, "not pinned"),
        ({"exact": False, "source": ""}, "not pinned"),
        ({"same_top": 101, "measured": "x"}, "share"),
        ({"same_top": 99, "measured": ""}, "measured by nobody"),
    ],
)
def test_a_row_that_is_wrong_is_named(change: dict[str, object], words: str) -> None:
    model = CATALOGUE.models[0]
    wrong = replace(model, files=(replace(model.files[0], **change), *model.files[1:]))  # type: ignore[arg-type]
    found = mistakes([wrong])
    assert found and words in found[0]


def test_a_model_that_is_wrong_is_named() -> None:
    model = CATALOGUE.models[0]
    blind = replace(model, files=model.weights())
    assert "no projector" in mistakes([blind])[0]
    assert "licence" in mistakes([replace(model, licence="mit")])[0]
    assert "twice" in mistakes([model, model])[0]
    assert mistakes([replace(model, files=())])


def test_an_empty_catalogue_knows_nothing() -> None:
    assert Catalogue(()).model("gemma-4-e4b") is None
    with pytest.raises(ValueError, match="no weights"):
        recommended_file(replace(CATALOGUE.models[0], files=()))
