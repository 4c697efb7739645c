"""Time zones as exports name them: IANA, Windows, or described by the file itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Timezone
from icalendar.timezone import tzp

from boplan.feeds.lines import Block, UnreadableError, printable

Start = date | datetime
"""A day, or an aware date-time."""

ZONE_PARAMETER = "X-ZONE"
"""What TZID is called while icalendar reads a line.

With a TZID it drops the Z of UTC, makes midnight of a day, raises OSError for the name of
a directory of zones, and remembers what one calendar describes for the next.
"""

# A zone changes its clock some times a year; any other rule is damage or malice, and
# would be followed from 1601 on.
_YEARLY = re.compile(r"RRULE[^:]*:(?=.*FREQ=YEARLY)(?!.*BY(?:HOUR|MINUTE|SECOND))", re.IGNORECASE)
_TRIALS = [(year, month) for year in (1900, 2025, 2199) for month in (1, 7)]


@dataclass(slots=True)
class Zones:
    """Gives each time of one VCALENDAR its zone.

    By name from the lists; else as the file describes it; a time without zone is one on
    the clock of the calendar (X-WR-TIMEZONE), else of home.
    """

    home: ZoneInfo
    described: dict[str, tzinfo]
    floating: tzinfo
    unknown: dict[str, int] = field(default_factory=dict)
    """Names that are no zone, with the line where each came first."""
    _found: dict[str, tzinfo | None] = field(default_factory=dict)

    @staticmethod
    def of(calendar: Block, home: ZoneInfo) -> Zones:
        """Return the zones of a VCALENDAR."""
        name = calendar.value("X-WR-TIMEZONE")
        floating = _zone_named(name) if name else None
        zones = Zones(home, _described(calendar), floating or home)
        if name and floating is None:
            zones.unknown[name] = calendar.line
        return zones

    def place(self, value: object, params: Any, line: int) -> Start:
        """Return the value as a day or an aware date-time; raises UnreadableError."""
        if isinstance(value, tuple) and value:
            value = value[0]  # a period: it starts there
        if not isinstance(value, date):
            raise UnreadableError("heeft een datum die geen datum is", "has a date that is none")
        if not 2 <= value.year <= 9998:
            raise UnreadableError(f"heeft het jaar {value.year}", f"has the year {value.year}")
        if not isinstance(value, datetime):
            return value
        if str(params.get("VALUE", "")).upper() == "DATE":
            return value.date()
        if value.tzinfo is None:
            name = str(params.get(ZONE_PARAMETER, ""))
            value = value.replace(tzinfo=self._named(name, line) if name else self.floating)
        return value

    def _named(self, name: str, line: int) -> tzinfo:
        if name not in self._found:
            self._found[name] = _zone_named(name) or self.described.get(name)
        zone = self._found[name]
        if zone is None:
            self.unknown.setdefault(name, line)
        return zone or self.floating

    def home_day(self, start: Start) -> date:
        """Return the day it is at home then."""
        return start.astimezone(self.home).date() if isinstance(start, datetime) else start

    def home_start(self, start: Start) -> date | datetime:
        """Return it on the clock at home, in whole minutes and without a zone."""
        if not isinstance(start, datetime):
            return start
        # By way of UTC, so that an hour that does not exist becomes one that does.
        wall = start.astimezone(UTC).astimezone(self.home)
        return wall.replace(tzinfo=None, second=0, microsecond=0, fold=0)


def _zone_named(name: str) -> tzinfo | None:
    try:
        return tzp.timezone(name)
    except Exception:  # icalendar passes on what zoneinfo makes of odd names: OSError and more
        return None


def _described(calendar: Block) -> dict[str, tzinfo]:
    """Return the zones that the file describes itself and no list knows, by TZID."""
    zones: dict[str, tzinfo] = {}
    for block in calendar.blocks:
        name = block.value("TZID")
        if block.name != "VTIMEZONE" or not name or _zone_named(name) is not None:
            continue
        made = _made(block)
        if made is not None:
            zones.setdefault(name, made)
    # icalendar remembers a described zone for as long as the program runs, and would give
    # it to the next calendar that uses the name.
    tzp.use_default()
    return zones


def _made(block: Block) -> tzinfo | None:
    lines = ["BEGIN:VTIMEZONE", "TZID:described"]
    for part in block.blocks:
        rules = [content for name, content in part.lines if name == "RRULE"]
        if part.name not in ("STANDARD", "DAYLIGHT") or not all(map(_YEARLY.match, rules)):
            return None
        kept = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE")
        lines += [
            f"BEGIN:{part.name}",
            *(content for name, content in part.lines if name in kept),
            f"END:{part.name}",
        ]
    lines.append("END:VTIMEZONE")
    try:
        component = Timezone.from_ical("\r\n".join(lines) + "\r\n")
        if not isinstance(component, Timezone):
            return None
        zone: tzinfo = component.to_tz(lookup_tzid=False)
        for year, month in _TRIALS:
            datetime(year, month, 1, tzinfo=zone).astimezone(UTC)
    except Exception:  # whatever icalendar and dateutil make of a description that is no zone
        return None
    return zone


def unknown_zone(name: str, home: str) -> tuple[str, str]:
    """Return the Dutch and English words for a zone that could not be found."""
    shown = printable(name, 60)
    return (
        f"tijdzone {shown} is onbekend: tijden gelezen als plaatselijke tijd ({home})",
        f"time zone {shown} is unknown: times read as local time ({home})",
    )
