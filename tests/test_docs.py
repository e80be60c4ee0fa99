"""What the documents say of the code is what the code says."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_reference_is_written_from_the_code_as_it_is(capsys):
    stale = runpy.run_path(str(ROOT / "docs" / "generate.py"))["run"](check=True)
    assert not stale, capsys.readouterr().err


def test_every_field_of_a_record_that_the_code_explains_is_explained():
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert "| `voice` | `tuple[str, ...]` | ids of the statements it stands on" in page
    assert "| `span` | `Span or None` | the words that name the party here" in page


def test_the_readme_links_to_pages_that_are_there():
    import re

    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
