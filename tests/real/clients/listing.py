"""Calendar programs, each with what it lists of feeds and what of an event it cannot show."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from icalendar import Calendar

from tests.feeds.expected import Seen
from tests.real.clients.shown import shown
from tests.real.programs import (
    CLIENTS,
    NODE_CLIENTS,
    RefusedError,
    at_home,
    free_port,
    output,
    serving,
)
from tests.real.servers import nginx, public_folder
from tests.real.subscription import Subscription

SPAN = ("2010-01-01", "2037-12-31")

FAR = "Pacific/Kiritimati"
"""A reader that takes a local time for one of this machine is half a day off here."""


def _told(said: str) -> list[list[Seen]]:
    return [sorted(Seen(*event) for event in events) for events in json.loads(said)]


def _script(name: str) -> tuple[str | Path, ...]:
    return (CLIENTS / "python", "-m", f"tests.real.clients.{name}")


def khal(feeds: list[Path], scratch: Path) -> list[list[Seen]]:
    """Subscribe to the feeds at an nginx."""
    with public_folder() as folder, nginx(folder) as address:
        names = [f"feed{number}" for number in range(len(feeds))]
        for name, feed in zip(names, feeds, strict=True):
            shutil.copyfile(feed, folder / f"{name}.ics")
        subscription = Subscription(scratch, {name: f"{address}{name}.ics" for name in names})
        subscription.sync()
    listed = subscription.lists()
    return [listed[name] for name in names]


def calcurse(feeds: list[Path], scratch: Path) -> list[list[Seen]]:
    """Import each feed into a calcurse of its own, and ask it for every day."""
    return [_calcurse(feed, scratch / str(number)) for number, feed in enumerate(feeds)]


def _calcurse(feed: Path, home: Path) -> list[Seen]:
    program = ("calcurse", "-D", home, "-C", home)
    home.mkdir(parents=True)
    conf = "format.inputdate=4\nformat.outputdate=%Y-%m-%d\n"
    (home / "conf").write_text(conf, encoding="utf-8")
    env = at_home(home, TZ="Europe/Amsterdam", TMPDIR=str(home))
    report = output(*program, "-i", feed, env=env)
    if "/ 0 skipped" not in report:
        raise RefusedError(report)
    at = "%(start:%Y-%m-%dT%H:%M) %(end:%Y-%m-%dT%H:%M)"
    said = output(
        *program, "-Q", "--from", SPAN[0], "--to", SPAN[1], "--format-apt", rf"{at} %m\n",
        "--format-event", r"- %m\n", "--format-recur-event", r"- %m\n", env=env,
    )  # fmt: skip
    found, day = [], ""
    for line in said.split("\n"):
        if re.fullmatch(r"\d{4}-\d\d-\d\d:", line):
            day = line[:-1]
        elif line.startswith("- "):
            found.append(Seen(day, day, line[2:]))
        elif line:
            found.append(Seen(*line.split(" ", 2)))
    return sorted(found)


def _days(events: list[Seen]) -> list[Seen]:
    """Return what calcurse can show: each day for itself, and nothing of the status."""
    found = []
    for first, last, title, _ in events:
        if "T" in first:
            found.append(Seen(first, last, title))
            continue
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        for more in range((end - start).days + 1):
            day = (start + timedelta(more)).isoformat()
            found.append(Seen(day, day, title))
    return sorted(found)


def icaljs(feeds: list[Path], scratch: Path) -> list[list[Seen]]:
    """Have ical.js, the parser of Thunderbird, parse them in Node."""
    script = Path(__file__).with_name("icaljs_lists.mjs")
    return _told(output("node", script, NODE_CLIENTS, *feeds, env=at_home(scratch, TZ=FAR)))


def vobject(feeds: list[Path], scratch: Path) -> list[list[Seen]]:
    """Have vobject parse and strictly validate them."""
    return _told(output(*_script("vobject_lists"), *feeds, env=at_home(scratch, TZ=FAR)))


def libical(feeds: list[Path], scratch: Path) -> list[list[Seen]]:
    """Have libical parse them and check them against RFC 5545."""
    command = (sys.executable, "-m", "tests.real.clients.libical_lists")
    return _told(output(*command, *feeds, env=at_home(scratch, TZ=FAR)))


def icalendar(feeds: list[Path], scratch: Path) -> list[list[Seen]]:
    """Have icalendar read them back, without any of the errors that it forgives."""
    del scratch
    return [_icalendar(feed.read_bytes()) for feed in feeds]


def _icalendar(feed: bytes) -> list[Seen]:
    try:
        calendar = Calendar.from_ical(feed)
    except ValueError as error:
        raise RefusedError(str(error)) from error
    errors = [one.errors for one in calendar.walk() if one.errors]
    if errors:
        raise RefusedError(str(errors))
    return sorted(
        shown(event.start, event.end, str(event["SUMMARY"]), str(event["STATUS"]))
        for event in calendar.events
    )


def radicale(feeds: list[Path], scratch: Path) -> list[list[Seen]]:
    """Upload each as a collection to a Radicale, and read the events back by CalDAV."""
    port, config = free_port(), scratch / "radicale"
    config.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = none\n"
        f"[storage]\nfilesystem_folder = {scratch}/collections\n",
        encoding="utf-8",
    )
    env = at_home(scratch, TZ=FAR)
    server = (CLIENTS / "radicale", "--config", config)
    with serving(*server, port=port, log=scratch / "log", env=env):
        script = _script("radicale_lists")
        return _told(output(*script, f"http://127.0.0.1:{port}/", *feeds, env=env))


class Client(NamedTuple):
    """One calendar program."""

    lists: Callable[[list[Path], Path], list[list[Seen]]]
    """What it lists of each feed, sorted; leaves nothing outside the scratch folder."""
    can_show: Callable[[list[Seen]], list[Seen]] = sorted
    """What of these events it can show at all."""


CLIENTS_BY_NAME = {
    "khal": Client(khal),
    "calcurse": Client(calcurse, _days),
    "ical.js": Client(icaljs),
    "vobject": Client(vobject),
    "libical": Client(libical),
    "icalendar": Client(icalendar),
    "radicale": Client(radicale),
}
