# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The packaged program (build/package, by `dev.py package`) beside the same from the source."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from PIL import ImageGrab

from tests.benchmarks.engine_speed import starter, threads

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build/package/frozen/jewelbox/jewelbox"
ROUNDS = 7
PATIENCE = 30  # seconds
DISPLAY = ":86"
PROMPT = " ".join(["The lighthouse keeper wrote down what he had seen."] * 60)


def figures() -> Iterator[dict[str, object]]:
    """Medians of paired runs, one after the other; the first pair is not counted."""
    if not PROGRAM.is_file():
        raise RuntimeError("not packaged yet: python3 dev.py package")
    with tempfile.TemporaryDirectory() as folder:
        yield from _speeds(Path(folder))
        if shutil.which("Xvfb"):
            yield from _starts(Path(folder))


def _commands(*words: str) -> tuple[Sequence[str], Sequence[str]]:
    return [str(PROGRAM), *words], [sys.executable, *(words or ("-m", "desktop"))]


def _speeds(folder: Path) -> Iterator[dict[str, object]]:
    count = threads()
    request = {"model": str(starter(folder)), "question": PROMPT, "threads": count}
    packaged, source = _commands("-m", "desktop.services.check")
    pairs = []
    for place in range(ROUNDS + 1):
        order = (packaged, source) if place % 2 else (source, packaged)
        found = {command[0]: _checked(command, request) for command in order}
        pairs.append((found[packaged[0]], found[source[0]]))
    for key, name in (
        ("generated_tokens_per_s", "generation"),
        ("prompt_tokens_per_s", "prompt"),
    ):
        ours = [pair[0][key] for pair in pairs[1:]]
        native = [pair[1][key] for pair in pairs[1:]]
        ratio = statistics.median(a / b for a, b in zip(ours, native, strict=True))
        yield {
            "figure": f"{name} speed of the packaged engine",
            "value": round(ratio, 3),
            "unit": "times the engine built for this processor",
            "peer": f"{statistics.median(native):.1f} tokens/s native, "
            f"{statistics.median(ours):.1f} tokens/s packaged",
            "goal": ">= 0.97",
            "met": ratio >= 0.97,
        }


def _checked(command: Sequence[str], request: Mapping[str, object]) -> dict[str, float]:
    done = subprocess.run(
        command, input=json.dumps(request).encode(), capture_output=True, cwd=ROOT, check=True
    )
    model: dict[str, float] = json.loads(done.stdout)["model"]
    return model


def _starts(folder: Path) -> Iterator[dict[str, object]]:
    # It would begin anew whenever the last who looks has gone, and refuse whoever comes meanwhile.
    server = ["Xvfb", DISPLAY, "-screen", "0", "1280x860x24", "-noreset"]
    with subprocess.Popen(server) as screen:
        try:
            while not Path("/tmp/.X11-unix/X86").exists():
                time.sleep(0.01)
            environ = {**os.environ, "DISPLAY": DISPLAY, "QT_QPA_PLATFORM": "xcb"}
            environ |= {"JEWELBOX_HOME": str(folder / "home")}
            packaged, source = _commands()
            first = _first_start(packaged, environ, folder)
            pairs = []
            for place in range(ROUNDS + 1):
                order = (packaged, source) if place % 2 else (source, packaged)
                found = {command[0]: _seconds(command, environ) for command in order}
                pairs.append((found[packaged[0]], found[source[0]]))
        finally:
            screen.terminate()
    yield {
        "figure": "first start after installation: an empty home, nothing of the program in memory",
        "value": round(first, 2),
        "unit": "s to a drawn window",
        "peer": "",
        "goal": "stated",
        "met": True,
    }
    ratio = statistics.median(ours / theirs for ours, theirs in pairs[1:])
    yield {
        "figure": "start of the packaged program to a drawn window",
        "value": round(ratio, 2),
        "unit": "times the start from the source",
        "peer": f"{statistics.median(p[1] for p in pairs[1:]) * 1000:.0f} ms from the source, "
        f"{statistics.median(p[0] for p in pairs[1:]) * 1000:.0f} ms packaged",
        "goal": "<= 1.0",
        "met": ratio <= 1.0,
    }


def _seconds(command: Sequence[str], environ: Mapping[str, str]) -> float:
    """Until something is drawn on the empty screen."""
    until = time.monotonic() + PATIENCE
    while ImageGrab.grab(xdisplay=DISPLAY).getbbox():  # the window before is still going
        if time.monotonic() > until:
            raise RuntimeError("the screen is not empty")
        time.sleep(0.01)
    began = time.perf_counter()
    with subprocess.Popen(command, env=environ, cwd=ROOT) as program:
        try:
            while not ImageGrab.grab(xdisplay=DISPLAY).getbbox():
                if time.perf_counter() - began > 60 or program.poll() is not None:
                    raise RuntimeError("the window did not open")
            seconds = time.perf_counter() - began
            program.terminate()
            program.wait(PATIENCE)
        finally:
            program.kill()  # else leaving the block would wait for it, whatever has gone wrong
    return seconds


def _first_start(command: Sequence[str], environ: Mapping[str, str], folder: Path) -> float:
    """The system forgets what it has read of the program's files."""
    for file in PROGRAM.parent.rglob("*"):
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as data:
                os.posix_fadvise(data.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return _seconds(command, {**environ, "JEWELBOX_HOME": str(folder / "first")})
