"""`boplan warn`: for a machine at night. Silent, unless somebody must do something."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boplan.cli import options
from boplan.cli.exits import ANSWERED, SOMETHING_TO_SAY, CommandError, ReaderGoneError
from boplan.model.vocabulary import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boplan.cli.options import Common, Session
    from boplan.model.timeline import Period
    from boplan.rules.case import Case
    from boplan.rules.finding import Finding

Within = Annotated[
    str,
    typer.Option(
        "--within", metavar="PERIOD",
        help="How long before its last day a step is said (P14D, P2W, P1M), unless it has "
        "`remind` of its own.",
    ),
]  # fmt: skip
Once = Annotated[
    str | None,
    typer.Option(
        "--once", metavar="STATE", show_default=False,
        help="Say each thing once, and again when it changes or gets worse; this file "
        "remembers what was said.",
    ),
]  # fmt: skip
By = Annotated[
    str | None,
    typer.Option("--by", metavar="owner|municipality", show_default=False,
                 help="Group by who must act, or by municipality."),
]  # fmt: skip


def warn(
    context: typer.Context,
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    process: options.Process = None,
    body: options.Body = None,
    municipality: options.Municipality = None,
    owner: options.Owner = None,
    within: Within = "P14D",
    once: Once = None,
    by: By = None,
    as_json: options.Json = False,
) -> None:
    """Say what is late or due soon, for cron: silent if nothing is, else exit 1."""
    given = options.common(
        context, file=file, today=today, lang=lang, process=process, body=body,
        municipality=municipality, owner=owner,
    )  # fmt: skip
    session = options.start(given)
    period = _period(within, session.lang)
    if by not in (None, "owner", "municipality"):
        raise CommandError(
            Text(
                f"--by kent owner en municipality, geen {by!r}.",
                f"--by is owner or municipality, not {by!r}.",
            ),
            session.lang,
        )
    from boplan.rules.case import Case
    from boplan.rules.watch import to_say

    case = Case(session.reading.timeline, session.today, period)
    findings = to_say(case, session.selection)
    answer = _Answer(given, session, case, by, as_json=as_json)
    if once is None:
        said = answer.give(findings)
    else:
        _check_state(once, session)
        said = _give_once(answer, findings, once)
    raise typer.Exit(SOMETHING_TO_SAY if said else ANSWERED)


class _Answer:
    """How the findings are said, once it is known which."""

    def __init__(
        self, given: Common, session: Session, case: Case, by: str | None, *, as_json: bool
    ) -> None:
        self.given = given
        self.session = session
        self._case = case
        self._by = by
        self._as_json = as_json

    def give(self, findings: Sequence[Finding]) -> bool:
        """Write the answer; return whether there was something to say."""
        if not findings and not self._as_json:
            return False
        from boplan.views import warning

        session, case = self.session, self._case
        said = warning.Message(
            timeline=case.timeline, steps=case.steps, findings=findings, today=session.today,
            within=case.within, lang=session.lang,
        )  # fmt: skip
        if self._as_json:
            from boplan.store.problems import visible
            from boplan.views.contract import to_text

            path = visible(str(session.reading.path))
            places = [
                (path, session.reading.line_of(one.fault.place.kind, one.fault.place.name))
                for one in findings
            ]
            text = to_text(warning.document(said, places))
        else:
            text = warning.text_of(said, by=self._by, more=self._more())
        try:
            options.emit(text)
        except ReaderGoneError:
            # Nobody read it, so it was not said; but there was something to say.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(SOMETHING_TO_SAY if findings else ANSWERED) from None
        return bool(findings)

    def _more(self) -> tuple[str, str]:
        """Return the commands that show more, as they can be typed."""
        same = ""
        if self.given.file or os.environ.get("BOPLAN_FILE"):
            same += f" --file {shlex.quote(str(self.session.reading.path))}"
        if self.given.today:
            same += f" --today {self.session.today}"
        choice = self.session.choice
        return f"boplan show {{id}}{same}", f"boplan status{f' {choice}' if choice else ''}{same}"


def _give_once(answer: _Answer, findings: Sequence[Finding], path: str) -> bool:
    """Say what is news and remember it; return whether there was any."""
    from boplan.rules.watch import key, mark
    from boplan.store.state import State

    session = answer.session
    place = os.path.realpath(session.reading.path)
    state = State(path, f"{place} {session.choice}".rstrip())
    with state.held():
        now = {key(one): mark(one) for one in findings}
        news = [one for one in findings if state.is_news(key(one), mark(one))]
        said = answer.give(news)
        trouble = state.trouble or (state.missing() if said and state.is_new else None)
        if not said or _somebody_listens():
            trouble = state.keep(now) or trouble
    if trouble is not None:
        print(f"boplan: {trouble.say(session.lang)}", file=sys.stderr)
    return said


def _somebody_listens() -> bool:
    """Return whether there is a standard output at all; without one nothing was said."""
    return getattr(sys.stdout, "name", None) != os.devnull


def _check_state(path: str, session: Session) -> None:
    """Refuse the timeline itself as a state: it would be easy to type."""
    same = False
    with contextlib.suppress(OSError):
        same = Path(path).samefile(session.reading.path)
    if same or not path:
        raise CommandError(
            Text(
                "--once vraagt een bestand van zichzelf, niet de tijdlijn",
                "--once needs a file of its own, not the timeline",
            ),
            session.lang,
        )


def _period(text: str, lang: Lang) -> Period:
    from boplan.dates.period import parse_period

    period = parse_period(text)
    if period is None or period.count < 0:
        raise CommandError(
            Text(
                f"--within is een periode zoals P14D, P2W of P1M, geen {text!r}.",
                f"--within is a period such as P14D, P2W or P1M, not {text!r}.",
            ),
            lang,
        )
    return period
