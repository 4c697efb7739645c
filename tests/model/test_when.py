"""Bounds and three-valued judgements against the calendar and brute force."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from boplan.model.when import (
    UNKNOWN,
    Bounds,
    Moment,
    OneOf,
    Part,
    Precision,
    Range,
    Span,
    Truth,
    When,
    add_months,
    at_least,
    certain_day,
    finishes_before_start,
    finishes_by,
    on,
)
from tests.dates.strategies import days
from tests.helpers import day

DAY_ONE = date(2025, 3, 1)


@given(days, st.integers(-1200, 1200))
def test_add_months_against_dateutil(start: date, months: int) -> None:
    expected = start + relativedelta(months=months)
    if expected.year < 9999:
        assert add_months(start, months) == expected


def test_add_months_takes_the_last_day_of_a_shorter_month() -> None:
    """HR 1 September 2017, ECLI:NL:HR:2017:2225: no such day, then the last of the month."""
    assert add_months(day("2025-01-31"), 1) == day("2025-02-28")
    assert add_months(day("2024-01-30"), 1) == day("2024-02-29")
    assert add_months(day("2025-08-31"), -6) == day("2025-02-28")
    assert add_months(day("2025-12-15"), 1) == day("2026-01-15")


def _plus(n: int) -> date:
    return DAY_ONE + timedelta(days=n)


_small = st.integers(0, 6)
_windows: st.SearchStrategy[When] = st.one_of(
    _small.map(lambda n: Moment(Part(_plus(n)))),
    st.tuples(_small, _small).map(lambda ab: Span(Part(_plus(min(ab))), Part(_plus(max(ab))))),
    st.tuples(_small, _small).map(
        lambda ab: OneOf((Range(Part(_plus(min(ab))), Part(_plus(max(ab)))),))
    ),
    st.lists(_small, min_size=1, max_size=3, unique=True).map(
        lambda some: OneOf(tuple(Part(_plus(n)) for n in sorted(some)))
    ),
    st.tuples(_small, st.booleans()).map(lambda nb: Moment(Part(_plus(nb[0]), about=nb[1]))),
)


def concrete(when: When) -> list[tuple[date, date]]:
    """Return every pair of start and finish that the date can turn out to be."""

    def all_days(first: date | None, last: date | None) -> list[date]:
        assert first is not None
        assert last is not None
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    match when:
        case Moment(part):
            within = all_days(part.first, part.last)
            return [(one, two) for one, two in product(within, within) if one <= two]
        case Span(Part() as start, Part() as end):
            return [
                (one, two)
                for one in all_days(start.first, start.last)
                for two in all_days(end.first, end.last)
                if one <= two
            ]
        case OneOf(members):
            found = {one for member in members for one in all_days(member.first, member.last)}
            return [(one, one) for one in sorted(found)]
        case _:
            raise AssertionError(when)


@given(_windows)
def test_bounds_are_the_ends_of_what_can_be(when: When) -> None:
    pairs = concrete(when)
    starts, finishes = [one for one, _ in pairs], [two for _, two in pairs]
    assert when.bounds == Bounds(min(starts), max(starts), min(finishes), max(finishes))


@given(_windows, _windows, st.integers(-3, 3))
def test_finishes_before_start_against_every_concrete_day(
    first: When, second: When, days_between: int
) -> None:
    """YES if it holds for all the days that they can be, NO if for none, else MAYBE."""
    holds = {
        (start - finish).days >= days_between
        for (_, finish), (start, _) in product(concrete(first), concrete(second))
    }
    expected = {True: Truth.YES, False: Truth.NO}[holds.pop()] if len(holds) == 1 else Truth.MAYBE
    assert finishes_before_start(first.bounds, second.bounds, days_between) is expected


@given(_windows, _small)
def test_finishes_by_against_every_concrete_day(when: When, n: int) -> None:
    holds = {finish <= _plus(n) for _, finish in concrete(when)}
    expected = {True: Truth.YES, False: Truth.NO}[holds.pop()] if len(holds) == 1 else Truth.MAYBE
    assert finishes_by(when.bounds, _plus(n)) is expected


def test_nothing_known_is_always_maybe() -> None:
    some = on(DAY_ONE).bounds
    assert finishes_before_start(UNKNOWN, some) is Truth.MAYBE
    assert finishes_before_start(some, UNKNOWN) is Truth.MAYBE
    assert finishes_by(UNKNOWN, DAY_ONE) is Truth.MAYBE
    assert at_least(None, DAY_ONE) is Truth.MAYBE
    assert UNKNOWN.is_unknown
    assert not UNKNOWN.is_day
    assert not some.is_unknown


def test_a_plain_after_is_the_next_day_or_later() -> None:
    thursday = on(day("2024-12-05")).bounds
    assert finishes_before_start(thursday, thursday) is Truth.NO
    assert finishes_before_start(thursday, on(day("2024-12-06")).bounds) is Truth.YES
    assert finishes_before_start(thursday, thursday, 0) is Truth.YES


def test_certain_day_is_one_exact_day_only() -> None:
    assert certain_day(on(DAY_ONE)) == DAY_ONE
    assert certain_day(Moment(Part(DAY_ONE, about=True))) is None
    assert certain_day(Moment(Part(DAY_ONE, Precision.MONTH))) is None
    assert certain_day(Span(Part(DAY_ONE), Part(DAY_ONE))) is None
    assert certain_day(None) is None


@pytest.mark.parametrize(
    ("precision", "months"),
    [(Precision.DAY, 0), (Precision.MONTH, 1), (Precision.QUARTER, 3), (Precision.HALF, 6),
     (Precision.YEAR, 12)],
)  # fmt: skip
def test_precision_in_months(precision: Precision, months: int) -> None:
    assert precision.months == months
