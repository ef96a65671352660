# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Sounds: known by their content, kept as they came, and how long they are."""

import contextlib
import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.conversation import AudioPart
from desktop.domain.errors import AppError, Problem
from desktop.services.pictures import PictureStore
from tests.fakes.sounds import flac_head, mp3, wav


@pytest.mark.parametrize(
    ("data", "kind", "name"),
    [
        (wav(2.5), "audio/wav", "a.wav"),
        (flac_head(2.5), "audio/flac", "a.flac"),
        (mp3(2.5), "audio/mpeg", "a.mp3"),
        (wav(2.5), "audio/wav", "called something else"),
    ],
)
def test_a_sound_is_kept_as_it_came(tmp_path: Path, data: bytes, kind: str, name: str) -> None:
    source = tmp_path / name
    source.write_bytes(data)
    store = PictureStore(tmp_path / "kept")
    part = store.add_file(source)
    assert isinstance(part, AudioPart)
    assert (part.sha256, part.media_type) == (hashlib.sha256(data).hexdigest(), kind)
    assert part.name == name
    assert 2400 <= part.milliseconds <= 2600
    assert store.path(part).read_bytes() == data
    assert store.add_file(source) == part
    store.forget([part])
    assert not store.path(part).exists()


def test_the_kept_file_is_called_as_the_engine_takes_sounds(tmp_path: Path) -> None:
    from desktop.services.engine.pictures import SOUNDS

    store = PictureStore(tmp_path)
    for data in (wav(1), flac_head(1), mp3(1)):
        assert store.path(store.add_sound(data)).suffix in SOUNDS


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (None, Problem.SOUND_MISSING),
        (b"", Problem.SOUND_DAMAGED),
        (b"no sound at all", Problem.SOUND_DAMAGED),
        (wav(1)[:30], Problem.SOUND_DAMAGED),
        (flac_head(1)[:12], Problem.SOUND_DAMAGED),
        (flac_head(0), Problem.SOUND_DAMAGED),
        (flac_head(3600), Problem.SOUND_TOO_LONG),
    ],
)
def test_what_cannot_be_heard_is_refused(
    tmp_path: Path, data: bytes | None, problem: Problem
) -> None:
    source = tmp_path / "a.wav"
    if data is not None:
        source.write_bytes(data)
    with pytest.raises(AppError) as caught:
        PictureStore(tmp_path / "kept").add_file(source)
    assert caught.value.problem is problem
    assert not (tmp_path / "kept").exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from([wav(0.2), flac_head(1), mp3(0.2)]), st.data())
def test_broken_sounds_are_refused_and_nothing_else(
    tmp_path: Path, sound: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(sound) - 1))
    broken = sound[:at] + data.draw(st.binary(max_size=20)) + sound[at + 4 :]
    with contextlib.suppress(AppError):
        assert PictureStore(tmp_path).add_sound(broken).milliseconds > 0
