"""`why` by hand: each link of the chain, worked out on paper."""

from __future__ import annotations

import re

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from boplan.schedule.network import Network
from boplan.schedule.progress import progress
from boplan.store.reader import read
from boplan.views.paint import paint
from boplan.views.status import status_lines
from boplan.views.why import Why, why_document, why_lines
from tests.helpers import HEAD, SHIPPED, day, record, step, timeline_of

PFHO = """\
[[body]]
id = "pfho"
name = "Portefeuillehoudersoverleg"
short = "PFHO"
level = "bestuurlijk"

[[agenda]]
body = "pfho"
kind = "complete"
from = 2026-01-01
until = 2026-12-31
meetings = [2026-03-05, 2026-05-07, 2026-07-02, 2026-09-10]
"""
DEADLINE = '[[deadline]]\nid = "d"\nactivity = "c"\ndate = 2026-07-31\nbasis = "custom"\n'
TERM = (
    '[[rule]]\nid = "twaalf-weken"\nkind = "duration"\nbasis = "statutory"\n'
    'article = "Awb 3:16"\nactivity = "b"\nminimum = "P12W"\n'
)
CHAIN = (
    PFHO
    + step("a", "when = 2026-02-02")
    + step("b", 'after = ["a"]', purpose="zienswijze")
    + step("c", 'after = ["b"]', body="pfho", purpose="besluiten")
    + TERM
    + DEADLINE
)
"""Papers on 2 February; twelve weeks from the 3rd run through 28 April; the next PFHO is 7 May."""


def said(text: str, one: str, today: str = "2026-01-15", lang: str = "nl") -> str:
    """Return `why` as one line of words."""
    timeline = timeline_of(HEAD + text)
    why = Why(Network.of(timeline, progress(timeline, day(today)), day(today)))
    shown = paint(why_lines(why, one, lang="en" if lang == "en" else "nl", width=200), colour=False)
    return re.sub(r"\s+", " ", shown)


def test_a_chain_of_papers_a_term_and_a_meeting() -> None:
    shown = said(CHAIN, "c")
    assert "Staat op do 7 mei 2026" in shown
    assert "▸ wo 29 apr 2026 Stap b (b) klaar, + 1 dag" in shown
    assert "▸ do 7 mei 2026 de eerstvolgende vergadering van PFHO" in shown
    # The term began on the day after the papers.
    assert "← di 28 apr 2026 Stap b" in shown
    assert "← ma 2 feb 2026 Stap a sluit aan: een dag later schuift door" in shown


def test_a_term_names_its_article() -> None:
    shown = said(CHAIN, "b")
    assert "Staat op di 3 feb 2026 t/m di 28 apr 2026" in shown
    assert "di 28 apr 2026 duurt minstens 12 weken (Awb 3:16)" in shown


def test_the_room_is_what_the_meetings_leave() -> None:
    """The last PFHO before 31 July is 2 July: 56 days after 7 May, for sure and at most."""
    shown = said(CHAIN, "c")
    assert "do 2 jul 2026 Stap c: vr 31 jul 2026 (d) speling: 56 dagen (1 vergadering)" in shown
    # b must be done on 1 July: 64 days later than 28 April. a goes along.
    assert "speling: 64 dagen" in said(CHAIN, "b")
    assert "speling: 64 dagen" in said(CHAIN, "a")


def test_without_an_agenda_the_next_meeting_is_not_known() -> None:
    shown = said(CHAIN.replace('kind = "complete"', 'kind = "attested"'), "c")
    assert "Staat op niet vóór wo 29 apr 2026" in shown
    assert "van PFHO is de volgende vergadering niet bekend: niet eerder dan deze dag" in shown


def test_what_is_overdue_is_done_today_at_the_earliest() -> None:
    shown = said(CHAIN, "a", "2026-02-10")
    assert "Staat op di 10 feb 2026; gepland was ma 2 feb 2026" in shown
    assert "▸ di 10 feb 2026 nog niet gedaan, dus op zijn vroegst vandaag" in shown


def test_what_was_done_stays() -> None:
    text = CHAIN + record("a", "done", "on = 2026-02-05")
    shown = said(text, "a", "2026-03-01")
    assert "Staat op do 5 feb 2026" in shown
    assert "zo is het gegaan" in shown
    assert "Uiterlijk" not in shown


def test_the_plan_names_its_source() -> None:
    text = '[[source]]\nid = "brief"\ntitle = "De brief"\n' + step(
        "a", "when = 2026-02-02", source="brief, p. 3"
    )
    assert "▸ ma 2 feb 2026 het plan: De brief, p. 3" in said(text, "a")
    assert "▸ Mon 2 Feb 2026 the plan: De brief, p. 3" in said(text, "a", lang="en")


@pytest.mark.parametrize("one", ["zonder", "weg"])
def test_a_step_on_no_day(one: str) -> None:
    text = step("zonder") + step("weg", "when = 2026-02-02")
    text += record("weg", "cancelled", "on = 2026-01-05", reason="Niet meer.")
    expected = {
        "zonder": "Staat op nergens: geen datum",
        "weg": "Deze stap gaat niet door",
    }
    assert expected[one] in said(text, one)


def test_papers_that_miss_a_meeting() -> None:
    """Ready on 28 April and due three weeks before: 7 May is twelve days short, next is 2 July."""
    text = (
        PFHO.replace('level = "bestuurlijk"', 'level = "bestuurlijk"\npapers = "P21D"')
        + step("a", "when = 2026-04-28", purpose="aanleveren")
        + step("c", 'after = ["a"]', body="pfho", purpose="besluiten")
    )
    shown = said(text, "c")
    assert "Staat op do 2 jul 2026" in shown
    assert "di 19 mei 2026 stukken voor PFHO moeten 21 dagen eerder binnen zijn: Stap a" in shown
    assert "de eerstvolgende vergadering van PFHO" in shown
    assert "te vroeg: do 7 mei 2026 (12 dagen)" in shown


def test_a_clash_is_one_smallest_set() -> None:
    """Due on 1 May: the term ends on 28 April, c could be on the 29th, but the PFHO is on 7 May."""
    text = CHAIN.replace("date = 2026-07-31", "date = 2026-05-01")
    shown = said(text, "c")
    clashing = shown[shown.index("Dit botst met d") :]
    assert "• ma 2 feb 2026 Stap a (a) het plan" in clashing
    assert "• di 28 apr 2026 Stap b (b) duurt minstens 12 weken" in clashing
    assert "• do 7 mei 2026 Stap c (c) de eerstvolgende vergadering van PFHO" in clashing
    assert "✖ vr 1 mei 2026 uiterste dag (d)" in clashing


def test_what_is_not_needed_for_a_clash_is_not_in_it() -> None:
    """Due on 20 April the term alone is too long: the meeting adds nothing."""
    shown = said(CHAIN.replace("date = 2026-07-31", "date = 2026-04-20"), "c")
    clashing = shown[shown.index("Dit botst met d") :]
    assert "duurt minstens 12 weken" in clashing
    assert "vergadering" not in clashing


def test_a_fully_english_answer() -> None:
    shown = said(CHAIN, "c", lang="en")
    for dutch in ("dag", "eerst", "speling", "Uiterlijk", "klaar", "vergadering", "tussen"):
        assert dutch not in shown
    assert "the next meeting of PFHO" in shown
    assert "float: 56 days" in shown


def test_for_a_program() -> None:
    timeline = timeline_of(HEAD + CHAIN)
    today = day("2026-01-15")
    document = why_document(Why(Network.of(timeline, progress(timeline, today), today)), "c", today)
    (job,) = document["jobs"]
    assert (job["start"], job["finish"], job["certain"]) == ("2026-05-07", "2026-05-07", True)
    assert job["not_before"][-1] == {
        "kind": "link", "date": "2026-04-29", "after": "b", "lag": "P1D", "link": "FS",
        "body": None, "rule": None,
    }  # fmt: skip
    assert [one["kind"] for one in job["then"]] == ["meeting"]
    assert [(one["id"], one["start"], one["gap"]) for one in job["chain"]] == [
        ("b", "2026-02-03", 8), ("a", "2026-02-02", 0),
    ]  # fmt: skip
    assert job["deadlines"] == [
        {"id": "d", "date": "2026-07-31", "latest_start": "2026-07-02",
         "float": {"sure": 56, "possible": 56, "meetings": 1}},
    ]  # fmt: skip


def test_status_says_what_a_missed_meeting_costs() -> None:
    """From 7 May to 2 July is 56 days; the complete agenda says so."""
    text = CHAIN.replace(
        step("c", 'after = ["b"]', body="pfho", purpose="besluiten"),
        step("c", "when = 2026-05-07", 'after = ["b"]', body="pfho", purpose="besluiten"),
    )
    head = HEAD + 'final_deadline = "d"\n'
    timeline, today = timeline_of(head + text), day("2026-01-15")
    steps = progress(timeline, today)
    shown = paint(status_lines(timeline, steps, steps, today, lang="nl", width=120), colour=False)
    assert "Speling: 56 dagen; het krapst: c" in shown
    assert "PFHO van do 7 mei 2026 missen kost 56 dagen." in shown


@pytest.mark.parametrize("width", [80, 120])
def test_the_final_plan(width: int, file_regression: FileRegressionFixture) -> None:
    timeline = read(SHIPPED).timeline
    today = day("2025-04-28")
    why = Why(Network.of(timeline, progress(timeline, today), today))
    shown = paint(why_lines(why, "vaststelling-pfho", lang="nl", width=width), colour=False)
    assert max(map(len, shown.splitlines())) <= width
    file_regression.check(shown)
