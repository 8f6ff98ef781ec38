"""Partner page: who it is, what it takes and does not, whether it takes part; one suspends it, two let it come back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.responses import Response

from exchange.core.partner.fingerprint import fingerprint
from exchange.core.partner.partner import Partner, PartnerStatus, ServiceLine
from exchange.core.said import Said
from exchange.core.text.dates import Language
from exchange.flows.partner.enrol import ENROLLERS
from exchange.flows.partner.standing import LONGEST_REASON, resume, suspend
from exchange.flows.session.second import try_second
from exchange.flows.staff.authenticate import Credentials
from exchange.web.foundation.page import STAFF, Page
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import word
from exchange.web.partner.address import PATH, address_of, partner_at
from exchange.web.sending.card import card_of
from exchange.web.sending.schema_form import FormField, FormSection, sections

_SUSPEND, _RESUME = "anhalten", "fortsetzen"


def pages() -> Sequence[Page]:
    """The page, and the two things that can be done with a partner's standing."""
    return (
        Page(path=PATH, roles=STAFF, get=_shows),
        Page(path=f"{PATH}/{_SUSPEND}", roles=ENROLLERS, fresh=True, get=_shows, post=_suspend),
        Page(path=f"{PATH}/{_RESUME}", roles=ENROLLERS, fresh=True, get=_shows, post=_resume),
    )


def _shows(visit: Visit) -> Response:
    partner = partner_at(visit.param("host"), hub=visit.hub)
    suspended = partner.standing is not PartnerStatus.ACTIVE
    done = visit.request.query_params.get("getan", "")
    return visit.show(
        "partner.html",
        address=address_of(partner.entity),
        name=partner.name,
        facts=_facts(partner, visit),
        lines=[_line(partner, line, visit) for line in partner.lines],
        suspended=suspended,
        act=(_RESUME if suspended else _SUSPEND) if visit.me.staff.role in ENROLLERS else "",
        longest=LONGEST_REASON,
        done=done if done in {_SUSPEND, _RESUME} else "",
    )


def _facts(partner: Partner, visit: Visit) -> Sequence[tuple[str, str]]:
    """Who it is, and what two people compare on the telephone: the fingerprint, in groups to be read aloud."""
    secrecy = "bound" if partner.bound_by_203 else "unbound"
    return (
        (visit.say("partners.kind"), word("partner-kinds", partner.kind.value, visit.language)),
        (visit.say("partners.entity"), partner.entity),
        (visit.say("partners.secrecy"), visit.say(f"partners.secrecy.{secrecy}")),
        (visit.say("partners.way"), partner.adapter),
        (visit.say("partners.fingerprint"), fingerprint(partner.jwks)),
    )


def _line(partner: Partner, line: ServiceLine, visit: Visit) -> Mapping[str, Any]:
    """One offer: its card, and in words what it takes and what it does not want to be told."""
    narrowed, whole = (sections(line.schema, profile, {}) for profile in (line.profile, {}))
    language, takes = visit.language, set(_titles(narrowed, visit.language))
    return {
        "card": card_of(partner, line, visit),
        "service": word("services", line.service.value, language),
        "needs": [_in(one.title, language) for section in narrowed for one in _asked(section)],
        # Part by part: a form has fifty fields, and nobody reads a list of them.
        "takes": [_in(one.title, language) for one in narrowed],
        "refuses": [title for title in _titles(whole, language) if title not in takes],
    }


def _asked(section: FormSection) -> Iterator[FormField]:
    """What has to be said."""
    return (one for one in (*section.fields, *section.more) if one.required and section.required)


def _titles(form: Sequence[FormSection], language: Language) -> Sequence[str]:
    titles = (_in(one.title, language) for section in form for one in (*section.fields, *section.more))
    return list(dict.fromkeys(titles))


def _in(said: Said, language: Language) -> str:
    return said.de if language == "de" else said.en


def _suspend(visit: Visit) -> Response:
    partner = partner_at(visit.param("host"), hub=visit.hub)
    suspend(partner.entity, by=visit.me.by, hub=visit.hub)
    return visit.go(f"{address_of(partner.entity)}?getan={_SUSPEND}")


def _resume(visit: Visit) -> Response:
    partner, form = partner_at(visit.param("host"), hub=visit.hub), visit.form
    # The second person types their passphrase here: what lets a partner receive again is done by two at once.
    typed = Credentials(form.one("second").strip(), form.one("second_passphrase").encode())
    second = try_second(typed, hub=visit.hub, network=visit.network)
    resume(partner.entity, reason=form.one("reason"), by=visit.me.by, approve_by=second, hub=visit.hub)
    return visit.go(f"{address_of(partner.entity)}?getan={_RESUME}")
