# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Names chats by asking the model, when it has nothing else to do."""

import functools
import logging

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.conversation import (
    Chat,
    Message,
    MessageState,
    Role,
    TextPart,
    branch,
    is_temporary,
    title_from,
    title_of_answer,
)
from desktop.domain.model import InstalledModel
from desktop.presenters.answering import Answering
from desktop.presenters.background import Background, Lane
from desktop.presenters.engine_host import EngineHost, EngineState, Request
from desktop.presenters.job import Job, PromptWriter
from desktop.presenters.library import Library
from desktop.presenters.personas import Personas
from desktop.presenters.preferences import Preferences
from desktop.services.chats.records import new_id
from desktop.services.chats.store import ChatStore
from desktop.services.engine.protocol import Answered, Channel
from desktop.services.pictures import PictureStore

log = logging.getLogger("desktop.titling")

PAUSE = 2000  # milliseconds without anything to do
LONGEST = 120  # characters of what the model says before it is stopped
SMALLEST = 2  # a stone: models of up to a thousand million parameters name chats badly

# In English, as the models were trained; they answer in the language of the chat.
WISH = (
    "Give this conversation a title of two to six words, in the language of my first message."
    " Reply with the title alone."
)


class Titling(QObject):
    """Asks after the chat, as if the person had: what was read of it is there already, and stays.

    Only the model that is loaded is asked, once for each chat, and never instead of somebody: a
    question ends it at once. A title that a person gave, or that came so before, stays.
    """

    titled = Signal(str, str)  # chat, title

    def __init__(
        self,
        engine: EngineHost,
        answering: Answering,
        library: Library,
        store: ChatStore,
        pictures: PictureStore,
        preferences: Preferences,
        personas: Personas,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine, self._answering, self._library = engine, answering, library
        self._store, self._pictures, self._background = store, pictures, background
        self._preferences, self._personas = preferences, personas
        self._waiting: dict[str, str] = {}  # chats to be named, and the models that answered there
        self._done: set[str] = set()
        self._asked: Chat | None = None  # about which the model is being asked
        self._said = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.look)
        answering.message_changed.connect(self._on_changed)
        answering.status_changed.connect(self._on_status)
        engine.changed.connect(self._on_engine)

    def look(self) -> None:
        """Name a chat, if nothing else is to be done."""
        if not self._free or not self._waiting or not self._preferences.flag("titles"):
            return
        chat_id, model_id = self._waiting.popitem()
        model = self._library.find(model_id)
        if model is None or model.id != self._engine.ready_model or model.stone < SMALLEST:
            return
        self._background.run(
            Lane.STORE,
            lambda: (self._store.chat(chat_id), self._store.messages(chat_id)),
            lambda found: self._ask(model, *found),
        )

    @property
    def _free(self) -> bool:
        ready = self._engine.state is EngineState.READY and not self._engine.busy
        return ready and not self._answering.busy

    def _ask(self, model: InstalledModel, chat: Chat | None, messages: list[Message]) -> None:
        said = branch(messages, chat.leaf_id if chat is not None else None)
        loaded = self._engine.loaded
        if chat is None or not said or loaded is None or loaded.base or not _is_unnamed(chat, said):
            return
        if not self._free or model.id != self._engine.ready_model:
            self._waiting[chat.id] = model.id  # another time
            return
        self._done.add(chat.id)
        self._asked, self._said = chat, ""
        wish = Message(new_id(), chat.id, said[-1].id, Role.USER, (TextPart(WISH),))
        job = Job([*said, wish])
        job.use(model)
        media = {part.sha256: part for message in job.branch for part in message.media}
        writer = PromptWriter(
            job,
            model.style,
            self._personas.instructions(chat.id),
            thinking=False,
            forget=False,
            read=functools.cache(self._pictures.read),
        )
        self._engine.ask(
            Request(
                model=model,
                wants=lambda loaded, count: 0,  # nothing is loaded anew for a name
                write=writer.write,
                media={sha256: self._pictures.path(part) for sha256, part in media.items()},
                seed=None,
                temperature=0.0,
                on_reading=lambda reading: None,
                on_text=self._on_text,
                done=self._on_done,
                failed=self._on_failed,
            )
        )

    def _on_text(self, channel: Channel, text: str) -> None:
        if channel is Channel.TEXT:
            self._said += text
        if "\n" in self._said.strip() or len(self._said) > LONGEST or channel is Channel.THOUGHT:
            self._engine.stop()

    def _on_done(self, _: Answered) -> None:
        chat, self._asked = self._asked, None
        title = title_of_answer(self._said)
        if chat is None or not title:
            return

        def keep() -> bool:
            now = self._store.chat(chat.id)
            if now is None or now.named or now.title != chat.title:
                return False
            self._store.rename(chat.id, title, named=False)
            return True

        def kept(renamed: bool) -> None:
            if renamed:
                self.titled.emit(chat.id, title)

        self._background.run(
            Lane.STORE, keep, kept, lambda error: log.warning("no title was kept: %s", error)
        )

    def _on_failed(self, error: Exception) -> None:
        self._asked = None
        log.info("no title came: %s", type(error).__name__)

    def _on_changed(self, message: Message) -> None:
        """An answer ended: its chat may be named when there is time."""
        ended = message.role is Role.MODEL and message.state is MessageState.DONE
        if ended and message.chat_id not in self._done and not is_temporary(message.chat_id):
            self._waiting[message.chat_id] = message.model
            self._timer.start()

    def _on_status(self, _: str) -> None:
        """Somebody asks: they do not wait for a name."""
        if self._asked is not None and self._answering.busy:
            self._done.discard(self._asked.id)
            self._asked = None  # half a name is none
            self._engine.stop()

    def _on_engine(self) -> None:
        if self._waiting and self._free:
            self._timer.start()


def _is_unnamed(chat: Chat, said: list[Message]) -> bool:
    """It is called by the first words that were said in it."""
    names = [part.name for part in said[0].media]
    first = title_from(said[0].text) or title_from(" ".join(names))
    return not chat.named and chat.title == first
