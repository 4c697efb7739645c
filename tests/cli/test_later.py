"""What only documents of a later day tell of: left out, counted, and shown with --later.

And what a hint repeats of the day that was asked for.
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from boplan.cli.options import Common, start
from tests.helpers import HEAD, SEVEN, Ran, answer, run, step

THEN, ALMOST, KNOWN = "2025-04-28", "2026-02-27", "2026-02-28"
"""A day before the later report, the day before the last that it can be of, and that day."""

LATER = 'source = ["later, p. 2"]'
TEXT = (
    HEAD
    + '[[source]]\nid = "nota"\ntitle = "Nota"\ndate = 2024-12-05\n'
    + '[[source]]\nid = "later"\ntitle = "Rapport"\ndate = "[2025-12-18..2026-02-28]"\n'
    + '[[process]]\nid = "q"\ntitle = "Ander proces"\n'
    + '[[phase]]\nid = "f"\ntitle = "Fase"\nprocess = "q"\n'
    + '[[owner]]\nid = "regio"\nname = "Regio"\n'
    + '[[municipality]]\nid = "eemnes"\nname = "Eemnes"\n'
    + '[[municipality]]\nid = "laren"\nname = "Laren"\n'
    + '[[body]]\nid = "raden"\nname = "Raden"\nlevel = "raad"\nper_municipality = true\n'
    + step("oud", "when = 2025-05-12", 'source = ["nota, p. 1"]', 'after = ["nieuw"]')
    + step("nieuw", "when = 2025-05-05", LATER, owner="regio")
    + step("raad", "when = 2025-05-06", LATER, 'scope = ["laren"]', body="raden")
    + step("ander", "when = 2025-05-06", LATER, phase="f").replace('process = "p"', 'process = "q"')
)
# How many of the three each choice holds, counted by hand from the text above.
CHOICES = {
    "": 3, "--process=p": 2, "--process=q": 1, "--owner=regio": 1, "--body=raden": 1,
    "--municipality=laren": 1, "--municipality=eemnes": 0, "--process=q --owner=regio": 0,
}  # fmt: skip
WIDE = {"COLUMNS": "160"}


def _file(path: Path, text: str = TEXT) -> str:
    made = path / "timeline.toml"
    made.write_text(text, encoding="utf-8")
    return f"--file={made}"


def _said(number: int) -> str:
    if number == 1:
        return "1 stap staat alleen in een document van later"
    return f"{number} stappen staan alleen in documenten van later"


def _ids(*words: str) -> set[str]:
    return {one["id"] for one in json.loads(answer(*words, "--json"))["activities"]}


@pytest.mark.parametrize("command", ["status", "list"])
@pytest.mark.parametrize("choice", CHOICES)
def test_what_stands_only_in_later_documents_is_counted(
    command: str, choice: str, tmp_path: Path
) -> None:
    words, number = [command, _file(tmp_path), *choice.split()], CHOICES[choice]
    shown = answer(*words, f"--today={THEN}", env=WIDE)
    assert not re.findall(r"Stap (nieuw|raad|ander)", shown)
    assert ("Stap oud" in shown) is (choice in ("", "--process=p"))
    if number:
        hint = f"boplan status --later {choice.replace('=', ' ')}".rstrip()
        more = f": {hint} --today {THEN}\n" if command == "status" else " (--later).\n"
        assert _said(number) + more in shown
    else:
        assert "van later" not in shown
    assert not {"nieuw", "raad", "ander"} & _ids(*words, f"--today={THEN}")


@pytest.mark.parametrize("command", ["status", "list"])
def test_later_shows_them_and_says_nothing(command: str, tmp_path: Path) -> None:
    words = (command, _file(tmp_path), f"--today={THEN}", "--later")
    shown = answer(*words, env=WIDE)
    assert set(re.findall(r"Stap (\w+)", shown)) >= {"oud", "nieuw", "raad", "ander"}
    assert "van later" not in shown
    assert _ids(*words) == {"oud", "nieuw", "raad", "ander"}
    assert _ids(*words, "--process=q") == {"ander"}


@pytest.mark.parametrize("command", ["status", "list"])
def test_they_are_there_from_the_last_day_that_the_document_can_be_of(
    command: str, tmp_path: Path
) -> None:
    file = _file(tmp_path)
    assert _said(3) in answer(command, file, f"--today={ALMOST}", env=WIDE)
    assert _ids(command, file, f"--today={ALMOST}") == {"oud"}
    assert "van later" not in answer(command, file, f"--today={KNOWN}", env=WIDE)
    assert _ids(command, file, f"--today={KNOWN}") == {"oud", "nieuw", "raad", "ander"}


def test_all_unfolds_but_does_not_look_ahead(tmp_path: Path) -> None:
    shown = answer("status", _file(tmp_path), "--all", f"--today={THEN}", env=WIDE)
    assert "Stap nieuw" not in shown
    assert _said(3) in shown


def test_it_is_said_in_english_and_of_a_choice_of_which_nothing_was_known(tmp_path: Path) -> None:
    file = _file(tmp_path)
    words = (f"--today={THEN}", "--lang=en")
    assert "3 steps stand only in documents of a later day (--later)." in answer(
        "list", file, *words, env=WIDE
    )
    assert answer("list", file, "--process=q", *words, env=WIDE) == (
        "No steps found.\n1 step stands only in a document of a later day (--later).\n"
    )
    assert "… 1 step stands only in a document of a later day: boplan status --later" in answer(
        "status", file, "--process=q", *words, env=WIDE
    )


def test_nobody_waits_for_what_nobody_knew(tmp_path: Path) -> None:
    file, on = _file(tmp_path), f"--today={THEN}"

    def waiting(*more: str) -> list[str]:
        document = json.loads(answer("status", file, on, "--json", *more))
        (one,) = (one for one in document["activities"] if one["id"] == "oud")
        found: list[str] = one["waiting_for"]
        return found

    assert waiting() == []
    assert waiting("--later") == ["nieuw"]


# -- the day in a hint ----------------------------------------------------------------------

MANY = (
    HEAD
    + "".join(step(f"laat{n}", "when = 2025-04-21") for n in range(7))
    + "".join(step(f"nu{n}", "when = 2025-05-06") for n in range(7))
    + "".join(step(f"straks{n}", "when = 2025-08-04") for n in range(8))
)


def _hints(shown: str) -> list[str]:
    return re.findall(r"boplan ((?:status|list|matrix)\b.*)", shown)


def test_a_hint_asks_of_the_day_that_was_asked_for(tmp_path: Path) -> None:
    """However it was asked for, before the command or after it; and not if it was not."""
    file = _file(tmp_path, MANY)
    day = f"--today={THEN}"
    hints = _hints(answer("status", file, day, env=WIDE))
    assert len(hints) == 3
    assert all(one.endswith(f" --today {THEN}") for one in hints)
    assert _hints(answer(day, "status", file, env=WIDE)) == hints
    plain = _hints(answer("status", file, env={**WIDE, "BOPLAN_TODAY": THEN}))
    assert [f"{one} --today {THEN}" for one in plain] == hints
    assert "--today" not in "".join(plain)


@pytest.mark.parametrize("choice", ["", "--process=p"])
def test_what_a_hint_promises_is_what_it_shows(choice: str, tmp_path: Path) -> None:
    """What is folded is there if the command is typed as it stands, today or in years."""
    file = _file(tmp_path, MANY)
    shown = answer("status", file, f"--today={THEN}", *choice.split(), env=WIDE)
    folded = {"list --status overdue": "laat", "list --status due-soon": "nu",
              "status --all": "straks"}  # fmt: skip
    hints = {one.split(" --process")[0].split(" --today")[0]: one for one in _hints(shown)}
    for command, name in folded.items():
        answered = answer(*shlex.split(hints[command]), file, env=WIDE)
        assert len(set(re.findall(rf"Stap {name}\d", answered))) in (7, 8), command


def test_the_hint_of_a_phase_and_of_what_was_not_known_name_the_day_too(tmp_path: Path) -> None:
    phase = '[[phase]]\nid = "f"\ntitle = "Fase"\nprocess = "p"\n'
    many = "".join(step(f"s{n}", phase="f") for n in range(70))
    file = _file(tmp_path, HEAD + phase + many)
    shown = answer("status", file, "--process=p", f"--today={THEN}", env=WIDE)
    assert f"boplan list --phase f --today {THEN}\n" in shown
    shown = answer("status", file, "--process=p", env={**WIDE, "BOPLAN_TODAY": THEN})
    assert "boplan list --phase f\n" in shown


def test_the_hint_of_the_matrix_names_the_day_too() -> None:
    wide = {"COLUMNS": "240"}
    shown = answer("matrix", f"--file={SEVEN}", "--today=2025-12-01", env=wide)
    (hint,) = _hints(shown)
    assert hint == "matrix --all --today 2025-12-01"
    shown = answer("matrix", f"--file={SEVEN}", env={**wide, "BOPLAN_TODAY": "2025-12-01"})
    assert _hints(shown) == ["matrix --all"]


# -- the memory of warn ---------------------------------------------------------------------


def test_the_choice_of_a_session_is_the_same_on_any_day(tmp_path: Path) -> None:
    file = _file(tmp_path).removeprefix("--file=")

    def session(today: str | None, **chosen: str) -> tuple[str, str]:
        made = start(Common(file=file, today=today, **chosen))
        return made.choice, made.selection.as_options()

    assert session(None, process="p", owner="regio") == ("--process p --owner regio",) * 2
    for today in (THEN, KNOWN):
        assert session(today) == ("", f"--today {today}")
        assert session(today, process="p") == ("--process p", f"--process p --today {today}")


def test_what_was_said_with_a_day_is_known_without_one(tmp_path: Path) -> None:
    """The state remembers the file and the choice; the day is only what it is judged on."""
    file, state = _file(tmp_path, HEAD + step("a", "when = 2025-04-21")), tmp_path / "state"
    words = ("warn", file, "--once", state)
    first = run(*words, f"--today={THEN}")
    assert (first.code, "Stap a" in first.out) == (1, True)
    assert run(*words, env={"BOPLAN_TODAY": THEN}) == Ran(0, "", "")
    assert run(*words, f"--today={THEN}") == Ran(0, "", "")
    again = run(*words, "--today=2025-04-29", "--process=p")
    assert "Stap a" in again.out  # another choice has said nothing yet
