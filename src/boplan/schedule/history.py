"""What became of each step: planned, moved, done; when that was known, and what it cost.

The slip of a step is the number of days by which it finishes later than first planned
(negative: earlier). It is one number if both finishes are certain days; otherwise it lies
between two bounds, of which either may be unknown. Nothing is guessed:

    the step is                        its finish is
    ---------------------------------  ------------------------------------------------
    done                               when it was done
    overdue                            not before the last day that is known about
    cancelled, superseded, not done,   none: there is no slip
      not needed
    without evidence                   not known: the slip is not known
    anything else                      as it is planned now

A plan that nobody changed has slipped by 0 days, however vague it is. Between certain days
the slip is the sum of what each move cost, so no day is lost or counted twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from boplan.model.timeline import Record, Timeline
from boplan.model.vocabulary import RecordKind, Status
from boplan.model.when import When, on
from boplan.schedule.progress import Progress, Track

_NO_FINISH = frozenset(
    {Status.CANCELLED, Status.SUPERSEDED, Status.NOT_DONE, Status.NOT_NEEDED}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """Days later than first planned, at least and at most; None: no such bound is known."""

    least: int | None
    most: int | None

    @property
    def days(self) -> int | None:
        """Return the number of days, None unless it is certain."""
        return self.least if self.least == self.most else None

    def __add__(self, other: Slip) -> Slip:
        """Return both together; a bound that one of them lacks is lost."""
        return Slip(_sum(self.least, other.least), _sum(self.most, other.most))


NO_SLIP = Slip(0, 0)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


@dataclass(frozen=True, slots=True)
class Event:
    """One record, and what it did to the plan."""

    record: Record
    retracted_by: Record | None = None
    """The record that takes it back: it is history, and counts for nothing."""
    before: When | None = None
    """The plan that a move or choice replaced; None if it differed per municipality."""
    after: When | None = None
    slip: Slip | None = None
    """What a move or choice cost; None if it changed no date, or if that is not known."""

    @property
    def is_move(self) -> bool:
        """Return whether it counts as a move."""
        return self.retracted_by is None and self.record.kind is RecordKind.MOVED


@dataclass(frozen=True, slots=True)
class Part:
    """The history of one step in municipalities that had it in common."""

    municipalities: tuple[str, ...]
    """() for a step that is not per municipality."""
    status: Status
    original: When | None
    current: When | None
    actual: When | None
    moves: int
    slip: Slip | None
    """None: there is none, or nothing is known of it."""


@dataclass(frozen=True, slots=True)
class History:
    """What became of one step."""

    step: Progress
    events: tuple[Event, ...]
    """Oldest first, with those that were retracted."""
    parts: tuple[Part, ...]
    """One, or where municipalities had different fates one for each fate."""
    slip: Slip | None
    """Of the step as a whole: the last municipality decides."""

    @property
    def moves(self) -> int:
        """Return how often it was moved; one record for several municipalities is one move."""
        return sum(event.is_move for event in self.events)


@dataclass(frozen=True, slots=True)
class Total:
    """The histories of one process together."""

    steps_moved: int
    moves: int
    later: int
    """Steps that certainly finish later than first planned."""
    earlier: int
    slip: Slip
    """Of all steps of which anything is known."""
    unknown: int
    """Steps of which nothing is known, left out of `slip`."""
    final: History | None
    """The step of the final deadline, if the process names one."""


class Histories:
    """The histories of the steps of one timeline on one day."""

    def __init__(self, timeline: Timeline, today: date) -> None:
        self._timeline = timeline
        self._today = today
        self._order = {id(record): index for index, record in enumerate(timeline.records)}
        self._retracted = _retracted(timeline, today)

    def of(self, step: Progress) -> History:
        """Return what became of a step, or of what was chosen of it."""
        shown = {track.municipality for track in step.tracks}
        own = [
            pair
            for pair in self._retracted.get(step.activity.id, ())
            if not pair[0].municipality or not shown or shown & set(pair[0].municipality)
        ]
        events = [*self._events(step)]
        events += [Event(record, retracted_by=by) for record, by in own]
        events.sort(key=self._when_known)
        parts = self._parts(step)
        return History(step, tuple(events), parts, self._slip(step))

    def total(self, steps: Mapping[str, Progress], process: str) -> Total:
        """Return the histories of the chosen steps of a process together."""
        found = {
            one: self.of(step) for one, step in steps.items() if step.activity.process == process
        }
        slips = {one: history.slip for one, history in found.items()}
        known = [slip for slip in slips.values() if slip is not None]
        final = self._timeline.processes[process].final_deadline
        last = self._timeline.deadlines[final].activity if final is not None else None
        return Total(
            steps_moved=sum(history.moves > 0 for history in found.values()),
            moves=sum(history.moves for history in found.values()),
            later=sum(slip.least is not None and slip.least > 0 for slip in known),
            earlier=sum(slip.most is not None and slip.most < 0 for slip in known),
            slip=sum(known, NO_SLIP),
            unknown=sum(
                slip is None and found[one].step.status not in _NO_FINISH
                for one, slip in slips.items()
            ),
            final=found.get(last) if last is not None else None,
        )

    def _when_known(self, event: Event) -> tuple[date, int]:
        return _day(event.record) or date.min, self._order[id(event.record)]

    def _events(self, step: Progress) -> Iterator[Event]:
        """Yield the records that count, each with the change that it made to the plan.

        A change that was another one per municipality keeps only the new plan.
        """
        everyone: tuple[str | None, ...] = tuple(track.municipality for track in step.tracks)
        plans: dict[str | None, When | None] = dict.fromkeys(everyone or (None,), step.original)
        for record in step.records:
            after = _new_plan(record)
            if after is None:
                yield Event(record)
                continue
            concerned = [one for one in plans if _applies(record, one)]
            before = {plans[one] for one in concerned}
            for one in concerned:
                plans[one] = after
            if len(before) == 1:
                old = before.pop()
                yield Event(record, before=old, after=after, slip=slip_between(old, after))
            else:
                yield Event(record, after=after)

    def _parts(self, step: Progress) -> tuple[Part, ...]:
        if not step.tracks:
            moves = sum(record.kind is RecordKind.MOVED for record in step.records)
            return (
                Part(
                    (), step.status, step.original, step.current, step.actual, moves,
                    self._slip(step),
                ),
            )  # fmt: skip
        found: dict[tuple[object, ...], Part] = {}
        for track in step.tracks:
            records = [one for one in step.records if _applies(one, track.municipality)]
            fate = (track.status, track.current, track.actual, *map(id, records))
            if fate in found:
                part = found[fate]
                found[fate] = replace(
                    part, municipalities=(*part.municipalities, track.municipality)
                )
                continue
            found[fate] = Part(
                (track.municipality,), track.status, step.original, track.current, track.actual,
                sum(one.kind is RecordKind.MOVED for one in records),
                self._slip_of(step, [track]),
            )  # fmt: skip
        return tuple(found.values())

    def _slip(self, step: Progress) -> Slip | None:
        tracks = [track for track in step.tracks if track.status not in _NO_FINISH]
        return self._slip_of(step, tracks or [step])

    def _slip_of(self, step: Progress, parts: Sequence[Progress | Track]) -> Slip | None:
        """Return the slip of the last of these parts of a step."""
        if any(part.status in _NO_FINISH for part in parts) or step.original is None:
            return None
        if all(self._is_as_planned(step, part) for part in parts):
            return NO_SLIP
        finishes = [self._finish(step, part) for part in parts]
        earliest = max((first for first, _ in finishes if first is not None), default=None)
        lasts = [last for _, last in finishes]
        latest = None if None in lasts else max(last for last in lasts if last is not None)
        bounds = step.original.bounds
        return _between(bounds.earliest_finish, bounds.latest_finish, earliest, latest)

    def _is_as_planned(self, step: Progress, part: Progress | Track) -> bool:
        expected = part.status not in (Status.DONE, Status.OVERDUE, Status.NO_EVIDENCE)
        return expected and part.current == step.original

    def _finish(self, step: Progress, part: Progress | Track) -> tuple[date | None, date | None]:
        """Return the first and the last day on which a part of a step can finish."""
        if part.status is Status.DONE:
            bounds = part.actual.bounds if part.actual is not None else None
            return (bounds.earliest_finish, bounds.latest_finish) if bounds else (None, None)
        if part.status is Status.NO_EVIDENCE:
            return None, None
        bounds = part.current.bounds if part.current is not None else None
        first, last = (bounds.earliest_finish, bounds.latest_finish) if bounds else (None, None)
        if part.status is Status.OVERDUE:
            # Through the day that is known about, it was not done.
            known = self._timeline.processes[step.activity.process].evidence_until
            open_on = self._today
            if known is not None:
                open_on = min(open_on, known + timedelta(days=1))
            first = max(first, open_on) if first is not None else open_on
            last = last if last is not None and last >= self._today else None
        return first, last


def slip_between(before: When | None, after: When | None) -> Slip | None:
    """Return by how many days the finish moves from one plan to another."""
    if before is None or after is None:
        return None
    if before == after:
        return NO_SLIP
    first, second = before.bounds, after.bounds
    return _between(
        first.earliest_finish, first.latest_finish, second.earliest_finish, second.latest_finish
    )


def _between(
    earliest_before: date | None,
    latest_before: date | None,
    earliest_after: date | None,
    latest_after: date | None,
) -> Slip | None:
    least = _days(latest_before, earliest_after)
    most = _days(earliest_before, latest_after)
    return None if least is None and most is None else Slip(least, most)


def _days(first: date | None, second: date | None) -> int | None:
    return None if first is None or second is None else (second - first).days


def _retracted(timeline: Timeline, today: date) -> dict[str, list[tuple[Record, Record]]]:
    """Return per activity the records of before `today` that were taken back, and by what."""
    by = {record.retracts: record for record in timeline.records if record.retracts}
    found: dict[str, list[tuple[Record, Record]]] = {}
    if not by:
        return found
    for record in timeline.records:
        taken_back = by.get(record.id) if record.id else None
        if taken_back is None or record.kind is RecordKind.RETRACTED:
            continue
        day = _day(record)
        if day is None or day <= today:
            found.setdefault(record.activity, []).append((record, taken_back))
    return found


def _day(record: Record) -> date | None:
    return record.on.bounds.latest_finish if record.on is not None else None


def _new_plan(record: Record) -> When | None:
    if record.kind is RecordKind.SETTLED and record.settled is not None:
        return on(record.settled)
    return record.to if record.kind is RecordKind.MOVED else None


def _applies(record: Record, municipality: str | None) -> bool:
    return not record.municipality or municipality in record.municipality
