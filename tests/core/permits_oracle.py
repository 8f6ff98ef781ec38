"""`permits` a second time, from the specification alone: slow, flat, sharing no code with the first."""

import re

FIRST_FOUR = ("doctor", "psychotherapist", "clinic", "social-psychiatric-service")
ALL = {
    "enquiry",
    "referral.core",
    "person.identity",
    "person.contact",
    "person.communication",
    "person.identifier.health",
    "representative",
    "household",
    "employment.status",
    "employment.history",
    "employment.goal",
    "education",
    "housing",
    "finance.debt",
    "health.workcapacity",
    "health.diagnosis",
    "health.mental",
    "health.addiction",
    "safety",
    "integration.plan",
    "prior.services",
    "questionnaire",
    "attachment",
    "free.text",
    "fb.receipt",
    "fb.decision",
    "fb.no_show",
    "fb.appointment",
    "fb.attendance",
    "fb.progress",
    "fb.outcome",
    "fb.workcapacity",
    "fb.recommendation",
    "fb.content",
}
NEAR_ART_9 = {
    "person.identifier.health",
    "health.workcapacity",
    "health.diagnosis",
    "health.mental",
    "health.addiction",
    "safety",
    "fb.workcapacity",
}


def says(leaf, value, setting, clauses, releases):
    """('granted', clause ids) or ('refused', rule)."""
    for rule, fails in (
        ("forbidden", forbidden(leaf, value)),
        ("category-partner", any(misfit(c, leaf, setting) for c in leaf.categories)),
        ("profile", profile(leaf, setting)),
    ):
        if fails:
            return "refused", rule
    ids = carried(leaf, setting, clauses)
    if ids is None:
        return "refused", "clause"
    if not provenance(leaf, setting, releases):
        return "refused", "provenance"
    return "granted", tuple(ids)


def forbidden(leaf, value):
    if "kundennummer" in leaf.pointer.split("/"):
        return True
    return not leaf.sealed and isinstance(value, str) and re.search(r"F32\.1|123A456789", value) is not None


def misfit(category, leaf, setting):
    kind, back = setting.partner_kind.value, setting.direction.value == "back"
    return (
        category not in ALL
        or (category[:3] == "fb." and not back)
        or (category[:3] != "fb." and back)
        or (category == "health.diagnosis" and not (leaf.sealed and kind in FIRST_FOUR))
        or (category == "person.identifier.health" and kind not in FIRST_FOUR[:3])
        or (category == "health.addiction" and kind not in FIRST_FOUR and setting.service != "addiction-counselling")
        or (category == "finance.debt" and setting.service != "debt-counselling")
        or (category == "fb.content" and setting.bound_by_203)
    )  # fmt: skip


def profile(leaf, setting):
    for refused in setting.refuses:
        if (leaf.pointer + "/").startswith(refused + "/"):
            return True
    said = {leaf.source, leaf.source.split(":")[0]}
    return len(leaf.sources) > 0 and not any(source in leaf.sources for source in said)


def carried(leaf, setting, clauses):
    if setting.basis is not None:
        near = leaf.sealed or leaf.sensitive or any(c in NEAR_ART_9 for c in leaf.categories)
        return None if near or setting.partner_kind != "public-body" or setting.direction == "back" else []
    ids = []
    for category in leaf.categories:
        good = [
            clause
            for clause in clauses
            if (clause.direction, clause.recipient, clause.purpose)
            == (setting.direction, setting.recipient, setting.purpose)
            and category in clause.categories
            and (category != "household" or len(clause.categories) == 1)
            and leaf.source in clause.sources
            and clause.valid_from <= setting.at
            and not clause.valid_until <= setting.at
        ]
        if not good:
            return None
        good.sort(key=lambda clause: clause.id)
        good.sort(key=lambda clause: clause.valid_until, reverse=True)
        ids.append(good[0].id)
    return ids


def provenance(leaf, setting, releases):
    source, partner = leaf.source, setting.recipient.entity
    if source not in ("person", "jobcenter") and not re.fullmatch(r"professional:.+", source):
        return False
    back = setting.direction == "back"
    need = [source[13:]] if source.startswith("professional:") else []
    if back:
        need = [speaker for speaker in need if speaker != partner] + ([partner] if setting.bound_by_203 else [])
    target = setting.hub if back else partner
    return all(
        any(
            (r.professional, r.recipient) == (speaker, target) and c in r.categories and setting.at < r.until
            for r in releases
        )
        for speaker in need
        for c in leaf.categories
    )
