# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The transcript: what the reader sees stays where it is."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.conversation import Message, MessageState, Role, TextPart
from desktop.presenters.answering import Activity
from desktop.ui.chat.answer_view import AnswerView
from desktop.ui.chat.built_column import AT_ONCE, MOST
from desktop.ui.chat.code_block import CodeBlock
from desktop.ui.chat.links import LinkDialog
from desktop.ui.chat.message_view import MessageView
from desktop.ui.chat.question_view import QuestionView
from desktop.ui.chat.saving import SaveDialog
from desktop.ui.chat.transcript import Transcript

from .conftest import PAGE, Chat, StartChat
from .typing_engine import TypingEngine


def fill(one: Chat, count: int) -> None:
    """A chat with many questions and answers, opened again."""
    store = one.house.services.store
    chat = store.create_chat(1.0)
    parent = None
    for number in range(count):
        role = Role.MODEL if number % 2 else Role.USER
        text = PAGE if number % 6 == 5 else f"Words of message {number}."
        message = Message(f"m{number}", chat.id, parent, role, (TextPart(text),), created=number)
        store.add_message(message)
        parent = message.id
    one.conversation.open(chat.id)
    one.wait(lambda: len(one.conversation.messages) == count)


def built(one: Chat) -> list[MessageView]:
    """The views, from top to bottom."""
    views = one.page.transcript.findChildren(MessageView)
    return sorted((v for v in views if v.isVisible()), key=lambda view: view.y())


def seen_at(one: Chat, view: QWidget) -> int:
    """How far below the upper edge of the transcript a view lies."""
    return view.mapTo(one.page.transcript.viewport(), QPoint(0, 0)).y()


def test_it_follows_a_reader_at_the_end(chat: StartChat, gate: threading.Semaphore) -> None:
    one = chat(engine=TypingEngine([f"{line}\n\n" for line in range(80)], gate=gate))
    bar = one.page.transcript.verticalScrollBar()
    one.conversation.send("Count")
    for _ in range(4):
        gate.release(20)
        before = bar.maximum()
        one.wait(lambda before=before: bar.maximum() > before)  # type: ignore[misc]
        assert bar.value() == bar.maximum()
    one.wait(lambda: one.conversation.messages[-1].state is MessageState.DONE)


def test_it_leaves_a_reader_elsewhere_alone(chat: StartChat, gate: threading.Semaphore) -> None:
    one = chat(engine=TypingEngine([f"{line}\n\n" for line in range(80)], gate=gate))
    bar = one.page.transcript.verticalScrollBar()
    one.conversation.send("Count")
    gate.release(40)
    one.wait(lambda: bar.maximum() > 200)
    bar.setValue(100)
    before = bar.maximum()
    gate.release(40)
    one.wait(lambda: one.conversation.messages[-1].state is MessageState.DONE)
    assert bar.maximum() > before
    assert bar.value() == 100


def test_what_was_waiting_takes_nobody_to_the_end(
    chat: StartChat, gate: threading.Semaphore
) -> None:
    """Whoever reads further up reads on when the next question is asked by itself."""
    lines = [f"{line}\n\n" for line in range(80)]
    one = chat(engine=TypingEngine(lines, gate=gate))
    bar = one.page.transcript.verticalScrollBar()
    one.conversation.send("Count")
    gate.release(40)
    one.wait(lambda: bar.maximum() > 200)
    one.house.presenters.queue.add("Again")
    bar.setValue(100)
    gate.release(120)
    one.wait(lambda: len(one.conversation.messages) == 4)
    one.wait(lambda: one.conversation.messages[-1].state is MessageState.DONE)
    assert bar.value() == 100
    one.conversation.send("And again")  # but whoever asks wants to see it
    assert bar.value() == bar.maximum()
    gate.release(80)
    one.wait(lambda: one.conversation.status.activity is Activity.IDLE)


def test_many_messages_that_come_or_go_are_not_all_built(
    chat: StartChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = chat("Yes.")
    fill(one, 400)
    one.wait(lambda: len(built(one)) == AT_ONCE)
    editing, made = one.house.presenters.editing, Transcript.made
    count: list[str] = []

    def counted(transcript: Transcript, message: Message) -> tuple[MessageView, int]:
        count.append(message.id)
        return made(transcript, message)

    monkeypatch.setattr(Transcript, "made", counted)
    editing.remove("m100", following=True)
    assert len(one.conversation.messages) == 100
    assert len(count) < AT_ONCE  # of the rest a screenful at a time is made later
    one.wait(lambda: len(built(one)) == AT_ONCE)
    assert built(one)[-1].message.id == "m99"
    count.clear()
    editing.undo()
    assert len(one.conversation.messages) == 400
    assert len(count) < AT_ONCE
    one.wait(lambda: len(built(one)) == AT_ONCE)
    assert built(one)[-1].message.id == "m399"


def test_a_reader_far_above_stays_there_when_a_message_comes_back(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 100)
    one.wait(lambda: len(built(one)) == AT_ONCE)
    one.house.presenters.editing.remove("m90")
    assert [view.message.id for view in built(one)][-10:-8] == ["m89", "m91"]
    bar = one.page.transcript.verticalScrollBar()
    bar.setValue(700)
    view = next(view for view in built(one) if seen_at(one, view) > 20)
    before = seen_at(one, view)
    one.house.presenters.editing.undo()
    assert view.isVisible() and abs(seen_at(one, view) - before) <= 1
    one.wait(lambda: built(one)[-1].message.id == "m99")
    ids = [int(view.message.id[1:]) for view in built(one)]
    assert ids == list(range(ids[0], 100))


def test_a_new_question_comes_in_sight(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 20)
    bar = one.page.transcript.verticalScrollBar()
    bar.setValue(0)
    one.ask("And now?")
    view = built(one)[-2]
    assert isinstance(view, QuestionView)
    assert 0 <= seen_at(one, view) < one.page.transcript.viewport().height()


def test_long_chats_are_built_from_their_end(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 100)
    one.wait(lambda: len(built(one)) == AT_ONCE)
    assert built(one)[-1].message.id == "m99"


def test_older_messages_come_above_and_nothing_jumps(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 100)
    one.wait(lambda: len(built(one)) == AT_ONCE)
    one.page.transcript.verticalScrollBar().setValue(130)
    view = next(view for view in built(one) if seen_at(one, view) >= 0)
    place = seen_at(one, view)
    one.wait(lambda: len(built(one)) == 2 * AT_ONCE)
    assert seen_at(one, view) == place


def go_up(one: Chat, until: str) -> None:
    """Scroll up screen by screen, until a message is built."""
    transcript = one.page.transcript
    while transcript.view(until) is None:
        before = built(one)[0].message.id
        transcript.verticalScrollBar().setValue(0)
        one.wait(lambda before=before: built(one)[0].message.id != before)  # type: ignore[misc]


@pytest.mark.slow
def test_however_far_somebody_scrolls_few_messages_are_built(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 400)
    go_up(one, "m100")
    one.wait(lambda: len(built(one)) <= MOST)
    assert one.page.transcript.view("m399") is None
    bar = one.page.transcript.verticalScrollBar()
    bar.setValue(bar.value() + 200)
    view = next(view for view in built(one) if seen_at(one, view) >= 0)
    place = seen_at(one, view)
    newest = built(one)[-1].message.id
    one.page.transcript.want_newer()
    one.wait(lambda: built(one)[-1].message.id != newest)
    assert seen_at(one, view) == place
    numbers = [int(view.message.id[1:]) for view in built(one)]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


@pytest.mark.slow
def test_a_reader_far_above_comes_down_again(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 300)
    go_up(one, "m0")
    bar = one.page.transcript.verticalScrollBar()
    while one.page.transcript.view("m299") is None:
        newest = built(one)[-1].message.id
        bar.setValue(bar.maximum())
        one.wait(lambda newest=newest: built(one)[-1].message.id != newest)  # type: ignore[misc]
    assert len(built(one)) <= MOST
    bar.setValue(bar.maximum())
    one.ask("And now?")
    assert bar.value() == bar.maximum()


def test_whoever_asks_from_far_above_sees_the_answer(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 300)
    go_up(one, "m100")
    one.ask("And now?")
    bar = one.page.transcript.verticalScrollBar()
    assert bar.value() == bar.maximum()
    assert [view.message.text for view in built(one)[-2:]] == ["And now?", "Yes."]


def test_a_message_far_away_is_shown(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 500)
    one.page.transcript.show_message("m120")
    view = one.page.transcript.view("m120")
    assert view is not None
    assert 0 <= seen_at(one, view) < 60
    one.wait(lambda: one.page.transcript.view("m110") is not None)
    assert 0 <= seen_at(one, view) < 60
    one.page.transcript.show_message("m499")
    assert one.page.transcript.view("m499") is not None


@pytest.mark.slow
def test_deleting_far_above_leaves_the_rest_in_order(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 300)
    go_up(one, "m100")
    gone = built(one)[5].message.id
    one.house.presenters.editing.remove(gone)
    one.house.presenters.editing.remove("m0")
    one.page.transcript.want_older()
    one.wait(lambda: not one.page.transcript._building.isActive())
    shown = [view.message.id for view in built(one)]
    known = [message.id for message in one.conversation.messages]
    assert known[known.index(shown[0]) :][: len(shown)] == shown


def test_another_width_keeps_the_place(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 30)
    one.page.transcript.verticalScrollBar().setValue(700)
    view = next(view for view in built(one) if seen_at(one, view) + view.height() > 0)
    inside = -seen_at(one, view) / view.height()
    one.page.resize(560, 700)
    assert abs(-seen_at(one, view) / view.height() - inside) < 0.05


def test_another_size_of_letters_keeps_the_place(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 30)
    one.page.transcript.verticalScrollBar().setValue(700)
    view = next(view for view in built(one) if seen_at(one, view) + view.height() > 0)
    inside, height = -seen_at(one, view) / view.height(), view.height()
    one.themes.set_text_size(3)
    assert view.height() > height
    assert (
        abs(-seen_at(one, view) / view.height() - inside) < 0.15
    )  # a line of words may be a line more


def test_an_answer_that_was_stopped_says_so(chat: StartChat, gate: threading.Semaphore) -> None:
    one = chat("one two three", gate=gate)
    one.conversation.send("Count")
    gate.release(1)
    one.wait(lambda: one.conversation.messages[-1].text == "one")
    one.conversation.stop()
    one.wait(lambda: one.conversation.messages[-1].state is MessageState.STOPPED)
    view = one.page.findChild(AnswerView)
    assert view is not None
    names = [b.accessibleName() for b in view.findChildren(QAbstractButton) if b.isVisible()]
    assert "Answer again" in names


def test_trying_again_replaces_the_answer(chat: StartChat) -> None:
    one = chat("First.", "Second.")
    one.ask("Go on")
    view = built(one)[-1]
    assert isinstance(view, AnswerView)
    view.try_again.emit(view.message.id)
    one.wait(lambda: one.conversation.messages[-1].text == "Second.")
    one.wait(lambda: len(built(one)) == 2)
    assert built(one)[-1].views()[0].toPlainText() == "Second."


def test_arrows_go_from_message_to_message(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 6)
    one.page.activateWindow()
    last = built(one)[-1]
    last.setFocus()
    one.wait(last.hasFocus)
    QTest.keyClick(last, Qt.Key.Key_Up)
    before = built(one)[-2]
    assert before.hasFocus()
    assert before.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert not last.focusPolicy() & Qt.FocusPolicy.TabFocus & ~Qt.FocusPolicy.ClickFocus


def test_a_link_is_shown_in_full_before_it_opens(chat: StartChat) -> None:
    one = chat(engine=TypingEngine(["[a page](https://xn--80ak6aa92e.com/a?b=c) and mail"]))
    one.ask("Where?")
    built(one)[-1].link_followed.emit("https://xn--80ak6aa92e.com/a?b=c")
    dialog = one.page.findChild(LinkDialog)
    assert dialog is not None
    assert dialog.openable
    names = {label.accessibleName() for label in dialog.findChildren(QWidget)}
    assert "https://xn--80ak6aa92e.com/a?b=c" in names
    dialog.reject()


def test_a_link_of_any_length_is_shown_to_its_end(chat: StartChat) -> None:
    """What a hostile page wants to be told stands at the end of an address."""
    one = chat("Yes.")
    address = "https://example.org/?" + "&".join(f"part{number}=secret" for number in range(900))
    dialog = LinkDialog(one.themes, address, one.page)
    dialog.open()
    view = dialog.findChild(QPlainTextEdit)
    assert isinstance(view, QPlainTextEdit)
    assert view.toPlainText() == address
    bar = view.verticalScrollBar()
    assert bar.maximum() > 0  # and it can be scrolled to
    assert dialog.height() <= 533
    assert view.focusPolicy() & Qt.FocusPolicy.TabFocus
    dialog.reject()


def test_only_addresses_of_the_web_open(chat: StartChat) -> None:
    one = chat("Yes.")
    for address in ("file:///etc/passwd", "ssh://host", "customer:1", "javascript:alert(1)"):
        dialog = LinkDialog(one.themes, address, one.page)
        assert not dialog.openable
        dialog.reject()


def test_code_is_saved_as_a_file(chat: StartChat, tmp_path: Path, qtbot: QtBot) -> None:
    c = chat(engine=TypingEngine(["```python\nprint('ä')\n```\n"]))
    c.ask("Some code, please")
    block = c.page.findChild(CodeBlock)
    assert block is not None
    button = next(b for b in block.findChildren(QAbstractButton) if "Save" in b.accessibleName())
    for path, refused in ((tmp_path / "x.py", []), (tmp_path / "no" / "file", [1])):
        button.click()
        dialog = c.page.findChild(SaveDialog)
        assert dialog is not None
        assert [Path(name).name for name in dialog.selectedFiles()] == ["code.py"]
        told: list[object] = []
        c.conversation.refused.connect(told.append)
        if refused:
            path.parent.write_text("no folder")
        dialog.fileSelected.emit(str(path))
        assert len(told) == len(refused)
        c.conversation.refused.disconnect(told.append)
        dialog.close()
        qtbot.waitUntil(lambda: c.page.findChild(SaveDialog) is None)
    assert (tmp_path / "x.py").read_text("utf-8") == "print('ä')"
