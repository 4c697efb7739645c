"""What was known on a day in the past: steps, and what refers to them."""

from __future__ import annotations

import pytest

from boplan.schedule.knowledge import as_known
from tests.helpers import HEAD, day, record, step, timeline_of

TEXT = (
    HEAD
    + '[[source]]\nid = "oud"\ntitle = "Oud"\ndate = 2024-03-01\n'
    + '[[source]]\nid = "nieuw"\ntitle = "Nieuw"\ndate = "2026-03"\n'
    + step("een", 'when = "2025-10"', source="oud, p. 1")
    + step("twee", 'when = "2027-10"', 'after = ["een"]', source="nieuw, p. 1")
    + step("drie", "when = 2027-12-01", 'after = ["een", "twee"]', source="oud, p. 2")
)


def _gone(today: str, text: str = TEXT) -> set[str]:
    return set(as_known(timeline_of(text), day(today))[1])


def test_a_step_is_known_from_the_last_day_of_its_first_document() -> None:
    assert _gone("2024-02-29") == {"een", "twee", "drie"}
    assert _gone("2024-03-01") == {"twee"}
    assert _gone("2026-03-30") == {"twee"}
    assert _gone("2026-03-31") == set()


@pytest.mark.parametrize(
    ("told", "gone"),
    [
        (record("twee", "started", "on = 2025-05-01"), set()),
        (record("twee", "started", "on = 2025-05-02"), {"twee"}),
        (record("twee", "no-evidence"), {"twee"}),
    ],
)
def test_a_record_makes_a_step_known_and_silence_does_not(told: str, gone: set[str]) -> None:
    assert _gone("2025-05-01", TEXT + told) == gone


def test_nothing_waits_for_what_nobody_knew() -> None:
    known, _ = as_known(timeline_of(TEXT), day("2025-05-01"))
    assert [one.id for one in known.activities["drie"].after] == ["een"]


def test_a_rule_about_several_steps_holds_for_those_that_were_known() -> None:
    """A minimum length holds for each of them, and makes the room before a deadline."""
    rule = '[[rule]]\nid = "{id}"\nkind = "duration"\nbasis = "custom"\nminimum = "P12W"\n'
    text = (
        TEXT
        + rule.format(id="beide")
        + 'activity = ["een", "twee"]\n'
        + rule.format(id="alleen-twee")
        + 'activity = "twee"\n'
    )
    known, _ = as_known(timeline_of(text), day("2025-05-01"))
    assert {one.id: one.activity for one in known.rules.values()} == {"beide": ("een",)}
