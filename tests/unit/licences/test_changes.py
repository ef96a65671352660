# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What changed between two versions of a text."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.changes import NEAR, Change, ChangeKind, Piece, changes

OLD = """Terms of the Test

1. You may look at the stones.
2. You may not eat them.

The end."""
NEW = """Terms of the Test

1. You may look at all the stones.
Children may hold them.

The end."""


def marked(change: Change) -> tuple[str, str]:
    return tuple(
        "".join(piece.text if piece.marked else "" for piece in pieces).strip()
        for pieces in (change.before, change.now)
    )  # type: ignore[return-value]


def test_added_removed_and_changed_are_told_apart() -> None:
    found = changes(OLD, NEW)
    assert [change.kind for change in found] == [
        ChangeKind.SAME,
        ChangeKind.CHANGED,
        ChangeKind.ADDED,
        ChangeKind.REMOVED,
        ChangeKind.SAME,
    ]
    assert marked(found[1]) == ("", "all")
    assert found[1].now[0] == Piece("1. You may look at ", False)
    assert marked(found[2]) == ("", "Children may hold them.")
    assert marked(found[3]) == ("2. You may not eat them.", "")
    assert (found[0].count, found[4].count) == (1, 1)


def test_white_space_is_no_change() -> None:
    assert changes(OLD, OLD.replace(" ", "  ").replace("\n", "\n\n")) == ()


def test_a_version_is_looked_for_among_the_next_paragraphs_only() -> None:
    """Or four hundred replaced paragraphs would take as many times four hundred comparisons."""
    old = [f"Paragraph {n} says {n * 7} and then {n * 13} of it." for n in range(NEAR + 1)]
    far = "\n".join([*(f"unlike {n}" for n in range(NEAR)), "The same words stay here."])
    near = changes("\n".join(old), "\n".join(f"{line} Now." for line in old))
    assert {change.kind for change in near} == {ChangeKind.CHANGED}
    found = changes(far, "The same words stay there.")
    assert ChangeKind.CHANGED not in {change.kind for change in found}


def test_a_text_without_end_is_replaced_and_not_compared() -> None:
    found = changes("a\n" * 5000, "b\n" * 4000)
    assert [change.kind for change in found] == [ChangeKind.REMOVED] * 5000 + [
        ChangeKind.ADDED
    ] * 4000


TEXTS = st.lists(st.sampled_from(("one two three", "one two four", "five", "six seven", "")))


@given(TEXTS, TEXTS)
def test_both_versions_can_be_put_together_again(before: list[str], now: list[str]) -> None:
    old, new = [p for p in before if p], [p for p in now if p]
    found = changes("\n".join(before), "\n".join(now))
    assert (found == ()) is (old == new)
    if found:
        assert _rebuilt(found, old, "before") == old
        assert _rebuilt(found, new, "now") == new


def _rebuilt(found: tuple[Change, ...], source: list[str], side: str) -> list[str]:
    built: list[str] = []
    for change in found:
        pieces: tuple[Piece, ...] = getattr(change, side)
        if change.kind is ChangeKind.SAME:
            built += source[len(built) : len(built) + change.count]
        elif pieces:
            built.append("".join(piece.text for piece in pieces))
    return built
