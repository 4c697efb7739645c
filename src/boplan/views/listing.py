"""The whole table, by process and phase."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from boplan.dates.meetings import preparations
from boplan.dates.spoken import say, say_day
from boplan.model.timeline import Timeline
from boplan.model.vocabulary import Lang, Text
from boplan.model.when import certain_day
from boplan.schedule.progress import Progress
from boplan.views.layout import BLANK, Cell, Line, Span, cells, line, row, wrap, wrap_pieces
from boplan.views.parts import (
    actors,
    date_words,
    missing_words,
    sayer,
    sign,
    state_words,
    unknown_words,
)

if TYPE_CHECKING:
    from boplan.schedule.history import Histories, History, Total


def list_lines(
    timeline: Timeline,
    steps: Mapping[str, Progress],
    today: date,
    *,
    lang: Lang,
    width: int,
    histories: Histories | None = None,
    undated: int = 0,
    unknown: int = 0,
) -> Iterator[Line]:
    """Yield every chosen step under its process and phase, in the order of the file.

    With `histories`, what became of each, and what a process comes to; `undated` is how many
    a choice of days left out, `unknown` how many nobody knew of on that day.
    """
    say_text = sayer(lang)
    if not steps:
        yield line(say_text(Text("Geen stappen gevonden.", "No steps found.")))
        yield from _left_out(undated, unknown, lang, width)
        return
    groups: dict[tuple[str, str | None], list[Progress]] = {}
    for step in steps.values():
        groups.setdefault((step.activity.process, step.activity.phase), []).append(step)
    widths = _widths(width)
    last = None
    processes = {one: number for number, one in enumerate(timeline.processes)}
    phases = {one: number for number, one in enumerate(timeline.phases)}
    for (process, phase), members in sorted(
        groups.items(), key=lambda item: (processes[item[0][0]], phases.get(item[0][1] or "", -1))
    ):
        if process != last:
            if last is not None:
                if histories is not None:
                    yield from _total(histories.total(steps, last), lang, width)
                yield BLANK
            number = sum(len(its) for (one, _), its in groups.items() if one == process)
            yield from _heading(timeline.processes[process].title, number, lang, width)
            last = process
        if phase is not None:
            yield BLANK
            title = timeline.phases[phase].title
            yield from _heading(title, len(members), lang, width, indent=2, style="bold")
        for step in members:
            yield from _step(timeline, step, today, lang, widths)
            if histories is not None:
                yield from _became(timeline, histories.of(step), lang, width)
    if histories is not None and last is not None:
        yield from _total(histories.total(steps, last), lang, width)
    yield BLANK
    yield line(Span(say_text(_steps(len(steps))), "dim"))
    yield from _left_out(undated, unknown, lang, width)


def _heading(
    title: str, number: int, lang: Lang, width: int, *, indent: int = 0, style: str = "head"
) -> Iterator[Line]:
    """Yield a title with the number of its steps at the end of the line; a rule for a process."""
    said = _steps(number).say(lang)
    *above, last = wrap(title, max(20, width - indent - cells(said) - 5))
    for text in above:
        yield line(Span(" " * indent + text, style))
    room = width - indent - cells(last) - cells(said) - 2
    rule = (" " if indent else "─") * max(0, room)
    yield line(Span(" " * indent + last, style), Span(f" {rule} {said}", "dim"))


def _steps(number: int) -> Text:
    return Text("1 stap", "1 step") if number == 1 else Text(f"{number} stappen", f"{number} steps")


def _left_out(undated: int, unknown: int, lang: Lang, width: int) -> Iterator[Line]:
    one = Text(
        "{n} zonder datum blijft buiten --from en --until.",
        "{n} without a date is left out by --from and --until.",
    )
    more = Text(
        "{n} zonder datum blijven buiten --from en --until.",
        "{n} without a date are left out by --from and --until.",
    )
    said = []
    if undated:
        said.append((one if undated == 1 else more).fill(n=_steps(undated)))
    if unknown:
        text = unknown_words(unknown)
        said.append(Text(f"{text.nl} (--later).", f"{text.en} (--later)."))
    for text in said:
        for part in wrap(text.say(lang), width):
            yield line(Span(part, "dim"))


def _widths(width: int) -> list[int]:
    """Return the widths of sign, date, title and state for a screen of `width`."""
    rest = width - 1 - 3 * 2 - 2
    when = min(28, max(10, rest * 33 // 100))
    state = min(24, max(9, rest * 18 // 100))
    return [1, when, rest - when - state, state]


def _step(
    timeline: Timeline, step: Progress, today: date, lang: Lang, widths: list[int]
) -> Iterator[Line]:
    activity = step.activity
    dates = date_words(step, today, lang)
    # The source's own words where they say something else, or less, than the date.
    exact = certain_day(step.original) is not None and not activity.reading
    quoted = [] if exact or not activity.words else [Span(f"„{activity.words}”", "dim")]
    columns = [
        Cell.of(sign(step.status)),
        Cell.of(*dates, *quoted),
        Cell.of(activity.title, Span(_below(timeline, step, lang), "dim")),
        Cell.of(Span(state_words(step, today, lang), sign(step.status).style)),
    ]
    yield from row(columns, widths, indent=2)


def _below(timeline: Timeline, step: Progress, lang: Lang) -> str:
    missing = missing_words(timeline, step, lang)
    pieces = [actors(timeline, step.activity), step.activity.id, missing]
    return " · ".join(piece for piece in pieces if piece)


def _became(timeline: Timeline, history: History, lang: Lang, width: int) -> Iterator[Line]:
    from boplan.views.history import history_lines

    yield from history_lines(timeline, history, lang, width=width, indent=7)


def _total(total: Total, lang: Lang, width: int) -> Iterator[Line]:
    from boplan.views.history import total_words

    yield BLANK
    for text in wrap_pieces(list(total_words(total, lang)), " · ", width - 2):
        yield line(Span("  " + text, "bold"))


def preparation_lines(
    timeline: Timeline,
    steps: Mapping[str, Progress],
    body: str,
    *,
    lang: Lang,
    width: int,
) -> Iterator[Line]:
    """Yield the meetings of `body` that prepare one of the steps, by day."""
    say_text = sayer(lang)
    found = sorted(
        (
            (meeting, step)
            for step in steps.values()
            for meeting in preparations(timeline, step.activity, step.current)
            if meeting.body == body
        ),
        key=lambda pair: (pair[0].day, pair[1].activity.id),
    )
    if not found:
        return
    name = timeline.bodies[body].label
    heading = Text("{body}: overleggen die hieruit volgen", "{body}: meetings that follow")
    yield BLANK
    yield line(Span(say_text(heading.fill(body=name)), "bold"))
    for meeting, step in found:
        day = step.current
        target = say(day, lang) if day is not None else ""
        text = Text("voor {body} van {day}: {title}", "for {body} of {day}: {title}").fill(
            body=" + ".join(timeline.bodies[one].label for one in step.activity.body),
            day=target, title=step.activity.title,
        )  # fmt: skip
        mark = Text("bekend", "known") if meeting.is_known else Text("afgeleid", "derived")
        columns = [
            Cell.of(say_day(meeting.day, lang)),
            Cell.of(say_text(text), Span(f"{say_text(mark)} · {step.activity.id}", "dim")),
        ]
        left = cells("wo 30 sep 2025")
        yield from row(columns, [left, width - left - 4], indent=2)
