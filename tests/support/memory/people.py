"""People and their consents, staff, and registered clients with the answers they were given, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from exchange.core.consent.clause import last_instant
from exchange.core.consent.consent import Consent
from exchange.core.consent.states import warning_instants
from exchange.core.delivery.messages import SharedConsent
from exchange.core.ids import made_at
from exchange.core.referral.referral import Person
from exchange.core.staff.caller import KeyReused
from exchange.core.staff.change import Change
from exchange.core.staff.client import RegisteredClient
from exchange.core.staff.deputy import DeputyPeriod
from exchange.core.staff.idempotency import StoredResponse
from exchange.core.staff.staff import Staff, Training
from exchange.core.typed_key import looks_like
from exchange.core.vocabulary import GIVEN
from tests.support.memory.tables import Asked, Part, new, there


class MemoryPeople(Part):
    def add(self, person: Person) -> None:
        new(self.t.persons, person.id, person)

    def get(self, person_id: str) -> Person | None:
        return self.t.persons.get(self.t.merged.get(person_id, person_id))

    def named(self, reference: str) -> Sequence[Person]:
        alike = [one for one in self.t.persons.values() if looks_like(one.reference) == looks_like(reference)]
        found = {one.id: one for one in map(self.get, (each.id for each in alike))}.values()
        return tuple(sorted(found, key=lambda person: (person.since, person.id), reverse=True))

    def doubles(self, person_id: str) -> Sequence[str]:
        known = self.t.persons.get(person_id)
        return sorted(one.id for one in self.named(known.reference) if one.id != person_id) if known else []

    def colliding(self) -> Sequence[Sequence[str]]:
        groups = {}
        for one in self.page(after="", limit=len(self.t.persons)):
            groups.setdefault(looks_like(one.reference), []).append(one.id)
        return sorted(ids for ids in groups.values() if len(ids) > 1)

    def page(self, *, after: str, limit: int) -> Sequence[Person]:
        names = sorted(self.t.persons.keys() - self.t.merged.keys())
        return tuple(self.t.persons[name] for name in names if name > after)[:limit]

    def respell(self, person: Person) -> None:
        self.t.persons[person.id] = person

    def merge(self, gone: str, *, into: str) -> None:
        there(self.t.persons, gone)
        there(self.t.persons, into)
        mine = {key: replace(row, person=into, subject=into) for key, row in self.t.facts.items() if row.person == gone}
        self.t.facts.update(mine)
        for rows in (self.t.consents, self.t.referrals, self.t.ledger, self.t.packets, self.t.plans, self.t.sheets):
            mine = {key: replace(row, person=into) for key, row in rows.items() if row.person == gone}
            rows.update(mine)
        self.t.log = [replace(one, person=into) if one.person == gone else one for one in self.t.log]
        for (person, recipient), known in [*self.t.pseudonyms.items()]:
            if person == gone:
                del self.t.pseudonyms[person, recipient]
                self.t.pseudonyms.setdefault((into, recipient), known)
        self.t.merged |= {one: into for one, before in self.t.merged.items() if before == gone} | {gone: into}

    def pseudonym(self, person_id: str, recipient: str, *, fresh: str) -> str:
        there(self.t.persons, person_id)
        return self.t.pseudonyms.setdefault((person_id, recipient), fresh)

    def pseudonyms(self, person_id: str) -> Mapping[str, str]:
        return {to: known for (person, to), known in self.t.pseudonyms.items() if person == person_id}

    def shared(self, consent_id: str, recipient: str) -> SharedConsent | None:
        return self.t.shared.get((consent_id, recipient))

    def share(self, shared: SharedConsent, *, person: str) -> None:  # noqa: ARG002 no keys here
        new(self.t.shared, (shared.consent, shared.recipient), shared)


class MemoryStaff(Part):
    def add(self, staff: Staff) -> None:
        self.t.staff[staff.id] = staff

    def get(self, staff_id: str) -> Staff | None:
        return self.t.staff.get(staff_id)

    def all(self) -> Sequence[Staff]:
        return tuple(sorted(self.t.staff.values(), key=lambda staff: staff.id))

    def add_training(self, training: Training) -> None:
        there(self.t.staff, training.staff)
        new(self.t.trainings, training.id, training)

    def trainings(self, staff_id: str) -> Sequence[Training]:
        mine = (training for training in self.t.trainings.values() if training.staff == staff_id)
        return tuple(sorted(mine, key=lambda training: (training.valid_from, training.id)))

    def put_deputy(self, period: DeputyPeriod) -> None:
        there(self.t.staff, period.deputy)
        there(self.t.staff, period.owner)
        self.t.deputies[period.id] = period

    def stands_in(self, deputy: str) -> Sequence[DeputyPeriod]:
        mine = (period for period in self.t.deputies.values() if period.deputy == deputy)
        return tuple(sorted(mine, key=lambda period: (period.valid_from, period.id)))

    def put_change(self, change: Change) -> None:
        self.t.changes[change.id] = change

    def changes(self) -> Sequence[Change]:
        return tuple(sorted(self.t.changes.values(), key=lambda change: (change.entered_at, change.id)))

    def drop_change(self, change_id: str) -> None:
        self.t.changes.pop(change_id, None)


class MemoryClients(Part):
    def put(self, client: RegisteredClient) -> None:
        self.t.clients[client.id] = client

    def get(self, client_id: str) -> RegisteredClient | None:
        return self.t.clients.get(client_id)

    def all(self) -> Sequence[RegisteredClient]:
        return tuple(self.t.clients[name] for name in sorted(self.t.clients))


class MemoryReplies(Part):
    def begin(self, client: str, key: str, *, fingerprint: str, until: datetime) -> bool:
        if (client, key) in self.t.replies:
            return False
        self.t.replies[client, key] = Asked(fingerprint, until)
        return True

    def kept(self, client: str, key: str, *, fingerprint: str) -> StoredResponse | None:
        asked = self.t.replies.get((client, key))
        if asked is not None and asked.fingerprint != fingerprint:
            raise KeyReused
        return asked.reply if asked else None

    def keep(self, client: str, key: str, reply: StoredResponse) -> None:
        self.t.replies[client, key] = replace(self.t.replies[client, key], reply=reply)

    def forget(self, before: datetime) -> None:
        self.t.replies = {key: asked for key, asked in self.t.replies.items() if asked.until >= before}


class MemoryConsents(Part):
    def put(self, consent: Consent) -> None:
        there(self.t.persons, consent.person)
        self.t.consents[consent.id] = consent
        self.warned(consent.id, again=min(warning_instants(consent), default=None))

    def get(self, consent_id: str) -> Consent | None:
        return self.t.consents.get(consent_id)

    def of(self, person_id: str) -> Sequence[Consent]:
        return tuple(consent for consent in self.t.consents.values() if consent.person == person_id)

    def ending(self, at: datetime, *, limit: int) -> Sequence[str]:
        ends = ((last_instant(one.clauses), one.id) for one in self.t.consents.values() if one.status in GIVEN)
        return tuple(id_ for end, id_ in sorted((end, id_) for end, id_ in ends if end and end <= at))[:limit]

    def warning(self, at: datetime, *, limit: int) -> Sequence[str]:
        due = sorted((again, id_) for id_, again in self.t.warnings.items() if again <= at)
        return tuple(id_ for _, id_ in due)[:limit]

    def warned(self, consent_id: str, *, again: datetime | None) -> None:
        self.t.warnings.pop(consent_id, None)
        if again is not None:
            self.t.warnings[consent_id] = again

    def given_before(self, at: datetime) -> int:
        return sum(one.status in GIVEN and made_at(one.id) < at for one in self.t.consents.values())

    def unwatch(self, consent_id: str) -> None:
        """Nothing here outlives its person."""
