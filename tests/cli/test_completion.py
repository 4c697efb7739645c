"""Completion as a shell asks for it: a variable, the words so far, the console script."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from boplan.cli.app import COMMANDS
from tests.helpers import CONSOLE_SCRIPT, HEAD, ROOT, SHIPPED, environment, step


def _complete(words: str, cwd: Path = ROOT, **env: str) -> list[str]:
    """Return what bash would offer for the last of the words; silence on standard error."""
    typed = words.split(" ")
    done = subprocess.run(
        [CONSOLE_SCRIPT],
        cwd=cwd,
        env=environment(
            _BOPLAN_COMPLETE="complete_bash",
            COMP_WORDS=words,
            COMP_CWORD=str(len(typed) - 1),
            **env,
        ),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return done.stdout.decode().split()


def _ids(kind: str) -> list[str]:
    """Return the ids of the shipped timeline, found without boplan."""
    return re.findall(rf'\[\[{kind}\]\]\nid = "([^"]+)"', SHIPPED.read_text(encoding="utf-8"))


def test_commands() -> None:
    assert _complete("boplan ") == list(COMMANDS)
    assert _complete("boplan st") == ["status"]


def test_ids_of_steps() -> None:
    assert _complete("boplan show ") == _ids("activity")
    assert _complete("boplan show concept-p") == ["concept-pfho"]
    assert _complete("boplan matrix concept-c") == ["concept-colleges"]
    assert _complete("boplan gantt --scale w") == ["week"]
    assert _complete("boplan show nergens") == []


@pytest.mark.parametrize("kind", ["process", "body", "municipality", "owner"])
def test_ids_of_options(kind: str) -> None:
    for command in ("status", "list"):
        assert _complete(f"boplan {command} --{kind} ") == _ids(kind)
    some = _ids(kind)[0]
    assert some in _complete(f"boplan list --{kind} {some[:3]}")


def test_options_before_the_command() -> None:
    assert _complete("boplan --process beleids") == ["beleidsplan-2026-2033"]


def test_statuses() -> None:
    assert _complete("boplan list --status not-") == ["not-done", "not-needed"]


def test_the_file_that_was_named_is_read(tmp_path: Path) -> None:
    path = tmp_path / "elders.toml"
    path.write_text(HEAD + step("heel-ergens-anders"), encoding="utf-8")
    for words in (f"boplan show --file {path} ", f"boplan --file {path} show "):
        assert _complete(words) == ["heel-ergens-anders"]
    assert _complete("boplan show heel", BOPLAN_FILE=str(path)) == ["heel-ergens-anders"]


@pytest.mark.parametrize("text", ["[timeline", "", "whem = 1\n[timeline]\nformat = 1\n", "\x00"])
def test_a_broken_timeline_stays_silent(text: str, tmp_path: Path) -> None:
    (tmp_path / "timeline.toml").write_text(text, encoding="utf-8")
    for words in ("boplan show ", "boplan list --body ", "boplan status --process x"):
        assert _complete(words, cwd=tmp_path) == []
    assert _complete("boplan ", cwd=tmp_path) == list(COMMANDS)


def test_no_timeline_stays_silent(tmp_path: Path) -> None:
    assert _complete("boplan show ", cwd=tmp_path) == []
    assert _complete("boplan show ", cwd=tmp_path, BOPLAN_FILE="/proc/self/mem") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_each_shell(shell: str) -> None:
    done = subprocess.run(
        [CONSOLE_SCRIPT, "--show-completion", shell],
        env=environment(), capture_output=True, check=False,
    )  # fmt: skip
    assert b"boplan" in done.stdout
    if shell == "bash":
        checked = subprocess.run(["bash", "-n"], input=done.stdout, check=False)
        assert checked.returncode == 0


def test_bash_itself_completes(tmp_path: Path) -> None:
    """Load the script in bash, type, press tab: the same function that bash would call."""
    rc = tmp_path / "rc"
    script = subprocess.run(
        [CONSOLE_SCRIPT, "--show-completion", "bash"],
        env=environment(), capture_output=True, check=True,
    )  # fmt: skip
    rc.write_bytes(script.stdout)
    asked = (
        f'source "{rc}"; COMP_WORDS=({CONSOLE_SCRIPT} show concept-p); COMP_CWORD=2; '
        f'_boplan_completion {CONSOLE_SCRIPT}; echo "${{COMPREPLY[@]}}"'
    )
    done = subprocess.run(
        ["bash", "-c", asked], cwd=ROOT, env=environment(), capture_output=True, check=False
    )
    assert done.stdout.decode().split() == ["concept-pfho"]
