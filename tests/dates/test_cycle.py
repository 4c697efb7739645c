"""Dates of the next cycle, against hand-made ones and dateutil."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from boplan.dates.cycle import Move, OutOfReachError
from boplan.dates.notation import parse, write
from boplan.model.when import Moment, Part, Range, Span, When
from tests.dates.strategies import whens
from tests.helpers import day

EIGHT_YEARS = Move.between(date(2026, 1, 1), date(2034, 1, 1))
HALF_A_YEAR = Move.between(date(2026, 1, 1), date(2026, 7, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Days of people: 417 weeks, the whole weeks nearest to 2922 days; the weekday stays.
        ("2024-06-27", "2032-06-24"),
        ("2022-10-03T14:00", "2030-09-30T14:00"),
        ("[2024-11-19,2024-11-26,2024-12-03]", "[2032-11-16,2032-11-23,2032-11-30]"),
        ("2024-12-12/2025-03-06", "2032-12-09/2033-03-03"),
        ("[..2025-04-24]", "[..2033-04-21]"),
        ("[2024-04-04..]", "[2032-04-01..]"),
        ("[2024-09-20..2024-12-05]", "[2032-09-17..2032-12-02]"),
        # Parts of the calendar stay what they are.
        ("2025-04", "2033-04"),
        ("2025-Q1", "2033-Q1"),
        ("2025-H2", "2033-H2"),
        ("2026-06~", "2034-06~"),
        ("2026", "2034"),
        # 1 January and 31 December are of the calendar, whatever weekday they are.
        ("2026-01-01", "2034-01-01"),
        ("[..2025-12-31]", "[..2033-12-31]"),
        ("2026-01-01/2033-12-31", "2034-01-01/2041-12-31"),
        ("2024-03-01/2024-05-31", "2032-03-01/2032-05-31"),
        # September through the first third of October.
        ("[2024-09-01..2024-10-10]", "[2032-09-01..2032-10-10]"),
        # Mixed: the month by the calendar, the day by weeks.
        ("2025-06/2025-09-08", "2033-06/2033-09-05"),
        ("[2026..2027,2027..2028]", "[2034..2035,2035..2036]"),
    ],
)
def test_eight_years_on(old: str, new: str) -> None:
    assert write(EIGHT_YEARS.when(parse(old))) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # 181 days: 26 weeks are 182.
        ("2026-03-03", "2026-09-01"),
        # 15 February and 181 days is 15 August; 2 July 2026 and 181 days is 30 December.
        ("2026-02", "2026-08"),
        ("2026", "2026"),
        # Of the calendar: so many days.
        ("2026-01-01", "2026-07-01"),
    ],
)
def test_by_days_where_it_is_no_number_of_years(old: str, new: str) -> None:
    assert HALF_A_YEAR.years is None
    assert write(HALF_A_YEAR.when(parse(old))) == new


def test_a_day_that_the_caller_calls_one_of_the_calendar() -> None:
    when = parse("2024-02-29")
    assert write(EIGHT_YEARS.when(when, of_calendar=True)) == "2032-02-29"
    one_year = Move.between(date(2024, 2, 29), date(2025, 2, 28))
    assert one_year.years == 1
    assert write(one_year.when(when, of_calendar=True)) == "2025-02-28"


def test_a_meeting_on_new_years_eve_keeps_its_weekday() -> None:
    assert write(EIGHT_YEARS.when(parse("2024-12-31"))) == "2032-12-31"
    assert write(EIGHT_YEARS.when(parse("2024-12-31"), of_people=True)) == "2032-12-28"


DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@given(DAYS, st.integers(-40, 90))
def test_whole_years_are_those_of_dateutil(anchor: date, years: int) -> None:
    move = Move.between(anchor, anchor + relativedelta(years=years))
    assert move.years == years
    assert move.by_calendar(anchor) == anchor + relativedelta(years=years)


@given(DAYS, DAYS, st.integers(1, 90))
def test_a_day_of_people_keeps_its_weekday_and_its_season(
    anchor: date, one: date, years: int
) -> None:
    """At most half a week from the date of the year, and a day where leap years fall otherwise."""
    move = Move.between(anchor, anchor + relativedelta(years=years))
    moved = move.by_weeks(one)
    assert moved.weekday() == one.weekday()
    assert abs(moved - (one + relativedelta(years=years))) <= timedelta(days=5)


@given(DAYS, DAYS, st.integers(-3000, 9000))
def test_no_other_number_of_weeks_is_nearer(anchor: date, one: date, days: int) -> None:
    move = Move.between(anchor, anchor + timedelta(days=days))
    off = abs((move.by_weeks(one) - one).days - days)
    assert off <= 3  # of seven days one is within three of any other


@given(DAYS, DAYS, st.integers(-3000, 9000))
def test_days_of_people_keep_their_distances(one: date, other: date, days: int) -> None:
    move = Move.between(one, one + timedelta(days=days))
    assert move.by_weeks(other) - move.by_weeks(one) == other - one


@given(whens)
def test_no_move_gives_the_date_back(when: When) -> None:
    assert Move.between(date(2026, 1, 1), date(2026, 1, 1)).when(when) == when


@given(whens, st.integers(-50, 50))
def test_a_date_stays_as_vague_as_it_was(when: When, years: int) -> None:
    move = Move.between(date(2026, 1, 1), date(2026 + years, 1, 1))
    try:
        moved = move.when(when)
    except OutOfReachError:
        return
    assert type(moved) is type(when)
    assert parse(write(moved)) == moved  # the notation can write it, and in order
    kinds = [
        Counter((one.precision, one.about, one.at) for one in _parts(date_))
        for date_ in (when, moved)
    ]
    assert kinds[0] == kinds[1]


def _parts(when: When) -> list[Part]:
    if isinstance(when, Moment):
        return [when.part]
    if isinstance(when, Span):
        return [one for one in (when.start, when.end) if one]
    return [
        one
        for member in when.members
        for one in ((member.start, member.end) if isinstance(member, Range) else (member,))
        if one
    ]


def test_the_year_2200_is_out_of_reach() -> None:
    move = Move.between(date(2026, 1, 1), date(2190, 1, 1))
    assert move.by_calendar(day("2035-12-31")) == date(2199, 12, 31)
    with pytest.raises(OutOfReachError):
        move.by_calendar(day("2036-01-01"))
    with pytest.raises(OutOfReachError):
        move.by_weeks(day("2036-01-20"))
    with pytest.raises(OutOfReachError):
        Move.between(date(1950, 1, 1), date(9000, 1, 1)).by_weeks(day("2035-12-31"))
