"""What the reader makes of agenda exports.

The dates of the sample files are those that recurring-ical-events, another reader of
recurrences, gives for them, less what is cancelled; the small ones are from a calendar.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boplan.feeds.lines import ExportError
from boplan.feeds.reading.agendas import read_export
from tests.feeds.samples import AGENDAS, calendar, choice, read, said, starts

at = datetime.fromisoformat

SAMPLE_MEETINGS = {
    "outlook": [
        "2025-01-09 10:00", "2025-02-06 10:00", "2025-03-13 14:00", "2025-04-03 10:00",
        "2025-05-15", "2025-06-05 10:00", "2025-06-12 16:00", "2025-07-03 10:00",
        "2025-09-04 10:00", "2025-10-02 10:00", "2025-11-06 10:00", "2025-12-04 10:00",
    ],
    "google": [
        "2025-01-14 19:30", "2025-02-11 19:30", "2025-03-11 19:30", "2025-05-07 20:00",
        "2025-07-08 19:30", "2025-09-22",
    ],
    "exchange": [
        "2025-03-11 09:30", "2025-03-25 09:30", "2025-04-08 09:30", "2025-04-22 09:30",
        "2025-07-01", "2025-09-02 09:30", "2025-09-16 13:30", "2025-09-30 09:30",
    ],
    "raadsinformatie": [
        "2025-01-15 20:00", "2025-01-22 19:30", "2025-02-19 20:00", "2025-04-17 20:00",
        "2025-05-21 20:00",
    ],
    "several": ["2025-04-10 10:30", "2025-10-02 10:30"],
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLE_MEETINGS)
def test_the_samples(name: str) -> None:
    data = (AGENDAS / f"{name}.ics").read_bytes()
    assert starts(read_export(data, choice())) == SAMPLE_MEETINGS[name]


@pytest.mark.parametrize("name", SAMPLE_MEETINGS)
def test_line_ends_and_marks_make_no_difference(name: str) -> None:
    plain = (AGENDAS / f"{name}.ics").read_bytes().removeprefix(b"\xef\xbb\xbf")
    lf = plain.replace(b"\r\n", b"\n")
    for data in (lf, lf.replace(b"\n", b"\r\n"), lf.replace(b"\n", b"\r"), b"\xef\xbb\xbf" + lf,
                 lf.decode().encode("utf-16"), lf.rstrip(b"\n")):  # fmt: skip
        export = read_export(data, choice())
        assert starts(export) == SAMPLE_MEETINGS[name]


def reasons(data: bytes) -> list[tuple[int, str]]:
    return [(one.line, one.reason.nl) for one in read_export(data, choice()).left_out]


def test_what_was_left_out_is_named_with_its_line() -> None:
    data = (AGENDAS / "raadsinformatie.ics").read_bytes()
    lines = data.decode().split("\n")
    assert reasons(data) == [
        (32, "afgezegd volgens de titel"),
        (39, "afgezegd volgens de titel"),
        (46, "oudere versie van een ander"),
        (60, "duurt langer dan een dag"),
        (74, "staat er al (regel 67)"),
    ]
    assert all(lines[line - 1] == "BEGIN:VEVENT" for line, _ in reasons(data))


def test_the_odd_ones() -> None:
    export = read_export((AGENDAS / "odd.ics").read_bytes(), choice())
    assert [(one.line, one.is_fault) for one in export.left_out] == [
        (5, True), (9, False), (14, False), (31, True), (37, True), (42, True), (48, True),
    ]  # fmt: skip
    assert export.left_out[4].reason.en == "DTSTART cannot be read: '20251345T100000'"
    assert export.left_out[3].title == "Elke seconde"
    assert [one.line for one in export.remarks] == [1, 25, 60, 70, 75, 82]
    assert starts(export)[:12] == [
        "2025-03-30 03:30", "2025-06-05 09:00", "2025-06-06", "2025-06-10 14:00",
        "2025-06-11 14:00", "2025-06-18 14:00", "2025-06-24 10:00", "2025-06-26 10:00",
        "2025-07-03 10:00", "2025-09-04 09:00", "2025-09-11 09:00", "2025-09-18 11:00",
    ]  # fmt: skip


# -- times and zones -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("DTSTART:20250115T190000Z", "2025-01-15 20:00"),
        ("DTSTART:20250715T190000Z", "2025-07-15 21:00"),
        ("DTSTART:20250715T190000", "2025-07-15 19:00"),
        ("DTSTART;VALUE=DATE:20250715", "2025-07-15"),
        ("DTSTART:20250715", "2025-07-15"),
        ("DTSTART;VALUE=DATE:20250715T000000", "2025-07-15"),
        ("DTSTART;TZID=Europe/Amsterdam;VALUE=DATE:20250715", "2025-07-15"),
        ("DTSTART;TZID=Europe/London:20250715T190000", "2025-07-15 20:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20250715T190000", "2025-07-15 19:00"),
        ('DTSTART;TZID="Romance Standard Time":20250715T190000', "2025-07-15 19:00"),
        ("DTSTART;TZID=GMT Standard Time:20250715T190000", "2025-07-15 20:00"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/London:20250715T190000",
         "2025-07-15 20:00"),
        ("DTSTART;TZID=Europe/London:20250715T190000Z", "2025-07-15 21:00"),
        ("DTSTART;TZID=../../etc/passwd:20250715T190000", "2025-07-15 19:00"),
        ("DTSTART;TZID=Europe/Amsterdam:20250330T023000", "2025-03-30 03:30"),
        ("DTSTART;TZID=Europe/Amsterdam:20251026T023000", "2025-10-26 02:30"),
        ("DTSTART:20251231T233000Z", "2026-01-01 00:30"),
        ("DTSTART:20250715T193015", "2025-07-15 19:30"),
        ("dtstart:20250715T190000", "2025-07-15 19:00"),
        ("DTSTART: 20250715T190000 ", "2025-07-15 19:00"),
    ],
)  # fmt: skip
def test_every_way_to_write_a_time(line: str, expected: str) -> None:
    assert starts(read(line)) == [expected]


def test_a_time_without_zone_is_on_the_clock_of_the_calendar() -> None:
    export = read("DTSTART:20250715T190000", head="X-WR-TIMEZONE:Europe/London")
    assert starts(export) == ["2025-07-15 20:00"]
    assert not export.remarks


def test_an_unknown_zone_is_said() -> None:
    export = read("DTSTART;TZID=Gemeentehuistijd:20250715T190000")
    assert [one.text.en for one in export.remarks] == [
        "time zone Gemeentehuistijd is unknown: times read as local time (Europe/Amsterdam)"
    ]


def test_the_home_zone_is_that_of_the_timeline() -> None:
    export = read("DTSTART:20250715T190000Z", wanted=choice(zone="America/Curacao"))
    assert starts(export) == ["2025-07-15 15:00"]


DESCRIBED = """\
BEGIN:VTIMEZONE
TZID:Eigen
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:{offset}
TZOFFSETTO:{offset}
{more}
END:STANDARD
END:VTIMEZONE"""


def test_two_calendars_may_describe_one_name_differently() -> None:
    event = "DTSTART;TZID=Eigen:20250115T120000"
    one = calendar(event, head=DESCRIBED.format(offset="-0500", more=""))
    other = calendar(event, head=DESCRIBED.format(offset="+0300", more=""))
    assert starts(read_export(one + other, choice())) == ["2025-01-15 10:00", "2025-01-15 18:00"]
    assert starts(read_export(calendar(event), choice())) == ["2025-01-15 12:00"]


@pytest.mark.parametrize(
    "more",
    [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=YEARLY;BYSECOND=1,2,3",
        "RRULE:FREQ=YEARLY;UNTIL=onzin",
        "TZOFFSETTO:+9999",
        "RDATE:onzin",
        "DTSTART:onzin",
    ],
)
def test_a_description_that_is_no_zone_is_not_used(more: str) -> None:
    head = DESCRIBED.format(offset="-0500", more=more)
    export = read("DTSTART;TZID=Eigen:20250115T120000", head=head)
    assert starts(export) == ["2025-01-15 12:00"]
    assert len(export.remarks) == 1


# -- series ----------------------------------------------------------------------------------

WEEKLY = "UID:w\nDTSTART;TZID=Europe/Amsterdam:20250310T193000\nRRULE:FREQ=WEEKLY;COUNT=4"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        # The clock goes forward on 30 March: half past seven stays half past seven.
        ("", "10 17 24 31"),
        ("EXDATE;TZID=Europe/Amsterdam:20250317T193000", "10 24 31"),
        ("EXDATE:20250317T183000Z", "10 24 31"),
        ("EXDATE:20250331T173000Z", "10 17 24"),
        ("EXDATE;VALUE=DATE:20250317,20250324", "10 31"),
        ("EXDATE;TZID=Europe/Amsterdam:20250317T193000\nEXDATE:20250324T183000Z", "10 31"),
        ("EXDATE;TZID=Europe/London:20250317T183000", "10 24 31"),
        ("RDATE;TZID=Europe/Amsterdam:20250312T193000", "10 12 17 24 31"),
        ("RDATE;VALUE=DATE:20250312", "10 12 17 24 31"),
        ("RDATE;VALUE=PERIOD:20250312T183000Z/PT2H", "10 12 17 24 31"),
        ("RDATE;TZID=Europe/Amsterdam:20250317T193000", "10 17 24 31"),
        ("RDATE:", "10 17 24 31"),
    ],
)
def test_exceptions_and_additions(more: str, expected: str) -> None:
    found = starts(read(f"{WEEKLY}\n{more}"))
    assert found == [f"2025-03-{day} 19:30" for day in expected.split()]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20250324T183000Z", 24),
        ("20250324T182959Z", 17),
        ("20250324", 24),
        ("20250324T193000", 24),
        ("20250324T193000Z", 24),
        ("20250101", 10),
    ],
)
def test_until_is_inclusive(until: str, last: int) -> None:
    event = f"DTSTART;TZID=Europe/Amsterdam:20250310T193000\nRRULE:FREQ=WEEKLY;UNTIL={until}"
    assert starts(read(event))[-1] == f"2025-03-{last} 19:30"


def test_a_series_of_days_with_exceptions_in_another_zone() -> None:
    """Exchange writes the midnight of Amsterdam as an hour of the day before, in UTC."""
    event = (
        "UID:d\nDTSTART;VALUE=DATE:20250106\nRRULE:FREQ=WEEKLY;UNTIL=20250126T230000Z\n"
        "EXDATE:20250112T230000Z"
    )
    change = "UID:d\nRECURRENCE-ID:20250119T230000Z\nDTSTART;VALUE=DATE:20250121"
    assert starts(read(event, change)) == ["2025-01-06", "2025-01-21", "2025-01-27"]


def test_a_moved_meeting_stands_in_for_the_one_it_replaces() -> None:
    change = "UID:w\nRECURRENCE-ID:20250317T183000Z\nDTSTART:20250318T190000Z"
    expected = ["2025-03-10 19:30", "2025-03-18 20:00", "2025-03-24 19:30", "2025-03-31 19:30"]
    assert starts(read(WEEKLY, change)) == expected
    assert starts(read(change, WEEKLY)) == expected
    assert starts(read(change)) == ["2025-03-18 20:00"]


def test_a_meeting_moved_twice() -> None:
    first = "UID:w\nSEQUENCE:1\nRECURRENCE-ID:20250317T183000Z\nDTSTART:20250318T190000Z"
    second = "UID:w\nSEQUENCE:2\nRECURRENCE-ID:20250317T183000Z\nDTSTART:20250319T190000Z"
    assert "2025-03-19 20:00" in starts(read(WEEKLY, second, first))
    assert "2025-03-18 20:00" not in starts(read(WEEKLY, second, first))


def test_one_meeting_of_a_series_cancelled() -> None:
    change = "UID:w\nRECURRENCE-ID:20250317T183000Z\nDTSTART:20250317T183000Z\nSTATUS:CANCELLED"
    export = read(WEEKLY, change)
    assert [one[8:10] for one in starts(export)] == ["10", "24", "31"]
    assert [one.reason.nl for one in export.left_out] == ["afgezegd"]


def test_a_cancelled_series_takes_its_moved_meetings_along() -> None:
    change = "UID:w\nRECURRENCE-ID:20250317T183000Z\nDTSTART:20250318T190000Z"
    export = read(f"{WEEKLY}\nSTATUS:CANCELLED", change)
    assert starts(export) == []
    assert [one.reason.en for one in export.left_out] == [
        "cancelled, the whole series",
        "cancelled",
    ]


def test_a_cancellation_in_another_calendar_of_the_file() -> None:
    data = calendar(WEEKLY) + calendar(
        "UID:w\nSEQUENCE:1\nDTSTART:20250310T183000Z", head="METHOD:CANCEL"
    )
    assert starts(read_export(data, choice())) == []


def test_a_series_without_end_stops_at_the_horizon_and_says_so() -> None:
    event = "DTSTART;VALUE=DATE:20250102\nRRULE:FREQ=MONTHLY;BYDAY=1TH"
    export = read(event, wanted=choice(horizon="2025-03-31"))
    assert starts(export) == ["2025-01-02", "2025-02-06", "2025-03-06"]
    assert export.remarks[0].text.nl == (
        "deze reeks gaat verder dan ma 31 mrt 2025: meegenomen tot en met die dag "
        "(--until noemt een andere)"
    )
    export = read(event, wanted=choice(last="2025-02-28"))
    assert starts(export) == ["2025-01-02", "2025-02-06"]
    assert not export.remarks


def test_a_series_of_which_the_end_lies_beyond_the_horizon_is_no_less_cut() -> None:
    for rule in ("UNTIL=20301231", "COUNT=500"):
        export = read(f"DTSTART;VALUE=DATE:20250102\nRRULE:FREQ=WEEKLY;{rule}")
        assert len(export.remarks) == 1
    export = read("DTSTART;VALUE=DATE:20250102\nRRULE:FREQ=WEEKLY;COUNT=5")
    assert not export.remarks


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=1000000",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2",
        "FREQ=DAILY;BYSETPOS=2",
        "FREQ=WEEKLY;BYSETPOS=9",
        "COUNT=3",
        "onzin",
        "",
        "FREQ=WEEKLY;UNTIL=onzin",
        "FREQ=WEEKLY;COUNT=99999999999999999999",
        "FREQ=DAILY;RSCALE=HEBREW",
    ],
)
def test_a_rule_that_is_not_followed_is_a_fault_not_a_guess(rule: str) -> None:
    export = read(f"DTSTART:20250102T100000\nRRULE:{rule}")
    assert [one.is_fault for one in export.left_out] == [True]
    assert starts(export) == []


def test_a_series_too_long_to_follow() -> None:
    export = read("DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY")
    assert starts(export) == ["1900-01-01"]
    assert [one.is_fault for one in export.left_out] == [True]


def test_a_file_that_is_all_series_is_refused() -> None:
    event = "DTSTART;VALUE=DATE:19800101\nRRULE:FREQ=DAILY"
    with (
        patch("boplan.feeds.reading.agendas.MOST_WORK", 40_000),
        pytest.raises(ExportError) as caught,
    ):
        read(*[event] * 3)
    assert caught.value.line == 12


def test_a_file_of_rules_that_never_come_true_is_refused() -> None:
    """A Monday each fourth Tuesday: only the year 9999 ends the search."""
    event = "DTSTART;VALUE=DATE:20250107\nRRULE:FREQ=DAILY;INTERVAL=28;BYDAY=MO"
    with (
        patch("boplan.feeds.reading.agendas.MOST_WORK", 120_000),
        pytest.raises(ExportError) as caught,
    ):
        read(*[event] * 3)
    assert caught.value.line == 12


def test_series_that_begin_after_the_period_cost_nothing() -> None:
    event = "DTSTART;VALUE=DATE:20260107\nRRULE:FREQ=WEEKLY"
    export = read(*[event] * 100, wanted=choice(last="2025-12-31"))
    assert (starts(export), export.outside) == ([], 100)


def test_the_rule_of_old_is_not_read() -> None:
    export = read("DTSTART:20250102T100000\nRRULE:FREQ=DAILY;COUNT=2\nEXRULE:FREQ=DAILY;COUNT=1")
    assert [one.reason.en for one in export.left_out] == ["EXRULE is not read"]


# -- which events are meetings ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("DTSTART:20250115T200000\nDTEND:20250116T003000", "2025-01-15 20:00"),
        ("DTSTART:20250115T200000\nDTEND:20250115T190000", "2025-01-15 20:00"),
        ("DTSTART:20250115T000000\nDTEND:20250116T000000", "2025-01-15"),
        ("DTSTART:20250329T230000Z\nDURATION:P1D", "2025-03-30"),
        ("DTSTART;TZID=Europe/Amsterdam:20250330T000000\n"
         "DTEND;TZID=Europe/Amsterdam:20250331T000000", "2025-03-30"),
        ("DTSTART;VALUE=DATE:20250115\nDTEND;VALUE=DATE:20250116", "2025-01-15"),
        ("DTSTART;VALUE=DATE:20250115\nDTEND;VALUE=DATE:20250115", "2025-01-15"),
        ("DTSTART;VALUE=DATE:20250115\nDTEND;VALUE=DATE:20250117", None),
        ("DTSTART;VALUE=DATE:20250115\nDURATION:P2D", None),
        ("DTSTART:20250115T200000\nDURATION:PT25H", None),
        ("DTSTART:20250115T200000\nDURATION:onzin", None),
        ("DTSTART:20250115T200000\nDTEND:onzin", None),
        ("DTSTART:20250115T200000\nDTSTART:20250116T200000", None),
        ("DTSTART:18991231T200000", None),
        ("DTSTART:22000101T200000", None),
        ("DTSTART:99991231T235959Z", None),
        ("DTSTART:00010101T000000Z", None),
        ("DTSTART:P1D", None),
        ("DTSTART:200000", None),
        ("SUMMARY:Zonder begin", None),
        ("STATUS:CANCELLED\nDTSTART:20250115T200000", None),
        ("status:cancelled\nDTSTART:20250115T200000", None),
    ],
)  # fmt: skip
def test_what_is_a_meeting(lines: str, expected: str | None) -> None:
    export = read(lines)
    assert starts(export) == ([expected] if expected else [])
    assert len(export.left_out) == (expected is None)


@pytest.mark.parametrize(
    ("title", "is_off"),
    [
        ("Geannuleerd: Raad", True),
        ("VERVALLEN Raad", True),
        ("[Afgelast] Raad", True),
        ("Raad (geannuleerd)", True),
        ("Raad - vervallen", True),
        ("Canceled: Council", True),
        ("Cancelled: Council", True),
        ("Raad over geannuleerde bouw", False),
        ("Vervallenverklaring vergunning", False),
        ("Raad", False),
    ],
)
def test_a_title_that_says_that_it_is_off(title: str, is_off: bool) -> None:
    export = read(f"DTSTART:20250115T200000\nSUMMARY:{title}")
    assert bool(export.left_out) is is_off


def test_the_newest_version_counts() -> None:
    old = "UID:a\nSEQUENCE:1\nDTSTAMP:20250901T000000Z\nDTSTART:20250115T200000"
    new = "UID:a\nSEQUENCE:2\nDTSTAMP:20250101T000000Z\nDTSTART:20250116T200000"
    assert starts(read(new, old)) == ["2025-01-16 20:00"]


def test_a_program_that_gives_all_its_events_one_uid_loses_none() -> None:
    events = [f"UID:x\nDTSTART:202501{day}T200000" for day in (15, 16)]
    assert len(starts(read(*events))) == 2
    export = read(*events, "UID:x\nSTATUS:CANCELLED\nDTSTART:20250117T200000")
    assert len(starts(export)) == 2


def test_events_at_the_same_time_are_one_meeting() -> None:
    export = read("DTSTART:20250115T200000\nSUMMARY:Raad", "DTSTART:20250115T190000Z")
    assert starts(export) == ["2025-01-15 20:00"]
    assert export.left_out[0].reason.nl == "staat er al (regel 4)"


def test_only_what_is_asked_for() -> None:
    data = (AGENDAS / "raadsinformatie.ics").read_bytes()
    export = read_export(data, choice("2025-02-01", "2025-04-30", title="RAADSvergadering"))
    assert starts(export) == ["2025-02-19 20:00", "2025-04-17 20:00"]
    assert (export.outside, export.other_titles) == (4, 0)
    assert [one.line for one in export.left_out] == [32, 39, 46]
    export = read_export(data, choice(title="commissie"))
    assert (starts(export), export.other_titles) == (["2025-01-22 19:30"], 5)


def test_titles_are_one_readable_line_and_no_secret() -> None:
    long = "a" * 300
    titles = [
        read(f"DTSTART:20250115T200000\nSUMMARY:{text}").meetings[0].title
        for text in ("Raad\\, deel 1\\nen 2", "Raad\x1b[31m\u202e", long, "Raad\\\\B")
    ]
    assert titles == ["Raad, deel 1 en 2", "Raad\ufffd[31m\ufffd", "a" * 79 + "…", "Raad\\B"]
    assert read("CLASS:PRIVATE\nDTSTART:20250115\nSUMMARY:Geheim").meetings[0].title == ""


def test_titles_that_are_not_utf8_do_not_stand_in_the_way() -> None:
    data = calendar("DTSTART:20250115\nSUMMARY:Financi\u00ebn").decode().encode("latin-1")
    assert read_export(data, choice()).meetings[0].title == "Financi\u00ebn"


def test_what_is_no_event_is_said() -> None:
    export = read_export((AGENDAS / "several.ics").read_bytes(), choice())
    assert [one.text.nl for one in export.remarks] == [
        "1 × VTODO overgeslagen: alleen een VEVENT kan een vergadering zijn"
    ]


# -- files that are no calendar --------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 0, "nergens staat BEGIN:VCALENDAR"),
        (b"<!DOCTYPE html>\n<title>Inloggen</title>", 0, "nergens staat BEGIN:VCALENDAR"),
        (b"\x00\xff\xfe\x80" * 100, 0, "nergens staat BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\n", 1, "houdt op midden in VCALENDAR"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20250115", 2, "houdt op midden in VEVENT"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", 3, "open staat BEGIN:VEVENT (2)"),
        (b"END:VCALENDAR\n", 1, "END:VCALENDAR hoort bij geen BEGIN"),
        (b"BEGIN:VEVENT\nEND:VEVENT\n", 1, "BEGIN:VEVENT staat in geen VCALENDAR"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VEVENT\n", 3, "BEGIN:VEVENT staat in VEVENT"),
        (b"BEGIN:VCALENDAR\n" * 2, 2, "BEGIN:VCALENDAR staat in VCALENDAR"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 50_000, 11, "beschadigd"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_calendar_is_refused_with_its_line(
    data: bytes, line: int, words: str
) -> None:
    with pytest.raises(ExportError) as caught:
        read_export(data, choice())
    assert caught.value.line == line
    assert words in caught.value.text.nl
    assert caught.value.text.en != caught.value.text.nl


# -- against arithmetic ----------------------------------------------------------------------


@given(
    st.datetimes(at("2020-01-01 00:00"), at("2030-01-01 00:00")),
    st.sampled_from(["Europe/Amsterdam", "America/New_York", "Asia/Tokyo", "Pacific/Apia"]),
    st.integers(1, 3),
    st.integers(1, 30),
    st.sets(st.integers(0, 29), max_size=4),
)
def test_weekly_series_are_weeks_on_the_clock_of_their_zone(
    start: datetime, zone: str, interval: int, count: int, dropped: set[int]
) -> None:
    """RFC 5545, 3.3.10: recurrences keep the local time; here by adding weeks to it."""
    start = start.replace(second=0, microsecond=0)
    wall = [start + timedelta(weeks=interval * n) for n in range(count)]
    exceptions = "".join(
        f"\nEXDATE;TZID={zone}:{wall[n]:%Y%m%dT%H%M%S}" for n in dropped if n < count
    )
    event = (
        f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}\n"
        f"RRULE:FREQ=WEEKLY;INTERVAL={interval};COUNT={count}{exceptions}"
    )
    home = ZoneInfo("Europe/Amsterdam")
    expected = [
        one.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(home).replace(tzinfo=None)
        for n, one in enumerate(wall)
        if n not in dropped
    ]
    export = read(event, wanted=choice(horizon="2199-12-31"))
    assert starts(export) == sorted({said(one) for one in expected})
