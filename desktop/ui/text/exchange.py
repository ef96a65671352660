# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Words about chats that leave and come."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop.services.exchange.arriving import Arrived
from desktop.services.exchange.leaving import Form

translate = QCoreApplication.translate


def names() -> tuple[str, str, str]:
    """What a question, an answer and a thought are headed with in a file."""
    return (
        translate("Exchange", "You"),
        translate("Exchange", "Answer"),
        translate("Exchange", "Thought"),
    )


def form_words(form: Form) -> str:
    """What a form is called, with dots: a question follows."""
    return {
        Form.MARKDOWN: translate("Exchange", "Markdown…"),
        Form.HTML: translate("Exchange", "Web page with its pictures…"),
        Form.PDF: translate("Exchange", "PDF…"),
        Form.JSON: translate("Exchange", "JSON with everything…"),
    }[form]


def left_words(files: Sequence[Path]) -> str:
    """What was written."""
    if len(files) == 1:
        return translate("Exchange", "Written to {file}").format(file=files[0].name)
    return translate("Exchange", "%n files written", "", len(files))


def arrived_words(arrived: Arrived) -> str:
    """What came, what was here, what nobody understood."""
    words = [translate("Exchange", "%n chats came.", "", arrived.chats)]
    if arrived.here_already:
        words.append(translate("Exchange", "%n were here already.", "", arrived.here_already))
    if arrived.left_out:
        words.append(
            translate(
                "Exchange",
                "%n could not be read: damaged, or of a later version. Keep the file.",
                "",
                arrived.left_out,
            )
        )
    if arrived.not_understood:
        names = ", ".join(arrived.not_understood[:3])
        words.append(
            translate("Exchange", "Not read, or not to the end: {names}").format(names=names)
            + ("…" if len(arrived.not_understood) > 3 else "")
        )
    return " ".join(words)
