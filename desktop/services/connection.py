# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Tries, when the person asks for it, whether models can be fetched from here, step by step."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.errors import AppError, Problem
from desktop.services.http import Answer, Http
from desktop.services.stop import Stop


class Step(StrEnum):
    """What is tried, one after the other."""

    HUB = "hub"  # does it answer?
    FILES = "files"  # does the place answer to which it sends for a file?


@dataclass(frozen=True, slots=True)
class Finding:
    """How far it went. error: None when everything works; step: the last that was tried."""

    step: Step
    error: AppError | None = None


class ConnectionTest:
    """Blocking.

    Args:
        sample: the address of some file at the Hub; one byte of it is fetched.
    """

    def __init__(self, http: Http, sample: Callable[[], str]) -> None:
        self._http, self._sample = http, sample

    def run(self, stop: Stop) -> Finding:
        """Try. Raises Cancelled only."""
        hub = f"{self._http.hub.rstrip('/')}/api/models?limit=1"
        for step, address, headers in (
            (Step.HUB, hub, {}),
            (Step.FILES, self._sample(), {"Range": "bytes=0-0"}),
        ):
            try:
                with self._http.open(address, stop, headers) as answer:
                    answer.check()
                    _refuse_page(answer)
            except AppError as error:
                return Finding(step, error)
        return Finding(Step.FILES)


def _refuse_page(answer: Answer) -> None:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "text/html":
        raise AppError(Problem.WRONG_ANSWER, detail="a web page", page=True)
