# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A program without a window that lets the tiny model count, and says what it shows."""

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

sys.path.insert(0, str(Path(__file__).parents[2]))

from desktop.app import House
from desktop.presenters.answering import Activity
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.paths import Paths


def main() -> None:
    """Asks again and again, with the argument "once" only once, and begins the next question with
    a document. Lines: "chat ID" at every question, "shown SECONDS CHARACTERS" (of a monotonic
    clock, and of all answers) for every piece, "draft SECONDS" when the document is shown in the
    composer, "late" a second later.
    """
    application = QCoreApplication(sys.argv)
    house = House(Paths.of_environment(os.environ), LlamaEngine())
    conversation = house.presenters.conversation
    shown = 0
    document = Path(os.environ["JEWELBOX_HOME"]) / "soil.txt"
    document.write_text("Two beds and a path.", "utf-8")

    def say(words: str) -> None:
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()

    def on_text(message: str, channel: str, text: str) -> None:
        nonlocal shown
        if not shown:
            conversation.write_draft("half a thought")
            conversation.attach_files([str(document)])
        shown += len(text)
        say(f"shown {time.monotonic():.6f} {shown}")

    def ask() -> None:
        once = "once" in sys.argv and conversation.messages
        if conversation.status.activity is Activity.IDLE and not once:
            conversation.send("Count to 200.")
            say(f"chat {conversation.chat_id}")

    conversation.status_changed.connect(lambda: QTimer.singleShot(0, ask))
    conversation.text_arrived.connect(on_text)
    conversation.drafting.attached.connect(lambda: say(f"draft {time.monotonic():.6f}"))
    conversation.drafting.attached.connect(lambda: QTimer.singleShot(1000, lambda: say("late")))
    house.presenters.library.refresh()
    QTimer.singleShot(0, ask)
    application.exec()


if __name__ == "__main__":
    main()
