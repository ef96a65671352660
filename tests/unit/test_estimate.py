# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a draft costs before it is sent; and when an idle model gives its memory back."""

from pathlib import Path

import pytest

from desktop.domain.conversation import AudioPart, DocumentPart, Draft, ImagePart, MediaPart
from desktop.domain.estimate import Estimate, Reader, estimate
from desktop.domain.keeping import Strain, gives_way
from desktop.services import computer

PICTURE = ImagePart("a" * 64, "image/png", 100, 100)
SOUND = AudioPart("b" * 64, "audio/wav", 10_000)
BOOK = DocumentPart("c" * 64, "text/plain", tokens=9000, taken=4000)
READER = Reader(speed=100.0, picture_tokens=256, picture=3.0, room=7000)


@pytest.mark.parametrize(
    ("media", "tokens", "seconds"),
    [((), 0, 0.0), ((PICTURE,), 256, 3.0), ((SOUND,), 250, 2.5), ((BOOK, PICTURE), 4256, 43.0)],
)
def test_what_is_shown_costs(media: tuple[MediaPart, ...], tokens: int, seconds: float) -> None:
    assert estimate(Draft(media=media), READER) == Estimate(tokens, seconds, fits=True)


def test_a_long_paste_takes_its_time_and_its_room() -> None:
    pasted = estimate(Draft("The keeper of the light wrote it down. " * 1000), READER)
    assert 7500 < pasted.tokens < 12_000
    assert pasted.seconds == pytest.approx(pasted.tokens / 100)
    assert not pasted.fits


def test_what_nobody_knows_is_not_told() -> None:
    found = estimate(Draft("Hello", (PICTURE,)), Reader(picture_tokens=256))
    assert found.seconds is None and found.fits
    # Without a measured picture its tokens are read like others.
    assert estimate(Draft(media=(PICTURE,)), Reader(speed=128.0, picture_tokens=256)).seconds == 2.0


GB = 1 << 30


@pytest.mark.parametrize(
    ("idle", "minutes", "strain", "gives"),
    [
        (899, 15, Strain(8 * GB, 16 * GB), False),
        (901, 15, Strain(8 * GB, 16 * GB), True),
        (8 * 3600, 0, Strain(8 * GB, 16 * GB), False),
        (30, 15, Strain(GB // 2, 16 * GB), True),
        (30, 0, Strain(GB // 2, 16 * GB), True),
        (30, 15, Strain(8 * GB, 16 * GB, stalled=0.3), True),
        (5, 15, Strain(GB // 2, 16 * GB, stalled=0.3), False),
    ],
)
def test_an_idle_model_gives_way(idle: float, minutes: int, strain: Strain, gives: bool) -> None:
    assert gives_way(idle, minutes, strain) is gives


def test_this_computer_says_how_short_of_memory_it_is() -> None:
    strain = computer.strain()
    assert 0 < strain.free <= strain.memory and 0 <= strain.stalled <= 1
    assert computer.clock() <= computer.clock()


@pytest.mark.parametrize(
    ("text", "stalled"),
    [
        ("some avg10=9.00 avg60=0.00 total=0\nfull avg10=12.50 avg60=0.00 total=3\n", 0.125),
        ("nonsense", 0.0),
        ("\xff", 0.0),
    ],
)
def test_what_the_system_tells_of_waiting(
    text: str, stalled: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "memory"
    file.write_text(text, "latin-1")
    monkeypatch.setattr(computer, "PRESSURE", file)
    assert computer.strain().stalled == stalled
