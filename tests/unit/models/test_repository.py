# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What of a stranger's repository is offered, and what is refused with its reason."""

from dataclasses import replace

import pytest

from desktop.domain.model import FileKind, Model, ModelFile, Step
from desktop.domain.prompt import PromptStyle
from desktop.domain.repository import (
    MOST_FILES,
    Listed,
    Refusal,
    Repository,
    address_of,
    as_its_head_says,
    file_meant,
    is_near,
    licence_of,
    model_of,
    refusal_of,
    sort_files,
)
from desktop.services.models.catalogue import read_catalogue
from desktop.services.resources import resources_folder

CATALOGUE = read_catalogue(resources_folder() / "catalogue")
GEMMA_3 = Repository(
    "somebody/Gemma-3-Poet-4B-GGUF",
    base=("google/gemma-3-4b-it",),
    licence="gemma",
    architecture="gemma3",
    parameters=3_880_099_328,
    context=131_072,
)


def listed(name: str, size: int = 2_500_000_000, sha256: str = "a" * 64) -> Listed:
    return Listed(name, size, sha256, "0" * 40)


def files(*names: str) -> tuple[ModelFile, ...]:
    many = [listed(name, sha256=f"{place:064x}") for place, name in enumerate(names)]
    return sort_files(GEMMA_3, many)[0]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../up.gguf", Refusal.NAME),
        ("a/../../up.gguf", Refusal.NAME),
        ("/etc/model.gguf", Refusal.NAME),
        ("a\\b.gguf", Refusal.NAME),
        ("C:model.gguf", Refusal.NAME),
        ("con.gguf", Refusal.NAME),
        ("folder/LPT1.gguf", Refusal.NAME),
        ("aux/model.gguf", Refusal.NAME),
        ("dots./model.gguf", Refusal.NAME),
        (".hidden.gguf", Refusal.NAME),
        ("fgug.\N{RIGHT-TO-LEFT OVERRIDE}exe.gguf", Refusal.NAME),
        ("zero\N{ZERO WIDTH SPACE}.gguf", Refusal.NAME),
        ("line\nbreak.gguf", Refusal.NAME),
        ("nul\x00.gguf", Refusal.NAME),
        ("м.gguf", Refusal.NAME),  # looks like an m
        (f"{'x' * 300}.gguf", Refusal.NAME),
        ("m-00001-of-00003.gguf", Refusal.PARTS),
        ("m-imatrix.gguf", Refusal.HELPER),
    ],
)
def test_a_file_is_refused_with_its_reason(name: str, why: Refusal) -> None:
    offered, refused = sort_files(GEMMA_3, [listed(name)])
    assert offered == ()
    assert [file.why for file in refused] == [why]
    assert all(file.name.isprintable() for file in refused)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (listed("m.gguf", sha256=""), Refusal.NO_HASH),
        (listed("m.gguf", sha256="A" * 64), Refusal.NO_HASH),
        (listed("m.gguf", 0), Refusal.SIZE),
        (listed("m.gguf", -5), Refusal.SIZE),
        (listed("m.gguf", 1 << 60), Refusal.SIZE),
    ],
)
def test_a_file_without_certain_content_is_refused(file: Listed, why: Refusal) -> None:
    assert [gone.why for gone in sort_files(GEMMA_3, [file])[1]] == [why]


def test_other_kinds_of_files_are_not_spoken_of() -> None:
    assert sort_files(GEMMA_3, [listed("README.md"), listed("model.safetensors")]) == ((), ())


def test_a_hundred_thousand_files_are_no_more_than_can_be_shown() -> None:
    many = [listed(f"m{number}-Q4_K_M.gguf") for number in range(50_000)]
    many += [listed(f"../{number}.gguf") for number in range(50_000)]
    offered, refused = sort_files(GEMMA_3, many)
    assert len(offered) == MOST_FILES and len(refused) == MOST_FILES


def test_kinds_and_quantizations_are_read_from_names() -> None:
    found = files(
        "poet-Q4_K_M.gguf",
        "UD-Q4_K_XL/poet-UD-Q4_K_XL.gguf",
        "poet.i1-IQ3_XXS.gguf",
        "poet.gguf",
        "mmproj-poet-f16.gguf",
        "mtp-poet-Q8_0.gguf",
    )
    assert [(file.kind, file.quantization) for file in found] == [
        (FileKind.WEIGHTS, "Q4_K_M"),
        (FileKind.WEIGHTS, "UD-Q4_K_XL"),
        (FileKind.WEIGHTS, "IQ3_XXS"),
        (FileKind.WEIGHTS, "GGUF"),
        (FileKind.PROJECTOR, "F16"),
        (FileKind.DRAFTER, "Q8_0"),
    ]
    assert all(file.is_pinned for file in found)


def test_a_repository_becomes_a_model_of_the_shape_it_came_from() -> None:
    found = files(
        "p-Q8_0.gguf", "p-Q4_K_M.gguf", "mmproj-p-F32.gguf", "mmproj-p-F16.gguf", "p-Q6_K.gguf"
    )
    model = model_of(GEMMA_3, found, CATALOGUE)
    assert isinstance(model, Model)
    origin = CATALOGUE.model("gemma-3-4b")
    assert origin is not None and model.architecture == origin.architecture
    assert (model.id, model.name) == ("hub/somebody/Gemma-3-Poet-4B-GGUF", "Gemma-3-Poet-4B")
    assert model.licence == "gemma-terms" and model.sees and "stranger" in model.cautions
    projector = model.projector()
    assert projector is not None and projector.quantization == "F16"
    steps = {file.quantization: file.step for file in model.weights()}
    assert steps == {"Q4_K_M": Step.SMALLER, "Q6_K": Step.MIDDLE, "Q8_0": Step.BETTER}


def test_what_is_made_of_medgemma_says_that_it_is_no_doctor() -> None:
    nurse = replace(GEMMA_3, base=("google/medgemma-4b-it",), licence="other")
    model = model_of(nurse, files("n-Q8_0.gguf"), CATALOGUE)
    assert isinstance(model, Model)
    assert model.licence.startswith("hai-def") and model.cautions == ("medical", "stranger")


def test_only_four_bits_are_trained_for_whatever_the_repository_is_called() -> None:
    qat = replace(GEMMA_3, id="somebody/poet-qat-GGUF")
    names = ("p-Q4_0.gguf", "p-Q8_0.gguf", "p-IQ2_M.gguf")
    found = sort_files(qat, [listed(n, sha256=f"{i:064x}") for i, n in enumerate(names)])[0]
    assert {file.quantization for file in found if file.trained} == {"Q4_0"}


def test_a_pasted_file_or_quantization_is_the_one_that_is_meant() -> None:
    model = model_of(GEMMA_3, files("p-Q4_K_M.gguf", "p-Q8_0.gguf"), CATALOGUE)
    assert isinstance(model, Model)
    assert [
        getattr(file_meant(model, m), "name", "") for m in ("q8_0", "p-Q8_0.gguf", "", "Q2")
    ] == [
        "p-Q8_0.gguf",
        "p-Q8_0.gguf",
        "",
        "",
    ]


def test_what_the_head_says_holds() -> None:
    model = model_of(GEMMA_3, files("p-Q8_0.gguf", "p-UD-Q4_K_XL.gguf"), CATALOGUE)
    assert isinstance(model, Model)
    eight = next(file for file in model.weights() if file.name == "p-Q8_0.gguf")
    lies = as_its_head_says(model, eight, "Q2_K", 4096, chats=False)
    assert lies.context == 4096 and lies.style is PromptStyle.PLAIN
    told = {file.name: (file.quantization, file.step) for file in lies.weights()}
    assert told["p-Q8_0.gguf"] == ("Q2_K", None)
    assert told["p-UD-Q4_K_XL.gguf"] == ("UD-Q4_K_XL", Step.SMALLER)
    four = next(file for file in model.weights() if file.name.startswith("p-UD"))
    says = as_its_head_says(model, four, "Q4_K_M", 131_072, chats=True)
    assert {file.quantization for file in says.weights()} == {"Q8_0", "UD-Q4_K_XL"}
    assert says.style is model.style


def test_without_a_projector_or_a_template_it_is_taken_for_what_it_is() -> None:
    blind = model_of(GEMMA_3, files("p-Q8_0.gguf"), CATALOGUE)
    assert isinstance(blind, Model) and not blind.sees
    plain = model_of(replace(GEMMA_3, chats=False), files("p-Q8_0.gguf"), CATALOGUE)
    assert isinstance(plain, Model) and plain.style is PromptStyle.PLAIN


def test_what_has_no_weights_or_no_known_shape_is_refused() -> None:
    assert model_of(GEMMA_3, files("mmproj-F16.gguf"), CATALOGUE) is Refusal.NO_WEIGHTS
    odd = replace(GEMMA_3, parameters=7_000_000_000)
    relative = model_of(odd, files("p-Q8_0.gguf"), CATALOGUE)
    assert isinstance(relative, Model)
    assert is_near(GEMMA_3, relative) and not is_near(odd, relative)
    silent = replace(GEMMA_3, parameters=0)
    assert model_of(silent, files("p-Q8_0.gguf"), CATALOGUE) is Refusal.SHAPE


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, None),
        ({"architecture": "llama"}, Refusal.NOT_GEMMA),
        ({"architecture": "gemma-embedding"}, Refusal.NOT_GEMMA),
        ({"architecture": ""}, Refusal.NO_HEADER),
        ({"id": "../.."}, Refusal.NAME),
        ({"id": "a/b/c"}, Refusal.NAME),
        ({"id": "gооgle/gemma"}, Refusal.NAME),  # two letters are Cyrillic
        ({"id": "con/aux."}, Refusal.NAME),
    ],
)
def test_a_repository_is_refused_with_its_reason(
    change: dict[str, str], why: Refusal | None
) -> None:
    assert refusal_of(replace(GEMMA_3, **change)) is why  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("architecture", "card", "base", "licence"),
    [
        ("gemma3", "apache-2.0", "google/gemma-3-4b-it", "gemma-terms"),  # whatever it says
        ("gemma2", "mit", "", "gemma-terms"),
        ("gemma4", "apache-2.0", "google/gemma-4-E4B-it", "apache-2.0"),
        ("gemma4", "cc-by-nc-4.0", "google/gemma-4-E4B-it", f"apache-2.0+{GEMMA_3.id}"),
        ("gemma4", "", "", f"apache-2.0+{GEMMA_3.id}"),
        ("gemma3", "other", "google/medgemma-4b-it", "hai-def"),
    ],
)
def test_the_licence_that_binds(architecture: str, card: str, base: str, licence: str) -> None:
    found = replace(GEMMA_3, architecture=architecture, licence=card, base=(base,))
    assert licence_of(found) == licence


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("https://huggingface.co/owner/name", ("owner/name", "")),
        ("huggingface.co/owner/name/", ("owner/name", "")),
        ("http://www.huggingface.co/owner/name/tree/main", ("owner/name", "")),
        (
            "https://huggingface.co/o/n/resolve/main/a%20b/m.gguf?download=true",
            ("o/n", "a b/m.gguf"),
        ),
        ("https://huggingface.co/o/n/blob/main/m.gguf", ("o/n", "m.gguf")),
        ("hf.co/o/n", ("o/n", "")),
        (" hf.co/o/n:Q4_K_M ", ("o/n", "Q4_K_M")),
        ("hf.co/o", None),
        ("hf.co/../..", None),
        ("https://evil.example/huggingface.co/o/n", None),
        ("https://huggingface.co.evil.example/o/n", None),
        ("https://huggingface.co/datasets/owner/name", None),
        ("https://huggingface.co/spaces/owner/name", None),
        ("owner/name", None),
        ("gemma 3", None),
        ("", None),
    ],
)
def test_a_pasted_address_names_a_repository(words: str, expected: tuple[str, str] | None) -> None:
    assert address_of(words) == expected
