"""A value keeps the source it was written with; another value may have another one."""

import pytest

from exchange.core.consent.provenance import relabelled
from tests.support.consented import DOCTOR, sealed

BEFORE = {"note": "Termin", "plan": [{"step": "a"}, {"step": "b"}], "part": sealed("health.mental")}
OLD = {"": "person", "/note": DOCTOR, "/plan/1": DOCTOR}


@pytest.mark.parametrize(
    ("after", "new", "place"),
    [
        (BEFORE, OLD, None),
        (BEFORE, {"": "person", "/note": "person", "/plan/1": DOCTOR}, "/note"),
        (BEFORE, {"": DOCTOR}, "/plan/0/step"),
        (BEFORE | {"note": "anderes"}, {"": "person", "/plan/1": DOCTOR}, None),
        (BEFORE | {"plan": [{"step": "b"}]}, {"": "person", "/note": DOCTOR}, "/plan/0/step"),
        (BEFORE | {"plan": [{"step": "b"}]}, {"": "person", "/note": DOCTOR, "/plan": DOCTOR}, None),
        (BEFORE | {"new": "Termin"}, OLD, None),
        ({"note": "Termin"}, {"/note/x": "person", "/note": DOCTOR}, None),
    ],
)
def test_only_the_label_never_changes(after, new, place):
    assert relabelled(BEFORE, after, old=OLD, new=new) == place
