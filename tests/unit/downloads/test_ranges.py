# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Sets of bytes, and the number of streams: plain values."""

import itertools
import random

from desktop.domain.ranges import Ranges, Width


def test_ranges_are_as_sets_of_numbers() -> None:
    dice = random.Random(3)
    for _ in range(200):
        ranges, numbers = Ranges(), set[int]()
        for _ in range(12):
            start, end = sorted((dice.randrange(40), dice.randrange(40)))
            if dice.random() < 0.7:
                ranges.add(start, end)
                numbers |= set(range(start, end))
            else:
                ranges.remove(start, end)
                numbers -= set(range(start, end))
            assert ranges.total == len(numbers)
            missing = {n for start, end in ranges.gaps(5, 35) for n in range(start, end)}
            assert missing == set(range(5, 35)) - numbers
            assert ranges.prefix == next(n for n in range(41) if n not in numbers)
            pairs = ranges.ranges
            assert all(end < after for (_, end), (after, _) in itertools.pairwise(pairs))


def speeds(width: Width, *bytes_a_second: int) -> list[int]:
    """How many streams after each two seconds at such speeds."""
    now, got, found = 0.0, 0, [width.note(0.0, 0)]
    for speed in bytes_a_second:
        now, got = now + 2, got + 2 * speed
        found.append(width.note(now, got))
    return found


def test_streams_are_added_while_each_makes_it_faster() -> None:
    assert speeds(Width(), 100, 200, 300, 400, 400) == [1, 2, 3, 4, 4, 4]
    assert speeds(Width(), 100, 200, 205) == [1, 2, 3, 2]
    assert speeds(Width(), 100, 100, 100, 100) == [1, 2, 1, 1, 1]


def test_more_streams_are_tried_again_after_a_while() -> None:
    width = Width()
    assert speeds(width, *([100] * 20)).count(2) == 2


def test_nothing_is_added_while_nothing_comes() -> None:
    assert speeds(Width(), 0, 0, 0) == [1, 1, 1, 1]


def test_a_server_that_refuses_is_asked_by_fewer_for_good() -> None:
    width = Width()
    speeds(width, 100, 200)
    assert width.streams == 3
    width.refused()
    assert width.streams == 2
    assert max(speeds(width, 100, 300, 900, 2700, 8100)) == 2
