"""Public holidays and the days that the law equates with them, with what is known of each.

Everything here is article 3 of the Algemene termijnenwet (Atw). Its first and second
paragraph are rules, so any year can be computed; its third names days one by one in royal
decrees, so there is a table, and the table ends. Where it ends the answer is "not known".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from boplan.model.vocabulary import Text
from boplan.model.when import Truth


@dataclass(frozen=True, slots=True)
class Coverage:
    """From which day through which day (both inclusive) a table is filled in."""

    name: Text
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Holiday:
    """One public holiday or equated day, and what makes it one."""

    day: date
    name: Text
    article: Text


PUBLIC_HOLIDAYS = Coverage(
    Text("algemeen erkende feestdagen", "public holidays"), date(2000, 1, 1), date(2040, 12, 31)
)
"""The years in which the rules below were compared with an independent calendar.

Earlier the rules were others (5 May became a holiday in 1982); later nobody knows on which
day the birthday of the King is celebrated.
"""

ROYAL_DECREES = Coverage(
    Text("bij koninklijk besluit gelijkgestelde dagen", "days equated by royal decree"),
    date(2016, 1, 1),
    date(2028, 12, 31),
)
"""The years whose royal decrees are in the table below; later ones do not exist yet."""

_ART_3_1 = Text("Atw art. 3 lid 1", "Atw art. 3(1)")
_ART_3_2 = Text("Atw art. 3 lid 2", "Atw art. 3(2)")
_EQUATED = Text("bij koninklijk besluit gelijkgesteld", "equated by royal decree")
_GOOD_FRIDAY = Text("Goede Vrijdag", "Good Friday")


def _decree(citation: Text, *days: str) -> tuple[Holiday, ...]:
    article = Text("Atw art. 3 lid 3; {kb}", "Atw art. 3(3); {kb}").fill(kb=citation)
    return tuple(Holiday(date.fromisoformat(day), _EQUATED, article) for day in days)


# Atw art. 3(3): a table, never a formula. The habit "the Monday before a holiday on Tuesday"
# would wrongly add 4 May 2026 and 26 April 2027.
ROYAL_DECREE_DAYS: tuple[Holiday, ...] = (
    # The decree itself was not seen.
    *_decree(Text("besluit niet gezien", "decree not seen"), "2016-05-06"),
    # Read in the text of the decree.
    *_decree(
        Text("besluit van 24 oktober 2016, BWBR0038666", "decree of 24 Oct 2016, BWBR0038666"),
        "2017-04-28",
        "2017-05-26",
        "2018-05-11",
        "2018-12-24",
        "2018-12-31",
        "2019-05-31",
        "2019-12-27",
    ),
    # The decree itself was not seen.
    *_decree(
        Text("besluit niet gezien", "decree not seen"),
        "2020-05-22",
        "2021-05-14",
        "2022-05-27",
    ),
    # Its title, which names the days, was seen in a secondary source.
    *_decree(
        Text("besluit over 2023–2025", "decree for 2023–2025"),
        "2023-04-28",
        "2023-05-19",
        "2024-05-10",
        "2024-12-27",
        "2025-05-30",
    ),
    # Its title, which names the days, was seen in two secondary sources.
    *_decree(
        Text("besluit over 2026–2028, Stcrt. 2025, 24713", "decree, Stcrt. 2025, 24713"),
        "2026-01-02",
        "2026-05-15",
        "2027-05-07",
        "2028-04-28",
        "2028-05-26",
    ),
)
"""The days equated by royal decree within `ROYAL_DECREES`, in order."""

_BY_DECREE = {one.day: one for one in ROYAL_DECREE_DAYS}
_WEEKEND = {5: Text("zaterdag", "Saturday"), 6: Text("zondag", "Sunday")}


@cache
def _easter(year: int) -> date:
    from dateutil.easter import easter  # noqa: PLC0415 - start-up: only when a holiday is asked

    return easter(year)


def _monarchs_day(year: int) -> Holiday:
    """Return the day on which the birthday of the King (until 2013: Queen) is celebrated.

    27 April, or the 26th where that is a Sunday; until 2013 30 April, or the 29th.
    """
    if year >= 2014:
        day, name = date(year, 4, 27), Text("Koningsdag", "King's Day")
    else:
        day, name = date(year, 4, 30), Text("Koninginnedag", "Queen's Day")
    return Holiday(day - timedelta(days=day.weekday() == 6), name, _ART_3_1)


@cache
def public_holidays(year: int) -> tuple[Holiday, ...]:
    """Return the public holidays of Atw art. 3(1), in order; two may share a day.

    Easter Sunday and Whit Sunday are not among them: as Sundays they rest already. The
    rules of today are applied to any year; `PUBLIC_HOLIDAYS` says where that was checked.
    """
    easter = _easter(year)
    found = [
        Holiday(day, name, _ART_3_1)
        for day, name in (
            (date(year, 1, 1), Text("Nieuwjaarsdag", "New Year's Day")),
            (easter + timedelta(days=1), Text("Tweede Paasdag", "Easter Monday")),
            (date(year, 5, 5), Text("Bevrijdingsdag", "Liberation Day")),  # every year
            (easter + timedelta(days=39), Text("Hemelvaartsdag", "Ascension Day")),
            (easter + timedelta(days=50), Text("Tweede Pinksterdag", "Whit Monday")),
            (date(year, 12, 25), Text("Eerste Kerstdag", "Christmas Day")),
            (date(year, 12, 26), Text("Tweede Kerstdag", "Second Christmas Day")),
        )
    ]
    return tuple(sorted([*found, _monarchs_day(year)], key=lambda one: one.day))


def holiday_on(day: date) -> Text | None:
    """Return the name of the public holiday on `day` (both names if two coincide), or None.

    None means no where `day in PUBLIC_HOLIDAYS`, else that today's rules know none.
    """
    names = [one.name for one in public_holidays(day.year) if one.day == day]
    if not names:
        return None
    return Text(" en ".join(name.nl for name in names), " and ".join(name.en for name in names))


def equated_day_on(day: date) -> Holiday | None:
    """Return the day equated with a public holiday: Good Friday (3(2)) or by decree (3(3)).

    None means no only where `day in ROYAL_DECREES`; elsewhere it means that no royal decree
    is known, which is no answer: ask `rests`.
    """
    if day == _easter(day.year) - timedelta(days=2):
        return Holiday(day, _GOOD_FRIDAY, _ART_3_2)
    return _BY_DECREE.get(day)


def rest_day(day: date) -> Text | None:
    """Return why `day` rests for the Atw (art. 1 with 3), None where no reason is known.

    Saturday, Sunday, public holiday or a day equated with one. A holiday on a Saturday
    answers with its own name. None means a working day only where `is_covered(day)`.
    """
    holiday = holiday_on(day)
    if holiday is not None:
        return holiday
    equated = equated_day_on(day)
    if equated is not None:
        return equated.name
    return _WEEKEND.get(day.weekday())


def lacking(day: date) -> Coverage | None:
    """Return the table that would have to reach `day` to know whether it rests, None if known.

    A Saturday or Sunday needs none. A weekday that rests anyway needs no royal decree.
    """
    if day.weekday() in _WEEKEND:
        return None
    if day not in PUBLIC_HOLIDAYS:
        return PUBLIC_HOLIDAYS
    if day not in ROYAL_DECREES and rest_day(day) is None:
        return ROYAL_DECREES
    return None


def is_covered(day: date) -> bool:
    """Return whether it is known if `day` rests."""
    return lacking(day) is None


def rests(day: date) -> Truth:
    """Return whether `day` rests for the Atw: YES, NO, or MAYBE where that is not known."""
    if not is_covered(day):
        return Truth.MAYBE
    return Truth.NO if rest_day(day) is None else Truth.YES
