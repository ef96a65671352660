# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How each model is loaded and asked: as recommended, or as the person has set it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.domain.computer import Computer
from desktop.domain.model import InstalledModel
from desktop.domain.plan import Measured, Plan, Sampling
from desktop.domain.planning import plan_for
from desktop.domain.tuning import Tuning
from desktop.presenters.background import Background, Lane
from desktop.presenters.offers import Offers
from desktop.services.models.tunings import TuningFile


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
        return self._plan(installed, self._look(), context, self.of(installed.id))

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

    def largest(self, installed: InstalledModel) -> int:
        """Tokens of the largest context that there is memory for; 0 when that is not known yet."""
        computer, model = self._offers.computer, self._offers.model(installed.shape)
        if computer is None:
            return 0
        most = model.context if model is not None else 0
        return self._plan(installed, computer, most, self.of(installed.id)).context

    def _plan(
        self, installed: InstalledModel, computer: Computer, context: int, tuning: Tuning
    ) -> Plan:
        model, devices = self._offers.model(installed.shape), installed.id not in self._bare
        return plan_for(installed, computer, model, context, tuning, devices)

    def measured(self, installed: InstalledModel) -> Measured | None:
        """What its check-up found, as it is loaded now."""
        plan = self.forecast(installed)
        return self._measured(plan) if plan is not None else None
