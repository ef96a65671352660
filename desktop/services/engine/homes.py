# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where a model runs: in this process when it has proved harmless, in a child's otherwise."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from desktop.domain.errors import AppError, Problem
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Prompt
from desktop.services.engine.check_up import CheckUps, check_up
from desktop.services.engine.protocol import Answered, Channel, Engine, LoadedModel, Reading


class Homes:
    """See `Engine`.

    Args:
        here: the engine in this process. protected: the one in a child process.
        always: whether the person wants every model in a child.
    """

    def __init__(
        self, here: Engine, protected: Engine, check_ups: CheckUps, always: Callable[[], bool]
    ) -> None:
        self._here, self._protected = here, protected
        self._check_ups, self._always = check_ups, always
        self._home, self._plan = here, Plan("")

    def check_up(
        self, plan: Plan, progress: Callable[[float], None], stop: threading.Event
    ) -> None:
        """Try the plan in a child, unless that was done or it will run there anyway.

        Raises:
            Cancelled: stopped.
            AppError: the plan does not do; see `check_up.check_up`.
        """
        known = self._check_ups.is_harmless(plan) or self._check_ups.has_crashed(plan)
        if known or self._always():
            return
        self.unload()
        self._check_ups.passed(plan, check_up(self._protected, plan, progress, stop))

    def load(
        self, plan: Plan, progress: Callable[[float], None], stop: threading.Event
    ) -> LoadedModel:
        """See `Engine.load`. What has had no check-up runs in a child."""
        self.unload()
        harmless = self._check_ups.is_harmless(plan) and not self._always()
        self._home, self._plan = self._here if harmless else self._protected, plan
        with self._watched():
            return self._home.load(plan, progress, stop)

    def answer(
        self,
        prompt: Prompt,
        media: Mapping[str, Path],
        sampling: Sampling,
        stop: threading.Event,
        on_reading: Callable[[Reading], None],
        on_text: Callable[[Channel, str], None],
    ) -> Answered:
        """See `Engine.answer`."""
        with self._watched():
            answered = self._home.answer(prompt, media, sampling, stop, on_reading, on_text)
        if self._home is self._protected:
            self._check_ups.worked(self._plan)
        return answered

    def count(self, prompt: Prompt, media: Mapping[str, Path]) -> int:
        """See `Engine.count`."""
        with self._watched():
            return self._home.count(prompt, media)

    def unread(self, prompt: Prompt, media: Mapping[str, Path]) -> int:
        """See `Engine.unread`."""
        with self._watched():
            return self._home.unread(prompt, media)

    def rest(self) -> None:
        """See `Engine.rest`."""
        with self._watched():
            self._home.rest()

    def unload(self) -> None:
        """See `Engine.unload`."""
        self._home.unload()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Whatever process ends inside, it is known afterwards which plan did it."""
        if self._home is not self._here:
            try:
                yield
            except AppError as error:
                if error.problem is Problem.ENGINE_DIED:
                    self._check_ups.crashed(self._plan)
                raise
            return
        self._check_ups.begin(self._plan)
        try:
            yield
        finally:
            self._check_ups.end()
