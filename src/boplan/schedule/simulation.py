"""What if a step moves, or turns out to be done: what else moves with it, and why.

The change is put into the timeline as records, dated today and kept in memory. So where the
steps stand, both passes and every rule judge the changed timeline as they judge any other;
nothing is computed a second way.

    asked     the records of what was asked for
    placed    every job as early and as late as the plan allows, before and after
    pushed    what the change puts off its plan gets a record as well: the day itself where
              that is certain, else "not before" it

A plan is an assumption: a step stays on its date unless something pushes it off for certain.
What lies behind a meeting that nobody knows is open: it stays only if that meeting is in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from boplan.dates.period import format_period, last_day_before, shift
from boplan.dates.shifting import shift_when
from boplan.dates.spoken import say
from boplan.model.timeline import Deadline, Period, Record, Timeline
from boplan.model.vocabulary import CLOSED, STATUS_WORDS, RecordKind, Status, Text
from boplan.model.when import (
    UNKNOWN,
    Bounds,
    Moment,
    OneOf,
    Part,
    Range,
    Span,
    Truth,
    When,
    certain_day,
    on,
)
from boplan.schedule.contradictions import contradictions
from boplan.schedule.floats import Float, floats, slack
from boplan.schedule.history import Slip, slip_between
from boplan.schedule.narrowing import in_order
from boplan.schedule.network import Arc, Job, Key, Network
from boplan.schedule.passes import Cause, Kind, Placed, backward, forward
from boplan.schedule.progress import Progress, Track, passes, progress

Steps = Mapping[str, Progress]


# -- what is asked ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing to suppose of one step: a shift, another date, or that it is done."""

    activity: str
    municipalities: tuple[str, ...] = ()
    """Whose part of it; (): of all that have still to take it."""
    by: Period | None = None
    to: When | None = None
    done: When | None = None


class ImpossibleError(Exception):
    """What was asked cannot be supposed, and why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def asked_records(
    timeline: Timeline, steps: Steps, changes: Iterable[Change], today: date
) -> list[Record]:
    """Return the records that say what is asked, in the order of the steps.

    Raises ImpossibleError where the timeline leaves no room for it. A change that changes
    nothing has no record.
    """
    by_step = {change.activity: change for change in changes}
    found: list[Record] = []
    for one in in_order(timeline.activities) if len(by_step) > 1 else list(by_step):
        change = by_step.get(one)
        if change is None:
            continue
        for record in _records(timeline, steps[one], change, today):
            against = contradictions(timeline, record, steps, today)
            if against:
                raise ImpossibleError(_against(change, against, today))
            found.append(record)
            if change.done is not None:  # what waits for it may be done as well
                timeline = replace(timeline, records=(*timeline.records, record))
                steps = progress(timeline, today)
    return found


def _against(change: Change, against: list[Text], today: date) -> Text:
    hint = Text("", "")
    last = change.done.bounds.latest_finish if change.done is not None else None
    if last is not None and last > today:
        hint = Text("; een dag die nog komt geeft u met --to", "; use --to for a day still to come")
    return Text(
        f"'{change.activity}': {'; '.join(one.nl for one in against)}{hint.nl}",
        f"'{change.activity}': {'; '.join(one.en for one in against)}{hint.en}",
    )


def _records(timeline: Timeline, step: Progress, change: Change, today: date) -> Iterator[Record]:
    one = step.activity.id
    if step.activity.recurrence is not None:
        raise ImpossibleError(
            Text(
                f"'{one}' komt telkens terug; één keer daarvan verplaatsen kan niet",
                f"'{one}' comes back time and again; one time of it cannot be moved",
            )
        )
    if not step.tracks:
        if change.municipalities:
            raise ImpossibleError(
                Text(f"'{one}' is geen stap van gemeenten", f"'{one}' is not of municipalities")
            )
        _check_open(one, step.status, None)
        yield from _record(one, step.current, change, (), today)
        return
    alike: dict[When | None, list[str]] = {}
    for track in _chosen(timeline, step, change):
        key = track.current if change.by is not None else None
        alike.setdefault(key, []).append(track.municipality)
    for current, names in alike.items():
        everyone = len(names) == len(step.tracks)
        whole = step.current if change.by is None else current
        yield from _record(one, whole, change, () if everyone else tuple(names), today)


def _chosen(timeline: Timeline, step: Progress, change: Change) -> list[Track]:
    """Return the parts of a step that change: the named ones, else all that are still open."""
    one = step.activity.id
    if not change.municipalities:
        found = [track for track in step.tracks if track.status not in CLOSED]
        if not found:
            _check_open(one, step.status, None)
        return found
    own = {track.municipality: track for track in step.tracks}
    for name in change.municipalities:
        if name not in own:
            raise ImpossibleError(
                Text(
                    f"'{one}' is niet van gemeente '{name}'; wel van {', '.join(own)}",
                    f"'{one}' is not a step of '{name}', but of {', '.join(own)}",
                )
            )
        _check_open(one, own[name].status, timeline.municipalities[name].name)
    return [own[name] for name in own if name in change.municipalities]


def _check_open(one: str, status: Status, name: str | None) -> None:
    if status not in CLOSED:
        return
    of = Text(f" in {name}", f" in {name}") if name else Text("", "")
    words = STATUS_WORDS[status]
    raise ImpossibleError(
        Text(
            f"'{one}' is{of.nl} al {words.nl}; daar is niets meer aan te veranderen",
            f"'{one}' is {words.en}{of.en} already; nothing of it can change any more",
        )
    )


def _record(
    one: str, current: When | None, change: Change, municipality: tuple[str, ...], today: date
) -> Iterator[Record]:
    if change.done is not None:
        yield Record(
            activity=one, kind=RecordKind.DONE, on=change.done, municipality=municipality,
            recorded=today,
        )  # fmt: skip
        return
    to = change.to
    if change.by is not None:
        if current is None:
            raise ImpossibleError(
                Text(
                    f"'{one}' heeft geen datum om te verschuiven; geef er een met --to",
                    f"'{one}' has no date to shift; give it one with --to",
                )
            )
        to = shift_when(current, change.by)
        if to is None:
            raise ImpossibleError(
                Text(
                    f"'{one}' ({say(current, 'nl')}) is niet met {format_period(change.by)} te "
                    "verschuiven; geef de nieuwe datum met --to",
                    f"'{one}' ({say(current, 'en')}) cannot be shifted by "
                    f"{format_period(change.by)}; give the new date with --to",
                )
            )
    last = to.bounds.latest_finish if to is not None else None
    if to is not None and last is not None and last < today:
        raise ImpossibleError(
            Text(
                f"'{one}' zou dan op {say(to, 'nl')} staan, en dat is al voorbij; is het gedaan, "
                "zeg dat dan met --done",
                f"'{one}' would then be on {say(to, 'en')}, which is over already; if it was "
                "done, say so with --done",
            )
        )
    if to is not None and to != current:
        yield Record(
            activity=one, kind=RecordKind.MOVED, on=on(today), municipality=municipality, to=to,
            recorded=today,
        )  # fmt: skip


# -- where everything comes ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Places:
    """Where both passes put every job."""

    network: Network
    given: dict[Key, When | None]
    early: dict[Key, Placed]
    late: dict[Key, Placed]

    def is_off(self, key: Key, placed: Placed) -> bool:
        """Return whether a pass puts a job later than its own date allows."""
        given = self.given[key]
        if given is None or self.network.jobs[key].is_done:
            return False
        bounds = given.bounds
        return _later(placed.start, bounds.latest_start) or _later(
            placed.finish, bounds.latest_finish
        )


def _later(day: date | None, limit: date | None) -> bool:
    return day is not None and limit is not None and day > limit


def _place(timeline: Timeline, steps: Steps, today: date) -> _Places:
    """Place every job.

    What is pushed may use all that its own date allows, also what the order of the steps had
    taken from it before; what is not pushed turns out no later than the order leaves it.
    """
    network = Network.of(timeline, steps, today)
    given: dict[Key, When | None] = {}
    jobs: dict[Key, Job] = {}
    for key, job in network.jobs.items():
        when = None if job.activity.recurrence is not None else _date_of(steps[key[0]], key[1])
        given[key] = when
        jobs[key] = job
        if when is not None and not job.is_done:
            jobs[key] = replace(job, plan=when.bounds, choices=_days(when))
    early = forward(replace(network, jobs=jobs))
    for key, job in network.jobs.items():
        placed, plan = early[key], job.plan
        if given[key] is None or job.is_done:
            continue
        if not _later(placed.start, plan.latest_start) and not _later(
            placed.finish, plan.latest_finish
        ):
            jobs[key] = job
    late = forward(replace(network, jobs=jobs), late_plans=True)
    return _Places(network, given, early, late)


def _date_of(step: Progress, municipality: str | None) -> When | None:
    if municipality is None:
        return step.current
    return next(one.current for one in step.tracks if one.municipality == municipality)


def _days(when: When) -> tuple[date, ...]:
    if not isinstance(when, OneOf):
        return ()
    found = [one.start for one in when.members if isinstance(one, Part) and one.is_day]
    return tuple(sorted(found)) if len(found) == len(when.members) else ()


def _sure(places: _Places, asked: frozenset[Key]) -> dict[Key, bool]:
    """Return of each job whether its new date is certain, not only a day that it is not before.

    What stays on its plan is; what is pushed off it depends on everything that it waits for,
    and on an agenda that is complete.
    """
    found: dict[Key, bool] = {}
    for key, job in places.network.jobs.items():
        early, late, given = places.early[key], places.late[key], places.given[key]
        if job.is_done:
            found[key] = True
        elif given is None or given.bounds.latest_finish is None:
            found[key] = False
        elif key in asked or not (places.is_off(key, early) or places.is_off(key, late)):
            found[key] = True
        else:
            known = all(one.kind is not Kind.NO_AGENDA for one in (*early.snapped, *late.snapped))
            found[key] = (
                known
                and job.status is not Status.OVERDUE
                and all(found[arc.first] for arc in places.network.before[key])
            )
    return found


def _firm(network: Network, sure: Mapping[Key, bool], around: _Around) -> dict[Key, bool]:
    """Return of each job whether nothing that changes before it has a day that nobody knows."""
    found: dict[Key, bool] = {}
    for key, arcs in network.before.items():
        found[key] = key not in around.behind or (
            sure[key]
            and all(
                found[arc.first] and (sure[arc.first] or arc.first not in around.asked)
                for arc in arcs
            )
        )
    return found


# -- what moves ---------------------------------------------------------------------------


class Effect(Enum):
    """What becomes of a step."""

    ASKED = "asked"
    PUSHED = "pushed"
    NARROWED = "narrowed"
    EASED = "eased"


_DATED = (Effect.ASKED, Effect.PUSHED)
"""What has another date, not only less or more room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One step, or the part of alike municipalities in it, of which a date changes."""

    key: Key
    effect: Effect
    job: Job
    before: When | None
    after: When | None
    bounds: Bounds
    """The days that `after` leaves."""
    is_done: bool = False
    """It is supposed to be done, not moved."""
    is_sure: bool
    """False: not before those days, for no agenda tells more, or something is late."""
    slip: Slip | None
    """Days later than `before`, at least and at most."""
    expected: date | None = None
    """The day that it could not be before anyway, where that is past its plan already."""
    held: date | None = None
    """Of an asked date: the first day that what it waits for allows, if that is later."""
    causes: tuple[Cause, ...] = ()
    """What decides its new day, then what moved it on from there."""


@dataclass(frozen=True, slots=True)
class Staying:
    """A step behind the change that stays where it is."""

    key: Key
    job: Job
    room: int | None
    """By how many days what it waits for can be later still; None: nothing moved says."""
    of: Key | None = None
    """What leaves it no more room than that."""
    is_open: bool = False
    """It stays only if something in time happens of which nobody knows when."""


class Verdict(Enum):
    """Whether a deadline holds."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judged:
    """A deadline before or after the change."""

    verdict: Verdict
    days: int | None = None
    """Broken: by how many days, at least."""
    is_sure: bool = True
    """Whether it is exactly so many."""
    depends_on: tuple[tuple[Key, date | None], ...] = ()
    """Not known: the jobs on which it depends, and the last day on which each is in time."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What becomes of one deadline."""

    deadline: Deadline
    before: Judged
    after: Judged


@dataclass(frozen=True, slots=True)
class Room:
    """What room one final deadline leaves, before and after."""

    deadline: Deadline
    key: Key | None
    """Whose room; None: the least of everything that is still to be done."""
    before: Float
    after: Float


@dataclass(slots=True)
class Simulation:
    """A timeline as it would become, and what changes."""

    timeline: Timeline
    """With the records of what was asked and of what that pushes."""
    asked: tuple[Record, ...]
    pushed: tuple[Record, ...]
    certain: tuple[Record, ...]
    """Those of `pushed` that move a step to a certain day or span."""
    moved: list[Moved]
    staying: list[Staying]
    sure: dict[Key, bool]
    """Of every job whether its date is certain, as far as what it waits for decides."""
    sure_before: dict[Key, bool]
    before: _Places
    after: _Places
    around: _Around
    deadlines: list[Kept] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    untouched: int = 0
    """How many hard deadlines no changed step leads to."""

    @property
    def open(self) -> list[Staying]:
        """Return what stays only if something is in time of which the day is not known."""
        return [one for one in self.staying if one.is_open]

    def of(self, effect: Effect) -> list[Moved]:
        """Return the steps that this becomes of, in the order in which they wait."""
        return [one for one in self.moved if one.effect is effect]

    def judge(self, steps: Steps, after: Steps) -> None:
        """Judge deadlines and room by where all steps stand before and after."""
        timeline = self.before.network.timeline
        for deadline in timeline.deadlines.values():
            if not deadline.hard:
                continue
            if deadline.activity not in self.around.steps:
                self.untouched += 1
                continue
            before = _verdict(timeline, steps, self.before, self.sure_before, deadline)
            now = _verdict(self.timeline, after, self.after, self.sure, deadline)
            if now.verdict is not Verdict.BROKEN:
                now = self._dependent(deadline, now)
            self.deadlines.append(Kept(deadline, before, now))
        self.rooms = list(_rooms(self))

    def _dependent(self, deadline: Deadline, judged: Judged) -> Judged:
        """Return the verdict once more, if a day that nobody knows lies on the way."""
        leading = _leading_to(self.timeline, deadline.activity)
        unknown = [
            one for one in self.moved
            if not one.is_sure and not one.is_done and one.key[0] in leading
            and one.effect in _DATED
        ]  # fmt: skip
        if not unknown:
            return judged
        last = backward(self.after.network, [deadline])
        found = []
        for one in [one for one in unknown if _snapped_unknown(one)] or unknown[:1]:
            by = last[one.key].start if one.key in last else None
            first = self.after.early[one.key].start
            found.append((one.key, by if by and first and by >= first else None))
        return Judged(Verdict.UNKNOWN, depends_on=tuple(found))

    def first_day(self, arc: Arc) -> tuple[date | None, bool]:
        """Return when what is waited for is done or begun, and whether that is certain."""
        early, late = self.after.early[arc.first], self.after.late[arc.first]
        days = [one.finish if arc.from_finish else one.start for one in (early, late)]
        return days[0], self.sure[arc.first] and days[0] == days[1]

    def date_of(self, key: Key) -> When | None:
        """Return the date of a step, or part of one, as it stands after the change."""
        return self.after.given[key]


def _snapped_unknown(one: Moved) -> bool:
    return any(cause.kind is Kind.NO_AGENDA for cause in one.causes)


def simulate(timeline: Timeline, steps: Steps, asked: Sequence[Record], today: date) -> Simulation:
    """Return what becomes of a timeline with these records; `steps` is where it stands now."""
    part = _concerned(timeline, {record.activity for record in asked})
    before = _place(_only(timeline, part), _those(steps, part), today)
    changed = replace(timeline, records=(*timeline.records, *asked)) if asked else timeline
    supposed = progress(changed, today) if asked else steps
    after = before
    if asked:
        after = _place(_only(changed, part), _those(supposed, part), today)
    around = _Around.of(after.network, asked)
    sure = _sure(after, around.asked)
    sure_before = _sure(before, frozenset())
    firm = _firm(after.network, sure, around)
    moved = [
        one
        for key in after.network.jobs
        if key in around.behind or key in around.asked
        for one in _moved(before, after, key, around, sure, sure_before, firm, steps)
    ]
    staying = list(_staying(after, moved, around))
    moved = list(_together(moved))
    pushed: list[Record] = []
    certain: list[Record] = []
    for one in moved:
        if one.effect is not Effect.PUSHED or one.after is None or one.after == one.before:
            continue
        scope = len(supposed[one.key[0]].tracks)
        its = one.job.municipalities
        record = Record(
            activity=one.key[0], kind=RecordKind.MOVED, on=on(today),
            municipality=() if len(its) == scope else its, to=one.after, recorded=today,
        )  # fmt: skip
        pushed.append(record)
        if one.is_sure and (certain_day(one.after) or isinstance(one.after, Span)):
            certain.append(record)
    whole = replace(changed, records=(*changed.records, *pushed)) if pushed else changed
    return Simulation(
        whole, tuple(asked), tuple(pushed), tuple(certain), moved, staying, sure, sure_before,
        before, after, around,
    )  # fmt: skip


def _concerned(timeline: Timeline, asked: Iterable[str]) -> frozenset[str]:
    """Return the steps that lie behind those asked for, and all that they wait for."""
    behind: dict[str, list[str]] = {}
    for activity in timeline.activities.values():
        for after in activity.after:
            behind.setdefault(after.id, []).append(activity.id)
    found = set(asked)
    todo = list(found)
    for one in todo:  # grows while it is walked
        new = [other for other in behind.get(one, ()) if other not in found]
        found.update(new)
        todo.extend(new)
    for one in todo:
        new = [after.id for after in timeline.activities[one].after if after.id not in found]
        found.update(new)
        todo.extend(new)
    return frozenset(found)


def _only(timeline: Timeline, part: frozenset[str]) -> Timeline:
    activities = timeline.activities
    return replace(timeline, activities={one: activities[one] for one in activities if one in part})


def _those(steps: Steps, part: frozenset[str]) -> dict[str, Progress]:
    return {one: step for one, step in steps.items() if one in part}


@dataclass(frozen=True, slots=True)
class _Around:
    """The jobs that were asked for, and everything behind them."""

    asked: frozenset[Key]
    behind: frozenset[Key]
    steps: frozenset[str]
    done: frozenset[Key]
    records: tuple[Record, ...]

    @staticmethod
    def of(network: Network, records: Sequence[Record]) -> _Around:
        asked: set[Key] = set()
        done: set[Key] = set()
        for record in records:
            for job in network.of_step(record.activity):
                its = set(job.municipalities)
                if not record.municipality or its & set(record.municipality):
                    asked.add(job.key)
                    if record.kind is RecordKind.DONE:
                        done.add(job.key)
        behind: set[Key] = set()
        todo = list(asked)
        while todo:
            for arc in network.behind[todo.pop()]:
                if arc.second not in behind and arc.second not in asked:
                    behind.add(arc.second)
                    todo.append(arc.second)
        steps = frozenset(key[0] for key in (*asked, *behind))
        return _Around(
            frozenset(asked), frozenset(behind), steps, frozenset(done), tuple(records)
        )  # fmt: skip


def _moved(
    before: _Places, after: _Places, key: Key, around: _Around, sure: Mapping[Key, bool],
    sure_before: Mapping[Key, bool], firm: Mapping[Key, bool], steps: Steps,
) -> Iterator[Moved]:  # fmt: skip
    job, early, late = after.network.jobs[key], after.early[key], after.late[key]
    old_key = _same(before.network, key)
    if old_key is None:
        return
    old_when, was = _date_of(steps[key[0]], key[1]), before.early[old_key]
    was_off = before.is_off(old_key, was)
    expected = was.start if was_off else None
    given, is_off = after.given[key], after.is_off(key, early)
    causes = (*early.asked[-1:], *early.snapped)
    if key in around.asked:
        is_done = key in around.done
        new = next((one.on for one in around.records if is_done and one.activity == key[0]), given)
        held = early.start if is_off and not is_done else None
        yield Moved(
            key=key, effect=Effect.ASKED, job=job, before=old_when, after=new,
            bounds=new.bounds if new else UNKNOWN, is_done=is_done, is_sure=sure[key],
            slip=slip_between(old_when, new), expected=expected,
            held=held, causes=causes if held else (),
        )  # fmt: skip
        return
    place = (early.start, early.finish, late.start, late.finish, sure[key])
    other = before.late[old_key]
    if job.is_done or place == (was.start, was.finish, other.start, other.finish,
                                sure_before[old_key]):  # fmt: skip
        return
    bounds = Bounds(early.start, late.start, early.finish, late.finish)
    if is_off:
        if (early.start, early.finish, sure[key]) == (was.start, was.finish, sure_before[old_key]):
            return
        if not sure[key]:
            bounds = Bounds(early.start, None, early.finish, None)
        yield Moved(
            key=key, effect=Effect.PUSHED, job=job, before=old_when,
            after=_new_date(job, early, late, is_sure=sure[key]), bounds=bounds,
            is_sure=sure[key], slip=_slip(old_when, bounds), expected=expected, causes=causes,
        )  # fmt: skip
    elif was_off:
        yield Moved(
            key=key, effect=Effect.EASED, job=job, before=old_when, after=old_when,
            bounds=bounds, is_sure=True, slip=slip_between(old_when, old_when),
            expected=expected,
        )  # fmt: skip
    elif early.start is not None and was.start is not None and early.start > was.start:
        yield Moved(
            key=key, effect=Effect.NARROWED, job=job, before=old_when,
            after=_left(after, key, early), bounds=bounds, is_sure=firm[key], slip=None,
            causes=causes,
        )  # fmt: skip


def _together(moved: Iterable[Moved]) -> Iterator[Moved]:
    """Yield the parts of a step as one where the same becomes of them."""
    found: dict[object, Moved] = {}
    for one in moved:
        causes = tuple((its.kind, its.day, its.arc and its.arc.first[0]) for its in one.causes)
        mark = (
            one.key[0], one.effect, one.before, one.after, one.bounds, one.is_sure, one.slip,
            one.expected, one.held, causes,
        )  # fmt: skip
        same = found.get(mark)
        if same is not None:
            its = (*same.job.municipalities, *one.job.municipalities)
            one = replace(same, job=replace(same.job, municipalities=its))
        found[mark] = one
    yield from found.values()


def _slip(before: When | None, after: Bounds) -> Slip | None:
    """Return the days that the finish is later: of a span it may be known where no date says."""
    if before is None:
        return None
    first, last = before.bounds.earliest_finish, before.bounds.latest_finish
    least = (after.earliest_finish - last).days if after.earliest_finish and last else None
    most = (after.latest_finish - first).days if after.latest_finish and first else None
    return None if least is None and most is None else Slip(least, most)


def _same(network: Network, key: Key) -> Key | None:
    """Return the job of another network that has this one's municipality in it."""
    if key in network.jobs:
        return key
    return next((job.key for job in network.of_step(key[0]) if key[1] in job.municipalities), None)


def _new_date(job: Job, early: Placed, late: Placed, *, is_sure: bool) -> When | None:
    if early.start is None or early.finish is None:
        return None
    if is_sure and (early.start, early.finish) == (late.start, late.finish):
        if job.is_span:
            return Span(Part(early.start), Part(early.finish))
        return Moment(Part(early.start))
    last = late.start if is_sure and not job.is_span else None
    return OneOf((Range(Part(early.start), Part(last) if last else None),))


def _left(places: _Places, key: Key, early: Placed) -> When | None:
    """Return what is left of a vague date: the days still to choose from, or a shorter window."""
    assert early.start is not None
    given = places.given[key]
    if given is None:
        return OneOf((Range(Part(early.start), None),))
    chosen = _days(given)
    if chosen:
        left = tuple(Part(day) for day in chosen if day >= early.start)
        return OneOf(left) if len(left) > 1 else Moment(left[0]) if left else given
    if isinstance(given, Span):
        return given
    last = given.bounds.latest_start
    return OneOf((Range(Part(early.start), Part(last) if last else None),))


def _staying(after: _Places, moved: Sequence[Moved], around: _Around) -> Iterator[Staying]:
    """Yield what stays behind the change, with the room that what moved leaves it."""
    changed = {one.key for one in moved}
    unknown = {one.key for one in moved if not one.is_sure and not one.is_done}
    tainted: set[Key] = set()
    for key, job in after.network.jobs.items():
        arcs = after.network.before[key]
        if any(arc.first in unknown or arc.first in tainted for arc in arcs):
            tainted.add(key)
        if key not in around.behind or key in changed or job.is_done:
            continue
        if job.activity.recurrence is not None:
            continue
        rooms = [
            (room, arc.first)
            for arc in arcs
            if arc.first in changed
            for room in [_room(after, arc, key)]
            if room is not None
        ]
        room, of = min(rooms, default=(None, None), key=lambda one: one[0] or 0)
        may_be_off = after.is_off(key, after.late[key]) and not after.is_off(key, after.early[key])
        yield Staying(key, job, room, of, key in tainted or may_be_off)


def _room(places: _Places, arc: Arc, key: Key) -> int | None:
    """Return by how many days more the first can be later before the second must be."""
    first, given = places.early[arc.first], places.given[key]
    source = first.finish if arc.from_finish else first.start
    if given is None or source is None:
        return None
    target = given.bounds.latest_start if arc.to_start else given.bounds.latest_finish
    if target is None:
        return None
    if arc.agenda is not None and arc.agenda.offset is not None:
        return (shift(target, arc.agenda.offset) - source).days
    return (last_day_before(target, arc.after.lag) - source).days


# -- what it comes to ---------------------------------------------------------------------


def _leading_to(timeline: Timeline, last: str) -> set[str]:
    found, todo = {last}, [last]
    while todo:
        for after in timeline.activities[todo.pop()].after:
            if after.id not in found:
                found.add(after.id)
                todo.append(after.id)
    return found


def _verdict(
    timeline: Timeline, steps: Steps, places: _Places, sure: Mapping[Key, bool],
    deadline: Deadline,
) -> Judged:  # fmt: skip
    over: list[tuple[int, bool]] = []
    for job in places.network.of_step(deadline.activity):
        finish = places.early[job.key].finish
        if finish is not None and finish > deadline.date:
            is_exact = sure[job.key] and finish == places.late[job.key].finish
            over.append(((finish - deadline.date).days, is_exact))
    late = passes(timeline, steps, deadline)
    for one, truth in late.items():
        bounds = steps[one].window.bounds
        if truth is Truth.YES and bounds.earliest_finish is not None:
            is_exact = one == deadline.activity and bounds.is_day
            over.append(((bounds.earliest_finish - deadline.date).days, is_exact))
    over = [one for one in over if one[0] > 0]
    if over:
        days = max(days for days, _ in over)
        return Judged(Verdict.BROKEN, days, (days, True) in over)
    if late:
        return Judged(Verdict.UNKNOWN, depends_on=tuple(((one, None), None) for one in late))
    return Judged(Verdict.HOLDS)


def _rooms(made: Simulation) -> Iterator[Room]:
    """Yield the room before and after of what was asked, to the final deadline of its process."""
    before, now = made.before.network, made.after.network
    timeline = before.timeline
    finals = {
        one.final_deadline: timeline.deadlines[one.final_deadline]
        for one in timeline.processes.values()
        if one.final_deadline is not None
        and timeline.deadlines[one.final_deadline].activity in made.around.steps
    }
    for deadline in finals.values():
        leading = _leading_to(timeline, deadline.activity)
        asked = [
            one for one in made.moved
            if one.effect is Effect.ASKED and one.key[0] in leading and not one.is_done
        ]  # fmt: skip
        if not asked:
            yield Room(deadline, None, slack(before, deadline).room, slack(now, deadline).room)
            continue
        was, becomes = floats(before, [deadline]), floats(now, [deadline])
        for one in asked:
            old = _same(before, one.key)
            if old in was and one.key in becomes:
                yield Room(deadline, one.key, was[old], becomes[one.key])
