"""Sealed parts: good ones for each kind of key, and each wrong in one thing."""

from collections.abc import Callable, Iterable

from exchange.partner.sealed.content import SealedFile, write_content
from keys import jwk
from keys.objects import SEALED_PART_CONTENT, SEALED_PART_JWE
from keys.seal import seal
from keys.strictjson import dumps, loads
from tests.vectors.forge import AT, CLASSIC, HYBRID, LETTER, OTHER, P256, PARTNER, Json, Vector, at, flipped, read

ABOUT = ("health.addiction", "prior.services")
SAID: Json = {"aud": PARTNER, "categories": list(ABOUT), "provenance": "person"}


def sealed(
    to: jwk.PrivateKey = HYBRID,
    *,
    header: Json = SAID,
    inside: Callable[[Json], object] = len,
    typ: str = SEALED_PART_JWE,
) -> str:
    """Seal a letter; `inside` changes what is sealed, `header` is what is said of it outside."""
    file = SealedFile(
        name="befund.txt", media_type="text/plain", categories=ABOUT, provenance="person", audience=PARTNER,
        sealed_at=AT, content=LETTER,
    )  # fmt: skip
    whole = loads(write_content(file))
    inside(whole)
    return seal(dumps(whole), to=to.public, typ=typ, cty=SEALED_PART_CONTENT, more=header)


def part(jwe: str, **changes: object) -> Json:
    return {"categories": list(ABOUT), "provenance": "person", "jwe": jwe} | changes


def sealed_parts() -> Iterable[Vector]:
    for name, to in (("hybrid", HYBRID), ("classic", CLASSIC), ("classic-p256", P256)):
        jwe = sealed(to)
        vector = _vector(name, f"A part sealed to the {name} key", part(jwe), opens=True)
        vector.more = {"jwe_header": read(jwe.split(".")[0])}
        yield vector
    head, _, tag = sealed().rpartition(".")
    cases = [
        ("bit", "One bit of the tag changed", part(flipped(f"{head}.{tag}"))),
        ("cut", "Cut off in the middle", part(f"{head[:-400]}.{tag}")),
        ("typ", "A packet's `typ`", part(sealed(typ="rx-packet+jwe"))),
        ("extra-header", "One header member more", part(sealed(header=SAID | {"jku": f"{OTHER}/jwks"}))),
        ("declared", "Declared as something else than its header says", part(sealed(), categories=["prior.services"])),
        ("provenance", "Declared to be from somebody else", part(sealed(), provenance=f"professional:{OTHER}")),
        ("aud", "For somebody else", part(sealed(header=SAID | {"aud": OTHER}, inside=at("aud", value=OTHER)))),
        ("aud-inside", "For somebody else inside", part(sealed(inside=at("aud", value=OTHER)))),
        ("manifest", "Of other categories inside",
         part(sealed(inside=at("manifest", 0, "categories", value=["health.addiction"])))),
        ("sha256", "Another file than its manifest names", part(sealed(inside=at("content", value="QQ")))),
        ("name", "A name with a path", part(sealed(inside=at("manifest", 0, "name", value="../befund.txt")))),
        ("version", "An unknown version", part(sealed(inside=at("v", value="rx-2")))),
    ]  # fmt: skip
    for name, what, made in cases:
        yield _vector(name, what, made, opens=False)


def _vector(name: str, what: str, made: Json, *, opens: bool) -> Vector:
    expect = {"result": "opened", "name": "befund.txt", "media_type": "text/plain"} if opens else {"result": "shut"}
    return Vector(name=f"sealed-part-{name}", what=what, kind="sealed-part", input={"part": made}, expect=expect)
