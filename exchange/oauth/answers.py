"""OAuth responses (RFC 6749 sections 5.1 and 5.2): in the form it fixes, in our own words."""

from collections.abc import Mapping
from http import HTTPStatus

from authlib.oauth2 import OAuth2Error
from starlette.responses import Response

from keys.strictjson import dumps

_STATUS = {"invalid_client": 401}
_WORDS = {
    "invalid_request": "A parameter is missing or repeated, or the body is not a form of at most 16 KiB.",
    "invalid_client": "Check identifier, key, audience, jti and time of the client assertion (private_key_jwt only).",
    "invalid_grant": "This token was issued to another client.",
    "invalid_scope": "The scope was not granted to this client.",
    "invalid_target": "The only resource here is this hub itself.",
    "invalid_authorization_details": "Authorization details are not taken here; ask for scopes.",
    "invalid_dpop_proof": "Send one DPoP proof, made for this request and not used before.",
    "use_dpop_nonce": "Repeat the request with the nonce of the DPoP-Nonce header.",
    "unauthorized_client": "This client may not do this.",
    "temporarily_unavailable": "Too many requests at once; come again after as many seconds as Retry-After says.",
    "unsupported_grant_type": "The only grant type here is client_credentials.",
}
_RETRY_AFTER = "60"
_REALM = 'realm="geleit"'
_CHALLENGE = f"private_key_jwt {_REALM}"
"""What a client is asked for: no scheme of HTTP's own carries an assertion, but a 401 names one (RFC 9110 15.5.2)."""
_SCHEMES = {name.lower(): f"{name} {_REALM}" for name in ("Basic", "Bearer", "DPoP")}
"""A client that tried another is answered in its own terms (RFC 6749 section 5.2); no word of its comes back."""


class NonceRefusal(OAuth2Error):
    """The proof lacks a current nonce; a fresh one goes along (RFC 9449 section 8)."""

    error = "use_dpop_nonce"

    def __init__(self, nonce: str) -> None:
        super().__init__()
        self.nonce = nonce


class KnownClientRefusal(OAuth2Error):
    """The client is who it says it is, and is told why it gets nothing: its clock is off, or it is suspended."""

    error = "invalid_client"

    def __init__(self, words: str) -> None:
        super().__init__(status_code=401)
        self.words = words


def refusal(code: str) -> OAuth2Error:
    """Make the error that Authlib will hand back to us for an answer."""
    return OAuth2Error(error=code, status_code=_STATUS.get(code, 400))


def refused(error: OAuth2Error, *, status: int | None = None, authorization: str = "") -> Response:
    """Answer with an error; `status` overrules its own, `authorization` is the header the client sent."""
    code = error.error if error.error in _WORDS else "invalid_request"
    words = error.words if isinstance(error, KnownClientRefusal) else _WORDS[code]
    response = said({"error": code, "error_description": words}, status=status or error.status_code)
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        tried = authorization.partition(" ")[0].lower()
        response.headers["WWW-Authenticate"] = _SCHEMES.get(tried, _CHALLENGE)
    if code == "temporarily_unavailable":
        response.headers["Retry-After"] = _RETRY_AFTER
    if isinstance(error, NonceRefusal):
        response.headers["DPoP-Nonce"] = error.nonce
    return response


def said(document: Mapping[str, object], *, status: int = 200, media: str = "application/json") -> Response:
    """Answer with a document."""
    return Response(dumps(document), status, media_type=media)
