"""`boplan check` as people, scripts and code hosts meet it: the real program, the real file."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "data" / "timeline.toml"

HEAD = """\
[timeline]
format = 1
title = "Nota Sport"

[[process]]
id = "sport"
title = "Nota Sport"

[[process]]
id = "jeugd"
title = "Nota Jeugd"
"""
RIGHT = (
    HEAD
    + '\n[[activity]]\nid = "concept"\ntitle = "Concept"\nprocess = "sport"\nwhen = 2025-06-02\n'
)
WRONG = (
    RIGHT
    + '\n[[activity]]\nid = "nota"\ntitle = "Nota"\nprocess = "jeugd"\nwhen = 2025-06-02\n'
    + 'after = ["concept"]\n'
)
WRONG_LINE = WRONG[: WRONG.index('id = "nota"')].count("\n")
POSSIBLE = WRONG.replace('"jeugd"\nwhen = 2025-06-02', '"jeugd"\nwhen = [2025-06-02, 2025-06-09]')
NOTE = (
    WRONG + '\n[[severity]]\ncode = "BP201"\nseverity = "note"\nreason = "Wordt nog uitgezocht."\n'
)
WAIVED = WRONG + '\n[[waiver]]\ncode = "BP201"\nactivity = "nota"\nreason = "Zo afgesproken."\n'
UNUSABLE = RIGHT + 'wanneer = "juni"\n'
DAY = "2025-04-28"


@dataclass(frozen=True)
class Ran:
    """What one run of the program left behind."""

    code: int
    out: str
    err: str


def run(*words: str | Path, cwd: Path = ROOT, **extra: str) -> Ran:
    """Run the real program in a bare environment; whatever happens, no traceback."""
    kept = {one: os.environ[one] for one in ("PATH", "HOME", "PYTHONPATH") if one in os.environ}
    if "PYTHONPATH" in kept:
        kept["PYTHONPATH"] = str(Path(kept["PYTHONPATH"]).resolve())
    done = subprocess.run(
        [sys.executable, "-m", "boplan", *map(str, words)],
        cwd=cwd, env={**kept, "LC_ALL": "C.UTF-8", **extra}, stdin=subprocess.DEVNULL,
        capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def check(tmp_path: Path) -> Any:
    """Return a function that checks a timeline given as text."""

    def checked(text: str, *words: str, name: str = "timeline.toml", **extra: Any) -> Ran:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return run("check", "--today", DAY, "--file", name, *words, cwd=tmp_path, **extra)

    return checked


# -- exit codes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "last"),
    [
        (RIGHT, 0, "0 fouten, 0 waarschuwingen, 0 opmerkingen, 0 mogelijk, 0 aanvaard"),
        (WRONG, 1, "1 fout, 0 waarschuwingen, 0 opmerkingen, 0 mogelijk, 0 aanvaard"),
        (POSSIBLE, 0, "0 fouten, 0 waarschuwingen, 0 opmerkingen, 1 mogelijk, 0 aanvaard"),
        (NOTE, 0, "0 fouten, 0 waarschuwingen, 1 opmerking, 0 mogelijk, 0 aanvaard"),
        (WAIVED, 0, "0 fouten, 0 waarschuwingen, 0 opmerkingen, 0 mogelijk, 1 aanvaard"),
    ],
    ids=["right", "wrong", "possible", "note", "waived"],
)
def test_only_what_is_certain_makes_it_exit_1(check: Any, text: str, code: int, last: str) -> None:
    ran = check(text)
    assert (ran.code, ran.err) == (code, "")
    assert ran.out.splitlines()[-1] == last


def test_a_warning_makes_it_exit_1(check: Any) -> None:
    ran = check(RIGHT + '\n[[waiver]]\ncode = "BP201"\nreason = "Niets."\n')
    assert ran.code == 1
    assert "BP802 waarschuwing" in ran.out


def test_a_file_that_cannot_be_used_exits_2_with_nothing_on_standard_output(check: Any) -> None:
    ran = check(UNUSABLE)
    assert (ran.code, ran.out) == (2, "")
    assert "BP104" in ran.err


@pytest.mark.parametrize("option", ["--json", "--github"])
def test_exit_codes_are_the_same_in_every_form(check: Any, option: str) -> None:
    codes = [check(one, option).code for one in (RIGHT, WRONG, POSSIBLE, NOTE, WAIVED)]
    assert codes == [0, 1, 0, 0, 0]


def test_what_is_not_chosen_does_not_count(check: Any) -> None:
    assert check(WRONG, "--ignore", "BP201").code == 0
    assert check(WRONG, "--select", "BP3").code == 0
    assert check(WRONG, "--process", "sport").code == 0
    assert check(WRONG, "--process", "jeugd").code == 1


# -- what is shown -------------------------------------------------------------------------


def test_a_finding_names_code_severity_place_basis_and_what_mends_it(
    check: Any,
) -> None:
    lines = check(WRONG).out.splitlines()
    assert lines[0] == f"BP201 fout  timeline.toml:{WRONG_LINE}"
    assert lines[1] == "  'nota' is op ma 2 jun 2025, maar wacht op 'concept' (ma 2 jun 2025)"
    assert any(line.startswith("  grond: ") for line in lines)
    assert any(line.startswith("  oplossing: ") for line in lines)


def test_findings_stand_in_order_of_line(check: Any) -> None:
    more = "".join(
        f'\n[[activity]]\nid = "s{n}"\ntitle = "S"\nprocess = "sport"\nwhen = 2025-05-2{n}\n'
        f'after = ["concept"]\n'
        for n in range(3)
    )
    found = json.loads(check(WRONG + more, "--json").out)["findings"]
    assert [one["line"] for one in found] == sorted(one["line"] for one in found)
    assert len(found) == 4


def test_a_possible_finding_says_by_when_to_choose(check: Any) -> None:
    assert "\n  kies uiterlijk ma 9 jun 2025\n" in check(POSSIBLE).out


def test_a_waived_finding_is_only_counted_unless_asked_for(check: Any) -> None:
    assert "BP201" not in check(WAIVED).out
    shown = check(WAIVED, "--no-waivers")
    assert "BP201 fout" in shown.out
    assert "aanvaard: Zo afgesproken." in shown.out


def test_english(check: Any) -> None:
    ran = check(WRONG, "--lang", "en")
    assert "BP201 error" in ran.out
    assert "'nota' is on Mon 2 Jun 2025, but waits for 'concept' (Mon 2 Jun 2025)" in ran.out
    assert ran.out.splitlines()[-1] == "1 error, 0 warnings, 0 notes, 0 possible, 0 waived"


def test_the_language_of_the_timeline_counts_unless_another_is_asked_for(check: Any) -> None:
    text = WRONG.replace("format = 1\n", 'format = 1\nlanguage = "en"\n')
    assert "BP201 error" in check(text).out
    assert "BP201 fout" in check(text, "--lang", "nl").out


# -- which codes ---------------------------------------------------------------------------


def test_select_and_ignore_take_the_beginning_of_codes(check: Any) -> None:
    def codes(*words: str) -> list[str]:
        return [one["code"] for one in json.loads(check(WRONG, "--json", *words).out)["findings"]]

    assert codes() == ["BP201"]
    assert codes("--select", "BP2") == codes("--select", "BP3", "--select", "BP201") == ["BP201"]
    assert codes("--select", "BP204") == codes("--ignore", "BP2") == []
    assert codes("--select", "BP201", "--ignore", "BP2") == []


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize("prefix", ["BP9", "XY", "201", "BP2011", "BP201,BP202"])
def test_codes_that_do_not_exist_are_refused(check: Any, option: str, prefix: str) -> None:
    ran = check(WRONG, option, prefix)
    assert (ran.code, ran.out) == (2, "")
    assert prefix in ran.err
    assert "boplan rule" in ran.err
    assert "no code starts with" in check(WRONG, option, prefix, "--lang", "en").err


def test_small_letters_choose_the_same_codes(check: Any) -> None:
    """`rule bp201` explains BP201, and completion offers it: so `--select bp201` takes it."""
    assert check(WRONG, "--select", "bp201").code == 1


def test_an_unknown_process_is_refused(check: Any) -> None:
    ran = check(WRONG, "--process", "spor")
    assert (ran.code, ran.out) == (2, "")
    assert "bedoelt u 'sport'?" in ran.err


def test_a_process_sees_only_its_own_rules(check: Any) -> None:
    """A rule that judges nothing is about the process of its steps."""
    text = RIGHT + (
        '\n[[activity]]\nid = "ooit"\ntitle = "Ooit"\nprocess = "jeugd"\n'
        '\n[[rule]]\nid = "lang"\nkind = "duration"\nbasis = "custom"\nactivity = "ooit"\n'
        'minimum = "P6W"\n'
    )
    assert check(text, "--process", "jeugd").code == 1
    assert check(text, "--process", "sport").code == 0


# -- for programs --------------------------------------------------------------------------

KEYS = [
    "code", "severity", "certainty", "activity", "municipality", "rule", "message", "mend",
    "basis", "settle_by", "file", "line", "waived",
]  # fmt: skip


def test_json_is_one_document_with_every_key_every_time(check: Any) -> None:
    document = json.loads(check(WRONG, "--json").out)
    assert list(document) == ["format", "today", "findings"]
    assert (document["format"], document["today"]) == (1, DAY)
    (one,) = document["findings"]
    assert list(one) == KEYS
    assert (one["code"], one["severity"], one["certainty"]) == ("BP201", "error", "certain")
    assert (one["activity"], one["municipality"], one["rule"]) == ("nota", None, None)
    assert (one["file"], one["line"]) == ("timeline.toml", WRONG_LINE)
    assert (one["settle_by"], one["waived"]) == (None, None)


def test_json_holds_waived_and_possible_findings(check: Any) -> None:
    (waived,) = json.loads(check(WAIVED, "--json").out)["findings"]
    assert waived["waived"] == "Zo afgesproken."
    (possible,) = json.loads(check(POSSIBLE, "--json").out)["findings"]
    assert (possible["certainty"], possible["settle_by"]) == ("possible", "2025-06-09")


def test_json_names_the_file_as_it_is_called(check: Any) -> None:
    """A program opens it: only a screen is spared what does not print."""
    (one,) = json.loads(check(WRONG, "--json", name="a\nb.toml").out)["findings"]
    assert one["file"] == "a\nb.toml"


def test_json_without_findings(check: Any) -> None:
    assert json.loads(check(RIGHT, "--json").out)["findings"] == []


def test_json_keys_are_the_same_in_english(check: Any) -> None:
    dutch, english = (json.loads(check(WRONG, "--json", "--lang", one).out) for one in ("nl", "en"))
    for one in (dutch, english):
        for key in ("message", "mend", "basis"):
            assert one["findings"][0].pop(key)
    assert dutch == english


def test_json_keys_are_documented() -> None:
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    part = page[page.index("## `check`: findings") :].partition("\n## ")[0]
    assert set(re.findall(r"^\| `findings\[\]\.([a-z_]+)` \|", part, re.M)) == set(KEYS)


def test_github_marks_the_line(check: Any) -> None:
    (line,) = check(WRONG, "--github").out.splitlines()
    assert line.startswith(
        f"::error file=timeline.toml,line={WRONG_LINE},title=BP201::'nota' is op "
    )


def test_github_levels(check: Any) -> None:
    """What cannot make the run fail is a notice; what was accepted is not shown."""
    assert check(POSSIBLE, "--github").out.startswith("::notice ")
    assert check(NOTE, "--github").out.startswith("::notice ")
    warning = WRONG + '\n[[severity]]\ncode = "BP201"\nseverity = "warning"\nreason = "Zo."\n'
    assert check(warning, "--github").out.startswith("::warning ")
    assert check(WAIVED, "--github").out == check(RIGHT, "--github").out == ""


def test_github_escapes_what_would_end_a_property(check: Any) -> None:
    ran = check(WRONG, "--github", name="100%, a:b\nc.toml")
    (line,) = ran.out.splitlines()
    assert f"file=100%25%2C a%3Ab%0Ac.toml,line={WRONG_LINE}," in line


def test_a_path_with_a_line_end_does_not_forge_a_line(check: Any) -> None:
    """What a file is called is not trusted either."""
    out = check(WRONG, name="a\nBP999 fout  b").out
    assert not any(line.startswith("BP999") for line in out.splitlines())


# -- on a screen ---------------------------------------------------------------------------

ESCAPE = "\x1b["


def test_colour_only_where_a_person_looks(check: Any) -> None:
    assert ESCAPE not in check(WRONG).out
    assert ESCAPE in check(WRONG, FORCE_COLOR="1").out
    assert ESCAPE not in check(WRONG, FORCE_COLOR="1", NO_COLOR="1").out
    plain = re.sub(r"\x1b\[[0-9;]*m", "", check(WRONG, FORCE_COLOR="1").out)
    assert plain == check(WRONG).out
    assert ESCAPE not in check(WRONG, "--json", FORCE_COLOR="1").out
    assert ESCAPE not in check(WRONG, "--github", FORCE_COLOR="1").out


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_nothing_is_wider_than_the_screen(columns: int, lang: str) -> None:
    for today in (DAY, "2025-05-25", "2024-11-01"):
        ran = run("check", "--no-waivers", "--today", today, "--lang", lang, COLUMNS=str(columns))
        assert max(map(len, ran.out.splitlines())) <= columns


# -- the timeline that is shipped ------------------------------------------------------------
#
# What the sources themselves say, worked out by hand:
#   BP403  The AO is three weeks before the PFHO of Thursday 30 October 2025: the 9th. The plan
#          is delivered on Monday the 13th.
#   BP205  The PFHO adopts the plan "met mandaat" and the colleges come after it.
#   BP504  The councils decide by 31 December 2025; the Christmas holiday begins on the 20th.


def shipped(today: str, *words: str) -> tuple[int, list[dict[str, Any]]]:
    ran = run("check", "--today", today, "--json", *words)
    assert ran.err == ""
    return ran.code, json.loads(ran.out)["findings"]


ACCEPTED = {
    ("BP403", "vaststelling-pfho", None),
    ("BP205", "vaststelling-pfho", "mandaat-definitief"),
    ("BP504", "vaststelling-raden", None),
    ("BP701", None, "bozv-twee-keer-per-jaar"),  # 2023: the one of October was cancelled
}
DAYS = ["2024-06-01", "2024-12-05", DAY, "2025-05-25", "2025-10-09", "2025-12-31", "2026-03-31"]


@pytest.mark.parametrize("today", DAYS)
def test_the_shipped_timeline_checks_clean(today: str) -> None:
    code, found = shipped(today)
    assert code == 0
    certain = [one for one in found if one["certainty"] == "certain" and one["severity"] != "note"]
    assert {(one["code"], one["activity"], one["rule"]) for one in certain} <= ACCEPTED
    assert all(one["waived"] for one in certain)


def test_the_shipped_timeline_has_exactly_the_faults_of_its_sources() -> None:
    _, found = shipped(DAY)
    accepted = [one for one in found if one["waived"]]
    assert {(one["code"], one["activity"], one["rule"]) for one in accepted} == ACCEPTED
    assert len(accepted) == 4
    (prepared,) = (one for one in found if one["code"] == "BP403")
    assert "AO op do 9 okt 2025 (afgeleid)" in prepared["message"]
    assert "ma 13 okt 2025" in prepared["message"]
    (deadline,) = (one for one in found if one["code"] == "BP504")
    assert "wo 31 dec 2025" in deadline["message"]
    assert "vr 19 dec 2025" in deadline["message"]


def test_the_shipped_timeline_knows_its_recess() -> None:
    """Three weeks before 22 May 2025 is 1 May, in the May holiday of region Noord."""
    _, found = shipped(DAY)
    (note,) = (one for one in found if not one["waived"])
    assert (note["code"], note["severity"], note["activity"]) == ("BP503", "note", "concept-pfho")
    assert "do 1 mei 2025" in note["message"]


def test_no_waivers_shows_them_on_the_screen() -> None:
    out = run("check", "--no-waivers", "--today", DAY).out
    assert {line[:5] for line in out.splitlines() if line.startswith("BP")} == {
        "BP205", "BP403", "BP503", "BP504", "BP701",
    }  # fmt: skip
    assert out.count("aanvaard: ") == 4


def test_six_weeks_for_the_advisory_councils_begin_by_15_june() -> None:
    """From 15 June through 8 September are 86 days, both counted.

    The summer holiday of region Noord, 12 July through 24 August, takes 44 of them: 42 are
    left, six weeks. So the vague June must be chosen by then, and on 25 May that is near.
    """
    _, found = shipped("2025-05-25")
    (possible,) = (one for one in found if one["certainty"] == "possible")
    assert (possible["code"], possible["activity"]) == ("BP302", "adviesraden-input")
    assert possible["settle_by"] == "2025-06-15"
    assert "zo 15 jun 2025" in possible["message"]


@pytest.mark.parametrize(
    ("today", "near"),
    [("2025-05-17", False), ("2025-05-18", True), ("2025-06-15", True), ("2025-06-16", False)],
)
def test_that_day_is_near_from_28_days_before_it(today: str, near: bool) -> None:
    _, found = shipped(today)
    assert any(one["code"] == "BP302" for one in found) is near


# -- help ------------------------------------------------------------------------------------


def test_help_names_every_option() -> None:
    said = run("check", "--help").out
    for option in ("--select", "--ignore", "--no-waivers", "--json", "--github", "--process"):
        assert option in said


def test_common_options_may_stand_before_the_command(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text(WRONG, encoding="utf-8")
    words = ["--today", DAY, "--file", str(path), "--lang", "en", "--process", "jeugd"]
    assert run(*words, "check") == run("check", *words)
