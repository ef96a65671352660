# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which words of code have a colour: the only place that knows Pygments."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

LONGEST_NAME = 40
# The first kind that a token's kind begins with decides. Kinds: Pygments' standard tokens.
KINDS = (
    ("Token.Comment.Preproc", "keyword"),
    ("Token.Comment", "comment"),
    ("Token.Keyword", "keyword"),
    ("Token.Operator.Word", "keyword"),
    ("Token.Name.Tag", "keyword"),
    ("Token.Name.Builtin.Pseudo", "keyword"),
    ("Token.Literal.String", "string"),
    ("Token.Literal.Number", "string"),
    ("Token.Generic.Deleted", "string"),
    ("Token.Generic.Inserted", "keyword"),
)


@dataclass(frozen=True, slots=True)
class Coloured:
    """A stretch of code. start, length: in UTF-16 units, as Qt counts. kind: of KINDS."""

    start: int
    length: int
    kind: str


def coloured(language: str, code: str) -> Iterator[tuple[int, Coloured]]:
    """What of the code has a colour, in order, each with its place in Python's letters.

    Nothing for a language that is not known.
    """
    lexer = _lexer(language)
    if lexer is None:
        return
    at = 0
    for place, token, words in lexer.get_tokens_unprocessed(code):
        length = len(words) if words.isascii() else len(words.encode("utf-16-le")) // 2
        kind = _kind(str(token))
        if kind and not words.isspace():
            yield place, Coloured(at, length, kind)
        at += length


def prepare(language: str) -> None:
    """What is slow the first time; from any thread."""
    _lexer(language)


def language_name(language: str) -> str:
    """ "Python" for "python"; what is not known as it is written, "" for none."""
    lexer = _lexer(language)
    name = str(lexer.name) if lexer is not None else language
    name = name.removesuffix(" only")  # "Text only"
    return name[:LONGEST_NAME]


def file_name(language: str) -> str:
    """What a file with code in a language may be called: "code.py"."""
    lexer = _lexer(language)
    patterns = [p for p in lexer.filenames if p.startswith("*.")] if lexer is not None else []
    ending = str(patterns[0])[2:] if patterns else "txt"
    return f"code.{ending}" if ending.isalnum() else "code.txt"


@cache
def _kind(token: str) -> str:
    return next((kind for name, kind in KINDS if token.startswith(name)), "")


@cache
def _lexer(language: str) -> Any:
    """Pygments' lexer; None for a language that it does not know. Slow the first time."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    if not language or len(language) > LONGEST_NAME:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
