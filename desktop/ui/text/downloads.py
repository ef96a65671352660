# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a download does just now, or waits for, in words."""

from PySide6.QtCore import QCoreApplication, QLocale, QTime

from desktop.domain.download import Download, DownloadState, is_portal
from desktop.domain.waiting import Waiting
from desktop.ui.text.amounts import duration_words, percent_words, size_words
from desktop.ui.text.problems import problem_text

translate = QCoreApplication.translate

SILENT = 5  # seconds without data, before it is said


def state_words(download: Download) -> str:
    """In a sentence."""
    if download.state is DownloadState.FAILED:
        if download.error is None:
            return translate("DownloadLine", "stopped")
        problem = problem_text(download.error)
        return f"{problem.title}. {problem.next}"
    if download.state is DownloadState.PAUSED:
        return translate("DownloadLine", "paused")
    if download.state is DownloadState.WAITING:
        return _waiting_words(download)
    if download.wait > 0:
        return _retry_words(download)
    if download.state is DownloadState.CHECKING:
        return translate("DownloadLine", "checking what has come")
    if download.state is DownloadState.MOVING:
        return translate("DownloadLine", "moving what has come to the other folder")
    if download.silent >= SILENT:
        return translate("DownloadLine", "no data for %n seconds", "", round(download.silent))
    if download.state is DownloadState.CONNECTING:
        return translate("DownloadLine", "connecting")
    if download.seconds_left is None:
        return ""
    left = translate("DownloadLine", "{time} left")
    return left.format(time=duration_words(download.seconds_left))


def short_state_words(download: Download) -> str:
    """In a word, for the foot of the sidebar."""
    if download.state is DownloadState.FAILED:
        return translate("DownloadLine", "stopped")
    if download.state is DownloadState.PAUSED:
        return translate("DownloadLine", "paused")
    if download.waiting is Waiting.ROOM:
        return translate("DownloadLine", "disk full")
    if download.waiting is Waiting.DISK:
        return translate("DownloadLine", "disk away")
    if download.state is DownloadState.WAITING:
        return translate("DownloadLine", "waiting")
    if download.state is DownloadState.MOVING:
        return translate("DownloadLine", "moving")
    if download.wait > 0 or download.silent >= SILENT:
        return translate("DownloadLine", "no data")
    return percent_words(download.share)


def hour_words(hour: int) -> str:
    """An hour of the day: "11:00 PM"."""
    return QLocale().toString(QTime(hour, 0), QLocale.FormatType.ShortFormat)


def _waiting_words(download: Download) -> str:
    if download.waiting is Waiting.NIGHT:
        return translate("DownloadLine", "goes on at {time}").format(
            time=hour_words(download.goes_on)
        )
    if download.waiting is Waiting.METERED:
        return translate("DownloadLine", "waiting: this connection is paid for by the amount")
    if download.waiting is Waiting.ROOM:
        missing = download.error.values.get("missing") if download.error is not None else None
        size = size_words(missing) if isinstance(missing, int) and missing else ""
        if not size:
            return translate("DownloadLine", "The disk is full. Free some room, or choose another.")
        return translate(
            "DownloadLine",
            "Free {size} and the download goes on by itself, or choose another disk.",
        ).format(size=size)
    if download.waiting is Waiting.DISK:
        folder = download.error.values.get("folder") if download.error is not None else ""
        words = translate(
            "DownloadLine",
            "The disk with {folder} is not connected. The download goes on by itself when it is.",
        )
        return words.format(folder=folder)
    return translate("DownloadLine", "waiting for its turn")


def _retry_words(download: Download) -> str:
    """Why nothing comes, what is done about it, and that nothing is lost."""
    words = _reason_words(download)
    again = translate(
        "DownloadLine", "Try {number} in %n seconds.", "", max(round(download.wait), 1)
    )
    kept = translate("DownloadLine", "The {size} you have are safe.")
    parts = [words, again.format(number=download.attempt)]
    return " ".join([*parts, kept.format(size=size_words(download.got))] if download.got else parts)


def _reason_words(download: Download) -> str:
    """Why the last try failed, in a sentence."""
    error = download.error
    if error is None or error.values.get("silent"):
        return translate("DownloadLine", "No data for %n seconds.", "", round(download.silent))
    if is_portal(error):
        return translate(
            "DownloadLine",
            "This network answers in place of the server. It may want a login: open any page in "
            "the browser.",
        )
    return f"{problem_text(error).title}."
