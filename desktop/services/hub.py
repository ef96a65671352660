# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The Hugging Face Hub: where its files are, and what it says about them.

The weights themselves are fetched by our own engine; the client is for what only the Hub knows.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from desktop.domain.errors import AppError, Problem
from desktop.domain.gate import meaning
from desktop.domain.model import ModelFile
from desktop.services.http import translated
from desktop.services.stop import Stop

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

SECONDS = 20.0


def file_address(endpoint: str, file: ModelFile) -> str:
    """The address that leads to a file's bytes.

    Source: the Hub's documentation, "resolve": <endpoint>/<repository>/resolve/<revision>/<path>.
    """
    parts = (file.repository, "resolve", file.revision, file.name)
    return "/".join([endpoint.rstrip("/"), *(quote(part, safe="/") for part in parts)])


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as the Hub has it now. sha256: "" for files that are not in its large storage."""

    name: str
    size: int
    sha256: str
    revision: str


class Hub:
    """Asks the Hub. address and token are always given, never taken from the environment."""

    def __init__(self, address: Callable[[], str], token: Callable[[], str]) -> None:
        self._address, self._token = address, token

    def files(self, repository: str, revision: str = "main") -> list[RemoteFile]:
        """The files of a repository with their sizes and hashes.

        Raises AppError: NOT_FOUND, OFFLINE, SERVER_FAILED, and those of domain/gate.py.
        """
        api = self._api()
        from huggingface_hub import errors

        with translated(Stop()):
            try:
                info = api.model_info(
                    repository, revision=revision, files_metadata=True, timeout=SECONDS
                )
            except (errors.RevisionNotFoundError, errors.HFValidationError) as error:
                raise AppError(Problem.NOT_FOUND, detail=type(error).__name__) from error
            except errors.HfHubHTTPError as error:
                raise self._refused(error) from error
        return [
            RemoteFile(
                file.rfilename,
                file.size or 0,
                file.lfs.sha256 if file.lfs else "",
                info.sha or revision,
            )
            for file in info.siblings or []
        ]

    def _refused(self, error: "HfHubHTTPError") -> AppError:
        status, headers = error.response.status_code, error.response.headers
        words = headers.get("x-error-message", "")
        problem = meaning(status, headers.get("x-error-code", ""), words, bool(self._token()))
        return AppError(problem or Problem.SERVER_FAILED, detail=f"the Hub: status {status}")

    def _api(self) -> "HfApi":
        # Read once, when the client is imported: it would tell about itself and ask on the side.
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        from huggingface_hub import HfApi

        return HfApi(endpoint=self._address(), token=self._token() or False)
