"""Which steps a reader chose, and how a step stands for one municipality."""

from __future__ import annotations

from boplan.model.timeline import Timeline
from boplan.schedule.progress import progress
from boplan.schedule.selection import Selection
from boplan.views.parts import state_words
from tests.helpers import HEAD, day, record, step, timeline_of

TEXT = (
    HEAD
    + """
[[process]]
id = "q"
title = "Ander"

[[owner]]
id = "regio"
name = "Regio"

[[municipality]]
id = "hilversum"
name = "Hilversum"

[[municipality]]
id = "laren"
name = "Laren"

[[body]]
id = "raden"
name = "Raden"
level = "raad"
per_municipality = true

[[body]]
id = "pfho"
name = "PFHO"
level = "bestuurlijk"
"""
    + step("a", "when = 2024-11-26", body="raden", owner="regio")
    + step("b", "when = 2024-12-05", body="pfho", owner="regio")
    + step("c", 'body = ["pfho", "raden"]', 'scope = ["laren"]')
    + step("d").replace('process = "p"', 'process = "q"')
    + record(
        "a", "moved", "on = 2024-11-20", "to = 2024-12-10", municipality="laren", reason="Reces."
    )
    + record("a", "done", "on = 2024-11-27", municipality="hilversum")
)


def _timeline() -> Timeline:
    return timeline_of(TEXT)


def _picked(today: str, **chosen: str) -> list[str]:
    timeline = _timeline()
    return list(Selection(**chosen).pick(timeline, progress(timeline, day(today))))


def test_each_choice_narrows_and_all_must_fit() -> None:
    today = "2024-12-01"
    assert _picked(today) == ["a", "b", "c", "d"]
    assert _picked(today, process="q") == ["d"]
    assert _picked(today, body="pfho") == ["b", "c"]
    assert _picked(today, owner="regio") == ["a", "b"]
    assert _picked(today, municipality="hilversum") == ["a"]
    assert _picked(today, municipality="laren") == ["a", "c"]
    assert _picked(today, municipality="laren", body="pfho") == ["c"]
    assert _picked(today, process="q", owner="regio") == []


def test_a_step_stands_as_it_stands_there() -> None:
    """Hilversum decided on 27 November, a day late; Laren moved to 10 December."""
    timeline = _timeline()
    steps = progress(timeline, day("2024-12-12"))
    there = Selection(municipality="hilversum").pick(timeline, steps)["a"]
    assert there.status == "done"
    assert [track.municipality for track in there.tracks] == ["hilversum"]
    assert [one.kind for one in there.records] == ["done"]
    laren = Selection(municipality="laren").pick(timeline, steps)["a"]
    assert laren.status == "overdue"
    assert [one.kind for one in laren.records] == ["moved"]


def test_lateness_counts_from_the_date_of_that_municipality() -> None:
    """Two days after the day it was moved to, not sixteen after the first plan."""
    timeline = _timeline()
    steps = progress(timeline, day("2024-12-12"))
    laren = Selection(municipality="laren").pick(timeline, steps)["a"]
    assert state_words(laren, day("2024-12-12"), "nl") == "2 dagen te laat"
    hilversum = Selection(municipality="hilversum").pick(timeline, steps)["a"]
    assert state_words(hilversum, day("2024-12-12"), "nl") == "gedaan, 1 dag te laat"
