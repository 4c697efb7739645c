"""A subscription as a person on Linux has it: vdirsyncer fetches, khal shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.feeds.expected import Seen
from tests.real.programs import CLIENTS, at_home, output

PAIR = """
[pair {name}]
a = "{name}_there"
b = "{name}_here"
collections = null

[storage {name}_there]
type = "http"
url = "{url}"

[storage {name}_here]
type = "filesystem"
path = "{folder}"
fileext = ".ics"
"""

KHAL = """\
[calendars]
[[feeds]]
path = {home}/calendars/*
type = discover
readonly = True
[locale]
local_timezone = Europe/Amsterdam
default_timezone = Europe/Amsterdam
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {home}/khal.db
"""

SHOWN = "{calendar}|{start-date}|{start-time}|{end-date}|{end-time}|{status}|{title}|"


class Subscription:
    """Feeds that one person subscribed to, each by its name."""

    def __init__(self, home: Path, feeds: Mapping[str, str]) -> None:
        self.home = home
        self.env = at_home(home)
        self.names = list(feeds)
        parts = [f'[general]\nstatus_path = "{home}/status"\n']
        for name, url in feeds.items():
            folder = home / "calendars" / name
            folder.mkdir(parents=True)
            parts.append(PAIR.format(name=name, url=url, folder=folder))
        (home / "vdirsyncer").write_text("".join(parts), encoding="utf-8")
        (home / "khal").write_text(KHAL.format(home=home), encoding="utf-8")
        self._vdirsyncer("discover")

    def _vdirsyncer(self, command: str) -> str:
        program = CLIENTS / "vdirsyncer"
        return output(program, "-c", self.home / "vdirsyncer", command, env=self.env)

    def sync(self) -> None:
        """Fetch every feed, as a timer does it now and then."""
        self._vdirsyncer("sync")

    def lists(self) -> dict[str, list[Seen]]:
        """Return what khal shows of each feed."""
        # Not `khal list`, which reads every event anew on each of its days: minutes. A line
        # is as wide as the terminal.
        env = {**self.env, "COLUMNS": "100000"}
        search = ("search", "--format", SHOWN, "BEGIN:VEVENT")
        said = output(CLIENTS / "khal", "-c", self.home / "khal", *search, env=env)
        found: dict[str, list[Seen]] = {name: [] for name in self.names}
        for line in said.splitlines():
            name, *shown = line.split("|", 6)
            found[name].append(_seen(*shown))
        return {name: sorted(seen) for name, seen in found.items()}


def _seen(day: str, time: str, last_day: str, last_time: str, status: str, title: str) -> Seen:
    first, last = ("T".join(filter(None, parts)) for parts in ((day, time), (last_day, last_time)))
    return Seen(first, last, title.removesuffix("|"), status.strip())
