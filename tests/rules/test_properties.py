"""What holds for every timeline, tried on many."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import networkx  # the oracle of the order of steps
from hypothesis import assume, given
from hypothesis import strategies as st

from boplan.model.timeline import Activity
from boplan.model.vocabulary import Certainty
from boplan.rules import CATALOGUE
from boplan.rules.engine import find
from boplan.rules.finding import Finding
from boplan.store.reader import parse

TODAY = date(2025, 4, 28)
ZERO = date(2025, 1, 6)
HEAD = """\
[timeline]
format = 1
title = "Proef"

[[process]]
id = "p"
title = "Proef"
"""
CODES = sorted(check.code for check in CATALOGUE)


def judged(text: str, today: date = TODAY) -> list[Finding]:
    return find(parse(text.encode(), Path("timeline.toml")).timeline, today)


def day(number: int) -> date:
    return ZERO + timedelta(days=number)


# -- networks of steps ---------------------------------------------------------------------


@dataclass(frozen=True)
class Bond:
    """One link: what is waited for, which ends, how many days."""

    first: int
    link: str
    lag: int


@dataclass(frozen=True)
class Node:
    """One step: its day as a number, None if it has none, and what it waits for."""

    at: int | None
    after: tuple[Bond, ...] = ()

    def toml(self, number: int) -> str:
        bonds = ", ".join(
            f'{{ id = "s{one.first}", lag = "{"-" if one.lag < 0 else ""}P{abs(one.lag)}D", '
            f'link = "{one.link}" }}'
            for one in self.after
        )
        when = f"when = {day(self.at)}\n" if self.at is not None else ""
        return (
            f'[[activity]]\nid = "s{number}"\ntitle = "Stap {number}"\nprocess = "p"\n'
            f"{when}after = [{bonds}]\n"
        )


@st.composite
def networks(draw: st.DrawFn, links: tuple[str, ...] = ("FS", "SS", "FF", "SF")) -> list[Node]:
    """Draw steps on exact days or without a date; each waits only for those before it."""
    nodes: list[Node] = []
    for number in range(draw(st.integers(2, 9))):
        firsts = draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set()
        bonds = tuple(
            Bond(first, draw(st.sampled_from(links)), draw(st.integers(-10, 21)))
            for first in sorted(firsts)
        )
        nodes.append(Node(draw(st.none() | st.integers(0, 120)), bonds))
    return nodes


def _broken(nodes: list[Node]) -> Counter[str]:
    """Return per step how many of its links cannot hold, by the longest path to each.

    A step is a start and a finish. One with a day stands fast: paths begin in it and none
    leads through it. One without passes on the longest of what leads to it.
    """
    graph: networkx.DiGraph[Any] = networkx.DiGraph()
    graph.add_node("zero")
    for number, node in enumerate(nodes):
        if node.at is not None:
            graph.add_edge("zero", (number, "S"), weight=-node.at)
            graph.add_edge("zero", (number, "F"), weight=-node.at)
            continue
        graph.add_edge((number, "S"), (number, "F"), weight=0)
        for bond in node.after:
            source, target = (bond.first, bond.link[0]), (number, bond.link[1])
            weight = min(-bond.lag, graph.edges.get((source, target), {}).get("weight", 10**6))
            graph.add_edge(source, target, weight=weight)
    shortest = networkx.single_source_bellman_ford_path_length(graph, "zero")
    return Counter(
        f"s{number}"
        for number, node in enumerate(nodes)
        if node.at is not None
        for bond in node.after
        if (bond.first, bond.link[0]) in shortest
        and -shortest[bond.first, bond.link[0]] + bond.lag > node.at
    )


@given(networks())
def test_order_of_exact_days_equals_the_longest_path(nodes: list[Node]) -> None:
    text = HEAD + "\n".join(node.toml(number) for number, node in enumerate(nodes))
    found = Counter(one.fault.activity for one in judged(text) if one.code == "BP201")
    assert found == _broken(nodes)
    assert all(one.fault.certainty is Certainty.CERTAIN for one in judged(text))


@given(networks(links=("FS",)), st.randoms(use_true_random=False))
def test_order_does_not_depend_on_the_order_of_the_file(
    nodes: list[Node], shuffler: random.Random
) -> None:
    tables = [node.toml(number) for number, node in enumerate(nodes)]
    first = judged(HEAD + "\n".join(tables))
    shuffler.shuffle(tables)
    assert _set(judged(HEAD + "\n".join(tables))) == _set(first)


# -- timelines that are right ----------------------------------------------------------------


@dataclass
class Truth:
    """How it will really go: day of start and finish; and what the file says of it."""

    start: int
    finish: int
    when: str
    after: list[Bond] = field(default_factory=list)


@st.composite
def right_timelines(draw: st.DrawFn) -> str:
    """Draw steps that obey their links on days that the file knows only vaguely."""
    steps: list[Truth] = []
    for number in range(draw(st.integers(2, 8))):
        bonds = [
            Bond(first, draw(st.sampled_from(("FS", "SS", "FF", "SF"))), draw(st.integers(-7, 14)))
            for first in sorted(
                draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else ()
            )
        ]
        start = draw(st.integers(0, 40))
        finish = start
        for bond in bonds:
            other = steps[bond.first]
            bound = (other.finish if bond.link[0] == "F" else other.start) + bond.lag
            if bond.link[1] == "S":
                start = max(start, bound)
            else:
                finish = max(finish, bound)
        finish = max(start, finish)
        if finish > start or draw(st.booleans()):
            steps.append(Truth(start, finish, _span(draw, start, finish), bonds))
        else:
            steps.append(Truth(start, start, _moment(draw, start), bonds))
    tables = []
    for number, one in enumerate(steps):
        said = Node(None, tuple(one.after)).toml(number)
        tables.append(said + (f"when = {one.when}\n" if one.when else ""))
        limit = draw(st.none() | st.integers(one.finish, one.finish + 60))
        if limit is not None:
            tables.append(
                f'[[deadline]]\nid = "d{number}"\nactivity = "s{number}"\n'
                f'date = {day(limit)}\nbasis = "custom"\n'
            )
    order = sorted(range(len(steps)), key=lambda number: steps[number].finish)
    for number, (a, b) in enumerate(pairwise(order)):
        if steps[b].start >= steps[a].finish:
            tables.append(
                f'[[rule]]\nid = "r{number}"\nkind = "ordering"\nbasis = "custom"\n'
                f'activities = ["s{a}", "s{b}"]\n'
            )
            tables.append(
                f'[[rule]]\nid = "n{number}"\nkind = "dependency"\nbasis = "custom"\n'
                f'activity = "s{b}"\nneeds = ["s{a}"]\n'
            )
    tables += [
        f'[[rule]]\nid = "x{number}"\nbasis = "custom"\n{keys}\n'
        for number, keys in enumerate(_right_rules(draw, [(s.start, s.finish) for s in steps]))
    ]
    return HEAD + "\n".join(tables)


def _right_rules(draw: st.DrawFn, steps: list[tuple[int, int]]) -> Iterator[str]:
    """Yield what holds of steps by their hidden days: how often, end together, extend."""
    ids = ", ".join(f'"s{number}"' for number in range(len(steps)))
    first, last = draw(st.integers(-9, 60)), draw(st.integers(61, 120))
    inside = sum(first <= finish <= last for _, finish in steps)
    yield (
        f'kind = "count"\nactivity = [{ids}]\nwithin_dates = "{day(first)}/{day(last)}"\n'
        f"minimum_count = {inside}\nmaximum_count = {inside}"
    )
    weeks = draw(st.integers(1, 6))
    counts = Counter(finish // (7 * weeks) for _, finish in steps)
    numbers = [counts[number] for number in range(20)]
    yield (
        f'kind = "frequency"\nactivity = [{ids}]\nper = "P{weeks}W"\nfrom = {day(0)}\n'
        f"until = {day(20 * 7 * weeks - 1)}\nminimum_count = {min(numbers)}\n"
        f"maximum_count = {max(numbers)}"
    )
    for (a, one), (b, other) in permutations(enumerate(steps), 2):
        if one[1] == other[1]:
            yield f'kind = "alignment"\nactivity = "s{a}"\nother = "s{b}"'
        if one[1] + 1 == other[0]:
            length = other[1] - other[0] + 1
            yield (
                f'kind = "extension"\nactivity = "s{a}"\nextensions = ["s{b}"]\nby = "P{length}D"'
            )


def _part(draw: st.DrawFn, at: int) -> str:
    real = day(at)
    quarter, half = (real.month - 1) // 3 + 1, 1 if real.month < 7 else 2
    return draw(
        st.sampled_from(
            [
                f"{real}",
                f"{real:%Y-%m}",
                f"{real.year}-Q{quarter}",
                f"{real.year}-H{half}",
                f"{real.year}",
            ]
        )
    )


def _moment(draw: st.DrawFn, at: int) -> str:
    real = day(at)
    others = sorted({at, *draw(st.lists(st.integers(0, 200), max_size=3))})
    low, high = draw(st.integers(0, 30)), draw(st.integers(0, 30))
    return draw(
        st.sampled_from(
            [
                "",
                f"{real}",
                f'"{_part(draw, at)}"',
                f'"{real:%Y-%m}~"',
                f"[{', '.join(str(day(one)) for one in others)}]",
                f'"[{day(at - low)}..{day(at + high)}]"',
                f'"[..{day(at + high)}]"',
                f'"[{day(at - low)}..]"',
            ]
        )
    )


def _span(draw: st.DrawFn, start: int, finish: int) -> str:
    first, last = _part(draw, start), _part(draw, finish)
    return draw(st.sampled_from([f'"{first}/{last}"', f'"../{last}"', f'"{first}/.."', ""]))


@given(right_timelines())
def test_what_can_go_right_is_never_certainly_wrong(text: str) -> None:
    """The hidden days obey every link, rule and deadline, so none of them is surely broken."""
    wanted = ("BP2", "BP307", "BP308", "BP7")
    wrong = [one for one in judged(text) if one.code.startswith(wanted)]
    assert [one for one in wrong if one.fault.certainty is Certainty.CERTAIN] == []


# -- timelines with something of everything -------------------------------------------------

TABLES = """
[[municipality]]
id = "eemnes"
name = "Eemnes"

[[municipality]]
id = "laren"
name = "Laren"

[[body]]
id = "colleges"
name = "Colleges"
level = "college"
per_municipality = true

[[body]]
id = "pfho"
name = "PFHO"
level = "bestuurlijk"
"""
_SHAPES = ("{a}", "[{a}, {b}]", '"[{a}..{b}]"', '"{a}/{b}"', '"[..{b}]"', "")
_RECORDS = ("done", "not-done", "cancelled", "settled", "moved", "started", "no-evidence")


@st.composite
def whole_timelines(draw: st.DrawFn) -> list[str]:
    """Return tables: steps, deadlines, rules of every kind that is judged, records."""
    count = draw(st.integers(3, 7))
    ids = [f"s{number}" for number in range(count)]
    days = st.integers(0, 200)
    tables = []
    for number, step in enumerate(ids):
        a, b = sorted((draw(days), draw(days)))
        assume(a < b)
        when = draw(st.sampled_from(_SHAPES)).format(a=day(a), b=day(b))
        body = draw(st.sampled_from(["", 'body = "colleges"\n', 'body = "pfho"\n']))
        after = draw(st.sets(st.integers(0, number - 1), max_size=2)) if number else set()
        back = f'fallback_for = "s{number - 1}"\n' if number and draw(st.booleans()) else ""
        tables.append(
            f'[[activity]]\nid = "{step}"\ntitle = "Stap"\nprocess = "p"\n'
            f'purpose = "{draw(st.sampled_from(["besluiten", "aanleveren", "zienswijze"]))}"\n'
            f"{body}{back}after = {[f's{first}' for first in sorted(after)]}\n"
            + (f"when = {when}\n" if when else "")
        )
    pick = st.sampled_from(ids)
    for number in range(draw(st.integers(0, 5))):
        one, other = draw(pick), draw(pick)
        assume(one != other)
        keys = draw(
            st.sampled_from(
                [
                    f'kind = "ordering"\nactivities = ["{one}", "{other}"]',
                    f'kind = "dependency"\nactivity = "{one}"\nneeds = ["{other}"]',
                    f'kind = "mandate"\nactivity = "{one}"\nmandate = "{other}"',
                    f'kind = "containment"\nactivity = "{one}"\nwithin = "{other}"',
                    f'kind = "duration"\nactivity = "{one}"\nminimum = "P6W"\nmaximum = "P12W"',
                    f'kind = "lead-time"\nactivity = "{one}"\nbefore = "{other}"\nminimum = "P2W"',
                    f'kind = "scope"\nactivity = "{one}"\nscope = ["eemnes", "laren"]',
                    f'kind = "frequency"\nactivity = ["{one}", "{other}"]\nper = "P8W"\n'
                    f"from = {day(0)}\nminimum_count = 1\nmaximum_count = 1",
                    f'kind = "count"\nactivity = ["{one}", "{other}"]\nminimum_count = 2\n'
                    f'within_dates = "{day(0)}/{day(100)}"',
                    f'kind = "alignment"\nactivity = "{one}"\nother = "{other}"',
                    f'kind = "extension"\nactivity = "{one}"\nby = "P6W"',
                    f'kind = "extension"\nactivity = "{one}"\nby = "P6W"\nextensions = ["{other}"]',
                    'kind = "authority"\nbody = "colleges"\npurposes = ["besluiten"]',
                ]
            )
        )
        strength = draw(st.sampled_from(["", 'strength = "soft"\n']))
        tables.append(f'[[rule]]\nid = "r{number}"\nbasis = "custom"\n{strength}{keys}\n')
    for number in range(draw(st.integers(0, 3))):
        hard = draw(st.sampled_from(["true", "false"]))
        tables.append(
            f'[[deadline]]\nid = "d{number}"\nactivity = "{draw(pick)}"\nbasis = "custom"\n'
            f"date = {day(draw(days))}\nhard = {hard}\n"
        )
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(_RECORDS))
        more = {
            "moved": f'to = {day(draw(days))}\nreason = "Zo"\n',
            "cancelled": 'reason = "Zo"\n',
            "settled": f"settled = {day(draw(days))}\n",
        }.get(kind, "")
        tables.append(
            f'[[record]]\nactivity = "{draw(pick)}"\nkind = "{kind}"\n{more}'
            f"on = {day(draw(st.integers(0, 111)))}\n"
        )
    return tables


def _key(one: Finding) -> tuple[object, ...]:
    fault = one.fault
    place = fault.place.name if fault.place.kind in ("activity", "rule", "deadline") else ""
    return (
        one.code, one.severity, fault.certainty, fault.activity, fault.municipality, fault.rule,
        fault.place.kind, place, fault.what, fault.settle_by,
    )  # fmt: skip


def _set(found: list[Finding]) -> Counter[tuple[object, ...]]:
    return Counter((*_key(one), one.waived) for one in found)


@given(whole_timelines(), st.data())
def test_a_waiver_changes_nothing_but_what_it_accepts(
    tables: list[str], data: st.DataObject
) -> None:
    """The same is found; what fits the waiver is accepted; else the waiver is unused."""
    text = HEAD + TABLES + "\n".join(tables)
    before = judged(text)
    codes = sorted({one.code for one in before}) or ["BP201"]
    code = data.draw(st.sampled_from([*codes, "BP201"]))
    activity = data.draw(st.none() | st.sampled_from(["s0", "s1", "s2"]))
    where = f'activity = "{activity}"\n' if activity else ""
    after = judged(f'{text}\n[[waiver]]\ncode = "{code}"\nreason = "Zo afgesproken."\n{where}')
    own = [one for one in after if one.fault.place.kind == "waiver"]
    rest = [one for one in after if one.fault.place.kind != "waiver"]
    assert Counter(map(_key, rest)) == Counter(map(_key, before))
    accepted = [one for one in rest if one.waived is not None]
    fitting = [one for one in before if one.code == code and activity in (None, one.fault.activity)]
    assert Counter(map(_key, accepted)) == Counter(map(_key, fitting))
    assert [one.code for one in own] == ([] if fitting else ["BP802"])


_DAYS = re.compile(r"\d{4}-\d\d-\d\d")


@given(whole_timelines())
def test_a_year_of_whole_weeks_later_nothing_has_changed(tables: list[str]) -> None:
    """364 days later every weekday is the same, so the order and lengths of steps are too."""
    year = timedelta(days=364)
    text = HEAD + TABLES + "\n".join(tables)
    moved = _DAYS.sub(lambda found: str(date.fromisoformat(found[0]) + year), text)
    wanted = ("BP2", "BP307", "BP308", "BP4", "BP7", "BP8")
    first, second = (
        Counter(_shape(one) for one in found if one.code.startswith(wanted))
        for found in (judged(text), judged(moved, TODAY + year))
    )
    assert first == second


def _shape(one: Finding) -> tuple[object, ...]:
    fault = one.fault
    return one.code, one.severity, fault.certainty, fault.place, fault.activity, fault.municipality


@given(whole_timelines(), st.randoms(use_true_random=False))
def test_nothing_depends_on_the_order_of_tables(tables: list[str], shuffler: random.Random) -> None:
    """Only records are read in their order: what is written later was learnt later."""
    first = judged(HEAD + TABLES + "\n".join(tables))
    records = [one for one in tables if one.startswith("[[record]]")]
    others = [one for one in tables if not one.startswith("[[record]]")]
    shuffler.shuffle(others)
    assert _set(judged(HEAD + TABLES + "\n".join([*others, *records]))) == _set(first)


def _possible(text: str, today: date) -> list[tuple[Finding, Activity]]:
    """Return what is possibly wrong, with its step, of steps that no record has moved."""
    steps = parse(text.encode(), Path("timeline.toml")).timeline.activities
    return [
        (one, steps[one.fault.activity])
        for one in judged(text, today)
        if one.fault.certainty is Certainty.POSSIBLE
        and one.fault.activity
        and not re.search(rf'activity = "{one.fault.activity}"\nkind = "(moved|settled)"', text)
    ]


_ABOUT_NOW = st.dates(date(2024, 12, 1), date(2025, 9, 30))


@given(whole_timelines(), _ABOUT_NOW)
def test_nothing_is_possible_of_what_is_over(tables: list[str], today: date) -> None:
    for one, step in _possible(HEAD + TABLES + "\n".join(tables), today):
        last = step.when.bounds.latest_finish if step.when else None
        assert last is None or last >= today, one


@given(whole_timelines(), _ABOUT_NOW)
def test_nothing_is_possible_of_what_has_no_date(tables: list[str], today: date) -> None:
    """But for a target that its order already makes it miss: that is certain, and no error."""
    text = HEAD + TABLES + "\n".join(tables)
    for one, step in _possible(text, today):
        target = rf'id = "{one.fault.place.name}"\n(?:.+\n)+hard = false'
        assert step.when is not None or re.search(target, text), one


@given(whole_timelines(), _ABOUT_NOW)
def test_what_can_be_settled_can_be_settled_yet(tables: list[str], today: date) -> None:
    """The day by which to choose is today or later: else nobody can do what the finding says."""
    for one, _ in _possible(HEAD + TABLES + "\n".join(tables), today):
        assert one.fault.settle_by is None or one.fault.settle_by >= today, one
