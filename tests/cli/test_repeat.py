"""`boplan repeat`: what it prints, makes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tomli

from tests.helpers import SHIPPED, Ran, run, timeline_of

NOTA = """\
[timeline]
format = 1
title = "Nota Sport"

[[source]]
id = "planning"
title = "Planning"

[[process]]
id = "sport-2026-2029"
title = "Nota Sport 2026-2029"
in_force = 2026-01-01
final_deadline = "raad-uiterlijk"

[[process]]
id = "leeg"
title = "Zonder data"

[[body]]
id = "pfho"
name = "Portefeuillehouders"
short = "PFHO"
level = "bestuurlijk"

[[activity]]
id = "concept"
title = "Concept gereed"
process = "sport-2026-2029"
purpose = "aanleveren"
when = 2025-04-25
source = "planning, p. 1"

[[activity]]
id = "pfho"
title = "Concept naar het PFHO"
process = "sport-2026-2029"
body = "pfho"
purpose = "besluiten"
when = 2025-04-30
words = "eind april 2025"
after = ["concept"]

[[activity]]
id = "raad"
title = "Nota Sport 2026-2029 vaststellen"
process = "sport-2026-2029"
purpose = "vaststellen"
when = "[..2025-12-31]"
after = ["pfho"]

[[deadline]]
id = "raad-uiterlijk"
activity = "raad"
date = 2025-12-31
basis = "custom"

[[activity]]
id = "niets"
title = "Niets"
process = "leeg"
"""

ANCHOR = ("--in-force", "2034-01-01")


@pytest.fixture
def nota(tmp_path: Path) -> Path:
    path = tmp_path / "nota.toml"
    path.write_text(NOTA, encoding="utf-8")
    return path


def repeat(nota: Path, *words: str, process: str = "sport-2026-2029") -> Ran:
    return run("repeat", process, *words, "--file", nota, "--today", "2026-11-22")


def test_the_answer_is_a_timeline_and_nothing_else(nota: Path) -> None:
    ran = repeat(nota, *ANCHOR)
    assert (ran.code, ran.err) == (
        0,
        "boplan: 3 stappen: 1 op een aangenomen vergaderdag, 1 verschoven om een reden.\n"
        "boplan: In de uitkomst vindt check: fouten 0, waarschuwingen 0, opmerkingen 0.\n",
    )
    found = timeline_of(ran.out)
    assert list(found.processes) == ["sport-2034-2037"]
    table = tomli.loads(ran.out)["activity"][1]
    assert table == {
        "id": "pfho",
        "title": "Concept naar het PFHO",
        "process": "sport-2034-2037",
        "body": "pfho",
        "purpose": "besluiten",
        "when": tomli.loads("d = 2033-05-04")["d"],
        "words": "vorige cyclus: eind april 2025",
        "reading": "Aangenomen: dezelfde weekdag; de vergaderdagen van PFHO zijn zo ver vooruit "
        "niet bekend. Wo 27 apr 2033 is Koningsdag, dus wo 4 mei 2033.",
        "after": ["concept"],
        "source": "vorige-cyclus, pfho",
    }
    first = tomli.loads(ran.out)["activity"][0]
    assert first["source"] == "vorige-cyclus, concept (planning, p. 1)"
    assert run("check", "--file", nota).code == 0
    assert repeat(nota, *ANCHOR).out == ran.out


def test_the_head_says_from_what_and_what_is_open(nota: Path) -> None:
    head = repeat(nota, *ANCHOR).out.partition("[timeline]")[0]
    text = " ".join(head.replace("# ", "").replace("#", "").split())
    assert "Nota Sport 2034-2037: een voorstel voor de volgende cyclus" in text
    assert "op zo 22 nov 2026 gemaakt door boplan repeat" in text
    assert "do 1 jan 2026 wordt zo 1 jan 2034" in text
    assert "8 jaar later, voor dagen waarop wordt gewerkt of vergaderd 417 weken" in text
    assert "Niemand heeft deze data vastgesteld" in text


def test_it_is_written_where_nothing_is(nota: Path) -> None:
    made = nota.with_name("volgende.toml")
    ran = repeat(nota, *ANCHOR, "--output", str(made))
    assert ran.code == 0
    assert "is gemaakt" in ran.out
    assert timeline_of(made.read_text(encoding="utf-8")).processes
    assert run("status", "--file", made, "--today", "2033-01-01").code == 0
    before = made.read_bytes()
    again = repeat(nota, *ANCHOR, "--output", str(made))
    assert again.code == 2
    assert "bestaat al" in again.err
    assert made.read_bytes() == before
    assert nota.read_text(encoding="utf-8") == NOTA


def test_the_summary(nota: Path) -> None:
    ran = repeat(nota, *ANCHOR, "--summary")
    assert ran.err == ""
    assert (
        ran.out
        == """\
Nota Sport 2034-2037  (sport-2026-2029 → sport-2034-2037)
Ingang: do 1 jan 2026 → zo 1 jan 2034, 8 jaar later, voor dagen waarop wordt
gewerkt of vergaderd 417 weken.
3 stappen: 1 op een aangenomen vergaderdag, 1 verschoven om een reden.
In de uitkomst vindt check: fouten 0, waarschuwingen 0, opmerkingen 0.
Waar niets bij staat: dezelfde weekdag, of dezelfde tijd van het jaar.

Stappen
  vr 25 apr 2025             vr 22 apr 2033             concept
  wo 30 apr 2025             wo 4 mei 2033              pfho
                                                        vergadering aangenomen;
                                                        wo 27 apr 2033 is
                                                        Koningsdag, dus
                                                        wo 4 mei 2033
  uiterlijk wo 31 dec 2025   uiterlijk za 31 dec 2033   raad

UITERSTE DAGEN
  •  za 31 dec 2033: raad-uiterlijk

JAREN IN TITELS AANGEPAST
  •  Nota Sport 2026-2029 vaststellen → Nota Sport 2034-2037 vaststellen
  •  Nota Sport 2026-2029 → Nota Sport 2034-2037
"""
    )


def test_in_english(nota: Path) -> None:
    ran = repeat(nota, *ANCHOR, "--summary", "--lang", "en")
    assert "In force: Thu 1 Jan 2026 → Sun 1 Jan 2034, 8 years later" in ran.out
    assert "meeting assumed" in ran.out
    text = repeat(nota, *ANCHOR, "--lang", "en").out
    assert "last cycle: eind april 2025" in text
    assert "Assumed: the same weekday; the meetings of PFHO are not known so far ahead." in text
    for dutch in ("Aangenomen", "vorige cyclus:", "Gebaseerd", "voorstel", "uiterste dag"):
        assert dutch not in text


def test_json(nota: Path) -> None:
    ran = repeat(nota, *ANCHOR, "--json")
    found = json.loads(ran.out)
    assert (found["format"], found["today"]) == (1, "2026-11-22")
    assert (found["from"], found["process"]) == ("sport-2026-2029", "sport-2034-2037")
    assert found["anchor"] == {
        "kind": "in-force", "before": "2026-01-01", "after": "2034-01-01", "days": 2922,
        "years": 8, "weeks": 417,
    }  # fmt: skip
    one = found["steps"][1]
    assert (one["id"], one["before"], one["after"]) == ("pfho", "2025-04-30", "2033-05-04")
    assert one["fate"] == "meeting"
    assert one["moved"] == ["wo 27 apr 2033 is Koningsdag, dus wo 4 mei 2033"]
    assert found["deadlines"] == [{"id": "raad-uiterlijk", "date": "2033-12-31"}]
    assert found["findings"] == []


def test_another_id(nota: Path) -> None:
    assert "sport-nieuw" in timeline_of(repeat(nota, *ANCHOR, "--id", "sport-nieuw").out).processes


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sport-2026-2029"], "noem één anker"),
        (["sport-2026-2029", *ANCHOR, "--start", "2032-01-01"], "noem één anker"),
        (["sport-2026-202", *ANCHOR], "bedoelt u 'sport-2026-2029'?"),
        (["leeg", *ANCHOR], "'leeg' heeft geen stap met een datum"),
        (["sport-2026-2029", "--in-force", "2026-11-22"], "is al voorbij"),
        (["sport-2026-2029", "--start", "2025-01-01"], "is al voorbij"),
        (["sport-2026-2029", "--in-force", "ooit"], "--in-force: 'ooit'"),
        (["sport-2026-2029", "--in-force", "[2034-01-01,2035-01-01]"], "is geen dag, maand"),
        (["sport-2026-2029", "--in-force", "2034~"], "is geen dag, maand"),
        (["sport-2026-2029", "--start", "2034-01"], "--start is een dag"),
        (["sport-2026-2029", "--in-force", "2199-12-31", "--id", "A B"], "--id:"),
        (["sport-2026-2029", *ANCHOR, "--json", "--summary"], "niet beide"),
        (["sport-2026-2029", *ANCHOR, "--output", "/nergens/x.toml"], "bestaat niet"),
        (["sport-2026-2029", "--in-force", "2026-11-24"], "dat past niet"),
    ],
)
def test_what_is_refused(nota: Path, words: list[str], said: str) -> None:
    ran = run("repeat", *words, "--file", nota, "--today", "2026-11-22")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    english = run("repeat", *words, "--file", nota, "--today", "2026-11-22", "--lang", "en")
    assert (english.code, english.out) == (2, "")
    assert english.err != ran.err


def test_an_anchor_that_the_process_has_not(nota: Path) -> None:
    nota.write_text(NOTA.replace("in_force = 2026-01-01\n", ""), encoding="utf-8")
    ran = repeat(nota, *ANCHOR)
    assert ran.code == 2
    assert ran.err == (
        "boplan: 'sport-2026-2029' heeft geen anker --in-force; wel --deadline (wo 31 dec 2025), "
        "--start (vr 25 apr 2025)\n"
    )


def test_a_year_past_2199(nota: Path) -> None:
    nota.write_text(NOTA.replace("[..2025-12-31]", "[..2027-12-31]"), encoding="utf-8")
    ran = repeat(nota, "--in-force", "2199-01-01")
    assert (ran.code, ran.out) == (2, "")
    assert "2199" in ran.err


def test_the_plan_after_2033_checks_clean(tmp_path: Path) -> None:
    made = tmp_path / "volgende.toml"
    words = ("repeat", "beleidsplan-2026-2033", *ANCHOR, "--file", SHIPPED)
    assert run(*words, "--today", "2026-11-22", "--output", made).code == 0
    shown = run("check", "--file", made, "--today", "2026-11-22")
    assert "0 fouten" in shown.out
    for command in ("status", "list", "gantt", "matrix"):
        assert run(command, "--file", made, "--today", "2033-01-01").code == 0
