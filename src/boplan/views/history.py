"""What became of a step, in words: planned, moved and why, done, and what it cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from boplan.dates.spoken import say, say_day
from boplan.model.timeline import Timeline
from boplan.model.vocabulary import STATUS_WORDS, Lang, RecordKind, Status, Text
from boplan.model.when import When
from boplan.schedule.history import Event, History, Part, Slip, Total
from boplan.schedule.progress import Progress
from boplan.views.layout import Cell, Line, Span, row

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

NOT_YET: dict[Status, Text] = {
    Status.NO_EVIDENCE: Text("niet bekend", "not known"),
    Status.CANCELLED: STATUS_WORDS[Status.CANCELLED],
    Status.SUPERSEDED: STATUS_WORDS[Status.SUPERSEDED],
    Status.NOT_DONE: STATUS_WORDS[Status.NOT_DONE],
    Status.NOT_NEEDED: STATUS_WORDS[Status.NOT_NEEDED],
}
"""What stands where the actual date would, of a step that has none."""


# -- slip --------------------------------------------------------------------------------


def say_slip(
    slip: Slip | None, lang: Lang, *, before: When | None = None, after: When | None = None
) -> str:
    """Return a slip in words: "7 dagen later", "minstens 3 dagen later", "niet bekend".

    With both dates, one that stays inside the window of the first is said to.
    """
    if slip is None:
        return Text("niet bekend", "not known").say(lang)
    if slip.days is not None:
        return _exactly(slip.days, lang)
    if before is not None and after is not None and _is_within(before, after):
        return Text("binnen de eerste planning", "within the first plan").say(lang)
    return _between(slip, lang)


def _exactly(days: int, lang: Lang) -> str:
    if days == 0:
        return Text("niet verschoven", "no slip").say(lang)
    return _later(days, lang) if days > 0 else _earlier(-days, lang)


def _between(slip: Slip, lang: Lang) -> str:
    least, most = slip.least, slip.most
    if least is not None and least > 0:
        if most is None:
            return _fill(Text("minstens {n}", "at least {n}"), _later(least, lang), lang)
        return _fill(Text(f"{least} tot {{n}}", f"{least} to {{n}}"), _later(most, lang), lang)
    if most is not None and most < 0:
        if least is None:
            return _fill(Text("minstens {n}", "at least {n}"), _earlier(-most, lang), lang)
        return _fill(Text(f"{-most} tot {{n}}", f"{-most} to {{n}}"), _earlier(-least, lang), lang)
    if most is None:
        if least == 0:
            return Text("niet eerder", "not earlier").say(lang)
        return _fill(
            Text("hoogstens {n}, misschien later", "at most {n}, perhaps later"),
            _earlier(-(least or 0), lang), lang,
        )  # fmt: skip
    if most == 0:
        return Text("niet later", "not later").say(lang)
    text = Text("hoogstens {n}", "at most {n}")
    if least is not None and least < 0:
        text = Text("hoogstens {n}, misschien eerder", "at most {n}, perhaps earlier")
    return _fill(text, _later(most, lang), lang)


def _fill(text: Text, words: str, lang: Lang) -> str:
    return text.fill(n=words).say(lang)


def _later(days: int, lang: Lang) -> str:
    return _count(days, Text("dag later", "day later"), Text("dagen later", "days later"), lang)


def _earlier(days: int, lang: Lang) -> str:
    one, many = Text("dag eerder", "day earlier"), Text("dagen eerder", "days earlier")
    return _count(days, one, many, lang)


def _count(number: int, one: Text, many: Text, lang: Lang) -> str:
    return f"{number} {(one if number == 1 else many).say(lang)}"


def _is_within(before: When, after: When) -> bool:
    """Return whether it finishes inside the window that was planned first, whatever day."""
    first, second = before.bounds, after.bounds
    starts = first.earliest_finish is None or (
        second.earliest_finish is not None and second.earliest_finish >= first.earliest_finish
    )
    ends = first.latest_finish is None or (
        second.latest_finish is not None and second.latest_finish <= first.latest_finish
    )
    return starts and ends


def say_moves(moves: int, lang: Lang) -> str:
    """Return "2 keer verplaatst", "" for none."""
    if not moves:
        return ""
    return _count(moves, Text("keer verplaatst", "move"), Text("keer verplaatst", "moves"), lang)


# -- one step ----------------------------------------------------------------------------


def part_words(part: Part | Progress, slip: Slip | None, moves: int, lang: Lang) -> str:
    """Return what the dates of a step come to: "9 dagen later, 1 keer verplaatst"."""
    said = [_slip_of(part, slip, lang), say_moves(moves, lang)]
    return ", ".join(one for one in said if one)


def _slip_of(part: Part | Progress, slip: Slip | None, lang: Lang) -> str:
    if slip is None and part.status in NOT_YET and part.status is not Status.NO_EVIDENCE:
        return NOT_YET[part.status].say(lang)
    if slip is None and part.original is None:
        return Text("eerst zonder datum", "first without a date").say(lang)
    now = None if part.status is Status.OVERDUE else part.actual or part.current
    return say_slip(slip, lang, before=part.original, after=now)


def actual_words(part: Part | Progress, lang: Lang) -> str:
    """Return the day on which it was done, or why there is none."""
    if part.actual is not None:
        return say(part.actual, lang)
    return NOT_YET.get(part.status, Text("nog niet", "not yet")).say(lang)


def event_lines(
    timeline: Timeline,
    events: Iterable[Event],
    lang: Lang,
    *,
    width: int,
    indent: int,
    brief: bool = False,
) -> Iterator[Line]:
    """Yield one row per record: its day, what it says, what that did, its source.

    Where it is to be `brief`, sources by their ids, and no notes but those that are records.
    """
    for event in events:
        record = event.record
        day = say(record.on, lang) if record.on else "–"
        style = "dim" if event.retracted_by else ""
        yield from row(
            [
                Cell.of(Span(day, style)),
                Cell.of(
                    Span(_told(timeline, event, lang, brief=brief), style),
                    _taken_back(event, lang),
                    Span(_evidence(timeline, event, lang, brief=brief), "dim"),
                ),
            ],
            [_DAY_WIDTH, max(8, width - _DAY_WIDTH - indent - 2)],
            indent=indent,
        )


def _told(timeline: Timeline, event: Event, lang: Lang, *, brief: bool) -> str:
    record = event.record
    to = say(event.after, lang) if event.after is not None else ""
    if record.settled:
        to = say_day(record.settled, lang)
    elif record.to is not None:
        to = say(record.to, lang)
    text = RECORD_WORDS[record.kind].fill(to=to, outcome=record.outcome or "").say(lang)
    if event.retracted_by:
        text = f"{text} ({RECORD_WORDS[RecordKind.RETRACTED].say(lang)})"
    elif event.before is not None and event.before != event.after:
        said = say_slip(event.slip, lang, before=event.before, after=event.after)
        was = Text("was {day}", "was {day}").fill(day=say(event.before, lang)).say(lang)
        text += f" ({was}; {said})" if event.slip is not None else f" ({was})"
    if record.by:
        name = timeline.activities[record.by].title
        text += f" {Text('door', 'by').say(lang)} {name} ({record.by})"
    if record.point:
        text += f" ({record.point})"
    if record.municipality:
        text = f"{_names(timeline, record.municipality)}: {text}"
    note = "" if brief and record.kind is not RecordKind.NOTE else record.note
    reason = record.reason
    if reason and note and reason[-1] not in ".!?":
        reason += "."
    said_why = " ".join(piece for piece in (reason, note) if piece)
    return f"{text}. {said_why}" if said_why else text


def _taken_back(event: Event, lang: Lang) -> str:
    by = event.retracted_by
    if by is None:
        return ""
    day = by.recorded or (by.on.bounds.latest_finish if by.on is not None else None)
    when = f" {say_day(day, lang)}" if day is not None else ""
    return f"{Text('teruggenomen', 'taken back').say(lang)}{when}: {by.reason}"


def _evidence(timeline: Timeline, event: Event, lang: Lang, *, brief: bool) -> str:
    """Return the source, and when it was written down if that was not the same day."""
    record = event.record
    ids = "; ".join(f"{one.source}, {one.place}" for one in record.source)
    pieces = [ids if brief else timeline.cite(record.source)]
    happened = record.on.bounds.latest_finish if record.on is not None else None
    if record.recorded is not None and record.recorded != happened:
        text = Text("vastgelegd {day}", "written down {day}")
        pieces.append(text.fill(day=say_day(record.recorded, lang)).say(lang))
    return " · ".join(piece for piece in pieces if piece)


# -- in the list -------------------------------------------------------------------------


def history_lines(
    timeline: Timeline, history: History, lang: Lang, *, width: int, indent: int
) -> Iterator[Line]:
    """Yield what became of a step, under its row in the list; nothing if nothing did."""
    if not history.events:
        return
    original = history.step.original
    first = say(original, lang) if original is not None else _NO_DATE.say(lang)
    yield from _fact(Text("eerst gepland", "first planned").say(lang), first, width, indent)
    yield from event_lines(timeline, history.events, lang, width=width, indent=indent, brief=True)
    now = Text("nu", "now").say(lang)
    alone = len(history.parts) == 1
    told = [one for one in history.parts if not alone or _has_slipped(one)]
    for part in told:
        who = "" if alone else f"{_names(timeline, part.municipalities)}: "
        yield from _fact(now, who + _stands(part, lang), width, indent)
    if not alone:
        whole = Text("als geheel: {slip}", "as a whole: {slip}")
        said = part_words(history.step, history.slip, history.moves, lang)
        yield from _fact("", whole.fill(slip=said).say(lang), width, indent)


_NO_DATE = Text("geen datum", "no date")
_DAY_WIDTH = 16
"""Room for a day: "do 25 mrt 2027", "uiterlijk"."""


def _fact(label: str, value: str, width: int, indent: int) -> Iterator[Line]:
    rest = max(8, width - _DAY_WIDTH - indent - 2)
    yield from row([Cell.of(Span(label, "dim")), Cell.of(value)], [_DAY_WIDTH, rest], indent=indent)


def _stands(part: Part, lang: Lang) -> str:
    """Return plan, actual day and slip: "gepland do 8 apr 2027 · gedaan … · 9 dagen later"."""
    if part.current == part.original:
        plan = Text("plan ongewijzigd", "plan unchanged").say(lang)
    else:
        planned = Text("gepland", "planned").say(lang)
        day = say(part.current, lang) if part.current is not None else _NO_DATE.say(lang)
        plan = f"{planned} {day}"
    actual = actual_words(part, lang)
    if part.actual is not None:
        actual = f"{STATUS_WORDS[Status.DONE].say(lang)} {actual}"
    elif part.status is Status.NO_EVIDENCE:
        actual = STATUS_WORDS[Status.NO_EVIDENCE].say(lang)
    elif part.status not in NOT_YET:
        actual = Text("nog niet gedaan", "not done yet").say(lang)
    said = [plan, actual]
    if _has_slipped(part):
        said += [_slip_of(part, part.slip, lang), say_moves(part.moves, lang)]
    return " · ".join(dict.fromkeys(one for one in said if one))


def _has_slipped(part: Part) -> bool:
    return bool(part.moves) or (part.slip is not None and part.slip.days != 0)


def _names(timeline: Timeline, municipalities: Iterable[str]) -> str:
    return ", ".join(timeline.municipalities[one].name for one in municipalities)


def total_words(total: Total, lang: Lang) -> Iterator[str]:
    """Yield what the steps of a process come to together."""
    if total.moves:
        steps = _count(total.steps_moved, Text("stap", "step"), Text("stappen", "steps"), lang)
        text = Text("{steps} verplaatst, samen {n} keer", "{steps} moved, {n} times in all")
        yield text.fill(steps=steps, n=total.moves).say(lang)
    else:
        yield Text("Niets is verplaatst", "Nothing was moved").say(lang)
    if total.later:
        steps = _count(total.later, Text("stap", "step"), Text("stappen", "steps"), lang)
        yield Text("{n} zeker later", "{n} certainly later").fill(n=steps).say(lang)
    if total.earlier:
        steps = _count(total.earlier, Text("stap", "step"), Text("stappen", "steps"), lang)
        yield Text("{n} zeker eerder", "{n} certainly earlier").fill(n=steps).say(lang)
    if total.slip.days != 0:
        # Where one bound is lost, a sum of vague slips says less than its parts.
        is_clear = total.slip.days is not None or (total.slip.least or 0) > 0
        text = Text("opgeteld {slip}", "added up {slip}")
        slip = total.slip if is_clear else None
        yield text.fill(slip=say_slip(slip, lang)).say(lang)
    if total.unknown:
        steps = _count(total.unknown, Text("stap", "step"), Text("stappen", "steps"), lang)
        yield Text("van {n} niet bekend", "of {n} not known").fill(n=steps).say(lang)
    if total.final is not None:
        step = total.final.step
        text = Text("eindstap {one}: {slip}", "final step {one}: {slip}")
        said = part_words(step, total.final.slip, total.final.moves, lang)
        yield text.fill(one=step.activity.id, slip=said).say(lang)
