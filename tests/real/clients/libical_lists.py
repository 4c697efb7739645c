"""What libical, which GNOME and KDE read calendars with, lists of each feed."""

from __future__ import annotations

from ctypes import CDLL, Structure, c_char_p, c_int, c_int64, c_void_p
from datetime import UTC, date, datetime

from tests.feeds.expected import Seen
from tests.real.clients.shown import shown, tell


class Time(Structure):
    """struct icaltimetype of libical 3."""

    _fields_ = (
        *((name, c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", c_int),
        ("is_daylight", c_int),
        ("zone", c_void_p),
    )


ICAL = CDLL("libical.so.3")
for name, result, *arguments in (
    ("icalparser_parse_string", c_void_p, c_char_p),
    ("icalcomponent_string_to_kind", c_int, c_char_p),
    ("icalproperty_string_to_kind", c_int, c_char_p),
    ("icalcomponent_count_errors", c_int, c_void_p),
    ("icalcomponent_get_first_component", c_void_p, c_void_p, c_int),
    ("icalcomponent_get_next_component", c_void_p, c_void_p, c_int),
    ("icalcomponent_get_first_property", c_void_p, c_void_p, c_int),
    ("icalproperty_get_value_as_string", c_char_p, c_void_p),
    ("icalcomponent_get_summary", c_char_p, c_void_p),
    ("icalcomponent_get_dtstart", Time, c_void_p),
    ("icalcomponent_get_dtend", Time, c_void_p),
    ("icaltime_as_timet_with_zone", c_int64, Time, c_void_p),
    ("icalrestriction_check", c_int, c_void_p),
):
    function = getattr(ICAL, name)
    function.restype, function.argtypes = result, arguments

VEVENT = ICAL.icalcomponent_string_to_kind(b"VEVENT")
STATUS = ICAL.icalproperty_string_to_kind(b"STATUS")


def _when(time: Time) -> date:
    if time.is_date:
        return date(time.year, time.month, time.day)
    assert time.zone, "libical does not know the zone"
    # Through the VTIMEZONE of the feed to UTC, so that its rules are tried as well.
    return datetime.fromtimestamp(ICAL.icaltime_as_timet_with_zone(time, time.zone), UTC)


def _seen(event: int) -> Seen:
    status = ICAL.icalcomponent_get_first_property(event, STATUS)
    return shown(
        _when(ICAL.icalcomponent_get_dtstart(event)),
        _when(ICAL.icalcomponent_get_dtend(event)),
        ICAL.icalcomponent_get_summary(event).decode(),
        ICAL.icalproperty_get_value_as_string(status).decode(),
    )


def lists(feed: bytes) -> list[Seen]:
    calendar = ICAL.icalparser_parse_string(feed)
    assert calendar, "libical reads nothing"
    assert ICAL.icalcomponent_count_errors(calendar) == 0
    assert ICAL.icalrestriction_check(calendar), "RFC 5545 forbids it"
    assert ICAL.icalcomponent_count_errors(calendar) == 0
    found = []
    event = ICAL.icalcomponent_get_first_component(calendar, VEVENT)
    while event:
        found.append(_seen(event))
        event = ICAL.icalcomponent_get_next_component(calendar, VEVENT)
    return found


if __name__ == "__main__":
    tell(lists)
