"""Policy errors (OpenID Federation 1.1 section 6): why a statement, chain, mark or directory is not believed."""

from exchange.core.errors import Conflict, Forbidden, Refusal

_ASK = "Bitte wenden Sie sich an den Betrieb des Vertrauensankers."
_ASK_EN = "Ask the operator of the trust anchor."


class StatementInvalid(Refusal):
    """This is not an entity statement as it is taken here."""

    code = "SENDER_STATEMENT_INVALID"
    de = "Das ist keine Erklärung über einen Teilnehmer, wie sie hier genommen wird."
    fix_de = "Bitte sehen Sie nach, was genannt ist: Es fehlt, ist falsch, oder gehört nicht dorthin."
    fix_en = "Look at what is named: it is missing, wrong, or does not belong there."


class StatementOutOfTime(Refusal):
    """This statement does not hold now: it is over, not begun, or made for too long; or a clock is wrong."""

    code = "SENDER_STATEMENT_OUT_OF_TIME"
    de = "Diese Erklärung gilt jetzt nicht: abgelaufen, noch nicht gültig, oder für zu lange ausgestellt."
    fix_de = "Bitte vergleichen Sie die beiden Zeiten, die genannt sind. Geht eine Uhr falsch, stellen Sie sie."
    fix_en = "Compare the two times that are named. If a clock is wrong, set it."


class StatementRolledBack(Conflict):
    """A newer statement about the same participant was accepted before."""

    code = "SENDER_STATEMENT_ROLLED_BACK"
    de = "Über diesen Teilnehmer gilt hier schon eine neuere Erklärung."
    fix_de = "Nichts wurde geändert. " + _ASK
    fix_en = "Nothing was changed. " + _ASK_EN


class ChainInvalid(Refusal):
    """These statements do not lead from the participant to the trust anchor, in exactly three steps."""

    code = "SENDER_CHAIN_INVALID"
    de = "Diese Erklärungen führen nicht in genau drei Schritten vom Teilnehmer zum Vertrauensanker."
    fix_de = "Der Teilnehmer muss selbst im Anker stehen und ihn in authority_hints nennen. " + _ASK
    fix_en = "The participant must stand in the anchor itself, and name it in authority_hints. " + _ASK_EN


class ConstraintBroken(Refusal):
    """The trust anchor's constraints do not let this participant in."""

    code = "SENDER_CONSTRAINT_BROKEN"
    de = "Die Grenzen, die der Vertrauensanker gesetzt hat, lassen diesen Teilnehmer nicht zu."
    fix_de, fix_en = _ASK, _ASK_EN


class MetadataPolicyInvalid(Refusal):
    """The trust anchor's metadata policy has an operator, a value or a combination that is not taken here."""

    code = "SENDER_METADATA_POLICY_INVALID"
    de = "Die Regel des Vertrauensankers hat ein Wort, einen Wert oder eine Verbindung, die hier nicht gilt."
    fix_de, fix_en = _ASK, _ASK_EN


class MetadataRefused(Refusal):
    """What this participant says of itself does not keep to the trust anchor's metadata policy."""

    code = "SENDER_METADATA_REFUSED"
    de = "Was dieser Teilnehmer über sich sagt, hält die Regel des Vertrauensankers nicht ein."
    fix_de = "Der Teilnehmer muss den genannten Wert ändern. " + _ASK
    fix_en = "The participant must change the value named. " + _ASK_EN


class TrustMarkInvalid(Refusal):
    """This trust mark does not say that this participant is accredited."""

    code = "SENDER_TRUST_MARK_INVALID"
    de = "Dieses Zeichen belegt nicht, dass der Teilnehmer anerkannt ist."
    fix_de = "Die Stelle bleibt erreichbar, nur ihre Anerkennung gilt nicht. Bitte bei ihr ein neues Zeichen anfordern."
    fix_en = "The participant stays as it is, only not accredited. Ask it for a new mark."


class DirectoryInvalid(Refusal):
    """This is not a directory of this trust anchor as it is taken here."""

    code = "SENDER_DIRECTORY_INVALID"
    de = "Das ist kein Verzeichnis dieses Vertrauensankers, wie es hier genommen wird."
    fix_de, fix_en = _ASK, _ASK_EN


class DirectoryRolledBack(Conflict):
    """A newer directory was accepted before."""

    code = "SENDER_DIRECTORY_ROLLED_BACK"
    de = "Hier gilt schon ein neueres Verzeichnis."
    fix_de = "Nichts wurde geändert. Kommt das wieder, zeigt jemand einen alten Stand: Betrieb des Ankers rufen."
    fix_en = "Nothing was changed. If it happens again, somebody shows an old state: call the anchor's operator."


class DirectoryForked(Conflict):
    """The trust anchor has signed two directories that contradict each other."""

    code = "SENDER_DIRECTORY_FORKED"
    de = "Der Vertrauensanker hat zwei Verzeichnisse unterschrieben, die einander widersprechen."
    fix_de = "Beide aufbewahren. Bis zwei Personen entschieden haben, wird diesem Anker keine Änderung geglaubt."
    fix_en = "Keep both. Until two people have decided, no change of this anchor is believed."


class EntityNotActive(Forbidden):
    """The trust anchor's directory does not have this participant, with this statement, among the active ones."""

    code = "SENDER_ENTITY_NOT_ACTIVE"
    de = "Im Verzeichnis des Vertrauensankers steht dieser Teilnehmer nicht mit dieser Erklärung als aktiv."
    fix_de, fix_en = _ASK, _ASK_EN
