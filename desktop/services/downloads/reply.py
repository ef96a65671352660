# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Reads the head of an answer to a download: is it the file that was asked for, from where on?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.domain.errors import AppError, Problem
from desktop.services.downloads.fetcher import Wanted
from desktop.services.http import Answer

RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")
UNSATISFIED = re.compile(r"bytes \*/(\d{1,18})")
NUMBER = re.compile(r"\d{1,18}", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}")
PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes.

    Attributes:
        start: which byte of the file comes first. same: what is here is of the same content.
        known: the Hub itself says so. etag: what the server calls this content, "" when it is no
        strong name.
    """

    answer: Answer
    start: int
    same: bool
    known: bool
    etag: str

    def chunks(self, most: int) -> Iterator[bytes]:
        """The bytes from `start` on, about `most` at a time."""
        return self.answer.chunks(most)


def read_reply(answer: Answer, wanted: Wanted, start: int, etag: str) -> Reply:
    """Check the head of an answer to a request for the bytes from `start` on.

    AppError. Its values tell the engine what to do: renew (the signed address ran out),
    ranges=False (ask for the whole), again (another try may help).
    etag: what is here came under this name.
    """
    if answer.status in (401, 403, 404, 410) and answer.hops:
        raise AppError(Problem.SERVER_FAILED, detail=f"status {answer.status}", renew=True)
    if answer.status == 416:
        raise _out_of_range(answer, wanted)
    answer.check()
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in PAGES:
        raise AppError(Problem.WRONG_ANSWER, detail="a web page instead of the file", portal=True)
    known = _is_named(answer, wanted)
    name = answer.headers.get("etag", "")
    name = "" if name.startswith("W/") else name
    if answer.status == 206:
        _check_range(answer, wanted, start)
        if name and etag and name != etag and not known:  # it should not have, with If-Range
            raise AppError(Problem.WRONG_ANSWER, detail="another file's range", ranges=False)
        return Reply(answer, start, True, known, name)
    same = known or bool(name and name == etag)
    _check_length(answer, wanted, known)
    return Reply(answer, 0, same, known, name)


def _is_named(answer: Answer, wanted: Wanted) -> bool:
    """Whether the Hub itself says that this is the content; CONTENT_WRONG when it says another."""
    size = answer.first.get("x-linked-size", "")
    if NUMBER.fullmatch(size) and int(size) != wanted.size:
        raise _changed(f"{size} bytes instead of {wanted.size}", wanted)
    digest = answer.first.get("x-linked-etag", "").removeprefix("W/").strip('"').lower()
    if SHA256.fullmatch(digest) is None:
        return False
    if digest != wanted.sha256:
        raise _changed("another sha256", wanted)
    return True


def _check_range(answer: Answer, wanted: Wanted, start: int) -> None:
    found = RANGE.fullmatch(answer.headers.get("content-range", "").strip())
    if found is None or int(found[1]) != start:
        raise AppError(Problem.WRONG_ANSWER, detail="another range", ranges=False)
    if found[3] != "*" and int(found[3]) != wanted.size:
        raise _changed(f"{found[3]} bytes instead of {wanted.size}", wanted)
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise AppError(Problem.WRONG_ANSWER, detail="a packed range", ranges=False)


def _check_length(answer: Answer, wanted: Wanted, known: bool) -> None:
    length = answer.headers.get("content-length", "")
    if answer.headers.get("content-encoding", "identity") != "identity":
        return
    if length and not (NUMBER.fullmatch(length) and int(length) == wanted.size):
        if known:
            raise AppError(Problem.WRONG_ANSWER, detail=f"a length of {length[:18]}", again=True)
        # Who says nothing about the file may be a replaced one, or a network that wants a sign-in.
        raise _changed(f"{length[:18]} bytes instead of {wanted.size}", wanted, again=True)


def _out_of_range(answer: Answer, wanted: Wanted) -> AppError:
    found = UNSATISFIED.fullmatch(answer.headers.get("content-range", "").strip())
    if found is not None and int(found[1]) != wanted.size:
        return _changed(f"{found[1]} bytes instead of {wanted.size}", wanted)
    return AppError(Problem.WRONG_ANSWER, detail="status 416", ranges=False)


def _changed(detail: str, wanted: Wanted, again: bool = False) -> AppError:
    """The file was replaced at its origin; nothing of the new one is mixed in.

    again: it may look so for a while only.
    """
    return AppError(
        Problem.CONTENT_WRONG,
        detail=f"replaced: {detail}",
        name=wanted.target.name,
        changed=True,
        again=again,
    )
