"""Entry point: `geleit`, and `python -m exchange`."""

import os
import sys
from collections.abc import Sequence

from exchange.cli.app import app
from exchange.cli.fault import Honest, report
from exchange.cli.output import explain
from exchange.cli.terminal.language import speaking
from exchange.core.errors import GeleitError
from exchange.demo.command import demo
from exchange.edge.http.problem import as_error
from keys.errors import KeysError
from schemas.errors import SchemasError

# Registered here and not in `exchange.cli.app`: the command line and the demonstration do not know each other.
app.command("demo")(demo)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error is said in words, ours with code and remedy."""
    with speaking(arguments, env=os.environ), Honest(report) as honest:
        try:
            app(list(arguments))
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else 0
        except (GeleitError, KeysError, SchemasError) as error:
            return explain(as_error(error), as_json="--json" in arguments)
    return honest.code


def main() -> None:
    """The command line."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
