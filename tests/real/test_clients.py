"""Real calendar programs list exactly what stands in the feeds of `boplan export`.

Many a program ends well having lost an event, so what it lists is compared, not how it ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from tests.feeds.checker import seen
from tests.feeds.expected import EXPECTED, Seen
from tests.helpers import HEAD, SHIPPED, step
from tests.real.clients.listing import CLIENTS_BY_NAME, Client
from tests.real.exports import DAY_AFTER, NOTA, export, moved, quoted, without
from tests.real.programs import RefusedError

pytestmark = pytest.mark.real

EMPTY = HEAD + '\n[[body]]\nid = "leeg"\nname = "Leeg overleg"\nlevel = "ambtelijk"\n'

seen_once = cache(seen)


class Feeds(NamedTuple):
    """The folders with feeds that every program is asked to list."""

    nota: Path
    moved: Path
    cancelled: Path
    shipped: Path
    empty: Path

    def all(self) -> list[Path]:
        changed = [self.moved / "all.ics", self.cancelled / "all.ics"]
        whole = (self.nota, self.shipped, self.empty)
        return changed + [feed for folder in whole for feed in sorted(folder.glob("*.ics"))]


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Feeds:
    """Export them, each as it must be done: what changed onto what was there."""
    home = tmp_path_factory.mktemp("feeds")
    made = Feeds(*(home / name for name in Feeds._fields))
    for folder in (made.nota, made.moved, made.cancelled):
        export(NOTA, folder)
    export(moved(NOTA), made.moved, stamp=DAY_AFTER)
    export(without(NOTA, "opening"), made.cancelled, stamp=DAY_AFTER)
    export(SHIPPED, made.shipped)
    export(EMPTY, made.empty)
    return made


class Lists:
    """What one program lists of every feed, asked once."""

    def __init__(self, client: Client, feeds: list[Path], scratch: Path) -> None:
        self.client = client
        self.feeds = dict(zip(feeds, client.lists(feeds, scratch), strict=True))

    def expect(self, feed: Path, events: list[Seen]) -> None:
        """Fail unless the program lists these events of a feed, and no others."""
        assert self.feeds[feed] == self.client.can_show(events)


@pytest.fixture(scope="module", params=CLIENTS_BY_NAME)
def lists(request: pytest.FixtureRequest, feeds: Feeds) -> Iterator[Lists]:
    # In memory: khal and Radicale wait for the disk after each of two thousand events.
    with TemporaryDirectory(prefix="boplan-", dir="/dev/shm") as scratch:
        yield Lists(CLIENTS_BY_NAME[request.param], feeds.all(), Path(scratch))


def test_every_event_is_listed_as_written_out_by_hand(lists: Lists, feeds: Feeds) -> None:
    lists.expect(feeds.nota / "all.ics", EXPECTED)


def test_a_moved_meeting_takes_along_what_is_derived_from_it(lists: Lists, feeds: Feeds) -> None:
    days = {
        "2026-03-05T14:00": ("2026-03-06T10:00", "2026-03-06T11:30"),
        "2026-02-12": ("2026-02-13", "2026-02-13"),
    }
    wanted = [
        Seen(*days[one.first], one.title, one.status) if one.first in days else one
        for one in EXPECTED
    ]
    assert wanted != EXPECTED
    lists.expect(feeds.moved / "all.ics", wanted)


def test_a_removed_step_is_cancelled(lists: Lists, feeds: Feeds) -> None:
    wanted = [
        one._replace(title=f"Vervallen: {one.title}", status="CANCELLED")
        if one.title.startswith("Opening")
        else one
        for one in EXPECTED
    ]
    assert wanted != EXPECTED
    lists.expect(feeds.cancelled / "all.ics", wanted)


def test_every_feed_is_listed_as_its_bytes_have_it(lists: Lists, feeds: Feeds) -> None:
    events = 0
    for feed in feeds.all():
        wanted = seen_once(feed.read_bytes())
        lists.expect(feed, wanted)
        events += len(wanted)
    assert len(list(feeds.shipped.glob("*.ics"))) > 20
    assert events > 1000


def test_a_feed_without_events_is_no_fault(lists: Lists, feeds: Feeds) -> None:
    lists.expect(feeds.empty / "all.ics", [])
    lists.expect(feeds.empty / "body-leeg.ics", [])


HOSTILE = [
    "komma, puntkomma; dubbele: punt",
    r"\ \\ \n C:\Nota \, \; ^n ^'",
    "END:VEVENT",
    "BEGIN:VALARM",
    'DTSTART;TZID="Europe/Amsterdam":20260101T000000',
    "🎉👩‍👩‍👧‍👦é́ " * 9 + "!",
    "עברית و العربية (rechts naar links)",
    "zacht\u00adkoppelteken, breedte\u200bnul\u2060en\ufeffmerk",
    "%s %n %(message) {title} {{0}} <b>&amp;</b> 'x' \"y\" `z` $HOME",
    "x" * 100,
    "é€🎉" * 33,
    "y" * 10000,
]
HOSTILE_DAYS = [
    Seen(f"2026-05-{number:02}", f"2026-05-{number:02}", title)
    for number, title in enumerate(HOSTILE, 1)
]
# A title is cut after 100 characters; whole it stands in the description.
HOSTILE_SHOWN = [*HOSTILE_DAYS[:-1], HOSTILE_DAYS[-1]._replace(title="y" * 99 + "…")]
HOSTILE_NAMES = HEAD.replace('"Een tijdlijn"', quoted(r"Plan; met, END:VCALENDAR \N 🎉")).replace(
    '"Een proces"', quoted('Proces "a"; b, END:VEVENT')
)
HOSTILE_STEPS = "".join(
    step(f"s{number}", f"when = {first}").replace(f'"Stap s{number}"', quoted(title))
    for number, (first, _, title, _) in enumerate(HOSTILE_DAYS)
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "feeds"
    export(HOSTILE_NAMES + HOSTILE_STEPS, folder)
    return folder / "all.ics"


@pytest.mark.parametrize("name", CLIENTS_BY_NAME)
def test_a_text_is_only_ever_a_text(name: str, hostile: Path, tmp_path: Path) -> None:
    client = CLIENTS_BY_NAME[name]
    (listed,) = client.lists([hostile], tmp_path)
    assert listed == client.can_show(HOSTILE_SHOWN)


def spoilt(pattern: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Return what puts something else in the place of one part of a feed."""

    def spoil(feed: bytes) -> bytes:
        spoiled, count = re.subn(pattern, new, feed, count=1, flags=re.DOTALL)
        assert count == 1, pattern
        return spoiled

    return spoil


EVERYBODY = " ".join(CLIENTS_BY_NAME)
FAULTS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a comma that is not escaped": (
        spoilt(rb"bal\\,", b"bal,"), "calcurse vobject radicale",
    ),
    "a backslash that is not escaped": (
        spoilt(rb"doel \\\\ ", rb"doel \\ "), "calcurse libical",
    ),
    "a line break in a title": (
        spoilt(rb"(SUMMARY:Opdracht) ", b"\\1\r\n"),
        "khal calcurse ical.js vobject libical icalendar",
    ),
    "an escaped line break in a title": (
        spoilt(rb"(SUMMARY:Opdracht) ", rb"\1\\n"), "calcurse",
    ),
    "two events with one UID": (
        spoilt(rb"(UID:[^\r]+)(.*?)UID:[^\r]+", rb"\1\2\1"), "radicale",
    ),
    "a feed that stops after a whole line": (
        spoilt(rb"\r\nSTATUS[^\0]*", b"\r\n"),
        EVERYBODY,
    ),
    "a line folded inside a character": (
        spoilt(b"(\xf0\x9f)(\x8e\x89)", b"\\1\r\n \\2"), "ical.js vobject",
    ),
    "a byte order mark": (lambda feed: b"\xef\xbb\xbf" + feed, "calcurse ical.js vobject"),
    "no DTSTAMP": (spoilt(rb"DTSTAMP:[^\r]+\r\n", b""), "vobject"),
    "no PRODID": (spoilt(rb"PRODID:[^\r]+\r\n", b""), "vobject libical"),
    "no VTIMEZONE": (spoilt(rb"BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", b""), "ical.js"),
    "a winter that lasts all year": (
        spoilt(rb"TZOFFSETTO:\+0100", b"TZOFFSETTO:+0200"), "ical.js vobject libical",
    ),
    "a last day that is not exclusive": (
        spoilt(b"DTEND;VALUE=DATE:20260301", b"DTEND;VALUE=DATE:20260228"),
        "khal calcurse ical.js vobject libical icalendar",
    ),
    "an end before its begin": (
        spoilt(b"DTEND;VALUE=DATE:20260106", b"DTEND;VALUE=DATE:20260104"), "khal calcurse",
    ),
    "a day that is taken for a time": (
        spoilt(b"DTSTART;VALUE=DATE:20260105", b"DTSTART:20260105"), "calcurse ical.js",
    ),
}  # fmt: skip
"""What could be wrong with a feed, and who of the programs notices or loses an event."""


@pytest.mark.parametrize(
    ("fault", "name"), [(fault, name) for fault, (_, who) in FAULTS.items() for name in who.split()]
)
def test_a_fault_would_be_noticed(fault: str, name: str, feeds: Feeds, tmp_path: Path) -> None:
    """These tests can fail, and this is why there are so many programs."""
    spoil, _ = FAULTS[fault]
    broken, home = tmp_path / "broken.ics", tmp_path / "home"
    home.mkdir()
    broken.write_bytes(spoil((feeds.nota / "all.ics").read_bytes()))
    client = CLIENTS_BY_NAME[name]
    try:
        (listed,) = client.lists([broken], home)
    except RefusedError:
        return
    assert listed != client.can_show(EXPECTED)
