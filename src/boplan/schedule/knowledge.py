"""A timeline as it was known on a day in the past.

Records say what happened by a day; documents say when a plan became known. A step that only a
later document tells of was nobody's plan yet: it may not narrow a window, hold up another step
or count to a final deadline.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from boplan.model.timeline import Activity, Rule, Timeline
from boplan.model.vocabulary import RecordKind
from boplan.schedule.progress import known_records


def told_from(timeline: Timeline, activity: Activity) -> date | None:
    """Return the first day on which a document certainly tells of a step, None if any day.

    That is the last possible day of the date of its earliest document, as a record counts
    from the last day of its date. A document without a date, or a step that cites none,
    was always there.
    """
    days: list[date] = []
    for citation in activity.source:
        dated = timeline.sources[citation.source].date
        last = dated.bounds.latest_finish if dated is not None else None
        if last is None:
            return None
        days.append(last)
    return min(days, default=None)


def as_known(timeline: Timeline, today: date) -> tuple[Timeline, frozenset[str]]:
    """Return the timeline with the steps of which something was known on `today`.

    Also returns the ids of the steps that this leaves out. A step is known from the day of
    the first document that tells of it, or of the first record of what happened; silence
    (`no-evidence`) makes nothing known. What refers to a step that is left out goes with it;
    a rule holds on for those of its steps that were known.
    """
    later = {
        one: day
        for one, activity in timeline.activities.items()
        if (day := told_from(timeline, activity)) is not None and day > today
    }
    if not later:
        return timeline, frozenset()
    records = known_records(timeline, today)
    gone = frozenset(
        one
        for one in later
        if all(record.kind is RecordKind.NO_EVIDENCE for record in records.get(one, ()))
    )
    if not gone:
        return timeline, gone
    activities = {
        one: _without(activity, gone)
        for one, activity in timeline.activities.items()
        if one not in gone
    }
    deadlines = {
        one: deadline
        for one, deadline in timeline.deadlines.items()
        if deadline.activity not in gone
    }
    processes = {
        one: process
        if process.final_deadline is None or process.final_deadline in deadlines
        else replace(process, final_deadline=None)
        for one, process in timeline.processes.items()
    }
    # A retraction and what it retracts go together, whatever step either was written with.
    lost = {
        one
        for record in timeline.records
        if record.activity in gone
        for one in (record.id, record.retracts)
        if one is not None
    }
    kept = tuple(
        replace(record, by=None) if record.by in gone else record
        for record in timeline.records
        if record.activity not in gone and lost.isdisjoint((record.id, record.retracts))
    )
    rules = {
        one: kept_rule
        for one, rule in timeline.rules.items()
        if (kept_rule := _about(rule, gone)) is not None
    }
    waivers = tuple(
        waiver
        for waiver in timeline.waivers
        if waiver.activity not in gone and (waiver.rule is None or waiver.rule in rules)
    )
    known = replace(
        timeline,
        activities=activities,
        deadlines=deadlines,
        processes=processes,
        records=kept,
        rules=rules,
        waivers=waivers,
    )
    return known, gone


def _about(rule: Rule, gone: frozenset[str]) -> Rule | None:
    """Return a rule for those of its steps that are not gone, None if it can hold for none."""
    others = (
        *rule.activities, *rule.needs, *rule.advice, *rule.extensions,
        rule.before, rule.within, rule.mandate, rule.event, rule.other,
    )  # fmt: skip
    if not gone.isdisjoint(others):
        return None
    if gone.isdisjoint(rule.activity):
        return rule
    left = tuple(one for one in rule.activity if one not in gone)
    return replace(rule, activity=left) if left else None


def _without(activity: Activity, gone: frozenset[str]) -> Activity:
    """Return a step that waits for nothing that is gone."""
    if gone.isdisjoint(after.id for after in activity.after) and activity.fallback_for not in gone:
        return activity
    return replace(
        activity,
        after=tuple(after for after in activity.after if after.id not in gone),
        fallback_for=None if activity.fallback_for in gone else activity.fallback_for,
    )
