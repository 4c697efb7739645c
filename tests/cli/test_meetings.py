"""`boplan meetings`, as a user starts it, and whatever an export holds."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boplan.cli.app import main
from boplan.dates.meetings import Calendar
from boplan.model.when import Truth
from boplan.store.reader import parse
from tests.feeds.samples import AGENDAS, SAMPLES, calendar

at = datetime.fromisoformat

at = datetime.fromisoformat

ROOT = Path(__file__).parents[2]
MINIMAL = """\
[timeline]
format = 1
title = "Nota"

[[municipality]]
id = "laren"
name = "Laren"

[[body]]
id = "raad"
name = "Raad"
level = "raad"

[[body]]
id = "colleges"
name = "Colleges"
level = "college"
per_municipality = true

"""


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def run(*words: str | Path) -> tuple[int, str, str]:
    """Run the command line in this process; return exit code, output and errors."""
    out, err = (io.TextIOWrapper(io.BytesIO(), write_through=True) for _ in range(2))
    with (
        patch.object(sys, "argv", ["boplan", "meetings", *map(str, words)]),
        patch.dict(os.environ, {"BOPLAN_TODAY": "2025-06-01", "BOPLAN_FILE": ""}),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as caught,
    ):
        main()
    texts = [stream.buffer.getvalue().decode() for stream in (out, err)]
    assert isinstance(caught.value.code, int)
    return caught.value.code, texts[0], texts[1]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Be in a directory with a minimal timeline and an export."""
    (tmp_path / "timeline.toml").write_text(MINIMAL)
    (tmp_path / "raad.ics").write_bytes((AGENDAS / "raadsinformatie.ics").read_bytes())
    with inside(tmp_path):
        yield tmp_path


def pasted(table: str, *, head: str = MINIMAL) -> list[date | datetime]:
    """Return the meetings that the real reader finds where the table is pasted."""
    timeline = parse((head + table).encode(), Path("timeline.toml")).timeline
    return [meeting for agenda in timeline.agendas for meeting in agenda.meetings]


# -- what it prints --------------------------------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_what_is_printed_can_be_pasted(folder: Path, path: Path, lang: str) -> None:
    code, out, err = run(path, "--body", "raad", "--lang", lang)
    assert code == 0
    found = pasted(out)
    listed = json.loads(run(path, "--body", "raad", "--json")[1])["meetings"]
    assert [one.isoformat() for one in found] == [one["start"] for one in listed]
    assert found
    assert err.startswith(f"boplan: {path}: {len(found)} ")
    assert folder.is_dir()


def test_the_page_shows_what_the_command_prints(folder: Path) -> None:
    page = (ROOT / "docs" / "meetings.md").read_text()
    shown = re.findall(r"```console\n\$ boplan meetings (.*?)\n(.*?)```", page, re.DOTALL)
    assert len(shown) == 2
    out = ""
    for words, expected in shown:
        code, out, _ = run(*shlex.split(words.partition(" >> ")[0]))
        assert code == 0
        assert not expected or out == expected
    timeline = folder / "timeline.toml"
    with timeline.open("a") as file:
        file.write(out)
    assert len(pasted("", head=timeline.read_text())) == 4


def test_the_page_names_every_option() -> None:
    page = (ROOT / "docs" / "meetings.md").read_text()
    for option in ("--body", "--municipality", "--title", "--from", "--until", "--complete"):
        assert f"`{option}" in page


def test_a_complete_agenda_is_one_that_denies(folder: Path) -> None:
    words = ["raad.ics", "--body", "raad", "--title", "raad", "--complete"]
    period = ["--from", "2025-01-01", "--until", "2025-06-30"]
    code, out, _ = run(*words, *period)
    assert code == 0
    timeline = parse((MINIMAL + out).encode(), folder / "timeline.toml").timeline
    council = Calendar.of(timeline, "raad")
    assert council.meets_on(date(2025, 1, 16)) is Truth.NO
    assert council.meets_on(date(2025, 7, 1)) is Truth.MAYBE
    assert council.next_meeting(date(2025, 1, 16)).meeting == at("2025-02-19 20:00")
    code, out, _ = run(*words, "--from", "2025-07-01", "--until", "2025-12-31")
    assert code == 0
    assert pasted(out) == []
    assert 'kind = "complete"' in out


def test_an_agenda_of_one_municipality(folder: Path) -> None:
    code, out, _ = run("raad.ics", "--body", "colleges", "--municipality", "laren")
    assert code == 0
    timeline = parse((MINIMAL + out).encode(), folder / "timeline.toml").timeline
    assert Calendar.of(timeline, "colleges", "laren").days
    assert not Calendar.of(timeline, "colleges").days


def test_json(folder: Path) -> None:
    code, out, _ = run("raad.ics", "--json", "--until", "2025-01-31", "--lang", "en")
    assert code == 0
    document = json.loads(out)
    assert document["meetings"][0] == {
        "start": "2025-01-15T20:00:00", "title": "Raadsvergadering", "tentative": False, "line": 6,
    }  # fmt: skip
    assert (document["until"], document["from"], document["outside_period"]) == (
        "2025-01-31",
        None,
        4,
    )
    assert not document["time_zone_assumed"]
    assert folder.is_dir()


def test_without_meetings_there_is_no_table(folder: Path) -> None:
    code, out, err = run("raad.ics", "--from", "2030-01-01", "--lang", "en")
    assert code == 0
    assert all(line.startswith("#") for line in out.splitlines())
    assert err == "boplan: raad.ics: 0 meetings, 0 left out\n"
    assert folder.is_dir()


# -- with and without a timeline -------------------------------------------------------------


def test_it_works_without_a_timeline_and_says_which_zone(tmp_path: Path) -> None:
    with inside(tmp_path):
        code, out, _ = run(AGENDAS / "several.ics", "--body", "ab")
    assert code == 0
    assert "# Tijden zijn die van Europe/Amsterdam (aangenomen: er is geen tijdlijn)." in out
    assert 'body = "ab"' in out


def test_without_a_body_the_place_to_fill_in_is_named(folder: Path) -> None:
    code, out, _ = run("raad.ics")
    assert code == 0
    assert '\nbody = "vul-in"\n' in out
    assert "# Vul bij body het id van een [[body]] in, of geef --body." in out
    assert folder.is_dir()


def test_zone_and_language_are_those_of_the_timeline(folder: Path) -> None:
    head = MINIMAL.replace(
        'title = "Nota"', 'title = "Nota"\ntime_zone = "America/Curacao"\nlanguage = "en"'
    )
    (folder / "timeline.toml").write_text(head)
    code, out, _ = run(AGENDAS / "google.ics", "--until", "2025-01-31")
    assert code == 0
    assert "# Times are those of America/Curacao." in out
    assert pasted(out.replace("fill-in", "raad"), head=head) == [at("2025-01-14 14:30")]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("raad.ics --body rad", "--body: 'rad' is niet het id van een [[body]]; bedoelt u 'raad'?"),
        ("raad.ics --municipality larne",
         "--municipality: 'larne' is niet het id van een [[municipality]]; bedoelt u 'laren'?"),
        ("raad.ics --body raad --municipality laren",
         "--municipality: 'raad' is niet één per gemeente (per_municipality)"),
        ("raad.ics --from 2025-13-01",
         "--from is een dag zoals 2025-04-28, geen '2025-13-01'."),
        ("raad.ics --until 1-2-2025",
         "--until is een dag zoals 2025-04-28, geen '1-2-2025'; bedoelt u 2025-02-01?"),
        ("raad.ics --until 2025", "--until is een dag zoals 2025-04-28, geen '2025'."),
        ("raad.ics --from 2025-02-01 --until 2025-01-31",
         "--until 2025-01-31 ligt voor --from 2025-02-01."),
        ("raad.ics --complete", "--complete vraagt --from en --until: van wanneer tot en met "
         "wanneer zijn dit alle vergaderingen?"),
        ("weg.ics", "weg.ics: dit bestand bestaat niet"),
        (".", ".: dit is een map, geen bestand"),
        ("timeline.toml", "timeline.toml: dit is geen agenda-export (iCalendar): nergens staat "
         "BEGIN:VCALENDAR"),
        ("timeline.toml --lang en", "timeline.toml: this is not an agenda export (iCalendar): "
         "there is no BEGIN:VCALENDAR"),
        ("raad.ics --lang fr", "--lang kent nl en en, geen 'fr'."),
        ("stuk.ics", "stuk.ics:4: deze vergadering heeft geen begin (DTSTART)"),
        ("stuk.ics --lang en", "stuk.ics:4: this meeting has no start (DTSTART)"),
        ("deels.ics --complete --from 2025-01-01 --until 2025-01-31",
         "deels.ics:7: deze vergadering heeft geen begin (DTSTART); zo is de agenda niet volledig "
         "(laat --complete weg)"),
        ("af.ics", "af.ics:4: het bestand houdt op midden in VEVENT; haal het opnieuw op of "
         "maak de export opnieuw"),
    ],
)  # fmt: skip
def test_one_sentence_where_it_cannot_be_done(folder: Path, words: str, sentence: str) -> None:
    broken = calendar("SUMMARY:Zonder begin")
    (folder / "stuk.ics").write_bytes(broken)
    (folder / "deels.ics").write_bytes(calendar("DTSTART:20250115", "SUMMARY:Zonder begin"))
    (folder / "af.ics").write_bytes(broken[:80])
    assert run(*words.split()) == (2, "", f"boplan: {sentence}\n")


def test_a_timeline_that_cannot_be_used_stands_in_the_way_of_its_ids_only(folder: Path) -> None:
    (folder / "timeline.toml").write_text("kapot")
    code, out, _ = run("raad.ics")
    assert code == 0
    assert "(aangenomen: " in out
    for words in (["--body", "raad"], ["--file", "timeline.toml"]):
        code, out, err = run("raad.ics", *words)
        assert (code, out) == (2, "")
        assert err.startswith("timeline.toml:1: BP102 ")


def test_an_export_without_end_is_not_read_to_its_end(folder: Path) -> None:
    code, out, err = run("/dev/zero", "--lang", "en")
    assert (code, out, err) == (2, "", "boplan: /dev/zero: the file is larger than 50 MiB\n")
    assert folder.is_dir()


def test_a_file_that_may_not_be_read(folder: Path) -> None:
    with patch.object(Path, "open", side_effect=PermissionError(13, "nee")):
        code, _, err = run("/raad.ics", "--file", "")
    assert (code, err) == (2, "boplan: /raad.ics: u mag dit bestand niet lezen\n")
    assert folder.is_dir()


@pytest.mark.parametrize("name", ["raad\n[[body]].ics", "raad\u202e.ics", 'raad".ics', "#.ics"])
def test_no_name_of_a_file_gets_out_of_its_comment(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / "raad.ics").read_bytes())
    code, out, _ = run(name, "--body", "raad")
    assert code == 0
    assert len(pasted(out)) == 5


def test_the_real_program_prints_no_more_than_its_answer(folder: Path) -> None:
    """In a process of its own: nothing that icalendar warns of reaches the screen."""
    source = str(Path(sys.modules["boplan"].__file__ or "").parents[1])
    done = subprocess.run(
        [sys.executable, "-m", "boplan", "meetings", str(AGENDAS / "odd.ics"), "--lang", "en"],
        cwd=folder, env={"PATH": os.environ["PATH"], "PYTHONPATH": source,
                         "BOPLAN_TODAY": "2025-06-01"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr == (
        f"boplan: {AGENDAS / 'odd.ics'}: 26 meetings, 7 left out, of which 5 unreadable\n"
    )


def test_other_commands_do_not_pay_for_icalendar(folder: Path) -> None:
    source = str(Path(sys.modules["boplan"].__file__ or "").parents[1])
    script = (
        "import sys, boplan.cli.app, boplan.cli.meetings\n"
        "assert not {'icalendar', 'tomli_w', 'zoneinfo'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, env={"PYTHONPATH": source},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


# -- whatever an export holds ----------------------------------------------------------------

NASTY = [
    b"99991231T235959Z", b"00010101T000000Z", b"00000000", b"20250230", b"19691231T000000",
    b"FREQ=DAILY", b"FREQ=SECONDLY", b"INTERVAL=0", b"COUNT=0", b"COUNT=99999", b"UNTIL=99991231",
    b"BYDAY=-53SU", b"BYDAY=+MO", b"BYMONTHDAY=31", b"BYSETPOS=-1", b"TZID=", b"TZID=../..:",
    b'TZID="', b"+9999", b"-0000", b"P99999999999999D", b"P1Y", b"-PT1H", b"\x00", b"\xff", b"\r",
    b"\n ", b"\n", b"\r\n\t", b";", b":", b'"', b",", b"\\", b"=", b"^n", b"VALUE=PERIOD",
    b"VALUE=TIME", b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"BEGIN:VTIMEZONE\r\n", b"RDATE:,,\r\n",
    b"EXDATE:\r\n", b"RECURRENCE-ID:\r\n", b"DTSTART:20250101T000000Z\r\n", b"RRULE:\r\n",
    b"SEQUENCE:-1\r\n", b"EXRULE:FREQ=DAILY\r\n", b"METHOD:CANCEL\r\n", "٣".encode(), "²".encode(),
]  # fmt: skip
DATA = [path.read_bytes() for path in SAMPLES]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(DATA)))
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 1, 2, 8, 15, 80, 400])))
        what = draw(st.integers(0, 3))
        if what == 0:
            data[start:end] = draw(st.sampled_from(NASTY))
        elif what == 1:
            data[start:end] = draw(st.binary(max_size=4))
        elif what == 2:
            data[start:start] = data[start:end]
        else:
            del data[start:end]
    return bytes(data)


@st.composite
def filled_in(draw: st.DrawFn) -> bytes:
    """Draw a sound calendar with wrong values, where bytes at random never come."""
    moment = st.sampled_from(
        ["20250115T200000", "20250115T190000Z", "20250115", "99991231T235959Z", "00010101",
         "19000101", "21991231T235959Z", "20250330T023000", "20250115T240000", "", "P1D", "T", "²"]
    )  # fmt: skip
    zone = st.sampled_from(
        ["", ";TZID=Europe/Amsterdam", ";TZID=Etc/GMT+12", ";TZID=Eigen", ";TZID=Europe",
         ";VALUE=DATE", ";VALUE=PERIOD", ";TZID=", ";TZID=\x00", ";RANGE=THISANDFUTURE"]
    )  # fmt: skip
    piece = st.sampled_from(
        ["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=X", "COUNT=3",
         "COUNT=-1",
         "UNTIL=20250601", "UNTIL=00010101T000000Z", "UNTIL=99991231T235959Z", "UNTIL=x",
         "BYDAY=MO", "BYDAY=-1SU", "BYDAY=+MO", "BYDAY=5FR,MO", "BYMONTHDAY=-31", "BYMONTH=2",
         "BYSETPOS=-1", "INTERVAL=999", "WKST=SU", "BYDAY=", "=", ""]
    )  # fmt: skip
    offset = draw(st.sampled_from(["+0100", "-2359", "+9999", "+0000", "x", "+010203"]))
    events = []
    for _ in range(draw(st.integers(1, 4))):
        lines = [f"UID:{draw(st.sampled_from('ab'))}"]
        for name in ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE", "DTSTAMP"):
            if draw(st.integers(0, 2)) or name == "DTSTART":
                lines.append(f"{name}{draw(zone)}:{draw(moment)}")
        if draw(st.booleans()):
            lines.append(f"RRULE:{';'.join(draw(st.lists(piece, max_size=4)))}")
        if draw(st.booleans()):
            lines.append(f"DURATION:{draw(st.sampled_from(['PT1H', 'P1D', '-P1D', 'P9999999D']))}")
        events.append("\n".join(lines))
    zones = (
        "BEGIN:VTIMEZONE\nTZID:Eigen\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
        f"TZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD\nEND:VTIMEZONE"
    )
    return calendar(*events, head=zones)


def survives(data: bytes, folder: Path, *words: str) -> None:
    (folder / "export.ics").write_bytes(data)
    with inside(folder):
        code, out, err = run("export.ics", "--body", "raad", *words)
    assert code in (0, 2), err
    assert err.startswith("boplan: export.ics:")
    assert err.count("\n") == 1
    assert err[:-1].isprintable()
    if code == 0:
        pasted(out)
    else:
        assert out == ""


@settings(max_examples=300, deadline=None)
@given(data=damaged())
def test_a_damaged_export_gives_an_answer_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    survives(data, tmp_path_factory.mktemp("damaged"))


@settings(max_examples=300, deadline=None)
@given(data=filled_in())
def test_wrong_values_give_an_answer_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    survives(data, tmp_path_factory.mktemp("wrong"), "--until", "2026-12-31")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_file_cut_off_anywhere_is_never_half_an_answer(tmp_path: Path, path: Path) -> None:
    data = path.read_bytes()
    last = data.rindex(b"END:VCALENDAR")
    for end in range(0, last, 97):
        if data[:end].count(b"BEGIN:VCALENDAR") > data[:end].count(b"END:VCALENDAR"):
            (tmp_path / "export.ics").write_bytes(data[:end])
            with inside(tmp_path):
                code, out, err = run("export.ics")
            assert (code, out) == (2, "")
            assert "houdt op midden in" in err or "beschadigd" in err
