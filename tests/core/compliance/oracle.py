"""Oracle of the rules LB, CO, SP, RV, SW: decides again from the annex alone, over histories in plain words.

Nothing here is imported from the rules. In each: does it apply, is every fact there, does it compare.
"""

from collections.abc import Callable, Mapping

from tests.core.compliance.histories import CLARIFICATION, HEALTH, HERE, HUB, OUT, REPORT, THERE, History

PASS, FAIL, NOBODY, NOT = "pass", "fail", "undecidable", "not-applicable"
LEVELS = (
    "fb.receipt", "fb.decision", "fb.appointment", "fb.attendance", "fb.progress", "fb.workcapacity",
    "fb.recommendation",
)  # fmt: skip
DUE, WEEK = 120, 168


def _yes(holds: object) -> str:
    return PASS if holds else FAIL


def _day(hour: int) -> int:
    """The day in Berlin, in winter, of an hour after noon UTC."""
    return (13 + hour) // 24


def lb_01(one: History) -> str:
    if one.leaves is None:
        return NOBODY
    if not one.power and any(not leaf.clause for leaf in one.leaves):
        return FAIL
    tells = one.service in (HEALTH, CLARIFICATION) or any(leaf.category.startswith("health.") for leaf in one.leaves)
    if not tells:
        return PASS
    if one.power:
        return FAIL
    if not one.readable:
        return NOBODY
    said = {given.id: given.categories for given in one.permissions}
    return _yes(not one.oral and all(leaf.category in said.get(leaf.clause, ()) for leaf in one.leaves))


def lb_02(one: History) -> str:
    if not one.power:
        return NOT
    if one.body is None:
        return NOBODY
    return _yes(one.body and one.justified and one.approver not in ("", "kim"))


def lb_03(one: History) -> str:
    if one.power:
        return PASS
    if one.leaves is None:
        return NOBODY
    used = {leaf.clause for leaf in one.leaves if leaf.clause}
    said = {given.id: given.purpose for given in one.permissions} if one.readable else {}
    return NOBODY if used - set(said) else _yes({said[name] for name in used} <= {one.purpose})


def lb_04(one: History) -> str:
    if one.leaves is None or (one.service == CLARIFICATION and not one.flow):
        return NOBODY
    if one.flow == "assessment":
        return _yes(all(leaf.category != "integration.plan" for leaf in one.leaves))
    return _yes(one.service == CLARIFICATION or all(leaf.place != "/questions/0" for leaf in one.leaves))


def _given(one: History) -> str:
    return NOBODY if not one.readable else NOT if one.refused else ""


def co_01(one: History) -> str:
    if one.oral:
        # `b` holds more than a way to reach the person; what may be said without paper is that alone.
        return _given(one) or FAIL
    return _given(one) or _yes(one.evidence)


def co_03(one: History) -> str:
    if _given(one):
        return _given(one)
    if one.reviewed is None or (one.copied is None and not one.oral):
        return NOBODY
    signed = -1 if one.signed_by else 0
    return _yes(one.reviewed <= signed and (one.oral or (one.copied or 0) <= 0))


def co_07(one: History) -> str:
    return _given(one) or _yes(one.named and one.months <= 12)


def co_08(one: History) -> str:
    if _given(one):
        return _given(one)
    person, guardian = "person" in one.signed_by, "guardian" in one.signed_by
    young = one.age is not None and one.age < 18
    if not (person if one.capable else guardian):
        return FAIL
    if guardian and not one.covers_all:
        return FAIL
    if (young and (one.age or 0) < 15) or (young and not (person and one.second)):
        return FAIL
    return PASS if one.capable or all(one.papers) else NOBODY


def _held(one: History) -> list:
    return [text for text in one.texts if text.released <= -1 and text.language == "de"]


def co_02(one: History) -> str:
    if _given(one):
        return _given(one)
    if not one.texts:
        return NOBODY
    return _yes(any(text.digest == "shown" and text.complete for text in _held(one)))


def co_04(one: History) -> str:
    if one.readable and one.refused:
        return _yes(not one.reason_named)
    shown = [text for text in _held(one) if text.digest == "shown"]
    if _given(one) or not shown or any(text.separate is None for text in shown):
        return _given(one) or NOBODY
    return _yes(all(text.separate and not text.threatens for text in shown))


def co_09(one: History) -> str:
    if _given(one):
        return _given(one)
    if not one.spoken:
        return NOBODY
    if not one.easy:
        return _yes(one.spoken == "de" or one.interpreted)
    easy = [text for text in _held(one) if text.easy]
    understood = one.spoken == "de" or one.interpreted
    return _yes(understood and all(text.reviewed for text in easy)) if easy else NOBODY


def co_05(one: History) -> str:
    if one.power:
        return NOT
    if one.leaves is None or not one.readable:
        return NOBODY
    said = {given.id: given for given in one.permissions}
    used = {leaf.clause for leaf in one.leaves if leaf.clause}
    if used - set(said):
        return NOBODY
    instants = [0] if one.picked_up is None else [0, one.picked_up]
    ended = [at for at, whom in one.withdrawn if whom in ("", HERE)]
    return _yes(
        all(said[name].opens <= at < said[name].ends for name in used for at in instants)
        and not any(withdrawn <= at for withdrawn in ended for at in instants)
    )


def co_06(one: History) -> str:
    if one.leaves is None:
        return NOBODY
    if one.stopped_once or len({leaf.place for leaf in one.leaves}) < len(one.leaves):
        return FAIL
    if one.power:
        return _yes(not any(leaf.clause for leaf in one.leaves))
    if not one.readable:
        return NOBODY
    said = {given.id: given for given in one.permissions}
    return _yes(
        all(
            (given := said.get(leaf.clause)) is not None
            and (given.to, given.purpose) == (HERE, one.purpose)
            and leaf.category in given.categories
            and leaf.source != "professional:"
            for leaf in one.leaves
        )
    )


def sp_01(one: History) -> str:
    told = set(one.told) - {"fb.receipt"}
    if not told:
        return NOT
    if one.bound is None:
        return NOBODY
    if not one.bound:
        return NOT
    if one.power:
        return FAIL
    if not one.readable:
        return NOBODY
    mine = [free for free in one.freed if (free.who, free.towards) == (HERE, HUB) and free.own and free.until > 0]
    return _yes(all(any(name in free.categories for free in mine) for name in told))


def sp_02(one: History) -> str:
    if any(bound is None or _day(bound) > _day(since) for since, bound in one.operators):
        return FAIL
    if one.processor in ("none", "unlisted"):
        return NOBODY
    return _yes(one.processor == "own" or (one.contractor is not None and _day(one.contractor) <= 0))


def sp_03(one: History) -> str:
    if one.leaves is None:
        return NOBODY
    theirs = [leaf for leaf in one.leaves if leaf.source.startswith("professional:")]
    if not theirs:
        return NOT
    if any(leaf.source == "professional:" for leaf in theirs) or one.power or not one.readable:
        return NOBODY
    open_ = [free for free in one.freed if (free.who, free.towards) == (THERE, HERE) and free.until > 0]
    return _yes(
        all(leaf.source.endswith(HERE) or any(leaf.category in free.categories for free in open_) for leaf in theirs)
    )


def sp_04(one: History) -> str:
    if one.leaves is None or one.verdict is None:
        return NOBODY
    return _yes(not any(exact or not seen for exact, seen in one.verdict) and "F32" not in one.note)


def sp_05(one: History) -> str:
    if one.leaves is None:
        return NOBODY
    if one.report is None or all(leaf.place != REPORT for leaf in one.leaves):
        return NOT
    days, extract, why = one.report
    return NOBODY if days is None else _yes(days <= 3 * 365 and extract and why)


def rv_01(one: History) -> str:
    answered = one.answered if one.answered is not None and one.answered <= one.looked_at else None
    if one.left_since or one.under_way:
        return FAIL
    if not one.held:
        return PASS
    if not one.offered or (one.signalled or 0) > 0:
        return FAIL
    if one.signalled is None:
        return NOBODY if one.tried else FAIL
    if answered is not None and answered < DUE:
        return PASS
    waits = answered is None and (one.looked_at < DUE or not any(one.offered))
    return NOBODY if waits else _yes(one.dpo_told)


def rv_02(one: History) -> str:
    if one.right == "access" or not one.recipients:
        return NOT
    silent = [gone for _, answered, gone in one.recipients if not answered]
    return NOBODY if any(silent) or (silent and one.looked_at < WEEK) else _yes(not silent)


def rv_03(one: History) -> str:
    if not one.disputed:
        return NOT
    if one.leaves is None:
        return NOBODY
    if any(what in (leaf.place, leaf.category) for what in one.disputed for leaf in one.leaves):
        return FAIL
    return _yes(True) if all(what.startswith("/") or what in OUT for what in one.disputed) else NOBODY


def sw_01(one: History) -> str:
    if not one.calls_known:
        return NOBODY
    if one.odd_call:
        return FAIL
    return _yes(not any(text.threatens for text in one.texts)) if one.texts else NOBODY


def sw_02(one: History) -> str:
    if not one.power and not one.readable:
        return NOBODY
    allowed = {*LEVELS[: one.level + 1], *(["fb.no_show"] if one.no_show else [])}
    return _yes(set(one.told) <= allowed)


def sw_03(one: History) -> str:
    if "fb.workcapacity" not in one.told:
        return NOT
    if one.read is None:
        return NOBODY if one.shown is None else PASS
    return _yes(one.shown is not None and _day(one.shown) <= _day(one.read))


def sw_04(one: History) -> str:
    return NOBODY if one.planned is None else _yes(not one.planned[0] or one.planned[1])


DECIDES: Mapping[str, Callable[[History], str]] = {
    name.upper().replace("_", "-"): value
    for name, value in sorted(globals().items())
    if name[:3] in ("lb_", "co_", "sp_", "rv_", "sw_")
}
"""What the annex says, by the id of the rule."""
