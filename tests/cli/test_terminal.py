"""The screen of a person: a real terminal that is really looked at."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import ROOT, answer, environment


class Terminal:
    """A tmux of its own, 80 by 50, that types and reads the screen."""

    def __init__(self, socket: Path) -> None:
        self._tmux = ["tmux", "-S", str(socket), "-f", "/dev/null"]
        # A screen as the user has it: a shell without settings of its own.
        self._do("new-session", "-d", "-x", "80", "-y", "50", "env", "PS1=$ ", "bash", "--norc")

    def _do(self, *words: str) -> str:
        done = subprocess.run(
            [*self._tmux, *words],
            cwd=ROOT,
            env=environment(TERM="xterm-256color"),
            capture_output=True,
            check=True,
        )
        return done.stdout.decode()

    def type(self, text: str) -> None:
        """Type a line and press enter."""
        self._do("send-keys", text, "Enter")

    def press(self, key: str) -> None:
        """Press one key, such as C-c."""
        self._do("send-keys", key)

    def screen(self, until: str, *, escapes: bool = False) -> str:
        """Return the screen with all that scrolled off, once `until` is on it."""
        shown = ""
        for _ in range(200):
            shown = self._do("capture-pane", "-p", "-S", "-500", *(["-e"] if escapes else []))
            if until in shown:
                return shown
            time.sleep(0.05)
        raise AssertionError(shown)

    def close(self) -> None:
        """End the tmux that this started, and nothing else."""
        self._do("kill-server")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """Give a terminal, and close it again."""
    made = Terminal(tmp_path / "tmux")
    yield made
    made.close()


@pytest.mark.real
def test_status_in_a_terminal(terminal: Terminal) -> None:
    """The words are those of a pipe, in colour, within 80 columns."""
    terminal.type(f"clear; {sys.executable} -m boplan status --today 2025-04-28; echo klaar=$?")
    screen = terminal.screen("klaar=0\n")
    shown = screen.split("klaar=")[0].rstrip()
    assert answer("status", "--today=2025-04-28").rstrip() in shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    coloured = terminal.screen("klaar=0", escapes=True)
    assert "\x1b[1m\x1b[31m✖" in coloured or "\x1b[1;31m✖" in coloured


@pytest.mark.real
def test_the_picture_in_a_terminal(terminal: Terminal) -> None:
    """Signs and lines stand where they stand in a pipe, in colour and in ASCII."""
    words = ("gantt", "--today=2025-04-28", "--process=beleidsplan-2026-2033")
    for more in ((), ("--ascii",)):
        terminal.type(f"clear; {sys.executable} -m boplan {' '.join([*words, *more])}; echo k=$?")
        screen = terminal.screen("k=0\n")
        shown = [one.rstrip() for one in screen.split("k=0")[0].rstrip().splitlines()]
        expected = answer(*words, *more).rstrip().splitlines()
        assert shown[-len(expected) :] == expected
        coloured = terminal.screen("k=0", escapes=True)
        assert "\x1b[35m" in coloured
        assert "\x1b[2m\x1b[4m" in coloured or "\x1b[2;4m" in coloured


@pytest.mark.real
def test_a_pager_can_be_left(terminal: Terminal) -> None:
    """`boplan list | less`, left at once: back at the prompt without a complaint."""
    terminal.type(f"clear; {sys.executable} -m boplan list --today 2025-04-28 | less")
    terminal.screen("Beleidsplan Bescherming en Opvang")
    terminal.type("q")
    terminal.type("clear; echo terug")
    screen = terminal.screen("terug\n")
    assert "Traceback" not in screen
    assert "Broken pipe" not in screen
