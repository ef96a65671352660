# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The next question after a long chat, beside reading the whole chat again."""

import statistics
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from desktop.domain.conversation import Message, Role, TextPart
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import PromptStyle
from desktop.domain.rendering import render
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.protocol import Answered
from tests.benchmarks.engine_speed import starter, threads

ROUNDS = 5
LENGTH = 2000  # tokens of chat before the question
SAMPLING = Sampling(temperature=0, longest=24)
NOTE = "The lighthouse keeper wrote down the wind, the waves, the ships and the light of day {}. "


def figures() -> Iterator[dict[str, object]]:
    """Medians of pairs: a follow-up question, then the same prompt with nothing read before."""
    with tempfile.TemporaryDirectory() as folder:
        count = threads()
        plan = Plan(str(starter(Path(folder))), context=4096, threads=count, threads_batch=count)
        engine = LlamaEngine()
        engine.load(plan, lambda _share: None, threading.Event())
        pairs = [_pair(engine, place) for place in range(ROUNDS + 1)][1:]
        engine.unload()
    ratio = statistics.median(reused / afresh for reused, afresh in pairs)
    yield {
        "figure": "time to the first token of a follow-up question after 2,000 tokens of chat",
        "value": round(ratio, 3),
        "unit": "times reading all of it again",
        "peer": f"{statistics.median(afresh for _, afresh in pairs) * 1000:.0f} ms afresh, "
        f"{statistics.median(reused for reused, _ in pairs) * 1000:.0f} ms ours",
        "goal": "<= 0.1",
        "met": ratio <= 0.1,
    }


def _ask(engine: LlamaEngine, messages: list[Message]) -> tuple[str, Answered]:
    text: list[str] = []
    answered = engine.answer(
        render(PromptStyle.TURNS, messages),
        {},
        SAMPLING,
        threading.Event(),
        lambda _reading: None,
        lambda _channel, piece: text.append(piece),
    )
    return "".join(text), answered


def _pair(engine: LlamaEngine, place: int) -> tuple[float, float]:
    notes = "".join(NOTE.format(f"{place}-{day}") for day in range(LENGTH // 23))
    messages = [_said(Role.USER, f"{notes}What was written down?")]
    text, first = _ask(engine, messages)
    if first.prompt_tokens < LENGTH or first.reused_tokens > LENGTH // 10:
        raise RuntimeError(f"{first.prompt_tokens} tokens, of which {first.reused_tokens} reused")
    messages += [_said(Role.MODEL, text), _said(Role.USER, "And what was not?")]
    _, follow_up = _ask(engine, messages)
    if not follow_up.reused_tokens > LENGTH:
        raise RuntimeError(f"only {follow_up.reused_tokens} tokens were reused")
    loaded = engine._the_loaded()
    loaded.context.cut(0)
    loaded.session.cut(0)
    _, afresh = _ask(engine, messages)
    return follow_up.seconds_to_first, afresh.seconds_to_first


def _said(role: Role, text: str) -> Message:
    return Message("m", "c", None, role, (TextPart(text),))
