"""The years in titles."""

from __future__ import annotations

import pytest

from boplan.dates.years import Cycle, is_dated, years_in

PLAN = Cycle(2026, 2033, 8)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Beleidsplan 2026-2033", "Beleidsplan 2034-2041"),
        ("Beleidsplan 2026–2033", "Beleidsplan 2034–2041"),
        ("beleidsplan-2026-2033", "beleidsplan-2034-2041"),
        ("Uitvoeringsprogramma 2026-2029", "Uitvoeringsprogramma 2034-2037"),
        ("Uitvoeringsprogramma 2030 t/m 2033", "Uitvoeringsprogramma 2038 t/m 2041"),
        # The plan before it is now the one that was before.
        ("Evaluatie beleidsplan 2022-2025 + Conceptbeleidsplan 2026 en verder",
         "Evaluatie beleidsplan 2026-2033 + Conceptbeleidsplan 2034 en verder"),
        ("in januari 2026", "in januari 2034"),
        # Years of which nobody knows what they mean.
        ("Rapport 2025", "Rapport 2025"),
        ("Programma 2019-2021", "Programma 2019-2021"),
        ("Programma 2033-2036", "Programma 2033-2036"),
        ("DOC-20260001", "DOC-20260001"),
        ("Regiopodium", "Regiopodium"),
    ],
)  # fmt: skip
def test_titles(before: str, after: str) -> None:
    assert PLAN.renamed(before) == after


def test_where_the_next_cycle_does_not_adjoin_nobody_knows_what_came_before_it() -> None:
    four = Cycle(2026, 2033, 4)
    assert four.renamed("Evaluatie 2022-2025, plan 2026-2033") == (
        "Evaluatie 2022-2025, plan 2030-2037"
    )


@pytest.mark.parametrize(
    ("texts", "year", "cycle"),
    [
        (["beleidsplan-2026-2033", "Beleidsplan 2026-2033"], 2026, (2026, 2033)),
        (["plan", "Plan 2022-2025"], None, (2022, 2025)),
        (["inkoop-2022", "Inkoop 2022"], 2023, (2022, 2022)),
        (["plan", "Plan"], 2028, (2028, 2028)),
        (["plan", "Plan"], None, None),
        # A year that only the title has may be any year.
        (["plan", "Plan na de wet van 2020"], None, None),
    ],
)
def test_the_years_of_a_cycle(
    texts: list[str], year: int | None, cycle: tuple[int, int] | None
) -> None:
    found = Cycle.of(texts, year, 4)
    assert (found and (found.first, found.last)) == cycle


def test_a_note_that_names_a_day_or_year_is_about_one_cycle() -> None:
    assert is_dated("Sinds 2024.")
    assert is_dated("van 12 december t/m 6 maart")
    assert is_dated("on 12 December")
    assert not is_dated("Zes weken waarin de zomervakantie niet meetelt.")
    assert years_in("2022-2025, 2026") == ["2022", "2025", "2026"]
