"""The two passes, against searches and longest paths that know nothing of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import prod
from typing import Any

import networkx  # the oracle of precedence
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, given
from hypothesis import strategies as st

from boplan.model.timeline import Deadline
from boplan.model.vocabulary import Link
from boplan.schedule.network import Network
from boplan.schedule.passes import backward, forward
from tests.helpers import HEAD, step
from tests.schedule.networks import (
    Bond,
    Case,
    Step,
    choices_of,
    days_of,
    limited,
    network_of,
    search,
)


def _asked(case: Case) -> set[int]:
    """Return the steps of which something says how early they can be."""
    found: set[int] = set()
    for place, one in enumerate(case.steps):
        is_over = one.deadline is not None and one.deadline < case.today
        known = bool(one.plan) or one.done is not None or is_over
        if known or found & {bond.first for bond in one.after}:
            found.add(place)
    return found


def _size(case: Case, *, ahead: bool) -> int:
    return prod(max(1, len(choices_of(case, one, ahead=ahead))) for one in case.steps)


@given(limited())
def test_forward_is_the_least_of_all_choices_of_days(case: Case) -> None:
    assume(_size(case, ahead=True) < 300_000)
    found = days_of(forward(case.network))
    every = search(case, ahead=True)
    asked = _asked(case)
    for place in range(len(case.steps)):
        mine = found[f"s{place}"]
        if place not in asked:
            assert mine == (None, None)
            continue
        least = tuple(min(one[place][end] for one in every) for end in (0, 1))
        assert mine == least, (place, every[:1], case.text)


def _bound(case: Case) -> dict[int, set[str]]:
    """Return which ends of which steps a deadline limits, directly or through what waits."""
    found: dict[int, set[str]] = {place: set() for place in range(len(case.steps))}
    for place, one in reversed(list(enumerate(case.steps))):
        if one.deadline is not None:
            found[place].add("F")
        if found[place] and one.now.kind != "span":
            found[place] = {"S", "F"}
        if "F" in found[place]:
            found[place].add("S")
        for bond in one.after if one.done is None else ():
            if bond.link[1] in found[place]:
                found[bond.first].add(bond.link[0])
    return found


@given(limited())
def test_backward_is_the_greatest_of_all_choices_of_days(case: Case) -> None:
    assume(_size(case, ahead=False) < 300_000)
    network = case.network
    found = days_of(backward(network, network.timeline.deadlines.values()))
    every = search(case, ahead=False)
    assume(every)
    for place, ends in _bound(case).items():
        for end, letter in enumerate("SF"):
            mine = found[f"s{place}"][end]
            if letter not in ends:
                assert mine is None, (place, case.text)
                continue
            assert mine == max(one[place][end] for one in every), (place, case.text)


# -- precedence only: longest paths, and what others have published ---------------------------


@dataclass(frozen=True)
class Task:
    """A step without a date: how long it lasts, and what it waits for."""

    length: int
    after: tuple[Bond, ...] = ()


def _cpm(tasks: Sequence[Task], deadline: int) -> Network:
    """Return the tasks behind a dated start, before a dated end; s0 is the start."""
    steps = [Step("day", (0,))]
    for task in tasks:
        after = tuple(replace(one, first=one.first + 1) for one in task.after)
        if not any(one.link[1] == "S" for one in after):
            after = (Bond(0), *after)
        steps.append(Step("undated", after=after, minimum=task.length or None))
    ends = tuple(Bond(place) for place in range(len(steps)))
    return Case((*steps, Step("undated", after=ends, deadline=deadline)), {}).network


def _constraints(tasks: Sequence[Task]) -> networkx.DiGraph[Any]:
    """Return the system of difference constraints: an edge is "at least so much later"."""
    graph: networkx.DiGraph[Any] = networkx.DiGraph()

    def at_least(first: object, second: object, days: int) -> None:
        known = graph.edges.get((first, second), {}).get("weight", 10**6)
        graph.add_edge(first, second, weight=min(-days, known))

    for place, task in enumerate(tasks):
        at_least((place, "S"), (place, "F"), task.length)
        at_least((place, "F"), (place, "S"), -task.length)
        at_least((place, "F"), "end", 0)
        if not any(one.link[1] == "S" for one in task.after):
            at_least("start", (place, "S"), 0)
        for bond in task.after:
            at_least((bond.first, bond.link[0]), (place, bond.link[1]), bond.lag)
    return graph


@st.composite
def tasks(draw: st.DrawFn, links: str) -> list[Task]:
    found: list[Task] = []
    for place in range(draw(st.integers(1, 9))):
        firsts = draw(st.sets(st.integers(0, place - 1), max_size=3)) if place else set()
        link = st.sampled_from(links.split())
        lag = st.just(0) if links == "FS" else st.integers(-3, 6)
        bonds = tuple(Bond(one, draw(link), draw(lag)) for one in sorted(firsts))
        found.append(Task(draw(st.integers(0, 8)), bonds))
    return found


@pytest.mark.parametrize("links", ["FS", "FS SS FF SF"])
@given(st.data())
def test_both_passes_equal_the_longest_paths(links: str, data: st.DataObject) -> None:
    drawn = data.draw(tasks(links))
    graph = _constraints(drawn)
    early = networkx.single_source_bellman_ford_path_length(graph, "start")
    late = networkx.single_source_bellman_ford_path_length(graph.reverse(), "end")
    deadline = data.draw(st.integers(-early["end"], -early["end"] + 20))
    network = _cpm(drawn, deadline)
    first, last = days_of(forward(network)), days_of(backward(network, _limits(network)))
    for place in range(len(drawn)):
        expected = tuple(-early[place, end] for end in "SF")
        assert first[f"s{place + 1}"] == expected
        assert last[f"s{place + 1}"] == tuple(deadline + late[place, end] for end in "SF")
    room = [_room(first, last, f"s{place + 1}") for place in range(len(drawn))]
    assert min(room) >= deadline + early["end"]  # the longest path has the least float


def _limits(network: Network) -> list[Deadline]:
    return list(network.timeline.deadlines.values())


Dates = dict[str, tuple[int | None, int | None]]


def _room(first: Dates, last: Dates, one: str) -> int:
    early, late = first[one][0], last[one][0]
    assert early is not None
    assert late is not None
    return late - early


def _published(table: str, deadline: int) -> None:
    """Compare with a table: name, length, what it waits for, ES, EF, LS, LF, float."""
    rows = [line.split() for line in table.strip().splitlines()]
    names = [row[0] for row in rows]
    drawn = []
    for row in rows:
        bonds = []
        for word in row[2].split(",") if row[2] != "-" else ():
            name, _, link = word.partition(":")
            bonds.append(Bond(names.index(name), link[:2] or "FS", int(link[2:] or 0)))
        drawn.append(Task(int(row[1]), tuple(bonds)))
    network = _cpm(drawn, deadline)
    first, last = days_of(forward(network)), days_of(backward(network, _limits(network)))
    for place, row in enumerate(rows):
        one = f"s{place + 1}"
        found = (*first[one], *last[one], _room(first, last, one))
        assert found == tuple(int(word) for word in row[3:]), row


def test_a_published_example_of_finish_to_start() -> None:
    """Critical path handout, "Example 1", table 2: https://studylib.net/doc/8378728."""
    _published(
        """
        A 6 -    0  6   0  6  0
        B 2 A    6  8   6  8  0
        D 3 B    8 11   8 11  0
        C 2 A    6  8   7  9  1
        F 2 C    8 10   9 11  1
        E 4 D,F 11 15  11 15  0
        G 1 E   15 16  15 16  0
        """,
        16,
    )


def test_a_published_example_with_much_float() -> None:
    """Slides with eleven activities, A to K: https://slideplayer.com/slide/3283910.

    What waits for what is drawn there as arrows.
    """
    _published(
        """
        A  4 -    0  4   0  4   0
        B  6 A    4 10   4 10   0
        C  3 A    4  7  22 25  18
        D  6 B   10 16  10 16   0
        F  5 C    7 12  25 30  18
        E 14 D   16 30  16 30   0
        G  2 E,F 30 32  30 32   0
        H  2 G   32 34  33 35   1
        I  3 G   32 35  32 35   0
        J  4 H,I 35 39  35 39   0
        K  2 J   39 41  39 41   0
        """,
        41,
    )


def test_a_published_example_of_all_links_with_lags() -> None:
    """Engineer4Free, "Difficult network diagram example with lag solved".

    https://www.youtube.com/watch?v=qTErIV6OqLg
    """
    _published(
        """
        A 3 -            0  3   0  3  0
        B 2 A:FS2        5  7   5  7  0
        C 2 A:SS0        0  2   4  6  4
        D 4 B:SS1        6 10   6 10  0
        E 1 C:SF3        2  3   6  7  4
        F 2 C:FF3        3  5  12 14  9
        G 4 D:SS1,E      7 11   7 11  0
        H 3 F:SF2,G     11 14  11 14  0
        """,
        14,
    )


_PERIODS = st.tuples(st.integers(-3, 14), st.sampled_from("DWMY"))


@given(
    st.dates(date(1999, 12, 1), date(2028, 12, 31)), _PERIODS, st.sampled_from(list(Link)),
    st.booleans(),
)  # fmt: skip
def test_lags_in_weeks_and_months_day_by_day(
    at: date, period: tuple[int, str], link: Link, ahead: bool
) -> None:
    """A lag is the first day (back: the last) for which the link holds, looked for one by one."""
    count, unit = period
    lag = f"{'-' if count < 0 else ''}P{abs(count)}{unit}"
    bond = f'after = [{{ id = "a", lag = "{lag}", link = "{link}" }}]'
    fixed = f"when = {at}"
    limit = f'[[deadline]]\nid = "d"\nactivity = "b"\nbasis = "custom"\ndate = {at}\n'
    network = network_of(
        HEAD + step("a", fixed if ahead else "") + step("b", bond) + ("" if ahead else limit),
        date(1990, 1, 1),
    )
    around = [at + timedelta(days=n) for n in range(-5500, 5500)]
    if ahead:
        expected = next(one for one in around if one >= _later(at, count, unit))
        assert forward(network)["b", None].start == expected
    else:
        expected = max(one for one in around if _later(one, count, unit) <= at)
        assert backward(network, _limits(network))["a", None].start == expected


def _later(one: date, count: int, unit: str) -> date:
    """Return a day so much later, by dateutil instead of our own arithmetic."""
    names = {"D": "days", "W": "weeks", "M": "months", "Y": "years"}
    return one + relativedelta(**{names[unit]: count})  # type: ignore[arg-type]
