"""Days that are not counted: school holidays, public holidays and closures of the file.

School holidays are those of region Noord, in which all seven municipalities lie: a table
that ends. Outside it the answer is "not known", with what the count is at least and at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from boplan.dates.holidays import PUBLIC_HOLIDAYS, Coverage, holiday_on
from boplan.model.timeline import Closure
from boplan.model.vocabulary import Text

SCHOOL = "school-holidays"
"""The kind of day not counted that is a school holiday, as `net_of` writes it."""

PUBLIC = "public-holidays"
"""The kind that is a public holiday of Atw art. 3(1).

Equated days (Good Friday, royal decree) are not among them: they matter to terms of law.
"""

NOORD = "Noord"
"""The region whose school holidays are known."""


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """One school holiday, first Saturday through last Sunday (both inclusive)."""

    name: Text
    first: date
    last: date
    advisory: bool
    """True where schools may choose other days (autumn and spring)."""


SCHOOL_HOLIDAYS_NOORD = Coverage(
    Text("schoolvakanties regio Noord", "school holidays region Noord"),
    date(2019, 1, 1),
    date(2030, 9, 1),
)
"""What the table below covers: through the last day of the summer holiday of 2030."""

_KINDS = (  # name, advisory, which calendar year of the school year it begins and ends in
    (Text("herfstvakantie", "autumn holiday"), True, 0, 0),
    (Text("kerstvakantie", "Christmas holiday"), False, 0, 1),
    (Text("voorjaarsvakantie", "spring holiday"), True, 1, 1),
    (Text("meivakantie", "May holiday"), False, 1, 1),
    (Text("zomervakantie", "summer holiday"), False, 1, 1),
)
# Month and day, first and last. Ministerial regulations, of which two data sets agree.
_NOORD = (
    # year   autumn         Christmas      spring         May            summer
    (2018, ("", "12-22 01-06", "02-16 02-24", "04-27 05-05", "07-13 08-25")),
    (2019, ("10-19 10-27", "12-21 01-05", "02-15 02-23", "04-25 05-03", "07-04 08-16")),
    (2020, ("10-10 10-18", "12-19 01-03", "02-20 02-28", "05-01 05-09", "07-10 08-22")),
    (2021, ("10-16 10-24", "12-25 01-09", "02-19 02-27", "04-30 05-08", "07-16 08-28")),
    (2022, ("10-15 10-23", "12-24 01-08", "02-25 03-05", "04-29 05-07", "07-22 09-03")),
    (2023, ("10-21 10-29", "12-23 01-07", "02-17 02-25", "04-27 05-05", "07-20 09-01")),
    (2024, ("10-26 11-03", "12-21 01-05", "02-15 02-23", "04-26 05-04", "07-12 08-24")),
    (2025, ("10-18 10-26", "12-20 01-04", "02-21 03-01", "04-25 05-03", "07-04 08-16")),
    (2026, ("10-10 10-18", "12-19 01-03", "02-20 02-28", "04-24 05-02", "07-10 08-22")),
    (2027, ("10-16 10-24", "12-25 01-09", "02-19 02-27", "04-29 05-07", "07-15 08-27")),
    (2028, ("10-14 10-22", "12-23 01-07", "02-17 02-25", "04-28 05-06", "07-21 09-02")),
    (2029, ("10-20 10-28", "12-22 01-06", "02-16 02-24", "04-27 05-05", "07-20 09-01")),
)


def school_coverage(region: str | None) -> Coverage | None:
    """Return what is known of the school holidays of a region, None if nothing is."""
    return SCHOOL_HOLIDAYS_NOORD if region == NOORD else None


@cache
def school_holidays(region: str | None) -> tuple[SchoolHoliday, ...]:
    """Return the school holidays of a region, in order; none for one that is not known."""
    if school_coverage(region) is None:
        return ()
    return tuple(
        SchoolHoliday(
            name,
            date.fromisoformat(f"{year + begins}-{cell[:5]}"),
            date.fromisoformat(f"{year + ends}-{cell[6:]}"),
            advisory,
        )
        for year, cells in _NOORD
        for (name, advisory, begins, ends), cell in zip(_KINDS, cells, strict=True)
        if cell
    )


@cache
def _school_days(region: str | None) -> dict[date, SchoolHoliday]:
    return {
        day: holiday
        for holiday in school_holidays(region)
        for day in _days(holiday.first, holiday.last)
    }


def school_holiday_on(day: date, region: str | None) -> SchoolHoliday | None:
    """Return the school holiday on `day`, or None.

    None means no only where `day in school_coverage(region)`.
    """
    return _school_days(region).get(day)


def closures_for(
    closures: Iterable[Closure], *, body: str | None = None, municipality: str | None = None
) -> tuple[Closure, ...]:
    """Return the closures of the file that hold for a body and a municipality.

    One that names no body holds for every body, one that names no municipality for every
    municipality. Without `body` or `municipality` only those that name none remain.
    """
    return tuple(
        closure
        for closure in closures
        if (not closure.body or body in closure.body)
        and (not closure.municipality or municipality in closure.municipality)
    )


def closures_on(day: date, closures: Iterable[Closure]) -> tuple[Closure, ...]:
    """Return those of the closures within which `day` lies (both ends inclusive)."""
    return tuple(closure for closure in closures if closure.from_ <= day <= closure.until)


class NotCoveredError(ValueError):
    """A count that depends on days that no table reaches. `days` says on which."""

    def __init__(self, days: ClosedDays) -> None:
        super().__init__(f"not known for {len(days.unknown)} days from {days.unknown[0]}")
        self.days = days


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """The days of a span (both ends inclusive) that are not counted, and those not known.

    `closed` maps each day that is not counted to its reasons. `unknown` are the other days
    about which a table that was asked says nothing.
    """

    first: date
    last: date
    closed: Mapping[date, Text]
    unknown: tuple[date, ...]

    @property
    def most(self) -> int:
        """Return the net number of days if none of the unknown days is closed."""
        return (self.last - self.first).days + 1 - len(self.closed)

    @property
    def fewest(self) -> int:
        """Return the net number of days if all of the unknown days are closed."""
        return self.most - len(self.unknown)

    @property
    def covered(self) -> bool:
        """Return whether every day of the span is known: then `fewest` equals `most`."""
        return not self.unknown


def closed_days(
    first: date,
    last: date,
    kinds: Iterable[str],
    *,
    region: str | None,
    closures: Mapping[str, Closure],
) -> ClosedDays:
    """Return which days from `first` through `last` are not counted.

    `kinds` are `SCHOOL`, `PUBLIC` or ids in `closures`, as a rule's `net_of` has them. A day
    closed for two reasons is one day. Saturdays and Sundays count like any day. Raises
    ValueError if `last` is before `first`, KeyError for an id that is not there.
    """
    if last < first:
        raise ValueError(f"{last} is before {first}")
    wanted = tuple(kinds)
    named = [closures[kind] for kind in wanted if kind not in (SCHOOL, PUBLIC)]
    closed: dict[date, Text] = {}
    unknown = []
    for day in _days(first, last):
        reasons = [Text(one.title, one.title) for one in closures_on(day, named)]
        known = True
        if PUBLIC in wanted:
            known = day in PUBLIC_HOLIDAYS
            holiday = holiday_on(day) if known else None
            reasons += [holiday] if holiday else []
        if SCHOOL in wanted:
            coverage = school_coverage(region)
            known = known and coverage is not None and day in coverage
            school = school_holiday_on(day, region)
            reasons += [_reason(school)] if school else []
        if reasons:
            closed[day] = Text(
                ", ".join(reason.nl for reason in reasons),
                ", ".join(reason.en for reason in reasons),
            )
        elif not known:
            unknown.append(day)
    return ClosedDays(first, last, closed, tuple(unknown))


def net_days(
    first: date,
    last: date,
    kinds: Iterable[str],
    *,
    region: str | None,
    closures: Mapping[str, Closure],
) -> int:
    """Return the number of days from `first` through `last` (both counted) less closed ones.

    Arguments and errors as for `closed_days`; raises NotCoveredError where a table that was
    asked does not reach.
    """
    days = closed_days(first, last, kinds, region=region, closures=closures)
    if not days.covered:
        raise NotCoveredError(days)
    return days.most


def _reason(holiday: SchoolHoliday) -> Text:
    if holiday.advisory:
        return Text("{name} (advies)", "{name} (advisory)").fill(name=holiday.name)
    return holiday.name


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
