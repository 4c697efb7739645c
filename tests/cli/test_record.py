"""`boplan record`, as a person at a desk and a line in a crontab use it."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import tomli
from pytest_regressions.file_regression import FileRegressionFixture

import boplan
from boplan.schedule.progress import progress
from boplan.store.reader import read
from tests.helpers import HEAD, ROOT, SHIPPED, Ran, answer, day, environment, record, run, step

OURS = {"PYTHONPATH": str(Path(boplan.__file__).parents[1])}
"""The program in a process of its own is the one that these tests import."""

PAGE = ROOT / "docs" / "records.md"
TODAY = "2026-11-22"
TOWNS = "".join(
    f'[[municipality]]\nid = "{one}"\nname = "{one.capitalize()}"\n'
    for one in ("blaricum", "huizen", "laren")
)
BASE = (
    HEAD
    + '[[source]]\nid = "brief"\ntitle = "Brief"\n'
    + TOWNS
    + '[[body]]\nid = "colleges"\nname = "Colleges"\nlevel = "college"\nper_municipality = true\n'
    + step("concept", when="2026-11-10")
    + step("besluit", 'after = ["concept"]', when="[2026-11-19,2026-11-26]")
    + step("colleges", 'after = ["besluit"]', body="colleges", when="2026-12")
    + step("twee", 'scope = ["laren", "huizen"]', when="2026-11")
    + step("los")
    + step("vaak", 'every = "FREQ=MONTHLY"', 'from = "2026-01"')
    + step("lang", 'after = ["concept"]', when="2026-11-12/2026-11-20")
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a timeline of its own."""
    made = tmp_path / "timeline.toml"
    made.write_text(BASE, encoding="utf-8")
    return made


def _record(path: Path, *words: str, today: str = TODAY, lang: str = "nl") -> Ran:
    return run("record", *words, f"--file={path}", f"--today={today}", f"--lang={lang}", env=OURS)


def _recorded(path: Path, *words: str, today: str = TODAY) -> dict[str, Any]:
    """Record what must succeed; return the record, read without boplan."""
    before = path.read_bytes()
    ran = _record(path, *words, today=today)
    assert ran.code == 0, ran
    after = path.read_bytes()
    assert after.startswith(before)
    assert len(after) > len(before)
    records: list[dict[str, Any]] = tomli.loads(after.decode())["record"]
    assert len(records) == len(tomli.loads(before.decode()).get("record", [])) + 1
    return records[-1]


def _refused(path: Path, *words: str, today: str = TODAY) -> str:
    """Record what must be refused; return the sentence."""
    before = path.read_bytes()
    ran = _record(path, *words, today=today)
    assert (ran.code, ran.out) == (2, ""), ran
    assert ran.err.count("\n") == 1
    assert path.read_bytes() == before
    english = _record(path, *words, today=today, lang="en")
    assert english.code == 2
    assert english.err != ran.err, "both languages say the same"
    return ran.err


# -- what is added ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("concept done", {"kind": "done", "on": day(TODAY)}),
        ("concept done --on 2026-11-09", {"kind": "done", "on": day("2026-11-09")}),
        ("concept done --on 2026-10", {"on": "2026-10"}),
        ("concept done --on [..2026-11-01]", {"on": "[..2026-11-01]"}),
        ("concept done --on 2026-11-09T14:00", {"on": "2026-11-09T14:00"}),
        ("concept started --on 2026-11-01/2026-11-03", {"on": "2026-11-01/2026-11-03"}),
        ("concept not-done", {"kind": "not-done"}),
        ("concept moved --to 2026-12-04 --reason x", {"to": day("2026-12-04"), "reason": "x"}),
        ("concept moved --to 2027-Q1~ --reason x", {"to": "2027-Q1~"}),
        ("concept moved --to [2026-12-04,2026-12-11] --reason x", {"kind": "moved"}),
        ("concept cancelled --reason x", {"kind": "cancelled"}),
        ("concept superseded --by besluit", {"by": "besluit"}),
        ("concept superseded --reason landelijk", {"reason": "landelijk"}),
        ("besluit settled --settled 2026-11-26", {"settled": day("2026-11-26")}),
        ("concept outcome --outcome akkoord --point Punt", {"outcome": "akkoord", "point": "Punt"}),
        ("concept no-evidence", {"kind": "no-evidence"}),
        ("colleges note --note Let-op", {"note": "Let-op", "municipality": None}),
        ("concept done --source brief,p.1", {"source": "brief,p.1"}),
        ("concept done --source brief,p1 --source brief,p2", {"source": ["brief,p1", "brief,p2"]}),
        ("twee done --municipality laren", {"municipality": "laren"}),
        ("twee done --municipality laren,huizen", {"municipality": ["laren", "huizen"]}),
        ("twee done --municipality laren --municipality huizen",
         {"municipality": ["laren", "huizen"]}),
        ("twee done --municipality all", {"municipality": None}),
        ("vaak done", {"kind": "done"}),
        ("los settled --settled 2026-12-01", {"settled": day("2026-12-01")}),
    ],
)  # fmt: skip
def test_every_kind(path: Path, words: str, expected: dict[str, Any]) -> None:
    found = _recorded(path, *words.split())
    assert {key: found.get(key) for key in expected} == expected
    assert found["id"] == f"r-{TODAY}-1"
    assert found["recorded"] == day(TODAY)
    assert found["activity"] == words.split()[0]


def test_options_before_the_command_count(path: Path) -> None:
    words = ["--today", TODAY, "--municipality", "laren", "record", "twee", "done"]
    assert run("--file", path, *words, env=OURS).code == 0
    assert tomli.loads(path.read_text())["record"][0]["municipality"] == "laren"


def test_ids_go_on_from_the_highest(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(record("los", "note", note="x", id=f"r-{TODAY}-7"))
        file.write(record("los", "note", note="x", id="r-2026-11-21-9"))
    assert _recorded(path, "los", "note", "--note=x")["id"] == f"r-{TODAY}-8"
    assert _recorded(path, "los", "note", "--note=x", today="2026-11-23")["id"] == "r-2026-11-23-1"


def test_what_it_shows(path: Path) -> None:
    """The record as it is added, before and after, the municipalities, where, and how back."""
    ran = _record(path, "twee", "done", "--municipality=laren", "--on=2026-11-20")
    shown = ran.out.split("\n\n")[0]
    assert shown.replace("\n  ", "\n").strip() in path.read_text(encoding="utf-8")
    assert "Laren   aan de orde, nov 2026 → gedaan, vr 20 nov 2026" in ran.out
    assert "Status  aan de orde → aan de orde (1 van 2)" in ran.out
    line = path.read_text(encoding="utf-8").splitlines().index("[[record]]") + 1
    assert f"Toegevoegd: {path}:{line}." in ran.out
    assert 'boplan record undo r-2026-11-22-1 --reason "…"' in ran.out
    assert ran.err == ""
    english = _record(path, "los", "note", "--note=x", lang="en").out
    assert "Status and date stay as they are: planned, no date." in english
    assert "Added: " in english


def test_dry_run_writes_nothing(path: Path) -> None:
    before = path.read_bytes()
    ran = _record(path, "concept", "done", "--dry-run")
    assert ran.code == 0
    assert "[[record]]" in ran.out
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 1


def test_the_answer_counts_at_once(path: Path) -> None:
    _record(path, "concept", "moved", "--to=2026-12-01", "--reason=ziek", "--on=2026-11-05")
    steps = progress(read(path).timeline, day(TODAY))["concept"]
    assert steps.current is not None
    assert steps.original is not None
    assert str(steps.current) != str(steps.original)


# -- what is refused ----------------------------------------------------------------------

REFUSALS = {
    "concpt done": "'concpt' is niet het id van een stap; bedoelt u 'concept'?",
    "concept": "noem na het id wat er gebeurde: started, done",
    "concept dne": "bedoelt u 'done'?",
    "concept retracted": "boplan record undo",
    "concept done --on gisteren": "--on: 'gisteren'",
    "concept done --on 2026-02-30": "--on: '2026-02-30'",
    "concept done --on 30-11-2026": "schrijf '2026-11-30'",
    "concept done --on 2026-06/..": "geen laatste dag",
    "concept done --on 2026-11-23": "ma 23 nov 2026 is nog niet geweest; klopt het toch",
    "concept done --on 2026-11": "schrijf wat al is gebeurd als '[2026-11-01..2026-11-22]'",
    "concept done --municipality laren": "'concept' is geen stap van gemeenten",
    "twee done": "noem met --municipality van welke, of all: laren, huizen",
    "twee done --municipality blaricum": "niet van gemeente 'blaricum'; wel van laren, huizen",
    "twee done --municipality larn": "bedoelt u 'laren'?",
    "twee done --municipality laren,laren": "'laren' staat er meer dan eens",
    "twee done --municipality laren,all": "'all' is niet het id van een gemeente",
    "concept moved --to 2026-12-01": "moved vraagt --reason",
    "concept moved --reason x": "moved vraagt --to",
    "concept moved --to 2026-11-10 --reason x": "de stap staat al op di 10 nov 2026",
    "concept moved --to 2026-11-12 --reason x": "was al voorbij toen",
    "concept cancelled": "cancelled vraagt --reason",
    "concept cancelled --reason ": "--reason: de tekst is leeg",
    "concept superseded": "--by (door welke stap) of --reason",
    "concept superseded --by concpt": "bedoelt u 'concept'?",
    "concept superseded --by concept": "een stap kan zichzelf niet vervangen",
    "besluit settled": "settled vraagt --settled",
    "besluit settled --settled 2026-11-20": "vr 20 nov 2026 is geen van de mogelijke dagen",
    "besluit settled --settled 2026-11": "--settled: '2026-11'",
    "concept settled --settled 2026-11-12": "de datum staat al vast op di 10 nov 2026",
    "twee settled --municipality all --settled 2026-12-01": "mogelijke dagen (nov 2026)",
    "concept outcome": "outcome vraagt --outcome",
    "concept outcome --outcome akoord": "bedoelt u 'akkoord'?",
    "concept done --outcome akkoord": "--outcome hoort bij outcome",
    "concept done --to 2026-12-01": "--to hoort bij moved",
    "concept note": "note vraagt --note",
    "concept done --source brief": "noem na het id, met een komma, de plaats",
    "concept done --source brif,p.1": "bedoelt u 'brief'?",
    "besluit done --on 2026-11-19": "deze stap wacht, is nog niet gedaan (te laat)",
    "besluit started": "'concept', waarop deze stap wacht, is nog niet gedaan (te laat)",
    "besluit outcome --outcome akkoord": "'concept', waarop deze stap wacht",
    "colleges done --municipality laren": "'besluit', waarop deze stap wacht",
    "concept done --force": "--force vraagt --reason",
    "undo": "undo vraagt --reason",
    "undo --reason x": "er is geen record om in te trekken",
    "undo concept --reason x": "er is geen record om in te trekken",
    "undo concpt --reason x": "bedoelt u 'concept'?",
    "undo concept --reason x --on 2026-11-01": "--on hoort niet bij undo",
}  # fmt: skip


@pytest.mark.parametrize("words", REFUSALS)
def test_what_is_refused(path: Path, words: str) -> None:
    """One sentence that says what to write instead, and not a byte in the file."""
    given = words.split(" ")
    assert REFUSALS[words] in _refused(path, *given)


HOSTILE = {
    "bell": ("--reason=x\x07", "stuurteken U+0007"),
    "escape": ("--reason=\x1b[31mrood", "stuurteken U+001B"),
    "direction": ("--reason=x\u202ey", "stuurteken U+202E"),
    "too long": ("--reason=" + "x" * 10_001, "de tekst is 10001 tekens lang; hoogstens 10000 mag"),
    "lines in a point": ("--point=x\ny", "stuurteken U+000A"),
    "blank": ("--note=   ", "--note: de tekst is leeg"),
    "half a character": ("--note=\udce9", "dit is geen tekst in UTF-8"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts(path: Path, name: str) -> None:
    word, sentence = HOSTILE[name]
    said = _refused(path, "concept", "outcome", "--outcome=akkoord", word)
    assert sentence in said
    assert said.removesuffix("\n").isprintable()


def test_ids_with_spaces_or_worse(path: Path) -> None:
    for one in ("con cept", "concept ", "", "-", "CONCEPT", "x\x1b[31m", "a\nb", "../x", "\udce9"):
        ran = run("record", f"--file={path}", "--", one, "done", env=OURS)
        assert (ran.code, ran.out) == (2, "")
        assert "is niet het id van een stap" in ran.err
        assert ran.err.removesuffix("\n").isprintable()
    assert path.read_text(encoding="utf-8") == BASE


@pytest.mark.parametrize(
    "text",
    ["regel een\nregel twee", 'hij zei: "nee"', '"""', "'''", "\\", "[red]rood[/red]", "😀 é ß 中",
     "[[record]]\nactivity = 'x'", "# geen opmerking", "x" * 10_000, "een\ttab", "een\r\ntwee"],
)  # fmt: skip
def test_odd_texts_come_back_as_they_were(path: Path, text: str) -> None:
    assert _recorded(path, "concept", "cancelled", f"--reason={text}")["reason"] == text
    assert len(read(path).timeline.records) == 1
    shown = answer("show", "concept", f"--file={path}", f"--today={TODAY}", "--json", env=OURS)
    assert tomli.loads(path.read_text(encoding="utf-8"))["record"][0]["reason"] == text
    assert "cancelled" in shown


def test_an_unusable_file_is_not_added_to(path: Path) -> None:
    path.write_text(BASE + "[[record]]\n", encoding="utf-8")
    before = path.read_bytes()
    ran = _record(path, "concept", "done")
    assert ran.code == 2
    assert "BP105" in ran.err
    assert path.read_bytes() == before


# -- against other records ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("concept done", "concept done", "deze stap is al gedaan (zo 22 nov 2026)"),
        ("concept done", "concept not-done", "deze stap is al gedaan"),
        ("concept done", "concept cancelled --reason x", "deze stap is al gedaan"),
        ("concept done", "concept moved --to 2026-12-01 --reason x", "deze stap is al gedaan"),
        ("concept outcome --outcome akkoord", "concept done", "deze stap is al gedaan"),
        ("concept outcome --outcome akkoord", "concept outcome --outcome gewijzigd",
         "deze stap is al besloten"),
        ("concept cancelled --reason x", "concept done", "deze stap is al vervallen"),
        ("concept cancelled --reason x", "concept outcome --outcome akkoord", "al vervallen"),
        ("concept superseded --by los", "concept started", "deze stap is al vervangen"),
        ("concept not-done", "concept not-done", "deze stap is al niet gedaan"),
        ("concept started", "concept started", "deze stap is al begonnen"),
        ("twee done --municipality laren", "twee done --municipality all", "(Laren)"),
        ("vaak done", "vaak done", "deze stap is al gedaan"),
        ("concept done --on 2026-11-18", "besluit done --on 2026-11-19", ""),
        ("concept done --on 2026-11-19", "besluit done --on 2026-11-19", "pas op do 19 nov 2026"),
        ("concept done --on 2026-11-20", "besluit done --on 2026-11-19", "pas op vr 20 nov 2026"),
        ("concept done --on 2026-11-18", "besluit done --on 2026-11-20", "geen van de mogelijke"),
        ("concept done --on 2026-11-18", "lang done --on 2026-11-18", ""),
        ("concept done --on 2026-11-18", "lang done --on 2026-11-17", "pas op wo 18 nov 2026"),
        ("concept done --on 2026-11-20",
         "concept moved --to 2026-11-20 --reason x --on 2026-11-05", ""),
        ("concept done --on 2026-11-20", "concept started --on 2026-11-05", ""),
        ("concept not-done", "concept done", ""),
        ("concept outcome --outcome aangehouden", "concept outcome --outcome akkoord", ""),
        ("concept outcome --outcome akkoord --point 1",
         "concept outcome --outcome gewijzigd --point 2", ""),
        ("concept done", "concept outcome --outcome akkoord", ""),
        ("twee done --municipality laren", "twee done --municipality huizen", ""),
        ("vaak done --on 2026-10-01", "vaak done --on 2026-11-01", ""),
        ("concept done", "concept note --note x", ""),
        ("concept cancelled --reason x", "besluit started", ""),
        ("concept no-evidence", "besluit started", ""),
        ("concept not-done", "besluit started", "nog niet gedaan (niet gedaan)"),
    ],
)  # fmt: skip
def test_after_another_record(path: Path, first: str, second: str, sentence: str) -> None:
    _recorded(path, *first.split())
    if sentence:
        assert sentence in _refused(path, *second.split())
    else:
        _recorded(path, *second.split())


def test_each_municipality_waits_for_its_own(path: Path) -> None:
    """The council of Laren waits for the college of Laren, not for that of Huizen."""
    with path.open("a", encoding="utf-8") as file:
        file.write(step("raden", 'after = ["twee"]', 'scope = ["laren", "huizen"]', when="2026-11"))
    _recorded(path, "twee", "done", "--municipality=laren", "--on=2026-11-10")
    said = _refused(path, "raden", "done", "--municipality=laren,huizen")
    assert "'twee', waarop deze stap wacht, is nog niet gedaan (aan de orde) (Huizen)" in said
    _recorded(path, "raden", "done", "--municipality=laren")


def test_forced_records_say_what_they_contradict(path: Path) -> None:
    words = ["besluit", "done", "--on=2026-11-20", "--force", "--reason=Spoed", "--note=Zie brief."]
    assert "besluit" in _recorded(path, *words)["activity"]
    found = tomli.loads(path.read_text(encoding="utf-8"))["record"][0]
    assert found["reason"] == "Spoed"
    assert found["note"] == (
        "Zie brief. Tegen de tijdlijn in vastgelegd: 'concept', waarop deze stap wacht, is nog "
        "niet gedaan (te laat); vr 20 nov 2026 is geen van de mogelijke dagen (19 of 26 nov 2026)."
    )
    ran = _record(path, "besluit", "done", "--force", "--reason=nog eens")
    assert ran.code == 0
    assert "boplan: let op, tegen de tijdlijn in: deze stap is al gedaan" in ran.err
    forced = _recorded(path, "los", "done", "--on=2027-01-04", "--force", "--reason=x")
    assert forced["note"] == "Tegen de tijdlijn in vastgelegd: ma 4 jan 2027 is nog niet geweest."
    again = _recorded(path, "los", "note", "--note=x", "--force", "--reason=niets aan de hand")
    assert again["note"] == "x"


def test_the_note_of_a_forced_record_is_in_the_language_of_the_timeline(path: Path) -> None:
    ran = _record(path, "los", "done", "--on=2027-01-04", "--force", "--reason=x", lang="en")
    assert "boplan: against the timeline: Mon 4 Jan 2027 is still to come" in ran.err
    assert (
        "Tegen de tijdlijn in" in tomli.loads(path.read_text(encoding="utf-8"))["record"][0]["note"]
    )


def test_force_does_not_bend_the_format(path: Path) -> None:
    for words in ("besluit done --municipality laren", "nergens done", "concept moved --to 2027"):
        _refused(path, *words.split(), "--force", *(["--reason=x"] if "moved" not in words else []))


# -- undo ---------------------------------------------------------------------------------


def test_undo_by_record_by_step_and_the_last(path: Path) -> None:
    _recorded(path, "concept", "done")
    _recorded(path, "los", "started")
    _recorded(path, "concept", "note", "--note=x")
    found = _recorded(path, "undo", "r-2026-11-22-2", "--reason=mis", "--source=brief, p. 1")
    assert found == {
        "id": "r-2026-11-22-4", "activity": "los", "kind": "retracted", "reason": "mis",
        "retracts": "r-2026-11-22-2", "source": "brief, p. 1", "recorded": day(TODAY),
    }  # fmt: skip
    assert _recorded(path, "undo", "concept", "--reason=mis")["retracts"] == "r-2026-11-22-3"
    assert _recorded(path, "undo", "--reason=mis")["retracts"] == "r-2026-11-22-1"
    assert "geen record om in te trekken" in _refused(path, "undo", "--reason=mis")


def test_undo_counts_whatever_the_day(path: Path) -> None:
    """A retracted record never counts; both stay in the file."""
    _recorded(path, "concept", "done", "--on=2026-11-09", today="2026-11-10")
    ran = _record(path, "undo", "concept", "--reason=was niet zo")
    assert "Status  gedaan → te laat" not in ran.out
    assert "Status  gedaan → 12 dagen te laat" in ran.out
    for today in ("2026-11-10", "2026-11-22", "2030-01-01"):
        steps = progress(read(path).timeline, day(today))
        assert steps["concept"].status != "done"
    assert len(read(path).timeline.records) == 2
    _recorded(path, "concept", "done")  # and it can be recorded anew


def test_what_cannot_be_undone(path: Path) -> None:
    _recorded(path, "concept", "done")
    _recorded(path, "undo", "--reason=x")
    said = _refused(path, "undo", "r-2026-11-22-2", "--reason=x")
    assert (
        "is zelf een intrekking; leg wat er gebeurde opnieuw vast met boplan record concept" in said
    )
    assert "is al ingetrokken (r-2026-11-22-2)" in _refused(
        path, "undo", "r-2026-11-22-1", "--reason=x"
    )
    assert "bedoelt u 'r-2026-11-22-" in _refused(path, "undo", "r-2026-11-22", "--reason=x")
    with path.open("a", encoding="utf-8") as file:
        file.write(record("los", "done", "on = 2026-11-01"))
    said = _refused(path, "undo", "los", "--reason=x")
    assert "heeft geen id; zet er een regel id" in said


def test_a_step_that_is_called_undo(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(step("undo"))
    assert _recorded(path, "undo", "done")["activity"] == "undo"
    assert _recorded(path, "undo", "--reason=x")["retracts"] == "r-2026-11-22-1"


# -- at a terminal, and without -----------------------------------------------------------


def _at_terminal(path: Path, answer: str | int, *words: str) -> tuple[str, int]:
    """Answer with these keys, or with a signal; return the screen and the exit code."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "boplan", "record", *words, f"--file={path}", f"--today={TODAY}"],
        cwd=ROOT, env=environment(TERM="xterm", **OURS), stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the other end is closed: that is how a terminal ends
        while piece := os.read(ours, 65536):
            shown += piece
            if shown.endswith(b"[j/N] "):
                if isinstance(answer, int):
                    process.send_signal(answer)
                else:
                    os.write(ours, answer.encode())
    os.close(ours)
    return shown.decode().replace("\r\n", "\n"), process.wait(60)


@pytest.mark.parametrize(
    ("typed", "words", "written"),
    [("j\n", "", True), ("Ja\n", "", True), ("y\n", "", True), ("\n", "", False),
     ("n\n", "", False), ("\x04", "", False), ("misschien\n", "", False), ("", "--yes", True),
     ("", "-y", True), ("", "--dry-run", False)],
)  # fmt: skip
def test_at_a_terminal_it_asks(path: Path, typed: str, words: str, written: bool) -> None:
    shown, code = _at_terminal(path, typed, "concept", "done", *words.split())
    assert code == 0
    assert (f"Toevoegen aan {path}? [j/N]" in shown) is not words.startswith("-")
    assert ("[[record]]" in path.read_text(encoding="utf-8")) is written
    assert ("Toegevoegd" in shown) is written
    assert ("Er is niets toegevoegd" in shown) is not written


def test_interrupted_at_the_question(path: Path) -> None:
    _, code = _at_terminal(path, signal.SIGINT, "concept", "done")
    assert code == 130
    assert path.read_text(encoding="utf-8") == BASE


def test_without_standard_input(path: Path) -> None:
    """As cron, or a service, starts it."""
    shell = f"{sys.executable} -m boplan record concept done --file {path} --today {TODAY} <&-"
    done = subprocess.run(
        ["sh", "-c", shell], env=environment(**OURS), cwd=ROOT, capture_output=True
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "[[record]]" in path.read_text(encoding="utf-8")


def test_the_file_has_not_changed_when_writing_fails(path: Path) -> None:
    """Exit 3 and a sentence; as on a full disk."""
    words = f"record concept done --file {path} --today {TODAY}"
    shell = f"ulimit -f 1; exec {sys.executable} -B -m boplan {words}"
    path.write_text(BASE + "# vulling\n" * 2000, encoding="utf-8")
    before = path.read_bytes()
    done = subprocess.run(
        ["bash", "-c", shell], env=environment(**OURS), cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 3
    assert done.stderr.startswith("boplan: schrijven lukt niet (")
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["timeline.toml"]


# -- many at once, and many altogether ----------------------------------------------------


def _all_at_once(path: Path, commands: Sequence[Sequence[str]]) -> list[int]:
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "boplan", "record", *one, f"--file={path}", f"--today={TODAY}"],
            cwd=ROOT, env=environment(**OURS), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for one in commands
    ]  # fmt: skip
    return [one.wait(300) for one in running]


def _everything_there(path: Path, count: int) -> None:
    commands = [
        [one, "note", f"--note={n}"] for n in range(count // 2) for one in ("los", "concept")
    ]
    assert set(_all_at_once(path, commands)) == {0}
    records = tomli.loads(path.read_text(encoding="utf-8"))["record"]
    assert sorted((one["activity"], int(one["note"])) for one in records) == sorted(
        (one, n) for n in range(count // 2) for one in ("los", "concept")
    )
    assert [one["id"] for one in records] == [f"r-{TODAY}-{n + 1}" for n in range(count)]
    assert [one.name for one in path.parent.iterdir()] == ["timeline.toml"]


def test_twelve_processes_at_once(path: Path) -> None:
    _everything_there(path, 12)


@pytest.mark.real
def test_a_hundred_processes_at_once(path: Path) -> None:
    """Fifty for each of two steps, all started before the first ends."""
    _everything_there(path, 100)


def test_done_only_once_however_many_say_so(path: Path) -> None:
    """What was not yet so when it was shown is seen before it is written."""
    codes = _all_at_once(path, [["concept", "done"]] * 6)
    assert sorted(codes) == [0, 2, 2, 2, 2, 2]
    assert len(read(path).timeline.records) == 1


def test_ten_thousand_records(path: Path) -> None:
    text = "".join(record("los", "note", id=f"r-2026-11-21-{n}", note="x") for n in range(10_000))
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
    assert _recorded(path, "concept", "done")["id"] == "r-2026-11-22-1"
    assert _recorded(path, "undo", "--reason=x")["retracts"] == "r-2026-11-22-1"


# -- the page -----------------------------------------------------------------------------


def test_the_page_shows_what_really_happens(
    tmp_path: Path, file_regression: FileRegressionFixture
) -> None:
    """docs/records.md: one command after the other, on a copy of the shipped timeline.

    `pytest --force-regen` writes what they say now.
    """
    (tmp_path / "data").mkdir()
    shutil.copy(SHIPPED, tmp_path / "data" / "timeline.toml")

    def carried_out(match: re.Match[str]) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *shlex.split(match[1])],
            cwd=tmp_path,
            env=environment(COLUMNS="80", BOPLAN_TODAY="2025-11-19", **OURS),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        assert done.returncode in (0, 2)
        return f"```console\n$ {match[1]}\n{done.stdout.decode()}```"

    text = PAGE.read_text(encoding="utf-8")
    now = re.sub(r"```console\n\$ (.+)\n(?:(?!```).*\n)*```", carried_out, text)
    assert now.count("Toegevoegd: data/timeline.toml:") == 5
    file_regression.check(now, fullpath=PAGE, encoding="utf-8")


# -- completion ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("con", ["concept"]),
        ("und", ["undo"]),
        ("concept no", ["not-done", "no-evidence", "note"]),
        ("concept outcome --outcome a", ["akkoord", "aangehouden"]),
        ("twee done --municipality h", ["huizen"]),
        ("concept superseded --by l", ["los", "lang"]),
        ("undo r-", ["r-2026-11-22-1"]),
        ("undo conc", ["concept"]),
    ],
)
def test_completion(path: Path, typed: str, expected: list[str]) -> None:
    _recorded(path, "concept", "done")
    words = f"boplan record {typed}"
    env = environment(
        **OURS,
        _BOPLAN_COMPLETE="complete_bash",
        COMP_WORDS=words,
        COMP_CWORD=str(words.count(" ")),
        BOPLAN_FILE=str(path),
    )
    done = subprocess.run([sys.executable, "-m", "boplan"], cwd=ROOT, env=env, capture_output=True)
    assert done.stdout.decode().split() == expected
    assert done.stderr == b""
