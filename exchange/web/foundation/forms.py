"""Form bodies: `application/x-www-form-urlencoded`, within limits; a name may come several times for a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from exchange.core.errors import Refusal
from exchange.core.said import Said

MOST_FIELDS = 500
MOST_BYTES = 256 * 1024
_MANY = Said(f"Höchstens {MOST_FIELDS} Felder.", f"At most {MOST_FIELDS} fields.")
_ONCE = Said("Dieses Feld steht hier einmal.", "This field stands here once.")
_SECRET = frozenset({"passphrase", "token"})


class FormUnreadable(Refusal):
    """This form cannot be read."""

    code = "SENDER_FORM_UNREADABLE"
    status = 400
    de = "Dieses Formular lässt sich nicht lesen."
    fix_de = "Laden Sie die Seite neu und füllen Sie das Formular noch einmal aus."
    fix_en = "Load the page again and fill in the form once more."


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFile:
    """A file somebody chose: its name on their machine, and what is in it."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody typed: the values of each field, in their order. What is secret is in no text form of it."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    files: Mapping[str, FormFile] = field(default_factory=dict, repr=False)

    def one(self, name: str) -> str:
        """The value of a field; empty where it is not there.

        Raises:
            FormUnreadable: it is there several times: which one was meant is nobody's to guess.
        """
        values = self.fields.get(name, ())
        if len(values) > 1:
            raise FormUnreadable(pointer=f"/{name}").saying(what=_ONCE)
        return values[0] if values else ""

    def every(self, name: str) -> Sequence[str]:
        """The values of a field that may come several times."""
        return self.fields.get(name, ())

    def typed(self, name: str) -> str:
        """What to show again in a field: its first value, and never one that is secret."""
        return "" if name in _SECRET else next(iter(self.fields.get(name, ())), "")

    def kept(self) -> Sequence[str]:
        """Every longer text that was typed, to be shown where its form is not: nothing written is lost."""
        texts = (value for name, values in self.fields.items() if name not in _SECRET for value in values)
        return [text for text in texts if " " in text.strip()]


def read_fields(raw: bytes) -> Form:
    """Read the body of a form, with line ends as they are kept everywhere else.

    Raises:
        FormUnreadable: it is not name=value pairs, not UTF-8, has a character no text may have, or too many fields.
    """
    try:
        pairs = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, strict_parsing=bool(raw), errors="strict",
            max_num_fields=MOST_FIELDS,
        )  # fmt: skip
    except ValueError as error:
        raise FormUnreadable().saying(form=_MANY) from error
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        if "\0" in value:
            raise FormUnreadable(pointer=f"/{name}" if name.isidentifier() else "")
        # HTML sends line ends as CRLF, whatever was typed (HTML Living Standard, 4.10.21.4).
        fields.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return Form(fields)
