# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The real window over a filled home, with fakes only at the edges: engine, network, computer."""

import functools
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest.mock import patch

from PIL import Image, ImageDraw
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop import app, building
from desktop.domain.computer import Computer
from desktop.domain.conversation import (
    AnswerFacts,
    ImagePart,
    Message,
    MessageState,
    Part,
    Role,
    TextPart,
)
from desktop.domain.errors import AppError, Problem
from desktop.domain.licence import GEMMA_TERMS, LICENCES, Acceptance, LicenceDocument, LicenceText
from desktop.domain.model import InstalledModel
from desktop.services.chats.store import ChatStore
from desktop.services.downloads.fetcher import Progress
from desktop.services.files import write_atomically
from desktop.services.licences import Acceptances, LicenceTexts
from desktop.services.models.catalogue import read_catalogue
from desktop.services.models.library import ModelLibrary, installed_of
from desktop.services.paths import Paths
from desktop.services.pictures import PictureStore
from desktop.services.resources import resources_folder
from desktop.services.settings_file import SettingsFile
from desktop.services.stop import Stop
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import ThemeSource
from tests.fakes.disks import one_disk
from tests.fakes.fake_engine import FakeEngine
from tests.fakes.halting import HaltingFetcher
from tests.fakes.regimes import sample

GIB = 1 << 30
COMPUTER = Computer(
    memory=round(15.5 * GIB),
    memory_free=round(10.1 * GIB),
    cores=8,
    processor="",
    disk_free=212_000_000_000,
    disk=500_000_000_000,
)
DAY = 86_400
CHATS = (
    ("Letters to the council", 3, True),
    ("Soil for the raised bed", 0, False),
    ("What is this plant?", 0, False),
    ("Minutes of the meeting", 0, False),
    ("A poem for Grandma’s 80th", 2, False),
    ("Train from Lyon to Turin", 3, False),
    ("Explain my electricity bill", 5, False),
    ("Bread without kneading", 8, False),
    ("Spanish words for the kitchen", 12, False),
)


class SampleTexts(LicenceTexts):
    """Gives words of our own in the length of a licence, or nothing at all."""

    missing = False
    closed: AppError | None = None  # what stands before the repository with the text
    edits: tuple[tuple[str, str], ...] = ()  # a newer version: words and what stands for them now

    def fetch(self, document: LicenceDocument, stop: Stop) -> LicenceText:
        """At once."""
        if self.closed is not None:
            raise self.closed
        if self.missing:
            detail = "no connection"
            raise AppError(Problem.LICENCE_UNAVAILABLE, detail=detail, name=document.name)
        text = sample_text(document.name)
        for old, new in self.edits:
            text = text.replace(old, new)
        return self._keep(document, text, document.address)


@dataclass
class Setting:
    """What a home holds before the window opens."""

    welcomed: bool = True
    models: Sequence[str] = ("gemma-3-1b", "gemma-4-e4b")
    chats: bool = True
    starter: bool = False
    computer: Computer = COMPUTER
    texts: bool = True
    answers: Sequence[str] = ("Certainly.",)
    download_error: AppError | None = None
    download_last: Progress | None = None
    colours: str = "light"
    theme: str = ""  # the name of one, instead of what the colours lead to
    context: int = 1 << 20  # tokens that the engine holds at most
    typing: bool = False  # the engine types a word only when it is told to
    hub: str = "http://127.0.0.1:9"  # address of a stand-in; by default nobody answers
    preferences: dict[str, object] = field(default_factory=dict)


class Stage:
    """A window that can be looked at. Close it."""

    def __init__(self, home: Path, setting: Setting) -> None:
        self.setting = setting
        self.paths = Paths.of_environment({"JEWELBOX_HOME": str(home)})
        self.paths.ensure()
        self._edges = ExitStack()
        self.gate = threading.Semaphore(0) if setting.typing else None
        self._fill()
        self._replace_edges()
        self.engine = FakeEngine(setting.answers, self.gate, hears=True, context=setting.context)
        self.house = app.House(self.paths, self.engine, setting.hub)
        self.presenters = self.house.presenters
        self.themes = ThemeSource(resources_folder(), setting.theme or setting.colours)
        self.themes.apply()
        self.house.start()
        self.window = MainWindow(
            self.presenters, self.themes, (("en", "English"), ("de", "Deutsch")), str(home)
        )
        self.shown: QWidget = self.window  # what is looked at
        self.wait(lambda: self.presenters.offers.computer is not None)
        self.wait(lambda: len(self.presenters.library.installed) == len(setting.models))
        if setting.chats:
            self.wait(lambda: self.presenters.chat_list.rowCount() == len(CHATS))
        self.window.show()
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)
        self.settle()

    def wait(self, ready: Callable[[], bool], seconds: float = 10.0) -> None:
        """Let the window live until something is so. TimeoutError."""
        until = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > until:
                raise TimeoutError
            QApplication.processEvents()
            time.sleep(0.002)

    def settle(self) -> None:
        """Let layouts and what was asked to go be done."""
        for _ in range(6):
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def type_words(self, count: int) -> None:
        """Let the engine type so many words."""
        assert self.gate is not None
        self.gate.release(count)

    def open_chat(self, title: str) -> None:
        """Open a chat of the list."""
        chats = self.presenters.chat_list
        rows = [row for row in range(chats.rowCount()) if chats.index(row).data() == title]
        from desktop.presenters.chat_list import ChatRole

        chat_id = str(chats.index(rows[0]).data(ChatRole.ID))
        self.presenters.conversation.open(chat_id)
        self.wait(lambda: self.presenters.conversation.chat_id == chat_id)
        self.settle()

    def close(self) -> None:
        """Everything ends."""
        self.window.close()
        self.house.close()
        self.settle()
        self.window.deleteLater()
        self.house.deleteLater()
        self.themes.deleteLater()
        self.settle()
        self._edges.close()

    def _replace_edges(self) -> None:
        setting = self.setting
        starter = self._starter() if setting.starter else None
        texts = type("Texts", (SampleTexts,), {"missing": not setting.texts})
        fetcher = type(
            "Fetcher",
            (HaltingFetcher,),
            {"error": setting.download_error, "last": setting.download_last},
        )
        for name, fake in (
            ("look_at_computer", lambda folder: setting.computer),
            ("disks_of", functools.partial(one_disk, setting.computer)),
            ("find_starter", lambda folder: starter),
            ("LicenceTexts", texts),
            ("StreamFetcher", fetcher),
        ):
            self._edges.enter_context(patch.object(building, name, fake))

    def _fill(self) -> None:
        setting = self.setting
        values = {"welcomed": setting.welcomed, "colours": setting.colours} | setting.preferences
        file = SettingsFile(self.paths.config / "settings.json")
        models = self._install()
        if models:
            values["model"] = models[-1].id
        file.save(file.load() | values)
        if setting.chats:
            with_pictures = PictureStore(self.paths.data / "pictures")
            store = ChatStore(self.paths.data / "chats.sqlite3")
            fill_chats(store, with_pictures, models[-1].id if models else "")
            store.close()

    def _install(self) -> list[InstalledModel]:
        catalogue = read_catalogue(resources_folder() / "catalogue")
        library = ModelLibrary(self.paths.data / "models.json")
        made = []
        for model_id in self.setting.models:
            model = catalogue.model(model_id)
            assert model is not None
            weights = self.paths.models / f"{model_id}.gguf"
            weights.write_bytes(b"GGUF")
            projector = self.paths.models / f"{model_id}-mmproj.gguf" if model.sees else None
            if projector is not None:
                projector.write_bytes(b"GGUF")
            from desktop.domain.catalogue import recommended_file

            made.append(installed_of(model, recommended_file(model), weights, projector))
            library.add(made[-1])
        self._accept(made)
        return made

    def _accept(self, models: Sequence[InstalledModel]) -> None:
        kept = Acceptances(self.paths.config / "acceptances.json")
        kept.add(
            [
                Acceptance(
                    model.licence, document.id, document.address, "0" * 64, model.model, time.time()
                )
                for model in models
                for document in LICENCES[model.licence].documents
            ]
        )

    def _starter(self) -> InstalledModel:
        catalogue = read_catalogue(resources_folder() / "catalogue")
        model = catalogue.model("gemma-3-270m")
        assert model is not None
        text = self.paths.cache / "terms.txt"
        write_atomically(text, sample(GEMMA_TERMS.documents[0]).encode())
        made = installed_of(model, model.weights()[0], self.paths.models / "tiny.gguf", None)
        return replace(made, origin="package", licence_text=str(text))


def fill_chats(store: ChatStore, pictures: PictureStore, model: str) -> None:
    """The chats of the comps; the first of today has a picture and a long answer."""
    now = time.time()
    for place, (title, days, pinned) in enumerate(reversed(CHATS)):
        when = now - days * DAY - (len(CHATS) - place)
        chat = store.create_chat(when)
        store.rename(chat.id, title, True)
        store.set_pinned(chat.id, pinned)
        parts: tuple[Part, ...] = (TextPart("How much soil does this bed take?"),)
        if title == "Soil for the raised bed":
            parts = (sketch(pictures), *parts)
        ask = Message(f"{chat.id}-1", chat.id, None, Role.USER, parts, created=when)
        answer = Message(
            f"{chat.id}-2",
            chat.id,
            ask.id,
            Role.MODEL,
            (TextPart(LONG_ANSWER if days == 0 else SHORT_ANSWER),),
            created=when + 1,
            model=model,
        )
        store.add_message(ask)
        store.add_message(answer)
        store.finish(answer.id, MessageState.DONE, AnswerFacts(generated_tokens=120))


def sketch(pictures: PictureStore) -> ImagePart:
    """A drawing of a box on paper."""
    from io import BytesIO

    image = Image.new("RGB", (720, 500), "#8A6A4A")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 20, 690, 490), fill="#F6F4EC")
    box = ((160, 260), (320, 320), (560, 250), (420, 190))
    draw.line((*box, box[0]), fill="#2A3550", width=6)
    draw.line((box[0], (160, 330), (320, 400), (560, 330), box[2]), fill="#2A3550", width=6)
    draw.line((box[1], (320, 400)), fill="#2A3550", width=6)
    data = BytesIO()
    image.save(data, "PNG")
    return pictures.add(data.getvalue(), "bed.png")


def sample_text(name: str) -> str:
    """Words of our own where a licence would stand."""
    paragraph = (
        "This is a sample that stands where the text of a licence would stand. It is as long as"
        " one, has paragraphs and headings like one, and says nothing at all. "
    )
    parts = [name, ""]
    for section in range(1, 13):
        parts += [f"Section {section}: Sample", "", paragraph * 3, "", paragraph * 2, ""]
    return "\n".join(parts)


SHORT_ANSWER = "Yes. Mix it the evening before, and let it stand in the kitchen until morning."
STREAMED = """For **864 litres** you need:

- 44 bags of 20 litres
- 22 bags of 40 litres, which are easier to carry
- 13 bags of 70 litres

```python
def bags(length, width, depth, litres=40):
    return ceil(length * width * depth * 1000 / litres)
```

Soil settles by about a tenth in the first year, so buy two bags more and keep them dry.
"""
LONG_ANSWER = """Your sketch shows a bed **2.4 m** long, 1.2 m wide and 30 cm deep.
Multiply the three: 2.4 × 1.2 × 0.3 is 0.864 cubic metres, or about 864 litres.

| Bag | Bags you need | Left over |
| --- | ---: | ---: |
| 20 litres | 44 | 16 litres |
| 40 litres | 22 | 16 litres |
| 70 litres | 13 | 46 litres |

```python
# bags of soil for a raised bed, measured in metres
def bags(length, width, depth, litres=40):
    return ceil(length * width * depth * 1000 / litres)
```

Soil settles by about a tenth in the first year, so buy two bags more and keep them
dry until spring.

1. Measure the *inside* of the bed.
2. Fill it to the edge; it sinks by itself.
3. Cover it with [straw or leaves](https://example.org).
"""
