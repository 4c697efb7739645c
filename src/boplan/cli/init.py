"""`boplan init`: a new timeline, for another plan."""

from __future__ import annotations

import errno
import os
import shlex
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from boplan.cli import exits, options
from boplan.cli.exits import CommandError
from boplan.cli.files import find_file
from boplan.model.vocabulary import Lang, Text

if TYPE_CHECKING:
    from boplan.model.when import Part
    from boplan.store.reader import Reading
    from boplan.store.template import Plan

_Read = TypeVar("_Read")


def init(
    context: typer.Context,
    path: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATH]",
            show_default=False,
            help="The file to make; else $BOPLAN_FILE, else timeline.toml here.",
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(
            "--title", metavar="TEXT", show_default=False, help="What the plan is called."
        ),
    ] = None,
    in_force: Annotated[
        str | None,
        typer.Option(
            "--in-force",
            metavar="DATE",
            show_default=False,
            help="When it comes into force (2028-01-01, 2028-01, 2028); else the first 1 January "
            "that is at least 18 months away.",
        ),
    ] = None,
    process: Annotated[
        str | None,
        typer.Option(
            "--process",
            metavar="ID",
            show_default=False,
            help="The id of its process; else made of the title.",
        ),
    ] = None,
    municipality: Annotated[
        list[str] | None,
        typer.Option(
            "--municipality",
            metavar="NAME",
            show_default=False,
            help="A municipality that takes part; may be repeated.",
        ),
    ] = None,
    today: options.Today = None,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            metavar="nl|en",
            show_default=False,
            help="Language of the answer, and of overviews of the new timeline; nl if absent.",
        ),
    ] = None,
) -> None:
    """Make a timeline for a new plan; asks for what is missing, never overwrites."""
    given = options.common(context, today=today, lang=lang, process=process)
    language = options.language_of(given.lang)
    day = options.day_of(given.today, language)
    named = path or given.file or os.environ.get("BOPLAN_FILE")
    target = free_place(named, language)
    names = municipality or ([given.municipality] if given.municipality else None)
    from boplan.store.template import Plan, likely_in_force, slug

    question = _Questions(language, asks=_is_somebody_there())
    known_process = question.check("--process", given.process, _process)
    for option, value, read in (
        ("--title", title, _title),
        ("--in-force", in_force, _in_force),
        ("--municipality", names, _municipalities),
    ):
        question.check(option, value, read)  # before anything is asked
    known_title = question.settle(
        "--title", title, Text("Titel van het plan", "Title of the plan"), _title
    )
    force = question.settle(
        "--in-force", in_force, Text("Ingang", "In force"), _in_force,
        likely_in_force(day).isoformat(),
    )  # fmt: skip
    towns = question.settle(
        "--municipality", names,
        Text("Gemeenten, met komma's ertussen (mag later)",
             "Municipalities, with commas between them (may be later)"),
        _municipalities, "",
    )  # fmt: skip
    plan = Plan(
        title=known_title,
        process=known_process or slug(known_title) or "plan",
        in_force=force,
        municipalities=towns,
        language=language,
    )
    reading = _write(target, plan, day, language)
    said = [_summary(target, reading, force)]
    if in_force is None and not question.asks:
        said.append(_NO_DATE)
    if not towns:
        said.append(_NO_TOWNS)
    past = sum(step.when is None for step in reading.timeline.activities.values())
    if past:
        said.append(_PAST.fill(count=past))
    said.append(_next_commands(target))
    options.emit("".join(one.say(language) + "\n" for one in said))


_NO_DATE = Text(
    "De ingang is niet genoemd (--in-force) en dus zelf ook een voorstel.",
    "The day of coming into force was not named (--in-force), so it is a proposal itself.",
)
_NO_TOWNS = Text(
    "Er staan nog geen gemeenten in: voeg ze toe in het bestand.",
    "There are no municipalities in it yet: add them in the file.",
)
_PAST = Text(
    "Van {count} stappen zou de datum al voorbij zijn; die staan er zonder datum in.",
    "Of {count} steps the date would be past already; they are in it without a date.",
)


def _summary(target: Path, reading: Reading, force: Part) -> Text:
    from boplan.dates.spoken import say
    from boplan.model.when import Moment
    from boplan.store.problems import visible

    last = Moment(force)
    return Text(
        "{path} is gemaakt: {count} stappen, tot de ingang ({last}).\n"
        "De data zijn voorstellen, teruggerekend van de ingang; vervang ze door wat is "
        "afgesproken.",
        "{path} is made: {count} steps, up to the day of coming into force ({last}).\n"
        "The dates are proposals, counted back from that day; replace them by what was agreed.",
    ).fill(
        path=visible(str(target)),
        count=len(reading.timeline.activities),
        last=Text(say(last, "nl"), say(last, "en")),
    )


def _next_commands(target: Path) -> Text:
    """Return what to do next; with --file where the timeline would not be found without."""
    from boplan.store.problems import visible

    try:
        found = find_file(None)
        file = "" if found.exists() and found.samefile(target) else None
    except CommandError:
        file = None
    if file is None:
        file = f" --file {visible(shlex.quote(str(target)))}"
    commands = "".join(f"\n  boplan {one}{file}" for one in ("status", "list", "show plan-raden"))
    return Text(f"Verder:{commands}", f"Next:{commands}")


# -- what it is told --------------------------------------------------------------------------


def _is_somebody_there() -> bool:
    # Python has no stream at all where the descriptor is closed.
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


class _Questions:
    """What was told by options, and asks for the rest where a person can answer."""

    def __init__(self, lang: Lang, *, asks: bool) -> None:
        self._lang = lang
        self.asks = asks

    def check(self, option: str, given: Any, read: Callable[[Any], _Read]) -> _Read | None:
        """Return what the option means, None if it was not given; raises CommandError."""
        from boplan.store.keys import BadValueError

        if given is None:
            return None
        try:
            return read(given)
        except BadValueError as error:
            text = Text(f"{option}: {error.text.nl}.", f"{option}: {error.text.en}.")
            raise CommandError(text, self._lang) from None

    def settle(
        self,
        option: str,
        given: Any,
        label: Text,
        read: Callable[[Any], _Read],
        default: str | None = None,
    ) -> _Read:
        """Return what the option means, else the answer of a person, else the default."""
        known = self.check(option, given, read)
        if known is not None:
            return known
        if self.asks:
            return self._ask(label, read, default)
        if default is None:
            raise CommandError(
                Text(
                    f"{option} ontbreekt, en er is geen terminal om ernaar te vragen; "
                    f"zie boplan init --help.",
                    f"{option} is missing, and there is no terminal to ask for it; "
                    f"see boplan init --help.",
                ),
                self._lang,
            )
        return read(default)

    def _ask(self, label: Text, read: Callable[[Any], _Read], default: str | None) -> _Read:
        from boplan.store.keys import BadValueError

        shown = f" [{default}]" if default else ""
        while True:
            sys.stderr.write(f"{label.say(self._lang)}{shown}: ")
            sys.stderr.flush()
            try:
                line = sys.stdin.readline()
            except KeyboardInterrupt:
                sys.stderr.write("\n")
                raise
            if not line:
                sys.stderr.write("\n")
                raise CommandError(
                    Text("Afgebroken; er is niets gemaakt.", "Broken off; nothing was made."),
                    self._lang,
                )
            try:
                return read(line.strip() or default or "")
            except BadValueError as error:
                sys.stderr.write(f"  {error.text.say(self._lang)}\n")


def _title(given: str) -> str:
    from boplan.store import keys

    try:
        given.encode()
    except UnicodeEncodeError:  # bytes of the command line that are no text
        raise keys.BadValueError(
            "BP107", Text("de tekst is geen UTF-8", "the text is not UTF-8")
        ) from None
    text: str = keys.TEXT.read(given.strip(), {})
    return text


def _in_force(given: str) -> Part:
    from boplan.model.when import Moment
    from boplan.store import keys
    from boplan.store.problems import quote
    from boplan.store.template import FIRST_IN_FORCE

    when = keys.WHEN.read(given, {})
    if not isinstance(when, Moment) or when.part.at or when.part.about:
        raise keys.BadValueError(
            "BP108",
            Text(
                f"{quote(given)} is geen dag, maand, kwartaal of jaar zoals 2028-01-01 of 2028-01",
                f"{quote(given)} is no day, month, quarter or year such as 2028-01-01 or 2028-01",
            ),
        )
    if when.part.start < FIRST_IN_FORCE:
        raise keys.BadValueError(
            "BP108",
            Text(
                f"{quote(given)} ligt voor {FIRST_IN_FORCE.year}",
                f"{quote(given)} lies before {FIRST_IN_FORCE.year}",
            ),
        )
    return when.part


def _process(given: str) -> str:
    from boplan.store import keys

    one: str = keys.SLUG.read(given, {})
    return one


def _municipalities(given: list[str] | str) -> tuple[tuple[str, str], ...]:
    """Return id and name of each; what a person typed has commas between the names."""
    from boplan.store import keys
    from boplan.store.problems import quote
    from boplan.store.template import slug

    if isinstance(given, str):
        given = [name for name in given.split(",") if name.strip()]
    made: dict[str, str] = {}
    for name in map(_title, given):
        one = base = slug(name, 80) or "gemeente"
        if name.casefold() in {other.casefold() for other in made.values()}:
            raise keys.BadValueError(
                "BP107",
                Text(f"{quote(name)} staat er twee keer", f"{quote(name)} stands there twice"),
            )
        number = 2
        while one in made:
            one = f"{base[:76]}-{number}"
            number += 1
        made[one] = name
    return tuple(made.items())


# -- the place --------------------------------------------------------------------------------


def free_place(named: str | None, lang: Lang) -> Path:
    """Return where the file will come; raises CommandError if it cannot come there."""
    from boplan.store.problems import visible

    if named is None:
        other = Path("data/timeline.toml")
        if os.path.lexists(other):
            raise CommandError(
                Text(
                    f"Hier staat al een tijdlijn ({other}); noem het bestand dat u wilt maken.",
                    f"There is a timeline here already ({other}); name the file to be made.",
                ),
                lang,
            )
        named = "timeline.toml"
    target = Path(named)
    try:
        taken, is_dir = os.path.lexists(target), target.is_dir()
        parent = target.parent.is_dir()
    except (OSError, ValueError) as error:
        raise _impossible(target, error, lang) from None
    if is_dir or named.endswith(os.sep):
        inside = visible(str(target / "timeline.toml"))
        shown = visible(str(target))
        raise CommandError(
            Text(
                f"{shown} is een map; noem een bestand, zoals {inside}.",
                f"{shown} is a directory; name a file, such as {inside}.",
            ),
            lang,
        )
    if taken:
        raise _impossible(target, FileExistsError(errno.EEXIST, ""), lang)
    if not parent:
        number = errno.ENOTDIR if os.path.lexists(target.parent) else errno.ENOENT
        raise _impossible(target, OSError(number, ""), lang)
    return target


_IMPOSSIBLE: dict[int, Text] = {
    errno.EEXIST: Text(
        "{path} bestaat al; boplan schrijft nergens overheen.",
        "{path} exists already; boplan overwrites nothing.",
    ),
    errno.ENOENT: Text(
        "De map {parent} bestaat niet; maak die eerst.",
        "There is no directory {parent}; make it first.",
    ),
    errno.ENOTDIR: Text("{parent} is geen map.", "{parent} is not a directory."),
    errno.EACCES: Text(
        "U mag in de map {parent} niet schrijven.", "You may not write in the directory {parent}."
    ),
    errno.EROFS: Text(
        "In de map {parent} kan niet worden geschreven.",
        "The directory {parent} cannot be written to.",
    ),
    errno.ENAMETOOLONG: Text("Die naam is te lang.", "That name is too long."),
}
_IMPOSSIBLE[errno.EPERM] = _IMPOSSIBLE[errno.EACCES]


def _impossible(target: Path, error: Exception, lang: Lang) -> CommandError:
    number = getattr(error, "errno", None)
    text = _IMPOSSIBLE.get(number) if isinstance(number, int) else None
    if text is None:
        reason = getattr(error, "strerror", None) or str(error)
        text = Text(f"{{path}}: dat lukt niet ({reason}).", f"{{path}}: that fails ({reason}).")
    from boplan.store.problems import visible

    folder = Path.cwd() if target.parent == Path() else target.parent
    shown = text.fill(path=visible(str(target)), parent=visible(str(folder)))
    return CommandError(shown, lang)


def _write(target: Path, plan: Plan, today: date, lang: Lang) -> Reading:
    from boplan.store.reader import parse
    from boplan.store.template import compose

    data = compose(plan, today).encode()
    reading = parse(data, target)  # what boplan writes, boplan can read
    create_new(target, data, lang)
    return reading


def create_new(target: Path, data: bytes, lang: Lang) -> None:
    """Make a file where nothing is; raises CommandError, or ends the program if writing fails."""
    from boplan.store.template import create

    try:
        create(target, data)
    except OSError as error:
        if error.errno in _IMPOSSIBLE:
            raise _impossible(target, error, lang) from None
        reason = error.strerror or error
        sentence = Text(
            f"boplan: {target} schrijven lukt niet ({reason}); er is niets achtergebleven.",
            f"boplan: writing {target} fails ({reason}); nothing was left behind.",
        )
        print(sentence.say(lang), file=sys.stderr)
        raise SystemExit(exits.FAILED) from None
