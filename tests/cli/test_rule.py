"""`boplan rule`: the catalogue, whole and one by one, in both languages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from boplan.rules import BY_CODE, CATALOGUE
from boplan.store.problems import CODES


def run(*words: str, cwd: Path) -> tuple[int, str, str]:
    """Run the real program where there is no timeline: what codes mean needs none."""
    kept = {one: os.environ[one] for one in ("PATH", "HOME", "PYTHONPATH") if one in os.environ}
    if "PYTHONPATH" in kept:
        kept["PYTHONPATH"] = str(Path(kept["PYTHONPATH"]).resolve())
    done = subprocess.run(
        [sys.executable, "-m", "boplan", "rule", *words],
        cwd=cwd, env={**kept, "LC_ALL": "C.UTF-8"}, stdin=subprocess.DEVNULL,
        capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_without_a_code_it_lists_them_all(tmp_path: Path, lang: str) -> None:
    code, out, err = run("--lang", lang, cwd=tmp_path)
    assert (code, err) == (0, "")
    titles = {one: text.say(lang) for one, text in CODES.items()}  # type: ignore[arg-type]
    titles |= {one.code: one.title.say(lang) for one in CATALOGUE}  # type: ignore[arg-type]
    assert out.splitlines() == [f"{one}  {titles[one]}" for one in sorted(titles)]


def test_a_list_fits_80_columns(tmp_path: Path) -> None:
    assert max(map(len, run(cwd=tmp_path)[1].splitlines())) <= 80


def test_dutch_unless_english_is_asked_for(tmp_path: Path) -> None:
    code, out, _ = run("BP301", cwd=tmp_path)
    assert code == 0
    assert out == BY_CODE["BP301"].explain("nl")
    assert out.startswith("BP301 too-short: duurt te kort\n\nWat: ")
    assert "In plaats daarvan: " in out
    assert run("BP301", "--lang", "en", cwd=tmp_path)[1] == BY_CODE["BP301"].explain("en")


def test_small_letters_are_understood(tmp_path: Path) -> None:
    assert run("bp301", cwd=tmp_path) == run("BP301", cwd=tmp_path)


def test_codes_of_unusable_input_are_known_too(tmp_path: Path) -> None:
    code, out, _ = run("BP108", cwd=tmp_path)
    assert code == 0
    assert out.startswith("BP108: ")


@pytest.mark.parametrize(
    ("word", "near"), [("BP3001", "BP301"), ("BP20", "BP20"), ("301", "BP301")]
)
def test_an_unknown_code_names_the_nearest(tmp_path: Path, word: str, near: str) -> None:
    code, out, err = run(word, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert f"'{word}' is geen code; bedoelt u '{near}" in err
    assert "did you mean" in run(word, "--lang", "en", cwd=tmp_path)[2]


def test_a_word_like_no_code(tmp_path: Path) -> None:
    code, out, err = run("zienswijze\x1b[31m", cwd=tmp_path)
    assert (code, out) == (2, "")
    assert "\x1b" not in err


def test_another_language_is_refused(tmp_path: Path) -> None:
    assert run("BP301", "--lang", "fr", cwd=tmp_path)[0] == 2
