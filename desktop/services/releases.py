# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Looking whether there is a newer version of the program. Nothing of it is ever downloaded.

The answer is what the forges' own interfaces give for the latest release of a project (GitHub,
Forgejo, Gitea): a JSON object. Of it a version, an address and plain words are taken, once they
were checked.
"""

import logging
from pathlib import Path

import msgspec

from desktop.domain.clean import clean
from desktop.domain.errors import AppError, Problem
from desktop.domain.release import LONGEST_NOTES, Release, version_number
from desktop.services.addresses import Place
from desktop.services.files import write_atomically
from desktop.services.http import Http
from desktop.services.stop import Stop

log = logging.getLogger("desktop.releases")

LARGEST = 500_000  # bytes of an answer


class Told(msgspec.Struct, frozen=True):
    """What is read of an answer. Source: GitHub's REST API, "Get the latest release"."""

    tag_name: str
    html_url: str
    body: str | None = None
    draft: bool = False
    prerelease: bool = False


class ReleaseFeed:
    """Blocking.

    Args:
        kept: the file of the release that was found last.
        usual: the address where the makers tell of releases, "" when nobody does.
    """

    def __init__(self, http: Http, kept: Path, usual: str = "") -> None:
        self._http, self._kept, self.usual = http, kept, usual

    def last(self) -> Release | None:
        """What was found last, if anything."""
        try:
            return msgspec.json.decode(self._kept.read_bytes(), type=Release)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError) as error:
            log.info("the release that was found last is not known: %s", type(error).__name__)
            return None

    def latest(self, address: str, stop: Stop) -> Release | None:
        """The latest release at an address; None when it is not for everybody yet.

        Raises AppError: what Http raises, WRONG_ANSWER when it is no release; Cancelled.
        """
        text, _ = self._http.get_text(address, stop, LARGEST)
        found = release_of(text.encode())
        if found is not None:
            try:
                write_atomically(self._kept, msgspec.json.encode(found))
            except OSError as error:
                log.info("the release could not be kept: %s", error.strerror)
        return found


def release_of(data: bytes) -> Release | None:
    """A release from a forge's answer. AppError WRONG_ANSWER.

    Its page has to be one on the public internet, reached over TLS: it will be opened.
    """
    try:
        told = msgspec.json.decode(data, type=Told)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise AppError(Problem.WRONG_ANSWER, detail=f"no release: {type(error).__name__}") from None
    if told.draft or told.prerelease:
        return None
    page = Place.of(told.html_url)
    if page.scheme != "https" or not page.host or page.is_private or page.secret:
        raise AppError(Problem.WRONG_ANSWER, detail="a release without a page")
    numbers = version_number(told.tag_name)
    if not numbers:
        raise AppError(Problem.WRONG_ANSWER, detail="a release without a version")
    version = ".".join(str(number) for number in numbers)
    notes = clean(told.body or "").replace("\r\n", "\n").strip()
    return Release(version, page.address, notes[:LONGEST_NOTES])
