# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Files that the system asks the application to open."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


OPENED = """
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from desktop.window import make_application
application = make_application()
asked = []
application.files_asked.connect(asked.extend)
QCoreApplication.sendEvent(application, QFileOpenEvent(QUrl.fromLocalFile("/given/model.gguf")))
assert asked == ["/given/model.gguf"], asked
"""


def test_files_that_are_opened_come_as_events_too() -> None:
    """As macOS does it. In a process of its own, which has an application of ours."""
    done = subprocess.run([sys.executable, "-c", OPENED], cwd=ROOT, timeout=50, check=False)
    assert done.returncode == 0
