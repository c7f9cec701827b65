"""Every way to sit that plain loops find, and no other, is an edge."""

from __future__ import annotations

from hypothesis import given, settings

from api.formats.problem import problem_document
from scheduling.arrays.problem_arrays import compile_arrays
from scheduling.problem import Problem
from tests.checker import Checker
from tests.strategies import problems

APART = ("available", "side", "tables", "closed", "hosts", "zones", "never", "teams", "together")


@given(problems(optional=(*APART, "must", "must_priority")))
@settings(max_examples=40, deadline=None)
def test_edges_are_the_ways_that_no_rule_forbids(problem: Problem) -> None:
    arrays, parties = compile_arrays(problem), problem.parties
    edges = arrays.edges
    found = set()
    for e in range(len(edges)):
        sides = [{int(edges.a[e])}, {int(edges.b[e])}]
        for k in (edges.extra_edge == e).nonzero()[0]:
            sides[int(edges.extra_side[k])].add(int(edges.extra_person[k]))
        who = [
            (parties[party[e]], frozenset(parties[i] for i in side))
            for party, side in zip((edges.party_a, edges.party_b), sides, strict=True)
        ]
        slots = arrays.fits[e].nonzero()[0].tolist()
        found |= {(frozenset(who), problem.slots[t].id) for t in slots}
    judge = Checker(problem_document(problem), [])
    asked = {frozenset((w.a, w.b)) for w in problem.must_meet}
    listed = zip(problem.pairs.a.tolist(), problem.pairs.b.tolist(), strict=True)
    expected = set()
    for one, other in asked | {frozenset((parties[a], parties[b])) for a, b in listed}:
        for way in judge.ways(one, other):
            if not judge.alone(way):
                who = [
                    (way[f"team_{side}"] or way[side], frozenset(judge.sitting(way, side)))
                    for side in ("a", "b")
                ]
                expected.add((frozenset(who), way["slot"]))
    assert found == expected
