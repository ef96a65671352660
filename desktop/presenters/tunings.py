# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How each model is loaded and asked: as recommended, or as the person has set it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop.domain.computer import Computer
from desktop.domain.errors import AppError, Problem
from desktop.domain.fit import Offer, would_fit
from desktop.domain.forecast import WORDS_A_TOKEN, is_slower, planned
from desktop.domain.model import InstalledModel, ModelFile
from desktop.domain.plan import Measured, Plan, Sampling
from desktop.domain.planning import plan_for
from desktop.domain.tuning import Tuning
from desktop.presenters.background import Background, Lane
from desktop.presenters.offers import Offers
from desktop.services.models.tunings import TuningFile


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a plan. words: a second; None when nobody knows before it was tried."""

    plan: Plan
    words: float | None


class Tunings(QObject):
    """Whatever is set is kept at once, by the id of the installed model.

    Args:
        look: looks at the computer; blocks. measured: what a check-up found, or None.
    """

    changed = Signal(str)  # model
    loading_changed = Signal(str)  # model: it has to be loaded anew

    def __init__(
        self,
        file: TuningFile,
        offers: Offers,
        look: Callable[[], Computer],
        measured: Callable[[Plan], Measured | None],
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._file, self._offers, self._look = file, offers, look
        self._measured, self._background = measured, background
        self._tunings = file.load()
        self._bare: set[str] = set()  # models that have left the graphics processors

    def of(self, model_id: str) -> Tuning:
        """What was set for a model."""
        return self._tunings.get(model_id, Tuning())

    def set(self, model_id: str, tuning: Tuning) -> None:
        """Set everything for a model; `Tuning()` for what is recommended."""
        before = self.of(model_id)
        if tuning == before:
            return
        self._tunings[model_id] = tuning
        kept = {key: value for key, value in self._tunings.items() if value.changes()}
        self._background.run(Lane.STORE, lambda: self._file.save(kept))
        if not tuning.loads_like(before):
            self.loading_changed.emit(model_id)
        self.changed.emit(model_id)

    def plan(self, installed: InstalledModel, context: int) -> Plan:
        """How to load it now, with so many tokens where there is room. In the engine's thread."""
        computer, tuning = self._look(), self.of(installed.id)
        plan = self._plan(installed, computer, context, tuning)
        if plan.gpu_layers and tuning.gpu_layers is None and self._is_slower(installed, plan):
            self._bare.add(installed.id)
            return self._plan(installed, computer, context, tuning)
        return plan

    def leave_devices(self, installed: InstalledModel) -> bool:
        """From now on the processor has it all, in this run; False when that changes nothing.

        For a model that did not fit where it was thought to: drivers tell of free memory what they
        like.
        """
        computer, tuning = self._offers.computer, self.of(installed.id)
        if computer is None or not computer.gpus or tuning.gpu_layers is not None:
            return False
        changes = installed.id not in self._bare
        self._bare.add(installed.id)
        return changes

    def sampling(self, model_id: str, usual: Sampling) -> Sampling:
        """How the model chooses its words."""
        return self.of(model_id).sampling(usual)

    def forecast(self, installed: InstalledModel, tuned: bool = True) -> Plan | None:
        """How it would be loaded, with or without what was set; None before the computer is known.

        For the window: it takes the computer as it was last looked at.
        """
        computer = self._offers.computer
        if computer is None:
            return None
        return self._plan(installed, computer, 0, self.of(installed.id) if tuned else Tuning())

    def cost(self, installed: InstalledModel, tuning: Tuning) -> Cost | None:
        """What it costs to load a model so; None before the computer, or the model, is known."""
        computer, model = self._offers.computer, self._offers.model(installed.shape)
        if computer is None or model is None:
            return None
        plan = self._plan(installed, computer, 0, tuning)
        usual = self._plan(installed, computer, 0, Tuning())
        file = self._file_of(installed)
        words = planned(model, file, computer, plan, usual) if file is not None else None
        if words is None and (measured := self._measured(plan)) is not None:
            words = measured.generating * WORDS_A_TOKEN
        return Cost(plan, words)

    def would_fit(self, installed: InstalledModel, plan: Plan) -> Offer | None:
        """What would do in place of a plan for which there is too little memory."""
        computer, model = self._offers.computer, self._offers.model(installed.model)
        if computer is None:
            return None
        return would_fit(model, plan.memory.main, self._offers.catalogue, computer)

    def advised(self, installed: InstalledModel, error: Exception) -> Exception:
        """An OUT_OF_MEMORY that says what would fit; any other error as it is."""
        plan = self.forecast(installed)
        if not isinstance(error, AppError) or error.problem is not Problem.OUT_OF_MEMORY:
            return error
        offer = self.would_fit(installed, plan) if plan is not None else None
        if offer is None:
            return error
        values = {**error.values, "instead": offer.model.name, "file": offer.file.quantization}
        return AppError(error.problem, detail=error.detail, **values)

    def largest(self, installed: InstalledModel) -> int:
        """Tokens of the largest context that there is memory for; 0 when that is not known yet."""
        computer, model = self._offers.computer, self._offers.model(installed.shape)
        if computer is None:
            return 0
        most = model.context if model is not None else 0
        return self._plan(installed, computer, most, self.of(installed.id)).context

    def _is_slower(self, installed: InstalledModel, plan: Plan) -> bool:
        """A check-up has shown that the processor alone would be faster."""
        measured, file = self._measured(plan), self._file_of(installed)
        computer, model = self._offers.computer, self._offers.model(installed.shape)
        if None in (measured, file, computer, model):
            return False
        assert measured and file and computer and model
        return is_slower(measured, model, file, computer)

    def _file_of(self, installed: InstalledModel) -> ModelFile | None:
        """Of the catalogue, or of the Hub."""
        model = self._offers.model(installed.model)
        files = model.weights() if model is not None else ()
        return next((f for f in files if model and installed.is_file(model.id, f)), None)

    def _plan(
        self, installed: InstalledModel, computer: Computer, context: int, tuning: Tuning
    ) -> Plan:
        model, devices = self._offers.model(installed.shape), installed.id not in self._bare
        return plan_for(installed, computer, model, context, tuning, devices)

    def measured(self, installed: InstalledModel) -> Measured | None:
        """What its check-up found, as it is loaded now."""
        plan = self.forecast(installed)
        return self._measured(plan) if plan is not None else None
