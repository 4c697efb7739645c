"""Recurrence rules against calendars written by hand and a day-by-day count."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from boplan.dates.notation import parse_part, write_part
from boplan.dates.recurrence import days, fault_in, next_occurrence, occurrences
from boplan.dates.spoken import say_rule
from boplan.model.timeline import Recurrence
from boplan.model.vocabulary import Recurs
from tests.helpers import day

FIRST_MONDAYS_2025 = (
    "2025-01-06", "2025-02-03", "2025-03-03", "2025-04-07", "2025-05-05", "2025-06-02",
    "2025-07-07", "2025-08-04", "2025-09-01", "2025-10-06", "2025-11-03", "2025-12-01",
)  # fmt: skip

# rule, from, until, through: the occurrences, from a calendar on the wall.
CALENDARS: dict[tuple[str, str, str, str], tuple[str, ...]] = {
    ("FREQ=MONTHLY;BYDAY=1MO", "2025-01-01", "2025-12-31", "2026-12-31"): FIRST_MONDAYS_2025,
    ("FREQ=WEEKLY;INTERVAL=4", "2024-05-13", "", "2024-12-31"): (
        "2024-05-13", "2024-06-10", "2024-07-08", "2024-08-05", "2024-09-02", "2024-09-30",
        "2024-10-28", "2024-11-25", "2024-12-23",
    ),
    ("FREQ=WEEKLY;INTERVAL=6", "2025-12-01", "", "2026-03-31"): (
        "2025-12-01", "2026-01-12", "2026-02-23",
    ),
    ("FREQ=WEEKLY;INTERVAL=8", "2025-12-01", "", "2026-03-31"): ("2025-12-01", "2026-01-26",
                                                                 "2026-03-23"),
    ("FREQ=MONTHLY;INTERVAL=6", "2026-H1", "2027", "2030-12-31"): (
        "2026-H1", "2026-H2", "2027-H1", "2027-H2",
    ),
    ("FREQ=MONTHLY;INTERVAL=3", "2024-Q4", "2025", "2030-12-31"): (
        "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4",
    ),
    ("FREQ=MONTHLY;INTERVAL=2", "2023-01", "2023", "2030-12-31"): (
        "2023-01", "2023-03", "2023-05", "2023-07", "2023-09", "2023-11",
    ),
    ("FREQ=MONTHLY;INTERVAL=4", "2019-09", "2020-12", "2030-12-31"): (
        "2019-09", "2020-01", "2020-05", "2020-09",
    ),
    ("FREQ=MONTHLY", "2024-11", "2025-02", "2030-12-31"): (
        "2024-11", "2024-12", "2025-01", "2025-02",
    ),
    ("FREQ=YEARLY", "2022", "2025", "2030-12-31"): ("2022", "2023", "2024", "2025"),
    ("FREQ=YEARLY;INTERVAL=4;COUNT=2", "2026", "2033", "2040-12-31"): ("2026", "2030"),
    ("FREQ=YEARLY;BYMONTH=7,12", "2026-07", "", "2027-12-31"): (
        "2026-07", "2026-12", "2027-07", "2027-12",
    ),
    ("FREQ=YEARLY;BYMONTH=3,4,5", "2023-03", "", "2024-04-30"): (
        "2023-03", "2023-04", "2023-05", "2024-03", "2024-04",
    ),
    ("FREQ=DAILY;COUNT=3", "2019-09-01", "2020", "2030-12-31"): (
        "2019-09-01", "2019-09-02", "2019-09-03",
    ),
    # RFC 5545: a month without a 31st is skipped, not shortened.
    ("FREQ=MONTHLY", "2025-01-31", "", "2025-08-31"): (
        "2025-01-31", "2025-03-31", "2025-05-31", "2025-07-31", "2025-08-31",
    ),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", "2024-01-31", "", "2024-04-30"): (
        "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30",
    ),
    ("FREQ=WEEKLY;BYDAY=TU,TH", "2024-11-26", "", "2024-12-05"): (
        "2024-11-26", "2024-11-28", "2024-12-03", "2024-12-05",
    ),
    ("FREQ=MONTHLY;INTERVAL=6", "2026-06~", "", "2027-06-30"): (
        "2026-06~", "2026-12~", "2027-06~",
    ),
    ("FREQ=WEEKLY", "2022-10-03T14:00", "", "2022-10-17"): (
        "2022-10-03T14:00", "2022-10-10T14:00", "2022-10-17T14:00",
    ),
}  # fmt: skip


def _recurrence(rule: str, start: str, until: str) -> Recurrence:
    return Recurrence(
        rule=rule, from_=parse_part(start), until=parse_part(until) if until else None
    )


@pytest.mark.parametrize("case", CALENDARS, ids=" ".join)
def test_occurrences_are_those_of_the_calendar(case: tuple[str, str, str, str]) -> None:
    rule, start, until, through = case
    assert fault_in(rule) is None
    found = occurrences(_recurrence(rule, start, until), day(through))
    assert tuple(write_part(part) for part in found) == CALENDARS[case]


def test_the_next_one_is_not_over_yet() -> None:
    """On its own day an occurrence is still the next one; a vague one until its last day."""
    mondays = _recurrence("FREQ=MONTHLY;BYDAY=1MO", "2025-01-01", "2025")
    halves = _recurrence("FREQ=MONTHLY;INTERVAL=6", "2026-H1", "2026")
    assert next_occurrence(mondays, day("2025-09-01")) == parse_part("2025-09-01")
    assert next_occurrence(mondays, day("2025-09-02")) == parse_part("2025-10-06")
    assert next_occurrence(mondays, day("2025-12-02")) is None
    assert next_occurrence(halves, day("2026-06-30")) == parse_part("2026-H1")
    assert next_occurrence(halves, day("2026-07-01")) == parse_part("2026-H2")
    assert next_occurrence(halves, day("2025-01-01")) == parse_part("2026-H1")


@pytest.mark.parametrize("case", CALENDARS, ids=" ".join)
def test_those_since_a_day_are_those_that_are_not_over_before_it(
    case: tuple[str, str, str, str],
) -> None:
    rule, start, until, through = case
    recurrence = _recurrence(rule, start, until)
    everything = list(occurrences(recurrence, day(through)))
    for since in (day("2023-06-30"), day("2025-07-01"), day("2027-02-01")):
        found = list(occurrences(recurrence, day(through), since=since))
        assert found == [part for part in everything if part.last >= since]


@st.composite
def _any_rules(draw: st.DrawFn) -> str:
    """Return a rule of a kind that boplan follows itself, or of one that it leaves."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}"]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 40))}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 30))}")
    if frequency == "YEARLY" and draw(st.booleans()):
        months = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4))
        parts.append(f"BYMONTH={','.join(map(str, months))}")
    if frequency == "MONTHLY" and draw(st.booleans()):
        place = draw(st.sampled_from(["1", "2", "3", "4", "5", "-1", "-2", "-5", "+3"]))
        weekday = draw(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]))
        parts.append(f"BYDAY={place}{weekday}")
    others = ["", "BYDAY=MO", "BYDAY=TU,TH", "BYMONTHDAY=15", "BYMONTHDAY=-1", "WKST=SU"]
    other = draw(st.sampled_from(others))
    if other and not any(part.startswith(other[:5]) for part in parts):
        parts.append(other)
    return ";".join(parts)


@settings(max_examples=400)
@given(
    rule=_any_rules(),
    first=st.dates(day("1990-01-01"), day("2040-12-31")) | st.just(day("2024-02-29")),
)
def test_rules_have_the_days_that_dateutil_gives_them(rule: str, first: date) -> None:
    through = first + timedelta(days=366 * 12)
    theirs = rrulestr(rule, dtstart=datetime.combine(first, time()))
    found = takewhile(lambda one: one <= through, (moment.date() for moment in theirs))
    assert list(days(rule, first, through)) == list(found)


def test_a_long_recurrence_reaches_the_days_that_are_asked_for() -> None:
    """Every day since 1900: by 2026 that is more than is ever followed."""
    daily = _recurrence("FREQ=DAILY", "1900-01-01", "")
    found = list(occurrences(daily, day("2026-01-03"), since=day("2026-01-01")))
    assert found == [parse_part(f"2026-01-0{number}") for number in (1, 2, 3)]


def test_an_unknown_interval_has_no_occurrences() -> None:
    for rule in Recurs:
        some = Recurrence(rule=rule, from_=parse_part("2025-01-01"))
        assert next_occurrence(some, day("2025-01-01")) is None


_UNITS = {"DAILY": 1, "WEEKLY": 7}


@given(
    st.sampled_from(sorted(_UNITS)), st.integers(1, 60),
    st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 900),
)  # fmt: skip
def test_days_and_weeks_are_equal_steps(freq: str, interval: int, first: date, far: int) -> None:
    last = first + timedelta(days=far)
    every = interval * _UNITS[freq]
    expected = [first + timedelta(days=n) for n in range(0, far + 1, every)]
    assert list(days(f"FREQ={freq};INTERVAL={interval}", first, last)) == expected


@given(
    st.integers(1, 12), st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6),
    st.dates(date(1950, 1, 1), date(2150, 1, 1)),
)  # fmt: skip
def test_numbered_weekdays_against_a_walk_through_the_calendar(
    interval: int, number: int, weekday: int, first: date
) -> None:
    """The n-th (or last) weekday of every so many months, counted from the first month."""
    last = first + timedelta(days=1500)
    name = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[weekday]
    expected = []
    for n in range(1501):
        one = first + timedelta(days=n)
        months = (one.year - first.year) * 12 + one.month - first.month
        from_end = (one + timedelta(days=7)).month != one.month
        is_it = from_end if number == -1 else (one.day - 1) // 7 + 1 == number
        if one.weekday() == weekday and months % interval == 0 and is_it:
            expected.append(one)
    found = days(f"FREQ=MONTHLY;INTERVAL={interval};BYDAY={number}{name}", first, last)
    assert list(found) == expected


WRONG = [
    "", "MONTHLY", "FREQ=HOURLY", "FREQ=", "freq=monthly", "INTERVAL=2", "FREQ=MONTHLY;",
    ";FREQ=MONTHLY", "FREQ=MONTHLY;FREQ=YEARLY", "FREQ=MONTHLY;INTERVAL=0",
    "FREQ=MONTHLY;INTERVAL=-1", "FREQ=MONTHLY;INTERVAL=1000", "FREQ=MONTHLY;COUNT=0",
    "FREQ=MONTHLY;UNTIL=20251231", "FREQ=MONTHLY;BYHOUR=3", "FREQ=MONTHLY;BYMONTH=13",
    "FREQ=MONTHLY;BYMONTH=0", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=0",
    "FREQ=MONTHLY;BYDAY=XX", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=MONTHLY;BYDAY=0MO",
    "FREQ=WEEKLY;BYDAY=1MO", "FREQ=DAILY;BYDAY=-1MO", "FREQ=MONTHLY;BYSETPOS=0",
    "FREQ=MONTHLY;X-OWN=1", "FREQ=MONTHLY\nBYMONTH=1", "RRULE:FREQ=MONTHLY",
    "FREQ=MONTHLY;BYDAY=+MO", "FREQ=MONTHLY;BYDAY=-MO",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=4,6;BYMONTHDAY=31,-31",
    "FREQ=DAILY;BYSETPOS=5",
]  # fmt: skip


@pytest.mark.parametrize("rule", ["BYMONTH=2;BYMONTHDAY=29", "BYMONTH=2,3;BYMONTHDAY=30"])
def test_a_day_that_some_year_has_is_accepted(rule: str) -> None:
    assert fault_in(f"FREQ=YEARLY;{rule}") is None


@pytest.mark.parametrize("rule", WRONG)
def test_wrong_rule_is_refused(rule: str) -> None:
    """RFC 5545 does not know these, or boplan leaves them out of its subset."""
    assert fault_in(rule) is not None


_EXTRA = {
    "INTERVAL": st.integers(1, 30).map(str),
    "COUNT": st.integers(1, 40).map(str),
    "BYMONTH": st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True).map(
        lambda some: ",".join(map(str, some))
    ),
    "BYSETPOS": st.sampled_from(["1", "-1"]),
    "WKST": st.sampled_from(["MO", "SU"]),
}
# One of these, and such that there is always a day that fits.
_WHICH_DAY = st.one_of(
    st.just(""),
    st.integers(-28, 28).filter(bool).map("BYMONTHDAY={}".format),
    st.from_regex(r"BYDAY=[+-]?[1-4]?(MO|TU|WE|TH|FR|SA|SU)", fullmatch=True),
)


@st.composite
def _rules(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(["WEEKLY", "MONTHLY", "YEARLY"]))
    keys = draw(st.lists(st.sampled_from(sorted(_EXTRA)), max_size=2, unique=True))
    pieces = [f"FREQ={freq}", draw(_WHICH_DAY), *(f"{key}={draw(_EXTRA[key])}" for key in keys)]
    return ";".join(piece for piece in pieces if piece)


@settings(max_examples=60)
@given(_rules(), st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_every_rule_that_is_accepted_can_be_followed(rule: str, first: date) -> None:
    """What the reader lets through never breaks a command later, and has words."""
    if fault_in(rule) is not None:
        return
    last = first + timedelta(days=800)
    found = list(days(rule, first, last))
    assert found == sorted(set(found))
    assert all(first <= one <= last for one in found)
    assert say_rule(rule, "nl").startswith("el")
