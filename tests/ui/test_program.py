# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The program as the system meets it: a polite kill, and languages that it does not speak."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EARLY = """
import os, signal
from desktop.window import _quit_on_signals, make_application
application = make_application()
_quit_on_signals(application)
os.kill(os.getpid(), signal.SIGTERM)
application.exec()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no polite kill")
def test_one_that_comes_before_the_event_loop_is_not_lost() -> None:
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", EARLY], env=environ, timeout=30, check=False)
    assert done.returncode == 0


SPOKEN = """
from desktop.window import _translate, make_application
application = make_application()
_translate("fi")
from desktop.ui.text import duration_words
print(duration_words(60), duration_words(120), sep="|")
"""


@pytest.mark.slow
def test_where_nobody_translated_english_still_knows_one_from_two() -> None:
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", SPOKEN], env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "about 1 minute|about 2 minutes"


@pytest.mark.slow
def test_checking_an_installation_touches_nothing_of_newer_data(tmp_path: Path) -> None:
    newer = tmp_path / "data/version.json"
    newer.parent.mkdir()
    newer.write_text('{"form": 99, "version": "9.0.0", "when": 1}')
    (tmp_path / "data/models.json").write_text('{"version": 99}')
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "--check"],
        env={**os.environ, "JEWELBOX_HOME": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "data_newer"
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        "data",
        "models.json",
        "version.json",
    ]
