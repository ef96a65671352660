# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""When a model that nobody asks gives its memory back. It is loaded again in seconds."""

from dataclasses import dataclass

LEAST_IDLE = 20.0  # seconds; a model that was just asked is asked again, as a rule
LEAST_FREE = 0.04  # share of the memory; with less, programs are soon ended by the system
MOST_STALLED = 0.1  # share of the time in which every program waited for memory


@dataclass(frozen=True, slots=True)
class Strain:
    """How short of memory the computer is.

    Attributes:
        free, memory: bytes that programs can take without swapping, and all there are.
        stalled: share of the last ten seconds in which every program waited for memory; 0.0 where
            the system does not tell (Linux does: pressure stall information).
    """

    free: int
    memory: int
    stalled: float = 0.0

    @property
    def short(self) -> bool:
        """Others need the memory."""
        return self.free < LEAST_FREE * self.memory or self.stalled > MOST_STALLED


def gives_way(idle: float, minutes: int, strain: Strain) -> bool:
    """Whether the memory is given back now.

    Args:
        idle: seconds since the last answer, those in which the computer slept included.
        minutes: after which the person wants it; 0 for never, unless others need the memory.
    """
    if minutes and idle >= 60 * minutes:
        return True
    return idle >= LEAST_IDLE and strain.short
