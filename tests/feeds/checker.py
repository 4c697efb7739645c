"""The project's own check of its feeds: what they must be, byte for byte.

It knows neither the exporter nor icalendar, and is stricter than both: it takes only what this
program has reason to write. A property that it does not know is a fault until it has a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from tests.feeds.codes import Fault, fault
from tests.feeds.expected import Seen
from tests.feeds.outline import TEXTS, Block, Line, read
from tests.feeds.spans import CHANGES, LOCAL, UTC, Span, When, change, has, moment, span

PRODID = "-//boplan//boplan//NL"
ZONE = "Europe/Amsterdam"
CANCELLED_TITLES = ("Vervallen: ", "Cancelled: ")


class Properties(NamedTuple):
    """The properties, and the components, that a component has."""

    once: str
    at_most_once: str = ""
    others: bool = True
    """May it have any that begins with X-?"""


_HALF = Properties("DTSTART TZOFFSETFROM TZOFFSETTO RRULE", "TZNAME")
PROPERTIES = {
    "VCALENDAR": Properties(
        "VERSION PRODID NAME X-WR-CALNAME DESCRIPTION X-WR-CALDESC REFRESH-INTERVAL"
        " X-PUBLISHED-TTL",
        "CALSCALE",
    ),
    "VTIMEZONE": Properties("TZID STANDARD DAYLIGHT"),
    "STANDARD": _HALF,
    "DAYLIGHT": _HALF,
    "VEVENT": Properties(
        "UID DTSTAMP LAST-MODIFIED CREATED SEQUENCE DTSTART DTEND SUMMARY DESCRIPTION STATUS"
        " TRANSP X-MICROSOFT-CDO-BUSYSTATUS",
        "CATEGORIES LOCATION",
    ),
    "VALARM": Properties("ACTION TRIGGER DESCRIPTION", others=False),
}

# These are known well, and refused.
_RECURRING = {"RRULE", "RDATE", "EXDATE", "EXRULE"}
REFUSED = {
    "VCALENDAR": {"METHOD": "method"},
    "VEVENT": dict.fromkeys(_RECURRING, "recurrence"),
    # Of several clock changes in RDATE, Outlook reads one.
    "STANDARD": {"RDATE": "zone-rule"},
    "DAYLIGHT": {"RDATE": "zone-rule"},
}

# RFC 5545, 3.3.6: hours and seconds only with the minutes between them.
_TIME = r"T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S)"
_DURATION = rf"P(?:\d+W|\d+D(?:{_TIME})?|{_TIME})"
VALUES = {
    ("VCALENDAR", "VERSION"): ("version", r"2\.0"),
    ("VCALENDAR", "PRODID"): ("prodid", re.escape(PRODID)),
    ("VCALENDAR", "CALSCALE"): ("calscale", "GREGORIAN"),
    ("VCALENDAR", "REFRESH-INTERVAL"): ("refresh", rf"(?=.*[1-9]){_DURATION}"),
    ("VTIMEZONE", "TZID"): ("zone", ZONE),
    ("STANDARD", "TZOFFSETFROM"): ("zone-offset", r"\+0200"),
    ("STANDARD", "TZOFFSETTO"): ("zone-offset", r"\+0100"),
    ("DAYLIGHT", "TZOFFSETFROM"): ("zone-offset", r"\+0100"),
    ("DAYLIGHT", "TZOFFSETTO"): ("zone-offset", r"\+0200"),
    ("VEVENT", "UID"): ("uid", r"[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}"),
    ("VEVENT", "SEQUENCE"): ("sequence", r"0|[1-9]\d{0,8}"),
    ("VEVENT", "STATUS"): ("status", "CONFIRMED|TENTATIVE|CANCELLED"),
    ("VEVENT", "TRANSP"): ("transp", "TRANSPARENT|OPAQUE"),
    ("VALARM", "ACTION"): ("action", "DISPLAY"),
    ("VALARM", "TRIGGER"): ("trigger", rf"[+-]?{_DURATION}"),
}  # fmt: skip
"""The code and the pattern of what has only one form."""

TWINS = {
    "X-WR-CALNAME": "NAME",
    "X-WR-CALDESC": "DESCRIPTION",
    "X-PUBLISHED-TTL": "REFRESH-INTERVAL",
}
BUSY = {"TRANSPARENT": {"FREE"}, "OPAQUE": {"BUSY", "TENTATIVE", "OOF"}}
STAMPS = ("DTSTAMP", "LAST-MODIFIED", "CREATED")

_TOKEN = re.compile(r"\\?.", re.DOTALL)
_UNESCAPED = {r"\\": "\\", r"\;": ";", r"\,": ",", r"\n": "\n", r"\N": "\n"}


@dataclass(frozen=True)
class Event:
    """An event as its feed has it."""

    uid: str
    sequence: int
    dtstamp: str
    created: str
    last_modified: str
    first: str
    """As in `Seen`, like `last`: of a whole day the day, else local day and time."""
    last: str
    title: str
    status: str
    categories: tuple[str, ...]
    description: str
    raw: bytes
    """From BEGIN through END, with the last CRLF."""

    @property
    def seen(self) -> Seen:
        """Return what a person sees of it."""
        return Seen(self.first, self.last, self.title, self.status)


def faults(feed: bytes) -> list[Fault]:
    """Return everything that is wrong with the feed, by line."""
    calendar, found = read(feed)
    if calendar:
        found += _block_faults(calendar)
        found += _calendar_faults(calendar)
    return sorted(found)


def events(feed: bytes) -> list[Event]:
    """Return the events in the order of the feed, which must be without fault."""
    found = faults(feed)
    assert not found, "\n".join(f"{line}: {code}: {text}" for line, code, text in found)
    calendar, _ = read(feed)
    lines = feed.splitlines(keepends=True)
    return [_event(block, lines) for block in calendar.of("VEVENT")] if calendar else []


def seen(feed: bytes) -> list[Seen]:
    """Return what a person sees of the feed, in the order of `EXPECTED`."""
    return sorted(event.seen for event in events(feed))


def _event(block: Block, lines: Sequence[bytes]) -> Event:
    when = span(block)
    assert isinstance(when, Span)
    return Event(
        uid=block.value("UID"),
        sequence=int(block.value("SEQUENCE")),
        dtstamp=block.value("DTSTAMP"),
        created=block.value("CREATED"),
        last_modified=block.value("LAST-MODIFIED"),
        first=when.start.text(),
        last=when.end.text(is_end=True),
        title=_text(block.value("SUMMARY")),
        status=block.value("STATUS"),
        categories=tuple(_texts(block.value("CATEGORIES"))) if block.line("CATEGORIES") else (),
        description=_text(block.value("DESCRIPTION")),
        raw=b"".join(lines[block.first - 1 : block.last]),
    )


# Any component: its properties, and values of one form.


def _block_faults(block: Block) -> Iterator[Fault]:
    yield from _counts(block)
    for line in block.lines:
        yield from _line_faults(block, line)
    for inner in block.blocks:
        yield from _block_faults(inner)


def _counts(block: Block) -> Iterator[Fault]:
    wanted = PROPERTIES[block.name]
    there = [(line.name, line.number) for line in block.lines]
    there += [(inner.name, inner.first) for inner in block.blocks]
    for name in (wanted.once + " " + wanted.at_most_once).split():
        numbers = [number for one, number in there if one == name]
        if not numbers and name in wanted.once.split():
            yield fault(block.first, "missing", name)
        yield from (fault(number, "twice", name) for number in numbers[1:])


def _line_faults(block: Block, line: Line) -> Iterator[Fault]:
    wanted = PROPERTIES[block.name]
    refused = REFUSED.get(block.name, {}).get(line.name)
    known = f"{wanted.once} {wanted.at_most_once}".split()
    if refused:
        yield fault(line.number, refused, line.name)
    elif line.name not in known and not (wanted.others and line.name.startswith("X-")):
        yield fault(line.number, "unknown", line.name)
    if block.blocks and line.number > block.blocks[0].first:
        yield fault(line.number, "after-component", line.name)
    if not line.value.strip():
        yield fault(line.number, "empty-value", line.name)
        return
    code, pattern = VALUES.get((block.name, line.name), ("", ""))
    if code and not has(line.value, pattern):
        yield fault(line.number, code, line.value)
    if line.name in TEXTS or (line.name.startswith("X-") and "VALUE" not in line.parameters):
        yield from _text_faults(line)


def _text_faults(line: Line) -> Iterator[Fault]:
    tokens = _TOKEN.findall(line.value)
    if any(one.startswith("\\") and one not in _UNESCAPED for one in tokens):
        yield fault(line.number, "backslash", line.value)
    if ";" in tokens or ("," in tokens and line.name != "CATEGORIES"):
        yield fault(line.number, "separator", line.value)
    if line.name in ("SUMMARY", "LOCATION") and "\n" in _text(line.value):
        yield fault(line.number, "one-line", line.value)
    if line.name == "CATEGORIES" and not all(one.strip() for one in _texts(line.value)):
        yield fault(line.number, "category", line.value)


def _texts(value: str) -> list[str]:
    """Return the texts that the commas without a backslash divide."""
    texts: list[list[str]] = [[]]
    for token in _TOKEN.findall(value):
        if token == ",":
            texts.append([])
        else:
            texts[-1].append(_UNESCAPED.get(token, token))
    return ["".join(one) for one in texts]


def _text(value: str) -> str:
    return ",".join(_texts(value))


# The calendar as a whole.


def _calendar_faults(calendar: Block) -> Iterator[Fault]:
    if not calendar.blocks:
        yield fault(calendar.first, "no-component")
    refresh = calendar.line("REFRESH-INTERVAL")
    if refresh and "VALUE" not in refresh.parameters:
        yield fault(refresh.number, "refresh", "no VALUE=DURATION")
    for name, standard in TWINS.items():
        twin = calendar.line(name)
        if twin and calendar.line(standard) and twin.value != calendar.value(standard):
            yield fault(twin.number, "twin", twin.value)
    found = calendar.of("VEVENT")
    for event in found:
        yield from _event_faults(event)
    yield from _uid_faults(found)
    yield from _order_faults(found)
    yield from _zone_faults(calendar, found)


def _uid_faults(found: Sequence[Block]) -> Iterator[Fault]:
    known = set()
    for uid in filter(None, (event.line("UID") for event in found)):
        if uid.value in known:
            yield fault(uid.number, "uid-twice", uid.value)
        known.add(uid.value)


def _order_faults(found: Sequence[Block]) -> Iterator[Fault]:
    keys = [
        # All day before a time of that day, as calendars show them.
        ((start.at.date(), start.form != "day", start.at, event.value("UID")), event.first)
        for event, start in _starts(found)
    ]
    for (before, _), (after, number) in pairwise(keys):
        if after < before:
            yield fault(number, "order", after[-1])


def _starts(found: Sequence[Block]) -> Iterator[tuple[Block, When]]:
    for event in found:
        when = span(event)
        if isinstance(when, Span):
            yield event, when.start


# The time zone.


def _zone_faults(calendar: Block, found: Sequence[Block]) -> Iterator[Fault]:
    zones = calendar.of("VTIMEZONE")
    names = {zone.value("TZID") for zone in zones}
    uses: dict[str, int] = {}
    for line in (line for event in found for line in event.lines):
        if "TZID" in line.parameters:
            uses.setdefault(line.parameters["TZID"], line.number)
    for name, number in uses.items():
        if name not in names and all(names):
            yield fault(number, "zone-missing", name)
    for at, zone in enumerate(zones):
        # A feed without events has one too, as a calendar has one component at least.
        if at or (found and not uses):
            yield fault(zone.first, "zone-needless", zone.value("TZID"))
        if found and zone.first > found[0].first:
            yield fault(zone.first, "zone-late")
        for half in zone.blocks:
            yield from _half_faults(half, found)


def _half_faults(half: Block, found: Sequence[Block]) -> Iterator[Fault]:
    rule, onset = half.line("RRULE"), half.line("DTSTART")
    wanted = ["BYDAY=-1SU", f"BYMONTH={CHANGES[half.name].month}", "FREQ=YEARLY"]
    if rule and sorted(rule.value.split(";")) != wanted:
        yield fault(rule.number, "zone-rule", rule.value)
    if onset:
        at = moment(onset.value, LOCAL)
        if (
            at is None
            or onset.parameters
            or at != change(at.year, half.name)
            or any(start.at < at for _, start in _starts(found))
        ):
            yield fault(onset.number, "zone-onset", onset.value)


# Events.


def _event_faults(event: Block) -> Iterator[Fault]:
    when = span(event)
    if isinstance(when, list):
        yield from when
    yield from _stamp_faults(event)
    yield from _status_faults(event)


def _stamp_faults(event: Block) -> Iterator[Fault]:
    right = {}
    for stamp in filter(None, (event.line(name) for name in STAMPS)):
        if moment(stamp.value, UTC):
            right[stamp.name] = stamp
        else:
            yield fault(stamp.number, "stamp", stamp.value)
    dtstamp, modified, created = map(right.get, STAMPS)
    if dtstamp and modified and dtstamp.value != modified.value:
        yield fault(dtstamp.number, "dtstamp", dtstamp.value)
    if created and modified and created.value > modified.value:
        yield fault(created.number, "created", created.value)


def _status_faults(event: Block) -> Iterator[Fault]:
    status, transp = event.line("STATUS"), event.line("TRANSP")
    cancelled = event.value("STATUS") == "CANCELLED"
    title = _text(event.value("SUMMARY"))
    if status and title and cancelled != title.startswith(CANCELLED_TITLES):
        yield fault(status.number, "cancelled", title)
    if transp and cancelled and transp.value == "OPAQUE":
        yield fault(transp.number, "cancelled", transp.value)
    busy = event.line("X-MICROSOFT-CDO-BUSYSTATUS")
    if transp and busy and busy.value not in BUSY.get(transp.value, {busy.value}):
        yield fault(busy.number, "busy-status", busy.value)
