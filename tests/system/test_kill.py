# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""kill -9 in the middle of an answer: never a chat, at most the last half second of the answer, and
of what is being typed.
"""

import os
import random
import subprocess
import sys
import time
from itertools import takewhile
from pathlib import Path

import pytest

from desktop.domain.conversation import MessageState, Role
from desktop.domain.model import InstalledModel
from desktop.services.chats.store import ChatStore
from desktop.services.paths import Paths

ROUNDS = 50
PROGRAM = Path(__file__).with_name("counting.py")
# Half a second, and what a busy machine takes from the mark of the time to the disk.
LOST = 0.5
DRAFT = 0.4  # after what is typed is written


def killed(paths: Paths, lines: int = 0) -> tuple[list[str], float]:
    """What the program said until it was killed after so many lines, and when; without a number
    it asks once, and is killed a second after its draft was begun.
    """
    environment = {**os.environ, "JEWELBOX_HOME": str(paths.data.parent)}
    command = [sys.executable, str(PROGRAM), *([] if lines else ["once"])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        if lines:
            said = [process.stdout.readline() for _ in range(lines)]
        else:
            said = list(takewhile(lambda line: line != "late\n", process.stdout))
        when = time.monotonic()
        process.kill()
        said += process.stdout.readlines()
    return said, when


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_fifty_kills_lose_no_chat_and_half_a_second_at_most(
    paths: Paths, tiny: InstalledModel
) -> None:
    seed = random.randrange(1 << 30)
    dice = random.Random(seed)
    chats: list[str] = []
    drafts = 0
    for lines in [0, *(dice.randrange(2, 70) for _ in range(ROUNDS - 1))]:
        said, when = killed(paths, lines)
        chats.append(said[0].split()[1])
        store = ChatStore(paths.chats)
        store.recover()
        assert set(chats) <= {chat.id for chat in store.chats()}, f"seed {seed}"
        messages = store.messages(chats[-1])
        assert messages[0].text == "Count to 200."
        answers = [message for message in messages if message.role is Role.MODEL]
        safe = [line.split() for line in said[1:] if line.startswith("shown")]
        due = max((int(row[2]) for row in safe if float(row[1]) < when - LOST), default=0)
        kept = sum(len(answer.text) for answer in answers)
        assert kept >= due, f"seed {seed}: {kept} of {due} characters"
        if answers:
            assert answers[-1].state in (MessageState.INTERRUPTED, MessageState.DONE)
        drafted = [float(line.split()[1]) for line in said if line.startswith("draft")]
        if drafted and drafted[0] < when - DRAFT - LOST and len(answers) == 1:
            chat = store.chat(chats[-1])
            assert chat is not None
            assert chat.draft.text == "half a thought", f"seed {seed}"
            assert [part.name for part in chat.draft.documents] == ["soil.txt"], f"seed {seed}"
            drafts += 1
        store.close()
    assert drafts
