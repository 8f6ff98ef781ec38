"""The doctor: shows the health of an installation."""

from dataclasses import asdict

import typer

from exchange.cli.context import Directory, Json, PassphraseFile, vault_passphrase
from exchange.cli.output import EXIT_AWAY, say, show
from exchange.operations.doctor import examine_installation
from exchange.operations.finding import Result, overall


def doctor(directory: Directory, *, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    """Die Anlage prüfen und sagen, was zu tun ist. / Check the installation and say what to do."""
    found = examine_installation(directory, passphrase=vault_passphrase(passphrase_file))
    result = overall(found)
    if as_json:
        show({"result": result, "checks": [asdict(one) for one in found]}, as_json=True)
    else:
        say("\n".join(f"{one.result:5} {one.check}" + (f": {one.advice}" if one.advice else "") for one in found))
    if result is Result.FAIL:
        raise typer.Exit(EXIT_AWAY)
