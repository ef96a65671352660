# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""One file on its way: what was tried, what is told of it, and the hash that follows it."""

import contextlib
from collections.abc import Callable, Iterator, Sequence

from desktop.domain.download import DownloadState
from desktop.domain.errors import Cancelled
from desktop.domain.ranges import Width
from desktop.services.downloads.fetcher import Progress
from desktop.services.downloads.part import Part, writing
from desktop.services.downloads.patience import Tries
from desktop.services.downloads.prefix_hash import PrefixHash
from desktop.services.stop import Stop


class Run:
    """One call of fetch or repair.

    Attributes:
        tries: that failed since the last byte came. renewals: of addresses, likewise.
        ranges: the server honours them, as far as is known. fetched: bytes that came.
    """

    def __init__(
        self,
        part: Part,
        tell: Callable[[Progress], None],
        stop: Stop,
        width: Width,
        clock: Callable[[], float],
    ) -> None:
        self.part, self.stop = part, stop
        self._tell, self.clock = tell, clock
        self.width = width
        self.tries = Tries()
        self.renewals, self.fetched = 0, 0
        self.ranges = True
        self._last = clock()  # when the last byte came
        self._digest: PrefixHash | None = None
        self._shown = 0

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """The part is open and hashed in here."""
        with self.part.opened(self.stop):
            self._digest = PrefixHash(self.part)
            try:
                yield
            finally:
                self._digest.close()

    def need_place(self) -> None:
        """AppError when the part is not where it was opened: its disk was taken away."""
        with writing(self.part.path.parent):
            self.part.path.stat()

    def came(self, start: int, pieces: Sequence[bytes]) -> None:
        """Bytes were written; in a stream's thread."""
        self.fetched += sum(map(len, pieces))
        self.tries.worked()
        self.renewals = 0
        if self._digest is not None:
            self._digest.add(start, pieces)

    def heard(self, when: float | None) -> None:
        """At this time something came last."""
        self._last = max(self._last, when or 0.0)

    def restart(self) -> None:
        """Bytes that were hashed are not to be believed any more: from the start."""
        self._shown = 0
        if self._digest is not None:
            self._digest.close()
            self._digest = PrefixHash(self.part)

    def is_right(self) -> bool:
        """Whether the whole is what it should be. Cancelled."""
        assert self._digest is not None
        result = self._digest.result(0.05)
        while result is None:
            self.tell(DownloadState.CHECKING)
            if self.stop.is_set():
                raise Cancelled
            result = self._digest.result(0.1)
        return result == self.part.wanted.sha256

    def tell(self, state: DownloadState, pending: int = 0, wait: float = 0.0) -> None:
        """Say how far it is. pending: bytes that are not written. wait: seconds to the next try."""
        silent = max(self.clock() - self._last, 0.0)
        # A block that is just written is in neither number for a moment.
        self._shown = max(self._shown, self.part.got + pending)
        error = self.tries.error if wait else None
        self._tell(Progress(state, self._shown, self.tries.failed + 1, silent, wait, error))
