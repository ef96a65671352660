# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A repository of the stand-in Hub for each licence regime, with our tiny model as its files."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from desktop.domain.catalogue import Catalogue
from desktop.domain.licence import LICENCES, LicenceDocument, LicenceText, licence_of_derivative
from desktop.domain.model import Model
from desktop.services.licences import LicenceTexts
from desktop.services.stop import Stop
from tests.fakes.gate import Gate
from tests.fakes.hub import HubServer
from tests.fakes.offers import catalogue_of, model_of

ASSETS = Path(__file__).parents[1] / "assets"
MIRROR = "ggml-org/gemma-3-12b-it-qat-GGUF"
GATED = "google/gemma-3-4b-it-qat-q4_0-gguf"
APACHE = "ggml-org/gemma-4-E4B-it-GGUF"
MEDICAL = "unsloth/medgemma-4b-it-GGUF"
DERIVED = "somebody/gemma-4-E2B-gardener-GGUF"
MODELS = {  # by repository
    MIRROR: "gemma-3-12b",
    GATED: "gemma-3-4b",
    APACHE: "gemma-4-e4b",
    MEDICAL: "medgemma-4b",
    DERIVED: "gemma-4-e2b",
}
OWN_WORDS = "The gardener's licence. You may ask about every garden, but not about ours.\n" * 3


def regimes(gate: Gate | None = None) -> HubServer:
    """The stand-in Hub, not yet started; the gated repository is closed."""
    gate = gate or Gate()
    gate.closed.add(GATED)
    files = {key: content for name in MODELS for key, content in files_of(name).items()}
    files[f"{DERIVED}/LICENSE"] = OWN_WORDS.encode()
    pages = {f"/{d.id}": sample(d) for licence in LICENCES.values() for d in licence.documents}
    return HubServer(files, pages, gate)


def files_of(repository: str) -> dict[str, bytes]:
    """Weights and projector, under the names of the repository."""
    name = repository.partition("/")[2].removesuffix("-GGUF").removesuffix("-gguf")
    return {
        f"{repository}/{name}.gguf": (ASSETS / "tiny.gguf").read_bytes(),
        f"{repository}/mmproj-{name}.gguf": (ASSETS / "tiny-mmproj.gguf").read_bytes(),
    }


def model(repository: str) -> Model:
    """The catalogue's model, with this repository's files."""
    made = model_of(files_of(repository), MODELS[repository])
    if repository != DERIVED:
        return made
    licence = licence_of_derivative(made.licence, "other", repository)
    return replace(made, id="gardener", name="Gardener", licence=licence)


def catalogue(*repositories: str) -> Catalogue:
    """A catalogue of these repositories; all of them by default."""
    return catalogue_of(*(model(name) for name in repositories or MODELS))


def sample(document: LicenceDocument) -> str:
    """Words of our own that pass for the document: as long, and with what it is known by."""
    filler = "This is a sample that stands where the text would stand, and says nothing at all. "
    lines = [document.name, "Last modified: April 1, 2026", *document.signs]
    length = sum(map(len, lines))
    lines += [f"{n}. {filler}" for n in range((document.shortest - length) // len(filler) + 2)]
    return "\n\n".join(lines)


def texts_at(hub: HubServer) -> type[LicenceTexts]:
    """Fetches the official texts from the stand-in instead of the real places."""

    class AtHub(LicenceTexts):
        def fetch(self, document: LicenceDocument, stop: Stop) -> LicenceText:
            if document.repository:
                return super().fetch(document, stop)
            here = replace(document, address=f"{hub.endpoint}/{document.id}")
            return super().fetch(here, stop)

    return AtHub


def edited(hub: HubServer, texts: Mapping[str, str]) -> None:
    """Other words under the address of a document, by its id."""
    hub.pages |= {f"/{key}": text for key, text in texts.items()}
