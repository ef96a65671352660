# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Documents are kept beside pictures, read again, taken in part, and forgotten."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.conversation import DocumentPart, ImagePart
from desktop.domain.errors import AppError, Problem
from desktop.services.documents.text import DOCX, PDF, TEXT
from desktop.services.pictures import PictureStore
from tests.fakes import documents as made


@pytest.fixture
def store(tmp_path: Path) -> PictureStore:
    return PictureStore(tmp_path / "pictures")


def added(store: PictureStore, tmp_path: Path, name: str, data: bytes) -> DocumentPart:
    path = tmp_path / name
    path.write_bytes(data)
    part = store.add_file(path)
    assert isinstance(part, DocumentPart)
    return part


@pytest.mark.parametrize(
    ("name", "data", "kind", "words"),
    [
        ("plan.md", b"# A plan", TEXT, "# A plan"),
        ("old.txt", "Größe und Höhe, „schön“ wie früher.".encode("cp1252"), TEXT, None),
        ("table.csv", b"a;b\r\n1;2\r\n", TEXT, "a;b\n1;2\n"),
        ("page.svg", b"<svg/>", TEXT, "<svg/>"),
        ("letter.docx", made.docx(made.paragraph("Dear all")), DOCX, "Dear all"),
        ("report.PDF", made.pdf(["Page one"]), PDF, "Page one"),
    ],
)
def test_a_file_is_kept_and_read(
    store: PictureStore, tmp_path: Path, name: str, data: bytes, kind: str, words: str | None
) -> None:
    part = added(store, tmp_path, name, data)
    assert (part.name, part.media_type, part.taken) == (name, kind, 0)
    assert store.read(part) == (words or "Größe und Höhe, „schön“ wie früher.")
    assert part.tokens > 0
    if kind != TEXT:
        assert store.path(part).read_bytes() == data
    assert added(store, tmp_path, name, data) == part


def test_the_first_part_ends_with_a_line(store: PictureStore, tmp_path: Path) -> None:
    lines = "".join(f"{number}: a line of some length\n" for number in range(1000))
    part = added(store, tmp_path, "long.txt", lines.encode())
    taken = replace(part, taken=part.tokens // 4)
    words = store.read(taken)
    assert lines.startswith(words) and words.endswith("\n")
    assert len(lines) / 5 < len(words) < len(lines) / 3
    assert taken.read == part.tokens // 4 and part.read == part.tokens


def test_lost_words_are_found_again_and_a_lost_document_is_told(
    store: PictureStore, tmp_path: Path
) -> None:
    part = added(store, tmp_path, "report.pdf", made.pdf(["Page one"]))
    (words,) = tmp_path.glob("pictures/*/*.words")
    words.unlink()
    assert store.read(part) == "Page one"
    store.path(part).unlink()
    with pytest.raises(AppError) as caught:
        store.read(part)
    assert caught.value.problem is Problem.DOCUMENT_MISSING
    with pytest.raises(AppError) as caught:
        store.add_pages(part, 3)
    assert caught.value.problem is Problem.DOCUMENT_MISSING


def test_pages_become_pictures(store: PictureStore, tmp_path: Path) -> None:
    part = added(store, tmp_path, "scan.pdf", made.pdf(["", "", ""]))
    assert part.tokens == 0
    pages = store.add_pages(part, 2)
    assert all(isinstance(page, ImagePart) for page in pages)
    assert [page.name for page in pages] == ["scan.pdf, 1", "scan.pdf, 2"]
    assert (pages[0].width, pages[0].height) == (1792, 896)
    assert store.path(pages[0]).exists()


@pytest.mark.parametrize("size", ["9e9 9e9", "0 0", "1 99999", "-5 3"])
def test_pages_of_odd_sizes(store: PictureStore, tmp_path: Path, size: str) -> None:
    part = added(store, tmp_path, "scan.pdf", made.pdf([""], size))
    problem, pages = None, list[ImagePart]()
    try:
        pages = store.add_pages(part, 2)
    except AppError as error:
        problem = error.problem
    assert problem in (None, Problem.DOCUMENT_DAMAGED)
    assert all(max(page.width, page.height) <= 1792 for page in pages)


def test_forgetting_leaves_nothing(store: PictureStore, tmp_path: Path) -> None:
    part = added(store, tmp_path, "report.pdf", made.pdf(["Page one"]))
    store.forget([part])
    assert not [path for path in (tmp_path / "pictures").rglob("*") if path.is_file()]


def test_refusals_keep_nothing(store: PictureStore, tmp_path: Path) -> None:
    for name, data, problem in (
        ("empty.txt", b" \n", Problem.DOCUMENT_EMPTY),
        ("model.gguf", b"GGUF\x03\0\0\0", Problem.PICTURE_UNKNOWN),
        ("broken.pdf", b"%PDF-1.4", Problem.DOCUMENT_DAMAGED),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(AppError) as caught:
            store.add_file(path)
        assert caught.value.problem is problem
    assert not (tmp_path / "pictures").exists()
