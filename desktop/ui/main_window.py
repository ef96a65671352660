# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The window: sidebar, header and pages; what belongs to the window as a whole."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QMimeData, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QIcon,
    QKeyEvent,
)
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop.presenters.navigation import Page
from desktop.presenters.presenters import Presenters
from desktop.ui.chat_undo import ChatUndo
from desktop.ui.commands import Commands
from desktop.ui.drop import DropSign, drop, is_welcome
from desktop.ui.header import ChatBar, Header
from desktop.ui.key_sheet import KeySheet
from desktop.ui.models.notice import ModelNotice
from desktop.ui.pages import WHOLE_WINDOW, Pages, Shown
from desktop.ui.palette import Palette
from desktop.ui.panes import Panes
from desktop.ui.sidebar import Sidebar
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.focus_frame import FocusFrame

translate = QCoreApplication.translate

SMALLEST = QSize(640, 400)
USUAL = QSize(1280, 832)
WHOLE_GEOMETRY = 50  # bytes that a place and size take at least


class MainWindow(QMainWindow):
    """The one window; as a QMainWindow it is a window to screen readers, too.

    Args:
        languages: code and own name of each that the window can speak; for the settings.
        log_folder: that the settings can open; "" leaves it out.
    """

    def __init__(
        self,
        presenters: Presenters,
        themes: ThemeSource,
        languages: Sequence[tuple[str, str]] = (),
        log_folder: str = "",
    ) -> None:
        super().__init__()
        self._presenters, self._themes = presenters, themes
        self._greeted = False
        self._pages = Pages(presenters, themes, self, languages, log_folder)
        p = presenters
        self.sidebar = Sidebar(themes, p)
        self.header = Header(themes)
        self._stack = QStackedWidget()
        self._content = QWidget()
        self._panes = Panes(themes, self.sidebar, self._content)
        self._undo = ChatUndo(
            themes, self._content, self._floor, p.chat_list, p.editing, p.exchange
        )
        self._notice = ModelNotice(themes, p.removals, p.downloads, self._content, self._floor)
        self._drop = DropSign(themes, self)
        self._build()
        self._focus_frame = FocusFrame(themes, self)
        self.commands = Commands(self, p, self._pages.commands)
        self.command_palette = Palette(themes, self, self.commands.all)
        self._add_actions()
        self._connect()
        self._restore()
        self._show_page()

    def page(self, page: Page) -> QWidget:
        """The widget of a page, for tests and screens."""
        return self._pages.page(page).widget

    def changeEvent(self, event: QEvent) -> None:
        """At first nothing was clicked yet: the ring shows where the keyboard begins."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and not self._greeted:
            self._greeted = True
            self._focus(self._stack.currentWidget())
            self._focus_frame.show_on(self.focusWidget())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Place and size are as they were next time."""
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self._presenters.preferences.set("window", geometry)
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves a page, where nothing on it takes the key."""
        navigation = self._presenters.navigation
        if event.key() != Qt.Key.Key_Escape or navigation.page in (Page.CHAT, Page.WELCOME):
            super().keyPressEvent(event)
        elif navigation.page is Page.LICENCE:
            navigation.not_now()
        else:
            navigation.back()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say where it can be dropped: anywhere."""
        if self._takes(event.mimeData()):
            event.acceptProposedAction()
            origin = self._content.mapTo(self, QPoint(0, 0))
            self._drop.show_over(QRect(origin, self._content.size()))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It was carried away again."""
        self._drop.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """A picture into the draft of the open chat, a model into the library."""
        self._drop.hide()
        if self._takes(event.mimeData()):
            event.acceptProposedAction()
            drop(event.mimeData(), self._presenters, event.modifiers())

    def _takes(self, data: QMimeData) -> bool:
        return self._presenters.navigation.page not in WHOLE_WINDOW and is_welcome(data)

    def _build(self) -> None:
        self.setWindowIcon(QIcon(self._themes.picture("icon", 64)))
        self.setMinimumSize(SMALLEST)
        self.setAcceptDrops(True)
        inside = QVBoxLayout(self._content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.header)
        inside.addWidget(self._stack, 1)
        self.setCentralWidget(self._panes)

    def _add_actions(self) -> None:
        add, go = self.commands.add, self._presenters.navigation.go
        add(translate("Commands", "New chat"), ("Ctrl+N",), self.sidebar.start_new_chat)
        self.undo_action = add(translate("Commands", "Undo"), ("Ctrl+Z",), self._undo_last)
        add(translate("Commands", "Search all chats"), ("Ctrl+Shift+F",), self._search)
        add(translate("Commands", "Models"), ("Ctrl+M",), partial(go, Page.MODELS))
        add(translate("Commands", "Settings"), ("Ctrl+,",), partial(go, Page.SETTINGS))
        self.sidebar_action = add(
            translate("MainWindow", "Hide the chats"), ("Ctrl+B",), self._toggle_sidebar
        )
        words = translate("Commands", "To the other part of the window")
        add(words, ("F6", "Shift+F6"), self._next_pane)
        add(translate("Commands", "All commands"), ("Ctrl+K",), self.command_palette.open)
        add(translate("Commands", "Keys"), ("F1", "Ctrl+/"), self._show_keys)

    def _show_keys(self) -> None:
        KeySheet(self._themes, self, self.commands.with_keys()).open()

    def _connect(self) -> None:
        p = self._presenters
        p.navigation.changed.connect(self._show_page)
        p.preferences.changed.connect(self._on_preference)
        p.conversation.title_changed.connect(self._show_title)
        p.finding.found.connect(self._show_message)
        p.releases.changed.connect(self._show_release)
        self.header.sidebar.clicked.connect(self._toggle_sidebar)
        self.header.new_chat.clicked.connect(self.sidebar.start_new_chat)
        self.sidebar.left.connect(self._panes.close_over)
        self.sidebar.downloads_wanted.connect(self._show_downloads)
        self._panes.shape_changed.connect(self._on_shape)
        self._panes.width_chosen.connect(lambda width: p.preferences.set("sidebar_width", width))

    def _show_release(self) -> None:
        newer = self._presenters.releases.newer is not None
        words = translate("MainWindow", "New version") if newer else ""
        self.sidebar.settings.set_trailing(words)

    def _restore(self) -> None:
        preferences = self._presenters.preferences
        self._panes.set_width(preferences.number("sidebar_width"))
        self._panes.set_wanted(preferences.flag("sidebar_open"))
        geometry = QByteArray.fromBase64(preferences.text("window").encode("ascii", "ignore"))
        # Qt takes a torn record for a good one, and shows the smallest window.
        if geometry.size() < WHOLE_GEOMETRY or not self.restoreGeometry(geometry):
            self.resize(USUAL)

    def _show_page(self) -> None:
        page = self._presenters.navigation.page
        shown = self._pages.page(page)
        if self._stack.indexOf(shown.widget) < 0:
            self._add_page(shown)
        self._stack.setCurrentWidget(shown.widget)
        self.header.setVisible(shown.bar is not None)
        if shown.bar is not None:
            self.header.show_bar(shown.bar, shown.end)
        self._panes.set_allowed(page not in WHOLE_WINDOW)
        self._show_line(shown)
        self._show_title()
        self._focus(shown.widget)

    def _add_page(self, shown: Shown) -> None:
        self._stack.addWidget(shown.widget)
        if isinstance(shown.bar, ChatBar):
            shown.bar.add_action(self.sidebar_action)
            shown.bar.set_sidebar_open(self._panes.is_open)
        if shown.scroll is not None:
            shown.scroll.verticalScrollBar().valueChanged.connect(lambda _: self._show_line(shown))

    def _show_line(self, shown: Shown) -> None:
        if self._stack.currentWidget() is shown.widget:
            scrolled = shown.scroll is not None and shown.scroll.verticalScrollBar().value() > 0
            self.header.set_lined(shown.lined or scrolled)

    def _show_title(self) -> None:
        title = self._presenters.conversation.title
        in_chat = self._presenters.navigation.page is Page.CHAT
        self.setWindowTitle(f"{title} – Jewelbox" if title and in_chat else "Jewelbox")

    def _focus(self, page: QWidget | None) -> None:
        first = getattr(page, "first_focus", None)
        if callable(first):
            first().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_shape(self) -> None:
        shown = self._panes.is_open
        self.header.set_sidebar_open(shown)
        for bar in self.header.findChildren(ChatBar):
            bar.set_sidebar_open(shown)
        self.sidebar_action.setText(
            translate("MainWindow", "Hide the chats")
            if shown
            else translate("MainWindow", "Show the chats")
        )

    def _toggle_sidebar(self) -> None:
        if self._panes.narrow:
            if self._panes.is_open:
                self._panes.close_over()
            else:
                self._panes.open_over()
                self.sidebar.new_chat.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        wanted = not self._panes.is_open
        self._panes.set_wanted(wanted)
        self._presenters.preferences.set("sidebar_open", wanted)

    def _show_downloads(self) -> None:
        self._presenters.navigation.go(Page.MODELS)
        show = self._pages.page(Page.MODELS).show_downloads
        if show is not None:
            show()
        self._panes.close_over()

    def _floor(self) -> int:
        """Above the composer, where there is one."""
        floor = self._pages.page(self._presenters.navigation.page).floor
        if floor is not None:
            return floor.mapTo(self._content, QPoint(0, 0)).y()
        return self._content.height()

    def _undo_last(self) -> None:
        if self._notice.is_undoing:
            self._notice.undo()
        else:
            self._undo.undo_last()

    def _search(self) -> None:
        if not self._panes.is_open:
            self._toggle_sidebar()
        self.sidebar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _next_pane(self) -> None:
        """Between the sidebar and the page."""
        focus = self.focusWidget()
        in_sidebar = focus is not None and self.sidebar.isAncestorOf(focus)
        if self._panes.is_open and not in_sidebar:
            self.sidebar.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._panes.close_over()
            self._focus(self._stack.currentWidget())

    def _on_preference(self, key: str) -> None:
        preferences = self._presenters.preferences
        if key == "colours":
            self._themes.set_colours(preferences.text("colours"))
        elif key == "text_size":
            self._themes.set_text_size(preferences.number("text_size"))

    def _show_message(self, message_id: str) -> None:
        self._pages.show_message(message_id)
