# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Wishes and words narrow the choice among the models."""

import pytest

from desktop.domain.choosing import OF_ITS_OWN, Purpose, absent_of, choose
from desktop.domain.computer import Computer
from desktop.domain.fit import Fit, offers
from desktop.services.models.catalogue import read_catalogue
from desktop.services.resources import resources_folder

CATALOGUE = read_catalogue(resources_folder() / "catalogue")
COMPUTER = Computer(16 * 10**9, 12 * 10**9, 8, "", 500 * 10**9)
OFFERS = offers(CATALOGUE, COMPUTER)


def chosen(*purposes: Purpose, words: str = "", recommended: str = "") -> list[str]:
    return [offer.model.id for offer in choose(OFFERS, purposes, words, recommended)]


def test_without_a_wish_everything_is_there_and_the_recommended_one_first() -> None:
    found = chosen(recommended="gemma-4-e4b")
    assert found[0] == "gemma-4-e4b"
    assert len(found) == len(OFFERS)
    ends = found.index("gemma-4-31b")  # too large, but nothing of its own kind
    assert all(found.index(late) > ends for late in ("medgemma-4b", "gemma-1-2b"))


@pytest.mark.parametrize(
    ("purpose", "first", "among", "missing"),
    [
        (Purpose.PHOTOS, "gemma-4-e2b", "gemma-3-4b", "gemma-3-1b"),
        (Purpose.LONG, "gemma-4-e2b", "gemma-4-12b", "gemma-2-9b"),
        (Purpose.FAST, "gemma-3-270m", "gemma-4-e2b", "gemma-4-12b"),
        (Purpose.BEST, "gemma-4-12b", "gemma-4-e4b", "gemma-4-31b"),
        (Purpose.OLDER, "gemma-4-e2b", "gemma-3-1b", "gemma-3-12b"),
        (Purpose.CODE, "gemma-4-26b-a4b", "codegemma-7b", "gemma-4-e2b"),
        (Purpose.TRANSLATION, "translategemma-4b", "gemma-3-4b", "gemma-3-1b"),
        (Purpose.MEDICAL, "medgemma-1.5-4b", "medgemma-27b", "gemma-4-e4b"),
        (Purpose.SOUNDS, "gemma-4-e2b", "gemma-4-12b", "gemma-4-31b"),
        (Purpose.THINKS, "gemma-4-e2b", "gemma-4-31b", "gemma-3-27b"),
        (Purpose.FITS, "gemma-4-e2b", "gemma-3-12b", "gemma-4-31b"),
        (Purpose.FREE, "gemma-4-e2b", "gemma-4-31b", "gemma-3-4b"),
    ],
)
def test_a_wish_narrows_the_choice(purpose: Purpose, first: str, among: str, missing: str) -> None:
    found = chosen(purpose)
    assert (found[0], among in found, missing in found) == (first, True, False), found


def test_wishes_combine_with_each_other_and_with_words() -> None:
    both = set(chosen(Purpose.PHOTOS)) & set(chosen(Purpose.FREE))
    assert set(chosen(Purpose.PHOTOS, Purpose.FREE)) == both
    assert chosen(Purpose.MEDICAL, Purpose.FREE) == []
    assert set(chosen(Purpose.PHOTOS, words="4b")) == {
        *("gemma-3-4b", "gemma-4-e4b", "gemma-4-26b-a4b", "medgemma-4b", "medgemma-1.5-4b")
    }
    assert chosen(words="TranslateGEMMA 12") == ["translategemma-12b"]
    assert chosen(words="no such") == []


@pytest.mark.parametrize(
    ("words", "first", "missing"),
    [
        ("gemma3", "gemma-3-4b", "gemma-4-e4b"),
        ("gemma 4", "gemma-4-e4b", "gemma-3-4b"),
        ("gemma-3-4b-it", "gemma-3-4b", "gemma-3-12b"),
        ("gemma3:4b", "gemma-3-4b", "gemma-3-1b"),
        ("google/gemma-4-E2B-it", "gemma-4-e2b", "gemma-4-e4b"),
        ("gemma 3n", "gemma-3n-e2b", "gemma-3-4b"),
        ("gemma-1.1-2b", "gemma-1.1-2b", "gemma-1-2b"),
        ("medgemma 27b", "medgemma-27b", "gemma-3-27b"),
    ],
)
def test_names_are_found_as_others_write_them(words: str, first: str, missing: str) -> None:
    found = chosen(words=words)
    assert first in found and missing not in found


def test_the_fastest_first() -> None:
    found = choose(OFFERS, [Purpose.FAST])
    apart = [bool(set(o.model.cautions) & set(OF_ITS_OWN)) for o in found]
    assert apart == sorted(apart) and True in apart  # those made for one task come after all others
    speeds = [o.words_per_second or 0 for o, is_apart in zip(found, apart, strict=True) if is_apart]
    others = [o.words_per_second or 0 for o in found[: apart.index(True)]]
    assert speeds == sorted(speeds, reverse=True) and others == sorted(others, reverse=True)
    assert all(offer.fit is not Fit.TOO_LARGE for offer in choose(OFFERS, [Purpose.FAST]))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("EmbeddingGemma", {"EmbeddingGemma"}),
        ("EmbeddingGemma 2", {"EmbeddingGemma 2"}),
        ("embed", {"EmbeddingGemma", "EmbeddingGemma 2"}),
        ("embeddinggemma-300m", {"EmbeddingGemma"}),
        ("shiel", {"ShieldGemma", "ShieldGemma 2"}),
        ("pali gemma", {"PaliGemma"}),
        ("Diffusion", {"DiffusionGemma"}),
        ("recurrentgemma", {"RecurrentGemma"}),
        ("FunctionGemma", {"FunctionGemma"}),
        ("t5gemma", {"T5Gemma"}),
        ("codegemma 2b", {"CodeGemma 2B"}),
        ("gemma", set()),
        ("gemma 4", set()),
        ("e", set()),
        ("", set()),
    ],
)
def test_a_search_for_what_cannot_chat_finds_the_reason(words: str, names: set[str]) -> None:
    assert {absent.name for absent in absent_of(CATALOGUE, words)} == names
