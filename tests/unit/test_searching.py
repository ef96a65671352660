# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is typed becomes terms, and an excerpt shows where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.searching import Term, excerpt, fold, indexed, question, terms


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Two words", [Term("two"), Term("words")]),
        ("same same", [Term("same")]),
        ('"a whole  phrase" x', [Term("a whole phrase", whole=True), Term("x")]),
        ('"still typ', [Term("still typ")]),
        ('"" "', []),
        ("Déjà ＶＵ", [Term("deja"), Term("vu")]),
        ("ẞ", [Term("ss")]),
    ],
)
def test_terms(typed: str, expected: list[Term]) -> None:
    assert terms(typed) == expected


@pytest.mark.parametrize(
    ("term", "asked"),
    [
        (Term("word"), '"word"*'),
        (Term("two words", whole=True), '"two words"'),
        (Term('"or" x:y*'), '"""or"" x:y*"*'),
        (Term("東京都"), '"東京 京都"*'),
        (Term("東京都", whole=True), '"東京 京都"'),
        (Term("東", whole=True), '"東"*'),
        (Term("++"), ""),
    ],
)
def test_question(term: Term, asked: str) -> None:
    assert question(term) == asked


def test_what_the_index_reads() -> None:
    assert indexed("Plain Words") == "Plain Words"
    assert indexed("東京都 Über").split() == ["東京", "京都", "都", "uber"]


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("A crème brûlée, please", "brulee", "A crème [brûlée], please"),
        ("Die Straße und die Strasse", "strasse", "Die [Straße] und die [Strasse]"),
        ("in the inn", "in", "[in] the [in]n"),
        ("begin", "gin", "begin"),
        ("今日は東京の天気です", "東京 天気", "今日は[東京]の[天気]です"),
        ("two\n\n lines", "lines", "two [lines]"),
        ("a ﬁne thing", "fine", "a [ﬁne] thing"),
        ("한국어", "한", "[한]국어"),
        ("it don't matter", "don't", "it [don't] matter"),
        ("10% of c++", "c++", "10% of [c++]"),
        ("x" * 60 + " and then the word stands", "word", "…and then the [word] stands"),
        ("nothing here", "word", "nothing here"),
    ],
)
def test_excerpt(text: str, typed: str, shown: str) -> None:
    found = excerpt(text, terms(typed))
    marked = found.text
    for begin, length in reversed(found.marks):
        end = begin + length
        marked = f"{marked[:begin]}[{marked[begin:end]}]{marked[end:]}"
    assert marked == shown


@given(st.text(), st.text())
def test_any_text_has_an_excerpt(text: str, typed: str) -> None:
    found = excerpt(text, terms(typed))
    assert len(found.text) < 200
    last = 0
    for begin, length in found.marks:
        assert last <= begin < begin + length <= len(found.text)
        last = begin + length


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
