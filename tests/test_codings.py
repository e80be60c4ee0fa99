"""The articles coded for training: offsets and codes without text, in the codebook's terms."""

import json
from pathlib import Path

import pytest

from allegedly.events import PLOVER

TRAINING = Path(__file__).parent.parent / "training"


@pytest.fixture(scope="module", params=["codings.jsonl", "second_codings.jsonl"])
def codings(request):
    return [json.loads(line) for line in (TRAINING / request.param).read_text(encoding="utf-8").splitlines()]


def test_each_says_who_coded_which_text_when_and_holds_no_text(codings):
    for coding in codings:
        assert coding.keys() <= {"id", "characters", "coder", "coded", "sha256", "statements", "events"}
        assert len(coding["sha256"]) == 64
    assert len({(c["id"], *c.get("characters", ())) for c in codings}) == len(codings)


def test_events_have_types_and_modes_of_plover(codings):
    for event in (e for coding in codings for e in coding["events"]):
        assert event["mode"] is None or event["mode"] in PLOVER.modes(event["type"])
        assert event["certainty"] in {"certain", "probable", "possible", "unknown"}
        assert event["trigger"][0] < event["trigger"][1]


def test_a_voice_names_statements_the_trigger_lies_in(codings):
    for coding in codings:
        content = {s["id"]: s["content"] for s in coding["statements"]}
        for event in coding["events"]:
            for voice in event["voice"]:
                assert any(start <= event["trigger"][0] < end for start, end in content[voice])
