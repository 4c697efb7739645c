"""The checker on a good feed, and on that feed with one thing broken at a time."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.feeds.checker import PROPERTIES, Event, events, faults, seen
from tests.feeds.codes import CODES
from tests.feeds.edits import (
    BROKEN,
    CANCELLED,
    FINE,
    FIRST,
    GOOD,
    MEETING,
    MEETING_END,
    MEETING_START,
    SECOND,
    Edit,
)
from tests.feeds.expected import Seen
from tests.feeds.spans import change, in_amsterdam


def codes(feed: bytes) -> list[tuple[int, str]]:
    return [(line, code) for line, code, _ in faults(feed)]


@pytest.mark.parametrize("edit", BROKEN, ids=lambda edit: edit.name)
def test_one_broken_thing_is_one_fault(edit: Edit) -> None:
    assert codes(edit.feed) == [(edit.line, edit.code)]


@pytest.mark.parametrize("edit", FINE, ids=lambda edit: edit.name)
def test_what_is_right_is_no_fault(edit: Edit) -> None:
    assert faults(edit.feed) == []


def test_every_code_is_tried() -> None:
    assert {edit.code for edit in BROKEN} == set(CODES)


def test_every_fault_says_what_must_hold_and_where_that_is_said() -> None:
    for line, code, text in (one for edit in BROKEN for one in faults(edit.feed)):
        assert re.match(r"[A-Z].+ \((RFC \d{4}|MS-OXCICAL), \d.*\)", text), (line, code, text)


def test_all_faults_are_shown() -> None:
    feed = GOOD.replace(b"VERSION:2.0\r\n", b"VERSION:3\n").replace(b"-P14D", b"soon")
    assert [code for _, code in codes(feed)] == ["bare", "version", "trigger"]


def test_an_event_has_one_zone() -> None:
    feed = GOOD.replace(MEETING_END, MEETING_END.replace(b"Amsterdam", b"Brussels"))
    assert [code for _, code in codes(feed)] == ["form", "zone-missing"]


REQUIRED = [(block, name) for block, wanted in PROPERTIES.items() for name in wanted.once.split()]


@pytest.mark.parametrize(("block", "name"), REQUIRED)
def test_what_is_required_is_there_once(block: str, name: str) -> None:
    start = GOOD.index(b"BEGIN:%b\r\n" % block.encode())
    found = re.compile(
        rb"BEGIN:%b\r\n.*?END:%b\r\n|\b%b[:;].*?\r\n(?! )" % ((name.encode(),) * 3), re.DOTALL
    ).search(GOOD, start)
    assert found
    at = GOOD.count(b"\r\n", 0, start) + 1
    assert codes(GOOD[: found.start()] + GOOD[found.end() :]) == [(at, "missing")]
    again = GOOD.count(b"\r\n", 0, found.end()) + 1
    assert (again, "twice") in codes(GOOD[: found.end()] + found[0] + GOOD[found.end() :])


# What a person sees.


def test_the_events() -> None:
    first, second, meeting, cancelled = events(GOOD)
    assert first == Event(
        uid="b80c8fef-a677-5340-85fb-2c162d75df03",
        sequence=2,
        dtstamp="20260115T020000Z",
        created="20260101T020000Z",
        last_modified="20260115T020000Z",
        first="2026-02-10",
        last="2026-02-28",
        title="Concept schrijven (dag niet bekend)",
        status="TENTATIVE",
        categories=("Nota Sport", "Accommodaties, velden en zalen"),
        description="Regio schrijft het concept.\nDe dag is niet bekend: „in de loop van februari”,"
        " dus na 9 februari en vóór maart – één van 19 dagen 🎉.\nBron: C:\\plan\\p. 1",
        raw=FIRST,
    )
    assert (second.raw, second.categories) == (SECOND, ())
    assert (meeting.raw, cancelled.raw) == (MEETING, CANCELLED)


def test_what_a_person_sees() -> None:
    assert seen(GOOD) == [
        Seen("2026-02-10", "2026-02-28", "Concept schrijven (dag niet bekend)", "TENTATIVE"),
        Seen("2026-03-05", "2026-03-05", "Uiterste dag: Raden – vaststellen Nota"),
        Seen("2026-03-05T14:00", "2026-03-05T15:30", "PFHO – bespreken Nota"),
        Seen("2026-10-25T01:30", "2026-10-25T02:30", "Vervallen: Nachtelijk beraad", "CANCELLED"),
    ]


def test_utc_is_seen_in_local_time() -> None:
    utc = next(edit for edit in FINE if edit.name == "UTC")
    assert seen(utc.feed) == seen(GOOD)


def test_only_a_feed_without_fault_is_read() -> None:
    with pytest.raises(AssertionError, match=r"^2: version: "):
        events(GOOD.replace(b"VERSION:2.0", b"VERSION:3"))


@pytest.mark.parametrize("year", range(1996, 2038))
def test_the_clock_changes_when_the_table_of_zones_has_it(year: int) -> None:
    hour, second = timedelta(hours=1), timedelta(seconds=1)
    for half, before, then in (("DAYLIGHT", hour, 2 * hour), ("STANDARD", 2 * hour, hour)):
        utc = change(year, half) - before
        for at, offset in ((utc - second, before), (utc, then)):
            known = at.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Amsterdam"))
            assert known.utcoffset() == offset
            assert known.replace(tzinfo=None) == in_amsterdam(at)


# Any bytes at all.


FREE = re.compile(
    rb"\b(?:SUMMARY|DESCRIPTION|LOCATION|CATEGORIES|TZNAME|SEQUENCE|TRIGGER):(.*(?:\n .*)*)"
)


def test_a_byte_that_goes_missing_is_noticed() -> None:
    """Only what is left of a text, a number or a duration is another one."""
    free = {at for match in FREE.finditer(GOOD) for at in range(*match.span(1))}
    free -= {at for at in free if GOOD[at] in b"\r\n" or GOOD[at] >= 0x80}
    for at in set(range(len(GOOD))) - free:
        assert faults(GOOD[:at] + GOOD[at + 1 :]), GOOD[at - 20 : at + 20]


places = st.integers(0, len(GOOD))
controls = st.sampled_from([bytes([one]) for one in (*range(9), *range(10, 32), 127)])


@given(places, controls)
def test_a_control_byte_is_noticed(at: int, byte: bytes) -> None:
    assert faults(GOOD[:at] + byte + GOOD[at:])


@given(places)
def test_half_a_feed_is_noticed(at: int) -> None:
    assert bool(faults(GOOD[:at])) == (at < len(GOOD))


def lines_of(edits: list[Edit]) -> list[bytes]:
    return sorted({line for edit in edits for line in edit.feed.splitlines(keepends=True)})


# Lines that are good or nearly so come deeper than bytes at random.
lines = st.lists(st.sampled_from(lines_of(BROKEN + FINE))).map(b"".join)
spliced = st.builds(
    lambda one, two, what: GOOD[: min(one, two)] + what + GOOD[max(one, two) :],
    places, places, lines | st.binary(max_size=30),
)  # fmt: skip


@given(st.binary() | lines | spliced)
@example(b"\xef\xbb\xbf")
@example(b"END:")
@example(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nEND:")
def test_any_bytes_have_an_answer(feed: bytes) -> None:
    found = faults(feed)
    assert found == sorted(found)
    assert {code for _, code, _ in found} <= set(CODES)
    assert all(1 <= line <= max(1, len(feed.splitlines())) for line, _, _ in found)
    if not found:
        assert len(events(feed)) == feed.count(b"\r\nBEGIN:VEVENT\r\n")


when = st.from_regex(rb"(DTSTART|DTEND)(;VALUE=DATE|;TZID=Europe/Amsterdam|)?:\d{8}(T\d{6}Z?)?",
                     fullmatch=True)  # fmt: skip


@given(when, when)
@example(b"DTSTART:99991231T233000Z", b"DTEND:99991231T235900Z")
@example(b"DTSTART;VALUE=DATE:00010101", b"DTEND;VALUE=DATE:00010102")
def test_any_time_has_an_answer(start: bytes, end: bytes) -> None:
    feed = GOOD.replace(MEETING_START, start).replace(MEETING_END, end)
    assert faults(feed) or len(events(feed)) == 4
