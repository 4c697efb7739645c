"""Days on which a body does not meet, or had better not, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from boplan.dates.closures import closures_for, closures_on, school_holiday_on
from boplan.dates.holidays import PUBLIC_HOLIDAYS, equated_day_on, holiday_on
from boplan.model.timeline import Closure
from boplan.model.vocabulary import Text

_WEEKEND = {5: Text("zaterdag", "Saturday"), 6: Text("zondag", "Sunday")}


def weekend_on(day: date) -> Text | None:
    """Return "zaterdag" or "zondag", None for any other day."""
    return _WEEKEND.get(day.weekday())


def weekday_off(day: date) -> Text | None:
    """Return the public holiday, or the day equated with one, that `day` is; None in a weekend.

    None, too, of a year of which the holidays are not known.
    """
    if day.weekday() > 4 or day not in PUBLIC_HOLIDAYS:
        return None
    equated = equated_day_on(day)
    return holiday_on(day) or (equated.name if equated else None)


def day_off(day: date) -> Text | None:
    """Return why nobody works on `day`: a weekend or a public holiday; None on a working day."""
    return weekend_on(day) or weekday_off(day)


def recess_on(
    day: date,
    closures: Iterable[Closure],
    region: str | None,
    *,
    body: str | None = None,
    municipality: str | None = None,
) -> Text | None:
    """Return the recess of the file, else the school holiday of the region, in which `day` lies."""
    own = closures_on(day, closures_for(closures, body=body, municipality=municipality))
    if own:
        return Text(own[0].title, own[0].title)
    holiday = school_holiday_on(day, region)
    if holiday is None:
        return None
    return Text(f"{holiday.name.nl} regio {region}", f"{holiday.name.en} region {region}")
