# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which files are documents, the words in them, and what hostile ones come to."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.errors import AppError, Problem
from desktop.services.documents import docx, text
from desktop.services.documents.text import DOCX, MOST_LETTERS, PDF, TEXT, kind_of, words_of
from tests.fakes import documents as made

TABLE = (
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Bag</w:t></w:r></w:p></w:tc><w:tc/></w:tr>"
    "<w:tr><w:tc><w:p><w:r><w:t>20</w:t></w:r></w:p><w:p><w:r><w:t>litres</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>44</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)
LETTER = made.docx(
    made.paragraph("Soil", '<w:pStyle w:val="Heading1"/>')
    + made.paragraph("Two beds &amp; a path.", '<w:tabs><w:tab w:val="left"/></w:tabs>')
    + made.paragraph("straw", "<w:numPr/>")
    + made.paragraph("leaves", "<w:numPr/>")
    + "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"
    + "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    + TABLE
)
WORDS = """# Soil

Two beds & a path.

- straw
- leaves
a\tb
c

| Bag |  |
| --- | --- |
| 20 litres | 44 |"""


def test_words_in_tables_within_tables_and_in_frames_come_once() -> None:
    def table(inside: str) -> str:
        return f"<w:tbl><w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl>"

    nested = made.paragraph("word 0")
    for number in range(1, 50):
        nested = made.paragraph(f"word {number}") + table(nested)
    alternate = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    frame = made.paragraph("framed")
    data = made.docx(
        table(nested) + f"<w:p><w:r><mc:AlternateContent {alternate}><mc:Choice>{frame}</mc:Choice>"
        f"<mc:Fallback>{frame}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    words = words_of(data, DOCX, "a.docx").split()
    assert sorted(int(word) for word in words if word.isdigit()) == list(range(50))
    assert words.count("framed") == 1


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"plain", TEXT),
        (b"", TEXT),
        (b"\x1b[31mred\x1b[0m\r\n", TEXT),
        ("grün".encode("latin-1"), TEXT),
        ("wide".encode("utf-16"), TEXT),
        ("wider".encode("utf-32"), TEXT),
        (made.pdf(["a"]), PDF),
        (LETTER, DOCX),
        (b"PK\x03\x04 no archive", ""),
        (b"\x7fELF\x02\x01\x01\0", ""),
        (b"GGUF\x03\0\0\0", ""),
    ],
)
def test_kinds(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("utf-8", "Äpfel und 苹果"),
        ("utf-8-sig", "Äpfel und 苹果"),
        ("utf-16", "Äpfel und 苹果"),
        ("utf-32", "Äpfel und 苹果"),
        ("cp1252", "Größe, Höhe und Länge der Beete – „ungefähr“ so groß wie früher. " * 4),
        ("cp1251", "Сколько земли нужно для этой грядки и сколько это стоит сегодня? " * 4),
        ("shift_jis", "この花壇にはどれくらいの土が必要ですか。教えてください。" * 4),
    ],
)
def test_a_text_is_read_in_its_alphabet(encoding: str, written: str) -> None:
    assert words_of(written.encode(encoding), TEXT, "") == written


def test_line_ends_and_nul() -> None:
    assert words_of(b"a\r\nb\rc\nd", TEXT, "") == "a\nb\nc\nd"


def test_the_words_of_a_letter() -> None:
    assert words_of(LETTER, DOCX, "") == WORDS


def test_the_pages_of_a_pdf() -> None:
    assert words_of(made.pdf(["First page.", "Second."]), PDF, "") == "First page.\n\nSecond."
    assert words_of(made.pdf(["", ""]), PDF, "") == ""


BOMB = (
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {one} "{f"&{before};" * 10}">'
        for before, one in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
STRANGER = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def broken_word(words: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(made.BODY, words)
    return out.getvalue()


REFUSED = {
    "entities": (made.docx(made.paragraph("&j;"), BOMB), Problem.DOCUMENT_DAMAGED),
    "another file": (made.docx(made.paragraph("&a;"), STRANGER), Problem.DOCUMENT_DAMAGED),
    "no XML": (broken_word(b"<w:document"), Problem.DOCUMENT_DAMAGED),
    "half of a letter": (LETTER[: len(LETTER) // 2], Problem.DOCUMENT_DAMAGED),
    "no words": (made.docx("<w:p/>"), Problem.DOCUMENT_EMPTY),
}


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_letters(name: str) -> None:
    data, problem = REFUSED[name]
    with pytest.raises(AppError) as caught:
        words_of(data, DOCX, "letter.docx")
    assert caught.value.problem is problem
    assert caught.value.values["name"] == "letter.docx"


def test_a_letter_that_unpacks_to_very_much(monkeypatch: pytest.MonkeyPatch) -> None:
    long = made.docx(made.paragraph("a" * 300_000))
    assert len(long) < 2_000
    monkeypatch.setattr(docx, "MOST_BYTES", 200_000)
    with pytest.raises(AppError) as caught:
        words_of(long, DOCX, "")
    assert caught.value.problem is Problem.DOCUMENT_TOO_LARGE
    lying = long.replace((300_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    with pytest.raises(AppError) as caught:
        words_of(lying, DOCX, "")
    assert caught.value.problem in (Problem.DOCUMENT_DAMAGED, Problem.DOCUMENT_TOO_LARGE)


@pytest.mark.slow
def test_a_letter_of_very_deep_elements_does_not_end_the_program() -> None:
    depth = 200_000
    body = "<w:x>" * depth + made.paragraph("deep") + "</w:x>" * depth
    problem, words = None, ""
    try:
        words = words_of(made.docx(body), DOCX, "")
    except AppError as error:
        problem = error.problem
    assert problem is Problem.DOCUMENT_DAMAGED or words == "deep"


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7 ....", made.pdf(["a"])[:60], b"%PDF-1.4\n%%EOF"],
    ids=["a head", "cut", "nothing"],
)
def test_broken_pdfs(data: bytes) -> None:
    with pytest.raises(AppError) as caught:
        words_of(data, PDF, "plan.pdf")
    assert caught.value.problem is Problem.DOCUMENT_DAMAGED


def test_what_is_too_long_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MOST_LETTERS", 1_000)
    many = {
        TEXT: b"a" * 1_001,
        PDF: made.pdf(["a" * 600] * 3),
        DOCX: made.docx(made.paragraph("a" * 600) * 3),
    }
    for kind, data in many.items():
        with pytest.raises(AppError) as caught:
            words_of(data, kind, "")
        assert caught.value.problem is Problem.DOCUMENT_TOO_LARGE
    assert MOST_LETTERS > 1_000_000


WHOLE = {PDF: made.pdf(["First page.", "Second."]), DOCX: LETTER}


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=100, deadline=None)
@given(
    st.sampled_from([*WHOLE]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4))),
    st.floats(0.3, 1),
)
def test_a_broken_document_is_read_or_refused(
    kind: str, blows: list[tuple[float, bytes]], share: float
) -> None:
    data = bytearray(WHOLE[kind])
    for place, blow in blows:
        at = int(place * len(data))
        data[at : at + len(blow)] = blow
    problem = ""
    try:
        words_of(bytes(data[: int(share * len(data))]), kind, "")
    except AppError as error:
        problem = error.problem
    assert not problem or problem.startswith("document_")
