"""Groups follow from the pairs alone, and keep to what a person has decided."""

import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from allegedly.archive.joining import joined, pair_of

THINGS = "abcdefgh"
pairs = st.dictionaries(
    st.tuples(st.sampled_from(THINGS), st.sampled_from(THINGS))
    .filter(lambda p: p[0] != p[1])
    .map(lambda p: pair_of(*p)),
    st.floats(0.5, 1.0),
)
verdicts = st.dictionaries(st.sampled_from(list(combinations(THINGS, 2))), st.booleans(), max_size=4)


@given(pairs, verdicts, st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_matter(scores, decided, chance: random.Random):
    shuffled = list(scores.items())
    chance.shuffle(shuffled)
    assert joined(THINGS, dict(shuffled), decided, 0.5) == joined(reversed(THINGS), scores, decided, 0.5)


@given(pairs, verdicts)
def test_every_thing_is_in_one_group(scores, decided):
    groups = joined(THINGS, scores, decided, 0.5)
    assert sorted(thing for group in groups for thing in group) == list(THINGS)


@given(pairs, st.dictionaries(st.sampled_from(list(combinations(THINGS, 2))), st.just(False), max_size=6))
def test_what_is_kept_apart_stays_apart(scores, decided):
    groups = joined(THINGS, scores, decided, 0.5)
    assert not any(a in group and b in group for a, b in decided for group in groups)


@given(pairs, st.sampled_from(list(combinations(THINGS, 2))))
def test_what_is_put_together_stays_together(scores, pair):
    groups = joined(THINGS, scores, {pair: True}, 0.5)
    assert any(pair[0] in group and pair[1] in group for group in groups)


def test_a_chain_of_neighbours_is_no_group():
    chain = dict.fromkeys(zip("abcde", "bcdef", strict=True), 0.9)
    assert max(len(group) for group in joined("abcdef", chain, {}, 0.5)) == 2


def test_all_alike_are_one_group():
    assert joined("abcd", dict.fromkeys(combinations("abcd", 2), 0.9), {}, 0.5) == [list("abcd")]
