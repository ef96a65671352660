# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Words: every code of the lower floors has some."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale

from desktop.domain.computer import Computer
from desktop.domain.errors import AppError, Problem
from desktop.domain.fit import Fit, Offer, offers
from desktop.domain.licence import LICENCES
from desktop.domain.recommendation import Reason, Recommendation
from desktop.services.models.catalogue import read_catalogue
from desktop.services.resources import resources_folder
from desktop.ui.text import (
    amount_words,
    capability_words,
    closeness_words,
    computer_words,
    duration_words,
    fit_words,
    good_at_words,
    licence_words,
    memory_words,
    percent_words,
    problem_text,
    size_words,
    speed_words,
    why_not_words,
    words_speed,
)
from desktop.ui.text.models import (
    forecast_words,
    picture_words,
    reason_words,
    speed_here_words,
)
from tests.fakes.stage import COMPUTER

CATALOGUE = read_catalogue(resources_folder() / "catalogue")
OFFERS = offers(CATALOGUE, COMPUTER)


def offer_of(model_id: str) -> Offer:
    return next(offer for offer in OFFERS if offer.model.id == model_id)


@pytest.fixture(autouse=True)
def english() -> None:
    QLocale.setDefault(QLocale("en"))


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_words_and_a_next_step(problem: Problem) -> None:
    full = AppError(
        problem, name="Thing", instead="Gemma", bytes=6 << 30, missing=10**9, most=8, folder="/f"
    )
    for error in (AppError(problem), full):
        words = problem_text(error)
        assert words.title and words.what and words.next
        assert "{" not in words.title + words.what + words.next
        assert not words.title.endswith(".")
        assert words.next.endswith(".")


def test_a_problem_says_how_much_to_free() -> None:
    words = problem_text(AppError(Problem.DISK_FULL, missing=1_400_000_000))
    assert "Free 1.4 GB" in words.next


def test_who_cannot_see_hears_who_can() -> None:
    error = AppError(Problem.CANNOT_SEE, name="Gemma 3 1B", instead="Gemma 4 E4B")
    words = problem_text(error)
    assert words.title == "Gemma 3 1B cannot see pictures"
    assert words.next == "Gemma 4 E4B can; your message waits for you."


@pytest.mark.parametrize("licence", LICENCES.values(), ids=LICENCES.keys())
def test_every_code_of_a_licence_has_words(licence: object) -> None:
    codes = [*licence.may, *licence.must_not, *licence.know]  # type: ignore[attr-defined]
    assert codes
    assert [code for code in codes if not licence_words(code)] == []


def test_every_model_is_good_at_something() -> None:
    assert [model.id for model in CATALOGUE.models if not good_at_words(model.good_at)] == []


def test_good_at_is_a_sentence() -> None:
    assert good_at_words(("photos",)) == "Good at photos."
    assert (
        good_at_words(("photos", "unheard-of", "everyday", "long"))
        == "Good at photos, everyday questions and longer texts."
    )
    assert good_at_words(("unheard-of",)) == ""


def test_every_file_says_how_close_it_is() -> None:
    for model in CATALOGUE.models:
        for file in model.weights():
            assert closeness_words(file)[0]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (5_201_000_000, "5.2 GB"),
        (253_113_024, "0.3 GB"),
        (212_400_000_000, "212 GB"),
        (11_400_000, "11 MB"),
        (300, "1 kB"),
    ],
)
def test_sizes(size: int, words: str) -> None:
    assert size_words(size) == words


def test_amounts_have_one_unit() -> None:
    assert amount_words(2_100_000_000, 5_200_000_000) == "2.1 of 5.2 GB"
    assert amount_words(3_000_000, 45_000_000) == "3 of 45 MB"


def test_memory_is_counted_as_it_is_sold() -> None:
    assert memory_words(15.5 * (1 << 30), installed=True) == "16 GB"
    assert memory_words(5.7 * (1 << 30)) == "6 GB"
    assert memory_words(1000) == "1 GB"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "a few seconds"),
        (38, "about 40 seconds"),
        (290, "about 5 minutes"),
        (7300, "about 2 hours"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words


def test_speeds() -> None:
    assert speed_words(11_000_000) == "11 MB a second"
    assert speed_words(1_500_000) == "1.5 MB a second"
    assert words_speed(8.6) == "about 9 words a second"
    assert words_speed(67.0) == "about 70 words a second"
    assert words_speed(None) == ""
    assert words_speed(0.4) == "less than a word a second"


def test_only_the_whole_is_a_hundred_per_cent() -> None:
    assert percent_words(0.999) == "99%"
    assert percent_words(1.0) == "100%"


def test_fits_in_words() -> None:
    fits = {offer.fit: fit_words(offer, COMPUTER) for offer in OFFERS}
    assert fits[Fit.FITS].startswith("Needs ")
    assert fits[Fit.TOO_LARGE].startswith("Does not fit: needs ")
    assert fit_words(offer_of("gemma-4-e4b"), None).startswith("Needs ")


def test_what_does_not_fit_says_why_and_what_does() -> None:
    large = next(offer for offer in OFFERS if offer.memory > COMPUTER.memory)
    words = why_not_words(large, COMPUTER, "Gemma 4 E4B")
    assert "this computer has 16 GB" in words
    assert "Gemma 4 E4B is the best one that fits." in words


def test_a_computer_in_words() -> None:
    words = computer_words(COMPUTER)
    assert "16 GB of memory" in words
    assert "212 GB free" in words


def test_capabilities() -> None:
    assert capability_words(True) == "sees pictures"
    assert capability_words(True, short=True) == "sees"
    assert capability_words(False) == "text only"


def test_a_speed_that_was_measured_says_so_and_how_good_its_forecast_was() -> None:
    offer = replace(offer_of("gemma-4-e4b"), words_per_second=9.0, picture=40.0)
    assert speed_here_words(offer) == "about 9 words a second here"
    assert picture_words(offer) == "A picture takes about 40 seconds"
    assert forecast_words(offer) == ""
    ran = replace(offer, measured=True, off=0.25)
    assert speed_here_words(ran) == "about 9 words a second, measured here"
    assert forecast_words(ran) == "The forecast was 25% too fast"
    assert forecast_words(replace(ran, off=-0.25)) == "The forecast was 25% too slow"
    assert forecast_words(replace(ran, off=0.02)) == "As fast as was forecast"
    assert picture_words(offer_of("gemma-3-1b")) == ""
    assert speed_here_words(replace(offer, words_per_second=None)) == ""


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence(reason: Reason) -> None:
    offer, better = offer_of("gemma-4-e4b"), offer_of("gemma-4-12b")
    alone = (Reason.BEST, Reason.SMALLEST, Reason.SMALLEST_DISK)
    named = None if reason in alone else better
    words = reason_words(Recommendation(offer, 8192, reason, named))
    assert words.endswith(".") and "{" not in words
    assert (better.model.name in words) == (named is not None)


def test_what_a_graphics_card_holds_is_told_apart() -> None:
    computer = Computer(16 << 30, 12 << 30, 8, "", 10**12)
    whole = replace(offer_of("gemma-4-12b"), memory=9 << 30, on_devices=9 << 30, fit=Fit.FITS)
    assert fit_words(whole, computer) == "Needs 9 GB in the graphics card"
    part = replace(whole, on_devices=6 << 30)
    assert fit_words(part, computer) == "Needs 9 GB, 6 in the graphics card"
    tight = fit_words(replace(part, fit=Fit.TIGHT), computer)
    assert tight == "Needs 9 GB, 6 in the graphics card, a tight fit"


def test_the_measured_number_stands_behind_the_words() -> None:
    file = replace(offer_of("gemma-4-e4b").file, same_top=99, trained=False)
    file = replace(file, measured="somebody")
    words = "Picks the same next word as the full model 99 times in 100. Measured by somebody"
    assert closeness_words(file) == ("Hard to tell from the full model", words)
    apart = closeness_words(replace(file, divergence=0.0022))[1]
    assert "Divergence from it 0.0022 (Kullback-Leibler). Measured by somebody" in apart
    beside = closeness_words(replace(file, trained=True))[1]
    assert "as the model trained for four bits does in sixteen, 99 times in 100" in beside
    measured = closeness_words(replace(file, same_top=0, perplexity=9.2565))[1]
    assert measured == "Perplexity 9.26, where less is better. Measured by somebody"
