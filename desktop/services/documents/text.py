# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The words of a document of any kind, checked and bounded."""

import codecs
import re

from desktop.domain.clean import clean
from desktop.domain.errors import AppError, Problem
from desktop.services.documents import docx, pdf

TEXT, PDF, DOCX = "text/plain", "application/pdf", docx.MEDIA_TYPE
ENDINGS = {TEXT: "txt", PDF: "pdf", DOCX: "docx"}
MOST_LETTERS = 4_000_000  # four times what the largest context holds
LOOKED_AT = 64_000  # bytes that tell the alphabet of an old file
# What a text never holds: the control characters but tab, the line's ends, and escape for colours.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def kind_of(data: bytes) -> str:
    """The media type by what is in the file; "" when it is nothing that can be read as a text."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return PDF
    if data[:4] == b"PK\x03\x04":
        return DOCX if docx.is_docx(data) else ""
    marked = any(data.startswith(mark) for mark, _ in _MARKS[1:])
    return TEXT if marked or not _NO_TEXT.search(data) else ""


def words_of(data: bytes, kind: str, name: str) -> str:
    """All words of a document, with plain line ends; "" for a PDF whose pages are pictures.

    Raises:
        AppError: DOCUMENT_DAMAGED, DOCUMENT_LOCKED (a password), DOCUMENT_TOO_LARGE,
            DOCUMENT_EMPTY (no words in it).
    """
    match kind:
        case "application/pdf":
            text = pdf.words_of(data, name, MOST_LETTERS)
        case docx.MEDIA_TYPE:
            text = docx.words_of(data, name, MOST_LETTERS)
        case _:
            text = _decoded(data)
    text = clean(text).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MOST_LETTERS:
        raise AppError(Problem.DOCUMENT_TOO_LARGE, detail=f"{len(text)} letters", name=name)
    if not text.strip() and kind != PDF:
        raise AppError(Problem.DOCUMENT_EMPTY, detail=kind, name=name)
    return text


def _decoded(data: bytes) -> str:
    """By its mark, as UTF-8, or in the alphabet that its beginning is most likely written in."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode(_alphabet(data), "replace")


def _alphabet(data: bytes) -> str:
    # Imported here: few files are as old as that.
    import charset_normalizer

    # Only what is no plain English tells the alphabet: a long beginning without it is passed over.
    first = next(place for place, byte in enumerate(data) if byte > 127)
    begin = max(first - LOOKED_AT // 4, 0)
    best = charset_normalizer.from_bytes(data[begin : begin + LOOKED_AT]).best()
    return best.encoding if best is not None else "cp1252"
