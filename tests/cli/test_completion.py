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


def _asked(shell: str, words: str, cwd: Path) -> str:
    """Return what zsh or fish gets, with the help beside each."""
    env = {"_BOPLAN_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": f"boplan {words}"}
    if shell == "fish":
        env["_TYPER_COMPLETE_FISH_ACTION"] = "get-args"
    done = subprocess.run(
        [CONSOLE_SCRIPT], cwd=cwd, env=environment(**env), capture_output=True, check=True
    )
    return done.stdout.decode()


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
    assert _complete("boplan repeat beleidsplan-2026") == ["beleidsplan-2026-2033"]
    assert _complete("boplan show nergens") == []


@pytest.mark.parametrize("kind", ["process", "body", "municipality", "owner"])
def test_ids_of_options(kind: str) -> None:
    for command in ("status", "list"):
        assert _complete(f"boplan {command} --{kind} ") == _ids(kind)
    some = _ids(kind)[0]
    assert some in _complete(f"boplan list --{kind} {some[:3]}")


def test_routes_that_pass_the_body_that_was_named() -> None:
    assert _complete("boplan route --route ") == _ids("route")
    assert _complete("boplan route --body bozv --route ") == ["zorg-en-veiligheid"]
    assert _complete("boplan route --document concept") == ["conceptbeleidsplan"]
    assert _complete("boplan route --format m") == ["markdown"]


def test_phases_of_the_process_that_was_named() -> None:
    assert _complete("boplan list --phase ") == _ids("phase")
    assert _complete("boplan list --phase fin") == ["finale-versie"]
    plan = "--process beleidsplan-2026-2033 --phase"
    assert _complete(f"boplan list {plan} fin") == ["finale-versie"]
    assert _complete("boplan list --process inkoop --phase fin") == []
    assert _complete("boplan --process inkoop list --phase fin") == []


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("show a", {"a": 'Stap a: [eerste] "deel"'}),
        ("list --process ", {"p": "Een proces", "q": "Ander"}),
        ("list --phase ", {"f": "Fase"}),
        ("list --body ", {"raden": "Gemeenteraden"}),
        ("status --owner ", {"regio": "Regio Gooi en Vechtstreek"}),
        ("status --municipality ", {"laren": "Laren"}),
    ],
)
def test_titles_are_the_help(words: str, offered: dict[str, str], tmp_path: Path) -> None:
    """Zsh and fish show beside each id what it is called."""
    path = tmp_path / "timeline.toml"
    path.write_text(
        HEAD + '[[process]]\nid = "q"\ntitle = "Ander"\n'
        '[[phase]]\nid = "f"\ntitle = "Fase"\nprocess = "p"\n'
        '[[owner]]\nid = "regio"\nname = "Regio Gooi en Vechtstreek"\n'
        '[[municipality]]\nid = "laren"\nname = "Laren"\n'
        '[[body]]\nid = "raden"\nname = "Gemeenteraden"\nlevel = "raad"\n'
        + step("a").replace('"Stap a"', "'Stap a: [eerste] \"deel\"'"),
        encoding="utf-8",
    )  # fmt: skip
    assert _asked("fish", words, tmp_path).splitlines() == [
        f"{one}\t{title}" for one, title in offered.items()
    ]
    zsh = _asked("zsh", words, tmp_path)
    for one, title in offered.items():
        assert f'"{one}":"{title.split(":")[0]}' in zsh


def test_a_long_title_is_one_line(tmp_path: Path) -> None:
    """Each line is one thing to choose, so a title of two lines would be two."""
    path = tmp_path / "timeline.toml"
    path.write_text(HEAD + step("a").replace("Stap a", "lang " * 40), encoding="utf-8")
    for shell in ("fish", "zsh"):
        shown = _asked(shell, "show ", tmp_path)
        assert len(shown.splitlines()) == 1
        assert "lang …" in shown


def test_options_before_the_command() -> None:
    assert _complete("boplan --process beleidsplan-2026") == ["beleidsplan-2026-2033"]


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
