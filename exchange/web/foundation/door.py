"""Page endpoints: what is asked before one answers: who is signed in, whether they may, where a form comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from exchange.core.errors import Forbidden, GeleitError, Refusal
from exchange.core.session.passkey import passkey_place
from exchange.core.session.session import NotFresh, SessionEnded, is_fresh
from exchange.core.text.dates import Language
from exchange.core.vocabulary import Role
from exchange.edge.endpoint import Endpoint
from exchange.edge.http.body import FORM, check_media, read_body
from exchange.edge.http.problem import language
from exchange.edge.http.rate_limits import RateLimitExceeded, RateLimits
from exchange.edge.http.retry import again, run_again
from exchange.flows.session.freshen import freshen
from exchange.flows.session.recognise import recognise
from exchange.ports.hub import Hub
from exchange.queries.accounts import account, has_passkeys
from exchange.web.foundation.cookies import VISITOR_BYTES, Cookies
from exchange.web.foundation.csrf import FIELD, FormNotFromHere, check_origin, check_token, token_of
from exchange.web.foundation.forms import MOST_BYTES, Form, read_fields
from exchange.web.foundation.multipart import is_multipart, read_parts
from exchange.web.foundation.page import Page
from exchange.web.foundation.render import Renderer
from exchange.web.foundation.visit import SEE_OTHER, SignedInAs, Visit
from keys.encoding import b64url, digest

SIGN_IN = "/anmelden"
NAMES, NAMES_WISHES = "namen", ("aus", "an")
LANGUAGES: tuple[Language, ...] = ("de", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where pages are opened. `origins` are the addresses forms may come from; `table` is every page there is."""

    hub: Hub
    renderer: Renderer
    cookies: Cookies
    origins: frozenset[str]
    table: Sequence[Page]

    def endpoint(self, page: Page) -> Endpoint:
        """Make the endpoint of a page."""

        async def endpoint(request: Request) -> Response:
            chosen = request.query_params.get("lang")
            if request.method == "GET" and chosen in LANGUAGES:
                return self._speak(request, str(chosen))
            if request.method == "GET" and request.query_params.get(NAMES) in NAMES_WISHES:
                return self._names(request)
            visitor = self.cookies.visitor(request) or b64url(self.hub.entropy.bytes(VISITOR_BYTES))
            visit, ended = await run_again(self._visit, request, page, visitor)
            request.state.visit = visit
            if page.roles and visit.signed_in is None:
                response = await self._turned_away(request, ended)
            else:
                response = await self._answered(request, page, visit)
            if page.post and visit.signed_in is None and not self.cookies.visitor(request):
                self.cookies.visit(response, visitor)
            return response

        return endpoint

    def stranger(self, request: Request) -> Visit:
        """The visit of somebody of whom nothing is known: for a refusal before anything was asked."""
        return Visit(
            request=request,
            hub=self.hub,
            renderer=self.renderer,
            language=self._language(request),
            csrf="",
            menu=self._menu(None),
            hides_names=self.cookies.hides_names(request),
        )

    def _visit(self, request: Request, page: Page, visitor: str) -> tuple[Visit, Refusal | None]:
        """Who visits; and why their session is none any more, where they had one."""
        token, ended, signed_in = self.cookies.session(request), None, None
        if token:
            try:
                signed_in = self._signed_in(token)
            except SessionEnded as error:
                ended = error
        if signed_in:
            _count(request, token)
        role = signed_in.staff.role if signed_in else None
        visit = replace(
            self.stranger(request),
            csrf=token_of(token if signed_in else visitor),
            signed_in=signed_in,
            menu=self._menu(role),
            fresh=page.fresh,
            confirms=self._confirms(signed_in) if page.fresh and signed_in else "",
            # Who is asked to sign in reads why.
            refusal=ended if page.path == SIGN_IN and request.method == "GET" else None,
        )
        return visit, ended

    def _signed_in(self, token: str) -> SignedInAs:
        by, session = recognise(token, hub=self.hub)
        return SignedInAs(by=by, session=session, token=token, staff=account(session.staff, hub=self.hub))

    def _confirms(self, who: SignedInAs) -> str:
        """For which host name somebody has a passkey, whom a page asks to confirm that it is them."""
        place = passkey_place(self.hub.origin, demo=self.hub.demo)
        if place is None or is_fresh(who.session, self.hub.clock.now()):
            return ""
        return place.name if has_passkeys(who.staff.id, hub=self.hub) else ""

    async def _turned_away(self, request: Request, ended: Refusal | None) -> Response:
        if request.method == "GET":
            return RedirectResponse(f"{SIGN_IN}?zu={quote(request.scope['path'], safe='/')}", SEE_OTHER)
        # What was typed is shown once more: it would be lost with the page it stood on.
        request.state.typed = await _read(request)
        raise ended or SessionEnded("none")

    async def _answered(self, request: Request, page: Page, visit: Visit) -> Response:
        if not page.open_to(visit.signed_in.staff.role if visit.signed_in else None):
            raise Forbidden(visit.me.staff.id)
        if request.method != "POST":
            return await run_in_threadpool(again, page.get or _nothing, visit)
        check_origin(request, origins=self.origins)
        cookie = visit.signed_in.token if visit.signed_in else self.cookies.visitor(request)

        def from_here(form: Form) -> None:
            check_token(form.one(FIELD), cookie=cookie)

        carries = page.files and is_multipart(request)
        form = await (read_parts(request, before_file=from_here) if carries else _read(request))
        from_here(form)
        return await run_in_threadpool(again, self._post, page, replace(visit, form=form))

    def _post(self, page: Page, visit: Visit) -> Response:
        try:
            if page.fresh:
                _prove(visit)
            return (page.post or _nothing)(visit)
        except Refusal as error:
            if page.get is None or isinstance(error, FormNotFromHere):
                raise
            visit.request.state.code = error.code
            return page.get(visit.refused(error))

    def _menu(self, role: Role | None) -> Sequence[tuple[str, str]]:
        shown = (one for one in self.table if one.menu and role and one.open_to(role))
        return tuple((one.path, one.menu) for one in shown)

    def _language(self, request: Request) -> Language:
        chosen = self.cookies.language(request)
        for one in LANGUAGES:
            if chosen == one:
                return one
        return language(request.headers.get("accept-language", ""))

    def _speak(self, request: Request, chosen: str) -> Response:
        response = RedirectResponse(quote(request.scope["path"], safe="/"), SEE_OTHER)
        self.cookies.speak(response, chosen)
        return response

    def _names(self, request: Request) -> Response:
        """Keep whether names are shown, and come back to the same page."""
        kept = urlencode([one for one in request.query_params.multi_items() if one[0] != NAMES])
        response = RedirectResponse(f"{quote(request.scope['path'], safe='/')}{'?' if kept else ''}{kept}", SEE_OTHER)
        wish = self.cookies.hide_names if request.query_params[NAMES] == NAMES_WISHES[0] else self.cookies.show_names
        wish(response)
        return response


def _count(request: Request, token: str) -> None:
    """Count a call of a session: a whole house of colleagues is one address.

    Raises:
        RateLimitExceeded: it has made too many.
    """
    rate_limits: RateLimits = request.state.rate_limits
    standing = request.state.rate_limit = rate_limits.client(f"session {digest(token.encode())}")
    if standing.wait:
        raise RateLimitExceeded(standing)


def _prove(visit: Visit) -> None:
    """Ask of who sends a form that it was them who typed their passphrase, now or in the last five minutes.

    Raises:
        NotFresh: they did not.
        WrongPassphrase, SignInTooSoon, SignInBusy: they typed another, or too many.
    """
    session, given = visit.me.session, visit.form.one("passphrase")
    if given:
        session = freshen(visit.me.token, given.encode(), hub=visit.hub, network=visit.network)
    if not is_fresh(session, visit.hub.clock.now()):
        raise NotFresh


async def _read(request: Request) -> Form:
    check_media(request, media=FORM)
    return read_fields(await read_body(request, limit=MOST_BYTES))


def _nothing(_: Visit) -> Response:
    raise GeleitError("no-answer")
