# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the catalogue says of files, beside what the Hub says now."""

from collections.abc import Iterable
from dataclasses import replace

from desktop.domain.catalogue import REVISION, SHA256, STALE, PinState, pin_state
from desktop.domain.errors import AppError, Problem
from desktop.domain.model import ModelFile
from desktop.domain.repository import Listed
from desktop.services.hub import Hub
from desktop.services.stop import Stop

LATEST = "main"


class Pins:
    """Blocking; every question goes to the Hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def pinned(self, file: ModelFile) -> ModelFile:
        """The file with its content known: as it is, or as the Hub says now.

        Raises what Hub.files raises; AppError NOT_FOUND when the file is not there, CONTENT_WRONG
        when its known part says another content, WRONG_ANSWER when the Hub names no sha256.
        """
        if file.is_pinned:
            return file
        remote = self._find(file)
        if remote is None:
            raise AppError(Problem.NOT_FOUND, detail=f"no {file.id}", name=file.name)
        named = SHA256.fullmatch(remote.sha256) and REVISION.fullmatch(remote.revision)
        if not named or remote.size <= 0:  # both become parts of addresses and names of files
            raise AppError(Problem.WRONG_ANSWER, detail="the Hub names no sha256 or no revision")
        if pin_state(file, remote.size, remote.sha256) is PinState.CHANGED:
            detail = "the Hub has another content under this name"
            raise AppError(Problem.CONTENT_WRONG, detail=detail, name=file.name, changed=True)
        return replace(
            file,
            size=remote.size,
            sha256=remote.sha256,
            revision=remote.revision,
            exact=True,
        )

    def check(self, files: Iterable[ModelFile], stop: Stop) -> dict[str, PinState]:
        """The state of each file by its id, as far as the Hub could be asked before the stop.

        One question a repository and revision, and one for what its repository has now. A Hub
        that fails at one is asked about the others. Raises AppError OFFLINE, TOO_MANY_REQUESTS,
        and SERVER_FAILED when it failed at all.
        """
        asked: dict[tuple[str, str], list[ModelFile]] = {}
        for file in files:
            asked.setdefault((file.repository, file.revision), []).append(file)
        states: dict[str, PinState] = {}
        failed: AppError | None = None
        for (repository, revision), wanted in asked.items():
            if stop.is_set():
                break
            try:
                states |= self._check_one(repository, revision, wanted)
            except AppError as error:
                if error.problem not in (Problem.SERVER_FAILED, Problem.WRONG_ANSWER):
                    raise
                failed = error
                states |= {file.id: PinState.UNASKED for file in wanted}
        if failed is not None and set(states.values()) == {PinState.UNASKED}:
            raise failed
        return states

    def _check_one(
        self, repository: str, revision: str, wanted: list[ModelFile]
    ) -> dict[str, PinState]:
        states = self._compare(repository, revision, wanted)
        if revision != LATEST and PinState.RIGHT in states.values():
            latest = self._compare(repository, LATEST, wanted)
            for name, state in states.items():
                if state is PinState.RIGHT and latest[name] in STALE:
                    states[name] = PinState.OUTDATED
        return states

    def _compare(
        self, repository: str, revision: str, wanted: list[ModelFile]
    ) -> dict[str, PinState]:
        try:
            found = {remote.name: remote for remote in self._hub.files(repository, revision)}
        except AppError as error:
            if error.problem not in (Problem.NOT_FOUND, Problem.REPOSITORY_GONE):
                raise
            return {file.id: PinState.GONE for file in wanted}
        return {
            file.id: pin_state(file, found[file.name].size, found[file.name].sha256)
            if file.name in found
            else PinState.GONE
            for file in wanted
        }

    def _find(self, file: ModelFile) -> Listed | None:
        remotes = self._hub.files(file.repository, file.revision)
        return next((remote for remote in remotes if remote.name == file.name), None)
