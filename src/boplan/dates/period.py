"""Periods and lengths as ISO 8601 writes them: `P14D`, `-P7D`, `P3M`, `PT1H30M`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from boplan.model.timeline import Period
from boplan.model.vocabulary import Text
from boplan.model.when import add_months

_PERIOD = re.compile(r"(-?)P(\d{1,4})([DWMY])", re.ASCII)
_LENGTH = re.compile(r"PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?", re.ASCII)
_UNITS = {
    "D": (Text("dag", "day"), Text("dagen", "days")),
    "W": (Text("week", "week"), Text("weken", "weeks")),
    "M": (Text("maand", "month"), Text("maanden", "months")),
    "Y": (Text("jaar", "year"), Text("jaar", "years")),
}


def parse_period(text: str) -> Period | None:
    """Return the period that `text` writes, None if it writes none.

    One number of at most four digits and one unit; longer than 200 years is refused.
    """
    match = _PERIOD.fullmatch(text)
    if not match:
        return None
    sign, digits, unit = match.groups()
    period = Period(-int(digits) if sign else int(digits), unit)
    return period if abs(approximate_days(period)) <= 73_200 else None


def parse_length(text: str) -> int | None:
    """Return the minutes that `text` (`PT1H30M`) writes, None if it writes none or zero."""
    match = _LENGTH.fullmatch(text)
    if not match or not any(match.groups()):
        return None
    minutes = 60 * int(match[1] or 0) + int(match[2] or 0)
    return minutes or None


def format_period(period: Period) -> str:
    """Return the period as the file writes it."""
    return f"{'-' if period.count < 0 else ''}P{abs(period.count)}{period.unit}"


def format_length(minutes: int) -> str:
    """Return a length in minutes as the file writes it: 90 is `PT1H30M`."""
    hours, left = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{left}M" if left else "")


def approximate_days(period: Period) -> int:
    """Return the most days the period can have; exact for days and weeks."""
    return period.count * {"D": 1, "W": 7, "M": 31, "Y": 366}[period.unit]


def shift(day: date, period: Period, sign: int = 1) -> date:
    """Return `day` moved by `period` (backwards with `sign` −1).

    Days and weeks are differences of dates; months and years keep the day number, or take
    the last day of a shorter month. A result outside what a date can hold becomes the
    first or last day that it can.
    """
    count = period.count * sign
    try:
        if period.unit == "D":
            return day + timedelta(days=count)
        if period.unit == "W":
            return day + timedelta(weeks=count)
        return add_months(day, count * (12 if period.unit == "Y" else 1))
    except (OverflowError, ValueError):
        return date.max if count > 0 else date.min


def last_day_before(day: date, period: Period) -> date:
    """Return the last day that, moved by `period`, is not after `day`.

    For days and weeks that is `day` less the period. For months it can be later: of 28, 29,
    30 and 31 January, each plus a month is 28 February, so the last is 31 January.
    """
    found = shift(day, period, -1)
    if period.unit in "DW" or found in (date.min, date.max):
        return found
    while shift(found + timedelta(days=1), period) <= day:
        found += timedelta(days=1)
    while shift(found, period) > day:
        found -= timedelta(days=1)
    return found


def say_period(period: Period) -> Text:
    """Return the period as people say it: "12 weken", "1 day"."""
    one, many = _UNITS[period.unit]
    unit = one if abs(period.count) == 1 else many
    return Text(f"{abs(period.count)} {unit.nl}", f"{abs(period.count)} {unit.en}")
