"""Colour where a person is looking, and nowhere else; width where it is known."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.cli.terminal import run_in_terminal
from tests.helpers import ESCAPE, answer, run

DAY = "--today=2025-04-28"
COMMANDS = {
    "status": ("status", DAY),
    "sheet": ("status", DAY, "--process=beleidsplan-2026-2033"),
    "list": ("list", DAY, "--process=beleidsplan-2026-2033"),
    "show": ("show", "concept-colleges", DAY),
    "history": ("list", "--history", DAY, "--process=beleidsplan-2026-2033"),
    "matrix": ("matrix", DAY),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_terminal_gets_colour_and_a_pipe_does_not(name: str) -> None:
    words = COMMANDS[name]
    assert "\x1b[" in run_in_terminal(*words)
    assert "\x1b" not in answer(*words)


@pytest.mark.parametrize("name", COMMANDS)
def test_without_colour_the_text_is_the_same(name: str) -> None:
    """In a terminal, with NO_COLOR, in a pipe, and with the escapes taken out."""
    words = COMMANDS[name]
    plain = answer(*words)
    assert ESCAPE.sub("", run_in_terminal(*words)) == plain
    assert run_in_terminal(*words, NO_COLOR="1") == plain
    assert run_in_terminal(*words, TERM="dumb") == plain
    assert ESCAPE.sub("", answer(*words, env={"FORCE_COLOR": "1"})) == plain


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_what_is_asked_for_in_a_pipe(env: dict[str, str], coloured: bool) -> None:
    """no-color.org and force-color.org: set and not empty; no colour wins."""
    assert ("\x1b[" in answer("status", DAY, env=env)) is coloured


def test_json_help_and_errors_have_no_colour() -> None:
    forced = {"FORCE_COLOR": "1"}
    assert "\x1b" not in answer("status", DAY, "--json", env=forced)
    assert "\x1b" not in answer("status", "--help", env=forced)
    for words in (("show", "nergens"), ("status", "--nergens"), ("status", "--file=nergens")):
        assert "\x1b" not in run(*words, env=forced).err


def test_every_colour_has_its_sign() -> None:
    """What is red is marked with a cross, so that colour is never all there is."""
    coloured = answer("status", DAY, env={"FORCE_COLOR": "1"})
    assert "\x1b[1;31m✖" in coloured
    assert "\x1b[32m" in coloured
    assert "\x1b[33m▶" in coloured


@pytest.mark.parametrize("columns", [60, 100])
def test_the_width_of_the_terminal_is_used(columns: int) -> None:
    lines = run_in_terminal("status", DAY, columns=columns, NO_COLOR="1").splitlines()
    assert columns - 12 < max(map(cell_len, lines)) <= columns
    assert lines == answer("status", DAY, env={"COLUMNS": str(columns)}).splitlines()


def test_the_width_is_eighty_where_nobody_says() -> None:
    assert answer("status", DAY) == answer("status", DAY, env={"COLUMNS": "80"})
    assert answer("status", DAY) == answer("status", DAY, env={"COLUMNS": "veel"})
    assert answer("status", DAY, env={"COLUMNS": "1"}) == answer(
        "status", DAY, env={"COLUMNS": "60"}
    )
