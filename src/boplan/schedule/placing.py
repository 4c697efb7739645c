"""Puts the steps of a next cycle on days that can be: snapped, and mended where that broke order.

Every step comes with the date that the move from the last cycle gives it. Then

    snap       a day on which nothing rests and the body can meet, the nearest that fits order
    backward   the network's own pass from what must not be later: the deadlines, and the days
               that the calendar fixes; a step that stands too late comes earlier
    forward    the other pass: what a step still waits for pushes it on, to the next day it can have

The network has all its constraints here, also those that the plan of the last cycle itself broke:
it is built of steps without dates, and the dates are put in as plans. So what was contradicted
then is put right now. If the passes clash, there is no way, and the clash is the answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from boplan.dates.meetings import Calendar
from boplan.dates.notation import part_containing
from boplan.dates.open_days import (
    WORKING_DAYS,
    OpenDays,
    bodies_that_meet,
    rests_of,
)
from boplan.dates.period import last_day_before, say_period, shift
from boplan.dates.spoken import say_day
from boplan.dates.terms import CONVENTIONS, term_end
from boplan.model.timeline import Activity, After, Agenda, Deadline, Period, Rule, Timeline
from boplan.model.vocabulary import AgendaKind, Basis, Link, RuleKind, Strength, Text
from boplan.model.when import (
    UNKNOWN,
    Bounds,
    Member,
    Moment,
    OneOf,
    Part,
    Precision,
    Range,
    Span,
    Truth,
    When,
    certain_day,
    on,
)
from boplan.schedule.clash import Binding, clash
from boplan.schedule.network import Job, Key, Network
from boplan.schedule.passes import Cause, Kind, Placed, backward, forward
from boplan.schedule.progress import progress

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_SAME_DAY = Period(0, "D")
_REACH = 366
"""How many days from its own day another one is looked for."""
_NEAR = 28
"""How far one of several days may move before it is left out instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Where one step comes."""

    when: When | None
    moved: tuple[Text, ...]
    """Why it is not on the day that the move alone gives it; () if it is."""
    is_known: bool
    """Agendas name its days."""


@dataclass(frozen=True, slots=True)
class Placings:
    """Where everything comes."""

    steps: dict[str, Placing]
    unkept: frozenset[str]
    """The rules that want two steps the other way round than the order of the steps has them."""


class NoRoomError(Exception):
    """The steps do not fit: what clashes, the first cause first."""

    def __init__(self, job: Job, deadline: Deadline, finish: date, chain: list[Binding]) -> None:
        super().__init__(f"{job.activity.id} past {deadline.date}")
        self.job = job
        self.deadline = deadline
        self.finish = finish
        self.chain = chain


@dataclass(slots=True)
class _Plan:
    """What is known of one job while it is being placed."""

    job: Job
    days: OpenDays
    when: When | None
    is_fixed: bool
    moved: list[Text] = field(default_factory=list)
    latest: date | None = None
    """The last day on which it can begin, by what must not be later; None: nothing says."""


def place(
    old: Timeline,
    new: Timeline,
    *,
    floor: date,
    start: date | None = None,
    fixed: frozenset[str],
    final: str | None = None,
    pinned: str | None = None,
) -> Placings:
    """Return where each step of `new` comes; raises NoRoomError.

    The steps of `new` have the dates that the move gives them, those of `old` the plan of the
    last cycle. Nothing comes before `floor`, and no step of which a first day is known before
    `start`. `fixed` are the steps that the calendar fixes, `final` is the deadline that does not
    give way, whatever step it went along with, `pinned` the one of which the very day is asked.

    Where there is no room, first a day of delivery that was the day of its step goes along with
    the step, then the rules that only should hold give way.
    """
    floors = dict.fromkeys(new.activities, floor)
    for one in old.activities.values():
        if start is not None and _bounds(one.when).earliest_start is not None:
            floors[one.id] = max(start, floor)
    for is_firm, is_soft in ((True, True), (False, True)):
        placer = _Placer(old, new, floors, fixed, pinned, is_soft=is_soft)
        try:
            return placer.place(placer.limits(final, is_firm=is_firm))
        except NoRoomError:
            continue
    placer = _Placer(old, new, floors, fixed, pinned, is_soft=False)
    return placer.place(placer.limits(final, is_firm=False))


def follows(old: Timeline, deadline: Deadline) -> bool:
    """Return whether a deadline is no more than the last day of its step, as planned."""
    when = old.activities[deadline.activity].when
    return when is not None and when.bounds.latest_finish == deadline.date


class _Placer:
    def __init__(
        self, old: Timeline, new: Timeline, floors: Mapping[str, date], fixed: frozenset[str],
        pinned: str | None, *, is_soft: bool,
    ) -> None:  # fmt: skip
        self.old, self.new, self.floors, self.pinned = old, new, floors, pinned
        floor = min(floors.values())
        self.network, self.unkept = _network(new, floor, is_soft=is_soft)
        spans = [one.when.bounds for one in new.activities.values() if one.when is not None]
        known = [day for one in spans for day in (one.earliest_start, one.latest_finish) if day]
        first, last = min(known, default=floor), max(known, default=floor)
        self._from = max(min(first, floor) - timedelta(days=200), date(1900, 1, 1))
        self._until = min(last + timedelta(days=400), date(2199, 12, 31))
        self._calendars: dict[tuple[object, ...], Calendar] = {}
        self.plans = {
            key: _Plan(job, self._open_days(job), new.activities[key[0]].when, key[0] in fixed)
            for key, job in self.network.jobs.items()
        }
        for key in self.network.jobs:
            self._snap(key)
        for key in self.network.jobs:
            self._lengthen(key)

    # -- the days that can be -------------------------------------------------------------

    def _open_days(self, job: Job) -> OpenDays:
        activity, was = job.activity, self.old.activities[job.activity.id]
        bodies = () if isinstance(was.when, Span) else bodies_that_meet(self.new, activity)
        own = any(self.new.bodies[one].per_municipality for one in bodies)
        municipality = job.key[1] if own else None
        days = _days_of(was.when)
        excused = frozenset(
            kind for day in days for kind, _ in rests_of(self.old, bodies, municipality, day)
        )
        weekdays = frozenset(day.weekday() for day in days)
        if not bodies:
            weekdays |= WORKING_DAYS
        elif not weekdays:
            weekdays = _weekdays_of(self.old, activity) or WORKING_DAYS
        return OpenDays(self.new, bodies, municipality, weekdays, excused)

    def _calendar(self, days: OpenDays) -> Calendar:
        """Return the days that can be as the calendar of a body, as the network wants it."""
        key = (days.bodies, days.municipality, days.weekdays, days.excused)
        if key not in self._calendars:
            found = days.between(self._from, self._until)
            agenda = Agenda(body="", kind=AgendaKind.COMPLETE)
            self._calendars[key] = Calendar(
                body="", municipality=None, papers=None, days=found,
                covered=((date.min, date.max),), _named={day: (day, agenda) for day in found},
            )  # fmt: skip
        return self._calendars[key]

    # -- snapping -------------------------------------------------------------------------

    def _snap(self, key: Key) -> None:
        plan = self.plans[key]
        when = plan.when
        if when is None or plan.is_fixed or plan.job.activity.recurrence is not None:
            return
        if isinstance(when, Moment):
            if when.part.is_day:
                plan.when = Moment(self._snapped(key, when.part))
        elif isinstance(when, Span):
            start, end = when.start, when.end
            if start is not None and start.is_day and not _stays(start):
                start = self._snapped(key, start)
            if end is not None and end.is_day and not _stays(end):
                end = self._snapped(key, end, of_finish=True)
            if not (start and end) or start.first <= end.last:
                plan.when = Span(start, end)
            self._meet_within(plan)
        elif len(when.members) > 1 and all(
            isinstance(one, Part) and one.is_day for one in when.members
        ):
            self._snap_choice(key, when)

    def _snap_choice(self, key: Key, when: OneOf) -> None:
        """Snap each of several days; one that cannot be near where it was is left out."""
        plan = self.plans[key]
        days = [one for one in when.members if isinstance(one, Part)]
        found = {one.start: one for one in days if plan.days.has(one.start)}
        for reach in (_NEAR, _REACH):
            for one in days:
                part = one
                if one.start not in found:
                    part = self._snapped(key, one, found, reach=reach)
                if plan.days.has(part.start):
                    found.setdefault(part.start, part)
            if found:
                plan.when = _one_of(found.values())
                return

    def _meet_within(self, plan: _Plan) -> None:
        """Move a span in which a body, by its agenda, does not meet to its nearest meeting."""
        for calendar in plan.job.calendars:
            when = plan.when
            assert isinstance(when, Span)
            first, last = when.bounds.earliest_start, when.bounds.latest_finish
            if first is None or last is None:
                continue
            if calendar.next_meeting(first, not_after=last).truth is not Truth.NO:
                continue
            back = calendar.last_meeting(first - _DAY).day
            if back is not None and back < self.floors[plan.job.key[0]]:
                back = None
            on_ = calendar.next_meeting(last + _DAY).day
            gaps = [day - edge for day, edge in ((back, first), (on_, last)) if day]
            gap = min(gaps, key=lambda one: (abs(one), one), default=None)
            if gap is None:
                continue
            start = _plus(when.start, gap) if when.start else None
            end = _plus(when.end, gap) if when.end else None
            plan.when = Span(start, end)
            label = self.new.bodies[calendar.body].label
            plan.moved.append(_NOT_MET.fill(who=label, first=_said(first), last=_said(last)))

    def _snapped(
        self, key: Key, part: Part, taken: Collection[date] = (), *, reach: int = _REACH,
        of_finish: bool = False,
    ) -> Part:  # fmt: skip
        """Return the part on the nearest day that can be, before it rather than after."""
        plan, day = self.plans[key], part.start
        if plan.days.has(day) and day not in taken:
            return part
        near = []
        for other in (plan.days.before, plan.days.after):
            found = other(day, reach)
            while found is not None and found in taken:
                found = other(found, reach)
            floor = self.floors[key[0]]
            if found is not None and abs((found - day).days) <= reach and found >= floor:
                near.append(found)
        if not near:
            return part
        least, most = self._room(key)
        fitting = [
            one for one in near
            if (of_finish or least is None or one >= least)
            and (most is None or one <= most)
        ]  # fmt: skip
        best = min(fitting or near, key=lambda one: (abs(one - day), one))
        plan.moved.append(self._why_not(plan, day, best))
        return replace(part, start=best)

    def _room(self, key: Key) -> tuple[date | None, date | None]:
        """Return the first and the last day that fit what stands around a job just now."""
        least: date | None = None
        for arc in self.network.before[key]:
            bounds = _bounds(self.plans[arc.first].when)
            source = bounds.earliest_finish if arc.from_finish else bounds.earliest_start
            if source is not None and arc.to_start and arc.agenda is None:
                asked = shift(source, arc.after.lag)
                least = asked if least is None else max(least, asked)
        most: date | None = None
        for arc in self.network.behind[key]:
            bounds = _bounds(self.plans[arc.second].when)
            target = bounds.latest_start if arc.to_start else bounds.latest_finish
            if target is not None and arc.from_finish and arc.agenda is None:
                asked = last_day_before(target, arc.after.lag)
                most = asked if most is None else min(most, asked)
        return least, most

    def _why_not(self, plan: _Plan, day: date, other: date) -> Text:
        rest = plan.days.resting(day)
        if rest is not None:
            why = Text("{day} is {why}", "{day} is {why}").fill(day=_said(day), why=rest[1])
        else:
            labels = " + ".join(self.new.bodies[one].label for one in plan.days.bodies)
            why = Text("op {day} vergadert {who} niet", "on {day} {who} does not meet").fill(
                who=labels, day=_said(day)
            )
        return Text("{why}, dus {other}", "{why}, so {other}").fill(why=why, other=_said(other))

    def _lengthen(self, key: Key) -> None:
        """Make a span last as long as its rules want, where the new calendar has cut it short."""
        plan = self.plans[key]
        when, was = plan.when, self.old.activities[key[0]].when
        if not plan.job.minima or not isinstance(when, Span) or not isinstance(was, Span):
            return
        if when.end is None or not self._is_enough(plan.job, was, self.old):
            return
        start, last = when.bounds.earliest_start, when.bounds.latest_finish
        if start is None or last is None:
            return
        need, rule = self.network.finish_of(plan.job, start)
        if need > last and rule is not None:
            plan.when = Span(when.start, _moved_part(when.end, need))
            plan.moved.append(_lasts(rule))

    def _is_enough(self, job: Job, was: Span, timeline: Timeline) -> bool:
        start, last = was.bounds.earliest_start, was.bounds.latest_finish
        if start is None or last is None:
            return False
        other = replace(self.network, timeline=timeline)
        return other.finish_of(job, start)[0] <= last

    # -- the two passes -------------------------------------------------------------------

    def limits(self, final: str | None, *, is_firm: bool) -> list[Deadline]:
        """Return what nothing may pass: the hard deadlines, and the days the calendar fixes.

        Unless `is_firm`, those that go along with their step are left out, but for the final one.
        """
        return [
            one for one in self._limits() if is_firm or one.id == final or not self._follows(one)
        ]

    def _limits(self) -> Iterator[Deadline]:
        for deadline in self.new.deadlines.values():
            if deadline.hard:
                day = deadline.date
                if self._follows(deadline):
                    day = max(
                        (
                            last
                            for job in self.network.of_step(deadline.activity)
                            if (last := _bounds(self.plans[job.key].when).latest_finish)
                        ),
                        default=day,
                    )
                yield replace(deadline, date=day)
        for key, plan in self.plans.items():
            last = _bounds(plan.when).latest_finish
            if last is not None and (plan.is_fixed or _is_year_end(plan.when)):
                yield Deadline(id="", activity=key[0], date=last, basis=Basis.CUSTOM)

    def _follows(self, deadline: Deadline) -> bool:
        """Return whether a deadline goes along with its step."""
        return deadline.id not in ("", self.pinned) and follows(
            self.old, self.old.deadlines[deadline.id]
        )

    def place(self, limits: Sequence[Deadline]) -> Placings:
        """Return where each step comes; raises NoRoomError."""
        late = backward(self._planned(), limits)
        for key in self.network.jobs:
            self._come_earlier(key, late[key])
            self._not_before(key, self.floors[key[0]])
        early = forward(self._planned(), from_today=False)
        for _ in range(1 + len(self.new.rules) + len(self.plans)):
            changed = [
                self._keep_terms(early), self._keep_together(early), self._meet_later(early),
                self._last_longer(early),
            ]  # fmt: skip
            if not any(changed):
                break
            early = forward(self._planned(), from_today=False)
        self._check(early, limits)
        for key in self.network.jobs:
            self._go_later(key, early[key])
        self._trim()
        return Placings({one: self._placing(one) for one in self.new.activities}, self.unkept)

    def _planned(self) -> Network:
        jobs = {}
        for key, plan in self.plans.items():
            when = plan.when
            bounds = _bounds(when)
            is_day = bounds.is_day
            if plan.is_fixed and isinstance(when, Span) and not plan.job.minima:
                # A state that begins later ends no later for it.
                bounds = replace(bounds, latest_start=bounds.earliest_finish)
            steady = plan.job.activity.recurrence is not None
            jobs[key] = replace(
                plan.job,
                plan=UNKNOWN if steady else _from(bounds, self.floors[key[0]]),
                is_dated=when is not None,
                is_vague=not is_day and not isinstance(when, Span),
                is_span=isinstance(when, Span) and not steady,
                choices=() if is_day else _choices(when),
                calendars=() if plan.is_fixed or steady else (self._calendar(plan.days),),
            )
        return replace(self.network, jobs=jobs)

    def _come_earlier(self, key: Key, late: Placed) -> None:
        plan = self.plans[key]
        when = plan.when
        plan.latest = late.start
        if when is None or plan.is_fixed or (late.start is None and late.finish is None):
            return
        before = when
        bounds, last = when.bounds, late.start
        if isinstance(when, Span):
            start, end = when.start, when.end
            if start and last and bounds.earliest_start and bounds.earliest_start > last:
                if end is not None and end.is_day and end.start > last:
                    back = bounds.earliest_start - last
                    end = replace(end, start=max(end.start - back, last))
                start = _moved_part(start, last)
            if end and late.finish and end.first > late.finish:
                end = _moved_part(end, late.finish)
            when = Span(start, end) if not (start and end) or start.first <= end.last else when
        elif last is not None and (bounds.earliest_start or date.min) > last:
            if not plan.days.has(last):
                return  # there is no such day: the other pass will say what it clashes with
            when = self._other_day(plan, when, last, earlier=True)
        if when != before:
            plan.when = when
            plan.moved.append(self._why_earlier(late))

    def _not_before(self, key: Key, floor: date) -> None:
        """Keep a step from standing before a day; a vague one only if it wholly does."""
        plan = self.plans[key]
        when = plan.when
        if when is None or plan.is_fixed:
            return
        bounds = when.bounds
        if bounds.latest_start is None or bounds.latest_start >= floor:
            return
        if isinstance(when, Span):
            start = _moved_part(when.start, floor) if when.start else None
            end = when.end
            if end is not None and end.is_day and bounds.earliest_start:
                end = replace(end, start=end.start + (floor - bounds.earliest_start))
            elif end is not None and end.last < floor:
                end = _moved_part(end, floor)
            plan.when = Span(start, end)
        else:
            day = floor
            if not plan.days.has(day):
                day = plan.days.after(day, _REACH) or day
            plan.when = self._other_day(plan, when, day, earlier=False)
        plan.moved.append(_NOT_BEFORE.fill(day=_said(floor)))

    def _other_day(self, plan: _Plan, when: When, day: date, *, earlier: bool) -> When:
        """Return a moment or a choice, as vague as it is, such that it can be on `day`."""
        if isinstance(when, Moment):
            return Moment(_moved_part(when.part, day))
        assert isinstance(when, OneOf)
        choices = _choices(when)
        if choices:
            gap = choices[-1] - day if earlier else day - choices[0]
            weeks = -(-gap // _WEEK) * _WEEK * (-1 if earlier else 1)
            found: dict[date, Part] = {}
            for one in when.members:
                assert isinstance(one, Part)
                moved: date | None = one.start + weeks
                if moved is not None and not plan.days.has(moved):
                    near = plan.days.before if earlier else plan.days.after
                    moved = near(moved, _NEAR)
                    while moved is not None and moved in found:
                        moved = near(moved, _NEAR)
                if moved is not None:
                    found[moved] = replace(one, start=moved)
            fits = plan.latest is None or any(day <= one <= plan.latest for one in found)
            if any(one <= day for one in found) if earlier else fits and max(found) >= day:
                return _one_of(found[one] for one in sorted(found))
            return on(day)
        if len(when.members) == 1 and isinstance(when.members[0], Range):
            its = when.members[0]
            if earlier or its.end is None or its.end.last < day:
                gap = day - (its.first if earlier and its.first else its.last or day)
                start = _plus(its.start, gap) if its.start else None
                end = _plus(its.end, gap) if its.end else None
                return OneOf((Range(start, end),))
            return when
        return on(day)

    def _keep_terms(self, early: dict[Key, Placed]) -> bool:
        """Put what a term of law ends or holds up where the term says; return if any moved."""
        changed = False
        for rule in self.new.rules.values():
            if rule.kind not in (RuleKind.TERM, RuleKind.STANDSTILL) or rule.event is None:
                continue
            event = self._event_day(rule, early)
            if event is None or rule.convention is None:
                continue
            try:
                end = term_end(
                    event, rule.minimum, convention=CONVENTIONS[rule.convention], basis=rule.basis
                ).last_day
            except ValueError:
                continue
            for one in rule.activity:
                for job in self.network.of_step(one):
                    changed = self._keep_term(job.key, rule, end, early[job.key]) or changed
        return changed

    def _event_day(self, rule: Rule, early: Mapping[Key, Placed]) -> date | None:
        """Return the certain day from which a term is counted; that of the last municipality."""
        jobs = self.network.of_step(rule.event or "")
        if rule.event in rule.activity:
            starts = [early[job.key].start for job in jobs]
            sure = all(certain_start(self.plans[job.key].when) for job in jobs)
            return max((one for one in starts if one), default=None) if sure else None
        ends = [_bounds(self.plans[job.key].when) for job in jobs]
        if not all(one.earliest_finish == one.latest_finish for one in ends):
            return None
        finishes = [early[job.key].finish for job in jobs]
        return max((one for one in finishes if one), default=None)

    def _keep_term(self, key: Key, rule: Rule, end: date, placed: Placed) -> bool:
        plan = self.plans[key]
        was = self.old.activities[key[0]].when
        if was is None or plan.when is None or plan.is_fixed:
            return False
        before = plan.when
        if rule.kind is RuleKind.STANDSTILL:
            if placed.start is None or placed.start > end:
                return False
            self._not_before(key, end + _DAY)
        elif isinstance(plan.when, Span) and plan.when.end is not None and plan.when.end.is_day:
            if placed.finish == end or (placed.start or end) > end:
                return False
            plan.when = Span(plan.when.start, replace(plan.when.end, start=end))
            plan.moved.append(_lasts(rule))
        elif certain_day(plan.when) is not None and placed.start != end:
            plan.when = _with_day(plan.when, end)
            plan.moved.append(_lasts(rule))
        return plan.when != before

    def _last_longer(self, early: Mapping[Key, Placed]) -> bool:
        """Let a span whose start was pushed within its own date last as long as it must."""
        changed = False
        for key, plan in self.plans.items():
            when, start = plan.when, early[key].start
            if not plan.job.minima or not isinstance(when, Span) or when.end is None:
                continue
            was = self.old.activities[key[0]].when
            if plan.is_fixed or start is None or not isinstance(was, Span):
                continue
            need, rule = self.network.finish_of(plan.job, start)
            if need > when.end.last and rule and self._is_enough(plan.job, was, self.old):
                plan.when = Span(when.start, _moved_part(when.end, need))
                plan.moved.append(_lasts(rule))
                changed = True
        return changed

    def _meet_later(self, early: Mapping[Key, Placed]) -> bool:
        """Let a span that was moved away from its meeting last until the next; return if any."""
        changed = False
        for key, plan in self.plans.items():
            when, placed = plan.when, early[key]
            if plan.is_fixed or not isinstance(when, Span) or when.end is None:
                continue
            last = max(placed.finish or date.min, when.end.last)
            for calendar in plan.job.calendars if placed.start is not None else ():
                assert placed.start is not None
                if calendar.next_meeting(placed.start, not_after=last).truth is not Truth.NO:
                    continue
                day = calendar.next_meeting(last + _DAY).day
                if day is not None and isinstance(plan.when, Span) and plan.when.end is not None:
                    start = plan.when.start
                    if start is not None:  # else it would be as long again from where it stands
                        start = _moved_part(start, placed.start)
                    plan.when = Span(start, _moved_part(plan.when.end, day))
                    label = self.new.bodies[calendar.body].label
                    plan.moved.append(
                        _NOT_MET.fill(who=label, first=_said(placed.start), last=_said(last))
                    )
                    changed = True
        return changed

    def _keep_together(self, early: Mapping[Key, Placed]) -> bool:
        """Put what lies within another step, or ends with it, back there; return if any moved."""
        changed = False
        for rule in self.new.rules.values():
            other = {RuleKind.CONTAINMENT: rule.within, RuleKind.ALIGNMENT: rule.other}.get(
                rule.kind
            )
            for one in rule.activity if other is not None else ():
                for key in (job.key for job in self.network.of_step(one)):
                    outer = self.plans.get((other or "", key[1])) or next(
                        (self.plans[job.key] for job in self.network.of_step(other or "")), None
                    )
                    if outer is not None and not self.plans[key].is_fixed:
                        changed = self._put_with(self.plans[key], outer, rule, early) or changed
        return changed

    def _put_with(self, plan: _Plan, outer: _Plan, rule: Rule, early: Mapping[Key, Placed]) -> bool:
        own, its = _bounds(plan.when), _at(_bounds(outer.when), early[outer.job.key])
        if plan.when is None:
            return False
        gap: timedelta | None = None
        if its.latest_finish and own.earliest_finish and own.earliest_finish > its.latest_finish:
            gap = its.latest_finish - own.earliest_finish
        elif rule.kind is RuleKind.ALIGNMENT:
            if (
                its.earliest_finish
                and own.latest_finish
                and own.latest_finish < its.earliest_finish
            ):
                gap = its.earliest_finish - own.latest_finish
        elif its.earliest_start and own.latest_start and own.latest_start < its.earliest_start:
            gap = its.earliest_start - own.latest_start
        if gap is None:
            return False
        when = plan.when
        if isinstance(when, Span):
            keeps_start = rule.kind is RuleKind.ALIGNMENT or when.start is None
            start = when.start if keeps_start else _plus(when.start, gap) if when.start else None
            end = _plus(when.end, gap) if when.end else None
            moved: When = Span(start, end)
            if start and end and start.first > end.last:
                return False
        else:
            day = (own.earliest_finish if gap < timedelta() else own.latest_start) or date.min
            day += gap
            if not plan.days.has(day):
                near = plan.days.before if gap < timedelta() else plan.days.after
                other = near(day, _REACH)
                inside = other is not None and (
                    (its.earliest_start or date.min) <= other <= (its.latest_finish or date.max)
                )
                day = other if other is not None and inside else day
            moved = self._other_day(plan, when, day, earlier=gap < timedelta())
        if moved == when:
            return False
        plan.when = moved
        plan.moved.append(Text("om '{rule}' te houden", "to keep '{rule}'").fill(rule=rule.id))
        return True

    def _check(self, early: Mapping[Key, Placed], limits: Iterable[Deadline]) -> None:
        """Raise NoRoomError for the limit that is passed by most."""
        worst: tuple[int, Job, Deadline, date] | None = None
        network = self._planned()
        for limit in limits:
            for job in network.of_step(limit.activity):
                finish = early[job.key].finish
                if finish is None or finish <= limit.date:
                    continue
                over = (finish - limit.date).days
                if worst is None or over > worst[0]:
                    worst = (over, network.jobs[job.key], limit, finish)
        if worst is not None:
            _, job, limit, finish = worst
            raise NoRoomError(job, limit, finish, clash(network, early, job, limit))

    def _go_later(self, key: Key, placed: Placed) -> None:
        plan = self.plans[key]
        when = plan.when
        if when is None or plan.job.activity.recurrence is not None:
            return
        before, start, finish = when, placed.start, placed.finish
        if isinstance(when, Span):
            first, last = when.start, when.end
            if first and start and not first.first <= start <= first.last and start > first.last:
                first = _moved_part(first, start)
            if last and finish and finish > last.last:
                last = _moved_part(last, finish)
            when = Span(first, last)
        elif start is not None and not _can_be(when, start):
            when = self._other_day(plan, when, start, earlier=False)
        if when != before:
            plan.when = when
            plan.moved.append(self._why_later(placed))

    def _trim(self) -> None:
        """Let what was due before another step's day be due before its new day."""
        for key, plan in self.plans.items():
            when, was = plan.when, self.old.activities[key[0]].when
            if plan.is_fixed or not _is_by(when) or not _is_by(was):
                continue
            assert isinstance(when, OneOf)
            assert isinstance(was, OneOf)
            own, its = was.members[0].last, when.members[0]
            assert isinstance(its, Range)
            for arc in self.network.behind[key]:
                if arc.after.link is not Link.FS or arc.agenda is not None or own is None:
                    continue
                then = certain_start(self.old.activities[arc.second[0]].when)
                now = certain_start(self.plans[arc.second].when)
                if then is None or now is None or own > last_day_before(then, arc.after.lag):
                    continue
                last = last_day_before(now, arc.after.lag)
                if its.end and its.end.is_day and last < its.end.start:
                    its = Range(its.start, replace(its.end, start=last))
            if its.first is None or its.last is None or its.first <= its.last:
                plan.when = OneOf((its,))

    def _placing(self, one: str) -> Placing:
        plans = [self.plans[job.key] for job in self.network.of_step(one)]
        if not plans:
            return Placing(when=self.new.activities[one].when, moved=(), is_known=False)
        when = plans[0].when
        if any(plan.when != when for plan in plans):
            when = _joined([plan.when for plan in plans])
        moved = tuple(dict.fromkeys(text for plan in plans for text in plan.moved))
        known = bool(_own_days(when)) and all(
            plan.days.is_known(day) for plan in plans for day in _own_days(plan.when)
        )
        if when == self.new.activities[one].when:
            moved = ()
        return Placing(when=when, moved=moved, is_known=known)

    # -- why ------------------------------------------------------------------------------

    def _why_earlier(self, late: Placed) -> Text:
        cause = late.asked[-1]
        if cause.kind is Kind.DEADLINE or cause.arc is None:
            return Text("eerder, om {day} te halen", "earlier, to make {day}").fill(
                day=_said(cause.deadline.date if cause.deadline else cause.day)
            )
        return Text(
            "eerder, want '{other}' komt erna", "earlier, for '{other}' comes after it"
        ).fill(other=cause.arc.second[0])

    def _why_later(self, placed: Placed) -> Text:
        causes = [*placed.asked[-1:], *placed.snapped]
        lasting = [one.rule for one in causes if one.kind is Kind.MINIMUM and one.rule]
        arcs = [one for one in causes if one.arc is not None]
        if lasting and not arcs:
            return _lasts(lasting[0])
        if not arcs:
            return Text("later, naar een dag die kan", "later, to a day that can be")
        return later_words(self.new, arcs[-1])


def later_words(timeline: Timeline, cause: Cause) -> Text:
    """Return in words why a step is not earlier."""
    arc = cause.arc
    assert arc is not None
    if arc.agenda is not None and arc.agenda.offset is not None:
        offset = arc.agenda.offset
        return Text(
            "later, want {body} bereidt het {offset} eerder voor en heeft '{first}' dan nodig",
            "later, for {body} prepares it {offset} before and needs '{first}' by then",
        ).fill(
            body=timeline.bodies[arc.agenda.body].label,
            offset=say_period(Period(abs(offset.count), offset.unit)),
            first=arc.first[0],
        )
    if arc.papers is not None:
        return Text(
            "later, want {body} wil '{first}' {lag} vooraf",
            "later, for {body} wants '{first}' {lag} before",
        ).fill(
            body=timeline.bodies[arc.papers].label,
            first=arc.first[0],
            lag=say_period(arc.after.lag),
        )
    return Text("later, want '{first}' gaat voor", "later, for '{first}' comes first").fill(
        first=arc.first[0]
    )


_NOT_MET = Text(
    "van {first} t/m {last} vergadert {who} niet", "from {first} through {last} {who} does not meet"
)
_NOT_BEFORE = Text("niet eerder dan {day}", "not before {day}")


def _lasts(rule: Rule) -> Text:
    return Text("anders korter dan '{rule}'", "else shorter than '{rule}'").fill(rule=rule.id)


def _said(day: date) -> Text:
    return Text(say_day(day, "nl"), say_day(day, "en"))


# -- the network without dates ------------------------------------------------------------


def _network(new: Timeline, today: date, *, is_soft: bool) -> tuple[Network, frozenset[str]]:
    """Return the network of the steps without their dates, with what the rules add to `after`.

    And the rules that would make a circle of it: they bind nothing. Without `is_soft` the rules
    that only should hold bind nothing either.
    """
    bare = {one.id: replace(one, when=None) for one in new.activities.values()}
    unkept: set[str] = set()
    for rule in new.rules.values():
        for first, second, lag in _asked_by(rule):
            if first == second or _leads_to(bare, second, first):
                unkept.add(rule.id)
                continue
            if rule.strength is Strength.SOFT and not is_soft:
                continue
            extra = After(id=first, lag=lag)
            if extra not in bare[second].after:
                step = bare[second]
                bare[second] = replace(step, after=(*step.after, extra))
    timeline = replace(new, activities=bare)
    return Network.of(timeline, progress(timeline, today), today), frozenset(unkept)


def _asked_by(rule: Rule) -> Iterator[tuple[str, str, Period]]:
    """Yield which step a rule wants finished before which other begins, and with what lag."""
    if rule.kind is RuleKind.ORDERING:
        yield from ((a, b, _SAME_DAY) for a, b in pairwise(rule.activities))
    elif rule.kind is RuleKind.DEPENDENCY:
        yield from ((need, one, _SAME_DAY) for one in rule.activity for need in rule.needs)
    elif rule.kind is RuleKind.ADVICE:
        yield from ((advice, one, _SAME_DAY) for one in rule.activity for advice in rule.advice)
    elif rule.kind is RuleKind.MANDATE and rule.mandate is not None:
        yield from ((rule.mandate, one, _SAME_DAY) for one in rule.activity)
    elif rule.kind is RuleKind.LEAD_TIME and rule.before is not None and rule.minimum is not None:
        yield from ((one, rule.before, rule.minimum) for one in rule.activity)


def _leads_to(activities: Mapping[str, Activity], first: str, second: str) -> bool:
    """Return whether `second` waits for `first`, directly or not."""
    seen, todo = {second}, [second]
    while todo:
        for after in activities[todo.pop()].after:
            if after.id == first:
                return True
            if after.id not in seen:
                seen.add(after.id)
                todo.append(after.id)
    return False


# -- dates --------------------------------------------------------------------------------


def _bounds(when: When | None) -> Bounds:
    return when.bounds if when is not None else UNKNOWN


def _from(bounds: Bounds, floor: date) -> Bounds:
    """Return the bounds without the days before `floor`, where anything is left of them."""
    if bounds.latest_start is None or bounds.latest_start < floor:
        return bounds
    first = bounds.earliest_start
    if first is None or first >= floor:
        return bounds
    done = bounds.earliest_finish
    return replace(
        bounds, earliest_start=floor,
        earliest_finish=max(done, floor) if done is not None else None,
    )  # fmt: skip


def _at(bounds: Bounds, placed: Placed) -> Bounds:
    """Return the bounds of a step that was pushed: not before where it now stands."""
    start, last = bounds.earliest_start, bounds.latest_finish
    if start is not None and placed.start is not None:
        start = max(start, placed.start)
    if last is not None and placed.finish is not None:
        last = max(last, placed.finish)
    return replace(bounds, earliest_start=start, latest_finish=last)


def _days_of(when: When | None) -> list[date]:
    """Return the days that a date names for themselves: itself, its choices, the ends of a span."""
    if isinstance(when, Span):
        return [one.start for one in (when.start, when.end) if one is not None and one.is_day]
    return _own_days(when)


def _own_days(when: When | None) -> list[date]:
    day = certain_day(when)
    return [day] if day is not None else list(_choices(when))


def _choices(when: When | None) -> tuple[date, ...]:
    if not isinstance(when, OneOf):
        return ()
    days = [one.start for one in when.members if isinstance(one, Part) and one.is_day]
    return tuple(sorted(days)) if len(days) == len(when.members) else ()


def certain_start(when: When | None) -> date | None:
    """Return the day on which it begins for certain, None if it is vague."""
    bounds = _bounds(when)
    return bounds.earliest_start if bounds.earliest_start == bounds.latest_start else None


def _is_year_end(when: When | None) -> bool:
    """Return whether it is a moment through the end of a year: that is no day of people."""
    if not _is_by(when):
        return False
    its = when.members[0] if isinstance(when, OneOf) else None
    return isinstance(its, Range) and its.start is None and its.end is not None and _stays(its.end)


def _is_by(when: When | None) -> bool:
    """Return whether it is a moment through some day: `[..2025-12-31]`."""
    if not isinstance(when, OneOf) or len(when.members) != 1:
        return False
    its = when.members[0]
    return isinstance(its, Range) and its.end is not None and its.end.is_day


def _stays(part: Part) -> bool:
    return (part.start.month, part.start.day) in ((1, 1), (12, 31))


def _weekdays_of(old: Timeline, activity: Activity) -> frozenset[int]:
    """Return on which weekdays the bodies of a step met for the other steps of its process."""
    mine = set(activity.body)
    found = {
        day.weekday()
        for one in old.activities.values()
        if not mine.isdisjoint(one.body) and not isinstance(one.when, Span)
        for day in _own_days(one.when)
    }
    return frozenset(found) & WORKING_DAYS


def _moved_part(part: Part, day: date) -> Part:
    """Return a part like this one that holds the day."""
    if part.precision is Precision.DAY:
        return replace(part, start=day)
    if part.first <= day <= part.last:
        return part
    return replace(part_containing(day, part.precision), about=part.about)


def _plus(part: Part, gap: timedelta) -> Part:
    return _moved_part(part, part.start + gap)


def _with_day(when: When, day: date) -> When:
    return Moment(replace(when.part, start=day)) if isinstance(when, Moment) else on(day)


def _one_of(parts: Iterable[Part]) -> When:
    found = tuple(sorted(parts, key=lambda one: one.start))
    return OneOf(found) if len(found) > 1 else Moment(found[0])


def _joined(whens: list[When | None]) -> When | None:
    """Return the one date of municipalities that each have their own: one of all their days.

    Of spans it runs from the first start through the last end.
    """
    spans = [one for one in whens if isinstance(one, Span)]
    if spans:
        starts = [one.start for one in spans if one.start is not None]
        ends = [one.end for one in spans if one.end is not None]
        return Span(
            min(starts, key=lambda one: one.first, default=None),
            max(ends, key=lambda one: one.last, default=None),
        )
    members: list[Member] = []
    for one in whens:
        if isinstance(one, Moment):
            members.append(one.part)
        elif isinstance(one, OneOf):
            members += one.members
        else:
            return whens[0]
    distinct = sorted(set(members), key=lambda one: (one.first or date.min, one.last or date.max))
    if len(distinct) == 1 and isinstance(distinct[0], Part):
        return Moment(distinct[0])
    return OneOf(tuple(distinct))


def _can_be(when: When, day: date) -> bool:
    """Return whether a moment can be on a day."""
    members = (when.part,) if isinstance(when, Moment) else getattr(when, "members", ())
    return any(
        (one.first is None or one.first <= day) and (one.last is None or day <= one.last)
        for one in members
    )
