# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a screen reader sees and does, over the accessibility bus (AT-SPI). Called by prove.py.

screen_reader.py window      wait for the window, and print the names that it shows
screen_reader.py converse    from the first launch to an answered question; print the answer
"""

import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

PATIENCE = 240.0  # seconds
QUESTION = "What is the capital of France?"
STATUS = ("org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set")


def announce() -> None:
    """Tell programs that somebody listens, as a screen reader does when it starts."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    for name in ("IsEnabled", "ScreenReaderEnabled"):
        value = GLib.Variant("(ssv)", ("org.a11y.Status", name, GLib.Variant("b", True)))
        bus.call_sync(*STATUS, value, None, Gio.DBusCallFlags.NONE, -1, None)


def everything(root: Any) -> Iterator[Any]:
    """A thing and all below it."""
    yield root
    try:
        children = [root.get_child_at_index(i) for i in range(root.get_child_count())]
    except GLib.Error:  # it has just gone
        return
    for child in children:
        if child is not None:
            yield from everything(child)


def things() -> Iterator[Any]:
    """All that Jewelbox shows."""
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(index)
        if program is not None and "jewelbox" in (program.get_name() or "").lower():
            yield from everything(program)


def is_seen(thing: Any) -> bool:
    states = thing.get_state_set()
    return bool(states.contains(Atspi.StateType.SHOWING))


def wait(look: Callable[[], Any], what: str) -> Any:
    """Look until there is something."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            found = look()
        except GLib.Error:
            found = None
        if found:
            return found
        time.sleep(0.2)
    names = sorted({thing.get_name() for thing in things() if is_seen(thing)} - {""})
    raise SystemExit(f"not found: {what}. Seen: {names}")


def find(name: str, role: Any) -> Any:
    """Something shown, by its name and kind."""

    def look() -> Any:
        for thing in things():
            if thing.get_name() == name and thing.get_role() == role and is_seen(thing):
                return thing
        return None

    return wait(look, name)


def press(name: str) -> None:
    """Wait until a button can be pressed, and press it."""
    button = find(name, Atspi.Role.PUSH_BUTTON)
    wait(lambda: button.get_state_set().contains(Atspi.StateType.ENABLED), f"{name}, enabled")
    Atspi.Action.do_action(button, 0)


def window() -> None:
    """The window and what it says."""
    names = wait(
        lambda: sorted({t.get_name() for t in things() if is_seen(t)} - {""}), "names in the window"
    )
    print("\n".join(names))


def converse() -> None:
    """Two decisions, a question, an answer."""
    press("Try it now")
    press("Accept and use")
    field = find("Message", Atspi.Role.TEXT)
    Atspi.EditableText.insert_text(field, 0, QUESTION, len(QUESTION))
    press("Send")
    find("Copy the answer", Atspi.Role.PUSH_BUTTON)  # stands below a finished answer
    said = [Atspi.Text.get_text(t, 0, -1) for t in things() if is_seen(t) and t.get_text_iface()]
    after = said[said.index(QUESTION) + 1 :] if QUESTION in said else said
    answer = next((text for text in after if text.strip()), "")
    if not answer:
        raise SystemExit(f"no answer among {said}")
    print(answer)


if __name__ == "__main__":
    announce()
    {"window": window, "converse": converse}[sys.argv[1]]()
