"""What is known of a step, or of one municipality's part in it: when, how surely, and why.

A plan, the order of the steps and the records each know a part of that; here they are put
together, once, for the calendar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from boplan.feeds.writing.slots import days_in
from boplan.model.timeline import Activity, Deadline, Record
from boplan.model.vocabulary import Outcome, RecordKind, Status
from boplan.model.when import UNKNOWN, Bounds, Moment, OneOf, Part, Span, When
from boplan.rules.case import Case
from boplan.rules.finding import Finding
from boplan.schedule.narrowing import Narrowed
from boplan.schedule.progress import Progress, Track, took_place

OFF = frozenset({Status.CANCELLED, Status.SUPERSEDED, Status.NOT_DONE, Status.NOT_NEEDED})
"""What has one of these does not take place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of a step, or of one municipality's part in it."""

    activity: Activity
    municipality: str | None
    status: Status
    original: When | None
    current: When | None
    actual: When | None
    when: When | None
    """When it took place, else the plan as it stands."""
    left: Narrowed | None
    """What the order of the steps leaves of `when`; None if nothing is known of that."""
    is_day_lost: bool
    """It was done, but nothing says when: `when` is still the plan."""
    has_begun: bool
    is_needed: bool
    """Whether it is certain that the step was not made whose fallback it is."""
    records: tuple[Record, ...]
    differs: bool
    """Whether municipalities have dates of their own in this step."""
    waits_for: tuple[Activity, ...]
    """What comes first; nothing once it is done or off itself, and nothing that is off."""
    deadlines: tuple[Deadline, ...]
    findings: tuple[Finding, ...]

    @property
    def is_off(self) -> bool:
        """Return whether it does not take place."""
        return self.status in OFF

    @property
    def is_conditional(self) -> bool:
        """Return whether it depends on something that has not been decided."""
        if self.status is Status.DONE or self.has_begun:
            return False
        is_fallback = self.activity.fallback_for is not None and not self.is_needed
        return bool(self.activity.condition) or is_fallback

    @property
    def is_held_over(self) -> bool:
        """Return whether a body met on it but decided later, on a day that nobody has named."""
        if self.is_off or self.status is Status.DONE:
            return False
        kinds = (RecordKind.OUTCOME, RecordKind.MOVED, RecordKind.SETTLED)
        newest = next((one for one in reversed(self.records) if one.kind in kinds), None)
        if newest is None or newest.outcome is not Outcome.AANGEHOUDEN or newest.on is None:
            return False
        planned = self.current.bounds.latest_finish if self.current is not None else None
        return planned is not None and planned <= (newest.on.bounds.latest_finish or date.max)

    @property
    def off_since(self) -> date | None:
        """Return the day on which the newest record called it off, None if none did."""
        kinds = (RecordKind.CANCELLED, RecordKind.SUPERSEDED, RecordKind.NOT_DONE)
        days = [one.on.bounds.latest_finish for one in self.records if one.kind in kinds and one.on]
        return days[-1] if days else None

    def planned_hour(self, day: date) -> time | None:
        """Return the hour that the plan gives that day: who settles or does it names days only."""
        is_moved = any(one.kind is RecordKind.MOVED for one in self.records)
        for when in (self.current, None if is_moved else self.original):
            for one in days_in(when) if when is not None else ():
                if one.start == day and one.at is not None:
                    return one.at
        return None


def parts_of(case: Case, step: Progress, findings: Sequence[Finding]) -> Iterator[Told]:
    """Yield what is known of a step: of each municipality that takes it, else as a whole."""
    for part in step.tracks or (step,):
        municipality = part.municipality if isinstance(part, Track) else None
        records = tuple(
            one
            for one in step.records
            if not one.municipality or municipality is None or municipality in one.municipality
        )
        began = next((one.on for one in reversed(records) if one.kind is RecordKind.STARTED), None)
        when = took_place(part.current, began, part.actual) or part.current
        left = _left(step, when)
        if part.actual is None and isinstance(when, Span) and isinstance(began, Moment):
            when, left = _begun(when, left, began.part)
        planned = None
        if part.actual is not None and _says_less(when, part.current):
            planned = _planned_by(part.current, left, when)
        if planned is not None:
            when, left = part.current, planned
        yield Told(
            activity=step.activity,
            municipality=municipality,
            status=part.status,
            original=step.original,
            current=part.current,
            actual=part.actual,
            when=when,
            left=left,
            is_day_lost=planned is not None,
            has_begun=began is not None,
            is_needed=_is_needed(case, step.activity, municipality),
            records=records,
            differs=step.own_dates,
            waits_for=waits_for(case, step.activity, part.status),
            deadlines=step.deadlines,
            findings=tuple(
                one
                for one in findings
                if one.fault.municipality in (None, municipality) or municipality is None
            ),
        )


def waits_for(case: Case, activity: Activity, status: Status) -> tuple[Activity, ...]:
    """Return what comes first and is not off; nothing for what is done or off itself."""
    if status in OFF or status is Status.DONE:
        return ()
    steps = [case.steps[after.id] for after in activity.after]
    return tuple(step.activity for step in steps if step.status not in OFF)


def _is_needed(case: Case, activity: Activity, municipality: str | None) -> bool:
    """Return whether a record says that the step was not made whose fallback this is.

    That its day went by in silence is no such record.
    """
    if activity.fallback_for is None:
        return False
    other = case.steps[activity.fallback_for]
    own = [one for one in other.tracks if one.municipality == municipality]
    return all(one.status is Status.NOT_DONE for one in own or (other,))


def _left(step: Progress, when: When | None) -> Narrowed | None:
    """Return what the order of the steps leaves of a date, None if it says nothing of it."""
    window = step.window
    if window.given == when:
        return window
    if window.shared is not None and window.shared.given == when:
        return window.shared
    return None


def _begun(plan: Span, left: Narrowed | None, began: Part) -> tuple[Span, Narrowed | None]:
    """Return what lasts from the day on which it really began, and what is left of that."""
    end = plan.end.last if plan.end is not None else date.max
    if began.last > end:
        return plan, left
    when = Span(began, plan.end)
    if left is None or left.bounds.latest_finish is None:
        return when, None
    last = max(left.bounds.latest_finish, began.last)
    ends = max(left.bounds.earliest_finish or began.first, began.first)
    return when, replace(left, bounds=Bounds(began.first, began.last, ends, last), given=when)


def _planned_by(plan: When | None, left: Narrowed | None, done: When | None) -> Narrowed | None:
    """Return what is left of a plan that was done by a day, None if it was another day.

    What was done by 10 February was not done on the 20th, whatever the plan said.
    """
    known = left.bounds if left is not None else done.bounds if done is not None else UNKNOWN
    if plan is None or plan.bounds.earliest_start is None or known.latest_finish is None:
        return None
    # Of a span it is the end that was done by then, not the start.
    since = None if isinstance(plan, Span) else known.earliest_start
    first = max(plan.bounds.earliest_start, since or date.min)
    last = min(plan.bounds.latest_finish or date.max, known.latest_finish)
    when = plan
    if isinstance(plan, OneOf):
        members = tuple(
            one
            for one in plan.members
            if (one.first or date.min) <= last and first <= (one.last or date.max)
        )
        if not members:
            return None
        when = OneOf(members)
        first = max(first, when.bounds.earliest_start or date.min)
        last = min(last, when.bounds.latest_finish or date.max)
    if first > last:
        return None
    begins = min(plan.bounds.latest_start or last, last)
    ends = max(min(plan.bounds.earliest_finish or first, last), first)
    return Narrowed(Bounds(first, begins, ends, last), when, plan)


def _says_less(actual: When | None, plan: When | None) -> bool:
    """Return whether a plan says more of the day than "done by then" does."""
    if actual is None or plan is None:
        return False
    return actual.bounds.earliest_start is None and plan.bounds.earliest_start is not None
