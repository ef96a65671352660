# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Stopping what cannot look at an event."""

from desktop.services.stop import Stop


def test_setting_calls_who_is_inside_and_nobody_else() -> None:
    stop, calls = Stop(), []
    with stop.calling(lambda: calls.append("early")):
        pass
    with stop.calling(lambda: calls.append("inside")):
        stop.set()
        assert calls == ["inside"]


def test_who_comes_too_late_is_called_at_once() -> None:
    stop, calls = Stop(), []
    stop.set()
    with stop.calling(lambda: calls.append("late")):
        assert calls == ["late"]
