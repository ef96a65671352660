# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Sounds in the composer and in a question."""

from pathlib import Path

from PySide6.QtWidgets import QAbstractButton

from desktop.domain.conversation import AudioPart
from desktop.ui.chat.sounds import SoundChip, length_words
from tests.fakes.sounds import wav

from .conftest import Chat, StartChat


def chips(one: Chat) -> list[SoundChip]:
    return [chip for chip in one.page.findChildren(SoundChip) if chip.isVisible()]


def test_lengths_in_words() -> None:
    def words(milliseconds: int) -> str:
        return length_words(AudioPart("0" * 64, "audio/wav", milliseconds))

    assert [words(ms) for ms in (1_800, 12_400, 59_000, 125_000)] == [
        "2 seconds",
        "12 seconds",
        "59 seconds",
        "2:05",
    ]


def test_a_sound_can_be_seen_named_and_removed(chat: StartChat, tmp_path: Path) -> None:
    one = chat()
    path = tmp_path / "speech.wav"
    path.write_bytes(wav(2))
    one.conversation.attach_files([str(path)])
    one.wait(lambda: chips(one))
    chip = chips(one)[0]
    assert chip.accessibleName() == "speech.wav, 2 seconds"
    buttons = chip.findChildren(QAbstractButton)
    assert [button.accessibleName() for button in buttons] == ["Remove speech.wav"]
    buttons[0].click()
    one.wait(lambda: not chips(one))
    assert one.conversation.draft.media == ()
