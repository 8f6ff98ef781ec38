"""Usage errors: what is wrong with a command line, said in the same four parts as any other refusal."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import typer
from typer._click import exceptions as usage

from exchange.core.calendar import german_day
from exchange.core.errors import GeleitError, Refusal
from exchange.core.said import NOTHING, Said, one_of
from exchange.core.text.explained import explained
from exchange.core.text.forms import INSTANT

_CHOICES = re.compile(r"'([^']*)' is not one of (.+?)\.?$")
_PATH = re.compile(r"'(?P<path>.*)' (?P<why>does not exist|is a file|is a directory|is not readable|is not writable)")
_WHY = {
    "does not exist": Said("Das gibt es nicht.", "It does not exist."),
    "is a file": Said("Das ist eine Datei.", "That is a file."),
    "is a directory": Said("Das ist ein Ordner.", "That is a folder."),
    "is not readable": Said("Das ist nicht lesbar.", "It cannot be read."),
    "is not writable": Said("Das ist nicht schreibbar.", "It cannot be written."),
}
_A_FILE = Said("der Pfad einer Datei, die da und lesbar ist", "the path of a file that is there and can be read")
_A_WORD, _DEEPEST = re.compile(r"[a-z][a-z-]*"), 2
_A_NUMBER = Said("eine ganze Zahl, zum Beispiel 30", "a whole number, for example 30")


class BadCall(Refusal):
    """This is not how the command is called."""

    code = "SENDER_USAGE"
    status = 400
    de = "So wird der Befehl nicht aufgerufen."
    fix_de = "Alle Angaben mit Beispielen zeigt --help."
    fix_en = "--help shows everything there is, with examples."


class NotConfirmedHere(Refusal):
    """Nothing was done: it was not confirmed."""

    code = "SENDER_STOPPED"
    status = 409
    de = "Es wurde nichts getan: Es wurde nicht bestätigt."
    fix_de = "Rufen Sie den Befehl noch einmal auf, wenn Sie es wollen."
    fix_en = "Run the command again if you want it."


def placed(error: GeleitError, arguments: Sequence[str]) -> GeleitError:
    """An error that names no place names the command."""
    words = [one for one in arguments[:_DEEPEST] if _A_WORD.fullmatch(one)]
    return error if explained(error).where else error.saying(where=" ".join(["geleit", *words]))


def only_help(error: BaseException) -> int:
    """Show the help where nothing was typed but a group's name, and say the exit code; 0 for any other error."""
    if not isinstance(error, usage.NoArgsIsHelpError):
        return 0
    error.show()
    return error.exit_code


def in_words(error: typer.Abort | typer.TyperException) -> GeleitError:
    """The same error, as ours."""
    if isinstance(error, typer.Abort):
        return NotConfirmedHere()
    if isinstance(error, usage.MissingParameter):
        return _missing(error)
    if isinstance(error, usage.NoSuchOption):
        return _unknown_option(error)
    if isinstance(error, usage.BadParameter):
        return _bad_value(error)
    if isinstance(error, usage.BadOptionUsage):
        what = Said("Zu dieser Option gehört ein Wert.", "This option takes a value.")
        form = Said(f"{error.option_name} WERT", f"{error.option_name} VALUE")
        return _told(error, what=what, where=error.option_name, form=form)
    return _other(error)


def unfit_value(option: str, *, what: Said = NOTHING, form: Said) -> BadCall:
    """The error for a value of ours that a command takes and that is not of its form."""
    return BadCall().saying(what=what, where=option, form=form)


def instant_like(text: str) -> Said:
    """How an instant is written; where a day can be seen in what was typed, that day."""
    day = german_day(text)
    if day:
        return Said(
            f"{day}T09:00:00+01:00 (JJJJ-MM-TT, Uhrzeit, Zeitzone)", f"{day}T09:00:00+01:00 (YYYY-MM-DD, time, offset)"
        )
    return INSTANT


def _missing(error: usage.MissingParameter) -> BadCall:
    name = _name_of(error)
    return _told(error, what=Said(f"{name} fehlt.", f"{name} is missing."), where=name, form=_help_of(error.param))


def _unknown_option(error: usage.NoSuchOption) -> BadCall:
    known = [one for parameter in _parameters(error) for one in parameter.opts if one.startswith("--")]
    what = Said("Diese Option gibt es hier nicht.", "There is no such option here.")
    # A group has no options of its own: they stand behind one of its commands.
    form = one_of(known, typed=error.option_name) if known else _line_of(error.ctx)
    return _told(error, what=what, where=error.option_name, form=form)


def _bad_value(error: usage.BadParameter) -> BadCall:
    name, message = _name_of(error), error.message
    choices, path = _CHOICES.search(message), _PATH.search(message)
    if choices:
        known = re.findall(r"'([^']*)'", choices[2])
        what = Said("Diesen Wert gibt es hier nicht.", "There is no such value here.")
        return _told(error, what=what, where=name, form=one_of(known, typed=choices[1]))
    if path:
        return _told(error, what=_WHY[path["why"]], where=f"{name}: {path['path']}", form=_A_FILE)
    if "integer" in message or "number" in message:
        return _told(error, what=Said("Das ist keine Zahl.", "That is no number."), where=name, form=_A_NUMBER)
    said = Said(message, message)
    return _told(
        error, what=said if error.param else NOTHING, where=name, form=_help_of(error.param) if error.param else said
    )


def _other(error: typer.TyperException) -> BadCall:
    context = getattr(error, "ctx", None)
    commands: Iterable[str] = getattr(context and context.command, "commands", ())
    named = re.search(r"No such command '([^']*)'", error.message)
    if named:
        what = Said("Diesen Befehl gibt es nicht.", "There is no such command.")
        return _told(error, what=what, where=f"{_command(error)} {named[1]}", form=one_of(commands, typed=named[1]))
    if "unexpected extra argument" in error.message:
        what = Said("Es steht mehr da, als der Befehl nimmt.", "There is more than the command takes.")
        return _told(error, what=what, where=_command(error), form=_line_of(context))
    return _told(error, what=Said(error.message, error.message), where=_command(error), form=_line_of(context))


def _told(error: typer.TyperException, *, what: Said, where: str, form: Said) -> BadCall:
    line = f"{_command(error)} --help"
    return BadCall().saying(what=what, where=where, form=form, do=Said(f"Alle Angaben zeigt: {line}", f"See: {line}"))


def _command(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    return str(context.command_path) if context else "geleit"


def _parameters(error: usage.UsageError) -> list[Any]:
    return list(error.ctx.command.params) if error.ctx else []


def _name_of(error: usage.BadParameter) -> str:
    if isinstance(error.param_hint, str):
        return error.param_hint
    if error.param is None:
        return ""
    options = [one for one in error.param.opts if one.startswith("--")]
    return options[0] if options else str(getattr(error.param, "metavar", "") or error.param.name)


def _help_of(parameter: Any) -> Said:
    """What the help says of a parameter: German before the slash, English after it."""
    german, _, english = str(getattr(parameter, "help", "") or "").partition(" / ")
    options = [one for one in getattr(parameter, "opts", ()) if one.startswith("--")]
    metavar = getattr(parameter, "metavar", None) or ""
    shape = " ".join([*options[:1], metavar]).strip()
    return Said(*(f"{shape}: {text}" if shape else text for text in (german, english or german)))


def _line_of(context: Any) -> Said:
    pieces = [context.command_path, *context.command.collect_usage_pieces(context)] if context else ["geleit"]
    line = " ".join(pieces).replace("{", "").replace("}", "")
    return Said(line, line)
