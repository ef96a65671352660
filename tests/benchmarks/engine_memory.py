# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Memory told beside memory taken, in both homes, and beside the binding's defaults.

Taken: the most that was resident (VmHWM of /proc) less what was before the model came. Each case
runs in a process of its own. Linux alone.
"""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Control, Prompt, Words
from desktop.services.engine import wire
from desktop.services.engine.child import Child
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.native import native
from desktop.services.engine.protected import ProtectedEngine
from tests.benchmarks.engine_speed import starter, threads

ASSETS = Path(__file__).parents[1] / "assets"
CONTEXT = 8192
LARGEST = 400_000_000
WHOLE = "A lighthouse stands on the rock. " * 1000  # eight tokens each
HOMES = {"this process": "thread", "a child process": "protected"}


def figures() -> Iterator[dict[str, object]]:
    """Told ÷ taken for both models in both homes, then the whole of Gemma 3 270M."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(starter(Path(folder)))
        taken = 0
        for name, weights, eyes in (
            ("Gemma 3 270M", path, ""),
            ("the tiny model", str(ASSETS / "tiny.gguf"), str(ASSETS / "tiny-mmproj.gguf")),
        ):
            for home, kind in HOMES.items():
                told, most = _measured(kind, weights, eyes)
                taken = taken or most
                yield _figure(
                    f"memory told, {name} in {home}",
                    round(told / most, 3),
                    f"times the memory taken ({most / 1e6:.0f} MB)",
                    "0.95 to 1.05",
                    0.95 <= told / most <= 1.05,
                )
        yield _figure(
            f"memory of Gemma 3 270M with {CONTEXT} tokens",
            round(taken / 1e6),
            "MB",
            f"<= {LARGEST / 1e6:.0f}",
            taken <= LARGEST,
        )
        ours, usual = (_measured(kind, path, "") for kind in ("full", "defaults"))
        for place, what in enumerate(("that is asked for", "that is resident")):
            yield _figure(
                f"memory {what}, Gemma 3 270M, all {CONTEXT} tokens read, beside the defaults",
                round(ours[place] / usual[place], 3),
                f"times the defaults ({usual[place] / 1e6:.0f} MB)",
                "<= 0.5",
                ours[place] / usual[place] <= 0.5,
            )


def _figure(name: str, value: float, unit: str, goal: str, met: bool) -> dict[str, object]:
    peer = "llama-cpp-python 0.3.36" if "defaults" in name else "resident memory of the process"
    return {"figure": name, "value": value, "unit": unit, "peer": peer, "goal": goal, "met": met}


def _measured(kind: str, weights: str, eyes: str) -> tuple[int, int]:
    command = [sys.executable, "-m", "tests.benchmarks.engine_memory", kind, weights, eyes]
    done = subprocess.run(command, capture_output=True, check=True)
    told, taken = json.loads(done.stdout)
    return told, taken


def _resident(key: str, process: int | str = "self") -> int:
    status = Path(f"/proc/{process}/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith(key))
    return int(line.split()[1]) * 1024


def _ours(kind: str, weights: str, eyes: str) -> tuple[int, int]:
    """Load and answer; told is what the engine says after loading.

    Of kind "full" it is what was asked for, and the whole context is read.
    """
    engine = ProtectedEngine() if kind == "protected" else LlamaEngine()
    before: list[int] = []

    def process() -> int | str:
        return engine.process_id if isinstance(engine, ProtectedEngine) else "self"

    if kind != "protected":
        native()
        before.append(_resident("VmRSS"))
    else:
        before.append(_idle_child())
    asked = _asked()
    count = threads()
    plan = Plan(weights, eyes, context=CONTEXT, threads=count, threads_batch=count)
    loaded = engine.load(plan, lambda _share: None, threading.Event())
    words = Prompt((Control("<bos>"), Words(WHOLE if kind == "full" else WHOLE[: len(WHOLE) // 8])))
    engine.answer(
        words, {}, Sampling(temperature=0, longest=8), threading.Event(), lambda _r: None,
        lambda _c, _t: None,
    )  # fmt: skip
    taken = _resident("VmHWM", process()) - before[0]
    told = _asked() - asked if kind == "full" else loaded.memory_bytes
    engine.unload()
    return told, taken


def _asked() -> int:
    """What this process has asked for, touched or not, and what it has of files."""
    return _resident("VmData") + _resident("RssFile")


def _idle_child() -> int:
    """What a child has in memory that has loaded llama.cpp and no model."""
    serve = "from desktop.services.engine import native, protected; native.native(); "
    child: Child[wire.Reply, wire.Noted] = Child(
        "", wire.Reply, wire.Noted, [sys.executable, "-c", f"{serve}protected.serve()"]
    )
    child.ask(wire.Unload(), threading.Event())
    resident = _resident("VmRSS", child.process_id)
    child.close()
    return resident


def _defaults(weights: str) -> tuple[int, int]:
    """llama-cpp-python as its users take it, with the same context."""
    import llama_cpp  # in this process alone, so that it does not count for ours

    before, asked = _resident("VmRSS"), _asked()
    model = llama_cpp.Llama(weights, n_ctx=CONTEXT, verbose=False)
    model.create_completion(WHOLE, max_tokens=8)
    return _asked() - asked, _resident("VmHWM") - before


if __name__ == "__main__":
    which, file, projector = sys.argv[1:4]
    found = _defaults(file) if which == "defaults" else _ours(which, file, projector)
    print(json.dumps(found))
