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
TELLING = {
    "psychosocial-counselling",
    "addiction-counselling",
    "psychotherapy",
    "medical-clarification",
    "social-psychiatric-service",
}
NEAR_ART_9 = {
    "person.identifier.health",
    "health.workcapacity",
    "health.diagnosis",
    "health.mental",
    "health.addiction",
    "safety",
    "prior.services",
    "fb.workcapacity",
}


def says(field, value, context, clauses, releases):
    """('granted', clause ids) or ('refused', rule)."""
    for rule, fails in (
        ("forbidden", forbidden(field, value)),
        ("category-partner", any(misfit(c, field, context) for c in field.categories)),
        ("profile", profile(field)),
    ):
        if fails:
            return "refused", rule
    ids = carried(field, context, clauses)
    if ids is None:
        return "refused", "clause"
    if not provenance(field, context, releases):
        return "refused", "provenance"
    return "granted", tuple(ids)


def forbidden(field, value):
    if "kundennummer" in field.pointer.split("/"):
        return True
    return not field.sealed and isinstance(value, str) and re.search(r"F32\.1|123A456789", value) is not None


def misfit(category, field, context):
    kind, back = context.partner_kind.value, context.direction.value == "back"
    return (
        category not in ALL
        or (category[:3] == "fb." and not back)
        or (category[:3] != "fb." and back)
        or (category == "health.diagnosis" and not (field.sealed and kind in FIRST_FOUR))
        or (category == "person.identifier.health" and kind not in FIRST_FOUR[:3])
        or (category == "health.addiction" and kind not in FIRST_FOUR and context.service != "addiction-counselling")
        or (category == "finance.debt" and context.service != "debt-counselling")
        or (category == "fb.content" and context.bound_by_203)
    )  # fmt: skip


def profile(field):
    said = {field.source, field.source.split(":")[0]}
    return len(field.sources) > 0 and not any(source in field.sources for source in said)


def carried(field, context, clauses):
    if context.basis is not None:
        near = field.sealed or field.sensitive or any(c in NEAR_ART_9 for c in field.categories)
        ill = context.service in TELLING
        return None if near or ill or not context.sgb1_35 or context.direction == "back" else []
    ids = []
    for category in field.categories:
        good = [
            clause
            for clause in clauses
            if (clause.direction, clause.recipient, clause.purpose)
            == (context.direction, context.recipient, context.purpose)
            and category in clause.categories
            and (category != "household" or len(clause.categories) == 1)
            and field.source in clause.sources
            and clause.valid_from <= context.at
            and not clause.valid_until <= context.at
        ]
        if not good:
            return None
        good.sort(key=lambda clause: clause.id)
        good.sort(key=lambda clause: clause.valid_until, reverse=True)
        ids.append(good[0].id)
    return ids


def provenance(field, context, releases):
    source, partner = field.source, context.recipient.entity
    if source not in ("person", "jobcenter") and not re.fullmatch(r"professional:.+", source):
        return False
    back = context.direction == "back"
    need = [source[13:]] if source.startswith("professional:") else []
    if back:
        need = [speaker for speaker in need if speaker != partner] + ([partner] if context.bound_by_203 else [])
    target = context.hub if back else partner
    return all(
        any(
            (r.professional, r.recipient) == (speaker, target) and c in r.categories and context.at < r.until
            for r in releases
        )
        for speaker in need
        for c in field.categories
    )
