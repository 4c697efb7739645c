"""What the reader makes of a right file, and what it says of a wrong one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from boplan.dates.notation import parse as when_of
from boplan.model.timeline import Citation, Period
from boplan.model.vocabulary import Level, Link, Purpose
from boplan.store.problems import quote
from boplan.store.reader import parse
from tests.helpers import FORMAT_PAGE, HEAD, day, problems_of, record, step, timeline_of


def _said(text: str) -> list[tuple[str, str]]:
    return [(problem.text.nl, problem.text.en) for problem in problems_of(text)]


def test_the_example_on_the_page_reads() -> None:
    """The page alone is enough to write a timeline: its example is one."""
    page = FORMAT_PAGE.read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    timeline = timeline_of(example)
    step_ = timeline.activities["vaststelling"]
    assert timeline.title == "Nota Sport"
    assert timeline.bodies["raad"].level is Level.RAAD
    assert step_.purpose is Purpose.VASTSTELLEN
    assert step_.when == when_of("[2027-04-14,2027-05-12]")
    assert [(after.id, after.lag, after.link) for after in step_.after] == [
        ("concept", Period(1, "D"), Link.FS)
    ]


def test_defaults() -> None:
    timeline = timeline_of(HEAD + step("a"))
    assert (timeline.language, timeline.time_zone) == ("nl", "Europe/Amsterdam")
    assert timeline.activities["a"].scope is None
    assert timeline.activities["a"].after == ()
    assert timeline.processes["p"].evidence_until is None
    assert timeline.processes["p"].label == "Een proces"


def test_everything_that_is_written_is_held() -> None:
    text = HEAD.replace("[[process]]", """\
[[source]]
id = "nota"
title = "Nota"
date = "2024-12"

[[process]]""") + step(
        "a",
        "when = 2022-10-03T14:00:00",
        'duration = "PT1H30M"',
        'remind = ["P21D", "P1W"]',
        'was = ["oud", "ouder"]',
        'source = ["nota, p. 1", "nota, p. 2, noot 3"]',
        'note = """een\r\n\ttwee"""',
    )  # fmt: skip
    made = timeline_of(text).activities["a"]
    assert made.duration == 90
    assert made.remind == (Period(21, "D"), Period(1, "W"))
    assert made.was == ("oud", "ouder")
    assert made.source == (Citation("nota", "p. 1"), Citation("nota", "p. 2, noot 3"))
    assert made.note == tomllib.loads(text)["activity"][0]["note"]


def test_order_of_the_file_is_kept() -> None:
    ids = ["m", "z", "a", "k"]
    timeline = timeline_of("".join(step(one) for one in ids) + HEAD)
    assert list(timeline.activities) == ids


def test_whose_step_it_is() -> None:
    """All municipalities for a body that is per municipality, those named, or none."""
    text = (
        HEAD
        + """
[[municipality]]
id = "hilversum"
name = "Hilversum"

[[municipality]]
id = "laren"
name = "Laren"

[[body]]
id = "raden"
name = "Raden"
level = "raad"
per_municipality = true

[[body]]
id = "pfho"
name = "PFHO"
level = "bestuurlijk"
"""
    )
    timeline = timeline_of(
        text
        + step("alle", body="raden")
        + step("een", 'scope = ["laren"]', body="raden")
        + step("samen", 'body = ["pfho", "raden"]')
        + step("geen", body="pfho")
        + step("niemand")
    )
    whose = {one.id: timeline.municipalities_of(one) for one in timeline.activities.values()}
    assert whose == {
        "alle": ("hilversum", "laren"), "een": ("laren",), "samen": ("hilversum", "laren"),
        "geen": (), "niemand": (),
    }  # fmt: skip


NEAREST = {
    # what stands there: what is nearest
    'purpose = "vastellen"': "vaststellen",
    'whem = "2025"': "when",
    'after = ["concept-gered"]': "concept-gereed",
    'owner = "regoi"': "regio",
    'after = [{ id = "concept-gereed", lagg = "P7D" }]': "lag",
    'after = [{ id = "concept-gereed", link = "FSX" }]': "FS",
}


@pytest.mark.parametrize("line", NEAREST)
def test_the_nearest_right_word_is_named(line: str) -> None:
    text = HEAD + '[[owner]]\nid = "regio"\nname = "Regio"\n' + step("concept-gereed")
    ((dutch, english),) = _said(text + step("b", line))
    assert f"bedoelt u '{NEAREST[line]}'?" in dutch
    assert f"did you mean '{NEAREST[line]}'?" in english


def test_the_nearest_of_six_thousand_is_found() -> None:
    """In a file too large to compare with every id."""
    text = HEAD + "".join(step(f"stap-{n}") for n in range(6000)) + step("vaststelling-raden")
    ((dutch, _),) = _said(text + step("b", 'after = ["vaststeling-raden"]'))
    assert "bedoelt u 'vaststelling-raden'?" in dutch


def test_nothing_is_suggested_that_is_not_near() -> None:
    ((dutch, english),) = _said(HEAD + step("b", "qqqqqq = 1"))
    assert "bedoelt u" not in dutch
    assert "did you mean" not in english


def test_a_wrong_table_names_the_nearest() -> None:
    ((dutch, _),) = _said(HEAD + '[[activty]]\nid = "a"\n')
    assert dutch == "onbekende tabel 'activty'; bedoelt u 'activity'?"


def test_a_wrong_date_shows_the_right_form() -> None:
    ((dutch, english),) = _said(HEAD + step("a", when="5 december 2024"))
    assert "'5 december 2024'" in dutch
    assert "schrijf '2024-12-05'" in dutch
    assert "write '2024-12-05'" in english


def test_a_double_id_names_the_line_of_the_first() -> None:
    text = HEAD + step("a") + step("a")
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line == 'id = "a"']
    (problem,) = problems_of(text)
    assert problem.line == lines[1]
    assert f"regel {lines[0]}" in problem.text.nl
    assert f"line {lines[0]}" in problem.text.en


def test_a_circle_is_named_whole_in_the_order_of_waiting() -> None:
    """From the first in the file: each arrow goes from a step to what waits for it."""
    text = HEAD + step("b", 'after = ["a"]') + step("c", 'after = ["b"]')
    text += step("a", 'after = ["c"]') + step("buiten", 'after = ["c"]')
    (problem,) = problems_of(text)
    assert problem.code == "BP111"
    assert problem.text.en.endswith(": b -> c -> a -> b")


def test_a_circle_of_twenty_is_named_whole() -> None:
    ring = [step(f"s{n}", f'after = ["s{(n - 1) % 20}"]') for n in range(20)]
    (problem,) = problems_of(HEAD + "".join(ring))
    assert problem.text.nl.endswith(": " + " -> ".join(f"s{n % 20}" for n in range(21)))


def test_a_circle_of_five_thousand_says_how_many() -> None:
    ring = [step(f"s{n}", f'after = ["s{(n - 1) % 5000}"]') for n in range(5000)]
    (problem,) = problems_of(HEAD + "".join(ring))
    assert problem.code == "BP111"
    assert "5000" in problem.text.nl
    assert ": s0 -> s1 -> s2 ->" in problem.text.nl
    assert len(problem.text.nl) < 1000


def test_a_chain_of_five_thousand_is_no_circle() -> None:
    chain = [step(f"s{n}", f'after = ["s{n + 1}"]') for n in range(4999)] + [step("s4999")]
    assert len(timeline_of(HEAD + "".join(chain)).activities) == 5000


def test_all_problems_come_at_once_in_order_of_line() -> None:
    text = HEAD + step("a", "whem = 1", when="2025-13") + step("a") + step("b", 'after = ["c"]')
    problems = problems_of(text)
    assert [problem.code for problem in problems] == ["BP108", "BP104", "BP110", "BP109"]
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)


def test_what_is_quoted_is_short_and_prints() -> None:
    """A value that is shown in a message can do nothing to the terminal."""
    long = 'when = "' + "2" * 9000 + '"'
    escape = r'when = "\u001b[31mrood\u0007\u202e"'
    for dutch, english in _said(HEAD + step("a", long) + step("b", escape)):
        for said in (dutch, english):
            assert said.isprintable()
            assert len(said) < 300
    assert quote("a" * 100, 10) == "'aaaaaaaaa…'"
    assert quote([1]) == "[…]"
    assert quote({}) == "{…}"
    assert quote(True) == "true"


def test_hostile_titles_are_kept_as_they_are() -> None:
    """Marks of rich, format strings and backslashes mean nothing to the reader."""
    for title in ("[red]rood[/red]", "{title}", "%s %d", "\\\\ a\\\\nb", "<b>&amp;</b>"):
        timeline = timeline_of(HEAD + f'[[owner]]\nid = "o"\nname = "{title}"\n')
        assert timeline.owners["o"].name == title.replace("\\\\", "\\")


def test_positions_name_headings_and_keys() -> None:
    text = (
        HEAD
        + "\n"
        + step("a", 'note = """', "[[activity]]", '"""')
        + step("b", "when = 2025-01-01")
    )
    reading = parse(text.encode(), Path("t.toml"))
    lines = text.split("\n")
    assert lines[reading.positions.table("activity", 1) - 1] == "[[activity]]"
    assert lines[reading.positions.table("activity", 1)] == 'id = "b"'
    assert lines[reading.positions.key("activity", 1, "when") - 1] == "when = 2025-01-01"
    assert reading.positions.key("activity", 1, "note") == reading.positions.table("activity", 1)
    assert reading.positions.table("activity", 7) == 0


def test_a_record_needs_no_id_and_keeps_its_order() -> None:
    text = HEAD + step("a") + record("a", "note", note="een") + record("a", "note", note="twee")
    assert [one.note for one in timeline_of(text).records] == ["een", "twee"]
    assert timeline_of(HEAD + step("a", "effective = 2026-01-01")).activities["a"].effective == day(
        "2026-01-01"
    )
