"""When bodies meet: known from an agenda, or derived from another body's meeting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from boplan.dates.period import shift
from boplan.dates.recurrence import days
from boplan.model.timeline import Activity, Agenda, Timeline
from boplan.model.vocabulary import AgendaKind
from boplan.model.when import When, certain_day


@dataclass(frozen=True, slots=True)
class Preparation:
    """A meeting of `body` that prepares an activity of another body.

    `derived` is the day that follows from the rule of `agenda`; `day` is the day on which
    the body meets: another only where a meeting in the same week is known.
    """

    body: str
    activity: str
    day: date
    derived: date
    is_known: bool
    """Whether a source names this meeting, on the derived day or another of that week."""
    agenda: Agenda


def day_of(meeting: date | datetime) -> date:
    """Return the day of a meeting that may have a time."""
    return meeting.date() if isinstance(meeting, datetime) else meeting


def meetings_in(agenda: Agenda) -> Iterator[date | datetime]:
    """Yield the meetings that the agenda itself gives; none for a derived one."""
    yield from agenda.meetings
    if agenda.every and agenda.from_ and agenda.until:
        rested = set(agenda.except_)
        yield from (
            day for day in days(agenda.every, agenda.from_, agenda.until) if day not in rested
        )


@lru_cache(maxsize=64)
def known_days(timeline: Timeline, body: str) -> frozenset[date]:
    """Return every day on which an agenda or a step of the timeline has the body meet."""
    found = {
        day_of(meeting)
        for agenda in timeline.agendas
        if agenda.body == body and agenda.municipality is None
        for meeting in meetings_in(agenda)
    }
    for activity in timeline.activities.values():
        if body in activity.body:
            day = certain_day(activity.when)
            if day is not None:
                found.add(day)
    return frozenset(found)


def preparations(
    timeline: Timeline, activity: Activity, when: When | None
) -> tuple[Preparation, ...]:
    """Return the meetings of other bodies that prepare this activity, earliest first.

    `when` is the activity's date as it now stands; a date that is not one certain day has
    no derived meetings.
    """
    day = certain_day(when)
    if day is None:
        return ()
    found = []
    for agenda in timeline.agendas:
        if agenda.kind is not AgendaKind.DERIVED or agenda.derived_from not in activity.body:
            continue
        if agenda.process is not None and agenda.process != activity.process:
            continue
        if (agenda.from_ and day < agenda.from_) or (agenda.until and day > agenda.until):
            continue
        if agenda.offset is None:
            continue
        derived = shift(day, agenda.offset)
        monday = derived - timedelta(days=derived.weekday())
        week = {monday + timedelta(days=n) for n in range(7)}
        known = sorted(week & known_days(timeline, agenda.body))
        met = derived if derived in known or not known else known[0]
        found.append(Preparation(agenda.body, activity.id, met, derived, bool(known), agenda))
    return tuple(sorted(found, key=lambda one: (one.day, one.body)))
