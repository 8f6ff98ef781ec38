"""Security settings: who may add staff, whose cases have nobody, what leaves without a scan, demo or not."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import schemas
from exchange.config import Config
from exchange.core.errors import GeleitError
from exchange.core.operations.finding import Grade, HealthFinding, after
from exchange.core.policy import Policy
from exchange.core.said import Said
from exchange.core.staff.staff import Staff, Training
from exchange.core.vocabulary import TERMINAL, Role, Scan, State, TrainingTopic
from exchange.flows.staff.found import founded_anew
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_OPEN = frozenset(State) - TERMINAL
_PAGE, _SHOWN = 200, 10
_NOBODY = Said("Niemand darf Personal eintragen", "Nobody may add staff")
_NOT_OWN = Said("Passphrase nie selbst gesetzt", "Passphrase never set by its owner")
_IDLE = Said("Vertretung ohne Tage sieht keine fremden Fälle", "A deputy without days sees no cases of others")
_ALONE = Said(
    "Ohne zweite Person gemacht, mit der Passphrase der Schlüssel", "Made by nobody's word but the vault's passphrase"
)
_LEFT = Said("Offene Fälle ohne tätige Person", "Open cases whose owner has left")
_NO_TOPIC = Said("Schulung ohne Thema aus der Liste öffnet nichts", "A training of no listed topic opens nothing")
_BY_ONE = Said("Allein eingetragen, als erst zwei da waren", "Entered by one, while there were two")
_UNSCANNED = Said("Ungeprüfte Anhänge sind erlaubt", "Attachments leave without a scan")
_DEMO = Said("Demo: nie mit echten Daten", "Demo: never with real data")


def check_staff(hub: Hub) -> Iterator[HealthFinding]:
    """Look for somebody who may add staff, and for cases without anybody; readiness says what cannot be read."""
    try:
        with hub.store.reading() as tx:
            everybody = tx.staff.all()
            staff = [one for one in everybody if one.active]
            left = [case for one in everybody if not one.active for case in _open_cases(tx, one.id)]
            trainings = {one.id: tx.staff.trainings(one.id) for one in staff}
            idle = [one.id for one in staff if _stands_in_for_nobody(tx, one, at=hub.clock.now())]
        founded = founded_anew(hub=hub)
    except GeleitError:
        return
    if not {one.role for one in staff} & {Role.OPERATOR, Role.TEAM_LEAD}:
        yield HealthFinding("staff", Grade.WARN, after("", _NOBODY, ": geleit staff add"))
    old = [one.id for one in staff if one.passphrase_changed_at is None]
    if old:
        yield HealthFinding("staff passphrases", Grade.WARN, _named(_NOT_OWN, "passphrase", old), names=True)
    if idle:
        yield HealthFinding("deputies", Grade.WARN, _named(_IDLE, "deputy", idle), names=True)
    if founded:
        yield HealthFinding("staff founded", Grade.WARN, _named(_ALONE, "found", founded), names=True)
    yield from _check_trainings(trainings, at=hub.clock.now())
    if left:
        yield HealthFinding(
            "cases", Grade.WARN, after("", _LEFT, f": {_first_of(left)}: geleit staff hand-over"), names=True
        )


def _named(words: Said, verb: str, who: Sequence[str]) -> Said:
    return after("", words, f" (geleit staff {verb}): {', '.join(who)}")


def _stands_in_for_nobody(tx: Tx, staff: Staff, *, at: datetime) -> bool:
    return staff.role is Role.DEPUTY and all(one.valid_until <= at for one in tx.staff.stands_in(staff.id))


def _check_trainings(trainings: Mapping[str, Sequence[Training]], *, at: datetime) -> Iterator[HealthFinding]:
    valid = [one for each in trainings.values() for one in each if one.valid_at(at)]
    unknown = sorted({one.staff for one in valid if one.topic not in set(TrainingTopic)})
    if unknown:
        yield HealthFinding("staff trainings", Grade.WARN, _named(_NO_TOPIC, "training", unknown), names=True)
    by_two = {(one.staff, one.topic) for one in valid if one.confirmed_by}
    founding = sorted({(one.staff, one.topic) for one in valid if one.founding} - by_two)
    if founding:
        words = Said(f"{_BY_ONE.de}: {_listed(founding, 'de')}", f"{_BY_ONE.en}: {_listed(founding, 'en')}")
        yield HealthFinding("founding trainings", Grade.WARN, words, names=True)


def _listed(founding: Sequence[tuple[str, str]], language: str) -> str:
    topics = schemas.codes()["training-topics"]
    return ", ".join(f"{staff}: {topics[topic][language] if topic in topics else topic}" for staff, topic in founding)


def _open_cases(tx: Tx, owner: str) -> Iterator[str]:
    """The codes of somebody's cases that have not ended, page by page over the index of owners."""
    after = ""
    while page := tx.referrals.page(states=_OPEN, after=after, limit=_PAGE, owner=owner):
        yield from (one.code or one.id for one in page)
        after = page[-1].id


def _first_of(names: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" (+{more})" if more > 0 else "")


def check_scans(policy: Policy) -> Iterator[HealthFinding]:
    """Say so where attachments leave that nobody has scanned."""
    if Scan.NOT_SCANNED in policy.scans:
        yield HealthFinding("attachments", Grade.WARN, _UNSCANNED)


def check_mode(config: Config) -> Iterator[HealthFinding]:
    """Say so where this is a demonstration."""
    if config.demo:
        yield HealthFinding("mode", Grade.WARN, _DEMO)
