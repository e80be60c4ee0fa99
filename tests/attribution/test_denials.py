from collections.abc import Callable

import pytest

from allegedly.attribution import find_denials, find_statements, weightiest
from allegedly.language import Parsed


@pytest.mark.parametrize(
    ("text", "label", "denier"),
    [
        ("Damascus denied that its planes had crossed the border.", "DENY", "Damascus"),
        ("The charge was denied by the senator's lawyer.", "DENY", "the senator's lawyer"),
        ("The airline rejected the allegation that its pilots were drunk.", "DENY", "The airline"),
        ("The embassy insisted it had no part in the raid.", "DENY", "The embassy"),
        ("The bishop was accused of hiding the letters, which he denied.", "DENY", "The bishop"),
        ("A company official said the claims were baseless.", "DENY", "A company official"),
        ("Officials said there was no evidence of poisoning.", "DENY", "Officials"),
        ("The parliament rejected the budget proposal on Friday.", "REJECT", "The parliament"),
        ("A judge dismissed the lawsuit.", "REJECT", "A judge"),
        ("The guards refused to open the gate.", "REFUSE", "The guards"),
        ("The reporters were denied access to the camp.", "REFUSE", None),
        ("Border police denied the refugees entry.", "REFUSE", "Border police"),
        ("The story was later proven to be false.", "CONFLICT", None),
        ("Witnesses gave conflicting accounts of the shooting.", "CONFLICT", None),
        ("The army will leave if the council rejects the plan.", "OTHER", None),
        ("The bishop urged voters to reject hatred.", "OTHER", None),
        ("The company did not deny the report.", "OTHER", None),
        ("He was convicted of making false statements.", "OTHER", None),
        ("The two countries quarrel over disputed islands.", "OTHER", None),
        ("Genocide denial is a crime there.", "OTHER", None),
    ],
)
def test_the_act_and_its_author_are_told(
    parse: Callable[..., Parsed], text: str, label: str, denier: str | None
) -> None:
    parsed = parse(text)
    denial = weightiest(find_denials(parsed, find_statements(parsed)))
    assert (denial.label if denial else "OTHER") == label
    assert (parsed.text(denial.denier) if denial and denial.denier else None) == denier
