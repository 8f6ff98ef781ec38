"""What the doctor says of people: the cases of who left are named, the first of many."""

from exchange.flows.staff.members import deactivate_staff
from exchange.operations.settings import check_staff
from tests.support.hubs import BOSS, KIM, ROLES, Bench, claim


def left_open(bench, many):
    cases = [bench.draft(person={"reference": f"P-{number}"}, by=KIM) for number in range(many)]
    deactivate_staff(KIM, by=claim(BOSS), hub=bench.hub)
    (advice,) = [one.advice for one in check_staff(bench.hub) if one.check == "cases"]
    return [case.code for case in cases], advice


def test_the_open_cases_of_who_left_are_named():
    codes, advice = left_open(Bench(), 2)
    assert [code for code in codes if code not in advice] == []
    assert "+" not in advice


def test_of_many_the_first_are_named_and_the_others_counted():
    codes, advice = left_open(Bench(), 12)
    assert sum(code in advice for code in codes) == 10
    assert "(+2)" in advice


def test_what_names_a_colleague_or_a_case_says_that_it_does():
    bench = Bench()
    codes, _ = left_open(bench, 1)
    found = list(check_staff(bench.hub))
    assert {one.check for one in found} >= {"staff passphrases", "cases"}
    for one in found:
        said = {word.strip(",:()") for word in one.do.de.split()}
        assert one.names == bool(said & {*ROLES, *codes}), one
