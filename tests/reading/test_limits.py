from dataclasses import fields
from pathlib import Path

from allegedly.errors import CATALOGUE
from allegedly.reading import Limits

DOCS = Path(__file__).parents[2] / "docs"


def test_every_limit_and_its_default_is_documented():
    rows = {
        line.split("`")[1]: line for line in (DOCS / "limits.md").read_text().splitlines() if line.startswith("| `")
    }
    assert set(rows) == {field.name for field in fields(Limits)}
    for name, row in rows.items():
        default = getattr(Limits(), name)
        assert f"{default:,.0f}" in row or f"{default:.0f}" in row, name


def test_every_reading_code_is_documented():
    page = (DOCS / "limits.md").read_text()
    for code in CATALOGUE:
        if code.startswith("R"):
            assert code in page, code
