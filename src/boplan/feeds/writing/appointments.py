"""What stands in the calendars: an appointment for each thing of the timeline with a date.

    of the timeline                  its appointments
    -------------------------------  ------------------------------------------------------
    a step                           where its date stands (`slots`)
    a step that municipalities take  the same for each of them, by its own date
    a recurring step                 the same for each occurrence within the horizon
    a deadline                       its day
    a meeting that prepares a step   its day; tentative where it was derived
    a step that is cancelled, …      the same, marked as off

What is written depends on the plan, the records and the rules, never on how long ago or how
near something is: a feed changes when something happened, not because a day went by.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from boplan.dates.holidays import holiday_on
from boplan.dates.meetings import Calendar, Preparation
from boplan.dates.period import shift
from boplan.dates.recurrence import occurrences
from boplan.feeds.writing.slots import HELD_OVER, NO_DAY, Slot, is_limit, slots_of
from boplan.feeds.writing.told import OFF, Told, parts_of, waits_for
from boplan.feeds.writing.wording import Wording
from boplan.model.timeline import Activity, Deadline, Timeline
from boplan.model.vocabulary import (
    MEETING_PURPOSES,
    STATES,
    Certainty,
    Lang,
    Purpose,
    Status,
    Text,
)
from boplan.model.when import Moment
from boplan.rules.case import Case
from boplan.rules.finding import Finding
from boplan.schedule.progress import Progress, Track

NAMESPACE = uuid.UUID("9f6b5d0e-3c0a-5e0b-8d0e-6f2f7a1c4b52")
"""Never changes: with it every UID would."""

ASSUMED = timedelta(hours=1)
"""How long a meeting is shown of which only the start is known; its text says so."""

_OUTSIDE = frozenset({Purpose.AANLEVEREN, Purpose.OPSTELLEN, Purpose.PUBLICEREN, Purpose.VERWERKEN})
"""What is not done in a meeting of the body, and so has not its hour."""

_UPKEEP = "BP8"
"""Findings about waivers: for who keeps the file, and BP803 comes with a mere day."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """From which day through which (both inclusive) recurring steps are written out."""

    first: date
    last: date

    @staticmethod
    def of(today: date) -> Horizon:
        """Return from 1 January of last year through 31 December of the year after next.

        Whole years, so that it moves once a year and not every night.
        """
        return Horizon(date(today.year - 1, 1, 1), date(today.year + 2, 12, 31))


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One entry of a calendar, in words."""

    uid: str
    first: date
    last: date
    """The last day (inclusive); of a meeting with a time, the day it begins."""
    at: time | None = None
    """When it begins on the clock of the timeline, if that is known."""
    length: timedelta = ASSUMED
    """How long it takes, where it has a time."""
    summary: str
    description: str
    categories: tuple[str, ...]
    is_sure: bool
    is_off: bool
    """It is cancelled, superseded, not done or not needed."""
    alarms: tuple[int, ...]
    """How many days before its last day somebody wants to be reminded."""
    process: str
    bodies: tuple[str, ...]
    municipalities: frozenset[str]
    """Which it concerns: whose own it is, or which it binds."""
    owner: str | None
    is_deadline: bool
    """Whether it is a last day: of a deadline, of a delivery, "uiterlijk"."""


def uid_of(**what: str) -> str:
    """Return the UID of what has these names: a UUID, so that it reveals nobody and no host."""
    return str(uuid.uuid5(NAMESPACE, ";".join(f"{key}={value}" for key, value in what.items())))


def appointments(
    case: Case, findings: Iterable[Finding], horizon: Horizon, lang: Lang
) -> list[Appointment]:
    """Return everything that has a date, in the order of the file."""
    return list(_Writer(case, findings, horizon, lang).write())


def undated(case: Case) -> list[str]:
    """Return the steps that no calendar shows wholly: of them, or of a part, no day is known."""
    return [
        one
        for one, step in case.steps.items()
        if not _occurs(step.activity)
        and any(_is_undated(part, step.activity) for part in step.tracks or (step,))
    ]


def _occurs(activity: Activity) -> bool:
    recurrence = activity.recurrence
    return recurrence is not None and "FREQ=" in recurrence.rule and recurrence.from_ is not None


def _is_undated(part: Progress | Track, activity: Activity) -> bool:
    when = part.actual or part.current
    is_unknown = when is None or when.bounds.is_unknown
    return part.status not in OFF and (is_unknown or activity.recurrence is not None)


class _Writer:
    """Writes one timeline as appointments."""

    def __init__(
        self, case: Case, findings: Iterable[Finding], horizon: Horizon, lang: Lang
    ) -> None:
        self._case = case
        self._timeline = case.timeline
        self._horizon = horizon
        self._findings: dict[str, list[Finding]] = defaultdict(list)
        for one in findings:
            is_certain = one.fault.certainty is Certainty.CERTAIN
            if one.fault.activity is not None and is_certain and not one.code.startswith(_UPKEEP):
                self._findings[one.fault.activity].append(one)
        self._bound = bound_municipalities(case.timeline)
        self._wording = Wording(case.timeline, lang)

    def write(self) -> Iterator[Appointment]:
        agendas = self._timeline.agendas
        prepared: dict[str, list[Preparation]] = defaultdict(list)
        for step, meeting in self._case.prepared:
            prepared[step.activity.id].append(meeting)
        for step in self._case.steps.values():
            parts = list(parts_of(self._case, step, self._findings[step.activity.id]))
            for part in parts:
                yield from self._of_part(part)
            living = [part for part in parts if not part.is_off]
            is_open = bool(living) and all(part.is_conditional for part in living)
            for deadline in step.deadlines:
                yield self._of_deadline(step, deadline, is_conditional=is_open)
            seen: dict[str, int] = {}
            # By the order of the file: a further agenda must not change who is who.
            meetings = prepared[step.activity.id] if living else []
            for meeting in sorted(meetings, key=lambda one: agendas.index(one.agenda)):
                seen[meeting.body] = seen.get(meeting.body, 0) + 1
                yield self._of_preparation(
                    step, meeting, seen[meeting.body], is_conditional=is_open
                )

    # -- a step, or one municipality's part in it --------------------------------------

    def _of_part(self, part: Told) -> Iterator[Appointment]:
        if part.activity.recurrence is not None:
            yield from self._of_recurring(part)
            return
        if part.when is None:
            return
        left = part.left.when if part.left is not None else None
        bounds = part.left.bounds if part.left is not None else part.when.bounds
        plans = (part.original, *(one.to for one in part.records))
        is_state = part.activity.purpose in STATES
        for slot in slots_of(part.when, left or part.when, bounds, plans, is_state=is_state):
            if part.is_day_lost:
                slot = _doubted(slot, NO_DAY)
            elif part.is_held_over:
                slot = _doubted(slot, HELD_OVER)
            yield self._of_slot(part, slot)

    def _of_recurring(self, part: Told) -> Iterator[Appointment]:
        recurrence = part.activity.recurrence
        assert recurrence is not None
        off_since = part.off_since
        for found in occurrences(recurrence, self._horizon.last, since=self._horizon.first):
            when = Moment(found)
            key = f"from={found.start.isoformat()}"
            for slot in slots_of(when, when, when.bounds, (), is_state=False):
                if not self._exists(part.municipality, slot):
                    continue
                holiday = holiday_on(slot.first) if slot.first == slot.last else None
                doubt = slot.doubt
                if holiday is not None:
                    doubt = Text(f"valt op {holiday.nl}", f"falls on {holiday.en}")
                of = part
                if part.is_off and off_since is not None and slot.last < off_since:
                    of = replace(part, status=Status.ELAPSED)  # that one was not called off
                yield self._of_slot(of, replace(slot, doubt=doubt, key=key))

    def _exists(self, municipality: str | None, slot: Slot) -> bool:
        """Return whether a municipality exists on a day of the slot: they merge."""
        if municipality is None:
            return True
        its = self._timeline.municipalities[municipality]
        return (its.from_ or date.min) <= slot.last and slot.first <= (its.until or date.max)

    def _of_slot(self, part: Told, slot: Slot) -> Appointment:
        activity = part.activity
        at = slot.at
        if at is None and slot.is_its_day and slot.first == slot.last:
            at = part.planned_hour(slot.first)
            if at is None and activity.purpose not in _OUTSIDE:
                at = self._hour(activity, part.municipality, slot.first)
        length = timedelta(minutes=activity.duration) if activity.duration else ASSUMED
        names = {"activity": activity.first_id}
        if part.municipality is not None:
            names["municipality"] = part.municipality
        if slot.key:
            names["slot"] = slot.key
        is_off = part.is_off or slot.is_dropped
        is_open = not is_off and part.status is not Status.DONE
        return Appointment(
            uid=uid_of(**names),
            first=slot.first,
            last=slot.last,
            at=at,
            length=length,
            summary=self._wording.summary(part, slot),
            description=self._wording.description(
                part, slot, is_length_assumed=at is not None and not activity.duration
            ),
            categories=self._wording.categories(activity.process, activity.body),
            is_sure=not slot.doubt.nl and not part.is_conditional,
            is_off=is_off,
            alarms=_alarms(activity, slot.last) if is_open else (),
            process=activity.process,
            bodies=activity.body,
            municipalities=self._concerned(activity, part.municipality),
            owner=activity.owner,
            is_deadline=activity.purpose is Purpose.AANLEVEREN or is_limit(part.when),
        )

    def _hour(self, activity: Activity, municipality: str | None, day: date) -> time | None:
        """Return at what time all its bodies that say so meet on that day, if that is one."""
        found = set()
        for body in activity.body:
            own = municipality if self._timeline.bodies[body].per_municipality else None
            meeting = Calendar.of(self._timeline, body, own).meeting_on(day)
            if isinstance(meeting, datetime):
                found.add(meeting.time())
        return found.pop() if len(found) == 1 else None

    def _concerned(self, activity: Activity, municipality: str | None) -> frozenset[str]:
        if municipality is not None:
            return frozenset({municipality})
        own = self._timeline.municipalities_of(activity)
        return frozenset(own) or self._bound.get(activity.id, frozenset())

    # -- what belongs to a step --------------------------------------------------------

    def _of_deadline(
        self, step: Progress, deadline: Deadline, *, is_conditional: bool
    ) -> Appointment:
        activity = step.activity
        return Appointment(
            uid=uid_of(deadline=deadline.id),
            first=deadline.date,
            last=deadline.date,
            summary=self._wording.deadline_summary(
                activity, deadline, is_conditional=is_conditional
            ),
            description=self._wording.deadline_description(
                step, deadline, waits_for(self._case, activity, step.status)
            ),
            categories=self._wording.categories(activity.process, activity.body),
            is_sure=not is_conditional,
            # What was not done in time missed its deadline; the deadline was there.
            is_off=step.status in OFF - {Status.NOT_DONE},
            alarms=() if step.status is Status.DONE else _alarms(activity, deadline.date),
            process=activity.process,
            bodies=activity.body,
            municipalities=self._concerned(activity, None),
            owner=activity.owner,
            is_deadline=True,
        )

    def _of_preparation(
        self, step: Progress, meeting: Preparation, number: int, *, is_conditional: bool
    ) -> Appointment:
        activity = step.activity
        known = Calendar.of(self._timeline, meeting.body).meeting_on(meeting.day)
        at = known.time() if isinstance(known, datetime) else None
        names = {"preparation": activity.first_id, "body": meeting.body}
        if number > 1:
            names["number"] = str(number)
        return Appointment(
            uid=uid_of(**names),
            first=meeting.day,
            last=meeting.day,
            at=at,
            summary=self._wording.preparation_summary(
                activity, meeting, is_conditional=is_conditional
            ),
            description=self._wording.preparation_description(
                activity, meeting, is_length_assumed=at is not None
            ),
            categories=self._wording.categories(activity.process, (meeting.body,)),
            is_sure=meeting.is_known and not is_conditional,
            is_off=False,
            alarms=(),
            process=activity.process,
            bodies=(meeting.body,),
            municipalities=self._concerned(activity, None),
            owner=None,
            is_deadline=False,
        )


def _doubted(slot: Slot, doubt: Text) -> Slot:
    if slot.doubt.nl or slot.is_dropped:
        return slot
    return replace(slot, at=None, doubt=doubt, is_its_day=False)


def _alarms(activity: Activity, last: date) -> tuple[int, ...]:
    days = {(last - shift(last, period, -1)).days for period in activity.remind}
    return tuple(sorted(days, reverse=True))


def bound_municipalities(timeline: Timeline) -> dict[str, frozenset[str]]:
    """Return which municipalities each regional step binds.

    Those whose own steps wait for it or are waited for by it, and, of a meeting, those whose
    own steps treat the same document in the same process.
    """
    found: dict[str, set[str]] = defaultdict(set)
    treats: dict[tuple[str, str], set[str]] = defaultdict(set)
    activities = timeline.activities
    own = {one: timeline.municipalities_of(activity) for one, activity in activities.items()}
    for one, activity in activities.items():
        for after in activity.after:
            if own[one] and not own[after.id]:
                found[after.id].update(own[one])
            if own[after.id] and not own[one]:
                found[one].update(own[after.id])
        for document in activity.document:
            treats[activity.process, document].update(own[one])
    for one, activity in activities.items():
        if not own[one] and activity.purpose in MEETING_PURPOSES and activity.body:
            for document in activity.document:
                found[one].update(treats[activity.process, document])
    return {one: frozenset(its) for one, its in found.items() if its}
