# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Web pages as plain text: all of the document, nothing of the site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.licence_page import cleaned, text_of_page


def page(body: str) -> str:
    return f"<html><head><title>T</title><style>p{{}}</style></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One</p><p>Two\n lines  here</p>", "One\n\nTwo lines here\n"),
        ("<h1>Title</h1>Loose<p>words", "Title\n\nLoose\n\nwords\n"),
        ("<ul><li>a<li>b</ul>", "• a\n• b\n"),
        ("<ol><li>a</li><li><p>b</p></li></ol><p>c</p>", "1. a\n2. b\n\nc\n"),
        (
            "<ul><li>a<ol><li>x</li><li>y</li></ol></li><li>b</li></ul>",
            "• a\n  1. x\n  2. y\n• b\n",
        ),
        ("one<br>two", "one\ntwo\n"),
        ("&quot;a&quot; &amp; b&nbsp;c &#8217;", '"a" & b c ’\n'),
        ("<p>see <a href='x'>here</a>, <b>now</b></p>", "see here, now\n"),
        ("<pre>a\n  b</pre>", "a\n  b\n"),
        ("<nav>menu</nav><p>a</p><script>if (1 < 2) {}</script>", "a\n"),
        ("<article><p>banner</p><h1>T</h1><p>a</p></article><p>footer</p>", "T\n\na\n"),
        ("<main><h1>T</h1><p>a</p></main><p>footer</p>", "T\n\na\n"),
        (
            "<p hidden>no</p><p class='x nocontent'>no</p><p aria-hidden='true'>no</p><p>a</p>",
            "a\n",
        ),
        ("<devsite-toc><ul><li>no</li></ul></devsite-toc><p>a</p>", "a\n"),
        ("<div hidden><div>no</div>no</div><p>a</p>", "a\n"),
        ("<aside>First of all.</aside><p>a</p><aside>After it</aside>", "First of all.\n\na\n"),
        ("<form><input><p>no</p></form><p>a</p>", "a\n"),
        ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "a\n\nb\n"),
        ("", "\n"),
    ],
)
def test_what_is_kept(body: str, text: str) -> None:
    assert text_of_page(page(body)) == text


def test_invisible_characters_do_not_mislead() -> None:
    assert cleaned("a\u202eb\u200bc\x00\x1b[1m\ufeff") == "abc[1m\n"
    assert cleaned("a\tb\r\nc\r\n\r\n") == "a       b\nc\n"
    assert cleaned("\u200d\u200c") == "\u200d\u200c\n"


@given(st.text(alphabet="<>/ap liodvh1 \n&;!-", max_size=200))
def test_no_page_is_too_broken(html: str) -> None:
    assert text_of_page(html).endswith("\n")
