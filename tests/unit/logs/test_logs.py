# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The log says what happened, and no secrets."""

import logging
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.services import logs
from desktop.services.logs import LAST_LINES, scrubbed, start_logging, stop_logging

pytestmark = pytest.mark.expected_logs()

log = logging.getLogger("desktop.test")
HOME = str(Path.home())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "logs"


@pytest.fixture
def lines(folder: Path) -> Iterator[deque[str]]:
    yield start_logging(folder)
    stop_logging()


def written(folder: Path) -> str:
    return (folder / "jewelbox.log").read_text(encoding="utf-8")


def test_lines_are_in_the_file_and_in_memory(lines: deque[str], folder: Path) -> None:
    log.info("the model %s is here", "x")
    assert "INFO desktop.test: the model x is here" in lines[-1]
    assert written(folder) == lines[-1] + "\n"


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("token hf_AbCdEfGhIjKl", "AbCdEf"),
        ("Authorization: Bearer abc.def-123456", "abc.def"),
        ("{'authorization': 'Basic dXNlcjpwYXNz'}", "dXNlcjpwYXNz"),
        ("{'Set-Cookie': 'id=12345'}", "12345"),
        ("through http://anna:hush@proxy.example:3128", "hush"),
        ("GET https://cdn.example/file?X-Amz-Signature=abcdef&Expires=1 done", "abcdef"),
        (f"in {HOME}/Pictures", HOME),
        (f"[Errno 2] '{HOME}'", HOME),
    ],
)
def test_secrets_are_taken_out(lines: deque[str], folder: Path, text: str, without: str) -> None:
    log.info("%s", text)
    assert without in text
    assert without not in lines[-1]
    assert without not in written(folder)
    for kept in ("GET https://cdn.example/file?", " done", "proxy.example:3128"):
        assert (kept in text) == (kept in lines[-1])


@pytest.mark.parametrize("text", ["the heifer of half a token", "what? a = b", f"{HOME}-else/x"])
def test_scrubbing_leaves_other_words_alone(text: str) -> None:
    assert scrubbed(text) == text


def test_an_error_is_logged_without_words_that_may_be_somebodys(lines: deque[str]) -> None:
    words = "my secret " + "diary"
    try:
        try:
            raise KeyError(words)
        except KeyError as error:
            raise ValueError(words) from error
    except ValueError:
        log.exception("a mistake")
    assert "KeyError" in lines[-1]
    assert "which led to" in lines[-1]
    assert "ValueError" in lines[-1]
    assert "in test_an_error_is_logged" in lines[-1]
    assert "secret diary" not in lines[-1]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileNotFoundError(2, "No such file", "diary.txt"), ": [2] No such file\n"),
        (AttributeError("no attribute 'x'"), "no attribute 'x'"),
        (AppError(Problem.DISK_FULL, missing=7), "missing=7"),
    ],
)
def test_words_about_the_program_are_kept(lines: deque[str], error: Exception, words: str) -> None:
    try:
        raise error
    except Exception:
        log.exception("failed")
    assert words in lines[-1] + "\n"
    assert "diary" not in lines[-1]


def test_a_line_cannot_pretend_to_be_two(lines: deque[str], folder: Path) -> None:
    log.info("opened %s", "x\r\n2026-11-24 ERROR desktop: all is lost")
    assert len([line for line in written(folder).splitlines() if line.startswith("20")]) == 1


def test_half_of_a_character_is_no_trouble(lines: deque[str], folder: Path) -> None:
    log.info("opened %s", "\udcff.png")
    assert "\\udcff.png" in written(folder)


def test_other_peoples_chatter_is_left_out(lines: deque[str]) -> None:
    logging.getLogger("httpx").info("GET https://example.org/?signature=1")
    assert not lines


def test_memory_and_files_stay_small(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LARGEST", 10_000)
    lines = start_logging(folder)
    for number in range(LAST_LINES * 2):
        log.info("%d %s", number, "x" * 200)
    stop_logging()
    assert len(lines) == LAST_LINES
    assert 10_000 < sum(file.stat().st_size for file in folder.iterdir()) <= 30_000


def test_without_a_folder_there_is_still_a_log(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file is in the way", encoding="utf-8")
    lines = start_logging(tmp_path / "logs")
    try:
        assert "there is no log file" in lines[-1]
    finally:
        stop_logging()


def test_nothing_stays_behind(folder: Path) -> None:
    before = logging.getLogger().handlers[:]
    start_logging(folder)
    stop_logging()
    assert logging.getLogger().handlers == before
