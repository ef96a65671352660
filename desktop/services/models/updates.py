# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A newer catalogue than the one that came with the program, from an address that the person gave.

It is data and nothing else: one JSON document with the families as their files hold them, read by
the same strict schema and checked by the same rules. What does not pass is not kept.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from desktop.domain.catalogue import Catalogue
from desktop.domain.errors import AppError, Problem
from desktop.services.downloads.part import writing
from desktop.services.files import write_atomically
from desktop.services.http import Http
from desktop.services.models.catalogue import LARGEST, CatalogueDamaged, checked, read_family
from desktop.services.stop import Stop

log = logging.getLogger("desktop.catalogue")

MOST_FAMILIES = 50


class CatalogueUpdates:
    """Blocking. kept: the file of the newer catalogue; built_in: what came with the program."""

    def __init__(
        self,
        http: Http,
        kept: Path,
        built_in: Catalogue,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._http, self._kept, self.built_in = http, kept, built_in
        self._today = today

    def load(self) -> Catalogue:
        """The newer of the two; the built-in one when the other cannot be read or is older."""
        try:
            found = self._read(self._kept.read_bytes())
        except FileNotFoundError:
            return self.built_in
        except (OSError, CatalogueDamaged) as error:
            log.warning("the newer catalogue is not used: %s", error)
            return self.built_in
        return found if found.published > self.built_in.published else self.built_in

    def fetch(self, address: str, stop: Stop) -> Catalogue:
        """Fetch a catalogue and keep it.

        Raises AppError: what Http raises; CATALOGUE_WRONG when it does not pass, CATALOGUE_OLD when
        it is not newer than what is in use; FOLDER_NOT_WRITABLE, DISK_FULL; Cancelled.
        """
        text, _ = self._http.get_text(address, stop, LARGEST)
        data = text.encode()
        try:
            found = self._read(data)
        except CatalogueDamaged as error:
            raise AppError(Problem.CATALOGUE_WRONG, detail=str(error)[:500]) from error
        if found.published <= self.load().published:
            raise AppError(Problem.CATALOGUE_OLD, detail=found.published)
        with writing(self._kept.parent):
            write_atomically(self._kept, data)
        return found

    def forget(self) -> None:
        """The built-in one is used again. FOLDER_NOT_WRITABLE."""
        with writing(self._kept.parent):
            self._kept.unlink(missing_ok=True)

    def _read(self, data: bytes) -> Catalogue:
        """CatalogueDamaged also for a day to come: every later list would be older than it."""
        found = read_bundle(data)
        if date.fromisoformat(found.published) > self._today() + timedelta(days=1):
            raise CatalogueDamaged("published on a day to come")
        for known in self.built_in.models:
            newer = found.model(known.id)
            if newer is not None and not set(known.cautions) <= set(newer.cautions):
                raise CatalogueDamaged(f"{known.id}: a warning is gone")
        return found


def read_bundle(data: bytes) -> Catalogue:
    """{"published": "2026-11-24", "families": [as in resources/catalogue]}. CatalogueDamaged."""
    if len(data) > LARGEST:
        raise CatalogueDamaged("too large")
    try:
        raw = json.loads(data)
        published, families = raw["published"], raw["families"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CatalogueDamaged(f"no catalogue: {type(error).__name__}") from error
    if not isinstance(families, list) or not 0 < len(families) <= MOST_FAMILIES:
        raise CatalogueDamaged("no families")
    if set(raw) != {"published", "families"}:
        raise CatalogueDamaged("unknown keys")
    read = [read_family(json.dumps(family).encode()) for family in families]
    found = replace(checked(read), published=_date(published))
    if not any(model.offered for model in found.models):
        raise CatalogueDamaged("no models")
    return found


def _date(value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise CatalogueDamaged("no date of publication") from error
