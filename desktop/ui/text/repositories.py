# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is said of repositories on the Hub, and why some are refused."""

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.domain.licence import find_licence
from desktop.domain.repository import Order, Refusal, Repository, licence_of
from desktop.ui.text.amounts import month_words, number

translate = QCoreApplication.translate


def order_words(order: Order) -> str:
    """An order of what was found."""
    return {
        Order.DOWNLOADS: translate("Repositories", "Most downloads"),
        Order.LIKES: translate("Repositories", "Most likes"),
        Order.NEWEST: translate("Repositories", "Newest"),
    }[order]


def refusal_words(refusal: Refusal) -> str:
    """Why a repository or a file is not offered."""
    return {
        Refusal.NAME: translate("Refusal", "Its name is not safe to write to a disk."),
        Refusal.NOT_GGUF: translate("Refusal", "It is not a GGUF file."),
        Refusal.PARTS: translate("Refusal", "It is cut into several files."),
        Refusal.HELPER: translate("Refusal", "It is no model: it was made while packing one."),
        Refusal.NO_HASH: translate("Refusal", "The Hub does not say its checksum."),
        Refusal.SIZE: translate("Refusal", "Its size cannot be right."),
        Refusal.NOT_GEMMA: translate("Refusal", "It is not a Gemma that Jewelbox can run."),
        Refusal.NO_HEADER: translate("Refusal", "The Hub does not know what kind of model it is."),
        Refusal.SHAPE: translate(
            "Refusal", "It has a size that no Gemma has, so its memory cannot be told."
        ),
        Refusal.TOO_MANY: translate("Refusal", "There are too many files."),
        Refusal.NO_WEIGHTS: translate("Refusal", "None of its files can be used."),
        Refusal.CONTRADICTS: translate(
            "Refusal", "It is another kind of model than the Hub says, so it is not offered."
        ),
        Refusal.DAMAGED: translate("Refusal", "It is damaged, or no model that Jewelbox can run."),
    }[refusal]


def repository_words(repository: Repository) -> str:
    """ "12,000 downloads · 56 likes · May 2026 · Gemma Terms of Use"."""
    downloads = translate("Repositories", "%n downloads a month", "", repository.downloads)
    likes = translate("Repositories", "%n likes", "", repository.likes)
    words = [_grouped(downloads, repository.downloads), _grouped(likes, repository.likes)]
    if repository.modified:
        words.append(month_words(_month(repository.modified)))
    licence = find_licence(licence_of(repository))
    words.append(
        licence.name
        if licence is not None
        else translate("Repositories", "licence not known to Jewelbox")
    )
    if repository.gated:
        words.append(translate("Repositories", "needs an account"))
    return " · ".join(words)


def size_of_model(repository: Repository) -> str:
    """ "4.3 billion parameters", or "" when nobody says it."""
    if not repository.parameters:
        return ""
    billions = number(repository.parameters / 1e9, 1)
    return translate("Repositories", "{number} billion parameters").format(number=billions)


def _grouped(words: str, count: int) -> str:
    """Large numbers as they are written in the language of the window."""
    return words.replace(str(count), QLocale().toString(count))


def _month(seconds: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m")
