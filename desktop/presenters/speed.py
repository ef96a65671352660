# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How fast this computer is: measured once in the background, then learned from every answer."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.domain.computer import Computer, Run
from desktop.domain.forecast import tokens_a_second, usual_speeds
from desktop.domain.model import InstalledModel, Model, ModelFile
from desktop.presenters.background import Background, Lane
from desktop.services.engine.probe import Probed
from desktop.services.engine.protocol import Answered
from desktop.services.models.speeds import SpeedRecord

ENOUGH = 16  # tokens of an answer that tell a speed


class Speed(QObject):
    """changed: more is known, and forecasts differ.

    Args:
        models: finds a model by its id. look: looks at the computer, with what is known of its
            speed. probe: measures with so many threads, with none looks at the graphics processors
            alone. Both block.
    """

    changed = Signal()

    def __init__(
        self,
        models: Callable[[str], Model | None],
        record: SpeedRecord,
        look: Callable[[], Computer],
        probe: Callable[[int, threading.Event], Probed],
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._models, self._record = models, record
        self._look, self._probe, self._background = look, probe, background
        self._stop = threading.Event()

    def measure(self) -> None:
        """Measure this computer, unless that was done before. A failure leaves it unmeasured.

        Its graphics processors are looked at in any case: a driver may have come, memory be taken.
        """
        # Without it the usual speeds of such computers are taken, and nobody is disturbed.
        self._background.run(Lane.POOL, self._measure, self._on_measured, lambda error: None)

    def note(self, installed: InstalledModel, answered: Answered) -> None:
        """An answer came: what it says about the next ones is kept."""
        model = self._models(installed.model)
        if model is None or answered.generated_tokens < ENOUGH or answered.seconds_generating <= 0:
            return
        tokens = answered.generated_tokens / answered.seconds_generating
        self._background.run(
            Lane.POOL, lambda: self._keep(model, installed, tokens), lambda _: self.changed.emit()
        )

    def close(self) -> None:
        """End a measurement that is under way."""
        self._stop.set()

    def _measure(self) -> bool:
        computer = self._look()
        known = computer.speeds
        found = self._probe(max(computer.cores, 1) if known is None else 0, self._stop)
        speeds = found.speeds or known
        if speeds is None or (found.speeds is None and found.gpus == computer.gpus):
            return False
        self._record.measured(computer, speeds, found.gpus, found.instructions)
        return True

    def _on_measured(self, anything: bool) -> None:
        if anything:
            self.changed.emit()

    def _keep(self, model: Model, installed: InstalledModel, tokens: float) -> None:
        computer = self._look()
        file = next((f for f in model.weights() if installed.is_file(model.id, f)), None)
        told = _told(model, file, computer) if file is not None else 0.0
        file_id = file.id if file is not None else ""
        self._record.ran(computer, Run(model.id, installed.quantization, tokens, told, file_id))


def _told(model: Model, file: ModelFile, computer: Computer) -> float:
    """The forecast as it was before any run, 0 where there was none."""
    speeds = computer.speeds or usual_speeds(computer)
    return tokens_a_second(model, file, speeds) if speeds is not None else 0.0
