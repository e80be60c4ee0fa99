"""The page on exports says of each column what the tables say."""

from pathlib import Path

import pytest

from allegedly.exports.columns import columns

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "exports.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("shape", ["attribution", "polecat", "icews", "gdelt", "gdelt_mentions", "ucdp", "acled"])
def test_columns_are_documented_in_their_order(shape):
    rows = [f"| {c.column} | {f'`{c.value}`' if c.value else ''} | {c.note or ''} |" for c in columns(shape)]
    assert "\n".join(rows) in PAGE
