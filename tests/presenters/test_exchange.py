# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Chats leave and come, in the background; and a PDF that is one."""

from pathlib import Path

from pypdfium2 import PdfDocument
from pytestqt.qtbot import QtBot

from desktop.domain.errors import AppError, Problem
from desktop.presenters.exchange import MARGIN, pdf
from desktop.services.exchange.leaving import STYLE, Form
from tests.fakes.fake_engine import FakeEngine
from tests.presenters.conftest import MakeHouse
from tests.unit.chats.making import question


def test_away_and_back(make_house: MakeHouse, qtbot: QtBot, tmp_path: Path) -> None:
    house = make_house(FakeEngine())
    store, exchange = house.services.store, house.presenters.exchange
    chat = store.create_chat(1.0)
    store.add_message(question(chat.id, 1))
    file = tmp_path / "a.json"
    with qtbot.waitSignal(exchange.left) as left:
        exchange.write([chat.id], Form.JSON, file)
    assert left.args == [[file]]
    store.remove(chat.id)
    store.purge(chat.id)
    with qtbot.waitSignal(exchange.arrived) as arrived:
        exchange.take_in([file])
        assert exchange.working
        exchange.take_in([file])  # one thing at a time
    assert arrived.args is not None and arrived.args[0].chats == 1
    qtbot.waitUntil(lambda: house.presenters.chat_list.rowCount() == 1)
    assert exchange.seen == 1


def test_what_cannot_be_written_is_told(
    make_house: MakeHouse, qtbot: QtBot, tmp_path: Path
) -> None:
    exchange = make_house(FakeEngine()).presenters.exchange
    (tmp_path / "file").write_bytes(b"")
    with qtbot.waitSignal(exchange.failed) as failed:
        exchange.write([], Form.JSON, tmp_path / "file" / "a.json")
    assert failed.args is not None and isinstance(failed.args[0], AppError)
    assert failed.args[0].problem is Problem.FOLDER_NOT_WRITABLE
    assert not exchange.working


def test_a_page_as_pdf(qtbot: QtBot) -> None:
    made = pdf("<h1>A harbour</h1><p>東京</p><img src='http://elsewhere/a.png'>")
    assert made.startswith(b"%PDF-") and made.rstrip().endswith(b"%%EOF")


def test_long_lines_of_code_stay_on_the_paper(qtbot: QtBot) -> None:
    line = "long line " * 40
    made = pdf(f"<style>{STYLE}</style><pre><code>{line}END</code></pre>")
    page = PdfDocument(made)[0]
    text = page.get_textpage()
    width, _ = page.get_size()
    rights = [text.get_charbox(place)[2] for place in range(text.count_chars())]
    assert "END" in "".join(text.get_text_range().split())
    assert max(rights) < width - MARGIN / 25.4 * 72 + 1
