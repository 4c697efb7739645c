"""What a feed can be found guilty of, and which standard says so."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """One thing that is wrong with a feed."""

    line: int
    """The line as it stands in the file, before unfolding; the first is 1."""
    code: str
    text: str


class Rule(NamedTuple):
    """What must hold, and where that is said."""

    source: str
    text: str


CODES = {
    # The bytes.
    "bom": Rule("RFC 5545, 3.1.4", "UTF-8 has no byte order mark"),
    "utf-8": Rule("RFC 5545, 3.1.4", "A feed is UTF-8"),
    "bare": Rule("RFC 5545, 3.1", "A line ends in CRLF, and CR and LF stand nowhere else"),
    "end": Rule("RFC 5545, 3.1", "The last line ends in CRLF too"),
    "long": Rule("RFC 5545, 3.1", "A line has at most 75 octets"),
    "split": Rule("RFC 5545, 3.1", "A fold stands between characters, never inside one"),
    "fold": Rule("RFC 5545, 3.1", "A fold continues a line, and adds something to it"),
    "empty": Rule("RFC 5545, 3.1", "No line is empty"),
    "control": Rule("RFC 5545, 3.1", "No control character but TAB"),
    # Content lines and what they nest in.
    "content-line": Rule("RFC 5545, 3.1", "A line is a name, parameters, a colon and a value"),
    "capitals": Rule("RFC 5545, 2", "Names are written in capitals, as the standard prints them"),
    "parameter": Rule(
        "RFC 5545, 3.2",
        "A parameter is one that its property has here, once, its one value quoted if it has : ; ,",
    ),
    "calendar": Rule("RFC 5545, 3.4", "A feed is exactly one VCALENDAR"),
    "outside": Rule("RFC 5545, 3.4", "Nothing stands outside the VCALENDAR"),
    "nesting": Rule("RFC 5545, 3.4", "Every BEGIN has its END, in the component where it belongs"),
    "component": Rule(
        "RFC 5545, 3.6", "Only VEVENT, VALARM and VTIMEZONE; calendars do not show a VTODO"
    ),
    "after-component": Rule("RFC 5545, 3.6", "Properties stand before the components inside"),
    "no-component": Rule("RFC 5545, 3.6", "A calendar has at least one component"),
    # Which properties there are.
    "missing": Rule("RFC 5545, 3.6; RFC 7986, 5", "This property or component must be there"),
    "twice": Rule("RFC 5545, 3.6; RFC 7986, 5", "This property or component is there once"),
    "unknown": Rule("RFC 5545, 3.8.8", "A property is known to this checker, or begins with X-"),
    "method": Rule("RFC 5545, 3.7.2", "No METHOD: a feed is a snapshot, not a message"),
    "recurrence": Rule("RFC 5545, 3.8.5", "An event stands alone; only a VTIMEZONE recurs"),
    # The values of text.
    "empty-value": Rule("RFC 5545, 3.3.11", "A property that says nothing is left out"),
    "backslash": Rule("RFC 5545, 3.3.11", r"A backslash stands only in \\ \; \, \n and \N"),
    "separator": Rule("RFC 5545, 3.3.11", "In a text, ; and , stand after a backslash"),
    "one-line": Rule("RFC 5545, 3.8.1.7 and 3.8.1.12", "SUMMARY and LOCATION are one line"),
    "category": Rule("RFC 5545, 3.8.1.2", "No category is empty"),
    # The calendar itself.
    "version": Rule("RFC 5545, 3.7.4", "VERSION is 2.0"),
    "prodid": Rule("RFC 5545, 3.7.3", "PRODID is always the same"),
    "calscale": Rule("RFC 5545, 3.7.1", "CALSCALE is GREGORIAN"),
    "refresh": Rule(
        "RFC 7986, 5.7", "REFRESH-INTERVAL has VALUE=DURATION and is one of more than nothing"
    ),
    "twin": Rule(
        "RFC 7986, 5.1, 5.2 and 5.7; MS-OXCICAL, 2.1.3.1",
        "The older name of a property says the same",
    ),
    # The time zone.
    "zone": Rule("RFC 5545, 3.8.3.1", "The time zone is Europe/Amsterdam"),
    "zone-missing": Rule("RFC 5545, 3.2.19", "A TZID has its VTIMEZONE"),
    "zone-needless": Rule("RFC 5545, 3.6.5", "A VTIMEZONE stands there once, for a TZID in use"),
    "zone-late": Rule("RFC 5545, 3.6.5", "The VTIMEZONE stands before the events"),
    "zone-rule": Rule(
        "RFC 5545, 3.6.5; MS-OXCICAL, 2.1.3.1.1.19.2.2",
        "A clock change has one yearly RRULE, for the last Sunday of March or October",
    ),
    "zone-onset": Rule(
        "RFC 5545, 3.6.5 and 3.8.2.4",
        "A clock change begins before the events, on its day, at 02:00 or 03:00 local time",
    ),
    "zone-offset": Rule("RFC 5545, 3.8.3.3 and 3.8.3.4", "The offsets are +0100 and +0200"),
    # Events.
    "uid": Rule("RFC 7986, 5.3; RFC 9562, 5.5", "A UID is a UUID of version 5 in small letters"),
    "uid-twice": Rule("RFC 5545, 3.8.4.7", "No two events have the same UID"),
    "stamp": Rule("RFC 5545, 3.8.7", "A stamp is a date and time in UTC that exists"),
    "dtstamp": Rule("RFC 5545, 3.8.7.2", "Without METHOD, DTSTAMP is LAST-MODIFIED"),
    "created": Rule("RFC 5545, 3.8.7.1", "Nothing is changed before it is made"),
    "sequence": Rule("RFC 5545, 3.8.7.4", "SEQUENCE is a whole number of at most nine digits"),
    "form": Rule(
        "RFC 5545, 3.8.2.2",
        "DTSTART and DTEND both have VALUE=DATE, or both the same TZID, or both are UTC",
    ),
    "date": Rule("RFC 5545, 3.3.4 and 3.3.5", "A date is in the calendar, a time on the clock"),
    "gap": Rule("RFC 5545, 3.3.5", "The clock skips this hour when summer time begins"),
    "dtend": Rule("RFC 5545, 3.8.2.2", "DTEND is later than DTSTART, of days at least a day"),
    "status": Rule("RFC 5545, 3.8.1.11", "STATUS is CONFIRMED, TENTATIVE or CANCELLED"),
    "cancelled": Rule(
        "RFC 5545, 3.8.1.11",
        "What is cancelled says so in STATUS and in its title, and takes no time",
    ),
    "transp": Rule("RFC 5545, 3.8.2.7", "TRANSP is TRANSPARENT or OPAQUE"),
    "busy-status": Rule("MS-OXCICAL, 2.1.3.1.1.20", "The Microsoft twin says the same as TRANSP"),
    "order": Rule("RFC 5545, 3.6", "The same events give the same bytes: by start, then by UID"),
    # Alarms.
    "action": Rule("RFC 5545, 3.8.6.1", "An alarm only shows something: DISPLAY"),
    "trigger": Rule("RFC 5545, 3.8.6.3", "TRIGGER is a duration"),
}


def fault(line: int, code: str, what: str = "") -> Fault:
    """Return the fault with the sentence of its code, and what is there instead."""
    rule = CODES[code]
    return Fault(line, code, f"{rule.text} ({rule.source})" + (f": {what!a}" if what else ""))
