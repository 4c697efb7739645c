"""What changed between two timelines: for a person, for a pull request or a mail, for a program.

First what it comes to: the final deadlines, and a line for each thing that changed; then all of
it, by what became of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from boplan.dates.notation import write, write_part
from boplan.dates.period import format_period
from boplan.dates.spoken import say as say_when
from boplan.dates.spoken import say_day
from boplan.model.timeline import ONE_DAY, After, Citation, Period, PeriodCount, Stop
from boplan.model.vocabulary import Certainty, Lang, Link, RecordKind, Severity, Text
from boplan.model.when import Bounds, Moment, OneOf, Part, Span, When
from boplan.rules.difference import Change as FindingChange
from boplan.rules.difference import Changed
from boplan.rules.finding import Finding
from boplan.schedule.comparison import (
    Change,
    Comparison,
    End,
    Ends,
    Kind,
    StepChange,
    TableChange,
    Way,
)
from boplan.schedule.floats import Float
from boplan.schedule.history import Slip
from boplan.schedule.matching import Edit
from boplan.schedule.progress import Progress
from boplan.schedule.selection import EVERYTHING, Selection
from boplan.views.changes import (
    RECORD_CHANGES,
    TABLES,
    Item,
    Section,
    Teller,
    record_word,
    sections,
)
from boplan.views.findings import Located, finding_document
from boplan.views.layout import BLANK, Cell, Line, cells, line, pad, row, wrap
from boplan.views.layout import Span as Piece
from boplan.views.parts import chosen_words, more_lines, room_words, sayer

MOST_ITEMS = 12
"""How many items a section shows in full; of more, each group is named in a line or two."""

MOST_LINES = 2
"""In how many lines the items of a folded group are named."""

MOST_NAMED = 3
"""How many steps the first lines name."""

MOST_ENDS = 3
"""How many final deadlines are told of."""

MOST_AT = 3
"""How many of the steps with the least room are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Everything that a comparison has to say."""

    made: Comparison
    findings: Sequence[Changed]
    chosen: Selection
    old: str
    """How the older one is called: a path, or a revision with a path."""
    new: str
    is_same: bool
    """They are byte for byte the same."""

    def concerns(self, finding: Finding) -> bool:
        """Return whether a finding is about something that was chosen."""
        fault, chosen = finding.fault, self.chosen
        if replace(chosen, asked=None) == EVERYTHING:
            return True
        for timeline in (self.made.new, self.made.old):
            rule = timeline.rules.get(fault.rule or "")
            its = [fault.activity] if fault.activity else []
            if rule is not None and not its:
                its = [*rule.activity, *rule.activities]
            if any(
                one in timeline.activities and chosen.fits(timeline, timeline.activities[one])
                for one in its
            ):
                return True
        return False


# -- what it comes to ----------------------------------------------------------------------


def _nothing(answer: Answer) -> Text | None:
    """Return that nothing changed, as far as that is so."""
    made = answer.made
    if answer.is_same:
        return Text("Geen verschil.", "No difference.")
    if made.is_empty:
        return Text(
            "Niets van betekenis veranderd: alleen opmerkingen, opmaak of volgorde.",
            "Nothing of meaning changed: only comments, layout or order.",
        )
    if not (made.steps or made.tables or answer.findings):
        return Text(
            "Niets veranderd in wat u koos.", "Nothing changed in what you chose."
        )  # fmt: skip
    return None


def _left_out(answer: Answer) -> Text | None:
    count = answer.made.left_out
    if not count:
        return None
    if count == 1:
        return Text(
            "1 verandering valt buiten de keuze.", "1 change is outside what you chose."
        )  # fmt: skip
    return Text(
        f"{count} veranderingen vallen buiten de keuze.",
        f"{count} changes are outside what you chose.",
    )


def _facts(answer: Answer, lang: Lang, *, unfolded: bool) -> Iterator[tuple[str, list[Piece]]]:
    """Yield the first lines: a label, and what it comes to."""
    made, say = answer.made, sayer(lang)
    for found in _all_ends(made, lang, unfolded=unfolded):
        yield say(Text("Einddatum", "Final deadline")), found
    teller = Teller(made, lang)
    for kinds, label in _LABELS:
        steps = [one for one in made.steps if set(kinds) & set(one.kinds)]
        if steps:
            yield say(label), [Piece(_steps_words(teller, kinds[0], steps, lang))]
    if answer.findings:
        yield say(Text("Bevindingen", "Findings")), [Piece(_finding_words(answer, lang))]
    if made.tables:
        yield say(Text("Tabellen", "Tables")), [Piece(_table_words(made.tables, lang))]
    rest = _unchanged(made)
    if rest is not None:
        yield say(Text("Ongewijzigd", "Unchanged")), [Piece(say(rest), "dim")]


_LABELS: tuple[tuple[tuple[Kind, ...], Text], ...] = (
    ((Kind.MOVED, Kind.SETTLED), Text("Andere datum", "Other date")),
    ((Kind.AFFECTED,), Text("Gevolg", "Effect")),
    ((Kind.RECORDED,), Text("Vastgelegd", "Recorded")),
    ((Kind.ADDED,), Text("Nieuw", "New")),
    ((Kind.REMOVED,), Text("Verwijderd", "Removed")),
    ((Kind.RENAMED,), Text("Ander id", "Other id")),
    ((Kind.CHANGED,), Text("Aangepast", "Edited")),
)  # fmt: skip


def _steps_words(teller: Teller, kind: Kind, steps: Sequence[StepChange], lang: Lang) -> str:
    """Return how many steps there are and of what sort, or which if they are few."""
    items = [teller.item(one, kind) for one in steps]
    say = sayer(lang)
    if len(items) <= MOST_NAMED:
        return "; ".join(one.brief for one in items)
    if kind in (Kind.ADDED, Kind.REMOVED):
        processes = {one.step.activity.process for one in steps}
        said = Text("in {n} processen", "in {n} processes").fill(n=len(processes))
        return _count(len(items), lang) + (f" {say(said)}" if len(processes) > 1 else "")
    sorts: Counter[str] = Counter()
    for one in steps:
        sorts.update(sorted(set(_sorts(one, kind, lang))))
    shown = ", ".join(f"{count} {word}" for word, count in sorts.most_common())
    return f"{_count(len(items), lang)}: {shown}" if shown else _count(len(items), lang)


def _sorts(one: StepChange, kind: Kind, lang: Lang) -> Iterator[str]:
    say = sayer(lang)
    if kind is Kind.MOVED:
        for shift in one.shifts:
            slip = shift.slip
            if shift.way is not Way.MOVED:
                yield say(_SORTS[shift.way])
            elif slip is not None and slip.least is not None and slip.least > 0:
                yield say(Text("later", "later"))
            elif slip is not None and slip.most is not None and slip.most < 0:
                yield say(Text("eerder", "earlier"))
            else:
                yield say(Text("anders", "otherwise"))
    elif kind is Kind.AFFECTED:
        assert one.before is not None
        assert one.after is not None
        if one.after.window.conflict and not one.before.window.conflict:
            yield say(Text("niet meer volgens de volgorde", "against the order now"))
        elif one.is_other_window:
            yield say(Text("met andere ruimte", "with other room"))
        if one.is_other_status:
            yield say(Text("met een andere status", "with another status"))
    elif kind is Kind.RECORDED:
        for record in one.records:
            if record.change in RECORD_CHANGES:
                yield say(RECORD_CHANGES[record.change])
            elif record.table.kind is RecordKind.NOTE:
                yield say(Text("met een aantekening", "with a note"))
            else:
                yield record_word(record.table, lang)


_SORTS = {
    Way.SETTLED: Text("gekozen", "settled"),
    Way.NARROWED: Text("nauwkeuriger", "more precise"),
    Way.WIDENED: Text("minder nauwkeurig", "less precise"),
    Way.DATED: Text("nu met datum", "now dated"),
    Way.UNDATED: Text("nu zonder datum", "now undated"),
}


def _count(number: int, lang: Lang) -> str:
    if number == 1:
        return Text("1 stap", "1 step").say(lang)
    return Text(f"{number} stappen", f"{number} steps").say(lang)


def _unchanged(made: Comparison) -> Text | None:
    count = made.unchanged
    if not count:
        return None
    return Text(_count(count, "nl"), _count(count, "en"))


def _finding_words(answer: Answer, lang: Lang) -> str:
    say = sayer(lang)
    certain = [
        one for one in answer.findings
        if one.finding.waived is None and one.finding.fault.certainty is Certainty.CERTAIN
    ]  # fmt: skip
    counted = Counter(one.change for one in certain)
    words = {
        FindingChange.APPEARS: Text("{n} erbij", "{n} new"),
        FindingChange.VANISHES: Text("{n} vervallen", "{n} gone"),
        FindingChange.CHANGES: Text("{n} anders", "{n} changed"),
        FindingChange.UNJUDGED: Text("{n} niet meer te beoordelen", "{n} can no longer be judged"),
    }
    pieces = []
    for change, text in words.items():
        if not counted[change]:
            continue
        said = say(text.fill(n=counted[change]))
        errors = sum(
            one.change is change and one.finding.severity is Severity.ERROR for one in certain
        )
        if change is FindingChange.APPEARS and errors:
            of = Text("1 fout", "1 error") if errors == 1 else Text(f"{errors} fouten",
                                                                    f"{errors} errors")  # fmt: skip
            said += f" ({say(of)})"
        pieces.append(said)
    possible = sum(one.finding.fault.certainty is Certainty.POSSIBLE and one.finding.waived is None
                   for one in answer.findings)  # fmt: skip
    waived = sum(one.finding.waived is not None for one in answer.findings)
    for number, text in (
        (possible, Text("{n} mogelijke anders", "{n} possible ones changed")),
        (waived, Text("{n} aanvaarde anders", "{n} waived ones changed")),
    ):
        if number:
            pieces.append(say(text.fill(n=number)))
    return ", ".join(pieces)


def _table_words(tables: Sequence[TableChange], lang: Lang) -> str:
    counted = Counter((one.kind, one.change) for one in tables)
    pieces = []
    words = {
        Change.ADDED: Text("erbij", "added"), Change.REMOVED: Text("weg", "gone"),
        Change.CHANGED: Text("anders", "changed"),
    }  # fmt: skip
    for (kind, change), number in counted.items():
        one, many = TABLES[kind]
        name = (one if number == 1 else many).say(lang)
        pieces.append(f"{number} {name.lower()} {words[change].say(lang)}")
    return ", ".join(pieces)


def _all_ends(made: Comparison, lang: Lang, *, unfolded: bool) -> Iterator[list[Piece]]:
    """Yield what becomes of the final deadlines: first of those of which anything changed."""
    words = [(_is_same_end(ends), _end_words(made, ends, lang)) for ends in made.ends]
    for is_same in (False, True):
        found = [one for same, one in words if one and same is is_same]
        few = len(found) if unfolded or len(found) <= MOST_ENDS + 1 else MOST_ENDS
        if is_same and few < len(found):
            few = 0
        yield from found[:few]
        rest = len(found) - few
        if rest:
            text = Text("nog {n}; zie --all", "{n} more; see --all")
            if is_same:
                text = Text("{n} zonder verschil", "{n} without a difference")
            yield [Piece(text.fill(n=rest).say(lang), "dim")]


def _is_same_end(ends: Ends) -> bool:
    before, after = ends.before, ends.after
    if before is None or after is None:
        return False
    return replace(before, deadline=after.deadline) == after and (
        before.deadline.date == after.deadline.date
    )


def _end_words(made: Comparison, ends: Ends, lang: Lang) -> list[Piece]:
    """Return what becomes of one final deadline, of the step that it is for, and of the room.

    [] for one that is past already, and the same.
    """
    before, after, say = ends.before, ends.after, sayer(lang)
    timeline = made.new if after is not None else made.old
    name = timeline.processes[ends.process].label
    if before is None or after is None:
        end = after or before
        assert end is not None
        if end.room is None:
            return []
        what = Text("nieuw", "new") if before is None else Text("vervallen", "gone")
        return [Piece(f"{name}: {say_day(end.deadline.date, lang)} ({say(what)})")]
    is_moved = before.deadline.date != after.deadline.date
    is_ended = (before.first, before.last, before.is_known) != (
        after.first, after.last, after.is_known,
    )  # fmt: skip
    if before.room is None and after.room is None and not (is_moved or is_ended):
        return []
    days = [say_day(one.deadline.date, lang) for one in (before, after)]
    pieces = [Piece(f"{name}: {_pair(*days)}", "bold" if is_moved else "")]
    if is_ended:
        style = "rood" if _is_later(before, after) else "groen"
        step = timeline.activities[after.deadline.activity].title
        ended = _pair(_finish(before, lang), _finish(after, lang))
        pieces.append(Piece(f"{step}: {ended}", style))
    if before.room is not None and after.room is not None:
        rooms = [_room(one.room, lang) for one in (before, after)]
        word = say(Text("Speling", "Room"))
        if rooms[0] != rooms[1]:
            style = "rood" if _is_less(before.room, after.room) else "groen"
            pieces.append(Piece(f"{word}: {_pair(*rooms)}", style))
        elif before.at != after.at or is_moved or is_ended:
            pieces.append(Piece(f"{word}: {rooms[1]}"))
        else:
            same = Text("dezelfde speling: {r}", "the same room: {r}").fill(r=rooms[1])
            return [Piece(f"{pieces[0].text}, {say(same)}")]
        least = say(Text("Het krapst", "Least"))
        at = _pair(_named(before.at), _named(after.at))
        pieces.append(Piece(f"{least}: {at}", "dim"))
    return pieces


def _pair(was: str, now: str) -> str:
    return now if was == now else f"{was} → {now}"


def _named(ids: Sequence[str]) -> str:
    return ", ".join(ids[:MOST_AT]) + (" …" if len(ids) > MOST_AT else "")


def _finish(end: End, lang: Lang) -> str:
    say = sayer(lang)
    first, last = end.first, end.last
    if first is None:
        return say(Text("niet bekend", "not known"))
    if end.is_known and first == last:
        return say_day(first, lang)
    if not end.is_known or last is None:
        return say(
            Text("niet vóór {d}", "not before {d}").fill(
                d=Text(say_day(first, "nl"), say_day(first, "en"))
            )
        )
    return say_when(Span(Part(first), Part(last)), lang)


def _is_later(before: End, after: End) -> bool:
    pairs = [(before.first, after.first), (before.last, after.last)]
    return any(was is not None and now is not None and now > was for was, now in pairs)


def _room(room: Float | None, lang: Lang) -> str:
    assert room is not None
    return room_words(room, lang).removeprefix("speling: ").removeprefix("float: ")


def _is_less(before: Float, after: Float) -> bool:
    pairs = [(before.possible, after.possible), (before.sure, after.sure)]
    return any(was is not None and now is not None and now < was for was, now in pairs)


_DIFFERENCE = Text("Verschil", "Difference")


# -- for a person --------------------------------------------------------------------------


def compared_lines(
    answer: Answer, *, lang: Lang, width: int, unfolded: bool, again: str
) -> Iterator[Line]:
    """Yield what changed; `again` is the command that shows it, without --all."""
    made, say = answer.made, sayer(lang)
    day = say_day(made.today, lang)
    title = say(
        Text("Verschil: {a} → {b}", "Difference: {a} → {b}").fill(a=answer.old, b=answer.new)
    )
    if cells(title) + 2 + cells(day) <= width:
        yield line(Piece(pad(title, width - cells(day)), "head"), Piece(day, "dim"))
    else:
        for text in wrap(title, width):
            yield line(Piece(text, "head"))
        yield line(Piece(day, "dim"))
    chosen = _chosen_words(answer)
    if chosen:
        for text in wrap(f"{say(Text('Alleen', 'Only'))}: {chosen}", width):
            yield line(Piece(text, "bold"))
    yield BLANK
    nothing = _nothing(answer)
    if nothing is not None:
        for text in wrap(say(nothing), width):
            yield line(text)
    else:
        yield from _first_lines(answer, lang, width, unfolded=unfolded)
        for section in sections(made, answer.findings, lang, whole=unfolded):
            yield from _section(section, lang, width, unfolded=unfolded, again=again)
    left_out = _left_out(answer)
    if left_out is not None:
        yield BLANK
        for text in wrap(say(left_out), width):
            yield line(Piece(text, "dim"))


def _chosen_words(answer: Answer) -> str:
    """Return what was chosen, by its name in whichever timeline has it."""
    try:
        return chosen_words(answer.made.new, answer.chosen)
    except KeyError:
        return chosen_words(answer.made.old, answer.chosen)


def _first_lines(answer: Answer, lang: Lang, width: int, *, unfolded: bool) -> Iterator[Line]:
    facts = list(_facts(answer, lang, unfolded=unfolded))
    left = max(cells(label) for label, _ in facts)
    shown = ""
    for label, pieces in facts:
        cell = Cell.of(Piece("" if label == shown else label, "head"))
        yield from row([cell, Cell.of(*pieces)], [left, width - left - 2])
        shown = label


def _section(
    section: Section, lang: Lang, width: int, *, unfolded: bool, again: str
) -> Iterator[Line]:
    yield BLANK
    yield line(Piece(f"{section.title} ({section.count})", section.style))
    if unfolded or section.count <= MOST_ITEMS:
        is_headed = section.is_headed and len(section.groups) > 1
        for group in section.groups:
            if is_headed:
                yield line(Piece(f"  {group.title}", "bold"))
            for item in group.items:
                yield from _item(item, width, 4 if is_headed else 2)
        return
    for group in section.groups:
        yield from _folded(group.title, group.items, lang, width)
    more = Text("voluit", "in full").say(lang)
    yield from more_lines(more, f"{again} --all", width)


def _folded(title: str, items: Sequence[Item], lang: Lang, width: int) -> Iterator[Line]:
    """Yield the name of a group with its number, and of its items those that fit."""
    for text in wrap(f"{title} ({len(items)})", width - 2):
        yield line("  ", text)
    pieces = [one.brief for one in items]
    for few in range(len(pieces), 0, -1):
        rest = len(pieces) - few
        more = Text(f" en nog {rest}", f" and {rest} more").say(lang) if rest else ""
        lines = wrap(", ".join(pieces[:few]) + more, width - 4)
        if len(lines) <= MOST_LINES or few == 1:
            for text in lines:
                yield line("    ", Piece(text, "dim"))
            return


def _item(item: Item, width: int, indent: int) -> Iterator[Line]:
    mark = f"{item.mark.text} " if item.mark.text else ""
    title = f"{item.title} ({item.id})" if item.id else item.title
    for number, text in enumerate(wrap(title, width - indent - len(mark))):
        first = Piece(mark if number == 0 else " " * len(mark), item.mark.style)
        yield line(" " * indent, first, text) if mark else line(" " * indent, text)
    for piece in item.lines:
        for text in wrap(piece.text, width - indent - 2):
            yield line(" " * (indent + 2), Piece(text, piece.style))


# -- for a pull request or a mail ----------------------------------------------------------


def compared_markdown(answer: Answer, lang: Lang, *, unfolded: bool) -> str:
    """Return what changed as Markdown."""
    made, say = answer.made, sayer(lang)
    lines = [f"### {say(_DIFFERENCE)}: {_code(answer.old)} → {_code(answer.new)}", ""]
    judged = Text("Beoordeeld op {d}.", "Judged on {d}.").fill(d=say_day(made.today, lang))
    chosen = _chosen_words(answer)
    only = f" {say(Text('Alleen', 'Only'))}: {_escaped(chosen)}." if chosen else ""
    lines += [f"{say(judged)}{only}", ""]
    nothing = _nothing(answer)
    if nothing is not None:
        lines.append(_escaped(say(nothing)))
    else:
        for label, pieces in _facts(answer, lang, unfolded=unfolded):
            first, *rest = [_escaped(one.text) for one in pieces]
            lines.append(f"- **{label}**: {first}")
            lines += [f"  - {text}" for text in rest]
        for section in sections(made, answer.findings, lang, whole=unfolded):
            lines += ["", f"#### {section.title.capitalize()} ({section.count})", ""]
            lines += _section_markdown(section, lang, unfolded=unfolded)
    left_out = _left_out(answer)
    if left_out is not None:
        lines += ["", _escaped(say(left_out))]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).rstrip("\n") + "\n"


def _section_markdown(section: Section, lang: Lang, *, unfolded: bool) -> Iterator[str]:
    if unfolded or section.count <= MOST_ITEMS:
        for group in section.groups:
            if section.is_headed and len(section.groups) > 1:
                yield from (f"**{_escaped(group.title)}**", "")
            for item in group.items:
                mark = f"{_escaped(item.mark.text)} " if item.mark.text else ""
                name = f" ({_code(item.id)})" if item.id else ""
                yield f"- {mark}{_escaped(item.title)}{name}"
                for piece in item.lines:
                    text = _escaped(piece.text)
                    yield f"  - **{text}**" if piece.style in _STRONG else f"  - {text}"
            if section.is_headed and len(section.groups) > 1:
                yield ""
        return
    for group in section.groups:
        shown = ", ".join(_escaped(one.brief) for one in group.items[:MOST_ITEMS])
        rest = len(group.items) - MOST_ITEMS
        more = Text(f" en nog {rest}", f" and {rest} more").say(lang) if rest > 0 else ""
        yield f"- **{_escaped(group.title)}** ({len(group.items)}): {shown}{more}"


_STRONG = frozenset({"bold", "rood", "groen", "oranje"})
_MARKS = re.compile(r"([\\`*_{}\[\]<>|~#&])|(?<![\w.])([@])(?=\w)")


def _escaped(text: str) -> str:
    """Return a text that Markdown shows as it is: no mark-up, no HTML, no mention of anybody."""
    joined = " ".join(text.split())
    safe = _MARKS.sub(lambda match: f"\\{match[1]}" if match[1] else "@<!-- -->", joined)
    # What would begin a list or a heading at the start of a line.
    return re.sub(r"^(\d+)([.)])|^([-+=])", _first_mark, safe)


def _first_mark(match: re.Match[str]) -> str:
    return f"\\{match[3]}" if match[3] else f"{match[1]}\\{match[2]}"


def _code(text: str) -> str:
    """Return a text as code, with as many backticks around it as it takes."""
    longest = max((len(found) for found in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if longest else ""
    return f"{fence}{space}{text}{space}{fence}"


# -- for a program -------------------------------------------------------------------------


def compared_document(
    answer: Answer, located: Sequence[tuple[str, Located]], lang: Lang
) -> dict[str, Any]:
    """Return the document of `diff --json`; `located` has the findings with their file."""
    made = answer.made
    return {
        "format": 1,
        "today": made.today.isoformat(),
        "old": answer.old,
        "new": answer.new,
        "same": made.is_empty,
        "changes": [_step(one) for one in made.steps],
        "tables": [_table(one) for one in made.tables],
        "ends": [
            {"process": one.process, "before": _end(one.before), "after": _end(one.after)}
            for one in made.ends
        ],
        "findings": [
            {"change": one.change.value, **_finding(answer, one, where, file, lang)}
            for one, (file, where) in zip(answer.findings, located, strict=True)
        ],
        "unchanged": made.unchanged,
        "left_out": made.left_out,
    }


def _finding(answer: Answer, one: Changed, where: Located, file: str, lang: Lang) -> dict[str, Any]:
    made = answer.made
    gone = one.change in (FindingChange.VANISHES, FindingChange.UNJUDGED)
    timeline = made.old if gone else made.new
    document = finding_document(timeline, [where], file, made.today.isoformat(), lang)
    found: dict[str, Any] = document["findings"][0]
    return found


def _step(one: StepChange) -> dict[str, Any]:
    return {
        "id": one.id,
        "kinds": [kind.value for kind in one.kinds],
        "before": _state(one.before, one.was),
        "after": _state(one.after, one.id),
        "dates": [
            {
                "municipalities": list(shift.municipalities),
                "before": _edtf(shift.before),
                "after": _edtf(shift.after),
                "way": shift.way.value,
                "slip": _slip(shift.slip),
                "by": shift.by.value if shift.by is not None else None,
                "reason": shift.reason or None,
                "record_gone": bool(shift.lost),
            }
            for shift in one.shifts
        ],
        "records": [
            {
                "change": record.change.value,
                "kind": record.table.kind.value,
                "date": _edtf(record.table.on),
                "municipalities": list(record.table.municipality),
                "to": _edtf(record.table.to),
                "settled": _iso(record.table.settled),
                "by": record.table.by,
                "outcome": record.table.outcome,
                "point": record.table.point or None,
                "reason": record.table.reason or None,
                "keys": [_key(edit) for edit in record.edits],
            }
            for record in one.records
        ],
        "keys": [_key(edit) for edit in one.edits],
    }


def _state(step: Progress | None, one: str) -> dict[str, Any] | None:
    if step is None:
        return None
    activity = step.activity
    return {
        "id": one,
        "title": activity.title,
        "process": activity.process,
        "status": step.status,
        "current": _edtf(step.current),
        "actual": _edtf(step.actual),
        "when": _bounds(step.window.bounds),
        "conflict": step.window.conflict,
    }


def _table(one: TableChange) -> dict[str, Any]:
    table = one.table
    return {
        "table": one.kind,
        "change": one.change.value,
        "id": getattr(table, "id", None),
        "about": _about(one.kind, table),
        "keys": [_key(edit) for edit in one.edits],
    }


def _about(kind: str, table: Any) -> str | None:
    """Return what a table without an id is about: a body, or a code."""
    if kind == "agenda":
        return str(table.body)
    return str(table.code) if kind in ("severity", "waiver") else None


def _end(end: End | None) -> dict[str, Any] | None:
    if end is None:
        return None
    return {
        "deadline": end.deadline.id,
        "activity": end.deadline.activity,
        "date": end.deadline.date.isoformat(),
        "first": _iso(end.first),
        "last": _iso(end.last),
        "certain": end.is_known,
        "room": {"sure": end.room.sure, "possible": end.room.possible} if end.room else None,
        "least": list(end.at),
    }


def _key(edit: Edit) -> dict[str, Any]:
    return {"key": edit.key, "before": _texts(edit.before), "after": _texts(edit.after)}


def _texts(value: Any) -> list[str]:
    """Return a value as texts, each member of an array apart; [] if it is not there."""
    if value is None:
        return []
    if isinstance(value, tuple):
        return [_text(one) for one in value]
    return [_text(value)]


def _text(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Moment() | Span() | OneOf():
            return write(value, edtf=True)
        case Part():
            return write_part(value, edtf=True)
        case date():
            return value.isoformat()
        case Period():
            return format_period(value)
        case After():
            lag = "" if value.lag == ONE_DAY else f" {format_period(value.lag)}"
            link = "" if value.link is Link.FS else f" {value.link}"
            return f"{value.id}{link}{lag}"
        case Citation():
            return f"{value.source}, {value.place}"
        case PeriodCount():
            least, most = (
                "" if one is None else str(one)
                for one in (value.minimum_count, value.maximum_count)
            )
            return f"{write_part(value.in_, edtf=True)} {least}..{most}"
        case Stop():
            said = {
                "body": "+".join(value.body),
                "before": format_period(value.before) if value.before else "",
                "minimum": format_period(value.minimum) if value.minimum else "",
                "net_of": "+".join(value.net_of),
            }
            keys = (f" {key} {one}" for key, one in said.items() if one)
            return value.purpose.value + "".join(keys)
        case _:
            return str(value)


def _bounds(bounds: Bounds) -> dict[str, str | None]:
    return {
        "earliest_start": _iso(bounds.earliest_start),
        "latest_start": _iso(bounds.latest_start),
        "earliest_finish": _iso(bounds.earliest_finish),
        "latest_finish": _iso(bounds.latest_finish),
    }


def _slip(slip: Slip | None) -> dict[str, int | None] | None:
    return {"least": slip.least, "most": slip.most} if slip is not None else None


def _edtf(when: When | None) -> str | None:
    return write(when, edtf=True) if when is not None else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
