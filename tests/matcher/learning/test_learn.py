"""Learning helps when there is something to learn and keeps quiet when there is not."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from matcher import Weights
from matcher.learning.answers import Answer, went_well
from matcher.learning.learn import LEAST_ANSWERS, LEAST_OF_EACH, learn
from matcher.learning.logistic_correction import logit


def evening(meetings, truth, seed, events=1, people=40):
    """Answers of both sides, their yes drawn with the log-odds ``truth(gain, given, affinity)``."""
    random = np.random.default_rng(seed)
    answers = []
    for number in range(meetings):
        a, b = (str(k) for k in random.choice(people, 2, replace=False))
        ab, ba, shared = random.beta(1.2, 2, 3)
        for person, other, gain, given_ in ((a, b, ab, ba), (b, a, ba, ab)):
            yes = bool(random.random() < expit(np.array(truth(gain, given_, shared))))
            answers.append(
                Answer(person, other, f"e{number % events}", yes, gain, given_, shared, 0.7)
            )
    return answers


def as_the_prior(gain, _given, shared):
    return 0.7 * float(logit(np.array(gain))) + 0.3 * float(logit(np.array(shared))) + 0.8


def shared_only(_gain, _given, shared):
    return 5 * shared - 2


def at_random(_gain, _given, _shared):
    return 0.0


def test_it_learns_what_the_prior_underrates():
    lesson = learn(evening(300, shared_only, seed=1))
    assert lesson.better
    assert lesson.weights.affinity > 0.5
    assert lesson.held_out.learned < lesson.held_out.prior
    assert lesson.held_out.learned < lesson.held_out.popularity
    assert any("share counts for more" in change for change in lesson.changes)
    assert lesson.why.startswith("Better than before")


@pytest.mark.parametrize("truth", [as_the_prior, at_random])
def test_it_is_rarely_used_when_there_is_nothing_to_learn(truth):
    used = [learn(evening(100, truth, seed)).better for seed in range(20)]
    assert sum(used) <= 3


def test_what_is_not_used_says_so():
    lesson = learn(evening(100, at_random, seed=3))
    assert not lesson.better
    assert lesson.why.startswith("Not used")


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_few_answers_teach_nothing(seed):
    answers = evening(LEAST_ANSWERS // 2 - 1, shared_only, seed)
    lesson = learn(answers)
    assert not lesson.better
    assert lesson.weights == Weights()
    assert "too few" in lesson.why


@pytest.mark.parametrize("others", [0, LEAST_OF_EACH - 1])
@pytest.mark.parametrize("most", [True, False])
def test_answers_that_nearly_all_say_the_same_teach_nothing(most, others):
    answers = [
        dataclasses.replace(answer, went_well=most != (number < others))
        for number, answer in enumerate(evening(40, at_random, 0))
    ]
    lesson = learn(answers)
    assert "nearly all answers say the same" in lesson.why
    assert (lesson.held_out, lesson.weights) == (None, Weights())


def test_whole_events_are_left_out_when_there_are_three():
    assert learn(evening(90, shared_only, 5, events=3)).held_out.left_out == "events"
    assert learn(evening(90, shared_only, 5, events=2)).held_out.left_out == "meetings"


@given(st.integers(0, 1000), st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_same_answers_in_any_order_teach_the_same(seed, random):
    answers = evening(60, shared_only, seed)
    shuffled = answers.copy()
    random.shuffle(shuffled)
    one, two = learn(answers, seed=2), learn(shuffled, seed=2)
    assert one.better == two.better
    assert dataclasses.astuple(one.weights) == pytest.approx(
        dataclasses.astuple(two.weights), abs=1e-4
    )


def test_popularity_counts_only_what_others_said_of_a_person():
    # Everybody wants b; content says nothing.
    random = np.random.default_rng(0)
    answers = []
    for number in range(120):
        other = f"p{number % 6}"
        answers.append(
            Answer(f"q{number}", other, "e", other < "p3", *random.random(3).tolist(), 0.7)
        )
    held_out = learn(answers).held_out
    assert held_out.popularity < 0.4 < held_out.constant


@pytest.mark.parametrize(
    ("worth", "go_on", "verdict"),
    [
        (5, None, True),
        (4, None, True),
        (3, None, None),
        (2, None, False),
        (None, None, None),
        (1, True, True),
        (5, False, False),
        (None, True, True),
    ],
)
def test_go_on_decides_and_worth_speaks_where_it_is_silent(worth, go_on, verdict):
    assert went_well(worth, go_on) is verdict


def test_factors_out_of_range_are_refused():
    with pytest.raises(ValueError, match="gain"):
        Answer("a", "b", "e", True, 1.2, 0, 0, 0.5)


def test_an_answer_knows_nothing_of_who_somebody_is():
    # Protected traits cannot be learned from because there is no place to put them.
    assert {field.name for field in dataclasses.fields(Answer)} == {
        "person", "other", "event", "went_well", "gain", "given", "affinity", "mix",
    }  # fmt: skip
