"""On which days a step of the next cycle can be."""

from __future__ import annotations

import pytest

from boplan.dates.open_days import OpenDays, Rest, is_tabled
from tests.helpers import HEAD, day, timeline_of

BODIES = """
[timeline]
format = 1
title = "T"
school_region = "Noord"

[[process]]
id = "p"
title = "P"

[[municipality]]
id = "laren"
name = "Laren"

[[municipality]]
id = "huizen"
name = "Huizen"
until = 2027-12-31

[[body]]
id = "pfho"
name = "PFHO"
level = "bestuurlijk"

[[body]]
id = "raden"
name = "Raden"
level = "raad"
per_municipality = true

[[agenda]]
body = "pfho"
kind = "complete"
from = 2027-01-01
until = 2027-06-30
meetings = [2027-01-14, 2027-03-11]

[[agenda]]
body = "pfho"
kind = "attested"
meetings = [2027-09-15]

[[closure]]
id = "reces"
title = "Reces van Laren"
from = 2027-10-04
until = 2027-10-08
body = "raden"
municipality = "laren"
"""
THURSDAY = frozenset({3})


def days(*bodies: str, municipality: str | None = None, excused: Rest | None = None) -> OpenDays:
    return OpenDays(
        timeline_of(BODIES), bodies, municipality, THURSDAY,
        frozenset([excused] if excused else []),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "can"),
    [
        ("2027-01-14", True),  # in the complete agenda
        ("2027-01-21", False),  # a Thursday that is not in it
        ("2027-09-15", True),  # a Wednesday, but a source names it
        ("2027-09-16", False),  # the same week: the known meeting wins
        ("2027-09-23", True),  # a Thursday of which nobody knows
        ("2027-09-24", False),  # a Friday
        ("2027-07-22", False),  # summer holiday of region Noord
        ("2030-05-30", False),  # Ascension Day
        ("2033-05-26", False),  # Ascension Day, school holidays no longer known
        ("2033-07-28", True),  # perhaps the summer holiday, but nobody knows
    ],
)
def test_days_of_a_body(on: str, can: bool) -> None:
    assert days("pfho").has(day(on)) is can


def test_a_recess_is_of_one_municipality() -> None:
    assert not days("raden", municipality="laren").has(day("2027-10-07"))
    assert days("raden", municipality="huizen").has(day("2027-10-07"))
    assert not days("raden", municipality="huizen").has(day("2028-01-13"))  # gone by then


def test_what_it_had_before_it_may_have_again() -> None:
    assert days("pfho", excused=Rest.SCHOOL).has(day("2027-07-22"))
    assert not days("pfho", excused=Rest.SCHOOL).has(day("2030-05-30"))


def test_why_a_day_rests() -> None:
    rest = days("pfho").resting(day("2030-05-30"))
    assert rest is not None
    assert (rest[0], rest[1].nl) == (Rest.HOLIDAY, "Hemelvaartsdag")
    assert days("pfho").resting(day("2033-07-28")) is None


def test_only_an_agenda_makes_a_day_known() -> None:
    assert days("pfho").is_known(day("2027-09-15"))
    assert not days("pfho").is_known(day("2027-09-23"))
    assert not days().is_known(day("2027-09-23"))


def test_the_nearest_days() -> None:
    body = days("pfho")
    assert body.before(day("2027-03-11"), 100) == day("2027-01-14")
    assert body.after(day("2027-03-11"), 50) is None
    assert body.after(day("2027-03-11"), 120) == day("2027-07-01")
    assert body.between(day("2027-01-01"), day("2027-03-11")) == (
        day("2027-01-14"), day("2027-03-11"),
    )  # fmt: skip


def test_how_far_the_tables_reach() -> None:
    with_region, without = timeline_of(BODIES), timeline_of(HEAD)
    assert is_tabled(with_region, day("2030-09-01"), meets=True)
    assert not is_tabled(with_region, day("2030-09-02"), meets=True)
    assert is_tabled(with_region, day("2030-09-02"), meets=False)  # offices have no recess
    assert is_tabled(without, day("2040-12-31"), meets=True)
    assert not is_tabled(without, day("2041-01-01"), meets=False)
