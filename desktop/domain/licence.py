# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Licences: what must be shown, what was accepted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

DATE = re.compile(
    r"(?:last (?:modified|updated)|effective(?: date)?)\W{1,3}(\w{3,9}) (\d{1,2}), (\d{4})"
)
MONTHS = ("jan feb mar apr may jun jul aug sep oct nov dec").split()
OWN = "+"  # between the id of a regime and the repository that adds a licence of its own
# What a card may state without adding anything to the terms that hold anyway.
ADDS_NOTHING: Mapping[str, frozenset[str]] = {
    "gemma-terms": frozenset(("", "gemma", "apache-2.0", "mit", "bsd-3-clause", "unlicense")),
    "apache-2.0": frozenset(("apache-2.0", "gemma")),  # the latter is a mistake of many cards
    "hai-def": frozenset(
        ("", "other", "gemma", "health-ai-developer-foundations", "hai-def", "apache-2.0", "mit")
    ),
}


@dataclass(frozen=True, slots=True)
class LicenceDocument:
    """One text of a licence.

    Attributes:
        address: its official place on the web; of a licence in a repository, that repository.
        versions: days of its versions that are known, "2024-02-21", oldest first.
        repository: "owner/name" when the text has to be looked for there, "" otherwise.
        signs: words that the real text contains; what lacks one of them is some other page.
        shortest: characters that the real text has at least.
    """

    id: str
    name: str
    address: str
    signs: tuple[str, ...] = ()
    shortest: int = 0
    versions: tuple[str, ...] = ()
    repository: str = ""

    def recognises(self, text: str) -> bool:
        """Whether a text can be this document, rather than a login page or an error."""
        folded = " ".join(text.casefold().split())
        return len(text) >= self.shortest and all(sign.casefold() in folded for sign in self.signs)


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence regime: "gemma-terms", "apache-2.0", "hai-def"; or one of these and what the makers
    of a derivative add: "gemma-terms+owner/name".

    Attributes:
        documents: every one is shown in full before anything is accepted; the first is the licence
            itself, the others belong to it.
        may, must_not, know: codes of our plain summary; the words are in ui/text/.
    """

    id: str
    name: str
    documents: tuple[LicenceDocument, ...]
    may: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    know: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LicenceText:
    """A document as it was shown.

    Attributes:
        text: plain text, white space and control characters cleaned for showing.
        sha256: of `text` in UTF-8.
        origin: the address it was fetched from, or the file it was read from.
        fetched: seconds since 1970, UTC.
    """

    document: LicenceDocument
    text: str
    sha256: str
    origin: str
    fetched: float

    @property
    def version(self) -> str:
        """The day that the text itself names, "2026-04-01"; "" when it names none."""
        return day_of(self.text)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """That the person accepted one document for one model.

    Attributes:
        licence, document: ids. origin: where the text shown came from. sha256: of the text shown.
        model: id of the Model, or of the InstalledModel when the catalogue does not know it.
        accepted: seconds since 1970, UTC.
    """

    licence: str
    document: str
    origin: str
    sha256: str
    model: str
    accepted: float


GEMMA_TERMS = Licence(
    id="gemma-terms",
    name="Gemma Terms of Use",
    documents=(
        LicenceDocument(
            id="gemma-terms",
            name="Gemma Terms of Use",
            address="https://ai.google.dev/gemma/terms",
            signs=("Gemma Terms of Use", "Model Derivatives", "Prohibited Use Policy", "Appendix"),
            shortest=6000,
            versions=("2024-02-21", "2024-04-01", "2025-03-24", "2026-04-01"),
        ),
        LicenceDocument(
            id="gemma-prohibited-use",
            name="Prohibited Use Policy",
            address="https://ai.google.dev/gemma/prohibited_use_policy",
            signs=("Prohibited Use Policy", "Model Derivatives", "sexually explicit"),
            shortest=2500,
            versions=("2024-02-21",),
        ),
    ),
    may=("use_home_and_work", "keep_outputs", "change_and_share_same_terms"),
    must_not=(
        "break_law",
        "violate_rights",
        "harm_people",
        "deceive_people",
        "spy_on_people",
        "decide_over_people",
        "practise_without_licence",
        "explicit_content",
        "defeat_safety",
    ),
    know=("every_copy", "policy_is_part", "of_age", "answer_for_outputs", "no_warranty", "may_end")
    + ("google_may_restrict", "asked_again"),
)

APACHE_2 = Licence(
    id="apache-2.0",
    name="Apache License 2.0",
    documents=(
        LicenceDocument(
            id="apache-2.0",
            name="Apache License 2.0",
            address="https://www.apache.org/licenses/LICENSE-2.0.txt",
            signs=("Apache License", "Version 2.0, January 2004", "Grant of Patent License"),
            shortest=8000,
        ),
    ),
    may=("use_home_and_work", "change_and_share_with_licence"),
    must_not=("suggest_endorsement",),
    know=("no_use_rules", "answer_for_outputs", "keep_notices", "patents", "no_warranty"),
)

HAI_DEF = Licence(
    id="hai-def",
    name="Health AI Developer Foundations Terms of Use",
    documents=(
        LicenceDocument(
            id="hai-def",
            name="HAI-DEF Terms of Use",
            address="https://developers.google.com/health-ai-developer-foundations/terms",
            signs=("Health AI Developer Foundations", "Clinical Use", "Model Derivatives"),
            shortest=6000,
            versions=("2024-11-15",),
        ),
        LicenceDocument(
            id="hai-def-prohibited-use",
            name="Prohibited Use Policy",
            address="https://developers.google.com/health-ai-developer-foundations/prohibited-use-policy",
            signs=("Prohibited Use Policy", "HAI-DEF"),
            shortest=1500,
        ),
    ),
    may=("study_and_build", "change_and_share_same_terms"),
    must_not=("treat_patients_unauthorised", "break_law", "violate_rights", "harm_people")
    + ("deceive_people", "practise_without_licence"),
    know=("not_a_doctor", "every_copy", "policy_is_part", "answer_for_outputs", "no_warranty")
    + ("may_end", "asked_again"),
)

_CREATIVE_COMMONS = "https://creativecommons.org/licenses"
# Where the text of a licence is that a card merely names, by the id of SPDX in lower case, as the
# Hub writes it. Those of Creative Commons and GNU are at their makers', the others at SPDX.
TEXTS_BY_NAME = {
    "apache-2.0": "https://www.apache.org/licenses/LICENSE-2.0.txt",
    "gpl-3.0": "https://www.gnu.org/licenses/gpl-3.0.txt",
    "agpl-3.0": "https://www.gnu.org/licenses/agpl-3.0.txt",
    "lgpl-3.0": "https://www.gnu.org/licenses/lgpl-3.0.txt",
    "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/legalcode.txt",
    **{
        f"cc-{kind}-4.0": f"{_CREATIVE_COMMONS}/{kind}/4.0/legalcode.txt"
        for kind in ("by", "by-sa", "by-nc", "by-nc-sa", "by-nd", "by-nc-nd")
    },
    **{
        name.casefold(): f"https://raw.githubusercontent.com/spdx/license-list-data/main/text/{name}.txt"
        for name in ("MIT", "BSD-3-Clause", "BSD-2-Clause", "ISC", "Unlicense", "WTFPL")
    },
}

LICENCES = {licence.id: licence for licence in (GEMMA_TERMS, APACHE_2, HAI_DEF)}


def find_licence(licence_id: str, table: Mapping[str, Licence] = LICENCES) -> Licence | None:
    """The licence of an id, also of one that a repository adds to; None for unknown ones."""
    base_id, own, repository = licence_id.partition(OWN)
    base = table.get(base_id)
    if base is None or not own:
        return base
    document = LicenceDocument(
        id=licence_id,
        name=repository.partition("/")[2] or repository,
        address=f"https://huggingface.co/{repository}",
        shortest=40,
        repository=repository,
    )
    return replace(
        base,
        id=licence_id,
        name=f"{base.name} + {document.name}",
        documents=(*base.documents, document),
        know=("own_licence", *base.know),
    )


def licence_name(licence_id: str) -> str:
    """What people call the licence; the id itself for one that is not known."""
    licence = find_licence(licence_id)
    return licence.name if licence is not None else licence_id


def licence_of_derivative(base: str, stated: str, repository: str) -> str:
    """Id of the licence under which files of somebody's repository are had.

    Args:
        base: id of the regime of the Gemma that they derive from: its terms hold for every copy.
        stated: the card's `license`, "" for none.
        repository: "owner/name".
    """
    stated = stated.strip().casefold()
    return base if stated in ADDS_NOTHING[base] else f"{base}{OWN}{repository}"


def day_of(text: str) -> str:
    """The day that a text says it is of, in ISO 8601; "" when it says none."""
    found = DATE.search(" ".join(text[:4000].casefold().split()))
    if found is None or found[1][:3] not in MONTHS:
        return ""
    try:
        return date(int(found[3]), MONTHS.index(found[1][:3]) + 1, int(found[2])).isoformat()
    except ValueError:
        return ""
