# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The states of a chat, to be drawn by tests/shots.py."""

from desktop.domain.conversation import MessageState
from desktop.presenters.answering import Activity
from desktop.presenters.navigation import Page
from desktop.ui.text.personas import starting_personas, starting_prompts
from tests.fakes.documents import docx, paragraph, pdf
from tests.fakes.fake_engine import THOUGHT_ENDS
from tests.fakes.sounds import wav
from tests.fakes.stage import STREAMED, Setting, Stage, sketch
from tests.shot import ALL, LEAST, SMALL, Shot

THOUGHT = f"Wet soil weighs about 1.6 kg a litre, so {THOUGHT_ENDS}About 1.4 tonnes."


def _too_much(stage: Stage) -> None:
    """Goes on asking until the chat is longer than the context."""
    stage.open_chat("Letters to the council")
    conversation = stage.presenters.conversation
    for _ in range(2):
        conversation.send("Which decisions about the playground were taken, and when? " * 3)
        count = len(conversation.messages)
        stage.wait(lambda count=count: len(conversation.messages) > count)  # type: ignore[misc]
        stage.wait(lambda: conversation.status.activity is Activity.IDLE)


def _repeating(stage: Stage) -> None:
    stage.open_chat("Letters to the council")
    conversation = stage.presenters.conversation
    conversation.send("Please apologise.")
    stage.type_words(300)
    stage.wait(lambda: conversation.messages[-1].state is MessageState.REPEATING)


def _versions(stage: Stage) -> None:
    stage.open_chat("Letters to the council")
    conversation = stage.presenters.conversation
    conversation.try_again(conversation.messages[-1].id)
    stage.wait(lambda: len(conversation.messages) == 2)
    stage.wait(lambda: conversation.status.activity is Activity.IDLE)


def _details(stage: Stage) -> None:
    _versions(stage)
    from desktop.ui.chat.answer_details import AnswerDetails
    from desktop.ui.chat.answer_view import AnswerView

    stage.window.page(Page.CHAT).findChildren(AnswerView)[-1].show_details()
    stage.settle()
    dialog = stage.window.findChild(AnswerDetails)
    assert dialog is not None
    stage.shown = dialog


def _cannot_see(stage: Stage) -> None:
    stage.open_chat("Letters to the council")

    part = sketch(stage.house.services.pictures)
    path = stage.presenters.conversation.image_path(part)
    stage.presenters.conversation.attach_files([path])
    stage.wait(lambda: bool(stage.presenters.conversation.draft.images))
    stage.presenters.conversation.send("What does this show?")


def _refused(stage: Stage) -> None:
    note = stage.paths.cache / "Minutes of the meeting.odt"
    note.write_bytes(b"PK\x03\x04\0\0")
    stage.presenters.conversation.attach_files([str(note)])
    done: list[object] = []
    stage.presenters.conversation.refused.connect(done.append)
    stage.wait(lambda: bool(done))


def _picture(stage: Stage) -> None:
    _top(stage)

    part = sketch(stage.house.services.pictures)
    stage.presenters.conversation.attach_files([stage.presenters.conversation.image_path(part)])
    stage.wait(lambda: bool(stage.presenters.conversation.draft.images))
    stage.presenters.conversation.write_draft("Here is where it will stand.")


def _stream(stage: Stage) -> None:
    stage.open_chat("Letters to the council")
    conversation = stage.presenters.conversation
    conversation.send("And how many bags is that?")
    stage.type_words(STREAMED.count(" ") - 4)
    stage.wait(lambda: "settles" in conversation.messages[-1].text)


def _failed(stage: Stage) -> None:
    stage.open_chat("Letters to the council")
    for file in stage.paths.models.glob("*.gguf"):
        file.unlink()
    conversation = stage.presenters.conversation
    conversation.send("Which decisions about the playground were taken?")
    stage.wait(lambda: bool(conversation.messages) and bool(conversation.messages[-1].problem))


def _sounds(stage: Stage) -> None:
    long_chat(stage)
    conversation = stage.presenters.conversation
    chosen = stage.presenters.library.chosen
    assert chosen is not None and chosen.hears
    conversation.attach_files([_tone(stage, "Voice message from the allotment.wav", 12)])
    stage.wait(lambda: bool(conversation.draft.sounds))
    conversation.send("What is said here?")
    stage.wait(lambda: len(conversation.messages) == 4)
    stage.wait(lambda: conversation.status.activity is Activity.IDLE)
    part = sketch(stage.house.services.pictures)
    files = [conversation.image_path(part), _tone(stage, "Second message.wav", 3)]
    conversation.attach_files(files)
    stage.wait(lambda: len(conversation.draft.media) == 2)


def _documents(stage: Stage) -> None:
    """One was asked about; two more wait, of which one is too long."""
    long_chat(stage)
    conversation = stage.presenters.conversation
    _attach(stage, "Soil prices 2026.csv", b"kind;litres;price\n" + b"peat-free;40;9.80\n" * 60)
    conversation.send("Which of these is the cheapest for 864 litres?")
    stage.wait(lambda: len(conversation.messages) == 4)
    stage.wait(lambda: conversation.status.activity is Activity.IDLE)
    _attach(
        stage, "Letter from the allotment society.docx", docx(paragraph("Dear gardeners, " * 90))
    )
    _attach(stage, "All minutes since 1974.txt", b"The meeting was opened at seven.\n" * 60_000)
    _attach(stage, "Plan.pdf", pdf(["North bed, south bed, path"]))
    conversation.write_draft("And what do the rules say about peat?")
    conversation.draft_changed.emit()


def _document(stage: Stage) -> None:
    """All words of a document."""
    long_chat(stage)
    from desktop.ui.chat.documents import DocumentChip, DocumentDialog

    words = "Dear gardeners,\n\nplease keep the path free.\n\n" * 12
    _attach(stage, "Letter from the allotment society.txt", words.encode())
    stage.settle()
    stage.window.page(Page.CHAT).findChildren(DocumentChip)[0].click()
    stage.wait(lambda: stage.window.findChild(DocumentDialog) is not None)
    dialog = stage.window.findChild(DocumentDialog)
    assert dialog is not None
    stage.shown = dialog


def _attach(stage: Stage, name: str, data: bytes) -> None:
    path = stage.paths.cache / name
    path.write_bytes(data)
    conversation = stage.presenters.conversation
    before = len(conversation.draft.media)
    conversation.attach_files([str(path)])
    stage.wait(lambda: len(conversation.draft.media) > before)
    stage.settle()


def _personas(stage: Stage) -> None:
    from desktop.ui.personas.persona_button import PersonaButton
    from desktop.ui.personas.persona_dialog import PersonaDialog

    _top(stage)
    p = stage.presenters
    for persona in starting_personas():
        p.personas.put(persona)
    for prompt in starting_prompts():
        p.personas.put(prompt)
    p.personas.choose(p.conversation.begin(), "starter-teacher")
    stage.window.page(Page.CHAT).findChildren(PersonaButton)[0].edit()
    dialog = stage.window.findChild(PersonaDialog)
    assert dialog is not None
    dialog.list.setCurrentRow(1)
    stage.shown = dialog


def _persona_menu(stage: Stage) -> None:
    _personas(stage)
    from desktop.ui.personas.persona_dialog import PersonaDialog

    for dialog in stage.window.findChildren(PersonaDialog):
        dialog.accept()
    stage.shown = stage.window
    stage.settle()


def _no_personas(stage: Stage) -> None:
    from desktop.ui.personas.persona_button import PersonaButton
    from desktop.ui.personas.persona_dialog import PersonaDialog

    _top(stage)
    stage.window.page(Page.CHAT).findChildren(PersonaButton)[0].edit()
    dialog = stage.window.findChild(PersonaDialog)
    assert dialog is not None
    stage.shown = dialog


def _temporary(stage: Stage) -> None:
    conversation = stage.presenters.conversation
    conversation.new_temporary()
    conversation.send("What could I give her for her birthday?")
    stage.wait(lambda: len(conversation.messages) == 2)
    stage.wait(lambda: conversation.status.activity is Activity.IDLE)


def _tone(stage: Stage, name: str, seconds: float) -> str:
    path = stage.paths.cache / name
    path.write_bytes(wav(seconds))
    return str(path)


def _thinking(stage: Stage) -> None:
    stage.open_chat("Letters to the council")
    stage.presenters.library.let_think(True)
    conversation = stage.presenters.conversation
    conversation.send("Is a bed of 864 litres too heavy for a balcony?")
    stage.type_words(9)
    stage.wait(lambda: len(conversation.messages) == 4 and len(conversation.messages[3].parts) > 0)
    stage.settle()
    from desktop.ui.chat.thought import Thought

    for thought in stage.window.page(Page.CHAT).findChildren(Thought):
        thought.head.click()


def long_chat(stage: Stage) -> None:
    """The one with a long answer."""
    stage.open_chat("Soil for the raised bed")


def _top(stage: Stage) -> None:
    long_chat(stage)
    from PySide6.QtWidgets import QScrollArea

    for area in stage.window.page(Page.CHAT).findChildren(QScrollArea):
        area.verticalScrollBar().setValue(0)


FORMULAS = r"""The roots[^1] of $ax^2 + bx + c = 0$ with $a \ne 0$ are

$$
x_{1,2} = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}
$$

where $\Delta = b^2 - 4ac$ tells how many there are:

| Sign | Roots |
| --- | --- |
| $\Delta > 0$ | two, $x_1 \ne x_2$ |
| $\Delta = 0$ | one, $x = -\frac{b}{2a}$ |

[^1]: Also called zeros.
"""


def _formulas(stage: Stage) -> None:
    stage.open_chat("Letters to the council")
    conversation = stage.presenters.conversation
    stage.presenters.editing.answer_instead(conversation.messages[-1].id, FORMULAS)
    from desktop.ui.chat.formula import OBJECT
    from desktop.ui.chat.table_view import TableView

    page = stage.window.page(Page.CHAT)
    stage.wait(lambda: any(OBJECT in t.toPlainText() for t in page.findChildren(TableView)))


def _menu(stage: Stage) -> None:
    stage.open_chat("Letters to the council")
    from desktop.ui.chat.answer_view import AnswerView
    from desktop.ui.chat.message_menu import MessageMenu

    view = stage.window.page(Page.CHAT).findChildren(AnswerView)[-1]
    view.menu_wanted.emit(view.mapToGlobal(view.rect().center()), "")
    stage.settle()
    menu = stage.window.findChild(MessageMenu)
    assert menu is not None
    stage.shown = menu


def _pair(stage: Stage) -> None:
    """Both have answered."""
    _versions(stage)
    p = stage.presenters
    answer = p.conversation.messages[-1]
    p.comparing.show(answer.id, p.comparing.others(answer)[0].id)


def _second_waits(stage: Stage) -> None:
    """The first model answers, the second one comes next."""
    stage.open_chat("Letters to the council")
    p = stage.presenters
    p.comparing.let_also_answer(p.library.installed[0].id)
    p.conversation.send("And how many bags is that?")
    stage.type_words(STREAMED.count(" ") - 4)
    stage.wait(lambda: "settles" in p.conversation.messages[-1].text)


def _second_grows(stage: Stage) -> None:
    _second_waits(stage)
    p = stage.presenters
    stage.type_words(STREAMED.count(" ") + 40)

    def far() -> bool:
        pair = p.comparing.pair(p.conversation.messages[-1].id)
        second = p.comparing.second(pair) if pair is not None else None
        return second is not None and len(second.text) > 100

    stage.wait(far)


def _change(stage: Stage) -> None:
    stage.open_chat("Letters to the council")
    from desktop.ui.chat.question_view import QuestionView

    stage.window.page(Page.CHAT).findChildren(QuestionView)[-1].edit_wanted.emit()


def _find(stage: Stage) -> None:
    long_chat(stage)
    from desktop.ui.chat.find_in_chat import FindInChat

    finder = stage.window.findChild(FindInChat)
    assert finder is not None
    finder.begin()
    finder.field.setText("litre")


def _queue(stage: Stage) -> None:
    _stream(stage)
    stage.presenters.queue.add("And how much does that weigh when it rains for a week?")
    stage.presenters.queue.add("Write it as a shopping list.")
    stage.presenters.conversation.write_draft("Then")
    stage.presenters.conversation.draft_changed.emit()


def _palette(stage: Stage) -> None:
    stage.open_chat("Letters to the council")
    stage.window.command_palette.open()


def _keys(stage: Stage) -> None:
    from desktop.ui.key_sheet import KeySheet

    next(one for one in stage.window.commands.all() if one.keys == "F1").run()
    sheet = stage.window.findChild(KeySheet)
    assert sheet is not None
    stage.shown = sheet


CHAT_SHOTS: dict[str, Shot] = {
    "streaming": Shot(lambda: Setting(answers=(STREAMED,), typing=True), _stream, sets=ALL),
    "answer": Shot(Setting, long_chat, sets=ALL),
    "answer-top": Shot(Setting, _top),
    "picture": Shot(Setting, _picture, sets=ALL),
    "formulas": Shot(Setting, _formulas, sets=ALL),
    "message-menu": Shot(Setting, _menu, sets=("light", "dark", "pseudo")),
    "change-question": Shot(Setting, _change, sets=ALL),
    "find-in-chat": Shot(Setting, _find, sets=ALL),
    "queue": Shot(lambda: Setting(answers=(STREAMED,), typing=True), _queue, sets=ALL),
    "failed": Shot(Setting, _failed),
    "memory-ends": Shot(lambda: Setting(context=100), _too_much),
    "chat-full": Shot(lambda: Setting(context=100, preferences={"when_full": "ask"}), _too_much),
    "message-too-long": Shot(lambda: Setting(context=30), _too_much),
    "repeating": Shot(
        lambda: Setting(answers=("I am truly sorry. " * 200,), typing=True), _repeating
    ),
    "thinking": Shot(lambda: Setting(answers=(THOUGHT,), typing=True), _thinking, sets=ALL),
    "thinking-640": Shot(
        lambda: Setting(answers=(THOUGHT,), typing=True), _thinking, LEAST, ("light", "pseudo")
    ),
    "sounds": Shot(Setting, _sounds, sets=ALL),
    "documents": Shot(Setting, _documents, sets=ALL),
    "documents-640": Shot(Setting, _documents, LEAST, ("light", "pseudo")),
    "document": Shot(Setting, _document, sets=("light", "dark", "pseudo")),
    "personas": Shot(Setting, _personas, sets=("light", "dark", "pseudo", "large")),
    "persona-chosen": Shot(Setting, _persona_menu, sets=("light", "dark")),
    "personas-none": Shot(Setting, _no_personas, sets=("light", "pseudo")),
    "temporary": Shot(Setting, _temporary),
    "temporary-640": Shot(Setting, _temporary, LEAST, ("light", "pseudo")),
    "versions": Shot(Setting, _versions),
    "palette": Shot(Setting, _palette, sets=ALL),
    "keys": Shot(Setting, _keys, sets=ALL),
    "side-by-side": Shot(lambda: Setting(answers=(STREAMED,)), _pair, sets=ALL),
    "side-by-side-640": Shot(
        lambda: Setting(answers=(STREAMED,)), _pair, LEAST, ("light", "pseudo")
    ),
    "second-waits": Shot(
        lambda: Setting(answers=(STREAMED,), typing=True), _second_waits, sets=ALL
    ),
    "second-grows": Shot(
        lambda: Setting(answers=(STREAMED,), typing=True), _second_grows, sets=("light", "pseudo")
    ),
    "details": Shot(Setting, _details, sets=("light", "dark", "pseudo")),
    "cannot-see": Shot(lambda: Setting(models=("gemma-3-1b",)), _cannot_see),
    "refused": Shot(Setting, _refused, sets=("light", "pseudo")),
    "chat-800": Shot(Setting, long_chat, SMALL, ("light", "pseudo")),
    "chat-640": Shot(Setting, long_chat, LEAST, ("light", "pseudo")),
}
