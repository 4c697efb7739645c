"""Occurrences of a recurring step or agenda, from an RFC 5545 recurrence rule."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import dropwhile, islice

from boplan.dates.notation import part_containing
from boplan.model.timeline import Recurrence
from boplan.model.vocabulary import Recurs, Text
from boplan.model.when import LAST_YEAR, Part

_DAYS = "MO|TU|WE|TH|FR|SA|SU"
_KEYS = {
    "FREQ": re.compile(r"DAILY|WEEKLY|MONTHLY|YEARLY"),
    "INTERVAL": re.compile(r"[1-9]\d{0,2}"),
    "COUNT": re.compile(r"[1-9]\d{0,3}"),
    "BYMONTH": re.compile(r"(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*"),
    "BYMONTHDAY": re.compile(r"-?(?:[1-9]|[12]\d|3[01])(?:,-?(?:[1-9]|[12]\d|3[01]))*"),
    "BYDAY": re.compile(rf"(?:[+-]?[1-5])?(?:{_DAYS})(?:,(?:[+-]?[1-5])?(?:{_DAYS}))*"),
    "BYSETPOS": re.compile(r"-?[1-9]\d{0,1}(?:,-?[1-9]\d{0,1})*"),
    "WKST": re.compile(_DAYS),
}
_WEEKDAY = re.compile(rf"([+-]?[1-5])({_DAYS})")
_DAYS_IN = {"DAILY": 1, "WEEKLY": 7}
_END = date(LAST_YEAR, 12, 31)

MOST_OF_RULE = 500
"""The most characters of a recurrence rule."""

MOST_OCCURRENCES = 20_000
"""No recurrence is followed further: 200 years of every working day would be 52,000."""


def fault_in(rule: str) -> Text | None:
    """Return what is wrong with the recurrence rule, None if it can be used."""
    if not rule:
        return Text("de regel is leeg", "the rule is empty")
    if len(rule) > MOST_OF_RULE:
        return Text("de regel is te lang", "the rule is too long")
    seen: set[str] = set()
    for piece in rule.split(";"):
        key, sign, value = piece.partition("=")
        if key == "UNTIL":
            return Text("schrijf het einde als until = …", "write the end as until = …")
        if not sign or key not in _KEYS:
            return Text(f"'{piece[:40]}' hoort hier niet", f"'{piece[:40]}' does not belong here")
        if key in seen:
            return Text(f"{key} staat er twee keer", f"{key} stands twice")
        if not _KEYS[key].fullmatch(value):
            return Text(f"{key} kan niet '{value[:40]}' zijn", f"{key} cannot be '{value[:40]}'")
        seen.add(key)
    if "FREQ" not in seen:
        return Text("FREQ ontbreekt", "FREQ is missing")
    if "BYSETPOS" in seen and not seen & {"BYMONTH", "BYMONTHDAY", "BYDAY"}:
        # RFC 5545, 3.3.10: only together with another BYxxx part.
        return Text("BYSETPOS vraagt nog een BY-deel", "BYSETPOS needs another BY part")
    if _never(rule):
        return Text("die dag bestaat in geen enkel jaar", "no year has that day")
    numbered = re.search(r"BYDAY=[^;]*\d", rule)
    if numbered and not re.search(r"FREQ=(MONTHLY|YEARLY)", rule):
        return Text(
            "een genummerde BYDAY vraagt FREQ=MONTHLY of YEARLY",
            "a numbered BYDAY needs FREQ=MONTHLY or YEARLY",
        )
    return None


_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _never(rule: str) -> bool:
    """Return whether no month of the rule has a day of the rule, as 30 February."""
    parts = dict(piece.split("=", 1) for piece in rule.split(";"))
    if "BYMONTHDAY" not in parts or "BYMONTH" not in parts:
        return False
    longest = max(_LONGEST[int(month) - 1] for month in parts["BYMONTH"].split(","))
    return all(abs(int(day)) > longest for day in parts["BYMONTHDAY"].split(","))


def days(rule: str, first: date, last: date, *, since: date | None = None) -> Iterator[date]:
    """Yield the days of the rule from `first` through `last`, `first` being its DTSTART.

    At most MOST_OCCURRENCES days, those before `since` neither yielded nor counted.
    """
    found = _simple(rule, first) or _any(rule, first)
    if since is not None:
        found = dropwhile(lambda day: day < since, found)
    for day in islice(found, MOST_OCCURRENCES):
        if day > last:
            return
        yield day


def _any(rule: str, first: date) -> Iterator[date]:
    from dateutil.rrule import rrulestr

    return (one.date() for one in rrulestr(rule, dtstart=datetime.combine(first, time())))


def _simple(rule: str, first: date) -> Iterator[date] | None:
    """Return the days of a rule of the kinds that most are, None for any other.

    Those are an interval, months of a year, or a weekday of a month counted from its
    beginning or end; dateutil costs as much to import as all else that a rule is for.
    """
    parts = dict(piece.split("=", 1) for piece in rule.split(";"))
    frequency, step = parts.pop("FREQ"), int(parts.pop("INTERVAL", "1"))
    count = int(parts.pop("COUNT", "0")) or None
    parts.pop("WKST", None)  # tells weeks apart only together with BYDAY
    months = parts.pop("BYMONTH", None) if frequency == "YEARLY" else None
    weekday = _WEEKDAY.fullmatch(parts.get("BYDAY", "")) if frequency == "MONTHLY" else None
    if weekday is not None:
        del parts["BYDAY"]
    if parts:
        return None
    if frequency in _DAYS_IN:
        found = _by_days(first, step * _DAYS_IN[frequency])
    elif weekday is not None:
        place, name = int(weekday[1]), _DAYS.split("|").index(weekday[2])
        days = (_weekday_of(year, month, place, name) for year, month in _months(first, step))
        found = (day for day in days if day is not None and day >= first)
    else:
        wanted = sorted({int(one) for one in months.split(",")}) if months else [first.month]
        every = _months(first, step) if frequency == "MONTHLY" else _years(first, step, wanted)
        found = (
            date(year, month, first.day)
            for year, month in every
            # A month without that day is passed over (RFC 5545, 3.3.10).
            if first.day <= monthrange(year, month)[1]
            and (year, month) >= (first.year, first.month)
        )
    return islice(found, count)


def _by_days(day: date, step: int) -> Iterator[date]:
    length = timedelta(days=step)
    while day <= _END:
        yield day
        day += length


def _months(first: date, step: int) -> Iterator[tuple[int, int]]:
    for index in range(first.year * 12 + first.month - 1, _END.year * 12 + 12, step):
        yield index // 12, index % 12 + 1


def _years(first: date, step: int, months: list[int]) -> Iterator[tuple[int, int]]:
    for year in range(first.year, _END.year + 1, step):
        for month in months:
            yield year, month


def _weekday_of(year: int, month: int, place: int, weekday: int) -> date | None:
    """Return the day that is the `place`-th such weekday of a month, None if it has none."""
    length = monthrange(year, month)[1]
    if place > 0:
        number = 1 + (weekday - date(year, month, 1).weekday()) % 7 + (place - 1) * 7
    else:
        number = length - (date(year, month, length).weekday() - weekday) % 7 + (place + 1) * 7
    return date(year, month, number) if 1 <= number <= length else None


def occurrences(
    recurrence: Recurrence, through: date, *, since: date | None = None
) -> Iterator[Part]:
    """Yield the occurrences that begin on or before `through`, in order.

    Each has the precision of `from_`; with `since` only those that are not over before it.
    Nothing is yielded where the interval is unknown or there is no `from_`.
    """
    start = recurrence.from_
    if start is None or isinstance(recurrence.rule, Recurs):
        return
    if recurrence.until is not None:
        through = min(through, recurrence.until.last)
    previous = None
    # The day of an occurrence may lie before `since`, and its month or year not.
    skipped = since - timedelta(days=366) if since is not None else None
    for day in days(recurrence.rule, start.start, through, since=skipped):
        part = replace(part_containing(day, start.precision), about=start.about, at=start.at)
        if part != previous and (since is None or part.last >= since):
            yield part
        previous = part


def last_occurrence(recurrence: Recurrence) -> Part | None:
    """Return the last occurrence of a rule with a COUNT, None for one that goes on."""
    if "COUNT=" not in recurrence.rule:
        return None
    return max(occurrences(recurrence, date(LAST_YEAR, 12, 31)), key=_first_day, default=None)


def _first_day(part: Part) -> date:
    return part.start


@lru_cache(maxsize=1024)
def next_occurrence(recurrence: Recurrence, today: date) -> Part | None:
    """Return the first occurrence that is not over before `today`, None if unknown or none."""
    horizon = min(date(LAST_YEAR, 12, 31), today + timedelta(days=366 * 30))
    return next(occurrences(recurrence, horizon, since=today), None)
