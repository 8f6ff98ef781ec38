"""`geleit`, and `python -m exchange`."""

import sys

from exchange.cli.app import app
from exchange.cli.output import explain
from exchange.core.errors import GeleitError
from exchange.demo.command import demo
from exchange.edge.problem import as_error
from keys.errors import KeysError


def main() -> None:
    """Run the command line; every error of ours is said in words, with its code and what to do."""
    app.command("demo")(demo)
    try:
        app()
    except (GeleitError, KeysError) as error:
        sys.exit(explain(as_error(error), as_json="--json" in sys.argv))


if __name__ == "__main__":
    main()
