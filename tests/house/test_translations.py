# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The tool that gathers the words on screen."""

import pytest

from making import translations
from making.translations import Message, Translation

MODULE = """
def show(count, translate):
    translate("Page", "%n files", "", len(count))
    #: the button
    #: below the list
    translate("Page", "Go “on” & <on>", "verb")
    translate("Page", "Long words "
              "in two lines")
"""


def found(source: str = MODULE) -> list[Message]:
    return list(translations.messages_of(source, "page.py"))


def test_messages_are_found_in_order() -> None:
    assert found() == [
        Message("Page", "%n files"),
        Message("Page", "Go “on” & <on>", "verb"),
        Message("Page", "Long words in two lines"),
    ]
    assert [message.plural for message in found()] == [True, False, False]
    assert found()[1].note == "the button below the list"


@pytest.mark.parametrize(
    "call",
    [
        'translate("Page", f"{name}")',
        'translate(page, "Words")',
        'translate("Page", "%n files")',
        'translate("Page", "files", "", n)',
        'QCoreApplication.translate("Page", words)',
    ],
)
def test_unclear_words_are_told_with_their_place(call: str) -> None:
    with pytest.raises(translations.Unclear, match=r"page\.py:1: "):
        found(call)


def test_finished_translations_stay() -> None:
    have = {
        found()[0]: Translation(("%n Datei", "%n Dateien")),
        found()[1]: Translation(("„Weiter“ & <weiter>",)),
        found()[2]: Translation(("Entwurf",), finished=False),
    }
    text = translations.written("de", found(), have)
    assert translations.known(text) == have
    assert text.count('type="unfinished"') == 1
    assert translations.written("de", found(), translations.known(text)) == text


def test_what_the_code_no_longer_says_goes() -> None:
    have = {found()[1]: Translation(("Weiter",))}
    assert "Weiter" not in translations.written("de", found()[:1], have)


def test_english_has_its_plurals_only() -> None:
    text = translations.written("en", found(), {})
    assert text.count("<message") == 1
    assert '<message numerus="yes">' in text


def test_half_a_language_is_not_offered() -> None:
    nothing = translations.written("de", found(), {})
    everything = {message: Translation(("ja",) * (1 + message.plural)) for message in found()}
    assert not translations.ready(nothing)
    assert translations.ready(translations.written("de", found(), everything))
