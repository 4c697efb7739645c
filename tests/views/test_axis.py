"""From days to columns, for any window, room and scale."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boplan.views.axis import Axis, Scale, axis_for, unit_after, unit_start, units_in
from tests.helpers import day

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
LENGTHS = st.one_of(st.integers(0, 60), st.integers(0, 1500), st.integers(0, 40_000))
ROOMS = st.integers(20, 200)
SCALES = st.sampled_from([None, *Scale])
ONE_DAY = timedelta(days=1)


@st.composite
def axes(draw: st.DrawFn) -> Axis:
    first = draw(DAYS)
    last = min(date(2199, 12, 31), first + timedelta(days=draw(LENGTHS)))
    return axis_for(
        first, last, draw(ROOMS), draw(SCALES),
        whole_first=draw(st.booleans()), whole_last=draw(st.booleans()),
    )  # fmt: skip


@given(axes())
def test_every_day_of_the_window_lies_in_exactly_one_cell(axis: Axis) -> None:
    """The cells follow each other without a gap, from the first day through the last."""
    spans = [axis.days_of(cell) for cell in range(len(axis.starts))]
    assert (spans[0][0], spans[-1][1]) == (axis.first, axis.last)
    assert all(first <= last for first, last in spans)
    ends = pairwise(spans)
    assert all(before[1] + ONE_DAY == after[0] for before, after in ends)


@given(axes(), st.data())
def test_a_day_lies_in_the_cell_whose_days_hold_it(axis: Axis, data: st.DataObject) -> None:
    """Later days lie in later cells; the first and the last cell are hit."""
    one, other = sorted(data.draw(st.dates(axis.first, axis.last)) for _ in range(2))
    first, last = axis.days_of(axis.cell_of(one))
    assert first <= one <= last
    assert axis.cell_of(one) <= axis.cell_of(other)
    assert axis.cell_of(axis.first) == 0
    assert axis.cell_of(axis.last) == len(axis.starts) - 1


@given(axes(), DAYS, LENGTHS)
def test_a_stretch_touches_the_cells_that_share_a_day_with_it(
    axis: Axis, first: date, length: int
) -> None:
    last = first + timedelta(days=min(length, (date(2199, 12, 31) - first).days))
    touched = [
        cell
        for cell in range(len(axis.starts))
        if axis.days_of(cell)[0] <= last and axis.days_of(cell)[1] >= first
    ]
    assert list(axis.cells_of(first, last)) == touched


@given(DAYS, LENGTHS, ROOMS, SCALES)
def test_a_window_that_is_given_is_kept_and_fits(
    first: date, length: int, room: int, scale: Scale | None
) -> None:
    """It ends earlier only where the scale that was asked for has no room for it."""
    last = min(date(2199, 12, 31), first + timedelta(days=length))
    axis = axis_for(first, last, room, scale)
    assert axis.columns <= room
    assert axis.first == first
    assert axis.scale == (scale or axis.scale)
    if scale is None or units_in(first, last, scale) <= room:
        assert axis.last == last
    else:
        assert axis.last < last
        assert units_in(first, axis.last, scale) == room
        assert unit_start(axis.last + ONE_DAY, scale) == axis.last + ONE_DAY


@given(DAYS, LENGTHS, ROOMS)
def test_the_finest_scale_that_fits_is_chosen(first: date, length: int, room: int) -> None:
    last = min(date(2199, 12, 31), first + timedelta(days=length))
    axis = axis_for(first, last, room)
    finer = list(Scale)[: list(Scale).index(axis.scale)]
    assert all(units_in(first, last, one) > room for one in finer)


@given(DAYS, LENGTHS, st.sampled_from(list(Scale)), st.sampled_from([1, 2, 4]))
def test_units_are_counted_as_they_follow_each_other(
    first: date, length: int, scale: Scale, multiple: int
) -> None:
    if scale in (Scale.DAY, Scale.WEEK):
        multiple = 1
    last = first + timedelta(days=min(length, 4000))
    start, number = unit_start(first, scale, multiple), 0
    assert start <= first < unit_after(start, scale, multiple)
    while start <= last:
        start, number = unit_after(start, scale, multiple), number + 1
    assert units_in(first, last, scale, multiple) == number


@given(DAYS, ROOMS, SCALES)
def test_a_window_of_the_programs_own_holds_today(today: date, room: int, scale: Scale) -> None:
    """Whole units; if the scale that was asked for has no room, those around today."""
    first, last = today - timedelta(days=90), today + timedelta(days=700)
    axis = axis_for(first, last, room, scale, whole_first=True, whole_last=True, around=today)
    assert today in axis
    assert axis.first == unit_start(axis.first, axis.scale)
    following = axis.last + ONE_DAY
    assert following == unit_start(following, axis.scale)
    assert axis.columns <= room


@pytest.mark.parametrize(
    ("last", "room", "said"),
    [
        ("2025-01-14", 50, ("day", 14, 3)),  # three columns a day
        ("2025-02-19", 50, ("day", 50, 1)),
        ("2025-02-20", 50, ("week", 22, 1)),  # eight weeks in three parts, cut at both ends
        ("2025-12-31", 53, ("week", 53, 1)),
        ("2025-12-31", 52, ("month", 48, 1)),  # four parts a month
        ("2034-12-31", 50, ("quarter", 40, 1)),
        ("2044-12-31", 50, ("quarter", 40, 1)),  # half-years
    ],
)
def test_the_scale_by_hand(last: str, room: int, said: tuple[str, int, int]) -> None:
    axis = axis_for(day("2025-01-01"), day(last), room)
    assert (axis.scale, len(axis.starts), axis.stretch) == said


def test_cells_by_hand() -> None:
    weeks = axis_for(day("2025-04-28"), day("2025-05-18"), 20, Scale.WEEK)
    assert [one.isoformat() for one in weeks.starts] == [
        "2025-04-28", "2025-04-30", "2025-05-02", "2025-05-05", "2025-05-07", "2025-05-09",
        "2025-05-12", "2025-05-14", "2025-05-16",
    ]  # fmt: skip
    halves = axis_for(day("2025-02-10"), day("2025-04-20"), 6, Scale.MONTH)
    assert [one.isoformat() for one in halves.starts] == [
        "2025-02-10", "2025-02-15", "2025-03-01", "2025-03-16", "2025-04-01", "2025-04-16",
    ]  # fmt: skip
