# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What this computer has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Computer:
    """This computer, as it was looked at.

    Attributes:
        memory: bytes installed. memory_free: bytes that programs can take now without swapping.
        cores: physical processor cores. processor: its name, or "".
        disk_free: bytes on the disk of the models folder.
        gpus: names of graphics processors that the engine can use; empty when there is none.
    """

    memory: int
    memory_free: int
    cores: int
    processor: str
    disk_free: int
    gpus: tuple[str, ...] = ()
