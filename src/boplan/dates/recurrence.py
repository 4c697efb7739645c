"""Occurrences of a recurring step or agenda, from an RFC 5545 recurrence rule."""

from __future__ import annotations

import re
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
    from dateutil.rrule import rrulestr

    moments = rrulestr(rule, dtstart=datetime.combine(first, time()))
    found: Iterator[date] = (moment.date() for moment in moments)
    if since is not None:
        found = dropwhile(lambda day: day < since, found)
    for day in islice(found, MOST_OCCURRENCES):
        if day > last:
            return
        yield day


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
    return next((part for part in occurrences(recurrence, horizon) if part.last >= today), None)
