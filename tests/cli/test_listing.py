"""`boplan list`: which steps a choice of phase and days holds, and how groups are headed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.helpers import HEAD, answer, record, run, step

PHASES = (
    '[[process]]\nid = "q"\ntitle = "Ander proces"\n'
    '[[phase]]\nid = "een"\ntitle = "Fase een"\nprocess = "p"\n'
    '[[phase]]\nid = "twee"\ntitle = "Fase twee"\nprocess = "p"\n'
    '[[phase]]\nid = "drie"\ntitle = "Fase drie"\nprocess = "q"\n'
)
PLACES = (
    '[[municipality]]\nid = "eemnes"\nname = "Eemnes"\n'
    '[[municipality]]\nid = "laren"\nname = "Laren"\n'
    '[[body]]\nid = "raden"\nname = "Raden"\nlevel = "raad"\nper_municipality = true\n'
)

# What each can touch, drawn by hand on a calendar of 2025.
DATED = {
    "dag": "when = 2025-05-12",
    "maand": 'when = "2025-05"',
    "span": 'when = "2025-03/2025-07"',
    "keuze": "when = [2025-04-01, 2025-06-03]",
    "uiterlijk": 'when = "[..2025-05-12]"',
    "vanaf": 'when = "2025-05-12/.."',
    "zonder": "",
    "daarna": 'after = ["dag"]',
    "jaarlijks": 'every = "FREQ=YEARLY"\nfrom = "2024-12"',
    "regelmatig": 'every = "regularly"\nfrom = "2024"\nuntil = "2025"',
}


def _file(path: Path, text: str) -> str:
    made = path / "timeline.toml"
    made.write_text(HEAD + PHASES + PLACES + text, encoding="utf-8")
    return f"--file={made}"


def _ids(*words: str) -> list[str]:
    return [one["id"] for one in json.loads(answer("list", *words, "--json"))["activities"]]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("--from=2025-05-12 --until=2025-05-12",
         "dag maand span keuze uiterlijk vanaf regelmatig"),
        ("--from=2025-05-13 --until=2025-05-31", "maand span keuze vanaf daarna regelmatig"),
        ("--from=2025-06-01 --until=2025-06-30", "span keuze vanaf daarna regelmatig"),
        ("--from=2025-08-01", "vanaf daarna jaarlijks regelmatig"),
        ("--from=2027-01-01 --until=2027-11-30", "vanaf daarna"),
        ("--from=2027-01-01 --until=2027-12-01", "vanaf daarna jaarlijks"),
        ("--until=2025-04-01", "span keuze uiterlijk jaarlijks regelmatig"),
        ("--until=2023-12-31", "uiterlijk"),
    ],
)  # fmt: skip
def test_what_can_be_on_these_days(days: str, expected: str, tmp_path: Path) -> None:
    """Both days count; of what waits for another the order says from when it can be."""
    file = _file(tmp_path, "".join(step(one, keys) for one, keys in DATED.items()))
    assert _ids(file, "--today=2025-01-01", *days.split()) == expected.split()


def test_what_has_no_date_is_left_out_and_counted(tmp_path: Path) -> None:
    file = _file(tmp_path, step("a", "when = 2025-05-12") + step("b") + step("c"))
    shown = answer("list", file, "--from=2025-05-01")
    assert "Stap a" in shown
    assert "Stap b" not in shown
    assert shown.endswith("1 stap\n2 stappen zonder datum blijven buiten --from en --until.\n")
    assert answer("list", file, "--from=2026-05-01", "--lang=en") == (
        "No steps found.\n2 steps without a date are left out by --from and --until.\n"
    )
    assert "zonder datum" not in answer("list", file).splitlines()[-1]


def test_what_happened_counts_not_what_was_planned(tmp_path: Path) -> None:
    text = (
        step("a", "when = 2025-05-12") + record("a", "done", "on = 2025-06-03")
        + step("b", "when = 2025-05-12")
        + record("b", "moved", "on = 2025-05-01", "to = 2025-06-10", reason="Reces.")
        + step("c", 'when = "2025-05/2025-06"', body="raden")
        + record("c", "done", "on = 2025-05-20", municipality="laren")
    )  # fmt: skip
    file = _file(tmp_path, text)
    june = ("--today=2025-06-30", "--from=2025-06-01", "--until=2025-06-30")
    assert _ids(file, *june) == ["a", "b", "c"]
    assert _ids(file, *june, "--municipality=eemnes") == ["c"]
    assert _ids(file, *june, "--municipality=laren") == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--from=mei",), "--from is een dag zoals 2025-04-28, geen 'mei'"),
        (("--until=2025-05",), "--until is een dag zoals 2025-04-28, geen '2025-05'"),
        (("--from=2025-05-02", "--until=2025-05-01"), "--until 2025-05-01 ligt voor --from"),
        (("--phase=een-",), "--phase: 'een-' is niet het id van een [[phase]]; bedoelt u 'een'"),
    ],
)
def test_what_cannot_be_asked(words: tuple[str, ...], why: str, tmp_path: Path) -> None:
    ran = run("list", _file(tmp_path, step("a")), *words)
    assert ran.code == 2
    assert why in ran.err
    assert ran.out == ""


def test_a_phase(tmp_path: Path) -> None:
    text = (
        step("a", phase="een") + step("b", phase="twee") + step("c")
        + step("d", phase="een", body="raden")
    )  # fmt: skip
    file = _file(tmp_path, text)
    assert _ids(file, "--phase=een") == ["a", "d"]
    assert _ids(file, "--phase=een", "--body=raden") == ["d"]
    assert _ids(file, "--phase=een", "--process=q") == []


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_each_group_says_how_many_steps_it_has(columns: int, tmp_path: Path) -> None:
    text = "".join(step(f"s{n}", phase="een") for n in range(3)) + step("t", phase="twee")
    text += step("u") + step("v").replace('process = "p"', 'process = "q"')
    shown = answer("list", _file(tmp_path, text), env={"COLUMNS": str(columns)})
    heads = [one for one in shown.splitlines() if re.search(r" \d+ stap(pen)?$", one)]
    assert [(re.sub(r" [─ ]+ ", " ", one)) for one in heads] == [
        "Een proces 5 stappen", "  Fase een 3 stappen", "  Fase twee 1 stap",
        "Ander proces 1 stap",
    ]  # fmt: skip
    assert {cell_len(one) for one in heads} == {columns}


FUTURE = (
    HEAD
    + '[[source]]\nid = "nota"\ntitle = "Nota"\ndate = 2187-03-01\n'
    + step("a", "when = 2020-11-20", source="nota, p. 1")
)
"""A document whose date must be a mistake: 2018 was meant."""


def test_today_nothing_in_the_file_is_unknown(tmp_path: Path) -> None:
    """Only who asks for a day gets what was known on it; a wrong date hides nothing."""
    path = tmp_path / "t.toml"
    path.write_text(FUTURE, encoding="utf-8")
    for command in ("status", "list"):
        assert "Stap a" in answer(command, f"--file={path}")
        asked = answer(command, f"--file={path}", "--today=2025-05-06")
        assert "1 stap staat alleen in een document van later" in asked
        assert "Stap a" not in asked
        assert "Stap a" not in answer(command, f"--file={path}", env={"BOPLAN_TODAY": "2025-05-06"})


def test_json_counts_what_nobody_knew_yet(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text(FUTURE, encoding="utf-8")
    for command in ("status", "list"):
        for words, expected in (("--today=2025-05-06", 1), ("--later", 0)):
            document = json.loads(answer(command, f"--file={path}", "--json", words))
            assert document["not_yet_known"] == expected
            assert len(document["activities"]) == 1 - expected


def test_who_saw_what_came_later_is_shown_more_of_it(tmp_path: Path) -> None:
    """A command that unfolds keeps --later, or it would show fewer than it counts."""
    path = tmp_path / "t.toml"
    many = "".join(step(f"x{n}", "when = 2020-11-20", source="nota, p. 1") for n in range(9))
    path.write_text(FUTURE + many, encoding="utf-8")
    shown = answer("status", f"--file={path}", "--today=2020-12-01", "--later")
    assert "boplan list --status overdue --today 2020-12-01 --later" in shown
