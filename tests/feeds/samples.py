"""The sample exports, and small calendars written by hand."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from boplan.feeds.reading.agendas import Choice, Export, read_export

AGENDAS = Path(__file__).parent / "agendas"
SAMPLES = sorted(AGENDAS.glob("*.ics"))


def choice(
    first: str | None = None,
    last: str | None = None,
    *,
    title: str = "",
    zone: str = "Europe/Amsterdam",
    horizon: str = "2026-12-31",
) -> Choice:
    """Return a choice of the period, by default everything through a fixed horizon."""
    return Choice(
        zone=zone,
        horizon=date.fromisoformat(horizon),
        first=date.fromisoformat(first) if first else None,
        last=date.fromisoformat(last) if last else None,
        title=title,
    )


def calendar(*events: str, head: str = "", end: str = "\r\n") -> bytes:
    """Return the bytes of one VCALENDAR with these events, given as their inner lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Proef//NL", *head.split("\n")]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.strip().split("\n"), "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return (end.join(line for line in lines if line) + end).encode()


def starts(export: Export) -> list[str]:
    """Return the meetings as "2025-01-09 10:00", days as "2025-01-09"."""
    return [said(one.start) for one in export.meetings]


def said(start: date | datetime) -> str:
    """Return one start so."""
    return f"{start:%Y-%m-%d %H:%M}" if isinstance(start, datetime) else start.isoformat()


def read(*events: str, head: str = "", wanted: Choice | None = None) -> Export:
    """Return what the reader makes of the events."""
    return read_export(calendar(*events, head=head), wanted or choice())
