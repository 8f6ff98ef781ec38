"""Bilingual text: one thing said in German and in English, and how near words are found."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple


class Said(NamedTuple):
    """One thing, said in both languages; empty where nothing is to be said."""

    de: str = ""
    en: str = ""


NOTHING = Said()


def nearest(typed: object, known: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """The words of a closed list that come near to what was typed. Only words of the list come back."""
    folded = {one.casefold(): one for one in known}
    found = get_close_matches(str(typed)[:100].casefold(), list(folded), n=most, cutoff=0.6)
    return tuple(folded[one] for one in found)


def one_of(known: Iterable[str], *, typed: object = "") -> Said:
    """Say which values there are, the nearest first where one comes near."""
    every = tuple(known)
    listed = ", ".join(every)
    near = nearest(typed, every)
    if not near:
        return Said(f"einer von: {listed}", f"one of: {listed}")
    meant = " / ".join(near)
    if len(near) == len(every):
        return Said(f"gemeint ist vielleicht {meant}", f"perhaps {meant} is meant")
    return Said(f"gemeint ist vielleicht {meant}; es gibt: {listed}", f"perhaps {meant} is meant; there are: {listed}")
