"""Public holidays against article 3 of the law, a literal table and an independent calendar."""

from __future__ import annotations

from datetime import date, timedelta

import holidays as oracle
import pytest
from dateutil.easter import easter

from boplan.dates.holidays import (
    PUBLIC_HOLIDAYS,
    ROYAL_DECREE_DAYS,
    ROYAL_DECREES,
    Coverage,
    equated_day_on,
    holiday_on,
    is_covered,
    lacking,
    public_holidays,
    rest_day,
    rests,
)
from boplan.model.vocabulary import Text
from boplan.model.when import Truth

YEARS = range(2000, 2041)
# Typed from the decrees and the secondary sources, not from the module.
DECREED = {
    date(2016, 5, 6),
    date(2017, 4, 28),
    date(2017, 5, 26),
    date(2018, 5, 11),
    date(2018, 12, 24),
    date(2018, 12, 31),
    date(2019, 5, 31),
    date(2019, 12, 27),
    date(2020, 5, 22),
    date(2021, 5, 14),
    date(2022, 5, 27),
    date(2023, 4, 28),
    date(2023, 5, 19),
    date(2024, 5, 10),
    date(2024, 12, 27),
    date(2025, 5, 30),
    date(2026, 1, 2),
    date(2026, 5, 15),
    date(2027, 5, 7),
    date(2028, 4, 28),
    date(2028, 5, 26),
}


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", YEARS)
def test_the_days_are_those_of_an_independent_calendar(year: int) -> None:
    """Known differences, all of them: it lacks the decrees and adds two Sundays."""
    calendar = set(oracle.country_holidays("NL", years=year, categories=("public", "optional")))
    sundays = {easter(year), easter(year) + timedelta(days=49)}
    assert sundays <= calendar
    decreed = {day for day in DECREED if day.year == year}
    assert not decreed & calendar
    ours = {
        day for day in days_of(year) if holiday_on(day) is not None or equated_day_on(day)
    } - sundays
    assert ours == calendar - sundays | decreed


def test_the_oracle_without_its_optional_days_lacks_5_may() -> None:
    """5 May is a holiday every year; the oracle's default has it once in five."""
    missing = [
        year for year in YEARS if date(year, 5, 5) not in oracle.country_holidays("NL", years=year)
    ]
    assert len(missing) == 31  # 32 years are no multiple of five; Ascension was 5 May in 2016
    assert all(holiday_on(date(year, 5, 5)) is not None for year in YEARS)


def test_the_holidays_of_2026() -> None:
    assert [(one.day, one.name.nl) for one in public_holidays(2026)] == [
        (date(2026, 1, 1), "Nieuwjaarsdag"),
        (date(2026, 4, 6), "Tweede Paasdag"),
        (date(2026, 4, 27), "Koningsdag"),
        (date(2026, 5, 5), "Bevrijdingsdag"),
        (date(2026, 5, 14), "Hemelvaartsdag"),
        (date(2026, 5, 25), "Tweede Pinksterdag"),
        (date(2026, 12, 25), "Eerste Kerstdag"),
        (date(2026, 12, 26), "Tweede Kerstdag"),
    ]
    assert {one.article.en for one in public_holidays(2026)} == {"Atw art. 3(1)"}


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 4, 26), "King's Day"),  # the 27th was a Sunday
        (date(2024, 4, 27), "King's Day"),
        (date(2014, 4, 26), "King's Day"),  # the first one, and the 27th was a Sunday
        (date(2013, 4, 30), "Queen's Day"),
        (date(2006, 4, 29), "Queen's Day"),  # the 30th was a Sunday
    ],
)
def test_the_day_of_the_monarch_is_never_a_sunday(day: date, name: str) -> None:
    assert holiday_on(day) == Text({"K": "Koningsdag", "Q": "Koninginnedag"}[name[0]], name)
    assert holiday_on(day + timedelta(days=1)) is None


def test_two_holidays_on_one_day_have_both_names() -> None:
    assert holiday_on(date(2016, 5, 5)) == Text(
        "Bevrijdingsdag en Hemelvaartsdag", "Liberation Day and Ascension Day"
    )


def test_the_decrees_are_the_table_and_nothing_else() -> None:
    assert {one.day for one in ROYAL_DECREE_DAYS} == DECREED
    assert list(ROYAL_DECREE_DAYS) == sorted(ROYAL_DECREE_DAYS, key=lambda one: one.day)
    assert all(one.day in ROYAL_DECREES for one in ROYAL_DECREE_DAYS)
    assert all(one.article.nl.startswith("Atw art. 3 lid 3; ") for one in ROYAL_DECREE_DAYS)
    # What the habit of "the Monday before a holiday on Tuesday" would add.
    assert rest_day(date(2026, 5, 4)) is None
    assert rest_day(date(2027, 4, 26)) is None


def test_equated_days_say_by_which_paragraph() -> None:
    good_friday = equated_day_on(date(2026, 4, 3))
    assert good_friday is not None
    assert (good_friday.name.nl, good_friday.article.nl) == ("Goede Vrijdag", "Atw art. 3 lid 2")
    decreed = equated_day_on(date(2026, 5, 15))
    assert decreed is not None
    assert "Stcrt. 2025, 24713" in decreed.article.en
    assert equated_day_on(date(2026, 5, 14)) is None  # a holiday, not equated with one


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 9, 5), "Saturday"),
        (date(2026, 9, 6), "Sunday"),
        (date(2026, 12, 26), "Second Christmas Day"),  # on a Saturday
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 5, 15), "equated by royal decree"),
        (date(2026, 9, 4), None),
    ],
)
def test_what_rests_has_a_name(day: date, name: str | None) -> None:
    why = rest_day(day)
    assert (why.en if why else None) == name
    assert rests(day) is (Truth.YES if name else Truth.NO)


@pytest.mark.parametrize(
    ("day", "table", "answer"),
    [
        (date(2015, 12, 31), ROYAL_DECREES, Truth.MAYBE),
        (date(2016, 1, 4), None, Truth.NO),
        (date(2028, 12, 29), None, Truth.NO),
        (date(2029, 1, 1), None, Truth.YES),  # a holiday needs no decree
        (date(2029, 1, 2), ROYAL_DECREES, Truth.MAYBE),
        (date(2029, 1, 6), None, Truth.YES),  # nor does a Saturday
        (date(2041, 12, 25), PUBLIC_HOLIDAYS, Truth.MAYBE),
        (date(2041, 12, 28), None, Truth.YES),
        (date(1999, 5, 5), PUBLIC_HOLIDAYS, Truth.MAYBE),
    ],
)
def test_outside_a_table_the_answer_is_not_known(
    day: date, table: Coverage | None, answer: Truth
) -> None:
    assert lacking(day) == table
    assert is_covered(day) is (table is None)
    assert rests(day) is answer
