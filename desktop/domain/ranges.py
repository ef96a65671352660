# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which bytes of a file are here, and how many streams are worth fetching the others with."""

import bisect
from collections.abc import Iterable

Range = tuple[int, int]  # the first byte, and the one after the last


class Ranges:
    """Sorted ranges of bytes that neither overlap nor touch."""

    def __init__(self, ranges: Iterable[Range] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.total = 0  # bytes
        for start, end in ranges:
            self.add(start, end)

    @property
    def prefix(self) -> int:
        """Bytes from the first one on without a gap."""
        return self._ends[0] if self._starts and self._starts[0] == 0 else 0

    @property
    def ranges(self) -> list[Range]:
        """All of them, in their order."""
        return list(zip(self._starts, self._ends, strict=True))

    def add(self, start: int, end: int) -> None:
        """These bytes are here; some of them may have been before."""
        if start >= end:
            return
        first = bisect.bisect_left(self._ends, start)
        last = bisect.bisect_right(self._starts, end)
        if first < last:
            start = min(start, self._starts[first])
            end = max(end, self._ends[last - 1])
        self._replace(first, last, [(start, end)])

    def remove(self, start: int, end: int) -> None:
        """These bytes are not here, or not to be believed."""
        first = bisect.bisect_right(self._ends, start)
        last = bisect.bisect_left(self._starts, end)
        if first >= last or start >= end:
            return
        left = (self._starts[first], start)
        right = (end, self._ends[last - 1])
        self._replace(first, last, [each for each in (left, right) if each[0] < each[1]])

    def gaps(self, start: int, end: int) -> list[Range]:
        """What is missing between two places."""
        found = []
        for place in range(bisect.bisect_right(self._ends, start), len(self._starts)):
            if self._starts[place] >= end:
                break
            if start < self._starts[place]:
                found.append((start, self._starts[place]))
            start = self._ends[place]
        if start < end:
            found.append((start, end))
        return found

    def _replace(self, first: int, last: int, ranges: list[Range]) -> None:
        self.total -= sum(self._ends[first:last]) - sum(self._starts[first:last])
        self.total += sum(end - start for start, end in ranges)
        self._starts[first:last] = [start for start, _ in ranges]
        self._ends[first:last] = [end for _, end in ranges]


class Width:
    """How many streams at once: one more for as long as each makes it clearly faster.

    Args:
        most: never more. seconds: how long a speed is measured.
    """

    GAIN = 1.15  # what one more stream has to bring
    REST = 30.0  # seconds until more is tried again

    def __init__(self, most: int = 4, seconds: float = 2.0) -> None:
        self._most, self._seconds = most, seconds
        self.streams = 1
        self._before = 0.0  # the speed with one less
        self._began: tuple[float, int] | None = None  # of the measurement: time, bytes
        self._not_before = 0.0

    def note(self, now: float, got: int) -> int:
        """So many bytes are here at this time. Returns how many streams there should be."""
        if self._began is None:
            self._began = (now, got)
        seconds = now - self._began[0]
        if seconds < self._seconds:
            return self.streams
        speed = (got - self._began[1]) / seconds
        self._began = (now, got)
        if self._before and speed < self._before * self.GAIN:
            self.streams = max(1, self.streams - 1)
            self._before, self._not_before = 0.0, now + self.REST
        elif self.streams < self._most and now >= self._not_before and speed > 0:
            self._before, self.streams = speed, self.streams + 1
        else:
            self._before = 0.0
        return self.streams

    def refused(self) -> None:
        """A server did not like so many: never as many again."""
        self._most = self.streams = max(1, self.streams - 1)
        self._before, self._began = 0.0, None
