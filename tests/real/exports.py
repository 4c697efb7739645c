"""Timelines, and the feeds that the real `boplan export` makes of them."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

from tests.feeds.expected import STAMP, TODAY
from tests.helpers import TESTS, answer

NOTA = (TESTS / "feeds" / "nota.toml").read_text(encoding="utf-8")
DAY_AFTER = "2026-01-16T02:00:00Z"


def export(timeline: str | Path, folder: Path, *, stamp: str = STAMP, today: str = TODAY) -> None:
    """Write every feed of a timeline, given as its text or its file."""
    if isinstance(timeline, str):
        file = folder.with_suffix(".toml")
        file.write_text(timeline, encoding="utf-8")
        timeline = file
    answer("export", "--file", timeline, "--dir", folder, "--today", today, "--stamp", stamp)


def moved(text: str) -> str:
    """Move the meeting of the PFHO to another day and time."""
    return _changed(text, "when = 2026-03-05T14:00:00\n", "when = 2026-03-06T10:00:00\n")


def without(text: str, id_: str) -> str:
    """Take a step away, as a person does who deletes it."""
    (table,) = re.findall(rf'^\[\[activity\]\]\nid = "{id_}"\n(?:.+\n)*\n', text, re.MULTILINE)
    return _changed(text, table, "")


def _changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def quoted(text: str) -> str:
    """Return the text as a basic string of TOML."""
    return json.dumps(text, ensure_ascii=False)


def next_second(folder: Path) -> None:
    """Wait until a file gets another time: nginx tells feeds apart by size and second."""
    probe = folder.with_suffix(".probe")
    probe.touch()
    first = int(probe.stat().st_mtime)
    while int(probe.stat().st_mtime) == first:
        time.sleep(0.05)
        probe.touch()
    probe.unlink()
