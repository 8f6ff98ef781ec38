"""Case page: how one referral stands, in one sentence; what the partner has, what happened, and what may be done."""

from collections.abc import Iterable, Mapping, Sequence

from starlette.responses import Response

from exchange.core.calendar import BERLIN
from exchange.core.consent.consent import Consent
from exchange.core.consent.disclosure import Disclosure
from exchange.core.delivery.messages import ACCEPTED
from exchange.core.errors import REFERRAL, NotFound
from exchange.core.referral.code import read_code
from exchange.core.referral.deadlines import OURS
from exchange.core.referral.work_item import WorkItem
from exchange.core.text.dates import full
from exchange.core.vocabulary import GIVEN, TERMINAL, State
from exchange.flows.staff.access import look
from exchange.queries.accounts import names_of_staff
from exchange.queries.files import files_of
from exchange.queries.referrals import View, sentence_of, view
from exchange.web.caseworker.feedback import told_of
from exchange.web.caseworker.files import rows
from exchange.web.caseworker.possible import DONE, choices, possible
from exchange.web.caseworker.story import question_of, story
from exchange.web.foundation.page import CASEWORK, SEEING, Page
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import short_day, word

_OURS = frozenset({one.value for one in (*OURS, *WorkItem)})
_LONGEST = 20
_CONSENT = "consent"
UNSENT = frozenset({State.DRAFT, State.AWAITING_CONSENT})
"""Written and not sent yet: it goes on to consent and to sending."""
_NO_ANSWER = UNSENT | {State.RELEASED, State.SENT}


def pages() -> tuple[Page, ...]:
    """The page of a case, and the one that finds it by the code somebody says on the telephone."""
    return (
        Page(path="/vorgang", roles=SEEING, post=_find),
        Page(path="/vorgang/{code}", roles=SEEING, get=show_case),
    )


def _find(visit: Visit) -> Response:
    """Sent as a form and not in the address: what somebody types by mistake may be a name."""
    code = read_code(visit.form.one("nummer")[:_LONGEST])
    if code is None:
        raise NotFound(kind=REFERRAL)
    return visit.go(f"/vorgang/{code}")


def code_of(visit: Visit) -> str:
    """The code in the address.

    Raises:
        NotFound: it is none. An id is none either: it says more than a code, and would stand in addresses for ever.
    """
    code = read_code(visit.param("code"))
    if code is None:
        raise NotFound(kind=REFERRAL)
    return code


def show_case(visit: Visit, *, act: str = "") -> Response:
    """Answer with the page of a case, with the form of one act open.

    Raises:
        NotFound: there is no such case, or it is not theirs.
    """
    code = code_of(visit)
    seen = look(code, what="referral", by=visit.me.by, hub=visit.hub)
    found = view(seen, hub=visit.hub)
    names = _names(found, visit)
    acts = possible(found, role=visit.me.staff.role)
    done = visit.request.query_params.get("getan", "")
    return visit.show(
        "case.html",
        code=code,
        person=_person(found),
        partner=found.partner.name if found.partner else found.referral.partner,
        sentence=sentence_of(found, hub=visit.hub, language=visit.language),
        view=found,
        back=_given_back(found, names, visit),
        axes=_axes(found, visit),
        turn=_turn(found, names, visit),
        has=_has(found, visit),
        sent=_sent(found, visit),
        questions=[question_of(one) for one in found.events if one.name == "question" and one.verdict == ACCEPTED],
        told=told_of(found.events, language=visit.language),
        files=rows(files_of(seen, hub=visit.hub), visit=visit),
        story=story(found, names=names, language=visit.language),
        goes_on=found.referral.state in UNSENT and visit.me.staff.role in CASEWORK,
        acts=acts,
        act=act if act in acts else "",
        done=done if done in DONE else "",
        **choices(found, language=visit.language),
    )


def _names(found: View, visit: Visit) -> Mapping[str, str]:
    partner = {found.partner.entity: found.partner.name} if found.partner else {}
    return {**names_of_staff(hub=visit.hub), **partner}


def _given_back(found: View, names: Mapping[str, str], visit: Visit) -> tuple[str, str]:
    """Who gave the draft back, and their word; both empty if nobody did."""
    said = found.draft.given_back if found.draft else None
    return (visit.say("case.given_back", name=names.get(said.by, said.by)), said.word) if said else ("", "")


def _person(found: View) -> str:
    person = found.draft.data.get("person") if found.draft else None
    if not isinstance(person, Mapping):
        return ""
    return " ".join(str(person[name]) for name in ("given_name", "family_name") if name in person)


def _axes(found: View, visit: Visit) -> Sequence[tuple[str, str, str]]:
    """Delivery, answer and consent: what it is called, how it stands, and since when."""
    referral, language = found.referral, visit.language
    moved, state = found.moved_at.astimezone(BERLIN), referral.state_since.astimezone(BERLIN)
    delivery = word("delivery", referral.delivery.value, language) if referral.delivery else visit.say("case.not_sent")
    answered = referral.state not in _NO_ANSWER
    answer = word("states", referral.state.value, language) if answered else visit.say("case.no_answer")
    return (
        (visit.say("case.delivery"), delivery, f"{short_day(moved.date(), language)}, {moved:%H:%M}"),
        (visit.say("case.answer"), answer, short_day(state.date(), language) if answered else ""),
        (visit.say("case.consent"), *_consent(found.consent, visit)),
    )


def _consent(consent: Consent | None, visit: Visit) -> tuple[str, str]:
    if consent is None:
        return visit.say("case.no_consent"), ""
    back = visit.say(f"case.level.{consent.feedback_level}")
    if consent.status not in GIVEN or not consent.clauses:
        return word("consent-status", consent.status.value, visit.language), ""
    ends = max(one.valid_until for one in consent.clauses).astimezone(BERLIN).date()
    return visit.say("case.holds", day=full(ends, visit.language)), back


def _turn(found: View, names: Mapping[str, str], visit: Visit) -> tuple[str, str]:
    """Whose turn it is, and the next day that counts."""
    referral = found.referral
    if referral.state in TERMINAL and not referral.next_at:
        return visit.say("case.turn.nobody"), ""
    day = referral.next_at.astimezone(BERLIN).date() if referral.next_at else None
    next_day = visit.say("case.next_day", day=full(day, visit.language)) if day else ""
    if referral.next_reason not in _OURS:
        return visit.say("case.turn.partner"), next_day
    if referral.owner == visit.me.staff.id:
        return visit.say("case.turn.you", name=visit.me.staff.name), next_day
    return visit.say("case.turn.owner", name=names.get(referral.owner, referral.owner)), next_day


def _has(found: View, visit: Visit) -> Sequence[tuple[str, str]]:
    """What went to the partner, of the packets that were handed over: the day, and the categories by name."""
    language = visit.language
    shown = []
    for line in found.disclosures:
        day = short_day(line.at.astimezone(BERLIN).date(), language)
        shown.append((day, _listed(word("categories", one.value, language) for one in line.categories)))
    return shown


def _sent(found: View, visit: Visit) -> Sequence[str]:
    """The same with who got it, what for and on what basis, a sentence each."""
    return [_line(one, found, visit) for one in found.disclosures]


def _line(one: Disclosure, found: View, visit: Visit) -> str:
    at, consent = one.at.astimezone(BERLIN), visit.say("case.basis.consent")
    return visit.say(
        "case.line",
        day=full(at.date(), visit.language),
        time=f"{at:%H:%M}",
        partner=found.partner.name if found.partner else one.recipient,
        purpose=word("purposes", one.purpose.value, visit.language),
        basis=consent if one.basis == _CONSENT else word("statutory-powers", one.basis, visit.language),
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
