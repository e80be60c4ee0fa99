"""The learned part: one small encoder, run by onnxruntime, whose heads judge every token of an article.

    tokens ─► word pieces ─► windows ─► encoder (ONNX, int8) ─► a vector a token ─► heads (a matrix each, numpy)

A window is run alone, on one thread: dynamic int8 takes its scale from all that is run together, so batches would make
an article's labels depend on what it is batched with. How the files were made is told in ``training/README.md`` and
``docs/model-card.md``.
"""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allegedly.errors import AllegedlyError
from allegedly.language.decoding import allowed, viterbi
from allegedly.language.parsed import Parsed
from allegedly.language.windows import Symbols, costs, cut, lay_out

Floats = NDArray[np.float32]

ATTRIBUTION_LABELS = ("O", "B-SOURCE", "I-SOURCE", "B-CUE", "I-CUE", "B-CONTENT", "I-CONTENT")
TYPES = (
    "ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONCEDE", "CONSULT", "COOPERATE",
    "MOBILIZE", "PROTEST", "REJECT", "REQUEST", "RETREAT", "SANCTION", "SUPPORT", "THREATEN",
)  # fmt: skip
TRIGGER_LABELS = ("O", *TYPES)
CERTAINTY_LABELS = ("certain", "probable", "possible", "unknown")
POLARITY_LABELS = ("+", "-")
TENSE_LABELS = ("past", "present", "future")
ROLE_LABELS = ("none", "actor", "recipient")
#: PLOVER's modes of each type; "-" is an event of the type without one.
MODES: dict[str, tuple[str, ...]] = {
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "ASSAULT": (
        "beat", "torture", "execute", "sexual", "assassinate", "primitive", "firearms", "explosives", "suicide-attack",
        "heavy-weapons", "crowd-control", "unconventional", "massacre", "abduct", "other",
    ),
    "COERCE": (
        "seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation",
        "cyber",
    ),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
}  # fmt: skip
MODE_LABELS = tuple(f"{kind}/{mode}" for kind, modes in MODES.items() for mode in ("-", *modes))
#: How far apart a trigger and a party stand, in tokens, the sign telling which comes first.
DISTANCES = (-40, -20, -10, -5, -3, -2, -1, 0, 1, 2, 3, 5, 10, 20, 40)

MODEL = Path(__file__).with_name("model")
MANIFEST = "manifest.json"
#: How much the transitions count beside the labels' own scores: the encoder knows most of what they know.
TRANSITION_WEIGHT = 0.3
#: How much the head for attributions counts beside the one for statements. Chosen on development data: more of it
#: finds more of what PolNeAR marks, and more that our coders would not.
ATTRIBUTION_SHARE = np.float32(0.5)
#: Tokens without a word piece (white space) are nothing, and nearly surely so.
NOTHING, NEVER = -1e-6, -20.0


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the encoder makes of an article: log-probabilities with a row a token of ``Parsed.doc``."""

    attribution: Floats  #: columns ATTRIBUTION_LABELS, as PolNeAR marks them: private states too
    trigger: Floats  #: columns TRIGGER_LABELS
    certainty: Floats  #: columns CERTAINTY_LABELS; of an event whose trigger holds the token, as the next four
    polarity: Floats  #: columns POLARITY_LABELS
    tense: Floats  #: columns TENSE_LABELS
    mode: Floats  #: columns MODE_LABELS; the columns of one type make up one distribution
    statement: Floats | None = None  #: columns ATTRIBUTION_LABELS, as our codebook marks statements
    hidden: Floats | None = None  #: the encoder's vectors
    heads: Heads | None = None

    def tags(self, statements: bool = False) -> list[str]:
        """Return the best well-formed BIO tags, one a token, of the attributions or, if asked, of our statements.

        What makes a statement is judged by both heads: one knows our codebook, the other has seen more news.
        """
        scores = self.attribution
        if statements and self.statement is not None:
            scores = self.statement + ATTRIBUTION_SHARE * self.attribution
        transitions = self.heads.transitions if self.heads is not None else _flat_transitions()
        voiced = np.flatnonzero(self.attribution[:, 0] != np.float32(NOTHING))
        found = ["O"] * len(scores)
        for token, label in zip(voiced, viterbi(scores[voiced], transitions), strict=True):
            found[token] = ATTRIBUTION_LABELS[label]
        return _bridge(found, set(voiced.tolist()))

    def roles(self, trigger: int, candidates: Sequence[int]) -> Floats:
        """Return for each candidate token the probabilities that it heads no party, an actor, a recipient.

        The rows follow ``candidates``, the columns ROLE_LABELS.
        """
        if self.hidden is None or self.heads is None:
            raise ValueError("an encoding without the encoder's vectors knows no roles")
        return self.heads.roles(self.hidden, trigger, candidates)

    def modes(self, token: int, kind: str) -> list[tuple[str | None, float]]:
        """Return the modes of an event of this type at the token with their probabilities, the likeliest first.

        The mode None is an event without one. Types that have no modes give None alone.
        """
        columns = [c for c, label in enumerate(MODE_LABELS) if label.startswith(kind + "/")]
        if not columns:
            return [(None, 1.0)]
        names = [MODE_LABELS[c].partition("/")[2] for c in columns]
        ranked = sorted(
            zip(np.exp(self.mode[token, columns]).tolist(), names, strict=True), key=lambda p: (-p[0], p[1])
        )
        return [(None if name == "-" else name, p) for p, name in ranked]


class Heads:
    """The matrices that turn the encoder's vectors into judgements."""

    def __init__(self, arrays: dict[str, Floats]) -> None:
        self._arrays = arrays

    @property
    def width(self) -> int:
        """Return the length of the encoder's vectors."""
        return int(self._arrays["trigger.weight"].shape[1])

    @cached_property
    def transitions(self) -> Floats:
        """Return how likely each attribution label is after each other, -inf where it may not follow."""
        weighted = TRANSITION_WEIGHT * self._arrays["transitions"]
        return np.where(allowed(ATTRIBUTION_LABELS), weighted, -np.inf).astype(np.float32)

    def judge(self, name: str, hidden: Floats) -> Floats:
        """Return the log-probabilities of a head."""
        return log_softmax(hidden @ self._arrays[f"{name}.weight"].T + self._arrays[f"{name}.bias"])

    def modes(self, hidden: Floats) -> Floats:
        """Return the log-probabilities of the modes, each type's by itself."""
        scores = hidden @ self._arrays["mode.weight"].T + self._arrays["mode.bias"]
        kinds = [label.partition("/")[0] for label in MODE_LABELS]
        columns = [[c for c, k in enumerate(kinds) if k == kind] for kind in MODES]
        return np.concatenate([log_softmax(scores[:, c]) for c in columns], axis=1)

    def roles(self, hidden: Floats, trigger: int, candidates: Sequence[int]) -> Floats:
        """Return the probabilities of ROLE_LABELS for each candidate token with this trigger."""
        a, chosen = self._arrays, np.asarray(candidates, dtype=np.int64)
        at = hidden[trigger] @ a["role.trigger.weight"].T + a["role.trigger.bias"]
        of = hidden[chosen] @ a["role.party.weight"].T + a["role.party.bias"]
        apart = a["role.distance.weight"][np.digitize(chosen - trigger, DISTANCES)]
        joined = np.concatenate([np.broadcast_to(at, of.shape), of, at * of, apart], axis=1)
        middle = np.maximum(joined @ a["role.middle.weight"].T + a["role.middle.bias"], 0)
        return np.exp(log_softmax(middle @ a["role.out.weight"].T + a["role.out.bias"]))


class Encoder:
    """Runs the encoder over articles; the files are checked against their SHA-256 and loaded once."""

    def __init__(self, folder: Path | None = None) -> None:
        folder = Path(folder) if folder is not None else MODEL
        manifest = _manifest(folder)
        for name, digest in manifest["files"].items():
            _check(folder / name, digest)
        self.name = f"encoder {manifest['version']} ({manifest['files']['encoder.onnx'][:8]})"
        self._session = _session(folder / "encoder.onnx")
        self._tokenizer = _tokenizer(folder / "tokenizer.json")
        self._symbols = Symbols(*(self._tokenizer.token_to_id(piece) for piece in ("[CLS]", "[SEP]", "[unused1]")))
        with np.load(folder / "heads.npz", allow_pickle=False) as arrays:
            self._heads = Heads({name: arrays[name] for name in arrays.files})

    def encode(self, parsed: Parsed) -> Encoding:
        """Return what the encoder makes of a parsed article."""
        words = [token.text for token in parsed.doc]
        breaks = frozenset(p.tokens.start for p in parsed.paragraphs)
        return self._encode(words, [(s.start, s.end) for s in parsed.sentences], breaks)

    def encode_tokens(self, words: list[str]) -> Encoding:
        """Return what the encoder makes of a bare sentence."""
        return self._encode(words, [(0, len(words))], frozenset({0}))

    def _encode(self, words: list[str], sentences: list[tuple[int, int]], breaks: frozenset[int]) -> Encoding:
        pieces = word_pieces(self._tokenizer, words)
        hidden = np.zeros((len(words), self._heads.width), dtype=np.float32)
        for window in cut(costs(pieces, breaks), sentences):
            layout = lay_out(window, pieces, breaks, self._symbols)
            own = [
                (token, at) for token, at in zip(layout.tokens, layout.positions, strict=True) if token >= window.start
            ]
            if own:
                tokens, positions = zip(*own, strict=True)
                hidden[list(tokens)] = self._run(layout.ids)[list(positions)]
        return self._judge(hidden, np.array([not p for p in pieces], dtype=np.bool_))

    def _run(self, ids: list[int]) -> Floats:
        vectors: Floats = self._session.run(["hidden"], {"input_ids": np.array([ids], dtype=np.int64)})[0][0]
        return vectors

    def _judge(self, hidden: Floats, silent: NDArray[np.bool_]) -> Encoding:
        judged = {name: self._heads.judge(name, hidden) for name in ("attribution", "statement", "trigger")}
        for scores in judged.values():
            scores[silent] = [NOTHING] + [NEVER] * (scores.shape[1] - 1)
        facts = {name: self._heads.judge(name, hidden) for name in ("certainty", "polarity", "tense")}
        return Encoding(**judged, **facts, mode=self._heads.modes(hidden), hidden=hidden, heads=self._heads)


def available() -> bool:
    """Tell whether the encoder's files are installed; without them the rules work alone."""
    return (MODEL / MANIFEST).is_file()


def word_pieces(tokenizer: Any, words: Sequence[str]) -> list[list[int]]:
    """Return the ids of the word pieces of each word; white space has none."""
    pieces: list[list[int]] = [[] for _ in words]
    if words:
        readable = [
            word.encode("utf-8", "replace").decode("utf-8") for word in words
        ]  # half a surrogate pair is no text
        encoded = tokenizer.encode(readable, is_pretokenized=True, add_special_tokens=False)
        for piece, word in zip(encoded.ids, encoded.word_ids, strict=True):
            pieces[word].append(piece)
    return pieces


def log_softmax(scores: Floats) -> Floats:
    """Return the logarithms of the softmax of each row."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    normal: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return normal


def _flat_transitions() -> Floats:
    return np.where(allowed(ATTRIBUTION_LABELS), 0.0, -np.inf).astype(np.float32)


def _bridge(tags: list[str], voiced: set[int]) -> list[str]:
    """Let a span go on over white space in it."""
    bridged = list(tags)
    for token in range(len(tags) - 2, -1, -1):
        if token not in voiced and bridged[token + 1].startswith("I-"):
            bridged[token] = bridged[token + 1]
    return bridged


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest["files"]["encoder.onnx"], manifest["version"]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise AllegedlyError("L02", str(folder / MANIFEST), str(fault)) from fault
    return dict(manifest)


def _check(path: Path, digest: str) -> None:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as fault:
        raise AllegedlyError("L02", str(path), str(fault)) from fault
    if found != digest:
        raise AllegedlyError("L02", str(path), f"SHA-256 {found[:12]}…, not {digest[:12]}…")


def _session(path: Path) -> Any:
    onnxruntime = importlib.import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _tokenizer(path: Path) -> Any:
    tokenizer = importlib.import_module("tokenizers").Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
