"""Periods of the calendar, and periods counted from a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boplan.dates.grid import CALENDAR, Grid, grid_of
from boplan.dates.notation import parse_part, part_containing
from boplan.dates.period import parse_period
from boplan.model.timeline import Period
from boplan.model.when import Part
from tests.helpers import day

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
LENGTHS = st.builds(Period, st.integers(1, 40), st.sampled_from("DWMY"))


def grid(per: str, start: str | None = None) -> Grid:
    period = parse_period(per)
    assert period is not None
    found = grid_of(period, parse_part(start) if start else None)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("per", "start", "inside", "first", "last"),
    [
        ("P1Y", None, "2024-02-29", "2024-01-01", "2024-12-31"),
        ("P6M", None, "2024-06-30", "2024-01-01", "2024-06-30"),
        ("P3M", None, "2024-12-31", "2024-10-01", "2024-12-31"),
        ("P1M", None, "2024-02-29", "2024-02-01", "2024-02-29"),
        # A start does not shift the calendar; twelve months are counted from it.
        ("P1Y", "2023-07", "2024-02-29", "2024-01-01", "2024-12-31"),
        ("P12M", "2023-09", "2024-02-29", "2023-09-01", "2024-08-31"),
        ("P8W", "2024-05-13", "2024-07-07", "2024-05-13", "2024-07-07"),
        ("P8W", "2024-05-13", "2024-07-08", "2024-07-08", "2024-09-01"),
        ("P1D", "2024-05-13", "2024-05-20", "2024-05-20", "2024-05-20"),
        ("P2M", "2024-01-31", "2024-03-30", "2024-01-31", "2024-03-30"),
        ("P1M", "2024-01-31", "2024-03-30", "2024-03-01", "2024-03-31"),
        ("P1M", None, "1900-01-01", "1900-01-01", "1900-01-31"),
        # Before the start they go on backwards.
        ("P6W", "2024-01-01", "2023-12-31", "2023-11-20", "2023-12-31"),
    ],
)
def test_the_period_of_a_day(
    per: str, start: str | None, inside: str, first: str, last: str
) -> None:
    found = grid(per, start)
    number = found.number(day(inside))
    assert (found.first(number), found.last(number)) == (day(first), day(last))


def test_a_length_without_a_start_has_no_periods() -> None:
    for period in (Period(0, "Y"), Period(0, "D"), Period(8, "W"), Period(12, "M")):
        assert grid_of(period, None) is None
    assert grid_of(Period(8, "W"), parse_part("2024~")) is None


@given(LENGTHS, DAYS, DAYS)
def test_periods_follow_each_other_without_gap_or_overlap(
    per: Period, start: date, inside: date
) -> None:
    found = grid_of(per, Part(start))
    assert found is not None
    number = found.number(inside)
    assert found.first(number) <= inside <= found.last(number)
    assert found.last(number) + timedelta(days=1) == found.first(number + 1)
    assert found.number(found.first(number)) == found.number(found.last(number)) == number


@given(st.sampled_from(sorted(CALENDAR, key=str)), DAYS)
def test_the_calendar_is_that_of_the_notation(per: Period, inside: date) -> None:
    found = grid_of(per, None)
    assert found is not None
    part = part_containing(inside, CALENDAR[per])
    number = found.number(inside)
    assert (found.first(number), found.last(number)) == (part.first, part.last)
    assert found.period_of(part) == number


@given(LENGTHS, DAYS, DAYS)
def test_the_last_whole_period_is_over_and_the_next_is_not(
    per: Period, start: date, inside: date
) -> None:
    found = grid_of(per, Part(start))
    assert found is not None
    number = found.whole_by(inside)
    assert found.last(number) <= inside < found.last(number + 1)


@pytest.mark.parametrize(
    ("per", "start", "part", "is_one"),
    [
        ("P1Y", None, "2024", True),
        ("P1Y", None, "2024~", False),
        ("P1Y", None, "2024-01-01", False),
        ("P1Y", None, "2024-H1", False),
        ("P6M", None, "2024-H1", True),
        ("P8W", "2024-05-13", "2024-07-08", True),
        ("P8W", "2024-05-13", "2024-07-09", False),
        ("P8W", "2024-05-13", "2024-07", False),
        ("P12M", "2024-01", "2025", True),
        ("P12M", "2024-01", "2025-01", False),
        ("P12M", "2024-01", "2025-01-01", True),
    ],
)
def test_which_parts_name_a_period(per: str, start: str | None, part: str, is_one: bool) -> None:
    found = grid(per, start).period_of(parse_part(part))
    assert (found is not None) is is_one
