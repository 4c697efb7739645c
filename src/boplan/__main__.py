"""`python -m boplan` and the console script."""

from __future__ import annotations

import atexit
import gc
import os
from typing import NoReturn


def main() -> NoReturn:
    """Run one command and end."""
    # A command reads, judges, prints and ends: a collector in between finds next to
    # nothing, and costs a tenth of the time, most of it while modules are imported.
    gc.disable()
    from boplan.cli.app import main as run

    try:
        run()
    except SystemExit as end:
        # All is written. Taking the interpreter apart, object by object, would cost a seventh
        # of the time and change nothing.
        atexit._run_exitfuncs()
        os._exit(end.code if isinstance(end.code, int) else 0)


if __name__ == "__main__":
    main()
