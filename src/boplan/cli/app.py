"""Puts the commands together and turns every failure into a sentence and an exit code."""

from __future__ import annotations

import contextlib
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
import typer.main
from typer.core import TyperGroup

from boplan import __version__
from boplan.cli import exits, options
from boplan.model.vocabulary import Lang, Text

COMMANDS: dict[str, tuple[str, str]] = {
    "status": ("status", "status"),
    "list": ("listing", "listing"),
    "show": ("show", "show"),
    "gantt": ("gantt", "gantt"),
    "matrix": ("matrix", "matrix"),
    "why": ("why", "why"),
    "check": ("check", "check"),
    "rule": ("rule", "rule"),
    "record": ("record", "record"),
    "simulate": ("simulate", "simulate"),
    "route": ("route", "route"),
    "repeat": ("repeat", "repeat"),
    "diff": ("diff", "diff"),
    "meetings": ("meetings", "meetings"),
    "export": ("export", "export"),
    "warn": ("warn", "warn"),
    "init": ("init", "init"),
    "schema": ("schema", "schema"),
}
"""Every command, with the module in boplan.cli and the function that carry it out."""


class _Commands(TyperGroup):
    """Imports and builds a command only when it is asked for: start-up."""

    def list_commands(self, _ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, function = COMMANDS[cmd_name]
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        carry_out = getattr(import_module(f"boplan.cli.{module}"), function)
        alone.command(cmd_name, context_settings=_HELP)(carry_out)
        return typer.main.get_command(alone)


_HELP = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(
    name="boplan",
    cls=_Commands,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help costs half the start-up of the boxed one
    pretty_exceptions_enable=False,
    context_settings=_HELP,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"boplan {__version__}")
        raise typer.Exit


@app.callback()
def _before(
    context: typer.Context,
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    process: options.Process = None,
    body: options.Body = None,
    municipality: options.Municipality = None,
    owner: options.Owner = None,
    version: Annotated[  # noqa: ARG001  # acted on by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Keep the timeline of a policy plan, check it and see where it stands."""
    context.obj = options.Common(
        file=file, today=today, lang=lang, process=process, body=body,
        municipality=municipality, owner=owner,
    )  # fmt: skip


def main() -> NoReturn:
    """Run the command line; every way out of it has an exit code and no traceback."""
    _prepare_streams()
    try:
        code = _run()
        sys.stdout.flush()
    except (exits.ReaderGoneError, BrokenPipeError):
        code = exits.ANSWERED  # whoever was reading has read enough
    except OSError as error:
        why = error.strerror or error
        text = Text(f"boplan: schrijven lukt niet ({why})", f"boplan: writing fails ({why})")
        code = exits.FAILED
        _say_last(text.say(_language()))
    _forget_what_is_left()
    raise SystemExit(code)


def _prepare_streams() -> None:
    """Make both streams write the same bytes whatever the locale, also if one is closed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            stream = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the process ends
            setattr(sys, name, stream)
        # A path that is no text is shown escaped.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _say_last(sentence: str) -> None:
    with contextlib.suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)


def _forget_what_is_left() -> None:
    """Keep Python from failing once more on what could not be written, when it ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run() -> int:
    from boplan.store.problems import UnusableError

    try:
        app(prog_name="boplan")
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else exits.ANSWERED
    except UnusableError as error:
        lang = _language()
        for problem in error.problems:
            print(problem.render(error.path, lang), file=sys.stderr)
        return exits.UNUSABLE
    except exits.CommandError as error:
        print(f"boplan: {error}", file=sys.stderr)
        return exits.UNUSABLE
    except (OSError, exits.ReaderGoneError):
        raise
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # the last net: no traceback reaches a user
        if os.environ.get("BOPLAN_DEBUG"):
            raise
        what = f"{type(error).__name__}: {error}"
        text = Text(
            f"boplan: interne fout ({what}). Dit is een fout in boplan zelf; met BOPLAN_DEBUG=1 "
            "ziet u waar.",
            f"boplan: internal error ({what}). This is a fault of boplan itself; BOPLAN_DEBUG=1 "
            "shows where.",
        )
        _say_last(text.say(_language()))
        return exits.FAILED
    return exits.ANSWERED


def _language() -> Lang:
    """Return the language that was asked for, for a file that could not say its own."""
    words = sys.argv
    for index, word in enumerate(words):
        if word == "--lang" and index + 1 < len(words) and words[index + 1] == "en":
            return "en"
        if word == "--lang=en":
            return "en"
    return "nl"
