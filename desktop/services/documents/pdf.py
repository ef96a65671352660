# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The words and the pages of PDF files. Not to be called by two threads at once."""

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from desktop.domain.errors import AppError, Problem

MOST_PAGES = 5_000
LONGEST_SIDE = 1792  # pixels of a page as a picture
LONGEST = 60.0  # seconds that a file may take to be read
_PASSWORD = 4  # FPDF_ERR_PASSWORD


def words_of(data: bytes, name: str, most: int) -> str:
    """The words of all pages, an empty line between two. Reading ends after `most` letters.

    Raises:
        AppError: DOCUMENT_DAMAGED, DOCUMENT_LOCKED, DOCUMENT_TOO_LARGE.
    """
    pages: list[str] = []
    letters, until = 0, time.monotonic() + LONGEST
    with _opened(data, name) as document:
        for page in _pages(document, len(document)):
            text = page.get_textpage()
            words = text.get_text_range(errors="replace").strip()
            text.close()
            letters += len(words)
            pages.append(words)
            if letters > most:
                break
            if time.monotonic() > until:
                raise AppError(Problem.DOCUMENT_TOO_LARGE, detail="takes too long", name=name)
    return "\n\n".join(pages) if letters else ""


def page_pictures(data: bytes, name: str, most: int) -> list[Any]:
    """The first pages as pictures of Pillow in RGB, on white.

    Raises:
        AppError: as for `words_of`.
    """
    with _opened(data, name) as document:
        return [_drawn(page) for page in _pages(document, most)]


def _drawn(page: Any) -> Any:
    width, height = page.get_size()
    longest = max(width, height)
    if not 0 < longest < 1_000_000 or min(width, height) <= 0:
        raise ValueError(f"a page of {width} × {height} points")
    # What is left over is rounded up.
    bitmap = page.render(scale=(LONGEST_SIDE - 0.5) / longest, may_draw_forms=False)
    picture = bitmap.to_pil().convert("RGB")
    bitmap.close()
    return picture


def _pages(document: Any, most: int) -> Iterator[Any]:
    for number in range(min(len(document), most)):
        page = document[number]
        try:
            yield page
        finally:
            page.close()


@contextlib.contextmanager
def _opened(data: bytes, name: str) -> Iterator[Any]:
    # Imported here: it loads a library, and most starts of the program see no PDF.
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        try:
            if len(document) > MOST_PAGES:
                detail = f"{len(document)} pages"
                raise AppError(Problem.DOCUMENT_TOO_LARGE, detail=detail, name=name)
            yield document
        finally:
            document.close()
    except AppError:
        raise
    except Exception as error:  # whatever the library comes upon in a broken file
        locked = getattr(error, "err_code", None) == _PASSWORD
        problem = Problem.DOCUMENT_LOCKED if locked else Problem.DOCUMENT_DAMAGED
        raise AppError(problem, detail=f"{type(error).__name__}: {error}", name=name) from error
