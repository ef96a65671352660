# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Looking into JSON of others: what is not there or is something else is nothing."""

import base64
import binascii
from typing import Any


def inside(value: object, *names: str) -> Any:
    """What stands in objects in objects, None when there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def items(value: object) -> list[Any]:
    """A list, an empty one for everything else."""
    return value if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The texts of a list."""
    return [one for one in items(value) if isinstance(one, str)]


def picture_of(address: object) -> bytes | None:
    """The bytes of a picture in a data: address (RFC 2397), None for any other address."""
    if not isinstance(address, str) or not address.startswith("data:image/"):
        return None
    head, comma, data = address.partition(",")
    if not comma or not head.endswith(";base64"):
        return None
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return None
