"""One VEVENT of an export: what of it matters for a meeting, in its own time zone.

Ends are exclusive here, as in iCalendar; everywhere else in boplan they are inclusive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Event
from icalendar.prop import vBroken

from boplan.dates.recurrence import fault_in
from boplan.feeds.lines import Block, UnreadableError, printable
from boplan.feeds.reading.zones import ZONE_PARAMETER, Start, Zones

_DAY = timedelta(days=1)
_DATES = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"})
_ONCE = ("DTSTART", "DTEND", "DURATION", "RRULE", "RECURRENCE-ID")
# Attendees, descriptions and attachments are nobody's business here.
_NEEDED = _DATES | {
    "DURATION", "RRULE", "EXRULE", "DTSTAMP", "LAST-MODIFIED",
}  # fmt: skip
_ONLY_DAYS = re.compile(r"\d{8}(?:,\d{8})*", re.ASCII)
_TZID = re.compile(r'(;\s*)TZID="?([^";]*)"?', re.IGNORECASE)
_NEVER_STAMPED = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule as boplan follows it; UNTIL (inclusive) stands apart."""

    text: str
    count: int | None
    until: Start | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One VEVENT."""

    line: int
    """The line of its BEGIN."""
    uid: str
    title: str
    start: Start
    is_long: bool
    """Whether it lasts longer than a day."""
    rule: Rule | None
    added: tuple[Start, ...]
    dropped: tuple[Start, ...]
    replaces: Start | None
    """Which occurrence of the series with the same UID it stands for."""
    changes_following: bool
    is_cancelled: bool
    is_tentative: bool
    version: tuple[int, datetime, datetime]
    """Of two entries for the same thing, the one with the greater version counts."""


def title_of(block: Block) -> str:
    """Return the title, "" where it is marked as not for everybody."""
    if block.value("CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"):
        return ""
    return printable(block.value("SUMMARY"))


def read_entry(block: Block, zones: Zones, *, is_cancelled: bool) -> Entry:
    """Return the entry that a VEVENT block holds.

    Raises UnreadableError, and any Exception that icalendar lets through.
    """
    event = _parsed(block)

    def place(name: str) -> Start | None:
        value = event.get(name)
        return zones.place(value.dt, value.params, block.line) if value is not None else None

    start = place("DTSTART")
    if start is None:
        raise UnreadableError("heeft geen begin (DTSTART)", "has no start (DTSTART)")
    length = _length(start, place("DTEND"), event.get("DURATION"))
    start = _whole_day(start, length, zones, flagged=_is_flagged(block)) or start
    rule = _rule(event, zones, block.line)
    added = tuple(_listed(event, "RDATE", zones, block.line))
    dropped = tuple(_listed(event, "EXDATE", zones, block.line))
    if isinstance(start, datetime):
        added = tuple(_at(one, start) for one in added)
    else:
        # In a series of days a time means its day.
        added = tuple(map(zones.home_day, added))
        dropped = tuple(map(zones.home_day, dropped))
        if rule is not None and rule.until is not None:
            rule = Rule(rule.text, rule.count, zones.home_day(rule.until))
    replaces = event.get("RECURRENCE-ID")
    status = block.value("STATUS").upper()
    return Entry(
        line=block.line,
        uid=block.value("UID"),
        title=title_of(block),
        start=start,
        is_long=length is not None and length > _DAY,
        rule=rule,
        added=added,
        dropped=dropped,
        replaces=place("RECURRENCE-ID"),
        changes_following=replaces is not None
        and str(replaces.params.get("RANGE", "")).upper() == "THISANDFUTURE",
        is_cancelled=is_cancelled or status == "CANCELLED",
        is_tentative=status == "TENTATIVE",
        version=(
            _number(block.value("SEQUENCE")),
            _stamp(event.get("LAST-MODIFIED")),
            _stamp(event.get("DTSTAMP")),
        ),
    )


def _parsed(block: Block) -> Event:
    """Return the event as icalendar reads it, with only what is needed of it."""
    lines = ["BEGIN:VEVENT"]
    for name, content in block.lines:
        if name not in _NEEDED:
            continue
        lines.append(_own_zone(name, content) if name in _DATES else content)
    lines.append("END:VEVENT")
    event = Event.from_ical("\r\n".join(lines) + "\r\n")
    if not isinstance(event, Event):
        raise UnreadableError("is geen VEVENT", "is not a VEVENT")
    for name in _ONCE:
        value = event.get(name)
        if isinstance(value, list):
            raise UnreadableError(f"{name} staat er vaker dan één keer", f"{name} stands twice")
        _refuse_broken(name, value)
    if "DTSTART" not in event:
        raise UnreadableError("heeft geen begin (DTSTART)", "has no start (DTSTART)")
    if "EXRULE" in event:
        raise UnreadableError("EXRULE wordt niet gelezen", "EXRULE is not read")
    return event


def _own_zone(name: str, content: str) -> str:
    """Return the line of a date with its zone under the name that is ours to read."""
    head, _, value = content.rpartition(":")
    value = value.strip()
    if _ONLY_DAYS.fullmatch(value):
        return f"{name};VALUE=DATE:{value}"
    # Exchange writes names that hold a colon without the quotes that they need.
    return _TZID.sub(rf'\1{ZONE_PARAMETER}="\2"', head) + f":{value}"


def _refuse_broken(name: str, value: object) -> None:
    if isinstance(value, vBroken):
        shown = printable(str(value), 40)
        raise UnreadableError(
            f"{name} is niet te lezen: '{shown}'", f"{name} cannot be read: '{shown}'"
        )


def _is_flagged(block: Block) -> bool:
    return block.value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE"


def _whole_day(
    start: Start, length: timedelta | None, zones: Zones, *, flagged: bool
) -> date | None:
    """Return the day of an event from midnight to midnight, as Exchange writes a day."""
    if not isinstance(start, datetime) or not length:
        return None
    wall = start.astimezone(zones.home)
    if (wall.hour or wall.minute) or not (flagged or length % _DAY == timedelta()):
        return None
    return wall.date()


def _length(start: Start, end: Start | None, duration: Any) -> timedelta | None:
    if duration is not None:
        return duration.dt if isinstance(duration.dt, timedelta) else None
    if isinstance(start, datetime) and isinstance(end, datetime):
        if start.tzinfo is end.tzinfo:
            # A day is a day on the clock, also where it has 23 or 25 hours.
            return end.replace(tzinfo=None) - start.replace(tzinfo=None)
        return end - start
    if end is None or isinstance(start, datetime) or isinstance(end, datetime):
        return None
    return end - start


def _rule(event: Event, zones: Zones, line: int) -> Rule | None:
    value = event.get("RRULE")
    if value is None:
        return None
    until = next((parts[0] for name, parts in value.items() if name.upper() == "UNTIL"), None)
    written = value.to_ical().decode()
    text = ";".join(one for one in written.upper().split(";") if not one.startswith("UNTIL="))
    fault = fault_in(text)
    if fault is None and _is_empty(text):
        raise UnreadableError(
            f"de herhaling ({printable(written, 60)}) heeft geen enkele dag",
            f"the recurrence ({printable(written, 60)}) has no day at all",
        )
    if fault is not None:
        shown = printable(written, 60)
        raise UnreadableError(
            f"herhaling die boplan niet volgt ({shown}): {fault.nl}",
            f"recurrence that boplan does not follow ({shown}): {fault.en}",
        )
    count = re.search(r"COUNT=(\d+)", text)
    last = zones.place(until, {}, line) if until is not None else None
    return Rule(text, int(count[1]) if count else None, last)


def _is_empty(rule: str) -> bool:
    """Return whether a rule has no day at all, as 30 February: it would be followed to 9999."""
    parts = dict(piece.split("=", 1) for piece in rule.split(";"))

    def least(key: str) -> int:
        return min(abs(int(one)) for one in parts.get(key, "1").split(","))

    months = [int(one) for one in parts.get("BYMONTH", "1").split(",")]
    longest = max(29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31 for month in months)
    days_in_period = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31}.get(parts["FREQ"], 366)
    return least("BYMONTHDAY") > longest or least("BYSETPOS") > days_in_period


def _listed(event: Event, name: str, zones: Zones, line: int) -> Iterator[Start]:
    value = event.get(name)
    for one in value if isinstance(value, list) else [value]:
        _refuse_broken(name, one)
        if one is not None:
            yield from (zones.place(each.dt, one.params, line) for each in one.dts)


def _at(day: Start, start: datetime) -> Start:
    """Return a day that an RDATE adds to a series with a time, at that time."""
    return day if isinstance(day, datetime) else datetime.combine(day, start.timetz())


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0


def _stamp(value: Any) -> datetime:
    if isinstance(value, list) or value is None or isinstance(value, vBroken):
        return _NEVER_STAMPED
    stamp = getattr(value, "dt", None)
    if not isinstance(stamp, datetime) or not 2 <= stamp.year <= 9998:
        return _NEVER_STAMPED
    return stamp.astimezone(UTC) if stamp.tzinfo else stamp.replace(tzinfo=UTC)
