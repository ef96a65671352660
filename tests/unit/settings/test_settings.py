# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: declared once, valid always."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import AppError, Problem
from desktop.domain.settings import SETTINGS
from desktop.services.settings_file import SettingsFile

DEFAULTS = {key: setting.default for key, setting in SETTINGS.items()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    return tmp_path / "config" / "settings.json"


def test_every_default_is_allowed() -> None:
    for key, setting in SETTINGS.items():
        assert setting.key == key
        assert setting.checked(setting.default) == setting.default
        assert setting.doc.endswith(".")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("colours", "pink"),
        ("colours", ""),
        ("text_size", 5),
        ("text_size", -5),
        ("text_size", True),
        ("text_size", 1.0),
        ("text_size", "1"),
        ("enter_sends", 1),
        ("enter_sends", "yes"),
        ("release_after", 7),
        ("language", "../x"),
        ("hub_address", "ftp://example.org"),
        ("hub_address", ""),
        ("hub_address", "https://example.org/?x=1"),
        ("window", "<geometry>"),
        ("instructions", "x" * 100_001),
        ("instructions", None),
    ],
)
def test_a_wrong_value_is_refused(key: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"^{key}: "):
        SETTINGS[key].checked(value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("language", "pt-BR"),
        ("hub_address", "http://127.0.0.1:8080/hub"),
        ("text_size", -4),
        ("release_after", 0),
        ("window", "AdnQywAD+/=="),
    ],
)
def test_a_right_value_is_taken(key: str, value: str | int) -> None:
    assert SETTINGS[key].checked(value) == value


@given(st.text(st.characters()))
def test_any_instructions_can_be_written(text: str) -> None:
    SETTINGS["instructions"].checked(text).encode()  # type: ignore[union-attr]


def test_without_a_file_everything_has_its_default(path: Path) -> None:
    assert SettingsFile(path).load() == DEFAULTS
    assert not list(path.parent.iterdir())


def test_what_is_saved_comes_back(path: Path) -> None:
    chosen = {"colours": "dark", "text_size": 2, "enter_sends": False, "instructions": "Be brief."}
    SettingsFile(path).save(DEFAULTS | chosen)
    assert SettingsFile(path).load() == DEFAULTS | chosen
    assert json.loads(path.read_bytes()) == chosen  # defaults may become better


def test_settings_of_a_newer_version_are_kept(path: Path) -> None:
    path.write_text('{"smell": ["roses"], "chat": "abc"}', encoding="utf-8")
    file = SettingsFile(path)
    file.save(file.load() | {"chat": "def"})
    assert json.loads(path.read_bytes()) == {"smell": ["roses"], "chat": "def"}


@pytest.mark.expected_logs("colours", "text_size", "enter_sends", "release_after")
def test_a_value_that_is_not_allowed_has_its_default(path: Path) -> None:
    wrong = {"colours": "pink", "text_size": 99, "enter_sends": "yes", "release_after": True}
    data = json.dumps(wrong | {"chat": "abc"}).encode()
    path.write_bytes(data)
    assert SettingsFile(path).load() == DEFAULTS | {"chat": "abc"}
    assert path.with_name("settings.bad.json").read_bytes() == data
    assert path.read_bytes() == data


@pytest.mark.expected_logs("not valid")
@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b"", b"[" * 100_000, b"[]", b"7" * 9_999])
def test_a_file_that_cannot_be_understood_is_kept(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    file = SettingsFile(path)
    assert file.load() == DEFAULTS
    file.save(DEFAULTS | {"chat": "abc"})
    assert path.with_name("settings.bad.json").read_bytes() == data
    assert SettingsFile(path).load()["chat"] == "abc"


@pytest.mark.parametrize("form", ["utf-8-sig", "utf-16"])
def test_what_an_editor_of_windows_wrote_is_understood(path: Path, form: str) -> None:
    path.write_text('{"colours": "dark"}', encoding=form)
    assert SettingsFile(path).load()["colours"] == "dark"


@pytest.mark.expected_logs("could not be read")
def test_a_folder_in_its_place(path: Path) -> None:
    path.mkdir()
    file = SettingsFile(path)
    assert file.load() == DEFAULTS
    with pytest.raises(AppError) as caught:
        file.save(DEFAULTS)
    assert caught.value.problem is Problem.FOLDER_NOT_WRITABLE


def test_nothing_wrong_is_written(path: Path) -> None:
    file = SettingsFile(path)
    with pytest.raises(ValueError, match="colours"):
        file.save(DEFAULTS | {"colours": "pink"})
    with pytest.raises(KeyError):
        file.save({"smell": "roses"})
    assert not path.exists()
