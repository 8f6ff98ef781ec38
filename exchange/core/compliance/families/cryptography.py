"""Cryptography (CR): what a packet was sealed with holds, what was acknowledged is what was sent (TR-02102-1)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from exchange.core.calendar import day_of
from exchange.core.compliance.case import EventCase, PacketCase
from exchange.core.compliance.house import HubCase, PartnerCase
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome

_HYBRID, _CLASSIC = "hybrid", "classic"
_OWNER_ONLY = 0o077
PROXY_CHECKED = timedelta(days=365)
"""How long a check of the proxy counts: a year, which is policy and no law."""
_NOT_ASKED = (
    "die Auskunft des laufenden Dienstes (compliance check --last zeigt die der Nacht)",
    "the word of the running service (compliance check --last shows that of the night)",
)


def cr_01(case: PacketCase) -> RuleOutcome:
    """The suite has a post-quantum part, or it was sealed before the house's policy ends the time of those without."""
    look = Look()
    suite = case.sealed.get("suite")
    if not suite:
        return look.misses("die Angabe zur Verschlüsselung", "the suite it was sealed with")
    look.at("suite", suite)
    if suite != _CLASSIC:
        return look.passes(suite == _HYBRID)
    policies = case.registers.held(FactKind.POLICY, HOUSE, at=case.at)
    if not policies:
        return look.misses("die Einstellungen von damals", "the policy of then")
    for one in policies:
        look.fact(one, at=case.at, day=day_of)
    last = min(date.fromisoformat(one.document["classic_until"]) for one in policies)
    return look.passes(day_of(case.at) <= last)


def cr_03(case: PacketCase | EventCase) -> RuleOutcome:
    """Each key that was used stood in its owner's document of then, for this purpose, and was valid and not revoked.

    Of a packet: the partner's it was sealed to, the hub's it was signed with. Of an event: the partner's.
    """
    return _signed(case) if isinstance(case, EventCase) else _sealed(case)


def _sealed(case: PacketCase) -> RuleOutcome:
    look = Look()
    enc, own = case.sealed.get("enc_kid"), case.sealed.get("sign_kid")
    if not enc or not own:
        return look.misses("der Eintrag des benutzten Schlüssels", "the record of the key that was used")
    look.at("enc_kid", enc)
    look.at("sign_kid", own)
    versions = case.registers.held(FactKind.PARTNER, case.packet.partner, at=case.at)
    if not versions:
        return look.misses("das Dokument der Stelle von damals", "the partner's document of then")
    for one in versions:
        look.fact(one, at=case.at, day=day_of)
    theirs = [key for one in versions for key in one.document["keys"]["enc"]["keys"]]
    ours = case.own_keys.of("packet")
    return look.passes(_listed(enc, theirs, case.at) and _listed(own, ours, case.at))


def _signed(case: EventCase) -> RuleOutcome:
    look = Look()
    if case.line.channel:
        return look.does_not_concern("die Stelle sagte es auf anderem Weg", "the partner said it another way")
    if not case.kid or case.signed_at is None:
        return look.misses("der Eintrag des benutzten Schlüssels", "the record of the key that was used")
    look.at("kid", case.kid)
    if case.signers is None:
        return look.misses("das Dokument der Stelle von damals", "the partner's document of then")
    # What came before a key was revoked counts; that it had begun and not ended is asked of when it signed.
    return look.passes(_listed(case.kid, case.signers, case.signed_at, known_at=case.at))


def _listed(kid: str, keys: Iterable[Mapping[str, Any]], at: datetime, *, known_at: datetime | None = None) -> bool:
    """Whether a key stands in a document, and every entry of it says that it was valid and not revoked by then."""
    found = [key for key in keys if key["kid"] == kid]
    return bool(found) and all(_was_valid(key, at, known_at=known_at or at) for key in found)


def cr_06(case: HubCase | PartnerCase) -> RuleOutcome:
    """The hub is called over TLS of its own, a webhook over https; what a proxy does, somebody has to have checked."""
    look = Look()
    if isinstance(case, PartnerCase):
        hook = str(case.version.document.get("hook", ""))
        if not hook:
            return look.does_not_concern("die Stelle wird nicht angerufen", "the partner has no webhook")
        look.at("hook", hook.partition("://")[0])
        return look.passes(hook.startswith("https://"))
    listener = case.running.listener or _kept_listener(case, look)
    look.at("listener", listener)
    if not listener:
        return look.misses(*_NOT_ASKED)
    return _behind_a_proxy(case, look) if listener == "proxy" else look.passes(listener in {"tls", "loopback"})


def _kept_listener(case: HubCase, look: Look) -> str:
    """How the hub is reached by what a process that serves it wrote down last."""
    kept = case.registers.held(FactKind.LISTENER, HOUSE, at=case.at)
    for one in kept:
        look.fact(one, at=case.at, day=day_of)
    return str(kept[-1].document["listener"]) if kept else ""


def _behind_a_proxy(case: HubCase, look: Look) -> RuleOutcome:
    """What a proxy takes somebody looked at within a year."""
    checks = case.registers.held(FactKind.PROXY, HOUSE, at=case.at)
    for one in checks:
        look.fact(one, at=case.at, day=day_of)
    if not checks:
        return look.misses("die Prüfung des TLS-Proxys", "a check of the TLS proxy")
    last = max(date.fromisoformat(str(one.document["checked_on"])) for one in checks)
    return look.passes(day_of(case.at) - last <= PROXY_CHECKED)


def cr_07(case: EventCase) -> RuleOutcome:
    """What the partner acknowledges is by its digests the packet that was sent."""
    look = Look()
    if case.line.channel:
        return look.does_not_concern("die Stelle sagte es auf anderem Weg", "the partner said it another way")
    if case.members is None:
        return look.misses("der Inhalt der Bestätigung", "the content of the acknowledgement")
    if case.sent is None:
        return look.misses("die Sendung", "the packet")
    outer, inner = case.members.get("jwe_sha256"), case.members.get("packet_sha256")
    look.at("jwe_sha256", outer)
    look.at("packet_sha256", inner or "-")
    # Who could not open it says so without the digest of what is inside.
    return look.passes(outer == case.sent.jwe_sha256 and inner in {None, case.sent.packet_sha256})


def cr_08(case: HubCase) -> RuleOutcome:
    """The keys' file is its owner's alone, and no row of a sample holds anything private."""
    look, running = Look(), case.running
    if case.private_members is None:
        return look.misses("eine Stichprobe der Zeilen", "a sample of the rows")
    look.at("rows-with-private-members", case.private_members)
    if case.private_members:
        return look.fails()
    if running.vault_mode is None:
        return look.misses("die Rechte der Schlüsseldatei", "the permissions of the key file")
    look.at("vault-mode", f"{running.vault_mode:04o}")
    if running.vault_mode & _OWNER_ONLY:
        return look.fails()
    if running.database != "sqlite":
        return look.misses("die Angabe, wie die Datenbank gesichert wird,", "the word how the database is backed up")
    return look.passes(holds=True)


def _was_valid(key: Mapping[str, Any], at: datetime, *, known_at: datetime) -> bool:
    revoked = key.get("revoked")
    gone = isinstance(revoked, Mapping) and revoked["revoked_at"] <= known_at.timestamp()
    return bool(not gone and key["nbf"] <= at.timestamp() < key["exp"])
