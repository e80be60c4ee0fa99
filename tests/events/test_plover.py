"""The ontology: quad classes, CAMEO codes by type, mode and context, Goldstein values, contexts."""

import pytest

from allegedly.events import PLOVER
from allegedly.events.contexts import load_contexts
from allegedly.events.syntax import Syntax
from allegedly.language import Parser


@pytest.mark.parametrize(
    ("kind", "quad"), [("AGREE", 1), ("RETREAT", 2), ("REJECT", 3), ("SANCTION", 4), ("ASSAULT", 4)]
)
def test_quad_classes(kind: str, quad: int) -> None:
    assert PLOVER.quad(kind) == quad


@pytest.mark.parametrize(
    ("kind", "mode", "contexts", "code"),
    [
        ("ACCUSE", "allege", (), "112"),
        ("ACCUSE", "allege", ("human_rights",), "1122"),
        ("REQUEST", "assist", ("humanitarian",), "1033"),
        ("ASSAULT", "suicide-attack", (), "1831"),
        ("AID", None, ("military",), "072"),
        ("CONSULT", "visit", (), "042"),
        ("COOPERATE", None, (), "060"),
    ],
)
def test_cameo_codes(kind: str, mode: str | None, contexts: tuple[str, ...], code: str) -> None:
    assert PLOVER.cameo(kind, mode, contexts) == code


def test_every_type_and_mode_has_a_cameo_code_with_a_goldstein_value() -> None:
    for kind in PLOVER.types:
        for mode in (None, *PLOVER.modes(kind)):
            value = PLOVER.goldstein(PLOVER.cameo(kind, mode))
            assert value is not None, (kind, mode)
            assert -10 <= value <= 10
    assert PLOVER.goldstein("999") is None


def test_there_are_thirty_seven_contexts() -> None:
    contexts = load_contexts()
    assert len({name for names in contexts.of_word.values() for name in names}) == 37


def test_contexts_come_from_the_words(parser: Parser) -> None:
    syntax = Syntax(parser.pipeline("The court sentenced the general, and the judge spoke of the army."))
    found = load_contexts().of_event(syntax, (0, len(syntax.text)), (), "SANCTION")  # type: ignore[arg-type]
    assert "legal" in found
    assert "military" in found
