# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The command line: `jewelbox`, or `python -m desktop`."""

import argparse
import gc
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop import __version__
from desktop.services.paths import Paths


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window, or check the installation. Returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.child:
        return _child(options.child)
    if (options.projector or options.image or options.document) and not options.model:
        parser.error("--projector, --image and --document go with --model")
    paths = Paths.of_environment(os.environ)
    if options.check:
        return _check(options, paths)
    # Collecting while modules load finds nothing and takes its time; from then on the window does
    # it (presenters/background.py).
    gc.disable()
    # Imported here: a check needs no window.
    from desktop.window import open_window

    return open_window(paths, [str(Path(file).absolute()) for file in options.files], os.environ)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jewelbox", description="Talk with Gemma models that run on this computer."
    )
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="pictures, shown with the first question; models (.gguf), to use",
    )
    parser.add_argument("--version", action="version", version=f"Jewelbox {__version__}")
    parser.add_argument("--child", choices=["engine", "measure", "probe"], help=argparse.SUPPRESS)
    check = parser.add_argument_group("checking an installation (needs no display, prints JSON)")
    check.add_argument("--check", action="store_true", help="versions, folders, engine, one answer")
    check.add_argument("--model", default="", metavar="FILE", help="a GGUF to answer with")
    check.add_argument("--projector", default="", metavar="FILE", help="the GGUF with its eyes")
    check.add_argument("--image", default="", metavar="FILE", help="a picture to describe")
    check.add_argument("--document", default="", metavar="FILE", help="a document to read")
    check.add_argument("--question", default="", metavar="TEXT", help="what to ask")
    return parser


def _child(role: str) -> int:
    """Serve the parent; see desktop/services/engine/child.py. Imports what the role needs."""
    match role:
        case "engine":
            from desktop.services.engine.protected import serve
        case "measure":
            from desktop.services.engine.measure import serve
        case "probe":
            from desktop.services.engine.probe import serve
    serve()
    return 0


def _check(options: argparse.Namespace, paths: Paths) -> int:
    from PySide6.QtCore import qVersion

    from desktop.domain.errors import AppError
    from desktop.services.backups import refuse_newer
    from desktop.services.check import Request, check
    from desktop.services.computer import look_at_computer
    from desktop.services.models.library import ModelLibrary
    from desktop.ui.text.problems import problem_text

    def words(error: AppError) -> tuple[str, str]:
        shown = problem_text(error)
        return f"{shown.title}. {shown.what}".strip(), shown.next

    refused: AppError | None = None
    try:
        refuse_newer(paths)
    except AppError as error:
        refused = error
    model, projector = options.model, options.projector
    if not model and not refused:
        for installed in ModelLibrary(paths.data / "models.json").installed():
            model, projector = installed.weights, installed.projector
    cores = max(look_at_computer(paths.models).cores, 1)
    result = check(
        Request(model, projector, options.image, options.document, options.question, cores),
        __version__,
        qVersion(),
        _folders(paths),
        words,
        refused=refused,
    )
    sys.stdout.write(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    return 0 if result["ok"] else 1


def _folders(paths: Paths) -> Mapping[str, Path]:
    return {name: getattr(paths, name) for name in ("data", "config", "cache", "logs", "models")}


if __name__ == "__main__":
    sys.exit(main())
