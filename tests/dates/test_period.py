"""Periods and lengths against the calendar and against dateutil."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from boplan.dates.period import (
    approximate_days,
    format_period,
    last_day_before,
    parse_length,
    parse_period,
    say_period,
    shift,
)
from boplan.model.timeline import Period
from tests.dates.strategies import days
from tests.helpers import day

SHIFTS = {
    # The lag of the format page; the twelve weeks of the consultation; ends of months.
    ("2024-12-05", "P7D"): "2024-12-12",
    ("2024-12-12", "P12W"): "2025-03-06",
    ("2025-05-22", "-P14D"): "2025-05-08",
    ("2025-10-30", "-P21D"): "2025-10-09",
    ("2025-01-31", "P1M"): "2025-02-28",
    ("2024-01-31", "P1M"): "2024-02-29",
    ("2024-02-29", "P1Y"): "2025-02-28",
    ("2024-02-29", "P4Y"): "2028-02-29",
    ("2025-03-31", "-P1M"): "2025-02-28",
    ("2026-01-01", "P8Y"): "2034-01-01",
    ("2025-12-31", "P0D"): "2025-12-31",
    ("2025-11-30", "P3M"): "2026-02-28",
}


@pytest.mark.parametrize(("start", "text"), SHIFTS)
def test_shift(start: str, text: str) -> None:
    period = parse_period(text)
    assert period is not None
    assert shift(day(start), period) == day(SHIFTS[start, text])


periods = st.builds(Period, st.integers(-200, 200), st.sampled_from("DWMY"))


@given(days, periods)
def test_shift_against_dateutil(start: date, period: Period) -> None:
    unit = {"D": "days", "W": "weeks", "M": "months", "Y": "years"}[period.unit]
    try:
        expected = start + relativedelta(**{unit: period.count})  # type: ignore[arg-type]
    except ValueError:  # outside what a date can hold
        expected = date.max if period.count > 0 else date.min
    assert shift(start, period) == expected


@given(days, st.builds(Period, st.integers(-3000, 3000), st.sampled_from("DW")))
def test_days_and_weeks_shift_back_to_where_they_were(start: date, period: Period) -> None:
    assert shift(shift(start, period), period, -1) == start


@given(days, periods)
def test_no_period_is_longer_than_is_said(start: date, period: Period) -> None:
    if start.year + abs(period.count) < 2200 and period.count >= 0:
        assert shift(start, period) - start <= timedelta(days=approximate_days(period))


@given(days, st.builds(Period, st.integers(-30, 30), st.sampled_from("DWMY")))
def test_the_last_day_from_which_a_period_does_not_pass_a_day(one: date, period: Period) -> None:
    """From that day it does not pass, from each of the forty days after it, it does."""
    last = last_day_before(one, period)
    assert shift(last, period) <= one
    assert all(shift(last + timedelta(days=n), period) > one for n in range(1, 41))


def test_the_last_of_four_days_that_end_on_the_same_day() -> None:
    """A month after 28, 29, 30 and 31 January is 28 February."""
    assert last_day_before(day("2025-02-28"), Period(1, "M")) == day("2025-01-31")
    assert last_day_before(day("2025-02-27"), Period(1, "M")) == day("2025-01-27")
    assert last_day_before(day("2025-03-06"), Period(12, "W")) == day("2024-12-12")


def test_shift_stays_within_what_a_date_can_hold() -> None:
    assert shift(date.max, Period(1, "D")) == date.max
    assert shift(date.min, Period(1, "M"), -1) == date.min


@given(periods)
def test_what_is_written_reads_the_same(period: Period) -> None:
    assert parse_period(format_period(period)) == period


WRONG_PERIODS = [
    "", "P", "14D", "P14", "p14D", "P14d", "PT14D", "P1.5D", "P1Y2M", "P-7D", "+P7D", "--P7D",
    "P14D ", " P14D", "P14D\n", "P99999D", "P201Y", "P9999M", "P14H", "P²D",
]  # fmt: skip


@pytest.mark.parametrize("text", WRONG_PERIODS)
def test_wrong_period(text: str) -> None:
    assert parse_period(text) is None


LENGTHS = {
    "PT1H": 60, "PT45M": 45, "PT1H30M": 90, "PT90M": 90, "PT24H": 1440,
    "PT": None, "": None, "P1H": None, "PT0M": None, "PT0H0M": None, "PT1H30": None,
    "PT30M1H": None, "PT1,5H": None, "PT30S": None, "1H": None, "PT1H\n": None, "-PT1H": None,
}  # fmt: skip


@pytest.mark.parametrize("text", LENGTHS)
def test_length_in_minutes(text: str) -> None:
    assert parse_length(text) == LENGTHS[text]


@pytest.mark.parametrize(
    ("text", "dutch", "english"),
    [
        ("P1D", "1 dag", "1 day"),
        ("P14D", "14 dagen", "14 days"),
        ("P1W", "1 week", "1 week"),
        ("P12W", "12 weken", "12 weeks"),
        ("P1M", "1 maand", "1 month"),
        ("P3M", "3 maanden", "3 months"),
        ("P8Y", "8 jaar", "8 years"),
        ("-P7D", "7 dagen", "7 days"),
    ],
)
def test_period_in_words(text: str, dutch: str, english: str) -> None:
    period = parse_period(text)
    assert period is not None
    assert say_period(period) == (dutch, english)
