"""The only place that asks what day and time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """Return the day it is on this machine."""
    return date.today()  # noqa: DTZ011  # the day of the person at this machine


def now() -> datetime:
    """Return the instant it is, in UTC and whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)
