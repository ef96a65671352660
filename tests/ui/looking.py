# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a test sees of the window, and where it presses."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.presenters.navigation import Page
from desktop.ui.licences.licence_page import LicencePage
from desktop.ui.settings.rows import Section
from desktop.ui.settings.settings_page import SettingsPage
from tests.fakes.stage import Stage

FIRST = {"welcomed": False, "models": (), "chats": False, "starter": True}
LEFT = Qt.MouseButton.LeftButton


def words(widget: QWidget) -> str:
    """All words of a page."""
    labels = widget.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def button(widget: QWidget, text: str) -> QPushButton:
    found = widget.findChildren(QPushButton)
    return next(b for b in found if b.text() == text and b.isVisible())


def licence_page(stage: Stage, model_id: str = "gemma-3-4b") -> LicencePage:
    offer = next(o for o in stage.presenters.offers.offers() if o.model.id == model_id)
    stage.presenters.navigation.get(offer)
    page = stage.window.page(Page.LICENCE)
    assert isinstance(page, LicencePage)
    return page


def settings_page(stage: Stage) -> SettingsPage:
    stage.presenters.navigation.go(Page.SETTINGS)
    page = stage.window.page(Page.SETTINGS)
    assert isinstance(page, SettingsPage)
    stage.settle()
    return page


def section(page: SettingsPage, title: str) -> Section:
    """The section of settings with this heading."""
    return next(section for section in page.sections if section.title == title)
