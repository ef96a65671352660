# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Our plain summaries of licences. What counts is the full text; nobody's text is repeated here."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from desktop.domain.licence import Acceptance, LicenceText
from desktop.ui.text.amounts import date_words, day_words

translate = QCoreApplication.translate


def licence_words(code: str) -> str:
    """The words of one code of Licence.may, must_not or know; "" for an unknown one."""
    return (_may() | _must_not() | _know()).get(code, "")


def origin_words(origin: str, fetched: float) -> str:
    """Where a text that is shown came from, and when."""
    if origin.startswith(("http://", "https://")):
        words = translate("Licence", "Fetched from {place}, {day}.")
        place = origin.split("/")[2]
        return words.format(place=place, day=date_words(fetched))
    return translate("Licence", "This text came with the model.")


def version_words(text: LicenceText) -> str:
    """Of which day a text is, and whether a newer version is known; "" when it does not say."""
    if not text.version:
        return ""
    words = translate("Licence", "Version of {day}.").format(day=day_words(text.version))
    newest = max(text.document.versions, default="")
    if text.version >= newest:
        return words
    newer = translate("Licence", "There is a newer one, of {day}.").format(day=day_words(newest))
    return f"{words} {newer}"


def record_words(rows: Sequence[tuple[Acceptance, str, str, str]]) -> str:
    """A record of what was accepted, to be kept or handed on.

    Args:
        rows: an acceptance, the names of its document and its model, and the text accepted.
    """
    parts = [translate("Licence", "What was accepted in Jewelbox")]
    for acceptance, document, model, _ in rows:
        day = datetime.fromtimestamp(acceptance.accepted, UTC).isoformat(timespec="seconds")
        parts.append(
            "\n".join(
                (
                    translate("Licence", "{document}, for {model}").format(
                        document=document, model=model
                    ),
                    translate("Licence", "accepted: {day}").format(day=day),
                    translate("Licence", "from: {place}").format(place=acceptance.origin),
                    f"SHA-256: {acceptance.sha256}",
                )
            )
        )
    texts = {acceptance.sha256: text for acceptance, _, _, text in rows if text}
    parts += [f"SHA-256: {sha256}\n\n{text}" for sha256, text in texts.items()]
    rule = "\n\n" + "-" * 72 + "\n\n"
    return rule.join(parts) + "\n"


def _may() -> dict[str, str]:
    return {
        "use_home_and_work": translate("Licence", "use it at home and at work, free of charge"),
        "keep_outputs": translate("Licence", "keep what it writes: Google claims no rights in it"),
        "change_and_share_same_terms": translate(
            "Licence", "change it and pass it on, together with these terms"
        ),
        "change_and_share_with_licence": translate(
            "Licence", "change it and pass it on, together with this licence"
        ),
        "study_and_build": translate(
            "Licence", "use it to study and to build things for health care"
        ),
    }


def _must_not() -> dict[str, str]:
    return {
        "break_law": translate("Licence", "break the law, or help others to"),
        "violate_rights": translate("Licence", "violate the rights of others, copyright included"),
        "harm_people": translate(
            "Licence", "spread hatred, harass, or promote violence or self-harm"
        ),
        "deceive_people": translate(
            "Licence", "deceive: scams, malware, or passing for a person or an expert"
        ),
        "spy_on_people": translate(
            "Licence", "track people or collect their private data without consent"
        ),
        "decide_over_people": translate(
            "Licence", "decide by itself about work, money, housing, health or law"
        ),
        "practise_without_licence": translate(
            "Licence", "practise medicine, law or finance without a licence"
        ),
        "explicit_content": translate("Licence", "make sexually explicit content"),
        "defeat_safety": translate("Licence", "get around its safety limits"),
        "suggest_endorsement": translate(
            "Licence", "suggest that Google stands behind what you make"
        ),
        "treat_patients_unauthorised": translate(
            "Licence", "diagnose or treat patients without the authorisation that the law asks for"
        ),
    }


def _know() -> dict[str, str]:
    return _know_rules() | {
        "answer_for_outputs": translate("Licence", "You answer for what you do with its answers."),
        "no_warranty": translate(
            "Licence", "It comes as it is. Nobody vouches for it or pays for damage."
        ),
        "asked_again": translate("Licence", "If the text changes, you are asked again."),
        "no_use_rules": translate(
            "Licence", "This licence has no rules about what you ask. The law still holds."
        ),
        "keep_notices": translate(
            "Licence", "Whoever passes it on keeps the licence and the notices with it."
        ),
        "patents": translate(
            "Licence", "Whoever sues over patents in the model loses its patent licence."
        ),
        "not_a_doctor": translate(
            "Licence",
            "It was not made to be used on patients as it is."
            " Its answers need checking by a professional.",
        ),
    }


def _know_rules() -> dict[str, str]:
    return {
        "own_licence": translate(
            "Licence",
            "Its makers add a licence of their own. It is not in this summary: please read it.",
        ),
        "every_copy": translate(
            "Licence", "These terms hold for every copy of the model, wherever it comes from."
        ),
        "policy_is_part": translate(
            "Licence",
            "The Prohibited Use Policy is part of these terms, also where it is a page of its own.",
        ),
        "of_age": translate("Licence", "You must be old enough to enter into an agreement."),
        "may_end": translate(
            "Licence",
            "If you break the terms, Google may end your permission. Then delete the model.",
        ),
        "google_may_restrict": translate(
            "Licence", "Google reserves the right to restrict use that breaks the terms."
        ),
    }
