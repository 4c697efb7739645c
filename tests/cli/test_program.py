"""The program as a user starts it: options, files, days, languages, ways to end."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import boplan
from tests.helpers import CONSOLE_SCRIPT, HEAD, ROOT, SHIPPED, answer, environment, run, step

COMMANDS = ("status", "list", "show", "gantt", "matrix")
DAY = "--today=2025-04-28"


def _timeline(folder: Path, *more: str, title: str = "Een tijdlijn") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "timeline.toml"
    path.write_text(HEAD.replace("Een tijdlijn", title) + "".join(more), encoding="utf-8")
    return path


# -- help and version ---------------------------------------------------------------------


def test_version() -> None:
    assert answer("--version") == f"boplan {boplan.__version__}\n"


def test_help_names_every_command() -> None:
    for flag in ("--help", "-h"):
        listed = re.findall(r"^  (\w+) +[A-Z]", answer(flag), re.MULTILINE)
        assert [word for word in listed if word in COMMANDS] == list(COMMANDS)


def test_nothing_asked_shows_help() -> None:
    ran = run()
    assert "Usage: boplan" in ran.out + ran.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    """A sentence on what it does, and a sentence for every option."""
    for flag in ("--help", "-h"):
        text = answer(command, flag)
        assert f"Usage: boplan {command}" in text
        assert re.search(r"^  [A-Z].+\.$", text, re.MULTILINE)
        options = re.split(r"^  (?:-\w, )?(?=--\w)", text.split("Options:")[1], flags=re.MULTILINE)
        assert len(options) > 4
        for option in options[1:]:
            assert re.search(r"[A-Z].*\.$", option.strip(), re.DOTALL), option


def test_help_fits_on_eighty_columns() -> None:
    for words in ((), *((command,) for command in COMMANDS)):
        lines = answer(*words, "--help", env={"COLUMNS": "80"}).splitlines()
        assert max(map(len, lines)) <= 80


def test_the_console_script_is_the_same_program() -> None:
    done = subprocess.run(
        [CONSOLE_SCRIPT, "list", DAY], cwd=ROOT, env=environment(), capture_output=True, check=True
    )
    assert done.stdout.decode() == answer("list", DAY)


# -- options ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "option",
    ["--today=2025-04-28", "--lang=en", "--process=beleidsplan-2026-2033", "--body=pfho-go",
     "--municipality=laren", "--owner=regio", f"--file={SHIPPED}"],
)  # fmt: skip
def test_an_option_may_stand_before_or_after_the_command(option: str) -> None:
    """After wins; both say the same here, and something else than without."""
    fixed = {"BOPLAN_TODAY": "2024-11-20"}
    after = answer("list", option, env=fixed)
    assert answer(option, "list", env=fixed) == after
    name, value = option.split("=", 1)
    assert answer(name, value, "list", env=fixed) == after
    if name != "--file":
        assert after != answer("list", env=fixed)


def test_after_the_command_wins() -> None:
    assert answer("--today=2024-11-20", "status", DAY) == answer("status", DAY)
    assert answer("--lang=en", "status", "--lang=nl", DAY) == answer("status", DAY)


def test_short_file_option(tmp_path: Path) -> None:
    path = _timeline(tmp_path, title="Elders")
    assert "Elders" in answer("status", "-f", path)


def test_selections_narrow_down() -> None:
    """Each line with an id is one that the whole list has too."""
    whole = answer("list", DAY)
    for option in ("--process=herstelnetwerk", "--body=pfho-go", "--owner=ggd", "--status=overdue"):
        some = answer("list", DAY, option)
        assert 0 < len(some) < len(whole)
    both = answer("list", DAY, "--status=overdue", "--status=running", "--process=inkoop")
    assert both.count("▶") >= 1
    assert answer("list", DAY, "--owner=cbs", "--body=pfho-go") == "Geen stappen gevonden.\n"


USAGE_ERRORS = {
    # words: what standard error must name
    ("nergens",): "nergens",
    ("status", "--nergens"): "--nergens",
    ("status", "te", "veel"): "te",
    ("show",): "ID",
    ("show", "een", "twee"): "twee",
    ("show", "concept-coleges"): "'concept-colleges'",
    ("status", "--today"): "--today",
    ("status", "--today", "morgen"): "'morgen'",
    ("status", "--today", "2025-02-30"): "2025-02-28",
    ("status", "--today", "28-04-2025"): "2025-04-28",
    ("status", "--today", "2025-04"): "2025-04-28",
    ("status", "--today", "2025-04-28~"): "2025-04-28",
    ("status", "--today", "2025-04-28/2025-04-29"): "2025-04-28",
    ("status", "--today", "9999-12-31"): "9999-12-31",
    ("status", "--today", "0000-01-01"): "0000-01-01",
    ("status", "--lang", "fr"): "fr",
    ("status", "--process", "beleidsplan"): "'beleidsplan",
    ("status", "--body", "pfho"): "'pfho-",
    ("status", "--municipality", "Laren"): "'laren'",
    ("status", "--owner", "regoi"): "'regio'",
    ("list", "--status", "overdeu"): "'overdue'",
    ("show", "concept-pfho", "--status", "done"): "--status",
    ("matrix", "concept-coleges"): "'concept-colleges'",
    ("matrix", "concept-colleges", "concept-pfho"): "boplan show concept-pfho",
    ("matrix", "--municipality", "Laren"): "'laren'",
    ("matrix", "--history"): "--history",
    ("gantt", "--from", "morgen"): "--from is een dag zoals 2025-04-28, geen 'morgen'.",
    ("gantt", "--to", "2025-02-30"): "2025-02-28",
    ("gantt", "--from", "2025-05-01", "--to", "2025-04-30"): "--to 2025-04-30 ligt voor --from",
    ("gantt", "--scale", "year"): "day, week, month, quarter, geen 'year'.",
    ("gantt", "--by", "owner"): "--by kent alleen municipality, geen 'owner'.",
    ("gantt", "--until", "2025-05-01"): "--until",
    ("--today", "morgen", "status"): "'morgen'",
}


@pytest.mark.parametrize("words", USAGE_ERRORS, ids=" ".join)
def test_a_command_that_cannot_be_carried_out_ends_in_2(words: tuple[str, ...]) -> None:
    """Nothing on standard output, and a sentence that names the fault or the right word."""
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert USAGE_ERRORS[words] in ran.err
    assert "\x1b" not in ran.err


def test_a_command_that_cannot_be_carried_out_in_english() -> None:
    assert run("show", "nergens", "--lang=en").err == "boplan: 'nergens' is not the id of a step\n"
    ran = run("status", "--today=gisteren", "--lang=en")
    assert ran.err.startswith("boplan: --today is a day such as 2025-04-28, not ")
    ran = run("list", "--status=overdeu", "--lang=en")
    assert "is not possible" in ran.err
    assert "did you mean 'overdue'?" in ran.err


def test_nobody_can_steer_the_terminal_with_an_option() -> None:
    for words in (
        ("show", "\x1b[31mrood"),
        ("status", "--process", "\x1b[31mrood"),
        ("status", "--today", "\x1b[31mrood"),
        ("status", "--lang", "\x1b[31mrood"),
        ("list", "--status", "\x1b[31mrood"),
        ("gantt", "--from", "\x1b[31mrood"),
        ("gantt", "--scale", "\x1b[31mrood"),
        ("gantt", "--by", "\x1b[31mrood"),
    ):
        ran = run(*words)
        assert ran.code == 2
        assert "\x1b" not in ran.err


@pytest.mark.parametrize("command", ["status", "list", "gantt", "matrix"])
@pytest.mark.parametrize("today", ["1900-01-01", "2024-02-29", "2199-12-31"])
def test_the_edges_of_time(command: str, today: str) -> None:
    """`status`, `list` and `show` end in 0 whatever they show."""
    assert answer(command, f"--today={today}")
    assert answer("show", "lotgenotencontact", f"--today={today}")


def _folded(screen: str) -> dict[str, str]:
    """Return the count of each section of `status` that folds, with the command it names."""
    pairs = re.findall(
        r"^[A-Z ]+ \((\d+)\)\n(?:  .*\n)*?  … en nog \d+: boplan (.*)$", screen, re.MULTILINE
    )
    return {command: count for count, command in pairs if command.startswith("list")}


@pytest.mark.parametrize("options", ["", "--process=inkoop", "--owner=regio"])
def test_what_is_folded_can_be_listed(options: str, tmp_path: Path) -> None:
    """`status` names a command, and that command lists as many steps as the section holds."""
    late = _timeline(tmp_path, *(step(f"s{n}", f"when = 2024-01-{n:02}") for n in range(1, 10)))
    found: set[str] = set()
    for path, some in ((SHIPPED, options.split()), (late, [])):
        common = [f"--file={path}", DAY]
        for command, count in _folded(answer("status", *some, *common)).items():
            assert f"\n{count} stappen\n" in answer(*command.split(), *common)
            found.add(command)
    day_asked = DAY.replace("=", " ")
    assert f"list --status overdue {day_asked}" in found
    assert any("running" in command for command in found)


# -- which file ---------------------------------------------------------------------------


def test_the_file_is_found_here_and_above(tmp_path: Path) -> None:
    """timeline.toml before data/timeline.toml, the nearest folder first."""
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    _timeline(tmp_path / "data", title="Ver")
    assert "Ver" in answer("status", cwd=deep)
    _timeline(tmp_path / "a", title="Dichterbij")
    assert "Dichterbij" in answer("status", cwd=deep)
    _timeline(deep / "data", title="Hier in data")
    assert "Hier in data" in answer("status", cwd=deep)
    _timeline(deep, title="Vlakbij")
    assert "Vlakbij" in answer("status", cwd=deep)


def test_a_directory_of_that_name_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a" / "timeline.toml").mkdir(parents=True)
    _timeline(tmp_path, title="Erboven")
    assert "Erboven" in answer("status", cwd=tmp_path / "a")


def test_no_file_anywhere_says_how_to_name_one(tmp_path: Path) -> None:
    ran = run("status", cwd=tmp_path)
    assert ran.code == 2
    assert "--file" in ran.err
    assert "timeline.toml" in ran.err


def test_no_file_anywhere_in_english(tmp_path: Path) -> None:
    assert "There is no timeline.toml" in run("status", "--lang=en", cwd=tmp_path).err


def test_a_folder_that_is_gone() -> None:
    """Started in a directory that was removed: a sentence, and not about writing."""
    script = 'd=$(mktemp -d) && cd "$d" && rmdir "$d" && exec "$0" -m boplan status'
    done = subprocess.run(
        ["bash", "-c", script, sys.executable], env=environment(), capture_output=True, check=False
    )
    said = done.stderr.decode()
    assert done.returncode == 2, said
    assert "Traceback" not in said
    assert "schrijven" not in said


def test_file_from_the_environment(tmp_path: Path) -> None:
    path, other = _timeline(tmp_path / "x", title="Omgeving"), _timeline(tmp_path / "y", title="Y")
    env = {"BOPLAN_FILE": str(path)}
    assert "Omgeving" in answer("status", env=env, cwd=tmp_path)
    assert "Y" in answer("status", f"--file={other}", env=env, cwd=tmp_path)
    ran = run("status", env={"BOPLAN_FILE": str(tmp_path / "weg.toml")})
    assert (ran.code, "weg.toml: BP101" in ran.err) == (2, True)


# -- which day ----------------------------------------------------------------------------


def test_day_from_the_environment() -> None:
    wide = {"COLUMNS": "200"}
    env = {**wide, "BOPLAN_TODAY": "2025-04-28"}
    asked = answer("status", DAY, env=wide)  # what asks for more repeats the option
    assert answer("status", env=env) == asked.replace(" --today 2025-04-28", "")
    assert answer("status", "--today=2024-11-20", env=env) == answer(
        "status", "--today=2024-11-20", env=wide
    )
    ran = run("status", env={"BOPLAN_TODAY": "morgen"})
    assert (ran.code, "morgen" in ran.err) == (2, True)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Amsterdam"])
def test_today_is_the_day_on_the_clock_of_the_machine(zone: str, tmp_path: Path) -> None:
    """As the program `date` says; at midnight it may be one of two days."""
    path = _timeline(tmp_path)

    def clock() -> str:
        said = subprocess.run(
            ["date", "+%-d %Y"], env=environment(TZ=zone), capture_output=True, check=True
        )
        return said.stdout.decode().strip()

    before = clock()
    first = answer("status", f"--file={path}", "--lang=en", env={"TZ": zone}).splitlines()[0]
    shown = re.search(r"\w{3} (\d+) \w{3} (\d{4})$", first)
    assert shown
    assert " ".join(shown.groups()) in (before, clock())


# -- the same bytes everywhere --------------------------------------------------------------

ELSEWHERE = (
    {"TZ": "Pacific/Kiritimati"},
    {"TZ": "America/Adak"},
    {"LC_ALL": "C"},
    {"LC_ALL": "nl_NL.UTF-8", "LANG": "nl_NL.UTF-8"},
    {"LC_ALL": "tr_TR.UTF-8"},
    {"LANG": "POSIX", "LC_ALL": ""},
    {"PYTHONHASHSEED": "0"},
    {"PYTHONHASHSEED": "4711"},
    {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "latin-1"},
)


@pytest.mark.parametrize(
    "words",
    [("status",), ("status", "--json"), ("list", "--lang=en"), ("show", "concept-colleges")],
    ids=" ".join,
)
def test_the_same_bytes_on_every_machine(words: tuple[str, ...], tmp_path: Path) -> None:
    """Whatever the zone, locale, hash seed and working directory."""
    options = (DAY, f"--file={SHIPPED}")
    expected = answer(*words, *options)
    for env in ELSEWHERE:
        assert answer(*words, *options, env=env) == expected, env
    assert answer(*words, *options, cwd=tmp_path) == expected


def test_the_same_problems_on_every_machine(tmp_path: Path) -> None:
    """Suggestions included, also where several are equally near."""
    path = _timeline(
        tmp_path,
        step("aa1"), step("aa2"), step("aa3"),
        step("b", 'after = ["aa"]', when="[2025-03,2025,2025-H1,2025-Q1,2025-01,2024]"),
        step("c", "wen = 1", purpose="besprken"),
    )  # fmt: skip
    expected = run("status", f"--file={path}")
    assert expected.code == 2
    for env in ELSEWHERE:
        assert run("status", f"--file={path}", env=env) == expected, env


# -- ways to end ---------------------------------------------------------------------------


def _shell(script: str) -> subprocess.CompletedProcess[bytes]:
    """Run a script in which $B is the program and $F the shipped timeline."""
    return subprocess.run(
        ["bash", "-c", script],
        env=environment(B=f"{sys.executable} -m boplan", F=str(SHIPPED)),
        capture_output=True,
        check=False,
    )


def test_a_reader_that_has_read_enough() -> None:
    """`boplan list | head -1`: one line, no complaint, nothing failed."""
    for command in ("list --json", "list", "status", "show concept-pfho"):
        done = _shell(f'$B {command} --file "$F" | head -1; echo "${{PIPESTATUS[*]}}"')
        *_, codes = done.stdout.decode().splitlines()
        assert codes == "0 0", command
        assert done.stderr == b""


def test_a_reader_that_is_gone_already() -> None:
    for command in ("list", "status", "list --json", "--help", "--version"):
        done = _shell(f'($B {command} --file "$F"; echo $? >&2) | true')
        said = done.stderr.decode()
        assert "Traceback" not in said
        assert "Exception" not in said


@pytest.mark.parametrize("command", ["status", "list", "list --json", "show concept-pfho"])
def test_a_full_disk_is_a_failure_in_one_sentence(command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = run(*command.split(), stdout=full.fileno())
    assert ran.code == 3
    assert re.fullmatch(r"boplan: [^\n]+\n", ran.err), ran.err


def test_a_full_disk_in_english() -> None:
    with Path("/dev/full").open("wb") as full:
        ran = run("status", "--lang=en", stdout=full.fileno())
    assert ran.code == 3
    assert "schrijven" not in ran.err


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed_streams(closed: str) -> None:
    """A cron job may have none of them; there is nobody to tell, but no traceback either."""
    for command in ("status", "show nergens"):
        done = _shell(f'$B {command} --file "$F" {closed}')
        assert b"Traceback" not in done.stdout + done.stderr
        assert done.returncode in (0, 2, 3)


def test_standard_error_that_is_full() -> None:
    done = _shell("$B status --file nergens.toml 2>/dev/full")
    assert done.returncode in (2, 3)


def test_an_internal_failure_is_one_sentence(tmp_path: Path) -> None:
    """The last net, with a real fault: half of the program is missing."""
    package = tmp_path / "boplan"
    shutil.copytree(ROOT / "src" / "boplan", package)
    (package / "views" / "status.py").write_text("raise ZeroDivisionError('kapot')\n")
    done = subprocess.run(
        [sys.executable, "-m", "boplan", "status", "--file", str(SHIPPED)],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=False,
    )
    said = done.stderr.decode()
    assert done.returncode == 3, said
    assert re.fullmatch(r"boplan: [^\n]*ZeroDivisionError[^\n]*\n", said)
    assert done.stdout == b""


def test_nothing_is_written_next_to_the_timeline(tmp_path: Path) -> None:
    path = _timeline(tmp_path)
    before = path.read_bytes()
    for command in COMMANDS[:2]:
        answer(command, f"--file={path}", cwd=tmp_path)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before
