"""`boplan route`: what the program answers, what it writes to paste, and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.helpers import HEAD, ROOT, SHIPPED, Ran, answer, run, timeline_of
from tests.schedule.test_route_examples import BODIES, MANDATE, PFHO, TOWNS, TUESDAYS, USUAL

TODAY = "--today=2027-01-04"
LEAD = "--today=2026-11-22"
TITLE = "Uitvoeringsprogramma 2030-2033"
PAGE = ROOT / "docs" / "route.md"


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "timeline.toml"
    path.write_text(HEAD + TOWNS + BODIES + MANDATE + PFHO + TUESDAYS, encoding="utf-8")
    return f"--file={path}"


def asked(*words: str, file: str, today: str = TODAY) -> Ran:
    return run("route", "--body=pfho", "--document=Nota", *words, file, today)


def refused(*words: str) -> str:
    """Return the one sentence with which a command is refused."""
    ran = run("route", *words)
    assert (ran.code, ran.out) == (2, ""), ran
    assert ran.err.startswith("boplan: ")
    return ran.err.removeprefix("boplan: ").rstrip("\n")


# -- the lead ------------------------------------------------------------------------------


def test_the_lead_plans_back_from_a_meeting_of_the_portfolio_holders() -> None:
    """20 May 2027: the AO on 29 April, the DO on Ascension Day and so on a day nobody knows."""
    out = answer("route", "--body=pfho-go", "--on=2027-05-20", f"--document={TITLE}",
                 "--route=met-mandaat", LEAD)  # fmt: skip
    assert "Stukken gereed               wo 28 apr 2027    wo 21 apr 2027" in out
    assert "do 6 mei 2027, maar dat is Hemelvaartsdag" in out
    assert "of het dan vergadert, is niet bekend" in out
    assert "t/m vr 13 aug 2027 (12 weken)" in out


def test_a_meeting_day_is_never_invented() -> None:
    """No source knows a meeting of 2027: the answer is from when, not when."""
    words = ("route", "--body=pfho-go", "--ready=2027-04-01", f"--document={TITLE}",
             "--route=met-mandaat", LEAD)  # fmt: skip
    out = answer(*words)
    assert "PFHO G&O: niet bekend" in out
    assert "vanaf vr 23 apr 2027 is te halen" in out
    document = json.loads(answer(*words, "--json"))
    assert (document["meeting"], document["stops"]) == (None, [])
    assert document["unknown_from"] == "2027-04-23"


def test_what_is_proposed_can_be_pasted(tmp_path: Path) -> None:
    path = tmp_path / "timeline.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    for number, route in enumerate(("gebruikelijk", "met-mandaat", "zorg-en-veiligheid")):
        words = (f"--on=2027-06-{10 + 7 * number}", f"--document=Nota {number}",
                 f"--route={route}", "--format=toml", LEAD)  # fmt: skip
        path.write_text(text, encoding="utf-8")
        text += "\n" + answer("route", "--body=pfho-go", *words, f"--file={path}")
        path.write_text(text, encoding="utf-8")
        checked = run("check", LEAD, f"--file={path}", "--json")
        assert checked.code == 0, checked.out
    assert '[[process]]\nid = "nota-2"' in text
    assert "Voorstel van boplan" in text


# -- formats -------------------------------------------------------------------------------


def test_the_table_of_a_cover_sheet(file: str) -> None:
    assert answer("route", "--body=pfho", "--document=Nota", "--on=2027-06-03", file, TODAY,
                  "--format=markdown").splitlines() == [
        "| Datum | Overleg | Doel | Conclusie |",
        "|---|---|---|---|",
        "| uiterlijk wo 12 mei 2027 | Stukken gereed |  |  |",
        "| do 13 mei 2027 | AO | Adviseren |  |",
        "| do 20 mei 2027 | DO | Adviseren |  |",
        "| di 1 jun 2027 | Colleges | Besluiten |  |",
        "| do 3 jun 2027 | PFHO | Besluiten |  |",
        "| vr 4 jun 2027 t/m vr 27 aug 2027 | Raden | Zienswijze |  |",
    ]  # fmt: skip


def test_in_english_it_is_english(file: str) -> None:
    for style in ("text", "markdown"):
        out = asked("--on=2027-06-03", f"--format={style}", "--lang=en", file=file).out
        assert "Papers ready" in out
        assert not re.search(r"uiterlijk|vóór|niet bekend|comfortabel", out)


def test_the_json_has_the_keys_of_the_page(file: str) -> None:
    named = set(re.findall(r"^\| `([^`]+)` \|", PAGE.read_text(encoding="utf-8"), re.M))

    def keys(value: object, path: str = "") -> set[str]:
        if isinstance(value, list):
            return {key for one in value for key in keys(one, f"{path}[]")}
        if not isinstance(value, dict):
            return set()
        found = {f"{path}.{key}".lstrip(".") for key in value}
        return found | {
            key for name, one in value.items() for key in keys(one, f"{path}.{name}".lstrip("."))
        }

    found = set()
    late = asked("--ready=2027-05-13", "--json", file=file).out
    for text in (late, asked("--on=2027-06-03", "--json", file=file).out):
        found |= keys(json.loads(text))
    papers = {"stops[].shares[].papers[].body", "stops[].shares[].papers[].due"}
    assert found | papers == {one for one in named if not one.startswith("--")}


def test_the_same_question_gives_the_same_bytes(file: str) -> None:
    for style in ("--format=text", "--format=toml", "--json"):
        words = ("--on=2027-06-03", style)
        assert asked(*words, file=file).out == asked(*words, file=file).out


# -- documents, processes, routes ----------------------------------------------------------


def test_a_document_of_the_timeline_keeps_its_id_and_process() -> None:
    out = answer("route", "--body=pfho-go", "--on=2025-05-22", "--document=conceptbeleidsplan",
                 "--route=met-mandaat", "--today=2025-03-01", "--format=toml")  # fmt: skip
    assert "[[document]]" not in out
    assert "[[process]]" not in out
    assert out.count('process = "beleidsplan-2026-2033"') == 6


def test_a_title_much_like_another_is_said() -> None:
    words = ("route", "--body=pfho-go", "--on=2027-05-20", f"--document={TITLE}",
             "--route=gebruikelijk", LEAD)  # fmt: skip
    said = " ".join(answer(*words).split())
    assert "bedoelt u 'Uitvoeringsprogramma Bescherming en Opvang 2030-2033'?" in said
    assert answer(*words, "--format=toml").startswith("# nieuw (uitvoeringsprogramma-2030-2033-2)")
    assert json.loads(answer(*words, "--json"))["document"]["similar"] == (
        "uitvoeringsprogramma-2030-2033"
    )


def test_steps_that_would_break_a_rule_are_refused_with_what_check_says() -> None:
    """Only colleges adopt an uitvoeringsprogramma: a rule of the timeline, startnotitie p. 5."""
    said = refused("--body=pfho-go", "--on=2027-05-20", "--route=gebruikelijk",
                   "--document=uitvoeringsprogramma-2030-2033", LEAD)  # fmt: skip
    assert said.startswith("deze stappen zouden een bevinding van check geven: BP213 ")


def test_several_routes_are_listed() -> None:
    said = refused("--body=pfho-go", "--on=2027-05-20", "--document=x", LEAD)
    assert said.splitlines()[0] == "langs PFHO G&O komen 3 routes; kies er een:"
    assert re.findall(r"--route (\S+):", said) == [
        "gebruikelijk", "met-mandaat", "zorg-en-veiligheid",
    ]  # fmt: skip


def test_the_only_route_is_taken() -> None:
    out = answer("route", "--body=bozv", "--on=2027-05-20", "--document=x", LEAD, "--json")
    assert json.loads(out)["route"] == "zorg-en-veiligheid"


# -- bad input -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "geef één van beide"),
        (("--on=2027-06-03", "--ready=2027-05-01"), "geef één van beide"),
        (("--on=2027-06-31",), "--on is een dag zoals"),
        (("--on=3 juni",), "--on is een dag zoals"),
        (("--on=2027-06",), "--on is een dag zoals"),
        (("--on=2026-12-31",), "--on: do 31 dec 2026 is al voorbij"),
        (("--ready=2026-12-31",), "ligt het stuk er al, geef dan vandaag"),
        (("--on=1899-01-01",), "--on is een dag zoals"),
        (("--on=2199-12-31",), "ligt verder weg dan boplan kan plannen"),
        (("--on=2027-06-10",), "vergadert volgens de agenda niet op do 10 jun 2027"),
        (("--on=2027-06-05",), "(zaterdag)"),
        (("--on=2027-05-17",), "(Tweede Pinksterdag)"),
        (("--on=2027-06-03", "--today=2027-05-20"), "uiterlijk wo 12 mei 2027 er zijn"),
        (("--on=2027-06-03", "--route=q"), "is niet het id van een [[route]]"),
        (("--on=2027-06-03", "--body=pfo"), "--body: 'pfo' is niet het id"),
        (("--on=2027-06-03", "--municipality=lren"), "bedoelt u 'laren'?"),
        (("--on=2027-06-03", "--process=q"), "--process: 'q' is niet het id"),
        (("--on=2027-06-03", "--format=pdf"), "--format kent text, markdown, toml"),
        (("--on=2027-06-03", "--format=toml", "--json"), "kies --json of --format"),
        (("--on=2027-06-03", "--document="), "de tekst is leeg"),
        (("--on=2027-06-03", "--document=a\x1b[31mb"), "stuurteken U+001B"),
        (("--on=2027-06-03", "--document=a\nb"), "stuurteken U+000A"),
        (("--on=2027-06-03", "--document=" + "x" * 501), "hoogstens 500 mag"),
        (("--ready=2028-02-01", "--format=toml"), "geen bekende vergadering"),
    ],
)
def test_bad_input_gets_one_sentence(file: str, words: tuple[str, ...], said: str) -> None:
    ran = asked(*words, file=file)
    today = [one for one in words if one.startswith("--today")]
    if today:
        ran = run("route", "--body=pfho", "--document=Nota", file, *words)
    assert (ran.code, ran.out) == (2, ""), ran
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert ran.err.startswith("boplan: ")


def test_what_is_missing_is_named(file: str) -> None:
    assert refused("--document=x", "--on=2027-06-03", file, TODAY) == "--body ontbreekt"
    assert refused("--body=pfho", "--on=2027-06-03", file, TODAY) == "--document ontbreekt"


def test_a_timeline_without_routes(tmp_path: Path) -> None:
    path = tmp_path / "timeline.toml"
    path.write_text(HEAD + BODIES, encoding="utf-8")
    said = refused("--body=pfho", "--on=2027-06-03", "--document=x", f"--file={path}", TODAY)
    assert said.startswith("er is geen [[route]] langs PFHO")


@pytest.mark.parametrize(
    "title",
    [
        "| kolom | <script>alert(1)</script> `code` [x](y)", '"""', "'", "\\", "[[activity]]",
        "a = 1 # b", "{label}", "[red]rood[/red]", "日本語の計画", "…", "---", "é" * 500,
    ],
)  # fmt: skip
def test_a_hostile_title_is_only_text(tmp_path: Path, title: str) -> None:
    path = tmp_path / "timeline.toml"
    text = HEAD + TOWNS + BODIES + USUAL + PFHO + TUESDAYS
    path.write_text(text, encoding="utf-8")
    words = (
        "route",
        "--body=pfho",
        "--on=2027-06-03",
        "--document",
        title,
        f"--file={path}",
        TODAY,
    )
    pasted = answer(*words, "--format=toml")
    timeline = timeline_of(text + "\n" + pasted)
    assert [one.title for one in timeline.documents.values()] == [title]
    assert json.loads(answer(*words, "--json"))["document"]["title"] == title
    assert title.split()[0] in answer(*words).replace("\n", "") or "…" in title
    assert answer(*words, "--format=markdown")


def test_hostile_names_stay_in_their_cell(tmp_path: Path) -> None:
    path = tmp_path / "timeline.toml"
    names = BODIES.replace('short = "PFHO"', 'short = "P|F <b>*H*</b> & {x}"')
    path.write_text(HEAD + TOWNS + names + USUAL + PFHO + TUESDAYS, encoding="utf-8")
    words = ("route", "--body=pfho", "--on=2027-06-03", "--document=x", f"--file={path}", TODAY)
    row = answer(*words, "--format=markdown").splitlines()[5]
    assert row == (r"| do 3 jun 2027 | P\|F \<b\>\*H\*\</b\> &amp; \{x\} | Besluiten |  |")
    assert "P|F <b>*H*</b> & {x}" in answer(*words)
