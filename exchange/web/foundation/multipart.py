"""Forms with files: `multipart/form-data` (RFC 7578), read as it comes, and nothing kept beyond the limits.

The token of the form stands before its first file, so that nobody else's file is read at all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import Request

from exchange.core.errors import TooLarge
from exchange.edge.http.body import check_media
from exchange.flows.consent.evidence import MOST_BYTES as MOST_FILE
from exchange.web.foundation.forms import MOST_BYTES, Form, FormFile, FormUnreadable

MOST_PARTS = 64
LONGEST_HEADER = 2048
MULTIPART = frozenset({"multipart/form-data"})


def is_multipart(request: Request) -> bool:
    """Whether a form comes in parts; one without a file may come as any other."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() in MULTIPART


async def read_parts(request: Request, *, before_file: Callable[[Form], None]) -> Form:
    """Read a form with files. `before_file` is asked with what came so far, before the first byte of a file is kept.

    Raises:
        UnsupportedMediaType: it is no such form.
        TooLarge: its fields have more than 256 KiB together, or its files more than 20 MB.
        FormUnreadable: it is not well-formed, has more than 64 parts, or a file comes twice.
    """
    check_media(request, media=MULTIPART)
    _, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if not boundary:
        raise FormUnreadable
    reader = _Reader(before_file=before_file)
    try:
        parser = MultipartParser(boundary, reader.callbacks())
        async for chunk in request.stream():
            parser.write(chunk)
        parser.finalize()
    except FormParserError as error:
        raise FormUnreadable from error
    return reader.form()


@dataclass(slots=True)
class _Part:
    """One part as it comes."""

    header: bytes = b""
    value: bytes = b""
    name: str = ""
    filename: str | None = None
    content: bytearray = field(default_factory=bytearray)


class _Reader:
    def __init__(self, *, before_file: Callable[[Form], None]) -> None:
        self._before_file = before_file
        self._fields: dict[str, list[str]] = {}
        self._files: dict[str, FormFile] = {}
        self._part = _Part()
        self._count = self._typed = self._carried = 0
        self._is_whole = False

    def callbacks(self) -> Any:
        """What the parser calls as the parts come."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._finished,
        }

    def form(self) -> Form:
        """All that came, if all of it came."""
        if not self._is_whole:
            raise FormUnreadable
        return Form(self._fields, self._files)

    def _begin(self) -> None:
        self._count += 1
        if self._count > MOST_PARTS:
            raise FormUnreadable
        self._part = _Part()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._part.header += data[start:end]
        self._limit_header()

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._part.value += data[start:end]
        self._limit_header()

    def _limit_header(self) -> None:
        if len(self._part.header) + len(self._part.value) > LONGEST_HEADER:
            raise FormUnreadable

    def _header_end(self) -> None:
        part = self._part
        if part.header.lower() == b"content-disposition":
            _, options = parse_options_header(part.value)
            part.name = _text(options.get(b"name", b""))
            part.filename = _text(options[b"filename"]) if b"filename" in options else None
        part.header = part.value = b""

    def _headers_finished(self) -> None:
        part = self._part
        if not part.name or part.name in self._files:
            raise FormUnreadable
        if part.filename is not None:
            self._before_file(Form(self._fields, self._files))

    def _data(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        if part.filename is None:
            self._typed += end - start
        else:
            self._carried += end - start
        if self._typed > MOST_BYTES or self._carried > MOST_FILE:
            raise TooLarge(pointer=f"/{part.name}" if part.name.isidentifier() else "")
        part.content += data[start:end]

    def _end(self) -> None:
        part = self._part
        if part.filename is None:
            text = _text(bytes(part.content)).replace("\r\n", "\n")
            self._fields.setdefault(part.name, []).append(text)
        elif part.filename or part.content:
            # Browsers send a part without a name for a file that nobody chose.
            self._files[part.name] = FormFile(name=part.filename, content=bytes(part.content))

    def _finished(self) -> None:
        self._is_whole = True


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormUnreadable from error
    if "\0" in text:
        raise FormUnreadable
    return text
