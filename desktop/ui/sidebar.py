# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The sidebar: a new chat, the chats, and below them what is on its way, models and settings."""

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from desktop.domain.shelves import Place, Shelf
from desktop.presenters.chat_list import ChatRole
from desktop.presenters.navigation import Page
from desktop.presenters.presenters import Presenters
from desktop.ui.chat_menu import fill_chat_menu
from desktop.ui.chat_rows import ChatListView, RenameField
from desktop.ui.place_bar import PlaceBar
from desktop.ui.text.downloads import short_state_words, state_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.label import Label, Line
from desktop.ui.widgets.nav_button import NavButton

translate = QCoreApplication.translate


class Sidebar(QWidget):
    """Signals `left` when something was chosen that is shown beside it."""

    left = Signal()
    downloads_wanted = Signal()

    def __init__(self, themes: ThemeSource, presenters: Presenters) -> None:
        super().__init__()
        p = presenters
        self._exchange, self._finding = p.exchange, p.finding
        self._themes, self._chats, self._conversation = themes, p.chat_list, p.conversation
        self._downloads, self._navigation = p.downloads, p.navigation
        shortcut = QKeySequence("Ctrl+N").toString(QKeySequence.SequenceFormat.NativeText)
        self.new_chat = NavButton(
            themes, translate("Sidebar", "New chat"), "new-chat", shortcut.replace("+", " ")
        )
        self.places = PlaceBar(themes, p.chat_list, p.library, p.exchange)
        self.search = self.places.search
        self.list = ChatListView(themes, p.chat_list)
        self._nothing = Label(themes, "", "body", "text_soft", wrap=True)
        self.models = NavButton(themes, translate("Sidebar", "Models"), "models")
        self.settings = NavButton(themes, translate("Sidebar", "Settings"), "settings")
        self._rows: dict[str, NavButton] = {}
        self._foot = QVBoxLayout()
        self._build()
        self._connect()
        self._show_where()
        for download in p.downloads.downloads:
            self._on_download(download.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Another surface than the content."""
        QPainter(self).fillRect(self.rect(), self._themes.theme.surface)

    def start_new_chat(self) -> None:
        """An empty chat, with the focus in its composer."""
        self._conversation.new()
        self._navigation.go(Page.CHAT)
        self.left.emit()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.setSpacing(8)
        top.addWidget(self.new_chat)
        top.addWidget(self.places)
        top.addSpacing(4)
        top.addWidget(self._nothing)
        top.addWidget(self.list, 1)
        self._nothing.hide()
        self._foot.setContentsMargins(12, 12, 12, 11)
        self._foot.setSpacing(0)
        self._foot.addWidget(self.models)
        self._foot.addWidget(self.settings)
        column.addLayout(top, 1)
        column.addWidget(Line(self._themes))
        column.addLayout(self._foot)

    def _connect(self) -> None:
        self.new_chat.clicked.connect(self.start_new_chat)
        self._chats.place_changed.connect(self._on_rows)
        self._chats.filters_changed.connect(self._on_rows)
        self.search.down_pressed.connect(self._to_found)
        self.list.chosen.connect(self._open)
        self.list.folder_chosen.connect(self._open_folder)
        self.list.rename_asked.connect(self.rename)
        self.list.delete_asked.connect(self._chats.delete)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.models.clicked.connect(lambda: self._go(Page.MODELS))
        self.settings.clicked.connect(lambda: self._go(Page.SETTINGS))
        self._navigation.changed.connect(self._show_where)
        self._conversation.opened.connect(self._show_where)
        self._conversation.title_changed.connect(self._show_where)
        self._downloads.changed.connect(self._on_download)
        for signal in (self._chats.modelReset, self._chats.rowsInserted, self._chats.rowsRemoved):
            signal.connect(self._on_rows)

    def _to_found(self) -> None:
        """From the search to the first chat that it found."""
        if self._chats.rowCount():
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.list.setCurrentIndex(self._chats.index(0))

    def _go(self, page: Page) -> None:
        self._navigation.go(page)
        self.left.emit()

    def _open(self, chat_id: str, message_id: str) -> None:
        chat = self._chats.chat(chat_id)
        if chat is not None and not chat.removed:  # of the trash it is brought back first
            self._finding.open(chat_id, message_id)
            self._navigation.go(Page.CHAT)
            self.left.emit()

    def _open_folder(self, name: str) -> None:
        self._chats.go(Place(Shelf.FOLDER, name))

    def _show_where(self) -> None:
        page = self._navigation.page
        in_chat = page is Page.CHAT
        self.list.show_open(self._conversation.chat_id if in_chat else "")
        self.new_chat.set_chosen(in_chat and not self._conversation.messages)
        self.models.set_chosen(page in (Page.MODELS, Page.MODEL))
        self.settings.set_chosen(page is Page.SETTINGS)

    def _on_rows(self) -> None:
        empty = self._chats.rowCount() == 0
        self._nothing.setText(self._nothing_words())
        self._nothing.setVisible(empty and bool(self._nothing.text()))
        self._show_where()

    def _nothing_words(self) -> str:
        if self._chats.looked_for.text:
            return translate("Sidebar", "No chat has these words")
        if self._chats.looked_for:
            return translate("Sidebar", "No chat is of this kind")
        return {
            Shelf.ARCHIVE: translate("Sidebar", "Nothing is in the archive"),
            Shelf.TRASH: translate("Sidebar", "The trash is empty"),
            Shelf.FOLDER: translate("Sidebar", "This folder is empty"),
        }.get(self._chats.place.shelf, "")

    def _show_menu(self, position: QPoint) -> None:
        index = self.list.indexAt(position)
        chat = index.data(ChatRole.CHAT) if index.isValid() else None
        if chat is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_chat_menu(menu, self._chats, self._exchange, chat, lambda: self.rename(chat.id))
        menu.popup(self.list.viewport().mapToGlobal(position))

    def rename(self, chat_id: str) -> None:
        """Let the title of a chat be changed where it stands."""
        row = self._chats.row_of(chat_id)
        index = self._chats.index(row) if row >= 0 else None
        if index is None:
            return
        self.list.scrollTo(index)
        field = RenameField(str(index.data() or ""), self.list.viewport())
        field.setGeometry(self.list.row_rect(chat_id))
        field.renamed.connect(lambda title: self._chats.rename(chat_id, title))
        field.ended.connect(self.list.setFocus)
        field.show()
        field.setFocus()

    def _on_download(self, download_id: str) -> None:
        download = self._downloads.find(download_id)
        row = self._rows.get(download_id)
        if download is None:
            if row is not None:
                del self._rows[download_id]
                row.deleteLater()
            return
        if row is None:
            row = self._rows[download_id] = NavButton(self._themes, download.name)
            row.clicked.connect(self.downloads_wanted)
            self._foot.insertWidget(len(self._rows) - 1, row)
            self.setTabOrder(row, self.models)
        row.show_progress(download.name, short_state_words(download), download.share)
        row.setToolTip(state_words(download))
