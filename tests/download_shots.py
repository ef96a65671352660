# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The states of downloads, to be drawn by tests/shots.py."""

from collections.abc import Callable

from desktop.domain.download import DownloadState
from desktop.domain.errors import AppError, Problem
from desktop.domain.waiting import Waiting
from desktop.presenters.navigation import Page
from desktop.services.downloads.fetcher import Progress
from tests.fakes.hub import HubServer
from tests.fakes.stage import Setting, Stage
from tests.shot import ALL, LEAST, Shot

FULL = AppError(Problem.DISK_FULL, missing=1_400_000_000)
SILENT = Progress(DownloadState.CONNECTING, 0, attempt=3, silent=20.0, wait=8.0)
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
    "downloads-full": Shot(
        _setting(error=FULL), _installed(*MODELS[:1], until=Waiting.ROOM), sets=ALL
    ),
}
