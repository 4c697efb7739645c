"""Long answers in a terminal: page by page, as git does; never in a pipe."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import run_in_terminal
from tests.cli.test_terminal import Terminal, terminal
from tests.helpers import ESCAPE, ROOT, SEVEN, answer, environment

__all__ = ["terminal"]  # a fixture

LIST = ("list", "--today=2025-04-28")


def _marked(path: Path, name: str = "pager") -> str:
    """Return the command of a pager that shows what it gets behind a mark of its own."""
    script = path / name
    script.write_text('#!/bin/sh\necho "PAGER $LESS $LESSCHARSET"\nexec cat\n', encoding="utf-8")
    script.chmod(0o755)
    return str(script)


@pytest.mark.parametrize(
    "words",
    [
        LIST,
        ("status", "--all", "--today=2025-04-28"),
        ("status", "--process=inkoop", "--today=2025-04-28"),
        ("show", "concept-colleges", "--today=2025-04-28"),
        ("rule",),
        ("rule", "BP301"),
    ],
)
def test_what_is_higher_than_the_screen_is_paged(words: tuple[str, ...], tmp_path: Path) -> None:
    """All of it, in colour, with what less needs to show that."""
    shown = run_in_terminal(*words, rows=10, BOPLAN_PAGER=_marked(tmp_path))
    mark, _, rest = shown.partition("\n")
    assert mark == "PAGER FRX utf-8"
    assert ESCAPE.sub("", rest) == answer(*words)
    assert words[0] == "rule" or "\x1b[" in rest


def test_what_fits_is_not_paged(tmp_path: Path) -> None:
    words = ("list", "--process=samenkracht", "--today=2025-04-28")
    lines = len(answer(*words).splitlines())
    pager = _marked(tmp_path)
    assert "PAGER" not in run_in_terminal(*words, rows=lines + 1, BOPLAN_PAGER=pager)
    assert "PAGER" in run_in_terminal(*words, rows=lines, BOPLAN_PAGER=pager)


@pytest.mark.parametrize("words", [("status", "--today=2025-04-28"), (*LIST, "--json")])
def test_what_is_not_meant_to_be_read_in_pages(words: tuple[str, ...], tmp_path: Path) -> None:
    """The morning's screen, and what a program reads."""
    assert "PAGER" not in run_in_terminal(*words, rows=10, BOPLAN_PAGER=_marked(tmp_path))


def test_a_pipe_gets_no_pager(tmp_path: Path) -> None:
    assert "PAGER" not in answer(*LIST, env={"BOPLAN_PAGER": _marked(tmp_path)})


def test_a_dumb_terminal_gets_no_pager(tmp_path: Path) -> None:
    shown = run_in_terminal(*LIST, TERM="dumb", BOPLAN_PAGER=_marked(tmp_path))
    assert shown == answer(*LIST)


def test_whose_pager(tmp_path: Path) -> None:
    """BOPLAN_PAGER before PAGER, also when it says none; arguments and pipes as in a shell."""
    ours, theirs = _marked(tmp_path), _marked(tmp_path, "other")
    assert "PAGER" not in run_in_terminal(*LIST, BOPLAN_PAGER="", PAGER=theirs)
    assert "PAGER" not in run_in_terminal(*LIST, BOPLAN_PAGER="cat", PAGER=theirs)
    shown = run_in_terminal(*LIST, BOPLAN_PAGER=f"{ours} | sed s/PAGER/PIJP/", PAGER=theirs)
    assert shown.startswith("PIJP")


@pytest.mark.parametrize(
    "pager", ["", "  ", "cat", "bestaat-niet", "bestaat-niet -R", "/bestaat/niet", "'bestaat niet'"]
)
def test_without_a_pager_the_answer_is_plain(pager: str) -> None:
    shown = run_in_terminal(*LIST, BOPLAN_PAGER=pager, NO_COLOR="1")
    assert shown.endswith(answer(*LIST))


def test_the_exit_code_stays(tmp_path: Path) -> None:
    """`check` finds something: 1, also in a pager, and also if that ends with a code itself."""
    words = ("check", f"--file={SEVEN}", "--today=2026-01-12")
    expected = subprocess.run(
        [sys.executable, "-m", "boplan", *words], cwd=ROOT, env=environment(),
        stdout=subprocess.DEVNULL, check=False,
    ).returncode  # fmt: skip
    pager = _marked(tmp_path)
    run_in_terminal(*words, rows=5, code=expected, BOPLAN_PAGER=pager)
    run_in_terminal(*LIST, code=0, BOPLAN_PAGER=f"{pager}; exit 5")


def test_leaving_the_pager_early_is_no_error(tmp_path: Path) -> None:
    """It reads one line of a long answer and goes; not a word of complaint."""
    pager = tmp_path / "kort"
    pager.write_text("#!/bin/sh\nhead -n 1\n", encoding="utf-8")
    pager.chmod(0o755)
    long = tmp_path / "lang.toml"
    text = '[timeline]\nformat = 1\ntitle = "Lang"\n[[process]]\nid = "p"\ntitle = "Proces"\n'
    text += "".join(
        f'[[activity]]\nid = "s{n}"\ntitle = "Stap {n}"\nprocess = "p"\n' for n in range(3000)
    )
    long.write_text(text, encoding="utf-8")
    shown = run_in_terminal("list", f"--file={long}", BOPLAN_PAGER=str(pager), NO_COLOR="1")
    assert shown.startswith("Proces ")
    assert len(shown.splitlines()) == 1


@pytest.mark.real
def test_less_itself(terminal: Terminal) -> None:
    """`boplan list` in a terminal of 50 rows: the first page, q, and the prompt is back."""
    python = shlex.quote(sys.executable)
    terminal.type(f"clear; unset PAGER; {python} -m boplan list --today 2025-04-28; echo k=$?")
    first = terminal.screen("Bescherming en Opvang 2026-2033")
    assert "k=0" not in first
    terminal.type("q")
    terminal.type("clear; echo terug")
    screen = terminal.screen("terug\n")
    assert "Broken pipe" not in screen


@pytest.mark.real
def test_ctrl_c_is_for_the_pager(terminal: Terminal) -> None:
    """Less stays where it is, and boplan with it."""
    python = shlex.quote(sys.executable)
    terminal.type(f"clear; unset PAGER; {python} -m boplan list --today 2025-04-28; echo k=$?")
    terminal.screen("Bescherming en Opvang 2026-2033")
    terminal.press("C-c")
    terminal.type("q")
    screen = terminal.screen("k=0\n")
    assert "Traceback" not in screen
