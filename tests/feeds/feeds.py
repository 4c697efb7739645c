"""Feeds of a timeline for tests, made by the exporter and read by the checker."""

from __future__ import annotations

from datetime import datetime

from boplan.feeds.writing.appointments import Horizon, appointments
from boplan.feeds.writing.catalogue import feeds_of
from boplan.feeds.writing.edition import Edition
from boplan.feeds.writing.memory import Memory
from boplan.model.timeline import Timeline
from boplan.model.vocabulary import Lang
from boplan.rules.case import Case
from boplan.rules.engine import judged
from tests.feeds.checker import Event, events
from tests.helpers import TESTS, day

NOTA = TESTS / "feeds" / "nota.toml"


def feeds_on(
    timeline: Timeline,
    today: str,
    stamp: str = "2026-01-15T02:00:00Z",
    memory: Memory | None = None,
    *,
    lang: Lang = "nl",
    alarms: bool = False,
) -> dict[str, bytes]:
    """Return every feed of a timeline by its file, following what `memory` holds."""
    case = Case(timeline, day(today))
    horizon = Horizon.of(day(today))
    edition = Edition(
        appointments(case, judged(case), horizon, lang), memory or Memory(),
        stamp=datetime.fromisoformat(stamp), horizon=horizon, zone=timeline.time_zone, lang=lang,
        alarms=alarms,
    )  # fmt: skip
    return {one.file: edition.write(one) for one in feeds_of(timeline, horizon, lang)}


def feed_of(timeline: Timeline, today: str, *, lang: Lang = "nl") -> list[Event]:
    """Return the events of the feed of all, in the order in which they stand."""
    return events(feeds_on(timeline, today, lang=lang)["all.ics"])
