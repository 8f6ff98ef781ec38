"""Page visit: one request of one person: who they are, their language, what they typed, how they are answered."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from exchange.core.calendar import BERLIN
from exchange.core.errors import GeleitError
from exchange.core.session.session import Session
from exchange.core.staff.staff import Staff
from exchange.core.text.dates import Language
from exchange.edge.http.rate_limits import RateLimits
from exchange.flows.staff.authenticate import SignedIn
from exchange.ports.hub import Hub
from exchange.web.foundation.forms import Form
from exchange.web.foundation.render import HEADERS, Renderer
from exchange.web.foundation.told import Told, told
from exchange.web.foundation.wording import say

SEE_OTHER = 303
# A number before the point is a day, `24. November`, and no end of a sentence.
_SENTENCES = re.compile(r"(?<=[^0-9][.!?]) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInAs:
    """Somebody who is signed in: the principal who acts, their session, its token, and their account."""

    by: SignedIn
    session: Session
    token: str = field(repr=False)
    staff: Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request of one person.

    `confirms` is the host name for which they have a passkey to confirm with, where that is asked for.
    `menu` is what their role may open, as (path, key of its word). `hides_names` is their wish, where others see the
    screen. `csrf` is the token their forms carry. `form` is
    what they sent; `refusal` is why that was not done, where the page is shown again with what they typed.
    """

    request: Request
    hub: Hub
    renderer: Renderer
    language: Language
    csrf: str = field(repr=False)
    signed_in: SignedInAs | None = None
    menu: Sequence[tuple[str, str]] = ()
    fresh: bool = False
    confirms: str = ""
    hides_names: bool = False
    form: Form = field(default_factory=Form)
    refusal: GeleitError | None = None

    @property
    def me(self) -> SignedInAs:
        """Who is signed in; pages with roles are opened by nobody else."""
        if self.signed_in is None:
            raise LookupError("a page without roles asks who is signed in")
        return self.signed_in

    @property
    def now(self) -> datetime:
        """The present, on the clock on the wall here."""
        return self.hub.clock.now().astimezone(BERLIN)

    @property
    def until(self) -> str:
        """The time of day at which the session ends if nothing is done."""
        return f"{self.me.session.idle_until.astimezone(BERLIN):%H:%M}"

    @property
    def end(self) -> str:
        """The time of day at which it ends, whatever is done."""
        return f"{self.me.session.ends_at.astimezone(BERLIN):%H:%M}"

    @property
    def seconds_left(self) -> int:
        """Seconds until then."""
        return max(0, int((self.me.session.idle_until - self.hub.clock.now()).total_seconds()))

    @property
    def printed(self) -> str:
        """The present, as it stands on paper."""
        return f"{self.now:%d.%m.%Y, %H:%M}"

    @property
    def told(self) -> Told:
        """Why something was refused, in the words of this visit's language."""
        if self.refusal is None:
            raise LookupError("nothing was refused")
        return told(self.refusal, language=self.language)

    @property
    def asks_passphrase(self) -> bool:
        """Whether the form of this page has to ask for the own passphrase."""
        return self.fresh and self.signed_in is not None and self.hub.clock.now() >= self.signed_in.session.fresh_until

    @property
    def network(self) -> str:
        """Where the visit comes from, as wrong passphrases are counted for it."""
        rate_limits: RateLimits = self.request.state.rate_limits
        return rate_limits.network_of(self.request.client.host if self.request.client else "")

    def param(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def say(self, key: str, **words: object) -> str:
        """A text of the catalogue in the language of this visit."""
        return say(key, language=self.language, **words)

    def lines(self, text: str) -> Sequence[str]:
        """A text by its sentences: on a page each of the first ones has a line of its own."""
        return _SENTENCES.split(text)

    def refused(self, error: GeleitError) -> "Visit":
        """The same visit, to which its page is shown again and says why."""
        return replace(self, refusal=error)

    def show(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Answer with a page."""
        shown: Mapping[str, Any] = {"visit": self, **values}
        return self.renderer.page(template, status=self.refusal.status if self.refusal else status, values=shown)

    def go(self, path: str) -> Response:
        """Send them on after a form was done: going back or reloading does nothing twice. Only paths of our own."""
        return RedirectResponse(path, SEE_OTHER, HEADERS)


def home(visit: Visit) -> str:
    """The first page of somebody: what their menu begins with; the sign-in of who is not signed in."""
    return visit.menu[0][0] if visit.menu else "/anmelden"
