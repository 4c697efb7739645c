"""What is left when the previous feeds or their index are lost, damaged, or not ours."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boplan.feeds.writing.memory import Memory, memory_of
from tests.feeds.checker import faults
from tests.feeds.shelf import FIRST, LATEST, Shelf, told, without
from tests.helpers import HEAD, step

MOST = 999_999_999
NOW = FIRST + timedelta(days=200)
TEXT = (
    HEAD
    + '[[owner]]\nid = "x"\nname = "X, Y; \\\\ Z"\n'
    + step("a", when="2026-03-01T10:00", owner="x")
    + step("b", 'remind = ["P7D"]', when="2026-04", owner="x")
    + step("c", when="2026-05-01")
    + step("d", when="2026-06-01", owner="x")
)
MORE = step("new", when="2026-07-01")


LAST = without(TEXT, 'id = "d"')


def _history() -> tuple[Shelf, dict[str, int]]:
    """Return an edition in which every event has another past, and the SEQUENCE of each.

    a changed three times, b twice, c never; d was removed; e was too, and is gone for long.
    """
    e = step("e", when="2026-08-01")
    shelf = Shelf().then(TEXT + e, alarms=True)
    (gone,) = (uid for uid, one in shelf.events.items() if one.title == "Stap e")
    for days, text in enumerate(
        [
            TEXT.replace("Stap a", "Aa").replace("Stap b", "Bb") + e.replace("Stap e", "E1"),
            TEXT.replace("Stap a", "Ab").replace("Stap b", "Bb") + e.replace("Stap e", "E2"),
            TEXT,
        ],
        start=1,
    ):
        shelf = shelf.then(text, FIRST + timedelta(days=days), alarms=True)
    shelf = shelf.then(LAST, NOW - timedelta(days=9), alarms=True)
    return shelf, {**shelf.sequences, gone: 3}


SHELF, HIGHEST = _history()
ALL = SHELF.files["all.ics"]
INDEX = SHELF.index or b""
UID = {one.title.removeprefix("Vervallen: ")[:6]: uid for uid, one in SHELF.events.items()}
(GONE,) = set(HIGHEST) - set(UID.values())


def then(shelf: Shelf, text: str = LAST) -> Shelf:
    """Return the next edition, after checking that it is whole and is remembered."""
    found = shelf.then(text, NOW, alarms=True)
    assert not [fault for data in found.files.values() for fault in faults(data)]
    again = found.then(text, NOW + timedelta(hours=1), alarms=True)
    assert (again.files, again.index, again.troubles) == (found.files, found.index, ())
    return found


def assert_none_lower(found: Shelf) -> None:
    lower = {uid: one for uid, one in found.sequences.items() if one < HIGHEST.get(uid, 0)}
    assert not lower


def with_index(change: Callable[[Any], object]) -> Shelf:
    document = json.loads(INDEX)
    change(document)
    return SHELF.having(index_json=json.dumps(document).encode())


def test_the_past_is_as_the_tests_need_it() -> None:
    assert {name: HIGHEST[uid] for name, uid in UID.items()} == {
        "Stap a": 3, "Stap b": 2, "Stap c": 0, "Stap d": 1,
    }  # fmt: skip
    assert HIGHEST[GONE] == 3
    assert GONE not in SHELF.events
    assert SHELF.events[UID["Stap d"]].is_off
    assert then(SHELF).files == SHELF.files


# -- the index -------------------------------------------------------------------------------------


def test_without_feeds_the_index_knows_the_numbers() -> None:
    found = then(Shelf({}, INDEX), TEXT + MORE)
    known = {uid: number + 1 for uid, number in HIGHEST.items() if uid != GONE}
    new = {uid: number for uid, number in found.sequences.items() if uid not in HIGHEST}
    assert found.sequences == {**known, **new}
    assert list(new.values()) == [0]
    assert {one.created for one in found.events.values()} == {"20260803T020000Z"}
    assert found.troubles == tuple(
        f"de vorige {name} is er niet meer; zij wordt opnieuw gemaakt"
        for name in sorted(SHELF.files)
    )


def test_without_an_index_the_feeds_know_their_events() -> None:
    found = then(SHELF.having(index_json=None))
    assert found.files == SHELF.files
    assert found.troubles == (
        "de vorige index.json is er niet meer; wat de agenda's zelf weten, telt",
    )
    # What was gone for long is unknown now: what seems new starts above all that is known.
    more = then(SHELF.having(index_json=None), LAST + MORE + step("e", when="2026-08-01"))
    assert more.sequences == {**SHELF.sequences, GONE: 4, more.event("Stap new").uid: 4}


def test_without_anything_everything_is_new() -> None:
    found = then(Shelf())
    assert set(found.sequences.values()) == {0}
    assert found.troubles == ()


DAMAGED = "de vorige index.json is beschadigd; wat de agenda's zelf weten, telt"


@pytest.mark.parametrize(
    "index",
    [
        b"", b"{", b"null", b"[]", b"7", b'"', b"\0" * 99, b"\xff\xfe", b"{}", b"[" * 99_999,
        b'{"format": 1, "feeds": null, "sequences": {}}',
        b'{"format": 1, "feeds": [], "sequences": []}',
        b'{"format": 1, "feeds": [{"file": "all.ics"}], "sequences": {}}',
        b'{"format": 1, "feeds": [{"file": 1, "name": 1}], "sequences": {}}',
        b'{"format": 1, "feeds": [{"file": "all.ics", "name": {}}], "sequences": {}}',
        b'{"format": 1, "feeds": [{"file": "../x", "name": "x"}], "sequences": {}}',
        b'{"format": 1, "feeds": [{"file": "\\ud800", "name": "x"}], "sequences": {}}',
        b'{"format": 1, "feeds": {"all.ics": 1}, "sequences": {}}',
        b'{"format": 1, "feeds": [], "sequences": {"x": 1}}',
    ],
)  # fmt: skip
def test_an_index_that_is_none_costs_no_event_that_still_stands(index: bytes) -> None:
    found = then(SHELF.having(index_json=index))
    assert found.troubles == (DAMAGED,)
    assert found.files == SHELF.files


NUMBERS: list[object] = [10**30, 10**4000, 2**31, MOST + 1, -1, True, None, 1.5, 1e300, "7", [], {}]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda one: str(one)[:12])
def test_a_number_that_was_never_written_is_not_believed(number: object) -> None:
    broken = with_index(
        lambda index: index["sequences"].update({GONE: number, UID["Stap a"]: number})
    )
    found = then(broken, LAST + step("e", when="2026-08-01"))
    assert found.troubles == (DAMAGED,)
    # The feeds know a; of e, above all that is known.
    assert found.sequences == {**SHELF.sequences, GONE: 4}


def test_the_highest_number_there_is_stays_a_number() -> None:
    broken = with_index(lambda index: index["sequences"].update({UID["Stap a"]: MOST}))
    found = then(broken.having(all_ics=ALL[:-9]), LAST + MORE)
    assert found.events[UID["Stap a"]].sequence == MOST
    assert found.event("Stap new").sequence == MOST


def test_an_index_of_another_version_has_numbers_that_count() -> None:
    other = with_index(lambda index: index.update(format=2, more=[]))
    found = then(other, LAST + MORE + step("e", when="2026-08-01"))
    assert found.troubles == (
        "de vorige index.json is van een andere versie van boplan; de nummers erin tellen",
    )
    assert found.sequences == {**SHELF.sequences, GONE: 4, found.event("Stap new").uid: 0}


@pytest.mark.parametrize("name", ["\ud800", "a\r\nb", "\x1b[31m", "\0", "a\tb – c"])
def test_no_name_in_the_index_breaks_a_feed(name: str) -> None:
    entry = {"file": "owner-y.ics", "name": name}
    broken = with_index(lambda index: index["feeds"].append(entry))
    found = then(broken.having(owner_y_ics=SHELF.files["owner-x.ics"]))
    assert "owner-y.ics" in found.files


def test_an_index_that_is_cut_off_anywhere_knows_what_is_left_of_it() -> None:
    for cut in range(len(INDEX) - 1):
        memory = memory_of({}, INDEX[:cut])
        left = re.findall(rb'"([0-9a-f-]{36})": ([0-9]+)[,\n]', INDEX[:cut])
        assert memory.sequences == {uid.decode(): int(number) for uid, number in left}
        assert memory.is_damaged
        assert [one.nl for one in memory.troubles] == [DAMAGED]
        assert memory.next_sequence("?") == 1 + max(memory.sequences.values(), default=0)


# -- one feed --------------------------------------------------------------------------------------


def _said(name: str, count: int) -> str:
    return f"de vorige {name} is beschadigd; {count} afspraken eruit zijn nog bekend"


@pytest.mark.parametrize("name", sorted(SHELF.files))
def test_a_feed_that_is_missing_is_made_again(name: str) -> None:
    feeds = {one: data for one, data in SHELF.files.items() if one != name}
    found = then(Shelf(feeds, INDEX))
    assert found.files["all.ics"] == ALL
    assert found.events.keys() == SHELF.events.keys()
    assert found.sequences == SHELF.sequences
    assert found.troubles == (f"de vorige {name} is er niet meer; zij wordt opnieuw gemaakt",)


def test_a_feed_that_is_cut_off_anywhere_is_made_again_from_the_others() -> None:
    whole = memory_of(SHELF.files, INDEX)
    for cut in range(len(ALL)):
        memory = memory_of({**SHELF.files, "all.ics": ALL[:cut]}, INDEX)
        said = _said("all.ics", ALL[:cut].count(b"\r\nEND:VEVENT"))
        assert [one.nl for one in memory.troubles] == [said], cut
        assert memory.sequences == whole.sequences
        assert _known(memory) == _known(whole)
    for cut in (0, 9, len(ALL) // 3, len(ALL) // 2, len(ALL) - 2):
        assert then(SHELF.having(all_ics=ALL[:cut])).files == SHELF.files


def _known(memory: Memory) -> dict[str, tuple[object, ...]]:
    return {
        uid: (one.stamps, one.content, one.is_torn, one.files - {"all.ics"})
        for uid, one in memory.events.items()
    }


def test_a_feed_alone_that_is_cut_off_anywhere_still_knows_what_is_left_of_it() -> None:
    for cut in range(len(ALL)):
        data = ALL[:cut]
        memory = memory_of({"all.ics": data}, None)
        left = [int(one) for one in re.findall(rb"SEQUENCE:([0-9]+)", data)]
        whole = {one.uid: one for one in told(data)}
        assert memory.next_sequence("?") == 1 + max(left, default=0), cut
        for uid, number in SHELF.sequences.items():
            if uid in memory.events:
                assert memory.events[uid].stamps.sequence == number
            elif re.search(rf"{uid}.*?SEQUENCE:{number}\r".encode(), data, re.DOTALL):
                assert memory.next_sequence(uid) > number
        assert set(whole) <= set(memory.events), cut


CUTS = st.dictionaries(st.sampled_from(sorted(SHELF.files)), st.integers(0, 4000), min_size=1)


@given(CUTS)
def test_feeds_that_are_cut_off_lower_no_number(cuts: dict[str, int]) -> None:
    cut = {name: SHELF.files[name][:at] for name, at in cuts.items()}
    found = then(Shelf({**SHELF.files, **cut}, INDEX), TEXT + MORE)
    assert found.troubles == tuple(
        _said(name, data.count(b"\r\nEND:VEVENT"))
        for name, data in sorted(cut.items())
        if data != SHELF.files[name]
    )
    assert_none_lower(found)


@given(
    st.sampled_from([*sorted(SHELF.files), "index.json"]),
    st.lists(st.tuples(st.integers(0, 9999), st.integers(1, 255)), min_size=1, max_size=3),
    st.sampled_from([LAST, TEXT + MORE, without(LAST, 'id = "a"')]),
)
def test_a_flipped_byte_lowers_no_number(
    name: str, flips: list[tuple[int, int]], text: str
) -> None:
    data = bytearray(INDEX if name == "index.json" else SHELF.files[name])
    for at, mask in flips:
        data[at % len(data)] ^= mask
    broken = SHELF.having(**{name.replace(".", "_"): bytes(data)})
    found = then(broken, text)
    assert_none_lower(found)
    assert all(f"de vorige {name} is beschadigd" in one for one in found.troubles if name in one)
    others = [one for one in found.troubles if name not in one]
    assert name == "index.json" or not others
    clean = SHELF.then(text, NOW, alarms=True)
    assert {one.title for one in clean.events.values()} <= {
        one.title for one in found.events.values()
    }


NUMBER_LINES = [found.span() for found in re.finditer(rb"\r\nSEQUENCE:\d+\r\n.", ALL)]


@given(st.integers(0, len(ALL) - 1), st.integers(1, 255))
def test_a_flipped_byte_in_all_there_is_lowers_nothing_but_itself(at: int, mask: int) -> None:
    """One feed and no index, as with --previous."""
    data = bytearray(ALL)
    data[at] ^= mask
    found = then(Shelf({"all.ics": bytes(data)}, None))
    assert len(found.troubles) <= 2
    if not any(first <= at < last for first, last in NUMBER_LINES):
        assert_none_lower(found)


def _in_all(change: Callable[[bytes], bytes], index: bytes | None = INDEX) -> Shelf:
    files = {name: change(data) for name, data in SHELF.files.items()}
    assert files != SHELF.files
    return Shelf(files, index)


@pytest.mark.parametrize("files", [["all.ics"], ["owner-x.ics"], sorted(SHELF.files)], ids=len)
def test_a_title_that_was_changed_by_hand_comes_back_as_a_change(files: list[str]) -> None:
    """Also in one feed only: who reads that one has seen it, and must see it mended."""
    edits = {
        name: SHELF.files[name].replace(b"SUMMARY:Stap a", b"SUMMARY:Mijn stap") for name in files
    }
    found = then(Shelf({**SHELF.files, **edits}, INDEX))
    assert found.troubles == ()
    one = found.event("Stap a")
    assert (one.sequence, one.created) == (4, SHELF.event("Stap a").created)
    assert found.sequences == {**SHELF.sequences, one.uid: 4}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"STATUS:", b"SVATUS:"),
        (b"STATUS:CONFIRMED", b"STATUS:CONFIRNED"),
        (b"BEGIN:VALARM", b"BEGIN:VALERM"),
        (b"END:VALARM", b"END:VALERM"),
        (b"DTSTART;VALUE=DATE:20260501", b"DTSTART;VALUE=DATE:20261301"),
        (b"DTSTART;VALUE=DATE:20260501", b"DTSTART;VALUE=DATE:20260701"),
        (b"DTSTART;VALUE=DATE:20260501", b"DTSTART;VALUE=DATE:soon"),
        (b"DTSTART;VALUE=DATE:20260501", b"DTSTART:20260501"),
        (b"DTEND;VALUE=DATE:20260502", b"DTEND:20260502T100000Z"),
        (b"DTEND;TZID=Europe/Amsterdam:", b"DTEND:"),
        (b"SUMMARY:Stap c", b"SUMMARY:"),
        (b"SUMMARY:Stap c", b"SUMMARY:St\0p c"),
        (b"SUMMARY:Stap c", b"SUMMARY:Stap\\c"),
        (b"SUMMARY:Stap c", b"SUMMARY:Stap, c"),
        (b"SUMMARY:Stap c", b"SUMMARY Stap c"),
        (b"SUMMARY:Stap c", b"SUMMARY:Stap c\r\nSUMMARY:Stap c"),
        (b"SUMMARY:Stap c", b"BEGIN:VTODO"),
        (b"SUMMARY:Vervallen:", b"SUMMARY:Verfallen:"),
        (b"TRANSP:TRANSPARENT", b"TRANSP:TRANSPARANT"),
        (b"BUSYSTATUS:FREE", b"BUSYSTATUS:FRIE"),
        (b"CATEGORIES:", b"CATEGORIEN:"),
        (b"CATEGORIES:", b"CATEGORIES:\\"),
        (b"DTSTART;TZID=Europe/Amsterdam:2", b"DTSTART;TZID=Europe/Amsterdam:1"),
        # A program that sorts them: the first is looked at, to put events in order.
        (
            b"DTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260502\r\nSUMMARY:Stap c",
            b"SUMMARY:Caf\xc3\xa9 Z\r\nDTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260502",
        ),
        (b"DTEND;", b"X-A:1Z\r\nDTEND;"),
    ],
)
def test_no_line_that_is_broken_is_published_again(old: bytes, new: bytes) -> None:
    """The steps are gone too, so that all there is of them is what was damaged."""
    broken = Shelf({"all.ics": ALL.replace(old, new)}, INDEX)
    assert broken.files["all.ics"] != ALL
    found = then(broken, HEAD + MORE)
    assert any("all.ics is beschadigd" in one for one in found.troubles)
    clean = Shelf({"all.ics": ALL}, INDEX).then(HEAD + MORE, NOW, alarms=True)
    off = {one.content for one in found.events.values() if one.is_off}
    assert off < {one.content for one in clean.events.values()}
    assert_none_lower(then(broken))


@pytest.mark.parametrize(
    "stamp",
    [
        b"00260115T020000Z",
        b"99991231T235959Z",
        b"20261315T020000Z",
        b"20260115T020000",
        b"nu",
    ],
)
@pytest.mark.parametrize("name", [b"CREATED", b"LAST-MODIFIED"])
def test_a_stamp_of_no_time_is_damage(name: bytes, stamp: bytes) -> None:
    broken = _in_all(lambda data: re.sub(name + rb":\d+T\d+Z", name + b":" + stamp, data), None)
    found = then(broken, LAST.replace("Stap", "Trap"))
    # The numbers were still there to be read.
    assert found.sequences == {
        uid: number + 1 for uid, number in SHELF.sequences.items() if uid != UID["Stap d"]
    }


@pytest.mark.parametrize(
    ("old", "left"), [(b"BEGIN:VEVENT", 3), (b"END:VEVENT", 3), (b"END:VEVENT\r\nBEGIN:VEVENT", 2)]
)
def test_an_event_without_its_edge_is_missed(old: bytes, left: int) -> None:
    found = then(SHELF.having(all_ics=ALL.replace(old, b"\0" * len(old), 1)))
    assert found.troubles == (_said("all.ics", left),)
    assert found.files == SHELF.files


def test_a_number_counts_also_where_the_event_breaks_off() -> None:
    """And where the index is older, because a run stopped before it wrote one."""
    uid = UID["Stap a"]
    older = with_index(lambda index: index["sequences"].update({uid: 0})).index
    cut = ALL[: ALL.index(b"SUMMARY:Stap a")]
    assert then(Shelf({"all.ics": cut}, older)).event("Stap a").sequence == HIGHEST[uid] + 1


@pytest.mark.parametrize("uid", ["1@example.org", UID["Stap a"].upper(), f"4{UID['Stap a'][1:]}-"])
def test_an_identity_that_is_none_of_ours_is_damage(uid: str) -> None:
    feed = ALL.replace(f"UID:{UID['Stap a']}".encode(), f"UID:{uid}".encode())
    found = then(SHELF.having(all_ics=feed))
    assert found.troubles == (_said("all.ics", 3),)
    assert found.files == SHELF.files


def test_an_identity_of_another_version_is_damage() -> None:
    uid = UID["Stap a"]
    feed = ALL.replace(uid.encode(), f"{uid[:14]}4{uid[15:]}".encode())
    assert then(SHELF.having(all_ics=feed)).troubles == (_said("all.ics", 3),)


def test_what_was_created_after_it_changed_is_damage() -> None:
    broken = _in_all(lambda data: data.replace(b"CREATED:2026", b"CREATED:2036"))
    assert sorted(name for name, data in SHELF.files.items() if told(data)) == [
        one.split()[2] for one in then(broken).troubles
    ]


def test_the_same_event_twice_counts_once_and_as_its_newest() -> None:
    event = SHELF.event("Stap c").raw
    twice = ALL.replace(event, event + event.replace(b"SEQUENCE:0", b"SEQUENCE:41"))
    found = then(Shelf({"all.ics": twice}, None))
    assert found.event("Stap c").sequence == 41
    assert found.troubles[1:] == (_said("all.ics", 4),)


def test_bare_line_ends_are_damage_of_which_nothing_is_lost() -> None:
    found = then(_in_all(lambda data: data.replace(b"\r\n", b"\n")))
    assert found.files == SHELF.files
    assert found.troubles == tuple(
        _said(name, len(told(data))) for name, data in sorted(SHELF.files.items())
    )


OTHER = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//NL\r\nBEGIN:VEVENT\r\n"
    b"UID:1@example.org\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260101T100000Z\r\n"
    b"SUMMARY:Verjaardag\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 4096, b"\r\n", b"<html>404</html>", OTHER, b"\xff\xfe\x00", ALL[::-1]]
)
def test_a_file_of_something_else_tells_nothing(data: bytes) -> None:
    found = then(SHELF.having(all_ics=data))
    assert found.files == SHELF.files
    assert found.troubles == (_said("all.ics", 0),)


def test_a_block_of_nought_in_the_middle_costs_nothing_that_others_know() -> None:
    for at in range(0, len(ALL) - 512, 256):
        found = then(SHELF.having(all_ics=ALL[:at] + b"\0" * 512 + ALL[at + 512 :]))
        assert found.files == SHELF.files or found.sequences != SHELF.sequences
        assert_none_lower(found)


def test_an_older_copy_of_one_feed_does_not_bring_back_what_was() -> None:
    old = Shelf().then(TEXT, alarms=True)
    found = then(SHELF.having(owner_x_ics=old.files["owner-x.ics"]))
    assert found.files == SHELF.files


def test_a_run_that_stopped_before_the_index_loses_nothing() -> None:
    newer = SHELF.then(LAST.replace("Stap c", "Stap z") + MORE, LATEST, alarms=True)
    half = Shelf({**newer.files, "owner-x.ics": SHELF.files["owner-x.ics"]}, INDEX)
    found = then(half, LAST.replace("Stap c", "Stap z") + MORE)
    assert (found.files, found.index) == (newer.files, newer.index)


def test_who_removed_a_feed_that_had_ended_meant_it() -> None:
    """One that is still made is said to be missing; one that nothing makes any more is not."""
    index = b'{"format": 1, "feeds": [{"file": "owner-x.ics", "name": "X"}], "sequences": {}}'
    assert memory_of({}, index, {"all.ics"}).troubles == []
    (said,) = memory_of({}, index, {"all.ics", "owner-x.ics"}).troubles
    assert "owner-x.ics" in said.nl
