# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a download says while it waits, and what can be done about it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.domain.download import Download, DownloadState
from desktop.domain.errors import AppError, Problem
from desktop.domain.waiting import Waiting
from desktop.ui.text.downloads import short_state_words, state_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.download_line import DownloadLine
from tests.fakes.downloading import ONE, Bench
from tests.fakes.hub import Fault, HubServer
from tests.fakes.offers import offer_of
from tests.ui.conftest import MakeStage

SAFE = "Try 3 in 20 seconds. The 2.0 GB you have are safe."


def waiting(error: AppError | None, silent: float = 0.0) -> Download:
    """Before its third try."""
    return Download(
        "a", "m", "M", "Q4_0", 4_000_000_000, 2_000_000_000, DownloadState.CONNECTING,
        silent=silent, attempt=3, wait=20.0, error=error,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (AppError(Problem.OFFLINE), "No connection."),
        (AppError(Problem.SERVER_FAILED), "The server does not work."),
        (AppError(Problem.TOO_MANY_REQUESTS), "The server asks for a pause."),
        (AppError(Problem.PROXY_FAILED), "The proxy does not let anything through."),
        (AppError(Problem.OFFLINE, silent=True), "No data for 12 seconds."),
        (
            AppError(Problem.WRONG_ANSWER, portal=True),
            "This network answers in place of the server. It may want a login: open any page in "
            "the browser.",
        ),
    ],
)
def test_why_it_waits(themes: ThemeSource, error: AppError, reason: str) -> None:
    assert state_words(waiting(error, silent=12.0)) == f"{reason} {SAFE}"


def test_a_disk_that_is_away(themes: ThemeSource) -> None:
    error = AppError(Problem.DISK_AWAY, folder="/media/blue")
    away = Download(
        "a", "m", "M", "Q", 9, state=DownloadState.WAITING, waiting=Waiting.DISK, error=error
    )
    assert "/media/blue is not connected" in state_words(away)
    assert short_state_words(away) == "disk away"


@pytest.fixture
def bench(tmp_path: Path, qtbot: QtBot) -> Iterator[Bench]:
    with HubServer(ONE) as hub:
        made = Bench(hub, tmp_path, qtbot)
        yield made
        made.end()


def test_the_next_try_can_be_made_now(bench: Bench, themes: ThemeSource, qtbot: QtBot) -> None:
    bench.waits = (3600.0,)
    bench.hub.misbehave(Fault("hub", status=503))
    downloads = bench.start()
    key = downloads.start(offer_of(ONE))
    line = DownloadLine(themes, downloads, key)
    qtbot.addWidget(line)
    qtbot.waitUntil(lambda: downloads.downloads[0].wait > 0)
    line.show_download(downloads.downloads[0])
    (now,) = [b for b in line.findChildren(QPushButton) if b.text() == "Try now"]
    with qtbot.waitSignal(downloads.installed):
        now.click()


@pytest.mark.parametrize("state", [DownloadState.PAUSED, DownloadState.FAILED])
def test_another_disk_can_be_chosen_whenever_nothing_runs(
    bench: Bench, themes: ThemeSource, qtbot: QtBot, state: DownloadState
) -> None:
    line = DownloadLine(themes, bench.start(), "a")
    qtbot.addWidget(line)
    for movable in (True, False):
        shown = Download("a", "m", "M", "Q", 9, state=state, movable=movable)
        line.show_download(shown)
        texts = [b.text() for b in line.findChildren(QPushButton) if not b.isHidden()]
        assert ("Another disk" in texts) is movable


def test_cancelling_leaves_a_way_back(make_stage: MakeStage) -> None:
    """As long as the line about it is there."""
    stage = make_stage(models=("gemma-4-e4b",))
    downloads, notice = stage.presenters.downloads, stage.window._notice
    offer = next(o for o in stage.presenters.offers.offers() if o.model.id == "gemma-3-12b")
    key = downloads.start(offer)
    stage.wait(lambda: downloads.downloads[0].got > 0)
    downloads.cancel(key)
    assert notice.bar.isVisible() and notice.is_undoing
    assert "cancelled. Its" in notice.bar.accessibleName()
    stage.window._undo_last()
    assert [download.id for download in downloads.downloads] == [key]
    assert not notice.bar.isVisible()
    downloads.cancel(key)
    (close,) = [b for b in notice.bar.findChildren(QToolButton) if b.accessibleName() == "Close"]
    close.click()
    downloads.undo_cancel(key)
    assert downloads.downloads == []
