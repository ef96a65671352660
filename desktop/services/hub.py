# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The Hugging Face Hub: where its files are, and what it says about them.

The weights themselves are fetched by our own engine; the client is for what only the Hub knows.
"""

import contextlib
import os
import re
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar, TypeVar
from urllib.parse import quote

from desktop.domain.errors import AppError, Problem
from desktop.domain.gate import meaning
from desktop.domain.licence import TEXTS_BY_NAME
from desktop.domain.model import ModelFile
from desktop.domain.repository import Listed, Order, Repository
from desktop.services.addresses import Place, may_be_told
from desktop.services.http import PORTAL, bound_client, translated
from desktop.services.proxies import system_proxy
from desktop.services.stop import Stop

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.hf_api import ModelInfo, ModelSort_T

T = TypeVar("T")

SECONDS = 20.0
LICENCE_FILE = re.compile(r"(?i)(licen[cs]e|copying)([-_][\w-]{1,40})?(\.(txt|md|html?))?")
FILE_LINK = re.compile(r"[\w-][\w.-]{0,100}")
ORDERS: "dict[Order, ModelSort_T]" = {
    Order.DOWNLOADS: "downloads",
    Order.LIKES: "likes",
    Order.NEWEST: "last_modified",
}


def file_address(endpoint: str, file: ModelFile) -> str:
    """The address that leads to a file's bytes.

    Source: the Hub's documentation, "resolve": <endpoint>/<repository>/resolve/<revision>/<path>.
    """
    parts = (file.repository, "resolve", file.revision, file.name)
    return "/".join([endpoint.rstrip("/"), *(quote(part, safe="/") for part in parts)])


class Hub:
    """Asks the Hub. address, token and proxy are given, never taken from the environment.

    The library has one client for the whole process: it belongs to the one who asked last.
    """

    _turn: ClassVar = threading.Lock()
    _served: "ClassVar[tuple[Hub, str] | None]" = None

    def __init__(
        self,
        address: Callable[[], str],
        token: Callable[[], str],
        proxy: Callable[[Place], str] = system_proxy,
    ) -> None:
        self._address, self._token, self._proxy = address, token, proxy

    def files(self, repository: str, revision: str = "main") -> list[Listed]:
        """The files of a repository with their sizes and hashes.

        Raises AppError: NOT_FOUND, OFFLINE, SERVER_FAILED, WRONG_ANSWER, and those of
        domain/gate.py.
        """
        return self.look(repository, revision)[1]

    def look(self, repository: str, revision: str = "main") -> tuple[Repository, list[Listed]]:
        """A repository and its files, in one question. Raises what files() raises."""

        def read(api: "HfApi") -> tuple[Repository, list[Listed]]:
            info = api.model_info(
                repository, revision=revision, files_metadata=True, timeout=SECONDS
            )
            return _repository(info), [
                Listed(
                    str(file.rfilename),
                    int(file.size or 0),
                    str(file.lfs.sha256) if file.lfs else "",
                    str(info.sha or revision),
                )
                for file in info.siblings or []
            ]

        return self._ask(read)

    def search(self, words: str, order: Order, most: int = 60) -> list[Repository]:
        """Repositories with GGUF files whose names hold the words. Raises what files() raises."""
        return self._ask(
            lambda api: [
                _repository(info)
                for info in api.list_models(
                    search=words,
                    filter="gguf",
                    sort=ORDERS[order],
                    limit=most,
                    expand=["downloads", "likes", "lastModified", "gated", "tags", "gguf"],
                )
            ]
        )

    def licence_addresses(self, repository: str) -> list[str]:
        """Where the text of a repository's own licence may be, the likeliest first.

        Its LICENSE file, then what its card links to, then the well-known text that its card
        merely names; of links only those that lead to the public internet over TLS, since anybody
        may write a card. Raises what files() raises.
        """

        def read(api: "HfApi") -> tuple[list[str], str, str]:
            info = api.model_info(repository, timeout=SECONDS)
            names = [str(file.rfilename) for file in info.siblings or []]
            link = str(info.card_data.get("license_link") or "") if info.card_data else ""
            return names, link, _repository(info).licence.casefold()

        names, link, named = self._ask(read)
        files = sorted(name for name in names if LICENCE_FILE.fullmatch(name))
        root = f"{self._address().rstrip('/')}/{quote(repository, safe='/')}/resolve/main"
        if FILE_LINK.fullmatch(link) and link in names:
            files = [link, *(name for name in files if name != link)]
        place = Place.of(link)
        outside = place.scheme == "https" and place.host and not place.is_private
        found = [f"{root}/{quote(name)}" for name in files]
        if outside and not place.secret:
            found.append(place.address)
        return [*found, TEXTS_BY_NAME[named]] if named in TEXTS_BY_NAME else found

    def _ask(self, question: Callable[["HfApi"], T]) -> T:
        """Without the token first: for what is open to everyone nobody is told who asks."""
        try:
            with self._answered(""):
                return question(self._api(""))
        except AppError as error:
            hub = Place.of(self._address())
            token = self._token() if may_be_told(hub, hub) else ""
            # What is somebody's own is gone for everybody else.
            if error.problem not in (Problem.TOKEN_MISSING, Problem.REPOSITORY_GONE) or not token:
                raise
        with self._answered(token):
            return question(self._api(token))

    def _api(self, token: str) -> "HfApi":
        # Read once, when the client is imported: it would tell about itself and ask on the side.
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        from huggingface_hub import HfApi, set_client_factory

        proxy = self._proxy(Place.of(self._address()))
        with Hub._turn:
            if Hub._served != (self, proxy):  # each call would close what others are reading from
                set_client_factory(lambda: bound_client(self._address, proxy))
                Hub._served = (self, proxy)
        return HfApi(endpoint=self._address(), token=token or False)

    @contextlib.contextmanager
    def _answered(self, token: str) -> Iterator[None]:
        """The client's failures as ours. What cannot be read is a wrong answer, never a crash."""
        from huggingface_hub import errors

        with translated(Stop()):
            try:
                yield
            except (errors.RevisionNotFoundError, errors.HFValidationError) as error:
                raise AppError(Problem.NOT_FOUND, detail=type(error).__name__) from error
            except errors.HfHubHTTPError as error:
                raise _refused(error, token) from error
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                detail = type(error).__name__
                raise AppError(Problem.WRONG_ANSWER, detail=detail, portal=True) from error


def _refused(error: "HfHubHTTPError", token: str) -> AppError:
    status, headers = error.response.status_code, error.response.headers
    words = headers.get("x-error-message", "")
    problem = meaning(status, headers.get("x-error-code", ""), words, bool(token))
    detail, portal = f"the Hub: status {status}", status == PORTAL
    return AppError(problem or Problem.SERVER_FAILED, detail=detail, portal=portal)


def _repository(info: "ModelInfo") -> Repository:
    """What the Hub said, each value only where it is of its kind."""
    gguf = info.gguf if isinstance(info.gguf, dict) else {}
    tags = [tag for tag in info.tags or [] if isinstance(tag, str)]
    licence = next((tag[8:] for tag in tags if tag.startswith("license:")), "")
    return Repository(
        id=str(info.id),
        downloads=_number(info.downloads),
        likes=_number(info.likes),
        modified=info.last_modified.timestamp() if info.last_modified else 0.0,
        gated=bool(info.gated),
        licence=licence[:80],
        base=tuple(tag.rpartition(":")[2][:200] for tag in tags if tag.startswith("base_model:")),
        architecture=str(gguf.get("architecture", ""))[:40],
        parameters=_number(gguf.get("total")),
        context=_number(gguf.get("context_length")),
        chats=bool(gguf.get("chat_template")),
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 1 << 60 else 0
