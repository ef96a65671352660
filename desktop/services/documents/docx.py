# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The words of Word documents (Office Open XML, ECMA-376), with headings, lists and tables."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml.ElementTree import iterparse

from desktop.domain.errors import AppError, Problem

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BODY = "word/document.xml"
MOST_BYTES = 100_000_000  # of the unpacked words: a small file may hold gigabytes of nothing
MOST_ENTRIES = 20_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What older programs show instead of what stands before it.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WRITTEN = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}


def is_docx(data: bytes) -> bool:
    """Whether a ZIP file holds the words of a document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return BODY in archive.namelist()
    except Exception:  # zipfile has many ways to fail on a broken file
        return False


def words_of(data: bytes, name: str, most: int) -> str:
    """Paragraphs, an empty line between two; Markdown's signs for headings, lists and tables.

    Reading ends after `most` letters. Comments, headers, notes and what was deleted are left out.

    Raises:
        AppError: DOCUMENT_DAMAGED, DOCUMENT_TOO_LARGE.
    """
    blocks: list[str] = []
    letters = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = archive.getinfo(BODY)
            if entry.file_size > MOST_BYTES or len(archive.filelist) > MOST_ENTRIES:
                raise AppError(Problem.DOCUMENT_TOO_LARGE, detail="unpacked", name=name)
            with archive.open(entry) as file:
                for block in _blocks(_Bounded(file, MOST_BYTES)):
                    blocks.append(block)
                    letters += len(block)
                    if letters > most:
                        break
    except AppError:
        raise
    except Exception as error:  # of zipfile, zlib, expat and defusedxml
        detail = f"{type(error).__name__}: {error}"
        raise AppError(Problem.DOCUMENT_DAMAGED, detail=detail, name=name) from error
    return "".join(blocks).strip()


class _Bounded:
    """A file of which no more is read than its head promised."""

    def __init__(self, file: Any, most: int) -> None:
        self._file, self._left = file, most

    def read(self, size: int) -> bytes:
        data: bytes = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise ValueError("longer than it says")
        return data


def _blocks(file: _Bounded) -> Iterator[str]:
    """Paragraphs and tables as they come; what was read is let go of."""
    open_elements: list[Any] = []
    tables = twice = 0
    for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            open_elements.append(element)
            tables += element.tag == f"{_W}tbl"
            twice += element.tag == _FALLBACK
            continue
        open_elements.pop()
        if twice:
            twice -= element.tag == _FALLBACK
            element.clear()
            continue
        if element.tag == f"{_W}tbl":
            tables -= 1
            if tables:
                continue  # it stands in a cell, and is read with it
            yield _table(element)
        elif element.tag == f"{_W}p" and not tables:
            yield _paragraph(element)
        else:
            continue
        element.clear()
        if open_elements and not tables:
            open_elements[-1].remove(element)


def _paragraph(element: Any) -> str:
    words = _written(element).strip("\n")
    style = element.find(f"{_W}pPr/{_W}pStyle")
    kind = style.get(f"{_W}val", "") if style is not None else ""
    if kind.startswith("Heading") and kind[7:] in {*"123456"}:
        return f"{'#' * int(kind[7:])} {words}\n\n"
    if element.find(f"{_W}pPr/{_W}numPr") is not None:
        return f"- {words}\n"
    return f"{words}\n\n" if words.strip() else "\n"


def _table(element: Any) -> str:
    """A line for each row; what stands in a cell is one line."""
    lines: list[str] = []
    for row in element.findall(f"{_W}tr"):
        cells = [" ".join(_written(cell).split()) for cell in row.findall(f"{_W}tc")]
        lines.append(f"| {' | '.join(cells)} |")
        if len(lines) == 1:
            lines.append(f"|{' --- |' * len(cells)}")
    return "\n".join(lines) + "\n\n"


def _written(element: Any) -> str:
    parts: list[str] = []
    for inner in element.iter():
        if inner.tag == f"{_W}p" and parts:
            parts.append("\n")
        elif inner.tag == f"{_W}r":
            for piece in inner:
                written = piece.text if piece.tag == f"{_W}t" else _WRITTEN.get(piece.tag)
                parts.append(written or "")
    return "".join(parts)
