"""`boplan gantt` as a user calls it: windows, scales, colour, ASCII."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from tests.cli.terminal import run_in_terminal
from tests.helpers import ESCAPE, HEAD, SHIPPED, answer, run, step

DAY = "--today=2025-04-28"
PLAN = "--process=beleidsplan-2026-2033"
PICTURE = ("gantt", DAY, PLAN)


def _window(*words: str, width: str = "80") -> str:
    """Return the line that says which days are shown, and at which scale."""
    shown = answer("gantt", DAY, *words, env={"COLUMNS": width}).splitlines()
    return next(one for one in shown if " t/m " in one and "teken" in one)


def test_the_window_and_the_scale() -> None:
    assert _window(PLAN) == "ma 24 feb 2025 t/m zo 1 feb 2026 · 1 teken per week"
    assert _window(PLAN, width="240") == "ma 24 feb 2025 t/m zo 1 feb 2026 · 2 tekens per week"
    given = ("--from=2025-04-21", "--to=2025-05-04")
    assert _window(*given) == "ma 21 apr 2025 t/m zo 4 mei 2025 · 3 tekens per dag"
    assert _window(*given, "--scale=week") == (
        "ma 21 apr 2025 t/m zo 4 mei 2025 · 7 tekens per week"
    )  # fmt: skip
    assert _window("--from=1950-01-01", "--to=2190-12-31") == (
        "zo 1 jan 1950 t/m vr 31 dec 2190 · 1 teken per 20 kwartalen"
    )
    assert _window("--to=2025-01-31").startswith("ma 29 jul 2024 t/m vr 31 jan 2025")
    assert _window("--from=2026-09-01").startswith("di 1 sep 2026 t/m ")


def test_what_has_no_room_at_a_scale_is_said() -> None:
    """The window ends earlier, and the command that goes on from there is named."""
    shown = answer(*PICTURE, "--scale=day", "--from=2025-04-01", "--to=2025-12-31")
    found = re.search(r"past wo 31 dec 2025 niet meer; verder: --from (\S+)", shown)
    assert found is not None
    assert f"--from={found[1]}" != "--from=2025-04-01"
    following = answer(*PICTURE, "--scale=day", f"--from={found[1]}", "--to=2025-12-31")
    assert "past" in following
    assert "past" not in answer(*PICTURE, "--scale=day", "--from=2025-04-28", "--to=2025-05-11")


def test_today_is_in_the_window_that_is_chosen() -> None:
    for scale in ("day", "week", "month", "quarter"):
        for width in ("60", "80", "120"):
            shown = answer("gantt", DAY, f"--scale={scale}", env={"COLUMNS": width})
            assert "│ ma 28 apr" in shown


def test_faults_in_english() -> None:
    for words, said in (
        (("--from=2025-05-01", "--to=2025-04-30"), "--to 2025-04-30 lies before --from"),
        (("--from=soon",), "--from is a day such as 2025-04-28, not 'soon'."),
        (("--scale=year",), "--scale is day, week, month, quarter, not 'year'."),
        (("--by=owner",), "--by is municipality only, not 'owner'."),
    ):
        ran = run("gantt", *words, "--lang=en")
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
        assert len(ran.err.splitlines()) == 1


def test_english_has_no_dutch_word(tmp_path: Path) -> None:
    """Of a timeline without any words of its own, whatever there is to say."""
    text = SHIPPED.read_text(encoding="utf-8")
    text = re.sub(r'^(title|name|short|words|condition) = ".*"$', r'\1 = "X"', text, flags=re.M)
    path = tmp_path / "timeline.toml"
    path.write_text(text, encoding="utf-8")
    shown = answer("gantt", DAY, "--lang=en", f"--file={path}")
    words = set(re.findall(r"[a-z]{3,}", re.sub(r"\w+-[\w-]+", "", shown)))  # but for ids
    dutch = {
        "vandaag", "dag", "uiterlijk", "eerder", "later", "zonder", "datum", "teken", "loopt",
        "gepland", "gedaan", "maand", "vrij", "deels", "overleg", "feestdag", "schoolvakantie",
    }  # fmt: skip
    assert words & dutch <= {"later"}


@pytest.mark.parametrize("words", [(), ("--lang=en",), ("--from=2022-01-01",)])
def test_ascii(words: tuple[str, ...]) -> None:
    """Only ASCII, sign for sign as wide; asked for by option or by the environment."""
    usual = answer("gantt", DAY, *words)
    made = answer("gantt", DAY, "--ascii", *words)
    assert made.isascii()
    assert not usual.isascii()
    assert [len(one) for one in made.splitlines()] == [len(one) for one in usual.splitlines()]
    assert answer("gantt", DAY, *words, env={"BOPLAN_ASCII": "1"}) == made
    assert answer("gantt", DAY, *words, env={"BOPLAN_ASCII": ""}) == usual


def test_colour_adds_nothing_to_the_text() -> None:
    """But for shaded blanks at the end of a row, which a pipe does not need."""
    plain = answer(*PICTURE)
    assert "\x1b" not in plain
    made = run_in_terminal(*PICTURE)
    assert "\x1b[" in made
    bare = [one.rstrip() for one in ESCAPE.sub("", made).splitlines()]
    assert bare == plain.splitlines()
    assert run_in_terminal(*PICTURE, NO_COLOR="1") == plain


def test_in_colour(file_regression: FileRegressionFixture) -> None:
    """Red, green and orange are those of the legend; the shade is that of the axis."""
    text = answer(*PICTURE, env={"COLUMNS": "80", "FORCE_COLOR": "1"})
    file_regression.check(text, extension=".ansi", encoding="utf-8", newline="\n")
    assert "\x1b[1;31m✖" in text
    assert "\x1b[33m▶" in text
    assert "\x1b[35m│" in text


def test_a_body_that_only_prepares_has_its_meetings() -> None:
    shown = answer("gantt", DAY, "--body=do-sd", "--from=2025-05-01", "--to=2025-05-31")
    assert re.search(r"^   DO SD +○", shown, re.MULTILINE)
    assert "PFHO" not in shown.split("OVERLEGGEN")[1]


def test_an_empty_timeline(tmp_path: Path) -> None:
    path = tmp_path / "timeline.toml"
    path.write_text(HEAD, encoding="utf-8")
    assert answer("gantt", DAY, f"--file={path}").endswith("\n\nGeen stappen gevonden.\n")
    path.write_text(HEAD + step("a"), encoding="utf-8")
    assert "Een proces: 1 zonder datum" in answer("gantt", DAY, f"--file={path}")
