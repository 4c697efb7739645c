"""Where a step stands: the decision table at the top of schedule/progress.py, row by row.

Each timeline is written as TOML and read by the real reader. Days are those of a calendar:
5 May 2025 is a Monday; fourteen days before it is 21 April.
"""

from __future__ import annotations

import pytest

from boplan.dates.notation import write
from boplan.model.vocabulary import CLOSED, COLOUR_OF, STATUS_WORDS, Status, Text
from boplan.model.when import Truth
from boplan.schedule.progress import by_limit, passes, progress
from tests.helpers import HEAD, day, record, step, steps_on, timeline_of

PLACES = """
[[municipality]]
id = "hilversum"
name = "Hilversum"

[[municipality]]
id = "huizen"
name = "Huizen"

[[municipality]]
id = "laren"
name = "Laren"

[[body]]
id = "raden"
name = "Raden"
level = "raad"
per_municipality = true
"""
KNOWN = HEAD + "evidence_until = 2025-05-31\n"
"""A process of which it is known what happened through May 2025."""


def _status(today: str, *lines: str, after: str = "", head: str = HEAD) -> str:
    """Return the status of the step `a`, made of `lines`, with more of the file after it."""
    return steps_on(today, head + step("a", *lines) + after)["a"].status.value


# -- a record says done, cancelled, … ----------------------------------------------------

FINAL = {
    "done": ("done", ""),
    "not-done": ("not-done", ""),
    "cancelled": ("cancelled", 'reason = "Geen geld."'),
    "superseded": ("superseded", ""),
}


@pytest.mark.parametrize("kind", FINAL)
def test_a_record_that_ends_a_step_decides(kind: str) -> None:
    """From the day of the record on, whatever the plan says."""
    expected, more = FINAL[kind]
    ended = record("a", kind, "on = 2025-05-02", more)
    assert _status("2025-05-02", "when = 2025-05-05", after=ended) == expected
    assert _status("2025-12-31", "when = 2025-05-05", after=ended) == expected
    assert _status("2025-05-01", "when = 2025-05-05", after=ended) == "due-soon"


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [("akkoord", "done"), ("gewijzigd", "done"), ("niet-overgenomen", "done"),
     ("kennisgenomen", "done"), ("aangehouden", "overdue")],
)  # fmt: skip
def test_a_decision_makes_a_step_done_but_for_a_postponed_one(outcome: str, expected: str) -> None:
    decided = record("a", "outcome", "on = 2025-05-05", outcome=outcome)
    assert _status("2025-05-06", "when = 2025-05-05", after=decided) == expected


def test_the_last_record_wins() -> None:
    """First cancelled, later done after all: done. And the other way round."""
    done = record("a", "done", "on = 2025-05-09")
    off = record("a", "cancelled", "on = 2025-05-06", reason="Geen zaal.")
    for order in (done + off, off + done):
        assert _status("2025-05-10", "when = 2025-05-05", after=order) == "done"
        assert _status("2025-05-08", "when = 2025-05-05", after=order) == "cancelled"


# -- due today is due today, the day after is overdue ------------------------------------


@pytest.mark.parametrize(
    ("when", "last_good_day", "first_late_day"),
    [
        ("2025-05-05", "2025-05-05", "2025-05-06"),
        ("2025-05", "2025-05-31", "2025-06-01"),
        ("2025-Q1", "2025-03-31", "2025-04-01"),
        ("2025-H1", "2025-06-30", "2025-07-01"),
        ("2024", "2024-12-31", "2025-01-01"),
        ("2025-05-05~", "2025-05-06", "2025-05-07"),
        ("2025-05~", "2025-06-30", "2025-07-01"),
        ("[..2025-05-05]", "2025-05-05", "2025-05-06"),
        ("[2025-04-01..2025-05-05]", "2025-05-05", "2025-05-06"),
        ("[2025-04-29,2025-05-05]", "2025-05-05", "2025-05-06"),
    ],
)
def test_due_today_is_in_time_and_the_day_after_is_overdue(
    when: str, last_good_day: str, first_late_day: str
) -> None:
    line = f'when = "{when}"'
    assert _status(last_good_day, line) == "due-soon"
    assert _status(first_late_day, line) == "overdue"


def test_a_span_runs_through_its_last_day() -> None:
    for when in ("2025-04-01/2025-05-05", "2025-04/2025-05-05"):
        line = f'when = "{when}"'
        assert _status("2025-05-05", line) == "running"
        assert _status("2025-05-06", line) == "overdue"


def test_a_hard_deadline_comes_before_the_plan_and_a_target_does_not() -> None:
    limit = '[[deadline]]\nid = "d"\nactivity = "a"\ndate = 2025-05-02\nbasis = "custom"\n'
    assert _status("2025-05-02", "when = 2025-05-05", after=limit) == "due-soon"
    assert _status("2025-05-03", "when = 2025-05-05", after=limit) == "overdue"
    target = limit + "hard = false\n"
    assert _status("2025-05-03", "when = 2025-05-05", after=target) == "due-soon"


def test_a_deadline_later_than_the_plan_does_not_excuse() -> None:
    """The plan is the last good day if it is the earlier of the two."""
    limit = '[[deadline]]\nid = "d"\nactivity = "a"\ndate = 2025-06-01\nbasis = "custom"\n'
    assert _status("2025-05-06", "when = 2025-05-05", after=limit) == "overdue"
    assert steps_on("2025-05-06", HEAD + step("a", "when = 2025-05-05") + limit)["a"].limit == day(
        "2025-05-05"
    )


def test_a_deadline_alone_makes_an_undated_step_overdue() -> None:
    limit = '[[deadline]]\nid = "d"\nactivity = "a"\ndate = 2025-05-02\nbasis = "custom"\n'
    assert _status("2025-05-02", after=limit) == "due-soon"
    assert _status("2025-05-03", after=limit) == "overdue"


# -- evidence -----------------------------------------------------------------------------


def test_silence_after_the_evidence_ends_is_no_lateness() -> None:
    """Known through 31 May: what should have happened that day is overdue, later is not."""
    assert _status("2025-06-30", "when = 2025-05-31", head=KNOWN) == "overdue"
    assert _status("2025-06-30", "when = 2025-06-01", head=KNOWN) == "no-evidence"
    assert _status("2025-06-30", "when = 2025-06-01") == "overdue"


def test_a_no_evidence_record_excuses_once_the_step_is_past() -> None:
    silent = record("a", "no-evidence")
    assert _status("2025-05-05", "when = 2025-05-05", after=silent) == "due-soon"
    assert _status("2025-05-06", "when = 2025-05-05", after=silent) == "no-evidence"


def test_a_no_evidence_record_is_not_known_while_the_step_may_still_happen() -> None:
    text = HEAD + step("a", "when = 2025-05-05") + record("a", "no-evidence")
    assert steps_on("2025-05-05", text)["a"].records == ()
    assert len(steps_on("2025-05-06", text)["a"].records) == 1


# -- records count from the last day of their date ---------------------------------------


@pytest.mark.parametrize(
    ("on", "unknown", "known"),
    [
        ("2025-05-02", "2025-05-01", "2025-05-02"),
        ("2025-04", "2025-04-29", "2025-04-30"),
        ("[..2025-05-02]", "2025-05-01", "2025-05-02"),
        ("[2025-04-01..2025-05-02]", "2025-05-01", "2025-05-02"),
        ("2025-04-01/2025-05-02", "2025-05-01", "2025-05-02"),
        ("2025-04~", "2025-05-30", "2025-05-31"),
    ],
)
def test_a_record_counts_from_the_last_day_of_its_date(on: str, unknown: str, known: str) -> None:
    """So an earlier --today shows what was known then."""
    done = record("a", "done", on=on)
    text = HEAD + step("a", "when = 2025-06-30") + done
    assert steps_on(unknown, text)["a"].actual is None
    assert steps_on(unknown, text)["a"].records == ()
    assert write(steps_on(known, text)["a"].actual or pytest.fail("not known")) == on


def test_a_retracted_record_never_counted() -> None:
    """Whatever day is asked for; and what was retracted by it does not come back."""
    wrong = record("a", "done", "on = 2025-05-02", id="r")
    back = record("a", "retracted", retracts="r", reason="Verkeerde stap.")
    text = HEAD + step("a", "when = 2025-05-05") + wrong
    assert steps_on("2025-05-06", text)["a"].status is Status.DONE
    undone = steps_on("2025-05-06", text + back)["a"]
    assert (undone.status, undone.actual, undone.records) == (Status.OVERDUE, None, ())


# -- original, current, actual ------------------------------------------------------------


def test_original_current_and_actual_are_all_known() -> None:
    """Planned 5 May; on 1 May moved to 19 May; done on 20 May, a day late."""
    text = (
        HEAD
        + step("a", "when = 2025-05-05")
        + record("a", "moved", "on = 2025-05-01", "to = 2025-05-19", reason="Vakantie.")
        + record("a", "done", "on = 2025-05-20")
    )

    def dates(today: str) -> tuple[str, ...]:
        one = steps_on(today, text)["a"]
        return tuple(
            write(when) if when else "" for when in (one.original, one.current, one.actual)
        )

    assert dates("2025-04-30") == ("2025-05-05", "2025-05-05", "")
    assert dates("2025-05-01") == ("2025-05-05", "2025-05-19", "")
    assert dates("2025-05-20") == ("2025-05-05", "2025-05-19", "2025-05-20")
    assert steps_on("2025-05-06", text)["a"].status is Status.DUE_SOON
    done = steps_on("2025-05-20", text)["a"]
    assert done.limit == day("2025-05-19")
    assert done.finished_late_on == day("2025-05-20")


def test_moved_twice_the_last_one_counts() -> None:
    text = (
        HEAD
        + step("a", "when = 2025-05-05")
        + record("a", "moved", "on = 2025-05-02", "to = 2025-06-16", reason="Weer.")
        + record("a", "moved", "on = 2025-05-01", "to = 2025-05-19", reason="Vakantie.")
    )
    assert steps_on("2025-05-01", text)["a"].limit == day("2025-05-19")
    assert steps_on("2025-05-02", text)["a"].limit == day("2025-06-16")


def test_settled_leaves_one_alternative() -> None:
    text = (
        HEAD
        + step("a", "when = [2025-05-06, 2025-05-13, 2025-05-20]")
        + record("a", "settled", "on = 2025-05-02", "settled = 2025-05-13")
    )
    assert steps_on("2025-05-01", text)["a"].limit == day("2025-05-20")
    settled = steps_on("2025-05-14", text)["a"]
    assert (settled.limit, settled.status) == (day("2025-05-13"), Status.OVERDUE)
    assert settled.current is not None
    assert write(settled.current) == "2025-05-13"


def test_moving_does_not_move_a_hard_deadline() -> None:
    text = (
        HEAD
        + step("a", "when = 2025-05-05")
        + '[[deadline]]\nid = "d"\nactivity = "a"\ndate = 2025-05-12\nbasis = "custom"\n'
        + record("a", "moved", "on = 2025-05-01", "to = 2025-05-19", reason="Vakantie.")
    )
    assert steps_on("2025-05-13", text)["a"].status is Status.OVERDUE


@pytest.mark.parametrize(
    ("on", "late"),
    [("2025-05-05", False), ("2025-05-06", True), ("[..2025-06-01]", False),
     ("[2025-05-04..2025-06-01]", False), ("[2025-05-06..2025-06-01]", True), ("2025-05", False)],
)  # fmt: skip
def test_finished_late_only_if_that_is_certain(on: str, late: bool) -> None:
    text = HEAD + step("a", "when = 2025-05-05") + record("a", "done", on=on)
    assert (steps_on("2025-12-31", text)["a"].finished_late_on is not None) is late


# -- states and recurrence ----------------------------------------------------------------


@pytest.mark.parametrize("purpose", ["looptijd", "contract", "financieren"])
def test_a_state_passes_by_itself(purpose: str) -> None:
    lines = ('when = "2024-01-01/2025-05-05"', f'purpose = "{purpose}"')
    assert _status("2023-06-01", *lines) == "upcoming"
    assert _status("2024-01-01", *lines) == "running"
    assert _status("2025-05-05", *lines) == "running"
    assert _status("2025-05-06", *lines) == "elapsed"


def test_a_recurring_step_is_never_overdue() -> None:
    lines = ('every = "FREQ=MONTHLY"', 'from = "2024-06"', 'until = "2025-04"')
    assert _status("2024-05-01", *lines) == "upcoming"
    assert _status("2024-06-01", *lines) == "running"
    assert _status("2025-04-30", *lines) == "running"
    assert _status("2025-05-01", *lines) == "elapsed"
    assert _status("2099-01-01", 'every = "FREQ=MONTHLY"', 'from = "2024-06"') == "running"


def test_a_recurring_step_that_has_been_often_enough_is_over() -> None:
    """Twice four years from 2026: in 2034 the second is over and a third does not come."""
    lines = ('every = "FREQ=YEARLY;INTERVAL=4;COUNT=2"', 'from = "2026"')
    assert _status("2030-06-01", *lines) == "running"
    assert _status("2034-01-01", *lines) == "elapsed"


def test_open_ends() -> None:
    """Since then: it runs. Not before then: it may come any day, and is not late."""
    assert _status("2024-05-31", 'when = "2024-06/.."') == "upcoming"
    assert _status("2024-06-30", 'when = "2024-06/.."') == "running"
    assert _status("2099-01-01", 'when = "2024-06/.."') == "running"
    assert _status("2099-01-01", 'when = "[2024-04-04..]"') == "upcoming"
    assert _status("2099-01-01") == "upcoming"


# -- fallbacks ----------------------------------------------------------------------------

DECIDE = step("eerst", "when = 2025-12-31")
ELSE = step("anders", 'when = "2026-01"', fallback_for="eerst")


@pytest.mark.parametrize(
    ("today", "what", "expected"),
    [
        ("2025-12-01", "", "conditional"),
        ("2025-12-31", "", "conditional"),
        ("2026-01-01", "", "due-soon"),
        ("2026-02-01", "", "overdue"),
        ("2026-01-15", record("eerst", "done", "on = 2025-12-18"), "not-needed"),
        ("2026-02-15", record("eerst", "done", "on = 2025-12-18"), "not-needed"),
        ("2025-12-31", record("eerst", "not-done", "on = 2025-12-20"), "upcoming"),
        ("2026-01-02", record("eerst", "not-done", "on = 2025-12-20"), "due-soon"),
        ("2026-01-02", record("eerst", "cancelled", "on = 2025-12-20", reason="Geen plan."),
         "not-needed"),
        ("2026-01-02", record("eerst", "superseded", "on = 2025-12-20"), "not-needed"),
        ("2026-01-02", record("eerst", "no-evidence"), "conditional"),
        ("2026-02-02", record("eerst", "no-evidence"), "no-evidence"),
        ("2026-01-20", record("anders", "done", "on = 2026-01-19"), "done"),
    ],
)  # fmt: skip
def test_a_fallback_is_only_for_who_missed_the_other_step(
    today: str, what: str, expected: str
) -> None:
    """It does not matter which of the two stands first in the file."""
    for text in (DECIDE + ELSE, ELSE + DECIDE):
        assert steps_on(today, HEAD + text + what)["anders"].status == expected


def test_a_fallback_per_municipality() -> None:
    """Hilversum decided in time, Laren did not: only Laren needs the way out."""
    text = (
        HEAD
        + PLACES
        + step("eerst", "when = 2025-12-31", body="raden")
        + step("anders", 'when = "2026-01"', body="raden", fallback_for="eerst")
        + record("eerst", "done", "on = 2025-12-17", 'municipality = ["hilversum", "huizen"]')
    )
    tracks = {track.municipality: track.status for track in steps_on("2026-01-05", text)[
        "anders"
    ].tracks}  # fmt: skip
    assert tracks == {
        "hilversum": Status.NOT_NEEDED, "huizen": Status.NOT_NEEDED, "laren": Status.DUE_SOON,
    }  # fmt: skip


def test_fallbacks_of_each_other_end() -> None:
    one = step("een", "when = 2025-05-05", fallback_for="twee")
    two = step("twee", "when = 2025-05-05", fallback_for="een")
    assert set(steps_on("2025-05-06", HEAD + one + two)) == {"een", "twee"}


# -- conditions ---------------------------------------------------------------------------


def test_a_condition_is_never_overdue() -> None:
    lines = ("when = 2025-05-05", 'condition = "als de raad het vraagt"')
    assert _status("2025-05-05", *lines) == "conditional"
    assert _status("2025-05-06", *lines) == "no-evidence"
    assert _status("2025-05-06", 'condition = "als de raad het vraagt"') == "conditional"
    begun = record("a", "started", "on = 2025-05-01")
    assert _status("2025-05-05", *lines, after=begun) == "running"


@pytest.mark.parametrize("purpose", ["looptijd", "contract", "financieren"])
def test_an_option_that_nobody_took_has_not_run(purpose: str) -> None:
    """A state that depends on something passes by itself only if it is known to have begun."""
    lines = ('when = "2024-01-01/2025-05-05"', 'condition = "als verlengd"')
    option = (*lines, f'purpose = "{purpose}"')
    taken = record("a", "started", "on = 2024-01-01")
    assert _status("2025-05-05", *option) == "conditional"
    assert _status("2025-05-06", *option) == "no-evidence"
    assert _status("2025-05-05", *option, after=taken) == "running"
    assert _status("2025-05-06", *option, after=taken) == "elapsed"
    yearly = ('every = "FREQ=MONTHLY"', 'from = "2024-06"', 'until = "2025-04"', lines[1])
    assert _status("2025-05-01", *yearly) == "no-evidence"
    assert _status("2025-05-01", *yearly, after=taken) == "elapsed"


# -- past by the order of the steps ---------------------------------------------------------

UNDATED = step("voor") + step("a", 'after = ["voor"]') + step(
    "b", "when = 2025-05-05", 'after = ["a"]'
)  # fmt: skip


def _statuses(today: str, text: str) -> dict[str, str]:
    return {one: made.status.value for one, made in steps_on(today, HEAD + text).items()}


def test_without_a_date_a_step_is_ahead_through_the_last_day_that_the_order_leaves_it() -> None:
    """On 5 May comes what waits for it: 4 May is its last day, and 3 May that of the first."""
    assert _statuses("2025-05-03", UNDATED) == {
        "voor": "upcoming", "a": "upcoming", "b": "due-soon",
    }  # fmt: skip
    assert _statuses("2025-05-04", UNDATED)["voor"] == "no-evidence"
    assert _statuses("2025-05-04", UNDATED)["a"] == "upcoming"
    assert _statuses("2025-05-05", UNDATED)["a"] == "no-evidence"
    assert _statuses("2025-12-31", UNDATED) == {
        "voor": "no-evidence", "a": "no-evidence", "b": "overdue",
    }  # fmt: skip


def test_nobody_waits_for_what_is_past_without_a_word() -> None:
    for today, waiting in (("2025-05-03", {"a": ("voor",), "b": ("a",)}),
                           ("2025-05-04", {"a": (), "b": ("a",)}),
                           ("2025-05-05", {"a": (), "b": ()})):  # fmt: skip
        steps = steps_on(today, HEAD + UNDATED)
        assert {one: steps[one].waiting_for for one in waiting} == waiting


def test_it_is_ahead_again_when_what_waits_for_it_is_moved_or_called_off() -> None:
    moved = record("b", "moved", "on = 2025-05-01", "to = 2025-06-10", reason="Vakantie.")
    gone = record("b", "cancelled", "on = 2025-05-01", reason="Geen geld.")
    for told in (moved, gone):
        assert _statuses("2025-05-20", UNDATED + told)["a"] == "upcoming"
    assert _statuses("2025-06-10", UNDATED + moved)["a"] == "no-evidence"
    assert _statuses("2025-05-20", UNDATED + record("a", "done", "on = 2025-05-02"))["a"] == "done"


def test_a_date_of_its_own_is_a_promise_whatever_the_order_leaves_of_it() -> None:
    """May, and the other on the 5th: until 31 May it is not late, nor given up."""
    text = step("a", when="[..2025-12-31]") + step("b", "when = 2025-05-05", 'after = ["a"]')
    assert _statuses("2025-05-20", text)["a"] == "upcoming"
    text = step("a", 'when = "2025-05"') + step("b", "when = 2025-05-05", 'after = ["a"]')
    assert _statuses("2025-05-20", text)["a"] == "due-soon"
    assert _statuses("2025-06-01", text)["a"] == "overdue"


def test_its_municipalities_are_silent_too_but_not_who_has_done_it() -> None:
    text = (
        HEAD + PLACES + step("a", body="raden") + step("b", "when = 2025-05-05", 'after = ["a"]')
        + record("a", "done", "on = 2025-05-02", municipality="huizen")
    )  # fmt: skip

    def shown(today: str) -> list[str]:
        one = steps_on(today, text)["a"]
        return [one.status.value, *(track.status.value for track in one.tracks)]

    assert shown("2025-05-04") == ["upcoming", "upcoming", "done", "upcoming"]
    assert shown("2025-05-05") == ["no-evidence", "no-evidence", "done", "no-evidence"]


# -- started, running, soon, upcoming -----------------------------------------------------


def test_started_runs() -> None:
    begun = record("a", "started", "on = 2025-03-01")
    assert _status("2025-02-28", "when = 2025-05-05", after=begun) == "upcoming"
    assert _status("2025-03-01", "when = 2025-05-05", after=begun) == "running"
    assert _status("2025-05-05", "when = 2025-05-05", after=begun) == "running"
    assert _status("2025-05-06", "when = 2025-05-05", after=begun) == "overdue"


def test_a_span_runs_once_it_must_have_begun() -> None:
    """One that starts some day in June may not have begun on the 29th."""
    line = 'when = "2025-06/2025-09-08"'
    assert _status("2025-05-31", line) == "upcoming"
    assert _status("2025-06-29", line) == "due-soon"
    assert _status("2025-06-30", line) == "running"


def test_soon_is_fourteen_days() -> None:
    assert _status("2025-04-20", "when = 2025-05-05") == "upcoming"
    assert _status("2025-04-21", "when = 2025-05-05") == "due-soon"


def test_an_open_window_asks_attention() -> None:
    """Some day from April through June: from 1 April it may happen any day."""
    line = 'when = "[2025-04-01..2025-06-30]"'
    assert _status("2025-03-31", line) == "upcoming"
    assert _status("2025-04-01", line) == "due-soon"
    assert _status("2025-04-01", 'when = "[..2025-06-30]"') == "upcoming"


# -- per municipality ---------------------------------------------------------------------

COUNCILS = HEAD + PLACES + step("a", "when = 2025-05-05", body="raden")


def test_each_municipality_has_a_track_and_the_most_pressing_decides() -> None:
    some = record("a", "done", "on = 2025-05-01", municipality="hilversum") + record(
        "a", "started", "on = 2025-05-02", municipality="huizen"
    )
    running = steps_on("2025-05-05", COUNCILS + some)["a"]
    assert [(track.municipality, track.status.value) for track in running.tracks] == [
        ("hilversum", "done"), ("huizen", "running"), ("laren", "due-soon"),
    ]  # fmt: skip
    assert (running.status, running.done_count) == (Status.RUNNING, 1)
    assert steps_on("2025-05-06", COUNCILS + some)["a"].status is Status.OVERDUE


def test_all_done_is_done_on_the_day_of_the_last() -> None:
    done = record("a", "done", "on = 2025-05-01", 'municipality = ["hilversum", "laren"]') + record(
        "a", "outcome", "on = 2025-05-06", municipality="huizen", outcome="gewijzigd"
    )
    step_ = steps_on("2025-05-06", COUNCILS + done)["a"]
    assert (step_.status, step_.done_count) == (Status.DONE, 3)
    assert step_.actual is not None
    assert write(step_.actual) == "2025-05-06"
    assert [track.outcome for track in step_.tracks] == [None, "gewijzigd", None]
    assert step_.finished_late_on == day("2025-05-06")


def test_a_record_without_municipality_is_of_all() -> None:
    done = steps_on("2025-05-06", COUNCILS + record("a", "done", "on = 2025-05-01"))["a"]
    assert done.done_count == 3


def test_one_municipality_moves_its_own_date() -> None:
    moved = record(
        "a", "moved", "on = 2025-05-01", "to = 2025-05-19", municipality="laren", reason="Reces."
    )
    step_ = steps_on("2025-05-06", COUNCILS + moved)["a"]
    assert {track.municipality: track.status.value for track in step_.tracks} == {
        "hilversum": "overdue", "huizen": "overdue", "laren": "due-soon",
    }  # fmt: skip
    assert step_.current == step_.original


def test_scope_limits_the_tracks() -> None:
    text = HEAD + PLACES + step("a", "when = 2025-05-05", 'scope = ["laren"]', body="raden")
    assert [track.municipality for track in steps_on("2025-05-05", text)["a"].tracks] == ["laren"]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("done", "done", "cancelled"), "done"),
        (("cancelled", "cancelled", "cancelled"), "cancelled"),
        (("cancelled", "superseded", "cancelled"), "superseded"),
        (("done", "not-done", "done"), "not-done"),
        (("done", "no-evidence", "done"), "no-evidence"),
        (("not-done", "no-evidence", "done"), "no-evidence"),
    ],
)
def test_joins(kinds: tuple[str, str, str], expected: str) -> None:
    """The municipality that asks most attention decides for the whole step."""
    told = "".join(
        record(
            "a", kind, *([] if kind == "no-evidence" else ["on = 2025-05-05"]),
            municipality=who, **({"reason": "Zo is het."} if kind == "cancelled" else {}),
        )
        for kind, who in zip(kinds, ("hilversum", "huizen", "laren"), strict=True)
    )  # fmt: skip
    assert steps_on("2025-05-10", COUNCILS + told)["a"].status == expected


# -- waiting, passing, order ---------------------------------------------------------------


def test_waiting_names_what_is_open() -> None:
    text = (
        HEAD
        + step("klaar", "when = 2025-05-01")
        + step("open", "when = 2025-05-02")
        + step("stil", "when = 2025-05-02")
        + step("a", 'after = ["open", "klaar", "stil"]', "when = 2025-05-05")
        + record("klaar", "done", "on = 2025-05-01")
        + record("stil", "no-evidence")
    )
    assert steps_on("2025-05-05", text)["a"].waiting_for == ("open",)


RUNS = 'when = "2025-04-01/2025-06-30"'


@pytest.mark.parametrize(("link", "from_start"), [("SS", True), ("SF", True), ("FS", False),
                                                  ("FF", False)])  # fmt: skip
def test_what_waits_for_a_start_waits_no_longer_once_it_runs(link: str, from_start: bool) -> None:
    """What waits for an end waits on; before it begins and after its end both are alike."""
    text = (
        HEAD + step("een", RUNS)
        + step("a", f'after = [{{ id = "een", link = "{link}" }}]', 'when = "2025-04/2025-12"')
    )  # fmt: skip

    def waits(today: str, more: str = "") -> bool:
        return steps_on(today, text + more)["a"].waiting_for == ("een",)

    assert waits("2025-03-31")
    assert waits("2025-04-01") is not from_start
    assert waits("2025-06-30") is not from_start
    assert not waits("2025-06-20", record("een", "done", "on = 2025-06-20"))
    # Once somebody said that it began, it has, however late it ends.
    begun = record("een", "started", "on = 2025-04-03")
    assert waits("2025-07-01", begun) is not from_start


DEADLINE = '[[deadline]]\nid = "d"\nactivity = "c"\ndate = 2025-05-31\nbasis = "custom"\n'


def _passes(text: str, today: str = "2025-01-01") -> dict[str, Truth]:
    timeline = timeline_of(HEAD + text + DEADLINE)
    return passes(timeline, progress(timeline, day(today)), timeline.deadlines["d"])


def test_what_passes_a_deadline() -> None:
    """The step itself and all that it waits for, directly or not; nothing else."""
    text = (
        step("a", "when = 2025-06-01")
        + step("b", 'when = "[2025-05-20..2025-06-10]"', 'after = ["e"]')
        + step("c", "when = 2025-05-31", 'after = [{ id = "b", lag = "-P1Y" }]')
        + step("d", 'when = "[2025-06-01..2025-06-10]"')
        + step("e", 'when = "../2025-05-01"', 'after = [{ id = "a", lag = "-P1Y" }]')
        + step("los", "when = 2026-01-01")
        + step("vaag")
    )
    assert _passes(text) == {"a": Truth.YES, "b": Truth.MAYBE}


def test_what_is_moved_past_a_deadline_passes_it() -> None:
    text = step("c", "when = 2025-05-31")
    moved = record("c", "moved", "on = 2025-05-01", "to = 2025-06-02", reason="Vol.")
    assert _passes(text + moved, "2025-04-30") == {}
    assert _passes(text + moved, "2025-05-01") == {"c": Truth.YES}
    gone = record("c", "cancelled", "on = 2025-05-02", reason="Niet meer.")
    assert _passes(text + moved + gone, "2025-05-02") == {}


def test_the_most_urgent_comes_first_and_the_undated_last() -> None:
    text = HEAD + step("geen") + step("laat", "when = 2025-06-01") + step("nu", "when = 2025-05-01")
    steps = list(steps_on("2025-01-01", text).values())
    assert [one.activity.id for one in by_limit(steps)] == ["nu", "laat", "geen"]


# -- the vocabulary of it -----------------------------------------------------------------


def test_every_status_has_a_colour_and_words() -> None:
    assert set(COLOUR_OF) == set(STATUS_WORDS) == set(Status)
    assert all(isinstance(words, Text) and words.nl and words.en for words in STATUS_WORDS.values())
    assert len({words.nl for words in STATUS_WORDS.values()}) == len(Status)
    assert not CLOSED & {Status.OVERDUE, Status.RUNNING, Status.DUE_SOON, Status.UPCOMING}


def test_only_what_runs_is_orange() -> None:
    """Due soon is not yet taken up: no colour, unless it was moved to later."""
    assert {status.value: COLOUR_OF[status].value for status in Status} == {
        "done": "groen", "running": "oranje", "overdue": "rood", "not-done": "rood",
        "due-soon": "geen", "upcoming": "geen", "conditional": "geen", "not-needed": "geen",
        "cancelled": "geen", "superseded": "geen", "no-evidence": "geen", "elapsed": "geen",
    }  # fmt: skip
    soon = STATUS_WORDS[Status.DUE_SOON]
    assert (soon.nl, soon.en) == ("aan de orde", "due now")
    moved = record("a", "moved", "on = 2025-05-01", "to = 2025-05-12", reason="Vakantie.")
    one = steps_on("2025-05-06", HEAD + step("a", "when = 2025-05-12"))["a"]
    assert (one.status.value, one.colour.value, one.is_behind) == ("due-soon", "geen", False)
    one = steps_on("2025-05-06", HEAD + step("a", "when = 2025-05-05") + moved)["a"]
    assert (one.status.value, one.colour.value, one.is_behind) == ("due-soon", "rood", True)


@pytest.mark.parametrize(
    ("lines", "to", "today", "behind"),
    [
        ("when = 2025-05-05", "2025-05-26", "2025-05-02", True),  # upcoming
        ("when = 2025-05-05", "2025-05-12", "2025-05-02", True),  # due soon
        ("when = 2025-05-05", "2025-05-01/2025-05-26", "2025-05-02", True),  # running
        ("when = 2025-05-05", "2025-05-12", "2025-05-13", False),  # overdue is worse
        ("when = 2025-05-05", "2025-05-02", "2025-05-01", False),  # to earlier
        ("when = 2025-05-05", "2025-05-05", "2025-05-01", False),  # to the same day
        ('when = "2025-05"', "2025-05-26", "2025-05-02", False),  # within the plan
        ("when = 2025-05-05", "[2025-05-26..]", "2025-05-02", True),  # no last day any more
        ("", "2025-05-26", "2025-05-02", False),  # there was no plan
        ('when = "2025/2026"\npurpose = "contract"', "2025/2027", "2025-05-02", False),
    ],
)
def test_behind_is_to_be_done_and_later_than_first_planned(
    lines: str, to: str, today: str, behind: bool
) -> None:
    moved = record("a", "moved", "on = 2025-05-01", to=to, reason="Vakantie.")
    text = HEAD + step("a", lines) + moved
    assert steps_on(today, text)["a"].is_behind is behind
    done = text + record("a", "done", f"on = {today}")
    assert not steps_on(today, done)["a"].is_behind
    assert not steps_on("2025-04-30", text)["a"].is_behind


# -- the order of what happened -----------------------------------------------------------


def test_what_waits_for_a_start_does_not_wait_for_the_end() -> None:
    """A consultation of four months, done; a meeting a fortnight after it opened is no fault."""
    text = (
        HEAD
        + step("zienswijze", 'when = "2025-06-02/2025-10-03"')
        + step("podium", "when = 2025-06-16", 'after = [{ id = "zienswijze", link = "SS" }]')
        + record("zienswijze", "done", "on = 2025-10-03")
    )
    steps = steps_on("2025-10-04", text)
    assert not steps["podium"].window.conflict
    assert steps["zienswijze"].actual is not None
    assert write(steps["zienswijze"].actual) == "2025-10-03"


def test_a_date_against_the_order_is_a_conflict() -> None:
    text = (
        HEAD + step("een", "when = 2025-05-10") + step("a", "when = 2025-05-05", 'after = ["een"]')
    )
    assert steps_on("2025-01-01", text)["a"].window.conflict
    gone = record("een", "cancelled", "on = 2025-01-01", reason="Niet meer.")
    assert not steps_on("2025-01-01", text + gone)["a"].window.conflict


def test_a_cancelled_step_may_wait_for_others() -> None:
    """Also for one that comes later than it: it binds nothing, and nothing binds it."""
    text = (
        HEAD
        + step("een", "when = 2025-05-10")
        + step("a", "when = 2025-05-05", 'after = ["een"]')
        + step("na", "when = 2025-05-06", 'after = ["a"]')
        + record("a", "cancelled", "on = 2025-01-02", reason="Niet meer.")
    )
    steps = steps_on("2025-01-02", text)
    assert steps["a"].status is Status.CANCELLED
    assert not any(one.window.conflict for one in steps.values())


def test_a_hard_deadline_ahead_keeps_a_step_without_a_date_alive() -> None:
    """By the order its last day is past; but it was promised by another day."""
    undated = step("a") + step("b", "when = 2025-05-05", 'after = ["a"]')
    end = '[[deadline]]\nid = "d"\nactivity = "a"\ndate = 2025-12-31\nbasis = "custom"\n'
    for more, expected in (
        ("", "no-evidence"),
        (end + "hard = true\n", "upcoming"),
        (end + "hard = false\n", "no-evidence"),
    ):
        assert steps_on("2025-06-01", HEAD + undated + more)["a"].status == expected
