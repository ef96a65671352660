# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What of a model goes to which graphics processor.

llama.cpp puts whole layers there, the last ones first, each with its share of the cache; the matrix
of the vocabulary counts as one layer more and goes last. What stays is computed by the processor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.domain.computer import Device
from desktop.domain.memory import parameters
from desktop.domain.model import Architecture
from desktop.domain.plan import Memory, Plan

ALL = -1  # layers, as llama.cpp counts them
OWN = 400_000_000  # bytes that a driver takes for itself, with its kernels
SPARE = 0.08  # share of a device's memory that the screen and other programs may want
WORTH = 8  # the least share of the layers is one in so many: below, the way there costs more
GRAIN = (
    10  # shares are told in so many parts, so that a plan is the same from one start to the next
)


@dataclass(frozen=True, slots=True)
class Load:
    """What has to find its place, in bytes.

    Attributes:
        layers: how many there are; layer: of one of them with its cache. head: the vocabulary's
            matrix. working: buffers, once on each device. projector: with room for a picture.
    """

    layers: int
    layer: int
    head: int
    working: int
    projector: int = 0

    @property
    def whole(self) -> int:
        """All layers and the vocabulary's matrix."""
        return self.layers * self.layer + self.head


def load_of(shape: Architecture, memory: Memory) -> Load:
    """From what a plan takes altogether."""
    head = memory.weights * shape.vocabulary * shape.width // max(parameters(shape), 1)
    head = min(head, memory.weights)
    cache = memory.global_cache + memory.window_cache
    layer = (memory.weights - head + cache) // max(shape.layers, 1)
    return Load(shape.layers, layer, head, memory.compute, memory.projector)


def placed(plan: Plan, load: Load, devices: Sequence[Device]) -> Plan:
    """The plan with as much on the devices as finds room there, and what it takes of them.

    One device is taken when it holds everything, the one with the most room; else all that have
    some. The projector goes there if at least half of the layers still do beside it.
    """
    rooms = [_room(device, load.working) for device in devices]
    best = max(rooms, default=0)
    if best <= 0:
        return _on(plan, load, 0, (), projector=False)
    eyes = load.projector
    if load.whole <= best:
        alone = tuple(float(place == rooms.index(best)) for place in range(len(rooms)))
        beside = bool(eyes) and load.whole + eyes <= best
        return _on(plan, load, ALL, alone if len(rooms) > 1 else (), projector=beside)
    beside = bool(eyes) and _layers(load, sum(rooms) - eyes) * 2 >= load.layers
    room = sum(rooms) - (eyes if beside else 0)
    # Each device holds whole layers: a part of one is lost on each.
    layers = _layers(load, room - (len([r for r in rooms if r]) - 1) * load.layer)
    if layers * WORTH < load.layers:
        return _on(plan, load, 0, (), projector=False)
    split = tuple(round(GRAIN * room / sum(rooms)) / GRAIN for room in rooms)
    return _on(plan, load, layers, split if len(rooms) > 1 else (), projector=beside)


def _room(device: Device, working: int) -> int:
    free = device.memory_free - int(SPARE * device.memory) - OWN - working
    return max(free, 0)


def _layers(load: Load, room: int) -> int:
    """ALL, or how many layers there is room for."""
    if load.whole <= room:
        return load.layers + 1
    return max(min(room // max(load.layer, 1), load.layers), 0)


def _on(plan: Plan, load: Load, layers: int, split: tuple[float, ...], *, projector: bool) -> Plan:
    layers = ALL if layers > load.layers else layers
    return replace(plan, gpu_layers=layers, split=split, projector_on_gpu=projector)


def on_devices(plan: Plan, load: Load) -> int:
    """Bytes of a plan that are in the memory of devices, wherever the plan comes from."""
    if not plan.gpu_layers:
        return 0
    every = plan.gpu_layers == ALL or plan.gpu_layers > load.layers
    held = load.whole if every else plan.gpu_layers * load.layer
    return held + load.working + (load.projector if plan.projector_on_gpu else 0)
