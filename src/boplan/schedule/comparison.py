"""What changed of meaning between two timelines, and what follows from it.

Tables are the same by their id, a step also by an earlier one (`was`); those without an id by
what they hold. The older timeline is first put in the ids of the newer, so that everything that
judges it names the same things alike.

    by hand       a table came or went, or keys of it have another value
    its date      the current plan of a step is another one, whether its `when` was edited or a
                  record moved it
    recorded      records that came, went or changed, and did not give it that date
    affected      nothing of the step itself changed, and yet the days that it can have, its
                  status, or whether it agrees with the order

Order of tables, of members without one, comments and layout mean nothing. Both are judged on the
same day. Of a comparison the other way round every change is its opposite.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, Protocol

from boplan.model.timeline import (
    Deadline,
    Record,
    Timeline,
)
from boplan.model.vocabulary import CLOSED, RecordKind, Status
from boplan.model.when import OneOf, When, certain_day, on
from boplan.schedule.floats import Float, slack
from boplan.schedule.history import Slip, slip_between
from boplan.schedule.matching import Edit, Pairs, edits_of, matched, merged
from boplan.schedule.narrowing import Narrowed
from boplan.schedule.network import Network
from boplan.schedule.progress import Progress, planned
from boplan.schedule.selection import EVERYTHING, Selection

Steps = Mapping[str, Progress]
_HEADER = ("title", "language", "time_zone", "school_region")


# -- what changed --------------------------------------------------------------------------


class Change(Enum):
    """What became of a table."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """A table that came, went, or changed; of a kind but [[activity]]."""

    kind: str
    """Its heading; of the one table [timeline], "timeline"."""
    before: Any
    after: Any
    edits: tuple[Edit, ...] = ()

    @property
    def change(self) -> Change:
        """Return what became of it."""
        if self.before is None:
            return Change.ADDED
        return Change.REMOVED if self.after is None else Change.CHANGED

    @property
    def table(self) -> Any:
        """Return it as it is now, or last was."""
        return self.before if self.after is None else self.after


class Way(Enum):
    """How one date of a step differs from another."""

    MOVED = "moved"
    SETTLED = "settled"
    """One of the days to choose from was chosen."""
    NARROWED = "narrowed"
    """It says more, and nothing that the other did not allow."""
    WIDENED = "widened"
    DATED = "dated"
    UNDATED = "undated"


class By(Enum):
    """What gave a step another date."""

    PLAN = "plan"
    RECORD = "record"
    RETRACTED = "retracted"
    GONE = "gone"
    """A record that did so is not there any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Another date for a step, or for some of the municipalities that take it."""

    municipalities: tuple[str, ...]
    """(): all of the step."""
    before: When | None
    after: When | None
    way: Way
    slip: Slip | None
    """Days by which it finishes later; None where nothing says."""
    by: By | None
    """None: neither its plan nor a record that is new."""
    records: tuple[Record, ...] = ()
    """The new records that gave it that date, the last one decides."""
    lost: tuple[Record, ...] = ()
    """The records that gave it the other date, and are not there any more."""

    @property
    def reason(self) -> str:
        """Return why, as the last record has it."""
        return self.records[-1].reason if self.records else ""


_DATING = frozenset(
    {"when", "every", "from", "until", "after", "scope", "body", "condition", "fallback_for",
     "purpose", "process"}
)  # fmt: skip
"""The keys of a step from which its days and its status follow."""


class Kind(Enum):
    """What became of a step itself, or of a step of which nothing changed itself."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    SETTLED = "settled"
    RECORDED = "recorded"
    CHANGED = "changed"
    AFFECTED = "affected"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChange:
    """One step in both timelines."""

    was: str
    """Its id in the older timeline, or in the newer if it is only there."""
    before: Progress | None
    after: Progress | None
    shifts: tuple[Shift, ...] = ()
    records: tuple[TableChange, ...] = ()
    """Records that came, went or changed, but for those of `shifts`."""
    edits: tuple[Edit, ...] = ()

    @property
    def step(self) -> Progress:
        """Return it as it is now, or last was."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def id(self) -> str:
        """Return its id as it is now, or last was."""
        return self.was if self.after is None else self.after.activity.id

    @property
    def is_other_window(self) -> bool:
        """Return whether the days that it can have are others, or whether the order allows them."""
        if self.before is None or self.after is None:
            return False
        was, now = self.before.window, self.after.window
        return was.bounds != now.bounds or was.conflict != now.conflict

    @property
    def is_other_status(self) -> bool:
        """Return whether it stands elsewhere on the same day."""
        if self.before is None or self.after is None:
            return False
        return self.before.status is not self.after.status

    @property
    def is_affected(self) -> bool:
        """Return whether it stands elsewhere, or can have other days, by what others became."""
        if not (self.is_other_window or self.is_other_status) or self.shifts:
            return False
        return not any(edit.key in _DATING for edit in self.edits) and not any(
            one.table.kind is not RecordKind.NOTE for one in self.records
        )

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Return what became of it; () if nothing did."""
        if self.before is None or self.after is None:
            return (Kind.ADDED if self.before is None else Kind.REMOVED,)
        found = {
            Kind.RENAMED: self.was != self.id,
            Kind.MOVED: any(one.way is not Way.SETTLED for one in self.shifts),
            Kind.SETTLED: any(one.way is Way.SETTLED for one in self.shifts),
            Kind.RECORDED: bool(self.records),
            Kind.CHANGED: bool(self.edits),
            Kind.AFFECTED: self.is_affected,
        }
        return tuple(kind for kind, is_so in found.items() if is_so)


@dataclass(frozen=True, slots=True)
class End:
    """Where the step of a final deadline ends, and what room there is before it."""

    deadline: Deadline
    first: date | None
    """The first day on which it can finish, as far as plan and order go."""
    last: date | None
    """The last one, if every vague date turns out as late as it can."""
    is_known: bool
    """False: not before those days, for no agenda tells more."""
    room: Float | None
    """None: the deadline is past, or the step is closed."""
    at: tuple[str, ...]
    """The steps that have no more room than that."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The end of one process before and after; None: it had, or has, no final deadline."""

    process: str
    before: End | None
    after: End | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything that changed between two timelines."""

    old: Timeline
    """In the ids of the new one."""
    new: Timeline
    today: date
    steps: tuple[StepChange, ...]
    """In the order of the new file, what was removed at its old place."""
    tables: tuple[TableChange, ...]
    """Of each kind in that order; without the records, which are with their steps."""
    ends: tuple[Ends, ...]
    unchanged: int
    """How many of the chosen steps are as they were."""
    left_out: int
    """How many changes the choice leaves out."""
    numbers: dict[str, dict[int, int]]
    """Of tables without an id, the number that each has now by the one that it had."""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing of meaning changed, chosen or not."""
        return not (self.steps or self.tables or self.left_out)

    @property
    def vaguer(self) -> frozenset[str]:
        """Return the steps of which less is known than was."""
        return frozenset(
            step.id
            for step in self.steps
            if any(one.way in (Way.WIDENED, Way.UNDATED) for one in step.shifts)
        )


class Judged(Protocol):
    """A timeline with where every step stands on a day; rules.case.Case is one."""

    timeline: Timeline
    today: date
    steps: dict[str, Progress]

    @property
    def network(self) -> Network:
        """Return it as a network."""
        ...


def compare(
    was: Judged,
    now: Judged,
    *,
    names: Mapping[str, str] | None = None,
    chosen: Selection = EVERYTHING,
) -> Comparison:
    """Return what changed, as far as it is chosen; both are judged on the same day.

    The older timeline is in the ids of the newer (`in_ids_of`); `names` are of `renamed`.
    """
    old, new = was.timeline, now.timeline
    pairs, numbers = matched(old, new)
    records = _by_step(pairs.pop("record"))
    by_id = {one.id: one for one in (*old.records, *new.records) if one.id}
    mine = _as_chosen(old, was.steps, chosen), _as_chosen(new, now.steps, chosen)
    steps: list[StepChange] = []
    unchanged = left_out = 0
    is_all = _is_all(chosen)
    for one in merged(old.activities, new.activities):
        is_chosen = is_all or _is_chosen(one, old, new, chosen)
        before, after = (its.get(one) for its in mine)
        told = _of_chosen(records.get(one, ()), chosen if is_chosen else EVERYTHING)
        found = _step(one, (names or {}).get(one, one), before, after, told, by_id)
        kinds = found.kinds
        if not is_chosen:
            left_out += bool(kinds)
        elif kinds:
            steps.append(found)
        else:
            unchanged += 1
    tables = [
        change
        for kind, its_pairs in pairs.items()
        for change in _tables(kind, its_pairs)
    ]  # fmt: skip
    tables = [*_header(old, new), *tables]
    shown = [one for one in tables if _concerns(one, old, new, chosen)]
    return Comparison(
        old=old, new=new, today=now.today, steps=tuple(steps), tables=tuple(shown),
        ends=tuple(_ends(was, now, chosen)), unchanged=unchanged,
        left_out=left_out + len(tables) - len(shown), numbers=numbers,
    )  # fmt: skip


def _tables(kind: str, pairs: Iterable[tuple[Any, Any]]) -> Iterator[TableChange]:
    for before, after in pairs:
        edits = () if before is None or after is None else edits_of(before, after)
        if before is None or after is None or edits:
            yield TableChange(kind=kind, before=before, after=after, edits=edits)


def _header(old: Timeline, new: Timeline) -> Iterator[TableChange]:
    edits = tuple(
        Edit(name, getattr(old, name), getattr(new, name))
        for name in _HEADER
        if getattr(old, name) != getattr(new, name)
    )
    if edits:
        yield TableChange(kind="timeline", before=old, after=new, edits=edits)


# -- one step ------------------------------------------------------------------------------


def _by_step(pairs: Pairs) -> dict[str, list[TableChange]]:
    found: dict[str, list[TableChange]] = defaultdict(list)
    for one in _tables("record", pairs):
        was, now = one.before, one.after
        if was is not None and now is not None and was.activity != now.activity:
            # A record of the same id is now of another step.
            found[was.activity].append(replace(one, after=None, edits=()))
            one = replace(one, before=None, edits=())
        found[one.table.activity].append(one)
    return found


def _step(
    one: str, was: str, before: Progress | None, after: Progress | None,
    records: Sequence[TableChange], by_id: Mapping[str, Record],
) -> StepChange:  # fmt: skip
    if before is None or after is None:
        return StepChange(was=was if before is not None else one, before=before, after=after)
    shifts: tuple[Shift, ...] = ()
    if _dates(before) != _dates(after):
        sides = _Side(before, records, "before", by_id), _Side(after, records, "after", by_id)
        shifts = tuple(_shifts(*sides))
    used = {id(record) for shift in shifts for record in (*shift.records, *shift.lost)}
    return StepChange(
        was=was, before=before, after=after, shifts=shifts,
        records=tuple(
            one for one in records if one.change is Change.CHANGED or id(one.table) not in used
        ),
        edits=tuple(_own_edits(was, before, after, shifts)),
    )  # fmt: skip


def _own_edits(
    was: str, before: Progress, after: Progress, shifts: Sequence[Shift]
) -> Iterator[Edit]:
    old, new = before.activity, after.activity
    for edit in edits_of(old, new):
        if edit.key == "when" and any(
            (shift.before, shift.after) == (old.when, new.when) for shift in shifts
        ):
            continue  # said as another date
        if edit.key == "was" and was != new.id:
            grown, shrunk = (*old.was, was), (*new.was, new.id)
            if new.was == grown or old.was == shrunk:
                continue  # said as another id
        yield edit


def _dates(step: Progress) -> object:
    """Return all dates that a step has: where most steps are the same, this is soon asked."""
    return step.current, [(track.municipality, track.current) for track in step.tracks]


class _Side:
    """One step in one of both timelines, with the records that the other lacks or has else."""

    def __init__(
        self, step: Progress, records: Sequence[TableChange], side: str,
        by_id: Mapping[str, Record],
    ) -> None:  # fmt: skip
        self.step = step
        found: list[Record | None] = [getattr(one, side) for one in records]
        self._own = [one for one in found if one is not None]
        self._counting = {id(record) for record in step.records}
        self._by_id = by_id

    def dating(self, its: tuple[str, ...], date_: When | None) -> tuple[Record, ...]:
        """Return its own records that gave these municipalities this date, () if none did."""
        found = [
            one for one in self._own
            if one.kind in _DATES and id(one) in self._counting and _is_of(one, its)
        ]  # fmt: skip
        return tuple(found) if found and _gives(found[-1]) == date_ else ()

    def undoing(self, its: tuple[str, ...], date_: When | None) -> tuple[Record, ...]:
        """Return its own records that took this date back."""
        return tuple(
            one for one in self._own
            if (taken := self._by_id.get(one.retracts or "")) is not None
            and taken.kind in _DATES and _gives(taken) == date_ and _is_of(taken, its)
        )  # fmt: skip


_DATES = frozenset({RecordKind.MOVED, RecordKind.SETTLED})
"""The kinds of record that give a step another date."""


def _is_of(record: Record, its: tuple[str, ...]) -> bool:
    return not record.municipality or not its or bool(set(its) & set(record.municipality))


def _shifts(was: _Side, now: _Side) -> Iterator[Shift]:
    """Yield every other date that a step has, municipalities with the same two together."""
    before, after = was.step, now.step
    if before.activity.recurrence is not None or after.activity.recurrence is not None:
        return
    current = {one.municipality: one.current for one in before.tracks}
    both = [one for one in after.tracks if one.municipality in current]
    if not both:
        if before.current != after.current:
            yield _shift((), was, now, before.current, after.current)
        return
    alike: dict[tuple[When | None, When | None], list[str]] = defaultdict(list)
    for track in both:
        alike[current[track.municipality], track.current].append(track.municipality)
    for (old, new), names in alike.items():
        if old != new:
            its = () if len(names) == len(both) else tuple(names)
            yield _shift(its, was, now, old, new)


def _shift(
    its: tuple[str, ...], was: _Side, now: _Side, old: When | None, new: When | None
) -> Shift:
    fresh, taken = now.dating(its, new), now.undoing(its, old)
    lost = (*was.dating(its, old), *was.undoing(its, new))
    plans = planned(was.step.activity), planned(now.step.activity)
    by: By | None = None
    why: tuple[Record, ...] = ()
    if fresh:
        by, why = By.RECORD, fresh
    elif plans[0] != plans[1] == new:
        by = By.PLAN
    elif taken:
        by, why = By.RETRACTED, taken
    elif lost:
        by = By.GONE
    return Shift(
        municipalities=its, before=old, after=new, way=_way(old, new),
        slip=slip_between(old, new), by=by, records=why, lost=lost,
    )  # fmt: skip


def _gives(record: Record) -> When | None:
    if record.kind is RecordKind.SETTLED and record.settled is not None:
        return on(record.settled)
    return record.to


def _way(old: When | None, new: When | None) -> Way:
    if old is None or new is None:
        return Way.DATED if old is None else Way.UNDATED
    if _is_choice(old, new):
        return Way.SETTLED
    if _is_within(old, new):
        return Way.NARROWED
    return Way.WIDENED if _is_choice(new, old) or _is_within(new, old) else Way.MOVED


def _is_choice(old: When, new: When) -> bool:
    """Return whether the second is one of the days that the first leaves to choose from."""
    day = certain_day(new)
    if not isinstance(old, OneOf) or len(old.members) < 2 or day is None:
        return False
    return any(
        (one.first or date.min) <= day <= (one.last or date.max) for one in old.members
    )  # fmt: skip


def _is_within(old: When, new: When) -> bool:
    """Return whether both begin and end of the second are such as the first allows."""
    was, now = old.bounds, new.bounds
    return was != now and all(
        (first or date.min) <= (inner_first or date.min)
        and (inner_last or date.max) <= (last or date.max)
        for first, last, inner_first, inner_last in (
            (was.earliest_start, was.latest_start, now.earliest_start, now.latest_start),
            (was.earliest_finish, was.latest_finish, now.earliest_finish, now.latest_finish),
        )
    )


# -- what is chosen ------------------------------------------------------------------------


def _is_all(chosen: Selection) -> bool:
    return replace(chosen, asked=None) == EVERYTHING


def _is_chosen(one: str, old: Timeline, new: Timeline, chosen: Selection) -> bool:
    return any(
        one in timeline.activities and chosen.fits(timeline, timeline.activities[one])
        for timeline in (old, new)
    )


def _as_chosen(timeline: Timeline, steps: Steps, chosen: Selection) -> dict[str, Progress]:
    """Return all steps, those of a chosen municipality as they stand there.

    Where municipalities have their own dates, the days of a step are those of that one.
    """
    if chosen.municipality is None:
        return dict(steps)
    found = dict(steps)
    for one, step in chosen.pick(timeline, steps).items():
        own = step.actual or step.current
        if step.window.given is None and own is not None:
            step = replace(step, window=Narrowed(own.bounds, own, own))
        found[one] = step
    return found


def _of_chosen(records: Iterable[TableChange], chosen: Selection) -> list[TableChange]:
    if chosen.municipality is None:
        return list(records)
    return [
        one for one in records
        if any(
            record is not None
            and (not record.municipality or chosen.municipality in record.municipality)
            for record in (one.before, one.after)
        )
    ]  # fmt: skip


def _concerns(
    one: TableChange, old: Timeline, new: Timeline, chosen: Selection
) -> bool:  # fmt: skip
    """Return whether a table is about a chosen step, or is what was chosen by."""
    if _is_all(chosen):
        return True
    by = {
        "process": chosen.process, "body": chosen.body, "owner": chosen.owner,
        "municipality": chosen.municipality,
    }  # fmt: skip
    for table in (one.before, one.after):
        if table is None:
            continue
        if by.get(one.kind) is not None and table.id == by[one.kind]:
            return True
        if one.kind in ("agenda", "phase", "rule") and _names(table, by):
            return True
        steps = [table.activity] if one.kind in ("deadline", "waiver") else []
        if one.kind == "rule":
            steps = [*table.activity, *table.activities]
        if any(step is not None and _is_chosen(step, old, new, chosen) for step in steps):
            return True
    return False


def _names(table: Any, by: Mapping[str, str | None]) -> bool:
    """Return whether a table names what was chosen by."""
    for key, chosen in by.items():
        value = getattr(table, key, None)
        if chosen is not None and chosen in (value if isinstance(value, tuple) else (value,)):
            return True
    return False


# -- what it comes to ----------------------------------------------------------------------


def _ends(was: Judged, now: Judged, chosen: Selection) -> Iterator[Ends]:
    for one in merged(was.timeline.processes, now.timeline.processes):
        if chosen.process not in (None, one):
            continue
        before, after = _end(was, one), _end(now, one)
        if before is not None or after is not None:
            yield Ends(one, before, after)


def _end(judged: Judged, one: str) -> End | None:
    timeline = judged.timeline
    process = timeline.processes.get(one)
    if process is None or process.final_deadline is None:
        return None
    deadline = timeline.deadlines[process.final_deadline]
    step = judged.steps[deadline.activity]
    is_over = step.status in CLOSED and step.status is not Status.NOT_DONE
    if deadline.date < judged.today or is_over:
        bounds = step.window.bounds
        return End(deadline, bounds.earliest_finish, bounds.latest_finish, True, None, ())
    network = judged.network.towards(deadline.activity)
    found = slack(network, deadline)
    jobs = [job.key for job in network.of_step(deadline.activity)]
    first, last = (
        max((placed[key].finish or date.min for key in jobs), default=date.min)
        for placed in (found.early, found.late)
    )
    is_known = all(found.early[key].is_certain and found.late[key].is_certain for key in jobs)
    return End(
        deadline, None if first == date.min else first, None if last == date.min else last,
        is_known, found.room, found.at,
    )  # fmt: skip
