"""What was known on a day in the past: by which documents, and by what happened.

The oracle is the rule in words: a step is known from the last possible day of the date of the
first document that tells of it, or from the first record of what happened. What must follow is
worked out here from what was drawn, never from the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boplan.model.timeline import Timeline
from boplan.rules.engine import find
from boplan.schedule.knowledge import as_known, told_from
from boplan.schedule.progress import progress
from boplan.schedule.selection import Selection
from boplan.store.reader import read
from boplan.views.layout import plain
from boplan.views.status import status_lines
from tests.helpers import HEAD, SHIPPED, day, record, step, timeline_of

SOURCES = (
    '[[source]]\nid = "vroeg"\ntitle = "Vroege nota"\ndate = "2024-03"\n'
    '[[source]]\nid = "laat"\ntitle = "Late nota"\ndate = 2025-06-10\n'
    '[[source]]\nid = "vaag"\ntitle = "Vage nota"\ndate = "[2025-12-18..2026-02-28]"\n'
    '[[source]]\nid = "rond"\ntitle = "Nota van rond juni"\ndate = "2025-06~"\n'
    '[[source]]\nid = "los"\ntitle = "Losse nota"\n'
)
START = HEAD + SOURCES
BEFORE, FROM = "2025-06-09", "2025-06-10"
"""The last day on which nothing tells of what only `laat` tells of, and the first."""


def _listed(ids: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{one}"' for one in ids) + "]"


def _cites(*sources: str) -> str:
    return f"source = {_listed(f'{one}, p. 1' for one in sources)}"


def _laat(id_: str, *lines: str, **keys: str) -> str:
    """Return a step of which only `laat` tells."""
    return step(id_, _cites("laat"), *lines, **keys)


def _known(text: str, today: str) -> Timeline:
    return as_known(timeline_of(START + text), day(today))[0]


def _gone(text: str, today: str) -> frozenset[str]:
    return as_known(timeline_of(START + text), day(today))[1]


# -- by which documents -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sources", "first"),
    [
        ((), None),
        (("los",), None),
        (("laat", "los"), None),
        (("laat",), "2025-06-10"),
        (("vroeg",), "2024-03-31"),
        (("laat", "vroeg"), "2024-03-31"),
        (("vroeg", "laat"), "2024-03-31"),
        (("vaag",), "2026-02-28"),
        (("rond",), "2025-07-31"),
        (("vaag", "rond"), "2025-07-31"),
    ],
)
def test_a_document_tells_from_the_last_day_that_its_date_can_be(
    sources: tuple[str, ...], first: str | None
) -> None:
    timeline = timeline_of(START + step("a", _cites(*sources) if sources else ""))
    told = told_from(timeline, timeline.activities["a"])
    assert told == (day(first) if first else None)
    for today in ("2019-01-01", "2024-03-30", "2024-03-31", BEFORE, FROM, "2025-07-30",
                  "2025-07-31", "2026-02-27", "2026-02-28", "2030-01-01"):  # fmt: skip
        known, gone = as_known(timeline, day(today))
        hidden = first is not None and today < first
        assert gone == ({"a"} if hidden else set())
        assert ("a" in known.activities) is not hidden


@pytest.mark.parametrize(
    ("records", "first"),
    [
        (record("a", "done", "on = 2025-05-02"), "2025-05-02"),
        (record("a", "started", 'on = "2025-04"'), "2025-04-30"),
        (record("a", "moved", "on = 2025-05-02", "to = 2025-08-01", reason="Vol."), "2025-05-02"),
        (record("a", "note", "on = 2025-05-02", note="Besproken."), "2025-05-02"),
        (record("a", "no-evidence"), FROM),
        (record("a", "no-evidence") + record("a", "done", "on = 2025-05-02"), "2025-05-02"),
        (record("a", "done", "on = 2025-07-02"), FROM),
        (record("a", "done", "on = 2025-05-02", id="r")
         + record("a", "retracted", retracts="r", reason="Verkeerde stap."), FROM),
    ],
)  # fmt: skip
def test_what_happened_was_known_that_day_and_silence_makes_nothing_known(
    records: str, first: str
) -> None:
    timeline = timeline_of(START + _laat("a", "when = 2025-03-01") + records)
    for today in ("2025-04-29", "2025-04-30", "2025-05-01", "2025-05-02", BEFORE, FROM):
        assert as_known(timeline, day(today))[1] == ({"a"} if today < first else set())


def test_a_timeline_of_which_nothing_is_left_out_is_the_same_one() -> None:
    """Also if a record is all that keeps a step of a later document."""
    told = START + _laat("a") + record("a", "done", "on = 2025-05-02")
    for text, today in ((START + step("a"), "2000-01-01"), (START + _laat("a"), FROM),
                        (told, "2025-05-02")):  # fmt: skip
        timeline = timeline_of(text)
        known, gone = as_known(timeline, day(today))
        assert known is timeline
        assert gone == frozenset()


# -- what goes with it --------------------------------------------------------------------

LIMITS = (
    '[[deadline]]\nid = "van-x"\nactivity = "x"\ndate = 2025-12-31\nbasis = "custom"\n'
    '[[deadline]]\nid = "van-a"\nactivity = "a"\ndate = 2025-12-31\nbasis = "custom"\n'
)


def test_its_deadlines_and_records_go_with_it() -> None:
    text = step("a") + _laat("x") + LIMITS + record("x", "no-evidence") + record("a", "no-evidence")
    known = _known(text, BEFORE)
    assert list(known.deadlines) == ["van-a"]
    assert [one.activity for one in known.records] == ["a"]
    whole = _known(text, FROM)
    assert list(whole.deadlines) == ["van-x", "van-a"]
    assert len(whole.records) == 2


def test_a_process_does_not_end_with_a_deadline_that_nobody_knew() -> None:
    for one, expected in (("van-x", None), ("van-a", "van-a")):
        head = START.replace('title = "Een proces"\n', f'title = "P"\nfinal_deadline = "{one}"\n')
        timeline = timeline_of(head + step("a") + _laat("x") + LIMITS)
        assert as_known(timeline, day(BEFORE))[0].processes["p"].final_deadline == expected
        assert as_known(timeline, day(FROM))[0].processes["p"].final_deadline == one


def test_what_waits_for_it_waits_for_the_rest() -> None:
    text = step("a", 'after = ["x", { id = "b", lag = "P7D" }]') + step("b") + _laat("x")
    known = _known(text, BEFORE)
    assert [(one.id, one.lag.count) for one in known.activities["a"].after] == [("b", 7)]
    assert [one.id for one in _known(text, FROM).activities["a"].after] == ["x", "b"]


def test_what_it_would_have_done_to_the_others_is_not_done() -> None:
    """No window of that day is narrowed by it, and nothing waits for it."""
    text = (
        step("a", 'when = "[2025-05-01..2025-12-31]"', 'after = ["x"]')
        + _laat("x", "when = 2025-05-20", 'after = ["voor"]')
        + step("voor")
    )
    then = progress(_known(text, "2025-05-01"), day("2025-05-01"))
    assert then["a"].window.bounds.earliest_start == day("2025-05-01")
    assert then["a"].waiting_for == ()
    assert then["voor"].window.bounds.latest_finish is None
    later = progress(_known(text, FROM), day(FROM))
    assert later["a"].window.bounds.earliest_start == day("2025-05-21")
    assert later["a"].waiting_for == ("x",)
    assert later["voor"].window.bounds.latest_finish == day("2025-05-19")


def test_a_way_out_of_it_is_a_step_like_others_and_what_came_instead_is_not_named() -> None:
    text = (
        step("anders", fallback_for="x") + step("oud") + _laat("x")
        + record("oud", "superseded", "on = 2025-05-02", by="x")
    )  # fmt: skip
    known, whole = _known(text, BEFORE), _known(text, FROM)
    assert [known.activities["anders"].fallback_for, known.records[0].by] == [None, None]
    assert [whole.activities["anders"].fallback_for, whole.records[0].by] == ["x", "x"]
    assert progress(known, day(BEFORE))["oud"].status == "superseded"


ABOUT_X = {
    "lead-time": 'activity = "x"\nbefore = "a"\nminimum = "P7D"',
    "lead-time before": 'activity = "a"\nbefore = "x"\nminimum = "P7D"',
    "ordering": 'activities = ["a", "b", "x"]',
    "advice": 'activity = "x"\nadvice = "a"',
    "advice advice": 'activity = "a"\nadvice = ["b", "x"]',
    "mandate": 'activity = "a"\nmandate = "x"',
    "duration": 'activity = "x"\nmaximum = "P7D"',
    "dependency": 'activity = "a"\nneeds = ["b", "x"]',
    "containment": 'activity = "a"\nwithin = "x"',
    "term": 'activity = "a"\nevent = "x"\nconvention = "awb-6-8"',
    "count": 'activity = "x"\nminimum_count = 1\nwithin_dates = "2025"',
    "alignment": 'activity = "a"\nother = "x"',
    "extension": 'activity = "a"\nby = "P1Y"\nextensions = ["b", "x"]',
}


@pytest.mark.parametrize("name", ABOUT_X)
def test_a_rule_that_names_it_goes_with_it_and_another_stays(name: str) -> None:
    kind, keys = name.split()[0], ABOUT_X[name]
    text = step("a") + step("b") + step("c") + _laat("x")
    for one, lines in (("over-x", keys), ("over-c", keys.replace('"x"', '"c"'))):
        text += f'[[rule]]\nid = "{one}"\nkind = "{kind}"\nbasis = "custom"\n{lines}\n'
    assert list(_known(text, BEFORE).rules) == ["over-c"]
    assert list(_known(text, FROM).rules) == ["over-x", "over-c"]


def test_a_waiver_of_it_or_of_its_rule_goes_with_it() -> None:
    rule = '[[rule]]\nid = "r"\nkind = "ordering"\nbasis = "custom"\nactivities = ["a", "x"]\n'
    text = step("a") + _laat("x") + rule + "".join(
        f'[[waiver]]\ncode = "BP204"\n{where}\nreason = "Zo is het."\n'
        for where in ('activity = "x"', 'rule = "r"', 'activity = "a"', "")
    )  # fmt: skip
    assert [one.activity for one in _known(text, BEFORE).waivers] == ["a", None]
    assert len(_known(text, FROM).waivers) == 4


def test_what_was_retracted_does_not_come_back() -> None:
    """A retraction that was written down with the wrong step still takes back what it names."""
    text = (
        step("a", "when = 2025-05-05") + _laat("x")
        + record("a", "done", "on = 2025-05-05", id="mis")
        + record("x", "retracted", retracts="mis", reason="Verkeerde stap.")
        + record("x", "no-evidence", id="stil")
        + record("a", "retracted", retracts="stil", reason="Ook mis.")
    )  # fmt: skip
    for today in (BEFORE, FROM):
        known = _known(text, today)
        assert progress(known, day(today))["a"].status == "overdue"
        ids = {one.id for one in known.records}
        assert {one.retracts for one in known.records} - {None} <= ids


# -- whatever the timeline ----------------------------------------------------------------

TELL = {None: None, "los": None, "vroeg": "2024-03-31", "laat": FROM, "vaag": "2026-02-28"}
"""From when each source tells; None: always."""
DAYS = ("2024-03-30", "2024-03-31", "2025-01-15", BEFORE, FROM, "2026-02-27", "2026-02-28")
NAMES_OTHERS = frozenset(
    ["process", "phase", "body", "document", "owner", "municipality", "scope", "source", "net_of"]
)
"""The keys that hold ids of other tables than steps, deadlines, rules and records."""


def _words(value: Any) -> Iterator[str]:
    """Yield every text in a value that can be the id of a step, deadline, rule or record."""
    if isinstance(value, str):
        yield str(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _words(key)
            yield from _words(inner)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from _words(inner)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            if one.name not in NAMES_OTHERS:
                yield from _words(getattr(value, one.name))


def _left_behind(timeline: Timeline, known: Timeline) -> set[str]:
    """Return what the known timeline still names of what it does not hold."""
    tables: list[tuple[Any, Any]] = [
        (timeline.activities, known.activities),
        (timeline.deadlines, known.deadlines),
        (timeline.rules, known.rules),
        ([one.id for one in timeline.records if one.id], [one.id for one in known.records]),
    ]
    lost = {one for whole, part in tables for one in whole if one not in part}
    held = [known.activities, known.deadlines, known.rules, known.records, known.waivers,
            known.processes, known.agendas]  # fmt: skip
    return lost & {word for table in held for word in _words(table)}


def _use(known: Timeline, today: date) -> None:
    """Ask of a timeline what every command asks."""
    steps = progress(known, today)
    assert list(steps) == list(known.activities)
    find(known, today)
    for chosen in (Selection(), *(Selection(process=one) for one in known.processes)):
        picked = chosen.pick(known, steps)
        made = status_lines(known, picked, steps, today, lang="nl", width=80, selection=chosen)
        assert plain(made)


@dataclass(frozen=True)
class Drawn:
    """A timeline as text, and from when each step is known by what was drawn; None: always."""

    text: str
    known_from: dict[str, str | None]


def _earliest(days: list[str | None]) -> str | None:
    return None if None in days else min(day for day in days if day is not None)


@st.composite
def timelines(draw: st.DrawFn) -> Drawn:
    """Draw some steps with all that can refer to them."""
    ids = [f"s{number}" for number in range(draw(st.integers(2, 6)))]
    one, some = st.sampled_from(ids), st.lists(st.sampled_from(ids), min_size=2, unique=True)
    known_from: dict[str, str | None] = {}
    parts = []
    for number, id_ in enumerate(ids):
        cited = draw(st.lists(st.sampled_from([*TELL][1:]), max_size=2, unique=True))
        lines = [_cites(*[name for name in cited if name])] if cited else []
        days = [TELL[name] for name in cited] or [None]
        if number:
            firsts = draw(st.lists(st.sampled_from(ids[:number]), max_size=2, unique=True))
            lines.append(f"after = {_listed(firsts)}")
            if draw(st.booleans()):
                lines.append(f'fallback_for = "{draw(st.sampled_from(ids[:number]))}"')
        if draw(st.booleans()):
            lines.append(f"when = 2025-0{draw(st.integers(1, 9))}-1{number}")
        told = ""
        match draw(st.sampled_from(["", "done", "no-evidence", "superseded", "retracted"])):
            case "done":
                told = record(id_, "done", "on = 2025-01-15")
                days.append("2025-01-15")
            case "no-evidence":
                told = record(id_, "no-evidence", id=f"stil-{id_}")
            case "superseded":
                told = record(id_, "superseded", "on = 2025-01-15", by=draw(one))
                days.append("2025-01-15")
            case "retracted":
                told = record(id_, "done", "on = 2025-01-15", id=f"mis-{id_}") + record(
                    draw(one), "retracted", retracts=f"mis-{id_}", reason="Mis."
                )
            case _:
                pass
        if draw(st.booleans()):
            told += (
                f'[[deadline]]\nid = "d-{id_}"\nactivity = "{id_}"\ndate = 2025-08-01\n'
                'basis = "custom"\n'
            )
        known_from[id_] = _earliest(days)
        parts += [step(id_, *lines), told]
    for number in range(draw(st.integers(0, 3))):
        listed = _listed(draw(some))
        about = draw(st.sampled_from([
            ("ordering", f"activities = {listed}"),
            ("dependency", f'activity = "{draw(one)}"\nneeds = {listed}'),
            ("alignment", f'activity = "{draw(one)}"\nother = "{draw(one)}"'),
        ]))  # fmt: skip
        parts.append(
            f'[[rule]]\nid = "r{number}"\nkind = "{about[0]}"\nbasis = "custom"\n{about[1]}\n'
            f'[[waiver]]\ncode = "BP204"\nrule = "r{number}"\nreason = "Zo is het."\n'
            f'[[waiver]]\ncode = "BP206"\nactivity = "{draw(one)}"\nreason = "Zo is het."\n'
        )
    limits = [part for part in parts if "[[deadline]]" in part]
    head = START
    if limits:
        last = limits[-1].split('[[deadline]]\nid = "')[1].split('"')[0]
        head = START.replace('title = "Een proces"\n', f'title = "P"\nfinal_deadline = "{last}"\n')
    return Drawn(head + "".join(parts), known_from)


@given(timelines(), st.sampled_from(DAYS))
def test_what_was_known_is_a_whole_timeline(drawn: Drawn, today: str) -> None:
    """It holds what was known, all that is about nothing else, and names nothing that is gone."""
    timeline = timeline_of(drawn.text)
    known, gone = as_known(timeline, day(today))
    assert gone == {one for one, first in drawn.known_from.items() if first and today < first}
    assert list(known.activities) == [one for one in timeline.activities if one not in gone]
    assert _left_behind(timeline, known) == set()
    for id_, deadline in timeline.deadlines.items():
        assert (id_ in known.deadlines) is (deadline.activity not in gone)
    for id_, rule in timeline.rules.items():
        assert (id_ in known.rules) is gone.isdisjoint(_words(rule))
    again, none = as_known(known, day(today))
    assert again is known
    assert none == frozenset()
    _use(known, day(today))


SOME_DAYS = (
    "2017-01-01", "2019-09-25", "2019-09-26", "2021-07-01", "2022-11-16", "2022-11-17",
    "2024-02-18", "2024-12-04", "2025-05-05", "2026-02-27", "2026-02-28", "2033-12-31",
)  # fmt: skip


@cache
def _shipped() -> Timeline:
    return read(SHIPPED).timeline


@pytest.mark.parametrize("today", SOME_DAYS)
def test_the_shipped_timeline_is_whole_on_any_day(today: str) -> None:
    known, _ = as_known(_shipped(), day(today))
    assert _left_behind(_shipped(), known) == set()
    _use(known, day(today))


def test_more_and_more_is_known() -> None:
    """Of the shipped timeline: what was known once stays known, in the end all of it."""
    gone = [as_known(_shipped(), day(today))[1] for today in SOME_DAYS]
    assert all(after <= before for before, after in pairwise(gone))
    assert gone[0]
    assert not gone[-1]
