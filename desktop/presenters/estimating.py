# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a draft will cost with the chosen model, told before it is sent."""

from PySide6.QtCore import QObject

from desktop.domain.conversation import Draft
from desktop.domain.estimate import Estimate, Reader, estimate
from desktop.domain.forecast import forecast
from desktop.domain.model import InstalledModel
from desktop.presenters.engine_host import EngineHost
from desktop.presenters.library import Library
from desktop.presenters.offers import Offers
from desktop.presenters.tunings import Tunings
from desktop.services.engine.protocol import Answered

ENOUGH = 64  # tokens read anew that tell a speed


class Estimating(QObject):
    """By the speed with which the model really read here last, else by the forecast."""

    def __init__(
        self,
        engine: EngineHost,
        library: Library,
        offers: Offers,
        tunings: Tunings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine, self._library = engine, library
        self._offers, self._tunings = offers, tunings
        self._speeds: dict[str, float] = {}  # tokens a second, by the installed model's id
        engine.answered.connect(self._on_answered)

    def of(self, draft: Draft) -> Estimate | None:
        """Of the whole draft; None when no model is chosen. Cheap enough for every pause."""
        chosen = self._library.chosen
        return estimate(draft, self._reader(chosen)) if chosen is not None else None

    def _reader(self, chosen: InstalledModel) -> Reader:
        model, computer = self._offers.model(chosen.shape), self._offers.computer
        plan, measured = self._tunings.forecast(chosen), self._tunings.measured(chosen)
        file = None
        if model is not None:
            files = model.weights()
            file = next((f for f in files if f.quantization == chosen.quantization), None)
        told = None
        if model is not None and file is not None and computer is not None:
            told = forecast(model, file, computer)
        tokens = 0
        if model is not None and plan is not None:
            tokens = min(model.architecture.picture_tokens, plan.detail or plan.batch)
        speed = self._speeds.get(chosen.id, told.reading if told is not None else 0.0)
        picture = told.picture if told is not None else 0.0
        if measured is not None:
            speed, picture = speed or measured.reading, measured.picture or picture
        return Reader(speed, tokens, picture, self._engine.room(chosen))

    def _on_answered(self, installed: InstalledModel, answered: Answered) -> None:
        read = answered.prompt_tokens - answered.reused_tokens
        if read >= ENOUGH and answered.seconds_reading > 0:
            self._speeds[installed.id] = read / answered.seconds_reading
