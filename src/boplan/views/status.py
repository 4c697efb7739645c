"""One screen: where are we, what is late, what runs, what comes, who must act."""

from __future__ import annotations

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
    COLOUR_OF,
    COLOUR_WORDS,
    STATUS_WORDS,
    Colour,
    Lang,
    RecordKind,
    Status,
    Text,
)
from boplan.model.when import Moment, Truth
from boplan.schedule.progress import Progress, by_limit, by_urgency, is_lasting, passes
from boplan.schedule.selection import EVERYTHING, Selection
from boplan.views.layout import BLANK, Cell, Line, Span, cells, line, pad, row, wrap, wrap_pieces
from boplan.views.parts import (
    blocker_words,
    bodies,
    chosen_words,
    colour_sign,
    date_words,
    days_words,
    missing_words,
    owner,
    room_words,
    sayer,
    sign,
    state_words,
    track_words,
)

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
    "final": 2, "late": 6, "runs": 4, "now": 4, "next": 6, "lately": 3, "first": 2, "who": 4,
    "progress": 6,
}  # fmt: skip
_LATELY_DAYS = timedelta(days=14)
_CLOSED_BY = {
    Status.DONE: (RecordKind.DONE, RecordKind.OUTCOME),
    Status.NOT_DONE: (RecordKind.NOT_DONE,),
    Status.CANCELLED: (RecordKind.CANCELLED,),
    Status.SUPERSEDED: (RecordKind.SUPERSEDED,),
}


T = TypeVar("T")


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
) -> Iterator[Line]:
    """Yield the screen for the chosen `steps`; `everything` holds all of the timeline.

    Each section shows what is most pressing and says how much more there is and which
    command shows it, with the options of the `selection`; `unfolded` shows all. For one
    owner, the screen begins with what they must do next.
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
    yield from screen.legend()


_Coming = tuple[date, Callable[[], _Item]]
"""What comes, by its day; it is put into words only if there is room for it."""


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

        What is done is left out; the deadline nearest to today comes first.
        """
        shown = dict.fromkeys(step.activity.process for step in self._steps.values())
        found = [
            (self._timeline.deadlines[process.final_deadline], process)
            for process in map(self._timeline.processes.__getitem__, shown)
            if process.final_deadline is not None
        ]
        open_ones = [
            pair for pair in found if self._everything[pair[0].activity].status is not Status.DONE
        ]
        open_ones.sort(key=lambda pair: abs((pair[0].date - self._today).days))
        few = len(open_ones) if self._unfolded else _FEW["final"]
        for deadline, process in open_ones[:few]:
            yield from self._final_deadline(deadline, process)
        if len(open_ones) > few:
            yield self._more(len(open_ones) - few, "status --all")
        if open_ones:
            yield BLANK

    def _final_deadline(self, deadline: Deadline, process: Process) -> Iterator[Line]:
        step = self._everything[deadline.activity]
        word = self._say(Text("Einddatum", "Final deadline"))
        day = say_day(deadline.date, self._lang)
        away = say_distance(self._today, deadline.date, self._lang)
        first = f"{process.label}: {day}, {away}"
        what = f"{step.activity.title}: {self._deadline_state(step)}"
        facts = [Cell.of(Span(first, "bold"), what, *self._passing(step, deadline.id))]
        yield from row([Cell.of(Span(word, "head")), *facts], [len(word), self._rest(len(word))])

    def _deadline_state(self, step: Progress) -> str:
        state = state_words(step, self._today, self._lang)
        if len(step.tracks) > 1 and step.done_count in (0, len(step.tracks)):
            of = self._say(Text("van", "of"))
            state = f"{state} ({step.done_count} {of} {len(step.tracks)})"
        return state

    def _passing(self, step: Progress, deadline_id: str) -> Iterator[Span]:
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
        """Yield what is overdue, longest first."""
        found = by_limit(self._with(Status.OVERDUE))
        if not found:
            yield line(Span(self._say(_NOTHING_LATE), "groen"))
            yield BLANK
            return
        yield from self._section(
            _LATE, found, self._late_item, _FEW["late"], "rood", "--status overdue"
        )

    def running(self) -> Iterator[Line]:
        """Yield what is going on; what comes to an end soonest first."""
        found = by_limit(self._with(Status.RUNNING))
        # What goes on for years folds first: it asks nothing today.
        found.sort(key=is_lasting)
        few = min(max(1, sum(not is_lasting(step) for step in found)), _FEW["runs"])
        yield from self._section(_RUNS, found, self._item, few, "oranje", "--status running")

    def now(self) -> Iterator[Line]:
        """Yield what is to be done now: due within two weeks, or its window is open."""
        found = by_limit(self._with(Status.DUE_SOON))
        yield from self._section(
            _NOW, found, self._item, _FEW["now"], "oranje", "--status due-soon"
        )

    def coming(self) -> Iterator[Line]:
        """Yield what comes next, with the meetings that prepare it."""
        found = [*self._upcoming(), *self._prepared(), *self._occurring()]
        found.sort(key=lambda one: one[0])
        yield from self._section(_NEXT, found, lambda coming: coming[1](), _FEW["next"], "head", "")

    def _upcoming(self) -> Iterator[_Coming]:
        for step in self._with(Status.UPCOMING, Status.CONDITIONAL):
            bounds = step.window.bounds
            order = bounds.earliest_start or bounds.latest_finish
            # What may have begun already does not come: when it does is not known.
            if order and order > self._today and step.activity.recurrence is None:
                yield order, partial(self._item, step)

    def _occurring(self) -> Iterator[_Coming]:
        for step in self._with(Status.UPCOMING, Status.RUNNING, Status.CONDITIONAL):
            recurrence = step.activity.recurrence
            following = next_occurrence(recurrence, self._today) if recurrence else None
            if following is not None and following.first > self._today:
                said = say(Moment(following), self._lang)
                yield following.first, partial(self._item, step, (said,))

    def _prepared(self) -> Iterator[_Coming]:
        open_steps = self._with(Status.UPCOMING, Status.DUE_SOON, Status.OVERDUE)
        for step in open_steps:
            for one in preparations(self._timeline, step.activity, step.current):
                if one.day >= self._today:
                    yield one.day, partial(self._preparation, step, one)

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
        """Yield what came to an end in the last two weeks, the latest first."""
        found = []
        for step in self._with(*_CLOSED_BY):
            days = [
                record.on.bounds.latest_finish
                for record in step.records
                if record.kind in _CLOSED_BY[step.status] and record.on is not None
            ]
            day = max((one for one in days if one is not None), default=date.min)
            if self._today - _LATELY_DAYS <= day:
                found.append((day, step))
        found.sort(key=lambda pair: pair[0], reverse=True)
        yield from self._section(
            _LATELY, found, lambda pair: self._closed_item(*pair), _FEW["lately"], "head", ""
        )

    def _closed_item(self, day: date, step: Progress) -> _Item:
        when = [say_day(day, self._lang)]
        if step.status is Status.DONE:
            when = date_words(step, self._today, self._lang)
        outcomes = [
            str(record.outcome) + (f" ({record.point})" if record.point else "")
            for record in step.records
            if record.kind is RecordKind.OUTCOME
        ]
        reasons = [record.reason.rstrip(".") for record in step.records[-1:] if record.reason]
        state = state_words(step, self._today, self._lang)
        said = [", ".join([state, *dict.fromkeys(outcomes)]), *reasons, *when[2:]]
        return self._made(step, tuple(when), said)

    def first(self) -> Iterator[Line]:
        """Yield what the chosen owner must do next, and after that."""
        steps = by_urgency(self._steps.values())
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
        for step in by_urgency(self._steps.values()):
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
            more = count[name] - 1
            extra = Text("en nog {n}", "and {n} more").fill(n=more) if more else Text("", "")
            yield from row(
                [Cell.of(name), Cell.of(f"{self._action(first[name])} {self._say(extra)}".strip())],
                [left, self._rest(left + 2)], indent=2,
            )  # fmt: skip
        if len(first) > len(names):
            yield self._more(len(first) - len(names), "status --all")
        yield BLANK

    def _action(self, step: Progress) -> str:
        """Return what is to be done and by when, and what keeps it: "Concept (3 dagen te laat)"."""
        when = date_words(step, self._today, self._lang)[0]
        if step.status is Status.OVERDUE:
            when = track_words(step, self._today, self._lang)
        said = [when, missing_words(self._timeline, step, self._lang)]
        if step.status in _BLOCKED:
            said.append(blocker_words(self._timeline, self._everything, step, self._lang))
        return f"{step.activity.title} ({'; '.join(one for one in said if one)})"

    def progress(self) -> Iterator[Line]:
        """Yield one line per process: a bar and the count of each colour."""
        per_process: dict[str, list[Progress]] = {}
        for step in self._steps.values():
            per_process.setdefault(step.activity.process, []).append(step)
        if not per_process:
            return
        yield line(Span(self._say(_PROGRESS), "head"))
        ranked = sorted(per_process.items(), key=lambda item: _attention(item[1]))
        shown = ranked if self._unfolded else ranked[: _FEW["progress"]]
        order = list(per_process)
        shown.sort(key=lambda item: order.index(item[0]))
        names = [self._timeline.processes[one].label for one, _ in shown]
        left = min(max(cells(name) for name in names), self._width - 50)
        for one, steps in shown:
            yield from self._bar(self._timeline.processes[one], steps, max(left, 10))
        if len(ranked) > len(shown):
            yield self._more(len(ranked) - len(shown), "status --all")
        yield BLANK

    def _bar(self, process: Process, steps: Sequence[Progress], left: int) -> Iterator[Line]:
        counts = dict.fromkeys(Colour, 0)
        for step in steps:
            counts[COLOUR_OF[step.status]] += 1
        silent = sum(step.status is Status.NO_EVIDENCE for step in steps)
        # A dozen cells, at least one for every colour that occurs.
        size = 12
        cells_of = {
            colour: max(1, counts[colour] * size // len(steps)) if counts[colour] else 0
            for colour in (Colour.ROOD, Colour.ORANJE, Colour.GROEN)
        }
        while sum(cells_of.values()) > size:
            cells_of[max(cells_of, key=lambda colour: cells_of[colour])] -= 1
        names = wrap(process.label, left)
        pieces: list[str | Span] = ["  " + pad(names[0], left + 2)]
        for colour, mark in ((Colour.GROEN, "█"), (Colour.ORANJE, "▒"), (Colour.ROOD, "▓")):
            pieces.append(Span(mark * cells_of[colour], colour.value))
        pieces.append(Span("·" * (size - sum(cells_of.values())), "dim"))
        numbers = [(colour_sign(colour), counts[colour]) for colour in _COUNTED]
        numbers += [(colour_sign(Colour.GEEN), counts[Colour.GEEN] - silent)]
        numbers += [(sign(Status.NO_EVIDENCE), silent)]
        for mark_, number in numbers:
            text = pad(str(number), 4, right=True)
            pieces += [Span(f"{text} {mark_.text}", mark_.style if number else "dim")]
        yield line(*pieces)
        for more in names[1:]:
            yield line("  " + more)

    def legend(self) -> Iterator[Line]:
        """Yield what the colours and signs mean."""
        pieces = [
            f"{colour_sign(colour).text} {colour}: {self._say(COLOUR_WORDS[colour])}"
            for colour in Colour
        ]
        silent = STATUS_WORDS[Status.NO_EVIDENCE]
        pieces.append(f"{sign(Status.NO_EVIDENCE).text} {self._say(silent)}{self._known()}")
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
            return self._say(text.fill(what=step.activity.condition))
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
    ) -> Iterator[Line]:
        if not found:
            return
        shown = found if self._unfolded else found[:few]
        yield line(Span(f"{self._say(title)} ({len(found)})", style))
        left = min(30, max(18, self._width * 34 // 100))
        for item in map(item_of, shown):
            when = Cell.of(*item.when[:2])
            what = Cell.of(Span(item.title), Span(item.detail, "dim"))
            mark = Cell.of(item.sign)
            yield from row([mark, when, what], [1, left, self._rest(left + 5)], indent=2)
        if len(found) > len(shown):
            command = f"list {more}" if more else "status --all"
            yield self._more(len(found) - len(shown), command)
        yield BLANK

    def _more(self, count: int, command: str) -> Line:
        text = Text("… en nog {n}: boplan {command}", "… and {n} more: boplan {command}")
        whole = f"{command} {self._selection.as_options()}".strip()
        said = self._say(text.fill(n=count, command=whole))
        return line(Span("  " + said, "dim"))

    def _rest(self, used: int) -> int:
        return max(8, self._width - used - 4)


_BLOCKED = (Status.OVERDUE, Status.DUE_SOON, Status.RUNNING)
"""Where it matters what a step waits for: elsewhere there is time."""

_COUNTED = (Colour.GROEN, Colour.ORANJE, Colour.ROOD)


def _attention(steps: Sequence[Progress]) -> tuple[int, int, int]:
    """Return what sorts the processes that ask most attention first."""
    late = sum(COLOUR_OF[step.status] is Colour.ROOD for step in steps)
    soon = sum(step.status is Status.DUE_SOON for step in steps)
    return -late, -soon, -len(steps)
