"""Appointments as iCalendar (RFC 5545, RFC 7986), with the care that real clients need.

Ends are exclusive here, as iCalendar has them. icalendar escapes and folds; what it leaves
to chance is settled here: the order of properties, the stamps, the time zone, the PRODID.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCategory, vDuration, vText

from boplan.feeds.writing.appointments import Appointment

PRODID = "-//boplan//boplan//NL"
"""Fixed: with a version in it every new one would change every feed."""

REFRESH = timedelta(hours=12)
"""How often a client is asked to look; the feed itself changes once a night."""

AMSTERDAM = "Europe/Amsterdam"

# By hand: what libraries generate lists days one by one (RDATE), which Outlook does not
# understand, and stops in some year. These rules hold since October 1996.
VTIMEZONE = (
    b"BEGIN:VTIMEZONE\r\n"
    b"TZID:Europe/Amsterdam\r\n"
    b"BEGIN:DAYLIGHT\r\n"
    b"TZOFFSETFROM:+0100\r\n"
    b"TZOFFSETTO:+0200\r\n"
    b"TZNAME:CEST\r\n"
    b"DTSTART:19810329T020000\r\n"
    b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    b"END:DAYLIGHT\r\n"
    b"BEGIN:STANDARD\r\n"
    b"TZOFFSETFROM:+0200\r\n"
    b"TZOFFSETTO:+0100\r\n"
    b"TZNAME:CET\r\n"
    b"DTSTART:19961027T030000\r\n"
    b"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    b"END:STANDARD\r\n"
    b"END:VTIMEZONE\r\n"
)
_RULES_HOLD_FROM = date(1996, 10, 28)
_MORNING = timedelta(hours=9)
_STAMP = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_DAY = timedelta(days=1)


class _Text(vText):
    r"""Text as RFC 5545 escapes it (3.3.11); icalendar makes a line break of \N in C:\Nota."""

    def to_ical(self) -> bytes:
        text = self.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
        return text.replace("\r\n", "\n").replace("\n", r"\n").encode()


@dataclass(frozen=True, slots=True)
class Stamps:
    """What tells one version of an event from another, as iCalendar writes it."""

    sequence: int
    created: str
    modified: str
    """Both DTSTAMP and LAST-MODIFIED: without METHOD they mean the same."""


def stamp_of(moment: datetime) -> str:
    """Return an instant as iCalendar writes it in UTC."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def instant_of(stamp: str) -> datetime | None:
    """Return the instant of a stamp, None if it is none or of a year that nobody stamps."""
    if not _STAMP.fullmatch(stamp):
        return None
    try:
        found = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:  # the thirteenth month
        return None
    return found if 1970 <= found.year <= 9000 else None


def event_lines(
    one: Appointment, zone: str, *, off: str | None = None, alarms: bool = False
) -> bytes:
    """Return the lines of an event between UID and END, without its stamps.

    `off` is what stands before the title of one that is cancelled; None if it is not.
    """
    event = Event()
    _add_times(event, one, zone)
    event.add("summary", _Text(one.summary if off is None else off + one.summary))
    event.add("description", _Text(one.description))
    status = "CONFIRMED" if one.is_sure else "TENTATIVE"
    event.add("status", "CANCELLED" if off is not None else status)
    # A plan for others blocks nobody's calendar.
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", vText("FREE"))
    categories = vCategory([])
    categories.cats = [_Text(name) for name in one.categories]
    event.add("categories", categories)
    if alarms and off is None:
        for days in one.alarms:
            event.add_component(_alarm(one, days))
    return _between(event.to_ical(sorted=False))


def event_of(uid: str, stamps: Stamps, lines: bytes) -> bytes:
    """Return a whole VEVENT; stamps are plain ASCII that needs no escape and no fold."""
    head = (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:{stamps.modified}\r\nCREATED:{stamps.created}\r\n"
        f"LAST-MODIFIED:{stamps.modified}\r\nSEQUENCE:{stamps.sequence}\r\n"
    )
    return head.encode("ascii") + lines + b"END:VEVENT\r\n"


def calendar_of(name: str, about: str, events: Sequence[bytes]) -> bytes:
    """Return a whole feed."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    # icalendar escapes only what is text to it.
    for key, text in (("name", name), ("x-wr-calname", name), ("description", about),
                      ("x-wr-caldesc", about)):  # fmt: skip
        calendar.add(key, _Text(text))
    # RFC 7986, 5.7: VALUE=DURATION must be there.
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    end = b"END:VCALENDAR\r\n"
    head = calendar.to_ical(sorted=False).removesuffix(end)
    # A calendar holds one component at least (RFC 5545, 3.6): without events, the zone.
    uses_zone = not events or any(b"\r\nDTSTART;TZID=" in one for one in events)
    return b"".join([head, VTIMEZONE if uses_zone else b"", *events, end])


def _between(event: bytes) -> bytes:
    begin, end = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"
    return event[len(begin) : -len(end)]


def _add_times(event: Event, one: Appointment, zone: str) -> None:
    if one.at is not None:
        start, end = _instants(datetime.combine(one.first, one.at), one.length, zone)
        event.add("dtstart", start)
        event.add("dtend", end)
    else:
        event.add("dtstart", one.first)
        event.add("dtend", one.last + _DAY)


def _instants(local: datetime, length: timedelta, zone: str) -> tuple[datetime, datetime]:
    """Return start and end with their zone; in UTC where our VTIMEZONE does not hold.

    Nor does the zone say which hour is meant when the clock goes back, or when it skips one.
    """
    start = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    end = start + length
    placed = [moment.astimezone(ZoneInfo(zone)) for moment in (start, end)]
    is_plain = all(one.utcoffset() == one.replace(fold=1).utcoffset() for one in placed)
    if zone != AMSTERDAM or local.date() < _RULES_HOLD_FROM or not is_plain:
        return start, end
    return placed[0], placed[1]


def _alarm(one: Appointment, days: int) -> Alarm:
    """Return an alarm some days before the last day, at nine in the morning."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    length = (one.last - one.first).days
    morning = _MORNING if one.at is None else timedelta()
    alarm.add("trigger", timedelta(days=length - days) + morning)
    alarm.add("description", _Text(one.summary))
    return alarm


def order_of(lines: bytes, uid: str) -> tuple[str, str]:
    """Return by what events stand in order: start in Amsterdam, a whole day first, then UID.

    The first of the lines is DTSTART. What is published and what is taken back stand in the
    same place, for both are asked by what is written.
    """
    value = lines.partition(b"\r\n")[0].rpartition(b":")[2].decode("ascii")
    if value.endswith("Z"):
        moment = datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        value = moment.astimezone(ZoneInfo(AMSTERDAM)).strftime("%Y%m%dT%H%M%S")
    return value, uid
