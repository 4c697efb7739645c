"""`boplan init`: a new timeline that reads, in a place where nothing was."""

from __future__ import annotations

import os
import pty
import re
import resource
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import boplan
from boplan.dates.notation import parse
from boplan.model.timeline import Timeline
from boplan.model.vocabulary import Status
from boplan.model.when import Moment, Span, certain_day
from boplan.schedule.progress import progress
from boplan.store import reader
from boplan.store.template import FIRST_IN_FORCE, Plan, compose, create, likely_in_force, slug

TODAY = "2026-03-02"
ENOUGH = ("--title", "Nota Sport", "--in-force", "2028-01-01", "--municipality", "Laren")


ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if not key.startswith("BOPLAN_")},
    "PYTHONPATH": str(Path(boplan.__file__).parents[1]),  # this one, wherever it runs
    "COLUMNS": "200",
}


def run(
    folder: Path, *words: str | bytes | Path, before: list[str] | None = None, **env: str
) -> tuple[int, str, str]:
    """Run the program in `folder`; return its exit code and what it said, answer first."""
    done = subprocess.run(
        [*(before or []), sys.executable, "-m", "boplan", *words],
        cwd=folder, env={**ENVIRONMENT, "BOPLAN_TODAY": TODAY, **env}, stdin=subprocess.DEVNULL,
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    err = done.stderr.decode()
    assert "Traceback" not in err, err
    return done.returncode, done.stdout.decode(), err


def read(path: Path) -> Timeline:
    """Return the timeline in that file, as the real reader has it."""
    return reader.read(path).timeline


def names(folder: Path) -> set[str]:
    """Return all that is in a directory."""
    return {one.name for one in folder.iterdir()}


def composed(in_force: str = "2028-01-01", today: str = TODAY, **keys: str) -> str:
    """Return a new timeline, with a municipality."""
    when = parse(in_force)
    assert isinstance(when, Moment)
    plan = Plan(
        title=keys.get("title", "Nota Sport"), process=keys.get("process", "nota-sport"),
        in_force=when.part, municipalities=(("laren", "Laren"), ("blaricum", "Blaricum")),
    )  # fmt: skip
    return compose(plan, date.fromisoformat(today))


def timeline_of(text: str) -> Timeline:
    """Return the timeline that the text is."""
    return reader.parse(text.encode(), Path("timeline.toml")).timeline


# -- what is in it -----------------------------------------------------------------------------


def test_it_has_what_a_regional_plan_has() -> None:
    timeline = timeline_of(composed())
    assert list(timeline.municipalities) == ["laren", "blaricum"]
    assert list(timeline.bodies) == ["ao", "do", "pfho", "colleges", "raden"]
    assert {agenda.body for agenda in timeline.agendas if agenda.derived_from} == {"ao", "do"}
    assert list(timeline.processes) == ["nota-sport"]
    assert len(timeline.phases) == 3
    assert len(timeline.activities) >= 12
    assert list(timeline.closures) == ["zomerreces"]
    assert timeline.processes["nota-sport"].final_deadline in timeline.deadlines
    assert all(step.phase for step in timeline.activities.values())


def test_no_date_pretends_to_be_certain() -> None:
    """Only what the user said is a day; the rest is at most as precise as a month."""
    for step in timeline_of(composed()).activities.values():
        if step.id == "ingang":
            assert certain_day(step.when) == date(2028, 1, 1)
        else:
            assert certain_day(step.when) is None
            assert step.note.startswith("Voorstel: "), step.id


def test_each_note_says_how_far_back_its_date_lies() -> None:
    for step in timeline_of(composed()).activities.values():
        said = re.search(r"(\d+) maand(?:en)? vóór de ingang", step.note)
        if said is None:
            assert step.id in ("ingang", "zienswijze"), step.id
            continue
        month = date(2027, 12, 1)
        for _ in range(int(said[1]) - 1):
            month = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
        assert step.when is not None
        first, last = step.when.bounds.earliest_start, step.when.bounds.latest_finish
        assert last is not None
        assert (first or month) <= month <= last, step.id


@pytest.mark.parametrize("month", range(1, 13))
def test_the_steps_fit_in_every_year(month: int) -> None:
    """Whatever the month, each step has room between those before it and after it."""
    text = composed(f"2028-{month:02}-01")
    timeline = timeline_of(text)
    steps = progress(timeline, date.fromisoformat(TODAY))
    for one in steps.values():
        bounds = one.window.bounds
        assert not one.window.conflict, one.activity.id
        if bounds.earliest_start and bounds.latest_finish:
            assert bounds.earliest_start <= bounds.latest_finish
    consultation = timeline.activities["zienswijze"].when
    assert isinstance(consultation, Span)
    bounds = consultation.bounds
    assert bounds.earliest_finish
    assert bounds.latest_start
    assert (bounds.earliest_finish - bounds.latest_start).days + 1 >= 12 * 7


@pytest.mark.parametrize(
    "in_force", ["1902-01-01", "2028", "2028-Q3", "2028-H2", "2028-02", "2199-12-31", "2028-02-29"]
)
def test_it_reads_for_every_day_and_precision(in_force: str) -> None:
    timeline = timeline_of(composed(in_force, "1900-01-01"))
    assert timeline.processes["nota-sport"].in_force == parse(in_force)
    for step in timeline.activities.values():
        assert step.when is not None


def test_before_any_day_it_is_refused() -> None:
    with pytest.raises(ValueError, match=r"year|range|date"):
        composed(f"{FIRST_IN_FORCE.year - 2}-01-01")


def test_the_examples_work_once_the_mark_is_taken_away() -> None:
    text = composed()
    examples = re.sub(r"^#(?=[\[a-z])", "", text, flags=re.MULTILINE)
    timeline = timeline_of(examples)
    assert len(timeline.records) == 2
    assert list(timeline.sources) == ["verslag-pfho"]
    assert timeline.bodies["pfho"].papers is not None
    assert timeline.school_region == "Noord"
    assert timeline.processes["nota-sport"].label == "Beleidsplan"


def test_the_dates_in_the_comments_are_dates() -> None:
    written = re.findall(r"^#     when = (.*?) {2,}", composed(), re.MULTILINE)
    assert len(written) > 6
    for one in written:
        step = f'[[activity]]\nid = "x"\ntitle = "x"\nprocess = "nota-sport"\nwhen = {one}\n'
        assert timeline_of(composed() + step).activities["x"].when is not None


def test_what_is_past_is_not_proposed() -> None:
    """A proposal is never late: on the first day nothing is overdue."""
    text = composed("2027-03-01", "2026-11-22")
    timeline = timeline_of(text)
    without = [step.id for step in timeline.activities.values() if step.when is None]
    assert without[0] == "evaluatie"
    assert text.count("# past already") == len(without) == 7
    steps = progress(timeline, date(2026, 11, 22))
    assert not [step for step in steps.values() if step.status is Status.OVERDUE]


@pytest.mark.parametrize(
    ("today", "likely"),
    [
        ("2026-01-01", "2028-01-01"), ("2026-06-30", "2028-01-01"), ("2026-07-01", "2028-01-01"),
        ("2026-07-02", "2029-01-01"), ("2024-02-29", "2026-01-01"),
    ],
)  # fmt: skip
def test_the_likely_day_leaves_eighteen_months(today: str, likely: str) -> None:
    assert likely_in_force(date.fromisoformat(today)) == date.fromisoformat(likely)


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Nota Sport", "nota-sport"), ("Súdwest-Fryslân", "sudwest-fryslan"),
        ("'s-Hertogenbosch", "s-hertogenbosch"), ("’s-Gravenhage", "s-gravenhage"),
        ("Bergen (L.)", "bergen-l"), ("IJsselstein", "ijsselstein"), ("ĲSSELSTEIN", "ijsselstein"),
        ("Straße Øst", "strasse-ost"), ("😀", ""), ("--", ""), ("x" * 50, "x" * 40),
        ("Beleidsplan Bescherming en Opvang 2034-2041", "beleidsplan-bescherming-en-opvang-2034"),
    ],
)  # fmt: skip
def test_an_id_is_made_of_a_name(name: str, id_: str) -> None:
    assert slug(name) == id_


@given(st.text())
def test_an_id_made_of_any_name_is_an_id(name: str) -> None:
    made = slug(name)
    assert re.fullmatch("(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", made)
    assert len(made) <= 40


# -- the command -------------------------------------------------------------------------------


def test_told_enough_it_asks_nothing(tmp_path: Path) -> None:
    code, out, err = run(tmp_path, "init", *ENOUGH)
    assert (code, err) == (0, "")
    assert names(tmp_path) == {"timeline.toml"}
    assert out.splitlines() == [
        "timeline.toml is gemaakt: 15 stappen, tot de ingang (za 1 jan 2028).",
        "De data zijn voorstellen, teruggerekend van de ingang; vervang ze door wat is "
        "afgesproken.",
        "Verder:",
        "  boplan status",
        "  boplan list",
        "  boplan show plan-raden",
    ]
    timeline = read(tmp_path / "timeline.toml")
    assert timeline.title == "Nota Sport"
    assert list(timeline.processes) == ["nota-sport"]
    assert [one.name for one in timeline.municipalities.values()] == ["Laren"]


def test_in_english(tmp_path: Path) -> None:
    code, out, err = run(tmp_path, "init", "--title", "Sport", "--in-force", "2027", "--lang", "en")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "timeline.toml is made: 15 steps, up to the day of coming into force (2027).",
        "The dates are proposals, counted back from that day; replace them by what was agreed.",
        "There are no municipalities in it yet: add them in the file.",
        "Of 4 steps the date would be past already; they are in it without a date.",
        "Next:",
        "  boplan status",
        "  boplan list",
        "  boplan show plan-raden",
    ]
    assert read(tmp_path / "timeline.toml").language == "en"


@pytest.mark.parametrize("words", [["status"], ["list"], ["show", "plan-raden"]])
def test_what_it_names_next_answers(tmp_path: Path, words: list[str]) -> None:
    assert run(tmp_path, "init", *ENOUGH)[0] == 0
    code, out, err = run(tmp_path, *words)
    assert (code, err) == (0, "")
    assert "Plan vaststellen door de gemeenteraden" in out
    if words == ["status"]:
        assert "Niets is te laat." in out


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    texts = set()
    for seed in ("0", "1"):
        path = tmp_path / f"{seed}.toml"
        assert run(tmp_path, "init", path, *ENOUGH, PYTHONHASHSEED=seed)[0] == 0
        texts.add(path.read_bytes())
    assert len(texts) == 1


def test_elsewhere_it_says_how_to_find_it(tmp_path: Path) -> None:
    (tmp_path / "mijn plan").mkdir()
    _, out, _ = run(tmp_path, "init", "mijn plan/sport.toml", *ENOUGH)
    assert "  boplan status --file 'mijn plan/sport.toml'\n" in out
    (tmp_path / "data").mkdir()
    _, out, _ = run(tmp_path, "init", "data/timeline.toml", *ENOUGH)
    assert "  boplan status\n" in out


def test_options_before_the_command_and_the_environment_count(tmp_path: Path) -> None:
    words = ("--file", "a.toml", "--process", "sport", "--lang", "en", "--municipality", "Laren")
    code, out, _ = run(tmp_path, *words, "init", "--title", "x", "--in-force", "2028")
    assert (code, out.splitlines()[0][:14]) == (0, "a.toml is made")
    assert list(read(tmp_path / "a.toml").processes) == ["sport"]
    assert list(read(tmp_path / "a.toml").municipalities) == ["laren"]
    code, out, _ = run(tmp_path, "init", *ENOUGH, BOPLAN_FILE=str(tmp_path / "b.toml"))
    assert code == 0
    assert "  boplan status\n" in out
    assert (tmp_path / "b.toml").exists()


def test_without_a_terminal_defaults_are_said(tmp_path: Path) -> None:
    code, out, err = run(tmp_path, "init", "--title", "Nota Sport")
    assert (code, err) == (0, "")
    assert "De ingang is niet genoemd (--in-force) en dus zelf ook een voorstel.\n" in out
    assert "Er staan nog geen gemeenten in: voeg ze toe in het bestand.\n" in out
    timeline = read(tmp_path / "timeline.toml")
    assert timeline.processes["nota-sport"].in_force == parse("2028-01-01")
    assert timeline.municipalities == {}


def test_without_a_terminal_a_title_is_needed(tmp_path: Path) -> None:
    assert run(tmp_path, "init") == (
        2, "",
        "boplan: --title ontbreekt, en er is geen terminal om ernaar te vragen; "
        "zie boplan init --help.\n",
    )  # fmt: skip
    assert run(tmp_path, "init", "--lang", "en") == (
        2, "",
        "boplan: --title is missing, and there is no terminal to ask for it; "
        "see boplan init --help.\n",
    )  # fmt: skip
    assert names(tmp_path) == set()


HOSTILE = [
    'a"b',
    "a'b''' \"\"\"",
    "a\\b\\n",
    "[red]x[/]",
    "{x} %s $m1 ${title}",
    "😀 \u200b é",
    "#",
]


@pytest.mark.parametrize("title", [*HOSTILE, "x" * 10_000])
def test_a_hostile_title_is_written_as_it_is(tmp_path: Path, title: str) -> None:
    words = ("--title", title, "--in-force", "2028", "--municipality", title)
    assert run(tmp_path, "init", *words)[0] == 0
    timeline = read(tmp_path / "timeline.toml")
    assert timeline.title == next(iter(timeline.processes.values())).title == title
    assert [one.name for one in timeline.municipalities.values()] == [title]
    code, out, err = run(tmp_path, "status")
    assert (code, err) == (0, "")
    assert "Plan vaststellen door de gemeenteraden" in out


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("", "--title: de tekst is leeg."), (" \t", "--title: de tekst is leeg."),
        ("a\nb", "--title: de tekst bevat het stuurteken U+000A."),
        ("a\x1b[31m", "--title: de tekst bevat het stuurteken U+001B."),
        ("a\u202eb", "--title: de tekst bevat het stuurteken U+202E."),
        ("x" * 10_001, "--title: de tekst is 10001 tekens lang; hoogstens 10000 mag."),
        (b"a\xff", "--title: de tekst is geen UTF-8."),
    ],
    ids=str,
)  # fmt: skip
def test_a_title_that_no_timeline_can_hold_is_refused(
    tmp_path: Path, title: str | bytes, said: str
) -> None:
    assert run(tmp_path, "init", "--title", title) == (2, "", f"boplan: {said}\n")
    assert names(tmp_path) == set()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--in-force", "morgen"], "--in-force: 'morgen': dit staat niet in de datumnotatie."),
        (
            ["--in-force", "1 januari 2028"],
            "--in-force: '1 januari 2028': dit staat niet in de datumnotatie; "
            "schrijf '2028-01-01'.",
        ),
        (
            ["--in-force", "2028/2029"],
            "--in-force: '2028/2029' is geen dag, maand, kwartaal of jaar zoals 2028-01-01 of "
            "2028-01.",
        ),
        (
            ["--in-force", "2028-01-01T10:00"],
            "--in-force: '2028-01-01T10:00' is geen dag, maand, kwartaal of jaar zoals "
            "2028-01-01 of 2028-01.",
        ),
        (["--in-force", "1901-12-31"], "--in-force: '1901-12-31' ligt voor 1902."),
        (
            ["--process", "Nota Sport"],
            "--process: 'Nota Sport' is geen id: kleine letters en cijfers, groepen met één "
            "streepje ertussen, hoogstens 80 tekens.",
        ),
        (
            ["--municipality", "Laren", "--municipality", "laren"],
            "--municipality: 'laren' staat er twee keer.",
        ),
        (["--municipality", " "], "--municipality: de tekst is leeg."),
        (["--lang", "de"], "--lang kent nl en en, geen 'de'."),
    ],
    ids=str,
)
def test_an_option_that_cannot_be_is_refused(tmp_path: Path, words: list[str], said: str) -> None:
    assert run(tmp_path, "init", "--title", "x", *words) == (2, "", f"boplan: {said}\n")
    assert names(tmp_path) == set()


def test_names_that_make_the_same_id_get_each_their_own(tmp_path: Path) -> None:
    words = ("--municipality", "Bergen (a)", "--municipality", "Bergen A", "--municipality", "😀")
    assert run(tmp_path, "init", "--title", "😀", *words)[0] == 0
    timeline = read(tmp_path / "timeline.toml")
    assert list(timeline.municipalities) == ["bergen-a", "bergen-a-2", "gemeente"]
    assert list(timeline.processes) == ["plan"]


# -- asking ------------------------------------------------------------------------------------


def asked(folder: Path, typed: str, *words: str) -> tuple[int, str, str]:
    """Run the program at a terminal where this is typed; return code, answer and questions."""
    person, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "boplan", "init", *words],
        cwd=folder, env={**ENVIRONMENT, "BOPLAN_TODAY": TODAY}, stdin=terminal,
        stdout=subprocess.PIPE, stderr=terminal, start_new_session=True,
    )  # fmt: skip
    os.close(terminal)
    os.write(person, typed.encode())
    seen = b""
    try:
        while chunk := os.read(person, 4096):
            seen += chunk
    except OSError:  # the other side has closed
        pass
    out = process.communicate(timeout=60)[0].decode()
    os.close(person)
    return process.returncode, out, seen.decode()


def test_at_a_terminal_it_asks_what_is_missing(tmp_path: Path) -> None:
    code, out, seen = asked(tmp_path, "Nota Sport\n2029-01-01\nLaren, Gooise Meren\n")
    assert code == 0
    assert out.startswith("timeline.toml is gemaakt")
    for question in ("Titel van het plan: ", "Ingang [2028-01-01]: ", "Gemeenten, met komma's"):
        assert question in seen
    timeline = read(tmp_path / "timeline.toml")
    assert timeline.title == "Nota Sport"
    assert timeline.processes["nota-sport"].in_force == parse("2029-01-01")
    assert list(timeline.municipalities) == ["laren", "gooise-meren"]


def test_enter_takes_the_default_and_a_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    code, out, seen = asked(tmp_path, "\nSport\n1 mei 2028\n\n\n", "--lang", "en")
    assert code == 0
    assert seen.count("Title of the plan: ") == 2
    assert "the text is empty" in seen
    assert "write '2028-05-01'" in seen
    assert "was not named" not in out
    assert read(tmp_path / "timeline.toml").processes["sport"].in_force == parse("2028-01-01")


def test_it_asks_only_what_is_missing(tmp_path: Path) -> None:
    code, _, seen = asked(tmp_path, "", *ENOUGH)
    assert (code, seen) == (0, "")


def test_a_wrong_option_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    code, out, seen = asked(tmp_path, "", "--in-force", "morgen")
    assert (code, out) == (2, "")
    assert seen == "boplan: --in-force: 'morgen': dit staat niet in de datumnotatie.\r\n"


@pytest.mark.parametrize(("key", "code"), [("\x04", 2), ("\x03", 130)])
def test_broken_off_nothing_is_made(tmp_path: Path, key: str, code: int) -> None:
    person, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "boplan", "init"],
        cwd=tmp_path, env=ENVIRONMENT, stdin=terminal, stdout=subprocess.PIPE, stderr=terminal,
        start_new_session=True,
    )  # fmt: skip
    os.close(terminal)
    seen = b""
    while b": " not in seen:
        seen += os.read(person, 100)
    if key == "\x03":
        os.kill(process.pid, signal.SIGINT)
    else:
        os.write(person, key.encode())
    assert process.communicate(timeout=60)[0] == b""
    os.close(person)
    assert process.returncode == code
    assert names(tmp_path) == set()


# -- the file ----------------------------------------------------------------------------------


def test_it_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "timeline.toml"
    path.write_text("van iemand")
    assert run(tmp_path, "init", *ENOUGH) == (
        2, "", "boplan: timeline.toml bestaat al; boplan schrijft nergens overheen.\n",
    )  # fmt: skip
    assert path.read_text() == "van iemand"
    assert names(tmp_path) == {"timeline.toml"}


def test_it_does_not_hide_a_timeline_that_is_found_now(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "timeline.toml").write_text("van iemand")
    code, out, err = run(tmp_path, "init", *ENOUGH)
    assert (code, out) == (2, "")
    assert err == (
        "boplan: Hier staat al een tijdlijn (data/timeline.toml); noem het bestand dat u wilt "
        "maken.\n"
    )
    assert names(tmp_path) == {"data"}


@pytest.mark.parametrize("leads_to", ["nergens.toml", "timeline.toml", "echt.toml"])
def test_a_link_is_not_followed(tmp_path: Path, leads_to: str) -> None:
    (tmp_path / "echt.toml").write_text("van iemand")
    (tmp_path / "timeline.toml").symlink_to(leads_to)
    code, _, err = run(tmp_path, "init", *ENOUGH)
    assert code == 2
    assert "bestaat al" in err
    assert names(tmp_path) == {"echt.toml", "timeline.toml"}
    assert (tmp_path / "echt.toml").read_text() == "van iemand"


def test_a_file_that_comes_in_between_is_left_alone(tmp_path: Path) -> None:
    for make in (Path.touch, lambda path: path.symlink_to("nergens")):
        path = tmp_path / "timeline.toml"
        make(path)
        with pytest.raises(FileExistsError):
            create(path, b"x")
        assert names(tmp_path) == {"timeline.toml"}
        path.unlink()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("weg/x.toml", "De map weg bestaat niet; maak die eerst."),
        ("bestand/x.toml", "bestand is geen map."),
        ("map", "map is een map; noem een bestand, zoals map/timeline.toml."),
        ("nieuw/", "nieuw is een map; noem een bestand, zoals nieuw/timeline.toml."),
        (".", ". is een map; noem een bestand, zoals timeline.toml."),
        ("x" * 300, "Die naam is te lang."),
        ("a\x1b[31m\n/x", "De map a\\x1b[31m\\n bestaat niet; maak die eerst."),
    ],
    ids=str,
)
def test_a_place_where_no_file_can_come(tmp_path: Path, path: str, said: str) -> None:
    (tmp_path / "bestand").touch()
    (tmp_path / "map").mkdir()
    assert run(tmp_path, "init", path, *ENOUGH) == (2, "", f"boplan: {said}\n")
    assert names(tmp_path) == {"bestand", "map"}
    assert names(tmp_path / "map") == set()


def _no_room() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_where_there_is_no_room_nothing_is_left_behind(tmp_path: Path, lang: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "boplan", "init", *ENOUGH, "--lang", lang],
        cwd=tmp_path, env=ENVIRONMENT, preexec_fn=_no_room, stdin=subprocess.DEVNULL,
        capture_output=True, check=False, timeout=60, text=True,
    )  # fmt: skip
    said = {
        "nl": "boplan: timeline.toml schrijven lukt niet (File too large); "
        "er is niets achtergebleven.\n",
        "en": "boplan: writing timeline.toml fails (File too large); nothing was left behind.\n",
    }
    assert (done.returncode, done.stdout, done.stderr) == (3, "", said[lang])
    assert names(tmp_path) == set()


def test_in_a_directory_that_is_closed_nothing_is_made(tmp_path: Path) -> None:
    """Also for root, once it may no longer write everywhere."""
    tmp_path.chmod(0o500)
    powerless = ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all"]
    before = powerless if os.geteuid() == 0 else []
    assert run(tmp_path, "init", *ENOUGH, before=before) == (
        2, "", f"boplan: U mag in de map {tmp_path} niet schrijven.\n",
    )  # fmt: skip
    tmp_path.chmod(0o700)
    assert names(tmp_path) == set()


def test_without_hard_links_it_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a memory stick: then the new file is opened so that it fails if it exists."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "timeline.toml"
    create(path, b"x")
    assert path.read_bytes() == b"x"
    with pytest.raises(FileExistsError):
        create(path, b"y")
    assert path.read_bytes() == b"x"
    assert names(tmp_path) == {"timeline.toml"}


def test_a_file_has_the_rights_that_a_new_file_has(tmp_path: Path) -> None:
    create(tmp_path / "a", b"")
    (tmp_path / "b").touch()
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode
