# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What of a model goes to which graphics processor."""

import pytest

from desktop.domain.computer import Device
from desktop.domain.devices import ALL, Load, on_devices, placed
from desktop.domain.plan import Plan

GB = 1_000_000_000
LOAD = Load(layers=40, layer=GB // 4, head=GB, working=GB // 10)  # 11 GB
SEEING = Load(40, GB // 4, GB, GB // 10, projector=GB)


def gpu(free: float, memory: float = 0.0) -> Device:
    return Device("GPU", "", int((memory or free) * GB), int(free * GB))


@pytest.mark.parametrize(
    ("load", "devices", "layers", "split", "eyes"),
    [
        (LOAD, [], 0, (), False),
        (LOAD, [gpu(1)], 0, (), False),  # too few layers to be worth the way
        (LOAD, [gpu(6)], 20, (), False),
        (LOAD, [gpu(16)], ALL, (), False),
        (LOAD, [gpu(2, 16)], 0, (), False),  # the screen and others have the rest
        (SEEING, [gpu(12.6)], ALL, (), False),
        (SEEING, [gpu(16)], ALL, (), True),
        (SEEING, [gpu(10)], 30, (), True),
        (SEEING, [gpu(2.5)], 7, (), False),  # a few layers, or the eyes: not both
        (LOAD, [gpu(4), gpu(24)], ALL, (0.0, 1.0), False),
        (LOAD, [gpu(8), gpu(8)], ALL, (0.5, 0.5), False),
        (LOAD, [gpu(4), gpu(8)], 39, (0.3, 0.7), False),
        (LOAD, [gpu(0.3), gpu(6)], 20, (0.0, 1.0), False),
    ],
)
def test_places(
    load: Load, devices: list[Device], layers: int, split: tuple[float, ...], eyes: bool
) -> None:
    plan = placed(Plan("w"), load, devices)
    assert (plan.gpu_layers, plan.split, plan.projector_on_gpu) == (layers, split, eyes)
    taken = on_devices(plan, load)
    assert taken <= sum(device.memory_free for device in devices)
    assert bool(taken) == bool(layers)
