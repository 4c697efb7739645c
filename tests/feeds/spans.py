"""When an event is, and when the clocks change; by hand, so that no table of zones matters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from tests.feeds.codes import Fault, fault
from tests.feeds.outline import Block, Line

DATE, LOCAL, UTC = r"\d{8}", r"\d{8}T\d{6}", r"\d{8}T\d{6}Z"

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class Change(NamedTuple):
    """The last Sunday of this month, at this hour of the clock before it."""

    month: int
    hour: int


CHANGES = {"DAYLIGHT": Change(3, 2), "STANDARD": Change(10, 3)}
"""Directive 2000/84/EC, 2 and 3: both at 01:00 UTC."""


@dataclass(frozen=True)
class When:
    """What DTSTART or DTEND says."""

    form: str
    """What it is written as: "day", "local" or "utc"."""
    zone: str
    """The TZID of a local time."""
    at: datetime
    """On the clock of Amsterdam; of a day its midnight."""

    def text(self, *, is_end: bool = False) -> str:
        """Return it as in `Seen`, where the last day is inclusive."""
        if self.form == "day":
            return (self.at - is_end * _DAY).date().isoformat()
        return self.at.isoformat(timespec="minutes")


class Span(NamedTuple):
    """When an event is; the end is exclusive."""

    start: When
    end: When


def span(event: Block) -> Span | list[Fault]:
    """Return when the event is, or what is wrong with that; nothing, if it is not there."""
    lines = [line for name in ("DTSTART", "DTEND") if (line := event.line(name))]
    whens = [_when(line) for line in lines]
    wrong = [one for one in whens if isinstance(one, Fault)]
    right = [one for one in whens if isinstance(one, When)]
    if wrong or len(right) < 2:
        return wrong
    start, end = right
    if (start.form, start.zone) != (end.form, end.zone):
        return [fault(lines[1].number, "form", lines[1].value)]
    # As written: in autumn the clock in Amsterdam goes back, and time does not.
    if lines[0].value >= lines[1].value:
        return [fault(lines[1].number, "dtend", lines[1].value)]
    return Span(start, end)


def _when(line: Line) -> When | Fault:
    value, zone = line.parameters.get("VALUE"), line.parameters.get("TZID")
    form, shape = ("day", DATE) if value else ("local", LOCAL) if zone else ("utc", UTC)
    if not has(line.value, shape) or (value and zone):
        return fault(line.number, "form", line.value)
    at = moment(line.value, shape)
    if at and form == "utc":
        at = in_amsterdam(at)
    if at is None:
        return fault(line.number, "date", line.value)
    if zone and timedelta() <= at - change(at.year, "DAYLIGHT") < _HOUR:
        return fault(line.number, "gap", line.value)
    return When(form, zone or "", at)


def has(text: str, shape: str) -> bool:
    """Return whether all of the text has the shape; digits are those of ASCII."""
    return re.fullmatch(shape, text, re.ASCII) is not None


def moment(text: str, shape: str) -> datetime | None:
    """Return what a date, or date and time, of that shape says, if it exists."""
    # Later Pythons read T240000 as the next midnight; RFC 5545, 3.3.12, ends at 23.
    if not has(text, shape) or text[9:11] == "24":
        return None
    try:
        return datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return None


def in_amsterdam(utc: datetime) -> datetime | None:
    """Return the same moment on the clock of Amsterdam, if it has a year of four digits."""
    spring = change(utc.year, "DAYLIGHT") - _HOUR
    autumn = change(utc.year, "STANDARD") - 2 * _HOUR
    try:
        return utc + (2 if spring <= utc < autumn else 1) * _HOUR
    except OverflowError:
        return None


def change(year: int, half: str) -> datetime:
    """Return when the clock changes to it, on the clock before it."""
    month, hour = CHANGES[half]
    last = date(year, month, 31)
    sunday = last - last.isoweekday() % 7 * _DAY
    return datetime.combine(sunday, time(hour))
