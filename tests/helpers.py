"""What many tests need: a timeline from text, its problems, and the real program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from boplan.model.timeline import Timeline
from boplan.schedule.progress import Progress, progress
from boplan.store.problems import Problem, UnusableError
from boplan.store.reader import parse

TESTS = Path(__file__).parent
ROOT = TESTS.parent
SEVEN = TESTS / "views" / "seven.toml"
SHIPPED = ROOT / "data" / "timeline.toml"
FORMAT_PAGE = ROOT / "docs" / "timeline-format.md"
CONSOLE_SCRIPT = Path(sys.executable).with_name("boplan")

HEAD = """\
[timeline]
format = 1
title = "Een tijdlijn"

[[process]]
id = "p"
title = "Een proces"
"""
"""The least that every timeline has, with one process."""

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
"""What colours a text in a terminal."""


def day(text: str) -> date:
    """Return the day that ISO 8601 writes so."""
    return date.fromisoformat(text)


def timeline_of(text: str) -> Timeline:
    """Return the timeline that the real reader makes of the text."""
    return parse(text.encode(), Path("timeline.toml")).timeline


def problems_of(data: str | bytes) -> list[Problem]:
    """Return what the real reader has against the text, [] if nothing."""
    try:
        parse(data.encode() if isinstance(data, str) else data, Path("timeline.toml"))
    except UnusableError as error:
        return error.problems
    return []


def steps_on(today: str, text: str) -> dict[str, Progress]:
    """Return where every step of the text stands on a day."""
    return progress(timeline_of(text), day(today))


def step(id_: str, *lines: str, **keys: str) -> str:
    """Return one [[activity]] as TOML; `keys` are written as text."""
    body = [f'{key} = "{value}"' for key, value in keys.items()]
    head = ["[[activity]]", f'id = "{id_}"', f'title = "Stap {id_}"', 'process = "p"']
    return "\n".join([*head, *body, *lines]) + "\n"


def record(activity: str, kind: str, *lines: str, **keys: str) -> str:
    """Return one [[record]] as TOML; `keys` are written as text."""
    body = [f'{key} = "{value}"' for key, value in keys.items()]
    head = ["[[record]]", f'activity = "{activity}"', f'kind = "{kind}"']
    return "\n".join([*head, *body, *lines]) + "\n"


@dataclass(frozen=True)
class Ran:
    """What one run of the program left behind."""

    code: int
    out: str
    err: str


def environment(**extra: str) -> dict[str, str]:
    """Return a bare environment, so that no setting of this machine leaks into a test."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME") or name.startswith("COVERAGE_")
    }
    return {**kept, "LC_ALL": "C.UTF-8", **extra}


def run(
    *words: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdout: int | None = None,
) -> Ran:
    """Run the real program in a process of its own; whatever happens, no traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "boplan", *map(str, words)],
        cwd=cwd or ROOT,
        env=environment(**(env or {})),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if stdout is None else stdout,
        stderr=subprocess.PIPE,
        check=False,
        timeout=120,
    )
    ran = Ran(done.returncode, (done.stdout or b"").decode(), done.stderr.decode())
    assert "Traceback" not in ran.err, ran.err
    return ran


def answer(
    *words: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> str:
    """Return the answer of a run that must succeed without a word on standard error."""
    ran = run(*words, cwd=cwd, env=env)
    assert (ran.code, ran.err) == (0, ""), ran
    return ran.out
