# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The account at the Hub, and the download that stands before a gate."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.domain.download import Download
from desktop.domain.errors import AppError, Problem
from desktop.domain.fit import Fit, Offer
from desktop.presenters.background import Background, Lane
from desktop.presenters.downloads import Downloads
from desktop.presenters.offers import Offers
from desktop.presenters.preferences import Preferences
from desktop.services.account import Account, SignedIn
from desktop.services.stop import Stop


class Gate(QObject):
    """Who is signed in, and whether that opens what is wanted: the Hub is asked after each step.

    Attributes:
        user: whose token is used, "" when nobody is signed in. kept: the token is in the keyring;
            otherwise it is forgotten when the program ends. None: it was put there, and the keyring
            has not been asked since the program began.
        name: of the model that waits, "" when none does. repository: "owner/name" where it waits.
        download: that waits, None where the terms of the repository are to be read first.
        error: what was in the way the last time the Hub was asked. busy: it is being asked.
    """

    changed = Signal()
    met = Signal()  # a download stands before a gate, and somebody looks on
    passed = Signal()  # it goes on
    opened = Signal()  # the terms can be read now

    def __init__(
        self,
        account: Account,
        downloads: Downloads,
        offers: Offers,
        preferences: Preferences,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._account, self._downloads, self._offers = account, downloads, offers
        self._preferences, self._background = preferences, background
        self._stop = Stop()
        self.user = preferences.text("hub_user")
        self.kept: bool | None = None
        self.download: Download | None = None
        self.name = self.repository = ""
        self.error: AppError | None = None
        self.busy = False
        downloads.gated.connect(self._on_gated)

    @property
    def hub(self) -> str:
        """The Hub's address, for the browser."""
        return self._account.hub

    @property
    def owner(self) -> str:
        """Whose gate it is, as the Hub names them."""
        return self.repository.partition("/")[0]

    def close(self) -> None:
        """Leave the gate; who is signed in stays so."""
        self._stop.set()
        self._stop = Stop()
        self.download, self.name, self.repository = None, "", ""
        self.error, self.busy = None, False

    def stand_before(self, name: str, error: AppError) -> None:
        """The terms of a model's repository are behind its gate. error: one of GATE_PROBLEMS."""
        self.close()
        self.name, self.error = name, error
        self.repository = str(error.values.get("repository") or "")
        self.changed.emit()
        self.met.emit()

    def use_hub(self, address: str) -> None:
        """Ask there from now on; a token is for the Hub that it was made at."""
        if self._account.move(address) and self.user:
            self.sign_out()

    def sign_in(self, token: str) -> None:
        """Use this token from now on, when it is good; then see whether it opens the gate."""
        self._ask(lambda stop: self._account.sign_in(token, stop), self._on_signed_in)

    def sign_out(self) -> None:
        """Forget the token."""
        self._set_user("", kept=True)
        self._account.signed = False  # at once; the keyring may take its time
        self._background.run(Lane.STORE, self._account.sign_out)  # done even when the program ends
        if self.repository:
            self.error = AppError(Problem.TOKEN_MISSING, repository=self.repository)
        self.changed.emit()

    def check(self) -> None:
        """Ask the Hub whether the gate is open now."""
        repository = self.repository
        if repository:
            self._ask(lambda stop: self._account.check(repository, stop), self._on_open)

    def elsewhere(self) -> Offer | None:
        """The same model from a place where nobody asks who takes it."""
        if self.download is None:
            return None
        found = [
            offer
            for offer in self._offers.offers_for(self.download.model)
            if offer.file.repository.partition("/")[0] != self.owner
            and offer.fit is not Fit.TOO_LARGE
        ]
        same = [o for o in found if o.file.quantization == self.download.quantization]
        return next(iter(same or found), None)

    def go_elsewhere(self) -> Offer | None:
        """Give up here; what is to be got instead."""
        other, download = self.elsewhere(), self.download
        if other is not None and download is not None:
            self._downloads.cancel(download.id)
            self.close()
        return other

    def _on_gated(self, download_id: str) -> None:
        download = self._downloads.find(download_id)
        if download is None or download.error is None:
            return
        self.close()
        self.download, self.name, self.error = download, download.name, download.error
        self.repository = str(download.error.values.get("repository") or "")
        self.changed.emit()
        self.met.emit()

    def _ask(self, work: Callable[[Stop], object], done: Callable[[object], None]) -> None:
        self._stop.set()
        stop = self._stop = Stop()
        self.busy = True
        self.changed.emit()

        def answered(result: object) -> None:
            if self._stop is stop:
                self.busy = False
                done(result)

        def failed(error: Exception) -> None:
            if self._stop is stop and isinstance(error, AppError):
                self.busy = False
                self._on_refused(error)

        self._background.run(Lane.POOL, lambda: work(stop), answered, failed)

    def _on_signed_in(self, signed: object) -> None:
        assert isinstance(signed, SignedIn)
        self._set_user(signed.name, kept=signed.kept)
        self.error = None
        self.changed.emit()
        self.check()

    def _on_open(self, _: object) -> None:
        download = self.download
        self.close()
        self.changed.emit()
        if download is not None:
            self._downloads.resume(download.id)
            self.passed.emit()
        else:
            self.opened.emit()

    def _on_refused(self, error: AppError) -> None:
        self.error = error
        if error.problem is Problem.TOKEN_MISSING:  # the keyring has lost it
            self._set_user("", kept=True)
        self.changed.emit()

    def _set_user(self, name: str, *, kept: bool) -> None:
        self.user, self.kept = name, kept
        self._preferences.set("hub_user", name if kept else "")
