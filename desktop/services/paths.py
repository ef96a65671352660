# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where everything is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import platformdirs

from desktop.services.files import refusal


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one person's Jewelbox; all absolute. home: where other programs are found."""

    data: Path
    config: Path
    cache: Path
    logs: Path
    models: Path
    home: Path

    @classmethod
    def of_environment(cls, environ: Mapping[str, str]) -> Self:
        """All below JEWELBOX_HOME when that is set, else the folders of the system.

        The system's own variables (XDG_DATA_HOME and the like) are read by platformdirs.
        """
        home = environ.get("JEWELBOX_HOME", "")
        if home:
            top = Path(home).expanduser().absolute()
            return cls(*(top / name for name in cls.__slots__))
        folders = platformdirs.PlatformDirs("jewelbox", appauthor=False)
        data = folders.user_data_path
        return cls(
            data=data,
            config=folders.user_config_path,
            cache=folders.user_cache_path,
            logs=folders.user_log_path,
            models=data / "models",
            home=Path.home(),
        )

    @property
    def portable(self) -> bool:
        """Nothing outside of its own folder is looked at."""
        return self.home != Path.home()

    @property
    def chats(self) -> Path:
        """The file of ChatStore."""
        return self.data / "chats.sqlite3"

    @property
    def pictures(self) -> Path:
        """The folder of PictureStore."""
        return self.data / "pictures"

    @property
    def sessions(self) -> Path:
        """The folder of what engines have read (SessionFiles)."""
        return self.cache / "sessions"

    @property
    def licences(self) -> Path:
        """The folder of texts that were accepted."""
        return self.data / "licences"

    @property
    def settings(self) -> Path:
        """The file of SettingsFile."""
        return self.config / "settings.json"

    @property
    def acceptances(self) -> Path:
        """The file that says which texts were accepted."""
        return self.config / "acceptances.json"

    @property
    def backends(self) -> Path:
        """The folder of extra parts of the engine (services/engine/backends.py)."""
        return self.data / "backends"

    @property
    def check_ups(self) -> Path:
        """The file of what CheckUps found."""
        return self.data / "check-ups.msgpack"

    @property
    def at_work(self) -> Path:
        """A file that is there while native code works in the window's process."""
        return self.data / "engine-at-work"

    def ensure(self) -> None:
        """Make the folders, open to the person alone. AppError FOLDER_NOT_WRITABLE, DISK_FULL."""
        for folder in (self.data, self.config, self.cache, self.logs, self.models):
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError as error:
                raise refusal(error, folder) from error
