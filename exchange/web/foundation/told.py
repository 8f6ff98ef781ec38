"""Refusal in words: what is the matter, where, what would be right, what to do, as the problem document says it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from exchange.core.errors import FourEyes, GeleitError, SchemaInvalid, StaleVersion, WrongPassphrase
from exchange.core.text.dates import Language
from exchange.core.text.remote import explained_remotely
from exchange.queries.hints import hinted_remotely
from exchange.web.foundation.wording import say

_PEOPLE: Mapping[type[GeleitError], str] = {StaleVersion: "frame.changed", SchemaInvalid: "frame.unfit"}
_DO: Mapping[type[GeleitError], str] = {FourEyes: "frame.second", WrongPassphrase: "frame.retype"}
_CALL = re.compile(r"\b(?:GET|POST|PUT|PATCH|DELETE) [/…]|/api/|`|\bAufruf|\bthe call\b")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?]) (?=[A-ZÄÖÜ„“])")
_FIELD = re.compile(r"/([a-z_]{1,40})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What people read of a refusal. `where` is the name of the form's field it is about, empty where it names none."""

    code: str
    what: str
    where: str
    form: str
    do: str


def told(error: GeleitError, *, language: Language) -> Told:
    """Say an error as the problem document does."""
    explained = hinted_remotely(explained_remotely(error), error)
    title = error.de if language == "de" else error.en
    # The document speaks of versions and schemas to programs; people see the page again, which shows it anew.
    for kind, words in _PEOPLE.items():
        title = say(words, language=language) if isinstance(error, kind) else title
    do = for_people(getattr(explained.do, language), language=language)
    for kind, words in _DO.items():
        do = say(words, language=language) if isinstance(error, kind) else do
    field = _FIELD.fullmatch(error.pointer)
    return Told(
        code=error.code,
        what=" ".join(filter(None, (title, getattr(explained.more, language)))),
        where=field[1] if field else "",
        form=getattr(explained.form, language),
        do=do,
    )


def for_people(do: str, *, language: Language) -> str:
    """What to do, without the sentences that name a call of the API: who reads a page makes none."""
    sentences = _BETWEEN_SENTENCES.split(do)
    kept = [one for one in sentences if not _CALL.search(one)]
    return " ".join(kept) if kept else say("frame.back", language=language)
