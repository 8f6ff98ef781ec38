"""Text version: which words a person may be asked to sign, and whether those that were signed had been released.

Released means: two people let it be used, from an instant on (domain section 8, the annex of rules N1 and CO-02).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from exchange.core.consent.consent import Consent
from exchange.core.consent.signature import Signer
from exchange.core.errors import Refusal
from exchange.core.said import Said


class Layer(StrEnum):
    """What a text is: the German words that count, the same in easy language, or a reading aid in another language."""

    STANDARD = "standard"
    EASY = "easy"
    LEGAL = "legal"


LEGAL_LANGUAGE = "de"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVersion:
    """Words that were released, and since when (and until when, exclusive). `sha256` is base64url, of their UTF-8."""

    version: str
    language: str
    layer: Layer
    sha256: str
    released_from: datetime
    released_until: datetime | None = None

    @property
    def name(self) -> str:
        """How people tell it from others."""
        return f"{self.version} ({self.language}, {self.layer})"

    def is_open(self, at: datetime) -> bool:
        """Whether it may be signed at the instant."""
        return self.released_from <= at and (self.released_until is None or at < self.released_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownText:
    """Words that a record says were shown and signed: where it says so, and when the first signed them."""

    pointer: str
    version: str
    sha256: str
    language: str
    easy: bool
    signed_at: datetime | None


class TextNotReleased(Refusal):
    """The text that was signed had not been released when it was signed, or is another one."""

    code = "SENDER_TEXT_NOT_RELEASED"
    de = "Der unterschriebene Text war nicht freigegeben, oder es ist ein anderer als der freigegebene."
    fix_de = (
        "Prüfen Sie Fassung, Sprache und Prüfsumme (geleit text list). Ist es ein anderer Text, muss die Person einen "
        "freigegebenen unterschreiben. Neue Texte geben zwei Personen frei (geleit text release)."
    )
    fix_en = (
        "Check version, language and digest (geleit text list). If it is another text, the person has to sign a "
        "released one. Two people release new texts (geleit text release)."
    )


class TextUnfit(Refusal):
    """This text cannot be taken or released like this."""

    code = "SENDER_TEXT_UNFIT"
    de = "Dieser Text kann so nicht angenommen oder freigegeben werden."
    fix_de = "Berichtigen Sie die Datei, und legen Sie den Text noch einmal vor (geleit text add)."
    fix_en = "Correct the file, and propose the text once more (geleit text add)."


def shown_in(consent: Consent) -> Iterator[ShownText]:
    """The texts a person signed by this record: that of the consent, and that of each release beside it."""
    yield _shown(consent, "/text", (consent.text_version, consent.text_sha256), consent.signers)
    for index, release in enumerate(consent.releases):
        own = release.declaration
        if own is not None:
            pointer = f"/releases/{index}/declaration/text"
            yield _shown(consent, pointer, (own.text_version, own.text_sha256), own.signers)


def is_released(shown: ShownText, *, among: Iterable[TextVersion]) -> bool:
    """Whether these very words had been released, in the language named, before the first signature (CO-02)."""
    return any(
        one.sha256 == shown.sha256
        and one.version == shown.version
        and _primary(one.language) == _primary(shown.language)
        and (one.layer is Layer.EASY) == shown.easy
        and shown.signed_at is not None
        and one.is_open(shown.signed_at)
        for one in among
    )


def not_released(shown: ShownText, *, among: Sequence[TextVersion]) -> TextNotReleased:
    """The refusal, with the texts that were released when this one was signed."""
    signed = shown.signed_at
    names = ", ".join(sorted({one.name for one in among if signed is None or one.is_open(signed)}))
    form = Said(f"freigegeben war: {names}", f"released were: {names}") if names else _NONE_THEN
    return TextNotReleased(pointer=f"{shown.pointer}/sha256").saying(form=form)


_NONE_THEN = Said(
    "ein Text, der vor der Unterschrift freigegeben war; damals war es keiner",
    "a text that had been released before the signature; none was at that time",
)


def _shown(consent: Consent, pointer: str, text: tuple[str, str], signers: Sequence[Signer]) -> ShownText:
    return ShownText(
        pointer=pointer,
        version=text[0],
        sha256=text[1],
        language=consent.language,
        easy=consent.easy_language,
        signed_at=min((one.signed_at for one in signers), default=None),
    )


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
