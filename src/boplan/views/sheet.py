"""Progress as the colleagues of 2022 reported it: a bar per process, a sheet of one.

A sheet has a line per step: its colour in the legend, title, plan and how it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from boplan.dates.spoken import say, say_rule
from boplan.model.timeline import Timeline
from boplan.model.vocabulary import CLOSED, COLOUR_NAMES, Colour, Lang, RecordKind, Status, Text
from boplan.model.when import Moment, certain_day
from boplan.schedule.progress import Progress, by_limit
from boplan.schedule.selection import Selection
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
)
from boplan.views.parts import colour_sign, more_lines, sayer, sign, state_words, year_around

LONG = 60
"""How many steps a sheet shows before it folds what asks least."""

ENDED = frozenset({Status.ELAPSED, Status.CANCELLED, Status.SUPERSEDED, Status.NOT_NEEDED})
"""What nobody has to take up any more, without having been done."""

_COUNTED = (Colour.GROEN, Colour.ORANJE, Colour.ROOD)
_COUNTS = 36
"""The columns that the counts of the colours take."""
_BAR = 12
_MAY_MOVE = (Status.RUNNING, Status.DUE_SOON, Status.UPCOMING, Status.CONDITIONAL)
"""Where it says when it is planned now; what is late says how late."""
_OTHER = Text("Overig", "Other")
_HEADS = (Text("Stap", "Step"), Text("Planning", "Plan"), Text("Stand", "State"))


def counts(steps: Iterable[Progress]) -> Iterator[Span]:
    """Yield how many steps have each colour; apart those without evidence or that just ended."""
    found = list(steps)
    silent = sum(step.status is Status.NO_EVIDENCE for step in found)
    numbers = [
        (colour_sign(colour), sum(step.colour is colour for step in found)) for colour in _COUNTED
    ]
    ended = sum(step.status in ENDED for step in found)
    none = sum(step.colour is Colour.GEEN for step in found) - silent - ended
    numbers += [
        (colour_sign(Colour.GEEN), none),
        (sign(Status.NO_EVIDENCE), silent),
        (sign(Status.ELAPSED), ended),
    ]
    for mark, number in numbers:
        text = f"{pad(str(number), 4, right=True)} {mark.text}"
        yield Span(text, mark.style if number else "dim")


def bar(name: str, steps: Sequence[Progress], left: int) -> Iterator[Line]:
    """Yield a process as a bar of a dozen cells, at least one for every colour that occurs."""
    found = {colour: sum(step.colour is colour for step in steps) for colour in _COUNTED}
    cells_of = {
        colour: max(1, number * _BAR // len(steps)) if number else 0
        for colour, number in found.items()
    }
    while sum(cells_of.values()) > _BAR:
        cells_of[max(cells_of, key=lambda colour: cells_of[colour])] -= 1
    names = wrap(name, left)
    pieces: list[str | Span] = ["  " + pad(names[0], left + 2)]
    for colour, mark in ((Colour.GROEN, "█"), (Colour.ORANJE, "▒"), (Colour.ROOD, "▓")):
        pieces.append(Span(mark * cells_of[colour], colour.value))
    pieces.append(Span("·" * (_BAR - sum(cells_of.values())), "dim"))
    yield line(*pieces, *counts(steps))
    for more in names[1:]:
        yield line("  " + more)


def sheet(
    timeline: Timeline,
    steps: Mapping[str, Progress],
    today: date,
    *,
    lang: Lang,
    width: int,
    unfolded: bool,
    selection: Selection,
) -> Iterator[Line]:
    """Yield the steps of one process, per phase, each on a line; the source's words first.

    A long sheet shows what asks attention and says per phase how many more there are;
    which command shows those of the `selection`. `unfolded` shows all, with nothing
    shortened.
    """
    made = _Sheet(timeline, list(steps.values()), today, lang, width, unfolded, selection)
    yield from made.lines()


class _Sheet:
    def __init__(
        self,
        timeline: Timeline,
        steps: Sequence[Progress],
        today: date,
        lang: Lang,
        width: int,
        unfolded: bool,
        selection: Selection,
    ) -> None:
        self._timeline = timeline
        self._steps = steps
        self._today = today
        self._lang = lang
        self._width = width
        self._unfolded = unfolded
        self._selection = selection
        self._say = sayer(lang)
        kept = steps if unfolded else _pressing(steps, today)[:LONG]
        self._kept = {step.activity.id for step in kept}
        self._widths = self._columns()

    def lines(self) -> Iterator[Line]:
        """Yield the heads of the columns, then each phase."""
        heads = ["", *map(self._say, _HEADS)]
        yield from row([Cell.of(Span(one, "dim")) for one in heads], self._widths, indent=2)
        groups: dict[str | None, list[Progress]] = {
            one: [] for one in self._timeline.phases
        }  # in the order of the file
        for step in self._steps:
            groups.setdefault(step.activity.phase, []).append(step)
        found = {one: members for one, members in groups.items() if members}
        for number, (one, members) in enumerate(found.items()):
            if number:
                yield BLANK
            if len(found) > 1 or one is not None:
                title = self._timeline.phases[one].title if one else self._say(_OTHER)
                yield from self._title(title, members)
            shown = [step for step in members if step.activity.id in self._kept]
            for step in shown:
                yield from self._step(step)
            if len(members) > len(shown):
                yield from self._more(one, len(members) - len(shown))

    def _title(self, title: str, members: Sequence[Progress]) -> Iterator[Line]:
        room = self._width - _COUNTS - 2
        first, *rest = wrap(title, room)
        yield line("  ", Span(pad(first, room), "bold"), *counts(members))
        for more in rest:
            yield line("  ", Span(more, "bold"))

    def _columns(self) -> list[int]:
        """Return the widths of colour, title, plan and state."""
        names = [self._say(name) for name in COLOUR_NAMES.values()]
        mark = 2 + max(map(cells, names))
        shown = [step for step in self._steps if step.activity.id in self._kept]
        rest = self._width - 2 - mark - 3 * 2
        state = min(
            max((cells(self._state(step)) for step in shown), default=0),
            max(18, rest * 32 // 100),
        )
        state = max(state, cells(self._say(_HEADS[2])))
        widest = max((cells(self._plan(step)) for step in shown), default=0)
        plan = max(min(widest, (rest - state) * 42 // 100), cells(self._say(_HEADS[1])))
        return [mark, rest - state - plan, plan, state]

    def _step(self, step: Progress) -> Iterator[Line]:
        _, title, plan, _ = self._widths
        texts = [step.activity.title, self._plan(step)]
        if not self._unfolded:
            texts[0] = shorten(texts[0], title)
            if texts[1] == step.activity.words:  # of a date no word can be missed
                texts[1] = shorten(texts[1], plan)
        mark = colour_sign(Colour.ROOD) if step.is_behind else sign(step.status)
        named = f"{mark.text} {self._say(COLOUR_NAMES[step.colour])}"
        columns = [
            Cell.of(Span(named, mark.style)),
            Cell.of(texts[0]),
            Cell.of(Span(texts[1], "dim")),
            Cell.of(Span(self._state(step), mark.style)),
        ]
        yield from row(columns, self._widths, indent=2)

    def _plan(self, step: Progress) -> str:
        """Return what was planned: in the source's words, unless a certain day says as much."""
        activity = step.activity
        settled = any(record.kind is RecordKind.SETTLED for record in step.records)
        exact = step.original is not None and certain_day(step.original) is not None
        if activity.words and not settled and (activity.reading or not exact):
            return activity.words
        if activity.recurrence is not None:
            return say_rule(activity.recurrence.rule, self._lang)
        when = step.current if settled else step.original
        if when is None:
            return self._say(Text("geen datum", "no date"))
        return say(when, self._lang)

    def _state(self, step: Progress) -> str:
        """Return how it stands; of what was moved and is not done, to when."""
        state = state_words(step, self._today, self._lang)
        moved = any(record.kind is RecordKind.MOVED for record in step.records)
        if (
            step.current is None
            or not moved
            or step.status not in _MAY_MOVE
            or step.current == step.original
        ):
            return state
        text = Text("nu gepland {to}", "now planned {to}")
        if step.is_behind and isinstance(step.current, Moment):
            text = Text("verplaatst naar {to}", "moved to {to}")
        elif step.is_behind:
            text = Text("verplaatst: {to}", "moved: {to}")
        said = self._say(text.fill(to=say(step.current, self._lang)))
        planned = step.status in (Status.UPCOMING, Status.DUE_SOON)
        return said if planned else f"{state}, {said}"

    def _more(self, phase: str | None, number: int) -> Iterator[Line]:
        command = f"status --all {self._selection.as_options()}"
        if phase is not None:  # which names its process
            kept = replace(self._selection, process=None, phase=phase)
            command = f"list {kept.as_options()}"
        said = self._say(Text("… en nog {n}", "… and {n} more").fill(n=number))
        yield from more_lines(said, command, self._width)


def _pressing(steps: Sequence[Progress], today: date) -> list[Progress]:
    """Return the steps with first what asks most attention: late, running, done, planned."""
    before, after = year_around(today)

    def rank(step: Progress) -> int:
        if step.colour is Colour.ROOD:
            return 1 if step.status in CLOSED else 0
        if step.colour is Colour.ORANJE:
            return 1
        bounds = step.window.bounds
        if step.status is Status.DONE:
            return 2 if bounds.latest_finish is not None and bounds.latest_finish >= before else 4
        if step.status in (Status.UPCOMING, Status.CONDITIONAL):
            day = bounds.earliest_start or bounds.latest_finish
            return 3 if day is None or day <= after else 5
        return 4

    return sorted(by_limit(steps), key=rank)
