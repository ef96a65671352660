# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What this computer has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Device:
    """A graphics processor that the engine can use.

    Attributes:
        name: as the engine calls it ("CUDA0"). description: as people know it.
        memory, memory_free: bytes. shared: with the processor; it has none of its own.
    """

    name: str
    description: str
    memory: int
    memory_free: int
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Speeds:
    """How fast the engine works here, measured with a small model without a meaning.

    Attributes:
        four, eight: bytes a second of weights with four and with eight bits, read for one token.
        compute, compute_eight: operations a second of the same while a prompt is read.
        layer: seconds that a layer costs beside its weights for one token; the threads wait for
            each other.
        value: seconds for each value of a token in a layer while a prompt is read: what is done
            beside the matrices (norms, attention, the curve of the feed-forward).
    """

    four: float
    eight: float
    compute: float
    layer: float
    compute_eight: float
    value: float


@dataclass(frozen=True, slots=True)
class Run:
    """How fast a model really was, beside what had been forecast.

    Attributes:
        model: id of the model. quantization: of the file.
        file: its id; "" in records of older versions.
        tokens: a second, written. forecast: the same before, 0 where there was none.
    """

    model: str
    quantization: str
    tokens: float
    forecast: float
    file: str = ""

    @property
    def of(self) -> tuple[str, str, str]:
        """Which file it was."""
        return self.model, self.quantization, self.file


@dataclass(frozen=True, slots=True)
class Computer:
    """This computer, as it was looked at.

    Attributes:
        memory: bytes installed. memory_free: bytes that programs can take now without swapping.
        cores: physical processor cores. processor: its name, or "".
        disk_free, disk: bytes on the disk of the models folder, free and in all; 0 where unknown.
        gpus: empty when there is none, or nobody has looked.
        page: bytes of a page of memory. instructions: those for many numbers at once ("AVX2").
        speeds: None until they are measured. runs: the latest of each file.
    """

    memory: int
    memory_free: int
    cores: int
    processor: str
    disk_free: int
    gpus: tuple[Device, ...] = ()
    page: int = 4096
    instructions: tuple[str, ...] = ()
    speeds: Speeds | None = None
    runs: tuple[Run, ...] = ()
    disk: int = 0
