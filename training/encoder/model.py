"""The encoder with its heads, and what each head loses on a batch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from transformers import BertModel

from allegedly.language.encoder import (
    ATTRIBUTION_LABELS,
    CERTAINTY_LABELS,
    DISTANCES,
    MODE_LABELS,
    MODES,
    POLARITY_LABELS,
    ROLE_LABELS,
    TENSE_LABELS,
    TRIGGER_LABELS,
)
from encoder.data import BASE, UNJUDGED, Example

LABELS = {
    "attribution": ATTRIBUTION_LABELS,
    "statement": ATTRIBUTION_LABELS,
    "trigger": TRIGGER_LABELS,
    "certainty": CERTAINTY_LABELS,
    "polarity": POLARITY_LABELS,
    "tense": TENSE_LABELS,
    "mode": MODE_LABELS,
}
#: How much each head's loss counts in the sum.
WEIGHTS = {
    "attribution": 1.0, "statement": 1.0, "trigger": 2.0, "certainty": 0.4, "polarity": 0.3, "tense": 0.3, "mode": 0.4,
    "role": 0.25,
}  # fmt: skip
#: Most tokens trigger nothing: their label counts less.
NO_TRIGGER_WEIGHT = 0.6
PARTY_WEIGHT = 2.0


class RoleHead(nn.Module):
    """Judges which role a token has in the event of a trigger, from both vectors and how far apart they stand."""

    def __init__(self, width: int, inner: int = 96, distance: int = 24, middle: int = 128) -> None:
        super().__init__()
        self.trigger = nn.Linear(width, inner)
        self.party = nn.Linear(width, inner)
        self.distance = nn.Embedding(len(DISTANCES) + 1, distance)
        self.middle = nn.Linear(3 * inner + distance, middle)
        self.out = nn.Linear(middle, len(ROLE_LABELS))
        self.drop = nn.Dropout(0.2)

    def forward(self, trigger: Tensor, parties: Tensor, distances: Sequence[int]) -> Tensor:
        """Return the scores of ROLE_LABELS for each party."""
        at, of = self.trigger(trigger).expand(len(parties), -1), self.party(parties)
        apart = self.distance(torch.as_tensor(np.digitize(np.array(distances), DISTANCES)))
        joined = torch.cat([at, of, at * of, apart], dim=-1)
        return self.out(self.drop(torch.relu(self.middle(self.drop(joined)))))


class Tagger(nn.Module):
    """MiniLM with a linear head for every kind of label and one for roles."""

    def __init__(self, dropout: float = 0.15) -> None:
        super().__init__()
        # No dropout within attention: on a processor, drawing it takes a quarter of a step.
        self.encoder = BertModel.from_pretrained(
            str(BASE), add_pooling_layer=False, attn_implementation="sdpa", attention_probs_dropout_prob=0.0
        )
        width = self.encoder.config.hidden_size
        self.heads = nn.ModuleDict({name: nn.Linear(width, len(labels)) for name, labels in LABELS.items()})
        self.heads["role"] = RoleHead(width)
        self.drop = nn.Dropout(dropout)

    def losses(self, batch: Sequence[Example]) -> dict[str, Tensor]:
        """Return the weighted loss of each head that has labels in the batch."""
        ids, mask = pad([e.ids for e in batch], 0), pad([[1] * len(e.ids) for e in batch], 0)
        hidden = self.drop(self.encoder(ids, attention_mask=mask).last_hidden_state)
        found = {}
        for name in LABELS:
            chosen = [n for n, e in enumerate(batch) if name in e.labels]
            if chosen:
                loss = self._loss(
                    name, hidden[chosen], pad([batch[n].labels[name] for n in chosen], UNJUDGED, ids.shape[1])
                )
                found[name] = loss * WEIGHTS[name] * len(chosen) / len(batch)
        if any(e.pairs for e in batch):
            found["role"] = self._role_loss(hidden, batch) * WEIGHTS["role"]
        return found

    def _loss(self, name: str, hidden: Tensor, labels: Tensor) -> Tensor:
        judged = labels != UNJUDGED
        scores, gold = self.heads[name](hidden[judged]), labels[judged]
        if not len(gold):
            return scores.sum() * 0
        if name == "mode":
            return mode_loss(scores, gold)
        weight = torch.ones(scores.shape[-1])
        if name == "trigger":
            weight[0] = NO_TRIGGER_WEIGHT
        return cross_entropy(scores, gold, weight=weight)

    def _role_loss(self, hidden: Tensor, batch: Sequence[Example]) -> Tensor:
        weight = torch.tensor([1.0, PARTY_WEIGHT, PARTY_WEIGHT])
        losses = []
        for row, example in zip(hidden, batch, strict=True):
            for pair in example.pairs:
                scores = self.heads["role"](row[pair.trigger], row[pair.parties], pair.distances)
                losses.append(cross_entropy(scores, torch.tensor(pair.roles), weight=weight, reduction="sum"))
        coded = sum("trigger" in e.labels for e in batch) / len(batch)
        return torch.stack(losses).mean() * coded


def mode_loss(scores: Tensor, gold: Tensor) -> Tensor:
    """Return the loss of the modes, each judged among those of its type only."""
    kinds = [label.partition("/")[0] for label in MODE_LABELS]
    losses = []
    for kind in MODES:
        columns = [c for c, k in enumerate(kinds) if k == kind]
        chosen = (gold >= columns[0]) & (gold <= columns[-1])
        if chosen.any():
            losses.append(cross_entropy(scores[chosen][:, columns], gold[chosen] - columns[0], reduction="sum"))
    return torch.stack(losses).sum() / len(gold)


def pad(lists: Sequence[Sequence[int]], fill: int, width: int = 0) -> Tensor:
    """Return the lists as rows of one length."""
    padded = torch.full((len(lists), max(width, *map(len, lists))), fill, dtype=torch.long)
    for row, values in zip(padded, lists, strict=True):
        row[: len(values)] = torch.as_tensor(values)
    return padded
