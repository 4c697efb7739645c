"""What there is to say on a day, and what makes it news.

A finding is known by its key. It is news when the key was not there the last time, when
the day that it turns on is another, or when its grade is higher: then it got worse.
"""

from __future__ import annotations

from zlib import crc32

from boplan.model.timeline import Timeline
from boplan.model.vocabulary import Certainty, Severity
from boplan.rules import BY_CODE
from boplan.rules.case import Case
from boplan.rules.engine import judged
from boplan.rules.finding import Fault, Finding
from boplan.schedule.selection import Selection

Mark = tuple[int, str]
"""How bad a finding is, and the day that it turns on ("" for none)."""

_SAME = {"BP604": "BP601"}
"""A late municipality is as late before the others are done as after."""


def to_say(case: Case, selection: Selection) -> list[Finding]:
    """Return what `warn` says of the choice on the day of the case.

    All that depends on the day, and of what is wrong with the plan only what is certain and
    an error. What was accepted is not said.
    """
    return [
        one
        for one in judged(case, by_night=True)
        if one.waived is None
        and (BY_CODE[one.code].daily or _is_error(one))
        and _is_chosen(case.timeline, selection, one.fault)
    ]


def _is_error(one: Finding) -> bool:
    return one.severity is Severity.ERROR and one.fault.certainty is Certainty.CERTAIN


def _is_chosen(timeline: Timeline, selection: Selection, fault: Fault) -> bool:
    """Return whether the finding is about a step that fits all choices."""
    if selection == Selection():
        return True
    rule = timeline.rules.get(fault.rule or "")
    about = [fault.activity] if fault.activity else []
    if not about and rule is not None:
        about = [*rule.activity, *rule.activities]
    for one in about:
        activity = timeline.activities[one]
        if (
            selection.process in (None, activity.process)
            and (selection.body is None or selection.body in activity.body)
            and selection.owner in (None, activity.owner)
            and (
                selection.municipality is None
                or selection.municipality == fault.municipality
                or (
                    fault.municipality is None
                    and selection.municipality in timeline.municipalities_of(activity)
                )
            )
        ):
            return True
    return False


def key(finding: Finding) -> str:
    """Return what a finding is known by from one day to the next.

    What is wrong with the plan is known by its sentence as well: other words are news.
    """
    fault = finding.fault
    code = _SAME.get(finding.code, finding.code)
    parts = [code, fault.activity or "-", fault.municipality or "-"]
    if not BY_CODE[finding.code].daily:
        parts += [fault.rule or "-", f"{crc32(fault.what.en.encode()):08x}"]
    return " ".join(parts)


def mark(finding: Finding) -> Mark:
    """Return what may change of a finding while its key stays."""
    day = finding.fault.day
    return finding.fault.grade, day.isoformat() if day else ""
