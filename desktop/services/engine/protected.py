# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The engine in a child process: whatever native code does there, this process goes on."""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Prompt
from desktop.services.engine import wire
from desktop.services.engine.child import Child, Note, Parent
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.protocol import (
    Answered,
    Channel,
    Ending,
    Engine,
    LoadedModel,
    Reading,
)
from desktop.services.paths import Paths

ROLE = "engine"
NEVER = threading.Event()


class ProtectedEngine:
    """See `Engine`. The child lives from a load to the next unload.

    Every method may also raise ENGINE_DIED, OUT_OF_MEMORY or PROCESSOR_TOO_OLD when the child
    ended; nothing is loaded then.

    Args:
        program: another command than that of this application.
    """

    def __init__(self, program: Sequence[str] = ()) -> None:
        self._program = program
        self._child: Child[wire.Reply, wire.Noted] | None = None

    @property
    def process_id(self) -> int:
        """Of the child; 0 when there is none."""
        return self._child.process_id if self._child is not None else 0

    def load(
        self, plan: Plan, progress: Callable[[float], None], stop: threading.Event
    ) -> LoadedModel:
        """Load a model in a new child; see `Engine.load`."""
        self.unload()
        if stop.is_set():
            raise Cancelled
        self._child = Child(ROLE, wire.Reply, wire.Noted, self._program)

        def on_note(note: wire.Noted) -> None:
            if isinstance(note, wire.Share):
                progress(note.share)

        try:
            reply = self._ask(wire.Load.of(plan), stop, on_note)
        except (AppError, Cancelled):
            self.unload()
            raise
        assert isinstance(reply, wire.Loaded)
        if stop.is_set():  # it came too late for the child
            self.unload()
            raise Cancelled
        return reply.model

    def answer(
        self,
        prompt: Prompt,
        media: Mapping[str, Path],
        sampling: Sampling,
        stop: threading.Event,
        on_reading: Callable[[Reading], None],
        on_text: Callable[[Channel, str], None],
    ) -> Answered:
        """See `Engine.answer`. Text that came before the child ended has been handed over."""
        shown = dropped = False

        def on_note(note: wire.Noted) -> None:
            nonlocal shown, dropped
            if isinstance(note, wire.Read):
                on_reading(note.reading)
            elif isinstance(note, wire.Text) and stop.is_set():
                dropped = True  # it was on its way when the person stopped
            elif isinstance(note, wire.Text):
                shown = True
                on_text(note.channel, note.text)

        request = wire.Answer(wire.WirePrompt.of(prompt, media), sampling)
        reply = self._ask(request, stop, on_note)
        assert isinstance(reply, wire.Done)
        if dropped and not shown:
            raise Cancelled
        return replace(reply.answered, ending=Ending.STOPPED) if dropped else reply.answered

    def count(self, prompt: Prompt, media: Mapping[str, Path]) -> int:
        """See `Engine.count`."""
        reply = self._ask(wire.Count(wire.WirePrompt.of(prompt, media)), NEVER)
        assert isinstance(reply, wire.Counted)
        return reply.tokens

    def unread(self, prompt: Prompt, media: Mapping[str, Path]) -> int:
        """See `Engine.unread`."""
        reply = self._ask(wire.Count(wire.WirePrompt.of(prompt, media), unread=True), NEVER)
        assert isinstance(reply, wire.Counted)
        return reply.tokens

    def rest(self) -> None:
        """See `Engine.rest`."""
        if self._child is not None:
            self._ask(wire.Rest(), NEVER)

    def unload(self) -> None:
        """End the child. Harmless when there is none."""
        child, self._child = self._child, None
        if child is None:
            return
        try:
            child.ask(wire.Unload(), NEVER)
        except AppError:
            return  # it has ended by itself
        finally:
            child.close()

    def _ask(
        self,
        request: wire.Request,
        stop: threading.Event,
        on_note: Callable[[wire.Noted], None] = lambda _note: None,
    ) -> wire.Reply:
        if self._child is None:
            raise AppError(Problem.ENGINE_FAILED, detail="no model is loaded")
        try:
            return self._child.ask(request, stop, on_note)
        except AppError:
            if not self._child.alive:
                self._child = None
            raise


def serve() -> None:
    """The child's part: one engine, asked until the parent ends."""
    engine = LlamaEngine(Paths.of_environment(os.environ).sessions)

    def handle(request: wire.Request, stop: threading.Event, note: Note) -> wire.Reply:
        return _handled(engine, request, stop, note)

    Parent[wire.Request](wire.Request).serve(handle)


def _handled(
    engine: Engine, request: wire.Request, stop: threading.Event, note: Note
) -> wire.Reply:
    match request:
        case wire.Load():
            plan = request.whole()
            return wire.Loaded(engine.load(plan, lambda share: note(wire.Share(share)), stop))
        case wire.Answer():
            return wire.Done(
                engine.answer(
                    *request.prompt.whole(),
                    request.sampling,
                    stop,
                    lambda reading: note(wire.Read(reading)),
                    lambda channel, text: note(wire.Text(channel, text)),
                )
            )
        case wire.Count():
            count = engine.unread if request.unread else engine.count
            return wire.Counted(count(*request.prompt.whole()))
        case wire.Rest():
            engine.rest()
            return wire.Counted(0)
        case wire.Unload():
            engine.unload()
            return wire.Counted(0)
