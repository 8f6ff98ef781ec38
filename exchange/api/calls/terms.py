"""Shared API descriptions: the parameters, bodies, answers and problems that many calls have in common."""

from collections.abc import Iterable, Mapping

from exchange.api.calls.call import Answer, Body, Call, Parameter, Words
from exchange.api.calls.on_behalf_of import KEY, MATCH, SCOPE, STAFF
from exchange.core import errors, unavailable
from exchange.core.errors import GeleitError
from exchange.core.referral.code import PATTERN as CODE
from exchange.core.staff import caller
from exchange.core.vocabulary import State
from exchange.edge.http.budget import BodiesCrowded
from exchange.edge.http.errors import InsufficientScope, InvalidProof, KeyUnavailable, Unauthenticated
from exchange.edge.http.rate_limits import AddressRateLimitExceeded, RateLimitExceeded

UUID = {"type": "string", "format": "uuid", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"}
DIGEST = {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"}
ID = Parameter(name="id", place="path", words=Words(de="Kennung", en="Id"), schema=UUID, required=True)
CASE = Parameter(
    name="id",
    place="path",
    words=Words(de="Kennung der Überleitung, oder ihre Nummer", en="Id of the referral, or its code"),
    schema={"type": "string", "pattern": f"^(?:{UUID['pattern'].strip('^$')}|{CODE})$"},
    required=True,
    example="7K2-94Q",
)
SHA256 = Parameter(
    name="sha256",
    place="path",
    words=Words(de="SHA-256 des Schlüsseltexts (base64url)", en="SHA-256 of the ciphertext (base64url)"),
    schema=DIGEST,
    required=True,
)
ACTS_FOR = Parameter(
    name=STAFF,
    place="header",
    words=Words(
        de="Kürzel der Person, die handelt; was nicht ASCII ist, als UTF-8 in Prozentschreibweise (j%C3%B6rg)",
        en="Staff id of the person who acts; what is not ASCII as percent-encoded UTF-8 (j%C3%B6rg)",
    ),
    schema={"type": "string", "pattern": "^(?:[!-$&-~]|%[0-9A-Fa-f]{2}){1,400}$"},
    required=True,
    example="anna",
)
ONCE = Parameter(
    name=KEY,
    place="header",
    words=Words(
        de="Für jeden Aufruf neu, in Anführungszeichen; beim Wiederholen derselbe",
        en="New for each call, quoted; the same when a call is repeated",
    ),
    schema={"type": "string", "pattern": '^"[A-Za-z0-9_:/.+~-]{1,255}"$'},
    required=True,
    example='"8e03978e-40d5-43dd-bc93-6894a57f9324"',
)
AS_SEEN = Parameter(
    name=MATCH,
    place="header",
    words=Words(
        de="ETag der Überleitung, wie Sie sie gesehen haben; * für jeden Stand",
        en="ETag of the referral as you saw it; * for any state",
    ),
    schema={"type": "string", "pattern": '^(?:[*]|"[1-9][0-9]{0,17}")$'},
    required=True,
    example='"3"',
)
LIMIT = Parameter(
    name="limit",
    place="query",
    words=Words(de="Höchstens so viele auf einer Seite", en="At most so many on a page"),
    schema={"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
)
STATES = Parameter(
    name="state",
    place="query",
    words=Words(de="Nur diese Stände", en="These states only"),
    schema={"type": "array", "items": {"type": "string", "enum": [one.value for one in State]}, "maxItems": len(State)},
)
BYTES = Body(media=("application/octet-stream",))
HTML = Body(media=("text/html",))


def cursor(schema: Mapping[str, object]) -> Parameter:
    """The parameter that asks for the next page: what the last one said in `next`."""
    words = Words(de="`next` der vorigen Seite", en="`next` of the page before")
    return Parameter(name="cursor", place="query", words=words, schema=schema)


def given(schema: str, *, de: str, en: str, status: int = 200, headers: tuple[str, ...] = ()) -> Answer:
    """An answer with a JSON document of a schema."""
    return Answer(status=status, words=Words(de=de, en=en), body=Body(schema=schema), headers=headers)


def done(status: int, *, de: str, en: str, body: Body | None = None, headers: tuple[str, ...] = ()) -> Answer:
    """An answer without a document of ours."""
    return Answer(status=status, words=Words(de=de, en=en), body=body, headers=headers)


def problems_of(call: Call) -> tuple[type[GeleitError], ...]:
    """Every problem a call can end in: its own, and what its place, token, parameters and body bring along."""
    found: list[type[GeleitError]] = [*call.problems, *_ALWAYS]
    if call.scope:
        found += [Unauthenticated, InvalidProof, InsufficientScope, RateLimitExceeded, *_WITH_THE_STORE]
    if call.scope == SCOPE and ACTS_FOR in call.parameters:
        found += [caller.StaffNotNamed, caller.StaffUnknown, caller.ClientSuspended, errors.Forbidden]
    if call.body is not None:
        found += [BodiesCrowded]
    if ONCE in call.parameters:
        found += [caller.KeyMissing, caller.KeyReused, caller.StillRunning]
    if AS_SEEN in call.parameters:
        found += [caller.IfMatchMissing, errors.StaleVersion, errors.Malformed]
    if any(one.place == "path" for one in call.parameters):
        found += [errors.NotAnId, errors.NotFound]
    if any(one.place == "query" for one in call.parameters):
        found += [errors.Malformed, errors.NotAnId]
    if call.body:
        found += [errors.Malformed, errors.SchemaInvalid, errors.Unsupported]
    return unique(found)


def unique(found: Iterable[type[GeleitError]]) -> tuple[type[GeleitError], ...]:
    """The same, each once, in order."""
    return tuple(dict.fromkeys(found))


# A body that nobody asked for may be too large as well, and may be compressed.
_ALWAYS = (
    errors.Malformed,
    errors.TooLarge,
    errors.Unsupported,
    AddressRateLimitExceeded,
    unavailable.DatabaseUnavailable,
    errors.GeleitError,
)
# A look leaves a line in the log, too: what keeps the hub from writing keeps it from showing.
_WITH_THE_STORE = (unavailable.Contended, unavailable.LogBehind, unavailable.DiskFull, KeyUnavailable)
