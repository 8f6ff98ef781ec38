"""Cross-site request forgery (CSRF): a form counts only where it was shown here, to this browser, in this session.

The token is an HMAC keyed with the cookie it belongs to, so it needs no secret of the hub's and no row: who cannot read
the cookie cannot make it, and it tells nothing of the cookie. Browsers say where a form comes from, too.
"""

from collections.abc import Collection

from starlette.requests import Request

from exchange.core.errors import Refusal
from keys.rest import keyed_hash, same

FIELD = "token"
_PURPOSE = "csrf"
_FROM_HERE = frozenset({"same-origin"})


class FormNotFromHere(Refusal):
    """This form was not sent from a page of this session."""

    code = "SENDER_FORM_NOT_FROM_HERE"
    status = 403
    de = "Dieses Formular kam nicht von einer Seite dieser Anmeldung. Es wurde nichts geändert."
    fix_de = (
        "Öffnen Sie die Seite neu, auch wenn Sie sich inzwischen neu angemeldet haben, und senden Sie es noch einmal."
    )
    fix_en = (
        "Open the page again, also if you have signed in anew meanwhile, and send it once more. Nothing was changed."
    )


def token_of(cookie: str) -> str:
    """The token of all forms that are shown to who has this cookie."""
    return keyed_hash(cookie.encode(), _PURPOSE)


def check_origin(request: Request, *, origins: Collection[str]) -> None:
    """Refuse what a browser says another site sent; `origins` are ours.

    Raises:
        FormNotFromHere: it names another site, or nothing that can be one.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if (site is not None and site not in _FROM_HERE) or (origin is not None and origin not in origins):
        raise FormNotFromHere("origin")


def check_token(given: str, *, cookie: str) -> None:
    """Refuse a form without the token of this cookie.

    Raises:
        FormNotFromHere: there is none, or it is another's.
    """
    if not cookie or not same(given.encode(), token_of(cookie).encode()):
        raise FormNotFromHere("token")
