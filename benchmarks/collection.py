"""Writes the steps of a timeline as a folder of .ics files, one for each step.

`python benchmarks/collection.py x.toml FOLDER` makes what a calendar program reads, so
that it can be given the same work. Steps without any date are left out: a calendar has
no place for them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from boplan.model.timeline import Activity, Timeline
from boplan.model.vocabulary import Recurs
from boplan.store.reader import read


def events(timeline: Timeline) -> Iterator[tuple[str, str]]:
    """Yield the id of every step with a date, and the calendar that holds it alone."""
    for activity in timeline.activities.values():
        day = _day(activity)
        if day is not None:
            lines = _event(timeline, activity, day)
            yield activity.id, "".join(f"{_fold(line)}\r\n" for line in lines)


def _day(activity: Activity) -> date | None:
    """Return the day that a calendar shows, None if there is none.

    That is the last day on which the step can finish, or begin if it has no end. One day,
    also for a span of years: a calendar lists such an event on every day of the span,
    which would count for it many times over.
    """
    if activity.recurrence is not None:
        return activity.recurrence.from_.first if activity.recurrence.from_ else None
    if activity.when is None:
        return None
    return activity.when.bounds.latest_finish or activity.when.bounds.earliest_start


def _event(timeline: Timeline, activity: Activity, day: date) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//boplan//benchmark//NL"
    yield "BEGIN:VEVENT"
    yield f"UID:{activity.id}"
    yield "DTSTAMP:20250101T000000Z"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(activity.title)}"
    said = activity.words or activity.note
    if said:
        yield f"DESCRIPTION:{_text(said)}"
    if activity.body:
        yield f"LOCATION:{_text(', '.join(timeline.bodies[one].label for one in activity.body))}"
    yield f"CATEGORIES:{_text(timeline.processes[activity.process].label)}"
    recurrence = activity.recurrence
    if recurrence is not None and not isinstance(recurrence.rule, Recurs):
        until = f";UNTIL={recurrence.until.last:%Y%m%d}" if recurrence.until else ""
        yield f"RRULE:{recurrence.rule}{until}"
    yield "END:VEVENT"
    yield "END:VCALENDAR"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def _fold(line: str) -> str:
    # 70 characters are not always 75 octets; calendar programs read on all the same.
    return "\r\n ".join(line[start : start + 70] for start in range(0, len(line), 70))


def main() -> None:
    """Write the folder that the command line asks for."""
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for one, text in events(read(source).timeline):
        (folder / f"{one}.ics").write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
