"""Which steps a reader chose, and how a step stands for one municipality."""

from __future__ import annotations

from typing import Any

from boplan.model.timeline import Timeline
from boplan.schedule.progress import progress
from boplan.schedule.selection import Days, Selection
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


def _picked(today: str, **chosen: Any) -> list[str]:
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


# -- days ---------------------------------------------------------------------------------


PLACES = TEXT.split("[[activity]]")[0]


def _on(text: str, first: str | None, last: str | None, **chosen: Any) -> tuple[list[str], int]:
    timeline = timeline_of(PLACES + text)
    steps = Selection(**chosen).pick(timeline, progress(timeline, day("2025-05-06")))
    days = Days(first=day(first) if first else None, last=day(last) if last else None)
    picked, undated = days.pick(steps)
    return list(picked), undated


def test_both_ends_of_the_days_count() -> None:
    text = step("a", 'when = "2025-05-12/2025-05-16"')
    for first, last, expected in (
        ("2025-05-16", None, ["a"]),
        ("2025-05-17", None, []),
        (None, "2025-05-12", ["a"]),
        (None, "2025-05-11", []),
    ):
        assert _on(text, first, last) == (expected, 0)


def test_what_has_no_day_at_all_is_counted_apart() -> None:
    """What waits for another has a first day, by the order, and no last."""
    text = step("a", "when = 2025-05-12") + step("b") + step("c", 'after = ["a"]')
    assert _on(text, "2025-05-13", None) == (["c"], 1)
    assert _on(text, None, "2025-05-12") == (["a"], 1)


def test_what_comes_back_is_there_when_it_comes() -> None:
    """Each year in December from 2024; how often "regularly" is, nobody knows."""
    text = step("jaar", 'every = "FREQ=YEARLY"', 'from = "2024-12"', 'until = "2026"') + step(
        "soms", 'every = "regularly"', 'from = "2024"'
    )
    assert _on(text, "2025-01-01", "2025-11-30") == (["soms"], 0)
    assert _on(text, "2025-01-01", "2025-12-01") == (["jaar", "soms"], 0)
    assert _on(text, None, "2024-12-01") == (["jaar", "soms"], 0)
    assert _on(text, "2026-12-31", None) == (["jaar", "soms"], 0)
    assert _on(text, "2027-01-01", None) == (["soms"], 0)


def test_a_municipality_has_days_of_its_own() -> None:
    text = step("a", "when = 2025-05-12", body="raden") + record(
        "a", "moved", "on = 2025-05-02", "to = 2025-06-10", municipality="laren", reason="Reces."
    )
    june = ("2025-06-01", "2025-06-30")
    assert _on(text, *june) == (["a"], 0)
    assert _on(text, *june, municipality="laren") == (["a"], 0)
    assert _on(text, *june, municipality="hilversum") == ([], 0)


def test_a_phase_is_a_choice_like_the_others() -> None:
    text = '[[phase]]\nid = "f"\ntitle = "F"\nprocess = "p"\n' + step("a", phase="f") + step("b")
    timeline = timeline_of(PLACES + text)
    chosen = Selection(phase="f")
    assert list(chosen.pick(timeline, progress(timeline, day("2025-05-06")))) == ["a"]
    assert chosen.as_options() == "--phase f"


def test_the_day_asked_for_chooses_nothing_and_is_repeated() -> None:
    timeline = _timeline()
    steps = progress(timeline, day("2024-12-01"))
    some: list[dict[str, Any]] = [{}, {"process": "q"}, {"municipality": "laren", "body": "pfho"}]
    for chosen in some:
        plain, asked = Selection(**chosen), Selection(**chosen, asked="2024-12-01")
        assert list(asked.pick(timeline, steps)) == list(plain.pick(timeline, steps))
        assert asked.as_options() == f"{plain.as_options()} --today 2024-12-01".strip()


def test_what_fits_a_choice_is_what_it_picks() -> None:
    timeline = _timeline()
    steps = progress(timeline, day("2024-12-01"))
    for chosen in (
        Selection(), Selection(process="q"), Selection(body="pfho"), Selection(owner="regio"),
        Selection(municipality="hilversum"), Selection(municipality="laren", body="pfho"),
    ):  # fmt: skip
        fits = [one.id for one in timeline.activities.values() if chosen.fits(timeline, one)]
        assert fits == list(chosen.pick(timeline, steps))


def test_the_day_asked_for_and_what_came_later_choose_nothing() -> None:
    """They are said again to who asks for more, and leave the choice what it is."""
    asked = Selection(asked="2025-05-06 --later")
    assert asked == Selection()
    assert asked.as_options() == "--today 2025-05-06 --later"
