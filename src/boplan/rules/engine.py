"""Judges a timeline by the whole catalogue and sets aside what was accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from boplan.model.timeline import Timeline, Waiver
from boplan.model.vocabulary import Severity, Strength
from boplan.rules import BY_CODE, CATALOGUE, upkeep
from boplan.rules.case import Case
from boplan.rules.check import Check
from boplan.rules.finding import Fault, Finding

ERROR = Severity.ERROR


def find(timeline: Timeline, today: date) -> list[Finding]:
    """Return everything that is wrong with the timeline on that day, by order of code.

    Severities are those of the file where it sets them, one lower for a rule that is soft; a
    code that is off is left out. A waiver accepts every finding that it fits, unless it has
    expired. What depends on the day is left to `judged`.
    """
    return judged(Case(timeline, today))


def judged(case: Case, *, by_night: bool = False) -> list[Finding]:
    """Return everything that is wrong in a case.

    `by_night` adds what depends on the day, and leaves out what is less than an error.
    """
    timeline = case.timeline
    severities = {one.code: one.severity for one in timeline.severities}
    # Whether a waiver of what depends on the day is used, depends on the day as well.
    used = {
        index
        for index, one in enumerate(timeline.waivers)
        if one.code in BY_CODE and BY_CODE[one.code].daily
    }
    found: list[Finding] = []
    last = upkeep.waiver_unused
    # Which waivers were used is known only if everything is judged.
    errors_only = by_night and severities.get(last.code, last.severity) is not ERROR

    def take(check: Check, faults: Iterable[Fault]) -> None:
        severity = severities.get(check.code, check.severity)
        if severity is Severity.OFF or (check.daily and not by_night):
            return
        if errors_only and not check.daily and severity is not ERROR:
            return
        for fault in faults:
            weight = _softer(severity) if _is_soft(case, fault) else severity
            finding = Finding(code=check.code, severity=weight, fault=fault)
            found.append(_waived(case, finding, used))

    for check in CATALOGUE:
        if check is not upkeep.waiver_unused:
            take(check, check.judge(case))
    # Which waivers were used is known only now; those that accept unused waivers come last.
    take(last, upkeep.unused(case, used, of_itself=False))
    take(last, upkeep.unused(case, used, of_itself=True))
    return sorted(found, key=lambda one: one.code)


def _is_soft(case: Case, fault: Fault) -> bool:
    rule = case.timeline.rules.get(fault.rule or "")
    return rule is not None and rule.strength is Strength.SOFT


def _softer(severity: Severity) -> Severity:
    """Return the next lower severity: what should hold weighs less than what must."""
    return {Severity.ERROR: Severity.WARNING}.get(severity, Severity.NOTE)


def _waived(case: Case, finding: Finding, used: set[int]) -> Finding:
    for index, waiver in enumerate(case.timeline.waivers):
        if waiver.until is not None and waiver.until < case.today:
            continue
        if _fits(waiver, finding.code, finding.fault):
            used.add(index)
            return replace(finding, waived=waiver.reason)
    return finding


def _fits(waiver: Waiver, code: str, fault: Fault) -> bool:
    """Return whether the waiver is about this finding; what it leaves out fits anything."""
    return (
        waiver.code == code
        and waiver.activity in (None, fault.activity)
        and waiver.rule in (None, fault.rule)
        and waiver.municipality in (None, fault.municipality)
    )


def chosen(findings: list[Finding], select: list[str], ignore: list[str]) -> Iterator[Finding]:
    """Yield the findings whose code starts with one of `select` and none of `ignore`."""
    for one in findings:
        if select and not one.code.startswith(tuple(select)):
            continue
        if ignore and one.code.startswith(tuple(ignore)):
            continue
        yield one
