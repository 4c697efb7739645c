"""`boplan schema`: the same bytes every time, and nothing that it needs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import boplan

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if not key.startswith("BOPLAN_")},
    "PYTHONPATH": str(Path(boplan.__file__).parents[1]),  # this one, wherever it runs
}


def _run(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "boplan", *words],
        cwd=folder, env={**ENVIRONMENT, **env}, stdin=subprocess.DEVNULL, capture_output=True,
        check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("seed", ["0", "1"])
def test_it_prints_the_schema_where_there_is_no_timeline(tmp_path: Path, seed: str) -> None:
    ran = _run(tmp_path, "schema", PYTHONHASHSEED=seed, LC_ALL="C")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["title"] == "boplan timeline, format 1"
    from boplan.store.schema import to_text

    assert ran.stdout == to_text().encode()


def test_it_says_what_it_is_for(tmp_path: Path) -> None:
    ran = _run(tmp_path, "schema", "--help")
    assert ran.returncode == 0
    assert b"JSON Schema" in ran.stdout


def test_a_reader_that_has_read_enough_is_no_fault(tmp_path: Path) -> None:
    ran = subprocess.run(
        f'"{sys.executable}" -m boplan schema | head -c 1', shell=True, cwd=tmp_path,
        env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (ran.stdout, ran.stderr) == (b"{", b"")


def test_the_program_on_the_page_finds_what_is_wrong(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    program = re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)[0]
    shipped = (ROOT / "data" / "timeline.toml").read_text(encoding="utf-8")
    (tmp_path / "timeline.schema.json").write_bytes(_run(tmp_path, "schema").stdout)
    for text, said in (
        (shipped, ""),
        (shipped.replace('level = "directie"', 'level = "directeur"', 1), ".level 'directeur' is"),
    ):
        (tmp_path / "timeline.toml").write_text(text, encoding="utf-8")
        ran = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, env=ENVIRONMENT,
            stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=60, text=True,
        )  # fmt: skip
        assert said in ran.stdout
        assert bool(ran.stdout) == bool(said)
