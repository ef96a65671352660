# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The person's account at the Hub: its token, whose it is, and which gates it opens."""

from dataclasses import dataclass
from urllib.parse import quote

import msgspec

from desktop.domain.errors import AppError, Problem
from desktop.domain.gate import TOKEN
from desktop.services.addresses import Place, may_be_told
from desktop.services.http import Http
from desktop.services.secrets import HUB_TOKEN, Secrets
from desktop.services.stop import Stop

LARGEST = 200_000  # bytes of an answer; of somebody in many organisations it is long


class _Rights(msgspec.Struct, rename="camel"):
    can_read_gated_repos: bool = False
    scoped: list[object] = []  # repositories that it was made for


class _Token(msgspec.Struct, rename="camel"):
    fine_grained: _Rights | None = None


class _Auth(msgspec.Struct, rename="camel"):
    access_token: _Token = msgspec.field(default_factory=_Token)


class _Who(msgspec.Struct):
    """What we need of GET /api/whoami-v2."""

    name: str
    auth: _Auth = msgspec.field(default_factory=_Auth)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose token it is. kept: it is in the keyring; otherwise it is known for this run only."""

    name: str
    kept: bool


class Account:
    """Blocking; for any number of threads. The token is told to the Hub alone (see Http), and to
    no other than that which it was made for: where that is stands beside it in the keyring.

    Attributes:
        signed: somebody is signed in. Otherwise the keyring is never asked: it may want a password.
    """

    def __init__(self, http: Http, secrets: Secrets, *, signed: bool = False) -> None:
        self._http, self._secrets, self.signed = http, secrets, signed

    @property
    def hub(self) -> str:
        """The Hub's address."""
        return self._http.hub

    def move(self, address: str) -> bool:
        """Ask at this Hub from now on; whether it is another one, for which no token is there."""
        before, self._http.hub = self._http.hub, address
        return Place.of(before).origin != Place.of(address).origin

    def token(self) -> str:
        """The token for the Hub, "" when nobody is signed in there."""
        kept = self._secrets.get(HUB_TOKEN) if self.signed else ""
        return kept.removeprefix(self._mark) if kept.startswith(self._mark) else ""

    def sign_in(self, token: str, stop: Stop) -> SignedIn:
        """Ask the Hub whose token this is, and keep it when it is somebody's.

        Raises AppError: TOKEN_REFUSED (also for what is no token, which is sent nowhere),
        TOKEN_TOO_NARROW, HUB_NOT_ENCRYPTED, and what Http raises; Cancelled. Then the token
        before stays.
        """
        token = token.strip()
        if TOKEN.fullmatch(token) is None:
            raise AppError(Problem.TOKEN_REFUSED, detail="this is no token of the Hub")
        hub = Place.of(self.hub)
        if not may_be_told(hub, hub):
            raise AppError(Problem.HUB_NOT_ENCRYPTED, detail="the token was not sent")
        try:
            who = msgspec.json.decode(self._get("/api/whoami-v2", stop, token), type=_Who)
        except msgspec.MsgspecError as error:
            raise AppError(Problem.WRONG_ANSWER, detail="whoami") from error
        rights = who.auth.access_token.fine_grained
        if rights is not None and not (rights.can_read_gated_repos or rights.scoped):
            raise AppError(Problem.TOKEN_TOO_NARROW, detail="whoami")
        self._secrets.set(HUB_TOKEN, f"{self._mark}{token}")
        self.signed = True
        return SignedIn(who.name[:100], self._secrets.kept)

    def sign_out(self) -> None:
        """Forget the token, in the keyring as well."""
        self.signed = False
        self._secrets.set(HUB_TOKEN, "")

    def check(self, repository: str, stop: Stop) -> None:
        """Whether the files of a repository ("owner/name") are given to this account.

        Raises AppError: those of domain/gate.py, and what Http raises; Cancelled.
        """
        self._get(f"/api/models/{quote(repository, safe='/')}/auth-check", stop)

    @property
    def _mark(self) -> str:
        """What a token for the Hub begins with in the keyring."""
        scheme, host, port = Place.of(self.hub).origin
        return f"{scheme}://{host}:{port} "

    def _get(self, path: str, stop: Stop, token: str = "") -> str:
        address = f"{self.hub.rstrip('/')}{path}"
        return self._http.get_text(address, stop, LARGEST, token)[0]
