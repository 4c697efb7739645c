"""A date moved as a whole."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boplan.dates.notation import parse, write
from boplan.dates.period import parse_period, shift
from boplan.dates.shifting import shift_when
from boplan.model.timeline import Period
from boplan.model.when import When
from tests.dates.strategies import whens_in

WHENS = whens_in(st.dates(date(1950, 1, 1), date(2150, 12, 31)))

SHIFTED = {
    ("2025-04-24", "P2W"): "2025-05-08",
    ("2025-04-24", "-P3D"): "2025-04-21",
    ("2025-01-31", "P1M"): "2025-02-28",
    ("2024-02-29", "P1Y"): "2025-02-28",
    ("2025-04-24T14:00", "P1D"): "2025-04-25T14:00",
    ("2025-03", "P1M"): "2025-04",
    ("2025-03", "P2W"): "[2025-03-15..2025-04-14]",
    ("2025-Q1", "P3M"): "2025-Q2",
    ("2025-Q1", "P1M"): "[2025-02-01..2025-04-30]",
    ("2025-H2", "-P1Y"): "2024-H2",
    ("2025", "P1Y"): "2026",
    ("2025", "P6M"): "[2025-07-01..2026-06-30]",
    ("2025-03", "P0D"): "2025-03",
    ("2025-06-10~", "P1W"): "2025-06-17~",
    ("2025-06-10~", "P1M"): "[2025-07-09..2025-07-11]",
    ("2025-06~", "P1M"): "2025-07~",
    ("2025-06~", "P1D"): "[2025-05-02..2025-08-01]",
    ("[2025-05-06,2025-05-13]", "P1W"): "[2025-05-13,2025-05-20]",
    ("[2026-05..2026-08]", "P1M"): "[2026-06..2026-09]",
    ("[2026-05..2026-08]", "P0D"): "[2026-05..2026-08]",
    ("[2026-05..2026-08]", "P1D"): "[2026-05-02..2026-09-01]",
    ("[..2025-12-31]", "P1W"): "[..2026-01-07]",
    ("[2025-06-01..]", "P1W"): "[2025-06-08..]",
    ("[2025-03,2025-05]", "P1D"): "[2025-03-02..2025-04-01,2025-05-02..2025-06-01]",
    ("2025-06-02/2025-10-03", "P2W"): "2025-06-16/2025-10-17",
    ("../2025-12-31", "P1D"): "../2026-01-01",
    ("2024-06/..", "P1M"): "2024-07/..",
    ("2025-06/2025-09-08", "P1M"): "2025-07/2025-10-08",
    ("2025-06/2025-09-08", "P2W"): None,
    ("2199-12-31", "P1D"): None,
    ("1900-01-01", "-P1D"): None,
}


@pytest.mark.parametrize(("text", "by"), SHIFTED)
def test_by_hand(text: str, by: str) -> None:
    period = parse_period(by)
    assert period is not None
    found = shift_when(parse(text), period)
    assert (write(found) if found else None) == SHIFTED[text, by]


@given(WHENS, st.integers(-60, 60), st.sampled_from("DW"))
def test_every_bound_moves_by_so_much(when: When, count: int, unit: str) -> None:
    period = Period(count, unit)
    found = shift_when(when, period)
    if found is None:
        return
    for name in ("earliest_start", "latest_start", "earliest_finish", "latest_finish"):
        old, new = getattr(when.bounds, name), getattr(found.bounds, name)
        assert new == (shift(old, period) if old else None)


@given(WHENS)
def test_by_nothing_it_stays(when: When) -> None:
    for unit in "DWMY":
        found = shift_when(when, Period(0, unit))
        assert found is None or found.bounds == when.bounds
