# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What was read and what of it is of use."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.services.engine.session import Given, Seen, Session, Span, Spans, Tokens

pieces = st.lists(
    st.one_of(
        st.lists(st.integers(0, 3), min_size=1, max_size=5),
        st.builds(Seen, st.sampled_from(["a", "b"]), st.just(4)),
    ),
    max_size=6,
)


def spans(*parts: list[int] | Seen, into: Spans | None = None) -> Spans:
    made = Spans() if into is None else into
    for part in parts:
        if isinstance(part, Seen):
            made.add_picture(part)
        else:
            made.add_tokens(part)
    return made


def flat(parts: list[Span]) -> list[object]:
    """One entry a position; those of a picture know which part of it they are."""
    flat: list[object] = []
    for part in parts:
        if isinstance(part, Tokens):
            flat += part.ids
        else:
            flat += [(part, n) for n in range(part.count)]
    return flat


def test_runs_of_text_grow_together() -> None:
    made = spans([1, 2], [3], Seen("a", 4), [5])
    assert made.spans == [Tokens([1, 2, 3]), Seen("a", 4), Tokens([5])]
    assert made.length == 8


@given(pieces, pieces)
def test_what_is_common_is_the_longest_beginning(
    one: list[list[int] | Seen], two: list[list[int] | Seen]
) -> None:
    mine, its = spans(*one), spans(*two)
    length = mine.common(its)
    assert length == its.common(mine)
    left, right = flat(mine.spans), flat(its.spans)
    assert left[:length] == right[:length]
    assert length in (len(left), len(right)) or left[length] != right[length]


@given(pieces, pieces, st.integers(0, 30))
def test_a_beginning_is_what_is_common(
    one: list[list[int] | Seen], two: list[list[int] | Seen], length: int
) -> None:
    mine, its, cut = spans(*one), spans(*two), spans(*one)
    cut.cut(length)
    assert mine.begins_with(cut)
    assert mine.begins_with(its) == (mine.common(its) == its.length)


@given(pieces, st.integers(0, 30))
def test_a_cut_keeps_pictures_whole_or_not_at_all(
    parts: list[list[int] | Seen], length: int
) -> None:
    made = spans(*parts)
    whole = flat(made.spans)
    made.cut(length)
    kept = flat(made.spans)
    assert len(kept) == made.length <= length or made.length == len(whole)
    assert kept == whole[: made.length]
    missing = whole[made.length : length]
    assert not missing or not isinstance(missing[0], int)


@given(pieces, pieces)
def test_common_and_beyond_make_the_whole(
    one: list[list[int] | Seen], two: list[list[int] | Seen]
) -> None:
    mine, its = spans(*one), spans(*two)
    length = mine.common(its)
    assert flat(its.spans)[length:] == flat(its.beyond(length))


def test_an_answer_is_known_where_it_began() -> None:
    session = Session()
    spans([1, 2, 3], into=session)
    session.add_token(9)
    session.answers[3] = Given("Yes.", [9])
    assert session.length == 4
    assert session.answer_at(3, " Yes.\n") == [9]
    assert session.answer_at(3, "No.") is None
    assert session.answer_at(2, "Yes.") is None
    session.cut(2)
    assert not session.answers
