"""Terminal language: German, or English for who asks for it: `--lang en` at any command, GELEIT_LANG=en for good."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Annotated, Any

import typer

from exchange.core.text.dates import Language

VARIABLE = "GELEIT_LANG"
OPTION = "--lang"
LANGUAGES: tuple[Language, ...] = ("de", "en")
Lang = Annotated[
    Language, typer.Option(OPTION, envvar=VARIABLE, help="Sprache der Ausgabe / language of the output: de, en")
]
_TONGUE: ContextVar[Language] = ContextVar("tongue", default="de")


def tongue() -> Language:
    """The language that is spoken."""
    return _TONGUE.get()


def either(de: str, en: str) -> str:
    """The one of two texts that is in the language spoken."""
    return de if tongue() == "de" else en


@contextmanager
def speaking(arguments: Sequence[str], *, env: Mapping[str, str]) -> Iterator[None]:
    """Speak the language a command line asks for, from before it is read: what is wrong with it is said in words."""
    token = _TONGUE.set(_asked_for(arguments, env))
    try:
        yield
    finally:
        _TONGUE.reset(token)


def spoken(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take `--lang`. `speaking` has heeded it by then; here it is explained, and refused if unknown."""
    asked = inspect.signature(command).parameters
    if "lang" in asked:
        return command

    def run(**given: Any) -> None:
        given.pop("lang")
        command(**given)

    lang = inspect.Parameter("lang", inspect.Parameter.KEYWORD_ONLY, annotation=Lang, default="de")
    vars(run)["__signature__"] = inspect.Signature([*map(_by_name, asked.values()), lang])
    run.__annotations__ = {one.name: one.annotation for one in asked.values()} | {"lang": Lang}
    run.__doc__, run.__name__ = command.__doc__, command.__name__
    return run


def renamed(command: Callable[..., None], *, to: str) -> Callable[..., None]:
    """Let a command go by a name of before, and say on the side what it is called now."""

    def run(**given: Any) -> None:
        typer.echo(either(f"Der Befehl heißt jetzt: {to}", f"The command is called {to} now."), err=True)
        command(**given)

    vars(run)["__signature__"] = inspect.signature(command)
    run.__annotations__ = command.__annotations__
    run.__doc__, run.__name__ = command.__doc__, command.__name__
    return run


def _by_name(parameter: inspect.Parameter) -> inspect.Parameter:
    return parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)


def _asked_for(arguments: Sequence[str], env: Mapping[str, str]) -> Language:
    named = env.get(VARIABLE, "")
    for word, following in zip(arguments, [*arguments, ""][1:], strict=True):
        name, equals, value = word.partition("=")
        if name == OPTION:
            named = value if equals else following
    return "en" if named == "en" else "de"
