# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The top of the content: the page's own bar between the button for the sidebar and new chat."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QStackedWidget, QWidget

from desktop.presenters.chat_list import ChatList
from desktop.presenters.conversation import Conversation
from desktop.presenters.exchange import Exchange
from desktop.ui.chat_menu import fill_chat_menu
from desktop.ui.chat_rows import RenameField
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.direction import set_margins
from desktop.ui.widgets.icon_button import icon_button
from desktop.ui.widgets.label import NameLabel

translate = QCoreApplication.translate

HEIGHT = 52


class Header(QWidget):
    """Holds the bars of all pages and shows the one of the page."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self._lined = False
        self.setMinimumHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.sidebar = icon_button(themes, "sidebar", translate("Header", "Show the chats"))
        self.new_chat = icon_button(themes, "new-chat", translate("Header", "New chat"))
        self._bars = QStackedWidget()
        self._row = QHBoxLayout(self)
        set_margins(self._row, 0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.sidebar)
        self._row.addWidget(self._bars, 1)
        self._row.addWidget(self.new_chat)
        self._end: QWidget | None = None
        themes.changed.connect(self.update)
        self.set_sidebar_open(True)

    def show_bar(self, bar: QWidget, end: QWidget | None = None) -> None:
        """The bar of a page, and what stands at the very end of the header."""
        if self._end is not None:
            self._end.hide()
        self._end = end
        if end is not None:
            if self._row.indexOf(end) < 0:
                self._row.addWidget(end)
            end.show()
        if self._bars.indexOf(bar) < 0:
            self._bars.addWidget(bar)
        self._bars.setCurrentWidget(bar)

    def set_sidebar_open(self, shown: bool) -> None:
        """What the sidebar offers is offered here while it is closed."""
        self.sidebar.setVisible(not shown)
        self.new_chat.setVisible(not shown)
        set_margins(self._row, 0 if shown else 8, 0, 12, 0)

    def set_lined(self, lined: bool) -> None:
        """A line below, as soon as something scrolls under it."""
        if lined != self._lined:
            self._lined = lined
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line."""
        theme = self._themes.theme
        if self._lined or theme.high_contrast:
            QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, theme.line)


class ChatBar(QWidget):
    """The title of the open chat, and what can be done with the chat."""

    def __init__(
        self,
        themes: ThemeSource,
        conversation: Conversation,
        chats: ChatList,
        exchange: Exchange,
    ) -> None:
        super().__init__()
        self._conversation, self._chats, self._exchange = conversation, chats, exchange
        self._title = NameLabel(themes, "", "strong")
        self._field: RenameField | None = None
        self.menu_button = icon_button(themes, "more", translate("ChatBar", "More about this chat"))
        self._row = QHBoxLayout(self)
        set_margins(self._row, 24, 0, 4, 0)
        self._row.addWidget(self._title)
        self._row.addStretch(1)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self._more: list[QAction] = []
        self.menu_button.setMenu(self._menu)
        self.menu_button.setPopupMode(self.menu_button.ToolButtonPopupMode.InstantPopup)
        conversation.title_changed.connect(self._show_title)
        conversation.opened.connect(self._show_title)
        conversation.message_added.connect(self._show_title)
        self._show_title()

    def set_sidebar_open(self, shown: bool) -> None:
        """Beside the button for the sidebar the title needs less room."""
        set_margins(self._row, 24 if shown else 8, 0, 4, 0)

    def add_action(self, action: QAction) -> None:
        """One more entry of the menu, about the window."""
        self._more.append(action)

    def rename(self) -> None:
        """Let the title be changed where it stands."""
        if not self._conversation.chat_id or self._field is not None:
            return
        field = self._field = RenameField(self._conversation.title, self)
        field.renamed.connect(lambda title: self._chats.rename(self._conversation.chat_id, title))
        field.ended.connect(self._on_ended)
        field.setMinimumWidth(280)
        self._row.insertWidget(0, field)
        self._title.hide()
        field.setFocus()

    def _fill(self) -> None:
        self._menu.clear()
        chat = self._conversation.chat
        if chat is not None and self._conversation.messages:
            chat = self._chats.chat(chat.id) or chat
            fill_chat_menu(self._menu, self._chats, self._exchange, chat, self.rename)
            self._menu.addSeparator()
        self._menu.addActions(self._more)

    def _on_ended(self) -> None:
        self._field = None
        self._title.show()
        self.menu_button.setFocus()

    def _show_title(self) -> None:
        title = self._conversation.title
        self._title.setText(title)
        self._title.setVisible(bool(title) and self._field is None)
