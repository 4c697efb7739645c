"""One screen: where are we, what is late, what runs, what comes, who must act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from boplan.dates.meetings import Preparation, preparations
from boplan.dates.recurrence import next_occurrence
from boplan.dates.spoken import say, say_day, say_distance
from boplan.model.timeline import Deadline, Process, Timeline
from boplan.model.vocabulary import (
    CLOSED,
    COLOUR_NAMES,
    COLOUR_WORDS,
    STATES,
    STATUS_WORDS,
    Colour,
    Lang,
    RecordKind,
    Status,
    Text,
)
from boplan.model.when import Moment, Part, Truth, When
from boplan.schedule.progress import (
    Progress,
    by_limit,
    by_urgency,
    is_lasting,
    long_overdue,
    passes,
)
from boplan.schedule.selection import EVERYTHING, Selection
from boplan.views.layout import (
    BLANK,
    Cell,
    Line,
    Span,
    cells,
    line,
    pad,
    row,
    shorten,
    wrap,
    wrap_pieces,
)
from boplan.views.parts import (
    blocker_words,
    bodies,
    chosen_words,
    colour_sign,
    date_words,
    days_words,
    missing_words,
    more_lines,
    owner,
    room_words,
    sayer,
    sign,
    state_words,
    track_words,
    unknown_words,
    year_around,
)
from boplan.views.sheet import ENDED, bar, counts, sheet

_LATE = Text("TE LAAT", "OVERDUE")
_RUNS = Text("LOOPT", "RUNNING")
_NOW = Text("NU AAN DE ORDE", "DUE NOW")
_NEXT = Text("KOMT ERAAN", "COMING UP")
_LATELY = Text("ONLANGS", "LATELY")
_FIRST = Text("EERSTVOLGENDE ACTIE", "NEXT ACTION")
_WHO = Text("WIE IS AAN ZET", "WHO MUST ACT")
_PROGRESS = Text("VOORTGANG", "PROGRESS")
_NOTHING_LATE = Text("Niets is te laat.", "Nothing is overdue.")
if TYPE_CHECKING:
    from boplan.schedule.floats import Slack

_FEW_TIGHT = 3
"""How many of the steps with the least room are named."""

_FEW = {
    "final": 3, "late": 4, "old": 2, "runs": 3, "now": 3, "next": 5, "lately": 2, "first": 2,
    "who": 4, "progress": 6,
}  # fmt: skip
_CONDITION_CELLS = 60
"""How much of a condition is said before it is cut off."""
_FEW_POINTS = 2
"""How many decision points are named; of more, how many were decided how."""
_LATELY_DAYS = timedelta(days=14)
_CLOSED_BY = {
    Status.DONE: (RecordKind.DONE, RecordKind.OUTCOME),
    Status.NOT_DONE: (RecordKind.NOT_DONE,),
    Status.CANCELLED: (RecordKind.CANCELLED,),
    Status.SUPERSEDED: (RecordKind.SUPERSEDED,),
}


T = TypeVar("T")


def _few(section: str, found: int) -> int:
    """Return how many are shown: a line that says "one more" could have said which."""
    few = _FEW[section]
    return found if found == few + 1 else few


def _moved_words(count: int) -> Text:
    """Return that so many open steps were moved to later, which is no lateness any more."""
    if count == 0:
        return Text("", "")
    if count == 1:
        return Text(" 1 stap is naar later verplaatst.", " 1 step was moved to later.")
    return Text(
        f" {count} stappen zijn naar later verplaatst.", f" {count} steps were moved to later."
    )


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing on the screen: a step, or a meeting that prepares one."""

    when: tuple[str, ...]
    sign: Span
    title: str
    detail: str


def status_lines(
    timeline: Timeline,
    steps: Mapping[str, Progress],
    everything: Mapping[str, Progress],
    today: date,
    *,
    lang: Lang,
    width: int,
    unfolded: bool = False,
    selection: Selection = EVERYTHING,
    unknown: int = 0,
) -> Iterator[Line]:
    """Yield the screen for the chosen `steps`; `everything` holds all of the timeline.

    `unknown` is how many steps of the choice nobody knew of on that day.

    Each section shows what is most pressing and says how much more there is and which
    command shows it, with the options of the `selection`; `unfolded` shows all. For one
    owner, the screen begins with what they must do next; of one process, it ends with the
    sheet of its steps.
    """
    screen = _Screen(timeline, steps, everything, today, lang, width, unfolded, selection)
    yield from screen.heading()
    yield from screen.final_deadlines()
    if selection.owner is not None:
        yield from screen.first()
    yield from screen.late()
    yield from screen.running()
    yield from screen.now()
    yield from screen.coming()
    yield from screen.lately()
    if selection.owner is None:
        yield from screen.who()
    yield from screen.progress()
    if unknown:
        yield from screen.unknown(unknown)
    yield from screen.legend()


_Coming = tuple[date, bool, Callable[[], _Item]]
"""What comes, by its day, and whether it comes back; in words only if there is room for it."""


class _Screen:
    def __init__(
        self,
        timeline: Timeline,
        steps: Mapping[str, Progress],
        everything: Mapping[str, Progress],
        today: date,
        lang: Lang,
        width: int,
        unfolded: bool,
        selection: Selection,
    ) -> None:
        self._timeline = timeline
        self._steps = steps
        self._everything = everything
        self._today = today
        self._lang = lang
        self._width = width
        self._unfolded = unfolded
        self._selection = selection
        self._say = sayer(lang)
        self._slacks: dict[str, Slack] = {}
        self._long_ago, self._horizon = year_around(today)

    def heading(self) -> Iterator[Line]:
        """Yield the title and the day."""
        day = say_day(self._today, self._lang)
        room = self._width - len(day) - 2
        title = wrap(self._timeline.title, room)
        yield line(Span(pad(title[0], room + 2), "head"), Span(day, "bold"))
        for more in title[1:]:
            yield line(Span(more, "head"))
        chosen = chosen_words(self._timeline, self._selection)
        if chosen:
            only = self._say(Text("Alleen", "Only"))
            for text in wrap(f"{only}: {chosen}", self._width):
                yield line(Span(text, "bold"))
        yield BLANK

    def final_deadlines(self) -> Iterator[Line]:
        """Yield the final deadline of the chosen processes and what passes it already.

        That of a process which begins more than a year from now says nothing yet, that of
        one which ended more than a year ago nothing any more; who asks for one process
        gets its deadline always. The nearest one that is ahead comes first, in full.
        """
        found = list(self._open_deadlines())
        if not found:
            return
        found.sort(key=lambda pair: (pair[0].date < self._today, self._away(pair[0])))
        several = Text("Einddata", "Final deadlines")
        word = self._say(several if len(found) > 1 else Text("Einddatum", "Final deadline"))
        few = len(found) if self._unfolded else _FEW["final"]
        for number, (deadline, process) in enumerate(found[:few]):
            facts = self._final_deadline(deadline, process, short=number > 0 and not self._unfolded)
            yield from row(
                [Cell.of(Span("" if number else word, "head")), facts],
                [len(word), self._rest(len(word))],
            )
        if len(found) > few:
            yield from self._more(len(found) - few, "status --all")
        yield BLANK

    def _away(self, deadline: Deadline) -> int:
        return abs((deadline.date - self._today).days)

    def _open_deadlines(self) -> Iterator[tuple[Deadline, Process]]:
        shown = dict.fromkeys(step.activity.process for step in self._steps.values())
        for process in map(self._timeline.processes.__getitem__, shown):
            if process.final_deadline is None:
                continue
            deadline = self._timeline.deadlines[process.final_deadline]
            status = self._everything[deadline.activity].status
            if status in CLOSED and status is not Status.NOT_DONE:
                continue
            if self._unfolded or len(shown) == 1 or self._is_of_now(deadline, process):
                yield deadline, process

    def _is_of_now(self, deadline: Deadline, process: Process) -> bool:
        """Return whether the deadline is ahead, or lately past, of what has begun or soon does."""
        if deadline.date < self._today:
            return deadline.date >= self._long_ago
        starts = (
            step.window.bounds.earliest_start
            for step in self._everything.values()
            if step.activity.process == process.id and step.status is not Status.CANCELLED
        )
        begins = min((day for day in starts if day is not None), default=deadline.date)
        return begins <= self._horizon

    def _final_deadline(self, deadline: Deadline, process: Process, *, short: bool) -> Cell:
        step = self._everything[deadline.activity]
        day = say_day(deadline.date, self._lang)
        away = say_distance(self._today, deadline.date, self._lang)
        first = f"{process.label}: {day}, {away}"
        what = f"{step.activity.title}: {self._deadline_state(step)}"
        return Cell.of(Span(first, "bold"), what, *self._passing(step, deadline.id, short=short))

    def _deadline_state(self, step: Progress) -> str:
        state = state_words(step, self._today, self._lang)
        if len(step.tracks) > 1 and step.done_count in (0, len(step.tracks)):
            of = self._say(Text("van", "of"))
            state = f"{state} ({step.done_count} {of} {len(step.tracks)})"
        return state

    def _passing(self, step: Progress, deadline_id: str, *, short: bool) -> Iterator[Span]:
        deadline = self._timeline.deadlines[deadline_id]
        late = passes(self._timeline, self._everything, deadline)
        certain = [one for one, truth in late.items() if truth is Truth.YES]
        possible = [one for one, truth in late.items() if truth is Truth.MAYBE]
        if certain:
            text = Text("Gaat eroverheen: {ids}", "Passes it: {ids}").fill(ids=", ".join(certain))
            yield Span(self._say(text), "rood")
        if possible:
            text = Text("Gaat er misschien overheen: {ids}", "May pass it: {ids}")
            yield Span(self._say(text.fill(ids=", ".join(possible))), "oranje")
        if late or step.status is Status.DONE:
            return
        if deadline.date < self._today:
            # The plan fitted; what became of it is another matter, and is not known.
            if step.status is not Status.NO_EVIDENCE:
                return  # the status itself says it
            text = Text("Of dit is gehaald, is niet bekend.", "Whether it was met is not known.")
        else:
            text = Text(
                "Geen enkele stap met een datum gaat eroverheen.", "No dated step passes it."
            )
            if short:
                return
            yield Span(self._say(text), "dim")
            slack = self._slack(deadline)
            if slack.room.possible is None:
                return
            said = room_words(slack.room, self._lang)
            least = self._say(Text("het krapst", "least"))
            ids = ", ".join(slack.at[:_FEW_TIGHT]) + (" …" if len(slack.at) > _FEW_TIGHT else "")
            yield Span(f"{said[0].upper()}{said[1:]}; {least}: {ids}", "")
            yield from self._next_missed(deadline)
            return
        yield Span(self._say(text), "dim")

    def _next_missed(self, deadline: Deadline) -> Iterator[Span]:
        """Yield what it costs to miss the next meeting on the way, where its agenda tells."""
        from boplan.schedule.floats import cost_of_missing, is_open

        room = self._slack(deadline)
        found = [
            (job.plan.earliest_start, job, cost)
            for job in room.jobs
            if is_open(job) and job.plan.earliest_start is not None
            and job.plan.earliest_start >= self._today
            and (cost := cost_of_missing(job)) is not None
        ]  # fmt: skip
        if not found:
            return
        day, job, cost = min(found, key=lambda one: one[0] or self._today)
        body = " + ".join(self._timeline.bodies[one].label for one in job.activity.body)
        days = days_words(cost)
        said = say_day(day, self._lang) if day is not None else ""
        yield Span(
            self._say(
                Text(
                    f"{body} van {said} missen kost {days.nl}.",
                    f"Missing {body} of {said} costs {days.en}.",
                )
            ),
            "",
        )

    def _slack(self, deadline: Deadline) -> Slack:
        """Return what room is left before a deadline; worked out once."""
        if deadline.id not in self._slacks:
            from boplan.schedule.floats import slack
            from boplan.schedule.network import Network

            network = Network.of(
                self._timeline, self._everything, self._today, towards=deadline.activity
            )
            self._slacks[deadline.id] = slack(network, deadline)
        return self._slacks[deadline.id]

    def late(self) -> Iterator[Line]:
        """Yield what is overdue, longest first.

        What has been for more than a year is counted, and shown only if nothing else is late.
        """
        found = by_limit(self._with(Status.OVERDUE))
        if not found:
            moved = sum(step.is_behind for step in self._steps.values())
            yield line(Span(self._say(_NOTHING_LATE), "groen"), self._say(_moved_words(moved)))
            yield BLANK
            return
        found.sort(key=self._is_old)
        recent = sum(not self._is_old(step) for step in found)
        few = _few("late", recent) if recent == len(found) else _FEW["late"]
        few = min(recent, few) or _FEW["old"]
        yield from self._section(_LATE, found, self._late_item, few, "rood", "--status overdue")

    def _is_old(self, step: Progress) -> bool:
        return long_overdue(step, self._today)

    def running(self) -> Iterator[Line]:
        """Yield what is going on; what comes to an end soonest first."""
        found = by_limit(self._with(Status.RUNNING))

        def folds(step: Progress) -> bool:
            """Return whether it asks nothing soon: it comes back, has no end or a distant one."""
            if step.activity.recurrence is not None or step.limit is None:
                return True
            return step.limit > self._horizon

        found.sort(key=folds)
        few = min(max(1, sum(not folds(step) for step in found)), _few("runs", len(found)))
        yield from self._section(_RUNS, found, self._item, few, "oranje", "--status running")

    def now(self) -> Iterator[Line]:
        """Yield what is to be done now: due within two weeks, or its window is open."""
        found = by_limit(self._with(Status.DUE_SOON))
        yield from self._section(
            _NOW, found, self._item, _few("now", len(found)), "oranje", "--status due-soon"
        )

    def coming(self) -> Iterator[Line]:
        """Yield what comes within a year, with the meetings that prepare it; later is counted."""
        found = [*self._upcoming(), *self._prepared(), *self._occurring()]
        found.sort(key=lambda one: one[0])
        near = [one for one in found if one[0] <= self._horizon]
        later = found[len(near) :]
        few = _FEW["next"] if later else _few("next", len(near))
        if not self._unfolded:  # what comes back leaves room for what comes once
            once = sorted(near, key=lambda one: one[1])
            near = [*sorted(once[:few], key=lambda one: one[0]), *once[few:]]
        yield from self._section(_NEXT, near, lambda coming: coming[2](), few, "head", "", later)

    def _upcoming(self) -> Iterator[_Coming]:
        # Of what may begin on one day, what is sure of its days comes first.
        found = sorted(
            self._with(Status.UPCOMING, Status.CONDITIONAL),
            key=lambda step: step.window.bounds.latest_finish or date.max,
        )
        for step in found:
            if step.activity.recurrence is not None and self._occurs(step) is not None:
                continue
            yield self._comes(step) or date.max, False, partial(self._item, step)

    def _comes(self, step: Progress) -> date | None:
        """Return the day on which a step comes: its first, or its last if it may have begun.

        None if neither is known to be ahead.
        """
        bounds = step.window.bounds
        days = (bounds.earliest_start, bounds.latest_finish)
        return next((day for day in days if day is not None and day > self._today), None)

    def _occurring(self) -> Iterator[_Coming]:
        for step in self._with(Status.UPCOMING, Status.RUNNING, Status.CONDITIONAL):
            following = self._occurs(step)
            if following is not None:
                said = say(Moment(following), self._lang)
                yield following.first, True, partial(self._item, step, (said,))

    def _occurs(self, step: Progress) -> Part | None:
        """Return when a recurring step comes next, None if that is not known."""
        recurrence = step.activity.recurrence
        following = next_occurrence(recurrence, self._today) if recurrence else None
        return following if following is not None and following.first > self._today else None

    def _prepared(self) -> Iterator[_Coming]:
        open_steps = self._with(Status.UPCOMING, Status.DUE_SOON, Status.OVERDUE)
        for step in open_steps:
            for one in preparations(self._timeline, step.activity, step.current):
                if one.day >= self._today:
                    yield one.day, False, partial(self._preparation, step, one)

    def _preparation(self, step: Progress, meeting: Preparation) -> _Item:
        body = self._timeline.bodies[meeting.body].label
        text = Text("{body}: voorbereiding van '{title}'", "{body}: prepares '{title}'")
        derived = Text("afgeleid", "derived") if not meeting.is_known else Text("bekend", "known")
        return _Item(
            when=(say_day(meeting.day, self._lang),),
            sign=sign(Status.UPCOMING),
            title=self._say(text.fill(body=body, title=step.activity.title)),
            detail=f"{self._say(derived)} · {step.activity.id}",
        )

    def lately(self) -> Iterator[Line]:
        """Yield what came to an end in the last two weeks, the latest first.

        What was only reported then, and may have ended long before, comes last.
        """
        since = self._today - _LATELY_DAYS
        found = []
        for step in self._with(*_CLOSED_BY):
            ends = [
                record.on
                for record in step.records
                if record.kind in _CLOSED_BY[step.status] and record.on is not None
            ]
            if not ends:
                continue
            on = max(ends, key=lambda one: one.bounds.latest_finish or date.min)
            last = on.bounds.latest_finish
            if last is not None and last >= since:
                first = on.bounds.earliest_finish
                found.append((first is None or first < since, last, step, on))
        found.sort(key=lambda one: (one[0], -one[1].toordinal()))
        few = min(sum(not reported for reported, *_ in found), _FEW["lately"]) or 1
        yield from self._section(
            _LATELY, found, lambda one: self._closed_item(*one[2:]), few, "head", ""
        )

    def _closed_item(self, step: Progress, on: When) -> _Item:
        when = [say(on, self._lang)]
        if step.status is Status.DONE:
            when = date_words(step, self._today, self._lang)
        reasons = [record.reason.rstrip(".") for record in step.records[-1:] if record.reason]
        state = state_words(step, self._today, self._lang)
        said = [", ".join([state, *self._outcomes(step)]), *reasons, *when[2:]]
        return self._made(step, tuple(when), said)

    def _outcomes(self, step: Progress) -> list[str]:
        """Return what was decided: per point if there are few, else how often what."""
        found = [record for record in step.records if record.kind is RecordKind.OUTCOME]
        if self._unfolded or len(found) <= _FEW_POINTS:
            said = [
                str(record.outcome) + (f" ({record.point})" if record.point else "")
                for record in found
            ]
            return list(dict.fromkeys(said))
        return [f"{number} × {what}" for what, number in Counter(r.outcome for r in found).items()]

    def first(self) -> Iterator[Line]:
        """Yield what the chosen owner must do next, and after that."""
        steps = by_urgency(self._steps.values(), self._today)
        if not steps:
            return
        yield line(Span(self._say(_FIRST), "head"))
        labels = [Text("Eerst", "First")] + [Text("Daarna", "Then")] * (_FEW["first"] - 1)
        left = max(len(self._say(label)) for label in labels)
        for label, step in zip(labels, steps, strict=False):
            yield from row(
                [Cell.of(self._say(label)), Cell.of(self._action(step))],
                [left, self._rest(left + 2)], indent=2,
            )  # fmt: skip
        yield BLANK

    def who(self) -> Iterator[Line]:
        """Yield, per owner, the most pressing thing they must do."""
        first: dict[str, Progress] = {}
        count: dict[str, int] = {}
        for step in filter(self._asks, by_urgency(self._steps.values(), self._today)):
            name = owner(self._timeline, step.activity) or bodies(self._timeline, step.activity)
            if name:
                first.setdefault(name, step)
                count[name] = count.get(name, 0) + 1
        if not first:
            return
        yield line(Span(self._say(_WHO), "head"))
        names = list(first) if self._unfolded else list(first)[: _FEW["who"]]
        left = min(max(len(name) for name in names), self._width // 3)
        for name in names:
            step, more = first[name], count[name] - 1
            extra = Text("en nog {n}", "and {n} more").fill(n=more) if more else Text("", "")
            yield from row(
                [Cell.of(name), Cell.of(f"{self._turn(step)} {self._say(extra)}".strip())],
                [left, self._rest(left + 2)], indent=2,
            )  # fmt: skip
        if len(first) > len(names):
            yield from self._more(len(first) - len(names), "status --all")
        yield BLANK

    def _is_near(self, step: Progress) -> bool:
        """Return whether it is going on, or may be within a year."""
        if step.status in _BLOCKED:
            return True
        if step.status not in (Status.UPCOMING, Status.CONDITIONAL):
            return False
        day = self._comes(step)
        return day is not None and day <= self._horizon

    def _asks(self, step: Progress) -> bool:
        """Return whether somebody must act within a year; a contract that begins asks nobody."""
        return self._is_near(step) and step.activity.purpose not in STATES

    def _action(self, step: Progress) -> str:
        """Return what is to be done and by when, and what keeps it: "Concept (3 dagen te laat)"."""
        kept = step.status in _BLOCKED
        by = blocker_words(self._timeline, self._everything, step, self._lang) if kept else ""
        return self._turn(step, by)

    def _turn(self, step: Progress, kept_by: str = "") -> str:
        when = date_words(step, self._today, self._lang)[0]
        if step.status is Status.OVERDUE:
            when = track_words(step, self._today, self._lang)
        said = [when, missing_words(self._timeline, step, self._lang), kept_by]
        return f"{step.activity.title} ({'; '.join(one for one in said if one)})"

    def progress(self) -> Iterator[Line]:
        """Yield a bar for each process in which something goes on, or the sheet of one."""
        per_process: dict[str, list[Progress]] = {}
        for step in self._steps.values():
            per_process.setdefault(step.activity.process, []).append(step)
        if not per_process:
            return
        if len(per_process) == 1:
            (one,) = per_process
            yield from self._sheet(self._timeline.processes[one].label)
            return
        yield line(Span(self._say(_PROGRESS), "head"))
        ranked = sorted(per_process.items(), key=lambda item: self._attention(item[1]))
        shown = ranked
        if not self._unfolded:
            alive = [item for item in ranked if any(map(self._is_near, item[1]))]
            shown = (alive or ranked)[: _FEW["progress"]]
        names = [self._timeline.processes[one].label for one, _ in shown]
        left = min(max(cells(name) for name in names), self._width - 52)
        for name, (_, steps) in zip(names, shown, strict=True):
            yield from bar(name, steps, max(left, 8))  # a screen has 60 columns at least
        if len(ranked) > len(shown):
            yield from self._more(len(ranked) - len(shown), "status --all")
        yield BLANK

    def _sheet(self, name: str) -> Iterator[Line]:
        found = list(counts(self._steps.values()))
        room = self._width - sum(cells(span.text) for span in found)
        word = self._say(_PROGRESS)
        named = f"  {shorten(name, room - len(word) - 2)}"
        yield line(Span(word, "head"), pad(named, room - len(word)), *found)
        yield from sheet(
            self._timeline, self._steps, self._today, lang=self._lang, width=self._width,
            unfolded=self._unfolded, selection=self._selection,
        )  # fmt: skip
        yield BLANK

    def _attention(self, steps: Sequence[Progress]) -> tuple[int, ...]:
        """Return what sorts the processes that ask most attention first."""
        red = (step for step in steps if step.status is Status.OVERDUE or step.is_behind)
        late = sum(not self._is_old(step) for step in red)
        soon = sum(step.status is Status.DUE_SOON for step in steps)
        runs = sum(step.status is Status.RUNNING and not is_lasting(step) for step in steps)
        near = sum(self._is_near(step) for step in steps)
        return -late, -soon, -runs, -near, -len(steps)

    def unknown(self, count: int) -> Iterator[Line]:
        """Yield how many steps nobody knew of yet."""
        said = f"… {self._say(unknown_words(count))}"
        yield from more_lines(said, f"status --later {self._selection.as_options()}", self._width)
        yield BLANK

    def legend(self) -> Iterator[Line]:
        """Yield what the colours and signs mean."""
        pieces = [
            f"{colour_sign(colour).text} {self._say(COLOUR_NAMES[colour])}: "
            f"{self._say(COLOUR_WORDS[colour])}"
            for colour in Colour
        ]
        silent = STATUS_WORDS[Status.NO_EVIDENCE]
        pieces.append(f"{sign(Status.NO_EVIDENCE).text} {self._say(silent)}{self._known()}")
        if any(step.status in ENDED for step in self._steps.values()):
            ended = Text("afgelopen, vervallen of vervangen", "over, cancelled or superseded")
            pieces.append(f"{sign(Status.ELAPSED).text} {self._say(ended)}")
        for text in wrap_pieces(pieces, " · ", self._width):
            yield line(Span(text, "dim"))

    def _known(self) -> str:
        """Return through which day it is known what happened, if that is what silences steps."""
        silent = {
            self._timeline.processes[step.activity.process].evidence_until
            for step in self._with(Status.NO_EVIDENCE)
        }
        if len(silent) != 1:
            return ""
        (until,) = silent
        if until is None or until >= self._today:
            return ""
        text = Text(
            " (bekend is wat er gebeurde t/m {day})", " (known is what happened through {day})"
        )
        return self._say(text.fill(day=say_day(until, self._lang)))

    # -- shared ------------------------------------------------------------------------

    def _with(self, *wanted: Status) -> list[Progress]:
        return [step for step in self._steps.values() if step.status in wanted]

    def _late_item(self, step: Progress) -> _Item:
        """Return what is overdue: by how much, when it was planned, whose turn it is."""
        plans = {track.current for track in step.tracks if track.status is Status.OVERDUE}
        plan = plans.pop() if len(plans) == 1 else step.current
        dates = date_words(replace(step, current=plan), self._today, self._lang)
        details = [dates[0]]
        if plan != step.original:
            details += dates[-1:]
        late = track_words(step, self._today, self._lang)
        return self._made(step, (late,), [*details, self._to_the_end(step)])

    def _to_the_end(self, step: Progress) -> str:
        """Return whether being late breaks the final deadline of the process, "" if it has none."""
        name = self._timeline.processes[step.activity.process].final_deadline
        if name is None or self._timeline.deadlines[name].date < self._today:
            return ""
        room = self._slack(self._timeline.deadlines[name]).of
        found = [one.possible for key, one in room.items() if key[0] == step.activity.id]
        left = [one for one in found if one is not None]
        if not left:
            return self._say(Text("raakt de einddatum niet", "does not touch the final deadline"))
        if min(left) < 0:
            return self._say(Text("de einddatum gaat zo niet meer", "breaks the final deadline"))
        days = days_words(min(left))
        return self._say(
            Text(f"einddatum: nog hoogstens {days.nl}", f"final deadline: {days.en} left at most")
        )

    def _item(self, step: Progress, when: tuple[str, ...] | None = None) -> _Item:
        dates = tuple(date_words(step, self._today, self._lang))
        details = list(dates[2:]) if when is None else []
        if step.status is Status.CONDITIONAL:
            details.append(self._condition(step))
        return self._made(step, when or dates, details)

    def _made(self, step: Progress, when: tuple[str, ...], details: list[str]) -> _Item:
        """Return an item: `details` first, then who is missing, who acts, what it waits for."""
        said = [*details]
        missing = missing_words(self._timeline, step, self._lang)
        if missing and 0 < step.done_count < step.needed_count:
            text = Text("{n} van {of} gedaan", "{n} of {of} done")
            said.append(self._say(text.fill(n=step.done_count, of=step.needed_count)))
        said.append(missing)
        names = [bodies(self._timeline, step.activity), owner(self._timeline, step.activity)]
        said += dict.fromkeys(names[:1] if self._selection.owner is not None else names)
        said.append(step.activity.id)
        if step.status in _BLOCKED:
            said.append(blocker_words(self._timeline, self._everything, step, self._lang))
        return _Item(
            when=when,
            sign=sign(step.status),
            title=step.activity.title,
            detail=" · ".join(one for one in said if one),
        )

    def _condition(self, step: Progress) -> str:
        if step.activity.condition:
            text = Text("voorwaarde: {what}", "condition: {what}")
            what = step.activity.condition
            if not self._unfolded:
                what = shorten(what, _CONDITION_CELLS)
            return self._say(text.fill(what=what))
        text = Text("alleen voor wie {what} niet haalt", "only for who misses {what}")
        return self._say(text.fill(what=step.activity.fallback_for))

    def _section(
        self,
        title: Text,
        found: Sequence[T],
        item_of: Callable[[T], _Item],
        few: int,
        style: str,
        more: str,
        later: Sequence[T] = (),
    ) -> Iterator[Line]:
        """Yield what was found; of `later`, what is too far away, only how much there is."""
        if not found and not later:
            return
        shown = [*found, *later] if self._unfolded else found[:few]
        yield line(Span(f"{self._say(title)} ({len(found)})", style))
        left = min(30, max(18, self._width * 28 // 100))
        for item in map(item_of, shown):
            when = Cell.of(*item.when[:2])
            what = Cell.of(Span(item.title), Span(item.detail, "dim"))
            mark = Cell.of(item.sign)
            yield from row([mark, when, what], [1, left, self._rest(left + 5)], indent=2)
        if len(found) + len(later) > len(shown):
            command = f"list {more}" if more else "status --all"
            folded = max(0, len(found) - len(shown))
            yield from self._more(folded, command, len(later), any_near=bool(found))
        yield BLANK

    def _more(
        self, count: int, command: str, later: int = 0, *, any_near: bool = True
    ) -> Iterator[Line]:
        said = Text("… en nog {n}", "… and {n} more").fill(n=count)
        if later:
            far = Text("{n} later of zonder datum", "{n} later or undated").fill(n=later)
            both = Text("{said} binnen een jaar, {far}", "{said} within a year, {far}")
            none = Text("Binnen een jaar niets, {far}", "Nothing within a year, {far}")
            only = Text("… {far}", "… {far}")
            said = (both if count else only if any_near else none).fill(said=said, far=far)
        whole = f"{command} {self._selection.as_options()}"
        yield from more_lines(self._say(said), whole, self._width)

    def _rest(self, used: int) -> int:
        return max(8, self._width - used - 4)


_BLOCKED = (Status.OVERDUE, Status.DUE_SOON, Status.RUNNING)
"""Where it matters what a step waits for: elsewhere there is time."""
