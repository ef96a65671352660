# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Models of others on the Hub: found by words, and opened when their head says that they run."""

from collections.abc import Callable

from desktop.domain.catalogue import Catalogue, recommended_file
from desktop.domain.errors import AppError
from desktop.domain.fit import USUAL_CONTEXT, batch_for
from desktop.domain.gate import GATE_PROBLEMS
from desktop.domain.model import Model
from desktop.domain.repository import (
    Opened,
    Order,
    Refusal,
    Repository,
    is_near,
    model_of,
    refusal_of,
    sort_files,
)
from desktop.services.hub import Hub
from desktop.services.models.heads import Heads
from desktop.services.stop import Stop


class Strangers:
    """Blocking."""

    def __init__(self, hub: Hub, heads: Heads, catalogue: Callable[[], Catalogue]) -> None:
        self._hub, self._heads, self._catalogue = hub, heads, catalogue

    def search(self, words: str, order: Order) -> list[Repository]:
        """Raises what Hub.search raises."""
        return self._hub.search(words, order)

    def open(self, name: str, stop: Stop) -> Opened | Refusal:
        """Look at a repository's files, and at the head of the one that would be taken.

        Raises what Hub.look and Heads.look raise: a file that this engine does not take says why.
        """
        repository, listed = self._hub.look(name)
        files, refused = sort_files(repository, listed)
        model = refusal_of(repository) or model_of(repository, files, self._catalogue())
        if isinstance(model, Refusal):
            return model
        beside = self._beside(model, stop)
        if beside is None and not is_near(repository, model):
            return Refusal.SHAPE
        return Opened(repository, model, refused, beside)

    def _beside(self, model: Model, stop: Stop) -> int | None:
        file = recommended_file(model)
        try:
            look = self._heads.look(file, stop, batch_for(model))
        except AppError as error:
            if error.problem in GATE_PROBLEMS:
                return None
            raise
        context = max(c for c in look.memories if c <= max(USUAL_CONTEXT, min(look.memories)))
        return look.memories[context].total - file.size
