"""Everything about one step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from boplan.dates.meetings import preparations
from boplan.dates.notation import write
from boplan.dates.period import say_period
from boplan.dates.spoken import say, say_bounds, say_day
from boplan.model.timeline import ONE_DAY, After, Citation, Record, Timeline
from boplan.model.vocabulary import STATUS_WORDS, Basis, Lang, Link, RecordKind, Text
from boplan.schedule.progress import Progress
from boplan.views.layout import BLANK, Cell, Line, Span, cells, line, row, wrap, wrap_pieces
from boplan.views.parts import date_words, sayer, sign, state_words

RECORD_WORDS: dict[RecordKind, Text] = {
    RecordKind.STARTED: Text("begonnen", "started"),
    RecordKind.DONE: Text("gedaan", "done"),
    RecordKind.NOT_DONE: Text("niet gedaan", "not done"),
    RecordKind.MOVED: Text("verplaatst naar {to}", "moved to {to}"),
    RecordKind.CANCELLED: Text("vervallen", "cancelled"),
    RecordKind.SUPERSEDED: Text("vervangen", "superseded"),
    RecordKind.SETTLED: Text("gekozen: {to}", "settled: {to}"),
    RecordKind.OUTCOME: Text("besluit: {outcome}", "outcome: {outcome}"),
    RecordKind.NO_EVIDENCE: Text("geen bericht", "no evidence"),
    RecordKind.NOTE: Text("aantekening", "note"),
    RecordKind.RETRACTED: Text("ingetrokken", "retracted"),
}


def cite(timeline: Timeline, citations: Iterable[Citation]) -> str:
    """Return the sources with their places, in the titles of the documents."""
    return "; ".join(f"{timeline.sources[one.source].title}, {one.place}" for one in citations)


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
    for text in wrap(step.activity.title, width):
        yield line(Span(text, "head"))
    words = [state_words(step, today, lang), one]
    for number, text in enumerate(wrap_pieces(words, "  ", width - 2)):
        mark = [sign(step.status), " "] if number == 0 else ["  "]
        yield line(*mark, Span(text, "bold"))
    yield BLANK
    say_text = sayer(lang)
    facts = [
        (say_text(label), value) for label, value in _facts(timeline, steps, step, today, lang)
    ]
    facts.append((say_text(Text("In het bestand", "In the file")), [place]))
    left = max(cells(label) for label, _ in facts)
    for label, values in facts:
        yield from row(
            [Cell.of(Span(label, "dim")), Cell.of(*values)], [left, max(8, width - left - 2)]
        )
    yield from _tracks(timeline, step, lang, width)
    yield from _history(timeline, step, lang, width)


def _facts(
    timeline: Timeline, steps: Mapping[str, Progress], step: Progress, today: date, lang: Lang
) -> Iterator[tuple[Text, list[str]]]:
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
    yield from _dates(step, today, lang)
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
        basis = deadline.article or cite(timeline, deadline.source) or _basis(deadline.basis, lang)
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
        source = cite(timeline, meeting.agenda.source)
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
        yield Text("Bron", "Source"), [cite(timeline, activity.source)]


def _dates(step: Progress, today: date, lang: Lang) -> Iterator[tuple[Text, list[str]]]:
    activity = step.activity
    if step.original is not None:
        notation = write(step.original)
        said = say(step.original, lang)
        yield (
            Text("Oorspronkelijk", "Original"),
            [said if said == notation else f"{said} = {notation}"],
        )
    if activity.recurrence is not None:
        yield Text("Herhaling", "Recurs"), date_words(step, today, lang)
    if step.current != step.original and step.current is not None:
        yield Text("Nu gepland", "Current"), [say(step.current, lang)]
    if step.actual is not None:
        yield Text("Werkelijk", "Actual"), [say(step.actual, lang)]
    window = step.window
    for after in window.broken:
        text = Text(
            "klopt niet met {one}, waarop deze stap wacht", "contradicts {one}, which it waits for"
        )
        yield Text("Volgorde", "Order"), [text.fill(one=after.id).say(lang)]
    if window.is_narrower and step.actual is None and say_bounds(window.bounds, lang):
        yield Text("Volgens volgorde", "By order"), [say_bounds(window.bounds, lang)]
    if step.original is None and step.current is None and window.bounds.is_unknown:
        yield Text("Datum", "Date"), [Text("niet bekend", "not known").say(lang)]
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


def _tracks(timeline: Timeline, step: Progress, lang: Lang, width: int) -> Iterator[Line]:
    if not step.tracks:
        return
    yield BLANK
    yield line(Span(Text("Per gemeente", "Per municipality").say(lang), "bold"))
    names = [timeline.municipalities[track.municipality].name for track in step.tracks]
    left = min(max(cells(name) for name in names), width // 3)
    for name, track in zip(names, step.tracks, strict=True):
        when = track.actual or track.current
        pieces = [
            STATUS_WORDS[track.status].say(lang),
            str(track.outcome) if track.outcome else "",
            say(when, lang) if when else "",
        ]
        yield from row(
            [Cell.of(sign(track.status)), Cell.of(name),
             Cell.of(" · ".join(piece for piece in pieces if piece))],
            [1, left, max(8, width - left - 7)], indent=2,
        )  # fmt: skip


def _history(timeline: Timeline, step: Progress, lang: Lang, width: int) -> Iterator[Line]:
    if not step.records:
        return
    yield BLANK
    yield line(Span(Text("Wat er gebeurde", "What happened").say(lang), "bold"))
    for record in step.records:
        when = say(record.on, lang) if record.on else ""
        left = 26
        yield from row(
            [Cell.of(when or "–"), Cell.of(_told(timeline, record, lang),
             Span(cite(timeline, record.source), "dim"))],
            [left, max(8, width - left - 4)], indent=2,
        )  # fmt: skip


def _told(timeline: Timeline, record: Record, lang: Lang) -> str:
    to = say(record.to, lang) if record.to else ""
    if record.settled:
        to = say_day(record.settled, lang)
    text = RECORD_WORDS[record.kind].fill(to=to, outcome=record.outcome or "").say(lang)
    if record.by:
        text += f" {Text('door', 'by').say(lang)} {_name(timeline, record.by)}"
    if record.point:
        text += f" ({record.point})"
    if record.municipality:
        text += ": " + ", ".join(timeline.municipalities[one].name for one in record.municipality)
    said = " ".join(piece for piece in (record.reason, record.note) if piece)
    return f"{text}. {said}" if said else text
