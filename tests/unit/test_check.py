# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""`jewelbox --check`: it always answers, whatever it is given."""

import io
import json
import random
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from desktop.domain.errors import AppError
from desktop.services.check import MODULE, Request, Result, check, serve
from tests.fakes.documents import pdf

ASSETS = Path(__file__).parents[1] / "assets"
TINY, EYES = str(ASSETS / "tiny.gguf"), str(ASSETS / "tiny-mmproj.gguf")
KEYS = (
    "ok version python qt engine folders model answer image_answer document_answer formulas error"
).split()
MODEL_KEYS = (
    "file architecture quantization context memory_bytes "
    "prompt_tokens_per_s generated_tokens_per_s can_see"
).split()


def words(error: AppError) -> tuple[str, str]:
    return f"words of {error.problem}: {error.detail}", "do this"


def run(folder: Path, request: Request, *child: str, patience: float = 50) -> Result:
    folders = {"data": folder / "data"}
    command = child or (sys.executable, "-m", MODULE)
    result = check(request, "0.1", "6.11", folders, words, command, patience)
    assert list(result) == KEYS
    assert result["ok"] is (result["error"] is None)
    return json.loads(json.dumps(result))  # type: ignore[no-any-return]


def code(result: Result) -> str:
    error = result["error"]
    assert isinstance(error, dict) and list(error) == ["code", "message", "hint"]
    return str(error["code"])


@pytest.fixture
def red_circle(tmp_path: Path) -> str:
    picture = Image.new("RGB", (224, 224), "white")
    ImageDraw.Draw(picture).ellipse((50, 50, 170, 170), fill=(220, 30, 30))
    picture.save(tmp_path / "red.png")
    return str(tmp_path / "red.png")


def test_without_a_model(tmp_path: Path) -> None:
    result = run(tmp_path, Request())
    assert result["ok"] and result["model"] is None
    engine = result["engine"]
    assert isinstance(engine, dict)
    assert engine["llama_cpp_python"] and "CPU" in engine["backends"]
    assert result["folders"] == {"data": str(tmp_path / "data")}
    assert result["formulas"] is True


def test_one_real_answer_and_one_about_a_picture(tmp_path: Path, red_circle: str) -> None:
    result = run(tmp_path, Request(TINY, EYES, red_circle, threads=1))
    model = result["model"]
    assert isinstance(model, dict) and list(model) == MODEL_KEYS
    assert (model["architecture"], model["quantization"]) == ("gemma3", "F16")
    assert model["can_see"] and model["generated_tokens_per_s"] > 0
    assert result["answer"]
    assert "red circle" in str(result["image_answer"])


def test_a_question_of_ones_own(tmp_path: Path) -> None:
    result = run(tmp_path, Request(TINY, question="Count to 5.", threads=1))
    assert str(result["answer"]).startswith("1, 2, 3")


def test_an_answer_about_a_document(tmp_path: Path) -> None:
    count = tmp_path / "count.pdf"
    count.write_bytes(pdf(["Count to 5."]))
    result = run(tmp_path, Request(TINY, document=str(count), question=" ", threads=1))
    assert str(result["document_answer"]).startswith("1, 2, 3")


def test_files_that_do_not_do(tmp_path: Path, red_circle: str) -> None:
    """In one child after the other; the cases of test_gguf_header.py need none."""
    whole = Path(TINY).read_bytes()
    cut, text = tmp_path / "cut.gguf", tmp_path / "text.gguf"
    cut.write_bytes(whole[:-5000])
    text.write_text("no model", "utf-8")
    no_picture = tmp_path / "no.png"
    no_picture.write_bytes(b"no picture")
    for request, expected in (
        (Request(str(tmp_path / "gone.gguf")), "file_missing"),
        (Request(str(text)), "file_not_gguf"),
        (Request(str(cut)), "file_damaged"),
        (Request(EYES), "architecture_unknown"),
        (Request(TINY, TINY), "projector_mismatch"),
        (Request(TINY, image=red_circle), "cannot_see"),
        (Request(TINY, EYES, str(no_picture)), "picture_unknown"),
        (Request(TINY, EYES, str(tmp_path / "gone.png")), "picture_missing"),
        (Request(TINY, EYES, str(text)), "picture_unknown"),
        (Request(TINY, document=red_circle), "document_damaged"),
    ):
        incoming, outgoing = io.BytesIO(json.dumps(vars_of(request)).encode()), io.BytesIO()
        serve(incoming, outgoing)
        found = json.loads(outgoing.getvalue())
        assert AppError.of_record(found["error"]).problem == expected, request
    assert code(run(tmp_path, Request(str(cut)))) == "file_damaged"


def vars_of(request: Request) -> dict[str, object]:
    return {name: getattr(request, name) for name in request.__slots__}


@pytest.mark.slow
def test_flipped_bytes_never_get_past_it(tmp_path: Path) -> None:
    """Whatever llama.cpp does at them, even if it ends its process, there is an answer."""
    dice = random.Random(5)
    whole = Path(TINY).read_bytes()
    path = tmp_path / "flipped.gguf"
    for _ in range(8):
        data = bytearray(whole)
        for _ in range(3):
            data[dice.randrange(60_000)] = dice.randrange(256)
        path.write_bytes(data)
        run(tmp_path, Request(str(path), threads=1))


@pytest.mark.parametrize(
    ("program", "detail"),
    [
        ("import os; os.abort()", "SIGABRT"),
        (
            "import sys; print('half'); print('GGML_ASSERT(x)', file=sys.stderr); sys.exit(3)",
            "GGML",
        ),
        ("", "ended with 0"),
    ],
)
def test_a_child_that_dies_is_told_of(tmp_path: Path, program: str, detail: str) -> None:
    result = run(tmp_path, Request(TINY), sys.executable, "-c", program)
    assert code(result) == "load_failed"
    error = result["error"]
    assert isinstance(error, dict) and detail in error["message"]


def test_a_child_that_hangs_or_is_not_there(tmp_path: Path) -> None:
    hangs = run(tmp_path, Request(TINY), sys.executable, "-c", "input(); input()", patience=0.5)
    # The end of its input wakes it; one that sleeps is waited for no longer than the patience.
    assert code(hangs) == "load_failed"
    sleeps = (sys.executable, "-c", "import time; time.sleep(30)")
    assert code(run(tmp_path, Request(TINY), *sleeps, patience=0.5)) == "engine_failed"
    assert code(run(tmp_path, Request(TINY), str(tmp_path / "none"))) == "engine_failed"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file is in the way", "utf-8")
    assert code(run(tmp_path, Request())) == "folder_not_writable"
