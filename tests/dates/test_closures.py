"""School holidays against two literal tables, and days that are not counted."""

from __future__ import annotations

from datetime import date, timedelta

import holidays as oracle
import pytest

from boplan.dates.closures import (
    NOORD,
    PUBLIC,
    SCHOOL,
    SCHOOL_HOLIDAYS_NOORD,
    NotCoveredError,
    closed_days,
    closures_for,
    closures_on,
    net_days,
    school_coverage,
    school_holiday_on,
    school_holidays,
)
from boplan.model.timeline import Closure
from boplan.model.vocabulary import Text

# The published table, as it is published: day-month.
PUBLISHED = """
24/25 26-10/03-11 21-12/05-01 15-02/23-02 26-04/04-05 12-07/24-08
25/26 18-10/26-10 20-12/04-01 21-02/01-03 25-04/03-05 04-07/16-08
26/27 10-10/18-10 19-12/03-01 20-02/28-02 24-04/02-05 10-07/22-08
27/28 16-10/24-10 25-12/09-01 19-02/27-02 29-04/07-05 15-07/27-08
28/29 14-10/22-10 23-12/07-01 17-02/25-02 28-04/06-05 21-07/02-09
29/30 20-10/28-10 22-12/06-01 16-02/24-02 27-04/05-05 20-07/01-09
"""
COUNCIL = Closure(
    id="raadsreces",
    title="Raadsreces",
    from_=date(2026, 7, 6),
    until=date(2026, 8, 30),
    body=("raad",),
    municipality=("laren", "blaricum"),
)
OFFICE = Closure(
    id="kantoor", title="Kantoor dicht", from_=date(2026, 12, 24), until=date(2026, 12, 27)
)
CLOSURES = {COUNCIL.id: COUNCIL, OFFICE.id: OFFICE}


def test_the_published_table() -> None:
    expected = []
    for line in PUBLISHED.split("\n")[1:-1]:
        years, *cells = line.split()
        for number, cell in enumerate(cells):
            ends = []
            for text in cell.split("/"):
                day, month = map(int, text.split("-"))
                year = 2000 + int(years[:2]) + (month < 9 or (number == 4))
                ends.append(date(year, month, day))
            expected.append((*ends, number in (0, 2)))
    ours = [
        (one.first, one.last, one.advisory)
        for one in school_holidays(NOORD)
        if one.first > date(2024, 9, 30)
    ]
    assert ours == expected


def test_every_day_is_as_in_an_independent_calendar() -> None:
    """No difference is known within the table."""
    calendar = oracle.country_holidays(
        "NL", subdiv="Noord", years=range(2019, 2031), categories=("school",), language="nl"
    )
    first, last = SCHOOL_HOLIDAYS_NOORD.first, SCHOOL_HOLIDAYS_NOORD.last
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        ours = school_holiday_on(day, NOORD)
        assert (ours.name.nl if ours else "") == calendar.get(day, "").lower(), day


def test_every_school_holiday_runs_from_saturday_through_sunday() -> None:
    found = school_holidays(NOORD)
    assert len(found) == 59  # twelve years of five, but for the autumn of 2018
    assert all(one.first.weekday() == 5 and one.last.weekday() == 6 for one in found)
    assert list(found) == sorted(found, key=lambda one: one.first)
    assert {one.name.en for one in found if one.advisory} == {"autumn holiday", "spring holiday"}


def test_only_noord_is_known() -> None:
    assert school_coverage(NOORD) == SCHOOL_HOLIDAYS_NOORD
    assert school_coverage("Midden") is None
    assert school_coverage(None) is None
    assert school_holidays("Zuid") == ()
    assert school_holiday_on(date(2025, 7, 20), "Midden") is None


def test_the_consultation_net_of_school_holidays() -> None:
    """12 December through 6 March is 85 days, both counted; 16 of Christmas and 9 of spring."""
    first, last = date(2024, 12, 12), date(2025, 3, 6)
    assert net_days(first, last, (), region=NOORD, closures={}) == 85
    assert net_days(first, last, (SCHOOL,), region=NOORD, closures={}) == 60
    assert net_days(first, last, (PUBLIC,), region=NOORD, closures={}) == 82
    # The three public holidays lie within the Christmas holiday and count once.
    assert net_days(first, last, (SCHOOL, PUBLIC), region=NOORD, closures={}) == 60


def test_a_closed_day_says_all_its_reasons() -> None:
    days = closed_days(
        date(2026, 12, 23),
        date(2026, 12, 25),
        (SCHOOL, PUBLIC, "kantoor"),
        region=NOORD,
        closures=CLOSURES,
    )
    assert days.closed == {
        date(2026, 12, 23): Text("kerstvakantie", "Christmas holiday"),
        date(2026, 12, 24): Text(
            "Kantoor dicht, kerstvakantie", "Kantoor dicht, Christmas holiday"
        ),
        date(2026, 12, 25): Text(
            "Kantoor dicht, Eerste Kerstdag, kerstvakantie",
            "Kantoor dicht, Christmas Day, Christmas holiday",
        ),
    }
    assert (days.fewest, days.most, days.covered) == (0, 0, True)


def test_an_advisory_holiday_is_marked() -> None:
    day = date(2026, 10, 12)
    days = closed_days(day, day, (SCHOOL,), region=NOORD, closures={})
    assert days.closed == {day: Text("herfstvakantie (advies)", "autumn holiday (advisory)")}


def test_equated_days_count_as_days() -> None:
    day = date(2026, 4, 3)  # Good Friday
    assert net_days(day, day, (PUBLIC,), region=NOORD, closures={}) == 1


def test_past_the_table_the_count_has_two_bounds() -> None:
    """The summer holiday of 2030 ends on 1 September; nothing is known of the 2nd and 3rd."""
    first, last = date(2030, 8, 31), date(2030, 9, 3)
    days = closed_days(first, last, (SCHOOL,), region=NOORD, closures={})
    assert days.unknown == (date(2030, 9, 2), date(2030, 9, 3))
    assert (days.fewest, days.most, days.covered) == (0, 2, False)
    with pytest.raises(NotCoveredError, match="2 days from 2030-09-02") as caught:
        net_days(first, last, (SCHOOL,), region=NOORD, closures={})
    assert caught.value.days == days


def test_before_the_table_and_in_another_region_nothing_is_known() -> None:
    day = date(2018, 12, 31)
    early = closed_days(day, date(2019, 1, 1), (SCHOOL,), region=NOORD, closures={})
    assert early.unknown == ()  # within the Christmas holiday that the table has whole
    summer = closed_days(date(2018, 7, 20), date(2018, 7, 20), (SCHOOL,), region=NOORD, closures={})
    assert summer.unknown == (date(2018, 7, 20),)
    other = closed_days(date(2026, 7, 20), date(2026, 7, 20), (SCHOOL,), region=None, closures={})
    assert other.unknown == (date(2026, 7, 20),)


def test_public_holidays_end_too_but_a_closure_of_the_file_is_known() -> None:
    first, last = date(2040, 12, 31), date(2041, 1, 1)
    assert closed_days(first, last, (PUBLIC,), region=NOORD, closures={}).unknown == (last,)
    whole = Closure(id="x", title="X", from_=first, until=last)
    days = closed_days(first, last, (PUBLIC, "x"), region=NOORD, closures={"x": whole})
    assert days.covered
    assert days.most == 0


def test_a_span_ends_after_it_begins_and_a_closure_exists() -> None:
    with pytest.raises(ValueError, match="2026-01-01 is before 2026-01-02"):
        closed_days(date(2026, 1, 2), date(2026, 1, 1), (), region=NOORD, closures={})
    with pytest.raises(KeyError, match="reces"):
        closed_days(date(2026, 1, 1), date(2026, 1, 1), ("reces",), region=NOORD, closures={})


def test_a_closure_holds_for_whom_it_names() -> None:
    everyone = (OFFICE,)
    both = (COUNCIL, OFFICE)
    assert closures_for(CLOSURES.values(), body="raad", municipality="laren") == both
    assert closures_for(CLOSURES.values(), body="raad", municipality="huizen") == everyone
    assert closures_for(CLOSURES.values(), body="pfho", municipality="laren") == everyone
    assert closures_for(CLOSURES.values(), body="raad") == everyone
    assert closures_for(CLOSURES.values()) == everyone


def test_both_ends_of_a_closure_are_inclusive() -> None:
    days = [date(2026, 12, day) for day in (23, 24, 27, 28)]
    assert [closures_on(day, [OFFICE]) for day in days] == [(), (OFFICE,), (OFFICE,), ()]
