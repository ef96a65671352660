# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which downloads may run now, and what the others wait for."""

from dataclasses import dataclass
from enum import StrEnum

NIGHT = (23, 7)  # from this hour to that one, unless the person says other hours


class Waiting(StrEnum):
    """What a download waits for that could run otherwise."""

    TURN = "turn"  # others are before it
    NIGHT = "night"  # the person wants downloads at night
    METERED = "metered"  # the connection costs by the byte
    ROOM = "room"  # the disk is full
    DISK = "disk"  # it is not connected


@dataclass(frozen=True, slots=True)
class Conditions:
    """What counts when it is decided who may run.

    Attributes:
        at_once: so many downloads. at_night: only then. hour: of the day, from 0 to 23.
        night: from this hour to that one; all day when they are the same.
        spares: not while the connection is metered.
    """

    at_once: int = 2
    at_night: bool = False
    hour: int = 0
    night: tuple[int, int] = NIGHT
    spares: bool = True
    metered: bool = False

    def obstacle(self, running: int, *, insisted: bool = False) -> Waiting | None:
        """Why one more may not run beside so many. insisted: the person wants it now."""
        if self.at_night and not is_night(self.hour, self.night) and not insisted:
            return Waiting.NIGHT
        if self.spares and self.metered and not insisted:
            return Waiting.METERED
        return Waiting.TURN if running >= self.at_once else None


def is_night(hour: int, night: tuple[int, int] = NIGHT) -> bool:
    """Whether an hour of the day is of the night, which may begin before midnight or after."""
    begin, end = night
    return begin <= hour < end if begin < end else hour >= begin or hour < end
