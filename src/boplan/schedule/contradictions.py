"""What a new record would contradict: the plan, the order of the steps, other records.

    the record says                  and that contradicts
    -------------------------------  ----------------------------------------------------
    anything                         a day that is still to come
    started, done, an outcome        what it waits for is not done, or was done later
    done, not-done, cancelled, …     a record that already closed the step
    done, settled                    alternatives of which its day is none
    moved, settled, started, …       a record that closed the step earlier
    settled                          a date that is certain already
    moved                            the date it has, or a date before the move itself

Every municipality is judged by itself. What is uncertain contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from boplan.dates.notation import write
from boplan.dates.period import shift
from boplan.dates.spoken import say, say_day
from boplan.model.timeline import Record, Timeline
from boplan.model.vocabulary import STATUS_WORDS, Link, Outcome, RecordKind, Status, Text
from boplan.model.when import LAST_YEAR, Moment, OneOf, Part, Range, Span, When, certain_day
from boplan.schedule.progress import Progress, Track, known_records

_CLOSES = {
    RecordKind.DONE: Status.DONE,
    RecordKind.NOT_DONE: Status.NOT_DONE,
    RecordKind.CANCELLED: Status.CANCELLED,
    RecordKind.SUPERSEDED: Status.SUPERSEDED,
}
_IS_FINISHED = frozenset({Status.DONE, Status.NOT_NEEDED, Status.CANCELLED, Status.SUPERSEDED,
                          Status.ELAPSED, Status.NO_EVIDENCE, Status.CONDITIONAL})  # fmt: skip
"""Nobody need wait any longer for a step with one of these, or nobody knows."""

_HAS_BEGUN = _IS_FINISHED | {Status.RUNNING, Status.NOT_DONE}
_END_OF_TIME = date(LAST_YEAR, 12, 31)


def contradictions(
    timeline: Timeline, record: Record, steps: Mapping[str, Progress], today: date
) -> list[Text]:
    """Return what in the timeline the record contradicts, each as a sentence.

    `steps` is the progress of the timeline without the record on `today`.
    """
    found = list(_in_future(record, today))
    if record.kind in (RecordKind.NOTE, RecordKind.RETRACTED):
        return found
    activity = timeline.activities[record.activity]
    everyone = timeline.municipalities_of(activity)
    parts: tuple[str | None, ...] = record.municipality or everyone or (None,)
    history = [one for one in known_records(timeline, _END_OF_TIME).get(activity.id, ()) if one.on]
    whose: dict[Text, list[str]] = {}
    for part in parts:
        of_part = [one for one in history if not one.municipality or part in one.municipality]
        for text in _of_part(record, steps, part, of_part):
            whose.setdefault(text, []).append(timeline.municipalities[part].name if part else "")
    for text, names in whose.items():
        if len(names) == len(everyone) or not everyone:
            found.append(text)
        else:
            among = ", ".join(names)
            found.append(Text(f"{text.nl} ({among})", f"{text.en} ({among})"))
    return found


def _in_future(record: Record, today: date) -> Iterator[Text]:
    if record.on is None:
        return
    first, last = record.on.bounds.earliest_finish, record.on.bounds.latest_finish
    if last is None or last <= today:
        return
    said = Text(say(record.on, "nl"), say(record.on, "en"))
    if first is not None and first > today:
        yield Text("{on} is nog niet geweest", "{on} is still to come").fill(on=said)
        return
    begins = record.on.bounds.earliest_start
    instead = write(OneOf((Range(Part(begins) if begins else None, Part(today)),)))
    yield Text(
        "{on} is nog niet voorbij; schrijf wat al is gebeurd als '{instead}'",
        "{on} is not over yet; write what has happened already as '{instead}'",
    ).fill(on=said, instead=instead)


def _of_part(
    record: Record, steps: Mapping[str, Progress], part: str | None, history: list[Record]
) -> Iterator[Text]:
    step = steps[record.activity]
    yield from _closed_before(record, step, history)
    if record.kind in (RecordKind.STARTED, RecordKind.DONE) or _decides(record):
        yield from _too_early(record, step, steps, part)
    track = _track(step, part)
    current = track.current if track else step.current
    if record.kind is RecordKind.SETTLED and record.settled:
        yield from _no_alternative(record.settled, current)
    elif record.kind is RecordKind.DONE and isinstance(current, OneOf):
        day = certain_day(record.on)
        if day is not None:
            yield from _no_alternative(day, current)
    elif record.kind is RecordKind.MOVED and record.to and record.on:
        yield from _moves_oddly(record.to, record.on, current)


def _decides(record: Record) -> bool:
    return record.kind is RecordKind.OUTCOME and record.outcome is not Outcome.AANGEHOUDEN


def _track(step: Progress, part: str | None) -> Track | None:
    return next((one for one in step.tracks if one.municipality == part), None)


# -- against other records ----------------------------------------------------------------


def _closed_before(record: Record, step: Progress, history: list[Record]) -> Iterator[Text]:
    new = _CLOSES.get(record.kind)
    for one in reversed(history):
        closed = _CLOSES.get(one.kind) or (Status.DONE if _decides(one) else None)
        if record.kind is RecordKind.STARTED and one.kind is RecordKind.STARTED:
            again = step.activity.recurrence is None or one.on == record.on
            words = Text("begonnen", "started")
        elif closed is None:
            continue
        elif record.kind is RecordKind.OUTCOME:
            same = _decides(record) and _decides(one) and one.point == record.point
            again = same or closed in (Status.CANCELLED, Status.SUPERSEDED)
            words = STATUS_WORDS[closed] if not same else Text("besloten", "decided")
        else:
            again = _excludes(record, new, one, closed)
            if new and step.activity.recurrence is not None:  # it is done time and again
                again = one.on == record.on
            words = STATUS_WORDS[closed]
        if again and one.on:
            on = Text(say(one.on, "nl"), say(one.on, "en"))
            yield Text(
                "deze stap is al {words} ({on})", "this step is {words} already ({on})"
            ).fill(words=words, on=on)
            return


def _excludes(record: Record, new: Status | None, one: Record, closed: Status) -> bool:
    """Return whether `one`, which closed the step, leaves no room for the record."""
    if new is not None:
        # What was not done in time may be done, or be given up, after all.
        return closed is not Status.NOT_DONE or new is closed
    if record.on is None or one.on is None:
        return False
    last, then = record.on.bounds.latest_finish, one.on.bounds.latest_finish
    if record.kind is RecordKind.STARTED and closed in (Status.DONE, Status.NOT_DONE):
        begun = record.on.bounds.earliest_start
        return begun is not None and then is not None and then < begun
    return last is not None and then is not None and then <= last


# -- against the order of the steps -------------------------------------------------------


def _too_early(
    record: Record, step: Progress, steps: Mapping[str, Progress], part: str | None
) -> Iterator[Text]:
    for after in step.activity.after:
        if record.kind is RecordKind.STARTED and after.link in (Link.FF, Link.SF):
            continue
        other = steps[after.id]
        track = _track(other, part)
        status = track.status if track else other.status
        needed = _IS_FINISHED if after.link in (Link.FS, Link.FF) else _HAS_BEGUN
        if status not in needed:
            words = STATUS_WORDS[status]
            awaited = Text("gedaan", "done")
            if needed is _HAS_BEGUN:
                awaited = Text("begonnen", "started")
            yield Text(
                "'{one}', waarop deze stap wacht, is nog niet {awaited} ({words})",
                "'{one}', which this step waits for, is not {awaited} yet ({words})",
            ).fill(one=after.id, awaited=awaited, words=words)
            continue
        finished = (track.actual if track else other.actual) if after.link is Link.FS else None
        first = finished.bounds.earliest_finish if finished else None
        last = record.on.bounds.latest_finish if record.on else None
        if first is None or last is None:
            continue
        # A span is done when it ends: of its start the record says nothing.
        spans = isinstance(step.current, Span) and record.kind is not RecordKind.STARTED
        if last < (first if spans else shift(first, after.lag)):
            yield Text(
                "'{one}', waarop deze stap wacht, is pas op {day} gedaan",
                "'{one}', which this step waits for, was done only on {day}",
            ).fill(one=after.id, day=Text(say_day(first, "nl"), say_day(first, "en")))


# -- against the date of the step ---------------------------------------------------------


def _no_alternative(day: date, current: When | None) -> Iterator[Text]:
    if current is None:
        return
    said = Text(say(current, "nl"), say(current, "en"))
    if isinstance(current, Moment) and current.part.is_day:
        yield Text(
            "de datum staat al vast op {said}; een andere legt u vast met moved",
            "the date is fixed at {said} already; record another one with moved",
        ).fill(said=said)
        return
    if isinstance(current, OneOf):
        spans = [(one.first, one.last) for one in current.members]
    else:
        spans = [(current.bounds.earliest_start, current.bounds.latest_finish)]
    if not any((not a or a <= day) and (not b or day <= b) for a, b in spans):
        yield Text(
            "{day} is geen van de mogelijke dagen ({said})",
            "{day} is none of the possible days ({said})",
        ).fill(day=Text(say_day(day, "nl"), say_day(day, "en")), said=said)


def _moves_oddly(to: When, on: When, current: When | None) -> Iterator[Text]:
    said = Text(say(to, "nl"), say(to, "en"))
    if to == current:
        yield Text("de stap staat al op {said}", "the step is on {said} already").fill(said=said)
    last, decided = to.bounds.latest_finish, on.bounds.earliest_start
    if last is not None and decided is not None and last < decided:
        yield Text(
            "{said} was al voorbij toen de stap werd verplaatst",
            "{said} was over already when the step was moved",
        ).fill(said=said)
