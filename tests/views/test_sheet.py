"""The sheet of one process: what the report of 2022 said, measure by measure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from boplan.model.vocabulary import Colour, Lang
from boplan.schedule.progress import Progress, progress
from boplan.schedule.selection import Selection
from boplan.store.reader import read
from boplan.views.layout import plain
from boplan.views.sheet import LONG
from boplan.views.status import status_lines
from tests.helpers import HEAD, answer, day, record, step, steps_on, timeline_of

SHEETS = Path(__file__).with_name("sheets.toml")
REPORTED = "2022-12-16"

# How each measure stood, from the text and the legend of the report itself (sheets 2-15).
REPORT = {
    "m01": Colour.ORANJE,  # "krijgt doorlopend aandacht"
    "m02": Colour.ORANJE,  # "Inkooptraject 2022", in the tender
    "m04": Colour.GROEN,  # "is 28 februari 2022 gerealiseerd"
    "m05": Colour.ROOD,  # "is vertraagd", "wordt in 2023 actief opgepakt"
    "m06": Colour.GEEN,  # not a word
    "m13": Colour.GROEN,  # "is gerealiseerd begin 2022"
    "m18": Colour.GEEN,  # not a word
    "m20": Colour.ROOD,  # "loopt vertraging op", "loopt door in 2023"
    "m22": Colour.ORANJE,  # "krijgt doorlopend aandacht"
    "m28": Colour.GROEN,  # "is gerealiseerd"
    "m29": Colour.GEEN,  # "wordt niet meer actief op ingezet"
}


def _steps(today: str) -> dict[str, Progress]:
    return progress(read(SHEETS).timeline, day(today))


def _sheet(
    text: str, today: str, *, lang: Lang = "nl", width: int = 120, unfolded: bool = False
) -> list[str]:
    """Return the lines of the sheet in the status of a timeline of one process."""
    timeline = timeline_of(text)
    steps = progress(timeline, day(today))
    screen = plain(
        status_lines(
            timeline, steps, steps, day(today), lang=lang, width=width, unfolded=unfolded,
            selection=Selection(process="p"),
        )
    )  # fmt: skip
    heading = {"nl": "VOORTGANG", "en": "PROGRESS"}[lang]
    return (heading + screen.split(heading)[1].split("\n\n✔")[0]).splitlines()


def test_each_measure_has_the_colour_of_the_report() -> None:
    steps = _steps(REPORTED)
    assert {one: steps[one].colour for one in REPORT} == REPORT


@pytest.mark.parametrize("columns", [80, 120])
def test_a_line_says_the_plan_in_the_words_of_the_source_and_its_colour(columns: int) -> None:
    shown = answer(
        "status", f"--file={SHEETS}", f"--today={REPORTED}", "--process=maatregelen",
        env={"COLUMNS": str(columns)},
    )  # fmt: skip
    assert all(cell_len(one) <= columns for one in shown.splitlines())
    sheet = shown.split("VOORTGANG")[1]
    assert re.search(r"^  ▶ oranje  1\. Continueren van het .*  Doorlopend +loopt$", sheet, re.M)
    assert re.search(r"^  ✔ groen   4\. .*  Inkoop afgerond +gedaan$", sheet, re.M)
    assert re.search(r"^  ✖ rood    5\. .*…  Ontwikk.*… +verplaatst naar 2023$", sheet, re.M)
    assert re.search(r"^  ○ geen    6\. .*  Afhankelijk van .*…  +gepland$", sheet, re.M)
    assert re.search(r"^  – geen    29\. .*  doorlopend +vervallen$", sheet, re.M)


def test_phases_stand_in_the_order_of_the_file_each_with_its_count() -> None:
    """Steps of no phase come last; the counts of the phases add up to that of the process."""
    shown = answer("status", f"--file={SHEETS}", f"--today={REPORTED}", "--process=maatregelen")
    counted = re.findall(
        r"^(.*?) +(\d+) ✔ +(\d+) ▶ +(\d+) ✖ +(\d+) ○ +(\d+) \? +(\d+) –$",
        shown,
        re.MULTILINE,
    )
    assert [title.split()[0] for title, *_ in counted] == [
        "VOORTGANG", "Preventie", "Beschermd", "Een", "Overig",
    ]  # fmt: skip
    whole, *parts = [[int(number) for number in numbers] for _, *numbers in counted]
    assert [sum(column) for column in zip(*parts, strict=True)] == whole
    assert sum(whole) == 16


def test_the_whole_timeline_has_bars_and_each_bar_the_same_counts() -> None:
    shown = answer("status", f"--file={SHEETS}", f"--today={REPORTED}")
    counts = r"   5 ✔   4 ▶   4 ✖   2 ○   0 \?   1 –"
    assert re.search(rf"^  Maatregelen 2022-2025 .*{counts}$", shown, re.MULTILINE)
    assert "Doorlopend" not in shown


MOVED = 'on = 2025-05-01\nreason = "Ziekte."'


@pytest.mark.parametrize(
    ("when", "to", "state", "behind"),
    [
        ('"2025"', '"2026"', "verplaatst naar 2026", True),
        ("2025-06-02", "2025-06-16", "verplaatst naar ma 16 jun 2025", True),
        ('"2025-Q3"', '"2025"', "verplaatst naar 2025", True),
        ('"../2025-12-31"', '"../2026-12-31"', "verplaatst: t/m do 31 dec 2026", True),
        ('"2025-06/2025-12"', '"2025-06/.."', "loopt, verplaatst: vanaf jun 2025", True),
        ('"2025-09/.."', '"2026-01/.."', "verplaatst: vanaf jan 2026", True),
        ('"2026"', '"2025-12"', "nu gepland dec 2025", False),
        ('"2025"', '"2025-09"', "nu gepland sep 2025", False),
        ('"[..2025-06-01,2025-09-01..]"', '"2025-12"', "nu gepland dec 2025", False),
    ],
)
def test_what_was_moved_to_later_is_red(when: str, to: str, state: str, behind: bool) -> None:
    """Later is: its last day is a later day. A narrower date within the plan is no delay."""
    text = HEAD + step("a", f"when = {when}", purpose="uitvoeren") + record(
        "a", "moved", MOVED, f"to = {to}"
    )  # fmt: skip
    made = steps_on("2025-07-15" if state.startswith("loopt") else "2025-05-02", text)["a"]
    assert made.is_behind is behind
    shown = _sheet(text, "2025-07-15" if state.startswith("loopt") else "2025-05-02", width=200)
    assert state in shown[-1]
    assert shown[-1].startswith("  ✖ rood" if behind else "  ○ geen")


def test_red_until_it_is_done_then_green_though_late() -> None:
    text = (
        HEAD + step("a", "when = 2025-05-05") + record("a", "moved", MOVED, "to = 2025-06-02")
        + record("a", "done", "on = 2025-06-04")
    )  # fmt: skip
    assert _sheet(text, "2025-05-20")[-1].startswith("  ✖ rood")
    assert _sheet(text, "2025-06-03")[-1].endswith("1 dag te laat")
    done = _sheet(text, "2025-06-04")[-1]
    assert done.startswith("  ✔ groen")
    assert done.endswith("gedaan, 2 dagen te laat")


def test_what_passes_by_itself_is_not_behind() -> None:
    """A contract that was extended is no delay."""
    text = HEAD + step("a", 'when = "2024/2025"', purpose="contract") + record(
        "a", "moved", MOVED, 'to = "2024/2026"'
    )  # fmt: skip
    assert steps_on("2025-05-02", text)["a"].colour is Colour.ORANJE
    assert "loopt, nu gepland 2024 t/m 2026" in _sheet(text, "2025-05-02")[-1]


def test_a_choice_that_was_settled_is_the_plan() -> None:
    text = HEAD + step(
        "a", "when = [2025-05-06, 2025-05-13]", words="6 of 13 mei"
    ) + record("a", "settled", "on = 2025-05-01", "settled = 2025-05-13")  # fmt: skip
    assert "di 13 mei 2025" in _sheet(text, "2025-05-02")[-1]
    assert "6 of 13 mei" in _sheet(text, "2025-04-30")[-1]


def test_a_day_is_said_as_everywhere_and_an_odd_one_in_the_words_of_the_source() -> None:
    day_ = step("a", "when = 2025-05-06", words="6 mei in de raadszaal")
    assert "di 6 mei 2025" in _sheet(HEAD + day_, "2025-01-01")[-1]
    odd = step("a", "when = 2025-05-06", words="maandag 6 mei", reading="Het is een dinsdag.")
    assert "maandag 6 mei" in _sheet(HEAD + odd, "2025-01-01")[-1]


def test_a_process_without_phases_is_one_sheet_without_a_title() -> None:
    text = HEAD + step("a", "when = 2025-05-06") + step("b")
    heading, heads, *lines = _sheet(text, "2025-01-01")
    assert re.fullmatch(r"VOORTGANG  Een proces +0 ✔   0 ▶   0 ✖   2 ○   0 \?   0 –", heading)
    assert heads.split() == ["Stap", "Planning", "Stand"]
    assert [one.split()[3] for one in lines] == ["a", "b"]
    english = _sheet(text, "2025-01-01", lang="en")
    assert english[1].split() == ["Step", "Plan", "State"]
    assert english[2].split()[:2] == ["○", "none"]
    assert re.search(r"  no date +planned$", english[3])


def test_a_long_sheet_folds_what_asks_least() -> None:
    """Of 80 steps that are done and 5 that are late, the late ones stay; --all shows all."""
    phase = '[[phase]]\nid = "f"\ntitle = "Fase"\nprocess = "p"\n'
    done = "".join(
        step(f"d{n}", "when = 2025-01-06", phase="f") + record(f"d{n}", "done", "on = 2025-01-06")
        for n in range(80)
    )
    late = "".join(step(f"l{n}", "when = 2025-05-06", phase="f") for n in range(5))
    text = HEAD + phase + done + late
    shown = _sheet(text, "2025-06-01")
    assert sum("✔ groen" in one for one in shown) == LONG - 5
    assert sum("✖ rood" in one for one in shown) == 5
    assert shown[-1] == "  … en nog 25: boplan list --phase f"
    every = _sheet(text, "2025-06-01", unfolded=True)
    assert sum("✔ groen" in one for one in every) == 80
    assert "… en nog" not in "".join(every)


def test_all_shortens_nothing() -> None:
    whole = answer(
        "status", "--all", f"--file={SHEETS}", f"--today={REPORTED}", "--process=maatregelen"
    )
    words = set(whole.split("VOORTGANG")[1].split())
    timeline = read(SHEETS).timeline
    for activity in timeline.activities.values():
        if activity.process == "maatregelen":
            assert {*activity.title.split()} <= words
