"""What a reader is told of the history of a step, in both languages."""

from __future__ import annotations

import pytest

from boplan.dates.notation import parse
from boplan.schedule.history import Histories, Slip
from boplan.schedule.progress import progress
from boplan.views.history import say_moves, say_slip
from boplan.views.layout import plain
from boplan.views.listing import list_lines
from boplan.views.show import show_lines
from tests.helpers import HEAD, answer, day, record, step, timeline_of


@pytest.mark.parametrize(
    ("least", "most", "nl", "en"),
    [
        (0, 0, "niet verschoven", "no slip"),
        (7, 7, "7 dagen later", "7 days later"),
        (1, 1, "1 dag later", "1 day later"),
        (-1, -1, "1 dag eerder", "1 day earlier"),
        (-7, -7, "7 dagen eerder", "7 days earlier"),
        (3, None, "minstens 3 dagen later", "at least 3 days later"),
        (3, 9, "3 tot 9 dagen later", "3 to 9 days later"),
        (0, 9, "hoogstens 9 dagen later", "at most 9 days later"),
        (None, 9, "hoogstens 9 dagen later", "at most 9 days later"),
        (-2, 9, "hoogstens 9 dagen later, misschien eerder",
         "at most 9 days later, perhaps earlier"),
        (0, None, "niet eerder", "not earlier"),
        (-4, None, "hoogstens 4 dagen eerder, misschien later",
         "at most 4 days earlier, perhaps later"),
        (-4, 0, "niet later", "not later"),
        (None, 0, "niet later", "not later"),
        (None, -4, "minstens 4 dagen eerder", "at least 4 days earlier"),
        (-9, -4, "4 tot 9 dagen eerder", "4 to 9 days earlier"),
    ],
)  # fmt: skip
def test_slip_in_words(least: int | None, most: int | None, nl: str, en: str) -> None:
    assert say_slip(Slip(least, most), "nl") == nl
    assert say_slip(Slip(least, most), "en") == en


def test_what_is_not_known_is_said_so() -> None:
    assert say_slip(None, "nl") == "niet bekend"
    assert say_slip(None, "en") == "not known"


def test_a_choice_out_of_the_plan_stays_within_it() -> None:
    plan = parse("[2025-05-06,2025-05-13,2025-05-20]")
    for inside in ("2025-05-13", "[2025-05-06,2025-05-13]"):
        said = say_slip(Slip(-7, 7), "nl", before=plan, after=parse(inside))
        assert said == "binnen de eerste planning"
    said = say_slip(Slip(-7, 8), "nl", before=plan, after=parse("2025-05-21"))
    assert said == "hoogstens 8 dagen later, misschien eerder"


def test_moves_in_words() -> None:
    assert [say_moves(n, "nl") for n in (0, 1, 2)] == ["", "1 keer verplaatst", "2 keer verplaatst"]
    assert [say_moves(n, "en") for n in (0, 1, 2)] == ["", "1 move", "2 moves"]


MOVED = (
    HEAD + '[[source]]\nid = "brief"\ntitle = "Brief van de raad"\n'
    + step("a", "when = 2025-05-05")
    + record("a", "moved", "on = 2025-04-28", "to = 2025-05-12", "recorded = 2025-04-30",
             reason="Vakantie.", source="brief, p. 2")
    + record("a", "moved", "on = 2025-05-01", "to = 2025-06-30", reason="Vergist.", id="fout")
    + record("a", "retracted", "recorded = 2025-05-02", retracts="fout", reason="Andere stap.")
    + record("a", "done", "on = 2025-05-14", note="Toch gelukt.")
)  # fmt: skip


def _show(today: str) -> str:
    timeline = timeline_of(MOVED)
    steps = progress(timeline, day(today))
    return plain(show_lines(timeline, steps, "a", day(today), place="x:1", lang="nl", width=160))


def _list(today: str, *, history: bool) -> str:
    timeline = timeline_of(MOVED)
    steps = progress(timeline, day(today))
    histories = Histories(timeline, day(today)) if history else None
    return plain(
        list_lines(timeline, steps, day(today), lang="nl", width=160, histories=histories)
    )  # fmt: skip


def test_show_tells_all_three_dates_and_how_they_came_about() -> None:
    """5 to 12 May is seven days, done on the 14th is two more."""
    text = _show("2025-05-20")
    for line in (
        "Oorspronkelijk  ma 5 mei 2025 = 2025-05-05",
        "Nu gepland      ma 12 mei 2025",
        "Werkelijk       wo 14 mei 2025",
        "Afwijking       9 dagen later, 1 keer verplaatst",
        "verplaatst naar ma 12 mei 2025 (was ma 5 mei 2025; 7 dagen later). Vakantie.",
        "Brief van de raad, p. 2 · vastgelegd wo 30 apr 2025",
        "verplaatst naar ma 30 jun 2025 (ingetrokken). Vergist.",
        "teruggenomen vr 2 mei 2025: Andere stap.",
        "gedaan. Toch gelukt.",
    ):
        assert line in text


def test_all_three_are_there_before_anything_happened() -> None:
    text = _show("2025-04-01")
    for line in ("Oorspronkelijk  ma 5 mei 2025", "Nu gepland      ongewijzigd",
                 "Werkelijk       nog niet"):  # fmt: skip
        assert line in text
    assert "Afwijking" not in text
    assert "Wat er gebeurde" not in text


def test_the_list_tells_it_when_asked() -> None:
    text = _list("2025-05-20", history=True)
    for line in (
        "eerst gepland     ma 5 mei 2025",
        "ma 28 apr 2025    verplaatst naar ma 12 mei 2025 (was ma 5 mei 2025; 7 dagen later). Vak",
        "brief, p. 2 · vastgelegd wo 30 apr 2025",
        "gepland ma 12 mei 2025 · gedaan wo 14 mei 2025 · 9 dagen later · 1 keer verplaatst",
        "1 stap verplaatst, samen 1 keer · 1 stap zeker later · opgeteld 9 dagen later",
    ):
        assert line in text


def test_the_plain_list_tells_all_three_dates_in_its_row() -> None:
    text = _list("2025-05-20", history=False)
    for piece in ("wo 14 mei 2025", "gepland ma 12 mei 2025", "eerst ma 5 mei 2025"):
        assert piece in text
    assert "Vakantie" not in text
    assert "verplaatst" not in text


def test_without_the_option_nothing_of_it_is_in_the_answer() -> None:
    common = ("list", "--process=herstelnetwerk", "--today=2026-03-01")
    plain_list, told = answer(*common), answer(*common, "--history")
    rest = iter(told.splitlines())
    assert all(line in rest for line in plain_list.splitlines())  # the same lines, in order
    assert len(told) > len(plain_list)
