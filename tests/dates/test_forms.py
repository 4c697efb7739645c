"""Every kind of date that the sources hold can be written in a timeline, without loss."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from textwrap import dedent
from typing import Any

import pytest

from boplan.dates.notation import write, write_part
from boplan.dates.period import format_period
from boplan.dates.spoken import say, say_recurrence
from boplan.model.timeline import Activity
from tests.dates.forms import EXAMPLES, Example
from tests.helpers import HEAD, step, timeline_of

_OTHERS = step("eerst", "when = 2020-01-01") + step("tweede", "when = 2030-01-01")


def _text(value: Any) -> str:
    """Return a date as TOML holds it in the notation of the page."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{','.join(map(_text, value))}]"
    return str(value)


def _as_written(keys: dict[str, Any]) -> dict[str, Any]:
    """Return what a second TOML reader makes of the lines, with the defaults filled in."""
    plain = {"lag": "P1D", "link": "FS"}
    found: dict[str, Any] = {}
    for key, value in keys.items():
        if key == "after":
            found[key] = [{**plain, **({"id": one} if isinstance(one, str) else one)}
                          for one in value]  # fmt: skip
        else:
            found[key] = _text(value)
    return found


def _as_read(activity: Activity) -> dict[str, Any]:
    """Return what boplan holds of the step, written out again."""
    hours, minutes = divmod(activity.duration or 0, 60)
    recurrence = activity.recurrence
    found = {
        "when": write(activity.when) if activity.when else None,
        "duration": f"PT{hours}H{minutes}M" if activity.duration else None,
        "every": str(recurrence.rule) if recurrence else None,
        "from": write_part(recurrence.from_) if recurrence and recurrence.from_ else None,
        "until": write_part(recurrence.until) if recurrence and recurrence.until else None,
        "words": activity.words or None,
        "reading": activity.reading or None,
        "condition": activity.condition or None,
        "effective": activity.effective.isoformat() if activity.effective else None,
        "after": [
            {"id": after.id, "lag": format_period(after.lag), "link": after.link.value}
            for after in activity.after
        ] or None,
    }  # fmt: skip
    return {key: value for key, value in found.items() if value is not None}


@pytest.mark.parametrize("example", EXAMPLES, ids=[one.kind for one in EXAMPLES])
def test_kind_of_date_survives_reading_and_writing(example: Example) -> None:
    lines = dedent(example.lines)
    timeline = timeline_of(HEAD + _OTHERS + step("deze", lines))
    assert _as_read(timeline.activities["deze"]) == _as_written(tomllib.loads(lines))


@pytest.mark.parametrize("example", EXAMPLES, ids=[one.kind for one in EXAMPLES])
def test_kind_of_date_can_be_said(example: Example) -> None:
    """Whatever the kind, a reader gets words for it, or nothing where there is no date."""
    made = timeline_of(HEAD + _OTHERS + step("deze", dedent(example.lines))).activities["deze"]
    said = [
        say(made.when, "nl") if made.when else "",
        say_recurrence(made.recurrence, "nl") if made.recurrence else "",
    ]
    has_date = "when =" in example.lines or "every =" in example.lines
    assert any(said) == has_date
    assert not set("".join(said)) & set("?{}_")


def test_the_kinds_differ() -> None:
    assert len({one.kind for one in EXAMPLES}) == len(EXAMPLES)
