"""Train the encoder and export it: ``python training/train.py DATA_DIR --out FOLDER``.

``DATA_DIR`` holds ``attribution/polnear_train.jsonl`` and what ``coded.py`` reads. Stage A learns attributions from
PolNeAR and statements from the coded articles; stage B learns all heads from the coded articles and repeats a share
of PolNeAR, so that nothing is forgotten. See README.md for how long it takes and what it reaches.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from coded import Row, articles, rows
from encoder import data, export
from encoder.data import Example
from encoder.model import Tagger

#: Word pieces a step, padding included.
STEP_PIECES = 2048
#: Windows among which those of one length are looked for.
BUCKET = 256


@dataclass(frozen=True, slots=True)
class Pass:
    """One run over examples: a warm-up, then a learning rate that falls in a straight line."""

    name: str
    seed: int
    rate: float
    head_rate: float
    warm_up: int  #: steps
    epochs: int
    planned: int  #: epochs after which the rate would reach its floor
    freeze: bool  #: leave the embeddings as they are


STAGE_A = Pass("A", seed=1, rate=2.5e-4, head_rate=1e-3, warm_up=100, epochs=3, planned=4, freeze=False)
STAGE_B = Pass("B", seed=1, rate=1.5e-4, head_rate=2e-3, warm_up=40, epochs=10, planned=10, freeze=True)
#: The share of PolNeAR's windows that stage B sees, over all its epochs.
REPLAY = 0.75


def main() -> None:
    """Read the arguments, train, export."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data", type=Path)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--stage-a", type=Path, help="the stage_a.pt of an earlier run, not to run that stage again")
    options.add_argument("--articles", type=int, help="use only so many articles of each kind: to try things out")
    options.add_argument("--threads", type=int, default=2)
    chosen = options.parse_args()
    torch.set_num_threads(chosen.threads)
    torch.set_flush_denormal(True)
    polnear = rows(chosen.data / "attribution" / "polnear_train.jsonl")[: chosen.articles]
    train(polnear, articles(chosen.data)[: chosen.articles], chosen.out, begun=chosen.stage_a)


def train(polnear: list[Row], coded: list[Row], out: Path, *, begun: Path | None = None) -> None:
    """Run both stages, or the second on what the first left in the file ``begun``, and write the model's files."""
    attributions = data.polnear(polnear)
    torch.manual_seed(STAGE_A.seed)
    model = Tagger()
    out.mkdir(parents=True, exist_ok=True)
    if begun is None:
        run(model, STAGE_A.epochs * [attributions + 2 * data.statements(coded)], STAGE_A)
        torch.save(model.state_dict(), out / "stage_a.pt")
    else:
        model.load_state_dict(torch.load(begun))
    events = data.events(coded)
    run(model, [events + share for share in replay(attributions)], STAGE_B)
    torch.save(model.state_dict(), out / "stage_b.pt")
    export.write(model, export.transitions(attributions), out)


def replay(examples: Sequence[Example]) -> list[list[Example]]:
    """Return the windows of PolNeAR for each epoch of stage B."""
    shuffled = random.Random(STAGE_B.seed).sample(examples, len(examples))  # noqa: S311
    size = int(len(shuffled) * REPLAY) // STAGE_B.epochs
    return [shuffled[epoch * size : (epoch + 1) * size] for epoch in range(STAGE_B.epochs)]


def run(model: Tagger, epochs: Sequence[Sequence[Example]], how: Pass) -> None:
    """Train the model over the examples of each epoch."""
    torch.manual_seed(how.seed)
    chance = random.Random(how.seed)  # noqa: S311
    model.encoder.embeddings.requires_grad_(not how.freeze)
    steps = sum(sum(1 for _ in batches(epoch, random.Random(0))) for epoch in epochs) * how.planned // how.epochs  # noqa: S311
    optimizer, schedule = _optimizer(model, how, steps)
    learned = [p for p in model.parameters() if p.requires_grad]
    model.train()
    for number, examples in enumerate(epochs, 1):
        began, seen = time.monotonic(), defaultdict(list)
        for batch in batches(examples, chance):
            losses = model.losses(batch)
            optimizer.zero_grad()
            sum(losses.values()).backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            schedule.step()
            for name, loss in losses.items():
                seen[name].append(loss.item())
        means = {name: round(float(np.mean(values)), 3) for name, values in seen.items()}
        print(f"{how.name} epoch {number}: {means}, {time.monotonic() - began:.0f} s", flush=True)


def _optimizer(model: Tagger, how: Pass, steps: int) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    groups = [
        {"params": [p for p in model.encoder.parameters() if p.requires_grad], "lr": how.rate},
        {"params": list(model.heads.parameters()), "lr": how.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    return optimizer, torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / how.warm_up) * max(0.02, 1 - step / steps)
    )


def batches(examples: Sequence[Example], chance: random.Random) -> Iterator[list[Example]]:
    """Yield the examples in an order left to chance, those of about one length together."""
    order = chance.sample(range(len(examples)), len(examples))
    for start in range(0, len(order), BUCKET):
        bucket = sorted((examples[n] for n in order[start : start + BUCKET]), key=lambda e: len(e.ids))
        filled: list[list[Example]] = [[]]
        for example in bucket:
            if filled[-1] and (len(filled[-1]) + 1) * len(example.ids) > STEP_PIECES:
                filled.append([])
            filled[-1].append(example)
        yield from chance.sample(filled, len(filled))


if __name__ == "__main__":
    main()
