"""What a program reads: JSON with a documented shape (docs/json.md).

Dates are ISO 8601, vague ones EDTF; every key is always there, null where nothing is
known. The same timeline and day give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from boplan.dates.meetings import preparations
from boplan.dates.notation import write
from boplan.dates.period import format_period
from boplan.model.timeline import Deadline, Timeline
from boplan.model.vocabulary import Colour
from boplan.model.when import Bounds, Truth, When
from boplan.schedule.history import Event, Histories, History, Slip
from boplan.schedule.progress import Progress, by_owner, passes
from boplan.schedule.tracks import last, to_act

if TYPE_CHECKING:
    from boplan.views.shapes import Meets, Picture

FORMAT = 1
"""The version of the shape; it changes only when a reader would break."""


def to_text(document: dict[str, Any]) -> str:
    """Return the document as JSON text, indented, ended with a line end."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def list_document(timeline: Timeline, steps: Mapping[str, Progress], today: date) -> dict[str, Any]:
    """Return the document of `list --json`: every chosen step."""
    histories = Histories(timeline, today)
    return {
        "format": FORMAT,
        "today": today.isoformat(),
        "activities": [_step(step, histories.of(step), today) for step in steps.values()],
    }


def show_document(timeline: Timeline, step: Progress, today: date) -> dict[str, Any]:
    """Return the document of `show --json`: one step, with its records and preparations."""
    document = list_document(timeline, {step.activity.id: step}, today)
    history = Histories(timeline, today).of(step)
    document["activities"][0]["records"] = [_event(event) for event in history.events]
    document["preparations"] = preparations_of(timeline, {step.activity.id: step}, None)
    return document


def add_history(
    document: dict[str, Any], timeline: Timeline, steps: Mapping[str, Progress], today: date
) -> None:
    """Add what became of each step, and what each process comes to: `list --history`."""
    histories = Histories(timeline, today)
    for shown, step in zip(document["activities"], steps.values(), strict=True):
        shown["records"] = [_event(event) for event in histories.of(step).events]
    document["histories"] = []
    for process in dict.fromkeys(step.activity.process for step in steps.values()):
        total = histories.total(steps, process)
        document["histories"].append(
            {
                "process": process,
                "moved": total.moves,
                "steps_moved": total.steps_moved,
                "later": total.later,
                "earlier": total.earlier,
                "unknown": total.unknown,
                "slip": _slip(total.slip),
                "final_step": total.final.step.activity.id if total.final else None,
            }
        )


def matrix_document(
    timeline: Timeline,
    steps: Mapping[str, Progress],
    everything: Mapping[str, Progress],
    today: date,
) -> dict[str, Any]:
    """Return the document of `matrix --json`: the steps, and who still decides their end."""
    document = list_document(timeline, steps, today)
    document["matrix"] = []
    for one in steps:
        whole = everything[one]
        own = [track.municipality for track in whole.tracks]
        final = last(whole)
        document["matrix"].append(
            {
                "id": one,
                "out_of_scope": [its for its in timeline.municipalities if its not in own],
                "to_act": list(to_act(whole)),
                "last": {
                    "municipalities": list(final.municipalities),
                    "date": _day(final.day),
                    "planned": final.is_planned,
                },
            }
        )
    return document


def gantt_document(
    timeline: Timeline,
    shown: Picture,
    steps: Mapping[str, Progress],
    meets: Sequence[Meets],
    today: date,
) -> dict[str, Any]:
    """Return the document of `gantt --json`: the steps in the window, and what lies outside."""
    document = list_document(timeline, {one: steps[one] for one in shown.rows}, today)
    axis = shown.axis
    document["window"] = {
        "first": axis.first.isoformat(), "last": axis.last.isoformat(), "scale": axis.scale,
    }  # fmt: skip
    document["outside"] = {
        "before": list(shown.before),
        "after": list(shown.after),
        "undated": list(shown.undated),
    }
    document["meetings"] = [
        {
            "body": one.body,
            "municipality": one.municipality,
            "date": day.isoformat(),
            "derived": day not in one.known,
        }
        for one in meets
        for day in sorted(one.known | one.derived)
    ]
    return document


def preparations_of(
    timeline: Timeline, steps: Mapping[str, Progress], body: str | None
) -> list[dict[str, Any]]:
    """Return the meetings that prepare the steps, of one body or (None) of all."""
    return [
        {
            "activity": meeting.activity,
            "body": meeting.body,
            "date": meeting.day.isoformat(),
            "derived": not meeting.is_known,
        }
        for step in steps.values()
        for meeting in preparations(timeline, step.activity, step.current)
        if body in (None, meeting.body)
    ]


def status_document(
    timeline: Timeline,
    steps: Mapping[str, Progress],
    everything: Mapping[str, Progress],
    today: date,
) -> dict[str, Any]:
    """Return the document of `status --json`: steps, final deadlines, counts per process."""
    document = list_document(timeline, steps, today)
    shown = dict.fromkeys(step.activity.process for step in steps.values())
    document["processes"] = [
        {
            "id": one,
            "title": timeline.processes[one].title,
            "evidence_until": _day(timeline.processes[one].evidence_until),
            "final_deadline": _final_deadline(timeline, everything, one, today),
            "colours": {
                colour.value: sum(
                    step.colour is colour for step in steps.values() if step.activity.process == one
                )
                for colour in Colour
            },
        }
        for one in shown
    ]
    document["owners"] = [
        {
            "id": name,
            "next": its[0].activity.id,
            "status": its[0].status,
            "waiting_for": list(its[0].waiting_for),
            "steps": len(its),
        }
        for name, its in by_owner(steps.values(), today).items()
    ]
    return document


def _final_deadline(
    timeline: Timeline, steps: Mapping[str, Progress], process: str, today: date
) -> dict[str, Any] | None:
    name = timeline.processes[process].final_deadline
    if name is None:
        return None
    deadline = timeline.deadlines[name]
    late = passes(timeline, steps, deadline)
    return {
        "id": name,
        "activity": deadline.activity,
        "date": deadline.date.isoformat(),
        "slack": _slack(timeline, steps, deadline, today),
        "passed_by": [one for one, truth in late.items() if truth is Truth.YES],
        "possibly_passed_by": [one for one, truth in late.items() if truth is Truth.MAYBE],
    }


def _slack(
    timeline: Timeline, steps: Mapping[str, Progress], deadline: Deadline, today: date
) -> dict[str, Any]:
    from boplan.schedule.floats import slack
    from boplan.schedule.network import Network

    found = slack(Network.of(timeline, steps, today, towards=deadline.activity), deadline)
    return {"sure": found.room.sure, "possible": found.room.possible, "at": list(found.at)}


def _step(step: Progress, history: History, today: date) -> dict[str, Any]:
    activity = step.activity
    part_of = {one: part for part in history.parts for one in part.municipalities}
    recurrence = activity.recurrence
    return {
        "id": activity.id,
        "title": activity.title,
        "process": activity.process,
        "phase": activity.phase,
        "body": list(activity.body),
        "purpose": activity.purpose,
        "document": list(activity.document),
        "owner": activity.owner,
        "when": {"edtf": _edtf(step.window.when), **_bounds(step.window.bounds)},
        "every": recurrence.rule if recurrence else None,
        "duration": activity.duration,
        "words": activity.words or None,
        "reading": activity.reading or None,
        "note": activity.note or None,
        "status": step.status,
        "colour": step.colour,
        "limit": _day(step.limit),
        "late_days": step.late_days(today),
        "finished_late": step.finished_late_on is not None,
        "original": _edtf(step.original),
        "current": _edtf(step.current),
        "actual": _edtf(step.actual),
        "moved": history.moves,
        "slip": _slip(history.slip),
        "conflict": step.window.conflict,
        "condition": activity.condition or None,
        "fallback_for": activity.fallback_for,
        "effective": _day(activity.effective),
        "after": [
            {"id": after.id, "lag": format_period(after.lag), "link": after.link}
            for after in activity.after
        ],
        "waiting_for": list(step.waiting_for),
        "deadlines": [
            {
                "id": deadline.id,
                "date": deadline.date.isoformat(),
                "hard": deadline.hard,
                "consequence": deadline.consequence or None,
            }
            for deadline in step.deadlines
        ],
        "municipalities": [
            {
                "id": track.municipality,
                "status": track.status,
                "current": _edtf(track.current),
                "actual": _edtf(track.actual),
                "outcome": track.outcome,
                "limit": _day(track.limit),
                "late_days": track.late_days(today),
                "moved": part_of[track.municipality].moves,
                "slip": _slip(part_of[track.municipality].slip),
            }
            for track in step.tracks
        ],
        "source": [{"id": one.source, "place": one.place} for one in activity.source],
    }


def _event(event: Event) -> dict[str, Any]:
    record = event.record
    return {
        "id": record.id,
        "kind": record.kind,
        "on": _edtf(record.on),
        "municipality": list(record.municipality),
        "to": _edtf(record.to),
        "settled": _day(record.settled),
        "by": record.by,
        "outcome": record.outcome,
        "point": record.point or None,
        "reason": record.reason or None,
        "note": record.note or None,
        "recorded": _day(record.recorded),
        "retracted": event.retracted_by is not None,
        "retracted_reason": event.retracted_by.reason if event.retracted_by else None,
        "before": _edtf(event.before),
        "slip": _slip(event.slip),
        "source": [{"id": one.source, "place": one.place} for one in record.source],
    }


def _slip(slip: Slip | None) -> dict[str, int | None] | None:
    return {"least": slip.least, "most": slip.most} if slip is not None else None


def _bounds(bounds: Bounds) -> dict[str, str | None]:
    return {
        "earliest_start": _day(bounds.earliest_start),
        "latest_start": _day(bounds.latest_start),
        "earliest_finish": _day(bounds.earliest_finish),
        "latest_finish": _day(bounds.latest_finish),
    }


def _edtf(when: When | None) -> str | None:
    return write(when, edtf=True) if when is not None else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
