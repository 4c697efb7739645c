"""Everything about one step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from boplan.dates.meetings import preparations
from boplan.dates.notation import write
from boplan.dates.period import say_period
from boplan.dates.spoken import say, say_bounds, say_day
from boplan.model.timeline import ONE_DAY, After, Timeline
from boplan.model.vocabulary import STATES, STATUS_WORDS, Basis, Lang, Link, Text
from boplan.schedule.history import Histories, History
from boplan.schedule.progress import Progress
from boplan.views.history import actual_words, event_lines, part_words
from boplan.views.layout import BLANK, Cell, Line, Span, cells, line, row, wrap, wrap_pieces
from boplan.views.parts import date_words, sayer, sign, state_words, track_words


def show_lines(
    timeline: Timeline,
    steps: Mapping[str, Progress],
    one: str,
    today: date,
    *,
    place: str,
    lang: Lang,
    width: int,
) -> Iterator[Line]:
    """Yield everything about the step `one`; `place` is its file and line."""
    step = steps[one]
    history = Histories(timeline, today).of(step)
    for text in wrap(step.activity.title, width):
        yield line(Span(text, "head"))
    words = [state_words(step, today, lang), one]
    for number, text in enumerate(wrap_pieces(words, "  ", width - 2)):
        mark = [sign(step.status), " "] if number == 0 else ["  "]
        yield line(*mark, Span(text, "bold"))
    yield BLANK
    say_text = sayer(lang)
    facts = [
        (say_text(label), value) for label, value in _facts(timeline, steps, history, today, lang)
    ]
    facts.append((say_text(Text("In het bestand", "In the file")), [place]))
    left = max(cells(label) for label, _ in facts)
    for label, values in facts:
        yield from row(
            [Cell.of(Span(label, "dim")), Cell.of(*values)], [left, max(8, width - left - 2)]
        )
    yield from _tracks(timeline, history, today, lang, width)
    yield from _history(timeline, history, lang, width)


def _facts(
    timeline: Timeline, steps: Mapping[str, Progress], history: History, today: date, lang: Lang
) -> Iterator[tuple[Text, list[str]]]:
    step = history.step
    activity = step.activity
    say_text = sayer(lang)
    yield Text("Proces", "Process"), [timeline.processes[activity.process].title]
    if activity.phase:
        yield Text("Fase", "Phase"), [timeline.phases[activity.phase].title]
    if activity.body:
        yield Text("Overleg", "Body"), [timeline.bodies[one].name for one in activity.body]
    if activity.purpose:
        yield Text("Doel", "Purpose"), [str(activity.purpose)]
    if activity.document:
        yield Text("Stuk", "Document"), [timeline.documents[one].title for one in activity.document]
    if activity.owner:
        yield Text("Aan zet", "Owner"), [timeline.owners[activity.owner].name]
    yield from _dates(history, today, lang)
    if activity.condition:
        yield Text("Voorwaarde", "Condition"), [activity.condition]
    if activity.fallback_for:
        yield Text("Terugval voor", "Fallback for"), [_name(timeline, activity.fallback_for)]
    if activity.effective:
        yield Text("Werkt vanaf", "Effective"), [say_day(activity.effective, lang)]
    for deadline in step.deadlines:
        kind = (
            Text("Uiterste datum", "Deadline") if deadline.hard else Text("Streefdatum", "Target")
        )
        basis = deadline.article or timeline.cite(deadline.source) or _basis(deadline.basis, lang)
        yield kind, [f"{say_day(deadline.date, lang)} ({basis})", deadline.consequence]
    if activity.after:
        yield (
            Text("Wacht op", "Waits for"),
            [
                f"{_name(timeline, after.id)}{_link(after, lang)}: "
                f"{say_text(STATUS_WORDS[steps[after.id].status])}"
                for after in activity.after
            ],
        )
    successors = [
        other for other in timeline.activities.values()
        if any(after.id == activity.id for after in other.after)
    ]  # fmt: skip
    if successors:
        yield Text("Hierop wacht", "Waited for by"), [_name(timeline, one.id) for one in successors]
    for meeting in preparations(timeline, activity, step.current):
        mark = Text("bekend", "known") if meeting.is_known else Text("afgeleid", "derived")
        source = timeline.cite(meeting.agenda.source)
        yield (
            Text("Voorbereiding", "Prepared by"),
            [
                f"{timeline.bodies[meeting.body].label} {say_day(meeting.day, lang)} "
                f"({say_text(mark)}{': ' + source if source else ''})"
            ],
        )
    if activity.note:
        yield Text("Aantekening", "Note"), [activity.note]
    if activity.source:
        yield Text("Bron", "Source"), [timeline.cite(activity.source)]


def _dates(history: History, today: date, lang: Lang) -> Iterator[tuple[Text, list[str]]]:
    step = history.step
    activity = step.activity
    if step.original is None:
        no_date = Text("geen datum", "no date").say(lang)
        yield Text("Oorspronkelijk", "Original"), [no_date]
    else:
        notation = write(step.original)
        said = say(step.original, lang)
        yield (
            Text("Oorspronkelijk", "Original"),
            [said if said == notation else f"{said} = {notation}"],
        )
    if activity.recurrence is not None:
        yield Text("Herhaling", "Recurs"), date_words(step, today, lang)
    if step.current is not None and step.current != step.original:
        current = say(step.current, lang)
    else:
        current = Text("ongewijzigd", "unchanged").say(lang)
    yield Text("Nu gepland", "Current"), [current]
    if activity.recurrence is None and activity.purpose not in STATES:
        yield Text("Werkelijk", "Actual"), [actual_words(step, lang)]
    if history.moves or (history.slip is not None and history.slip.days != 0):
        yield Text("Afwijking", "Slip"), [part_words(step, history.slip, history.moves, lang)]
    window = step.window
    for after in window.broken:
        text = Text(
            "klopt niet met {one}, waarop deze stap wacht", "contradicts {one}, which it waits for"
        )
        yield Text("Volgorde", "Order"), [text.fill(one=after.id).say(lang)]
    own_dates = window.given is None and step.current is not None
    follows = window.is_narrower and step.actual is None and not own_dates
    if follows and say_bounds(window.bounds, lang):
        yield Text("Volgens volgorde", "By order"), [say_bounds(window.bounds, lang)]
    if activity.words:
        yield Text("Bron zegt", "Source says"), [f"„{activity.words}”"]
    if activity.reading:
        yield Text("Zo gelezen", "Read as"), [activity.reading]


def _basis(basis: Basis, lang: Lang) -> str:
    return {
        Basis.STATUTORY: Text("wet", "law"),
        Basis.AGREED: Text("afspraak", "agreed"),
        Basis.CUSTOM: Text("gewoonte", "custom"),
    }[basis].say(lang)


def _link(after: After, lang: Lang) -> str:
    """Return lag and kind of link in words, "" for a plain `after`."""
    pieces = []
    if after.lag != ONE_DAY:
        if after.lag.count == 0:
            pieces.append(Text("aansluitend", "same day allowed").say(lang))
        else:
            how = (
                Text("{p} later", "{p} later")
                if after.lag.count > 0
                else Text("{p} eerder", "{p} earlier")
            )
            pieces.append(how.fill(p=say_period(after.lag)).say(lang))
    if after.link is not Link.FS:
        pieces.append(after.link.value)
    return f" [{', '.join(pieces)}]" if pieces else ""


def _name(timeline: Timeline, one: str) -> str:
    return f"{timeline.activities[one].title} ({one})"


def _tracks(
    timeline: Timeline, history: History, today: date, lang: Lang, width: int
) -> Iterator[Line]:
    step = history.step
    if not step.tracks:
        return
    yield BLANK
    yield line(Span(Text("Per gemeente", "Per municipality").say(lang), "bold"))
    part_of = {one: part for part in history.parts for one in part.municipalities}
    names = [timeline.municipalities[track.municipality].name for track in step.tracks]
    left = min(max(cells(name) for name in names), width // 3)
    for name, track in zip(names, step.tracks, strict=True):
        pieces = [track_words(track, today, lang), str(track.outcome) if track.outcome else ""]
        when = track.actual or track.current
        pieces.append(say(when, lang) if when else "")
        part = part_of[track.municipality]
        if part.moves:
            pieces.append(part_words(part, part.slip, part.moves, lang))
        yield from row(
            [Cell.of(sign(track.status)), Cell.of(name),
             Cell.of(" · ".join(piece for piece in pieces if piece))],
            [1, left, max(8, width - left - 7)], indent=2,
        )  # fmt: skip


def _history(timeline: Timeline, history: History, lang: Lang, width: int) -> Iterator[Line]:
    if not history.events:
        return
    yield BLANK
    yield line(Span(Text("Wat er gebeurde", "What happened").say(lang), "bold"))
    yield from event_lines(timeline, history.events, lang, width=width, indent=2)
