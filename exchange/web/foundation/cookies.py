"""Session cookie (RFC 6265bis): `__Host-`, Secure, HttpOnly, Lax; it ends with the browser and holds a token alone.

A demonstration is served without TLS on this machine, where browsers take no `__Host-` cookie: it has another name.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

_SESSION, _VISITOR, _LANGUAGE, _NAMES = "geleit", "geleit-visit", "geleit-lang", "geleit-names"
_HIDDEN = "off"
VISITOR_BYTES = 32
_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookies:
    """The cookies of a hub: `secure` where it is served over TLS, as every hub but a demonstration is."""

    secure: bool

    def session(self, request: Request) -> str:
        """The token of the session; empty where there is none."""
        return request.cookies.get(self._name(_SESSION), "")

    def visitor(self, request: Request) -> str:
        """What forms are bound to before there is a session; empty where there is none."""
        return request.cookies.get(self._name(_VISITOR), "")

    def language(self, request: Request) -> str:
        """The language chosen; empty where none was."""
        return request.cookies.get(self._name(_LANGUAGE), "")

    def begin(self, response: Response, token: str) -> None:
        """Begin a session; what was bound to the visit before it counts no more."""
        self._set(response, _SESSION, token)
        self._drop(response, _VISITOR)

    def end(self, response: Response) -> None:
        """End the session."""
        self._drop(response, _SESSION)

    def visit(self, response: Response, visitor: str) -> None:
        """Set what the forms of a visit are bound to."""
        self._set(response, _VISITOR, visitor)

    def speak(self, response: Response, language: str) -> None:
        """Keep the language that was chosen, for a year."""
        self._set(response, _LANGUAGE, language, seconds=_YEAR)

    def hides_names(self, request: Request) -> bool:
        """Whether names were hidden, where others see the screen."""
        return request.cookies.get(self._name(_NAMES)) == _HIDDEN

    def hide_names(self, response: Response) -> None:
        """Hide names until the browser is closed."""
        self._set(response, _NAMES, _HIDDEN)

    def show_names(self, response: Response) -> None:
        """Show them again."""
        self._drop(response, _NAMES)

    def _name(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name

    def _set(self, response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
        response.set_cookie(
            self._name(name), value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def _drop(self, response: Response, name: str) -> None:
        response.delete_cookie(self._name(name), path="/", secure=self.secure, httponly=True, samesite="lax")
