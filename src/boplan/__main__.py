"""`python -m boplan` and the console script."""

from __future__ import annotations

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Run one command and end."""
    # A command reads, judges, prints and ends: a collector in between finds next to
    # nothing, and costs a tenth of the time, most of it while modules are imported.
    gc.disable()
    from boplan.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
