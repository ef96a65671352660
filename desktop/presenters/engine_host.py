# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The engine as the window sees it: which model is loaded, what it does, and how it is asked."""

import functools
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.model import InstalledModel
from desktop.domain.overflow import room_for
from desktop.domain.plan import BASE_SAMPLING, Plan, Sampling
from desktop.domain.prompt import Prompt
from desktop.presenters.background import Background, Lane, Pump
from desktop.presenters.job import Count
from desktop.presenters.tunings import Tunings
from desktop.services.engine.protocol import Answered, Channel, Engine, LoadedModel, Reading
from desktop.services.stop import Stop

# After these nothing is loaded any more: the process that the engine ran in has ended.
GONE = (Problem.ENGINE_DIED, Problem.OUT_OF_MEMORY, Problem.PROCESSOR_TOO_OLD)


class EngineState(StrEnum):
    """What the engine holds."""

    OFF = "off"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Request:
    """One question to the engine.

    Attributes:
        wants: tokens of context that would hold the whole chat.
        write: makes the prompt once it is known what was loaded. Both run in the engine's thread.
        media: files of the prompt's pictures and sounds by sha256.
        seed: of the choice of words; None for another one each time.
        temperature: how freely they are chosen; None as set for the model.
        on_reading, on_text, done, failed: called on the main thread; the last two end the request.
    """

    model: InstalledModel
    wants: Callable[[LoadedModel, Count], int]
    write: Callable[[LoadedModel, Count], Prompt]
    media: Mapping[str, Path]
    seed: int | None
    on_reading: Callable[[Reading], None]
    on_text: Callable[[Channel, str], None]
    done: Callable[[Answered], None]
    failed: Callable[[Exception], None]
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class _Checked:
    """Progress of a check-up."""

    share: float


CheckUp = Callable[[Plan, Callable[[float], None], threading.Event], None]


class EngineHost(QObject):
    """Loads models when they are needed and asks them, one request at a time.

    A context begins small and grows with the chats, between two questions, as the memory allows.

    Args:
        tunings: how to load and ask a model. Its plans are made in the engine's thread.
        check_up: tries a plan before it is loaded, where that is called for; in the same thread.

    Attributes:
        checking: the share is that of a check-up.
    """

    changed = Signal()
    answered = Signal(object, object)  # InstalledModel, Answered

    def __init__(
        self,
        engine: Engine,
        tunings: Tunings,
        background: Background,
        check_up: CheckUp | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._tunings = tunings
        self._background = background
        self._check_up = check_up
        self._stop = Stop()
        self._request: Request | None = None
        self._outdated = False  # what is loaded has to be loaded anew
        self._largest = 0  # a context for which there was too little memory
        self._pump = Pump(self)
        self._pump.drained.connect(self._on_drained)
        self.state = EngineState.OFF
        self.share = 0.0
        self.checking = False
        self.error: AppError | None = None
        self.loaded: LoadedModel | None = None
        self.ready_model = ""

    @property
    def busy(self) -> bool:
        """A request is under way."""
        return self._request is not None

    def room(self, model: InstalledModel | None) -> int:
        """Tokens that a prompt may take, when its context grows as far as the memory allows.

        0 when nobody knows.
        """
        if model is None:
            return 0
        context = self._tunings.largest(model)
        if self.loaded is not None and self.ready_model == model.id:
            context = min(max(context, self.loaded.context), self.loaded.trained_context)
        return room_for(context) if context else 0

    def ask(self, request: Request) -> None:
        """Answer a question; only when not busy."""
        assert self._request is None
        self._request = request
        self._stop = Stop()
        ready = self.state is EngineState.READY and self.ready_model == request.model.id
        if ready and not self._outdated:
            self._answer()
        else:
            self._largest = 0
            self._load(request.model)

    def look_up(
        self,
        model: InstalledModel,
        write: Callable[[LoadedModel], Prompt],
        media: Mapping[str, Path],
        done: Callable[[int], None],
    ) -> bool:
        """Tell how many tokens of a prompt would have to be read now; False when nobody knows.

        write: see Request. done: on the main thread; not called when the engine cannot tell.
        """
        loaded = self.loaded
        if self.busy or loaded is None or self.ready_model != model.id:
            return False

        def work() -> int:
            return self._engine.unread(write(loaded), media)

        self._background.run(Lane.ENGINE, work, done, failed=lambda _error: None)
        return True

    def stop(self) -> None:
        """End what is under way within one token. Harmless when nothing is."""
        self._stop.set()

    def renew(self, model_id: str) -> None:
        """Another plan is wanted for this model: it is loaded anew before the next question."""
        self._outdated = self._outdated or model_id == self.ready_model

    def unload(self) -> None:
        """Give the memory back, unless a question is being answered."""
        if self.busy or self.state is EngineState.OFF:
            return
        self._become(EngineState.OFF)
        self._background.run(Lane.ENGINE, self._engine.unload)

    def _load(self, model: InstalledModel, larger: Plan | None = None) -> None:
        """Load with the usual context, or with a larger plan in place of what is loaded."""
        stop = self._stop
        self.ready_model, self._outdated = model.id, False
        self._become(EngineState.LOADING)

        def work() -> LoadedModel:
            plan = larger or self._tunings.plan(model, 0)
            self._try(plan, stop)
            if larger is None and plan.gpu_layers:
                plan = self._tunings.plan(model, 0)  # which knows now whether that is faster
                self._try(plan, stop)
            return self._engine.load(plan, self._pump.put, stop)

        def failed(error: Exception) -> None:
            no_memory = isinstance(error, AppError) and error.problem is Problem.OUT_OF_MEMORY
            if larger is not None and no_memory:
                self._largest = larger.context
                self._load(model)  # as small as it begins
            elif _may_be_the_device(error) and self._tunings.leave_devices(model):
                self._load(model)
            else:
                self._on_failed(self._tunings.advised(model, error))

        self._background.run(Lane.ENGINE, work, self._on_loaded, failed)

    def _try(self, plan: Plan, stop: Stop) -> None:
        """The check-up, in the engine's thread; at once when there was one."""
        if self._check_up is not None:
            self._check_up(plan, lambda share: self._pump.put(_Checked(share)), stop)

    def _larger(self, request: Request, loaded: LoadedModel, count: Count) -> Plan | None:
        """A plan with a larger context, when the chat needs one and there is memory for it."""
        wanted = min(request.wants(loaded, count), loaded.trained_context)
        if wanted <= loaded.context:
            return None
        plan = self._tunings.plan(request.model, wanted)
        refused = self._largest and plan.context >= self._largest
        return None if plan.context <= loaded.context or refused else plan

    def _answer(self) -> None:
        request, stop, loaded = self._request, self._stop, self.loaded
        assert request is not None and loaded is not None

        def work() -> Answered | Plan:
            usual = BASE_SAMPLING if loaded.base else loaded.sampling
            count = functools.cache(lambda prompt: self._engine.count(prompt, request.media))
            larger = self._larger(request, loaded, count)
            if larger is not None:
                return larger
            return self._engine.answer(
                request.write(loaded, count),
                request.media,
                self._sampling(request, usual),
                stop,
                self._pump.put,
                lambda channel, text: self._pump.put((channel, text)),
            )

        self._background.run(Lane.ENGINE, work, self._on_answered, self._on_failed)

    def _sampling(self, request: Request, usual: Sampling) -> Sampling:
        sampling = replace(self._tunings.sampling(request.model.id, usual), seed=request.seed)
        if request.temperature is None:
            return sampling
        return replace(sampling, temperature=request.temperature)

    def _on_drained(self, items: list[object]) -> None:
        """Text of one channel that came in one batch is handed over in one piece."""
        request = self._request
        share: float | _Checked | None = None
        reading: Reading | None = None
        pieces: list[tuple[Channel, str]] = []
        for item in items:
            if isinstance(item, float | _Checked):
                share = item
            elif isinstance(item, Reading):
                reading = item
            elif isinstance(item, tuple):
                channel, text = item
                if pieces and pieces[-1][0] is channel:
                    text = pieces.pop()[1] + text
                pieces.append((channel, text))
        if share is not None and self.state is EngineState.LOADING:
            self.checking = isinstance(share, _Checked)
            self.share = share.share if isinstance(share, _Checked) else share
            self.changed.emit()
        if request is None:
            return
        if reading is not None and not pieces:
            request.on_reading(reading)
        for channel, text in pieces:
            request.on_text(channel, text)

    def _on_loaded(self, loaded: LoadedModel) -> None:
        self._pump.drain()
        self.loaded = loaded
        self._become(EngineState.READY)
        if self._request is not None:
            self._answer()

    def _on_answered(self, answered: Answered | Plan) -> None:
        self._pump.drain()
        if isinstance(answered, Plan):
            assert self._request is not None
            self._load(self._request.model, answered)
            return
        request, self._request = self._request, None
        self._rest()
        if request is not None:
            self.answered.emit(request.model, answered)
            request.done(answered)

    def _on_failed(self, error: Exception) -> None:
        self._pump.drain()
        request, self._request = self._request, None
        if self.state is EngineState.LOADING:
            self.loaded = None
            if isinstance(error, Cancelled):
                self._become(EngineState.OFF)
            else:
                self._become(EngineState.FAILED, error if isinstance(error, AppError) else None)
        elif isinstance(error, AppError) and error.problem in GONE:
            self._become(EngineState.OFF)  # the next question loads it anew
        else:
            self._rest()
        if request is not None:
            request.failed(error)

    def _rest(self) -> None:
        """Nothing is asked any more."""
        self._background.run(Lane.ENGINE, self._engine.rest, failed=lambda _error: None)
        self.changed.emit()

    def _become(self, state: EngineState, error: AppError | None = None) -> None:
        self.state = state
        self.error = error
        self.share, self.checking = 0.0, False
        if state in (EngineState.OFF, EngineState.FAILED):
            self.ready_model = ""
            self.loaded = None
        self.changed.emit()


def _may_be_the_device(error: Exception) -> bool:
    """What a driver that is short of memory, or broken, leads to."""
    problems = (*GONE, Problem.LOAD_FAILED)
    return isinstance(error, AppError) and error.problem in problems
