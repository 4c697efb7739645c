"""Shows what is longer than the screen a page at a time, as git does.

$BOPLAN_PAGER, else $PAGER, else less      a shell command
empty, or cat                              none
not there, or output goes to a file        none: plain output
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

_DEFAULT = "less -FRX"
_SHELL = frozenset("|&;<>()$`\\\"' \t\n*?[#~=%")
"""What makes a command one for the shell: a pager is mostly a bare name."""
_NOT_FOUND = (126, 127)


def page(text: str) -> bool:
    """Show the text in a pager and wait until it is left; return whether one has shown it.

    False: nothing was shown, because nobody is looking, it fits, or there is no pager.
    """
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return False
    if text.count("\n") < shutil.get_terminal_size((80, 24)).lines:
        return False
    command = _command()
    if command is None:
        return False
    # As git: what less needs to show colour and no more than needed, unless the user says.
    environment = {"LESS": "FRX", "LV": "-c", "LESSCHARSET": "utf-8", **os.environ}
    sys.stdout.flush()
    try:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, encoding="utf-8",
            errors="backslashreplace",
        )  # fmt: skip
    except OSError:
        return False
    return _feed(process, text) not in _NOT_FOUND


def _command() -> list[str] | None:
    """Return what to run, None for no pager or one that is not there."""
    named = next(
        (os.environ[name] for name in ("BOPLAN_PAGER", "PAGER") if name in os.environ), _DEFAULT
    ).strip()
    if named in ("", "cat"):
        return None
    first = named.split()[0]
    if not _SHELL & set(first) and shutil.which(first) is None:
        return None
    return ["/bin/sh", "-c", named] if _SHELL & set(named) else [named]


def _feed(process: subprocess.Popen[str], text: str) -> int:
    """Write the text and wait; who leaves early has read enough, Ctrl-C is the pager's."""
    import signal

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process.communicate(text)
    finally:
        signal.signal(signal.SIGINT, before)
    return process.returncode
