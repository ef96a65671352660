# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Licences: what must be shown, what was accepted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LicenceDocument:
    """One text of a licence.

    Attributes:
        address: its official place on the web.
        signs: words that the real text contains; what lacks one of them is some other page.
        shortest: characters that the real text has at least.
    """

    id: str
    name: str
    address: str
    signs: tuple[str, ...] = ()
    shortest: int = 0

    def recognises(self, text: str) -> bool:
        """Whether a text can be this document, rather than a login page or an error."""
        folded = " ".join(text.casefold().split())
        return len(text) >= self.shortest and all(sign.casefold() in folded for sign in self.signs)


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence regime: "gemma-terms", "apache-2.0", "hai-def".

    Attributes:
        documents: every one is shown in full before anything is accepted; the first is the licence
            itself, the others belong to it.
        may, must_not, know: codes of our plain summary; the words are in ui/text.py.
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
        ),
        LicenceDocument(
            id="gemma-prohibited-use",
            name="Prohibited Use Policy",
            address="https://ai.google.dev/gemma/prohibited_use_policy",
            signs=("Prohibited Use Policy", "Model Derivatives", "sexually explicit"),
            shortest=2500,
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

LICENCES = {licence.id: licence for licence in (GEMMA_TERMS, APACHE_2, HAI_DEF)}
