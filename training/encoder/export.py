"""The trained model as the files that ship: ONNX with int8 weights, the heads' matrices, the tokenizer, a manifest."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model
from torch import Tensor, nn

from allegedly.language.encoder import ATTRIBUTION_LABELS, MANIFEST
from encoder.data import UNJUDGED, Example, tokenizer
from encoder.model import Tagger

VERSION = "0.2.0"
FILES = ("encoder.onnx", "heads.npz", "tokenizer.json")


class _Vectors(nn.Module):
    """The encoder as it is run: one window, nothing padded, so that no mask is needed."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor) -> Tensor:
        return self.encoder(input_ids, attention_mask=torch.ones_like(input_ids)).last_hidden_state


def write(model: Tagger, transitions: NDArray[np.float32], out: Path) -> None:
    """Write the model's files into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    model.eval()
    with tempfile.TemporaryDirectory() as work:
        full = Path(work) / "full.onnx"
        _trace(model, full)
        quantize_dynamic(
            str(full),
            str(out / FILES[0]),
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},  # fused layers carry no types
        )
    arrays = {name: value.detach().numpy().astype(np.float32) for name, value in model.heads.state_dict().items()}
    np.savez_compressed(out / FILES[1], transitions=transitions, **arrays)
    tokenizer().save(str(out / FILES[2]), pretty=False)
    digests = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in FILES}
    manifest = {"version": VERSION, "files": digests}
    (out / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _trace(model: Tagger, path: Path) -> None:
    """Write the encoder as ONNX with 32-bit weights, its layers fused."""
    model.encoder.set_attn_implementation("eager")  # the form of attention that the fusion knows
    example = torch.ones(1, 32, dtype=torch.long)
    torch.onnx.export(
        _Vectors(model.encoder),
        (example,),
        str(path),
        input_names=["input_ids"],
        output_names=["hidden"],
        dynamic_axes={name: {0: "windows", 1: "pieces"} for name in ("input_ids", "hidden")},
        opset_version=17,
        dynamo=False,
    )
    config = model.encoder.config
    fused = optimize_model(
        str(path), model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size
    )
    fused.save_model_to_file(str(path))


def transitions(examples: Sequence[Example]) -> NDArray[np.float32]:
    """Return the logarithms of how likely each label follows each other; the last row is the start of a text.

    No label is likelier than another at the start: a window may begin anywhere.
    """
    size = len(ATTRIBUTION_LABELS)
    counts = np.full((size, size), 0.5)
    for example in examples:
        labels = [label for label in example.labels["attribution"] if label != UNJUDGED]
        np.add.at(counts, (labels[:-1], labels[1:]), 1)
    chances = np.log(counts / counts.sum(axis=1, keepdims=True))
    return np.vstack([chances, np.zeros(size)]).astype(np.float32)
