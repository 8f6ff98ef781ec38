"""Entry point: `geleit`, and `python -m exchange`."""

import os
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

import typer
from typer.main import get_command

from exchange.cli.app import app
from exchange.cli.fault import Honest, report
from exchange.cli.output import explain
from exchange.cli.terminal.language import speaking
from exchange.cli.terminal.usage import in_words, only_help, placed
from exchange.core.errors import GeleitError
from exchange.demo.command import demo
from exchange.edge.http.problem import NO_ROOM, as_error
from keys.errors import KeysError
from schemas.errors import SchemasError

# Registered here and not in `exchange.cli.app`: the command line and the demonstration do not know each other.
app.command("demo")(demo)


@cache
def commands() -> Any:
    """The commands with their options, as they are parsed: made once, however many are run in this process."""
    return get_command(app)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error is said in words, ours with code and remedy."""
    with speaking(arguments, env=os.environ), Honest(report) as honest:
        try:
            ended = commands()(list(arguments), prog_name="geleit", standalone_mode=False)
            return ended if isinstance(ended, int) else 0
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else 0
        except (typer.Abort, typer.TyperException) as error:
            return only_help(error) or explain(in_words(error), as_json="--json" in arguments)
        except (GeleitError, KeysError, SchemasError) as error:
            return explain(placed(as_error(error), arguments), as_json="--json" in arguments)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            return explain(placed(as_error(error), arguments), as_json="--json" in arguments)
    return honest.code


def main() -> None:
    """The command line."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
