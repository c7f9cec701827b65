"""Times, pursuits and levels in words bring people together or keep them apart."""

from __future__ import annotations

import numpy as np

from embeddings import HashingEncoder, embed
from matcher import Parameters, People, Policy, Profile
from matcher.scoring.circumstances import Circumstances
from matcher.scoring.scorer import Scorer

WANTS = {
    "ann": "a partner for runs before work, 5:30 a km",
    "ben": "early morning jogging company, 5:20 per km",
    "cat": "running after work, 5:30 a km",
    "dan": "running before work, couch to 5k",
    "eve": "cycling before work, 33 km/h",
    "fay": "",
}
HOBBIES = ("quiz evenings", "baking", "opera", "chess", "knitting", "football")


def runners() -> People:
    return People.of(
        [
            Profile(id=name, needs=needs, interests=hobby)
            for (name, needs), hobby in zip(WANTS.items(), HOBBIES, strict=True)
        ]
    )


def test_compatible_people_gain_and_contrary_ones_lose() -> None:
    ann, others = np.zeros(6, dtype=np.int64), np.arange(6)
    _, ben, cat, dan, eve, fay = Circumstances.of(runners(), 0.7).log_odds(ann, others).tolist()
    assert ben > 0.5
    assert cat < ben
    assert dan < ben
    assert eve < dan
    # Hobbies do not tell when somebody trains, where their needs do; a silent one is not judged.
    assert fay < ben


def test_where_few_name_times_and_levels_they_do_not_count() -> None:
    traders = [Profile(id=f"t{number}", needs="flour and a van") for number in range(9)]
    people = People.of([*traders, Profile(id="ann", needs=WANTS["ann"])])
    assert not Circumstances.of(people, 0.7).count


def test_a_level_counts_in_a_common_pursuit_alone() -> None:
    teaching = [
        Profile(id="a", offers="experienced teacher of pricing"),
        Profile(id="b", needs="help, a complete beginner at pricing"),
    ]
    assert not Circumstances.of(People.of(teaching), 0.7).count
    runs = [Profile(id=f"r{k}", needs=f"company for a run, 5:{k}0 a km") for k in range(4)]
    among = Circumstances.of(People.of([*teaching, *runs]), 0.7)
    assert among.count
    a, b, r0, r1 = (np.array([place]) for place in (0, 1, 2, 3))
    assert among.log_odds(a, b) == among.log_odds(b, r0) == 0
    assert among.log_odds(r0, r1) > 0.5


def test_a_need_of_both_is_what_they_share() -> None:
    people = runners()
    vectors = embed(people.texts, HashingEncoder())
    scorer = Scorer.of(people, vectors, Policy(), Parameters(mix=0.2))
    shared = scorer.pairs(np.array([0, 0]), np.array([1, 4])).shared
    near = people.items[scorer.affinity.left.items[shared.items.query[0]]]
    far = people.items[scorer.affinity.right.items[shared.items.document[0]]]
    assert (near.facet, far.facet) == ("need", "need")
    assert shared.value[0] > shared.value[1]


def test_what_all_say_counts_not_hobbies_alone() -> None:
    people = People.of(
        [
            Profile(id="a", needs="somebody to row with on the canal", interests="baking"),
            Profile(id="b", needs="company to row with on the canal", interests="chess"),
            Profile(id="c", needs="a chess coach", interests="baking"),
            Profile(id="d"),
        ]
    )
    vectors = embed(people.texts, HashingEncoder())
    affinity = Scorer.of(people, vectors, Policy(), Parameters()).affinity
    row = affinity.row(0)
    assert row[1] > row[2]
    # Who says nothing shares what people share on average.
    assert row[3] == np.float32(-3.0)
