# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""When and how far to guess how an answer goes on."""

from desktop.domain.guessing import ALIKE, LENGTHS, NOTHING, Gain, Lookup


def costs(gain: Gain, guessed: dict[int, float]) -> None:
    """Let it measure so many times the time of one token for so many guesses."""
    for _ in range(60):
        gain.read(0, 0.02)
        for guesses, times in guessed.items():
            gain.read(guesses, 0.02 * times)


def trusted(gain: Gain, right: bool, often: int = 30) -> Gain:
    for _ in range(often):
        gain.saw(right)
    return gain


def test_what_followed_three_tokens_alike_is_expected() -> None:
    lookup = Lookup([1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3])
    assert lookup.guesses(LENGTHS[0]) == [4, 5, 6]
    assert lookup.guesses(6) == [4, 5, 6]  # whole lengths only
    assert lookup.guesses(7) == [4, 5, 6, 7, 8, 9, 1]
    assert lookup.guesses(0) == []
    assert [lookup.add(token) for token in (4, 5, 7)] == [True, True, False]
    assert lookup.guesses(3) == []


def test_the_latest_place_counts() -> None:
    lookup = Lookup([1, 2, 3, 4, 4, 4, 1, 2, 3, 5, 5, 5, 1, 2])
    assert lookup.guesses(3) == []
    assert lookup.add(3) is None
    assert lookup.guesses(3) == [5, 5, 5]


def test_what_was_answered_is_found_as_well_as_what_was_asked() -> None:
    lookup = Lookup([9])
    found = [lookup.add(token) for token in [1, 2, 3, 4, 5, 6] * 2]
    assert found == [None] * (6 + ALIKE) + [True] * (6 - ALIKE)
    assert lookup.guesses(3) == [1, 2, 3]


def test_nobody_guesses_a_picture_or_beyond_the_end() -> None:
    assert Lookup([1, 2, 3, 4, NOTHING, 5, 6, 1, 2, 3]).guesses(3) == []
    assert Lookup([1, 2, 3, 4, 1, 2, 3]).guesses(7) == [4, 1, 2]
    assert Lookup([1, 2, 3, 1, 2, 3][:5]).guesses(3) == []
    assert Lookup([]).guesses(3) == []


def test_it_guesses_far_while_guesses_are_right_and_stops_when_they_are_wrong() -> None:
    gain = Gain()
    assert gain.length() == 0
    assert trusted(gain, right=True).length() == LENGTHS[-1]
    assert trusted(gain, right=False, often=5).length() == 0


def test_an_expensive_batch_is_left_out() -> None:
    gain = Gain()
    costs(gain, {3: 2, 7: 9, 15: 18})
    assert trusted(gain, right=True).length() == 3
    costs(gain, {3: 4.1, 7: 9, 15: 18})
    assert gain.length() == 0


def test_a_bad_moment_is_forgotten_and_trust_begins_anew() -> None:
    gain = Gain()
    costs(gain, {length: 2.0 * length for length in LENGTHS})
    assert trusted(gain, right=True).length() == 0
    for _ in range(30):
        gain.begin()
    assert gain.length() == 0
    assert trusted(gain, right=True).length() > 0
