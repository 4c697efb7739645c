"""Bad input to the real program: exit 2 with lines that help, never a traceback."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import HEAD, ROOT, Ran, environment, run, step

GIGABYTES = 2 * 1024**3


def _write(folder: Path, data: str | bytes) -> Path:
    path = folder / "timeline.toml"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def _refused(path: Path | str, *words: str) -> list[str]:
    """Return the lines on standard error of a file that must be refused."""
    ran = run("status", "--file", path, *words)
    assert (ran.code, ran.out) == (2, ""), ran
    lines = ran.err.splitlines()
    assert lines
    assert all(line.startswith(f"{path}:") for line in lines), lines
    return lines


def _unreadable(folder: Path) -> Iterator[tuple[str, Path, str]]:
    loop, dangling = folder / "kring.toml", folder / "weg.toml"
    loop.symlink_to(loop)
    dangling.symlink_to(folder / "nergens")
    yield "missing", folder / "bestaat-niet.toml", "dit bestand bestaat niet"
    yield "directory", folder, "dit is een map, geen bestand"
    yield "dangling link", dangling, "dit bestand bestaat niet"
    yield "link to itself", loop, "lezen lukt niet"
    yield "memory of a process", Path("/proc/self/mem"), "lezen lukt niet"
    yield "file as a directory", Path(f"{__file__}/timeline.toml"), "lezen lukt niet"
    yield "name too long", folder / ("a" * 300), "lezen lukt niet"


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    for _, path, reason in _unreadable(tmp_path):
        (line,) = _refused(path)
        assert f"{path}: BP101 {reason}" in line


def test_not_utf8(tmp_path: Path) -> None:
    path = _write(tmp_path, HEAD.encode() + b"# \xff\n")
    (line,) = _refused(path)
    assert line.startswith(f"{path}:{HEAD.count(chr(10)) + 1}: BP101 ")
    assert "UTF-8" in line


def test_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = _write(tmp_path, b"\xef\xbb\xbf" + HEAD.encode())
    assert run("status", "--file", path).code == 0


def _run_in_two_gigabytes(path: Path) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "boplan", "status", "--file", str(path)],
        capture_output=True,
        env=environment(),
        cwd=ROOT,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES, GIGABYTES)),
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_comment_of_50_megabytes_is_skipped(tmp_path: Path) -> None:
    ran = _run_in_two_gigabytes(_write(tmp_path, HEAD + "#" + "a" * 50_000_000 + "\n"))
    assert (ran.code, ran.err) == (0, "")


def test_a_title_of_50_megabytes_is_refused(tmp_path: Path) -> None:
    """In two gigabytes of memory, with a short line that names where it stands."""
    title = "a" * 50_000_000
    path = _write(tmp_path, HEAD.replace("Een tijdlijn", title))
    ran = _run_in_two_gigabytes(path)
    assert ran.code == 2, ran.err[-500:]
    assert ran.err.startswith(f"{path}:3: BP107 title: ")
    assert len(ran.err) < 300


@pytest.mark.parametrize("bracket", ["[", "{a=", "[{a="])
def test_deep_nesting_is_refused_at_its_line(tmp_path: Path, bracket: str) -> None:
    path = _write(tmp_path, HEAD + "[[activity]]\nafter = " + bracket * 20_000 + "\n")
    (line,) = _refused(path)
    assert line.startswith(f"{path}:{HEAD.count(chr(10)) + 2}: BP102 ")
    assert len(line) < 300


def test_closed_deep_nesting_is_refused(tmp_path: Path) -> None:
    deep = "[" * 300 + "]" * 300
    path = _write(tmp_path, HEAD + f'[[owner]]\nid = {deep}\nname = "O"\n')
    (line,) = _refused(path)
    assert line.startswith(f"{path}:{HEAD.count(chr(10)) + 2}: BP")


def test_a_key_of_many_dots_is_refused(tmp_path: Path) -> None:
    """Twenty thousand tables in each other, in one line."""
    path = _write(tmp_path, HEAD + ".".join("a" * 20_000) + " = 1\n")
    assert _refused(path)


def test_a_number_of_many_digits_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path, HEAD.replace("format = 1", "format = " + "1" * 10_000))
    (line,) = _refused(path)
    assert re.match(re.escape(str(path)) + ":[12]: BP102 ", line)  # its line, or its table's
    assert len(line) < 300


def test_broken_toml_in_both_languages(tmp_path: Path) -> None:
    path = _write(tmp_path, HEAD + step("a", "when ="))
    (dutch,) = _refused(path)
    (english,) = _refused(path, "--lang", "en")
    place = f"{path}:{HEAD.count(chr(10)) + 5}: BP102"
    assert dutch.startswith(f"{place} dit is geen TOML (")
    assert english.startswith(f"{place} not TOML (")
    assert "Invalid" not in dutch


def test_all_errors_in_one_go_in_both_languages(tmp_path: Path) -> None:
    """Five things wrong in three tables: five lines, in the order of the file."""
    path = _write(
        tmp_path,
        HEAD
        + step("a", "whem = 2025-01-01", purpose="vastellen")
        + step("a", when="2025-02-30")
        + step("b", 'after = ["aa"]'),
    )
    dutch, english = _refused(path), _refused(path, "--lang=en")
    codes = [line.removeprefix(f"{path}:").split()[1] for line in dutch]
    assert sorted(codes) == ["BP104", "BP107", "BP108", "BP109", "BP110"]
    places = [line.split(" ")[0] for line in dutch]
    assert places == [line.split(" ")[0] for line in english]
    assert places == sorted(places, key=lambda place: int(place.split(":")[1]))
    assert any("bedoelt u 'when'?" in line for line in dutch)
    assert any("did you mean 'when'?" in line for line in english)
    assert all(one != two for one, two in zip(dutch, english, strict=True))


def test_the_language_may_stand_before_the_command(tmp_path: Path) -> None:
    path = _write(tmp_path, "")
    ran = run("--lang", "en", "status", "--file", path)
    assert ran.err == f"{path}:1: BP103 [timeline] is missing\n"


def test_the_file_says_its_own_language(tmp_path: Path) -> None:
    """A command that cannot be carried out is answered in the language of the timeline."""
    path = _write(tmp_path, HEAD.replace("format = 1", 'format = 1\nlanguage = "en"'))
    ran = run("show", "nergens", "--file", path)
    assert (ran.code, ran.err) == (2, "boplan: 'nergens' is not the id of a step\n")


def test_a_date_in_the_file_that_does_not_exist(tmp_path: Path) -> None:
    for value in ("2025-02-30", '"2025-02-30"', '"0000"', "9999-01-01", '"9999"', "0001-01-01"):
        path = _write(tmp_path, HEAD + step("a", f"when = {value}"))
        (line,) = _refused(path)
        assert line.startswith(f"{path}:{HEAD.count(chr(10)) + 5}: BP10")


def test_marks_and_escapes_in_titles(tmp_path: Path) -> None:
    """Marks of rich are text; an escape sequence is refused and cannot reach a terminal."""
    path = _write(tmp_path, HEAD.replace("Een tijdlijn", "[red]Rood[/red] {title} %s"))
    ran = run("status", "--file", path)
    assert (ran.code, ran.err) == (0, "")
    assert "[red]Rood[/red] {title} %s" in ran.out
    path = _write(tmp_path, HEAD.replace("Een tijdlijn", r"\u001b]0;weg\u0007"))
    (line,) = _refused(path)
    assert line.isprintable()


def test_a_file_name_that_is_no_text() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "boplan", "status", "--file", b"/tmp/\xff\x1b[31m.toml"],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 2
    assert b"BP101" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"\x1b" not in done.stderr


def test_a_circle_of_five_thousand_steps(tmp_path: Path) -> None:
    ring = [step(f"s{n}", f'after = ["s{(n - 1) % 5000}"]') for n in range(5000)]
    (line,) = _refused(_write(tmp_path, HEAD + "".join(ring)))
    assert ": BP111 " in line
    assert len(line) < 1200


def test_a_double_step_of_the_shipped_timeline(tmp_path: Path) -> None:
    text = (ROOT / "data" / "timeline.toml").read_text(encoding="utf-8")
    double = step("concept-pfho").replace('process = "p"', 'process = "landelijk"')
    path = _write(tmp_path, text + "\n" + double)
    (line,) = _refused(path)
    first = text[: text.index('id = "concept-pfho"')].count("\n") + 1
    assert "BP110" in line
    assert f"regel {first}" in line
