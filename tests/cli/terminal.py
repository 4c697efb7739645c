"""Runs the program in a real terminal: a pseudo-terminal of the kernel, of a given size."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

from tests.helpers import ROOT, environment


def run_in_terminal(
    *words: str, columns: int = 80, rows: int = 50, code: int = 0, **env: str
) -> str:
    """Return all that the program writes to a terminal of that size, without a pager.

    `env` may name one; nobody is there to turn its pages.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "boplan", *words],
        cwd=ROOT,
        env=environment(**{"TERM": "xterm-256color", "BOPLAN_PAGER": "", **env}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    pieces = []
    try:
        while piece := os.read(ours, 65536):
            pieces.append(piece)
    except OSError:  # the other end is closed: that is how a terminal ends
        pass
    finally:
        os.close(ours)
    assert process.wait(60) == code
    return b"".join(pieces).decode().replace("\r\n", "\n")
