# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Is Markdown read right, and does any of it reach out? The examples are CommonMark's own."""

import sys
import time
from collections.abc import Iterator

from PySide6.QtWidgets import QApplication

from desktop.domain.markdown import split
from desktop.services.resources import resources_folder
from desktop.ui.chat.answer_body import AnswerBody
from desktop.ui.chat.markdown import MarkdownReader
from desktop.ui.chat.pieces import Piece
from desktop.ui.chat.streaming import StreamedText
from desktop.ui.chat.text_style import TextStyle
from desktop.ui.theme import ThemeSource
from desktop.window import make_application
from tests.benchmarks.commonmark import examples, has_html, shape_of_html, shape_of_pieces
from tests.ui.chat.hostile import HOSTILE

REACHES = ("open", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system")

# Modules that are imported, and icons: what Python and we ourselves open.
OURS = (sys.prefix, sys.base_prefix, str(resources_folder()))


def figures() -> Iterator[dict[str, object]]:
    """Structure of the examples, exceptions, and what hostile documents reach."""
    known, broken = examples(), 0
    right, plain, wrong = 0, 0, []
    for example in known:
        try:
            pieces = read(example["markdown"])
        except Exception:
            broken += 1
            continue
        if has_html(example):  # shown as text: there is no structure to compare
            continue
        plain += 1
        if shape_of_pieces(pieces) == shape_of_html(example["html"]):
            right += 1
        else:
            wrong.append(str(example["example"]))
    name = f"CommonMark's examples with the right structure, {plain} of {len(known)} without HTML"
    yield _figure(f"{name}; not: {', '.join(wrong)}", right / plain, "share", ">= 0.98", 0.98)
    yield _figure("exceptions from CommonMark's examples", broken, "exceptions", "<= 0", 0)
    reached, failed, slowest = _hostile()
    yield _figure("files and addresses reached by hostile documents", reached, "calls", "<= 0", 0)
    yield _figure("exceptions from hostile documents", failed, "exceptions", "<= 0", 0)
    yield _figure(f"slowest of {len(HOSTILE)} hostile documents", slowest, "s", "<= 2", 2)


def read(text: str) -> list[Piece]:
    """As an answer is read: block by block, once more when addresses were written apart."""
    reader, blocks = MarkdownReader(), split(text)
    pieces = [piece for block in blocks for piece in reader.read(block)]
    if reader.has_definitions:
        pieces = [piece for block in blocks for piece in reader.read(block)]
    return pieces


def _hostile() -> tuple[int, int, float]:
    """Show each document, and count what Python was asked to reach meanwhile."""
    application = QApplication.instance() or make_application()
    themes = ThemeSource(resources_folder(), "light")
    reached: list[object] = []
    watching = False

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event in REACHES:
            name = str(arguments[0]) if arguments else ""
            if event != "open" or not name.startswith(OURS):
                reached.append((event, name))

    sys.addaudithook(watch)
    failed, slowest = 0, 0.0
    for text in HOSTILE.values():
        body = AnswerBody(TextStyle(themes), "Answer")
        body.resize(600, 10)
        body.show()
        watching, began = True, time.perf_counter()
        try:
            shown = StreamedText(body)
            shown.show_text(text[: len(text) // 2], growing=True)
            shown.add(text[len(text) // 2 :])
            shown.finish()
            body.grab()
        except Exception:
            failed += 1
        application.processEvents()
        watching, slowest = False, max(slowest, time.perf_counter() - began)
        body.close()
    return len(reached), failed, slowest


def _figure(name: str, value: float, unit: str, goal: str, limit: float) -> dict[str, object]:
    met = value >= limit if goal.startswith(">") else value <= limit
    return {
        "figure": name,
        "value": round(value, 4),
        "unit": unit,
        "peer": "",
        "goal": goal,
        "met": met,
    }
