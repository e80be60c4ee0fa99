import pytest

from allegedly.steps import Step, check_order


def step(name: str, requires: tuple[str, ...], assigns: tuple[str, ...]) -> Step[object]:
    return Step(name, requires, assigns, lambda work: None)


def test_events_before_statements_are_refused_by_name():
    wrong = [step("events", ("statements",), ("events",)), step("statements", ("parsed",), ("statements",))]
    with pytest.raises(ValueError, match="'events' needs statements"):
        check_order(wrong, ("parsed",))


def test_the_right_order_passes():
    right = [step("statements", ("parsed",), ("statements",)), step("events", ("statements",), ("events",))]
    check_order(right, ("parsed",))
