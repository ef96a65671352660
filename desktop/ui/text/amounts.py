# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Sizes, times and speeds in words: rounded, with "about" where they are."""

import math
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt, QTime

from desktop.domain.forecast import WORDS_A_TOKEN

translate = QCoreApplication.translate

KB, MB, GB = 1_000, 1_000_000, 1_000_000_000
MEMORY_GB = 1 << 30  # memory is sold in these, and called GB on every box


def number(value: float, decimals: int = 0) -> str:
    """A number as it is written in the language of the window."""
    return QLocale().toString(float(value), "f", decimals)


def words_number(tokens: float) -> str:
    """Tokens as a number of words, without false exactness: "6,100"."""
    words = tokens * WORDS_A_TOKEN
    step = 10 ** max(math.floor(math.log10(words)) - 1, 0) if words >= 1 else 1
    return number(round(words / step) * step)


def rough_number(value: int) -> str:
    """An estimate, without false exactness: "3,400", "210,000"."""
    step = 10 ** max(len(str(value)) - 2, 0)
    return number(round(value / step) * step)


def size_words(size: float) -> str:
    """Bytes on a disk: "5.2 GB", "212 GB", "11 MB"."""
    if size >= 0.1 * GB:
        return translate("Amounts", "{number} GB").format(number=_gigabytes(size))
    if size >= MB:
        return translate("Amounts", "{number} MB").format(number=number(size / MB))
    return translate("Amounts", "{number} kB").format(number=number(max(size / KB, 1)))


def amount_words(got: float, size: float) -> str:
    """How much of how much, in one unit: "2.1 of 5.2 GB"."""
    if size >= 0.1 * GB:
        words = translate("Amounts", "{got} of {size} GB")
        return words.format(got=_gigabytes(got), size=_gigabytes(size))
    words = translate("Amounts", "{got} of {size} MB")
    return words.format(got=number(got / MB), size=number(size / MB))


def memory_number(size: float, installed: bool = False) -> str:
    """Bytes of memory as a whole number of GB, at least 1; what is installed is rounded up,
    because a part of it is hidden from programs.
    """
    amount = size / MEMORY_GB
    return number(max(math.ceil(amount) if installed else round(amount), 1))


def memory_words(size: float, installed: bool = False) -> str:
    """Bytes of memory: "6 GB"."""
    return translate("Amounts", "{number} GB").format(number=memory_number(size, installed))


def duration_words(seconds: float) -> str:
    """How long something still takes: "about 5 minutes"."""
    if seconds < 15:
        return translate("Amounts", "a few seconds")
    if seconds < 55:
        return translate("Amounts", "about %n seconds", "", round(seconds / 10) * 10)
    if seconds < 3600 * 1.5:
        return translate("Amounts", "about %n minutes", "", max(round(seconds / 60), 1))
    return translate("Amounts", "about %n hours", "", round(seconds / 3600))


def speed_words(speed: float) -> str:
    """Bytes a second: "11 MB a second"."""
    if speed >= 10 * MB:
        return translate("Amounts", "{number} MB a second").format(number=number(speed / MB))
    if speed >= 0.1 * MB:
        return translate("Amounts", "{number} MB a second").format(number=number(speed / MB, 1))
    return translate("Amounts", "{number} kB a second").format(number=number(speed / KB))


def words_speed(speed: float | None) -> str:
    """How fast a model writes: "about 9 words a second"; "" when nobody knows."""
    if speed is None:
        return ""
    if speed < 1:
        return translate("Amounts", "less than a word a second")
    return translate("Amounts", "about %n words a second", "", rounded(speed))


def rounded(speed: float) -> int:
    """Words a second without false exactness: whole up to 20, then in tens."""
    return round(speed) if speed < 20 else round(speed / 10) * 10


def percent_words(share: float) -> str:
    """From 0 to 1: "40%"; 100 only for the whole."""
    return translate("Amounts", "{number}%").format(number=number(math.floor(share * 100)))


def date_words(seconds: float) -> str:
    """A day: "today", or "1 April 2026"."""
    day = datetime.fromtimestamp(seconds).astimezone().date()
    if day == datetime.now().astimezone().date():
        return translate("Amounts", "today")
    return day_words(day.isoformat())


def day_words(day: str) -> str:
    """A day from ISO 8601: "1 April 2026"."""
    #: a date; see the documentation of QLocale.toString
    form = translate("Amounts", "d MMMM yyyy")
    return QLocale().toString(QDate.fromString(day, Qt.DateFormat.ISODate), form)


def moment_words(seconds: float) -> str:
    """A day and an hour: "today, 3:30 PM"."""
    moment = datetime.fromtimestamp(seconds).astimezone()
    hour = QLocale().toString(QTime(moment.hour, moment.minute), QLocale.FormatType.ShortFormat)
    #: a moment
    words = translate("Amounts", "{day}, {hour}")
    return words.format(day=date_words(seconds), hour=hour)


def month_words(month: str) -> str:
    """ "2026-04" as "April 2026"; anything else as it is."""
    year, _, number_of_month = month.partition("-")
    if not (year.isdigit() and number_of_month.isdigit()):
        return month
    #: a month; see the documentation of QLocale.toString
    form = translate("Amounts", "MMMM yyyy")
    return QLocale().toString(QDate(int(year), int(number_of_month), 1), form)


def _gigabytes(size: float) -> str:
    return number(size / GB, 0 if size >= 100 * GB else 1)
