# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""No test talks to anything but this computer.

An audit hook sees every connection and every look-up of a name that Python makes, whichever library
asks for it. It refuses what is not loopback, and keeps it, since the application takes a refused
connection for being offline and goes on.
"""

import ipaddress
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_TARGETS = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
}

_refused: list[str] = []
_installed: list[bool] = []


class NetworkForbidden(OSError):
    """A test reached for the network."""


def is_local(target: object) -> bool:
    """Whether an address, as the socket functions take it, is on this computer."""
    host = target[0] if isinstance(target, tuple) and target else target
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if not host or not isinstance(host, str):
        return True
    if host == "localhost" or (not isinstance(target, tuple) and host.startswith(("/", "\0"))):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    place = _TARGETS.get(event)
    if place is None or is_local(arguments[place]):
        return
    what = f"{event} {arguments[place]!r}"
    _refused.append(what)
    raise NetworkForbidden(f"tests stay on this computer: {what}")


def install() -> None:
    """From now on, for this whole process: an audit hook cannot be taken off again."""
    if not _installed:
        _installed.append(True)
        sys.addaudithook(_watch)


@contextmanager
def watched() -> Iterator[None]:
    """Fails the test when something inside was refused."""
    earlier = len(_refused)
    yield
    refused = _refused[earlier:]
    del _refused[earlier:]
    if refused:
        pytest.fail("the network was asked for: " + "; ".join(dict.fromkeys(refused)))
