# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which proxy a place is asked through: the system's, none, or the one that the person entered."""

import urllib.request
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from desktop.services.addresses import Place
from desktop.services.secrets import Secrets

PROXY_PASSWORD = "proxy-password"


class Proxies:
    """For any number of threads; asked anew for every connection.

    Args:
        text: a setting by its key. secrets: hold the password; asked only when there is a name.
    """

    def __init__(self, text: Callable[[str], str], secrets: Secrets) -> None:
        self._text, self._secrets = text, secrets

    def find(self, place: Place) -> str:
        """The proxy's address, with name and password; "" for none.

        This computer and its own network are never asked through one.
        """
        kind = self._text("proxy")
        if kind == "none" or place.is_private:
            return ""
        if kind != "manual":
            return system_proxy(place)
        address, user = self._text("proxy_address"), self._text("proxy_user")
        if not user or not address:
            return address
        parts = urlsplit(address)
        secret = f"{quote(user, safe='')}:{quote(self._secrets.get(PROXY_PASSWORD), safe='')}"
        return f"{parts.scheme}://{secret}@{parts.netloc}"

    def keep_password(self, password: str) -> None:
        """Into the keyring; an empty one is taken away. May ask the person to unlock it."""
        self._secrets.set(PROXY_PASSWORD, password)


def system_proxy(place: Place) -> str:
    """The system's proxy for a place, "" for none."""
    if place.is_private or urllib.request.proxy_bypass(place.host):
        return ""
    proxies = urllib.request.getproxies()
    proxy = proxies.get(place.scheme) or proxies.get("all") or ""
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy
