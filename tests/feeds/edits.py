"""The good feed, and small edits of it: those that break one thing, and those that do not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

GOOD = (Path(__file__).parent / "checker" / "good.ics").read_bytes()


def part(first: bytes, until: bytes) -> bytes:
    """Return what stands in the good feed from the one to the other."""
    start = GOOD.index(first)
    return GOOD[start : GOOD.index(until, start)]


ZONE = part(b"BEGIN:VTIMEZONE", b"BEGIN:VEVENT")
DAYLIGHT = part(b"BEGIN:DAYLIGHT", b"BEGIN:STANDARD")
ALARM = part(b"BEGIN:VALARM", b"END:VEVENT")
EVENTS = part(b"BEGIN:VEVENT", b"END:VCALENDAR")
FIRST, SECOND, MEETING, CANCELLED = re.findall(rb"BEGIN.*?END:VEVENT\r\n", EVENTS, re.DOTALL)
MEETING_START, MEETING_END, CANCELLED_START, CANCELLED_END = re.findall(rb"DT\w+;TZID.*\d", EVENTS)


class Edit(NamedTuple):
    """A small edit of the good feed, and what is then wrong in the line where it begins."""

    name: str
    old: bytes
    new: bytes
    code: str = ""
    above: bytes = b""
    """What is wrong is the nearest line above that begins so."""
    below: bytes = b""
    """It is the nearest one below, after the edit."""

    @property
    def feed(self) -> bytes:
        assert GOOD.count(self.old) == 1, self.old
        return GOOD.replace(self.old, self.new)

    @property
    def line(self) -> int:
        feed, at = b"\r\n" + self.feed, GOOD.index(self.old)
        if self.above:
            at = feed.rindex(b"\r\n" + self.above, 0, at)
        if self.below:
            at = feed.index(b"\r\n" + self.below, at)
        return feed.count(b"\r\n", 0, at + 2)


BROKEN = [
    # The bytes.
    Edit("a byte order mark", b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR", "bom"),
    Edit("a byte of ISO 8859-1", b"Anders", b"\xc4nders", "utf-8"),
    Edit("a surrogate", b"Anders", b"\xed\xa0\x80nders", "utf-8"),
    Edit("half a character", b"\xe2\x80\x93 vast", b"\xe2\x80 vast", "utf-8"),
    Edit("a bare LF", b"VERSION:2.0\r\n", b"VERSION:2.0\n", "bare"),
    Edit("a bare CR", b"VERSION:2.0\r\n", b"VERSION:2.0\r", "bare"),
    Edit("a bare LF before a fold", b"in de\r\n", b"in de\n", "bare"),
    Edit("no last CRLF", b"END:VCALENDAR\r\n", b"END:VCALENDAR", "end"),
    Edit("76 octets", b"Anders", b"x" * 35 + b"Anders", "long"),
    Edit("76 octets in fewer characters", b"Anders", "€".encode() * 11 + b"xxAnders", "long"),
    Edit("a fold in a character", "PFHO –".encode(), b"PFHO \xe2\x80\r\n \x93", "split"),
    Edit("a fold that adds nothing", b" 9 dagen", b" \r\n 9 dagen", "fold"),
    Edit("a last fold that adds nothing", b"STATUS:T", b"\t\r\nSTATUS:T", "fold"),
    Edit("a fold that continues nothing", b"BEGIN:VCALENDAR", b" \r\nBEGIN:VCALENDAR", "fold"),
    Edit("a first line that goes on", b"BEGIN:VCALENDAR", b" BEGIN:VCALENDAR", "fold"),
    Edit("an empty line", b"BEGIN:VTIMEZONE", b"\r\nBEGIN:VTIMEZONE", "empty"),
    Edit("an empty line in a fold", b" 9 dagen", b"\r\n 9 dagen", "empty"),
    Edit("an empty line at the end", b"END:VCALENDAR\r\n", b"END:VCALENDAR\r\n\r\n", "empty",
         below=b"\r\n"),
    Edit("an escape sequence", b"Anders", b"\x1b[31mAnders", "control"),
    Edit("a NUL", b"Anders", b"\0Anders", "control"),
    Edit("a DEL", b"Anders", b"\x7fAnders", "control"),
    Edit("a next-line of Unicode", b"Anders", b"\xc2\x85Anders", "control"),
    # Content lines and what they nest in.
    Edit("no colon", b"STATUS:TENTATIVE", b"STATUS TENTATIVE", "content-line"),
    Edit("a line that goes on without a fold", b" 9 dagen", b"9 dagen", "content-line"),
    Edit("a name in small letters", b"SEQUENCE:2", b"Sequence:2", "capitals"),
    Edit("a parameter in small letters", b";VALUE=DURATION", b";value=DURATION", "capitals"),
    Edit("a semicolon without quotes", b"LOCATION:", b"LOCATION;X-ROOM=a;b:", "parameter"),
    Edit("a comma without quotes", b"LOCATION:", b"LOCATION;X-ROOM=a,b:", "parameter"),
    Edit("a quote that does not end", b"LOCATION:", b'LOCATION;X-ROOM="a:', "parameter"),
    Edit("a parameter twice", b"LOCATION:", b"LOCATION;X-A=b;X-A=b:", "parameter"),
    Edit("a parameter of another property", b"SEQUENCE:2", b"SEQUENCE;LANGUAGE=nl:2", "parameter"),
    Edit("another type of value", b"SEQUENCE:2", b"SEQUENCE;VALUE=TEXT:2", "parameter"),
    Edit("a parameter of BEGIN", b"BEGIN:VTIMEZONE", b"BEGIN;X=y:VTIMEZONE", "parameter"),
    Edit("a second calendar", b"END:VCALENDAR\r\n",
         b"END:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "calendar",
         below=b"BEGIN"),
    Edit("nothing at all", GOOD, b"", "calendar"),
    Edit("a property before the calendar", b"BEGIN:VCALENDAR", b"X-A:b\r\nBEGIN:VCALENDAR",
         "outside"),
    Edit("a calendar without BEGIN", b"BEGIN:VCALENDAR\r\n", b"", "outside"),
    Edit("an event without END", b"END:VEVENT\r\n" + SECOND, SECOND, "nesting"),
    Edit("an END too many", b"LOCATION", b"END:VALARM\r\nLOCATION", "nesting"),
    Edit("an alarm outside an event", MEETING, ALARM + MEETING, "nesting"),
    Edit("a calendar without END", b"END:VCALENDAR\r\n", b"", "nesting", above=b"BEGIN:VCALENDAR"),
    Edit("half a file", EVENTS[100:] + b"END:VCALENDAR\r\n", b"E:20260115T020000Z\r\n", "nesting",
         above=b"BEGIN:VEVENT"),
    Edit("a task", b"BEGIN:VTIMEZONE", b"BEGIN:VTODO\r\nEND:VTODO\r\nBEGIN:VTIMEZONE", "component"),
    Edit("a property after the zone", MEETING, b"X-A:b\r\n" + MEETING, "after-component"),
    Edit("a property after an alarm", ALARM + b"END", ALARM + b"X-A:b\r\nEND", "after-component",
         below=b"X-A"),
    Edit("a calendar of nothing", ZONE + EVENTS, b"", "no-component", above=b"BEGIN:VCALENDAR"),
    # Which properties there are; more below.
    Edit("no status", b"STATUS:TENTATIVE\r\n", b"", "missing", above=b"BEGIN:VEVENT"),
    Edit("no summer time", DAYLIGHT, b"", "missing", above=b"BEGIN:VTIMEZONE"),
    Edit("categories twice", b"LOCATION", b"CATEGORIES:a\r\nLOCATION", "twice",
         below=b"CATEGORIES:N"),
    Edit("no such property", b"LOCATION:", b"PLACE:", "unknown"),
    Edit("a duration beside the end", b"LOCATION:", b"DURATION:P1D\r\nLOCATION:", "unknown"),
    Edit("a place of a calendar", b"CALSCALE", b"LOCATION:Elders\r\nCALSCALE", "unknown"),
    Edit("an X- in an alarm", b"ACTION", b"X-A:b\r\nACTION", "unknown"),
    Edit("a repeated alarm", b"ACTION", b"REPEAT:3\r\nACTION", "unknown"),
    Edit("a method", b"CALSCALE", b"METHOD:PUBLISH\r\nCALSCALE", "method"),
    Edit("a rule", b"LOCATION", b"RRULE:FREQ=DAILY\r\nLOCATION", "recurrence"),
    Edit("more days", b"LOCATION", b"RDATE:20260306T130000Z\r\nLOCATION", "recurrence"),
    Edit("a day less", b"LOCATION", b"EXDATE:20260306T130000Z\r\nLOCATION", "recurrence"),
    # Text.
    Edit("an empty title", b"SUMMARY:Vervallen: Nachtelijk beraad", b"SUMMARY:", "empty-value"),
    Edit("a blank description", b"DESCRIPTION:Dit gaat niet door.", b"DESCRIPTION: ",
         "empty-value"),
    Edit("no categories", b"CATEGORIES:Nota Sport\r", b"CATEGORIES:\r", "empty-value"),
    Edit("an escape of nothing", b"Anders", rb"\Anders", "backslash"),
    Edit("an escaped colon", b"Uiterste dag:", rb"Uiterste dag\:", "backslash"),
    Edit("a lone backslash at the end", b"Over twee weken", b"Over twee weken\\", "backslash"),
    Edit("a backslash from a path", rb"C:\\plan", rb"C:\plan", "backslash", above=b"DESCRIPTION"),
    Edit("a comma in a title", b"Concept schrijven", b"Concept, schrijven", "separator"),
    Edit("a semicolon in a title", b"Concept schrijven", b"Concept; schrijven", "separator"),
    Edit("a semicolon in a category", b":Nota Sport,Acc", b":Nota; Sport,Acc", "separator"),
    Edit("a comma in a text of our own", b"LOCATION", b"X-A:b,c\r\nLOCATION", "separator"),
    Edit("an escaped backslash before a comma", rb"Raadzaal\,", rb"Raadzaal\\,", "separator"),
    Edit("two lines of title", b"Concept schrijven", rb"Concept\nschrijven", "one-line"),
    Edit("two lines of place", rb"Raadzaal\, N", rb"Raadzaal\NN", "one-line"),
    Edit("an empty category", b"Nota Sport,Acc", b"Nota Sport,,Acc", "category"),
    Edit("an empty category at the end", b"velden en zalen", b"velden en zalen,", "category"),
    # The calendar itself.
    Edit("an old version", b"VERSION:2.0", b"VERSION:1.0", "version"),
    Edit("another program", b"//boplan//NL", b"//boplan 1.2//NL", "prodid"),
    Edit("another calendar", b"GREGORIAN", b"JULIAN", "calscale"),
    Edit("a duration that is text", b";VALUE=DURATION", b"", "refresh"),
    Edit("never", b"DURATION:P1D\r\nX-PUBLISHED-TTL:P1D", b"DURATION:P0D\r\nX-PUBLISHED-TTL:P0D",
         "refresh"),
    Edit("no duration", b"DURATION:P1D\r\nX-PUBLISHED-TTL:P1D",
         b"DURATION:PT1H5S\r\nX-PUBLISHED-TTL:PT1H5S", "refresh"),
    Edit("two names", b"X-WR-CALNAME:Nota", b"X-WR-CALNAME:Plan", "twin"),
    Edit("two descriptions", b"X-WR-CALDESC:Wat", b"X-WR-CALDESC:Wie", "twin"),
    Edit("two intervals", b"X-PUBLISHED-TTL:P1D", b"X-PUBLISHED-TTL:P2D", "twin"),
    # The time zone.
    Edit("another zone", ZONE + EVENTS, (ZONE + EVENTS).replace(b"Amsterdam", b"Brussels"),
         "zone", below=b"TZID"),
    Edit("no zone", ZONE, b"", "zone-missing", below=b"DTSTART;TZID"),
    Edit("a zone that is not there", MEETING,
         MEETING.replace(b"Europe/Amsterdam", b"Europe/Brussels"), "zone-missing",
         below=b"DTSTART"),
    Edit("a zone for days alone", MEETING + CANCELLED, b"", "zone-needless",
         above=b"BEGIN:VTIMEZONE"),
    Edit("a zone twice", b"END:VTIMEZONE\r\n", b"END:VTIMEZONE\r\n" + ZONE, "zone-needless",
         below=b"BEGIN:VTIMEZONE"),
    Edit("a zone behind an event", ZONE + FIRST, FIRST + ZONE, "zone-late",
         below=b"BEGIN:VTIMEZONE"),
    Edit("one RDATE", b"TZNAME:CET\r", b"RDATE:20261025T030000\r\nTZNAME:CET\r", "zone-rule"),
    Edit("two days in a rule", b"=10;BYDAY=-1SU", b"=10;BYDAY=-1SU,-2SU", "zone-rule"),
    Edit("the first Sunday", b"=10;BYDAY=-1SU", b"=10;BYDAY=1SU", "zone-rule"),
    Edit("another month", b"BYMONTH=3", b"BYMONTH=4", "zone-rule"),
    Edit("a rule that stops", b"=3;BYDAY=-1SU", b"=3;BYDAY=-1SU;COUNT=60", "zone-rule"),
    Edit("summer an hour late", b"19810329T020000", b"19810329T030000", "zone-onset"),
    Edit("winter an hour early", b"19961027T030000", b"19961027T020000", "zone-onset"),
    Edit("not on a Sunday", b"19810329T020000", b"19810330T020000", "zone-onset"),
    Edit("not the last Sunday", b"19961027T030000", b"19961020T030000", "zone-onset"),
    Edit("a change in UTC", b"19961027T030000", b"19961027T030000Z", "zone-onset"),
    Edit("later than the first event", b"19961027T030000", b"20261025T030000", "zone-onset"),
    Edit("winter time all year", b"TO:+0200", b"TO:+0100", "zone-offset"),
    Edit("offsets of London", b"FROM:+0100", b"FROM:+0000", "zone-offset"),
    # Events.
    Edit("a capital in a UID", b"b80c8fef", b"B80c8fef", "uid"),
    Edit("a random UID", b"b80c8fef-a677-5", b"b80c8fef-a677-4", "uid"),
    Edit("another variant of UUID", b"-85fb-", b"-c5fb-", "uid"),
    Edit("a UID with a domain", b"c162d75df03", b"c162d75df03@boplan.nl", "uid"),
    Edit("a UID twice", b"c093c7f6-6edf-595e-9539-70de788efbaa",
         b"334b6b31-12a2-5bfc-bf4f-870c0954b343", "uid-twice"),
    Edit("a local stamp", FIRST, FIRST.replace(b"00Z\r\nLAST", b"00\r\nLAST"), "stamp",
         below=b"DTSTAMP"),
    Edit("a stamp of no day", FIRST, FIRST.replace(b"20260101T", b"20260100T"), "stamp",
         below=b"CREATED"),
    Edit("a stamp of no hour", FIRST, FIRST.replace(b"0101T02", b"0101T24"), "stamp",
         below=b"CREATED"),
    Edit("a stamp of the run", FIRST, FIRST.replace(b"DTSTAMP:20260115", b"DTSTAMP:20260116"),
         "dtstamp", below=b"DTSTAMP"),
    Edit("changed before it is made", FIRST, FIRST.replace(b"20260101T", b"20260116T"), "created",
         below=b"CREATED"),
    Edit("a negative number", b"SEQUENCE:2", b"SEQUENCE:-2", "sequence"),
    Edit("half a change", b"SEQUENCE:2", b"SEQUENCE:2.5", "sequence"),
    Edit("Arabic digits", b"SEQUENCE:2", "SEQUENCE:٢".encode(), "sequence"),
    Edit("more than 32 bits", b"SEQUENCE:2", b"SEQUENCE:" + b"9" * 60, "sequence"),
    Edit("a floating time", MEETING_START, b"DTSTART:20260305T140000", "form"),
    Edit("a day with a time", b";VALUE=DATE:20260305", b";VALUE=DATE:20260305T000000", "form"),
    Edit("a time without an hour", MEETING_START, MEETING_START[:-7], "form"),
    Edit("UTC with a zone", MEETING_START, MEETING_START + b"Z", "form"),
    Edit("from local to UTC", MEETING_END, b"DTEND:20260305T143000Z", "form"),
    Edit("from a day to a time", b"DTEND;VALUE=DATE:20260306", b"DTEND:20260306T140000Z", "form"),
    Edit("30 February", b"DTEND;VALUE=DATE:20260301", b"DTEND;VALUE=DATE:20260230", "date"),
    Edit("the year 0", b"DTSTART;VALUE=DATE:2026021", b"DTSTART;VALUE=DATE:0000021", "date"),
    Edit("24 o'clock", MEETING_END, MEETING_END.replace(b"T153000", b"T240000"), "date"),
    Edit("the first moment skipped", b"20261025T013000", b"20260329T020000", "gap"),
    Edit("the last moment skipped", b"20261025T013000", b"20260329T025959", "gap"),
    Edit("a day that ends on itself", b"DATE:20260306", b"DATE:20260305", "dtend"),
    Edit("an end before the start", MEETING_END, MEETING_END.replace(b"T15", b"T13"), "dtend"),
    Edit("no time at all", MEETING_END, MEETING_END.replace(b"T153", b"T140"), "dtend"),
    Edit("a status of a task", b"STATUS:TENTATIVE", b"STATUS:IN-PROCESS", "status"),
    Edit("cancelled in secret", b"SUMMARY:Vervallen: ", b"SUMMARY:", "cancelled", below=b"STATUS"),
    Edit("cancelled in the title alone", b"STATUS:CANCELLED", b"STATUS:CONFIRMED", "cancelled"),
    Edit("cancelled and busy", b"CELLED\r\nTRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE",
         b"CELLED\r\nTRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY", "cancelled",
         below=b"TRANSP"),
    Edit("neither free nor busy", b"TRANSP:OPAQUE", b"TRANSP:TRANSLUCENT", "transp"),
    Edit("free and busy", b"BUSYSTATUS:BUSY", b"BUSYSTATUS:FREE", "busy-status"),
    Edit("a status of our own", b"BUSYSTATUS:BUSY", b"BUSYSTATUS:AWAY", "busy-status"),
    Edit("an earlier day after a later", b"20260305\r\nDTEND;VALUE=DATE:20260306",
         b"20260209\r\nDTEND;VALUE=DATE:20260210", "order", above=b"BEGIN:VEVENT"),
    Edit("a whole day after a time of it", CANCELLED_START + b"\r\n" + CANCELLED_END,
         b"DTSTART;VALUE=DATE:20260305\r\nDTEND;VALUE=DATE:20260306", "order",
         above=b"BEGIN:VEVENT"),
    Edit("UIDs in another order", b"20260210\r\nDTEND;VALUE=DATE:20260301",
         b"20260305\r\nDTEND;VALUE=DATE:20260306", "order", below=b"BEGIN:VEVENT"),
    # Alarms.
    Edit("an alarm by mail", b"ACTION:DISPLAY", b"ACTION:EMAIL", "action"),
    Edit("an alarm of no duration", b"TRIGGER:-P14D", b"TRIGGER:14 days", "trigger"),
    Edit("an alarm at a moment", b"TRIGGER:-P14D", b"TRIGGER:20260219T080000Z", "trigger"),
]  # fmt: skip

FINE = [
    Edit("nothing", b"VERSION", b"VERSION"),
    Edit("75 octets", b"Anders", b"x" * 34 + b"Anders"),
    Edit("a TAB", b"Anders", b"Anders\t"),
    Edit("a fold with a TAB", b"\r\n 9 dagen", b"\r\n\t9 dagen"),
    Edit("a fold in a name", b"LOCATION", b"LOCA\r\n TION"),
    Edit("a separator of Unicode", b"Anders", "Anders\u2028".encode()),
    Edit("quotes", b"LOCATION:", b'LOCATION;LANGUAGE="nl":'),
    Edit("what quotes allow", b"LOCATION:", b'LOCATION;X-ROOM="a;b:c,d":'),
    Edit("a language", b"LOCATION:", b"LOCATION;LANGUAGE=nl:"),
    Edit("all escapes", b"Anders", rb"\\\;\,\n\N\\n"),
    Edit("colons and quotes", b"Anders", b'"Anders": BEGIN:VEVENT'),
    Edit("a property of our own", b"LOCATION:", rb"X-A:b\, c" + b"\r\nLOCATION:"),
    Edit("one that is no text", b"LOCATION:", b"X-A;VALUE=URI:geo:1,2;a\r\nLOCATION:"),
    Edit("no place", part(b"LOCATION", b"STATUS"), b""),
    Edit("no categories", b"CATEGORIES:Nota Sport\r\n", b""),
    Edit("no alarm", ALARM, b""),
    Edit("an alarm after the end", b"TRIGGER:", b"TRIGGER;RELATED=END:"),
    Edit("another order of a rule", b"FREQ=YEARLY;BYMONTH=3", b"BYMONTH=3;FREQ=YEARLY"),
    Edit("the zone from 1970", b"19810329T020000", b"19700329T020000"),
    Edit("days alone", ZONE + EVENTS, FIRST + SECOND),
    Edit("no events", EVENTS, b""),
    Edit("UTC", MEETING_START + b"\r\n" + MEETING_END,
         b"DTSTART:20260305T130000Z\r\nDTEND:20260305T143000Z"),
    Edit("UTC while the clock goes back", CANCELLED_START + b"\r\n" + CANCELLED_END,
         b"DTSTART:20261025T003000Z\r\nDTEND:20261025T011500Z"),
    Edit("the hour that comes twice", b"20261025T013000", b"20261025T020000"),
    Edit("the hour after the one skipped", b"20261025T013000", b"20260329T030000"),
    Edit("tentative and busy", b"BUSYSTATUS:BUSY", b"BUSYSTATUS:TENTATIVE"),
    Edit("English", b"Vervallen: ", b"Cancelled: "),
    Edit("the last day there is", b"DTEND;VALUE=DATE:20260301", b"DTEND;VALUE=DATE:99991231"),
]  # fmt: skip
