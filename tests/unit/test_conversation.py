# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Branches and titles."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.conversation import (
    Message,
    Role,
    TextPart,
    below,
    branch,
    newest_leaf,
    title_from,
    title_of_answer,
    versions,
)


def message(name: str, parent: str | None = None) -> Message:
    return Message(name, "c", parent, Role.USER, (TextPart(name),))


def test_a_branch_goes_from_the_root_to_the_leaf() -> None:
    tree = [message("a", None), message("b", "a"), message("c", "a"), message("d", "c")]
    assert [one.id for one in branch(tree, "d")] == ["a", "c", "d"]
    assert branch(tree, None) == []
    assert branch(tree, "gone") == []


def test_a_branch_that_bites_its_tail_ends() -> None:
    assert [one.id for one in branch([message("a", "b"), message("b", "a")], "a")] == ["b", "a"]


def test_versions_stand_in_the_same_place() -> None:
    tree = [message("a", None), message("b", "a"), message("c", "a"), message("d", "c")]
    assert [one.id for one in versions(tree, tree[1])] == ["b", "c"]
    assert [one.id for one in versions(tree, tree[3])] == ["d"]


def test_the_newest_leaf_below_a_message() -> None:
    tree = [message("a", None), message("b", "a"), message("c", "b"), message("d", "b")]
    assert newest_leaf(tree, "a") == "d"
    assert newest_leaf(tree, "c") == "c"
    assert newest_leaf([message("a", "b"), message("b", "a")], "a") in ("a", "b")


def test_titles() -> None:
    assert (
        title_from("  How much soil\tdoes it take?\nSecond line") == "How much soil does it take?"
    )
    assert title_from("## **Plan**") == "Plan"
    long = title_from("word " * 40)
    assert len(long) <= 49
    assert long.endswith("word…")


@given(st.text())
def test_a_title_is_one_clean_line(text: str) -> None:
    title = title_from(text)
    assert len(title) <= 49
    assert not any(unicodedata.category(c) == "Cc" for c in title)
    assert "\u202e" not in title


def removed(one: Message) -> Message:
    return replace(one, removed=True)


def test_what_was_removed_is_left_out_and_keeps_its_place() -> None:
    tree = [message("a"), removed(message("b", "a")), message("c", "b"), removed(message("d", "a"))]
    assert [one.id for one in branch(tree, "c")] == ["a", "c"]
    assert newest_leaf(tree, "a") == "c"
    assert [one.id for one in versions([*tree, message("e", "a")], tree[1])] == ["e"]


def test_nothing_that_was_removed_is_the_newest_leaf() -> None:
    tree = [message("a"), message("b", "a"), removed(message("c", "b")), removed(message("d", "c"))]
    assert newest_leaf(tree, "a") == "b"


def test_all_that_hangs_below_a_message() -> None:
    tree = [message("a"), message("b", "a"), message("c", "a"), message("d", "b")]
    assert below(tree, "b") == ["b", "d"]
    assert set(below(tree, "a")) == {"a", "b", "c", "d"}
    assert below([message("a", "b"), message("b", "a")], "a") == ["a", "b"]


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ("**Cooking Noodles**", "Cooking Noodles"),
        (" \u201cEin Hafen in Genua.\u201d\nI hope it helps.", "Ein Hafen in Genua"),
        ("東京の天気。", "東京の天気"),
        ("Here is a title:", ""),
        ("What do you mean?", ""),
        ("word " * 30, ""),
        ("---", ""),
        ("", ""),
    ],
)
def test_a_title_that_a_model_gave(answer: str, title: str) -> None:
    assert title_of_answer(answer) == title
