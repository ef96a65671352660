# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which addresses may be asked, and what a server says about waiting."""

import email.utils
import ipaddress
import urllib.parse
from dataclasses import dataclass
from typing import Self

PORTS = {"http": 80, "https": 443}
LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".lan", ".home.arpa")
LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class Place:
    """A web address, taken apart. host is in lower case; an address without one has "" """

    address: str
    scheme: str
    host: str
    port: int
    secret: bool = False  # a name or password is written into it

    @classmethod
    def of(cls, address: str) -> Self:
        """Never fails: what cannot be read has no host, and is refused."""
        try:
            parts = urllib.parse.urlsplit(address.strip())
            host = (parts.hostname or "").rstrip(".").lower()
            port = parts.port or PORTS.get(parts.scheme, 0)
            secret = parts.username is not None or parts.password is not None
        except ValueError:
            return cls(address, "", "", 0)
        return cls(address.strip(), parts.scheme, host, port, secret)

    @property
    def origin(self) -> tuple[str, str, int]:
        """What a token belongs to."""
        return self.scheme, self.host, self.port

    @property
    def is_loopback(self) -> bool:
        """On this computer."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        number = _number(self.host)
        return number is not None and number.is_loopback

    @property
    def is_private(self) -> bool:
        """Not on the public internet, as far as its name or number tells."""
        number = _number(self.host)
        if number is not None:
            return not number.is_global
        return "." not in self.host or self.host.endswith(LOCAL_ENDINGS)

    def join(self, location: str) -> "Place":
        """Where a redirect points."""
        return Place.of(urllib.parse.urljoin(self.address, location)) if location else Place.of("")


def refusal(place: Place, hub: Place) -> str:
    """Why an address may not be asked, "" when it may. hub: the address that the person entered."""
    if place.scheme not in PORTS or not place.host:
        return "neither http nor https"
    if place.secret:
        return "a password in the address"
    chosen = hub.scheme == "http" and place.host == hub.host
    if place.scheme == "http" and not place.is_loopback and not chosen:
        return "not encrypted"
    return ""


def may_be_told(place: Place, hub: Place) -> bool:
    """Whether a place may be told the Hub's token: the Hub itself, where nobody reads along."""
    return place.origin == hub.origin and (place.scheme == "https" or place.is_loopback)


def redirect_refusal(source: Place, target: Place, hub: Place) -> str:
    """Why a redirect may not be followed, "" when it may."""
    why_not = refusal(target, hub)
    if not why_not and target.is_private and not source.is_private and target.host != hub.host:
        return "from a public address to a private one"
    if not why_not and source.scheme == "https" and target.scheme == "http":
        return "from an encrypted address to one that is not"
    return why_not


def retry_after(value: str, now: float) -> float:
    """Seconds that a server asks to wait, from its number or its date; 0 when it says nothing."""
    value = value.strip()
    if value.isdecimal():
        return min(float(value[:9]), LONGEST_WAIT)
    try:
        date = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return min(max(date.timestamp() - now, 0.0), LONGEST_WAIT)


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        number = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(number, "ipv4_mapped", None)
    return mapped if isinstance(mapped, ipaddress.IPv4Address) else number
