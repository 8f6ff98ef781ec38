"""`geleit`, and `python -m exchange`."""

import sys
from collections.abc import Sequence

from exchange.cli.app import app
from exchange.cli.output import explain
from exchange.core.errors import GeleitError
from exchange.demo.command import demo
from exchange.edge.problem import as_error
from keys.errors import KeysError

# Registered here and not in `exchange.cli.app`: the command line and the demonstration do not know each other.
app.command("demo")(demo)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error of ours is said in words, with its code and what to do."""
    try:
        app(list(arguments))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except (GeleitError, KeysError) as error:
        return explain(as_error(error), as_json="--json" in arguments)
    return 0


def main() -> None:
    """The command line."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
