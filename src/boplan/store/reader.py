"""Bytes in, a whole `Timeline` out, or every problem at once; never half of one."""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli

from boplan.dates.grid import CALENDAR, MOST_PERIODS, Grid, grid_of
from boplan.dates.notation import part_containing, write_part
from boplan.dates.period import format_period
from boplan.model.timeline import Activity, Recurrence, Stop, Timeline
from boplan.model.vocabulary import (
    MEETING_PURPOSES,
    STATES,
    AgendaKind,
    Basis,
    Purpose,
    RecordKind,
    RuleKind,
    Text,
)
from boplan.model.when import Moment, Part, certain_day
from boplan.store import keys
from boplan.store.positions import HEADING, Positions, statement_starts
from boplan.store.problems import Problem, UnusableError, nearest_word, quote

FORMAT = 1
MOST_BYTES = 200 * 1024 * 1024
"""No timeline of people is larger; a file that is, is another file."""

_BOM = b"\xef\xbb\xbf"
_HEADERS = re.compile(HEADING, re.MULTILINE)
_FIELDS = {
    "source": "sources",
    "municipality": "municipalities",
    "owner": "owners",
    "body": "bodies",
    "agenda": "agendas",
    "document": "documents",
    "process": "processes",
    "phase": "phases",
    "route": "routes",
    "activity": "activities",
    "deadline": "deadlines",
    "rule": "rules",
    "closure": "closures",
    "record": "records",
    "severity": "severities",
    "waiver": "waivers",
}


@dataclass(frozen=True)
class Reading:
    """A timeline with the file it came from and the place of everything in it."""

    timeline: Timeline
    path: Path
    positions: Positions
    _index: dict[str, dict[str, int]] = field(default_factory=dict, repr=False)

    def line_of(self, kind: str, name: str | int) -> int:
        """Return the line of the table of that kind with that id, or that number from 0."""
        number = name if isinstance(name, int) else self._numbers(kind)[name]
        headings = self.positions.headings(kind)
        if len(headings) == len(getattr(self.timeline, _FIELDS[kind])):
            return headings[number]
        return self.positions.table(kind, number)

    def _numbers(self, kind: str) -> dict[str, int]:
        if kind not in self._index:
            tables = getattr(self.timeline, _FIELDS[kind])
            self._index[kind] = {one: number for number, one in enumerate(tables)}
        return self._index[kind]


def read(path: Path) -> Reading:
    """Return the timeline in the file at `path`.

    Raises UnusableError with every problem, in order of line.
    """
    return parse(read_bytes(path), path)


def parse(data: bytes, path: Path) -> Reading:
    """Return the timeline that `data` holds; `path` is only named in problems."""
    # The cyclic collector finds nothing in what is built here and doubles the time.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        text = _decode(data, path)
        del data
        positions = Positions(text)
        reader = _Reader(path, positions)
        timeline = reader.read(text)
        return Reading(timeline, path, positions)
    finally:
        if was_enabled:
            gc.enable()


def read_bytes(path: Path) -> bytes:
    """Return what the file holds; raises UnusableError if that cannot be read."""
    try:
        if path.is_dir():
            raise _unreadable(
                path, "dit is een map, geen bestand", "this is a directory, not a file"
            )
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _unreadable(path, "dit bestand bestaat niet", "there is no such file") from None
    except PermissionError:
        raise _unreadable(
            path, "u mag dit bestand niet lezen", "you may not read this file"
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _unreadable(
            path, f"lezen lukt niet ({reason})", f"reading fails ({reason})"
        ) from None
    if len(data) > MOST_BYTES:
        raise _unreadable(
            path, "het bestand is groter dan 200 MiB", "the file is larger than 200 MiB"
        )
    return data


def _unreadable(path: Path, nl: str, en: str, line: int = 0) -> UnusableError:
    return UnusableError(path, [Problem(line, "BP101", Text(nl, en))])


def _decode(data: bytes, path: Path) -> str:
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _unreadable(
            path,
            "hier staat een teken dat geen UTF-8 is; bewaar het bestand als UTF-8",
            "there is a character here that is not UTF-8; save the file as UTF-8",
            line,
        ) from None


def _syntax_problem(text: str, first_line: int = 1) -> tuple[dict[str, Any], Problem | None]:
    """Parse `text`; return what it holds, or the problem that stopped it."""
    try:
        return tomli.loads(text), None
    except tomli.TOMLDecodeError as error:
        line = getattr(error, "lineno", 1) + first_line - 1
        reason = getattr(error, "msg", str(error))
        stands = _line_of(text, getattr(error, "lineno", 1))
    except RecursionError:
        line, reason, stands = _deepest_line(text) + first_line - 1, "nested too deeply", ""
    except ValueError as error:
        long_number = re.search(r"\d{4301}", text)
        line = first_line + (text.count("\n", 0, long_number.start()) if long_number else 0)
        reason, stands = str(error), ""
    said = f": {quote(stands)}" if stands else ""
    return {}, Problem(
        line, "BP102",
        Text(f"dit is geen TOML ({_in_dutch(reason)}){said}", f"not TOML ({reason}){said}"),
    )  # fmt: skip


# The parser speaks English; what it says most is said in Dutch here, by its first words.
_DUTCH_REASONS = (
    ("Cannot overwrite a value", "deze sleutel staat er al"),
    ("Expected '=' after a key", "na een sleutel hoort ="),
    ("Invalid date or datetime", "deze datum of dit tijdstip bestaat niet"),
    ("Invalid initial character for a key", "hier kan geen sleutel beginnen"),
    ("Invalid statement", "deze regel is geen kop, sleutel of opmerking"),
    ("Invalid value", "dit is geen waarde; tekst hoort tussen aanhalingstekens"),
    ("Unclosed array", "een reeks is niet afgesloten met ]"),
    ("Unclosed inline table", "een tabel is niet afgesloten met }"),
    ("Unescaped '\\' in a string", "een \\ in tekst schrijft u als \\\\"),
    ("Unterminated string", "een tekst is niet afgesloten"),
    ("Cannot declare", "deze tabel is al geopend"),
    ("Cannot redefine namespace", "deze tabel is al geopend"),
    ("Duplicate inline table key", "deze sleutel staat er al"),
    ("Expected newline or end of document", "na een waarde hoort een nieuwe regel"),
    ("Expected", "hier hoort iets anders te staan"),
    ("Found invalid character", "hier staat een teken dat niet mag"),
    ("Illegal character", "hier staat een teken dat niet mag"),
    ("Exceeds the limit", "dit getal is te lang"),
    ("nested too deeply", "te diep genest"),
)


def _in_dutch(reason: str) -> str:
    return next((nl for en, nl in _DUTCH_REASONS if reason.startswith(en)), reason)


def _line_of(text: str, number: int) -> str:
    start = 0
    for _ in range(number - 1):
        start = text.find("\n", start) + 1
    return text[start : start + 200].split("\n")[0].strip()


def _deepest_line(text: str) -> int:
    depth = 0
    for match in re.finditer(r"[\[{\]}\n]", text):
        if match[0] in "[{":
            depth += 1
            if depth > 50:
                return text.count("\n", 0, match.start()) + 1
        elif match[0] in "]}":
            depth -= 1
    return 1


class _AnyId(frozenset[str]):
    """The known ids of a kind that could not be read whole: any other may exist too."""

    def __contains__(self, one: object) -> bool:
        return isinstance(one, str)


class _Reader:
    """One reading: collects problems, then raises them all or returns the timeline."""

    def __init__(self, path: Path, positions: Positions) -> None:
        self._path = path
        self._positions = positions
        self._problems: list[Problem] = []
        self._ids: dict[str, frozenset[str]] = {}
        # Kinds of which a table could not be read: an id that is missing may stand in there.
        self._incomplete: set[str] = set()

    def read(self, text: str) -> Timeline:
        raw, problem = _syntax_problem(text)
        if problem is not None:
            # The other tables are still judged, so that one reading shows every fault.
            text, self._problems = _without_broken_tables(text, problem)
            self._positions = Positions(text)
            raw = _syntax_problem(text)[0]
            self._incomplete |= keys.TABLES.keys()
        raw = self._check_layout(text, raw, broken=problem is not None)
        self._collect_ids(raw)
        header = self._read_header(raw.get("timeline"))
        tables = {kind: self._read_tables(kind, raw.pop(kind, [])) for kind in keys.TABLES}
        self._stop()
        made: dict[str, Any] = {}
        for kind, rows in tables.items():
            has_id = keys.TABLES[kind].has_id and kind != "record"
            made[_FIELDS[kind]] = {row.id: row for row in rows} if has_id else tuple(rows)
        timeline = Timeline(**header, **made)
        self._check_references(timeline)
        self._check_circles(timeline)
        self._stop()
        return timeline

    def _stop(self) -> None:
        if self._problems:
            raise UnusableError(self._path, self._problems)

    def _report(self, line: int, code: str, nl: str, en: str) -> None:
        self._problems.append(Problem(line, code, Text(nl, en)))

    # -- the outside: which tables there are ------------------------------------------

    def _check_layout(self, text: str, raw: dict[str, Any], *, broken: bool) -> dict[str, Any]:
        """Report tables that do not belong; return those that do."""
        usable = dict(raw)
        headers = Counter(match[1] for match in _HEADERS.finditer(text))
        known = frozenset(keys.TABLES) | {"timeline"}
        for kind, value in raw.items():
            before = len(self._problems)
            if kind not in known:
                near = nearest_word(kind, known)
                self._incomplete |= {one for one in known if f"'{one}'" in near.nl}
                self._report(
                    self._positions.top_key(kind), "BP104",
                    f"onbekende tabel {quote(kind)}{near.nl}",
                    f"unknown table {quote(kind)}{near.en}",
                )  # fmt: skip
            elif kind == "timeline":
                if not isinstance(value, dict):
                    self._report(
                        self._positions.top_key(kind), "BP106",
                        "schrijf [timeline], één keer", "write [timeline], once",
                    )  # fmt: skip
            elif (
                not isinstance(value, list)
                or not all(isinstance(row, dict) for row in value)
                or headers[kind] < len(value)
            ):
                self._report(
                    self._positions.top_key(kind), "BP106",
                    f"schrijf elke {kind} onder een eigen kop [[{kind}]]",
                    f"write each {kind} under a heading [[{kind}]] of its own",
                )  # fmt: skip
            if len(self._problems) > before:
                del usable[kind]
                self._incomplete.add(kind)
        if "timeline" not in raw and not broken:
            self._report(1, "BP103", "[timeline] ontbreekt", "[timeline] is missing")
        return usable

    def _read_header(self, table: dict[str, Any] | None) -> dict[str, Any]:
        if table is None:
            return {}
        number = table.get("format")
        if isinstance(number, int) and not isinstance(number, bool) and number != FORMAT:
            self._report(
                self._positions.key("timeline", 0, "format"), "BP103",
                f"formaat {number} is onbekend; deze boplan leest formaat {FORMAT}",
                f"format {number} is unknown; this boplan reads format {FORMAT}",
            )  # fmt: skip
            self._stop()
        values = self._read_table(keys.TIMELINE, table, "timeline", 0)
        values.pop("format", None)
        return values

    def _collect_ids(self, raw: dict[str, Any]) -> None:
        for kind, table in keys.TABLES.items():
            if not table.has_id:
                continue
            found = [row.get("id") for row in raw.get(kind, [])]
            texts = [one for one in found if isinstance(one, str)]
            known = frozenset(texts)
            self._ids[kind] = _AnyId(known) if kind in self._incomplete else known
            if len(known) < len(texts):
                self._report_doubles(kind, found)

    def _report_doubles(self, kind: str, found: list[Any]) -> None:
        first: dict[str, int] = {}
        for index, one in enumerate(found):
            if not isinstance(one, str):
                continue
            if one in first:
                line = self._positions.key(kind, first[one], "id")
                self._report(
                    self._positions.key(kind, index, "id"), "BP110",
                    f"het id {quote(one)} van deze [[{kind}]] staat al op regel {line}",
                    f"the id {quote(one)} of this [[{kind}]] stands on line {line} already",
                )  # fmt: skip
            else:
                first[one] = index

    # -- one table ---------------------------------------------------------------------

    def _read_tables(self, kind: str, rows: list[dict[str, Any]]) -> list[Any]:
        table = keys.TABLES[kind]
        made = []
        for index in range(len(rows)):
            row, rows[index] = rows[index], {}  # what has been read need not be kept
            before = len(self._problems)
            values = self._read_table(table, row, kind, index)
            if len(self._problems) > before:
                continue
            for key, nl, en in _contradictions(kind, row, values):
                self._report(self._positions.key(kind, index, key), "BP112", nl, en)
            if kind == "activity":
                _fold_recurrence(values)
            if len(self._problems) == before:
                made.append(table.make(**values))
        return made

    def _read_table(
        self, table: keys.Table, row: dict[str, Any], kind: str, index: int
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        ids = self._ids
        for name, value in row.items():
            key = table.keys.get(name)
            if key is None:
                near = nearest_word(name, frozenset(table.keys))
                self._report(
                    self._positions.key(kind, index, name), "BP104",
                    f"onbekende sleutel {quote(name)} in {_heading(kind)}{near.nl}",
                    f"unknown key {quote(name)} in {_heading(kind)}{near.en}",
                )  # fmt: skip
                continue
            try:
                values[key.field] = key.type.read(value, ids)
            except keys.BadValueError as error:
                self._report(
                    self._positions.key(kind, index, name), error.code,
                    f"{name}: {error.text.nl}", f"{name}: {error.text.en}",
                )  # fmt: skip
        if not table.required <= row.keys():
            self._report_missing(table, row, kind, index)
        return values

    def _report_missing(
        self, table: keys.Table, row: dict[str, Any], kind: str, index: int
    ) -> None:
        for name, key in table.keys.items():
            if key.required and name not in row:
                self._report(
                    self._positions.table(kind, index), "BP105",
                    f"in {_heading(kind)} ontbreekt {name} ({key.type.expects.nl})",
                    f"{name} is missing in {_heading(kind)} ({key.type.expects.en})",
                )  # fmt: skip

    # -- what only the whole shows -----------------------------------------------------

    def _check_earlier_ids(self, timeline: Timeline) -> None:
        """Refuse an earlier id that two steps claim: what knows one by it would mix them up."""
        claimed: set[str] = set()
        for index, activity in enumerate(timeline.activities.values()):
            for one in activity.was:
                if one in timeline.activities or one in claimed:
                    self._report(
                        self._positions.key("activity", index, "was"), "BP110",
                        f"het eerdere id {quote(one)} is al van een andere stap, of van deze zelf",
                        f"the earlier id {quote(one)} is another step's already, or this one's",
                    )  # fmt: skip
                claimed.add(one)

    def _check_references(self, timeline: Timeline) -> None:
        for index, activity in enumerate(timeline.activities.values()):
            for key, nl, en in _misplaced(timeline, activity):
                self._report(self._positions.key("activity", index, key), "BP112", nl, en)
        self._check_earlier_ids(timeline)
        for index, agenda in enumerate(timeline.agendas):
            if agenda.municipality and not timeline.bodies[agenda.body].per_municipality:
                self._report(
                    self._positions.key("agenda", index, "municipality"), "BP112",
                    f"{quote(agenda.body)} is geen overleg per gemeente",
                    f"{quote(agenda.body)} is not a body per municipality",
                )  # fmt: skip
        for index, process in enumerate(timeline.processes.values()):
            if process.final_deadline is None:
                continue
            step = timeline.activities[timeline.deadlines[process.final_deadline].activity]
            if step.process != process.id:
                self._report(
                    self._positions.key("process", index, "final_deadline"), "BP112",
                    f"deadline {quote(process.final_deadline)} hoort bij een ander proces",
                    f"deadline {quote(process.final_deadline)} belongs to another process",
                )  # fmt: skip
        for index, record in enumerate(timeline.records):
            scope = timeline.municipalities_of(timeline.activities[record.activity])
            for municipality in record.municipality:
                if municipality not in scope:
                    self._report(
                        self._positions.key("record", index, "municipality"), "BP112",
                        f"stap {quote(record.activity)} is niet van gemeente {quote(municipality)}",
                        f"step {quote(record.activity)} is not one of municipality "
                        f"{quote(municipality)}",
                    )  # fmt: skip
            recurs = timeline.activities[record.activity].recurrence is not None
            if recurs and record.kind in (RecordKind.MOVED, RecordKind.SETTLED):
                self._report(
                    self._positions.key("record", index, "kind"), "BP112",
                    f"{quote(record.activity)} komt terug, en welke keer bedoeld is staat er niet; "
                    "maak van die keer een stap",
                    f"{quote(record.activity)} recurs, and nothing says which time is meant; make "
                    "that time a step",
                )  # fmt: skip

    def _check_circles(self, timeline: Timeline) -> None:
        circle = find_circle(timeline.activities.values())
        if circle:
            index = list(timeline.activities).index(circle[0])
            shown = " -> ".join([*circle, circle[0]])
            if len(circle) > 20:
                shown = " -> ".join([*circle[:10], f"… ({len(circle)}) …", *circle[-9:], circle[0]])
            self._report(
                self._positions.key("activity", index, "after"), "BP111",
                f"deze stappen wachten in een kring op elkaar: {shown}",
                f"these steps wait for each other in a circle: {shown}",
            )  # fmt: skip


def _heading(kind: str) -> str:
    return "[timeline]" if kind == "timeline" else f"[[{kind}]]"


_TABLE_START = re.compile(r"[ \t]*\[(?:\[|[ \t]*timeline)")


def _without_broken_tables(text: str, whole: Problem) -> tuple[str, list[Problem]]:
    """Return `text` with each table that is no TOML by itself blanked, and their problems.

    Lines keep their numbers. If every table is TOML by itself, `whole` is the problem and
    nothing of the text is left.
    """
    lines = statement_starts(text, inside_brackets=True)
    starts = [0, *(start for start in lines if start and _TABLE_START.match(text, start))]
    pieces, problems = [], []
    if len(starts) <= 20_000:
        line = 1
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            piece = text[start:end]
            problem = _syntax_problem(piece, line)[1]
            if problem is not None:
                problems.append(problem)
            pieces.append(piece if problem is None else "\n" * piece.count("\n"))
            line += piece.count("\n")
    return ("".join(pieces), problems) if problems else ("", [whole])


Contradiction = tuple[str, str, str]
"""The key where it shows, and the sentence in Dutch and English."""


def _fold_recurrence(values: dict[str, Any]) -> None:
    rule = values.pop("every", None)
    start, until = values.pop("from_", None), values.pop("until", None)
    if rule is not None:
        values["recurrence"] = Recurrence(rule=rule, from_=start, until=until)


def _contradictions(
    kind: str, row: dict[str, Any], values: dict[str, Any]
) -> Iterator[Contradiction]:
    """Yield what contradicts itself within one table, its values all being readable."""
    basis = values.get("basis")
    if basis is Basis.STATUTORY and "article" not in row:
        yield "basis", "basis statutory vraagt article", "basis statutory needs article"
    if basis is Basis.AGREED and "source" not in row:
        yield "basis", "basis agreed vraagt source", "basis agreed needs source"
    check = _CHECKS.get(kind)
    if check is not None:
        yield from check(row, values)


def _check_activity(row: dict[str, Any], values: dict[str, Any]) -> Iterator[Contradiction]:
    if "every" in row:
        if "when" in row:
            yield "every", "kies when of every, niet beide", "choose when or every, not both"
        start, until = values.get("from_"), values.get("until")
        if start and until and until.last < start.first:
            yield "until", "until ligt voor from", "until lies before from"
        if "FREQ=" in str(row["every"]) and start is None:
            yield "every", "een herhalingsregel vraagt from", "a recurrence rule needs from"
    else:
        for key in ("from", "until"):
            if key in row:
                yield key, f"{key} hoort bij every", f"{key} goes with every"
    if "duration" in row:
        when = values.get("when")
        day = certain_day(when)
        if day is None or not isinstance(when, Moment) or when.part.at is None:
            yield (
                "duration",
                "duration vraagt een when met een tijdstip",
                "duration needs a when with a time of day",
            )
    if "reading" in row and "words" not in row:
        yield (
            "reading",
            "reading legt words uit, maar words ontbreekt",
            "reading explains words, but words is missing",
        )


def _check_agenda(row: dict[str, Any], values: dict[str, Any]) -> Iterator[Contradiction]:
    derived = values["kind"] is AgendaKind.DERIVED
    for key in ("derived_from", "offset"):
        if derived and key not in row:
            yield "kind", f"kind derived vraagt {key}", f"kind derived needs {key}"
    for key in ("derived_from", "offset", "process") if not derived else ("meetings", "every"):
        if key in row:
            yield (
                key,
                f"{key} hoort niet bij kind {values['kind']}",
                f"{key} does not go with kind {values['kind']}",
            )
    if derived and values.get("derived_from") == values["body"]:
        yield (
            "derived_from",
            "een overleg kan niet van zichzelf zijn afgeleid",
            "a body cannot be derived from itself",
        )
    if values["kind"] is AgendaKind.COMPLETE:
        for key in ("from", "until"):
            if key not in row:
                yield "kind", f"kind complete vraagt {key}", f"kind complete needs {key}"
    if "except" in row and "every" not in row:
        yield "except", "except hoort bij every", "except goes with every"
    if "every" in row and not ("from" in row and "until" in row):
        yield "every", "every vraagt from en until", "every needs from and until"
    if "every" not in row and "meetings" not in row and not derived:
        yield "kind", "noem meetings of every", "give meetings or every"
    yield from _from_until(row, values)


def _from_until(row: dict[str, Any], values: dict[str, Any]) -> Iterator[Contradiction]:
    if "from" in row and "until" in row and values["until"] < values["from_"]:
        yield "until", "until ligt voor from", "until lies before from"


_LOAD_PERIODS = ("P1D", "P1W", "P1M", "P1Y")


def _check_rule(row: dict[str, Any], values: dict[str, Any]) -> Iterator[Contradiction]:
    kind = values["kind"]
    required, optional = keys.RULE_KEYS[kind]
    for key in sorted(required - row.keys()):
        yield "kind", f"een regel {kind} vraagt {key}", f"a rule {kind} needs {key}"
    for key in row:
        if key not in required | optional | keys.RULE_COMMON:
            yield (
                key,
                f"{key} hoort niet bij een regel {kind}",
                f"{key} does not go with a rule {kind}",
            )
    if kind is RuleKind.LOAD and "per" in row and row["per"] not in _LOAD_PERIODS:
        yield "per", "per is hier P1D, P1W, P1M of P1Y", "per is P1D, P1W, P1M or P1Y here"
    if optional & {"maximum", "maximum_count"} and not row.keys() & {
        "minimum", "maximum", "minimum_count", "maximum_count",
    }:  # fmt: skip
        yield "kind", "noem een minimum of een maximum", "give a minimum or a maximum"
    least, most = values.get("minimum_count"), values.get("maximum_count")
    if least is not None and most is not None and least > most:
        yield (
            "minimum_count",
            "minimum_count is meer dan maximum_count",
            "minimum_count is more than maximum_count",
        )
    if kind is RuleKind.FREQUENCY and "per" in row:
        yield from _check_frequency(values)
    if kind is RuleKind.EXTENSION:
        yield from _check_extension(values)


def _check_extension(values: dict[str, Any]) -> Iterator[Contradiction]:
    by = values.get("by")
    if by is not None and by.count == 0:
        yield "by", "by moet langer zijn dan nul", "by must be longer than zero"
    steps, extensions = values.get("activity", ()), values.get("extensions", ())
    if extensions and len(steps) > 1:
        yield (
            "extensions",
            "extensions verlengen één stap, en activity noemt er meer",
            "extensions extend one step, and activity names several",
        )
    for one in steps:
        if one in extensions:
            yield (
                "extensions",
                f"{quote(one)} kan zichzelf niet verlengen",
                f"{quote(one)} cannot extend itself",
            )


def _check_frequency(values: dict[str, Any]) -> Iterator[Contradiction]:
    """Yield what is wrong with the periods of a frequency, and with its exceptions."""
    per, start, until = values["per"], values.get("from_"), values.get("until")
    if per.count == 0:
        yield "per", "per moet langer zijn dan nul", "per must be longer than zero"
        return
    if per not in CALENDAR and start is None:
        yield (
            "per",
            "deze per is geen periode van de kalender en vraagt from: de dag waarop de eerste "
            "begint",
            "this per is no period of the calendar and needs from: the day on which the first "
            "one begins",
        )
        return
    about = [key for key, part in (("from", start), ("until", until)) if part and part.about]
    for key in about:
        yield key, f"{key} mag niet ongeveer zijn", f"{key} may not be about"
    grid = grid_of(per, start)
    if grid is None or about:
        return
    if start and grid.first(grid.number(start.first)) != start.first:
        yield _no_period("from", start, grid)
    elif until and per in CALENDAR and grid.last(grid.number(until.last)) != until.last:
        yield _no_period("until", until, grid)
    elif start and until:
        first, last = grid.number(start.first), grid.whole_by(until.last)
        if last < first:
            yield (
                "until",
                "van from tot en met until is korter dan één periode",
                "from `from` through `until` is shorter than one period",
            )
        elif last - first >= MOST_PERIODS:
            yield (
                "until",
                f"van from tot en met until zijn meer dan {MOST_PERIODS} periodes",
                f"from `from` through `until` are more than {MOST_PERIODS} periods",
            )
    yield from _check_exceptions(values, grid)


def _no_period(key: str, part: Part, grid: Grid) -> Contradiction:
    shown = write_part(part)
    near = part_containing(part.start, grid.precision) if grid.precision else None
    hint = (
        Text(f"; bijvoorbeeld {quote(write_part(near))}", f"; as {quote(write_part(near))}")
        if near
        else Text("", "")
    )
    return (
        key,
        f"{key} {quote(shown)} is geen periode van {format_period(grid.per)}{hint.nl}",
        f"{key} {quote(shown)} is no period of {format_period(grid.per)}{hint.en}",
    )


def _check_exceptions(values: dict[str, Any], grid: Grid) -> Iterator[Contradiction]:
    start, until = values.get("from_"), values.get("until")
    seen: set[int] = set()
    for one in values.get("exceptions", ()):
        shown = quote(write_part(one.in_))
        number = grid.period_of(one.in_)
        if number is None:
            yield _no_period("exceptions", one.in_, grid)
            continue
        if number in seen:
            yield (
                "exceptions",
                f"{shown} staat er meer dan eens",
                f"{shown} stands there more than once",
            )
        seen.add(number)
        if (start and grid.last(number) < start.first) or (
            until and grid.last(number) > until.last
        ):
            yield (
                "exceptions",
                f"{shown} ligt niet van from tot en met until",
                f"{shown} is not from `from` through `until`",
            )
        least = one.minimum_count
        most = one.maximum_count
        least = values.get("minimum_count") if least is None else least
        most = values.get("maximum_count") if most is None else most
        if least is not None and most is not None and least > most:
            yield (
                "exceptions",
                f"in {shown} is minimum_count ({least}) meer dan maximum_count ({most})",
                f"in {shown} minimum_count ({least}) is more than maximum_count ({most})",
            )


RECORD_NEEDS: dict[RecordKind, tuple[str, ...]] = {
    RecordKind.STARTED: ("on",),
    RecordKind.DONE: ("on",),
    RecordKind.NOT_DONE: ("on",),
    RecordKind.MOVED: ("on", "to", "reason"),
    RecordKind.CANCELLED: ("on", "reason"),
    RecordKind.SUPERSEDED: ("on",),
    RecordKind.SETTLED: ("on", "settled"),
    RecordKind.OUTCOME: ("on", "outcome"),
    RecordKind.NO_EVIDENCE: (),
    RecordKind.NOTE: ("note",),
    RecordKind.RETRACTED: ("retracts", "reason"),
}
RECORD_ONLY = {
    "to": RecordKind.MOVED,
    "settled": RecordKind.SETTLED,
    "by": RecordKind.SUPERSEDED,
    "outcome": RecordKind.OUTCOME,
    "point": RecordKind.OUTCOME,
    "retracts": RecordKind.RETRACTED,
}


def _check_record(row: dict[str, Any], values: dict[str, Any]) -> Iterator[Contradiction]:
    kind = values["kind"]
    for key in RECORD_NEEDS[kind]:
        if key not in row:
            yield "kind", f"een record {kind} vraagt {key}", f"a record {kind} needs {key}"
    for key, only in RECORD_ONLY.items():
        if key in row and kind is not only:
            yield key, f"{key} hoort bij een record {only}", f"{key} goes with a record {only}"
    when = values.get("on")
    if when is not None and when.bounds.latest_finish is None:
        yield (
            "on",
            'on heeft geen laatste dag; schrijf "[..2025-12-31]" met de datum van de bron',
            'on has no last day; write "[..2025-12-31]" with the date of the source',
        )


def _check_period(row: dict[str, Any], values: dict[str, Any]) -> Iterator[Contradiction]:
    yield from _from_until(row, values)


def _check_route(_row: dict[str, Any], values: dict[str, Any]) -> Iterator[Contradiction]:
    stops: tuple[Stop, ...] = values["stops"]
    towards = values.get("towards")
    seen: set[str] = set()
    for stop in stops:
        for body in stop.body:
            if body in seen:
                yield (
                    "stops",
                    f"{quote(body)} staat in meer dan één stop; maak er twee routes van",
                    f"{quote(body)} stands in more than one stop; make it two routes",
                )
            seen.add(body)
        yield from _check_stop(stop)
    counted = [place for place, stop in enumerate(stops) if stop.before is not None]
    if not counted:
        if towards is not None:
            yield "towards", "towards hoort bij before", "towards goes with before"
        return
    if towards is None:
        yield (
            "stops",
            "before vraagt towards: het overleg waarvoor zo lang wordt teruggerekend",
            "before needs towards: the body from whose meeting so long is counted back",
        )
        return
    ends = [place for place, stop in enumerate(stops) if towards in stop.body]
    if not ends or ends[0] <= counted[-1]:
        yield (
            "towards",
            f"{quote(towards)} komt niet na elke stop met before",
            f"{quote(towards)} does not come after every stop with before",
        )


def _check_stop(stop: Stop) -> Iterator[Contradiction]:
    word = stop.purpose.value
    is_meeting = stop.purpose in MEETING_PURPOSES
    if stop.purpose in STATES:
        yield "stops", f"{word} is een toestand, geen stop", f"{word} is a state, not a stop"
    if not stop.body and (is_meeting or stop.purpose is Purpose.ZIENSWIJZE):
        yield "stops", f"een stop {word} vraagt body", f"a stop {word} needs body"
    if stop.minimum is not None and is_meeting:
        yield (
            "stops",
            f"minimum hoort niet bij {word}: een vergadering duurt geen dagen",
            f"minimum does not go with {word}: a meeting does not last for days",
        )
    if stop.minimum is not None and stop.before is not None:
        yield "stops", "kies before of minimum", "choose before or minimum"
    if stop.net_of and stop.minimum is None:
        yield "stops", "net_of hoort bij minimum", "net_of goes with minimum"
    for key, period in (("before", stop.before), ("minimum", stop.minimum)):
        if period is not None and period.count == 0:
            yield (
                "stops",
                f"{key} moet langer zijn dan nul",
                f"{key} must be longer than zero",
            )


_CHECKS = {
    "route": _check_route,
    "activity": _check_activity,
    "agenda": _check_agenda,
    "rule": _check_rule,
    "record": _check_record,
    "closure": _check_period,
    "municipality": _check_period,
}


def _misplaced(timeline: Timeline, activity: Activity) -> Iterator[Contradiction]:
    if activity.phase and timeline.phases[activity.phase].process != activity.process:
        yield (
            "phase",
            f"fase {quote(activity.phase)} hoort bij een ander proces",
            f"phase {quote(activity.phase)} belongs to another process",
        )
    if activity.fallback_for == activity.id:
        yield (
            "fallback_for",
            "een stap kan niet de terugval van zichzelf zijn",
            "a step cannot be its own fallback",
        )


def find_circle(activities: Iterable[Activity]) -> list[str]:
    """Return the ids of one circle of `after` links, starting at the first in the file.

    Returns [] if there is none.
    """
    waits_for = {activity.id: [after.id for after in activity.after] for activity in activities}
    open_links = {one: len(others) for one, others in waits_for.items()}
    waiting: dict[str, list[str]] = {one: [] for one in waits_for}
    for one, others in waits_for.items():
        for other in others:
            waiting[other].append(one)
    ready = [one for one, count in open_links.items() if count == 0]
    while ready:
        for one in waiting[ready.pop()]:
            open_links[one] -= 1
            if open_links[one] == 0:
                ready.append(one)
    stuck = {one for one, count in open_links.items() if count}
    if not stuck:
        return []
    # Every stuck step waits for a stuck step: following those must come round.
    path: list[str] = []
    seen: dict[str, int] = {}
    step = next(one for one in waits_for if one in stuck)
    while step not in seen:
        seen[step] = len(path)
        path.append(step)
        step = next(other for other in waits_for[step] if other in stuck)
    circle = path[seen[step] :][::-1]
    order = {one: index for index, one in enumerate(waits_for)}
    first = circle.index(min(circle, key=order.__getitem__))
    return circle[first:] + circle[:first]
