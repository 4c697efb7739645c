"""What a picture draws of a step: dates as shapes on days, and which steps lie in a window.

    date                      shapes
    ------------------------  ------------------------------------------------------------
    one day                   DAY
    some time in a part       VAGUE, over what the order of the steps leaves of it
    a span                    BAR over the days that are certain, VAGUE over its vague ends
    a span with an open end   BAR that has no first or no last day
    one of several days       CHOICE for each that is still possible
    by a day, from a day on   BY, FROM; with VAGUE as far as the order bounds the other side
    a recurrence              TIME for each day, TURN for each vague one; REGULAR where its
                              interval is not known, BAR if it goes on all the time

A step of municipalities that have their own dates has the shapes of each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

from boplan.dates.meetings import Calendar, preparations
from boplan.dates.recurrence import next_occurrence, occurrences
from boplan.model.timeline import Deadline, Recurrence, Timeline
from boplan.model.vocabulary import CLOSED, AgendaKind, Recurs, Status
from boplan.model.when import Bounds, Moment, OneOf, Part, Range, Span, When
from boplan.schedule.progress import Progress, Track, is_lasting
from boplan.views.axis import Axis

_DAY = timedelta(days=1)
_NO_LONGER = frozenset({Status.CANCELLED, Status.SUPERSEDED, Status.NOT_NEEDED})
_TAKES_NO_PLACE = _NO_LONGER | {Status.NOT_DONE}

# The window that is chosen where none is asked for.
_BEFORE = timedelta(days=28)
_LATE_BEFORE = timedelta(days=92)
_AHEAD = timedelta(days=731)
_AT_LEAST = timedelta(days=28)
_HALF_YEAR = timedelta(days=182)


class Form(Enum):
    """How days are drawn; the table above says what has which."""

    DAY = "day"
    BAR = "bar"
    VAGUE = "vague"
    CHOICE = "choice"
    BY = "by"
    FROM = "from"
    TIME = "time"
    TURN = "turn"
    REGULAR = "regular"


class Shape(NamedTuple):
    """Days drawn in one form; None has no end on that side."""

    form: Form
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn of a step, or of one municipality's part in it."""

    status: Status
    shapes: tuple[Shape, ...]
    earlier: tuple[Shape, ...] = ()
    """The plans that it had before, where they were others."""
    late: tuple[date, date] | None = None
    """The days that it is overdue already, before today."""

    @property
    def is_struck(self) -> bool:
        """Return whether it no longer holds."""
        return self.status in _NO_LONGER


class Place(Enum):
    """Where a step lies with regard to a window."""

    IN = "in"
    BEFORE = "before"
    AFTER = "after"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Row:
    """One step in the window, with what is drawn of it."""

    step: Progress
    drawn: tuple[Drawn, ...]
    tracks: tuple[tuple[Track, Drawn], ...] = ()
    """What is drawn of each municipality, where they differ."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The steps sorted by where they lie; each is in exactly one of the four."""

    axis: Axis
    rows: Mapping[str, Row]
    before: tuple[str, ...]
    after: tuple[str, ...]
    undated: tuple[str, ...]


@dataclass(slots=True)
class Meets:
    """The days in a window on which a body meets."""

    body: str
    municipality: str | None = None
    known: set[date] = field(default_factory=set)
    derived: set[date] = field(default_factory=set)


# -- dates as shapes -----------------------------------------------------------------------


def shapes_of(when: When, bounds: Bounds) -> Iterator[Shape]:
    """Yield the shapes of a date, of which the order of the steps leaves `bounds`."""
    match when:
        case Moment(part):
            if part.is_day:
                yield Shape(Form.DAY, part.start, part.start)
            else:
                yield Shape(Form.VAGUE, bounds.earliest_start, bounds.latest_finish)
        case Span():
            yield from _span(when, bounds)
        case OneOf(members):
            for member in members:
                yield from _member(member, bounds)


def _span(when: Span, bounds: Bounds) -> Iterator[Shape]:
    if when.start is None:
        bounds = when.bounds  # nothing says when it began, so nothing bounds that
    first, last = bounds.latest_start, bounds.earliest_finish
    if when.start is None:
        first = None
    if when.end is None:
        last = None
    if first is not None and last is not None and first > last:
        yield Shape(Form.VAGUE, bounds.earliest_start, bounds.latest_finish)
        return
    if first is not None and bounds.earliest_start is not None and bounds.earliest_start < first:
        yield Shape(Form.VAGUE, bounds.earliest_start, first - _DAY)
    yield Shape(Form.BAR, first, last)
    if last is not None and bounds.latest_finish is not None and last < bounds.latest_finish:
        yield Shape(Form.VAGUE, last + _DAY, bounds.latest_finish)


def _member(member: Part | Range, bounds: Bounds) -> Iterator[Shape]:
    if isinstance(member, Part) and member.is_day:
        yield Shape(Form.CHOICE, member.start, member.start)
        return
    lower, upper = bounds.earliest_start, bounds.latest_finish
    first = max((day for day in (member.first, lower) if day), default=None)
    last = min((day for day in (member.last, upper) if day), default=None)
    if first is not None and last is not None and first <= last:
        yield Shape(Form.VAGUE, first, last)
    if member.first is None:
        yield Shape(Form.BY, None if first is None else member.last, member.last)
    if member.last is None:
        yield Shape(Form.FROM, member.first, None if last is None else member.first)


def _recurring(recurrence: Recurrence, whole: When | None, axis: Axis) -> Iterator[Shape]:
    """Yield the times in the window; if there are none, one that tells where they lie."""
    if recurrence.from_ is None or isinstance(recurrence.rule, Recurs):
        if isinstance(whole, Span):
            form = Form.BAR if recurrence.rule is Recurs.CONTINUOUSLY else Form.REGULAR
            bounds = whole.bounds
            yield Shape(
                form,
                bounds.earliest_start if whole.start else None,
                bounds.latest_finish if whole.end else None,
            )
        return
    found = False
    for part in occurrences(recurrence, axis.last, since=axis.first):
        found = True
        yield Shape(Form.TIME if part.is_day else Form.TURN, part.first, part.last)
    if not found:
        following = next_occurrence(recurrence, axis.last + _DAY)
        outside = following.first if following is not None else recurrence.from_.first
        if outside not in axis:
            yield Shape(Form.TIME, outside, outside)


def _dated(part: Progress | Track, step: Progress) -> tuple[When, Bounds] | None:
    """Return the date to draw, and what the order of the steps leaves of it."""
    window = step.window
    given = window.given
    if part.status is Status.DONE and part.actual is not None:
        if isinstance(given, Span) and part.actual == Moment(given.end or Part(date.min)):
            return given, given.bounds  # a span that began as planned
        return part.actual, part.actual.bounds
    if part.current is None:
        return None
    if given == part.current and window.when is not None:
        return window.when, window.bounds
    return part.current, part.current.bounds


def _drawn(part: Progress | Track, step: Progress, today: date, axis: Axis) -> Drawn:
    recurrence = step.activity.recurrence
    if recurrence is not None:
        return Drawn(part.status, tuple(_recurring(recurrence, part.current, axis)))
    dated = _dated(part, step)
    shapes = tuple(shapes_of(*dated)) if dated is not None else ()
    earlier: list[Shape] = []
    for plan in dict.fromkeys((step.original, part.current)):
        if plan is not None and plan not in (part.actual or part.current,):
            earlier += (one for one in shapes_of(plan, plan.bounds) if not _holds(one, part))
    late = None
    if part.status is Status.OVERDUE and part.limit is not None and part.limit < today - _DAY:
        late = part.limit + _DAY, today - _DAY
    return Drawn(part.status, shapes, tuple(earlier), late)


def _holds(shape: Shape, part: Progress | Track) -> bool:
    """Return whether a vague plan came true: then it is no other plan than what happened."""
    when = part.actual or part.current
    first, last = shape.first, shape.last
    if shape.form is not Form.VAGUE or when is None or first is None or last is None:
        return False
    begins, ends = when.bounds.earliest_start, when.bounds.latest_finish
    return begins is not None and ends is not None and first <= begins and ends <= last


# -- a window ------------------------------------------------------------------------------


def picture(
    steps: Mapping[str, Progress], today: date, axis: Axis, *, by_municipality: bool = False
) -> Picture:
    """Return the steps in the window of the axis, and where all others lie."""
    rows: dict[str, Row] = {}
    elsewhere: dict[Place, list[str]] = {place: [] for place in Place}
    for one, step in steps.items():
        row = _row(step, today, axis, by_municipality=by_municipality)
        place = _place(row, axis)
        if place is Place.IN:
            rows[one] = row
        else:
            elsewhere[place].append(one)
    return Picture(
        axis,
        rows,
        tuple(elsewhere[Place.BEFORE]),
        tuple(elsewhere[Place.AFTER]),
        tuple(elsewhere[Place.UNDATED]),
    )


def _row(step: Progress, today: date, axis: Axis, *, by_municipality: bool) -> Row:
    tracks = step.tracks
    if len(tracks) < 2 or _alike(tracks):
        return Row(step, (_drawn(step, step, today, axis),))
    each = [(track, _drawn(track, step, today, axis)) for track in tracks]
    return Row(
        step, tuple(dict.fromkeys(drawn for _, drawn in each)),
        tuple(each) if by_municipality else (),
    )  # fmt: skip


def _alike(tracks: Iterable[Track]) -> bool:
    return len({(track.status, track.current, track.actual) for track in tracks}) == 1


def _place(row: Row, axis: Axis) -> Place:
    before = after = False
    for first, last in _ends(row):
        if last is not None and last < axis.first:
            before = True
        elif first is not None and first > axis.last:
            after = True
        else:
            return Place.IN
    # What has one day before and one after the window is yet to come.
    if after:
        return Place.AFTER
    return Place.BEFORE if before else Place.UNDATED


def _ends(row: Row) -> Iterator[tuple[date | None, date | None]]:
    for deadline in row.step.deadlines:
        yield deadline.date, deadline.date
    for drawn in row.drawn:
        if drawn.late is not None:
            yield drawn.late
        for form, first, last in drawn.shapes:
            if form is Form.BY:
                yield last, last
            elif form is Form.FROM and drawn.status in CLOSED:
                yield first, first
            else:
                yield first, last


def window_for(
    steps: Iterable[Progress], today: date, first: date | None, last: date | None
) -> tuple[date, date]:
    """Return the days to show where they are not given: what is open, and a bit before today.

    It begins four weeks before today, or as far as three months where something overdue or
    running begins; it ends with the last open step that ends within two years, those that
    last left out. If nothing is open, it holds everything that has a date.
    """
    if first is not None and last is not None:
        return first, last
    dated, starts, ends = [], [today - _BEFORE], []
    for step in steps:
        bounds = _bounds(step)
        days = [day for day in (bounds.earliest_start, bounds.latest_finish) if day is not None]
        if step.activity.recurrence is None:
            dated += days
        is_open = step.status not in CLOSED and step.status is not Status.NO_EVIDENCE
        if not is_open or is_lasting(step):
            continue
        if step.status in (Status.OVERDUE, Status.RUNNING):
            starts += [max(day, today - _LATE_BEFORE) for day in days[:1]]
        ends += [day for day in days[-1:] if day <= today + _AHEAD]
        ends += [one.date for one in step.deadlines if today <= one.date <= today + _AHEAD]
    if not ends:
        starts, ends = dated or starts, dated or [today + _HALF_YEAR]
        begin, end = min(starts), max(ends)
    else:
        begin, end = min(starts), max(today + _AT_LEAST, *ends)
    if first is not None:
        return first, end if end >= first + _AT_LEAST else first + _HALF_YEAR
    if last is not None:
        return begin if begin <= last - _AT_LEAST else last - _HALF_YEAR, last
    return begin, end


def _bounds(step: Progress) -> Bounds:
    when = step.actual or step.current
    return when.bounds if when is not None else Bounds(None, None, None, None)


# -- meetings ------------------------------------------------------------------------------


def meetings(
    timeline: Timeline,
    shown: Picture,
    prepared: Collection[Progress],
    *,
    body: str | None = None,
    municipality: str | None = None,
) -> list[Meets]:
    """Return the meetings in the window of the bodies whose steps are shown.

    Known are those that an agenda names, derived those that prepare one of the steps in
    `prepared`. A body of which no meeting is known is left out: nothing is claimed.
    """
    axis = shown.axis
    acting = {one for row in shown.rows.values() for one in row.step.activity.body}
    found: dict[tuple[str, str | None], Meets] = {}
    preparing: dict[str, list[tuple[date, bool]]] = {}
    for step in prepared:
        if step.status in _TAKES_NO_PLACE or step.activity.recurrence is not None:
            continue
        for one in preparations(timeline, step.activity, step.actual or step.current):
            if one.day in axis:
                preparing.setdefault(one.body, []).append((one.day, one.is_known))
    for its in timeline.bodies.values():
        if body is not None and its.id not in (body, *preparing):
            continue
        if its.id not in acting and its.id not in preparing and its.id != body:
            continue
        common = _known(timeline, its.id, municipality, axis)
        made = Meets(its.id, municipality if its.per_municipality else None, common)
        for day, is_known in preparing.get(its.id, ()):
            (made.known if is_known or day in made.known else made.derived).add(day)
        found[its.id, made.municipality] = made
        if its.per_municipality and municipality is None:
            for own in _with_agendas(timeline, its.id):
                days = _known(timeline, its.id, own, axis) - common
                found[its.id, own] = Meets(its.id, own, days)
    return [one for one in found.values() if one.known or one.derived]


def _known(timeline: Timeline, body: str, municipality: str | None, axis: Axis) -> set[date]:
    return {day for day in Calendar.of(timeline, body, municipality).days if day in axis}


def _with_agendas(timeline: Timeline, body: str) -> list[str]:
    named = {
        one.municipality
        for one in timeline.agendas
        if one.body == body and one.kind is not AgendaKind.DERIVED
    }
    return [one for one in timeline.municipalities if one in named]


def deadlines_in(step: Progress, axis: Axis) -> Iterator[Deadline]:
    """Yield the deadlines of a step that lie in the window."""
    return (one for one in step.deadlines if one.date in axis)
