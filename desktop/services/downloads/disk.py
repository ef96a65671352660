# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Reading and writing at a place of an open file, by several threads, on every system."""

import os
import sys
import threading

from desktop.services.files import NO_ROOM

_cursor = threading.Lock()  # for Windows, where a file has one place for reading and writing


def reserve(handle: int, size: int) -> None:
    """Make a file so long, and take the room on the disk where the system gives it at once.

    OSError when there is none. glibc's posix_fallocate would write every block of a file system
    that cannot; so Linux is asked by the system call itself.
    """
    if os.fstat(handle).st_size > size:
        os.ftruncate(handle, size)
    if sys.platform == "linux" and size:
        import ctypes

        fallocate = ctypes.CDLL(None, use_errno=True).fallocate
        fallocate.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64)
        if fallocate(handle, 0, 0, size) == 0:
            return
        if ctypes.get_errno() in NO_ROOM:
            raise OSError(ctypes.get_errno(), "no room for the whole file")
    os.ftruncate(handle, size)


def write_at(handle: int, start: int, data: bytes) -> None:
    """Write all of it. OSError."""
    rest = memoryview(data)
    while rest:
        if sys.platform == "win32":
            with _cursor:
                os.lseek(handle, start, os.SEEK_SET)
                written = os.write(handle, rest)
        else:
            written = os.pwrite(handle, rest, start)
        rest, start = rest[written:], start + written


def read_at(handle: int, start: int, length: int) -> bytes:
    """So many bytes, fewer where the file ends. OSError."""
    if sys.platform == "win32":
        with _cursor:
            os.lseek(handle, start, os.SEEK_SET)
            return os.read(handle, length)
    return os.pread(handle, length, start)
