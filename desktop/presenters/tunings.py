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
        model = self._offers.model(installed.shape)
        return plan_for(installed, self._look(), model, context, self.of(installed.id))

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
        tuning = self.of(installed.id) if tuned else Tuning()
        return plan_for(installed, computer, self._offers.model(installed.shape), 0, tuning)

    def largest(self, installed: InstalledModel) -> int:
        """Tokens of the largest context that there is memory for; 0 when that is not known yet."""
        computer, model = self._offers.computer, self._offers.model(installed.model)
        if computer is None:
            return 0
        most = model.context if model is not None else 0
        return plan_for(installed, computer, model, most, self.of(installed.id)).context

    def measured(self, installed: InstalledModel) -> Measured | None:
        """What its check-up found, as it is loaded now."""
        plan = self.forecast(installed)
        return self._measured(plan) if plan is not None else None
