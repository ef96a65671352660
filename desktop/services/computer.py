# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Looks at this computer."""

import contextlib
import mmap
import os
import re
import subprocess
import time
from pathlib import Path

from desktop.domain.computer import Computer
from desktop.domain.keeping import Strain

PRESSURE = Path("/proc/pressure/memory")


def look_at_computer(models: Path) -> Computer:
    """Memory, processor and the disk of the models folder (which need not exist yet)."""
    import psutil

    memory = psutil.virtual_memory()
    disk, free = _disk(models)
    return Computer(
        memory=memory.total,
        memory_free=memory.available,
        cores=_cores(),
        processor=_processor(),
        disk_free=free,
        page=mmap.PAGESIZE,
        disk=disk,
    )


def strain() -> Strain:
    """How short of memory this computer is now; a tenth of a millisecond."""
    import psutil

    memory = psutil.virtual_memory()
    return Strain(memory.available, memory.total, _stalled())


def clock() -> float:
    """Seconds that pass also while the computer sleeps."""
    kind = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
    return time.clock_gettime(kind) if kind is not None else time.monotonic()


def _stalled() -> float:
    """Of the last ten seconds; see the kernel's documentation of PSI for the form of the file."""
    try:
        found = re.search(r"^full avg10=([0-9.]+)", PRESSURE.read_text("ascii"), re.MULTILINE)
    except (OSError, ValueError):
        return 0.0
    return float(found[1]) / 100 if found else 0.0


def disk_free(folder: Path) -> int:
    """Bytes that the person may still write there; 0 when nothing of the path exists."""
    return _disk(folder)[1]


def disk_of(folder: str) -> str:
    """Where the disk of a folder is joined to the others: "/", "/media/name", "D:\\"."""
    place = Path(os.path.realpath(folder))
    while not os.path.ismount(place) and place.parent != place:
        place = place.parent
    return str(place)


def is_here(folder: str, disk: str) -> bool:
    """Whether a folder is there, and on its disk: an empty folder may stay where that was joined.

    disk: what `disk_of` said when it was; "" for any.
    """
    with contextlib.suppress(OSError):  # of a network's disk that hangs, or a broken one
        return Path(folder).is_dir() and (not disk or os.path.ismount(disk))
    return False


def is_one_disk(folder: Path, other: Path) -> bool:
    """Whether two folders, or what there is above them, are on one disk."""
    devices = set()
    for place in (folder, other):
        for there in (place, *place.parents):
            try:
                devices.add(there.stat().st_dev)
                break
            except OSError:
                continue
    return len(devices) == 1


def _disk(folder: Path) -> tuple[int, int]:
    """Bytes in all and bytes free; zeros when nothing of the path exists."""
    import psutil

    for place in (folder, *folder.parents):
        try:
            usage = psutil.disk_usage(str(place))
            return int(usage.total), int(usage.free)
        except FileNotFoundError:
            continue
        except OSError:
            return 0, 0
    return 0, 0


def _cores() -> int:
    """Physical cores, of which a container may give us only some."""
    import psutil

    physical = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    ours = getattr(os, "sched_getaffinity", None)
    return min(physical, len(ours(0))) if ours is not None else physical


def _processor() -> str:
    """Its name as people know it, or ""."""
    import platform

    if platform.system() == "Linux":
        try:
            lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
        except OSError:
            return ""
        named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
        return next(named, "")
    if platform.system() == "Darwin":
        command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.strip()
    return platform.processor()
