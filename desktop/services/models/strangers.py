# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Models of others on the Hub: found by words, and opened when their head says that they run."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from desktop.domain.catalogue import Catalogue, recommended_file
from desktop.domain.errors import AppError, Problem
from desktop.domain.fit import USUAL_CONTEXT, batch_for
from desktop.domain.gate import GATE_PROBLEMS
from desktop.domain.memory import memory_of
from desktop.domain.model import Model, ModelFile
from desktop.domain.plan import Plan
from desktop.domain.repository import (
    Opened,
    Order,
    Refusal,
    Refused,
    Repository,
    as_its_head_says,
    file_meant,
    is_near,
    model_of,
    refusal_of,
    sort_files,
)
from desktop.services.files import write_atomically
from desktop.services.hub import Hub
from desktop.services.models.heads import Heads, Look
from desktop.services.stop import Stop

log = logging.getLogger("desktop.models")

MOST_KEPT = 200
DAMAGED = (Problem.FILE_NOT_GGUF, Problem.FILE_DAMAGED)


class Strangers:
    """Blocking. kept: a file for the models that were opened: those that are here need their shape
    at every start.
    """

    def __init__(
        self, hub: Hub, heads: Heads, catalogue: Callable[[], Catalogue], kept: Path
    ) -> None:
        self._hub, self._heads, self._catalogue, self._kept = hub, heads, catalogue, kept
        self._lock = threading.Lock()

    def known(self) -> list[Opened]:
        """The models that were opened before, the latest last."""
        try:
            return msgspec.json.decode(self._kept.read_bytes(), type=list[Opened])
        except FileNotFoundError:
            return []
        except (OSError, msgspec.MsgspecError) as error:
            log.warning("the models of the Hub could not be read: %s", type(error).__name__)
            return []

    def measure(self, model: Model, file: ModelFile, stop: Stop) -> int:
        """Bytes of memory beside the weights, as the engine says. Raises what Heads.look raises."""
        return _beside(self._heads.look(file, stop, batch_for(model)), model)

    def search(self, words: str, order: Order) -> list[Repository]:
        """Raises what Hub.search raises."""
        return self._hub.search(words, order)

    def open(self, name: str, stop: Stop, meant: str = "") -> Opened | Refusal:
        """Look at a repository's files, and at the head of the one that would be taken.

        A file whose head is not in order is not offered, and the next one is looked at.

        Args:
            meant: the name or quantization of the file that is looked at first; "" for none.

        Raises what Hub.look and Heads.look raise: a file that this engine does not take says why.
        """
        repository, listed = self._hub.look(name)
        files, refused = sort_files(repository, listed)
        model = refusal_of(repository) or model_of(repository, files, self._catalogue())
        while not isinstance(model, Refusal):
            file = file_meant(model, meant) or recommended_file(model)
            try:
                look = self._heads.look(file, stop, batch_for(model))
            except AppError as error:
                if error.problem in GATE_PROBLEMS:
                    near = is_near(repository, model)
                    return Opened(repository, model, refused) if near else Refusal.SHAPE
                files = tuple(known for known in files if known.id != file.id)
                if error.problem not in DAMAGED or len(model.weights()) < 2:
                    raise
                refused = (*refused, Refused(file.name, Refusal.DAMAGED))
                model = model_of(repository, files, self._catalogue())
                continue
            facts = look.facts
            if facts.architecture != repository.architecture:
                return Refusal.CONTRADICTS
            model = as_its_head_says(
                model, file, facts.quantization, facts.context, chats=not facts.base
            )
            opened = Opened(repository, model, refused, _beside(look, model), file.id)
            self._keep(opened)
            return opened
        return model

    def _keep(self, opened: Opened) -> None:
        with self._lock:
            others = [one for one in self.known() if one.model.id != opened.model.id]
            data = msgspec.json.encode([*others, opened][-MOST_KEPT:])
            try:
                write_atomically(self._kept, data)
            except OSError as error:
                log.warning("a model of the Hub could not be kept: %s", type(error).__name__)


def _beside(look: Look, model: Model) -> int:
    """With the checkpoints, of which the engine knows nothing."""
    context = max(c for c in look.memories if c <= max(USUAL_CONTEXT, min(look.memories)))
    plan = Plan("", context=context, batch=batch_for(model))
    checkpoints = memory_of(model.architecture, plan, look.file.size).checkpoints
    return look.memories[context].total + checkpoints - look.file.size
