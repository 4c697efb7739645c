"""The two passes, against searches and longest paths that know nothing of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import prod
from typing import Any

import networkx  # the oracle of precedence
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from boplan.dates.period import shift
from boplan.model.timeline import Deadline
from boplan.model.vocabulary import Link
from boplan.schedule.network import Network
from boplan.schedule.passes import Kind, backward, forward
from boplan.schedule.progress import progress
from tests.helpers import HEAD, step, timeline_of
from tests.schedule.networks import (
    BEFORE,
    Bond,
    Case,
    Step,
    cases,
    choices_of,
    day,
    days_of,
    limited,
    network_of,
    number,
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


@settings(max_examples=max(150, settings().max_examples))
@given(limited(4))
def test_forward_is_the_least_of_all_choices_of_days(case: Case) -> None:
    assume(_size(case, ahead=True) < 60_000)
    found = days_of(forward(case.network))
    asked = _asked(case)
    # Nothing says when the others are; the search has them on the first day that it knows.
    steps = tuple(
        one if place in asked else replace(one, bodies=(), is_free=True)
        for place, one in enumerate(case.steps)
    )
    every = search(replace(case, steps=steps), ahead=True)
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


@settings(max_examples=max(150, settings().max_examples))
@given(limited(4))
def test_backward_is_the_greatest_of_all_choices_of_days(case: Case) -> None:
    assume(_size(case, ahead=False) < 60_000)
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
    shortest = -round(early["end"])
    deadline = data.draw(st.integers(shortest, shortest + 20))
    network = _cpm(drawn, deadline)
    first, last = days_of(forward(network)), days_of(backward(network, _limits(network)))
    for place in range(len(drawn)):
        expected = tuple(-early[place, end] for end in "SF")
        assert first[f"s{place + 1}"] == expected
        assert last[f"s{place + 1}"] == tuple(deadline + late[place, end] for end in "SF")
    room = [_room(first, last, f"s{place + 1}") for place in range(len(drawn))]
    assert min(room) >= deadline - shortest  # the longest path has the least float


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


# -- what always holds -------------------------------------------------------------------------


@given(limited())
def test_early_is_past_late_where_and_only_where_nothing_is_feasible(case: Case) -> None:
    assume(len(_asked(case)) == len(case.steps) and _size(case, ahead=True) < 100_000)
    network = case.network
    first, last = days_of(forward(network)), days_of(backward(network, _limits(network)))
    feasible = any(
        all(
            one.deadline is None or days[place][1] <= one.deadline
            for place, one in enumerate(case.steps)
        )
        for days in search(case, ahead=True)
    )
    too_late = [
        one
        for one in first
        for early, late in zip(first[one], last[one], strict=True)
        if early is not None and late is not None and early > late
    ]
    assert feasible is (too_late == []), case.text


def _is_whole(case: Case) -> bool:
    """Return whether the plan as written keeps its order."""
    written = replace(
        case, today=BEFORE, steps=tuple(replace(one, moved=None, done=None) for one in case.steps)
    )
    timeline = timeline_of(written.text)
    return not any(one.window.broken for one in progress(timeline, day(BEFORE)).values())


_HARDER = ("after", "lag", "minimum", "closure", "meeting")


def _harder(draw: Callable[[st.SearchStrategy[Any]], Any], case: Case, how: str) -> Case:
    """Return the case with one more thing that holds it up."""
    places = list(range(len(case.steps)))
    if how == "after":
        places = [place for place in places if len(case.steps[place].after) < place]
    elif how == "lag":
        places = [place for place in places if case.steps[place].after]
    elif how == "minimum":
        bare = [place for place in places if case.steps[place].kind == "undated"]
        places = [place for place in bare if not case.steps[place].bodies]
    assume(places)
    place = draw(st.sampled_from(places))
    one = case.steps[place]
    if how == "after":
        new = set(range(place)) - {bond.first for bond in one.after}
        more = Bond(draw(st.sampled_from(sorted(new))), draw(st.sampled_from(("FS", "FF"))))
        one = replace(one, after=(*one.after, more))
    elif how == "lag":
        rest = one.after[1:]
        one = replace(one, after=(replace(one.after[0], lag=one.after[0].lag + 2), *rest))
    elif how == "minimum":
        one = replace(one, minimum=(one.minimum or 0) + 2)
    elif how == "closure":
        return replace(case, closed=(case.closed[0] - 1, case.closed[1] + 2))
    else:
        met = case.meetings["b0"]
        gone = draw(st.sampled_from(met[:-1]))
        return replace(
            case, meetings={**case.meetings, "b0": tuple(one for one in met if one != gone)}
        )
    steps = (*case.steps[:place], one, *case.steps[place + 1 :])
    return replace(case, steps=steps)


@pytest.mark.parametrize("how", _HARDER)
@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(st.data())
def test_what_holds_it_up_makes_nothing_earlier_nor_leaves_more_room(
    how: str, data: st.DataObject
) -> None:
    # A longer block begins earlier where only its finish is asked for, and finishes later
    # where only its start is limited.
    links = st.sampled_from(("FS",) if how in ("minimum", "closure") else ("FS", "SS", "FF"))
    case = data.draw(limited(links=links))
    if how in ("minimum", "closure"):
        case = replace(case, today=BEFORE)  # today, too, asks only for the finish
    harder = _harder(data.draw, case, how)
    assume(_is_whole(harder))
    before, after = case.network, harder.network
    first, second = days_of(forward(before)), days_of(forward(after))
    for one, days in first.items():
        for early, later in zip(days, second[one], strict=True):
            assert early is None or (later is not None and later >= early), (one, harder.text)
    first = days_of(backward(before, _limits(before)))
    second = days_of(backward(after, _limits(after)))
    for one, days in first.items():
        for late, sooner in zip(days, second[one], strict=True):
            assert late is None or (sooner is not None and sooner <= late), (one, harder.text)


@given(limited())
def test_only_what_is_pushed_moves(case: Case) -> None:
    """What could stay by the days of the others stays; what moves lands where it can be."""
    network = case.network
    placed = forward(network)
    found = days_of(placed)
    for place, one in enumerate(case.steps):
        now = one.now
        start, finish = found[f"s{place}"]
        if start is None or finish is None:
            continue
        if now.kind in ("day", "span") and one.done is None:
            stay = (now.plan[0], now.plan[-1])
            least = now.minimum if now.kind == "day" and now.minimum else 0
            free = all(
                (source := found[f"s{bond.first}"][bond.link[0] == "F"]) is None
                or stay[bond.link[1] == "F"] - source >= bond.lag
                for bond in one.after
            )
            if free and stay[1] >= case.today and not least:
                assert (start, finish) == stay, (place, case.text)
        if one.bodies and one.done is None and placed[f"s{place}", None].is_certain:
            shared = set.intersection(*(set(case.meetings[body]) for body in one.bodies))
            assert start in shared or start in now.plan, (place, case.text)


@given(cases(4))
def test_a_plan_that_keeps_its_order_is_its_own_answer(case: Case) -> None:
    steps = tuple(
        replace(one, moved=None, done=None, kind="day", plan=one.plan[:1])
        if one.kind in ("range", "choice")
        else replace(one, moved=None, done=None)
        for one in case.steps
    )
    exact = replace(case, steps=steps, today=BEFORE)
    assume(_is_whole(exact))
    found = days_of(forward(exact.network))
    for place, one in enumerate(steps):
        if one.plan:
            assert found[f"s{place}"] == (one.plan[0], one.plan[-1])


@given(limited(), st.booleans())
def test_every_day_is_explained(case: Case, late_plans: bool) -> None:
    """What asks most, then what moved it on, give the days; each cause is what it says."""
    network = case.network
    placed = forward(network, late_plans=late_plans)
    for key, one in placed.items():
        if one.start is None:
            assert not one.asked
            continue
        job = network.jobs[key]
        driver = one.driver
        assert driver is not None
        asked = driver.day
        if driver.of_finish and job.is_block:
            asked = network.first_start(job, driver.day)
            assert network.finish_of(job, asked)[0] >= driver.day
        moved = [cause.day for cause in one.snapped if not cause.of_finish]
        assert one.start == (moved[-1] if moved else asked)
        ends = [cause.day for cause in one.snapped if cause.of_finish]
        planned = job.plan.latest_finish if late_plans else job.plan.earliest_finish
        assert one.finish in ([ends[-1]] if ends else [one.start, planned])
        for cause in (*one.asked, *one.snapped):
            if cause.kind is Kind.LINK:
                assert cause.arc is not None
                source = placed[cause.arc.first]
                waited = source.finish if cause.arc.from_finish else source.start
                assert waited is not None
                assert cause.day == shift(waited, cause.arc.after.lag)


@given(limited(), st.booleans())
def test_every_limit_is_explained(case: Case, only_known: bool) -> None:
    network = case.network
    placed = backward(network, _limits(network), only_known=only_known)
    for key, one in placed.items():
        if one.start is None:
            assert not one.asked
            continue
        driver = one.driver
        assert driver is not None
        asked = driver.day
        if driver.of_finish:
            asked = network.last_start(network.jobs[key], driver.day, longest=only_known)
        assert one.start == (one.snapped[-1].day if one.snapped else asked)


@given(limited())
def test_four_weeks_later_everything_is_four_weeks_later(case: Case) -> None:
    def on(one: int | None) -> int | None:
        return None if one is None else one + 28

    def all_on(some: Iterable[int]) -> tuple[int, ...]:
        return tuple(one + 28 for one in some)

    moved = replace(
        case,
        today=case.today + 28,
        closed=(case.closed[0] + 28, case.closed[1] + 28),
        meetings={body: all_on(met) for body, met in case.meetings.items()},
        steps=tuple(
            replace(
                one, plan=all_on(one.plan), moved=on(one.moved), done=on(one.done),
                deadline=on(one.deadline),
            )
            for one in case.steps
        ),
    )  # fmt: skip
    first, second = case.network, moved.network
    for before, after in (
        (days_of(forward(first)), days_of(forward(second))),
        (
            days_of(backward(first, _limits(first))),
            days_of(backward(second, _limits(second))),
        ),
    ):
        assert after == {one: (on(days[0]), on(days[1])) for one, days in before.items()}


# -- agendas that are not complete -------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What is known of a body: its meetings, and from when through when they are all."""

    named: frozenset[int]
    first: int
    last: int

    def may_meet(self, one: int) -> bool:
        return one in self.named or not self.first <= one <= self.last

    def toml(self, body: str) -> str:
        def agenda(kind: str, some: Iterable[int], more: str = "") -> str:
            met = ", ".join(str(day(one)) for one in sorted(some))
            return f'[[agenda]]\nbody = "{body}"\nkind = "{kind}"\nmeetings = [{met}]\n{more}\n'

        within = {one for one in self.named if self.first <= one <= self.last}
        text = f'[[body]]\nid = "{body}"\nname = "B"\nlevel = "bestuurlijk"\n'
        bounds = f"from = {day(self.first)}\nuntil = {day(self.last)}\n"
        text += agenda("complete", within, bounds)
        return text + (agenda("attested", self.named - within) if self.named - within else "")


_known = st.builds(
    lambda named, first, length: Known(named, first, first + length),
    st.frozensets(st.integers(0, 40), max_size=12), st.integers(0, 30), st.integers(0, 25),
)  # fmt: skip


@given(st.lists(_known, min_size=1, max_size=2), st.integers(0, 45), st.none() | st.integers(0, 45))
def test_only_a_complete_agenda_makes_it_certain(
    known: list[Known], at: int, planned: int | None
) -> None:
    bodies = [f"b{place}" for place in range(len(known))]
    tables = "".join(one.toml(body) for body, one in zip(bodies, known, strict=True))
    who = f"purpose = 'bespreken'\nbody = {bodies}\n"
    behind = f"when = {day(at)}\n"
    text = HEAD + tables + step("a", behind) + step("b", who, 'after = [{ id = "a", lag = "P0D" }]')
    placed = forward(network_of(text, day(BEFORE)))["b", None]
    could = next(one for one in range(at, 200) if all(body.may_meet(one) for body in known))
    surely = all(could in body.named for body in known)
    assert (number(placed.start), placed.is_certain) == (could, surely)

    limit = f'[[deadline]]\nid = "d"\nactivity = "b"\nbasis = "custom"\ndate = {day(at)}\n'
    when = f"when = {day(planned)}\n" if planned is not None else ""
    network = network_of(HEAD + tables + step("b", who, when) + limit, day(BEFORE))
    last = backward(network, _limits(network))["b", None]
    own = {planned} - {None}
    could = max(
        one
        for one in range(-200, at + 1)
        if one in own or all(body.may_meet(one) for body in known)
    )
    surely = could in own or all(could in body.named for body in known)
    assert (number(last.start), last.is_certain) == (could, surely)

    last = backward(network, _limits(network), only_known=True)["b", None]
    # Nothing may rest on a meeting that a source happens to mention outside a complete agenda.
    sure = [
        one
        for one in range(at + 1)
        if one in own or all(one in body.named and body.first <= one <= body.last for body in known)
    ]
    if surely or sure:
        assert (number(last.start), last.is_certain) == (could if surely else max(sure), True)
    else:
        assert not last.is_certain
