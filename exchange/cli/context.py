"""Command context: the options many commands share, turned into an open hub and who acts."""

import inspect
import os
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.output import working
from exchange.cli.terminal.language import either
from exchange.core.staff.passphrase_input import (
    PassphraseFileExposed,
    PassphraseFileUnreadable,
    PassphraseNotGiven,
)
from exchange.flows.staff.authenticate import Credentials
from exchange.main import build_log_signer, open_hub
from exchange.opened import Opened
from exchange.ports.hub import Hub
from exchange.queries.accounts import check_account
from keys.errors import VaultLocked
from keys.passphrase import EXPOSED, UNREADABLE, VARIABLE, read_passphrase

Directory = Annotated[Path, typer.Argument(help="Ordner der Vermittlungsstelle / the hub's folder", metavar="DIR")]
Json = Annotated[bool, typer.Option("--json", help="Ausgabe als JSON für Skripte / output as JSON for scripts")]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        help="Datei mit der Passphrase der Schlüssel / file with the vault's passphrase. "
        "Sonst / otherwise: GELEIT_PASSPHRASE, systemd credential geleit-passphrase, Eingabe / prompt",
    ),
]
By = Annotated[str, typer.Option("--by", help="Wer handelt (Kürzel) / who acts (staff id)", metavar="STAFF")]
ByFile = Annotated[
    Path | None,
    typer.Option(
        "--by-passphrase-file",
        help="Passphrase dieser Person / that person's passphrase. Sonst / otherwise: GELEIT_BY_PASSPHRASE, Eingabe",
    ),
]
ApproveBy = Annotated[
    str | None,
    typer.Option("--approve-by", help="Zweite Person, nie dieselbe / second person, never the same", metavar="STAFF"),
]
ApproveFile = Annotated[
    Path | None,
    typer.Option(
        "--approve-passphrase-file",
        help="Passphrase der zweiten Person / second person's passphrase. Sonst / otherwise: "
        "GELEIT_APPROVE_PASSPHRASE, Eingabe",
    ),
]
Command = Callable[..., None]
Gather = Callable[[dict[str, Any]], AbstractContextManager[object]]
Options = Mapping[str, tuple[Any, Any]]
"""Options by parameter: the annotation typer reads, and the default."""
NEEDED: Any = inspect.Parameter.empty
APPROVE_VARIABLE = "GELEIT_APPROVE_PASSPHRASE"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What somebody is asked on a terminal, unseen; what they think up is asked for `times` = 2 times."""

    text: str
    times: int = 1

    def ask(self) -> bytes:
        """Ask."""
        answer: str = typer.prompt(self.text, hide_input=True, err=True, confirmation_prompt=self.times > 1)
        return answer.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandContext:
    """An open hub, and who sits at it. `by` is there for commands that act, `second` where a second person is named."""

    directory: Path
    opened: Opened
    by: Credentials
    second: Credentials | None = None

    @property
    def hub(self) -> Hub:
        """The hub."""
        return self.opened.hub

    def settle_log(self) -> None:
        """Give everything that was written its place in the evidence log, and sign it, as far as that can be done."""
        build_log_signer(self.opened).finish()


def opened(command: Command) -> Command:
    """Let a command that only looks have an open hub as its first argument `context`."""
    return grouped(command, _LOOKING, gather=_context)


def acting(command: Command) -> Command:
    """Let a command have an open hub and who acts: the option `--by`."""
    return grouped(command, _LOOKING | _ACTING, gather=_context)


def acting_if_named(command: Command) -> Command:
    """The same where only some uses of a command need somebody: without `--by` there is nobody."""
    return grouped(command, _LOOKING | _ACTING | {"by": (By, "")}, gather=_context)


def acting_on(
    command: Command, more: Options, *, gather: Callable[[CommandContext, dict[str, Any]], object]
) -> Command:
    """The same for a command with many options of its own: `gather` makes one value of the context and those."""
    return _gathering(command, more, _ACTING, gather=gather)


def approved_on(
    command: Command, more: Options, *, gather: Callable[[CommandContext, dict[str, Any]], object]
) -> Command:
    """The same with somebody who looks over it."""
    return _gathering(command, more, _ACTING | _APPROVING, gather=gather)


def _gathering(
    command: Command, more: Options, who: Options, *, gather: Callable[[CommandContext, dict[str, Any]], object]
) -> Command:
    @contextmanager
    def gathered(given: dict[str, Any]) -> Iterator[object]:
        own = {name: given.pop(name) for name in more}
        with _context(given) as context:
            yield gather(context, own)

    return grouped(command, {**_LOOKING, **more, **who}, gather=gathered)


def approved(command: Command) -> Command:
    """Let a command have an open hub, who acts, and who looks over it: `--by` and `--approve-by`."""
    return grouped(command, _LOOKING | _ACTING | _APPROVING, gather=_context)


def vault_passphrase(file: Path | None) -> bytes:
    """Find the vault's passphrase: file, environment, systemd credential, or a prompt on a terminal."""
    known = file is not None or VARIABLE in os.environ or "CREDENTIALS_DIRECTORY" in os.environ
    if not known and sys.stdin.isatty():
        return Prompt(either("Passphrase der Schlüssel", "Passphrase of the keys")).ask()
    return passphrase_in(file, env=os.environ)


def credentials(staff: str, file: Path | None, *, variable: str = "GELEIT_BY_PASSPHRASE") -> Credentials:
    """Let somebody prove who they are: passphrase from a file, the environment variable, or a prompt.

    Raises:
        PassphraseNotGiven, PassphraseFileUnreadable, PassphraseFileExposed: there is none to be found, or to be used.
    """
    return Credentials(staff, _secret(file, variable, Prompt(f"Passphrase: {staff}"), detail=staff))


def new_secret(file: Path | None, *, variable: str, prompt: Prompt) -> bytes:
    """Read what somebody alone should know: from a file, the environment variable, or a prompt; never an argument.

    Raises:
        PassphraseNotGiven, PassphraseFileUnreadable, PassphraseFileExposed: there is none to be found, or to be used.
    """
    return _secret(file, variable, prompt, detail=variable)


def _secret(file: Path | None, variable: str, prompt: Prompt, *, detail: str) -> bytes:
    # Taken out, used or not: what this command starts has no business with it.
    given = os.environ.pop(variable, None)
    if file is not None:
        return passphrase_in(file)
    if given is not None:
        return given.encode()
    if sys.stdin.isatty():
        return prompt.ask()
    raise PassphraseNotGiven(detail)


def passphrase_in(file: Path | None, *, env: MutableMapping[str, str] | None = None) -> bytes:
    """Read a passphrase from a file, or from where the environment says.

    Raises:
        PassphraseFileUnreadable: its file is missing or cannot be read.
        PassphraseFileExposed: others than its owner may read it.
        PassphraseNotGiven: none was given, or its file is empty.
    """
    try:
        return read_passphrase(file=file, env={} if env is None else env)
    except VaultLocked as error:
        if error.detail == UNREADABLE:
            raise PassphraseFileUnreadable(str(file or "")) from error
        if error.detail == EXPOSED:
            raise PassphraseFileExposed(str(file or "")) from error
        raise PassphraseNotGiven(str(file or "")) from error


@contextmanager
def _context(given: dict[str, Any]) -> Iterator[CommandContext]:
    """Take the shared options out of what was given, open what they name, and close it after the command."""
    shared = {name: given.pop(name) for name in _LOOKING | _ACTING | _APPROVING if name in given}
    by, second = shared.get("by", ""), shared.get("approve_by")
    # Everybody is asked for their passphrase first: a prompt and a spinner do not share a line.
    passphrase = vault_passphrase(shared["passphrase_file"])
    first = credentials(by, shared["by_passphrase_file"]) if by else Credentials("", b"")
    other = credentials(second, shared["approve_passphrase_file"], variable=APPROVE_VARIABLE) if second else None
    with working(either("Öffnen", "Opening")):
        opened = open_hub(shared["directory"], passphrase=passphrase)
    with closing(opened):
        try:
            for option, staff in (("--by", by), ("--approve-by", second)):
                if staff:
                    check_account(staff, option=option, hub=opened.hub)
            yield CommandContext(directory=shared["directory"], opened=opened, by=first, second=other)
        finally:
            # Until it is signed, nobody would notice that a database from before this command took its place.
            build_log_signer(opened).finish()


def grouped(command: Command, shared: Options, *, gather: Gather) -> Command:
    """Let a command have one value where it would have many options: `gather` takes them out of what was given.

    The options are written into the command's signature in the place of its first parameter; typer reads them there.
    """

    def run(**given: Any) -> None:
        with gather(given) as value:
            command(value, **given)

    own = list(inspect.signature(command).parameters.values())[1:]
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)
        for name, (kind, default) in shared.items()
    ]
    # The first of them first, `directory`: typer takes arguments in the order of the signature.
    arranged = [added[0], *(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own), *added[1:]]
    vars(run)["__signature__"] = inspect.Signature(arranged)
    run.__annotations__ = {one.name: one.annotation for one in arranged}
    run.__doc__, run.__name__ = command.__doc__, command.__name__
    return run


_LOOKING: dict[str, tuple[Any, Any]] = {"directory": (Directory, NEEDED), "passphrase_file": (PassphraseFile, None)}
_ACTING: dict[str, tuple[Any, Any]] = {"by": (By, NEEDED), "by_passphrase_file": (ByFile, None)}
_APPROVING: dict[str, tuple[Any, Any]] = {
    "approve_by": (ApproveBy, None),
    "approve_passphrase_file": (ApproveFile, None),
}
