"""Whole answers over the shipped timeline, each read by a person before it was kept.

`pytest --force-regen tests/views/test_goldens.py` writes them anew: read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

import boplan
from tests.helpers import answer

OURS = {"PYTHONPATH": str(Path(boplan.__file__).parents[1])}
"""The program in a process of its own is the one that these tests import."""

PLAN = "--process=beleidsplan-2026-2033"
CASES = {
    "status-before-the-concept-nl-80": "80 status --today 2025-04-28",
    "status-before-the-concept-en-120": "120 status --today 2025-04-28 --lang en",
    "status-startnotitie-nl-80": "80 status --today 2024-11-20",
    "status-after-the-sources-nl-80": "80 status --today 2026-11-22",
    "status-plan-all-nl-120": f"120 status --all {PLAN} --today 2025-04-28",
    "status-hilversum-nl-80": "80 status --municipality hilversum --today 2026-11-22",
    "list-plan-before-the-concept-nl-80": f"80 list {PLAN} --today 2025-04-28",
    "list-plan-after-the-sources-en-120": f"120 list {PLAN} --today 2026-11-22 --lang en",
    "list-directors-nl-80": "80 list --body do-sd --today 2024-11-20",
    "show-colleges-nl-80": "80 show concept-colleges --today 2025-04-28",
    "show-portfolio-holders-nl-80": "80 show concept-pfho --today 2025-04-28",
    "show-fallback-en-120": "120 show vaststelling-terugval --today 2026-11-22 --lang en",
    "show-outcomes-nl-80": "80 show briefadres-besluit --today 2026-11-22",
    "show-partly-done-nl-80": "80 show afwegingskader-bw-lokaal --today 2026-11-22",
}


# A small timeline in which everything happens that can happen to a step.
NOTA = "--file=tests/views/nota.toml --today=2027-05-03"
CASES |= {
    "nota-status-nl-80": f"80 status {NOTA}",
    "nota-status-laren-en-80": f"80 status {NOTA} --municipality laren --lang en",
    "nota-list-nl-80": f"80 list {NOTA}",
    "nota-show-moved-nl-80": f"80 show concept {NOTA}",
    "nota-show-links-en-80": f"80 show bespreking {NOTA} --lang en",
    "nota-show-against-the-order-nl-80": f"80 show reactienota {NOTA}",
    "nota-show-deadlines-nl-80": f"80 show vaststelling {NOTA}",
    "nota-show-superseded-nl-80": f"80 show feest {NOTA}",
}

# Every agenda is complete, but that of one council after the summer.
AGENDA = "--file=tests/views/agenda.toml --today=2027-02-01"
CASES |= {
    "simulate-concept-nl-80": "80 simulate concept-gereed --by P2W --today 2025-04-28",
    "simulate-concept-late-en-120": "120 simulate concept-gereed --by P2M --today 2025-04-28 "
    "--lang en",
    "simulate-final-plan-nl-80": "80 simulate definitief-gereed --by P4D --today 2025-04-28",
    "simulate-missed-meeting-nl-80": f"80 simulate concept --by P4D {AGENDA}",
    "simulate-councils-en-120": f"120 simulate nota --by P36D {AGENDA} --lang en",
    "simulate-held-nl-80": f"80 simulate nota --to 2027-04-01 {AGENDA}",
    "simulate-several-nl-120": "120 simulate --move concept P4D --move bespreking 2027-05-13 "
    f"--move nota 2027-06 {AGENDA}",
    "route-mandate-nl-80": "80 route --body pfho-go --on 2027-05-20 --route met-mandaat "
    "--document conceptplan --today 2026-11-22",
    "route-ready-en-120": "120 route --body pfho-go --ready 2025-04-01 --route met-mandaat "
    "--document startnota --today 2025-03-01 --lang en",
    "simulate-late-already-nl-80": "80 simulate --done concept 2027-02-20 "
    "--file=tests/views/agenda.toml --today=2027-03-01",
}

# Seven councils and six colleges, each with a fate of its own.
SEVEN = "--file=tests/views/seven.toml --today=2026-01-12"
CASES |= {
    "matrix-before-the-concept-nl-80": "80 matrix --today 2025-04-28",
    "matrix-before-the-concept-en-120": "120 matrix --today 2025-04-28 --lang en",
    "matrix-six-colleges-nl-80": "80 matrix convenant-hov-colleges startnotitie-colleges "
    "vaststelling-raden vaststelling-terugval --today 2026-04-01",
    "matrix-partly-done-en-80": "80 matrix --today 2026-11-22 --lang en",
    "matrix-nothing-nl-80": "80 matrix --owner ggd --today 2025-04-28",
    "seven-matrix-all-nl-80": f"80 matrix --all {SEVEN}",
    "seven-matrix-en-120": f"120 matrix {SEVEN} --lang en",
    "seven-matrix-laren-nl-80": f"80 matrix {SEVEN} --municipality laren",
    "seven-status-nl-80": f"80 status {SEVEN}",
    "seven-status-adviser-nl-80": f"80 status {SEVEN} --owner adviseurs",
    "seven-status-adviser-laren-en-120": f"120 status {SEVEN} --owner adviseurs "
    "--municipality laren --lang en",
    "seven-history-nl-80": f"80 list --history {SEVEN}",
    "seven-history-en-120": f"120 list --history {SEVEN} --lang en",
    "seven-show-moved-nl-80": f"80 show plan-gereed {SEVEN}",
    "seven-show-councils-nl-80": f"80 show vaststelling-raden {SEVEN}",
    "nota-history-nl-80": f"80 list --history {NOTA}",
    "history-of-the-plan-nl-80": f"80 list --history {PLAN} --today 2025-06-30",
    "status-adviser-laren-nl-80": "80 status --owner lokale-beleidsadviseurs "
    "--municipality laren --today 2025-04-28",
}

# The picture: by day, week, month and quarter, of one process and of all.
CASES |= {
    "gantt-plan-nl-80": f"80 gantt {PLAN} --today 2025-04-28",
    "gantt-plan-en-120": f"120 gantt {PLAN} --today 2025-04-28 --lang en",
    "gantt-plan-nl-240": f"240 gantt {PLAN} --today 2025-04-28",
    "gantt-plan-ascii-nl-80": f"80 gantt {PLAN} --today 2025-04-28 --ascii",
    "gantt-plan-by-day-nl-80": f"80 gantt {PLAN} --today 2025-04-28 --from 2025-04-21 "
    "--to 2025-06-08",
    "gantt-plan-two-weeks-en-80": f"80 gantt {PLAN} --today 2025-04-28 --from 2025-04-21 "
    "--to 2025-05-04 --lang en",
    "gantt-all-nl-100": "100 gantt --today 2025-04-28",
    "gantt-quarters-nl-80": "80 gantt --today 2025-04-28 --scale quarter --from 2022-01-01 "
    "--to 2033-12-31",
    "gantt-nothing-nl-80": "80 gantt --today 2025-04-28 --from 1999-06-01 --to 1999-12-31",
    "nota-gantt-nl-80": f"80 gantt {NOTA} --from 2027-03-01",
    "seven-gantt-nl-80": f"80 gantt {SEVEN} --from 2025-10-01",
    "seven-gantt-by-municipality-en-120": f"120 gantt {SEVEN} --by municipality "
    "--from 2025-10-01 --lang en",
    "seven-gantt-laren-nl-80": f"80 gantt {SEVEN} --municipality laren --from 2025-10-01",
}

# The small plan as agreed and a few weeks on; and this timeline against a small part of it.
DIFF = "diff tests/views/diff/voor.toml tests/views/diff/na.toml --today=2027-02-22"
CASES |= {
    "diff-nl-80": f"80 {DIFF}",
    "diff-back-en-120": "120 diff tests/views/diff/na.toml tests/views/diff/voor.toml "
    "--today=2027-02-22 --lang en --all",
    "diff-owner-nl-80": f"80 {DIFF} --owner regio",
    "diff-municipality-en-80": f"80 {DIFF} --municipality laren --lang en",
    "diff-markdown-nl": f"80 {DIFF} --format markdown",
    "diff-folded-nl-80": "80 diff tests/views/nota.toml tests/views/seven.toml --today=2026-01-12",
}


@pytest.mark.parametrize("name", CASES)
def test_answer(name: str, file_regression: FileRegressionFixture) -> None:
    width, *words = CASES[name].split()
    text = answer(*words, env={"COLUMNS": width, **OURS})
    file_regression.check(text, basename=name, extension=".txt", encoding="utf-8", newline="\n")
