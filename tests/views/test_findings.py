"""Findings as lines, as a document and as workflow commands."""

from __future__ import annotations

from datetime import date

import pytest

from boplan.model.timeline import Municipality, Timeline
from boplan.model.vocabulary import Certainty, Lang, Severity, Text
from boplan.rules.finding import Fault, Finding, Place
from boplan.views.findings import (
    Located,
    finding_document,
    finding_lines,
    github_lines,
    sentence,
)
from boplan.views.layout import cells, plain

TIMELINE = Timeline(
    title="Nota Sport", municipalities={"laren": Municipality(id="laren", name="Laren")}
)


def located(
    line: int = 7,
    *,
    code: str = "BP204",
    severity: Severity = Severity.ERROR,
    waived: str | None = None,
    what: Text = Text("is te laat", "is late"),  # noqa: B008  # a named tuple: it never changes
    basis: str = "startnotitie, p. 2",
    activity: str | None = "nota",
    rule: str | None = None,
    municipality: str | None = None,
    settle_by: date | None = None,
) -> Located:
    fault = Fault(
        place=Place("activity", "nota"),
        what=what,
        mend=Text("begin eerder", "begin earlier"),
        basis=Text(basis, basis),
        certainty=Certainty.CERTAIN if settle_by is None else Certainty.POSSIBLE,
        activity=activity,
        rule=rule,
        municipality=municipality,
        settle_by=settle_by,
    )
    return Located(line, Finding(code=code, severity=severity, fault=fault, waived=waived))


def shown(
    *found: Located,
    lang: Lang = "nl",
    width: int = 80,
    waived: bool = False,
) -> list[str]:
    lines = finding_lines(TIMELINE, found, "t.toml", lang=lang, width=width, show_waived=waived)
    return plain(lines).splitlines()


def test_nothing_found_is_one_line() -> None:
    assert shown() == ["0 fouten, 0 waarschuwingen, 0 opmerkingen, 0 mogelijk, 0 aanvaard"]
    assert shown(lang="en") == ["0 errors, 0 warnings, 0 notes, 0 possible, 0 waived"]


def test_one_finding() -> None:
    assert shown(located()) == [
        "BP204 fout  t.toml:7",
        "  'nota' is te laat",
        "  grond: startnotitie, p. 2",
        "  oplossing: begin eerder",
        "",
        "1 fout, 0 waarschuwingen, 0 opmerkingen, 0 mogelijk, 0 aanvaard",
    ]


@pytest.mark.parametrize(
    ("severity", "dutch", "english"),
    [
        (Severity.ERROR, "fout", "error"),
        (Severity.WARNING, "waarschuwing", "warning"),
        (Severity.NOTE, "opmerking", "note"),
    ],
)
def test_severities_have_a_word_for_one_and_for_more(
    severity: Severity, dutch: str, english: str
) -> None:
    one = located(severity=severity)
    assert shown(one)[0].startswith(f"BP204 {dutch}  ")
    assert f"1 {dutch}," in shown(one)[-1] + ","
    assert f"1 {english}," in shown(one, lang="en")[-1] + ","
    more = {"fout": "2 fouten", "waarschuwing": "2 waarschuwingen", "opmerking": "2 opmerkingen"}
    assert more[dutch] in shown(one, one)[-1]


def test_a_possible_finding_is_called_so_and_counted_apart() -> None:
    lines = shown(located(settle_by=date(2025, 6, 15)))
    assert lines[0] == "BP204 mogelijk  t.toml:7"
    assert lines[4] == "  kies uiterlijk zo 15 jun 2025"
    assert lines[-1].startswith("0 fouten, 0 waarschuwingen, 0 opmerkingen, 1 mogelijk")
    assert "  settle by Sun 15 Jun 2025" in shown(located(settle_by=date(2025, 6, 15)), lang="en")


def test_a_waived_finding_is_counted_and_shown_only_if_asked_for() -> None:
    one = located(waived="Zo afgesproken.")
    assert shown(one) == ["0 fouten, 0 waarschuwingen, 0 opmerkingen, 0 mogelijk, 1 aanvaard"]
    assert "  aanvaard: Zo afgesproken." in shown(one, waived=True)
    assert "  waived: Zo afgesproken." in shown(one, waived=True, lang="en")
    assert shown(one, waived=True)[-1] == shown(one)[-1]


def test_the_last_line_is_red_only_where_something_counts() -> None:
    def style(*found: Located) -> str:
        lines = list(finding_lines(TIMELINE, found, "t", lang="nl", width=80, show_waived=False))
        return lines[-1][0].style

    assert style() == style(located(waived="Ja.")) == "groen"
    assert style(located(severity=Severity.NOTE)) == "groen"
    assert style(located(settle_by=date(2025, 6, 15))) == "groen"
    assert style(located()) == style(located(severity=Severity.WARNING)) == "rood"


def test_a_sentence_names_the_step_the_rule_or_the_municipality() -> None:
    def said(one: Located) -> str:
        return sentence(TIMELINE, one.finding, "nl")

    assert said(located()) == "'nota' is te laat"
    assert said(located(municipality="laren")) == "'nota' (Laren) is te laat"
    assert said(located(rule="volgorde")) == "'nota' is te laat"
    assert said(located(activity=None, rule="volgorde")).startswith("regel 'volgorde'")
    one = located(activity=None, rule="volgorde")
    assert sentence(TIMELINE, one.finding, "en").startswith("rule 'volgorde'")
    assert said(located(activity=None)) == "is te laat"


@pytest.mark.parametrize("width", [40, 60, 80])
def test_long_sentences_wrap_between_words(width: int) -> None:
    what = Text("is op wo 31 dec 2025, " * 12, "is on Wed 31 Dec 2025, " * 12)
    lines = shown(
        located(what=what, waived="Reden " * 40, basis="bron " * 40), width=width, waived=True
    )
    assert max(map(cells, lines)) <= width
    assert "wo 31 dec 2025," in " ".join(lines)
    assert all(not line.strip() or line.startswith(("  ", "BP", "0", "1")) for line in lines)


def test_no_markup_is_understood() -> None:
    """What stands in the file is text: square brackets colour nothing."""
    lines = shown(located(waived="[red]gevaar[/red] {code}", basis="[bold]bron"), waived=True)
    assert "  aanvaard: [red]gevaar[/red] {code}" in lines
    assert "  grond: [bold]bron" in lines


def test_a_reason_of_several_lines_stays_within_its_finding() -> None:
    lines = shown(located(waived="Een.\nBP999 fout  x:1\n\tTwee."), waived=True)
    assert "  aanvaard: Een. BP999 fout x:1 Twee." in lines


def test_the_document_holds_every_key() -> None:
    one = located(municipality="laren", rule="volgorde", settle_by=date(2025, 6, 15), waived="Ja.")
    document = finding_document(TIMELINE, [one], "t.toml", "2025-04-28", "en")
    assert document == {
        "format": 1,
        "today": "2025-04-28",
        "findings": [
            {
                "code": "BP204",
                "severity": "error",
                "certainty": "possible",
                "activity": "nota",
                "municipality": "laren",
                "rule": "volgorde",
                "message": "'nota' (Laren) is late",
                "mend": "begin earlier",
                "basis": "startnotitie, p. 2",
                "settle_by": "2025-06-15",
                "file": "t.toml",
                "line": 7,
                "waived": "Ja.",
            }
        ],
    }
    assert finding_document(TIMELINE, [], "t.toml", "2025-04-28", "nl")["findings"] == []


@pytest.mark.parametrize(
    ("one", "level"),
    [
        (located(), "error"),
        (located(severity=Severity.WARNING), "warning"),
        (located(severity=Severity.NOTE), "notice"),
        (located(settle_by=date(2025, 6, 15)), "notice"),
    ],
    ids=["error", "warning", "note", "possible"],
)
def test_a_workflow_command(one: Located, level: str) -> None:
    (line,) = github_lines(TIMELINE, [one], "data/timeline.toml", "nl")
    assert line == f"::{level} file=data/timeline.toml,line=7,title=BP204::'nota' is te laat\n"


def test_workflow_commands_leave_out_what_was_accepted() -> None:
    assert list(github_lines(TIMELINE, [located(waived="Ja.")], "t.toml", "nl")) == []


def test_workflow_commands_escape_as_github_asks() -> None:
    """%, CR and LF everywhere; colon and comma in properties only."""
    one = located(what=Text("100%:\r\nklaar, ja", "x"))
    (line,) = github_lines(TIMELINE, [one], "a%b,c:d\ne.toml", "nl")
    assert line == (
        "::error file=a%25b%2Cc%3Ad%0Ae.toml,line=7,title=BP204::'nota' 100%25:%0D%0Aklaar, ja\n"
    )
