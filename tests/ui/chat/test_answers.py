# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Answers as they are shown: Markdown, growing, and never more than text."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAccessible, QFontInfo, QGuiApplication, QKeySequence, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop.domain.conversation import MessageState
from desktop.domain.errors import AppError, Problem
from desktop.services.formulas import drawn
from desktop.ui.chat.answer_body import AnswerBody
from desktop.ui.chat.answer_view import AnswerView
from desktop.ui.chat.code_block import CodeBlock
from desktop.ui.chat.formula import LARGER, OBJECT
from desktop.ui.chat.streaming import StreamedText
from desktop.ui.chat.table_view import TableView, shared
from desktop.ui.chat.text_style import TextStyle
from desktop.ui.chat.text_view import TextView
from desktop.ui.chat.thought import Thought
from desktop.ui.theme import ThemeSource

from .conftest import PAGE, StartChat
from .samples import ARABIC, EVERYTHING, WIDE, long_answer
from .typing_engine import TypingEngine

TEXTS = {"page": PAGE, "everything": EVERYTHING, "arabic": ARABIC, "wide": WIDE}


class Answer:
    """A body and the text that streams into it."""

    def __init__(self, qtbot: QtBot, themes: ThemeSource) -> None:
        self.body = AnswerBody(TextStyle(themes), "Answer")
        qtbot.addWidget(self.body)
        self.body.resize(600, 10)
        self.body.show()
        self.text = StreamedText(self.body)

    def type(self, text: str, step: int) -> None:
        """Let it arrive in pieces, and look at each of them."""
        self.text.show_text("", growing=True)
        for at in range(0, len(text), step):
            self.text.add(text[at : at + step])
            self.text.look()
        self.text.finish()

    def texts(self) -> list[str]:
        """What stands in the views, from top to bottom."""
        return [view.toPlainText() for view in self.body.views()]


@pytest.fixture
def answer(qtbot: QtBot, themes: ThemeSource) -> Answer:
    return Answer(qtbot, themes)


def test_the_page_is_shown_with_its_parts(answer: Answer) -> None:
    answer.text.show_text(PAGE, growing=False)
    words, table, _, code, end = answer.texts()
    assert words.startswith("The Lighthouse on Grey Island")
    assert "**" not in words
    assert "15" in table
    assert code.startswith("def ships(log):\n    total = 0")
    assert "The sea is never in a hurry" in end
    view = answer.body.findChild(TableView)
    assert view is not None
    assert (len(view.piece.head), len(view.piece.rows)) == (3, 2)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("step", [1, 7, 50])
def test_a_growing_answer_ends_as_if_it_had_come_at_once(
    qtbot: QtBot, themes: ThemeSource, name: str, step: int
) -> None:
    whole, growing = Answer(qtbot, themes), Answer(qtbot, themes)
    whole.text.show_text(TEXTS[name], growing=False)
    growing.type(TEXTS[name], step)
    assert growing.texts() == whole.texts()
    assert growing.body.pieces == whole.body.pieces
    assert growing.body.height() == whole.body.height()


def test_finished_blocks_are_not_written_again(answer: Answer) -> None:
    answer.text.show_text("First paragraph.\n\nSecond one.\n\nTh", growing=True)
    (view,) = answer.body.views()
    changes: list[int] = []
    view.document().contentsChange.connect(lambda at, gone, new: changes.append(at))
    answer.text.add("ird one, which grows and")
    answer.text.look()
    answer.text.add(" grows.")
    answer.text.look()
    assert changes
    assert min(changes) >= len("First paragraph.\nSecond one.")


def test_what_stands_above_is_never_touched(answer: Answer) -> None:
    """Widgets stay the same ones, and at their place, however much comes below them."""
    answer.text.show_text("", growing=True)
    known: dict[int, tuple[object, int]] = {}
    for piece in long_answer(900):
        answer.text.add(piece)
        answer.text.look()
        rows = [row.widget for row in answer.body.rows]
        for place, (widget, top) in known.items():
            assert rows[place] is widget
            assert rows[place].y() == top
        known = {place: (widget, widget.y()) for place, widget in enumerate(rows[:-2])}
    assert len(known) >= 8


FORMULAS = """So $x^2$ is drawn, and

$$
\\frac{a}{b}
$$

- a bad one: $\\frac{$

| Name | Formula |
| --- | --- |
| sum | $a+b$ |
"""


def test_formulas_are_drawn_and_copied_as_they_were_written(answer: Answer) -> None:
    answer.type(FORMULAS, 3)
    words, table = answer.texts()
    source = f"{OBJECT}\\frac{{a}}{{b}}"  # behind its drawing, of no width
    assert words == f"So {OBJECT}x^2 is drawn, and\n{source}\na bad one: $\\frac{{$"
    assert f"{OBJECT}a+b" in table
    text, _ = answer.body.views()
    text.selectAll()
    assert text.selected_text() == (
        "So $x^2$ is drawn, and\n\n$$\n\\frac{a}{b}\n$$\n\n• a bad one: $\\frac{$"
    )
    cursor = text.textCursor()
    cursor.setPosition(3)
    cursor.setPosition(9, QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    assert text.selected_text() == "$x^2$ i"


def test_a_formula_is_its_source_to_a_screen_reader(answer: Answer) -> None:
    answer.type("So $x^2$ is drawn", 3)
    (text,) = answer.body.views()
    interface = QAccessible.queryAccessibleInterface(text)
    assert interface is not None
    told = interface.textInterface()
    assert told.text(0, told.characterCount()) == f"So {OBJECT}x^2 is drawn"
    width = text.document().idealWidth()
    answer.type("So $x^2$ is drawn", 3)
    text.selectAll()
    cursor = text.textCursor()
    cursor.setPosition(4)
    cursor.setPosition(7, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()
    assert abs(text.document().idealWidth() - width) < 0.5  # nothing is seen of it


def test_a_formula_that_is_still_to_be_drawn_is_words_until_then(
    qtbot: QtBot, themes: ThemeSource
) -> None:
    waiting: list[tuple[Callable[[], object], Callable[[], None]]] = []
    body = AnswerBody(TextStyle(themes, lambda work, done: waiting.append((work, done))), "Answer")
    qtbot.addWidget(body)
    body.resize(600, 10)
    body.show()
    StreamedText(body).show_text("See $$\\frac{a}{b}$$ here.", growing=False)
    (view,) = body.views()
    assert view.toPlainText() == "See $$\\frac{a}{b}$$ here."
    before = body.height()
    work, done = waiting.pop()
    work()
    done()
    assert view.toPlainText() == f"See {OBJECT}\\frac{{a}}{{b}} here."
    assert body.height() > before


def test_a_formula_stands_on_the_line_of_its_words(answer: Answer) -> None:
    answer.text.show_text("a $y$ b\n\na $\\int_0^1$ b", growing=False)
    (view,) = answer.body.views()
    document = view.document()
    for number, formula in enumerate(["$y$", "$\\int_0^1$"]):
        block = document.findBlockByNumber(number)
        drawing = drawn(formula, QFontInfo(block.charFormat().font()).pixelSize() * LARGER)
        assert drawing is not None
        line = block.layout().lineAt(0)
        assert line.descent() >= drawing.depth - 0.6
        assert line.ascent() >= drawing.height - drawing.depth - 0.6


def test_html_and_pictures_are_text_and_nothing_is_loaded(answer: Answer, tmp_path: Path) -> None:
    picture = tmp_path / "p.png"
    picture.write_bytes(b"x")
    text = f"<b>bold</b> <img src='{picture.as_uri()}'> ![a cat]({picture.as_uri()}) <script>x"
    answer.text.show_text(text, growing=False)
    (shown,) = answer.texts()
    assert "<b>bold</b>" in shown
    assert "<script>" in shown
    assert "a cat" in shown
    (view,) = answer.body.views()
    assert view.loadResource(2, QUrl.fromLocalFile(str(picture))) is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet='ab#*_`-|>[]()!<&\n 1.~\\:"', max_size=120), st.integers(1, 9))
def test_no_text_breaks_it(answer: Answer, text: str, step: int) -> None:
    answer.type(text, step)
    grown = answer.body.pieces
    answer.text.show_text(text, growing=False)
    assert answer.body.pieces == grown


def test_numbers_of_a_list_go_on(answer: Answer) -> None:
    answer.text.show_text("3. three\n4. four\n\n   more of four\n5. five\n", growing=False)
    (view,) = answer.body.views()
    assert isinstance(view, TextView)
    assert [piece.number for piece in view.pieces] == [3, 4, 0, 5]
    view.selectAll()
    assert view.selected_text() == "3. three\n4. four\n\nmore of four\n5. five"


def test_links_defined_below_are_found_at_the_end(answer: Answer) -> None:
    answer.type("See [the guide][g].\n\nAnd so on.\n\n[g]: https://example.org/guide\n", 5)
    (view,) = answer.body.views()
    assert isinstance(view, TextView)
    assert view.pieces[0].spans[1].link == "https://example.org/guide"


def test_code_gets_its_colours_and_its_name(answer: Answer, qtbot: QtBot) -> None:
    answer.type("```python\ndef f():\n    return 'x'  # why\n```\n", 4)
    block = answer.body.findChild(CodeBlock)
    assert block is not None
    document = block.text.document()

    def colours() -> set[str]:
        found = set()
        line = document.begin()
        while line.isValid():
            fragments = line.begin()
            while not fragments.atEnd():
                found.add(fragments.fragment().charFormat().foreground().color().name())
                fragments += 1
            line = line.next()
        return found

    qtbot.waitUntil(lambda: len(colours()) == 4)  # words, keywords, strings, comments
    assert block.language == "Python"


def test_a_selection_goes_through_the_whole_answer(chat: StartChat) -> None:
    one = chat(engine=TypingEngine(["First.\n\n```\ncode\n```\n\nLast.\n"]))
    one.ask("Go on")
    view = one.page.findChild(AnswerView)
    assert view is not None
    view.setFocus()
    QTest.keySequence(view, QKeySequence.StandardKey.SelectAll)
    QTest.keySequence(view, QKeySequence.StandardKey.Copy)
    assert QGuiApplication.clipboard().text() == "First.\n\ncode\n\nLast."


def test_dragging_selects_from_one_paragraph_to_another(chat: StartChat) -> None:
    one = chat(engine=TypingEngine(["First words.\n\n```\ncode\n```\n\nLast words.\n"]))
    one.ask("Go on")
    view = one.page.findChild(AnswerView)
    assert view is not None
    first, _, last = view.views()
    cursor = first.textCursor()
    cursor.setPosition(6)
    start = first.cursorRect(cursor).center()
    QTest.mousePress(first.viewport(), Qt.MouseButton.LeftButton, pos=start)
    cursor = last.textCursor()
    cursor.setPosition(4)
    end = last.viewport().mapToGlobal(last.cursorRect(cursor).center())
    view.selection.reach(end)
    QTest.mouseRelease(first.viewport(), Qt.MouseButton.LeftButton, pos=start)
    assert view.selection.text() == "words.\n\ncode\n\nLast"


@pytest.mark.parametrize(
    ("problem", "buttons"),
    [
        (Problem.ENGINE_FAILED, ["Continue", "Try again"]),
        (Problem.OUT_OF_MEMORY, ["Continue", "Try again", "See models"]),
        (Problem.CONTEXT_FULL, ["Go on", "New chat"]),
        (Problem.MESSAGE_TOO_LONG, ["Change the message"]),
        (Problem.FILE_MISSING, ["See models", "Try again"]),
    ],
)
def test_a_failure_offers_the_way_on(chat: StartChat, problem: Problem, buttons: list[str]) -> None:
    one = chat(engine=TypingEngine(["Half an "], error=AppError(problem)))
    one.ask("Go on")
    assert one.conversation.messages[-1].state is MessageState.FAILED
    view = one.page.findChild(AnswerView)
    assert view is not None
    shown = [button for button in view.findChildren(QAbstractButton) if button.isVisible()]
    assert [button.text() for button in shown if button.text() in buttons] == buttons


def test_an_answer_is_shown_while_it_comes(chat: StartChat, gate: threading.Semaphore) -> None:
    one = chat("The **sea** is wide.", gate=gate)
    one.conversation.send("Tell me.")
    gate.release(2)
    one.wait(lambda: one.page.findChild(AnswerView) is not None)
    view = one.page.findChild(AnswerView)
    assert view is not None

    def shown() -> str:
        return "".join(part.toPlainText() for part in view.views())

    one.wait(lambda: "sea" in shown())
    assert view.views()[-1].marked
    gate.release(9)
    one.wait(lambda: "wide" in shown())
    one.wait(lambda: not view.views()[-1].marked)


def test_a_thought_stands_apart_and_opens(chat: StartChat) -> None:
    one = chat(engine=TypingEngine(["Yes."], thought="Is it? I think *so*."))
    one.ask("Is it?")
    thought = one.page.findChild(Thought)
    assert thought is not None
    closed = thought.height()
    assert not thought.body.isVisible()
    thought.head.click()
    assert thought.body.isVisible()
    assert thought.height() > closed
    assert thought.body.views()[0].toPlainText() == "Is it? I think so."


def test_how_long_a_thought_took_is_kept(chat: StartChat) -> None:
    one = chat(engine=TypingEngine(["Yes."], thought="Is it?"))
    one.ask("Is it?")
    message = one.conversation.messages[-1]
    store = one.house.services.store
    one.wait(lambda: store.messages(message.chat_id)[-1].state is MessageState.DONE)
    store.finish(message.id, message.state, replace(message.facts, seconds_thinking=12.2))
    one.conversation.new()
    one.conversation.open(message.chat_id)
    one.wait(lambda: len(one.conversation.messages) == 2)
    thought = [t for t in one.page.findChildren(Thought) if t.isVisible()]
    assert [t.head.text() for t in thought] == ["Thought for 12 seconds"]


def test_an_answer_can_be_copied(chat: StartChat) -> None:
    one = chat("Some **bold** words.")
    one.ask("Go on")
    answer = one.page.findChild(AnswerView)
    assert answer is not None
    copy = next(
        button
        for button in answer.findChildren(QAbstractButton)
        if button.accessibleName() == "Copy the answer"
    )
    copy.click()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "Some **bold** words."
    assert data.data("text/markdown").data() == b"Some **bold** words."


@pytest.mark.parametrize(
    ("natural", "least", "room", "widths"),
    [
        ([100, 200], [50, 50], 600, [200, 400]),  # what is left is shared
        ([100, 500], [50, 50], 300, [100, 200]),  # the wide one wraps
        ([400, 400], [300, 300], 500, [300, 300]),  # it scrolls
    ],
)
def test_columns_share_the_room(
    natural: list[float], least: list[float], room: float, widths: list[float]
) -> None:
    assert shared(natural, least, room) == widths
