# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a draft will cost with the chosen model, told before it is sent."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop.domain.conversation import Draft, Message
from desktop.domain.estimate import Estimate, Reader, estimate, of_tokens
from desktop.domain.forecast import forecast
from desktop.domain.model import InstalledModel
from desktop.domain.prompt import Prompt, PromptStyle
from desktop.domain.rendering import render
from desktop.presenters.engine_host import EngineHost
from desktop.presenters.library import Library
from desktop.presenters.offers import Offers
from desktop.presenters.personas import Personas
from desktop.presenters.tunings import Tunings
from desktop.services.engine.protocol import Answered, LoadedModel
from desktop.services.pictures import PictureStore

ENOUGH = 64  # tokens read anew that tell a speed


class Estimating(QObject):
    """By the speed with which the model really read here last, else by the forecast."""

    told = Signal(str, object)  # question, its Estimate

    def __init__(
        self,
        engine: EngineHost,
        library: Library,
        offers: Offers,
        tunings: Tunings,
        personas: Personas,
        pictures: PictureStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine, self._library = engine, library
        self._personas, self._pictures = personas, pictures
        self._offers, self._tunings = offers, tunings
        self._speeds: dict[str, float] = {}  # tokens a second, by the installed model's id
        engine.answered.connect(self._on_answered)

    def of(self, draft: Draft) -> Estimate | None:
        """Of the whole draft; None when no model is chosen. Cheap enough for every pause."""
        chosen = self._library.chosen
        return estimate(draft, self._reader(chosen)) if chosen is not None else None

    def look_up(self, said: Sequence[Message]) -> None:
        """Of asking the last of these messages: what of it and of those before is not kept.

        `told` follows; of all of them when the model is not loaded.
        """
        chosen = self._library.chosen
        if chosen is None:
            return
        reader, thinks = self._reader(chosen), self._library.thinks
        instructions = self._personas.instructions(said[-1].chat_id)
        media = {part.sha256: part for message in said for part in message.media}
        files = {sha256: self._pictures.path(part) for sha256, part in media.items()}

        def write(loaded: LoadedModel) -> Prompt:
            style = PromptStyle.PLAIN if loaded.base else chosen.style
            return render(style, said, instructions, thinks, self._pictures.read)

        def done(tokens: int) -> None:
            self.told.emit(said[-1].id, of_tokens(tokens, reader))

        if not self._engine.look_up(chosen, write, files, done):
            words = "\n".join(message.text for message in said)
            cost = estimate(Draft(words, tuple(media.values())), reader)
            self.told.emit(said[-1].id, cost)

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
