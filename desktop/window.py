# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Opens the window: one application, one house, one window, until it is closed."""

import logging
import os
import signal
import sys
from collections.abc import Mapping

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    QTranslator,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from desktop import __version__
from desktop.app import House
from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.presenters.background import collect_on_main_thread
from desktop.presenters.instance import Instance
from desktop.services.backups import backups, go_back, prepare
from desktop.services.chats.repair import repair
from desktop.services.crash import CrashHandler
from desktop.services.logs import start_logging, stop_logging
from desktop.services.paths import Paths
from desktop.services.resources import resources_folder
from desktop.ui.crash_notice import CrashNotice
from desktop.ui.languages import languages_in
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import ThemeSource
from desktop.ui.trouble_notice import TroubleNotice, agrees, repaired_box, trouble_box

log = logging.getLogger("desktop.qt")

NEWER = (Problem.DATA_NEWER, Problem.STORE_NEWER)
MEASURE_AFTER = 3000  # milliseconds: first the window can be used

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Application(QApplication):
    """Tells of files that are to be opened: on macOS they come as events, not as arguments."""

    files_asked = Signal(list)

    def event(self, event: QEvent) -> bool:
        """Only those for the application itself come here."""
        if isinstance(event, QFileOpenEvent):
            self.files_asked.emit([event.file()])
            return True
        return super().event(event)


class _Crashes(QObject):
    """Brings the news of a crash report to the main thread, from whichever it comes."""

    told = Signal(str)


def open_window(paths: Paths, files: list[str], environ: Mapping[str, str]) -> int:
    """Show the window and wait until it is closed. Returns the exit status.

    A second call for the same folders brings the first one's window forward and returns at once.
    """
    application = make_application()
    try:
        paths.ensure()
    except AppError as error:
        return _refused(error)
    lines = start_logging(paths.logs)
    crashes = _Crashes()
    handler = CrashHandler(paths.logs, lines, lambda report: crashes.told.emit(str(report)))
    handler.install()
    qInstallMessageHandler(_to_log)
    instance = Instance(paths.data)
    try:
        if not instance.first and instance.call(files):
            return 0
        house = _house(paths, environ.get("HF_ENDPOINT", ""))
        if handler.last_run is not None:
            QTimer.singleShot(0, lambda: crashes.told.emit(str(handler.last_run)))
        return _show(application, house, instance, crashes, files)
    except AppError as error:
        return _refused(error)
    except Cancelled:
        return 1
    finally:
        instance.close()
        handler.uninstall()
        qInstallMessageHandler(None)
        stop_logging()


def _house(paths: Paths, hub: str) -> House:
    """The house; where data is damaged or newer the person may repair it or go back first."""
    try:
        prepare(paths, __version__)
        return House(paths, hub=hub)
    except AppError as error:
        damaged = error.problem is Problem.STORE_DAMAGED
        way_back = backups(paths) if error.problem in NEWER else []
        if not damaged and not way_back:
            raise
        box = trouble_box(error, backup=way_back[0] if way_back else None)
        box.exec()
        if not agrees(box):
            raise Cancelled from error
    if damaged:
        repaired_box(repair(paths.chats)).exec()
    else:
        log.info("what was here is kept in %s", go_back(paths, way_back[0]))
    prepare(paths, __version__)
    return House(paths, hub=hub)


def _refused(error: AppError) -> int:
    """The program cannot start: say why, and what to do."""
    trouble_box(error).exec()
    return 1


def make_application() -> Application:
    """The application with its names."""
    application = Application(sys.argv[:1])
    application.setApplicationName("jewelbox")
    application.setApplicationDisplayName("Jewelbox")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("jewelbox")
    return application


def open_house(house: House) -> MainWindow:
    """The window of a house, shown."""
    preferences = house.presenters.preferences
    _translate(preferences.text("language"))
    themes = ThemeSource(
        resources_folder(),
        preferences.text("colours"),
        preferences.number("text_size"),
        parent=house,
    )
    themes.apply()
    languages = languages_in(resources_folder() / "translations")
    window = MainWindow(house.presenters, themes, languages, str(house.log_folder))
    window.show()
    house.start()
    return window


def _show(
    application: Application,
    house: House,
    instance: Instance,
    crashes: _Crashes,
    files: list[str],
) -> int:
    window = open_house(house)
    house.network.watch()
    collect_on_main_thread(house)
    _quit_on_signals(house)
    notice = CrashNotice(window)
    crashes.told.connect(notice.show_report)
    troubles = TroubleNotice(window, house.presenters.chat_copies)
    house.presenters.background.troubled.connect(troubles.show_trouble)

    def open_files(paths: list[str]) -> None:
        others = house.presenters.holdings.take(paths)
        if others:
            house.presenters.conversation.attach_files(others)

    def forward(more: list[str]) -> None:
        window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
        window.raise_()
        window.activateWindow()
        open_files(more)

    instance.raised.connect(forward)
    application.files_asked.connect(forward)
    QTimer.singleShot(MEASURE_AFTER, house.speed.measure)
    open_files(files)
    status = application.exec()
    house.close()
    return status


def _translate(language: str) -> None:
    """Our own words and Qt's, in the person's language; English where there is no translation.

    English is installed in any case: the words in the program know of no plurals.
    """
    locale = QLocale() if language == "system" else QLocale(language)
    QLocale.setDefault(locale)
    application = QCoreApplication.instance()
    assert isinstance(application, QApplication)
    application.setLayoutDirection(locale.textDirection())
    ours = str(resources_folder() / "translations")
    qts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for spoken, name, folder in (
        (QLocale("en"), "", ours),
        (locale, "qtbase", qts),
        (locale, "", ours),
    ):
        translator = QTranslator(application)
        if translator.load(spoken, name, "_" if name else "", folder):
            application.installTranslator(translator)


def _quit_on_signals(parent: QObject) -> None:
    """Ctrl+C and a polite kill end the program as closing the window does."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # One that comes before the event loop begins waits for it; a plain quit() would be lost.
        signal.signal(number, lambda *_: QTimer.singleShot(0, QApplication.quit))
    # Python looks at signals only when its own code runs.
    timer = QTimer(parent)
    timer.setInterval(500)
    timer.timeout.connect(lambda: None)
    timer.start()


def _to_log(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    log.log(LEVELS.get(kind, logging.WARNING), "%s", message)
    if kind is QtMsgType.QtFatalMsg:
        os.abort()
