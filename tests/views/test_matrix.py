"""The matrix: what stands in a cell, what is shown, and that it fits."""

from __future__ import annotations

import re
from typing import Any

import pytest

from boplan.model.vocabulary import Lang
from boplan.schedule.progress import progress
from boplan.schedule.selection import Selection
from boplan.store.reader import read
from boplan.views.layout import longest_word, plain, wrap
from boplan.views.matrix import choose, matrix_lines
from tests.helpers import SEVEN, SHIPPED, day, record, step, timeline_of

PLACES = (
    "".join(
        f'[[municipality]]\nid = "{one}"\nname = "{one.title()}"\n' for one in ("huizen", "laren")
    )
    + '[[body]]\nid = "raden"\nname = "Raden"\nlevel = "raad"\nper_municipality = true\n'
)
HEAD = '[timeline]\nformat = 1\ntitle = "T"\n[[process]]\nid = "p"\ntitle = "P"\n' + PLACES
NAMES = ("Blaricum", "Eemnes", "Gooise Meren", "Hilversum", "Huizen", "Laren", "Wijdemeren")


def _matrix(
    text: str, today: str, *ids: str, lang: Lang = "nl", width: int = 80, **chosen: Any
) -> str:
    timeline = timeline_of(text)
    steps = progress(timeline, day(today))
    selection = Selection(**chosen)
    picked = selection.pick(timeline, steps)
    shown = {one: picked[one] for one in ids} if ids else picked
    return plain(
        matrix_lines(
            timeline, shown, steps, day(today), lang=lang, width=width, selection=selection
        )
    )


def _rows(text: str) -> dict[str, str]:
    """Return per label what stands in its row in a matrix of one step."""
    table = text.split("\n\n")[1]
    rows: dict[str, list[str]] = {}
    label = ""
    for one in table.splitlines():
        if one.startswith("─"):
            continue
        start = re.match(r"[A-Z]\S*(?: \S+)*(?=  )", one)
        if start:
            label = start[0]
            one = one[len(label) :]
        rows.setdefault(label, []).append(one.strip())
    return {label: " ".join(its) for label, its in rows.items()}


def _cell(today: str, *told: str, when: str = "2025-05-05", lang: Lang = "nl") -> str:
    """Return the cell of Laren in the matrix of one step."""
    text = HEAD + step("a", f'when = "{when}"', body="raden") + "".join(told)
    return _rows(_matrix(text, today, "a", lang=lang))["Laren"]


def _laren(kind: str, *lines: str, **keys: str) -> str:
    return record("a", kind, *lines, municipality="laren", **keys)


def test_cells() -> None:
    """Each fate of one municipality, in both languages."""
    assert _cell("2025-04-01") == "○ gepland"
    assert _cell("2025-05-05") == "▷ aan de orde"
    assert _cell("2025-05-08") == "✖ 3 dagen te laat"
    assert _cell("2025-05-08", lang="en") == "✖ 3 days late"
    assert _cell("2025-05-08", _laren("done", on="2025-05-05")) == "✔ ma 5 mei 2025"
    late = _laren("outcome", on="2025-05-07", outcome="gewijzigd")
    assert _cell("2025-05-08", late) == "✔ wo 7 mei 2025 gewijzigd 2 dagen te laat"
    assert _cell("2025-05-08", late, lang="en") == "✔ Wed 7 May 2025 gewijzigd 2 days late"
    vague = _laren("done", on="2025-05")  # some day of May: perhaps on the 5th
    assert _cell("2025-06-01", vague) == "✔ mei 2025"
    vague = _laren("done", on="2025-05-08~")
    assert _cell("2025-06-01", vague) == "✔ rond do 8 mei 2025 minstens 2 dagen te laat"
    assert _cell("2025-06-01", vague, lang="en") == "✔ about Thu 8 May 2025 at least 2 days late"
    held = _laren("outcome", on="2025-05-05", outcome="aangehouden")
    assert _cell("2025-05-08", held) == "✖ 3 dagen te laat aangehouden"
    moved = _laren("moved", on="2025-05-01", to="2025-05-26", reason="Reces.")
    assert _cell("2025-05-08", moved) == "○ gepland eigen datum ma 26 mei 2025"
    chosen = _laren("settled", "settled = 2025-05-12", on="2025-04-01")
    days = "[2025-05-05,2025-05-12]"
    assert _cell("2025-04-02", chosen, when=days) == "○ gepland eigen datum ma 12 mei 2025"
    assert _cell("2025-05-08", _laren("no-evidence")) == "? geen bericht"
    assert _cell("2025-05-08", _laren("not-done", on="2025-05-05")) == "✖ niet gedaan"
    gone = _laren("cancelled", on="2025-05-01", reason="Geen geld.")
    assert _cell("2025-05-08", gone) == "– vervallen"
    assert _cell("2025-05-08", _laren("superseded", on="2025-05-01")) == "– vervangen"
    begun = _laren("started", on="2025-05-01")
    assert _cell("2025-05-04", begun) == "▶ loopt"


def test_silence_after_the_evidence_is_no_lateness() -> None:
    known = HEAD.replace('title = "P"\n', 'title = "P"\nevidence_until = 2025-05-10\n')
    text = known + step("a", "when = 2025-05-12", body="raden")
    assert _rows(_matrix(text, "2025-06-01", "a"))["Laren"] == "? geen bericht"
    text = known + step("a", "when = 2025-05-10", body="raden")
    assert _rows(_matrix(text, "2025-06-01", "a"))["Laren"] == "✖ 22 dagen te laat"


def test_below_the_rows() -> None:
    two = HEAD + step("a", "when = 2025-05-05", body="raden")
    rows = _rows(_matrix(two, "2025-05-01", "a"))
    assert rows["Gepland"] == "ma 5 mei 2025"
    assert rows["Nog te gaan"] == "alle 2"
    assert rows["Laatste"] == "alle 2 (gepland ma 5 mei 2025)"
    rows = _rows(_matrix(two + _laren("done", on="2025-05-05"), "2025-05-08", "a"))
    assert (rows["Nog te gaan"], rows["Laatste"]) == ("1 van 2: Huizen", "niet bekend")
    both = (
        two
        + _laren("done", on="2025-05-07")
        + record("a", "done", on="2025-05-05", municipality="huizen")
    )
    rows = _rows(_matrix(both, "2025-05-08", "a"))
    assert (rows["Nog te gaan"], rows["Laatste"]) == ("niemand", "Laren (wo 7 mei 2025)")
    silent = two + _laren("no-evidence")
    rows = _rows(_matrix(silent, "2025-05-08", "a"))
    assert rows["Nog te gaan"] == "1 van 2: Huizen, geen bericht van 1 van 2"


def test_a_fallback_is_needed_or_not() -> None:
    text = (
        HEAD + step("a", "when = 2025-05-05", body="raden")
        + step("b", when="2025-06", body="raden", fallback_for="a")
        + _laren("done", on="2025-05-05")
    )  # fmt: skip
    rows = _rows(_matrix(text, "2025-05-08", "b"))
    assert rows["Laren"] == "– niet nodig"
    assert rows["Huizen"] == "○ gepland terugval nodig"
    assert rows["Nog te gaan"] == "1 van 1: Huizen"
    before = _rows(_matrix(text, "2025-05-04", "b"))
    assert before["Huizen"] == "◇ onder voorwaarde"
    assert "(alleen voor wie a niet haalt)" in _matrix(text, "2025-05-04", "b")


def test_who_does_not_take_part_has_a_dash_that_is_explained() -> None:
    text = HEAD + step("a", 'scope = ["huizen"]', "when = 2025-05-05", body="raden")
    shown = _matrix(text, "2025-05-01", "a")
    assert _rows(shown)["Laren"] == "—"
    assert shown.rstrip().endswith("— geen stap van deze gemeente")
    every = HEAD + step("a", "when = 2025-05-05", body="raden")
    assert "—" not in _matrix(every, "2025-05-01", "a")


def test_six_colleges_and_not_eemnes() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    rows = _rows(_matrix(text, "2026-01-05", "convenant-hov-colleges"))
    assert [name for name in NAMES if rows[name] == "—"] == ["Eemnes"]


def test_a_municipality_that_no_longer_exists_has_no_row() -> None:
    gone = HEAD.replace('name = "Laren"\n', 'name = "Laren"\nuntil = 2024-12-31\n')
    rows = _rows(_matrix(gone + step("a", "when = 2025-05-05", body="raden"), "2025-05-01", "a"))
    assert "Laren" not in rows
    assert rows["Nog te gaan"] == "1 van 1: Huizen"


def test_one_municipality_has_one_row_and_the_whole_is_still_told() -> None:
    text = HEAD + step("a", "when = 2025-05-05", body="raden") + _laren("done", on="2025-05-05")
    rows = _rows(_matrix(text, "2025-05-08", "a", municipality="laren"))
    assert "Huizen" not in rows
    assert rows["Laren"] == "✔ ma 5 mei 2025"
    assert rows["Nog te gaan"] == "1 van 2: Huizen"


def _chosen(today: str, *, unfolded: bool = False, **chosen: Any) -> tuple[list[str], int]:
    timeline = read(SHIPPED).timeline
    steps = Selection(**chosen).pick(timeline, progress(timeline, day(today)))
    shown, left = choose(
        steps, day(today), unfolded=unfolded, of_one="municipality" in chosen
    )  # fmt: skip
    return list(shown), left


def test_only_what_matters_now_unless_all_is_asked_for() -> None:
    """Late, now and within a quarter, what presses most first; read from the timeline."""
    shown, left = _chosen("2025-04-28")
    assert shown == [
        "maatregel-xx", "afwegingskader-bw-lokaal", "spiegelen-adviesraden", "concept-colleges",
        "adviesraden-input", "zienswijze-concept",
    ]  # fmt: skip
    every, none = _chosen("2025-04-28", unfolded=True)
    assert (len(every), none) == (len(shown) + left, 0)
    assert "convenant-hov-colleges" in every


def test_a_step_of_one_municipality_only_where_that_is_asked_for() -> None:
    assert "wachtlijst-hilversum" not in _chosen("2026-01-05")[0]
    assert "versa-training" in _chosen("2026-01-05", municipality="hilversum")[0]


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("path", [SHIPPED, SEVEN], ids=["shipped", "seven"])
def test_every_step_has_every_row_once(path: object, width: int) -> None:
    """However the steps are folded into pages, each page has all municipalities."""
    text = (SHIPPED if path is SHIPPED else SEVEN).read_text(encoding="utf-8")
    timeline = timeline_of(text)
    today = day("2026-01-12")
    steps = progress(timeline, today)
    shown, _ = choose(steps, today, unfolded=True, of_one=False)
    made = plain(matrix_lines(timeline, shown, steps, today, lang="nl", width=width))
    pages = made.split("NU AAN ZET")[0]
    number = len(re.findall(r"^Gepland ", pages, re.MULTILINE))
    for name in NAMES:
        assert len(re.findall(rf"^{name} ", pages, re.MULTILINE)) == number
    for one in shown:
        assert f"\n{one}: " in made


def test_the_least_width_of_a_text() -> None:
    assert longest_word("do 5 dec 2024") == len("do 5 dec 2024")
    assert longest_word("vaststelling-raden") == len("vaststelling-")
    assert longest_word("") == 0
    assert wrap("afwegingskader-safehouses-lokaal", longest_word("afwegingskader-")) == [
        "afwegingskader-", "safehouses-", "lokaal",
    ]  # fmt: skip
