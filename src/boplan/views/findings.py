"""What `check` found: for a person, for a program, and for a code host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from boplan.dates.spoken import say_day
from boplan.model.timeline import Timeline
from boplan.model.vocabulary import Certainty, Lang, Severity, Text
from boplan.rules.difference import Change
from boplan.rules.finding import Finding
from boplan.views.layout import BLANK, Line, Span, cells, line, wrap, wrap_pieces
from boplan.views.parts import sayer

_SEVERITY_WORDS = {
    Severity.ERROR: Text("fout", "error"),
    Severity.WARNING: Text("waarschuwing", "warning"),
    Severity.NOTE: Text("opmerking", "note"),
    Severity.OFF: Text("uit", "off"),
}
_STYLES = {Severity.ERROR: "rood", Severity.WARNING: "oranje", Severity.NOTE: "", Severity.OFF: ""}
_POSSIBLE = Text("mogelijk", "possible")
CHANGES = {
    Change.APPEARS: ("+", Text("komt erbij", "appears"), "rood"),
    Change.VANISHES: ("−", Text("vervalt", "vanishes"), "groen"),
    Change.CHANGES: ("~", Text("luidt nu", "now reads"), "oranje"),
    Change.UNJUDGED: ("?", Text("niet meer te beoordelen", "can no longer be judged"), "oranje"),
}
"""The sign, the word and the style of what becomes of a finding."""


@dataclass(frozen=True, slots=True)
class Located:
    """A finding with the line of the file that it is about."""

    line: int
    finding: Finding


def finding_lines(
    timeline: Timeline,
    found: Sequence[Located],
    path: str,
    *,
    lang: Lang,
    width: int,
    show_waived: bool,
) -> Iterator[Line]:
    """Yield the findings by line of the file, and a line that counts them.

    Waived ones are only counted, unless `show_waived`.
    """
    say = sayer(lang)
    waived = sum(one.finding.waived is not None for one in found)
    shown = [one for one in found if show_waived or one.finding.waived is None]
    for one in shown:
        yield from _finding(timeline, one, path, lang, width)
        yield BLANK
    counts = []
    for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE):
        number = sum(
            one.finding.severity is severity
            and one.finding.waived is None
            and one.finding.fault.certainty is Certainty.CERTAIN
            for one in found
        )
        counts.append(f"{number} {_plural(severity, number, lang)}")
    possible = sum(
        one.finding.waived is None and one.finding.fault.certainty is Certainty.POSSIBLE
        for one in found
    )
    counts.append(f"{possible} {say(_POSSIBLE)}")
    counts.append(say(Text("{n} aanvaard", "{n} waived").fill(n=waived)))
    style = "rood" if any(one.finding.counts for one in found) else "groen"
    for text in wrap_pieces(counts, ", ", width):
        yield line(Span(text, style))


def _plural(severity: Severity, number: int, lang: Lang) -> str:
    if number == 1:
        return _SEVERITY_WORDS[severity].say(lang)
    return {
        Severity.ERROR: Text("fouten", "errors"),
        Severity.WARNING: Text("waarschuwingen", "warnings"),
        Severity.NOTE: Text("opmerkingen", "notes"),
        Severity.OFF: Text("uit", "off"),
    }[severity].say(lang)


def sentence(timeline: Timeline, finding: Finding, lang: Lang) -> str:
    """Return the finding as one sentence that names the step and, if so, the municipality."""
    fault = finding.fault
    subject = f"'{fault.activity}'" if fault.activity else ""
    if not subject and fault.rule:
        subject = Text(f"regel '{fault.rule}'", f"rule '{fault.rule}'").say(lang)
    if fault.place.kind == "waiver":
        of = f" {subject}" if subject else ""
        subject = Text(f"waiver{of}:", f"waiver{of}:").say(lang)
    elif fault.municipality:
        subject += f" ({timeline.municipalities[fault.municipality].name})"
    return f"{subject} {fault.what.say(lang)}".strip()


def _finding(timeline: Timeline, one: Located, path: str, lang: Lang, width: int) -> Iterator[Line]:
    finding, fault = one.finding, one.finding.fault
    say = sayer(lang)
    word = say(_SEVERITY_WORDS[finding.severity])
    if fault.certainty is Certainty.POSSIBLE:
        word = say(_POSSIBLE)
    place = f"{path}:{one.line}"
    head = f"{finding.code} {word}"
    if cells(head) + 2 + cells(place) <= width:
        yield line(Span(head, _STYLES[finding.severity]), Span(f"  {place}", "dim"))
    else:
        yield line(Span(head, _STYLES[finding.severity]))
        for text in wrap(place, width - 2):
            yield line(Span("  " + text, "dim"))
    for text in wrap(sentence(timeline, finding, lang), width - 2):
        yield line("  " + text)
    details = [f"{say(Text('grond', 'basis'))}: {say(fault.basis)}"]
    details.append(f"{say(Text('oplossing', 'mend'))}: {say(fault.mend)}")
    if fault.settle_by is not None:
        by = Text("kies uiterlijk {day}", "settle by {day}").fill(
            day=say_day(fault.settle_by, lang)
        )
        details.append(say(by))
    if finding.waived is not None:
        details.append(f"{say(Text('aanvaard', 'waived'))}: {finding.waived}")
    for detail in details:
        for text in wrap(detail, width - 2):
            yield line(Span("  " + text, "dim"))


def finding_document(
    timeline: Timeline,
    found: Iterable[Located],
    path: str,
    today: str,
    lang: Lang,
) -> dict[str, Any]:
    """Return the document of `check --json`; its shape is documented in docs/json.md."""
    return {
        "format": 1,
        "today": today,
        "findings": [
            {
                "code": one.finding.code,
                "severity": one.finding.severity,
                "certainty": one.finding.fault.certainty,
                "activity": one.finding.fault.activity,
                "municipality": one.finding.fault.municipality,
                "rule": one.finding.fault.rule,
                "message": sentence(timeline, one.finding, lang),
                "mend": one.finding.fault.mend.say(lang),
                "basis": one.finding.fault.basis.say(lang),
                "settle_by": _iso(one),
                "file": path,
                "line": one.line,
                "waived": one.finding.waived,
            }
            for one in found
        ],
    }


def _iso(one: Located) -> str | None:
    day = one.finding.fault.settle_by
    return day.isoformat() if day else None


def github_lines(
    timeline: Timeline, found: Iterable[Located], path: str, lang: Lang
) -> Iterator[str]:
    """Yield GitHub workflow commands, which mark the lines in a pull request."""
    for one in found:
        if one.finding.waived is not None:
            continue
        level = {Severity.ERROR: "error", Severity.WARNING: "warning"}.get(
            one.finding.severity, "notice"
        )
        if one.finding.fault.certainty is Certainty.POSSIBLE:
            level = "notice"
        message = _escaped(sentence(timeline, one.finding, lang))
        file = _escaped(path).replace(":", "%3A").replace(",", "%2C")
        yield f"::{level} file={file},line={one.line},title={one.finding.code}::{message}\n"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
