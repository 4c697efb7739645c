"""On which days a step can be in years of which nobody has made an agenda yet.

    an agenda of the body names the day        it can, and that is known
    a complete agenda does not name it         it cannot
    the body has another known day that week   it cannot: a known meeting wins
    any other day                              it can, as an assumption, if it is one of the
                                               weekdays of the last cycle and nothing rests then

What rests: weekends and public holidays; for a meeting the school holidays of the region and
the closures of the file as well, as far as the tables reach. What the step itself had in the
last cycle (a Sunday, a day in a holiday) it may have again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from boplan.dates.closures import closures_for, closures_on, school_coverage, school_holiday_on
from boplan.dates.holidays import PUBLIC_HOLIDAYS, equated_day_on, holiday_on
from boplan.dates.meetings import Calendar
from boplan.model.timeline import Activity, Timeline
from boplan.model.vocabulary import MEETING_LEVELS, MEETING_PURPOSES, Text
from boplan.model.when import Truth

WORKING_DAYS = frozenset(range(5))
"""Monday through Friday, as `date.weekday` counts them."""


class Rest(Enum):
    """Why a step would not be on a day."""

    WEEKEND = 1
    HOLIDAY = 2
    SCHOOL = 3
    CLOSURE = 4


def bodies_that_meet(timeline: Timeline, activity: Activity) -> tuple[str, ...]:
    """Return the bodies that must meet for a step, () where nobody must."""
    if activity.purpose not in MEETING_PURPOSES:
        return ()
    return tuple(one for one in activity.body if timeline.bodies[one].level in MEETING_LEVELS)


@dataclass(frozen=True, slots=True)
class OpenDays:
    """The days that a step can have, in one municipality if its body is one of each."""

    timeline: Timeline
    bodies: tuple[str, ...]
    municipality: str | None
    weekdays: frozenset[int]
    """On which weekdays an unknown meeting is assumed; of other work the working days."""
    excused: frozenset[Rest]
    _known: dict[date, bool] = field(default_factory=dict, repr=False)

    def resting(self, day: date) -> tuple[Rest, Text] | None:
        """Return why a day rests, None if it does not as far as is known."""
        for kind, why in rests_of(self.timeline, self.bodies, self.municipality, day):
            if kind not in self.excused:
                return kind, why
        return None

    def has(self, day: date) -> bool:
        """Return whether the step can have the day."""
        found = self._known.get(day)
        if found is None:
            found = self._known[day] = self._has(day)
        return found

    def _has(self, day: date) -> bool:
        answers = [calendar.meets_on(day) for calendar in self._calendars()]
        if any(one is Truth.NO for one in answers):
            return False
        if answers and all(one is Truth.YES for one in answers):
            return True
        if day.weekday() not in self.weekdays and not any(one is Truth.YES for one in answers):
            return False
        for calendar, answer in zip(self._calendars(), answers, strict=True):
            if answer is not Truth.YES and _meets_else(calendar, day):
                return False
        return self.resting(day) is None

    def is_known(self, day: date) -> bool:
        """Return whether agendas say that all its bodies meet on the day."""
        calendars = self._calendars()
        return bool(calendars) and all(one.meets_on(day) is Truth.YES for one in calendars)

    def _calendars(self) -> list[Calendar]:
        own = {one: self.timeline.bodies[one].per_municipality for one in self.bodies}
        return [
            Calendar.of(self.timeline, one, self.municipality if own[one] else None)
            for one in self.bodies
        ]

    def between(self, first: date, last: date) -> tuple[date, ...]:
        """Return the days from `first` through `last` that the step can have."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(day for day in days if self.has(day))

    def before(self, day: date, reach: int) -> date | None:
        """Return the last day before `day` that it can have, within so many days."""
        days = (day - timedelta(days=n) for n in range(1, reach + 1))
        return next((one for one in days if self.has(one)), None)

    def after(self, day: date, reach: int) -> date | None:
        """Return the first day after `day` that it can have, within so many days."""
        days = (day + timedelta(days=n) for n in range(1, reach + 1))
        return next((one for one in days if self.has(one)), None)


def _meets_else(calendar: Calendar, day: date) -> bool:
    monday = day - timedelta(days=day.weekday())
    return any(monday <= one < monday + timedelta(days=7) for one in calendar.days)


def rests_of(
    timeline: Timeline, bodies: Iterable[str], municipality: str | None, day: date
) -> list[tuple[Rest, Text]]:
    """Return everything that rests on a day for a step of these bodies (none: other work)."""
    found: list[tuple[Rest, Text]] = []
    weekend = {5: Text("zaterdag", "Saturday"), 6: Text("zondag", "Sunday")}.get(day.weekday())
    if weekend is not None:
        found.append((Rest.WEEKEND, weekend))
    if day in PUBLIC_HOLIDAYS:
        equated = equated_day_on(day)
        holiday = holiday_on(day) or (equated.name if equated else None)
        if holiday is not None:
            found.append((Rest.HOLIDAY, holiday))
    its = list(bodies)
    if its:
        school = school_holiday_on(day, timeline.school_region)
        if school is not None:
            found.append((Rest.SCHOOL, school.name))
    for body in its:
        own = closures_for(timeline.closures.values(), body=body, municipality=municipality)
        found += [(Rest.CLOSURE, Text(one.title, one.title)) for one in closures_on(day, own)]
    return found


def is_tabled(timeline: Timeline, day: date, *, meets: bool) -> bool:
    """Return whether the tables reach a day: public holidays, for a meeting school holidays too."""
    if day not in PUBLIC_HOLIDAYS:
        return False
    school = school_coverage(timeline.school_region)
    return not meets or timeline.school_region is None or (school is not None and day in school)
