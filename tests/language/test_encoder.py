"""The learned part as it runs: windows, decoding, and what the shipped files make of news sentences."""

import itertools
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.errors import AllegedlyError
from allegedly.language import encoder
from allegedly.language.decoding import allowed, viterbi
from allegedly.language.encoder import ATTRIBUTION_LABELS, MODE_LABELS, TRIGGER_LABELS, Encoder, Encoding
from allegedly.language.windows import CONTEXT_PIECES, WINDOW_PIECES, Symbols, cut, lay_out

NEWS = (
    "The interior ministry said on Monday that police had arrested 14 protesters in the capital.\n\n"
    '"They threw stones at our officers," the spokesman, Karim Aziz, told reporters. "We had no choice."\n\n'
    "Opposition leaders denied the charge and accused the government of silencing its critics."
)


@pytest.fixture(scope="module")
def learned() -> Encoder:
    return Encoder()


@st.composite
def articles(draw):
    costs = draw(st.lists(st.integers(0, 13), min_size=1, max_size=900))
    inner = draw(st.sets(st.integers(1, max(1, len(costs) - 1)), max_size=40))
    bounds = sorted({0, len(costs)} | {b for b in inner if b < len(costs)})
    return costs, list(itertools.pairwise(bounds))


@given(articles())
def test_every_token_is_judged_once_and_no_window_is_too_long(article):
    costs, sentences = article
    windows = cut(costs, sentences)
    assert [t for w in windows for t in range(w.start, w.end)] == list(range(len(costs)))
    for window in windows:
        assert window.context <= window.start
        assert sum(costs[window.context : window.start]) <= CONTEXT_PIECES
        assert sum(costs[window.context : window.end]) <= WINDOW_PIECES - 2


def test_an_article_without_sentences_has_no_windows():
    assert cut([], []) == []


def test_a_paragraph_break_and_the_first_pieces_are_found_in_the_layout():
    pieces = [[11], [], [12, 13], [14]]
    layout = lay_out(cut([1, 0, 3, 1], [(0, 4)])[0], pieces, frozenset({2}), Symbols(1, 2, 3))
    assert layout.ids == [1, 11, 3, 12, 13, 14, 2]
    assert layout.tokens == [0, 2, 3]
    assert [layout.ids[p] for p in layout.positions] == [11, 12, 14]


def every_path(scores, transitions):
    def total(path):
        before = [-1, *path[:-1]]
        return sum(transitions[b][p] + scores[n][p] for n, (b, p) in enumerate(zip(before, path, strict=True)))

    return max(total(path) for path in np.ndindex(*[scores.shape[1]] * len(scores)))


@given(st.integers(0, 10_000), st.integers(1, 4))
def test_viterbi_finds_the_best_of_all_paths(seed, length):
    chance = np.random.default_rng(seed)
    scores, transitions = chance.normal(size=(length, 5)), chance.normal(size=(6, 5))
    path = viterbi(scores, transitions)
    before = [-1, *path[:-1]]
    found = sum(transitions[b][p] + scores[n][p] for n, (b, p) in enumerate(zip(before, path, strict=True)))
    assert found == pytest.approx(every_path(scores, transitions))


def test_nothing_goes_on_that_has_not_begun():
    table = allowed(ATTRIBUTION_LABELS)
    inside = ATTRIBUTION_LABELS.index("I-CUE")
    assert [ATTRIBUTION_LABELS[n] for n in np.flatnonzero(table[:-1, inside])] == ["B-CUE", "I-CUE"]
    assert not table[-1, inside]


def bare(attribution):
    size = len(attribution)
    flat = [np.zeros((size, n), dtype=np.float32) for n in (17, 4, 2, 3, len(MODE_LABELS))]
    return Encoding(np.array(attribution, dtype=np.float32), *flat)


def test_tags_without_the_encoders_files_are_still_well_formed():
    scores = np.full((3, 7), -9.0)
    scores[[0, 1, 2], [ATTRIBUTION_LABELS.index(t) for t in ("I-CONTENT", "I-CONTENT", "O")]] = 0.0
    assert bare(scores).tags() == ["B-CONTENT", "I-CONTENT", "O"]


def test_a_span_goes_on_over_white_space_in_it():
    scores = np.full((3, 7), encoder.NEVER)
    scores[1, 0] = encoder.NOTHING
    scores[[0, 2], [ATTRIBUTION_LABELS.index(t) for t in ("B-CONTENT", "I-CONTENT")]] = 0.0
    assert bare(scores).tags() == ["B-CONTENT", "I-CONTENT", "I-CONTENT"]


def test_roles_without_vectors_are_refused():
    with pytest.raises(ValueError, match="vectors"):
        bare(np.zeros((1, 7))).roles(0, [0])


def test_the_encoder_is_installed_and_says_which_it_is(learned):
    assert encoder.available()
    digest = json.loads((encoder.MODEL / encoder.MANIFEST).read_text())["files"]["encoder.onnx"]
    assert learned.name == f"encoder 0.2.0 ({digest[:8]})"


def test_the_files_are_small():
    assert sum(f.stat().st_size for f in encoder.MODEL.iterdir()) < 30e6


def test_each_head_gives_one_distribution_a_token(learned, parse):
    parsed = parse(NEWS)
    encoding = learned.encode(parsed)
    for name in ("attribution", "statement", "trigger", "certainty", "polarity", "tense"):
        scores = getattr(encoding, name)
        assert len(scores) == len(parsed.doc)
        assert np.exp(scores).sum(axis=1) == pytest.approx(np.ones(len(scores)), abs=1e-4)


def words_tagged(parsed, tags, role):
    return [t.text for t, tag in zip(parsed.doc, tags, strict=True) if tag.endswith(role) and not t.is_space]


@pytest.mark.parametrize("statements", [False, True])
def test_sources_cues_and_contents_are_found(learned, parse, statements):
    parsed = parse(NEWS)
    tags = learned.encode(parsed).tags(statements)
    assert {"ministry"} <= set(words_tagged(parsed, tags, "SOURCE"))
    assert {"said", "told"} <= set(words_tagged(parsed, tags, "CUE"))
    assert {"arrested", "stones", "choice"} <= set(words_tagged(parsed, tags, "CONTENT"))


def test_an_arrest_is_seen_with_who_made_it_and_whom_it_hit(learned, parse):
    parsed = parse("Police arrested 14 protesters in the capital on Monday.")
    words = [t.text for t in parsed.doc]
    trigger, police, protesters = (words.index(w) for w in ("arrested", "Police", "protesters"))
    encoding = learned.encode(parsed)
    assert TRIGGER_LABELS[int(encoding.trigger[trigger].argmax())] == "COERCE"
    judged = encoding.roles(trigger, [police, protesters, words.index("Monday")])
    assert judged.argmax(axis=1).tolist() == [1, 2, 0]
    assert encoding.modes(trigger, "COERCE")[0][0] == "arrest"


def test_modes_of_a_type_make_one_distribution(learned):
    encoding = learned.encode_tokens(["Rebels", "shelled", "the", "town", "overnight", "."])
    modes = encoding.modes(1, "ASSAULT")
    assert sum(p for _, p in modes) == pytest.approx(1, abs=1e-4)
    assert [p for _, p in modes] == sorted((p for _, p in modes), reverse=True)
    assert encoding.modes(1, "AID") == [(None, 1.0)]


def test_the_same_article_is_judged_the_same_whatever_was_read_before(learned, parse):
    first = learned.encode(parse(NEWS))
    learned.encode(parse("Talks between the two neighbours broke down. " * 40))
    again = learned.encode(parse(NEWS))
    assert np.array_equal(first.attribution, again.attribution)
    assert np.array_equal(first.trigger, again.trigger)


def test_half_a_surrogate_pair_and_nothing_at_all_do_no_harm(learned):
    assert len(learned.encode_tokens(["He", "\ud83d", "said"]).attribution) == 3
    assert learned.encode_tokens([]).tags() == []


@pytest.mark.parametrize("name", ["encoder.onnx", "heads.npz", "tokenizer.json", "manifest.json"])
def test_a_damaged_or_missing_file_is_named(tmp_path: Path, name: str):
    for file in encoder.MODEL.iterdir():
        shutil.copy(file, tmp_path / file.name)
    (tmp_path / name).write_bytes(b"{")
    with pytest.raises(AllegedlyError, match=name) as damaged:
        Encoder(tmp_path)
    assert damaged.value.code == "L02"
    (tmp_path / name).unlink()
    with pytest.raises(AllegedlyError, match="L02"):
        Encoder(tmp_path)
