# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every setting, declared once: its kind, its default, what it may be, what it is for."""

import re
from dataclasses import dataclass

from desktop.domain.clean import clean

Value = str | int | bool

LONGEST = 100_000  # characters of any text


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. Its kind (str, int or bool) is that of its default.

    Attributes:
        choices: the values it may have; empty for any of its kind.
        low, high: the range of a number.
        form: a regular expression for the whole of a text; "" for any text.
    """

    key: str
    default: Value
    doc: str
    choices: tuple[str | int, ...] = ()
    low: int | None = None
    high: int | None = None
    form: str = ""

    @property
    def kind(self) -> type[Value]:
        """str, int or bool."""
        return type(self.default)

    def checked(self, value: object) -> Value:
        """The value, a text without what no text may hold; ValueError when it is not allowed.

        True is no number, and 1 is no yes. What was refused is not repeated in the error's words.
        """
        if type(value) is not self.kind:
            raise ValueError(f"{self.key}: {type(value).__name__} is not its kind")
        assert isinstance(value, str | int | bool)
        if self.choices and value not in self.choices:
            raise ValueError(f"{self.key}: not one of {self.choices}")
        if isinstance(value, str):
            return self._checked_text(value)
        too_low = self.low is not None and value < self.low
        if too_low or (self.high is not None and value > self.high):
            raise ValueError(f"{self.key}: not from {self.low} to {self.high}")
        return value

    def _checked_text(self, text: str) -> str:
        if len(text) > LONGEST:
            raise ValueError(f"{self.key}: longer than {LONGEST} characters")
        if self.form and not re.fullmatch(self.form, text):
            raise ValueError(f"{self.key}: not of its form")
        return clean(text)


_ALL = (
    Setting(
        "colours",
        "system",
        "Light, dark or high contrast; as the system by default.",
        ("system", "light", "dark", "high-contrast"),
    ),
    Setting("text_size", 0, "Points added to the size of text in chats.", low=-4, high=4),
    Setting(
        "language",
        "system",
        "Code of the language of the window, or as the system.",
        form="system|[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*",
    ),
    Setting("titles", True, "The model names chats when it has nothing else to do."),
    Setting("enter_sends", True, "Enter sends the message; otherwise Ctrl and Enter do."),
    Setting("instructions", "", "What every model is told at the start of every chat."),
    Setting(
        "when_full",
        "forget",
        "When a chat outgrows the context: the oldest turns leave, or the person is asked.",
        ("forget", "ask"),
    ),
    Setting("models_folder", "", "Where new models go; empty for the usual folder."),
    Setting("folders", "", "More folders with models, one a line."),
    Setting("models_order", "newest", "How the models on this computer stand."),
    Setting("other_programs", True, "Models that other programs have downloaded are found."),
    Setting(
        "release_after",
        15,
        "Minutes without a question after which a model's memory is given back; 0 for never.",
        (0, 5, 15, 60),
    ),
    Setting("protected", False, "Every model runs in a process of its own."),
    Setting(
        "hub_address",
        "https://huggingface.co",
        "Where models are fetched from.",
        form=r"https?://[^\s/?#]+[^\s?#]*",
    ),
    Setting(
        "proxy",
        "system",
        "The system's proxy, none, or the one of proxy_address.",
        ("system", "none", "manual"),
    ),
    Setting(
        "proxy_address",
        "",
        "A proxy of the person's own choice.",
        form=r"(https?://[^\s/?#@]+/?)?",
    ),
    Setting("proxy_user", "", "Who asks the proxy; the password is in the keyring."),
    Setting("downloads_at_once", 2, "Downloads that run at the same time.", (1, 2, 3)),
    Setting(
        "download_limit",
        0,
        "Megabytes a second for all downloads together; 0 for no limit.",
        (0, 1, 2, 5, 10, 25),
    ),
    Setting("downloads_at_night", False, "Downloads run in the hours of the night only."),
    Setting("night_begins", 23, "Hour of the day from which downloads run then.", low=0, high=23),
    Setting("night_ends", 7, "Hour of the day until which they do.", low=0, high=23),
    Setting("metered_downloads", False, "Downloads run where the connection costs by the byte."),
    Setting(
        "catalogue_address",
        "",
        "Where a newer list of models is fetched from, when the person asks for it.",
        form=r"(https?://[^\s/?#]+[^\s#]*)?",
    ),
    Setting(
        "look_for_releases", False, "A newer version of the program is looked for, once a day."
    ),
    Setting(
        "releases_address",
        "",
        "Where is told of new versions; empty for what this build knows.",
        form=r"(https?://[^\s/?#]+[^\s#]*)?",
    ),
    Setting("releases_looked", 0, "When that was asked last; seconds since 1970.", low=0),
    Setting("hub_user", "", "Whose token for the Hub is in the keyring; empty for nobody's."),
    Setting("window", "", "Place and size of the window, in base 64.", form="[A-Za-z0-9+/=_-]*"),
    Setting("sidebar_width", 256, "Pixels.", low=200, high=360),
    Setting("sidebar_open", True, "The list of chats is shown."),
    Setting("chat", "", "The chat that was open last."),
    Setting("model", "", "The installed model that answers."),
    Setting("thinking", "", "Ids of the models that think before they answer, one a line."),
    Setting("welcomed", False, "The welcome is done with."),
)

SETTINGS = {setting.key: setting for setting in _ALL}
