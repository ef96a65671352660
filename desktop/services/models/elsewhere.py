# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where other programs keep their models, so that nobody downloads one twice.

Their files are only read. Sources: LM Studio (docs, "Import models"), Ollama (docs/faq, "Where are
models stored", and its manifests), Jan (docs, "Data folder"), GPT4All (wiki, "Local models
folder"), llama.cpp (LLAMA_CACHE), huggingface_hub (HF_HUB_CACHE).
"""

import contextlib
import logging
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from desktop.domain.library import Program
from desktop.services.models.scan import Seen, files_below
from desktop.services.stop import Stop

log = logging.getLogger("desktop.library")

LARGEST = 1 << 20  # bytes of a manifest or of settings
MOST_MANIFESTS = 2000
SHARED = (Path("/usr/share/ollama/.ollama/models"), Path("/var/lib/ollama/.ollama/models"))
DIGEST = re.compile(r"sha256[:-]([0-9a-f]{64})")
MODEL, PROJECTOR = "application/vnd.ollama.image.model", "application/vnd.ollama.image.projector"


class _Layer(msgspec.Struct):
    media_type: str = msgspec.field(name="mediaType", default="")
    digest: str = ""


class _Manifest(msgspec.Struct):
    layers: list[_Layer] = []


class _LmStudio(msgspec.Struct):
    folder: str = msgspec.field(name="downloadsFolder", default="")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The folders of other programs.

    Attributes:
        environ, home: of the person. shared: the whole computer's folders, too.
        system: as sys.platform.
    """

    environ: Mapping[str, str]
    home: Path
    shared: bool = True
    system: str = sys.platform

    def files(self, stop: Stop) -> Iterator[Seen]:
        """Every file of theirs that may be a model. Cancelled on stop."""
        for program, folders in self.folders().items():
            for folder in folders:
                try:
                    yield from _files_of(program, folder, stop)
                except OSError as error:  # a disk that does not answer is none
                    log.info("a folder of %s: %s", program, type(error).__name__)

    def folders(self) -> dict[Program, list[Path]]:
        """Where each keeps its models, whether it is there or not."""
        home, data, cache = self.home, self._data(), self._cache()
        hub = self.environ.get("HF_HUB_CACHE") or ""
        hugging = self._path("HF_HOME", home / ".cache" / "huggingface")
        nomic = data if self.system != "win32" else self._local()
        return {
            Program.LM_STUDIO: self._lm_studio(),
            Program.OLLAMA: [
                self._path("OLLAMA_MODELS", home / ".ollama" / "models"),
                *(SHARED if self.shared and self.system == "linux" else ()),
            ],
            Program.JAN: [
                data / "Jan" / "data" / "llamacpp" / "models",
                home / "jan" / "models",
            ],
            Program.GPT4ALL: [nomic / "nomic.ai" / "GPT4All"],
            Program.LLAMA_CPP: [self._path("LLAMA_CACHE", cache / "llama.cpp")],
            Program.HUB: [Path(hub) if hub else hugging / "hub"],
        }

    def _lm_studio(self) -> list[Path]:
        """The folder that its settings name, else the usual ones."""
        top = self.home / ".lmstudio"
        pointer = _text(self.home / ".lmstudio-home-pointer").strip()
        top = Path(pointer) if _is_folder(pointer) else top
        named = ""
        with contextlib.suppress(msgspec.MsgspecError, RecursionError):
            named = msgspec.json.decode(_text(top / "settings.json"), type=_LmStudio).folder
        usual = [top / "models", self.home / ".cache" / "lm-studio" / "models"]
        return [Path(named), *usual] if _is_folder(named) else usual

    def _path(self, variable: str, usual: Path) -> Path:
        value = self.environ.get(variable, "")
        if not value or "\0" in value:
            return usual
        try:
            return Path(value).expanduser()
        except RuntimeError:  # of a person whom this computer does not know
            return usual

    def _local(self) -> Path:
        return self._path("LOCALAPPDATA", self.home / "AppData" / "Local")

    def _data(self) -> Path:
        if self.system == "win32":
            return self._path("APPDATA", self.home / "AppData" / "Roaming")
        if self.system == "darwin":
            return self.home / "Library" / "Application Support"
        return self._path("XDG_DATA_HOME", self.home / ".local" / "share")

    def _cache(self) -> Path:
        if self.system == "win32":
            return self._local()
        if self.system == "darwin":
            return self.home / "Library" / "Caches"
        return self._path("XDG_CACHE_HOME", self.home / ".cache")


def _files_of(program: Program, folder: Path, stop: Stop) -> Iterator[Seen]:
    if program is Program.OLLAMA:
        yield from ollama_files(folder)
        return
    for seen in files_below(folder, stop):
        label = _jan_label(folder, seen) if program is Program.JAN else ""
        yield replace(seen, program=program, label=label, sha256=_blob(seen.path))


def ollama_files(models: Path) -> Iterator[Seen]:
    """Files by manifest: manifests/HOST/OWNER/NAME/TAG names blobs/sha256-… by their media type."""
    manifests = models / "manifests"
    for number, path in enumerate(sorted(manifests.glob("*/*/*/*"))):
        if number >= MOST_MANIFESTS:
            return
        try:
            manifest = msgspec.json.decode(_text(path), type=_Manifest)
        except (msgspec.MsgspecError, RecursionError):
            continue
        host, owner, name, tag = path.relative_to(manifests).parts
        label = f"{name}:{tag}" if owner == "library" else f"{owner}/{name}:{tag}"
        for layer in manifest.layers:
            digest = DIGEST.fullmatch(layer.digest)
            if layer.media_type in (MODEL, PROJECTOR) and digest is not None:
                blob = models / "blobs" / f"sha256-{digest[1]}"
                group = f"{models}/{host}/{owner}/{name}/{tag}"
                yield Seen(str(blob), group, Program.OLLAMA, label, digest[1])


def _is_folder(named: str) -> bool:
    """What another program's setting says may be anything."""
    return "\0" not in named and Path(named).is_absolute()


def _jan_label(folder: Path, seen: Seen) -> str:
    """Its files are all called model.gguf; the folder has the name."""
    return Path(seen.path).parent.relative_to(folder).as_posix()


def _blob(path: str) -> str:
    """In the Hub's cache a file's name is a link to a blob that is named by its sha256."""
    try:
        name = Path(path).resolve().name
    except OSError:
        return ""
    return name if re.fullmatch("[0-9a-f]{64}", name) else ""


def _text(path: Path) -> str:
    """A small file, "" for one that cannot be read or is no small file."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return ""
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
