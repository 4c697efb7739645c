"""Measures boplan as a user runs it: `python benchmarks/run.py`.

Whole processes, in CPU time (user and system), with bytecode compiled. Every round runs
every case once, so that a busy moment of the machine hits all alike; a figure is the
median over the rounds as a multiple of the median of `python -c pass` in the same run.
Nothing is asserted: the table says what was reached and what was not.
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from generate import TODAY

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "data" / "timeline.toml"
SHIPPED_DAY = date(2025, 4, 28)
SIZES = (25, 1_000, 10_000, 100_000)
MIB = 1024
COMMANDS = ("status", "list", "check")
SLIPS = ("nota-preventie-13-1-pfho", "--by", "P3W")
"""A step of the generated timelines that is still to come and that others wait for."""


@dataclass
class Case:
    """One command, and what was measured of it."""

    name: str
    command: Sequence[str | Path]
    today: date = TODAY
    terminal: bool = False
    """Whether it writes to a terminal, where it draws in colour, or to nowhere."""
    every: int = 1
    """It runs once in so many rounds."""
    codes: frozenset[int] = frozenset({0})
    """The exit codes of success; `check` answers with 1 when it finds something."""
    events: int = 0
    """Of an export, how many events it writes."""
    seconds: list[float] = field(default_factory=list)
    peak: int = 0
    """The most memory that it held, in KiB."""

    def run(self) -> None:
        """Run it once and keep what it cost."""
        seconds, peak = self.measure()
        self.seconds.append(seconds)
        self.peak = max(self.peak, peak)

    def measure(self) -> tuple[float, int]:
        """Run it once; return CPU seconds and peak memory in KiB."""
        return measure(self.command, self.today, terminal=self.terminal, codes=self.codes)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    work: str
    measured: str
    peak: str
    target: str
    met: str


def environment(today: date) -> dict[str, str]:
    """Return the surroundings of a person at a terminal, without what changes the figures."""
    left_out = ("PYTHON", "BOPLAN", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name == "PYTHONPATH" or not name.startswith(left_out)
    }
    return kept | {
        "TERM": "xterm-256color",
        "BOPLAN_TODAY": today.isoformat(),
        "BOPLAN_PAGER": "",  # nobody turns its pages
    }


def measure(
    command: Sequence[str | Path], today: date, *, terminal: bool, codes: frozenset[int]
) -> tuple[float, int]:
    """Run a command; return its CPU time in seconds and its peak memory in KiB.

    Raises SystemExit if the command fails: a figure of a failure would mean nothing.
    """
    ours, theirs = pty.openpty() if terminal else (-1, os.open(os.devnull, os.O_WRONLY))
    with subprocess.Popen(
        command, env=environment(today), stdin=subprocess.DEVNULL, stdout=theirs
    ) as process:
        os.close(theirs)
        if terminal:
            _read_all(ours)
            os.close(ours)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise SystemExit(f"exit {process.returncode}: {' '.join(map(str, command))}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss


def _read_all(terminal: int) -> None:
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:  # how a terminal says on Linux that nobody writes to it any more
        return


# -- what is measured ---------------------------------------------------------------------


def boplan() -> list[str | Path]:
    """Return the installed command, or how Python runs it where it is not installed."""
    script = Path(sys.executable).with_name("boplan")
    return [script] if script.exists() else [sys.executable, "-m", "boplan"]


def cases(folder: Path, sizes: Sequence[int], khal: str | None) -> Iterator[Case]:
    """Yield everything to run; makes the data first, in processes of their own.

    The process that measures must stay small: what it holds counts for its children.
    """
    yield Case("pass", [sys.executable, "-c", "pass"])
    yield Case("help", [*boplan(), "--help"], terminal=True)
    yield _boplan("shipped", "status", SHIPPED, SHIPPED_DAY)
    if khal:
        yield _khal(khal, folder, "khal shipped", SHIPPED, SHIPPED_DAY)
    for size in sizes:
        path = folder / f"{size}.toml"
        with path.open("wb") as out:
            subprocess.run(
                [sys.executable, HERE / "generate.py", str(size)], stdout=out, check=True
            )
        every = 1 if size <= 1_000 else 3 if size <= 10_000 else 5
        for command in COMMANDS:
            yield _boplan(f"{command} {size}", command, path, TODAY, every=every)
        if size == 10_000:
            simulated: list[str | Path] = [*boplan(), "--file", path, "simulate", *SLIPS]
            yield Case("simulate 10000", simulated, TODAY, terminal=True, every=every)
            other = folder / "other.toml"  # some steps are a month later
            other.write_text(_later(path.read_text(encoding="utf-8")), encoding="utf-8")
            compared: list[str | Path] = [*boplan(), "diff", path, other]
            yield Case("diff 10000", compared, TODAY, terminal=True, every=every)
        if size == 1_000:
            yield from _exports(folder, path)
        if khal and size == 1_000:
            yield _khal(khal, folder, f"khal {size}", path, TODAY)


def _later(text: str) -> str:
    """Return a timeline in which the steps on a day in January or February are a month later."""
    return re.sub(r"^when = (20\d\d)-0([12])-([01]\d)$", _next_month, text, flags=re.M)


def _next_month(match: re.Match[str]) -> str:
    return f"when = {match[1]}-0{int(match[2]) + 1}-{match[3]}"


def _exports(folder: Path, path: Path) -> Iterator[Case]:
    """Yield an export of nothing, of the timeline at `path`, and of it once more.

    The first one is what every export costs before its first event.
    """
    empty = folder / "empty.toml"
    empty.write_text('[timeline]\nformat = 1\ntitle = "Leeg"\n', encoding="utf-8")
    for name, timeline in (("export 0", empty), ("export", path)):
        words: list[str | Path] = [*boplan(), "--file", timeline, "export", "--format", "ics"]
        yield Case(name, words)
    words = [*boplan(), "--file", path, "export", "--dir", folder / "feeds"]
    answer = b""
    for _ in range(2):
        answer = subprocess.run(
            [*words, "--json"], env=environment(TODAY), stdout=subprocess.PIPE, check=True
        ).stdout
    document = json.loads(answer)
    if document["written"]:
        raise SystemExit("an export of what had not changed wrote something")
    yield Case("export again", words, events=document["feeds"][0]["events"])


def _boplan(name: str, command: str, path: Path, today: date, *, every: int = 1) -> Case:
    codes = frozenset({0, 1}) if command == "check" else frozenset({0})
    words: list[str | Path] = [*boplan(), "--file", path, command]
    return Case(name, words, today, terminal=True, every=every, codes=codes)


_KHAL = """\
[calendars]
[[plan]]
path = {collection}
[sqlite]
path = {cache}
[locale]
local_timezone = Europe/Amsterdam
default_timezone = Europe/Amsterdam
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
"""


def _khal(khal: str, folder: Path, name: str, path: Path, today: date) -> Case:
    """Return `khal list` of the next fortnight, on the steps of the timeline at `path`."""
    collection = folder / f"{name.replace(' ', '-')}-ics"
    subprocess.run([sys.executable, HERE / "collection.py", path, collection], check=True)
    config = collection.with_suffix(".conf")
    cache = collection.with_suffix(".db")
    config.write_text(_KHAL.format(collection=collection, cache=cache), encoding="utf-8")
    command: list[str | Path] = [khal, "-c", config, "list", today.isoformat(), "14d"]
    return Case(name, command, today, terminal=True)


# -- what came of it ----------------------------------------------------------------------


def rows(found: Mapping[str, Case], sizes: Sequence[int]) -> Iterator[Row]:
    """Yield the lines of the table."""
    unit = median(found["pass"].seconds)

    def times(name: str) -> float:
        return median(found[name].seconds) / unit

    def row(work: str, name: str, target: str = "", met: bool | None = None) -> Row:
        said = "" if met is None else "yes" if met else "NO"
        return Row(work, f"{times(name):.1f}", f"{found[name].peak / MIB:.0f} MiB", target, said)

    def limit(work: str, name: str, most: float, aim: str = "") -> Row:
        return row(work, name, f"≤ {most:g}{aim}", times(name) <= most)

    def below(work: str, name: str, other: str) -> Row:
        if other not in found:
            return Row(f"{work}, by khal", "", "", f"> {times(name):.1f}", "not compared: no khal")
        return row(f"{work}, by khal", other, f"> {times(name):.1f}", times(name) < times(other))

    yield limit("`status`, shipped timeline", "shipped", 12, ", aim 9")
    yield below("the same steps", "shipped", "khal shipped")
    yield limit("`--help`", "help", 15)
    for size in sizes:
        status, listing = f"status {size}", f"list {size}"
        if size == 1_000:
            yield limit(f"`status`, {size:,} steps", status, 16)
            yield below("the same steps", status, f"khal {size}")
            yield row(f"`list`, {size:,} steps", listing)
            yield from _export_rows(found, unit)
        elif size == 100_000 and "status 10000" in found:
            for command in COMMANDS:
                name = f"{command} {size}"
                growth = times(name) / times(f"{command} 10000")
                fits = found[name].peak <= 400 * MIB
                target = f"≤ 12 × 10,000 (is {growth:.1f}), ≤ 400 MiB"
                yield row(f"`{command}`, {size:,} steps", name, target, growth <= 12 and fits)
        else:
            yield row(f"`status`, {size:,} steps", status)
            yield row(f"`list`, {size:,} steps", listing)
        if size == 10_000:
            yield limit(f"`check`, {size:,} steps", f"check {size}", 60)
            ratio = times("simulate 10000") / times("check 10000")
            target = f"≤ 2 × `check` (is {ratio:.1f})"
            yield row(f"`simulate`, {size:,} steps", "simulate 10000", target, ratio <= 2)
            ratio = times("diff 10000") / times("check 10000")
            target = f"≤ 2 × `check` (is {ratio:.1f})"
            yield row(f"`diff`, {size:,} steps", "diff 10000", target, ratio <= 2)


def _export_rows(found: Mapping[str, Case], unit: float) -> Iterator[Row]:
    nothing, export, again = found["export 0"], found["export"], found["export again"]
    each = (median(export.seconds) - median(nothing.seconds)) * 1000 / again.events

    def row(work: str, one: Case, target: str = "", met: str = "") -> Row:
        times, peak = median(one.seconds) / unit, one.peak / MIB
        return Row(work, f"{times:.1f}", f"{peak:.0f} MiB", target, met)

    yield row("`export` of nothing", nothing)
    yield row(f"`export`, {again.events:,} events", export,
              f"≤ 1 ms an event (is {each:.2f})", "yes" if each <= 1 else "NO")  # fmt: skip
    yield row("the same once more, all feeds, nothing written", again)


def table(lines: Sequence[Row]) -> str:
    """Return the rows as a table in Markdown, its columns aligned."""
    head = Row("work", "× pass", "peak", "target", "met")
    columns = list(zip(*(vars(one).values() for one in (head, *lines)), strict=True))
    widths = [max(map(len, column)) for column in columns]
    texts = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(one, widths, strict=True)) + " |"
        for one in zip(*columns, strict=True)
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([texts[0], rule, *texts[1:]])


def main() -> None:
    """Measure, and print the table."""
    options = argparse.ArgumentParser(description="Measure boplan; prints a table.")
    options.add_argument("--runs", type=int, default=15, help="rounds (default 15)")
    options.add_argument("--khal", default=shutil.which("khal"), help="khal to compare with")
    options.add_argument(
        "--most", type=int, default=SIZES[-1], help="leave out timelines with more steps than this"
    )
    given = options.parse_args()
    if given.khal and not shutil.which(given.khal):
        options.error(f"no program at {given.khal}")
    sizes = [size for size in SIZES if size <= given.most]
    with TemporaryDirectory() as folder:
        everything = list(cases(Path(folder), sizes, given.khal))
        for case in everything:  # not counted: compiles bytecode, fills the cache of khal
            print(f"preparing {case.name}", file=sys.stderr)
            if case.every < 5:
                case.measure()
        for number in range(given.runs):
            print(f"round {number + 1} of {given.runs}", file=sys.stderr)
            for case in everything:
                if number % case.every == 0:
                    case.run()
    found = {case.name: case for case in everything}
    print(table(list(rows(found, sizes))))
    unit = sorted(found["pass"].seconds)
    print(
        f"\n`python -c pass`: {median(unit) * 1000:.0f} ms "
        f"(from {unit[0] * 1000:.0f} to {unit[-1] * 1000:.0f}); medians of {given.runs} rounds."
    )


if __name__ == "__main__":
    main()
