"""Narrowing of vague dates by the order of the steps, against every concrete calendar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from boplan.dates.notation import parse, write
from boplan.dates.period import shift
from boplan.model.timeline import Activity, After, Period
from boplan.model.vocabulary import Link
from boplan.model.when import Bounds, OneOf, Span, When
from boplan.schedule.narrowing import Narrowed, in_order, narrow
from tests.helpers import day
from tests.model.test_when import _windows, concrete

lags = st.builds(Period, st.integers(-2, 3), st.just("D"))


@dataclass(frozen=True)
class Network:
    """Steps s0, s1, …, each waiting for some of those before it, with their dates."""

    activities: dict[str, Activity]
    dates: dict[str, When | None]

    def narrowed(self) -> dict[str, Narrowed]:
        return narrow(self.activities, self.dates)


@st.composite
def networks(draw: st.DrawFn, most: int = 3, links: int = 3) -> Network:
    size = draw(st.integers(2, most))
    pairs = [(one, two) for two in range(size) for one in range(two)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=links, unique=True))
    after: dict[int, list[After]] = {}
    for one, two in chosen:
        link = After(id=f"s{one}", lag=draw(lags), link=draw(st.sampled_from(Link)))
        after.setdefault(two, []).append(link)
    activities = {
        f"s{n}": Activity(id=f"s{n}", title="S", process="p", after=tuple(after.get(n, ())))
        for n in range(size)
    }
    return Network(activities, {one: draw(_windows) for one in activities})


def _holds(first: tuple[date, date], after: After, second: tuple[date, date]) -> bool:
    """Return whether the link holds between two steps with these starts and finishes."""
    source = first[1] if after.link in (Link.FS, Link.FF) else first[0]
    target = second[0] if after.link in (Link.FS, Link.SS) else second[1]
    return target >= source + timedelta(days=after.lag.count)


def _calendars(network: Network) -> list[dict[str, tuple[date, date]]]:
    """Return every choice of days for all the steps in which every link holds."""
    names = list(network.activities)
    links = [
        (names.index(after.id), after, number)
        for number, activity in enumerate(network.activities.values())
        for after in activity.after
    ]
    choices = [concrete(when) for when in network.dates.values() if when]
    return [
        dict(zip(names, days, strict=True))
        for days in product(*choices)
        if all(_holds(days[first], after, days[second]) for first, after, second in links)
    ]


def _within(bounds: Bounds, days: tuple[date, date]) -> bool:
    pairs = ((bounds.earliest_start, bounds.latest_start, days[0]),
             (bounds.earliest_finish, bounds.latest_finish, days[1]))  # fmt: skip
    return all((low or date.min) <= one <= (high or date.max) for low, high, one in pairs)


@given(networks())
def test_nothing_that_can_be_is_narrowed_away(network: Network) -> None:
    """Every calendar in which all links hold lies within what is left, and no link is broken."""
    narrowed = network.narrowed()
    calendars = _calendars(network)
    if not calendars:
        return
    assert not any(one.conflict for one in narrowed.values())
    for calendar in calendars:
        for one, days in calendar.items():
            assert _within(narrowed[one].bounds, days)
            left = narrowed[one].when
            assert left is not None
            assert days in concrete(left)


@given(networks())
def test_what_cannot_be_is_marked(network: Network) -> None:
    """Where no calendar fits, a link is broken."""
    assume(not _calendars(network))
    assert any(one.conflict for one in network.narrowed().values())


@given(networks())
def test_every_bound_that_is_left_can_be(network: Network) -> None:
    """Narrowing goes all the way: each of the four bounds occurs in some calendar."""
    calendars = _calendars(network)
    assume(calendars)
    for one, narrowed in network.narrowed().items():
        starts = [calendar[one][0] for calendar in calendars]
        finishes = [calendar[one][1] for calendar in calendars]
        expected = Bounds(min(starts), max(starts), min(finishes), max(finishes))
        assert narrowed.bounds == expected, one


# Without an end on one side: judged over the days of four weeks around the others.
_open: st.SearchStrategy[When] = st.integers(0, 6).flatmap(
    lambda n: st.sampled_from(
        [
            parse(f"[..2025-03-{n + 1:02}]"),
            parse(f"[2025-03-{n + 1:02}..]"),
            parse(f"../2025-03-{n + 1:02}"),
            parse(f"2025-03-{n + 1:02}/.."),
            parse(f"[..2025-03-{n + 1:02},2025-03-{n + 3:02}..2025-03-{n + 5:02}]"),
            parse(f"[2025-03-{n + 1:02},2025-03-{n + 3:02}..]"),
        ]
    )
)
FIRST_OPEN, LAST_OPEN = date(2025, 2, 20), date(2025, 3, 20)
SLACK = timedelta(days=4)


def _choices(when: When) -> list[tuple[date, date]]:
    """Return every start and finish that the date can have within those four weeks."""
    days = [FIRST_OPEN + timedelta(days=n) for n in range((LAST_OPEN - FIRST_OPEN).days + 1)]
    if isinstance(when, Span) and when.start is None and when.end is not None:
        return [(one, when.end.start) for one in days if one <= when.end.start]
    if isinstance(when, Span) and when.end is None and when.start is not None:
        return [(when.start.start, one) for one in days if one >= when.start.start]
    if isinstance(when, OneOf):
        ends = [(one.first or FIRST_OPEN, one.last or LAST_OPEN) for one in when.members]
        return [(one, one) for one in days if any(first <= one <= last for first, last in ends)]
    return concrete(when)


@given(_open | _windows, _open | _windows, lags, st.sampled_from(Link))
def test_open_ends_against_every_calendar(
    first: When, second: When, lag: Period, link: Link
) -> None:
    """What is left is what can be, but for the far ends that only this test has."""
    activities = {
        "s0": Activity(id="s0", title="S", process="p"),
        "s1": Activity(
            id="s1", title="S", process="p", after=(After(id="s0", lag=lag, link=link),)
        ),
    }
    narrowed = narrow(activities, {"s0": first, "s1": second})
    link_ = activities["s1"].after[0]
    calendars = [
        {"s0": one, "s1": two}
        for one in _choices(first)
        for two in _choices(second)
        if _holds(one, link_, two)
    ]
    assert narrowed["s1"].conflict is (not calendars)
    for calendar in calendars:
        for one, days in calendar.items():
            assert _within(narrowed[one].bounds, days)
    for one in activities if calendars else ():
        starts = [calendar[one][0] for calendar in calendars]
        finishes = [calendar[one][1] for calendar in calendars]
        bounds = narrowed[one].bounds
        for found, expected in (
            (bounds.earliest_start, min(starts)), (bounds.latest_start, max(starts)),
            (bounds.earliest_finish, min(finishes)), (bounds.latest_finish, max(finishes)),
        ):  # fmt: skip
            if found is not None and FIRST_OPEN + SLACK < found < LAST_OPEN - SLACK:
                assert found == expected


def _wider(one: Bounds, two: Bounds) -> bool:
    """Return whether `one` leaves room that `two` does not."""
    return (
        (one.earliest_start or date.min) < (two.earliest_start or date.min)
        or (one.earliest_finish or date.min) < (two.earliest_finish or date.min)
        or (one.latest_start or date.max) > (two.latest_start or date.max)
        or (one.latest_finish or date.max) > (two.latest_finish or date.max)
    )


@given(networks(most=6, links=8))
def test_narrowing_never_widens(network: Network) -> None:
    for one, narrowed in network.narrowed().items():
        given_ = network.dates[one]
        assert given_ is not None
        assert not _wider(narrowed.bounds, given_.bounds)
        if isinstance(given_, OneOf) and isinstance(narrowed.when, OneOf):
            assert set(narrowed.when.members) | set(narrowed.dropped) == set(given_.members)


@given(networks(most=6, links=8))
def test_narrowing_twice_is_narrowing_once(network: Network) -> None:
    once = network.narrowed()
    again = narrow(network.activities, {one: narrowed.when for one, narrowed in once.items()})
    assert {one: narrowed.bounds for one, narrowed in again.items()} == {
        one: narrowed.bounds for one, narrowed in once.items()
    }


@given(networks(most=5, links=6), lags, st.sampled_from(Link))
def test_one_link_more_never_widens(network: Network, lag: Period, link: Link) -> None:
    last = list(network.activities)[-1]
    more = network.activities[last]
    assume(all(after.id != "s0" for after in more.after))
    linked = replace(more, after=(*more.after, After(id="s0", lag=lag, link=link)))
    after = narrow({**network.activities, last: linked}, network.dates)
    assume(not any(one.conflict for one in after.values()))
    before = network.narrowed()
    for one, narrowed in after.items():
        assert not _wider(narrowed.bounds, before[one].bounds)


def _steps(*specs: tuple[str, str, list[tuple[str, str, Link]]]) -> Network:
    activities, dates = {}, {}
    for one, when, waits in specs:
        after = tuple(
            After(id=other, lag=Period(int(lag), "D"), link=link) for other, lag, link in waits
        )
        activities[one] = Activity(id=one, title="S", process="p", after=after)
        dates[one] = parse(when) if when else None
    return Network(activities, dates)


FS, SS, FF, SF = Link.FS, Link.SS, Link.FF, Link.SF


def test_an_april_step_before_a_delivery_on_the_24th_is_one_of_1_to_23_april() -> None:
    network = _steps(
        ("spiegelen", "2025-04", []), ("klaar", "2025-04-24", [("spiegelen", "1", FS)])
    )
    left = network.narrowed()["spiegelen"]
    assert left.bounds == Bounds(
        day("2025-04-01"), day("2025-04-23"), day("2025-04-01"), day("2025-04-23")
    )
    assert left.is_narrower
    assert not left.conflict


def test_an_alternative_that_comes_too_early_is_dropped() -> None:
    network = _steps(
        ("klaar", "2024-11-21", []),
        ("colleges", "[2024-11-19,2024-11-26,2024-12-03]", [("klaar", "1", FS)]),
    )
    left = network.narrowed()["colleges"]
    assert left.when is not None
    assert write(left.when) == "[2024-11-26,2024-12-03]"
    assert [write(OneOf((one,))) for one in left.dropped] == ["[2024-11-19]"]


def test_a_step_without_a_date_gets_a_window_from_its_neighbours() -> None:
    network = _steps(
        ("voor", "2025-10-30", []),
        ("tussen", "", [("voor", "1", FS)]),
        ("na", "[..2025-12-31]", [("tussen", "1", FS)]),
    )
    assert network.narrowed()["tussen"].bounds == Bounds(
        day("2025-10-31"), day("2025-12-30"), day("2025-10-31"), day("2025-12-30")
    )


@pytest.mark.parametrize(
    ("link", "earliest_start", "earliest_finish"),
    [(FS, "2025-05-12", "2025-05-20"), (SS, "2025-05-07", "2025-05-20"),
     (FF, "2025-05-01", "2025-05-20"), (SF, "2025-05-01", "2025-05-20")],
)  # fmt: skip
def test_the_four_links_bind_other_ends(
    link: Link, earliest_start: str, earliest_finish: str
) -> None:
    """From 5 through 10 May, two days later; the other starts in May and ends on the 20th."""
    network = _steps(
        ("een", "2025-05-05/2025-05-10", []),
        ("twee", "2025-05/2025-05-20", [("een", "2", link)]),
    )
    left = network.narrowed()["twee"].bounds
    assert left.earliest_start == day(earliest_start)
    assert left.earliest_finish == day(earliest_finish)


def test_a_link_that_cannot_hold_is_named_and_binds_nothing() -> None:
    network = _steps(
        ("een", "2025-05-10", []),
        ("twee", "2025-05-05", [("een", "1", FS)]),
        ("drie", "2025-05", [("twee", "1", FS)]),
    )
    narrowed = network.narrowed()
    assert [one for one in narrowed if narrowed[one].conflict] == ["twee"]
    assert narrowed["twee"].bounds == parse("2025-05-05").bounds
    assert narrowed["een"].bounds == parse("2025-05-10").bounds
    assert narrowed["drie"].bounds.earliest_start == day("2025-05-06")


def test_steps_that_are_left_out_bind_nothing() -> None:
    network = _steps(("een", "2025-05-10", []), ("twee", "2025-05", [("een", "1", FS)]))
    alone = narrow(network.activities, {"twee": parse("2025-05")})
    assert list(alone) == ["twee"]
    assert not alone["twee"].is_narrower


def test_lags_in_weeks_months_and_years() -> None:
    """Twelve weeks from 12 December 2024; a month from 31 January; a year from a leap day."""
    for start, lag, expected in (
        ("2024-12-12", Period(12, "W"), "2025-03-06"),
        ("2025-01-31", Period(1, "M"), "2025-02-28"),
        ("2024-02-29", Period(1, "Y"), "2025-02-28"),
    ):
        activities = {
            "een": Activity(id="een", title="S", process="p"),
            "twee": Activity(id="twee", title="S", process="p", after=(After(id="een", lag=lag),)),
        }
        left = narrow(activities, {"een": parse(start), "twee": None})
        assert left["twee"].bounds.earliest_start == day(expected)
        assert shift(day(start), lag) == day(expected)


@given(networks(most=6, links=8), st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter(network: Network, random: object) -> None:
    names = list(network.activities)
    shuffled = names[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    activities = {one: network.activities[one] for one in shuffled}
    order = in_order(activities)
    assert sorted(order) == sorted(names)
    for one in names:
        assert all(order.index(after.id) < order.index(one) for after in activities[one].after)
    before = network.narrowed()
    if not any(one.conflict for one in before.values()):
        assert narrow(activities, network.dates) == before
