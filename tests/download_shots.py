# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The states of downloads, to be drawn by tests/shots.py."""

from collections.abc import Callable
from dataclasses import replace

import msgspec

from desktop.domain.download import DownloadState
from desktop.domain.errors import AppError, Problem
from desktop.domain.waiting import Waiting
from desktop.presenters.navigation import Page
from desktop.services.downloads.fetcher import Progress
from desktop.services.downloads.part import Journal
from tests.fakes.hub import HubServer
from tests.fakes.stage import Setting, Stage
from tests.shot import ALL, LEAST, Shot

FULL = AppError(Problem.DISK_FULL, missing=1_400_000_000)
SILENT = Progress(DownloadState.CONNECTING, 0, attempt=3, silent=20.0, wait=8.0)
PORTAL = Progress(
    DownloadState.CONNECTING, 0, attempt=3, silent=40.0, wait=18.0,
    error=AppError(Problem.WRONG_ANSWER, portal=True),
)  # fmt: skip
PROXY = replace(PORTAL, error=AppError(Problem.PROXY_FAILED))
MOVING = Progress(DownloadState.MOVING, 0)
AWAY = AppError(Problem.DISK_AWAY, folder="/media/anna/Blue disk")
LARGE = AppError(Problem.FILE_TOO_LARGE, folder="/media/anna/Card")
STALLED = Progress(DownloadState.DOWNLOADING, 0, silent=12.0)
CHECKING = Progress(DownloadState.CHECKING, 0)
MODELS = ("gemma-3-12b", "gemma-4-12b", "gemma-3-4b")


def _setting(last: Progress | None = None, error: AppError | None = None) -> Callable[[], Setting]:
    return lambda: Setting(
        models=("gemma-4-e4b",), download_last=last, download_error=error,
        preferences={"downloads_at_once": 1},
    )  # fmt: skip


def _installed(
    *models: str,
    state: DownloadState = DownloadState.DOWNLOADING,
    told: bool = False,
    until: Waiting | None = None,
) -> Callable[[Stage], None]:
    """The page of what is here, with these on their way."""

    def act(stage: Stage) -> None:
        presenters = stage.presenters
        for model_id in models:
            offer = next(o for o in presenters.offers.offers() if o.model.id == model_id)
            presenters.downloads.start(offer)
        presenters.navigation.go(Page.MODELS)
        from desktop.ui.models.models_page import ModelsPage

        page = stage.window.page(Page.MODELS)
        assert isinstance(page, ModelsPage)
        page.show_installed()

        def is_there() -> bool:
            first = presenters.downloads.downloads[0]
            if until is not None:
                return first.waiting is until
            return first.state is state and (not told or first.wait > 0 or first.silent > 0)

        stage.wait(is_there)
        stage.settle()

    return act


def _network(stage: Stage) -> None:
    stage.presenters.navigation.go(Page.SETTINGS)
    from desktop.ui.settings.network import NetworkSection
    from desktop.ui.settings.settings_page import SettingsPage

    page = stage.window.page(Page.SETTINGS)
    assert isinstance(page, SettingsPage)
    with HubServer({}) as hub:
        stage.presenters.preferences.set("hub_address", hub.endpoint)
        stage.presenters.connection.test()
        stage.wait(lambda: stage.presenters.connection.finding is not None)
    stage.presenters.preferences.set("hub_address", "https://huggingface.co")
    stage.settle()
    page.show_section(next(i for i, s in enumerate(page.sections) if isinstance(s, NetworkSection)))


def _cancelled(stage: Stage) -> None:
    downloads = stage.presenters.downloads
    _installed(*MODELS[:2])(stage)
    stage.wait(lambda: downloads.downloads[0].got > 0)
    downloads.cancel(downloads.downloads[0].id)
    stage.settle()


def _unfinished(stage: Stage) -> None:
    """One that the catalogue knows, and one that nobody does."""
    model = stage.presenters.offers.catalogue.model("gemma-3-4b")
    assert model is not None
    folder = stage.paths.models / "owner" / "name"
    folder.mkdir(parents=True)
    for name, sha256 in (("known.gguf", model.weights()[0].sha256), ("gemma-mine.gguf", "0" * 64)):
        (folder / f"{name}.part").write_bytes(bytes(9_000_000))
        journal = Journal(9_000_000, sha256)
        (folder / f"{name}.part.json").write_bytes(msgspec.json.encode(journal))
    stage.presenters.leftovers.look()
    stage.wait(lambda: len(stage.presenters.leftovers.found) == 2)
    _installed(*MODELS[:1])(stage)


_silent = _installed(*MODELS[:1], state=DownloadState.CONNECTING, told=True)

DOWNLOAD_SHOTS: dict[str, Shot] = {
    "downloads-settings": Shot(
        lambda: Setting(preferences={"proxy": "manual", "proxy_address": "http://proxy.home:3128"}),
        _network,
        sets=ALL,
    ),
    "downloads-queue": Shot(_setting(), _installed(*MODELS), sets=ALL),
    "downloads-silent": Shot(_setting(SILENT), _silent, sets=ALL),
    "downloads-silent-640": Shot(_setting(SILENT), _silent, LEAST, ("light", "pseudo")),
    "downloads-stalled": Shot(_setting(STALLED), _installed(*MODELS[:1], told=True)),
    "downloads-checking": Shot(
        _setting(CHECKING), _installed(*MODELS[:1], state=DownloadState.CHECKING)
    ),
    "downloads-portal": Shot(_setting(PORTAL), _silent, sets=ALL),
    "downloads-portal-640": Shot(_setting(PORTAL), _silent, LEAST, ("light", "pseudo")),
    "downloads-proxy": Shot(_setting(PROXY), _silent),
    "downloads-moving": Shot(_setting(MOVING), _installed(*MODELS[:1], state=DownloadState.MOVING)),
    "downloads-away": Shot(
        _setting(error=AWAY), _installed(*MODELS[:1], until=Waiting.DISK), sets=ALL
    ),
    "downloads-too-large": Shot(
        _setting(error=LARGE), _installed(*MODELS[:1], state=DownloadState.FAILED)
    ),
    "downloads-cancelled": Shot(_setting(), _cancelled, sets=ALL),
    "downloads-unfinished": Shot(_setting(), _unfinished, sets=ALL),
    "downloads-full": Shot(
        _setting(error=FULL), _installed(*MODELS[:1], until=Waiting.ROOM), sets=ALL
    ),
}
