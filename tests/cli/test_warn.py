"""`boplan warn`: what it says on which day, what it remembers, and that nothing silences it."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_regressions.file_regression import FileRegressionFixture

from boplan.store import state as state_module
from boplan.store.state import State
from tests.helpers import HEAD, ROOT, SHIPPED, Ran, answer, day, environment, record, run, step

NOTA = """\
[timeline]
format = 1
title = "Nota Sport"

[[process]]
id = "p"
title = "Nota Sport"

[[owner]]
id = "sport"
name = "Afdeling Sport"

[[municipality]]
id = "huizen"
name = "Huizen"

[[municipality]]
id = "laren"
name = "Laren"

[[body]]
id = "colleges"
name = "Colleges"
level = "college"
per_municipality = true

[[activity]]
id = "concept"
title = "Concept schrijven"
process = "p"
owner = "sport"
when = 2027-04-20
remind = ["P5D", "P1D"]

[[activity]]
id = "bespreking"
title = "Concept bespreken"
process = "p"
owner = "sport"
when = [2027-04-26, 2027-04-28]
remind = ["P2D"]
after = ["concept"]

[[activity]]
id = "vaststelling"
title = "Concept vaststellen"
process = "p"
body = "colleges"
purpose = "vaststellen"
when = 2027-05-04
remind = ["P3D"]
after = ["bespreking"]

[[record]]
activity = "concept"
kind = "done"
on = 2027-04-22

[[record]]
activity = "bespreking"
kind = "settled"
on = 2027-04-25
settled = 2027-04-28

[[record]]
activity = "bespreking"
kind = "done"
on = 2027-04-28

[[record]]
activity = "vaststelling"
kind = "outcome"
municipality = ["huizen"]
on = 2027-05-04
outcome = "akkoord"

[[record]]
activity = "vaststelling"
kind = "moved"
municipality = ["laren"]
on = 2027-05-06
to = 2027-05-11
reason = "Het college van Laren kwam niet bijeen."

[[record]]
activity = "vaststelling"
kind = "done"
municipality = ["laren"]
on = 2027-05-13
"""

# Worked out by hand from the file above: (code, step, municipality) that there is to say on
# each day. A step not named is silent.
CONCEPT = ("BP605", "concept", None)
BY_HAND: dict[str, list[tuple[str, str, str | None]]] = {
    "04-14": [],
    "04-15": [CONCEPT],  # five days before the 20th
    "04-16": [CONCEPT],
    "04-17": [CONCEPT],
    "04-18": [CONCEPT],
    "04-19": [CONCEPT],  # the second reminder, one day before
    "04-20": [CONCEPT],  # due today is not late
    "04-21": [("BP601", "concept", None)],
    "04-22": [],  # done on the 22nd, two days late: nothing to do about it
    "04-23": [],
    "04-24": [("BP603", "bespreking", None)],  # two days before the first of the two days
    "04-25": [],  # settled on the 28th, which is three days away
    "04-26": [("BP605", "bespreking", None)],
    "04-27": [("BP605", "bespreking", None)],
    "04-28": [],  # done on that day
    "04-30": [],
    "05-01": [("BP605", "vaststelling", "huizen"), ("BP605", "vaststelling", "laren")],
    "05-03": [("BP605", "vaststelling", "huizen"), ("BP605", "vaststelling", "laren")],
    "05-04": [("BP605", "vaststelling", "laren")],  # Huizen decided today
    "05-05": [("BP604", "vaststelling", "laren")],
    "05-06": [],  # Laren has a new date, five days away
    "05-07": [],
    "05-08": [("BP605", "vaststelling", "laren")],
    "05-11": [("BP605", "vaststelling", "laren")],
    "05-12": [("BP604", "vaststelling", "laren")],
    "05-13": [],
    "05-20": [],
}
# With --once, one night after the other: what is news.
NEWS = {
    "04-15": [CONCEPT],
    "04-19": [CONCEPT],
    "04-21": [("BP601", "concept", None)],
    "04-24": [("BP603", "bespreking", None)],
    "04-26": [("BP605", "bespreking", None)],
    "05-01": [("BP605", "vaststelling", "huizen"), ("BP605", "vaststelling", "laren")],
    "05-05": [("BP604", "vaststelling", "laren")],
    "05-08": [("BP605", "vaststelling", "laren")],
    "05-12": [("BP604", "vaststelling", "laren")],
}


def write(folder: Path, text: str) -> Path:
    path = folder / "timeline.toml"
    path.write_text(text, encoding="utf-8")
    return path


def said(path: Path, today: str, *words: str | Path) -> list[tuple[str, str, str | None]]:
    """Return what a run says, by its JSON; its exit code must agree."""
    ran = run("warn", "--json", f"--file={path}", f"--today={today}", *words)
    found = [
        (one["code"], one["activity"], one["municipality"])
        for one in json.loads(ran.out)["warnings"]
    ]
    assert ran.code == (1 if found else 0), ran
    return sorted(found, key=str)


# -- day by day --------------------------------------------------------------------------


def test_every_day_says_what_was_worked_out_by_hand(tmp_path: Path) -> None:
    path = write(tmp_path, NOTA)
    found = {one: said(path, f"2027-{one}") for one in BY_HAND}
    assert found == BY_HAND


def test_every_night_says_only_what_is_news(tmp_path: Path) -> None:
    """The same nights with --once, and each night a second time: then never anything."""
    path, state = write(tmp_path, NOTA), tmp_path / "state"
    found = {}
    for one in BY_HAND:
        news = said(path, f"2027-{one}", "--once", state)
        if news:
            found[one] = news
        assert said(path, f"2027-{one}", "--once", state) == []
    assert found == NEWS


def test_nothing_to_say_is_silence(tmp_path: Path) -> None:
    path = write(tmp_path, NOTA)
    for words in ((), ("--once", tmp_path / "state"), ("--by=owner",)):
        ran = run("warn", f"--file={path}", "--today=2027-04-14", *words)
        assert ran == Ran(0, "", "")


def test_what_is_gone_and_comes_back_is_news(tmp_path: Path) -> None:
    done = record("a", "done", "on = 2027-05-01")
    late = HEAD + step("a", "when = 2027-04-30")
    state = tmp_path / "state"
    for text, expected in ((late, 1), (late, 0), (late + done, 0), (late, 1), (late, 0)):
        path = write(tmp_path, text)
        assert len(said(path, "2027-05-10", "--once", state)) == expected


def test_another_date_is_news_and_a_better_one_as_well(tmp_path: Path) -> None:
    state = tmp_path / "state"
    found = []
    for limit in ("2027-05-01", "2027-05-02", "2027-05-02", "2027-04-29"):
        path = write(tmp_path, HEAD + step("a", f"when = {limit}"))
        found.append(len(said(path, "2027-05-10", "--once", state)))
    assert found == [1, 1, 0, 1]


def test_past_a_hard_deadline_is_worse_than_late(tmp_path: Path) -> None:
    deadline = (
        '[[deadline]]\nid = "d"\nactivity = "a"\ndate = 2027-05-05\nbasis = "custom"\n'
        'consequence = "De subsidie vervalt."\n'
    )
    path = write(tmp_path, HEAD + step("a", "when = 2027-05-01") + deadline)
    state = tmp_path / "state"
    nights = [f"2027-05-0{number}" for number in range(2, 9)]
    news = [night for night in nights if said(path, night, "--once", state)]
    assert news == ["2027-05-02", "2027-05-06"]


def test_a_municipality_is_not_news_when_others_get_done(tmp_path: Path) -> None:
    """Of two late ones one is done: the other is as late as it was."""
    text = NOTA[: NOTA.index("[[record]]")]
    done = record("vaststelling", "done", "on = 2027-05-10", 'municipality = ["huizen"]')
    state = tmp_path / "state"
    late = [("BP601", "vaststelling", "huizen"), ("BP601", "vaststelling", "laren")]
    path = write(tmp_path, text)
    assert set(late) <= set(said(path, "2027-05-10", "--once", state))
    path = write(tmp_path, text + done)
    assert ("BP604", "vaststelling", "laren") in said(path, "2027-05-10")
    assert said(path, "2027-05-10", "--once", state) == []


def test_an_error_in_the_plan_is_said_and_once(tmp_path: Path) -> None:
    """A certain error, with the sentence of check; not what is accepted, lighter or possible."""
    body = '[[body]]\nid = "do"\nname = "Directieoverleg"\nlevel = "directie"\n'
    meeting = step("a", 'body = "do"', "when = 2027-09-04", purpose="bespreken")  # a Saturday
    state = tmp_path / "state"
    path = write(tmp_path, HEAD + body + meeting)
    ran = run("warn", f"--file={path}", "--today=2027-05-10", "--once", state)
    assert ran.code == 1
    assert ran.out.startswith("boplan: 1 fout in de planning\n")
    assert "boplan rule BP501" in ran.out
    assert said(path, "2027-05-11", "--once", state) == []
    waiver = '[[waiver]]\ncode = "BP501"\nactivity = "a"\nreason = "Open dag."\n'
    assert said(write(tmp_path, HEAD + body + meeting + waiver), "2027-05-10") == []
    soft = '[[severity]]\ncode = "BP501"\nseverity = "warning"\nreason = "Mag soms."\n'
    assert said(write(tmp_path, HEAD + body + meeting + soft), "2027-05-10") == []


def test_what_is_of_no_step_is_said_on_a_day_that_is_asked_for(tmp_path: Path) -> None:
    """A day is no choice of steps: only a choice leaves out what is about none of them."""
    text = HEAD + '[[body]]\nid = "raad"\nname = "Raad"\nlevel = "raad"\n'
    for one in ("a", "b"):
        text += step(one, 'body = "raad"', "when = 2027-09-07", purpose="besluiten")
    text += (
        '[[rule]]\nid = "hoeveel"\nkind = "load"\nbasis = "custom"\nbody = "raad"\n'
        'maximum_count = 1\nper = "P1D"\n'
        '[[severity]]\ncode = "BP506"\nseverity = "error"\nreason = "Te veel."\n'
    )
    path = write(tmp_path, text)
    assert [code for code, *_ in said(path, "2027-05-10")] == ["BP506"]
    assert said(path, "2027-05-10", "--process=p") == []


def test_codes_of_the_day_are_accepted_and_turned_off_like_others(tmp_path: Path) -> None:
    late = HEAD + step("a", "when = 2027-04-30") + step("b", "when = 2027-04-30")
    waiver = '[[waiver]]\ncode = "BP601"\nactivity = "a"\nreason = "Bekend."\n'
    path = write(tmp_path, late + waiver)
    assert said(path, "2027-05-10") == [("BP601", "b", None)]
    off = '[[severity]]\ncode = "BP601"\nseverity = "off"\nreason = "Niemand leest het."\n'
    assert said(write(tmp_path, late + off), "2027-05-10") == []


def test_check_leaves_out_what_depends_on_the_day(tmp_path: Path) -> None:
    """A waiver for such a code is therefore never unused there."""
    waiver = '[[waiver]]\ncode = "BP601"\nactivity = "a"\nreason = "Bekend."\n'
    path = write(tmp_path, HEAD + step("a", "when = 2027-04-30") + waiver)
    ran = run("check", f"--file={path}", "--today=2027-05-10", "--json")
    assert (ran.code, json.loads(ran.out)["findings"]) == (0, [])
    refused = run("check", f"--file={path}", "--select=BP6")
    assert (refused.code, "boplan warn" in refused.err) == (2, True)
    assert "BP603" in answer("rule")
    assert "remind" in answer("rule", "BP605")


# -- options -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("within", "expected"),
    [("P0D", 1), ("P1D", 2), ("P1W", 3), ("P14D", 4), ("P15D", 5), ("P2M", 6)],
)
def test_within_counts_back_from_the_last_day(within: str, expected: int, tmp_path: Path) -> None:
    days = ("05-01", "05-02", "05-08", "05-15", "05-16", "07-01")
    path = write(tmp_path, HEAD + "".join(step(f"d{one}", f"when = 2027-{one}") for one in days))
    assert len(said(path, "2027-05-01", "--within", within)) == expected


def test_selections_narrow_down(tmp_path: Path) -> None:
    path = write(tmp_path, NOTA)
    on = ("2027-05-01", "--within=P9W")
    assert said(path, *on, "--municipality=laren") == [("BP605", "vaststelling", "laren")]
    assert said(path, *on, "--owner=sport") == []
    assert len(said(path, *on, "--body=colleges")) == 2
    assert len(said(path, *on, "--process=p")) == 2


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--within", "veertien"), "'veertien'"),
        (("--within", "-P3D"), "'-P3D'"),
        (("--within", "P99999D"), "'P99999D'"),
        (("--by", "gemeente"), "'gemeente'"),
        (("--owner", "niemand"), "'niemand'"),
        (("--once", str(SHIPPED)), "--once"),
        (("--once", ""), "--once"),
        (("--once",), "--once"),
    ],
)
def test_wrong_options_are_refused(words: tuple[str, ...], named: str) -> None:
    before = SHIPPED.read_bytes()
    for lang in ("nl", "en"):
        ran = run("warn", f"--lang={lang}", *words)
        assert (ran.code, ran.out) == (2, "")
        assert named in ran.err
    assert SHIPPED.read_bytes() == before
    assert not SHIPPED.with_name("timeline.toml.lock").exists()


def test_an_unusable_timeline_leaves_the_memory_alone(tmp_path: Path) -> None:
    path, state = write(tmp_path, NOTA), tmp_path / "state"
    said(path, "2027-04-15", "--once", state)
    kept = state.read_bytes()
    write(tmp_path, NOTA.replace("when = 2027-05-04", 'when = "ooit"'))
    ran = run("warn", f"--file={path}", "--today=2027-04-16", "--once", state)
    assert (ran.code, ran.out) == (2, "")
    assert re.match(rf"{re.escape(str(path))}:\d+: BP108 ", ran.err)
    assert state.read_bytes() == kept


# -- the memory --------------------------------------------------------------------------

LATE = HEAD + step("a", "when = 2027-04-30") + step("b", "when = 2027-05-20")
TODAY = "--today=2027-05-10"


def _warn(folder: Path, state: Path | str, *words: str) -> Ran:
    return run("warn", f"--file={folder / 'timeline.toml'}", TODAY, "--once", state, *words)


@pytest.fixture
def late(tmp_path: Path) -> Path:
    """Give a folder with a timeline of which one step is late and one due soon."""
    write(tmp_path, LATE)
    return tmp_path


def _valid_state(late: Path) -> bytes:
    other = late / "other"
    assert _warn(late, other).code == 1
    return other.read_bytes()


def test_the_first_time_says_that_it_has_no_memory_yet(late: Path) -> None:
    state = late / "state"
    ran = _warn(late, state)
    assert ran.code == 1
    assert ran.out.startswith("boplan: 1 te laat, 1 binnen 14 dagen\n")
    assert re.fullmatch(r"boplan: het geheugen [^\n]+ is er nog niet[^\n]*\n", ran.err)
    assert _warn(late, state) == Ran(0, "", "")


def test_damage_is_said_and_everything_starts_anew(late: Path) -> None:
    good = _valid_state(late)
    cases = {
        "empty": (b"", "leeg"),
        "zeros": (bytes(len(good)), "leeg"),
        "half": (good[: len(good) // 2], "beschadigd"),
        "head": (good[:30], "beschadigd"),
        "one letter": (good.replace(b'"a', b'"b', 1), "beschadigd"),
        "higher grade": (good.replace(b"\n1,", b"\n9,", 1), "beschadigd"),
        "more": (good + b"\n", "beschadigd"),
        "older": (good.replace(b"state 1,", b"state 0,"), "andere versie"),
        "newer": (good.replace(b"state 1,", b"state 12,"), "andere versie"),
    }
    for name, (data, word) in cases.items():
        state = late / "state"
        state.write_bytes(data)
        ran = _warn(late, state)
        assert (ran.code, ran.out.count("te laat")) == (1, 2), name
        assert re.fullmatch(rf"boplan: [^\n]*{word}[^\n]*\n", ran.err), (name, ran.err)
        assert _warn(late, state) == Ran(0, "", ""), name


@given(st.data())
def test_no_damage_silences_anything(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever happens to the bytes: what is trusted is exactly what was written."""
    folder = tmp_path_factory.mktemp("state")
    path = folder / "state"
    marks = {"BP601 a -": (100, "2027-04-30"), "BP605 b -": (1, "2027-05-20")}
    first = State(str(path), "x")
    with first.held():
        assert first.keep(marks) is None
    good = path.read_bytes()
    damaged = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        match data.draw(st.sampled_from(("flip", "cut", "insert", "double"))):
            case "flip" if damaged:
                index = data.draw(st.integers(0, len(damaged) - 1))
                damaged[index] ^= data.draw(st.integers(1, 255))
            case "cut":
                del damaged[data.draw(st.integers(0, len(damaged))) :]
            case "insert":
                index = data.draw(st.integers(0, len(damaged)))
                damaged[index:index] = data.draw(st.binary(max_size=8))
            case _:
                damaged += damaged[: data.draw(st.integers(0, len(damaged)))]
    path.write_bytes(damaged)
    again = State(str(path), "x")
    with again.held():
        if bytes(damaged) == good:
            assert again.said == marks
        else:
            assert again.said == {}
            assert again.trouble is not None


@given(
    st.dictionaries(
        st.text(max_size=20),
        st.tuples(st.integers(0, 200), st.dates().map(date.isoformat) | st.just("")),
        max_size=20,
    )
)
def test_what_is_kept_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, marks: dict[str, tuple[int, str]]
) -> None:
    path = tmp_path_factory.mktemp("state") / "state"
    first, second = State(str(path), "é"), State(str(path), "é")
    with first.held():
        assert first.is_new
        assert first.keep(marks) is None
    with second.held():
        assert (second.said, second.trouble, second.is_new) == (marks, None, False)


@pytest.mark.parametrize(
    "content", [b"[timeline]\n", b"\x00\x01\x02", b"Een brief.\n", b"{}", b"[" * 100_000]
)
def test_a_file_of_somebody_else_is_left_as_it_is(content: bytes, late: Path) -> None:
    state = late / "brief.txt"
    state.write_bytes(content)
    for _ in range(2):
        ran = _warn(late, state)
        assert ran.code == 1
        assert ran.out.startswith("boplan: 1 te laat")
        assert ran.err.count("\n") == 1
        assert "brief.txt" in ran.err
    assert state.read_bytes() == content


def test_what_is_no_file_is_left_as_it_is(late: Path) -> None:
    fifo, folder, loop = late / "fifo", late / "map", late / "kring"
    os.mkfifo(fifo)
    folder.mkdir()
    loop.symlink_to(loop)
    missing = late / "nergens" / "state"
    long = late / ("a" * 300)
    for state in (
        fifo,
        folder,
        loop,
        missing,
        long,
        Path("/dev/null"),
        late / "timeline.toml" / "x",
    ):
        ran = _warn(late, state)
        assert ran.code == 1, state
        assert ran.out.startswith("boplan: 1 te laat"), state
        assert re.fullmatch(r"boplan: [^\n]+\n", ran.err), (state, ran.err)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert stat.S_ISFIFO(fifo.stat().st_mode)


def test_another_timeline_or_choice_starts_anew(late: Path) -> None:
    state = late / "state"
    _warn(late, state)
    ran = _warn(late, state, "--process=p")
    assert (ran.code, "andere keuze" in ran.err) == (1, True)
    assert _warn(late, state, "--process=p").code == 0


def test_a_link_and_its_mode_are_kept(late: Path) -> None:
    real, link = late / "real", late / "link"
    _warn(late, real)
    real.chmod(0o640)
    link.symlink_to(real)
    write(late, LATE + step("c", "when = 2027-05-12"))
    assert _warn(late, link).out.startswith("boplan: 1 binnen 14 dagen\n")
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert sorted(one.name for one in late.iterdir()) == [
        "link", "real", "real.lock", "timeline.toml",
    ]  # fmt: skip


def test_troubles_are_said_in_english_too(late: Path) -> None:
    state = late / "state"
    assert "is not there yet" in _warn(late, state, "--lang=en").err
    state.write_bytes(state.read_bytes()[:60])
    assert "is damaged" in _warn(late, state, "--lang=en").err
    assert "not an ordinary file" in _warn(late, "/dev/null", "--lang=en").err


def _shell(script: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    program = f"{sys.executable} -m boplan warn --file timeline.toml {TODAY}"
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment(B=program), capture_output=True,
        check=False,
    )  # fmt: skip


def test_only_what_was_written_is_remembered(late: Path) -> None:
    """A full disk, a reader that is gone, no standard output: said again the next time."""
    for script, code in (
        ("$B --once state > /dev/full", 3),
        ("($B --once state; echo $? >&2) | true", None),
        ("$B --once state >&-", 1),
    ):
        done = _shell(script, late)
        if code is not None:
            assert done.returncode == code, script
        assert b"Traceback" not in done.stderr
        assert not (late / "state").exists(), script
    assert _warn(late, late / "state").out.startswith("boplan: 1 te laat, 1 binnen")


def test_a_reader_that_leaves_does_not_make_it_nothing_to_say(late: Path) -> None:
    many = LATE + "".join(step(f"s{number}", "when = 2027-04-01") for number in range(3000))
    write(late, many)
    done = _shell('$B | head -1; echo "${PIPESTATUS[0]}"', late)
    assert done.stdout.decode() == "boplan: 3001 te laat, 1 binnen 14 dagen\n1\n"
    assert done.stderr == b""


def test_a_memory_that_cannot_be_written(late: Path) -> None:
    """The warning is said, every time, with one sentence why; exit 1."""
    for script in ("$B --once /proc/self/state", "ulimit -f 0; $B --once state | cat; exit 1"):
        for _ in range(2):
            done = _shell(script, late)
            assert done.returncode == 1
            assert done.stdout.startswith(b"boplan: 1 te laat, 1 binnen")
            assert re.fullmatch(r"boplan: [^\n]+\n", done.stderr.decode())
    assert not (late / "state").exists()
    assert not (late / "state.new").exists()


def test_a_memory_that_can_no_longer_be_written_is_kept(late: Path) -> None:
    """And nothing new is nothing to say, on standard output."""
    state = late / "state"
    _warn(late, state)
    kept = state.read_bytes()
    write(late, LATE + step("c", "when = 2027-05-12"))
    for _ in range(2):
        done = _shell("ulimit -f 0; $B --once state | cat", late)
        assert done.stdout.startswith(b"boplan: 1 binnen 14 dagen\n")
        assert done.stderr.count(b"\n") == 1
        assert state.read_bytes() == kept


# -- two at once, and killed -------------------------------------------------------------


def _start(folder: Path, state: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "boplan", "warn", "--file", str(folder / "timeline.toml"), TODAY,
         "--once", str(state)],
        env=environment(), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize("attempt", range(3))
def test_many_at_once_say_each_thing_exactly_once(attempt: int, late: Path) -> None:
    state = late / f"state{attempt}"
    runs = [_start(late, state) for _ in range(16)]
    ended = [(*one.communicate(timeout=120), one.returncode) for one in runs]
    spoke = [out for out, _, code in ended if code == 1]
    assert len(spoke) == 1
    assert spoke[0].startswith(b"boplan: 1 te laat, 1 binnen 14 dagen\n")
    assert [(out, err) for out, err, code in ended if code == 0] == [(b"", b"")] * 15


def test_one_that_is_held_up_does_not_silence_the_others(
    late: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run that never ends: after a while everything is said, and why."""
    state = late / "state"
    with (late / "state.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        monkeypatch.setattr(state_module, "WAIT", 0.2)
        other = State(str(state), "x")
        with other.held():
            assert other.is_news("BP601 a -", (100, "2027-04-30"))
            assert other.trouble is not None
            assert "in gebruik" in other.trouble.nl
            assert other.keep({}) is None
    assert not state.exists()


KILLED = """
import os, signal, sys
at, calls = int(sys.argv.pop(1)), 0
def counted(function):
    def call(*words, **named):
        global calls
        calls += 1
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*words, **named)
    return call
for name in ("open", "fsync", "fchmod", "fdopen", "close", "replace", "rename"):
    setattr(os, name, counted(getattr(os, name)))
import pathlib
pathlib.Path.replace = counted(pathlib.Path.replace)
from boplan.store.state import State
State._replace = counted(State._replace)
from boplan.__main__ import main
main()
"""


def test_killed_at_any_call_the_memory_is_the_old_or_the_new_one(late: Path) -> None:
    """And what was said is never more than what is said again: nothing is lost."""
    state = late / "state"
    _warn(late, state)
    old = state.read_bytes()
    write(late, LATE + step("c", "when = 2027-05-12"))
    fresh = late / "fresh"
    fresh.write_bytes(old)
    assert _warn(late, fresh).code == 1
    new = fresh.read_bytes()
    assert new != old
    seen = set()
    for at in range(1, 60):
        state.write_bytes(old)
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(at), "warn", "--file", str(late / "timeline.toml"),
             TODAY, "--once", str(state)],
            env=environment(), cwd=ROOT, capture_output=True, check=False,
        )  # fmt: skip
        left = state.read_bytes()
        assert left in (old, new)
        if left == new:
            assert b"Stap c" in done.stdout
        seen.add((done.returncode, left == new))
        if done.returncode == 1:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
    assert seen == {(-signal.SIGKILL, False), (-signal.SIGKILL, True), (1, True)}
    assert _warn(late, state) == Ran(0, "", "")


def test_killed_at_any_moment(late: Path) -> None:
    """Real kills while it works: a damaged memory would be complained about."""
    state = late / "state"
    for number in range(12):
        write(late, LATE + step("c", f"when = 2027-05-{11 + number % 10}"))
        run_ = _start(late, state)
        time.sleep(number * 0.025)
        run_.kill()
        run_.communicate()
        again = _warn(late, state)
        assert "beschadigd" not in again.err
        assert _warn(late, state) == Ran(0, "", "")


# -- as a mail ---------------------------------------------------------------------------

CASES = {
    "plan-nl": ("--today=2025-04-28",),
    "plan-en": ("--today=2025-04-28", "--lang=en"),
    "plan-by-owner-nl": ("--today=2025-04-28", "--by=owner"),
    "plan-laren-by-municipality-nl": (
        "--today=2025-05-28", "--by=municipality", "--municipality=laren",
    ),
    "plan-missing-nl": ("--today=2026-11-22", "--process=beschermd-wonen"),
    "nota-nl": ("--file=tests/views/nota.toml", "--today=2027-05-03"),
    "nota-by-municipality-en": (
        "--file=tests/views/nota.toml", "--today=2027-05-03", "--by=municipality", "--lang=en",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_reads_as_a_mail(name: str, file_regression: FileRegressionFixture) -> None:
    ran = run("warn", *CASES[name], env={"COLUMNS": "40", "FORCE_COLOR": "1"})
    assert (ran.code, ran.err) == (1, "")
    first, empty, *_ = ran.out.splitlines()
    assert re.fullmatch(r"boplan: [ -~]{5,69}", first)
    assert empty == ""
    assert "\x1b" not in ran.out
    for line in ran.out.splitlines():
        assert len(line) <= 78 or "boplan" in line
        assert line == line.rstrip()
        assert not line.startswith(("From ", "."))
    file_regression.check(ran.out, basename=name, extension=".txt", encoding="utf-8", newline="\n")


def test_the_commands_that_show_more_can_be_typed(tmp_path: Path) -> None:
    folder = tmp_path / "een map"
    folder.mkdir()
    path = write(folder, LATE)
    ran = run("warn", "--file", path, TODAY, "--process=p")
    commands = re.findall(r"boplan ((?:show|status) .+)", ran.out)
    assert len(commands) == 2
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", f"{sys.executable} -m boplan {command}"],
            env=environment(), capture_output=True, check=True,
        )  # fmt: skip
        assert "Stap a" in done.stdout.decode()


HOSTILE = (
    'From: iemand [red]x[/red] "; rm -rf ~',
    "$(touch kapot) `touch kapot`",
    "\\u202egnirts \\u200b",
    "a" * 400,
    "Subject: winst",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_text(text: str, tmp_path: Path) -> None:
    """In titles, names, reasons and consequences; no line of the message becomes a header."""
    quoted = text.replace('"', '\\"')
    owner = f'[[owner]]\nid = "o"\nname = "{quoted}"\n'
    deadline = (
        '[[deadline]]\nid = "d"\nactivity = "a"\ndate = 2027-04-30\nbasis = "custom"\n'
        f'consequence = "{quoted}"\n'
    )
    body = step("a", "when = 2027-04-30", owner="o").replace("Stap a", quoted)
    path = write(tmp_path, HEAD + owner + body + deadline)
    ran = run("warn", "--file", path, TODAY)
    if ran.code == 2:
        assert "BP107" in ran.err  # refused when read
        return
    assert ran.code == 1
    first, empty, *rest = ran.out.splitlines()
    assert (first, empty) == ("boplan: 1 te laat", "")
    assert max(map(len, rest)) <= 78 + len(f"  --file {path} {TODAY}")
    assert not (tmp_path / "kapot").exists()


@pytest.mark.parametrize("today", ["1900-01-01", "2199-12-31", "0001-01-01", "9999-12-31"])
def test_the_edges_of_time(today: str, tmp_path: Path) -> None:
    path = write(tmp_path, LATE.replace("2027-04-30", "2199-12-31"))
    for within in ("P0D", "P200Y"):
        ran = run("warn", f"--file={path}", f"--today={today}", f"--within={within}")
        assert ran.code in (0, 1, 2)


def test_ten_thousand_steps(tmp_path: Path) -> None:
    """All of them late, said once; how long that takes is not judged."""
    text = HEAD + "".join(step(f"s{number}", "when = 2027-04-30") for number in range(10_000))
    write(tmp_path, text)
    ran = _warn(tmp_path, tmp_path / "state")
    assert ran.out.startswith("boplan: 10000 te laat\n")
    assert ran.out.count("10 dagen te laat") == 10_000
    assert _warn(tmp_path, tmp_path / "state") == Ran(0, "", "")


# -- as JSON -----------------------------------------------------------------------------


def _documented() -> dict[str, str]:
    """Return the keys of the section in docs/json.md, with their types."""
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    section = page.split("\n## `warn`: warnings\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", section, re.MULTILINE)
    return {"format": "number", "today": "day", **{key: type_.strip() for key, type_ in rows}}


def test_json_has_the_keys_of_the_page_and_always(tmp_path: Path) -> None:
    documented = _documented()
    own = {key.removeprefix("warnings[].") for key in documented if key.startswith("warnings[].")}
    body = '[[body]]\nid = "do"\nname = "Directieoverleg"\nlevel = "directie"\n'
    meeting = step("m", 'body = "do"', "when = 2027-09-04", purpose="bespreken")
    path = write(tmp_path, NOTA + body + meeting + step("later", "when = 2027-05-03"))
    for today, least in (("2027-04-14", 1), ("2027-05-05", 3)):
        ran = run("warn", "--json", f"--file={path}", f"--today={today}")
        document = json.loads(ran.out)
        assert set(document) == {key for key in documented if "[]" not in key}
        assert len(document["warnings"]) >= least
        for one in document["warnings"]:
            assert set(one) == own
            for key, value in one.items():
                type_ = documented[f"warnings[].{key}"]
                if value is None:
                    assert "null" in type_, key
                elif "number" in type_:
                    assert type(value) is int
                elif "array" in type_:
                    assert isinstance(value, list)
                else:
                    assert isinstance(value, str)
                    assert value
            if one["day"]:
                assert (day(one["day"]) - day(today)).days == one["days"]
            line = path.read_text(encoding="utf-8").splitlines()[one["line"] - 1]
            assert line == "[[activity]]"


def test_json_without_anything_to_say(tmp_path: Path) -> None:
    path = write(tmp_path, NOTA)
    document = json.loads(answer("warn", "--json", f"--file={path}", "--today=2027-04-14"))
    assert document["warnings"] == []
    assert document["summary"] is None


# -- the pages ---------------------------------------------------------------------------


def test_the_readme_has_the_line_of_the_page() -> None:
    """Which is the one that cron is tried with."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^30 6 .*$", page, re.MULTILINE)
    assert line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()


# -- properties --------------------------------------------------------------------------


@given(
    limits=st.lists(st.integers(0, 40), min_size=1, max_size=6),
    reminds=st.lists(st.lists(st.integers(0, 20), max_size=3, unique=True), min_size=6),
    nights=st.lists(st.integers(0, 50), min_size=1, max_size=12),
)
def test_once_says_each_thing_when_it_begins_or_gets_worse(
    limits: list[int], reminds: list[list[int]], nights: list[int]
) -> None:
    """Against a reckoning of its own: reminders and lateness counted from the numbers."""
    from boplan.rules.case import Case
    from boplan.rules.watch import key, mark, to_say
    from boplan.schedule.selection import Selection
    from tests.helpers import timeline_of

    zero = day("2027-01-01")
    text = HEAD
    for number, limit in enumerate(limits):
        periods = ", ".join(f'"P{days}D"' for days in reminds[number])
        lines = [f"when = {zero + timedelta(limit)}"]
        if periods:
            lines.append(f"remind = [{periods}]")
        text += step(f"s{number}", *lines)
    timeline = timeline_of(text)
    memory: dict[str, tuple[int, str]] = {}
    level_before: dict[int, int] = {}
    for night in sorted(nights):
        findings = to_say(Case(timeline, zero + timedelta(night)), Selection())
        now = {key(one): mark(one) for one in findings}
        news = {
            one.split()[1]
            for one, (grade, when) in now.items()
            if one not in memory or memory[one][1] != when or grade > memory[one][0]
        }
        expected = set()
        for number, limit in enumerate(limits):
            stages = reminds[number] or [14]
            level = 1000 if night > limit else sum(night >= limit - days for days in stages)
            if level > level_before.get(number, 0):
                expected.add(f"s{number}")
            level_before[number] = level
        assert news == expected
        memory = now


def test_every_sort_of_date_can_be_warned_about() -> None:
    """The shipped timeline through all its years, once a month: never a failure."""
    from boplan.rules.case import Case
    from boplan.rules.watch import key, to_say
    from boplan.schedule.selection import Selection
    from boplan.store.reader import read
    from boplan.views.warning import Message, text_of

    timeline = read(SHIPPED).timeline
    for month in range(12 * 14):
        case = Case(timeline, date(2021 + month // 12, month % 12 + 1, 28))
        findings = to_say(case, Selection())
        assert len({key(one) for one in findings}) == len(findings)
        for lang in ("nl", "en"):
            for by in (None, "owner", "municipality"):
                message = Message(
                    timeline=timeline, steps=case.steps, findings=findings, today=case.today,
                    within=case.within, lang=lang,
                )  # fmt: skip
                if findings:
                    text = text_of(message, by=by, more=("boplan show {id}", "boplan status"))
                    assert all(len(line) <= 78 for line in text.splitlines())
                    for one in findings:
                        assert one.fault.activity is None or one.fault.activity in text
