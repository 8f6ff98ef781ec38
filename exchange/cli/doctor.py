"""The doctor: shows the health of an installation."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import typer

from exchange.cli.context import Directory, Json, PassphraseFile, vault_passphrase
from exchange.cli.output import EXIT_AWAY, say, show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import word
from exchange.config import read_config
from exchange.core.errors import GeleitError
from exchange.core.operations.checks import RESULTS, name_of
from exchange.core.operations.finding import Grade, HealthFinding, after, overall
from exchange.core.said import Said
from exchange.main import open_hub
from exchange.operations.doctor import examine_opened
from exchange.operations.files import check_vault_file
from keys.errors import VaultBroken

_DAMAGED = Said(
    "Beschädigt: Sicherung zurückholen (keys/CEREMONY.md)", "Damaged: bring the backup back (keys/CEREMONY.md)"
)


def doctor(directory: Directory, *, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    """Die Anlage prüfen und sagen, was zu tun ist. / Check the installation and say what to do."""
    found = examine_installation(directory, passphrase=vault_passphrase(passphrase_file))
    result = overall(found)
    if as_json:
        checks = [{"check": one.check, "result": one.result, "advice": one.advice} for one in found]
        show({"result": result, "checks": checks}, as_json=True)
    else:
        say("\n".join(map(_line, found)))
    if result is Grade.FAIL:
        raise typer.Exit(EXIT_AWAY)


def _line(one: HealthFinding) -> str:
    advice = either(*one.do)
    name = name_of(one.check, say=lambda words: either(*words), word=word)
    return f"{either(*RESULTS[one.result]):8}{name}" + (f": {advice}" if advice else "")


def examine_installation(directory: Path, *, passphrase: bytes) -> Sequence[HealthFinding]:
    """Open a hub and look at all of it. What cannot even be opened is the one finding there is."""
    try:
        unfit = [one for one in check_vault_file(read_config(directory).vault) if one.result is Grade.FAIL]
        if unfit:
            return unfit
        with closing(open_hub(directory, passphrase=passphrase)) as opened:
            return tuple(examine_opened(opened))
    except VaultBroken as error:
        return (HealthFinding("vault file", Grade.FAIL, after("", _DAMAGED, f" ({error.detail})")),)
    except GeleitError as error:
        return (HealthFinding(error.code, Grade.FAIL, Said(error.fix_de, error.fix_en)),)
