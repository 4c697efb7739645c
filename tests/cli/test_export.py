"""`boplan export`, as cron and a person run it: real files, real pipes, real failures."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import random
import re
import shlex
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import boplan
from tests.feeds.checker import Event, events, faults, seen
from tests.feeds.expected import EXPECTED, STAMP, TODAY
from tests.helpers import HEAD, ROOT, SHIPPED, TESTS, Ran, environment, record, run, step

OURS = {"PYTHONPATH": str(Path(boplan.__file__).parents[1])}
"""The program in a process of its own is the one that these tests import."""

NOTA = TESTS / "feeds" / "nota.toml"
LATER = "2026-02-20T02:00:00Z"
FEEDS = [
    "all.ics", "deadlines.ics", "process-nota-sport.ics", "process-accommodaties.ics",
    "body-ao.ics", "body-pfho.ics", "body-colleges.ics", "body-raden.ics",
    "municipality-noord.ics", "municipality-zuid.ics", "owner-regio.ics",
]  # fmt: skip
"""The feeds of nota.toml."""


def _words(
    *words: str, file: Path = NOTA, today: str = TODAY, stamp: str = STAMP
) -> tuple[str, ...]:
    return ("export", f"--file={file}", f"--today={today}", f"--stamp={stamp}", *words)


def _export(
    *words: str,
    file: Path = NOTA,
    today: str = TODAY,
    stamp: str = STAMP,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
) -> Ran:
    return run(
        *_words(*words, file=file, today=today, stamp=stamp), cwd=cwd, env={**OURS, **(env or {})}
    )


def _done(*words: str, **more: Any) -> str:
    """Export what must succeed without a word on standard error; return the answer."""
    ran = _export(*words, **more)
    assert (ran.code, ran.err) == (0, ""), ran
    return ran.out


def _files(folder: Path) -> dict[str, bytes]:
    """Return everything in the directory, hidden or not."""
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir())}


def _whole(folder: Path, names: Sequence[str] = FEEDS) -> dict[str, bytes]:
    """Return the files of a directory in which nothing stands but whole feeds and an index."""
    files = _files(folder)
    assert sorted(files) == sorted([*names, "index.json"])
    for name in names:
        assert faults(files[name]) == [], name
    assert [one["file"] for one in json.loads(files["index.json"])["feeds"]] == list(names)
    return files


def _marks(folder: Path) -> dict[str, tuple[int, int]]:
    """Return by what a web server tells that a file has changed, and which file it is."""
    return {one.name: _marks_of(folder, one.name) for one in folder.iterdir()}


def _marks_of(folder: Path, name: str) -> tuple[int, int]:
    found = (folder / name).lstat()
    return found.st_mtime_ns, found.st_ino


def _timeline(folder: Path, *more: str, head: str = HEAD) -> Path:
    path = folder / "timeline.toml"
    path.write_text(head + "".join(more), encoding="utf-8")
    return path


def _edited(folder: Path, *pairs: tuple[str, str], more: str = "") -> Path:
    """Return nota.toml with one text in the place of another."""
    text = NOTA.read_text(encoding="utf-8")
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return _timeline(folder, more, head=text)


def _one(folder: Path, *more: str, head: str = HEAD, words: tuple[str, ...] = ()) -> list[Event]:
    """Return the events of a small timeline."""
    return events(_done("--format=ics", *words, file=_timeline(folder, *more, head=head)).encode())


def _lines(event: Event, *names: str) -> list[str]:
    """Return the lines of an event that begin so."""
    return [one for one in event.raw.decode().split("\r\n") if one.startswith(names)]


def _shell(script: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run a script in which $B is the program and $W the words of an export of nota.toml."""
    return subprocess.run(
        ["bash", "-c", script],
        env=environment(
            B=f"{sys.executable} -m boplan", W=shlex.join(_words()), S=str(SHIPPED), **OURS, **more
        ),
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=120,
    )  # fmt: skip


def _sentence(ran: Ran, code: int) -> str:
    """Return the one sentence with which a run ended that answered nothing."""
    assert (ran.code, ran.out) == (code, ""), ran
    assert re.fullmatch(r"boplan: [^\n]+\n", ran.err), ran.err
    return ran.err.removeprefix("boplan: ").removesuffix("\n")


def _refused(*words: str, **more: Any) -> str:
    """Export what must be refused, in both languages; return the Dutch sentence."""
    english = _sentence(_export(*words, "--lang=en", **more), 2)
    dutch = _sentence(_export(*words, "--lang=nl", **more), 2)
    assert english != dutch, "both languages say the same"
    return dutch


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a directory with the feeds of nota.toml, to read only."""
    folder = tmp_path_factory.mktemp("published") / "agenda"
    _done(f"--dir={folder}")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a directory with the feeds of nota.toml."""
    made = tmp_path / "agenda"
    _done(f"--dir={made}")
    return made


# -- every feed, in a directory -----------------------------------------------------------


def test_every_feed_and_the_index(published: Path) -> None:
    files = _whole(published)
    assert seen(files["all.ics"]) == EXPECTED
    index = json.loads(files["index.json"])
    for one in index["feeds"]:
        shown = events(files[one["file"]])
        assert (one["events"], one["cancelled"]) == (len(shown), 0)
        assert one["file"] == f"{one['kind']}{'-' + one['id'] if one['id'] else ''}.ics"
    assert index["without_date"] == ["nazorg"]
    assert sorted(index["sequences"]) == sorted(one.uid for one in events(files["all.ics"]))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "11 agenda's in {}: {} nieuw, {} gewijzigd, {} ongewijzigd; 20 afspraken, "
             "1 stap zonder datum\n"),
        (("--lang=en",), "11 feeds in {}: {} new, {} changed, {} unchanged; 20 events, "
                         "1 step without a date\n"),
    ],
)  # fmt: skip
def test_the_report(tmp_path: Path, words: tuple[str, ...], expected: str) -> None:
    made = tmp_path / "agenda"
    changed = _edited(tmp_path, ("title = 'Opening: bal", "title = 'Feest: bal"))
    assert _done(f"--dir={made}", *words) == expected.format(made, 11, 0, 0)
    assert _done(f"--dir={made}", *words) == expected.format(made, 0, 0, 11)
    assert _done(f"--dir={made}", *words, file=changed) == expected.format(made, 0, 2, 9)


def test_the_report_as_json(tmp_path: Path) -> None:
    """The index, and which files were written."""
    made = tmp_path / "agenda"
    for written in ([*FEEDS, "index.json"], []):
        document = json.loads(_done(f"--dir={made}", "--json"))
        assert document.pop("written") == written
        assert document == json.loads((made / "index.json").read_bytes())


def test_unchanged_feeds_are_left_alone(folder: Path) -> None:
    """A later stamp and another day of the same year, after the last record: nothing moves."""
    _done(f"--dir={folder}", today="2026-02-09")
    before, marks = _files(folder), _marks(folder)
    for today in ("2026-02-09", "2026-12-31"):
        report = _done(f"--dir={folder}", stamp=LATER, today=today)
        assert "0 nieuw, 0 gewijzigd, 11 ongewijzigd" in report
    assert _marks(folder) == marks
    assert _files(folder) == before


@pytest.mark.parametrize(
    ("old", "new", "written"),
    [
        ("title = 'Opening: bal", "title = 'Feest: bal", ["process-accommodaties.ics"]),
        ("when = 2026-03-05T14:00:00", "when = 2026-03-05T14:30:00",
         ["process-nota-sport.ics", "body-pfho.ics", "municipality-noord.ics",
          "municipality-zuid.ics"]),
        ("De oude nota loopt af", "De nota loopt af",
         ["deadlines.ics", "process-nota-sport.ics", "body-raden.ics", "municipality-noord.ics",
          "municipality-zuid.ics"]),
    ],
)  # fmt: skip
def test_only_what_holds_the_event_is_written(
    folder: Path, tmp_path: Path, old: str, new: str, written: list[str]
) -> None:
    before = _marks(folder)
    changed = _edited(tmp_path, (old, new))
    report = _done(f"--dir={folder}", "--json", file=changed, stamp=LATER)
    expected = ["all.ics", *written, "index.json"]
    assert sorted(json.loads(report)["written"]) == sorted(expected)
    after = _marks(folder)
    assert {name for name in after if after[name] != before[name]} == set(expected)
    for name in expected[:-1]:
        found = events((folder / name).read_bytes())
        assert {one.last_modified for one in found if one.sequence} == {"20260220T020000Z"}
        assert {one.last_modified for one in found if not one.sequence} <= {"20260115T020000Z"}
    _whole(folder)


def test_the_same_bytes_in_every_directory(tmp_path: Path, published: Path) -> None:
    """Whatever its name, by whatever path, through a link, from wherever."""
    expected = _files(published)
    (tmp_path / "hier" / "dieper").mkdir(parents=True)
    (tmp_path / "echt").mkdir()
    (tmp_path / "link").symlink_to("echt")
    names = [
        "met spaties er in", "100%s %d {0}", "regel\nbreuk\ttab", "\udcff\udcfe", "é 😀", "-f",
        "'\"$(id)`;", "a\x1b[31m", "link", "eind/",
    ]  # fmt: skip
    for name in names:
        report = _done(f"--dir={tmp_path}/{name}")
        assert report.removesuffix("\n").isprintable()
        assert _files(tmp_path / name) == expected, name
    assert (tmp_path / "link").is_symlink()
    assert _files(tmp_path / "echt") == expected
    away, timeline = tmp_path / "hier" / "dieper", os.path.relpath(NOTA, tmp_path / "hier")
    (tmp_path / "leeg").mkdir()
    for given, cwd in (("../agenda", away), ("agenda", tmp_path), (".", tmp_path / "leeg"),
                       ("--", tmp_path)):  # fmt: skip
        _done("--dir", given, cwd=cwd)
        assert _files(cwd / given) == expected, given
    _done("--dir=relatief", cwd=tmp_path / "hier", file=Path(timeline))
    assert _files(tmp_path / "hier" / "relatief") == expected


def test_what_else_stands_there_stays(tmp_path: Path, published: Path) -> None:
    others = {
        ".htaccess": b"x", "index.html": b"x", "all.ics.bak": b"x", "mijn.ics": b"x",
        "body-AO.ics": b"x", "body-.ics": b"x", "index.json~": b"x", ".index.json.swp": b"x",
        "all.ics.new": b"x",
    }  # fmt: skip
    for name, data in others.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "map").mkdir()
    _done(f"--dir={tmp_path}")
    _done(f"--dir={tmp_path}")
    (tmp_path / "map").rmdir()
    assert _files(tmp_path) == {**_files(published), **others}


def test_modes(tmp_path: Path) -> None:
    """For everybody to read, as the umask has it; whoever changed that keeps it."""
    made = tmp_path / "agenda"
    script = f"umask {{}} && $B $W --dir {made}"
    assert _shell(script.format("022")).returncode == 0
    assert stat.S_IMODE(made.stat().st_mode) == 0o755
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in made.iterdir()}
    assert modes == dict.fromkeys(modes, 0o644)
    kept = {"all.ics": 0o640, "deadlines.ics": 0o664, "index.json": 0o600}
    for name, mode in kept.items():
        (made / name).chmod(mode)
    before = _marks(made)
    changed = _edited(tmp_path, ("De oude nota loopt af", "De nota loopt af"))
    assert _shell(script.format("077") + f" --file {changed} --lang nl").returncode == 0
    assert all(_marks(made)[name] != before[name] for name in kept)
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in made.iterdir()}
    assert modes == {**dict.fromkeys(modes, 0o644), **kept}


def test_nothing_private_is_served(tmp_path: Path) -> None:
    """No path, no name of a user or of this machine, in any byte of any file."""
    (tmp_path / "geheim").mkdir()
    secret = _timeline(tmp_path / "geheim", head=NOTA.read_text(encoding="utf-8"))
    made = tmp_path / "geheim" / "agenda"
    names = ("USER", "LOGNAME", "HOSTNAME", "HOME", "EMAIL")
    env = dict.fromkeys(names, "geheim")
    _done(f"--dir={made}", "--alarms", file=secret, env=env)
    shown = made.parent / "anders"
    shown.write_text(_done("--format=ics", file=secret, env=env), encoding="utf-8", newline="")
    words = [socket.gethostname(), str(tmp_path), str(ROOT), "geheim", "toml", "/tmp", "/home"]
    for name, data in {**_files(made), "stdout": shown.read_bytes()}.items():
        unfolded = data.replace(b"\r\n ", b"").lower()
        for word in words:
            assert word.lower().encode() not in unfolded, (name, word)


# -- one feed, on standard output ---------------------------------------------------------

CHOICES = {
    "": "all.ics",
    "--deadlines": "deadlines.ics",
    "--process=nota-sport": "process-nota-sport.ics",
    "--process=accommodaties": "process-accommodaties.ics",
    "--body=raden": "body-raden.ics",
    "--body ao": "body-ao.ics",
    "--body=colleges": "body-colleges.ics",
    "--municipality=noord": "municipality-noord.ics",
    "--municipality=zuid": "municipality-zuid.ics",
    "--owner=regio": "owner-regio.ics",
}


@pytest.mark.parametrize("words", CHOICES)
def test_one_feed_is_the_file_of_that_name(published: Path, words: str) -> None:
    """Byte for byte, and with the file as the previous one still so, at whatever time."""
    file = published / CHOICES[words]
    given = ["--format=ics", *words.split()]
    assert _done(*given).encode() == file.read_bytes()
    assert _done(*given, f"--previous={file}", stamp=LATER).encode() == file.read_bytes()


@pytest.mark.parametrize(
    "words",
    ["--process=nota-sport --body=raden", "--municipality=noord --deadlines",
     "--municipality=zuid --body=colleges", "--owner=regio --process=nota-sport",
     "--process=accommodaties --deadlines", "--owner=regio --body=raden",
     "--process=nota-sport --body=raden --municipality=noord --deadlines"],
)  # fmt: skip
def test_two_choices_are_what_both_want(published: Path, words: str) -> None:
    names = [CHOICES[one] for one in words.split()]
    kinds = [{one.raw for one in events((published / name).read_bytes())} for name in names]
    data = _done("--format=ics", *words.split()).encode()
    assert {one.raw for one in events(data)} == set.intersection(*kinds)


def test_an_empty_choice_is_a_whole_calendar() -> None:
    data = _done("--format=ics", "--owner=regio", "--body=raden").encode()
    assert faults(data) == []
    assert b"BEGIN:VTIMEZONE" in data
    assert events(data) == []


def test_options_before_the_command_count(published: Path) -> None:
    words = [
        "--file",
        str(NOTA),
        "--today",
        TODAY,
        "--municipality",
        "noord",
        "--lang",
        "en",
        "export",
    ]
    after = ["--format=ics", f"--stamp={STAMP}"]
    english = run(*words, *after, env=OURS)
    assert english.out == _done("--format=ics", "--municipality=noord", "--lang=en")
    dutch = run(*words, *after, "--lang=nl", env=OURS).out
    assert dutch.encode() == (published / "municipality-noord.ics").read_bytes()
    ran = run("--body", "raden", *_words(f"--dir={published}"), env=OURS)
    assert "--dir schrijft altijd alle agenda's" in _sentence(ran, 2)


def test_the_previous_feed_tells_what_changed(published: Path, tmp_path: Path) -> None:
    path = _edited(
        tmp_path,
        ("title = 'Opening: bal", "title = 'Feest: bal"),
        ('id = "sluiting"', 'id = "sluiting-veld"'),
    )
    words = ("--format=ics", "--process=accommodaties")
    old = published / "process-accommodaties.ics"
    data = _done(*words, f"--previous={old}", file=path, stamp=LATER).encode()
    before = {one.uid: one for one in events(old.read_bytes())}
    after = {one.uid: one for one in events(data)}
    now = [after.pop(uid) for uid in before]
    same = [one for one in now if one.raw == before[one.uid].raw]
    gone = [one for one in now if one.status == "CANCELLED"]
    changed = [one for one in now if one not in same + gone]
    (new,) = after.values()
    assert [one.title for one in gone] == [
        "Vervallen: Sluiting van het oude veld (uiterlijk deze dag)"
    ]
    assert [one.title[:6] for one in changed] == ["Feest:"]
    assert len(same) == 3
    assert [(one.sequence, one.last_modified) for one in gone + changed] == [
        (1, "20260220T020000Z")
    ] * 2
    assert (new.title, new.created) == (
        "Sluiting van het oude veld (uiterlijk deze dag)", "20260220T020000Z",
    )  # fmt: skip


def test_line_ends_survive_a_pipe(published: Path) -> None:
    done = _shell("$B $W --format ics | cat; echo ${PIPESTATUS[0]} >&2")
    assert (done.stdout, done.stderr) == ((published / "all.ics").read_bytes(), b"0\n")
    for env in ({"LC_ALL": "C"}, {"PYTHONIOENCODING": "latin-1"}, {"TZ": "Pacific/Kiritimati"}):
        assert _shell("$B $W --format ics", **env).stdout == done.stdout


def test_a_reader_that_has_read_enough() -> None:
    """More than a pipe holds, so that writing really fails."""
    done = _shell('$B export --format ics --file "$S" | head -1; echo "${PIPESTATUS[*]}"')
    assert done.stdout == b"BEGIN:VCALENDAR\r\n0 0\n"
    assert done.stderr == b""
    done = _shell('($B export --format ics --file "$S"; echo $? >&2) | true')
    assert done.stderr == b"0\n"


@pytest.mark.parametrize("words", ["--format ics", "--dir {}", "--dir {} --json"])
def test_standard_output_that_is_closed_or_full(tmp_path: Path, words: str) -> None:
    """The files are written all the same: what failed is only to say so."""
    made = tmp_path / "agenda"
    given = words.format(made)
    closed = _shell(f"$B $W {given} >&-")
    assert (closed.returncode, closed.stderr) == (0, b"")
    closed = _shell(f"$B $W {given} >&- 2>&-")
    assert closed.returncode == 0
    full = _shell(f"$B $W {given} >/dev/full")
    assert full.returncode == 3
    assert re.fullmatch(rb"boplan: schrijven lukt niet \([^\n]+\)\n", full.stderr), full.stderr
    if made.exists():
        _whole(made)


# -- what does not go together ------------------------------------------------------------

MISUSE = {
    # words: what the sentence says, in both languages
    "": ("zeg waarheen", "say where to"),
    "--alarms": ("zeg waarheen", "say where to"),
    "--municipality noord": ("zeg waarheen", "say where to"),
    "--previous x.ics": ("zeg waarheen", "say where to"),
    "--dir DIR --format ics": ("niet allebei", "not both"),
    "--dir DIR --format svg": ("geen 'svg'", "not 'svg'"),
    "--format svg": ("geen 'svg'", "not 'svg'"),
    "--format ICS": ("geen 'ICS'", "not 'ICS'"),
    "--format=": ("geen ''", "not ''"),
    "--dir DIR --body ao": ("altijd alle", "always writes all"),
    "--dir DIR --process nota-sport": ("altijd alle", "always writes all"),
    "--dir DIR --municipality zuid": ("altijd alle", "always writes all"),
    "--dir DIR --owner regio": ("altijd alle", "always writes all"),
    "--dir DIR --deadlines": ("altijd alle", "always writes all"),
    "--dir DIR --previous x.ics": ("altijd alle", "always writes all"),
    "--dir=": ("lege naam", "empty name"),
    "--format ics --previous=": ("lege naam", "empty name"),
    "--format ics --json": ("alleen met --dir", "with --dir only"),
    "--format ics --body raad": ("bedoelt u 'raden'?", "did you mean 'raden'?"),
    "--format ics --process sport": ("geen", "not"),
    "--format ics --municipality Noord": ("bedoelt u 'noord'?", "did you mean 'noord'?"),
    "--format ics --owner regoi": ("bedoelt u 'regio'?", "did you mean 'regio'?"),
    "--dir DIR --body raad": ("bedoelt u 'raden'?", "did you mean 'raden'?"),
}


@pytest.mark.parametrize("words", MISUSE)
def test_what_does_not_go_together(tmp_path: Path, words: str) -> None:
    """Exit 2, one sentence in the language of who asks, and no directory is made."""
    given = words.split()
    for lang, said in zip(("nl", "en"), MISUSE[words], strict=True):
        if said in ("geen", "not"):
            said = "is niet het id" if lang == "nl" else "is not the id"
        ran = _export(*given, f"--lang={lang}", cwd=tmp_path)
        assert said in _sentence(ran, 2)
    assert list(tmp_path.iterdir()) == []


def test_the_language_of_the_timeline_is_that_of_the_sentence(tmp_path: Path) -> None:
    path = _timeline(tmp_path, head=HEAD.replace("format = 1", 'format = 1\nlanguage = "en"'))
    for words in ((), ("--format=svg",), ("--dir=x", "--body=y"), ("--dir=x", "--stamp=y")):
        sentence = _sentence(_export(*words, file=path, cwd=tmp_path), 2)
        assert re.search(r"\b(say|only|not|always)\b", sentence), sentence


@pytest.mark.parametrize(
    "stamp",
    ["2026-01-15", "2026-01-15T02:00:00", "0000-01-15T02:00:00Z", "99999-01-15T02:00:00Z",
     "morgen", "", "２０２６-01-15T02:00:00Z", "2026-01-15T02:00:00+25:00",
     "2026-02-30T02:00:00Z", "2026-01-15T24:00:00Z", "2026-01-15T02:00:60Z",
     "2026-01-15 02:00:00Z", "2026-01-15T02:00:00z", "2026-01-15T02:00:00Z\n", "9999-12-31T23:59Z",
     "9999-12-31T23:59:59-10:00", "0001-01-01T00:00+10:00", "1969-12-31T23:59:59Z",
     "1760000000", "20260115T020000Z", "\x1b[31m"],
)  # fmt: skip
def test_a_stamp_that_is_none(tmp_path: Path, stamp: str) -> None:
    for words in (["--format=ics"], [f"--dir={tmp_path}/agenda", "--lang=en"]):
        sentence = _sentence(_export(*words, stamp=stamp), 2)
        assert sentence.startswith("--stamp is "), sentence
        assert "2026-11-22T02:00:00Z" in sentence
        assert sentence.isprintable()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [("2026-01-15T02:00Z", "20260115T020000Z"), ("2026-01-15T02:00:09Z", "20260115T020009Z"),
     ("2026-01-15T00:30:00+01:00", "20260114T233000Z"),
     ("2025-12-31T23:00:00-05:30", "20260101T043000Z")],
)  # fmt: skip
def test_a_stamp_is_written_in_utc(given: str, expected: str) -> None:
    found = events(_done("--format=ics", stamp=given).encode())
    stamps = {(one.dtstamp, one.created, one.last_modified) for one in found}
    assert stamps == {(expected, expected, expected)}


def test_without_a_stamp_it_is_now() -> None:
    ran = run("export", "--format=ics", f"--file={NOTA}", f"--today={TODAY}", env=OURS)
    clock = ["date", "-u", "+%Y%m%dT%H%M%SZ"]
    now = subprocess.run(clock, capture_output=True, check=True, text=True).stdout.strip()
    (stamp,) = {one.dtstamp for one in events(ran.out.encode())}
    assert now[:8] == stamp[:8] or stamp < now  # midnight may have passed
    assert STAMP != stamp <= now


def test_a_previous_feed_that_is_none(tmp_path: Path) -> None:
    foreign, loop = tmp_path / "vreemd.ics", tmp_path / "kring.ics"
    foreign.write_bytes(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//X//X//\r\nEND:VCALENDAR\r\n")
    loop.symlink_to(loop)
    for path, said in ((tmp_path / "weg.ics", "is niet te lezen"), (tmp_path, "is niet te lezen"),
                       (loop, "is niet te lezen"), (foreign, "is niet door boplan gemaakt"),
                       (NOTA, "is niet door boplan gemaakt"),
                       (Path("/proc/self/mem"), "is niet te lezen"),
                       (tmp_path / "\udcff\x1b[31m", "is niet te lezen")):  # fmt: skip
        sentence = _refused("--format=ics", f"--previous={path}")
        assert said in sentence
        assert sentence.isprintable()


def test_a_previous_feed_that_is_damaged_says_so(published: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.ics"
    data = (published / "all.ics").read_bytes()
    half.write_bytes(data[: len(data) // 2])
    ran = _export("--format=ics", f"--previous={half}", stamp=LATER)
    assert ran.code == 0
    assert re.fullmatch(r"boplan: de vorige all\.ics is beschadigd; \d+ afspr[^\n]+\n", ran.err)
    assert seen(ran.out.encode()) == EXPECTED


# -- in English ---------------------------------------------------------------------------

RICH = (
    record("opdracht", "outcome", outcome="akkoord", on="2026-02-09")
    + record("concept", "started", on="2026-02-12")
    + record("bespreking", "cancelled", on="2026-02-12", reason="data-reden")
    + record("colleges-besluit", "settled", "settled = 2026-03-17", on="2026-01-12",
             municipality="noord")
    + record("sluiting", "done", on="[..2026-05-30]")
    + step("valt-uit", 'fallback_for = "concept"', when="2026-05")
    + step("mits", 'condition = "data-mits"', when="[2026-05-01..]")
    + step("feest", 'every = "FREQ=MONTHLY;BYDAY=1MO"', "from = 2026-04-06", "until = 2026-06-30")
    + step("lang", when="2026-06-01T10:00")
    + step("vaag", when="2026-05~/2026-06~")
    + step("datum", when="[2026-06-01,2026-06-02]", words="data-woorden", reading="data-lezing")
    + step("stil", when="2026-03")
    + step("pfho-twee", body="pfho", document="nota", purpose="bespreken", when="2026-04-02")
    + record("stil", "no-evidence")
).replace('process = "p"', 'process = "nota-sport"')  # fmt: skip
"""Of everything that an event can say, one."""


BOTH = {
    "boplan", "college", "deadline", "do", "in", "is", "of", "was",
    "jan", "feb", "apr", "jun", "jul", "sep", "dec",
}  # fmt: skip
"""Words of both languages."""


def _words_of_ours(data: bytes, timeline: str) -> set[str]:
    """Return the words of a feed that do not come from the timeline."""
    head = (
        data.decode().replace("\r\n ", "").replace("\\,", ",").split("\r\nBEGIN:V")[0].split("\r\n")
    )
    texts = [one.partition(":")[2] for one in head if one.startswith(("NAME:", "DESCRIPTION:"))]
    texts += [one.title + "\n" + one.description for one in events(data)]
    ours = "\n".join(texts)
    given = {one[1] or one[2] for one in re.finditer(r'"([^"\n]+)"|\'([^\'\n]+)\'', timeline)}
    for text in sorted(given, key=len, reverse=True):
        ours = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", " ", ours)
    return set(re.findall(r"[^\W\d_]{2,}", ours.lower()))


def test_english_holds_no_dutch(tmp_path: Path) -> None:
    """But for what the timeline itself says: no word of ours is in both languages."""
    path = _edited(tmp_path, more=RICH)
    timeline = path.read_text(encoding="utf-8")
    made = {}
    for lang in ("nl", "en"):
        made[lang] = tmp_path / lang
        _done(f"--dir={made[lang]}", f"--lang={lang}", file=path, today="2026-06-15")
    for name in FEEDS:
        dutch, english = ((made[lang] / name).read_bytes() for lang in ("nl", "en"))
        said = _words_of_ours(english, timeline)
        assert said >= {"itself", "from", "recurs"}
        assert said & _words_of_ours(dutch, timeline) <= BOTH, name
        assert len(events(dutch)) == len(events(english))
    texts = "\n".join(one.description for one in events((made["en"] / "all.ics").read_bytes()))
    for one in ("Depends on: ", "Only for those", "one hour is shown", "Condition: ", "not fixed",
                "one of these days", "Settled: ", "Outcome: ", "The source says: ", "Source: ",
                "Derived: ", "Done: ", "Recurs: ", "not known.", "Deadline: "):  # fmt: skip
        assert one in texts, one


def test_a_change_of_language_is_a_change(folder: Path) -> None:
    assert "11 changed" in _done(f"--dir={folder}", "--lang=en", stamp=LATER)
    assert {one.sequence for one in events((folder / "all.ics").read_bytes())} == {1}
    _whole(folder)


# -- a directory that cannot be used ------------------------------------------------------


def _missing_parent(base: Path) -> tuple[Path, str]:
    return base / "weg" / "agenda", "weg bestaat niet"


def _a_file(base: Path) -> tuple[Path, str]:
    (base / "agenda").write_bytes(b"x")
    return base / "agenda", "is geen map"


def _in_a_file(base: Path) -> tuple[Path, str]:
    (base / "agenda").write_bytes(b"x")
    return base / "agenda" / "x", "agenda bestaat niet"


def _a_dangling_link(base: Path) -> tuple[Path, str]:
    (base / "agenda").symlink_to("weg")
    return base / "agenda", "is geen map"


def _a_link_to_itself(base: Path) -> tuple[Path, str]:
    (base / "agenda").symlink_to("agenda")
    return base / "agenda", "is geen map"


def _a_fifo(base: Path) -> tuple[Path, str]:
    os.mkfifo(base / "agenda")
    return base / "agenda", "is geen map"


def _a_device(_base: Path) -> tuple[Path, str]:
    return Path("/dev/null"), "is geen map"


NO_DIRECTORY = [
    _missing_parent, _a_file, _in_a_file, _a_dangling_link, _a_link_to_itself, _a_fifo, _a_device,
]  # fmt: skip


@pytest.mark.parametrize("make", NO_DIRECTORY)
def test_a_directory_that_is_none(tmp_path: Path, make: Callable[[Path], tuple[Path, str]]) -> None:
    path, said = make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    sentence = _refused(f"--dir={path}")
    assert sentence.startswith(f"{path}: ")
    assert said in sentence
    assert sorted(tmp_path.rglob("*")) == before


STRANGERS: dict[str, Callable[[Path], object]] = {
    "directory": lambda path: path.mkdir(),
    "fifo": os.mkfifo,
    "dangling link": lambda path: path.symlink_to("weg"),
    "link to itself": lambda path: path.symlink_to(path.name),
    "link to a device": lambda path: path.symlink_to("/dev/zero"),
    "foreign calendar": lambda path: path.write_bytes(
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Iemand anders//NL\r\nEND:VCALENDAR\r\n"
    ),
    "other text": lambda path: path.write_bytes(b'{"name": "webapp"}\n'),
    "link to a foreign file": lambda path: path.symlink_to(NOTA),
}


@pytest.mark.parametrize("name", ["all.ics", "body-van-later.ics", "index.json"])
@pytest.mark.parametrize("kind", STRANGERS)
def test_a_name_of_ours_that_is_taken(tmp_path: Path, name: str, kind: str) -> None:
    """Refused with that name, and nothing at all is written: no other feed either."""
    STRANGERS[kind](tmp_path / name)
    before = _marks_of(tmp_path, name)
    sentence = _sentence(_export(f"--dir={tmp_path}"), 2)
    assert str(tmp_path) in sentence
    is_file = "foreign" in kind or "text" in kind
    assert name in sentence
    assert ("niet door boplan gemaakt" if is_file else "is geen gewoon bestand") in sentence
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert _marks_of(tmp_path, name) == before


def test_a_name_that_is_taken_in_english(tmp_path: Path) -> None:
    for name, kind in (("all.ics", "foreign calendar"), ("index.json", "other text"),
                       ("body-x.ics", "directory")):  # fmt: skip
        (tmp_path / name).mkdir()
        STRANGERS[kind](tmp_path / name / name)
        assert name in _refused(f"--dir={tmp_path / name}")


def test_what_a_crash_left_is_ours(folder: Path) -> None:
    """Empty files, as some disks leave them behind when the power fails; not a foreign file."""
    expected = _files(folder)
    (folder / "owner-regio.ics").write_bytes(b"")
    (folder / "body-ao.ics").write_bytes(b"\0" * 4096)
    (folder / "index.json").write_bytes(b"")
    ran = _export(f"--dir={folder}", stamp=LATER)
    assert ran.code == 0
    assert len(ran.err.splitlines()) == 3
    assert _whole(folder) == expected


def test_what_a_killed_run_left_is_taken_away(folder: Path, published: Path) -> None:
    """Whatever it is by now, also where nothing has to be written."""
    (folder / ".all.ics.new").write_bytes(b"half")
    (folder / ".all.ics.new").chmod(0o444)
    os.mkfifo(folder / ".index.json.new")
    (folder / ".owner-regio.ics.new").symlink_to(published / "owner-regio.ics")
    (folder / "all.ics").unlink()
    ran = _export(f"--dir={folder}", stamp=LATER)
    assert (ran.code, ran.err) == (
        0, "boplan: de vorige all.ics is er niet meer; zij wordt opnieuw gemaakt\n",
    )  # fmt: skip
    assert _whole(folder) == _files(published)


# -- somebody who may not -----------------------------------------------------------------


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Path]:
    """Give a directory that can be removed whatever becomes of it."""
    made = tmp_path / "van-mij"
    made.mkdir()
    yield made
    for one in (made, made / "agenda"):
        with contextlib.suppress(FileNotFoundError):
            one.chmod(0o755)


def _bound(*words: str) -> Ran:
    """Run the program as somebody to whom modes apply: root without the right to pass over them."""
    command = [sys.executable, "-B", "-m", "boplan", *words]
    if os.getuid() == 0:
        without = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
        if shutil.which("setpriv") is None or subprocess.run([*without, "true"]).returncode != 0:
            pytest.skip("root cannot put off its rights here")
        command = [*without, *command]
    done = subprocess.run(
        command, env=environment(**OURS), cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True,
        check=False, timeout=120,
    )  # fmt: skip
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ran.err
    return ran


def test_where_one_may_not_write(mine: Path, published: Path) -> None:
    made = mine / "agenda"
    assert _bound(*_words(f"--dir={made}")).code == 0
    made.chmod(0o555)
    # Nothing to write, so nothing that is not allowed.
    assert _bound(*_words(f"--dir={made}", stamp=LATER)).code == 0
    changed = _edited(mine, ("title = 'Opening: bal", "title = 'Feest: bal"))
    ran = _bound(*_words(f"--dir={made}", file=changed, stamp=LATER))
    assert _sentence(ran, 2) == f"{made}: all.ics: hier mag u niet schrijven"
    assert _whole(made) == _files(published)


def test_where_one_may_not_read(mine: Path, published: Path) -> None:
    made = mine / "agenda"
    assert _bound(*_words(f"--dir={made}")).code == 0
    (made / "owner-regio.ics").chmod(0)
    ran = _bound(*_words(f"--dir={made}", stamp=LATER))
    assert _sentence(ran, 2) == f"{made}: owner-regio.ics mag u niet lezen"
    (made / "owner-regio.ics").chmod(0o644)
    assert _whole(made) == _files(published)
    for mode, path in ((0o311, made), (0o600, made), (0o600, mine)):
        path.chmod(mode)
        assert _sentence(_bound(*_words(f"--dir={made}")), 2).startswith(f"{made}: ")
        path.chmod(0o755)
    assert _whole(made) == _files(published)


def test_where_one_may_make_nothing(mine: Path) -> None:
    mine.chmod(0o555)
    made = mine / "agenda"
    said = _sentence(_bound(*_words(f"--dir={made}")), 2)
    assert said == f"{made}: deze map mag u niet maken"
    mine.chmod(0o000)
    assert _sentence(_bound(*_words(f"--dir={made}")), 2).startswith(f"{made}: ")


def test_who_may_not_write_over_a_file_may_replace_it(mine: Path) -> None:
    """Read-only files in a directory of one's own, as some sites keep them."""
    made = mine / "agenda"
    assert _bound(*_words(f"--dir={made}")).code == 0
    for one in made.iterdir():
        one.chmod(0o444)
    ran = _bound(*_words(f"--dir={made}", "--lang=en", stamp=LATER))
    assert (ran.code, ran.err) == (0, "")
    assert {stat.S_IMODE(one.stat().st_mode) for one in made.iterdir()} == {0o444}
    _whole(made)


# -- a disk that is full, and other ends --------------------------------------------------

CHANGES = [
    ("title = 'Opening: bal", "title = 'Feest: bal"),
    ("when = 2026-03-05T14:00:00", "when = 2026-03-12T14:00:00"),
    ("when = 2026-09-17", "when = 2026-09-10"),
    ("De oude nota loopt af", "De nota loopt af"),
    ('id = "sluiting"', 'id = "sluiting-veld"'),
    ('title = "Opdracht verlenen"', 'title = "Opdracht geven"'),
    ("until = 2026-03-31", "until = 2026-04-30"),
    ("Colleges besluiten over", "Colleges beslissen over"),
]
"""With these no feed stays as it was."""

_STAMPS = re.compile(rb'^(?:DTSTAMP:|CREATED:|LAST-MODIFIED:|   "changed": ").*$', re.MULTILINE)


def _but_stamps(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: _STAMPS.sub(b"", data) for name, data in files.items()}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """Give a timeline with those changes, and the files that follow when nothing goes wrong."""
    base = tmp_path_factory.mktemp("undisturbed")
    path = _edited(base, *CHANGES)
    _done(f"--dir={base}/agenda")
    assert "0 nieuw, 11 gewijzigd" in _done(f"--dir={base}/agenda", file=path, stamp=LATER)
    return path, _whole(base / "agenda")


def _old_or_new(folder: Path, before: dict[str, bytes], after: dict[str, bytes]) -> int:
    """Check that every file is a whole one, old or new; return how many are new."""
    found = _files(folder)
    assert set(found) <= set(before) | set(after)
    for name, data in found.items():
        assert data in (before.get(name), after.get(name)), name
    return sum(data != before.get(name) for name, data in found.items())


@contextlib.contextmanager
def _small_disk(at: Path) -> Iterator[Callable[[int], None]]:
    """Mount a small disk; give what sets its size in kilobytes."""
    at.mkdir(exist_ok=True)

    def mount(*words: str) -> int:
        return subprocess.run(["mount", *words, at], capture_output=True, check=False).returncode

    if os.getuid() != 0 or mount("-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs") != 0:
        pytest.skip("nothing can be mounted here")
    try:
        yield lambda size: _check(mount("-o", f"remount,size={size}k"))
    finally:
        subprocess.run(["umount", "-l", at], check=True)


def _check(code: int) -> None:
    assert code == 0


def test_a_disk_that_is_full_halfway(tmp_path: Path, published: Path) -> None:
    """At the first feed, after some, before the index: whole files, and the next run goes on."""
    path = _edited(tmp_path, *CHANGES[:3], ("De oude nota loopt af", "De nota " + "loopt " * 1500))
    _done(f"--dir={tmp_path}/agenda")
    for name in ("agenda", "vers"):
        _done(f"--dir={tmp_path}/{name}", file=path, stamp=LATER)
    old, fresh = _files(published), _whole(tmp_path / "vers")
    counts = []
    with _small_disk(tmp_path / "schijf") as resize:
        for number, (before, spare) in enumerate(
            [({}, 8), ({}, 36), ({}, 60), ({}, 100), (old, 8), (old, 32), (old, 44), (old, 60)]
        ):
            made = tmp_path / "schijf" / str(number)
            if before:
                _done(f"--dir={made}")
            disk = os.statvfs(made.parent)
            resize((disk.f_blocks - disk.f_bfree) * disk.f_frsize // 1024 + spare)
            ran = _export(f"--dir={made}", file=path, stamp=LATER)
            assert re.fullmatch(
                rf"{made}: [a-z-]+\.(ics|json): de schijf is vol", _sentence(ran, 3)
            )
            after = _files(tmp_path / "agenda") if before else fresh
            counts.append(_old_or_new(made, before, after))
            resize(4096)
            assert _export(f"--dir={made}", file=path, stamp="2026-03-01T00:00:00Z").code == 0
            assert _but_stamps(_whole(made)) == _but_stamps(after), number
    assert (counts[0], counts[4]) == (0, 0)
    assert sum(0 < one < len(fresh) - 1 for one in counts) > 3


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_limit_on_the_size_of_files(
    tmp_path: Path, undisturbed: tuple[Path, dict[str, bytes]], lang: str
) -> None:
    """The first run and a later one: as on a full disk, for who cannot mount one."""
    path, after = undisturbed
    made = tmp_path / "agenda"
    for file, stamp in ((NOTA, STAMP), (path, LATER)):
        before = _files(made) if made.exists() else {}
        words = shlex.join(_words(f"--dir={made}", f"--lang={lang}", file=file, stamp=stamp))
        done = _shell(f"ulimit -f 4; exec {sys.executable} -B -m boplan {words}")
        assert done.returncode == 3
        assert re.fullmatch(
            rf"boplan: {made}: all\.ics: (schrijven lukt niet|writing fails) \([^\n]+\)\n",
            done.stderr.decode(),
        )
        assert _files(made) == before
        _done(f"--dir={made}", file=file, stamp=stamp)
    assert _whole(made) == after


def _watched(folder: Path, stop: threading.Event, faults_found: list[str]) -> None:
    """Read every file again and again, as a web server does; note each that is not whole."""
    while not stop.is_set():
        for name in [*FEEDS, "index.json"]:
            try:
                data = (folder / name).read_bytes()
            except FileNotFoundError:
                faults_found.append(f"{name} is missing")
                continue
            if name == "index.json":
                is_whole = data.startswith(b"{\n") and data.endswith(b"\n}\n")
            else:
                is_whole = data.startswith(b"BEGIN:VCALENDAR\r\n") and data.endswith(
                    b"END:VEVENT\r\nEND:VCALENDAR\r\n"
                )
            if not is_whole:
                faults_found.append(f"{name}: {len(data)} bytes")
            time.sleep(0.0002)


def _sequences(folder: Path) -> dict[tuple[str, str], int]:
    """Return the SEQUENCE of every event in every feed."""
    return {
        (name, one.uid): one.sequence
        for name in FEEDS
        for one in events((folder / name).read_bytes())
    }


def test_killed_at_any_moment(folder: Path, undisturbed: tuple[Path, dict[str, bytes]]) -> None:
    """SIGKILL while it writes, of two timelines in turn: whole files, never a lower SEQUENCE."""
    chance, stop, found = random.Random(5), threading.Event(), list[str]()
    reader = threading.Thread(target=_watched, args=(folder, stop, found))
    reader.start()
    known: dict[tuple[str, str], int] = {}
    killed = 0
    try:
        for number in range(16):
            before = _marks(folder)
            file = (undisturbed[0], NOTA)[number % 2]
            process = subprocess.Popen(
                [sys.executable, "-m", "boplan", *_words(f"--dir={folder}", file=file)],
                env=environment(**OURS), cwd=ROOT, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            first = chance.choice(["all.ics", "body-ao.ics", "municipality-zuid.ics"])
            while (
                number % 4 and process.poll() is None and _marks_of(folder, first) == before[first]
            ):
                pass  # until it has written that one
            time.sleep(chance.uniform(0, 0.003 if number % 4 else 0.25))
            process.kill()
            killed += process.wait(60) < 0
            now = _sequences(folder)
            assert all(now[one] >= known[one] for one in known.keys() & now.keys())
            known = now
    finally:
        stop.set()
        reader.join()
    assert killed > 0
    assert found == []
    assert _export(f"--dir={folder}", file=undisturbed[0], stamp=LATER).code == 0
    files = _whole(folder)
    assert all(number >= known.get(one, 0) for one, number in _sequences(folder).items())
    shown = {one.uid: one.raw for one in events(files["all.ics"])}
    for name in FEEDS:
        assert all(shown[one.uid] == one.raw for one in events(files[name])), name
    off = [one for one in seen(files["all.ics"]) if one.status != "CANCELLED"]
    fresh = events(_done("--format=ics", file=undisturbed[0]).encode())
    assert off == sorted(one.seen for one in fresh)
    marks = _marks(folder)
    _done(f"--dir={folder}", file=undisturbed[0])
    assert _marks(folder) == marks


# -- several at once ----------------------------------------------------------------------


def _started(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "boplan", *words], env=environment(**OURS), cwd=ROOT,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize("count", [2, 5])
def test_several_at_once(
    tmp_path: Path, undisturbed: tuple[Path, dict[str, bytes]], published: Path, count: int
) -> None:
    """One makes the directory, one writes; the others find that nothing has changed."""
    path, after = undisturbed
    made = tmp_path / "agenda"
    for file, stamp, expected in ((NOTA, STAMP, _files(published)), (path, LATER, after)):
        running = [
            _started(*_words(f"--dir={made}", "--json", file=file, stamp=stamp))
            for _ in range(count)
        ]
        answers = [one.communicate(timeout=120) for one in running]
        assert [(one.returncode, said[1]) for one, said in zip(running, answers, strict=True)] == [
            (0, b"")
        ] * count
        written = sorted(len(json.loads(out)["written"]) for out, _ in answers)
        assert written == [0] * (count - 1) + [12]
        assert _whole(made) == expected


def test_whoever_holds_the_directory_is_waited_for(tmp_path: Path, published: Path) -> None:
    made = tmp_path / "agenda"
    made.mkdir()
    held = os.open(made, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    waiting = _started(*_words(f"--dir={made}"))
    opened = Path(f"/proc/{waiting.pid}/fd")
    while waiting.poll() is None and not any(
        os.path.realpath(one) == str(made) for one in opened.iterdir()
    ):
        time.sleep(0.01)
    time.sleep(0.3)
    assert list(made.iterdir()) == []
    assert waiting.poll() is None
    os.close(held)
    assert waiting.communicate(timeout=60)[1] == b""
    assert waiting.returncode == 0
    assert _whole(made) == _files(published)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("nl", "een ander programma schrijft hier al een minuut"),
     ("en", "another program has been writing here for a minute")],
)  # fmt: skip
def test_but_not_for_ever(tmp_path: Path, lang: str, said: str) -> None:
    program = (
        "from boplan.store import folder; folder.WAIT = 0.2\n"
        "from boplan.__main__ import main; main()"
    )
    held = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    done = subprocess.run(
        [sys.executable, "-c", program, *_words(f"--dir={tmp_path}", f"--lang={lang}")],
        env=environment(**OURS), cwd=ROOT, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    os.close(held)
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert _sentence(ran, 2) == f"{tmp_path}: {said}"
    assert list(tmp_path.iterdir()) == []


# -- odd timelines ------------------------------------------------------------------------

ODD = {
    "commas": "a, b,c,,", "semicolons": "a; b;;c;", "backslashes": "a\\ \\n \\, \\\\;\\",
    "emoji": "🎉👍🏽🇳🇱", "quotes": "„a” \"b\" 'c' ^n", "colons": "a:b::c: SUMMARY:x",
    "right to left": "שלום مرحبا", "begin": "BEGIN:VEVENT", "end": "END:VEVENT", "two bytes": "é",
    "three bytes": "€", "spaces": "a b", "half": "\u0301x",
}  # fmt: skip
"""Texts that mean something to iCalendar, or fold badly."""


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _titled(id_: str, title: str, *lines: str) -> str:
    old = f'title = "Stap {id_}"'
    return step(id_, *lines, when="2026-05-11").replace(old, f"title = {_toml(title)}")


@pytest.mark.parametrize("length", [1, 10_000])
def test_odd_texts_come_back_as_they_were(tmp_path: Path, length: int) -> None:
    """In the description whole; the title is one line that fits."""
    texts = {}
    for number, text in enumerate(ODD.values()):
        long = text if length == 1 else (text * (length // len(text) + 1))[:length]
        texts[f"s{number}"] = long.strip()
    found = _one(
        tmp_path, *(_titled(one, text) for one, text in texts.items()),
        head=HEAD.replace('"Een tijdlijn"', _toml(ODD["backslashes"] + "; " + ODD["emoji"])),
    )  # fmt: skip
    assert len(found) == len(texts)
    for one in found:
        text, _, rest = one.description.partition("\n\n")
        assert text == texts[rest.removeprefix("Kenmerk: ")]
        assert "\n" not in one.title
        assert len(one.title) <= 200
        assert text.startswith(one.title.removesuffix("…"))


def test_text_of_several_lines(tmp_path: Path) -> None:
    """Where the timeline may hold some: the feed has the same lines."""
    text = 'een\nBEGIN:VEVENT\n\n END:VCALENDAR\n\ttab, "x"; \\n\r\nzes'
    shown = text.replace("\r\n", "\n")
    path = _edited(
        tmp_path,
        ('words = "in de loop van februari"', f"words = {_toml(text)}\nreading = {_toml(text)}"),
        ('"De oude nota loopt af zonder opvolger."', _toml(text)),
        ('"Op 17 september is er geen raad."', _toml(text)),
    )
    found = {
        one.title: one.description for one in events(_done("--format=ics", file=path).encode())
    }
    assert f"De bron zegt: „{shown}”\n{shown}\n" in found["Concept schrijven (dag niet bekend)"]
    assert shown in found["Uiterste dag: Raden – vaststellen Nota"]
    assert f"Verplaatst naar do 24 sep 2026. {shown}" in found["Raad Zuidstad – vaststellen Nota"]


@pytest.mark.parametrize("char", ["\\u0000", "\\u0007", "\\u001b", "\\u007f", "\\u0085", "\\u202e",
                                  "\\n", "\\r", "\\u2028"])  # fmt: skip
def test_control_characters_are_refused(tmp_path: Path, char: str) -> None:
    """By the reader, before anything is written."""
    path = _timeline(tmp_path, step("a", when="2026-05-11").replace("Stap a", f"Stap{char}a"))
    ran = _export(f"--dir={tmp_path}/agenda", file=path)
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(rf"{path}:\d+: BP107 [^\n]+\n", ran.err)
    assert list(tmp_path.iterdir()) == [path]


def test_an_unusable_timeline_leaves_the_feeds_as_they_were(folder: Path, tmp_path: Path) -> None:
    before, marks = _files(folder), _marks(folder)
    for text in (NOTA.read_text(encoding="utf-8") + "\n[[activity]\n", "", HEAD + "x = 1\n",
                 HEAD + step("a", when="2026-02-30")):  # fmt: skip
        path = _timeline(tmp_path, head=text)
        ran = _export(f"--dir={folder}", file=path)
        assert (ran.code, ran.out) == (2, "")
        assert re.fullmatch(rf"({path}:\d+: BP\d+ [^\n]+\n)+", ran.err)
        assert _marks(folder) == marks
    assert _files(folder) == before
    ran = _export(f"--dir={folder}", file=tmp_path / "weg.toml")
    assert (ran.code, "BP101" in ran.err) == (2, True)
    assert _marks(folder) == marks


def test_a_timeline_without_steps(tmp_path: Path) -> None:
    names = ["all.ics", "deadlines.ics", "process-p.ics"]
    path = _timeline(tmp_path)
    report = _done(f"--dir={tmp_path}/agenda", file=path)
    assert report.endswith("3 nieuw, 0 gewijzigd, 0 ongewijzigd; 0 afspraken, 0 stappen zonder "
                           "datum\n")  # fmt: skip
    for name, data in _whole(tmp_path / "agenda", names).items():
        assert name == "index.json" or b"BEGIN:VTIMEZONE" in data
    marks = _marks(tmp_path / "agenda")
    _done(f"--dir={tmp_path}/agenda", file=path, stamp=LATER)
    assert _marks(tmp_path / "agenda") == marks


def test_another_timeline_does_not_cancel_everything(folder: Path, tmp_path: Path) -> None:
    """A slip of the pen in --file; the same timeline by another title goes on."""
    before = _files(folder)
    ran = _export(f"--dir={folder}", file=_timeline(tmp_path, step("a", when="2026-03-05")))
    assert ran.code == 2
    assert "bevat de agenda's van een andere tijdlijn ('Nota Sport')" in ran.err
    assert _files(folder) == before
    renamed = _edited(tmp_path, ('title = "Nota Sport"\nlanguage', 'title = "Nota"\nlanguage'))
    _done(f"--dir={folder}", file=renamed, stamp=LATER)


def test_the_directory_of_the_timeline_is_no_place_for_feeds(tmp_path: Path) -> None:
    path = _timeline(tmp_path, step("a", when="2026-03-05"))
    ran = _export(f"--dir={tmp_path}", file=path)
    assert (ran.code, ran.err) == (
        2, "boplan: in die map staat de tijdlijn zelf; geef de agenda's een eigen map\n",
    )  # fmt: skip
    assert [one.name for one in tmp_path.iterdir()] == ["timeline.toml"]


def test_everything_is_taken_out_of_the_timeline(folder: Path, tmp_path: Path) -> None:
    """The feeds stay, with what was cancelled, and 60 days later without."""
    path = _timeline(tmp_path, head=HEAD.replace("Een tijdlijn", "Nota Sport"))
    _done(f"--dir={folder}", file=path, stamp=LATER)
    names = ["all.ics", "deadlines.ics", "process-p.ics", *sorted(FEEDS[2:])]
    files = _whole(folder, names)
    off = events(files["all.ics"])
    assert [(one.title, one.status) for one in sorted(off, key=lambda one: one.seen)] == [
        (f"Vervallen: {one.title}", "CANCELLED") for one in EXPECTED
    ]
    assert b"be\xc3\xabindigd" in files["owner-regio.ics"]
    _done(f"--dir={folder}", file=path, stamp="2026-04-22T02:00:00Z")
    files = _whole(folder, names)
    assert all(events(files[name]) == [] for name in names)
    assert len(json.loads(files["index.json"])["sequences"]) == len(EXPECTED)
    marks = _marks(folder)
    _done(f"--dir={folder}", file=path, stamp="2026-05-22T02:00:00Z")
    assert _marks(folder) == marks
    # Who comes back is no older than it was.
    _done(f"--dir={folder}", stamp="2026-06-22T02:00:00Z")
    back = events((folder / "all.ics").read_bytes())
    assert sorted(one.seen for one in back) == EXPECTED
    assert {one.sequence for one in back} == {2}


@pytest.mark.parametrize(
    ("zone", "when", "length", "start", "end"),
    [
        # Amsterdam: local time where our rules of the zone hold.
        (None, "2026-07-01T14:00", "PT2H",
         "DTSTART;TZID=Europe/Amsterdam:20260701T140000",
         "DTEND;TZID=Europe/Amsterdam:20260701T160000"),
        (None, "2026-06-10T23:30", "PT3H",
         "DTSTART;TZID=Europe/Amsterdam:20260610T233000",
         "DTEND;TZID=Europe/Amsterdam:20260611T023000"),
        # Three hours from 22:30 UTC; at 01:00 UTC two o'clock becomes three.
        (None, "2026-03-28T23:30", "PT3H",
         "DTSTART;TZID=Europe/Amsterdam:20260328T233000",
         "DTEND;TZID=Europe/Amsterdam:20260329T033000"),
        # An hour that there is not: with the clock of before it is 01:30 UTC.
        (None, "2026-03-29T02:30", "PT1H",
         "DTSTART;TZID=Europe/Amsterdam:20260329T033000",
         "DTEND;TZID=Europe/Amsterdam:20260329T043000"),
        # An hour that there is twice: the first, and then in UTC.
        (None, "2026-10-25T02:30", "PT1H", "DTSTART:20261025T003000Z", "DTEND:20261025T013000Z"),
        (None, "2026-10-25T01:30", "PT1H", "DTSTART:20261024T233000Z", "DTEND:20261025T003000Z"),
        (None, "2026-10-24T23:30", "PT3H", "DTSTART:20261024T213000Z", "DTEND:20261025T003000Z"),
        (None, "2026-10-25T12:00", "PT1H",
         "DTSTART;TZID=Europe/Amsterdam:20261025T120000",
         "DTEND;TZID=Europe/Amsterdam:20261025T130000"),
        # Summer time ended in September then.
        (None, "1995-10-10T10:00", "PT1H", "DTSTART:19951010T090000Z", "DTEND:19951010T100000Z"),
        (None, "1995-07-10T10:00", "PT1H", "DTSTART:19950710T080000Z", "DTEND:19950710T090000Z"),
        (None, "2199-12-31T23:30", "PT1H",
         "DTSTART;TZID=Europe/Amsterdam:21991231T233000",
         "DTEND;TZID=Europe/Amsterdam:22000101T003000"),
        # Another zone: in UTC.
        ("America/New_York", "2026-07-01T14:00", "PT1H",
         "DTSTART:20260701T180000Z", "DTEND:20260701T190000Z"),
        ("America/New_York", "2026-12-01T14:00", "PT1H",
         "DTSTART:20261201T190000Z", "DTEND:20261201T200000Z"),
        ("America/New_York", "2026-07-01T23:00", "PT1H",
         "DTSTART:20260702T030000Z", "DTEND:20260702T040000Z"),
        ("UTC", "2026-07-01T14:00", "PT45M", "DTSTART:20260701T140000Z", "DTEND:20260701T144500Z"),
        ("Asia/Kathmandu", "2026-07-01T02:00", "PT1H",
         "DTSTART:20260630T201500Z", "DTEND:20260630T211500Z"),
    ],
)  # fmt: skip
def test_instants(
    tmp_path: Path, zone: str | None, when: str, length: str, start: str, end: str
) -> None:
    """Reckoned with `date -u -d 'TZ="…" …'`."""
    head = HEAD.replace("format = 1", f'format = 1\ntime_zone = "{zone}"') if zone else HEAD
    data = _done("--format=ics", file=_timeline(
        tmp_path, step("a", when=when, duration=length), step("b", when="2026-08-01"), head=head,
    )).encode()  # fmt: skip
    timed, whole = sorted(events(data), key=lambda one: "Stap b" in one.title)
    assert _lines(timed, "DTSTART", "DTEND") == [start, end]
    # A day is a day in every zone.
    assert _lines(whole, "DTSTART", "DTEND") == [
        "DTSTART;VALUE=DATE:20260801", "DTEND;VALUE=DATE:20260802",
    ]  # fmt: skip
    assert (b"BEGIN:VTIMEZONE" in data) is ("TZID" in start)


def test_a_meeting_of_unknown_length(tmp_path: Path) -> None:
    """One hour, and the description says so; another one in New York too."""
    said = "Hoe lang het duurt, is niet bekend; hier staat één uur."
    (known,) = _one(tmp_path, step("a", when="2026-07-01T14:00", duration="PT1H"))
    (unknown,) = _one(tmp_path, step("a", when="2026-07-01T14:00"))
    assert (known.first, known.last) == (unknown.first, unknown.last)
    assert unknown.last == "2026-07-01T15:00"
    assert (said in unknown.description, said in known.description) == (True, False)


def test_the_edges_of_time(tmp_path: Path) -> None:
    found = _one(
        tmp_path, step("a", when="1900-01-01"), step("b", when="2199-12-31"),
        step("c", when="1900"), step("d", when="2199-12"), step("e", when="[..1900-01-01]"),
        step("f", when="[2199-12-31..]"), step("g", when="1900-01-01/2199-12-31"),
    )  # fmt: skip
    assert sorted((one.first, one.last, one.status) for one in found) == [
        ("1900-01-01", "1900-01-01", "CONFIRMED"),
        ("1900-01-01", "1900-01-01", "CONFIRMED"),
        ("1900-01-01", "1900-01-01", "TENTATIVE"),
        ("1900-01-01", "1900-12-31", "TENTATIVE"),
        ("2199-12-01", "2199-12-31", "TENTATIVE"),
        ("2199-12-31", "2199-12-31", "CONFIRMED"),
        ("2199-12-31", "2199-12-31", "CONFIRMED"),
        ("2199-12-31", "2199-12-31", "TENTATIVE"),
    ]
    for today in ("1900-01-01", "2199-12-31"):
        path = _timeline(tmp_path, step("a", 'every = "FREQ=YEARLY"', "from = 1900-06-01"))
        data = _done("--format=ics", file=path, today=today).encode()
        assert {one.first[:4] for one in events(data)} == {
            "1900-01-01": {"1900", "1901", "1902"}, "2199-12-31": {"2198", "2199"},
        }[today]  # fmt: skip


@pytest.mark.parametrize("first", ["1900-01-01", "1950-06-01", "2024-12-31", "2026-01-15"])
def test_a_step_of_every_day_since_long(tmp_path: Path, first: str) -> None:
    """Every day of the horizon, none missing, none before; however old it is."""
    found = _one(tmp_path, step("a", 'every = "FREQ=DAILY"', f"from = {first}"))
    script = "import datetime as d,sys\nf,n=map(d.date.fromisoformat,sys.argv[1:])\n" \
             "while f<=n: print(f); f+=d.timedelta(1)"  # fmt: skip
    since = max(first, "2025-01-01")
    days = subprocess.run(
        [sys.executable, "-c", script, since, "2028-12-31"], capture_output=True, text=True,
        check=True,
    ).stdout.split()  # fmt: skip
    assert [one.first for one in found] == days
    assert len({one.uid for one in found}) == len(days)


def test_recurring_on_public_holidays(tmp_path: Path) -> None:
    """Tentative, with the name of the day; the others are certain."""
    found = _one(
        tmp_path,
        step("a", 'every = "FREQ=WEEKLY;BYDAY=MO"', "from = 2026-03-30", "until = 2026-06-01"),
    )
    doubts = {one.first: one.title.partition(" (")[2] for one in found if one.status != "CONFIRMED"}
    assert doubts == {
        "2026-04-06": "valt op Tweede Paasdag)", "2026-04-27": "valt op Koningsdag)",
        "2026-05-25": "valt op Tweede Pinksterdag)",
    }  # fmt: skip
    assert len(found) == 10
    (_, english, *_) = _one(
        tmp_path, step("a", 'every = "FREQ=WEEKLY;BYDAY=MO"', "from = 2026-03-30"),
        words=("--lang=en",),
    )  # fmt: skip
    assert english.title == "Stap a (falls on Easter Monday)"


def test_every_day_of_the_clock_change(tmp_path: Path) -> None:
    """A meeting every Sunday at 02:30: all there, each an hour long."""
    found = _one(
        tmp_path,
        step("a", 'every = "FREQ=WEEKLY;BYDAY=SU"', 'from = "2026-01-04T02:30"',
             "until = 2026-12-31"),
    )  # fmt: skip
    assert len(found) == 52
    odd = [one.first for one in found if not one.first.endswith("T02:30")]
    assert odd == ["2026-03-29T03:30"]


# -- reminders ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "triggers"),
    [
        # A trigger is reckoned from the start, which for a day is midnight: nine o'clock seven
        # days before is six days and fifteen hours before that.
        (['when = "2026-05-11"', 'remind = ["P7D"]'], ["-P6DT15H"]),
        (['when = "2026-05-11"', 'remind = ["P1D"]'], ["-PT15H"]),
        (['when = "2026-05-11"', 'remind = ["P3W", "P7D", "P1D"]'],
         ["-P20DT15H", "-P6DT15H", "-PT15H"]),
        # 31 March less one month is 28 February: 31 days.
        (['when = "2026-03-31"', 'remind = ["P1M"]'], ["-P30DT15H"]),
        # A span counts from its last day: the 20th less seven is the 13th, two after it begins.
        (['when = "2026-05-11/2026-05-20"', 'remind = ["P7D"]'], ["P2DT9H"]),
        (['when = "2026-05-11/2026-05-20"', 'remind = ["P9D"]'], ["PT9H"]),
        (['when = "2026-05-11/2026-05-20"', 'remind = ["P2W"]'], ["-P4DT15H"]),
        # A month: its last day.
        (['when = "2026-05"', 'remind = ["P1D"]'], ["P29DT9H"]),
        # A meeting: at its own hour.
        (["when = 2026-05-11T14:00:00", 'remind = ["P14D", "P1D"]'], ["-P14D", "-P1D"]),
        # Of a step that is done: none.
        (['when = "2026-01-05"', 'remind = ["P7D"]'], []),
        (['when = "2026-05-11"'], []),
    ],
)  # fmt: skip
def test_reminders(tmp_path: Path, lines: list[str], triggers: list[str]) -> None:
    """Only with --alarms: days before the last day, reckoned by hand."""
    more = record("a", "done", on="2026-01-05") if "01-05" in lines[0] else ""
    timeline = (step("a", *lines), more)
    (plain,) = _one(tmp_path, *timeline)
    assert b"VALARM" not in plain.raw
    (found,) = _one(tmp_path, *timeline, words=("--alarms",))
    assert _lines(found, "TRIGGER:") == [f"TRIGGER:{one}" for one in triggers]
    assert found.raw.count(b"BEGIN:VALARM") == len(triggers)
    assert found.raw.count(b"\r\nACTION:DISPLAY\r\n") == len(triggers)
    assert plain.raw.removesuffix(b"END:VEVENT\r\n") == found.raw.partition(b"BEGIN:VALARM")[
        0
    ].removesuffix(b"END:VEVENT\r\n")


def test_reminders_come_and_go(folder: Path) -> None:
    """Only the events that have one change."""
    before = _files(folder)
    assert not any(b"VALARM" in data for data in before.values())
    report = _done(f"--dir={folder}", "--alarms", "--json", stamp=LATER)
    written = {"all.ics", "process-nota-sport.ics", "body-pfho.ics", "owner-regio.ics",
               "municipality-noord.ics", "municipality-zuid.ics", "index.json"}  # fmt: skip
    assert written >= set(json.loads(report)["written"]) >= written - {
        "municipality-noord.ics", "municipality-zuid.ics",
    }  # fmt: skip
    changed = [one.title for one in events((folder / "all.ics").read_bytes()) if one.sequence]
    assert changed == ["Concept schrijven (dag niet bekend)", "PFHO – bespreken Nota"]
    _done(f"--dir={folder}", stamp="2026-03-01T00:00:00Z")
    off = events((folder / "all.ics").read_bytes())
    assert sorted(one.sequence for one in off)[-3:] == [0, 2, 2]
    assert not any(b"VALARM" in data for data in _files(folder).values())


# -- what is said of it -------------------------------------------------------------------


def test_help_and_pages_name_every_option() -> None:
    ran = run("export", "--help", env=OURS)
    options = set(re.findall(r"(?<![\w-])--[a-z]+", ran.out.split("Options:")[1]))
    assert options >= {
        "--file", "--today", "--lang", "--process", "--body", "--municipality", "--owner", "--dir",
        "--format", "--deadlines", "--previous", "--alarms", "--stamp", "--json", "--help",
    }  # fmt: skip
    page = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
    table = page.split("| option | does |")[1].split("\n\n")[0]
    assert options - {"--file", "--help"} == set(re.findall(r"--[a-z]+", table))
    for name in ("README.md", "CHANGELOG.md", "docs/operations.md", "docs/feeds.md"):
        assert "boplan export --dir" in (ROOT / name).read_text(encoding="utf-8"), name
    assert re.search(r"^  export +[A-Z]", run("--help", env=OURS).out, re.MULTILINE)


def test_the_shipped_timeline(tmp_path: Path) -> None:
    """Every feed whole, and in three years' time too."""
    made = tmp_path / "agenda"
    for today, stamp in (("2025-04-28", "2025-04-28T02:00:00Z"), ("2028-01-01", LATER)):
        ran = _export(f"--dir={made}", "--alarms", file=SHIPPED, today=today, stamp=stamp)
        assert (ran.code, ran.err) == (0, "")
        index = json.loads((made / "index.json").read_bytes())
        _whole(made, [one["file"] for one in index["feeds"]])
