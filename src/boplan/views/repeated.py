"""What the next cycle became: every date old and new, what moved it, what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from boplan.dates.notation import write
from boplan.dates.period import say_period
from boplan.dates.spoken import say, say_day, say_recurrence
from boplan.model.timeline import Activity, Period
from boplan.model.vocabulary import Certainty, Lang, Severity, Text
from boplan.model.when import When
from boplan.rules.finding import Finding
from boplan.schedule.placing import NoRoomError
from boplan.schedule.repeat import AnchorKind, Fate, Repeated, Step
from boplan.views.findings import sentence
from boplan.views.layout import BLANK, Cell, Line, Span, line, row, wrap
from boplan.views.parts import sayer

ANCHORS: dict[AnchorKind, Text] = {
    AnchorKind.IN_FORCE: Text("ingang", "in force"),
    AnchorKind.DEADLINE: Text("einddatum", "final deadline"),
    AnchorKind.START: Text("begin", "start"),
}
"""What each anchor is called."""

_FATES: dict[Fate, Text] = {
    Fate.KNOWN: Text("uit de agenda", "from the agenda"),
    Fate.ASKED: Text("gevraagd", "as asked"),
    Fate.MEETING: Text("vergadering aangenomen", "meeting assumed"),
}
"""What is said of a step; of the others, that have the same weekday or the same time of the year,
nothing: `_LEGEND` does."""

_LEGEND = Text(
    "Waar niets bij staat: dezelfde weekdag, of dezelfde tijd van het jaar.",
    "Where nothing is said: the same weekday, or the same time of the year.",
)


def distance(made: Repeated) -> Text:
    """Return by how much the cycle lies later: in years, and in whole weeks for days of people."""
    move = made.move
    whole = Period(move.years, "Y") if move.years else Period(move.days, "D")
    weeks = say_period(Period(move.weeks, "W"))
    if not move.days:
        return Text("op dezelfde dagen", "on the same days")
    way = Text("later", "later") if move.days > 0 else Text("eerder", "earlier")
    return Text(
        "{whole} {way}, voor dagen waarop wordt gewerkt of vergaderd {weeks}",
        "{whole} {way}, for days on which people work or meet {weeks}",
    ).fill(whole=say_period(Period(abs(whole.count), whole.unit)), way=way,
           weeks=say_period(Period(abs(move.weeks), "W")) if move.weeks else weeks)  # fmt: skip


def count_lines(made: Repeated, findings: Sequence[Finding]) -> list[Text]:
    """Return in sentences how much there is, how much of it is assumed and what to look at."""
    fates = [one.fate for one in made.steps]
    meetings = fates.count(Fate.MEETING)
    moved = sum(bool(one.moved) for one in made.steps)
    said = [
        Text("{n} stappen: {a} op een aangenomen vergaderdag, {m} verschoven om een reden.",
             "{n} steps: {a} on an assumed day of meeting, {m} moved for a reason.")
        .fill(n=len(fates), a=meetings, m=moved)
    ]  # fmt: skip
    counts = [
        sum(
            one.severity is severity and one.fault.certainty is Certainty.CERTAIN
            for one in findings
        )
        for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    ]
    said.append(
        Text("boplan check: fouten {e}, waarschuwingen {w}, opmerkingen {n}.",
             "boplan check: errors {e}, warnings {w}, notes {n}.")
        .fill(e=counts[0], w=counts[1], n=counts[2])
    )  # fmt: skip
    return said


def repeated_lines(
    made: Repeated, findings: Sequence[Finding], *, lang: Lang, width: int
) -> Iterator[Line]:
    """Yield the summary of a next cycle."""
    speak = sayer(lang)
    new = next(iter(made.timeline.processes.values()))
    yield line(Span(new.label, "bold"), f"  ({made.process.id} → {new.id})")
    name = ANCHORS[made.anchor.kind].say(lang)
    head = f"{name}: {say_day(made.old_anchor, lang)} → {say(made.anchor.when, lang)}"
    for text in wrap(f"{head[0].upper()}{head[1:]}, {speak(distance(made))}.", width):
        yield line(text)
    for one in count_lines(made, findings):
        yield from (line(text) for text in wrap(speak(one), width))
    yield from (line(Span(text, "dim")) for text in wrap(speak(_LEGEND), width))
    phase: object = None
    is_first = True
    for step in made.steps:
        if is_first or step.after.phase != phase:
            phase, is_first = step.after.phase, False
            title = Text("Stappen", "Steps")
            if step.after.phase is not None:
                named = made.timeline.phases[step.after.phase].title
                title = Text(named, named)
            yield BLANK
            yield from (line(Span(text, "bold")) for text in wrap(speak(title), width))
        yield from _step(step, lang, width)
    deadlines = made.timeline.deadlines.values()
    if deadlines:
        yield from _heading(Text("UITERSTE DAGEN", "DEADLINES"), lang)
        for deadline in deadlines:
            yield from _bullet(f"{say_day(deadline.date, lang)}: {deadline.id}", width)
    pairs = [f"{before} → {after}" for before, after in made.renamed]
    yield from _list(
        Text("JAREN IN TITELS AANGEPAST", "YEARS IN TITLES CHANGED"), pairs, lang, width
    )
    yield from _list(
        Text("JAREN IN TITELS BLIJVEN STAAN", "YEARS IN TITLES LEFT AS THEY ARE"),
        made.kept_years, lang, width,
    )  # fmt: skip
    dropped = [one.say(lang) for one in made.dropped]
    yield from _list(Text("NIET MEEGEKOMEN", "LEFT OUT"), dropped, lang, width)
    yield from _list(
        Text("REGELS DIE EEN STREVEN ZIJN GEWORDEN", "RULES THAT BECAME SOFT"),
        made.eased,
        lang,
        width,
    )
    bad = [one for one in findings if one.severity is not Severity.NOTE]
    said = [f"{one.code} {sentence(made.timeline, one, lang)}" for one in bad]
    yield from _list(Text("BEVINDINGEN", "FINDINGS"), said, lang, width)


def _step(step: Step, lang: Lang, width: int) -> Iterator[Line]:
    dates = max(18, min(26, (width - 30) // 2))
    why = [*([_FATES[step.fate]] if step.fate in _FATES else []), *step.moved]
    cells = [
        Cell.of(_date(step.before, lang)),
        Cell.of(_date(step.after, lang)),
        Cell.of(step.after.id, Span("; ".join(one.say(lang) for one in why), "dim")),
    ]
    yield from row(cells, [dates, dates, max(8, width - 2 * dates - 6)], indent=2)


def _date(activity: Activity, lang: Lang) -> str:
    if activity.when is not None:
        return say(activity.when, lang)
    if activity.recurrence is not None:
        return say_recurrence(activity.recurrence, lang)
    return "–"


def _heading(text: Text, lang: Lang) -> Iterator[Line]:
    yield BLANK
    yield line(Span(text.say(lang), "bold"))


def _list(text: Text, rows: Iterable[str], lang: Lang, width: int) -> Iterator[Line]:
    rows = list(rows)
    if rows:
        yield from _heading(text, lang)
        for one in rows:
            yield from _bullet(one, width)


def _bullet(text: str, width: int) -> Iterator[Line]:
    yield from row([Cell.of("•"), Cell.of(text)], [1, width - 5], indent=2)


def header(made: Repeated, findings: Sequence[Finding], today: date, lang: Lang) -> str:
    """Return the comment above the new timeline: from what, by which anchor, what is open."""
    new = next(iter(made.timeline.processes.values()))
    anchor = ANCHORS[made.anchor.kind]
    parts = [
        Text(
            "{new}: een voorstel voor de volgende cyclus, op {today} gemaakt door boplan repeat.",
            "{new}: a proposal for the next cycle, made by boplan repeat on {today}.",
        ).fill(new=new.title, today=_day(today)),
        Text(
            "Uit '{old}' ({id}), met als anker de {anchor}: {a} wordt {b}. Dat is {distance}.",
            "From '{old}' ({id}), with as anchor {anchor}: {a} becomes {b}. That is {distance}.",
        ).fill(
            old=made.process.title, id=made.process.id, anchor=anchor,
            a=_day(made.old_anchor), b=_said(made.anchor.when), distance=distance(made),
        ),
        *count_lines(made, findings),
        Text(
            "Niemand heeft deze data vastgesteld. 'words' is wat de vorige cyclus zei, 'reading' "
            "wat hier is aangenomen: vervang beide zodra een dag vaststaat, en noem dan de bron.",
            "Nobody has agreed to these dates. 'words' is what the last cycle said, 'reading' what "
            "is assumed here: replace both as soon as a day is settled, and name the source then.",
        ),
    ]  # fmt: skip
    text = "\n\n".join(one.say(lang) for one in parts)
    dropped = "\n".join(f"- {one.say(lang)}" for one in made.dropped)
    if dropped:
        text += "\n\n" + Text("Niet meegekomen:", "Left out:").say(lang) + "\n" + dropped
    return text


def no_room(error: NoRoomError, lang: Lang) -> str:
    """Return in one sentence what does not fit, and what clashes."""
    deadline = error.deadline
    limit = _day(deadline.date)
    if deadline.id:
        limit = Text("{day} ({id})", "{day} ({id})").fill(day=limit, id=deadline.id)
    chain = ", ".join(
        dict.fromkeys(
            f"{one.job.activity.id} {say_day(one.cause.day, lang)}" for one in error.chain
        )
    )
    return (
        Text(
            "dat past niet: '{step}' is op zijn vroegst {finish} klaar, na {limit}; het knelt in: "
            "{chain}",
            "that does not fit: '{step}' is finished on {finish} at the earliest, after {limit}; "
            "what clashes: {chain}",
        )
        .fill(step=error.job.activity.id, finish=_day(error.finish), limit=limit, chain=chain)
        .say(lang)
    )


def repeated_document(
    made: Repeated, findings: Sequence[Finding], today: date, lang: Lang
) -> dict[str, Any]:
    """Return the next cycle for a program (docs/json.md)."""
    new = next(iter(made.timeline.processes.values()))
    return {
        "format": 1,
        "today": today.isoformat(),
        "from": made.process.id,
        "process": new.id,
        "title": new.title,
        "anchor": {
            "kind": made.anchor.kind.value,
            "before": made.old_anchor.isoformat(),
            "after": write(made.anchor.when, edtf=True),
            "days": made.move.days,
            "years": made.move.years,
            "weeks": made.move.weeks,
        },
        "steps": [
            {
                "id": one.after.id,
                "title": one.after.title,
                "before": _edtf(one.before.when),
                "after": _edtf(one.after.when),
                "fate": one.fate.value,
                "moved": [why.say(lang) for why in one.moved],
                "reading": one.after.reading or None,
            }
            for one in made.steps
        ],
        "deadlines": [
            {"id": one.id, "date": one.date.isoformat()} for one in made.timeline.deadlines.values()
        ],
        "renamed": [{"before": before, "after": after} for before, after in made.renamed],
        "kept_years": list(made.kept_years),
        "dropped": [one.say(lang) for one in made.dropped],
        "eased": list(made.eased),
        "findings": [
            {
                "code": one.code,
                "severity": str(one.severity),
                "certainty": str(one.fault.certainty),
                "activity": one.fault.activity,
                "message": sentence(made.timeline, one, lang),
            }
            for one in findings
        ],
    }


def anchor_words(anchors: dict[AnchorKind, date], lang: Lang) -> str:
    """Return the anchors that a process has: "--start (do 27 jun 2024)"."""
    return ", ".join(f"--{kind.value} ({say_day(day, lang)})" for kind, day in anchors.items())


def _said(when: When) -> Text:
    return Text(say(when, "nl"), say(when, "en"))


def _day(day: date) -> Text:
    return Text(say_day(day, "nl"), say_day(day, "en"))


def _edtf(when: When | None) -> str | None:
    return write(when, edtf=True) if when is not None else None
