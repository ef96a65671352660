# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whom the stand-in Hub lets in, and what it says to the others: status, code and words.

The words are those of the real Hub, since they alone tell who waits from who was refused.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refusal:
    """An answer that gives nothing: with a code in X-Error-Code, or with words alone."""

    status: int
    code: str
    words: str

    def headers(self) -> Mapping[str, str]:
        """As the Hub sends them."""
        challenge = 'Bearer realm="Authentication required", charset="UTF-8"'
        return (
            {"X-Error-Message": self.words, "Content-Type": "application/json"}
            | ({"X-Error-Code": self.code} if self.code else {})
            | ({"WWW-Authenticate": challenge} if self.status == 401 else {})
        )

    def body(self) -> bytes:
        """The words once more."""
        return json.dumps({"error": self.words}).encode()


@dataclass
class Person:
    """Somebody with an account at the Hub.

    Attributes:
        asked: how it stands with gated repositories that were asked for: "accepted", "pending" or
            "rejected", by "owner/name".
        narrow: the token is fine-grained and has no right to read gated repositories.
    """

    name: str = "ada"
    asked: dict[str, str] = field(default_factory=dict)
    narrow: bool = False

    def record(self) -> bytes:
        """What whoami-v2 says."""
        token: dict[str, object] = {"displayName": "jewelbox", "role": "read"}
        if self.narrow:
            rights = {"canReadGatedRepos": False, "global": [], "scoped": []}
            token |= {"role": "fineGrained", "fineGrained": rights}
        auth = {"type": "access_token", "accessToken": token}
        return json.dumps({"type": "user", "name": self.name, "auth": auth}).encode()


@dataclass
class Gate:
    """People by their token, and the repositories that are not for everyone.

    Attributes:
        closed: gated. hidden: somebody's own; nobody else learns that they are there.
    """

    people: dict[str, Person] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)

    def person(self, token: str) -> Person | Refusal | None:
        """Who asks; None for nobody in particular."""
        if not token:
            return None
        bad = Refusal(401, "", "Invalid credentials in Authorization header")
        return self.people.get(token, bad)

    def refusal(self, repository: str, there: bool, token: str) -> Refusal | None:
        """Why a repository's content is not given."""
        person = self.person(token)
        if isinstance(person, Refusal):
            return person
        if not there:
            if person is None:
                return Refusal(401, "", "Invalid username or password.")
            return Refusal(404, "RepoNotFound", "Repository not found")
        return self._of_gate(repository, person) if repository in self.closed else None

    def _of_gate(self, repository: str, person: Person | None) -> Refusal | None:
        restricted = f"Access to model {repository} is restricted"
        if person is None:
            words = f"{restricted}. You must have access to it and be authenticated to access it."
            return Refusal(401, "GatedRepo", f"{words} Please log in.")
        if person.narrow:
            words = "Please enable access to public gated repositories in your fine-grained token"
            return Refusal(403, "", f"{words} settings to view this repository.")
        request = f"Your request to access model {repository}"
        page = f"Visit https://huggingface.co/{repository} to ask for access."
        words = {
            "accepted": "",
            "pending": f"{request} is awaiting a review from the repo authors.",
            "rejected": f"{request} has been rejected by the repo's authors.",
        }.get(
            person.asked.get(repository, ""),
            f"{restricted} and you are not in the authorized list. {page}",
        )
        return Refusal(403, "GatedRepo", words) if words else None
